//! Several medicines that are worse together than by twos.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::lines::{Item, TakenList};
use super::{Alert, AlertKind};
use crate::domain::formulary::Subject;
use crate::domain::formulary::rules::CombinationRule;
use crate::domain::ids::PatientId;

/// A rule with everything on the list that it speaks of.
struct Fulfilled<'a> {
    rule: &'a CombinationRule,
    members: Vec<Item>,
    ingredients: BTreeSet<u16>,
}

/// One row for each rule that adds something to `known` and to stricter rules.
pub(super) fn find(patient: PatientId, list: &TakenList, known: &[Alert]) -> Vec<Alert> {
    let all: Vec<Fulfilled> = list.formulary.combinations.iter().filter_map(|rule| fulfilled(rule, list)).collect();
    let told = all.iter().filter(|one| !all.iter().any(|other| replaces(other, one)));
    let alerts = told.map(|found| finding(found, list).into_alert(patient, list));
    alerts.filter(|alert| !known.iter().any(|pair| says_as_much(pair, alert))).collect()
}

fn fulfilled<'a>(rule: &'a CombinationRule, list: &TakenList) -> Option<Fulfilled<'a>> {
    if list.formulary.subjects_in(rule.absent).iter().any(|subject| list.items(*subject).next().is_some()) {
        return None;
    }
    let mut members = Vec::new();
    for need in list.formulary.needs_in(rule.needs) {
        let found: Vec<Item> = systemic(need.subject, list).collect();
        let different: BTreeSet<u16> = found.iter().map(|item| item.ingredient).collect();
        if different.len() < usize::from(need.count) {
            return None;
        }
        members.extend(found);
    }
    // A drug of two classes fulfils one need, not both.
    let ingredients: BTreeSet<u16> = members.iter().map(|item| item.ingredient).collect();
    let needed: usize = list.formulary.needs_in(rule.needs).iter().map(|need| usize::from(need.count)).sum();
    (ingredients.len() >= needed).then_some(Fulfilled { rule, members, ingredients })
}

fn systemic(subject: Subject, list: &TakenList) -> impl Iterator<Item = Item> {
    list.items(subject).filter(|item| list.is_systemic(*item))
}

/// A stricter rule about the same medicines says it better. A rule about what is missing says something else.
fn replaces(other: &Fulfilled, one: &Fulfilled) -> bool {
    other.rule.tier < one.rule.tier && one.rule.absent.len == 0 && other.ingredients.is_superset(&one.ingredients)
}

/// Whether a row about two medicines shows all that a rule names.
fn says_as_much(known: &Alert, alert: &Alert) -> bool {
    let named: BTreeSet<&&str> = known.ingredients.iter().collect();
    known.grade <= alert.grade && alert.ingredients.iter().all(|name| named.contains(name))
}

fn finding(found: &Fulfilled, list: &TakenList) -> Finding {
    let text = |text| list.formulary.text(text);
    let rule = found.rule;
    let mut finding = Finding::new(AlertKind::Combination, rule.tier, list.formulary.text(rule.id));
    finding.lines = found.members.iter().map(|item| item.line).collect();
    finding.ingredients = found.ingredients.iter().copied().collect();
    finding.facts.push(text(rule.title).to_owned());
    finding.consequence = text(rule.consequence).into();
    finding.action = text(rule.action).into();
    finding.source = text(rule.source).into();
    finding
}
