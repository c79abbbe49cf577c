//! Medicines that older people bear badly, and those that a condition on the problem list makes risky at any age.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::TimeDelta;

use super::conditions::Charted;
use super::finding::Finding;
use super::lines::{Item, TakenList};
use super::{AlertKind, AlertTier, UnderReview};
use crate::domain::formulary::rules::OlderAdultRule;

/// What the tables call a course that goes on; no problem list names it.
const LONG_TERM: &str = "long_term";
/// From this long a course goes on.
const LONG: TimeDelta = TimeDelta::days(90);
/// How the fact about a condition begins.
const CHARTED: &str = "on the problem list: ";
/// From this age a finding is one about an older adult; before it, and where the age is not known, about a condition.
const OLD: i32 = 65;

/// One row for each ingredient: better avoided, or a caution for the review.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    let mut findings: BTreeMap<u16, Finding> = BTreeMap::new();
    let counts =
        |rule: &&OlderAdultRule| rule.from_age == 0 || under.age.is_some_and(|age| age >= i32::from(rule.from_age));
    let is_old = under.age.is_some_and(|age| age >= OLD);
    let charted = Charted::of(under);
    let mut problems: BTreeMap<u8, Option<&str>> = BTreeMap::new();
    for rule in list.formulary.older_adults.iter().filter(counts) {
        let except = list.formulary.subjects_in(rule.except);
        let differs = |item: &Item| except.iter().any(|subject| list.formulary.covers(*subject, item.ingredient));
        let mut items = list.items(rule.subject).filter(|item| !differs(item) && list.is_as_usual(*item)).peekable();
        // Most medicines of the table are not on the list: only for the others the problems are read.
        if items.peek().is_none() {
            continue;
        }
        let long_term = rule.condition.is_some_and(|index| is_long_term(index, list));
        let condition = match rule.condition {
            Some(index) if !long_term => {
                match *problems.entry(index).or_insert_with(|| charted.find(index, list.formulary)) {
                    Some(problem) => Some(format!("{CHARTED}{problem}")),
                    None => continue,
                }
            }
            Some(_) | None => None,
        };
        for item in items {
            let course = if long_term { goes_on(item, under, list) } else { None };
            if course.is_some() || !long_term {
                add(&mut findings, item.ingredient, finding(rule, item, condition.clone().or(course), is_old, list));
            }
        }
    }
    findings.into_values().collect()
}

fn is_long_term(condition: u8, list: &TakenList) -> bool {
    let words = list.formulary.conditions.get(usize::from(condition));
    words.is_some_and(|words| list.formulary.text(words.id) == LONG_TERM)
}

/// The fact that a course goes on, where its start is known.
fn goes_on(item: Item, under: &UnderReview, list: &TakenList) -> Option<String> {
    let started = list.lines.get(item.line)?.entry.value.started?.earliest();
    (under.today? - started >= LONG).then(|| format!("taken since {started}"))
}

/// What is better avoided stands before a caution; two reasons for one medicine are one row.
fn add(findings: &mut BTreeMap<u16, Finding>, ingredient: u16, found: Finding) {
    let known = match findings.entry(ingredient) {
        Entry::Vacant(place) => {
            place.insert(found);
            return;
        }
        Entry::Occupied(known) => known.into_mut(),
    };
    // A milder reason adds the condition it is about.
    if known.is_caution == found.is_caution {
        known.lines.extend(found.lines);
        let new: Vec<String> = found.facts.into_iter().filter(|fact| !known.facts.contains(fact)).collect();
        known.facts.extend(new);
        if !known.consequence.contains(&*found.consequence) {
            known.consequence = format!("{}; {}", known.consequence, found.consequence).into();
        }
    } else {
        let milder = if known.is_caution { std::mem::replace(known, found) } else { found };
        let conditions = milder.facts.into_iter().filter(|fact| fact.starts_with(CHARTED));
        let new: Vec<String> = conditions.filter(|fact| !known.facts.contains(fact)).collect();
        known.facts.extend(new);
    }
}

fn finding(rule: &OlderAdultRule, item: Item, fact: Option<String>, is_old: bool, list: &TakenList) -> Finding {
    let text = |text| list.formulary.text(text);
    let grade = if rule.avoid { AlertTier::Serious } else { AlertTier::Monitor };
    let kind = if is_old { AlertKind::OlderAdult } else { AlertKind::Condition };
    let mut finding = Finding::new(kind, grade, text(rule.id)).about(item.ingredient, vec![item.line]);
    finding.is_caution = !rule.avoid;
    // Her age itself would make an answered alert new on each birthday.
    finding.facts.extend((rule.from_age > 0).then(|| format!("{} or older", rule.from_age)));
    finding.facts.extend(fact);
    finding.consequence = text(rule.concern).into();
    finding.action = text(rule.action).into();
    finding.source = text(rule.source).into();
    finding
}
