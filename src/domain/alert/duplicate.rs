//! The same ingredient twice, or too many of a class.

use std::collections::BTreeSet;

use super::lines::{Item, Taken, TakenList};
use super::{Alert, AlertKind, Rows};
use crate::domain::formulary::{DuplicateRule, DuplicateScope, Exemption, Subject};
use crate::domain::ids::PatientId;
use crate::domain::medication::habit::{Form, form, has_written_plan, is_as_needed, times};

/// Every duplicate, at most one for each set of ingredients and rule.
pub(super) fn find(patient: PatientId, list: &TakenList) -> Vec<Alert> {
    let mut alerts = Rows::default();
    for rule in list.formulary.duplicates {
        let groups: Vec<Vec<(Item, Item)>> = match rule.scope {
            DuplicateScope::AnyIngredient => {
                let plain = repeated(list).filter(|ingredient| !is_summed(*ingredient, list));
                plain.map(|ingredient| same(rule, ingredient, list)).collect()
            }
            DuplicateScope::Ingredient(ingredient) => vec![same(rule, ingredient, list)],
            DuplicateScope::Class(class) => vec![of_class(rule, class, list)],
            DuplicateScope::Classes(one, other) => vec![of_classes(rule, one, other, list)],
        };
        for pairs in groups.into_iter().filter(|pairs| !pairs.is_empty()) {
            alerts.keep_worse(alert(patient, rule, &pairs, list));
        }
    }
    alerts.alerts
}

/// Ingredients that stand in more than one line.
fn repeated(list: &TakenList) -> impl Iterator<Item = u16> {
    list.subjects().filter_map(|subject| match subject {
        Subject::Ingredient(ingredient) => (list.items(subject).nth(1).is_some()).then_some(ingredient),
        Subject::Class(_) => None,
    })
}

/// Whether an ingredient has a rule of its own because it stands in many products, and its sum is known: the sum is
/// judged against the most in a day, and that it stands there twice is only to be watched.
fn is_summed(ingredient: u16, list: &TakenList) -> bool {
    let own = |rule: &DuplicateRule| rule.scope == DuplicateScope::Ingredient(ingredient);
    list.formulary.duplicates.iter().any(own) && list.daily_mg(ingredient).is_some()
}

/// Two lines with this ingredient that are not meant to stand together.
fn same(rule: &DuplicateRule, ingredient: u16, list: &TakenList) -> Vec<(Item, Item)> {
    let items: Vec<Item> = list.items(Subject::Ingredient(ingredient)).collect();
    pairs(&items, &items, list).into_iter().filter(|pair| !is_exempt(rule, *pair, list)).collect()
}

/// Different ingredients of a class in different lines, when there are more than the rule allows.
fn of_class(rule: &DuplicateRule, class: u16, list: &TakenList) -> Vec<(Item, Item)> {
    let items: Vec<Item> = list.items(Subject::Class(class)).collect();
    let all: Vec<(Item, Item)> =
        pairs(&items, &items, list).into_iter().filter(|pair| is_class_pair(*pair, class, list)).collect();
    let meant: Vec<(Item, Item)> = all.iter().copied().filter(|pair| !is_exempt(rule, *pair, list)).collect();
    let planned = rule.exemptions.iter().any(|exemption| matches!(exemption, Exemption::LongAndShort(_)));
    if planned {
        // A long-acting drug with a short-acting one is the plan; two of a kind, or a third, is not.
        let too_many = different(&all) > usize::from(rule.max_allowed);
        return if too_many { all } else { meant };
    }
    if different(&meant) > usize::from(rule.max_allowed) { meant } else { Vec::new() }
}

fn of_classes(rule: &DuplicateRule, one: u16, other: u16, list: &TakenList) -> Vec<(Item, Item)> {
    let ones: Vec<Item> = list.items(Subject::Class(one)).collect();
    let others: Vec<Item> = list.items(Subject::Class(other)).collect();
    let found = pairs(&ones, &others, list).into_iter().filter(|(a, b)| a.ingredient != b.ingredient);
    found.filter(|pair| !is_exempt(rule, *pair, list)).collect()
}

/// Up to this many items every one is compared with every other; of more, each with those that stand first and those
/// that follow it, so that a list of thousands costs no more than its length.
const ALL: usize = 48;
/// How many stand first, and how many follow.
const SOME: usize = 8;

/// Every pair of items of different lines, each once.
fn pairs(ones: &[Item], others: &[Item], list: &TakenList) -> Vec<(Item, Item)> {
    let same_slice = std::ptr::eq(ones, others);
    let is_long = ones.len().max(others.len()) > ALL;
    let mut found = Vec::new();
    for (place, one) in ones.iter().enumerate() {
        let (first, following) = if is_long {
            let from = place.max(SOME).min(others.len());
            let to = (place + SOME).max(SOME).min(others.len());
            (&others[..SOME.min(others.len())], &others[from.min(to)..to])
        } else {
            (others, &others[..0])
        };
        for other in first.iter().chain(following) {
            list.count_comparison();
            if one.line == other.line {
                continue;
            }
            if !same_slice || one.line < other.line {
                found.push((*one, *other));
            } else if is_long && place >= SOME {
                found.push((*other, *one));
            }
        }
    }
    found
}

