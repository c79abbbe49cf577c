//! What its source deletes, or no longer has. Nothing is taken out of a chart: it is marked as entered in error, ended or
//! cancelled, and comes back when a newer copy does.

use std::collections::HashSet;

use super::{Known, Outcome, Record, Taking, name, names_its_source, put, resource};
use crate::domain::allergy::Allergy;
use crate::domain::episode::Episode;
use crate::domain::medication::Medication;
use crate::domain::medication::list::MedicineList;
use crate::domain::patient::Contact;
use crate::domain::plan::{CarePlan, Goal, Intervention};
use crate::domain::problem::Problem;
use crate::domain::record::{AsOf, Body, Coverage, Encounter};
use crate::domain::visit::Visit;
use crate::store::Fault;
use crate::store::statements as sql;
use crate::store::table::Withdrawn;

/// How a row of each kind is marked; nothing for kinds that stay whatever becomes of their source.
fn mark(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "medication" => Medication::WITHDRAW,
        "allergy" => Allergy::WITHDRAW,
        "problem" => Problem::WITHDRAW,
        "observation" => sql::WITHDRAW_OBSERVATION,
        "care_plan" => CarePlan::WITHDRAW,
        "goal" => Goal::WITHDRAW,
        "medicine_list" => MedicineList::WITHDRAW,
        "coverage" => Coverage::WITHDRAW,
        "contact" => Contact::WITHDRAW,
        "care_team" => sql::WITHDRAW_CARE_TEAM,
        "episode" => Episode::WITHDRAW,
        "encounter" => Encounter::WITHDRAW,
        "visit" => Visit::WITHDRAW,
        "intervention" => Intervention::WITHDRAW,
        "event" => sql::WITHDRAW_EVENT,
        "note" => sql::WITHDRAW_NOTE,
        _ => return None,
    })
}

impl Taking<'_> {
    /// A newer record says that patient `row` lives. It takes back the death that its source said before, and none that
    /// somebody recorded here.
    pub(super) fn death_taken_back(&mut self, record: &Record, row: i64) -> Result<(), Fault> {
        if !matches!(&record.body, Body::Patient(patient) if patient.lives) {
            return Ok(());
        }
        let mut statement = self.transaction.prepare_cached(sql::PATIENT_DEATH)?;
        let (said, recorded): (bool, Option<String>) =
            statement.query_row([row], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if let Some(day) = recorded {
            self.state.report.remark(format!(
                "{}: its source says that the patient lives, and a death on {day} is recorded here; it stays until somebody corrects it",
                name(record)
            ));
        } else if said {
            let what = format!("{}: its source takes back that the patient has died", name(record));
            self.state.report.remark(what);
        }
        Ok(())
    }

    /// The source has deleted a resource, or says that it says nothing any more.
    pub(super) fn withdrawn(&mut self, record: &Record) -> Result<Outcome, Fault> {
        let Some(key) = record.key.clone() else { return Ok(Outcome::Left) };
        let all = self.memory.variants(&key)?;
        let parts = self.memory.parts(&key)?;
        self.memory.delete(&key, record.as_of)?;
        // Where one id means two things and nobody says whose, neither is touched.
        if all.len() > 1 && !names_its_source(&key) {
            let what =
                format!("{}: deleted at its source, but the id stands for {} things here", name(record), all.len());
            self.state.report.remark(what);
            return Ok(Outcome::Left);
        }
        let mut outcome = Outcome::Same;
        for known in all.iter().chain(&parts) {
            if known.kind == "patient" {
                let what = format!("{}: its source deleted this patient's record; the chart stays", name(record));
                self.state.report.remark(what);
                return Ok(Outcome::Left);
            }
            if self.withdraw(known, record.as_of)? {
                outcome = Outcome::Changed;
            }
        }
        Ok(outcome)
    }

    /// Parts that the new copy of a resource no longer has.
    pub(super) fn vanished(&mut self, records: &[Record]) -> Result<(), Fault> {
        let Some(first) = records.first() else { return Ok(()) };
        let Some(key) = first.key.as_deref().map(resource) else { return Ok(()) };
        let here: HashSet<&str> = records.iter().filter_map(|record| record.key.as_deref()).collect();
        for part in self.memory.parts(key)? {
            let plain = part.key.split('~').next().unwrap_or(&part.key);
            if !here.contains(plain) && part.kind != "chart_pair" {
                self.withdraw(&part, first.as_of)?;
            }
        }
        Ok(())
    }

    /// Marks a row. False when it stays as it is.
    fn withdraw(&mut self, known: &Known, as_of: AsOf) -> Result<bool, Fault> {
        let Some(statement) = mark(&known.kind).filter(|_| !known.gone) else { return Ok(false) };
        if as_of.is_before(known.as_of) {
            self.state.report.is_older(known.key.clone());
            return Ok(false);
        }
        if put::version(self.transaction, &known.kind, known.row)? != known.version {
            self.state.report.kept_ours.push(known.key.clone());
            return Ok(false);
        }
        let version = self.transaction.prepare_cached(statement)?.query_row([known.row], |row| row.get(0))?;
        self.memory.past(&known.key, &known.content)?;
        self.memory.gone(&known.key, version, as_of)?;
        self.state.report.withdrawn += 1;
        self.touch(known.patient, &known.kind, known.row);
        Ok(true)
    }
}
