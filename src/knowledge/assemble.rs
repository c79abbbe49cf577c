//! From checked tables to the one value that the review reads.
//!
//! Compiled twice: into the build script, which writes the value down as constants, and into the program, which does
//! the same once at the start when an agency has tables of its own. What is assembled lives as long as the program.

mod lists;
mod rules;
mod sig;
pub(crate) mod words;

use std::collections::BTreeMap;

use super::tables::checks::dose_above;
use super::tables::rows::{ClassRow, DuplicateRow, InteractionRow};
use super::tables::{Row, Tables};
use crate::domain::alert::AlertTier;
use crate::domain::formulary::{
    AmbiguousName, DoseAbove, DuplicateRule, DuplicateScope, Exemption, Formulary, Ingredient, Meaning, Name, PairRule,
    QuietPair, Route, Subject, Wording,
};
use crate::domain::medication::sound::sound_of;
use crate::domain::medication::words::folded_name;
use lists::Lists;

/// The value of tables that have passed their checks. An id that the checks would have refused becomes the first of
/// its kind.
pub(crate) fn assemble(tables: &Tables) -> Formulary {
    let ids = Ids::of(tables);
    let mut lists = Lists::default();
    let rules = rules::assemble(&ids, &mut lists);
    let classes: Vec<&'static str> = ids.classes.keys().map(|id| kept(id)).collect();
    Formulary {
        version: kept(&tables.edition.version),
        dated: kept(&tables.edition.dated),
        ingredients: ingredients(&ids, &mut lists),
        classes: classes.leak(),
        products: products(&ids),
        names: names(&ids, &mut lists),
        ambiguous: ambiguous(&ids),
        pairs: pairs(&ids, &mut lists),
        quiet: quiet(&ids, &mut lists),
        duplicates: duplicates(&ids, &mut lists),
        routes: routes(tables),
        route_words: route_words(tables),
        sig: sig::assemble(&ids),
        texts: lists.texts.leak(),
        indexes: lists.indexes.leak(),
        words: lists.words.leak(),
        subjects: lists.subjects.leak(),
        needs: lists.needs.leak(),
        combinations: rules.combinations.leak(),
        allergies: rules.allergies.leak(),
        doses: rules.doses.leak(),
        renal: rules.renal.leak(),
        older_adults: rules.older_adults.leak(),
        conditions: rules.conditions.leak(),
        monitoring: rules.monitoring.leak(),
        side_effects: rules.side_effects.leak(),
        notations: rules.notations.leak(),
        harm_signs: rules.harm_signs.leak(),
    }
}

fn kept(text: &str) -> &'static str {
    text.to_owned().leak()
}

/// Where each id stands in the sorted slices.
struct Ids<'a> {
    tables: &'a Tables,
    ingredients: BTreeMap<&'a str, u16>,
    classes: BTreeMap<&'a str, u16>,
    routes: BTreeMap<&'a str, u8>,
    conditions: BTreeMap<&'a str, u8>,
    pairs: Vec<&'a Row<InteractionRow>>,
    pair_index: BTreeMap<&'a str, u16>,
}

fn numbered<'a, N: TryFrom<usize>>(ids: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, N> {
    ids.enumerate().filter_map(|(index, id)| Some((id, N::try_from(index).ok()?))).collect()
}

impl<'a> Ids<'a> {
    fn of(tables: &'a Tables) -> Self {
        let mut ingredient_ids: Vec<&str> = tables.ingredients.into_iter().map(|row| &*row.ingredient_id).collect();
        ingredient_ids.sort_unstable();
        let mut class_ids: Vec<&str> = tables.classes.into_iter().map(|row| &*row.class_id).collect();
        class_ids.sort_unstable();
        let mut ids = Self {
            tables,
            ingredients: numbered(ingredient_ids.into_iter()),
            classes: numbered(class_ids.into_iter()),
            routes: numbered(tables.routes.into_iter().map(|row| &*row.code)),
            conditions: numbered(tables.conditions.into_iter().map(|row| &*row.condition)),
            pairs: tables.interactions.into_iter().collect(),
            pair_index: BTreeMap::new(),
        };
        let mut pairs = std::mem::take(&mut ids.pairs);
        pairs.sort_by_key(|row| (ids.subject(&row.a), ids.subject(&row.b)));
        ids.pair_index = numbered(pairs.iter().map(|row| &*row.interaction_id));
        ids.pairs = pairs;
        ids
    }

