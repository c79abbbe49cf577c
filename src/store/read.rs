//! Reading: a board or a chart is a fixed number of statements, whatever the caseload.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use rusqlite::{Params, Row, params};

use super::audit::Act;
use super::statements as sql;
use super::{Fault, Store, rows};
use crate::domain::alert::Acknowledgement;
use crate::domain::caseload::{Agency, Caseload, Facts, VISITS_SINCE};
use crate::domain::change::action_in_words;
use crate::domain::chart::{CareTeamLine, Chart, Happening};
use crate::domain::ids::{Entry, GoalId, Id, PatientId, UserId};
use crate::domain::note::{Note, NoteKind};
use crate::domain::observation::loinc;
use crate::domain::patient::{Contact, ContactKind, Identifier, Patient};
use crate::domain::plan::{Direction, Progress, TrackedGoal};
use crate::domain::user::User;
use crate::domain::when::Instant;

/// How far ahead the visits of a board reach.
const VISITS_AHEAD: TimeDelta = TimeDelta::days(15);
/// How far back visits are read that a deadline may count from.
const COUNTED: TimeDelta = TimeDelta::days(200);
/// How long a patient somebody visited without managing her case stays on that person's board.
const VISITED: TimeDelta = TimeDelta::days(2);
/// How old a measurement on a board may be.
const VITALS: TimeDelta = TimeDelta::days(62);
/// How old a result may be that a medicine is judged by: longer than the longest interval of the tables, 730 days.
const RESULTS: TimeDelta = TimeDelta::days(800);

/// The measurements a board reads. Older sources write blood pressure and temperature under other codes.
const WANTED: &[&str] = &[
    loinc::SYSTOLIC,
    loinc::DIASTOLIC,
    loinc::PULSE,
    loinc::BREATHS,
    loinc::TEMPERATURE,
    "8331-1",
    loinc::SATURATION,
    "2708-6",
    loinc::WEIGHT,
    loinc::PAIN,
    loinc::INR,
    loinc::GLUCOSE,
];

impl Store {
    /// The agency.
    pub fn agency(&self) -> Result<Agency, Fault> {
        let (name, zone): (String, String) =
            self.connection.prepare_cached(sql::AGENCY)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let zone = zone.parse().map_err(|_| Fault::Unreadable {
            table: "agency",
            row: 1,
            why: format!("`{zone}` is no time zone"),
        })?;
        Ok(Agency { name, zone })
    }

    /// Everybody who may use the program, by id.
    pub fn users(&self) -> Result<Vec<(UserId, User)>, Fault> {
        self.list(sql::USERS, [], rows::user)
    }

    /// The facts of the patients of `covers`, as `user` sees them at `now`.
    pub fn caseload(&self, session: &Caseload, covers: &[UserId], now: Instant) -> Result<Caseload, Fault> {
        let _snapshot = self.connection.unchecked_transaction()?;
        let ids = serde_json::to_string(covers)?;
        let (since, until) = ((now - VISITED).timestamp_millis(), (now + VISITS_AHEAD).timestamp_millis());
        let mine = params![ids, session.user_id.raw(), since, until];
        let patients = self.list(sql::CASELOAD_PATIENTS, mine, rows::patient)?;
        let drafts: i64 =
            self.connection.prepare_cached(sql::DRAFTS_COUNT)?.query_row([session.user_id.raw()], |row| row.get(0))?;
        Ok(Caseload {
            agency: session.agency.clone(),
            user: session.user.clone(),
            user_id: session.user_id,
            staff: session.staff.clone(),
            patients: self.facts(patients, now)?,
            drafts: usize::try_from(drafts).unwrap_or(0),
        })
    }

    /// Opens a chart: the look is on record before anything is read.
    pub fn open_chart(&mut self, patient: PatientId, user: UserId, now: Instant) -> Result<Chart, Fault> {
        let looked_before = self.look(patient, user, now)?;
        self.chart(patient, user, looked_before, now)
    }

