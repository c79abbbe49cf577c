//! What somebody has answered to a reason, and whether that lets it rest: never longer than until the day that was promised
//! with it.

use chrono::NaiveDateTime;

use super::Assessed;
use super::reasons::Known;
use crate::domain::answer::{Answer, Answered};
use crate::domain::deadline::Due;
use crate::domain::ids::{Stored, TaskId};
use crate::domain::next::Next;
use crate::domain::rank::{About, Area, Reason, Tier};
use crate::domain::task::Task;

/// Leaves out what rests, and marks what was answered. A reason whose promise is still to be kept stands lower until its day,
/// and then where it stood; the task that was promised is the same thing and no line of its own.
pub(super) fn settle(reasons: &mut Vec<Reason>, patient: &Assessed, known: Known<'_>, now: NaiveDateTime) {
    let mut kept: Vec<TaskId> = Vec::new();
    reasons.retain_mut(|reason| {
        if reason.area == Area::Task || matches!(reason.about, About::Entry(_)) {
            return true;
        }
        let key = reason.facts_key();
        // The newest answer stands first.
        let Some(answer) = patient.facts.answers.iter().find(|answer| answer.cause == key) else {
            say_older(reason, patient, known);
            return true;
        };
        let about = |task: &&Stored<Task>| task.about.as_ref() == Some(&answer.subject);
        let task = patient.facts.tasks.iter().filter(about).max_by_key(|task| task.id);
        if task.is_none() && answer.kind.settles() && reason.area != Area::Clock {
            return false;
        }
        mark(reason, answer, task, known, now);
        kept.extend(task.map(|task| task.id));
        true
    });
    reasons.retain(|reason| reason.area != Area::Task || reason.task.is_none_or(|task| !kept.contains(&task)));
}

fn mark(
    reason: &mut Reason,
    answer: &Stored<Answer>,
    task: Option<&Stored<Task>>,
    known: Known<'_>,
    now: NaiveDateTime,
) {
    let today = now.date();
    let answered = Answered {
        kind: answer.kind.clone(),
        told: answer.told.clone(),
        outcome: answer.reason.clone(),
        by: name(answer, known),
        at: answer.at.with_timezone(&known.zone).naive_local(),
        recheck: task.map(|task| task.due),
        is_due: task.is_some_and(|task| task.due <= today),
    };
    let words = answered.words(today);
    reason.facts.insert(0, format!("{words} ({})", answered.by));
    reason.text = match reason.area {
        // What a goal asks for has its name in the end, which a narrow row cuts.
        Area::Plan => format!("{words}: {}", reason.text),
        Area::Safety => format!("{}: {words}", reason.text.split(", ").next().unwrap_or_default()),
        Area::Medication | Area::Clock | Area::Visit | Area::Task | Area::Home => format!("{}: {words}", reason.text),
    };
    reason.answered = Some(Box::new(answered));
    if reason.waits() {
        reason.tier = Tier::Look;
        reason.due = task.map(|task| Due::Day(task.due));
        reason.next = Next::Wait;
    } else if let Some(task) = task.filter(|task| task.due <= today) {
        reason.task = Some(task.id);
        reason.next = Next::Recheck;
    }
}

/// What was answered on other facts is not lost: whoever calls should know of the last call.
fn say_older(reason: &mut Reason, patient: &Assessed, known: Known<'_>) {
    let Some(kind) = reason.facts_key().rsplit_once(':').map(|(kind, _)| format!("{kind}:")) else { return };
    if reason.area != Area::Safety {
        return;
    }
    let older = patient.facts.answers.iter().find(|answer| answer.cause.starts_with(&kind));
    reason.facts.extend(older.map(|answer| {
        let at = answer.at.with_timezone(&known.zone).format("%a %d %b %H:%M");
        format!("answered before, on another reading: {} ({} {at})", answer.words(), name(answer, known))
    }));
}

fn name(answer: &Answer, known: Known<'_>) -> String {
    known.staff.get(&answer.by).map(|user| user.name.initialled()).unwrap_or_default()
}
