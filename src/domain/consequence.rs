//! What follows from a change: the clock that a regulation starts with it, the fact and the note that it proves. It is
//! written with the change and taken back with it, whoever writes: the screen, the command line, another program.
//! Decision 0037 says why, and why an import starts nothing.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::caseload::Facts;
use super::change::{Change, Edit, EventChange, PlanChange};
use super::chart::Chart;
use super::entry::Setting;
use super::event::Event;
use super::ids::{Stored, UserId};
use super::knowledge::Knowledge;
use super::medication::told::is_respelled;
use super::plan::Telling;
use super::plan::untold::Untold;
use super::user::User;
use super::when::{Instant, civil};

pub mod telling;

/// By whom, when and where something is written, and by which tables.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    /// Who writes.
    pub user: &'a User,
    /// Their id.
    pub user_id: UserId,
    /// When.
    pub now: Instant,
    /// The time zone of the agency.
    pub zone: Tz,
    /// The reviewed tables.
    pub knowledge: Knowledge,
}

impl<'a> Writer<'a> {
    fn today(&self) -> NaiveDate {
        civil(self.now, self.zone)
    }

    fn local(&self) -> NaiveDateTime {
        self.now.with_timezone(&self.zone).naive_local()
    }

    fn setting(&self, facts: &'a Facts) -> Setting<'a> {
        Setting { facts, user: self.user, user_id: self.user_id, now: self.local() }
    }
}

/// What follows from changes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Consequences {
    /// Written with them, after them.
    pub changes: Vec<Change>,
    /// Whether who must be told is to be asked as soon as they are written.
    pub asks_to_tell: bool,
}

/// Whether anything can follow from these changes; only then a chart has to be read to know.
pub fn may_follow(changes: &[Change]) -> bool {
    let follows = |change: &Change| {
        if let Change::Task(edit) = change {
            telling::told_by(edit).is_some()
        } else if let Change::Entry(edit) = change {
            edit.value().content.kind().is_some_and(|kind| kind.follows)
        } else {
            is_of_plan(change) || says_told(change)
        }
    };
    changes.iter().any(follows)
}

/// What follows from changes of a chart, without what they contain already.
pub fn of(chart: &Chart, changes: &[Change], writer: &Writer<'_>) -> Consequences {
    let mut written = changes.to_vec();
    let add = |written: &mut Vec<Change>, more: Vec<Change>| {
        for change in more {
            if !written.contains(&change) {
                written.push(change);
            }
        }
    };
    add(&mut written, changes.iter().flat_map(|change| of_entry(chart, change, writer)).collect());
    let first = known_from_here(chart, &written, writer);
    add(&mut written, first.into_iter().collect());
    let before = Untold::of(chart, (writer.knowledge.plans)(), writer.today());
    add(&mut written, telling::of_tasks(chart, &before, changes, writer));
    let mut asks_to_tell = false;
    if written.iter().any(is_of_plan) {
        let revised = of_plan(chart, &before, &written, writer);
        asks_to_tell = revised.asks_to_tell;
        add(&mut written, revised.changes);
    }
    add(&mut written, telling::by_hand(chart, &before, changes, writer).into_iter().collect());
    Consequences { changes: written.split_off(changes.len()), asks_to_tell }
}

/// Whether it can make the plan of care another one, or a goal one that is not being reached.
fn is_of_plan(change: &Change) -> bool {
    match change {
        // From here on everybody knows, unless that is taken back.
        Change::Plan(PlanChange::Telling(edit)) => matches!(**edit, Edit::Amend { .. }),
        Change::Plan(part) => !matches!(part, PlanChange::Delivery(_)),
        // Visits are ordered for a certification period, which the start of care begins.
        Change::Event(EventChange::Record { event, .. } | EventChange::Correct { to: event, .. }) => {
            matches!(event, Event::FrequencyOrder { .. } | Event::DisciplineDischarge { .. } | Event::Soc { .. })
        }
        // Which fact it is that counts or not, only the chart knows.
        Change::Event(EventChange::Count { .. }) | Change::Medication(_) | Change::Goal(_) | Change::Progress(_) => {
            true
        }
        // A new answer lets a goal rest; one that is withdrawn lets it ask again.
        Change::Answer(edit) => matches!(**edit, Edit::Amend { .. }),
        Change::Visit(_)
        | Change::Place(_)
        | Change::List(_)
        | Change::Task(_)
        | Change::Note(_)
        | Change::MedicineUse(_)
        | Change::Pair(_)
        | Change::Entry(_) => false,
    }
}