    /// Puts a look at a chart on record; answers when this user had looked before.
    pub fn look(&mut self, patient: PatientId, user: UserId, now: Instant) -> Result<Option<Instant>, Fault> {
        let mut before = self.list(sql::CHART_PATIENT, params![patient.raw(), user.raw()], rows::patient)?;
        let Some(looked_before) = before.pop().map(|facts| facts.looked) else {
            return Err(Fault::Missing { what: "patient", id: patient.raw() });
        };
        self.write::<(), Fault>(|transaction, session| {
            Self::viewed(transaction, session, &Act::new("view", now).by(user).on(patient))?;
            let at = now.timestamp_millis();
            transaction.prepare_cached(sql::LOOKED_SET)?.execute(params![user.raw(), patient.raw(), at])?;
            Ok(())
        })?;
        Ok(looked_before)
    }

    /// Reads a chart that is open already; `looked_before` is what [`Store::look`] answered.
    pub fn chart(
        &self,
        patient: PatientId,
        user: UserId,
        looked_before: Option<Instant>,
        now: Instant,
    ) -> Result<Chart, Fault> {
        let _snapshot = self.connection.unchecked_transaction()?;
        let patients = self.list(sql::CHART_PATIENT, params![patient.raw(), user.raw()], rows::patient)?;
        let Some(mut facts) = self.facts(patients, now)?.pop() else {
            return Err(Fault::Missing { what: "patient", id: patient.raw() });
        };
        let id = patient.raw();
        self.fill_in(&mut facts.patient.value, id)?;
        let since = looked_before.map_or(i64::MAX, |at| at.timestamp_millis());
        Ok(Chart {
            facts,
            team: self.list(sql::CHART_TEAM, [id], |row| {
                Ok(CareTeamLine { name: row.get(0)?, role: row.get(1)?, phone: row.get(2)? })
            })?,
            payers: self.list(sql::CHART_PAYERS, [id], |row| row.get(0))?,
            notes: self.list(sql::CHART_NOTES, [id], |row| {
                Ok(Note {
                    kind: rows::word(row, 0, NoteKind::from_word)?,
                    at: rows::instant_set(row, 1)?,
                    author: row.get(2)?,
                    text: row.get(3)?,
                })
            })?,
            since: self.list(sql::CHART_SINCE, params![id, since], |row| {
                let action: String = row.get(1)?;
                Ok(Happening { at: rows::instant_set(row, 0)?, what: action_in_words(&action), who: row.get(2)? })
            })?,
            looked_before,
        })
    }

    fn fill_in(&self, patient: &mut Patient, id: i64) -> Result<(), Fault> {
        patient.more_phones = self.list(sql::CHART_PHONES, [id], |row| row.get(0))?;
        patient.identifiers =
            self.list(sql::CHART_IDENTIFIERS, [id], |row| Ok(Identifier { system: row.get(0)?, value: row.get(1)? }))?;
        patient.contacts = self.list(sql::CHART_CONTACTS, [id], |row| {
            Ok(Contact {
                name: row.get(0)?,
                relation: row.get(1)?,
                kind: rows::word(row, 2, ContactKind::from_word)?,
                phone: row.get(3)?,
            })
        })?;
        Ok(())
    }

    /// The facts of these patients, in their order: one statement per kind of entry.
    fn facts(&self, mut all: Vec<Facts>, now: Instant) -> Result<Vec<Facts>, Fault> {
        let ids: Vec<i64> = all.iter().map(|facts| facts.id().raw()).collect();
        let ids = serde_json::to_string(&ids)?;
        let places = all.iter().enumerate().map(|(place, facts)| (facts.id(), place)).collect();
        let mut into = Places { all: &mut all, places };
        let millis = |at: Instant| at.timestamp_millis();

        into.each(self.list(sql::FACTS_EPISODES, [&ids], rows::episode)?, |facts, entry| facts.episode = Some(entry));
        let visits = params![ids, millis(now - VISITS_SINCE), millis(now + VISITS_AHEAD), millis(now - COUNTED)];
        into.each(self.list(sql::FACTS_VISITS, visits, rows::visit)?, |facts, entry| facts.visits.push(entry));
        let medications = self.list(sql::FACTS_MEDICATIONS, [&ids], rows::medication)?;
        into.each(medications, |facts, entry| facts.medications.push(entry));
        into.each(self.list(sql::FACTS_ALLERGIES, [&ids], rows::allergy)?, |facts, entry| facts.allergies.push(entry));
        into.each(self.list(sql::FACTS_PROBLEMS, [&ids], rows::problem)?, |facts, entry| facts.problems.push(entry));
        let vitals = params![ids, serde_json::to_string(WANTED)?, millis(now - VITALS)];
        let vitals = self.list(sql::FACTS_VITALS, vitals, rows::observation)?;
        into.each(vitals, |facts, entry| facts.vitals.push(entry));
        let results = params![ids, serde_json::to_string(loinc::RESULTS)?, millis(now - RESULTS)];
        let results = self.list(sql::FACTS_RESULTS, results, rows::observation)?;
        into.each(results, |facts, entry| facts.results.push(entry));
        into.each(self.events(&ids)?, |facts, entry| facts.events.push(entry));
        into.each(self.goals(&ids)?, |facts, entry| facts.goals.push(entry));
        into.each(self.acknowledgements(&ids)?, |facts, entry| facts.acknowledgements.push(entry));
        Ok(all)
    }