    fn subject(&self, id: &str) -> Subject {
        match self.ingredients.get(id) {
            Some(index) => Subject::Ingredient(*index),
            None => Subject::Class(self.class(id)),
        }
    }

    fn ingredient(&self, id: &str) -> u16 {
        self.ingredients.get(id).copied().unwrap_or_default()
    }

    fn class(&self, id: &str) -> u16 {
        self.classes.get(id).copied().unwrap_or_default()
    }

    fn route(&self, code: &str) -> u8 {
        self.routes.get(code).copied().unwrap_or_default()
    }

    fn ingredients(&self, ids: &[String]) -> &'static [u16] {
        ids.iter().map(|id| self.ingredient(id)).collect::<Vec<_>>().leak()
    }

    fn overrides(&self, ids: &[String]) -> Vec<u16> {
        ids.iter().filter_map(|id| self.pair_index.get(id.as_str()).copied()).collect()
    }

    /// Every class of an ingredient with all ancestors, as sorted indexes.
    fn closure(&self, class_ids: &[String]) -> Vec<u16> {
        let class = |id: &str| -> Option<&ClassRow> {
            self.tables.classes.into_iter().find(|row| row.class_id == id).map(|row| &row.value)
        };
        let mut closed = Vec::new();
        for id in class_ids {
            let mut next = class(id);
            while let Some(row) = next {
                closed.push(self.class(&row.class_id));
                next = class(&row.parent);
            }
        }
        closed.sort_unstable();
        closed.dedup();
        closed
    }

    /// The title of a source.
    fn title(&self, key: &'a str) -> &'a str {
        match key {
            "label" => "US product label",
            "authors" => "clinical judgment, not from a published list",
            _ => self.tables.sources.into_iter().find(|row| row.key == key).map_or(key, |row| &row.title),
        }
    }

    /// A citation as people read it.
    fn words(&self, key: &'a str, detail: &str, rule: &str) -> String {
        let title = self.title(key);
        if detail.is_empty() { format!("{title} ({rule})") } else { format!("{title}: {detail} ({rule})") }
    }
}

/// The tier a table names; what is no tier is watched.
fn tier(word: &str) -> AlertTier {
    match word {
        "contraindicated" => AlertTier::Contraindicated,
        "serious" => AlertTier::Serious,
        _ => AlertTier::Monitor,
    }
}

fn ingredients(ids: &Ids, lists: &mut Lists) -> &'static [Ingredient] {
    let mut rows: Vec<_> = ids.tables.ingredients.into_iter().collect();
    rows.sort_by(|one, other| one.ingredient_id.cmp(&other.ingredient_id));
    let ingredient = |row: &&Row<super::tables::rows::IngredientRow>| Ingredient {
        id: lists.text(&row.ingredient_id),
        name: lists.text(&row.name),
        classes: lists.indexes(ids.closure(&row.class_ids)),
        default_route: ids.route(&row.default_route),
        high_alert: row.high_alert == "1",
        narrow_index: row.narrow_therapeutic_index == "1",
        over_the_counter: row.otc_available == "1",
    };
    rows.iter().map(ingredient).collect::<Vec<_>>().leak()
}

fn products(ids: &Ids) -> &'static [&'static [u16]] {
    let rows = ids.tables.combinations.into_iter();
    rows.map(|row| ids.ingredients(&row.ingredient_ids)).collect::<Vec<_>>().leak()
}

