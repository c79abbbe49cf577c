//! Why a deadline is what it is: rule, arithmetic, what it takes, what late means, source.

use super::row::{day_of_period, owner, state, visit_for};
use crate::domain::board::Assessed;
use crate::domain::deadline::rule::Setting;
use crate::domain::deadline::{Deadline, DeadlineStatus};
use crate::ui::draw::labelled as told;
use crate::ui::{App, panes};

/// With arithmetic and needs, which a board leaves out of its lists.
fn explained(app: &App, patient: &Assessed, deadline: &Deadline) -> Deadline {
    let of_chart = app.chart.is_some();
    let again = if of_chart { None } else { app.board.explain(patient, deadline) };
    again.unwrap_or_else(|| deadline.clone())
}

fn rule(app: &App, deadline: &Deadline) -> Option<String> {
    app.rule(deadline).map(|rule| told("RULE", rule.name))
}

fn needs(deadline: &Deadline) -> Vec<String> {
    let need = |need: &crate::domain::deadline::Need| match &need.have {
        Some(have) => told("HAVE", &format!("{}: {have}", need.what)),
        None => told("NEEDS", &need.what),
    };
    deadline.needs.iter().map(need).collect()
}

/// What satisfied it, where the needs do not say so already.
fn done(deadline: &Deadline) -> Option<String> {
    let is_said = deadline.needs.iter().any(|need| need.have == deadline.satisfied_by);
    deadline.satisfied_by.as_ref().filter(|_| !is_said).map(|by| told("DONE", by))
}

fn who(app: &App, deadline: &Deadline) -> Option<String> {
    let rule = app.rule(deadline).filter(|rule| !rule.who_may.is_empty())?;
    let therapy = if rule.who_may_if_therapy_only.is_empty() {
        String::new()
    } else {
        format!("; {} when only therapy is ordered", rule.who_may_if_therapy_only.join(", "))
    };
    Some(told("WHO", &format!("{}{therapy}", rule.who_may.join(", "))))
}

fn asks(app: &App, deadline: &Deadline) -> Option<String> {
    deadline
        .question
        .as_ref()
        .map(|question| told("DECIDE", &format!("{}  ({})", question.text, app.key_for("deadline.resolve"))))
}

/// By how much it is late, and why, as far as somebody said so.
fn late(app: &App, deadline: &Deadline) -> Option<String> {
    let is_late = deadline.status == DeadlineStatus::Overdue || deadline.is_late_for_good();
    let by = match &deadline.overdue_by {
        Some(by) => format!("by {by}"),
        None => "done late".to_owned(),
    };
    let asked = app.rule(deadline).is_some_and(|rule| rule.reason_needed);
    let reason = match &deadline.late_reason {
        Some(reason) => format!("; because: {reason}"),
        None if asked => format!("; no reason recorded yet  ({})", app.key_for("deadline.resolve")),
        None => String::new(),
    };
    is_late.then(|| told("LATE", &format!("{by}{reason}")))
}

fn if_late(app: &App, deadline: &Deadline) -> Option<String> {
    app.rule(deadline).map(|rule| told("IF LATE", rule.overdue_means))
}

/// Rule, version, where it comes from, how sure we are, and whether it only advises.
fn source(app: &App, deadline: &Deadline) -> Vec<String> {
    let mut lines = vec![told(
        "SOURCE",
        &format!("{} of {}: {} ({})", deadline.rule, deadline.version, deadline.citation, deadline.confidence),
    )];
    if let Some(rule) = app.rule(deadline) {
        let setting = match rule.setting {
            Setting::On => "in force",
            Setting::Advisory | Setting::Off | Setting::Other(_) => "advises only until the agency confirms it",
        };
        lines.push(told("", &format!("{} rule, {setting}", rule.authority.word())));
    }
    lines
}

fn visit(app: &App, patient: &Assessed, deadline: &Deadline) -> Option<String> {
    (deadline.is_open() && crate::ui::place::is_met_by_a_visit(app, deadline)).then(|| {
        let placed = visit_for(app, patient, deadline);
        let none = || format!("NONE in the window  ({} places one)", app.key_for("deadline.place"));
        told("VISIT", &if placed == "NONE" { none() } else { placed })
    })
}

/// Everything about it, for reading.
pub(crate) fn detail(app: &App, patient: &Assessed, deadline: &Deadline) -> Vec<String> {
    let full = explained(app, patient, deadline);
    let day = day_of_period(app, &full).map(|day| format!(" {day}")).unwrap_or_default();
    let mut lines = vec![format!("# {}{day}  {}", full.name, state(app, &full))];
    lines.extend(rule(app, &full));
    lines.extend(app.rule(&full).map(|rule| told("FROM", rule.trigger)));
    lines.push("# how it is counted".to_owned());
    lines.extend(full.why.iter().cloned());
    lines.push("# what it takes".to_owned());
    lines.extend(asks(app, &full));
    lines.extend(needs(&full));
    lines.extend(who(app, &full));
    lines.extend(done(&full));
    lines.extend(visit(app, patient, &full));
    lines.push("# late".to_owned());
    lines.extend(late(app, &full));
    lines.extend(if_late(app, &full));
    lines.push("# source".to_owned());
    lines.extend(source(app, &full));
    lines.push(told("", &format!("computed {}", panes::clock(app))));
    lines.push(told("OWNER", &format!("{}; at stake: {}", owner(app, patient, &full), full.at_stake())));
    lines
}

/// The same in few lines, for the strip under a list.
pub(crate) fn in_brief(app: &App, patient: &Assessed, deadline: &Deadline) -> Vec<String> {
    let [mut one, other] = in_two(app, patient, deadline);
    one.extend(other);
    one
}

/// In two halves: how it is counted, and what it takes.
pub(super) fn in_two(app: &App, patient: &Assessed, deadline: &Deadline) -> [Vec<String>; 2] {
    let full = explained(app, patient, deadline);
    let mut counted: Vec<String> =
        asks(app, &full).into_iter().chain(late(app, &full)).chain(rule(app, &full)).collect();
    if app.board.user.role.answers_for_others() {
        counted.push(told("OWNER", &owner(app, patient, &full)));
    }
    counted.push(told("FROM", &full.why.join("; ")));
    let mut takes = needs(&full);
    takes.extend(who(app, &full));
    takes.extend(done(&full));
    takes.extend(visit(app, patient, &full));
    takes.extend(if_late(app, &full));
    takes.extend(source(app, &full));
    [counted, takes]
}
