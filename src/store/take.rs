//! Taking in records from a file or the generator: all of a source in one transaction, or nothing.
//!
//! A record taken before and not different now changes nothing. One whose patient has not arrived is parked
//! and finds its place when she does, so the order of files does not matter.

mod put;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use rusqlite::{ErrorCode, OptionalExtension, Transaction, params};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::audit::{self, Act};
use super::statements::{
    EPISODE_EXISTS, EPISODE_REFERRAL_ENDED, PARKED_ADD, PARKED_FOR, PARKED_KNOWN, PARKED_TAKEN, SOURCE_ALIAS_OF,
    SOURCE_ALIAS_SET, SOURCE_OF, SOURCE_SET,
};
use super::{Fault, Store};
use crate::domain::episode::{Episode, EpisodeState};
use crate::domain::ids::{PatientId, UserId};
use crate::domain::record::{Body, Record, Taken, TeamMember};
use crate::domain::when::Instant;

/// How many references that lead nowhere a report names.
const NAMED: usize = 50;

/// Who takes something in, when, and how.
#[derive(Debug, Clone)]
pub struct Load {
    /// The word in the audit: `import`, `demo`.
    pub action: &'static str,
    /// SHA-256 of the source.
    pub digest: Option<[u8; 32]>,
    /// Who does it.
    pub user: Option<UserId>,
    /// When.
    pub at: Instant,
    /// On whose caseload new patients are put.
    pub assign: Option<UserId>,
    /// Whether a patient without an episode becomes a referral.
    pub refer: bool,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// What became of the records of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// By kind of entry.
    pub by_kind: BTreeMap<&'static str, Taken>,
    /// Records kept until the patient, goal or plan they point at arrives.
    pub waiting: u64,
    /// References that lead nowhere, and entries that belong to nobody; the first fifty.
    pub dangling: Vec<String>,
    /// How many there were of these in all.
    pub dangling_total: u64,
    /// Entries that were changed here since they were taken; the source's version was left aside.
    pub kept_ours: Vec<String>,
}

impl Report {
    fn of(&mut self, kind: &'static str) -> &mut Taken {
        self.by_kind.entry(kind).or_default()
    }

    fn dangles(&mut self, what: String) {
        self.dangling_total += 1;
        if self.dangling.len() < NAMED {
            self.dangling.push(what);
        }
    }
}

enum Stop {
    Fault(Fault),
    Dry(Box<Report>),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Store {
    /// Takes all of these records, or none.
    pub fn take(&mut self, records: Vec<Record>, load: &Load) -> Result<Report, Fault> {
        let done = self.write::<Report, Stop>(|transaction, session| {
            let mut taking = Taking::new(transaction, load);
            taking.all(records)?;
            taking.refer_and_assign()?;
            for patient in taking.touched.iter().map(|id| Some(*id)).chain(taking.nobody.then_some(None)) {
                let mut act = Act::new(load.action, load.at);
                act.user = load.user;
                act.patient = patient.map(PatientId::new);
                act.content = load.digest;
                audit::add(transaction, session, &act)?;
            }
            if load.dry_run { Err(Stop::Dry(Box::new(taking.report))) } else { Ok(taking.report) }
        });
        match done {
            Ok(report) => Ok(report),
            Err(Stop::Dry(report)) => Ok(*report),
            Err(Stop::Fault(fault)) => Err(fault),
        }
    }
}

/// Where a key leads.
#[derive(Debug, Clone)]
struct Lead {
    kind: String,
    row: i64,
}

/// The links of a record, resolved to rows.
#[derive(Debug, Clone, Copy, Default, Serialize)]
struct Rows {
    patient: Option<i64>,
    episode: Option<i64>,
    user: Option<i64>,
    plan: Option<i64>,
    goal: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    medication: Option<i64>,
}

struct Taking<'a> {
    transaction: &'a Transaction<'a>,
    load: &'a Load,
    leads: HashMap<String, Option<Lead>>,
    report: Report,
    touched: BTreeSet<i64>,
    /// Whether something was written that belongs to no patient.
    nobody: bool,
    /// Row, and whether she lives.
    new_patients: Vec<(i64, bool)>,
}

