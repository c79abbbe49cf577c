//! Two medicines that act on each other.

use std::collections::BTreeMap;

use super::lines::{Item, TakenList};
use super::{Alert, AlertKind, AlertTier};
use crate::domain::formulary::{DoseAbove, PairRule, Subject};
use crate::domain::ids::PatientId;

/// A rule that fits two ingredients of two lines.
#[derive(Clone, Copy)]
struct Match {
    /// Index of the rule.
    rule: u16,
    /// `None` when the rule's dose is not reached and it is silent below.
    tier: Option<AlertTier>,
    /// What stands at either end of the rule.
    ends: (Item, Item),
}

/// One row for each pair of medicines, the worst finding of each.
pub(super) fn find(patient: PatientId, list: &TakenList) -> Vec<Alert> {
    let mut rows: BTreeMap<(usize, usize), (AlertTier, &str, Match)> = BTreeMap::new();
    for ((one, other), matches) in matches(list) {
        let silenced = overridden(&matches, (one, other), list);
        for found in matches.iter().filter(|found| !silenced.contains(&found.rule)) {
            let Some(tier) = found.tier else { continue };
            let rank = (tier, list.formulary.text(rule(list, found.rule).id));
            let lines = (one.line.min(other.line), one.line.max(other.line));
            let row = rows.entry(lines).or_insert((rank.0, rank.1, *found));
            if rank < (row.0, row.1) {
                *row = (rank.0, rank.1, *found);
            }
        }
    }
    together(rows.into_values().map(|(tier, _, found)| (tier, found)), list)
        .into_iter()
        .map(|row| row.into_alert(patient, list))
        .collect()
}

fn rule(list: &TakenList, index: u16) -> &'static PairRule {
    &list.formulary.pairs[usize::from(index)]
}

/// Every rule that fits, by the two ingredients it fits. Of lines that act alike two are looked at, so that a list of
/// thousands costs what its different medicines cost.
fn matches(list: &TakenList) -> BTreeMap<(Item, Item), Vec<Match>> {
    let mut found: BTreeMap<(Item, Item), Vec<Match>> = BTreeMap::new();
    let standing = |subject: Subject| -> Vec<Item> {
        list.items(subject).filter(|item| list.stands_for_others(item.line)).collect()
    };
    for subject in list.subjects() {
        let (first, rules) = list.formulary.pairs_of(subject);
        if rules.is_empty() {
            continue;
        }
        let ones = standing(subject);
        for (index, rule) in (first..).zip(rules) {
            let mut tier: Option<Option<AlertTier>> = None;
            for b in standing(rule.b) {
                for a in ones.iter().copied() {
                    list.count_comparison();
                    if !fits(rule, a, b, list) {
                        continue;
                    }
                    let tier = *tier.get_or_insert_with(|| tier_of(rule, list));
                    let matched = Match { rule: index as u16, tier, ends: ends(rule, a, b, list) };
                    let pair = found.entry((a.min(b), a.max(b))).or_default();
                    // A rule whose ends share members fits both ways round.
                    if !pair.iter().any(|known| known.rule == matched.rule) {
                        pair.push(matched);
                    }
                }
            }
        }
    }
    found
}

fn fits(rule: &PairRule, a: Item, b: Item, list: &TakenList) -> bool {
    let two_medicines = a.line != b.line && a.ingredient != b.ingredient;
    two_medicines && (rule.any_route || list.is_systemic(a) && list.is_systemic(b))
}

/// The ends as the rule names them; by name where the rule fits both ways round.
fn ends(rule: &PairRule, a: Item, b: Item, list: &TakenList) -> (Item, Item) {
    let covers = |subject: Subject, item: Item| list.formulary.covers(subject, item.ingredient);
    let both_ways = covers(rule.a, b) && covers(rule.b, a);
    if both_ways && list.name(b.ingredient) < list.name(a.ingredient) { (b, a) } else { (a, b) }
}