/// Every name people write, by its folded words.
fn names(ids: &Ids, lists: &mut Lists) -> &'static [Name] {
    let mut names: BTreeMap<String, Meaning> = BTreeMap::new();
    let mut add = |name: &str, meaning: Meaning| {
        let words = folded_name(name);
        // A single letter (`K+`) would be found in half of all lines.
        if words.len() < 2 {
            return;
        }
        if name.contains('-') && words.len() > 4 {
            names.entry(words.replace(' ', "")).or_insert(meaning);
        }
        names.insert(words, meaning);
    };
    for row in &ids.tables.ingredients {
        let meaning = Meaning::Ingredient(ids.ingredient(&row.ingredient_id));
        add(&row.ingredient_id.replace('_', " "), meaning);
        row.brands.iter().chain(&row.aliases).chain([&row.name]).for_each(|name| add(name, meaning));
    }
    for (index, row) in (0..).zip(&ids.tables.combinations) {
        row.product_names.iter().chain(&row.aliases).for_each(|name| add(name, Meaning::Product(index)));
    }
    for (index, row) in (0..).zip(&ids.tables.ambiguous) {
        add(&row.name, Meaning::Ambiguous(index));
    }
    let rows = ids.tables.name_routes.into_iter();
    let routes: BTreeMap<String, u8> = rows.map(|row| (folded_name(&row.name), ids.route(&row.route))).collect();
    let named = names.into_iter().map(|(words, meaning)| {
        let route = routes.get(&words).copied();
        let sound = sound_of(words.split(' ').next().unwrap_or_default());
        Name { words: lists.text(&words), meaning, route, sound }
    });
    named.collect::<Vec<_>>().leak()
}

fn ambiguous(ids: &Ids) -> &'static [AmbiguousName] {
    let rows = ids.tables.ambiguous.into_iter();
    let name = |row: &Row<super::tables::rows::AmbiguousRow>| AmbiguousName {
        name: kept(&row.name),
        candidates: ids.ingredients(&row.candidates),
        ask: kept(&row.ask),
    };
    rows.map(name).collect::<Vec<_>>().leak()
}

fn pairs(ids: &Ids, lists: &mut Lists) -> &'static [PairRule] {
    let when = |row: &InteractionRow| {
        let (ingredient, mg_per_day) = dose_above(&row.when)?;
        let otherwise = (row.else_tier != "none").then(|| tier(&row.else_tier));
        Some(DoseAbove { ingredient: ids.ingredient(ingredient), mg_per_day, otherwise })
    };
    let pair = |row: &&Row<InteractionRow>| PairRule {
        id: lists.text(&row.interaction_id),
        a: ids.subject(&row.a),
        b: ids.subject(&row.b),
        tier: tier(&row.tier),
        when: when(row),
        any_route: row.routes == "any",
        overrides: lists.indexes(ids.overrides(&row.overrides)),
        consequence: lists.text(&format!("{} ({})", row.consequence, row.mechanism)),
        action: lists.text(&row.action),
        onc: lists.text(&row.onc_ref),
        source: lists.text(&ids.words(&row.source, &row.source_detail, &row.interaction_id)),
    };
    ids.pairs.iter().map(pair).collect::<Vec<_>>().leak()
}

fn quiet(ids: &Ids, lists: &mut Lists) -> &'static [QuietPair] {
    let pair = |row: &Row<super::tables::rows::QuietRow>| QuietPair {
        id: lists.text(&row.quiet_id),
        a: ids.subject(&row.a),
        b: ids.subject(&row.b),
        overrides: lists.indexes(ids.overrides(&row.overrides)),
    };
    ids.tables.quiet_pairs.into_iter().map(pair).collect::<Vec<_>>().leak()
}

