//! What changed facts do to deadlines, told before anybody writes them: the same clock on the old facts and on the new.

use chrono::NaiveDate;

use super::{Deadline, DeadlineStatus, Due, words};
use crate::domain::episode::{Certification, certification};

/// A deadline that is not what it was. One of the two is always there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Consequence<'a> {
    /// As the facts stand; `None` when it would be new.
    pub before: Option<&'a Deadline>,
    /// As it would be; `None` when it would not be there any more.
    pub after: Option<&'a Deadline>,
}

/// Every deadline that is different afterwards: what would be late first, then what turns, moves, goes and comes.
///
/// A deadline is the same one when rule, name and end are; what is left of a rule is paired in the order of its ends.
pub fn preview<'a>(before: &'a [Deadline], after: &'a [Deadline]) -> Vec<Consequence<'a>> {
    let mut gone: Vec<&Deadline> = Vec::new();
    let mut left: Vec<&Deadline> = after.iter().collect();
    let mut pairs = Vec::new();
    for old in before {
        match left.iter().position(|new| is_of(old, new) && old.due == new.due) {
            Some(at) => pairs.push((Some(old), Some(left.remove(at)))),
            None => gone.push(old),
        }
    }
    for old in gone {
        let new = left.iter().position(|new| is_of(old, new)).map(|at| left.remove(at));
        pairs.push((Some(old), new));
    }
    pairs.extend(left.into_iter().map(|new| (None, Some(new))));
    let mut found: Vec<Consequence<'a>> =
        pairs.into_iter().map(|(before, after)| Consequence { before, after }).filter(Consequence::is_one).collect();
    found.sort_by_key(Consequence::order);
    found
}

fn is_of(one: &Deadline, other: &Deadline) -> bool {
    one.rule == other.rule && one.name == other.name
}

impl Consequence<'_> {
    fn is_one(&self) -> bool {
        match (self.before, self.after) {
            (Some(old), Some(new)) => seen(old) != seen(new),
            (None, None) => false,
            (Some(_), None) | (None, Some(_)) => true,
        }
    }

    /// Advice stands last; what would be late, or would not be met any more, first; then by kind and end.
    fn order(&self) -> (bool, bool, u8, Option<Due>) {
        let late = |deadline: &Deadline| matches!(deadline.status, DeadlineStatus::Overdue | DeadlineStatus::DoneLate);
        let worse = self.after.is_some_and(late) && !self.before.is_some_and(late);
        let kind = match (self.before, self.after) {
            (Some(old), Some(new)) if old.due == new.due => 0,
            (Some(_), Some(_)) => 1,
            (Some(_), None) => 2,
            (None, _) => 3,
        };
        let advises = self.after.or(self.before).is_some_and(|deadline| deadline.advisory);
        (advises, !worse, kind, self.after.or(self.before).and_then(|deadline| deadline.due))
    }

    /// In one line: "Recert moves from Wed 2026-09-16 to Fri 2026-09-18; due soon, was due today".
    pub fn says(&self) -> String {
        match (self.before, self.after) {
            (Some(old), None) => format!("{} vanishes", named(old)),
            (None, Some(new)) => format!("{}, {}: new", named(new), standing(new)),
            (Some(old), Some(new)) if old.due != new.due => {
                let turn = if old.status == new.status {
                    String::new()
                } else {
                    format!("; {}, was {}", standing(new), old.status.label())
                };
                format!("{} moves from {} to {}{turn}", name(new), end(old), end(new))
            }
            (Some(old), Some(new)) if old.status != new.status => {
                format!("{}: {}, becomes {}", named(new), old.status.label(), standing(new))
            }
            (Some(old), Some(new)) if old.satisfied_by != new.satisfied_by => {
                format!("{} stays {}", named(new), standing(new))
            }
            (Some(old), Some(new)) if old.question != new.question => match &new.question {
                Some(question) => format!("{} asks: {}", named(new), question.text),
                None => format!("{}: decided, {}", named(new), standing(new)),
            },
            (Some(old), Some(new)) if old.late_reason != new.late_reason => match &new.late_reason {
                Some(reason) => format!("{}: late because {reason}", named(new)),
                None => format!("{}: no reason for lateness any more", named(new)),
            },
            (Some(old), Some(new)) => {
                let opens = |deadline: &Deadline| deadline.opens.map_or_else(|| "at once".to_owned(), words::due);
                format!("{}: its window opens {}, was {}", named(new), opens(new), opens(old))
            }
            (None, None) => String::new(),
        }
    }
}

/// What of a deadline a nurse would see as different; the arithmetic may be.
fn seen(deadline: &Deadline) -> impl PartialEq + '_ {
    let Deadline { opens, due, status, satisfied_by, late_reason, question, advisory, .. } = deadline;
    (*opens, *due, status, satisfied_by, late_reason, question, *advisory)
}

/// Its name, with `+` in front of what advises only.
fn name(deadline: &Deadline) -> String {
    if deadline.advisory { format!("+ {}", deadline.name) } else { deadline.name.to_string() }
}

/// `Recert due Wed 2026-09-16`.
fn named(deadline: &Deadline) -> String {
    match deadline.due {
        Some(_) => format!("{} due {}", name(deadline), end(deadline)),
        None => name(deadline),
    }
}

fn end(deadline: &Deadline) -> String {
    match deadline.due {
        Some(Due::Day(day)) => words::day(day),
        Some(due @ Due::At(_)) => words::due(due),
        None => "no date yet".to_owned(),
    }
}

/// Where it stands, by what and by how much.
fn standing(deadline: &Deadline) -> String {
    let by = deadline.satisfied_by.as_ref().map(|by| format!(" by {by}"));
    let late = deadline.overdue_by.as_ref().map(|by| format!(" by {by}"));
    format!("{}{}", deadline.status.label(), by.or(late).unwrap_or_default())
}

/// A day whose place in the certification periods is another afterwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeriodShift {
    /// The day.
    pub day: NaiveDate,
    /// Its period as the facts stand; `None` before the start of care.
    pub before: Option<Certification>,
    /// Its period as it would be.
    pub after: Option<Certification>,
}

impl PeriodShift {
    /// Whether the day falls into another period, not only on another day of the same one.
    pub fn is_of_another_period(&self) -> bool {
        self.before.map(|period| period.number) != self.after.map(|period| period.number)
    }

    /// In one line: "Tue 2026-03-10: period 1 day 7, becomes period 1 day 5".
    pub fn says(&self) -> String {
        let place = |period: Option<Certification>| {
            period.map_or_else(
                || "before the start of care".to_owned(),
                |period| format!("period {} day {}", period.number + 1, period.day),
            )
        };
        format!("{}: {}, becomes {}", words::day(self.day), place(self.before), place(self.after))
    }
}

/// Which of these days stand elsewhere in the certification periods when the start of care is another; in their order.
pub fn period_shifts(days: &[NaiveDate], before: Option<NaiveDate>, after: Option<NaiveDate>) -> Vec<PeriodShift> {
    let place = |soc: Option<NaiveDate>, day| soc.and_then(|soc| certification(soc, day));
    let shift = |day: &NaiveDate| PeriodShift { day: *day, before: place(before, *day), after: place(after, *day) };
    let is_elsewhere = |shift: &PeriodShift| {
        let at = |period: Option<Certification>| period.map(|period| (period.number, period.day));
        at(shift.before) != at(shift.after)
    };
    days.iter().map(shift).filter(is_elsewhere).collect()
}
