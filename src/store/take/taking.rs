//! The way of records into their tables: in the order in which they need each other, each with what it points at.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use rusqlite::{ErrorCode, OptionalExtension, Transaction};
use serde::Serialize;

use super::source::{Found, Known, Lead, Memory, names_its_source, source_of, variant};
use super::{Load, Report, Touched, put, twins};
use crate::domain::episode::{Episode, EpisodeState};
use crate::domain::ids::UserId;
use crate::domain::note::Note;
use crate::domain::pair::Because;
use crate::domain::record::{AsOf, Body, Named, Record, SourceKey, TeamMember, UNDATED, Wanted, is_unnamed};
use crate::store::Fault;
use crate::store::statements as sql;

mod choose;
mod digests;
mod links;
mod withdraw;

use choose::Choice;
pub(super) use digests::Digests;

/// The links of a record, resolved to rows.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Rows {
    pub(super) patient: Option<i64>,
    pub(super) episode: Option<i64>,
    pub(super) user: Option<i64>,
    pub(super) plan: Option<i64>,
    pub(super) goal: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) problem: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) medication: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) other: Option<i64>,
}

/// What comes of one resource: taken in one transaction.
#[derive(Debug)]
struct Group {
    records: Vec<Record>,
    /// What its records waited for, if they were parked.
    waited_for: Option<SourceKey>,
}

/// What is left to take of a source, and what became of the rest.
#[derive(Debug)]
pub(super) struct State {
    groups: BTreeMap<u8, VecDeque<Group>>,
    /// Where the keys of this source lead, its own things before all others.
    leads: HashMap<SourceKey, Found>,
    /// Keys of patients, plans, goals and the like that are still to come in this source, by their place.
    to_come: HashMap<SourceKey, (u8, SourceKey)>,
    touched: Touched,
    /// Patients who came in this source or in one that was interrupted; and whether they live.
    newcomers: BTreeMap<i64, bool>,
    settled: bool,
    /// Whether what is taken now was parked: then it is of another file, and this one's keys are not its own.
    parked: bool,
    pub(super) report: Report,
}

/// The order in which things are taken, so that what is pointed at comes before what points.
fn order(body: &Body) -> u8 {
    match body {
        Body::Name(_) => 0,
        Body::User(_) | Body::Practitioner(_) => 1,
        Body::Patient(_) => 2,
        Body::Twin { .. } | Body::Contact(_) | Body::Coverage(_) | Body::Episode(_) => 3,
        Body::CarePlan(_) | Body::PlanProblem(_) => 4,
        Body::Goal(_) => 5,
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
        | Body::Note(_)
        | Body::Entry(_) => 6,
        Body::MedicineUse(_) => 7,
        Body::Withdrawn => 8,
    }
}

/// A line of the list that is about another one comes behind it.
fn place(record: &Record) -> u8 {
    order(&record.body) + u8::from(matches!(record.body, Body::Medication(_)) && record.links.medication.is_some())
}

/// The resource that a record is, or is a part of.
fn resource(key: &str) -> &str {
    key.split('#').next().unwrap_or(key)
}

impl State {
    pub(super) fn new(records: Vec<Record>) -> Self {
        let mut together: HashMap<SourceKey, (u8, usize)> = HashMap::new();
        let mut groups: Vec<(u8, Group)> = Vec::new();
        for record in records {
            let place = place(&record);
            let of = record.key.as_deref().map(|key| resource(key).to_owned());
            let known = of.as_ref().and_then(|of| together.get(of)).map(|(_, at)| *at);
            if let Some((first, group)) = known.and_then(|at| groups.get_mut(at)) {
                *first = place.min(*first);
                group.records.push(record);
            } else {
                if let Some(of) = of {
                    together.insert(of, (place, groups.len()));
                }
                groups.push((place, Group { records: vec![record], waited_for: None }));
            }
        }
        let mut state = Self {
            groups: BTreeMap::new(),
            leads: HashMap::new(),
            to_come: HashMap::new(),
            touched: Touched::default(),
            newcomers: BTreeMap::new(),
            settled: false,
            parked: false,
            report: Report::default(),
        };
        for (place, mut group) in groups {
            group.records.sort_by_key(|record| order(&record.body));
            for record in &group.records {
                if let (Body::Goal(_), Some(key)) = (&record.body, &record.key) {
                    let of = resource(key).to_owned();
                    for name in record.aliases.iter().chain([key]) {
                        state.to_come.insert(name.clone(), (place, of.clone()));
                    }
                }
            }
            state.groups.entry(place).or_default().push_back(group);
        }
        state
    }

