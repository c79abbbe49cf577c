//! One entry into its table: a new row, or an existing one brought up to date.

use chrono::NaiveDate;
use rusqlite::{ToSql, Transaction, params};

use super::taking::Rows;
use crate::domain::codes::Discipline;
use crate::domain::episode::Episode;
use crate::domain::ids::Id;
use crate::domain::limits;
use crate::domain::medication::Medication;
use crate::domain::observation::Observation;
use crate::domain::patient::Patient;
use crate::domain::plan::{Goal, Intervention, Progress};
use crate::domain::record::{Body, UserRecord, is_unnamed};
use crate::domain::visit::Visit;
use crate::domain::when::{Instant, PartialDate};
use crate::store::Fault;
use crate::store::search::terms;
use crate::store::statements as sql;
use crate::store::table::take;

/// The table an entry goes to; also its name in reports.
pub(super) fn kind(body: &Body) -> &'static str {
    match body {
        Body::User(_) => "user",
        Body::Patient(_) => "patient",
        Body::Contact(_) => "contact",
        Body::Practitioner(_) => "practitioner",
        Body::Coverage(_) => "coverage",
        Body::Episode(_) => "episode",
        Body::Encounter(_) => "encounter",
        Body::Visit(_) => "visit",
        Body::Problem(_) => "problem",
        Body::Allergy(_) => "allergy",
        Body::Medication(_) => "medication",
        Body::MedicineList(_) => "medicine_list",
        Body::MedicineUse(_) => "medicine_use",
        Body::Observation(_) => "observation",
        Body::CarePlan(_) => "care_plan",
        Body::PlanProblem(_) => "plan_problem",
        Body::PlanSection(_) => "plan_section",
        Body::Goal(_) => "goal",
        Body::Intervention(_) => "intervention",
        Body::Progress(_) => "progress",
        Body::TeamMember(_) => "care_team",
        Body::Event(_) => "event",
        Body::Note(_) => "note",
        Body::Entry(_) => "entry",
        Body::Twin { .. } => "chart_pair",
        // These have no table.
        Body::Name(_) => "name",
        Body::Withdrawn => "withdrawn",
    }
}

/// Whether an entry is part of somebody's chart.
pub(super) fn belongs_to_a_patient(body: &Body) -> bool {
    !matches!(body, Body::User(_) | Body::Patient(_) | Body::Practitioner(_) | Body::Name(_) | Body::Withdrawn)
}

/// The version a row has now.
pub(super) fn version(transaction: &Transaction<'_>, kind: &str, row: i64) -> Result<i64, Fault> {
    Ok(transaction.prepare_cached(sql::TAKE_VERSION)?.query_row(params![kind, row], |row| row.get(0))?)
}

fn millis(at: Option<Instant>) -> Option<i64> {
    at.map(|at| at.timestamp_millis())
}

fn day(date: Option<NaiveDate>) -> Option<String> {
    date.map(|date| date.format("%Y-%m-%d").to_string())
}

fn partial(date: Option<PartialDate>) -> Option<String> {
    date.map(|date| date.to_string())
}