/// The order in which things are taken, so that what is pointed at comes before what points.
fn order(body: &Body) -> u8 {
    match body {
        Body::User(_) | Body::Practitioner(_) => 0,
        Body::Patient(_) => 1,
        Body::Contact(_) | Body::Coverage(_) | Body::Episode(_) => 2,
        Body::CarePlan(_) | Body::PlanProblem(_) => 3,
        Body::Goal(_) => 4,
        Body::Encounter(_)
        | Body::Visit(_)
        | Body::Problem(_)
        | Body::Allergy(_)
        | Body::Medication(_)
        | Body::MedicineList(_)
        | Body::Observation(_)
        | Body::PlanSection(_)
        | Body::Intervention(_)
        | Body::Progress(_)
        | Body::TeamMember(_)
        | Body::Event(_)
        | Body::Note(_) => 5,
        Body::MedicineUse(_) => 6,
    }
}

/// A line of the list that is about another one comes behind it.
fn place(record: &Record) -> u8 {
    order(&record.body) + u8::from(matches!(record.body, Body::Medication(_)) && record.links.medication.is_some())
}

impl<'a> Taking<'a> {
    fn new(transaction: &'a Transaction<'a>, load: &'a Load) -> Self {
        Self {
            transaction,
            load,
            leads: HashMap::new(),
            report: Report::default(),
            touched: BTreeSet::new(),
            nobody: false,
            new_patients: Vec::new(),
        }
    }

