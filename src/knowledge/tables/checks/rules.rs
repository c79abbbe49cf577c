//! What the rules about more than a pair may say.

use std::collections::BTreeSet;

use super::super::super::assemble::words::{applies, measure, pattern};
use super::super::{Fault, Row, Table, Tables};
use super::{Known, TIERS};

/// Words of the columns that have few of them, and subjects that stand in lists.
pub(super) fn meaning(tables: &Tables, faults: &mut Vec<Fault>) {
    let known = Known::of(tables);
    let conditions: BTreeSet<&str> = tables.conditions.into_iter().map(|row| row.condition.as_str()).collect();
    for row in &tables.allergies {
        let table = &tables.allergies;
        one_of(table, row, &row.tier, &["contraindicated", "serious", "monitor", "none"], faults);
        listed(table, row, &row.allergens, &known, faults);
        if row.allergen_terms.is_empty() {
            faults.push(table.fault(row, "names no allergen"));
        }
    }
    for row in &tables.dose_limits {
        let table = &tables.dose_limits;
        one_of(table, row, &row.level, &TIERS, faults);
        one_of(table, row, &row.unit, &["mg", "mcg"], faults);
        if applies(&row.applies_when).is_none() {
            faults.push(table.fault(row, format!("`{}` is not a case", row.applies_when)));
        }
        if !row.route.is_empty() && !known.routes.contains(row.route.as_str()) {
            faults.push(table.fault(row, format!("`{}` is not a route", row.route)));
        }
        at_least_nothing(table, row, row.max_daily, faults);
    }
    for row in &tables.renal {
        let table = &tables.renal;
        one_of(table, row, &row.level, &["review", "serious", "contraindicated"], faults);
        if measure(&row.measure).is_none() {
            faults.push(table.fault(row, format!("`{}` is not a measure", row.measure)));
        }
        at_least_nothing(table, row, row.below, faults);
    }
    for row in &tables.older_adults {
        let table = &tables.older_adults;
        one_of(table, row, &row.tier, &["caution", "avoid"], faults);
        listed(table, row, &row.except, &known, faults);
        if !row.condition.is_empty() && !conditions.contains(row.condition.as_str()) {
            faults.push(table.fault(row, format!("`{}` is no row of conditions.csv", row.condition)));
        }
    }
    for row in &tables.monitoring {
        let table = &tables.monitoring;
        listed(table, row, &row.trigger_with, &known, faults);
        one_of(table, row, &row.course, &["0", "1"], faults);
        one_of(table, row, &row.urgent, &["0", "1"], faults);
        if row.interval_days != "each_visit" && row.interval_days.parse::<u16>().is_err() {
            faults
                .push(table.fault(row, format!("`{}` is neither a number of days nor each_visit", row.interval_days)));
        }
    }
    for row in &tables.notations {
        one_of(&tables.notations, row, &row.severity, &["block", "warn"], faults);
        if pattern(&row.pattern).is_none() {
            faults.push(tables.notations.fault(row, format!("`{}` is not a pattern", row.pattern)));
        }
    }
    for row in tables.harm_signs.into_iter().filter(|row| !known.subject(&row.subject)) {
        faults.push(tables.harm_signs.fault(row, format!("`{}` is neither class nor ingredient", row.subject)));
    }
}

fn one_of<T>(table: &Table<T>, row: &Row<T>, word: &str, words: &[&str], faults: &mut Vec<Fault>) {
    if !words.contains(&word) {
        faults.push(table.fault(row, format!("`{word}` is not one of: {}", words.join(", "))));
    }
}

fn listed<T>(table: &Table<T>, row: &Row<T>, ids: &[String], known: &Known, faults: &mut Vec<Fault>) {
    for id in ids.iter().filter(|id| !known.subject(id)) {
        faults.push(table.fault(row, format!("`{id}` is neither class nor ingredient")));
    }
}

fn at_least_nothing<T>(table: &Table<T>, row: &Row<T>, number: f32, faults: &mut Vec<Fault>) {
    if !number.is_finite() || number < 0.0 {
        faults.push(table.fault(row, format!("`{number}` is less than nothing")));
    }
}