/// Writes an entry into row `id`, or a new one. Answers row and version.
pub(super) fn put(
    transaction: &Transaction<'_>,
    id: Option<i64>,
    rows: Rows,
    body: &Body,
) -> Result<(i64, i64), Fault> {
    let of = rows.patient;
    let write = |statement: &str, params: &[&dyn ToSql]| write(transaction, statement, params);
    match body {
        Body::User(user) => put_user(transaction, id, user),
        Body::Patient(patient) => put_patient(transaction, id, patient),
        Body::Contact(contact) => take(transaction, id, of, contact),
        Body::Practitioner(p) => write(sql::TAKE_PRACTITIONER, params![id, p.name, p.npi, p.phone]),
        Body::Coverage(coverage) => take(transaction, id, of, coverage),
        Body::Episode(episode) => {
            let case_manager = rows.user.map(Id::new).or(episode.case_manager);
            take(transaction, id, of, &Episode { case_manager, ..episode.clone() })
        }
        Body::Encounter(encounter) => take(transaction, id, of, encounter),
        Body::Visit(visit) => {
            let episode = rows.episode.map(Id::new).or(visit.episode);
            let clinician = rows.user.map(Id::new).or(visit.clinician);
            take(transaction, id, of, &Visit { episode, clinician, ..visit.clone() })
        }
        Body::Problem(problem) => take(transaction, id, of, problem),
        Body::Allergy(allergy) => take(transaction, id, of, allergy),
        Body::Medication(medication) => put_medication(transaction, id, rows, medication),
        Body::MedicineList(list) => take(transaction, id, of, list),
        Body::MedicineUse(it) => {
            let (what, body) = (&it.what, serde_json::to_string(&it.what)?);
            let p = params![id, of, rows.medication, what.kind(), day(Some(what.day())), body, it.counts];
            write(sql::TAKE_MEDICINE_USE, p)
        }
        Body::Observation(observation) => put_observation(transaction, id, rows, observation),
        Body::CarePlan(plan) => take(transaction, id, of, plan),
        Body::PlanProblem(problem) => take(transaction, id, of, problem),
        Body::PlanSection(section) => take(transaction, id, of, section),
        Body::Goal(goal) => {
            let (plan, problem_id) = (rows.plan.map(Id::new), rows.problem.map(Id::new));
            take(transaction, id, of, &Goal { plan, problem_id, ..goal.clone() })
        }
        Body::Intervention(step) => {
            let (plan, goal, problem_id) = (rows.plan.map(Id::new), rows.goal.map(Id::new), rows.problem.map(Id::new));
            take(transaction, id, of, &Intervention { plan, goal, problem_id, ..step.clone() })
        }
        Body::Progress(check) => take(transaction, id, of, &Progress { goal: rows.goal.map(Id::new), ..check.clone() }),
        Body::TeamMember(t) => write(sql::TAKE_CARE_TEAM, params![id, of, rows.user, t.name, t.role, t.phone]),
        Body::Event(event) => {
            let body = serde_json::to_string(event)?;
            write(sql::TAKE_EVENT, params![id, of, event.kind(), day(Some(event.day())), body])
        }
        Body::Note(n) => {
            let at = n.at.timestamp_millis();
            write(sql::TAKE_NOTE, params![id, of, rows.user, n.author, n.kind.word(), at, n.text])
        }
        Body::Entry(it) => {
            let (kind, state, at) = (it.content.word(), it.state().word(), it.at.timestamp_millis());
            let (on, fields) = (day(Some(it.content.on())), serde_json::Value::Object(it.fields()).to_string());
            write(sql::TAKE_ENTRY, params![id, of, kind, on, state, rows.user, at, fields])
        }
        // They are taken elsewhere; there is no row for them.
        Body::Twin { .. } | Body::Name(_) | Body::Withdrawn => Ok((0, 0)),
    }
}

fn write(transaction: &Transaction<'_>, statement: &str, params: &[&dyn ToSql]) -> Result<(i64, i64), Fault> {
    Ok(transaction.prepare_cached(statement)?.query_row(params, |row| Ok((row.get(0)?, row.get(1)?)))?)
}

fn put_user(transaction: &Transaction<'_>, id: Option<i64>, user: &UserRecord) -> Result<(i64, i64), Fault> {
    let discipline = user.discipline.as_ref().map(Discipline::word);
    let p = params![
        id,
        user.login,
        user.os_account,
        user.family,
        user.given,
        user.credential,
        user.role.word(),
        discipline,
        user.team,
    ];
    write(transaction, sql::TAKE_USER, p)
}

fn put_medication(
    transaction: &Transaction<'_>,
    id: Option<i64>,
    rows: Rows,
    m: &Medication,
) -> Result<(i64, i64), Fault> {
    let p = params![
        id,
        rows.patient,
        m.drug,
        m.sig,
        m.route,
        m.as_needed,
        m.status.word(),
        partial(m.started),
        partial(m.stopped),
        m.indication,
        m.ordered_by,
        m.code,
        rows.medication,
    ];
    write(transaction, sql::TAKE_MEDICATION, p)
}

