//! Writes `assets/knowledge` as one constant.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::sound::sound_of;
use crate::tables::checks::dose_above;
use crate::tables::rows::{ClassRow, DuplicateRow, InteractionRow};
use crate::tables::{FILES, Row, Tables};
use crate::words::folded_name;
use crate::{compile_sig, refuse, watch};

/// Checks the tables in `folder` and writes them to `out`.
///
/// Faults of the tables stop the build, each with file, line and reason.
///
/// # Errors
/// What kept a file from being written.
pub(crate) fn write(folder: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    for file in FILES {
        watch(&format!("assets/knowledge/{file}"));
    }
    for code in ["compile_formulary.rs", "compile_sig.rs", "tables.rs", "tables"] {
        watch(&format!("src/knowledge/{code}"));
    }
    let shared = ["words.rs", "decimal.rs", "sound.rs", "sig/moments.rs", "sig/tokens.rs", "../text.rs"];
    for code in shared.map(|file| format!("medication/{file}")) {
        watch(&format!("src/domain/{code}"));
    }
    match Tables::read(folder) {
        Ok(tables) => fs::write(out, Emitter::of(&tables).formulary()?)?,
        Err(faults) => faults.iter().for_each(|fault| refuse(&format!("assets/knowledge/{fault}"))),
    }
    Ok(())
}

/// Where each id stands in the sorted slices.
struct Emitter<'a> {
    tables: &'a Tables,
    ingredients: BTreeMap<&'a str, usize>,
    classes: BTreeMap<&'a str, usize>,
    routes: BTreeMap<&'a str, usize>,
    pairs: Vec<&'a Row<InteractionRow>>,
    pair_index: BTreeMap<&'a str, usize>,
}

fn numbered<'a>(sorted: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    sorted.enumerate().map(|(index, id)| (id, index)).collect()
}

impl<'a> Emitter<'a> {
    fn of(tables: &'a Tables) -> Self {
        let mut ingredient_ids: Vec<&str> = tables.ingredients.into_iter().map(|row| &*row.ingredient_id).collect();
        ingredient_ids.sort_unstable();
        let mut class_ids: Vec<&str> = tables.classes.into_iter().map(|row| &*row.class_id).collect();
        class_ids.sort_unstable();
        let mut emitter = Self {
            tables,
            ingredients: numbered(ingredient_ids.into_iter()),
            classes: numbered(class_ids.into_iter()),
            routes: numbered(tables.routes.into_iter().map(|row| &*row.code)),
            pairs: tables.interactions.into_iter().collect(),
            pair_index: BTreeMap::new(),
        };
        let mut pairs = std::mem::take(&mut emitter.pairs);
        pairs.sort_by_key(|row| (emitter.order(&row.a), emitter.order(&row.b)));
        emitter.pair_index = numbered(pairs.iter().map(|row| &*row.interaction_id));
        emitter.pairs = pairs;
        emitter
    }

    /// The order of `Subject`: ingredients before classes.
    fn order(&self, id: &str) -> (usize, usize) {
        self.ingredients.get(id).map_or_else(|| (1, self.classes[id]), |index| (0, *index))
    }

    fn subject(&self, id: &str) -> String {
        match self.order(id) {
            (0, index) => format!("Subject::Ingredient({index})"),
            (_, index) => format!("Subject::Class({index})"),
        }
    }

    fn formulary(&self) -> Result<String, Box<dyn Error>> {
        let edition = &self.tables.edition;
        let mut out =
            String::from("/// The drug knowledge of this build.\npub static FORMULARY: Formulary = Formulary {\n");
        writeln!(out, "version: {:?}, dated: {:?},", edition.version, edition.dated)?;
        self.ingredients(&mut out)?;
        writeln!(out, "classes: &{:?},", self.classes.keys().collect::<Vec<_>>())?;
        let products =
            self.tables.combinations.into_iter().map(|row| format!("&{}", self.indexes(&row.ingredient_ids)));
        writeln!(out, "products: &[{}],", products.collect::<Vec<_>>().join(","))?;
        self.names(&mut out)?;
        self.pairs(&mut out)?;
        self.duplicates(&mut out)?;
        self.wordings(&mut out)?;
        out.push_str("};\n");
        Ok(out)
    }

    fn indexes(&self, ids: &[String]) -> String {
        format!("{:?}", ids.iter().map(|id| self.ingredients[id.as_str()]).collect::<Vec<_>>())
    }

    /// Every class of an ingredient with all ancestors, as sorted indexes.
    fn closure(&self, class_ids: &[String]) -> Vec<usize> {
        let class = |id: &str| -> Option<&ClassRow> {
            self.tables.classes.into_iter().find(|row| row.class_id == id).map(|row| &row.value)
        };
        let mut closed = Vec::new();
        for id in class_ids {
            let mut next = class(id);
            while let Some(row) = next {
                closed.push(self.classes[row.class_id.as_str()]);
                next = class(&row.parent);
            }
        }
        closed.sort_unstable();
        closed.dedup();
        closed
    }