    pub(super) fn is_done(&self) -> bool {
        self.settled && self.groups.values().all(VecDeque::is_empty)
    }
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    New,
    Changed,
    Same,
    Older,
    Left,
}

/// Taking some records of a source, in one transaction.
pub(super) struct Taking<'a> {
    transaction: &'a Transaction<'a>,
    memory: Memory<'a>,
    load: &'a Load,
    state: &'a mut State,
}

impl<'a> Taking<'a> {
    pub(super) fn new(transaction: &'a Transaction<'a>, load: &'a Load, state: &'a mut State) -> Self {
        Self { transaction, memory: Memory(transaction), load, state }
    }

    /// Patients in whose charts something was written and who are not on record yet, and whether anything else was.
    pub(super) fn touched(&mut self) -> (BTreeSet<i64>, bool) {
        self.state.touched.drain()
    }

    /// Takes about so many records, and what comes at the end.
    pub(super) fn some(&mut self, many: usize) -> Result<(), Fault> {
        let mut taken = 0;
        while taken < many {
            let Some(group) = self.state.groups.values_mut().find_map(VecDeque::pop_front) else { break };
            taken += group.records.len();
            self.group(group)?;
        }
        if self.state.groups.values().all(VecDeque::is_empty) {
            self.settle()?;
        }
        Ok(())
    }

    /// Takes what comes of one resource.
    fn group(&mut self, group: Group) -> Result<(), Fault> {
        let Group { records, waited_for } = group;
        let mut main = None;
        let before = std::mem::replace(&mut self.state.parked, waited_for.is_some());
        for record in &records {
            if let (Some(waited_for), Some(key)) = (&waited_for, &record.key) {
                self.memory.unpark(key, waited_for)?;
            }
            let is_part = record.key.as_deref().is_some_and(|key| key.contains('#'));
            // Parts of a copy that is older than what is on record are older, too.
            if is_part && main == Some(Outcome::Older) {
                continue;
            }
            let outcome = self.one(record)?;
            if !is_part {
                main = Some(outcome);
            }
            if outcome != Outcome::Left {
                self.call(record)?;
            }
        }
        self.state.parked = before;
        if waited_for.is_none() && matches!(main, Some(Outcome::Changed) | None) {
            self.vanished(&records)?;
        }
        Ok(())
    }

    /// Calls what waits for a record.
    fn call(&mut self, record: &Record) -> Result<(), Fault> {
        let is_called = matches!(
            record.body,
            Body::Patient(_)
                | Body::CarePlan(_)
                | Body::Goal(_)
                | Body::Medication(_)
                | Body::Name(_)
                | Body::Practitioner(_)
                | Body::Problem(_)
        );
        if !is_called {
            return Ok(());
        }
        let parts = record.wants.iter().filter(|want| want.what == Wanted::Part).map(|want| plan_of(&want.key));
        let called: Vec<SourceKey> = record.key.iter().chain(&record.aliases).cloned().chain(parts).collect();
        for waited_for in called {
            let mut groups: BTreeMap<SourceKey, Vec<Record>> = BTreeMap::new();
            for waited in self.memory.waiting_for(&waited_for)? {
                let of = waited.key.as_deref().map(resource).unwrap_or_default().to_owned();
                groups.entry(of).or_default().push(waited);
            }
            for (_, mut records) in groups {
                records.sort_by_key(|record| order(&record.body));
                let place = records.first().map_or(u8::MAX, place);
                let group = Group { records, waited_for: Some(waited_for.clone()) };
                self.state.groups.entry(place).or_default().push_back(group);
            }
        }
        Ok(())
    }

    /// Takes the goal that something points at before its turn.
    fn pull(&mut self, link: &str) -> Result<(), Fault> {
        let Some((place, of)) = self.state.to_come.remove(link) else { return Ok(()) };
        let Some(queue) = self.state.groups.get_mut(&place) else { return Ok(()) };
        let is_it = |group: &Group| group.records.iter().any(|it| it.key.as_deref().map(resource) == Some(of.as_str()));
        if let Some(group) = queue.iter().position(is_it).and_then(|at| queue.remove(at)) {
            self.group(group)?;
        }
        Ok(())
    }