    fn events(&self, ids: &str) -> Result<Vec<Entry<crate::domain::event::Event>>, Fault> {
        let mut statement = self.connection.prepare_cached(sql::FACTS_EVENTS)?;
        let mut found = statement.query([ids])?;
        let mut events = Vec::new();
        while let Some(row) = found.next()? {
            let id: i64 = row.get(0)?;
            let value = rows::event_body(id, row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?)?;
            let (version, patient) = (row.get(1)?, PatientId::new(row.get(2)?));
            events.push(Entry { id: Id::new(id), version, patient, value });
        }
        Ok(events)
    }

    fn goals(&self, ids: &str) -> Result<Vec<TrackedGoal>, Fault> {
        let goals = self.list(sql::FACTS_GOALS, [ids], rows::goal)?;
        let checks: Vec<(GoalId, Progress)> = self.list(sql::FACTS_PROGRESS, [ids], |row| {
            let goal = Id::new(row.get(0)?);
            let date: Option<NaiveDate> = rows::date(row, 1)?;
            let direction = rows::word(row, 2, Direction::from_word)?;
            let date = date.unwrap_or_default();
            Ok((goal, Progress { goal: Some(goal), date, direction, evidence: row.get(3)? }))
        })?;
        let mut by_goal: HashMap<GoalId, Vec<Progress>> = HashMap::new();
        for (goal, check) in checks {
            by_goal.entry(goal).or_default().push(check);
        }
        let tracked = |goal: Entry<_>| {
            let checks = by_goal.remove(&goal.id).unwrap_or_default();
            TrackedGoal { goal, checks }
        };
        Ok(goals.into_iter().map(tracked).collect())
    }

    fn acknowledgements(&self, ids: &str) -> Result<Vec<Acknowledgement>, Fault> {
        self.list(sql::FACTS_ACKNOWLEDGEMENTS, [ids], |row| {
            Ok(Acknowledgement {
                patient: PatientId::new(row.get(0)?),
                cause: row.get(1)?,
                reason: row.get(2)?,
                by: UserId::new(row.get(3)?),
                at: rows::instant_set(row, 4)?,
            })
        })
    }

    /// All rows of a statement.
    pub(super) fn list<T>(
        &self,
        statement: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Fault> {
        let mut statement = self.connection.prepare_cached(statement)?;
        let found = statement.query_map(params, read)?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }
}

/// An entry that knows whose it is.
trait Belongs {
    fn patient(&self) -> PatientId;
}

impl<T> Belongs for Entry<T> {
    fn patient(&self) -> PatientId {
        self.patient
    }
}

impl Belongs for TrackedGoal {
    fn patient(&self) -> PatientId {
        self.goal.patient
    }
}

impl Belongs for Acknowledgement {
    fn patient(&self) -> PatientId {
        self.patient
    }
}

struct Places<'a> {
    all: &'a mut [Facts],
    places: HashMap<PatientId, usize>,
}

impl Places<'_> {
    /// Hands each entry to the facts of its patient.
    fn each<T: Belongs>(&mut self, entries: Vec<T>, put: impl Fn(&mut Facts, T)) {
        for entry in entries {
            let place = self.places.get(&entry.patient()).copied();
            if let Some(facts) = place.and_then(|place| self.all.get_mut(place)) {
                put(facts, entry);
            }
        }
    }
}