fn put_observation(
    transaction: &Transaction<'_>,
    id: Option<i64>,
    rows: Rows,
    o: &Observation,
) -> Result<(i64, i64), Fault> {
    let (at, status, alarming) = (millis(o.at), o.status.word(), limits::is_alarming(o));
    let p =
        params![id, rows.patient, o.code, o.name, o.category, at, o.value, o.unit, o.text, status, o.how, alarming,];
    write(transaction, sql::TAKE_OBSERVATION, p)
}

fn put_patient(transaction: &Transaction<'_>, id: Option<i64>, patient: &Patient) -> Result<(i64, i64), Fault> {
    let number = chart_number(transaction, id, &patient.number)?;
    let (name, address) = (&patient.name, &patient.address);
    let p = params![
        id,
        number,
        name.family,
        name.given,
        patient.preferred_name,
        partial(patient.born),
        patient.died.map(String::from),
        patient.sex.word(),
        patient.language,
        patient.interpreter,
        patient.code_status.word(),
        address.street,
        address.city,
        address.state,
        address.postal_code,
        patient.phone,
        patient.access,
        patient.lives,
    ];
    let (row, version) = write(transaction, sql::TAKE_PATIENT, p)?;
    let is_said = [
        (sql::PATIENT_PHONE_CLEAR, !patient.more_phones.is_empty()),
        (sql::PATIENT_IDENTIFIER_CLEAR, !patient.identifiers.is_empty()),
        (sql::PATIENT_CONTACT_CLEAR, !patient.contacts.is_empty()),
        // A name is never replaced by none, and is found as before.
        (sql::PATIENT_TERM_CLEAR, !is_unnamed(&name.family)),
    ];
    for (clear, _) in is_said.into_iter().filter(|(_, is_said)| id.is_some() && *is_said) {
        transaction.prepare_cached(clear)?.execute([row])?;
    }
    let nameless = id.is_some() && is_unnamed(&name.family);
    for term in terms(patient, &number).into_iter().filter(|_| !nameless) {
        transaction.prepare_cached(sql::PATIENT_TERM_ADD)?.execute(params![term, row])?;
    }
    for (place, phone) in patient.more_phones.iter().enumerate() {
        let place = place.cast_signed() as i64;
        transaction.prepare_cached(sql::PATIENT_PHONE_ADD)?.execute(params![row, place, phone])?;
    }
    for contact in &patient.contacts {
        let p = params![row, contact.name, contact.relation, contact.kind.word(), contact.phone];
        transaction.prepare_cached(sql::PATIENT_CONTACT_ADD)?.execute(p)?;
    }
    let identifiers = patient.identifiers.iter().map(|identifier| (identifier.system.as_str(), &identifier.value));
    let given = Some(("chart number in the source", &patient.number)).filter(|(_, given)| **given != number);
    for (system, value) in identifiers.chain(given.filter(|(_, given)| !given.is_empty())) {
        transaction.prepare_cached(sql::PATIENT_IDENTIFIER_ADD)?.execute(params![row, system, value])?;
    }
    Ok((row, version))
}

/// The number the source gives, unless another patient has it; else the one she has; else the next free one.
fn chart_number(transaction: &Transaction<'_>, id: Option<i64>, given: &str) -> Result<String, Fault> {
    let is_taken = |number: &str| -> Result<bool, Fault> {
        let mut statement = transaction.prepare_cached(sql::PATIENT_NUMBER_TAKEN)?;
        Ok(statement.query_row(params![number, id], |row| row.get(0))?)
    };
    if !given.is_empty() && !is_taken(given)? {
        return Ok(given.to_owned());
    }
    if let Some(known) = id {
        return Ok(transaction.prepare_cached(sql::PATIENT_NUMBER_OF)?.query_row([known], |row| row.get(0))?);
    }
    let mut next: i64 = transaction.prepare_cached(sql::PATIENT_NUMBER_NEXT)?.query_row([], |row| row.get(0))?;
    loop {
        let number = format!("{next:05}");
        if !is_taken(&number)? {
            return Ok(number);
        }
        next += 1;
    }
}
