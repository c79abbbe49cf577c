//! What must hold in a set of tables before anybody is checked against it.

mod rules;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::rows::AllergyRow;
use super::{Fault, Reader, Row, Table, Tables};
use crate::domain::medication::words::folded_name;

const TIERS: [&str; 3] = ["contraindicated", "serious", "monitor"];
/// Every exemption of `duplicates.csv` that the review knows how to judge.
const EXEMPTIONS: [&str; 22] = [
    "acei_acei",
    "arb_arb",
    "bridging_order",
    "cross_taper_order",
    "dhp_dhp",
    "different_route_local",
    "fludrocortisone",
    "inhaler_and_nebulizer",
    "levothyroxine_plus_liothyronine",
    "local_route",
    "nasal_plus_inhaled",
    "one_long_plus_one_short",
    "ophthalmic_route",
    "prn_and_scheduled_same_drug",
    "sacubitril_valsartan",
    "same_ingredient_covered",
    "sl_prn_plus_scheduled",
    "supplements",
    "switch_order",
    "taper_order",
    "topical_route",
    "two_strengths_one_order",
];

/// What a file may not hold as bytes: byte order marks, carriage returns, paths of somebody's machine.
pub(crate) fn bytes(file: &'static str, files: Reader, faults: &mut Vec<Fault>) {
    let fault = |line: u64, reason: &str| Fault { file, line, column: None, reason: reason.to_owned() };
    let text = match files(file) {
        Ok(text) => text,
        Err(error) => return faults.push(fault(0, &error.to_string())),
    };
    if text.starts_with('\u{feff}') {
        faults.push(fault(1, "begins with a byte order mark; save it as plain UTF-8"));
    }
    for (number, line) in (1..).zip(text.split('\n')) {
        if line.contains('\r') {
            faults.push(fault(number, "has a carriage return; end lines with LF"));
        }
        if [concat!("/ho", "me/"), concat!("/Use", "rs/"), concat!("/ro", "ot/"), concat!("/tm", "p/"), ":\\"]
            .iter()
            .any(|path| line.contains(path))
        {
            faults.push(fault(number, "names a path of somebody's machine"));
        }
    }
}

/// What rows say about each other.
pub(crate) fn meaning(tables: &Tables, faults: &mut Vec<Fault>) {
    ids(tables, faults);
    classes(tables, faults);
    ingredients(tables, faults);
    names(tables, faults);
    pairs(tables, faults);
    subjects(tables, faults);
    rules::meaning(tables, faults);
    sources(tables, faults);
    super::sig::check(tables, faults);
}

/// Every id that a rule may point at.
pub(super) struct Known<'a> {
    classes: BTreeSet<&'a str>,
    pub(super) ingredients: BTreeSet<&'a str>,
    pub(super) routes: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    pub(super) fn of(tables: &'a Tables) -> Self {
        Self {
            classes: tables.classes.into_iter().map(|row| row.class_id.as_str()).collect(),
            ingredients: tables.ingredients.into_iter().map(|row| row.ingredient_id.as_str()).collect(),
            routes: tables.routes.into_iter().map(|row| row.code.as_str()).collect(),
        }
    }

    pub(super) fn subject(&self, id: &str) -> bool {
        self.classes.contains(id) || self.ingredients.contains(id)
    }
}

pub(super) fn unique<'a, T>(table: &'a Table<T>, id: impl Fn(&'a T) -> &'a str, faults: &mut Vec<Fault>) {
    let mut seen = HashSet::new();
    for row in table {
        if id(&row.value).is_empty() {
            faults.push(table.fault(row, "has no id"));
        } else if !seen.insert(id(&row.value)) {
            faults.push(table.fault(row, format!("the id `{}` is used twice", id(&row.value))));
        }
    }
}

fn ids(tables: &Tables, faults: &mut Vec<Fault>) {
    unique(&tables.sources, |row| &row.key, faults);
    unique(&tables.classes, |row| &row.class_id, faults);
    unique(&tables.ingredients, |row| &row.ingredient_id, faults);
    unique(&tables.combinations, |row| &row.product_id, faults);
    unique(&tables.interactions, |row| &row.interaction_id, faults);
    unique(&tables.quiet_pairs, |row| &row.quiet_id, faults);
    unique(&tables.multi_rules, |row| &row.rule_id, faults);
    unique(&tables.duplicates, |row| &row.rule_id, faults);
    unique(&tables.allergies, |row| &row.rule_id, faults);
    unique(&tables.monitoring, |row| &row.rule_id, faults);
    unique(&tables.renal, |row| &row.rule_id, faults);
    unique(&tables.dose_limits, |row| &row.rule_id, faults);
    unique(&tables.older_adults, |row| &row.rule_id, faults);
    unique(&tables.side_effects, |row| &row.rule_id, faults);
    unique(&tables.conditions, |row| &row.condition, faults);
    unique(&tables.harm_signs, |row| &row.sign_id, faults);
    unique(&tables.frequencies, |row| &row.code, faults);
    unique(&tables.routes, |row| &row.code, faults);
}