    /// Takes one record.
    fn one(&mut self, given: &Record) -> Result<Outcome, Fault> {
        let mut record = given.clone();
        if let Body::Name(named) = &record.body {
            self.memory.name(given, named)?;
            return Ok(Outcome::Same);
        }
        if record.body == Body::Withdrawn {
            return self.withdrawn(given);
        }
        if let Body::Practitioner(it) = &record.body {
            let named = Named { name: known_name(&it.name), phone: it.phone.clone(), ..Named::default() };
            self.memory.name(given, &named)?;
        } else if let Body::Problem(it) = &record.body {
            let named = Named { name: known_name(&it.text), code: it.code.clone(), ..Named::default() };
            self.memory.name(given, &named)?;
        }
        let lacking = self.fill(&mut record)?;
        if record.links.plan.is_none() && record.wants.iter().any(|want| want.what == Wanted::Plan) {
            record.links.plan = self.memory.plan_of(given)?;
        }
        if !self.may_stand(given, &record, &lacking)? {
            return Ok(Outcome::Left);
        }
        let Some(rows) = self.resolve(&record, given)? else { return Ok(Outcome::Left) };
        let kind = put::kind(&record.body);
        let digest = Digests::of(given, &record, rows)?;
        let (outcome, row) = match self.choose(&record, kind, rows)? {
            Choice::Refused => return Ok(Outcome::Left),
            Choice::Known(known) => (self.again(&record, &known, rows, &digest)?, known.row),
            Choice::New(key) => {
                if self.is_deleted(key.as_ref(), record.as_of)? {
                    self.state.report.is_older(format!("{}: deleted at its source", name(&record)));
                    return Ok(Outcome::Older);
                }
                (Outcome::New, self.add(&record, key.as_ref(), rows, &digest)?)
            }
        };
        self.lead_to(&record, &Lead { kind: kind.to_owned(), row, patient: rows.patient });
        if let Body::Patient(patient) = &record.body {
            self.patient_came(row, patient, outcome)?;
        }
        self.keep_waiting(given, &record, &lacking)?;
        Ok(outcome)
    }

    /// Whether there is enough of a record to stand somewhere. What only lacks a name that may come is kept till then.
    fn may_stand(&mut self, given: &Record, record: &Record, lacking: &[SourceKey]) -> Result<bool, Fault> {
        // Nobody to call, as long as nobody says who.
        if let Body::TeamMember(it) = &record.body
            && it.name == crate::domain::record::NO_NAME
        {
            for waits_for in lacking {
                self.keep(waits_for, given)?;
            }
            return Ok(false);
        }
        // Only what a plan asks for stands in a chart.
        let wants_plan = record.links.plan.is_none() && record.wants.iter().any(|want| want.what == Wanted::Plan);
        if matches!(record.body, Body::Intervention(_)) && wants_plan {
            self.wait_for_plan(given)?;
            return Ok(false);
        }
        // A record without a name that was merged into another has nothing to say of its own.
        if let (Body::Patient(it), Some(into), Some(key)) = (&record.body, &record.links.other, &record.key)
            && is_unnamed(&it.name.family)
            && is_unnamed(&it.name.given)
            && self.memory.variants(key)?.is_empty()
        {
            // Until somebody says who it was.
            self.state.report.waiting += u64::from(self.keep(key, given)?);
            let what =
                format!("{}: merged into {into} at its source, and without a name; no chart for it", name(record));
            self.state.report.remark(what);
            return Ok(false);
        }
        Ok(true)
    }

    /// Puts in what others tell. Answers who could tell what is still lacking.
    fn fill(&mut self, record: &mut Record) -> Result<Vec<SourceKey>, Fault> {
        let mut lacking = Vec::new();
        for want in std::mem::take(&mut record.wants) {
            if want.what == Wanted::Plan {
                record.wants.push(want);
            } else if want.what == Wanted::Part {
                if let Some(plan) = &record.key {
                    self.memory.plan(&want.key, plan)?;
                }
            } else if let Some(named) = self.memory.named(&want.key)? {
                record.body.fill(want.what, &named);
            } else {
                lacking.push(want.key);
            }
        }
        let no_drug = matches!(&record.body, Body::Medication(it) if is_unnamed(&it.drug)).then_some("drug");
        let no_payer = matches!(&record.body, Body::Coverage(it) if is_unnamed(&it.payer)).then_some("payer");
        if let Some(lacks) = no_drug.or(no_payer).filter(|_| !lacking.is_empty()) {
            *self.state.report.unnamed.entry(lacks).or_default() += 1;
        }
        Ok(lacking)
    }

