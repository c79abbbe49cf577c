//! Rules that the row alone describes: counted from each event that starts them, ended by the first that satisfies them.

use chrono::NaiveDate;

use super::{Obligation, at_once, by_others, form_in_doubt, not_counted};
use crate::domain::deadline::counting::{Anchor, StartOfCare};
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::{Rule, Window};
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;

/// What started it: the start of care, or an event.
struct Start<'a> {
    anchor: Anchor,
    event: Option<&'a Event>,
}

impl Start<'_> {
    fn day(&self) -> NaiveDate {
        self.anchor.moment().date()
    }

    fn words(&self) -> String {
        match self.event {
            None => format!("start of care {} is day 0", words::day(self.day())),
            Some(event) => format!("{} {}", event.label(), words::moment(event.moment())),
        }
    }
}

/// One obligation per event that starts the rule; of several on one day that nothing tells apart, one.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    answered_by(rule, course, |_| true)
}

/// The same where only some of the facts that answer the rule count.
pub(super) fn answered_by(rule: &Rule, course: &Course<'_>, counts: impl Fn(&Event) -> bool) -> Vec<Obligation> {
    let Some(window) = rule.windows.first() else { return Vec::new() };
    let starts = starts(window, course);
    if starts.is_empty() && window.from.kind == "soc" {
        return course.events.first().map(|event| awaiting_soc(event.day())).into_iter().collect();
    }
    let answers = answers(rule, course, &starts, counts);
    let owed = starts.iter().zip(answers).filter_map(|(start, answer)| owed(rule, window, course, start, answer));
    owed.collect()
}

fn starts<'a>(window: &Window, course: &Course<'a>) -> Vec<Start<'a>> {
    if window.from.kind == "soc" {
        let soc = course.soc.map(|soc| Start { anchor: Anchor::StartOfCare(StartOfCare(soc)), event: None });
        return soc.into_iter().collect();
    }
    let mut starts: Vec<Start<'a>> = course
        .events
        .iter()
        .filter(|event| window.from.is(event))
        .map(|event| Start { anchor: Anchor::Event(event.moment()), event: Some(*event) })
        .collect();
    let name = |start: &Start<'_>| start.event.and_then(Event::id).map(str::to_owned);
    starts.dedup_by(|a, b| a.day() == b.day() && name(a) == name(b));
    starts
}

/// What answers each start. A start with an id takes the first answer with that id. Without ids, orders and issues take
/// one answer each, in order; everything else is answered by the first fact that comes after it.
fn answers<'a>(
    rule: &Rule,
    course: &Course<'a>,
    starts: &[Start<'a>],
    counts: impl Fn(&Event) -> bool,
) -> Vec<Option<&'a Event>> {
    let one_each = starts.iter().any(|start| start.event.is_some_and(takes_one_answer));
    let mut taken: Vec<&Event> = Vec::new();
    let mut found = Vec::with_capacity(starts.len());
    for start in starts {
        let id = start.event.and_then(Event::id);
        let opens = rule.windows.first().and_then(|window| window.opens?.from(start.anchor, course.calendar()));
        let from = match (rule.may_precede, opens) {
            (false, _) => start.day(),
            (true, Some(opens)) => opens.day(),
            (true, None) => NaiveDate::MIN,
        };
        let answer = course.first_of(rule, from..=NaiveDate::MAX, |event| {
            rule.satisfied_by.iter().any(|kind| kind.is(event))
                && event.id() == id
                && counts(event)
                && !(one_each && id.is_none() && taken.iter().any(|used| std::ptr::eq(*used, event)))
        });
        taken.extend(answer);
        found.push(answer);
    }
    found
}

fn takes_one_answer(event: &Event) -> bool {
    matches!(event, Event::OrderVerbal { .. } | Event::MedicationIssue { .. } | Event::TaskOrdered { .. })
}

fn owed(
    rule: &Rule,
    window: &Window,
    course: &Course<'_>,
    start: &Start<'_>,
    answer: Option<&Event>,
) -> Option<Obligation> {
    let due = window.due.from(start.anchor, course.calendar())?;
    let opens = match window.opens {
        Some(count) => count.from(start.anchor, course.calendar())?,
        None => at_once(start.anchor.moment()),
    };
    let mut why = vec![start.words()];
    if window.opens.is_some() {
        why.push(format!("opens {}", words::due_from(opens)));
    }
    why.push(format!("plus {} = {}", window.due.words(), words::due(due)));
    why.extend(answer.and_then(|answer| form_in_doubt(rule, answer)));
    if let (Some(Event::OrderVerbal { .. }), None) = (start.event, answer) {
        let age = (course.today() - start.day()).num_days();
        why.push(format!("{} old and unsigned", words::days(age)));
    }
    let too_early = if rule.may_precede { opens.day() } else { start.day() };
    if !rule.may_precede || window.opens.is_some() {
        why.extend(not_counted(rule, course, NaiveDate::MIN, too_early.pred_opt()));
    }
    why.extend(by_others(rule, course, if rule.may_precede { NaiveDate::MIN } else { start.day() }, None));
    let subject = start.event.and_then(Event::id).map(str::to_owned);
    Some(Obligation { subject, ..Obligation::running(start.day(), opens, due, why) }.done_by(answer))
}

/// Waits for the start of care.
pub(super) fn awaiting_soc(since: NaiveDate) -> Obligation {
    Obligation::waiting(since, vec!["starts with the start of care, which is not recorded yet".to_owned()])
}

/// The end of a window of a row, from that moment.
pub(super) fn ends(rule: &Rule, from: &str, anchor: Anchor, course: &Course<'_>) -> Option<Due> {
    rule.window(from)?.due.from(anchor, course.calendar())
}