fn classes(tables: &Tables, faults: &mut Vec<Fault>) {
    let known = Known::of(tables);
    let parents: BTreeMap<&str, &str> =
        tables.classes.into_iter().map(|row| (row.class_id.as_str(), row.parent.as_str())).collect();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for row in &tables.ingredients {
        used.extend(row.class_ids.iter().map(String::as_str));
    }
    used.extend(parents.values());
    for row in &tables.classes {
        if known.ingredients.contains(row.class_id.as_str()) {
            faults.push(tables.classes.fault(row, format!("`{}` is also an ingredient", row.class_id)));
        }
        if !row.parent.is_empty() && !known.classes.contains(row.parent.as_str()) {
            faults.push(tables.classes.fault(row, format!("the parent `{}` is not a class", row.parent)));
        }
        if !["drug", "effect", "allergy"].contains(&row.kind.as_str()) {
            faults.push(tables.classes.fault(row, format!("`{}` is not a kind of class", row.kind)));
        }
        if !used.contains(row.class_id.as_str()) {
            faults.push(tables.classes.fault(row, format!("no ingredient belongs to `{}`", row.class_id)));
        }
        let mut above = parents.get(row.class_id.as_str()).copied().unwrap_or_default();
        for _ in 0..parents.len() {
            above = parents.get(above).copied().unwrap_or_default();
        }
        if !above.is_empty() {
            faults.push(tables.classes.fault(row, format!("`{}` is its own ancestor", row.class_id)));
        }
    }
}

fn ingredients(tables: &Tables, faults: &mut Vec<Fault>) {
    let known = Known::of(tables);
    let mut rxcuis = HashSet::new();
    for row in &tables.ingredients {
        let table = &tables.ingredients;
        for class in row.class_ids.iter().filter(|class| !known.classes.contains(class.as_str())) {
            faults.push(table.fault(row, format!("`{class}` is not a class")));
        }
        if row.class_ids.is_empty() {
            faults.push(table.fault(row, "belongs to no class"));
        }
        if !known.routes.contains(row.default_route.as_str()) {
            faults.push(table.fault(row, format!("`{}` is not a route", row.default_route)));
        }
        let marks = [
            ("high_alert", &row.high_alert),
            ("narrow_therapeutic_index", &row.narrow_therapeutic_index),
            ("otc_available", &row.otc_available),
        ];
        for (column, _) in marks.into_iter().filter(|(_, mark)| !["0", "1"].contains(&mark.as_str())) {
            faults.push(table.fault(row, format!("{column} must be 0 or 1")));
        }
        if !row.rxcui.is_empty() {
            if !row.rxcui.bytes().all(|byte| byte.is_ascii_digit()) {
                faults.push(table.fault(row, format!("the rxcui `{}` is not a number", row.rxcui)));
            }
            if !rxcuis.insert(row.rxcui.as_str()) {
                faults.push(table.fault(row, format!("the rxcui {} is used twice", row.rxcui)));
            }
        }
    }
    for row in &tables.combinations {
        if row.ingredient_ids.len() < 2 {
            faults.push(tables.combinations.fault(row, "a combination needs two ingredients"));
        }
        for id in row.ingredient_ids.iter().filter(|id| !known.ingredients.contains(id.as_str())) {
            faults.push(tables.combinations.fault(row, format!("`{id}` is not an ingredient")));
        }
    }
    for row in &tables.ambiguous {
        for id in row.candidates.iter().filter(|id| !known.ingredients.contains(id.as_str())) {
            faults.push(tables.ambiguous.fault(row, format!("`{id}` is not an ingredient")));
        }
    }
    for row in &tables.routes {
        if !["0", "1"].contains(&row.systemic.as_str()) {
            faults.push(tables.routes.fault(row, "systemic must be 0 or 1"));
        }
    }
}