    fn ingredients(&self, out: &mut String) -> std::fmt::Result {
        out.push_str("ingredients: &[\n");
        for id in self.ingredients.keys() {
            let row =
                self.tables.ingredients.into_iter().find(|row| row.ingredient_id == *id).ok_or(std::fmt::Error)?;
            writeln!(
                out,
                "Ingredient {{ id: {:?}, name: {:?}, classes: &{:?}, default_route: {}, high_alert: {}, narrow_index: {}, \
                 over_the_counter: {} }},",
                row.ingredient_id,
                row.name,
                self.closure(&row.class_ids),
                self.routes[row.default_route.as_str()],
                row.high_alert == "1",
                row.narrow_therapeutic_index == "1",
                row.otc_available == "1",
            )?;
        }
        out.push_str("],\n");
        Ok(())
    }

    fn names(&self, out: &mut String) -> std::fmt::Result {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut add = |name: &str, meaning: &str| {
            let words = folded_name(name);
            // A single letter (`K+`) would be found in half of all lines.
            if words.len() < 2 {
                return;
            }
            if name.contains('-') && words.len() > 4 {
                names.entry(words.replace(' ', "")).or_insert_with(|| meaning.to_owned());
            }
            names.insert(words, meaning.to_owned());
        };
        for row in &self.tables.ingredients {
            let meaning = format!("Meaning::Ingredient({})", self.ingredients[row.ingredient_id.as_str()]);
            add(&row.ingredient_id.replace('_', " "), &meaning);
            row.brands.iter().chain(&row.aliases).chain([&row.name]).for_each(|name| add(name, &meaning));
        }
        for (index, row) in self.tables.combinations.into_iter().enumerate() {
            let meaning = format!("Meaning::Product({index})");
            row.product_names.iter().chain(&row.aliases).for_each(|name| add(name, &meaning));
        }
        for (index, row) in self.tables.ambiguous.into_iter().enumerate() {
            add(&row.name, &format!("Meaning::Ambiguous({index})"));
        }
        let routes: BTreeMap<String, usize> =
            self.tables.name_routes.into_iter().map(|row| (folded_name(&row.name), self.routes[&*row.route])).collect();
        out.push_str("names: &[\n");
        for (words, meaning) in &names {
            let route = routes.get(words);
            let sound = sound_of(words.split(' ').next().unwrap_or_default());
            writeln!(out, "Name {{ words: {words:?}, meaning: {meaning}, route: {route:?}, sound: {sound:?} }},")?;
        }
        out.push_str("],\nambiguous: &[\n");
        for row in &self.tables.ambiguous {
            let candidates = self.indexes(&row.candidates);
            writeln!(out, "AmbiguousName {{ name: {:?}, candidates: &{candidates}, ask: {:?} }},", row.name, row.ask)?;
        }
        out.push_str("],\n");
        Ok(())
    }

    fn overrides(&self, ids: &[String]) -> Vec<usize> {
        ids.iter().map(|id| self.pair_index[id.as_str()]).collect()
    }

    fn citation(&self, key: &str, detail: &str) -> String {
        let title = match key {
            "label" => "US product label",
            "authors" => "clinical judgment, not from a published list",
            _ => self.tables.sources.into_iter().find(|row| row.key == key).map_or(key, |row| &row.title),
        };
        format!("Citation {{ title: {title:?}, detail: {detail:?} }}")
    }

    fn pairs(&self, out: &mut String) -> std::fmt::Result {
        out.push_str("pairs: &[\n");
        for row in &self.pairs {
            let when = dose_above(&row.when).map_or("None".to_owned(), |(id, mg)| {
                let otherwise =
                    if row.else_tier == "none" { "None".to_owned() } else { format!("Some({})", tier(&row.else_tier)) };
                let ingredient = self.ingredients[id];
                format!("Some(DoseAbove {{ ingredient: {ingredient}, mg_per_day: {mg}, otherwise: {otherwise} }})")
            });
            writeln!(
                out,
                "PairRule {{ id: {:?}, a: {}, b: {}, tier: {}, when: {when}, any_route: {}, overrides: &{:?}, \
                 mechanism: {:?}, consequence: {:?}, action: {:?}, onc: {:?}, source: {} }},",
                row.interaction_id,
                self.subject(&row.a),
                self.subject(&row.b),
                tier(&row.tier),
                row.routes == "any",
                self.overrides(&row.overrides),
                row.mechanism,
                row.consequence,
                row.action,
                row.onc_ref,
                self.citation(&row.source, &row.source_detail),
            )?;
        }
        out.push_str("],\nquiet: &[\n");
        for row in &self.tables.quiet_pairs {
            let (a, b) = (self.subject(&row.a), self.subject(&row.b));
            let overrides = self.overrides(&row.overrides);
            writeln!(out, "QuietPair {{ id: {:?}, a: {a}, b: {b}, overrides: &{overrides:?} }},", row.quiet_id)?;
        }
        out.push_str("],\n");
        Ok(())
    }

