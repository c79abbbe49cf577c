//! From a row of the rule table and a course to what is owed. A rule that counts from one event and is satisfied by another
//! needs no code; the others have one small function each.

use chrono::NaiveDate;

use super::counting::{Anchor, StartOfCare};
use super::course::Course;
use super::rule::Rule;
use super::{Due, words};
use crate::domain::event::Event;
use crate::domain::when::Moment;

mod initial_visit;
mod recertification;
mod resumption;

/// Something a rule asks for once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Obligation {
    /// The day of what started it.
    pub(super) since: NaiveDate,
    /// Facts after this day belong to the next one.
    pub(super) until: NaiveDate,
    /// When its window opens.
    pub(super) opens: Option<Due>,
    /// When it ends; `None` while its trigger is awaited.
    pub(super) due: Option<Due>,
    /// What satisfied it.
    pub(super) done: Option<Done>,
    /// Cannot be done while the patient is an inpatient.
    pub(super) paused: bool,
    /// The arithmetic, a line per step.
    pub(super) why: Vec<String>,
}

impl Obligation {
    /// One that waits for its trigger.
    pub(super) fn waiting(since: NaiveDate, why: Vec<String>) -> Self {
        Self { since, until: NaiveDate::MAX, opens: None, due: None, done: None, paused: false, why }
    }
}

/// What satisfied an obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    /// In words, with the date.
    pub(super) words: String,
    /// Whether that was in time.
    pub(super) in_time: bool,
}

impl Done {
    /// By that event, measured against that end.
    pub(super) fn by(event: &Event, due: Due) -> Self {
        Self { words: describe(event), in_time: in_time(event.moment(), due) }
    }
}

/// A day without a time is in time when the day is.
pub(super) fn in_time(moment: Moment, due: Due) -> bool {
    match (moment, due) {
        (Moment::At(at), Due::At(due)) => at <= due,
        (moment, due) => moment.date() <= due.day(),
    }
}

/// What the rule asks of this patient.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    match rule.id {
        "soc-initial-visit" => initial_visit::obligations(rule, course),
        "oasis-recert" => recertification::obligations(rule, course),
        "oasis-roc" => resumption::obligations(rule, course),
        _ => by_the_row(rule, course),
    }
}

/// Counts as the first window of the row says, from each event that starts it.
fn by_the_row(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(window) = rule.windows.first() else { return Vec::new() };
    let anchors: Vec<Anchor> = if window.from == "soc" {
        course.soc.map(|soc| Anchor::StartOfCare(StartOfCare(soc))).into_iter().collect()
    } else {
        let started = course.events.iter().filter(|event| event.kind() == window.from);
        started.map(|event| Anchor::Event(event.moment())).collect()
    };
    if anchors.is_empty() && window.from == "soc" {
        return course.events.first().map(|event| awaiting_soc(event)).into_iter().collect();
    }
    let since = |anchor: &Anchor| match anchor {
        Anchor::StartOfCare(start) => start.0,
        Anchor::Event(moment) => moment.date(),
    };
    let owed = anchors.iter().enumerate().filter_map(|(at, anchor)| {
        let began = since(anchor);
        let until = anchors.get(at + 1).and_then(|next| since(next).pred_opt()).unwrap_or(NaiveDate::MAX);
        let due = window.due.from(*anchor, course.case.zone)?;
        let opens = match (window.opens, anchor) {
            (Some(count), _) => count.from(*anchor, course.case.zone)?,
            (None, Anchor::StartOfCare(start)) => Due::Day(start.0),
            (None, Anchor::Event(moment)) => at_once(*moment),
        };
        let from = match anchor {
            Anchor::StartOfCare(start) => format!("start of care {} is day 0", words::day(start.0)),
            Anchor::Event(moment) => format!("{} {}", window.from.replace('_', " "), words::moment(*moment)),
        };
        let mut why = vec![from, format!("plus {} = {}", window.due.words(), words::due(due))];
        why.extend(not_counted(rule, course, NaiveDate::MIN, began.pred_opt()));
        let done = course.first(rule, rule.satisfied_by, began..=until).map(|event| Done::by(event, due));
        Some(Obligation { since: began, until, opens: Some(opens), due: Some(due), done, paused: false, why })
    });
    owed.collect()
}

fn awaiting_soc(first: &Event) -> Obligation {
    Obligation::waiting(first.day(), vec!["starts with the start of care, which is not recorded yet".to_owned()])
}

/// A window that opens with its event.
pub(super) fn at_once(moment: Moment) -> Due {
    match moment {
        Moment::Day(day) => Due::Day(day),
        Moment::At(at) => Due::At(at),
    }
}

/// Says of facts on those days that would satisfy the rule on others that they do not.
pub(super) fn not_counted(rule: &Rule, course: &Course<'_>, from: NaiveDate, to: Option<NaiveDate>) -> Vec<String> {
    let Some(to) = to else { return Vec::new() };
    let early = course.all(rule.satisfied_by, from..=to);
    early.map(|event| format!("{} is outside the window and does not count", describe(event))).collect()
}

/// An event in words, with its date.
pub(super) fn describe(event: &Event) -> String {
    let day = words::day(event.day());
    if let Event::Assessment { rfa, .. } = event {
        return format!("assessment RFA {rfa}, M0090 {day}");
    }
    if let Event::Visit { role, .. } = event {
        return format!("{role} visit {}", words::moment(event.moment()));
    }
    format!("{} {day}", event.label())
}