/// Different ingredients; two lines that share one of this class are the business of the rule about ingredients.
fn is_class_pair((one, other): (Item, Item), class: u16, list: &TakenList) -> bool {
    let members = |item: Item| {
        let parts = list.lines.get(item.line).map_or(&[][..], |taken| &taken.reading.resolved.parts);
        let ingredients = parts.iter().map(|part| part.ingredient);
        ingredients.filter(|ingredient| list.formulary.belongs(*ingredient, class)).collect::<BTreeSet<u16>>()
    };
    one.ingredient != other.ingredient && members(one).is_disjoint(&members(other))
}

fn different(pairs: &[(Item, Item)]) -> usize {
    pairs.iter().flat_map(|(one, other)| [one.ingredient, other.ingredient]).collect::<BTreeSet<u16>>().len()
}

fn is_exempt(rule: &DuplicateRule, pair: (Item, Item), list: &TakenList) -> bool {
    rule.exemptions.iter().any(|exemption| exempts(*exemption, pair, list))
}

/// Whether two lines are meant to stand together.
fn exempts(exemption: Exemption, (one, other): (Item, Item), list: &TakenList) -> bool {
    let (Some(a), Some(b)) = (list.lines.get(one.line), list.lines.get(other.line)) else {
        return false;
    };
    let either = |test: &dyn Fn(u16) -> bool| test(one.ingredient) || test(other.ingredient);
    let both = |test: &dyn Fn(u16) -> bool| test(one.ingredient) && test(other.ingredient);
    let local = |item: Item| !list.is_systemic(item);
    let belongs = |class: u16| move |ingredient: u16| list.formulary.belongs(ingredient, class);
    match exemption {
        Exemption::ScheduledAndAsNeeded => is_as_needed(&a.entry.value) != is_as_needed(&b.entry.value),
        Exemption::LongAndShort(classes) => {
            is_long(a, one, list) != is_long(b, other, list) && classes.iter().any(|class| both(&belongs(*class)))
        }
        Exemption::InhalerAndNebulizer => {
            let inhaled = route_code(one, list) == "inh" && route_code(other, list) == "inh";
            inhaled && (form(&a.entry.value) == Form::Nebulized) != (form(&b.entry.value) == Form::Nebulized)
        }
        Exemption::OneOrder => is_one_order(a, b),
        Exemption::OtherRouteLocal => list.route(one) != list.route(other) && (local(one) || local(other)),
        Exemption::LocalRoute => local(one) || local(other),
        Exemption::AnyOf(classes) => classes.iter().any(|class| either(&belongs(*class))),
        Exemption::BothOf(class) => both(&belongs(class)),
        Exemption::These(x, y) => both(&|ingredient| ingredient == x || ingredient == y),
        Exemption::Either(this) => either(&|ingredient| ingredient == this),
        Exemption::WrittenPlan => has_written_plan(&a.entry.value) || has_written_plan(&b.entry.value),
        Exemption::RescueAndScheduled => is_rescue(a, one, list) != is_rescue(b, other, list),
    }
}

fn route_code(item: Item, list: &TakenList) -> &'static str {
    list.formulary.routes.get(usize::from(list.route(item))).map_or("", |route| route.code)
}

fn is_long(taken: &Taken, item: Item, list: &TakenList) -> bool {
    form(&taken.entry.value) == Form::LongActing || route_code(item, list) == "td"
}

fn is_rescue(taken: &Taken, item: Item, list: &TakenList) -> bool {
    is_as_needed(&taken.entry.value) || route_code(item, list) == "sl"
}

/// One order in two strengths: each line has its own days or times, or both were written at once.
fn is_one_order(a: &Taken, b: &Taken) -> bool {
    let (one, other) = (&a.entry.value, &b.entry.value);
    let (ones, others) = (times(one), times(other));
    let apart = ones != 0 && others != 0 && ones & others == 0;
    let written_at_once = one.started.is_some()
        && one.started == other.started
        && one.ordered_by.is_some()
        && one.ordered_by == other.ordered_by
        && one.drug != other.drug;
    apart || written_at_once
}

fn alert(patient: PatientId, rule: &DuplicateRule, pairs: &[(Item, Item)], list: &TakenList) -> Alert {
    let text = |text| list.formulary.text(text);
    let ingredients: BTreeSet<&'static str> =
        pairs.iter().flat_map(|(one, other)| [list.name(one.ingredient), list.name(other.ingredient)]).collect();
    let lines: BTreeSet<usize> = pairs.iter().flat_map(|(one, other)| [one.line, other.line]).collect();
    let lines: Vec<usize> = lines.into_iter().collect();
    let mut why = vec![list.on_the_list(&lines)];
    why.extend(list.contents(&lines));
    Alert {
        kind: AlertKind::Duplicate,
        tier: Some(rule.tier),
        grade: rule.tier,
        patient,
        ingredients: ingredients.into_iter().collect(),
        lines: list.ids(&lines),
        rule: text(rule.id),
        text: None,
        why,
        missing: Vec::new(),
        consequence: text(rule.message).into(),
        action: text(rule.action).into(),
        ask: Vec::new(),
        teach: Vec::new(),
        call_now: Vec::new(),
        source: text(rule.source).into(),
    }
}
