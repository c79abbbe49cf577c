//! More in a day than the most, over all lines together.

use super::finding::Finding;
use super::lines::{Item, TakenList};
use super::{AlertKind, AlertTier, UnderReview};
use crate::domain::formulary::rules::{Applies, DoseRule};
use crate::domain::formulary::{Meaning, Name, Subject};

/// One row for each ingredient, the worst of each.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for rule in list.formulary.doses {
        let Some(found) = exceeded(rule, under, list) else { continue };
        match findings.iter_mut().find(|known| known.ingredients == found.ingredients) {
            Some(known) if known.grade <= found.grade => {}
            Some(known) => *known = found,
            None => findings.push(found),
        }
    }
    findings
}

fn exceeded(rule: &DoseRule, under: &UnderReview, list: &TakenList) -> Option<Finding> {
    let items: Vec<Item> = list
        .items(Subject::Ingredient(rule.ingredient))
        .filter(|item| rule.route.map_or_else(|| list.is_systemic(*item), |route| list.route(*item) == route))
        .collect();
    if items.is_empty() {
        return None;
    }
    let lines: Vec<usize> = items.iter().map(|item| item.line).collect();
    let fact = match rule.applies {
        Applies::EveryDay => {
            let line = lines.iter().copied().find(|line| list.times_a_day(*line).is_some_and(|times| times >= 1.0))?;
            let times = list.times_a_day(line)?;
            format!("written for {} a day, not for once a week", times_in_words(times))
        }
        Applies::Adult if under.age.is_some_and(|age| age < 18) => return None,
        Applies::FromAge(from) if under.age.is_none_or(|age| age < i32::from(from)) => return None,
        Applies::WithoutOrder if !nobody_ordered(&lines, list) => return None,
        Applies::Adult | Applies::FromAge(_) | Applies::WithoutOrder => {
            let (sum, _) = list.known_mg(&items);
            // What rounding adds is no overdose.
            if sum <= rule.most_mg * 1.001 {
                return None;
            }
            format!("{} in a day, all products together", amount(sum, rule))
        }
    };
    let text = |text| list.formulary.text(text);
    // A drug sold as a daily tablet too: which one it is must be asked, not feared.
    let unsaid = rule.applies == Applies::EveryDay
        && is_sold_otherwise(rule, list)
        && !items.iter().any(|item| list.is_route_written(*item));
    if unsaid {
        let mut finding =
            Finding::new(AlertKind::Dose, AlertTier::Monitor, text(rule.id)).about(rule.ingredient, lines);
        finding.facts.push(fact);
        finding.missing.push("whether it is the daily tablet or the weekly injection".to_owned());
        finding.consequence = "the tablet is taken daily, the injection once a week".into();
        finding.action = "Look at the package: tablet or pen; write the route".into();
        finding.source = text(rule.source).into();
        return Some(finding);
    }
    let mut finding =
        Finding::new(AlertKind::Dose, rule.tier, list.formulary.text(rule.id)).about(rule.ingredient, lines.clone());
    finding.facts.push(fact);
    if let Applies::FromAge(from) = rule.applies {
        finding.facts.push(format!("{from} or older"));
    }
    if !list.known_mg(&items).1 {
        finding.missing.push("the strength or frequency of a line, so the dose is higher still".to_owned());
    }
    finding.consequence = text(rule.message).into();
    finding.action = "Ask what is really taken; call prescriber".into();
    finding.source = text(rule.source).into();
    Some(finding)
}

/// Whether the ingredient is also sold for another route than the rule is about.
fn is_sold_otherwise(rule: &DoseRule, list: &TakenList) -> bool {
    let meaning = Meaning::Ingredient(rule.ingredient);
    let other = |name: &Name| name.meaning == meaning && name.route.is_some() && name.route != rule.route;
    rule.route.is_some() && list.formulary.names.iter().any(other)
}

fn nobody_ordered(lines: &[usize], list: &TakenList) -> bool {
    let ordered = |line: &usize| list.lines.get(*line).is_some_and(|taken| taken.entry.value.ordered_by.is_some());
    !lines.iter().any(ordered)
}

fn amount(mg: f32, rule: &DoseRule) -> String {
    if rule.micrograms { format!("{} mcg", rounded(mg * 1000.0)) } else { format!("{} mg", rounded(mg)) }
}

fn rounded(number: f32) -> f32 {
    (number * 1000.0).round() / 1000.0
}

fn times_in_words(times: f32) -> String {
    if times > 1.0 { format!("{} times", rounded(times)) } else { "once".to_owned() }
}
