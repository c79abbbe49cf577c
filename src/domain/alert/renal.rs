//! Doses that the kidneys limit.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::kidney::{Kidneys, Number};
use super::lines::{Item, TakenList};
use super::{AlertKind, AlertTier, UnderReview};
use crate::domain::formulary::rules::{Measure, RenalRule};

/// From this age the rule of two of three counts.
const OLD: i32 = 80;
/// Up to this weight, in kilograms, it counts.
const LIGHT: f64 = 60.0;

/// What a rule finds: the facts, and what stood in for the number it counts.
struct Below {
    facts: Vec<String>,
    missing: Option<String>,
}

/// One row for each ingredient, the worst of each; in a chart, one row when no number is on file.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    let kidneys = Kidneys::of(under);
    let mut findings: BTreeMap<u16, Finding> = BTreeMap::new();
    let mut unknown: Vec<Item> = Vec::new();
    for rule in list.formulary.renal {
        let items = list.items(rule.subject).filter(|item| list.is_as_usual(*item));
        let Some(below) = below(rule, &kidneys, under) else {
            let known = rule.measure == Measure::TwoOfThree || kidneys.egfr.is_some() || kidneys.clearance.is_some();
            unknown.extend(items.filter(|_| !known));
            continue;
        };
        for item in items {
            let found = finding(rule, item, &below, list);
            match findings.get_mut(&item.ingredient) {
                // Of two limits the lower one says more, and the number that the label counts more than a stand-in.
                Some(known) if known.rule == found.rule => known.lines.push(item.line),
                Some(known) if (known.grade, known.missing.len()) <= (found.grade, found.missing.len()) => {}
                Some(known) => *known = found,
                None => {
                    findings.insert(item.ingredient, found);
                }
            }
        }
    }
    let mut findings: Vec<Finding> = findings.into_values().collect();
    if under.whole_chart && !unknown.is_empty() {
        findings.push(no_number(&kidneys, &unknown));
    }
    findings
}

/// The facts, when the number a rule reads is below its limit; the other number stands in where that one is not known.
fn below(rule: &RenalRule, kidneys: &Kidneys, under: &UnderReview) -> Option<Below> {
    let limit = f64::from(rule.below);
    let fact = |number: &Number| format!("{}; the limit is {}", number.words, rule.below);
    let (own, other, name) = match rule.measure {
        Measure::Egfr => (&kidneys.egfr, &kidneys.clearance, "eGFR"),
        Measure::Clearance => (&kidneys.clearance, &kidneys.egfr, "creatinine clearance"),
        Measure::TwoOfThree => {
            let mut facts = Vec::new();
            facts.extend(under.age.filter(|age| *age >= OLD).map(|_| format!("{OLD} or older")));
            facts.extend(kidneys.weight.as_ref().filter(|weight| weight.value <= LIGHT).map(|w| w.words.clone()));
            facts.extend(kidneys.creatinine.as_ref().filter(|number| number.value >= limit).map(|c| c.words.clone()));
            return (facts.len() >= 2).then_some(Below { facts, missing: None });
        }
    };
    if let Some(number) = own {
        return (number.value < limit).then(|| Below { facts: vec![fact(number)], missing: None });
    }
    let number = other.as_ref().filter(|number| number.value < limit)?;
    let why = match (rule.measure, kidneys.lacking.as_slice()) {
        (Measure::Clearance, [_, ..]) => format!("not computed, missing: {}", kidneys.lacking.join(", ")),
        _ => "not on file".to_owned(),
    };
    let facts = vec![fact(number), format!("the label counts {name}, {why}; the other number stands in for it")];
    Some(Below { facts, missing: Some(format!("{name} before the dose is changed")) })
}

fn finding(rule: &RenalRule, item: Item, below: &Below, list: &TakenList) -> Finding {
    let text = |text| list.formulary.text(text);
    // A number that stands in forbids nothing.
    let grade = if below.missing.is_some() { rule.tier.max(AlertTier::Serious) } else { rule.tier };
    let mut finding = Finding::new(AlertKind::Renal, grade, text(rule.id)).about(item.ingredient, vec![item.line]);
    finding.facts.clone_from(&below.facts);
    finding.missing.extend(below.missing.clone());
    finding.consequence = "it leaves the body through the kidneys".into();
    finding.action = text(rule.advice).into();
    finding.source = text(rule.source).into();
    finding
}

/// One row for a patient, however many of her medicines it concerns.
fn no_number(kidneys: &Kidneys, unknown: &[Item]) -> Finding {
    let mut finding = Finding::new(AlertKind::Renal, AlertTier::Monitor, "");
    finding.lines = unknown.iter().map(|item| item.line).collect();
    if kidneys.is_known() {
        finding.is_caution = true;
        finding.facts.push(format!("a creatinine alone says little; missing: {}", kidneys.lacking.join(", ")));
        finding.ingredients = unknown.iter().map(|item| item.ingredient).collect();
    } else {
        finding.facts.push("no creatinine and no eGFR of the last 365 days".to_owned());
        finding.facts.extend(kidneys.stale.clone());
    }
    finding.missing.push("creatinine or eGFR, with age, sex and weight".to_owned());
    finding.consequence = "the dose cannot be checked against the kidneys".into();
    finding.action = "Ask the prescriber's office for the last creatinine".into();
    finding.source = "kidney table of the drug knowledge".into();
    finding
}