fn duplicates(ids: &Ids, lists: &mut Lists) -> &'static [DuplicateRule] {
    let rule = |row: &Row<DuplicateRow>| DuplicateRule {
        id: lists.text(&row.rule_id),
        scope: scope(row, ids),
        max_allowed: row.max_allowed,
        tier: tier(&row.tier),
        exemptions: row.exemptions.iter().filter_map(|name| exemption(name, ids)).collect::<Vec<_>>().leak(),
        message: lists.text(&row.message),
        action: lists.text(&row.action),
        source: lists.text(&ids.words(&row.source, &row.source_detail, &row.rule_id)),
    };
    ids.tables.duplicates.into_iter().map(rule).collect::<Vec<_>>().leak()
}

fn scope(row: &DuplicateRow, ids: &Ids) -> DuplicateScope {
    match (row.scope.as_str(), row.target.split_once('+')) {
        ("class", _) => DuplicateScope::Class(ids.class(&row.target)),
        (_, Some((one, other))) => DuplicateScope::Classes(ids.class(one), ids.class(other)),
        (_, None) if row.target == "*" => DuplicateScope::AnyIngredient,
        (_, None) => DuplicateScope::Ingredient(ids.ingredient(&row.target)),
    }
}

/// The exemption a table names; `None` for what every class rule does anyway.
fn exemption(name: &str, ids: &Ids) -> Option<Exemption> {
    let classes =
        |names: &[&str]| -> &'static [u16] { names.iter().map(|id| ids.class(id)).collect::<Vec<_>>().leak() };
    let ingredient = |id: &str| ids.ingredient(id);
    Some(match name {
        "prn_and_scheduled_same_drug" => Exemption::ScheduledAndAsNeeded,
        "one_long_plus_one_short" => Exemption::LongAndShort(classes(&["opioid", "parkinson_agent", "stimulant"])),
        "inhaler_and_nebulizer" => Exemption::InhalerAndNebulizer,
        "two_strengths_one_order" => Exemption::OneOrder,
        "different_route_local" | "nasal_plus_inhaled" => Exemption::OtherRouteLocal,
        "topical_route" | "ophthalmic_route" | "local_route" => Exemption::LocalRoute,
        "supplements" => Exemption::AnyOf(classes(&[
            "calcium_supplement",
            "magnesium_supplement",
            "zinc_supplement",
            "vitamin",
            "herbal",
            "food_substance",
            "supplies",
        ])),
        "acei_acei" => Exemption::BothOf(ids.class("acei")),
        "arb_arb" => Exemption::BothOf(ids.class("arb")),
        "dhp_dhp" => Exemption::BothOf(ids.class("ccb_dhp")),
        "sacubitril_valsartan" => Exemption::These(ingredient("sacubitril"), ingredient("valsartan")),
        "levothyroxine_plus_liothyronine" => Exemption::These(ingredient("levothyroxine"), ingredient("liothyronine")),
        "fludrocortisone" => Exemption::Either(ingredient("fludrocortisone")),
        "bridging_order" | "cross_taper_order" | "switch_order" | "taper_order" => Exemption::WrittenPlan,
        "sl_prn_plus_scheduled" => Exemption::RescueAndScheduled,
        _ => return None,
    })
}

fn routes(tables: &Tables) -> &'static [Route] {
    let route = |row: &Row<super::tables::rows::RouteRow>| Route {
        code: kept(&row.code),
        display: kept(&row.display),
        systemic: row.systemic == "1",
    };
    tables.routes.into_iter().map(route).collect::<Vec<_>>().leak()
}

/// Ways to write a route, by words.
fn route_words(tables: &Tables) -> &'static [Wording] {
    let mut routes: BTreeMap<String, u8> = BTreeMap::new();
    for (index, row) in (0..).zip(&tables.routes) {
        routes.extend(row.aliases.iter().map(|alias| (folded_name(alias), index)));
    }
    routes.into_iter().map(|(words, index)| (&*words.leak(), index)).collect::<Vec<_>>().leak()
}
