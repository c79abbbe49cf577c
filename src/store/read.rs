//! Reading: a board or a chart is a fixed number of statements, whatever the caseload.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::TimeDelta;
use rusqlite::{Params, Row, params};

use super::audit::Act;
use super::rows::UsedLine;
use super::statements as sql;
use super::{Fault, Store, rows, table};
use crate::domain::caseload::{Agency, Caseload, Facts, VISITS_AHEAD, VISITS_SINCE};
use crate::domain::change::action_in_words;
use crate::domain::chart::{CareTeamLine, Chart, Colleague, Elsewhere, Happening};
use crate::domain::entry::{Entry, EntryId, Kind};
use crate::domain::episode::{Episode, EpisodeState};
use crate::domain::ids::{Keyed, PatientId, Stored, UserId};
use crate::domain::limits::is_alarming;
use crate::domain::measure;
use crate::domain::note::{Note, NoteKind};
use crate::domain::observation::{Observation, loinc};
use crate::domain::patient::{Contact, ContactKind, Identifier, Name, Patient};
use crate::domain::plan::{PlanOfCare, Section, SignedVersion, TrackedGoal};
use crate::domain::user::User;
use crate::domain::when::Instant;

/// How far back visits are read that a deadline may count from.
const COUNTED: TimeDelta = TimeDelta::days(200);
/// How long a patient somebody visited without managing her case stays on that person's board.
const VISITED: TimeDelta = TimeDelta::days(2);
/// How old a measurement on a board may be.
const VITALS: TimeDelta = TimeDelta::days(62);
/// How old a result may be that a medicine is judged by: longer than the longest interval of the tables, 730 days.
const RESULTS: TimeDelta = TimeDelta::days(800);

/// How long somebody who opened a chart or wrote in it counts as being there.
const PRESENT: TimeDelta = TimeDelta::minutes(15);

/// How far back results of interventions are read: a certification period and the one before.
const DELIVERIES: TimeDelta = TimeDelta::days(120);

/// How old a record of a medicine's use may be: longer than a supply of half a year.
const USES: TimeDelta = TimeDelta::days(200);

/// How many patients are read at once: more than a case manager has, and few enough that a whole agency has many shares.
const SHARE: usize = 400;

/// How many of each measurement a board shows, and a chart.
const ON_BOARD: u8 = 3;
const IN_CHART: u8 = 6;
/// How many weights are read: daily ones of more than the week that a gain is judged by.
const WEIGHED: u8 = 16;

/// Codes of weights, and those of everything else that has limits or a place in the trend.
fn measures() -> (Vec<&'static str>, Vec<&'static str>) {
    measure::codes().partition(|code| measure::of_code(code).is_some_and(|(measure, _)| measure.key == "weight"))
}

/// A measurement of the board's kinds and time stands among the vital signs; everything else is a result that medicines
/// are judged by.
fn put_measured(facts: &mut Facts, entry: Stored<Observation>, since: Instant) {
    let on_board = measure::of(&entry.value).is_some();
    if !on_board || entry.value.at.is_none_or(|at| at < since) {
        facts.results.push(entry);
    } else {
        facts.vitals.push(entry);
    }
}

/// Of each code the newest result, and what may be dangerous.
fn keep_newest(results: &mut Vec<Stored<Observation>>) {
    results.dedup_by_key(|entry| entry.id);
    let mut seen = HashSet::new();
    results.retain(|entry| seen.insert(entry.code.clone()) || is_alarming(&entry.value));
}

/// The episode of a patient; of two charts of one person, the one under our care.
fn put_episode(facts: &mut Facts, entry: Stored<Episode>) {
    let is_ours =
        |state: &EpisodeState| matches!(state, EpisodeState::Active | EpisodeState::Hold | EpisodeState::PendingSoc);
    if facts.episode.as_ref().is_none_or(|known| !is_ours(&known.value.state) && is_ours(&entry.value.state)) {
        facts.episode = Some(entry);
    }
}