/// No name may stand for two things.
fn names(tables: &Tables, faults: &mut Vec<Fault>) {
    let mut meanings: BTreeMap<String, &str> = BTreeMap::new();
    let mut claim = |name: &str, meaning| -> Option<String> {
        let held = *meanings.entry(folded_name(name)).or_insert(meaning);
        (held != meaning).then(|| format!("the name `{name}` already stands for `{held}`"))
    };
    for row in &tables.ingredients {
        let id = row.ingredient_id.replace('_', " ");
        for name in [&id, &row.name].into_iter().chain(&row.brands).chain(&row.aliases) {
            faults.extend(claim(name, &row.ingredient_id).map(|reason| tables.ingredients.fault(row, reason)));
        }
    }
    for row in &tables.combinations {
        for name in row.product_names.iter().chain(&row.aliases) {
            faults.extend(claim(name, &row.product_id).map(|reason| tables.combinations.fault(row, reason)));
        }
    }
    for row in &tables.ambiguous {
        faults.extend(claim(&row.name, "several drugs").map(|reason| tables.ambiguous.fault(row, reason)));
    }
    let known = Known::of(tables);
    for row in &tables.name_routes {
        if !meanings.contains_key(&folded_name(&row.name)) {
            faults.push(tables.name_routes.fault(row, format!("`{}` is not a name of any drug", row.name)));
        }
        if !known.routes.contains(row.route.as_str()) {
            faults.push(tables.name_routes.fault(row, format!("`{}` is not a route", row.route)));
        }
    }
}

fn pairs(tables: &Tables, faults: &mut Vec<Fault>) {
    let known = Known::of(tables);
    let row_ids: HashSet<&str> = tables.interactions.into_iter().map(|row| row.interaction_id.as_str()).collect();
    let mut seen: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for row in &tables.interactions {
        let table = &tables.interactions;
        ends(table, row, [&row.a, &row.b], &known, faults);
        if let Some(other) = seen.insert(in_order(&row.a, &row.b), &row.interaction_id) {
            faults.push(table.fault(row, format!("the pair is already row {other}")));
        }
        tier(table, row, &row.tier, faults);
        if !["systemic", "any"].contains(&row.routes.as_str()) {
            faults.push(table.fault(row, format!("routes is `{}`; write systemic or any", row.routes)));
        }
        match (row.when.is_empty(), row.else_tier.as_str()) {
            (true, "") | (false, "none") => {}
            (true, _) => faults.push(table.fault(row, "has else_tier without a condition")),
            (false, otherwise) => tier(table, row, otherwise, faults),
        }
        if !row.when.is_empty() && dose_above(&row.when).is_none_or(|(id, _)| !known.ingredients.contains(id)) {
            faults.push(table.fault(row, format!("cannot read the condition `{}`", row.when)));
        }
        overrides(table, row, &row.overrides, &row_ids, faults);
    }
    for row in &tables.quiet_pairs {
        let table = &tables.quiet_pairs;
        ends(table, row, [&row.a, &row.b], &known, faults);
        if let Some(other) = seen.insert(in_order(&row.a, &row.b), &row.quiet_id) {
            faults.push(table.fault(row, format!("the pair is already row {other}")));
        }
        overrides(table, row, &row.overrides, &row_ids, faults);
    }
}

fn ends<T>(table: &Table<T>, row: &Row<T>, ends: [&String; 2], known: &Known, faults: &mut Vec<Fault>) {
    for end in ends.into_iter().filter(|end| !known.subject(end)) {
        faults.push(table.fault(row, format!("`{end}` is neither class nor ingredient")));
    }
}

fn overrides<T>(table: &Table<T>, row: &Row<T>, named: &[String], ids: &HashSet<&str>, faults: &mut Vec<Fault>) {
    for id in named.iter().filter(|id| !ids.contains(id.as_str())) {
        faults.push(table.fault(row, format!("overrides `{id}`, which is no row of interactions.csv")));
    }
}

fn tier<T>(table: &Table<T>, row: &Row<T>, tier: &str, faults: &mut Vec<Fault>) {
    if !TIERS.contains(&tier) {
        faults.push(table.fault(row, format!("`{tier}` is not a tier")));
    }
}

fn in_order<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if a <= b { (a, b) } else { (b, a) }
}

/// Reads `dose_day_gt(ingredient,mg)`.
pub(crate) fn dose_above(when: &str) -> Option<(&str, u32)> {
    let (ingredient, dose) = when.strip_prefix("dose_day_gt(")?.strip_suffix(')')?.split_once(',')?;
    Some((ingredient, dose.parse().ok()?))
}