    fn all(&mut self, records: Vec<Record>) -> Result<(), Fault> {
        let mut queues: BTreeMap<u8, VecDeque<Record>> = BTreeMap::new();
        for record in records {
            queues.entry(place(&record)).or_default().push_back(record);
        }
        while let Some(record) = queues.values_mut().find_map(VecDeque::pop_front) {
            let is_new = self.one(&record)?;
            if is_new
                && matches!(record.body, Body::Patient(_) | Body::CarePlan(_) | Body::Goal(_) | Body::Medication(_))
            {
                for key in record.key.iter().chain(&record.aliases) {
                    for waited in self.unpark(key)? {
                        queues.entry(place(&waited)).or_default().push_back(waited);
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes one record. True when it became a new row.
    fn one(&mut self, record: &Record) -> Result<bool, Fault> {
        let kind = put::kind(&record.body);
        let Some(rows) = self.resolve(record)? else { return Ok(false) };
        let digest = record.key.as_ref().map(|_| digest(record, rows)).transpose()?;
        let known = match &record.key {
            Some(key) => self.known(key)?,
            None => None,
        };
        let is_new = known.is_none();
        let row = match known {
            Some(known) if known.kind != kind => {
                self.report.dangles(format!("{} was of kind {} before, not {kind}", name(record), known.kind));
                return Ok(false);
            }
            Some(known) if Some(&known.digest) == digest.as_ref() => {
                self.report.of(kind).unchanged += 1;
                known.row
            }
            Some(known) if put::version(self.transaction, kind, known.row)? != known.version => {
                // Somebody here worked on it since: her words stand, the source's are named in the report.
                self.report.kept_ours.push(name(record));
                known.row
            }
            Some(known) => {
                let (row, version) = self.put(Some(known.row), rows, record)?;
                self.remember(record, kind, row, version, digest)?;
                self.report.of(kind).changed += 1;
                self.touch(rows.patient, kind, row);
                row
            }
            None => {
                let (row, version) = self.put(None, rows, record)?;
                self.remember(record, kind, row, version, digest)?;
                self.report.of(kind).taken += 1;
                self.touch(rows.patient, kind, row);
                if let Body::Patient(patient) = &record.body {
                    self.new_patients.push((row, patient.died.is_none()));
                }
                if let (Body::Episode(_), Some(patient)) = (&record.body, rows.patient) {
                    self.transaction.prepare_cached(EPISODE_REFERRAL_ENDED)?.execute([patient, row])?;
                }
                row
            }
        };
        for key in record.key.iter().chain(&record.aliases) {
            self.leads.insert(key.clone(), Some(Lead { kind: kind.to_owned(), row }));
        }
        let order = record.links.medication.as_ref().filter(|_| matches!(record.body, Body::Medication(_)));
        if let (Some(key), Some(whole)) = (&record.key, record.links.plan.as_ref().or(order))
            && self.lead(whole)?.is_none()
        {
            // It is in the chart already; its plan or order may come in a later file, and then it is linked.
            self.report.waiting += u64::from(self.keep(key, whole, record)?);
        }
        Ok(is_new)
    }

    fn put(&self, id: Option<i64>, rows: Rows, record: &Record) -> Result<(i64, i64), Fault> {
        let written = put::put(self.transaction, id, rows, &record.body);
        if let Err(Fault::Sqlite(why)) = written {
            return Err(match why.sqlite_error_code() {
                Some(ErrorCode::ConstraintViolation) => Fault::Refused { entry: name(record), why },
                _ => Fault::Sqlite(why),
            });
        }
        written
    }

    fn touch(&mut self, patient: Option<i64>, kind: &str, row: i64) {
        match patient.or((kind == "patient").then_some(row)) {
            Some(patient) => {
                self.touched.insert(patient);
            }
            None => self.nobody = true,
        }
    }

    /// Resolves the links of a record. `None` when it cannot be taken yet: what it cannot do without is not here.
    fn resolve(&mut self, record: &Record) -> Result<Option<Rows>, Fault> {
        let mut rows = Rows::default();
        let links = &record.links;
        let needed = [
            (put::belongs_to_a_patient(&record.body), &links.patient, "patient", &mut rows.patient),
            (matches!(record.body, Body::Progress(_)), &links.goal, "goal", &mut rows.goal),
            (matches!(record.body, Body::MedicineUse(_)), &links.medication, "medication", &mut rows.medication),
        ];
        for (_, link, kind, place) in needed.into_iter().filter(|(is_needed, ..)| *is_needed) {
            let Some(link) = link else {
                self.report.dangles(format!("{} names no {kind}", name(record)));
                return Ok(None);
            };
            *place = self.lead(link)?.filter(|lead| lead.kind == kind).map(|lead| lead.row);
            if place.is_none() {
                self.park(record, link)?;
                return Ok(None);
            }
        }
        let about = links.medication.clone().filter(|_| matches!(record.body, Body::Medication(_)));
        let welcome = [
            (&links.episode, "episode", &mut rows.episode),
            (&links.user, "user", &mut rows.user),
            (&links.plan, "care_plan", &mut rows.plan),
            (&links.goal, "goal", &mut rows.goal),
            (&links.problem, "plan_problem", &mut rows.problem),
            (&about, "medication", &mut rows.medication),
        ];
        for (link, kind, place) in welcome {
            let Some(link) = link else { continue };
            match self.lead(link)? {
                Some(lead) if lead.kind == kind => *place = Some(lead.row),
                // A practitioner of another provider where a user of ours could stand: nothing to link.
                Some(_) => {}
                None if matches!(kind, "care_plan" | "medication") && record.key.is_some() => {}
                None => self.report.dangles(format!("{} points at {link}", name(record))),
            }
        }
        Ok(Some(rows))
    }

    /// Where a key or alias leads, in this source or in what was taken before.
    fn lead(&mut self, link: &str) -> Result<Option<Lead>, Fault> {
        if let Some(lead) = self.leads.get(link) {
            return Ok(lead.clone());
        }
        let mut found = self.stored_lead(link)?;
        if found.is_none() {
            let key: Option<String> =
                self.transaction.prepare_cached(SOURCE_ALIAS_OF)?.query_row([link], |row| row.get(0)).optional()?;
            if let Some(key) = key {
                found = self.stored_lead(&key)?;
            }
        }
        self.leads.insert(link.to_owned(), found.clone());
        Ok(found)
    }

    fn stored_lead(&self, key: &str) -> Result<Option<Lead>, Fault> {
        Ok(self
            .transaction
            .prepare_cached(SOURCE_OF)?
            .query_row([key], |row| Ok(Lead { kind: row.get(0)?, row: row.get(1)? }))
            .optional()?)
    }

    fn known(&self, key: &str) -> Result<Option<Known>, Fault> {
        Ok(self
            .transaction
            .prepare_cached(SOURCE_OF)?
            .query_row([key], |row| {
                Ok(Known { kind: row.get(0)?, row: row.get(1)?, digest: row.get(2)?, version: row.get(3)? })
            })
            .optional()?)
    }

    fn remember(
        &self,
        record: &Record,
        kind: &str,
        row: i64,
        version: i64,
        digest: Option<Vec<u8>>,
    ) -> Result<(), Fault> {
        let (Some(key), Some(digest)) = (&record.key, digest) else { return Ok(()) };
        self.transaction.prepare_cached(SOURCE_SET)?.execute(params![key, kind, row, digest, version])?;
        // An older version of it may still be waiting for somebody else.
        self.transaction.prepare_cached(PARKED_TAKEN)?.execute([key])?;
        for alias in &record.aliases {
            self.transaction.prepare_cached(SOURCE_ALIAS_SET)?.execute([alias, key])?;
        }
        Ok(())
    }

    /// Keeps a record until what `link` names arrives.
    fn park(&mut self, record: &Record, link: &str) -> Result<(), Fault> {
        let Some(key) = &record.key else {
            self.report.dangles(format!("{} belongs to {link}, which is not here", name(record)));
            return Ok(());
        };
        if self.keep(key, link, record)? {
            self.report.waiting += 1;
        } else {
            self.report.of(put::kind(&record.body)).unchanged += 1;
        }
        Ok(())
    }

    /// Keeps a record under its key. False when this very record was kept already.
    fn keep(&mut self, key: &str, link: &str, record: &Record) -> Result<bool, Fault> {
        let body = serde_json::to_string(record)?;
        let before: Option<String> =
            self.transaction.prepare_cached(PARKED_KNOWN)?.query_row([key], |row| row.get(0)).optional()?;
        if before.as_ref() == Some(&body) {
            return Ok(false);
        }
        self.transaction.prepare_cached(PARKED_ADD)?.execute([key, link, &body])?;
        self.nobody = true;
        Ok(true)
    }

    fn unpark(&mut self, key: &str) -> Result<Vec<Record>, Fault> {
        let parked: Vec<(String, String)> = self
            .transaction
            .prepare_cached(PARKED_FOR)?
            .query_map([key], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut records = Vec::with_capacity(parked.len());
        for (key, record) in parked {
            self.transaction.prepare_cached(PARKED_TAKEN)?.execute([key])?;
            records.push(serde_json::from_str::<Record>(&record)?);
        }
        Ok(records)
    }

    /// A new patient without an episode waits for admission, unless she has died, and belongs to somebody.
    fn refer_and_assign(&mut self) -> Result<(), Fault> {
        for (patient, alive) in std::mem::take(&mut self.new_patients) {
            let rows = Rows { patient: Some(patient), user: self.load.assign.map(UserId::raw), ..Rows::default() };
            let has: bool = self.transaction.prepare_cached(EPISODE_EXISTS)?.query_row([patient], |row| row.get(0))?;
            if self.load.refer && alive && !has {
                put::put(self.transaction, None, rows, &Body::Episode(waiting_referral()))?;
            }
            if self.load.assign.is_some() {
                let member = TeamMember { name: String::new(), role: "case_manager".to_owned(), phone: None };
                put::put(self.transaction, None, rows, &Body::TeamMember(member))?;
            }
        }
        Ok(())
    }
}

struct Known {
    kind: String,
    row: i64,
    digest: Vec<u8>,
    version: i64,
}

fn waiting_referral() -> Episode {
    Episode {
        state: EpisodeState::Referral,
        referred_at: None,
        soc: None,
        ended: None,
        end_reason: None,
        case_manager: None,
        practitioner: None,
        practitioner_phone: None,
        frequencies: Vec::new(),
    }
}

/// What a record looked like and where its links led: when one leads somewhere new, it is taken again.
fn digest(record: &Record, rows: Rows) -> Result<Vec<u8>, Fault> {
    Ok(Sha256::digest(serde_json::to_vec(&(&record.links, &record.body, rows))?).to_vec())
}

fn name(record: &Record) -> String {
    record.key.clone().unwrap_or_else(|| format!("an entry of kind {}", put::kind(&record.body)))
}