/// Whether somebody records that everybody concerned was told.
fn says_told(change: &Change) -> bool {
    let Change::Event(EventChange::Record { event, .. }) = change else { return false };
    matches!(event, Event::PocRevisionTold { .. })
}

/// Whether it says up to where everybody knows the plan.
fn is_telling(change: &Change) -> bool {
    matches!(change, Change::Plan(PlanChange::Telling(_)))
}

/// What an entry asks for.
fn of_entry(chart: &Chart, change: &Change, writer: &Writer<'_>) -> Vec<Change> {
    let Change::Entry(edit) = change else { return Vec::new() };
    let before = match &**edit {
        Edit::Add { .. } => None,
        Edit::Amend { from, .. } => Some(&from.content),
    };
    let to = edit.value();
    if to.counts() { to.content.follows(before, &writer.setting(&chart.facts)) } else { Vec::new() }
}

/// What is kept when a first plan is signed: from here on its changes are to be told.
fn known_from_here(chart: &Chart, changes: &[Change], writer: &Writer<'_>) -> Option<Change> {
    let signs = changes.iter().find(|change| matches!(change, Change::Plan(PlanChange::Sign(_))))?;
    let known = chart.plan.telling.is_some() || chart.plan.all_signed().next().is_some();
    if known || changes.iter().any(is_telling) {
        return None;
    }
    let signed = chart.after(changes, writer.now);
    let value = Telling::of(&signed, writer.now, writer.today(), Vec::new());
    Some(Change::Plan(PlanChange::telling(Edit::Add { patient: signs.patient(), value })))
}

/// The clocks that a change of the plan starts: 42 CFR 484.60(c)(1) and (c)(3), rules 27 and 28.
fn of_plan(chart: &Chart, before: &Untold, changes: &[Change], writer: &Writer<'_>) -> Consequences {
    let (patient, today) = (chart.facts.id(), writer.today());
    let then = chart.after(changes, writer.now);
    let after = Untold::of(&then, (writer.knowledge.plans)(), today);
    let announces = changes.iter().any(|part| matches!(part, Change::Plan(change) if change.announces()));
    let in_force = chart.plan.signed().is_some();
    if in_force && before.is_empty() && only_respells(changes, writer) {
        // A name that is put right is no change of the plan: from here on everybody knows it.
        let value = Telling::of(&then, writer.now, today, Vec::new());
        let known = Change::Plan(PlanChange::telling(Edit::Add { patient, value }));
        return Consequences { changes: vec![known], asks_to_tell: false };
    }
    let revises = in_force && after.revises_more_than(before);
    let misses = in_force && after.misses_more_than(before);
    let running = running_since(&chart.facts);
    let mut clocks = Vec::new();
    // A clock of today runs for everything that is not told yet; what comes after a telling starts its own.
    let runs = running.last() == Some(&today) && before.is_revision();
    if (revises && !runs) || (announces && !revises && after.is_revision() && running.is_empty()) {
        clocks.push(Event::PocRevised { date: today });
    }
    if misses && !is_alerted(&chart.facts, today) {
        clocks.push(Event::ChangeInCondition { date: today, major: false });
    }
    let record = |event| Change::Event(EventChange::Record { patient, event });
    let asks_to_tell = !after.is_empty() && (announces || (before.is_empty() && (revises || misses)));
    Consequences { changes: clocks.into_iter().map(record).collect(), asks_to_tell }
}

/// Whether all that is written puts the name of a medicine right.
fn only_respells(changes: &[Change], writer: &Writer<'_>) -> bool {
    let respells = |change: &Change| {
        let Change::Medication(edit) = change else { return false };
        is_respelled(edit, writer.knowledge.formulary)
    };
    !changes.is_empty() && changes.iter().all(respells)
}

/// The days of revisions that are not told yet, oldest first.
fn running_since(facts: &Facts) -> Vec<NaiveDate> {
    let told = |entry: &&Stored<Event>| matches!(entry.value, Event::PocRevisionTold { .. });
    let last = facts.events.iter().filter(told).map(|entry| entry.id).max();
    let revised = facts.events.iter().filter(|entry| last.is_none_or(|last| entry.id > last));
    revised.filter(|entry| matches!(entry.value, Event::PocRevised { .. })).map(|entry| entry.day()).collect()
}

/// Whether a change in condition of today is on record that the practitioner was not told of yet.
fn is_alerted(facts: &Facts, today: NaiveDate) -> bool {
    let newest = |kind: &str| facts.events.iter().filter(|entry| entry.kind() == kind).max_by_key(|entry| entry.id);
    let told = newest("practitioner_contacted").map(|entry| entry.id);
    newest("change_in_condition").is_some_and(|entry| entry.day() == today && told.is_none_or(|told| told < entry.id))
}