    /// Keeps a copy of what is in its chart already and lacks something that may come later.
    fn keep_waiting(&mut self, given: &Record, record: &Record, lacking: &[SourceKey]) -> Result<(), Fault> {
        let order = record.links.medication.as_ref().filter(|_| matches!(record.body, Body::Medication(_)));
        if let Some(whole) = record.links.plan.as_ref().or(order)
            && self.lead(whole, record)? == Found::Nothing
        {
            // Its plan or order may come in a later file, and then it is linked.
            let waits = self.keep(whole, given)?;
            self.state.report.waiting += u64::from(waits);
        }
        if record.links.plan.is_none() && record.wants.iter().any(|want| want.what == Wanted::Plan) {
            self.wait_for_plan(given)?;
        }
        for waits_for in lacking {
            self.keep(waits_for, given)?;
        }
        Ok(())
    }

    fn wait_for_plan(&mut self, given: &Record) -> Result<(), Fault> {
        for key in given.key.iter().chain(&given.aliases) {
            self.keep(&plan_of(key), given)?;
        }
        Ok(())
    }

    /// A record of something that is known already.
    fn again(&mut self, record: &Record, known: &Known, rows: Rows, now: &Digests) -> Result<Outcome, Fault> {
        let kind = put::kind(&record.body);
        let says_the_same = known.content == now.content && !known.gone;
        let dated = record.as_of.differs(known.as_of);
        let older = if dated {
            record.as_of.is_before(known.as_of)
        } else {
            // Nobody says which is newer. What was replaced before does not come back by itself.
            !says_the_same && self.memory.was_said(&known.key, &now.content)?
        };
        if says_the_same && known.digest == now.whole {
            if dated && !older {
                self.memory.dated(&known.key, record.as_of)?;
            }
            self.state.report.of(kind).unchanged += 1;
            return Ok(Outcome::Same);
        }
        if older {
            self.state.report.is_older(name(record));
            self.state.report.of(kind).unchanged += 1;
            return Ok(Outcome::Older);
        }
        if put::version(self.transaction, kind, known.row)? != known.version {
            // Somebody here worked on it since: those words stand, the source's are named in the report.
            self.state.report.kept_ours.push(name(record));
            return Ok(Outcome::Left);
        }
        if !says_the_same {
            self.memory.past(&known.key, &known.content)?;
        }
        self.death_taken_back(record, known.row)?;
        let (row, version) = self.put(Some(known.row), rows, record)?;
        self.remember(record, &known.key, rows, now, (row, version))?;
        self.state.report.of(kind).changed += 1;
        self.touch(rows.patient, kind, row);
        if let Some(before) = known.patient.filter(|before| Some(*before) != rows.patient) {
            self.touch(Some(before), kind, row);
            self.state.report.remark(format!("{}: its source moved it into another chart", name(record)));
        }
        Ok(Outcome::Changed)
    }

    /// A record of something new. Answers its row.
    fn add(&mut self, record: &Record, key: Option<&SourceKey>, rows: Rows, now: &Digests) -> Result<i64, Fault> {
        let kind = put::kind(&record.body);
        let (row, version) = self.put(None, rows, record)?;
        if let Some(key) = key {
            self.remember(record, key, rows, now, (row, version))?;
        }
        self.state.report.of(kind).taken += 1;
        self.touch(rows.patient, kind, row);
        match (&record.body, rows.patient) {
            (Body::Patient(_), _) => {
                self.newcomer(row)?;
                let all = record.key.as_deref().map(|key| self.memory.variants(key)).transpose()?.unwrap_or_default();
                for known in all.iter().filter(|known| known.row != row && known.kind == "patient") {
                    twins::found(self.transaction, (row, known.row), &Because::Id, None, &mut self.state.report)?;
                }
            }
            (Body::Episode(_), Some(patient)) => {
                self.transaction.prepare_cached(sql::EPISODE_REFERRAL_ENDED)?.execute([patient, row])?;
            }
            _ => {}
        }
        Ok(row)
    }