/// The subjects of every table that is not about pairs.
fn subjects(tables: &Tables, faults: &mut Vec<Fault>) {
    let known = Known::of(tables);
    let mut check = |exists: bool, fault: Fault| {
        if !exists {
            faults.push(fault);
        }
    };
    let missing = |id: &str| format!("`{id}` is neither class nor ingredient");
    for row in &tables.multi_rules {
        for need in row.needs.split('+') {
            let need = need.trim_start_matches('!');
            let need = need.split_once('*').map_or(need, |(_, class)| class);
            check(known.subject(need), tables.multi_rules.fault(row, missing(need)));
        }
        check(TIERS.contains(&row.tier.as_str()), tables.multi_rules.fault(row, "has no tier"));
    }
    for row in &tables.duplicates {
        let exists = match row.scope.as_str() {
            "same_ingredient" => row.target == "*" || known.ingredients.contains(row.target.as_str()),
            "class" => known.classes.contains(row.target.as_str()),
            "class_pair" => row.target.split('+').all(|class| known.classes.contains(class)),
            _ => false,
        };
        check(exists, tables.duplicates.fault(row, format!("cannot read `{}` `{}`", row.scope, row.target)));
        check(TIERS.contains(&row.tier.as_str()), tables.duplicates.fault(row, "has no tier"));
        for name in &row.exemptions {
            check(
                EXEMPTIONS.contains(&name.as_str()),
                tables.duplicates.fault(row, format!("`{name}` is not an exemption")),
            );
        }
    }
    for row in &tables.allergies {
        let exists = row.conflict_target == "*" || known.subject(&row.conflict_target);
        check(exists, tables.allergies.fault(row, missing(&row.conflict_target)));
    }
    for row in &tables.monitoring {
        check(known.subject(&row.subject), tables.monitoring.fault(row, missing(&row.subject)));
    }
    for row in &tables.renal {
        check(known.subject(&row.subject), tables.renal.fault(row, missing(&row.subject)));
    }
    for row in &tables.dose_limits {
        check(
            known.ingredients.contains(row.ingredient_id.as_str()),
            tables.dose_limits.fault(row, missing(&row.ingredient_id)),
        );
    }
    for row in &tables.older_adults {
        check(known.subject(&row.subject), tables.older_adults.fault(row, missing(&row.subject)));
    }
    for row in &tables.side_effects {
        check(known.subject(&row.subject), tables.side_effects.fault(row, missing(&row.subject)));
    }
}

fn sources<'a>(tables: &'a Tables, faults: &mut Vec<Fault>) {
    let keys: HashSet<&str> = tables.sources.into_iter().map(|row| row.key.as_str()).collect();
    let plain = "-";
    cited(&tables.classes, &keys, |row| (&row.source, plain), faults);
    cited(&tables.ingredients, &keys, |row| (&row.source, plain), faults);
    cited(&tables.combinations, &keys, |row| (&row.source, plain), faults);
    cited(&tables.ambiguous, &keys, |row| (&row.source, plain), faults);
    cited(&tables.name_routes, &keys, |row| (&row.source, plain), faults);
    cited(&tables.quiet_pairs, &keys, |row| (&row.source, plain), faults);
    cited(&tables.frequencies, &keys, |row| (&row.source, plain), faults);
    cited(&tables.routes, &keys, |row| (&row.source, plain), faults);
    cited(&tables.notations, &keys, |row| (&row.source, plain), faults);
    cited(&tables.conditions, &keys, |row| (&row.source, plain), faults);
    cited(&tables.harm_signs, &keys, |row| (&row.source, plain), faults);
    cited(&tables.interactions, &keys, |row| (&row.source, &row.source_detail), faults);
    cited(&tables.multi_rules, &keys, |row| (&row.source, &row.source_detail), faults);
    cited(&tables.duplicates, &keys, |row| (&row.source, &row.source_detail), faults);
    // "Not an allergy to any drug" rows are about no product.
    let product = |row: &'a AllergyRow| if row.conflict_target == "*" { plain } else { &row.source_detail };
    cited(&tables.allergies, &keys, |row| (&row.source, product(row)), faults);
    cited(&tables.monitoring, &keys, |row| (&row.source, &row.source_detail), faults);
    cited(&tables.renal, &keys, |row| (&row.source, &row.source_detail), faults);
    cited(&tables.dose_limits, &keys, |row| (&row.source, &row.source_detail), faults);
    cited(&tables.older_adults, &keys, |row| (&row.source, &row.source_detail), faults);
    cited(&tables.side_effects, &keys, |row| (&row.source, &row.source_detail), faults);
    for row in &tables.interactions {
        for key in row.checked_against.iter().filter(|key| !keys.contains(key.as_str())) {
            faults.push(tables.interactions.fault(row, format!("`{key}` is not a source")));
        }
    }
}

/// Every row cites a source that exists, and names the product when it cites a label.
pub(super) fn cited<'a, T>(
    table: &'a Table<T>,
    keys: &HashSet<&str>,
    citation: impl Fn(&'a T) -> (&'a str, &'a str),
    faults: &mut Vec<Fault>,
) {
    for row in table {
        let (key, detail) = citation(&row.value);
        if !keys.contains(key) {
            faults.push(table.fault(row, format!("`{key}` is not a source")));
        }
        if key == "label" && detail.is_empty() {
            faults.push(table.fault(row, "cites a label without naming the product"));
        }
    }
}
