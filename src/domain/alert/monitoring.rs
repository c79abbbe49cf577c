//! Tests and observations that a medicine needs, and that are due.

use chrono::{NaiveDate, TimeDelta};

use super::finding::Finding;
use super::kidney::newest;
use super::lines::{Item, TakenList};
use super::{AlertKind, AlertTier, UnderReview};
use crate::domain::formulary::rules::MonitoringRule;
use crate::domain::when::PartialDate;

/// A medicine beside which a test is due counts as new for this long.
const NEW: TimeDelta = TimeDelta::days(30);

/// One row for each medicine with everything that is due for it.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for rule in list.formulary.monitoring {
        let mut items: Vec<Item> = list.items(rule.subject).filter(|item| list.is_systemic(*item)).collect();
        items.dedup_by_key(|item| item.ingredient);
        items.retain(|item| list.stands_for_others(item.line));
        for item in items {
            let Some((grade, mut facts)) = due(rule, item, under, list) else { continue };
            let test = list.formulary.text(rule.test);
            facts.extend(
                Some(list.formulary.text(rule.trigger))
                    .filter(|text| !text.is_empty())
                    .map(|trigger| format!("also due with: {trigger}")),
            );
            let mut finding = Finding::new(AlertKind::Monitoring, grade, list.formulary.text(rule.id))
                .about(item.ingredient, vec![item.line]);
            finding.facts = facts;
            finding.consequence = list.formulary.text(rule.shows).into();
            finding.action = format!("{test}: see that it is drawn or observed").into();
            finding.source = list.formulary.text(rule.source).into();
            add(&mut findings, finding);
        }
    }
    findings
}

/// Tests of one medicine make one request.
fn add(findings: &mut Vec<Finding>, found: Finding) {
    match findings.iter_mut().find(|known| known.ingredients == found.ingredients) {
        Some(known) => {
            known.grade = known.grade.min(found.grade);
            known.facts.extend(found.facts);
            known.action = format!("{}; {}", known.action, found.action).into();
            known.consequence = format!("{}; {}", known.consequence, found.consequence).into();
        }
        None => findings.push(found),
    }
}

/// Whether a test is due, with the facts. Nothing is due because nothing is known.
fn due(rule: &MonitoringRule, item: Item, under: &UnderReview, list: &TakenList) -> Option<(AlertTier, Vec<String>)> {
    let test = list.formulary.text(rule.test);
    let codes: Vec<&str> = list.formulary.words(rule.loinc).collect();
    let last = newest(under, &codes).and_then(|(_, day)| day);
    if let Some(other) = beside(rule, item, last, under, list) {
        return Some((AlertTier::Monitor, vec![format!("{test} is due beside {other}")]));
    }
    let started = list.lines.get(item.line).and_then(|taken| taken.entry.value.started);
    match (last, under.today) {
        (Some(last), Some(today)) if rule.interval > 0 => {
            let interval = TimeDelta::days(i64::from(rule.interval));
            let due = last + interval;
            let late = today > due + interval / 2;
            let grade = if rule.urgent && late { AlertTier::Serious } else { AlertTier::Monitor };
            (today > due).then(|| (grade, vec![format!("last {test} {last}, every {} days: due {due}", rule.interval)]))
        }
        (None, Some(today)) if !codes.is_empty() && under.whole_chart => {
            let due = first_due(rule, started?)?;
            let fact = format!("no {test} on file since it was started; first due {due}");
            (today > due).then(|| (AlertTier::Monitor, vec![fact]))
        }
        (None, _) if rule.course && !under.whole_chart => {
            Some((AlertTier::Monitor, vec![format!("{test} every {} days during the course", rule.interval)]))
        }
        _ => None,
    }
}

fn first_due(rule: &MonitoringRule, started: PartialDate) -> Option<NaiveDate> {
    let PartialDate::Day(day) = started else { return None };
    day.checked_add_signed(TimeDelta::days(i64::from(rule.first?)))
}

/// The medicine beside which the test is due: new, or of unknown age, and not yet followed by a result.
fn beside(
    rule: &MonitoringRule,
    item: Item,
    last: Option<NaiveDate>,
    under: &UnderReview,
    list: &TakenList,
) -> Option<&'static str> {
    let mut others = list
        .formulary
        .subjects_in(rule.with)
        .iter()
        .flat_map(|subject| list.items(*subject))
        .filter(|other| other.line != item.line && list.is_systemic(*other));
    let found = others.find(|other| {
        let started = list.lines.get(other.line).and_then(|taken| taken.entry.value.started);
        match (started, under.today) {
            (Some(started), Some(today)) => {
                let begun = started.earliest();
                today - begun <= NEW && last.is_none_or(|last| last <= begun)
            }
            // A list typed now is new as a whole.
            _ => !under.whole_chart,
        }
    })?;
    Some(list.name(found.ingredient))
}
