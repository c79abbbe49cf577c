//! What changed facts do to the weeks of the orders, told before anybody writes them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::course::{Course, place_of};
use super::ledger::WeekRow;
use crate::domain::codes::Discipline;

/// The words for each week of each discipline, by the first day of the agency's week: a week has two where one order follows
/// another in it.
type Weeks<'a> = BTreeMap<(usize, &'a str, NaiveDate), String>;

/// Every week that would ask for something else, or hold other visits, a line each; before them orders that could not be
/// read any more, after them disciplines that would be without an order.
pub fn changed(before: Option<&Course>, after: Option<&Course>) -> Vec<String> {
    let (old, new) = (before.map(weeks).unwrap_or_default(), after.map(weeks).unwrap_or_default());
    let mut keys: Vec<_> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let line = |key: &&(usize, &str, NaiveDate)| {
        let (_, word, from) = *key;
        let said = |weeks: &Weeks<'_>, course: Option<&Course>| {
            weeks.get(*key).cloned().unwrap_or_else(|| otherwise(course, word, *from).to_owned())
        };
        let (was, becomes) = (said(&old, before), said(&new, after));
        let label = Discipline::from_word(word).label().to_owned();
        (was != becomes).then(|| format!("{label} week of {}: {was}, becomes {becomes}", from.format("%d %b")))
    };
    let is_new = |line: &String, lines: &[String]| !lines.contains(line);
    let (unread, unread_before) =
        (after.map(unreadable).unwrap_or_default(), before.map(unreadable).unwrap_or_default());
    let (without, without_before) = (after.map(without).unwrap_or_default(), before.map(without).unwrap_or_default());
    let unread = unread.into_iter().filter(|line| is_new(line, &unread_before));
    let without = without.into_iter().filter(|line| is_new(line, &without_before));
    unread.chain(keys.iter().filter_map(line)).chain(without).collect()
}

fn weeks(course: &Course) -> Weeks<'_> {
    let mut found = Weeks::new();
    for (one, ledger) in &course.orders {
        let Some((discipline, ledger)) = one.discipline.as_ref().zip(ledger.as_ref()) else { continue };
        // Whether a week without anything stands there depends on where the period ends, and tells nobody anything.
        let is_empty = |row: &&WeekRow| row.ordered.high() == 0 && row.placed == 0 && row.missed == 0;
        for row in ledger.weeks.iter().filter(|row| !is_empty(row)) {
            let key = (place_of(discipline), discipline.word(), course.week_start.week_of(row.days.from).from);
            let said = found.entry(key).or_default();
            let between = if said.is_empty() { "" } else { "; then " };
            *said = format!("{said}{between}{}", row.said());
        }
    }
    found
}

/// What is said of a week that no order has.
fn otherwise(course: Option<&Course>, word: &str, from: NaiveDate) -> &'static str {
    let Some(course) = course else { return "not ordered" };
    let week = course.week_start.week_of(from);
    let may_cover = course.orders.iter().any(|(one, _)| {
        let is_of = one.discipline.as_ref().is_none_or(|discipline| discipline.word() == word);
        is_of && one.order.is_err() && one.days.overlap(week).is_some()
    });
    if may_cover { "not known" } else { "not ordered" }
}

fn unreadable(course: &Course) -> Vec<String> {
    let said = course.orders.iter().filter_map(|(one, _)| {
        let why = one.order.as_ref().err()?;
        Some(format!("{} CANNOT BE READ: {why}", one.said()))
    });
    said.collect()
}

fn without(course: &Course) -> Vec<String> {
    course.without_order.iter().map(ToString::to_string).collect()
}
