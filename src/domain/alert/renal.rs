//! Doses that the kidneys limit.

use super::finding::Finding;
use super::kidney::Kidneys;
use super::lines::{Item, TakenList};
use super::{AlertKind, AlertTier, UnderReview};
use crate::domain::formulary::rules::{Measure, RenalRule};

/// From this age the rule of two of three counts.
const OLD: i32 = 80;
/// Up to this weight, in kilograms, it counts.
const LIGHT: f64 = 60.0;

/// One row for each ingredient, the worst of each; in a chart, one row when no number is on file.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    let kidneys = Kidneys::of(under);
    let mut findings: Vec<Finding> = Vec::new();
    let mut unknown: Vec<Item> = Vec::new();
    for rule in list.formulary.renal {
        let items = list.items(rule.subject).filter(|item| list.is_as_usual(*item));
        let Some(facts) = below(rule, &kidneys, under) else {
            let known = match rule.measure {
                Measure::Egfr => kidneys.egfr.is_some(),
                Measure::Clearance => kidneys.clearance.is_some(),
                Measure::TwoOfThree => true,
            };
            unknown.extend(items.filter(|_| !known));
            continue;
        };
        for item in items {
            let found = finding(rule, item, facts.clone(), list);
            match findings.iter_mut().find(|known| known.ingredients == found.ingredients) {
                // Of two limits the lower one says more.
                Some(known) if (known.grade, known.lines.len()) <= (found.grade, 0) => known.lines.push(item.line),
                Some(known) if known.grade <= found.grade => known.lines.extend(found.lines),
                Some(known) => *known = found,
                None => findings.push(found),
            }
        }
    }
    if under.whole_chart && !unknown.is_empty() {
        findings.push(no_number(&kidneys, &unknown));
    }
    findings
}

/// The facts, when the number a rule reads is known and below its limit.
fn below(rule: &RenalRule, kidneys: &Kidneys, under: &UnderReview) -> Option<Vec<String>> {
    let limit = f64::from(rule.below);
    match rule.measure {
        Measure::Egfr | Measure::Clearance => {
            let number = if rule.measure == Measure::Egfr { &kidneys.egfr } else { &kidneys.clearance };
            let number = number.as_ref().filter(|number| number.value < limit)?;
            Some(vec![format!("{}; the limit is {}", number.words, rule.below)])
        }
        Measure::TwoOfThree => {
            let mut facts = Vec::new();
            facts.extend(under.age.filter(|age| *age >= OLD).map(|_| format!("{OLD} or older")));
            facts.extend(kidneys.weight.as_ref().filter(|weight| weight.value <= LIGHT).map(|w| w.words.clone()));
            facts.extend(kidneys.creatinine.as_ref().filter(|number| number.value >= limit).map(|c| c.words.clone()));
            (facts.len() >= 2).then_some(facts)
        }
    }
}

fn finding(rule: &RenalRule, item: Item, facts: Vec<String>, list: &TakenList) -> Finding {
    let text = |text| list.formulary.text(text);
    let mut finding = Finding::new(AlertKind::Renal, rule.tier, text(rule.id)).about(item.ingredient, vec![item.line]);
    finding.facts = facts;
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
        finding.facts.push("only one of the two numbers of the kidneys is known; they are never mixed".to_owned());
        finding.ingredients = unknown.iter().map(|item| item.ingredient).collect();
    } else {
        finding.facts.push("no creatinine and no eGFR of the last 365 days".to_owned());
    }
    finding.missing.push("creatinine or eGFR, with age, sex and weight".to_owned());
    finding.consequence = "the dose cannot be checked against the kidneys".into();
    finding.action = "Ask the prescriber's office for the last creatinine".into();
    finding.source = "kidney table of the drug knowledge".into();
    finding
}