/// Patients without the charts that go on as another one of them.
fn without_gone(mut patients: Vec<Facts>) -> Vec<Facts> {
    if patients.iter().any(|facts| facts.goes_on_as.is_some()) {
        let here: HashSet<PatientId> = patients.iter().map(Facts::id).collect();
        patients.retain(|facts| facts.goes_on_as.is_none_or(|other| !here.contains(&other)));
    }
    patients
}

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
        let mut patients = Vec::new();
        let read = self.caseload_in_shares(session, covers, now, &mut |share, of| {
            patients.reserve_exact(of.saturating_sub(patients.len()));
            patients.extend(share);
            true
        })?;
        Ok(Caseload { patients, ..read })
    }

    /// The same, handed on in shares of some hundred patients, each with how many there are in all, so that somebody can
    /// work on the first ones while the others are read. It ends early when `take` answers false. All shares are of one
    /// moment. The caseload that is answered holds everything but the patients.
    pub fn caseload_in_shares(
        &self,
        session: &Caseload,
        covers: &[UserId],
        now: Instant,
        take: &mut dyn FnMut(Vec<Facts>, usize) -> bool,
    ) -> Result<Caseload, Fault> {
        let _snapshot = self.connection.unchecked_transaction()?;
        let ids = serde_json::to_string(covers)?;
        let (since, until) = ((now - VISITED).timestamp_millis(), (now + VISITS_AHEAD).timestamp_millis());
        let mine = params![ids, session.user_id.raw(), since, until];
        let patients = self.list(sql::CASELOAD_PATIENTS, mine, rows::patient)?;
        let drafts: i64 =
            self.connection.prepare_cached(sql::DRAFTS_COUNT)?.query_row([session.user_id.raw()], |row| row.get(0))?;
        let patients = without_gone(patients);
        let (of, mut patients) = (patients.len(), patients.into_iter());
        loop {
            let share: Vec<Facts> = patients.by_ref().take(SHARE).collect();
            if share.is_empty() || !take(self.facts(share, now, ON_BOARD)?, of) {
                break;
            }
        }
        Ok(Caseload {
            agency: session.agency.clone(),
            user: session.user.clone(),
            user_id: session.user_id,
            reach: session.reach,
            staff: session.staff.clone(),
            patients: Vec::new(),
            drafts: usize::try_from(drafts).unwrap_or(0),
            pairs: self.pairs_waiting()?,
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
        self.chart_at_this_moment(patient, user, looked_before, now)
    }

    /// The same within a transaction that has begun.
    pub(super) fn chart_at_this_moment(
        &self,
        patient: PatientId,
        user: UserId,
        looked_before: Option<Instant>,
        now: Instant,
    ) -> Result<Chart, Fault> {
        let patients = self.list(sql::CHART_PATIENT, params![patient.raw(), user.raw()], rows::patient)?;
        let Some(mut facts) = self.facts(patients, now, IN_CHART)?.pop() else {
            return Err(Fault::Missing { what: "patient", id: patient.raw() });
        };
        let id = patient.raw();
        self.fill_in(&mut facts.patient.value, id)?;
        let with: Vec<i64> = facts.with.iter().map(|with| with.raw()).collect();
        let since = looked_before.map_or(i64::MAX, |at| at.timestamp_millis());
        let labels: Vec<(i64, &'static str)> =
            facts.events.iter().map(|event| (event.id.raw(), event.label())).collect();
        let mut chart = Chart {
            facts,
            team: Vec::new(),
            payers: Vec::new(),
            lists: Vec::new(),
            plan: self.plan_of_care(id, now)?,
            notes: Vec::new(),
            entries: Vec::new(),
            others: self.others(patient, user, now)?,
            pairs: self.pairs_of(patient)?,
            elsewhere: Vec::new(),
            since: self.list(sql::CHART_SINCE, params![id, since], |row| {
                let (action, object): (String, Option<String>) = (row.get(1)?, row.get(3)?);
                let which =
                    object.as_deref().and_then(|object| object.strip_prefix("event/")).and_then(|id| id.parse().ok());
                let which =
                    which.and_then(|id: i64| labels.iter().find(|(known, _)| *known == id)).map(|(_, label)| *label);
                let what = action_in_words(&action);
                let what = which.map_or_else(|| what.clone(), |label| format!("{what}: {label}"));
                Ok(Happening { at: rows::instant_set(row, 0)?, what, who: row.get(2)? })
            })?,
            looked_before,
        };
        self.add_of(&mut chart, id)?;
        for other in with {
            self.add_of(&mut chart, other)?;
            let plan = self.plan_of_care(other, now)?;
            // What is signed, told and written in sections stays with the chart it was signed in, and is read from here.
            chart.elsewhere.push(self.elsewhere(other, plan.sections, plan.versions)?);
            chart.plan.care_plans.extend(plan.care_plans);
            chart.plan.problems.extend(plan.problems);
            chart.plan.closed.extend(plan.closed);
            chart.plan.interventions.extend(plan.interventions);
            chart.plan.deliveries.extend(plan.deliveries);
        }
        chart.notes.sort_by_key(|note| std::cmp::Reverse(note.at));
        Ok(chart)
    }

    /// One entry, whosever chart it stands in.
    pub fn entry(&self, id: EntryId) -> Result<Option<Stored<Entry>>, Fault> {
        let mut statement = self.connection.prepare_cached(sql::ENTRY_OF)?;
        let mut found = statement.query_and_then([id.raw()], rows::written_entry)?;
        found.next().transpose()
    }

    fn elsewhere(
        &self,
        id: i64,
        sections: Vec<Stored<Section>>,
        versions: Vec<SignedVersion>,
    ) -> Result<Elsewhere, Fault> {
        let mut statement = self.connection.prepare_cached(sql::PATIENT_WHO)?;
        let (number, name) =
            statement.query_row([id], |row| Ok((row.get(1)?, Name { family: row.get(2)?, given: row.get(3)? })))?;
        Ok(Elsewhere { patient: PatientId::new(id), number, name, sections, versions })
    }

    /// What a chart shows of one of the charts it is made of.
    fn add_of(&self, chart: &mut Chart, id: i64) -> Result<(), Fault> {
        chart.team.extend(self.list(sql::CHART_TEAM, [id], |row| {
            Ok(CareTeamLine { name: row.get(0)?, role: row.get(1)?, phone: row.get(2)? })
        })?);
        chart.payers.extend(self.list(sql::CHART_PAYERS, [id], rows::named_payer)?);
        chart.lists.extend(self.list(sql::CHART_LISTS, [id], table::read)?);
        let mut entries = self.connection.prepare_cached(sql::CHART_ENTRIES)?;
        for entry in entries.query_and_then([id], rows::written_entry)? {
            chart.entries.push(entry?);
        }
        chart.notes.extend(self.list(sql::CHART_NOTES, [id], |row| {
            Ok(Note {
                kind: rows::word(row, 0, NoteKind::from_word)?,
                at: rows::instant_set(row, 1)?,
                author: row.get(2)?,
                text: row.get(3)?,
                counts: true,
            })
        })?);
        Ok(())
    }

    /// Colleagues who have the chart in hand; of each what she did last, and what she writes before that she only looked.
    fn others(&self, patient: PatientId, user: UserId, now: Instant) -> Result<Vec<Colleague>, Fault> {
        let since = (now - PRESENT).timestamp_millis();
        let mut all = self.list(sql::CHART_OTHERS, params![patient.raw(), user.raw(), since], |row| {
            let name = Name { given: row.get(0)?, family: row.get(1)? }.initialled();
            Ok(Colleague { name, place: row.get(2)?, at: rows::instant_set(row, 3)? })
        })?;
        all.sort_by_key(|one| one.place.is_none());
        let mut seen = HashSet::new();
        all.retain(|one| seen.insert(one.name.clone()));
        Ok(all)
    }

    fn plan_of_care(&self, id: i64, now: Instant) -> Result<PlanOfCare, Fault> {
        let since = (now - DELIVERIES).date_naive().format("%Y-%m-%d").to_string();
        let mut closed = self.connection.prepare_cached(sql::CHART_CLOSED_GOALS)?;
        Ok(PlanOfCare {
            care_plans: self.list(sql::CHART_CARE_PLANS, [id], table::read)?,
            problems: self.list(sql::CHART_PLAN_PROBLEMS, [id], table::read)?,
            closed: closed.query_and_then([id], rows::tracked_goal)?.collect::<Result<_, _>>()?,
            interventions: self.list(sql::CHART_INTERVENTIONS, [id], table::read)?,
            deliveries: self.list(sql::CHART_DELIVERIES, params![id, since], table::read)?,
            sections: self.list(sql::CHART_PLAN_SECTIONS, [id], table::read)?,
            versions: self.list(sql::CHART_PLAN_VERSIONS, [id], rows::signed_version)?,
            telling: self.list(sql::CHART_PLAN_TELLING, [id], rows::telling)?.pop(),
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

    /// The facts of these patients, in their order: one statement per kind of entry. Of each measurement the `newest`.
    fn facts(&self, mut all: Vec<Facts>, now: Instant, newest: u8) -> Result<Vec<Facts>, Fault> {
        // A chart and those of the same person are read as one.
        let charts = |facts: &Facts| [facts.id()].into_iter().chain(facts.with.iter().copied()).collect::<Vec<_>>();
        let ids: Vec<i64> = all.iter().flat_map(charts).map(PatientId::raw).collect();
        let ids = serde_json::to_string(&ids)?;
        let places = all.iter().enumerate();
        let at = places.flat_map(|(place, facts)| charts(facts).into_iter().map(move |id| (id, place))).collect();
        let mut into = Places { store: self, all: &mut all, at };
        let millis = |at: Instant| at.timestamp_millis();

        into.each(sql::FACTS_EPISODES, [&ids], table::read, put_episode)?;
        let visits = params![ids, millis(now - VISITS_SINCE), millis(now + VISITS_AHEAD), millis(now - COUNTED)];
        into.each(sql::FACTS_VISITS, visits, table::read, |facts, entry| facts.visits.push(entry))?;
        let used_since = (now - USES).format("%Y-%m-%d").to_string();
        into.each(sql::FACTS_MEDICATIONS, [&ids, &used_since], rows::medication_used, |facts, used| {
            facts.medications.push(used.line);
            facts.uses.extend(used.uses);
        })?;
        into.each(sql::FACTS_ALLERGIES, [&ids], table::read, |facts, entry| facts.allergies.push(entry))?;
        into.each(sql::FACTS_PROBLEMS, [&ids], table::read, |facts, entry| facts.problems.push(entry))?;
        let (weights, signs) = measures();
        let (signs, weights) = (serde_json::to_string(&signs)?, serde_json::to_string(&weights)?);
        let sensors = serde_json::to_string(&measure::sensors().collect::<BTreeMap<_, _>>())?;
        let results = serde_json::to_string(loinc::RESULTS)?;
        let since = now - VITALS;
        let long_ago = millis(now - RESULTS);
        let measured = params![ids, signs, millis(since), newest, weights, WEIGHED, results, long_ago, sensors];
        into.each(sql::FACTS_VITALS, measured, rows::observation, |facts, entry| put_measured(facts, entry, since))?;
        for facts in into.all.iter_mut() {
            let newest_first = |entry: &Stored<Observation>| std::cmp::Reverse((entry.value.at, entry.id));
            facts.vitals.sort_unstable_by_key(newest_first);
            facts.vitals.dedup_by_key(|entry| entry.id);
            facts.results.sort_unstable_by_key(newest_first);
            keep_newest(&mut facts.results);
        }
        into.each(sql::FACTS_EVENTS, [&ids], rows::event, |facts, entry| facts.events.push(entry))?;
        into.each(sql::FACTS_GOALS, [&ids], rows::tracked_goal, |facts, entry| facts.goals.push(entry))?;
        into.each(sql::FACTS_ANSWERS, [&ids], rows::answer, |facts, entry| facts.answers.push(entry))?;
        let proving: Vec<&str> = Kind::ALL.iter().filter(|kind| kind.proves).map(|kind| kind.word).collect();
        let proving = serde_json::to_string(&proving)?;
        into.each(sql::FACTS_ENTRIES, [&ids, &proving], rows::written_entry, |facts, entry| facts.entries.push(entry))?;
        into.each(sql::FACTS_TASKS, [&ids], table::read, |facts, entry| facts.tasks.push(entry))?;
        for facts in all.iter_mut().filter(|facts| !facts.with.is_empty()) {
            facts.visits.sort_by_key(|visit| visit.value.starts);
            facts.events.sort_by_key(|event| event.value.day());
            facts.tasks.sort_by_key(|task| task.value.due);
        }
        // A board is held for as long as the session, and by then nothing is added to these lists.
        all.iter_mut().for_each(Facts::shrink);
        Ok(all)
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

impl<T: Keyed> Belongs for Stored<T> {
    fn patient(&self) -> PatientId {
        self.patient
    }
}

impl Belongs for TrackedGoal {
    fn patient(&self) -> PatientId {
        self.goal.patient
    }
}

impl Belongs for UsedLine {
    fn patient(&self) -> PatientId {
        self.line.patient
    }
}

/// Facts under way from the rows of many patients to each one's own.
struct Places<'a> {
    store: &'a Store,
    all: &'a mut [Facts],
    /// Where each patient stands.
    at: HashMap<PatientId, usize>,
}

impl Places<'_> {
    /// Hands each row to the facts of its patient as it is read.
    fn each<T: Belongs, E>(
        &mut self,
        statement: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> Result<T, E>,
        put: impl Fn(&mut Facts, T),
    ) -> Result<(), Fault>
    where
        Fault: From<E>,
    {
        let mut statement = self.store.connection.prepare_cached(statement)?;
        let mut found = statement.query(params)?;
        while let Some(row) = found.next()? {
            let entry = read(row)?;
            let place = self.at.get(&entry.patient()).copied();
            if let Some(facts) = place.and_then(|place| self.all.get_mut(place)) {
                put(facts, entry);
            }
        }
        Ok(())
    }
}
