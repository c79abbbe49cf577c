//! Collects the records of one patient, each pointing at her chart.

use crate::domain::entry::{Content, Entry};
use crate::domain::event::Event;
use crate::domain::ids::UserId;
use crate::domain::medication::Medication;
use crate::domain::medication::uses::{MedicineUse, Used};
use crate::domain::record::{Body, Links, Record, SourceKey};
use crate::domain::when::Instant;

use super::Case;
use super::roster::Member;

/// The records of one patient.
pub(super) struct Writer {
    records: Vec<Record>,
    number: u64,
    /// Lines of the medication list that something points at.
    lines: usize,
    patient: SourceKey,
    episode: SourceKey,
}

impl Writer {
    pub(super) fn new(case: &Case<'_>) -> Self {
        let number = case.stay.number + 1;
        Self {
            records: Vec::with_capacity(128),
            number,
            lines: 0,
            patient: format!("patient/{number}"),
            episode: format!("episode/{number}"),
        }
    }

    pub(super) fn into_records(self) -> Vec<Record> {
        self.records
    }

    fn add(&mut self, key: Option<SourceKey>, links: Links, body: Body) {
        self.records.push(Record::new(key, links, body));
    }

    fn chart(&self) -> Links {
        Links { patient: Some(self.patient.clone()), ..Links::default() }
    }

    /// The patient herself.
    pub(super) fn patient(&mut self, body: Body) {
        self.add(Some(self.patient.clone()), Links::default(), body);
    }

    /// Her episode.
    pub(super) fn episode(&mut self, manager: &Member, body: Body) {
        let links = Links { user: Some(manager.key.clone()), ..self.chart() };
        self.add(Some(self.episode.clone()), links, body);
    }

    /// A row that nothing points at.
    pub(super) fn row(&mut self, body: Body) {
        self.add(None, self.chart(), body);
    }

    /// A line of the medication list, with what is on record of its use.
    pub(super) fn medicine(&mut self, line: Medication, uses: Vec<Used>) {
        if uses.is_empty() {
            return self.row(Body::Medication(line));
        }
        self.lines += 1;
        let key = format!("medication/{}-{}", self.number, self.lines);
        self.add(Some(key.clone()), self.chart(), Body::Medication(line));
        for what in uses {
            let links = Links { medication: Some(key.clone()), ..self.chart() };
            self.add(None, links, Body::MedicineUse(MedicineUse { line: None, what, counts: true }));
        }
    }

    /// A row that belongs to one of us.
    pub(super) fn by(&mut self, user: &Member, body: Body) {
        self.add(None, Links { user: Some(user.key.clone()), ..self.chart() }, body);
    }

    /// An entry that one of us wrote. Its author is the link; an id is only known where it is stored.
    pub(super) fn entry(&mut self, by: &Member, content: impl Into<Content>, at: Instant) {
        self.by(by, Body::Entry(Box::new(Entry::new(content, UserId::new(0), at))));
    }

    /// A fact of the episode.
    pub(super) fn event(&mut self, event: Event) {
        let links = Links { episode: Some(self.episode.clone()), ..self.chart() };
        self.add(None, links, Body::Event(event));
    }

    /// The facts written so far.
    pub(super) fn events(&self) -> impl Iterator<Item = &Event> {
        self.records.iter().filter_map(|record| if let Body::Event(event) = &record.body { Some(event) } else { None })
    }

    /// A visit of the episode.
    pub(super) fn visit(&mut self, user: &Member, body: Body) {
        let links = Links { episode: Some(self.episode.clone()), user: Some(user.key.clone()), ..self.chart() };
        self.add(None, links, body);
    }

    /// The plan of care of the episode; answers its key.
    pub(super) fn plan(&mut self, body: Body) -> SourceKey {
        let key = format!("plan/{}", self.number);
        let links = Links { episode: Some(self.episode.clone()), ..self.chart() };
        self.add(Some(key.clone()), links, body);
        key
    }

    /// A problem of the plan, by its place in it; answers its key.
    pub(super) fn problem(&mut self, index: usize, body: Body) -> SourceKey {
        let key = format!("plan-problem/{}-{}", self.number, index + 1);
        self.add(Some(key.clone()), self.chart(), body);
        key
    }

    /// A goal of a plan under one of its problems, by its place in the plan; answers its key.
    pub(super) fn goal(&mut self, plan: &SourceKey, problem: &SourceKey, index: usize, body: Body) -> SourceKey {
        let key = format!("goal/{}-{}", self.number, index + 1);
        let links = Links { plan: Some(plan.clone()), problem: Some(problem.clone()), ..self.chart() };
        self.add(Some(key.clone()), links, body);
        key
    }

    /// What is done for a goal.
    pub(super) fn step(&mut self, plan: &SourceKey, goal: &SourceKey, body: Body) {
        self.add(None, Links { plan: Some(plan.clone()), goal: Some(goal.clone()), ..self.chart() }, body);
    }

    /// A check of a goal.
    pub(super) fn check(&mut self, goal: &SourceKey, user: &Member, body: Body) {
        let links = Links { goal: Some(goal.clone()), user: Some(user.key.clone()), ..self.chart() };
        self.add(None, links, body);
    }
}