    fn put(&mut self, id: Option<i64>, rows: Rows, record: &Record) -> Result<(i64, i64), Fault> {
        if let (Body::Twin { because }, Some(one), Some(other)) = (&record.body, rows.patient, rows.other) {
            return twins::found(
                self.transaction,
                (one, other),
                because,
                (*because == Because::Replaced).then_some(other),
                &mut self.state.report,
            );
        }
        let mut body = std::borrow::Cow::Borrowed(&record.body);
        if let Body::Note(note) = &record.body
            && note.at == UNDATED
        {
            body = std::borrow::Cow::Owned(Body::Note(Note { at: self.load.at, ..note.clone() }));
        }
        let written = put::put(self.transaction, id, rows, &body);
        if let Err(Fault::Sqlite(why)) = written {
            return Err(match why.sqlite_error_code() {
                Some(ErrorCode::ConstraintViolation) => Fault::Refused { entry: name(record), why },
                _ => Fault::Sqlite(why),
            });
        }
        written
    }

    fn remember(
        &self,
        record: &Record,
        key: &str,
        rows: Rows,
        now: &Digests,
        (row, version): (i64, i64),
    ) -> Result<(), Fault> {
        let known = Known {
            key: key.to_owned(),
            kind: put::kind(&record.body).to_owned(),
            row,
            patient: rows.patient,
            digest: now.whole.clone(),
            content: now.content.clone(),
            version,
            as_of: record.as_of,
            gone: false,
        };
        self.memory.remember(&known, &record.aliases)?;
        // An older copy of it may still be waiting: for somebody else, where the source is one and says so.
        let Some(given) = &record.key else { return Ok(()) };
        let whose = record.links.patient.as_deref().filter(|_| !names_its_source(given));
        let at = serde_json::to_value(record.as_of.at)?;
        self.memory.wait_no_longer(given, whose, at.as_str(), key)
    }

    fn touch(&mut self, patient: Option<i64>, kind: &str, row: i64) {
        match patient.or((kind == "patient").then_some(row)) {
            Some(patient) => self.state.touched.patient(patient),
            None => self.state.touched.nobody = true,
        }
    }

    fn is_deleted(&self, key: Option<&SourceKey>, as_of: AsOf) -> Result<bool, Fault> {
        let Some(key) = key else { return Ok(false) };
        Ok(self.memory.deleted(key)?.is_some_and(|deleted| !deleted.is_before(as_of)))
    }

    /// What is looked at when a patient came, new or not.
    fn patient_came(
        &mut self,
        row: i64,
        patient: &crate::domain::patient::Patient,
        outcome: Outcome,
    ) -> Result<(), Fault> {
        let mut statement = self.transaction.prepare_cached(sql::NEWCOMER_IS)?;
        if let Some(lives) = statement.query_row([row], |row| row.get(0)).optional()? {
            self.state.newcomers.insert(row, lives);
        }
        if matches!(outcome, Outcome::New | Outcome::Changed) {
            twins::look(self.transaction, row, patient, outcome == Outcome::New, &mut self.state.report)?;
        }
        Ok(())
    }

    /// A new patient belongs to somebody at once; whether admission is waited for is known at the end.
    fn newcomer(&mut self, patient: i64) -> Result<(), Fault> {
        self.transaction.prepare_cached(sql::NEWCOMER_ADD)?.execute([patient])?;
        if self.load.assign.is_some() {
            let user = self.load.assign.map(UserId::raw);
            let rows = Rows { patient: Some(patient), user, ..Rows::default() };
            let member = TeamMember { name: String::new(), role: "case_manager".to_owned(), phone: None };
            put::put(self.transaction, None, rows, &Body::TeamMember(member))?;
        }
        Ok(())
    }

    /// A new patient without an episode waits for admission, unless the patient has died.
    fn settle(&mut self) -> Result<(), Fault> {
        for (patient, lives) in std::mem::take(&mut self.state.newcomers) {
            let has: bool =
                self.transaction.prepare_cached(sql::EPISODE_EXISTS)?.query_row([patient], |row| row.get(0))?;
            if self.load.refer && lives && !has {
                let rows = Rows { patient: Some(patient), user: self.load.assign.map(UserId::raw), ..Rows::default() };
                put::put(self.transaction, None, rows, &Body::Episode(waiting_referral()))?;
            }
            self.transaction.prepare_cached(sql::NEWCOMER_SETTLED)?.execute([patient])?;
        }
        self.state.settled = true;
        Ok(())
    }
}

/// Under which name goals and requests wait for a plan that names them.
fn plan_of(key: &str) -> SourceKey {
    format!("plan of {key}")
}

fn known_name(name: &str) -> String {
    if is_unnamed(name) { String::new() } else { name.to_owned() }
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

fn name(record: &Record) -> String {
    record.key.clone().unwrap_or_else(|| format!("an entry of kind {}", put::kind(&record.body)))
}