    fn duplicates(&self, out: &mut String) -> std::fmt::Result {
        out.push_str("duplicates: &[\n");
        for row in &self.tables.duplicates {
            let exemptions: Vec<String> = row.exemptions.iter().filter_map(|name| self.exemption(name)).collect();
            writeln!(
                out,
                "DuplicateRule {{ id: {:?}, scope: {}, max_allowed: {}, tier: {}, exemptions: &[{}], message: {:?}, \
                 action: {:?}, source: {} }},",
                row.rule_id,
                self.scope(row),
                row.max_allowed,
                tier(&row.tier),
                exemptions.join(","),
                row.message,
                row.action,
                self.citation(&row.source, &row.source_detail),
            )?;
        }
        out.push_str("],\n");
        Ok(())
    }

    fn scope(&self, row: &DuplicateRow) -> String {
        match (row.scope.as_str(), row.target.split_once('+')) {
            ("class", _) => format!("DuplicateScope::Class({})", self.classes[row.target.as_str()]),
            (_, Some((one, other))) => {
                format!("DuplicateScope::Classes({}, {})", self.classes[one], self.classes[other])
            }
            (_, None) if row.target == "*" => "DuplicateScope::AnyIngredient".to_owned(),
            (_, None) => format!("DuplicateScope::Ingredient({})", self.ingredients[row.target.as_str()]),
        }
    }

    /// The exemption a table names; `None` for what every class rule does anyway.
    fn exemption(&self, name: &str) -> Option<String> {
        let class = |id: &str| self.classes[id];
        let ingredient = |id: &str| self.ingredients[id];
        Some(match name {
            "prn_and_scheduled_same_drug" => "Exemption::ScheduledAndAsNeeded".to_owned(),
            "one_long_plus_one_short" => {
                let classes = ["opioid", "parkinson_agent", "stimulant"].map(class);
                format!("Exemption::LongAndShort(&{classes:?})")
            }
            "inhaler_and_nebulizer" => "Exemption::InhalerAndNebulizer".to_owned(),
            "two_strengths_one_order" => "Exemption::OneOrder".to_owned(),
            "different_route_local" | "nasal_plus_inhaled" => "Exemption::OtherRouteLocal".to_owned(),
            "topical_route" | "ophthalmic_route" | "local_route" => "Exemption::LocalRoute".to_owned(),
            "supplements" => {
                let minerals = ["calcium_supplement", "magnesium_supplement", "zinc_supplement"].map(class);
                let others = ["vitamin", "herbal", "food_substance", "supplies"].map(class);
                format!("Exemption::AnyOf(&{:?})", [&minerals[..], &others].concat())
            }
            "acei_acei" => format!("Exemption::BothOf({})", class("acei")),
            "arb_arb" => format!("Exemption::BothOf({})", class("arb")),
            "dhp_dhp" => format!("Exemption::BothOf({})", class("ccb_dhp")),
            "sacubitril_valsartan" => {
                format!("Exemption::These({}, {})", ingredient("sacubitril"), ingredient("valsartan"))
            }
            "levothyroxine_plus_liothyronine" => {
                format!("Exemption::These({}, {})", ingredient("levothyroxine"), ingredient("liothyronine"))
            }
            "fludrocortisone" => format!("Exemption::Either({})", ingredient("fludrocortisone")),
            "bridging_order" | "cross_taper_order" | "switch_order" | "taper_order" => {
                "Exemption::WrittenPlan".to_owned()
            }
            "sl_prn_plus_scheduled" => "Exemption::RescueAndScheduled".to_owned(),
            _ => return None,
        })
    }

    fn wordings(&self, out: &mut String) -> std::fmt::Result {
        out.push_str("routes: &[\n");
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        for (index, row) in self.tables.routes.into_iter().enumerate() {
            let systemic = row.systemic == "1";
            writeln!(out, "Route {{ code: {:?}, display: {:?}, systemic: {systemic} }},", row.code, row.display)?;
            words.extend(row.aliases.iter().map(|alias| (folded_name(alias), index)));
        }
        writeln!(out, "],\nroute_words: &{:?},", words.into_iter().collect::<Vec<_>>())?;
        compile_sig::tables(self.tables, &self.ingredients, &self.classes, &self.routes, out)
    }
}

fn tier(word: &str) -> &'static str {
    match word {
        "contraindicated" => "AlertTier::Contraindicated",
        "serious" => "AlertTier::Serious",
        _ => "AlertTier::Monitor",
    }
}