/// The tier with regard to the dose; an unknown dose counts as above.
fn tier_of(rule: &PairRule, list: &TakenList) -> Option<AlertTier> {
    match rule.when {
        Some(when) if !is_above(when, list) => when.otherwise,
        Some(_) | None => Some(rule.tier),
    }
}

#[expect(clippy::cast_precision_loss, reason = "doses of the tables are far below the limit of f32")]
fn is_above(when: DoseAbove, list: &TakenList) -> bool {
    list.daily_mg(when.ingredient).is_none_or(|dose| dose > when.mg_per_day as f32)
}

/// Rules that another rule, or a pair quiet on purpose, takes out by name.
fn overridden(matches: &[Match], (one, other): (Item, Item), list: &TakenList) -> Vec<u16> {
    let covers = |subject: Subject, item: Item| list.formulary.covers(subject, item.ingredient);
    let lists = |span| list.formulary.indexes_in(span);
    let by_rules = matches.iter().flat_map(|found| lists(rule(list, found.rule).overrides));
    let by_quiet = list
        .formulary
        .quiet
        .iter()
        .filter(|quiet| quiet.overrides.len > 0)
        .filter(|quiet| {
            covers(quiet.a, one) && covers(quiet.b, other) || covers(quiet.a, other) && covers(quiet.b, one)
        })
        .flat_map(|quiet| lists(quiet.overrides));
    by_rules.chain(by_quiet).copied().collect()
}

/// The same two ingredients found by the same rule in more than two lines are one row.
struct Row {
    rule: u16,
    tier: AlertTier,
    ingredients: (u16, u16),
    lines: Vec<usize>,
}

fn together(found: impl Iterator<Item = (AlertTier, Match)>, list: &TakenList) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut places: BTreeMap<(u16, u16, u16), usize> = BTreeMap::new();
    for (tier, Match { rule, ends: (a, b), .. }) in found {
        let place = *places.entry((rule, a.ingredient, b.ingredient)).or_insert_with(|| {
            rows.push(Row { rule, tier, ingredients: (a.ingredient, b.ingredient), lines: Vec::new() });
            rows.len() - 1
        });
        for line in [a.line, b.line] {
            rows[place].lines.extend(list.acting_alike(line));
        }
    }
    for row in &mut rows {
        // The lines of the rule's first end stand first.
        let first = |line: &usize| {
            let parts = list.lines.get(*line).map(|taken| &taken.reading.resolved.parts);
            !parts.is_some_and(|parts| parts.iter().any(|part| part.ingredient == row.ingredients.0))
        };
        row.lines.sort_unstable();
        row.lines.dedup();
        row.lines.sort_by_key(|line| (first(line), *line));
    }
    rows
}

impl Row {
    fn into_alert(self, patient: PatientId, list: &TakenList) -> Alert {
        let rule = rule(list, self.rule);
        let text = |text| list.formulary.text(text);
        let mut why = vec![list.on_the_list(&self.lines)];
        why.extend(list.contents(&self.lines));
        why.extend(rule.when.map(|when| dose_fact(when, list)));
        Alert {
            kind: AlertKind::Interaction,
            tier: Some(self.tier),
            grade: self.tier,
            patient,
            ingredients: vec![list.name(self.ingredients.0), list.name(self.ingredients.1)],
            lines: list.ids(&self.lines),
            rule: text(rule.id),
            text: None,
            why,
            missing: Vec::new(),
            consequence: text(rule.consequence).into(),
            action: text(rule.action).into(),
            ask: Vec::new(),
            teach: Vec::new(),
            call_now: Vec::new(),
            source: text(rule.source).into(),
        }
    }
}

/// The dose a condition was judged by.
fn dose_fact(when: DoseAbove, list: &TakenList) -> String {
    let name = list.name(when.ingredient);
    match list.daily_mg(when.ingredient) {
        Some(dose) => format!("{name} {dose} mg a day; the limit here is {} mg", when.mg_per_day),
        None => format!("daily dose of {name} not readable; counted as above {} mg", when.mg_per_day),
    }
}
