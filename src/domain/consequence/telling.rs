//! That somebody was told of a plan that changed: by the list, by a task that is done, or by hand.

use super::{Writer, is_telling, running_since, says_told};
use crate::domain::change::{Bundle, Change, Edit, EventChange, PlanChange};
use crate::domain::chart::Chart;
use crate::domain::event::Event;
use crate::domain::ids::{Id, PatientId, of};
use crate::domain::note::{Note, NoteKind};
use crate::domain::plan::telling::Party;
use crate::domain::plan::untold::Untold;
use crate::domain::plan::{Heard, Telling};
use crate::domain::task::{Task, TaskKind, TaskStatus};
use crate::domain::when::Moment;

/// The task by which somebody was told, where that is what a change of it says.
pub(super) fn told_by(edit: &Edit<Task>) -> Option<(Id<of::Task>, &Task)> {
    let Edit::Amend { id, from, to, .. } = edit else { return None };
    (to.tells() && to.status == TaskStatus::Done && from.status != TaskStatus::Done).then_some((*id, to))
}

/// A task of somebody who was left to be told is done: that person was told, and the last one ends the clock.
pub(super) fn of_tasks(chart: &Chart, before: &Untold, changes: &[Change], writer: &Writer<'_>) -> Vec<Change> {
    let tasks = changes.iter().filter_map(|change| if let Change::Task(edit) = change { told_by(edit) } else { None });
    let done: Vec<_> = tasks.collect();
    if done.is_empty() {
        return Vec::new();
    }
    let patient = chart.facts.id();
    let told = |task: &Task| writer.call(patient, format!("Told {} of {}", task.party(), task.text));
    let mut more: Vec<Change> = done.iter().map(|(_, task)| told(task)).collect();
    if done.iter().any(|(_, task)| task.kind == TaskKind::TellingPractitioner) {
        more.push(writer.contacted(patient));
    }
    let is_done = |id| done.iter().any(|(known, _)| *known == id);
    let left = chart.facts.tasks.iter().any(|task| task.tells() && !is_done(task.id));
    if !left && !before.is_revision() && !running_since(&chart.facts).is_empty() {
        more.push(writer.all_told(patient));
    }
    more
}

/// Somebody records that the revision was told, without the list: then it is.
pub(super) fn by_hand(chart: &Chart, before: &Untold, changes: &[Change], writer: &Writer<'_>) -> Option<Change> {
    if !before.is_revision() || !changes.iter().any(says_told) || changes.iter().any(is_telling) {
        return None;
    }
    let value = Telling::of(chart, writer.now, writer.today(), Vec::new()).without(&before.missed);
    Some(Change::Plan(PlanChange::telling(Edit::Add { patient: chart.facts.id(), value })))
}

/// The list is answered: a note for each who was told just now, a task for tomorrow for each who was not.
pub fn answered(chart: &Chart, untold: &Untold, parties: &[(Party, bool)], writer: &Writer<'_>) -> Bundle {
    let (patient, today) = (chart.facts.id(), writer.today());
    let tomorrow = today.succ_opt().unwrap_or(today);
    let of = of_what(untold);
    let (mut parts, mut heard) = (Vec::new(), Vec::new());
    for (party, told) in parties {
        if *told {
            parts.push(writer.call(patient, format!("Told {} of {of}:\n{}", party.who, party.lines.join("\n"))));
        } else {
            let kind = if party.is_practitioner { TaskKind::TellingPractitioner } else { TaskKind::Telling };
            let task = Task::open(kind, format!("{of}: {}", party.lines.join("; ")), tomorrow, writer.user_id);
            let value = Task { about: Some(party.who.clone()), ..task };
            parts.push(Change::task(Edit::Add { patient, value }));
        }
        heard.push(Heard { who: party.who.clone(), lines: party.lines.clone(), told: *told });
    }
    let left = heard.iter().filter(|one| !one.told).count();
    let value = Telling::of(chart, writer.now, today, heard);
    parts.push(Change::Plan(PlanChange::telling(Edit::Add { patient, value })));
    if parties.iter().any(|(party, told)| party.is_practitioner && *told) {
        parts.push(writer.contacted(patient));
    }
    let earlier = chart.facts.tasks.iter().filter(|task| task.tells()).count();
    if left == 0 && earlier == 0 && untold.is_revision() {
        parts.push(writer.all_told(patient));
    }
    let says = match (left, earlier, untold.is_revision()) {
        (0, 0, true) => "everybody concerned was told of the revised plan".to_owned(),
        (0, 0, false) => "the practitioner was told".to_owned(),
        (0, earlier, _) => format!("everybody concerned was told; {earlier} of an earlier change still wait as tasks"),
        (1, ..) => "1 still to be told: a task for tomorrow".to_owned(),
        (many, ..) => format!("{many} still to be told: tasks for tomorrow"),
    };
    Bundle { says, parts }
}

/// What a note or a task names.
fn of_what(untold: &Untold) -> String {
    match (untold.signed, untold.is_revision()) {
        (_, false) => "a goal that is not being reached".to_owned(),
        (Some(number), true) => format!("the revised plan of care, version {number}"),
        (None, true) => "a change of the plan of care".to_owned(),
    }
}

impl Writer<'_> {
    fn call(&self, patient: PatientId, text: String) -> Change {
        let value = Note { kind: NoteKind::Call, at: self.now, author: self.user.name.full(), text, counts: true };
        Change::note(Edit::Add { patient, value })
    }

    fn contacted(&self, patient: PatientId) -> Change {
        let event = Event::PractitionerContacted { at: Moment::At(self.local()) };
        Change::Event(EventChange::Record { patient, event })
    }

    fn all_told(&self, patient: PatientId) -> Change {
        let event = Event::PocRevisionTold { date: self.today() };
        Change::Event(EventChange::Record { patient, event })
    }
}
