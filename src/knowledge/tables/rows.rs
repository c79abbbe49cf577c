//! The columns of each table that the program reads or checks. Columns not named here are for people.

use serde::{Deserialize, Deserializer};

/// `set.toml`.
#[derive(Debug, Clone, Deserialize)]
pub struct Edition {
    /// Version of the set: year, month, number.
    pub version: String,
    /// The day it was closed, `YYYY-MM-DD`.
    pub dated: String,
}

/// `sources.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct SourceRow {
    /// What rows cite.
    pub key: String,
    /// What it is, in words.
    pub title: String,
}

/// `classes.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct ClassRow {
    /// Id.
    pub class_id: String,
    /// Id of the class it is part of, or empty.
    pub parent: String,
    /// `drug`, `effect` or `allergy`.
    pub kind: String,
    /// Source key.
    pub source: String,
}

/// `ingredients.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct IngredientRow {
    /// Id.
    pub ingredient_id: String,
    /// Generic name.
    pub name: String,
    /// Brand names.
    #[serde(deserialize_with = "list")]
    pub brands: Vec<String>,
    /// Other names.
    #[serde(deserialize_with = "list")]
    pub aliases: Vec<String>,
    /// Classes it belongs to directly.
    #[serde(deserialize_with = "list")]
    pub class_ids: Vec<String>,
    /// Route code when none is stated.
    pub default_route: String,
    /// `1` for high-alert.
    pub high_alert: String,
    /// `1` where a little more or less does harm.
    pub narrow_therapeutic_index: String,
    /// `1` where it is sold without an order.
    pub otc_available: String,
    /// RxNorm concept, or empty.
    pub rxcui: String,
    /// Source key.
    pub source: String,
}

/// `combinations.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct CombinationRow {
    /// Id.
    pub product_id: String,
    /// Brand names.
    #[serde(deserialize_with = "list")]
    pub product_names: Vec<String>,
    /// What is in it.
    #[serde(deserialize_with = "list")]
    pub ingredient_ids: Vec<String>,
    /// Other names.
    #[serde(deserialize_with = "list")]
    pub aliases: Vec<String>,
    /// Source key.
    pub source: String,
}

/// `ambiguous_names.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct AmbiguousRow {
    /// The name that stands for several drugs.
    pub name: String,
    /// Ingredients it may stand for.
    #[serde(deserialize_with = "list")]
    pub candidates: Vec<String>,
    /// What to ask.
    pub ask: String,
    /// Source key.
    pub source: String,
}

/// `name_routes.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct NameRouteRow {
    /// A name of another table.
    pub name: String,
    /// Route code of what is sold under it.
    pub route: String,
    /// Source key.
    pub source: String,
}

/// `interactions.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct InteractionRow {
    /// Id.
    pub interaction_id: String,
    /// Class or ingredient.
    pub a: String,
    /// Class or ingredient.
    pub b: String,
    /// Tier.
    pub tier: String,
    /// Empty or `dose_day_gt(ingredient,mg)`.
    pub when: String,
    /// Tier or `none` when the condition is false.
    pub else_tier: String,
    /// `systemic` or `any`.
    pub routes: String,
    /// Why it happens.
    pub mechanism: String,
    /// What may happen.
    pub consequence: String,
    /// What to do.
    pub action: String,
    /// `HPn` for a pair of the ONC high-priority list.
    pub onc_ref: String,
    /// Source key.
    pub source: String,
    /// Product of a label.
    pub source_detail: String,
    /// Keys of sources that agree.
    #[serde(deserialize_with = "list")]
    pub checked_against: Vec<String>,
    /// Rows it takes the place of.
    #[serde(deserialize_with = "list")]
    pub overrides: Vec<String>,
}

/// `quiet_pairs.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct QuietRow {
    /// Id.
    pub quiet_id: String,
    /// Class or ingredient.
    pub a: String,
    /// Class or ingredient.
    pub b: String,
    /// Rows it silences.
    #[serde(deserialize_with = "list")]
    pub overrides: Vec<String>,
    /// Source key.
    pub source: String,
}

/// `multi_rules.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct MultiRow {
    /// Id.
    pub rule_id: String,
    /// `a+b`, `3*a`, `!a`.
    pub needs: String,
    /// Tier.
    pub tier: String,
    /// What was found.
    pub title: String,
    /// What may happen.
    pub consequence: String,
    /// What to do.
    pub action: String,
    /// Source key.
    pub source: String,
    /// Product of a label.
    pub source_detail: String,
}

/// `duplicates.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct DuplicateRow {
    /// Id.
    pub rule_id: String,
    /// `same_ingredient`, `class` or `class_pair`.
    pub scope: String,
    /// `*`, an ingredient, a class, or `class+class`.
    pub target: String,
    /// How many may stand together.
    pub max_allowed: u8,
    /// Tier.
    pub tier: String,
    /// Named exemptions.
    #[serde(deserialize_with = "list")]
    pub exemptions: Vec<String>,
    /// What was found.
    pub message: String,
    /// What to do.
    pub action: String,
    /// Source key.
    pub source: String,
    /// Product of a label.
    pub source_detail: String,
}

/// `allergy_classes.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct AllergyRow {
    /// Id.
    pub rule_id: String,
    /// Class or ingredient.
    pub conflict_target: String,
    /// Words by which the allergen is charted.
    #[serde(deserialize_with = "list")]
    pub allergen_terms: Vec<String>,
    /// `same`, `likely`, `low`, ...
    pub relation: String,
    /// Tier or `none`.
    pub tier: String,
    /// What to do.
    pub action: String,
    /// Classes and ingredients that are the allergen.
    #[serde(deserialize_with = "list")]
    pub allergens: Vec<String>,
    /// Words of the reaction without which the row says nothing.
    #[serde(deserialize_with = "list")]
    pub reactions: Vec<String>,
    /// Source key.
    pub source: String,
    /// Product of a label.
    pub source_detail: String,
}

/// `monitoring.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct MonitoringRow {
    /// Id.
    pub rule_id: String,
    /// Class or ingredient.
    pub subject: String,
    /// What is measured.
    pub test: String,
    /// Days, or `each_visit`.
    pub interval_days: String,
    /// Days from the start to the first result.
    pub first_check_days: Option<u16>,
    /// What else makes it due, in words.
    pub trigger: String,
    /// What it finds.
    pub why: String,
    /// LOINC codes of the test.
    #[serde(deserialize_with = "list")]
    pub loinc: Vec<String>,
    /// Classes and ingredients beside which it is due at once.
    #[serde(deserialize_with = "list")]
    pub trigger_with: Vec<String>,
    /// `1` when due throughout a short course.
    pub course: String,
    /// `1` when lateness presses.
    pub urgent: String,
    /// Source key.
    pub source: String,
    /// Product of a label.
    pub source_detail: String,
}

/// `renal.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct RenalRow {
    /// Id.
    pub rule_id: String,
    /// Class or ingredient.
    pub subject: String,
    /// `eGFR`, `CrCl` or `serum_creatinine_ge_1.5`.
    pub measure: String,
    /// Speaks below this.
    pub below: f32,
    /// `review`, `serious` or `contraindicated`.
    pub level: String,
    /// What to do.
    pub advice: String,
    /// Source key.
    pub source: String,
    /// Product of a label.
    pub source_detail: String,
}

/// `dose_limits.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct DoseLimitRow {
    /// Id.
    pub rule_id: String,
    /// Ingredient.
    pub ingredient_id: String,
    /// The most in a day.
    pub max_daily: f32,
    /// `mg` or `mcg`.
    pub unit: String,
    /// `adult`, `age_ge_65`, `otc`, `daily_frequency`.
    pub applies_when: String,
    /// Tier.
    pub level: String,
    /// What is said.
    pub message: String,
    /// The only route it is for, or empty.
    pub route: String,
    /// Source key.
    pub source: String,
    /// Product of a label.
    pub source_detail: String,
}

/// `older_adults.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct OlderAdultRow {
    /// Id.
    pub rule_id: String,
    /// Class or ingredient.
    pub subject: String,
    /// From this age.
    pub min_age: u8,
    /// Condition of `conditions.csv`, or empty.
    pub condition: String,
    /// `caution` or `avoid`.
    pub tier: String,
    /// What may happen.
    pub concern: String,
    /// What to do.
    pub action: String,
    /// Members that differ.
    #[serde(deserialize_with = "list")]
    pub except: Vec<String>,
    /// Source key.
    pub source: String,
    /// Product of a label.
    pub source_detail: String,
}

/// `side_effects.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct SideEffectRow {
    /// Id.
    pub rule_id: String,
    /// Class or ingredient.
    pub subject: String,
    /// Questions.
    pub ask: String,
    /// Teaching points.
    pub teach: String,
    /// When to call at once.
    pub call_now: String,
    /// Source key.
    pub source: String,
    /// Product of a label.
    pub source_detail: String,
}

/// `sig_frequencies.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct FrequencyRow {
    /// Id.
    pub code: String,
    /// Other ways to write it.
    #[serde(deserialize_with = "list")]
    pub aliases: Vec<String>,
    /// Times per day, where that can be said.
    pub per_day: Option<f64>,
    /// `HH:MM` of each dose unless somebody says otherwise.
    #[serde(deserialize_with = "list")]
    pub default_times: Vec<String>,
    /// Code of FHIR's `TimingAbbreviation`, or empty.
    pub fhir_code: String,
    /// Parts of FHIR's `Timing.repeat`: `frequency=1;period=1;periodUnit=d;when=MORN`.
    #[serde(deserialize_with = "list")]
    pub fhir_repeat: Vec<String>,
    /// Source key.
    pub source: String,
}

/// `sig_routes.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct RouteRow {
    /// Id.
    pub code: String,
    /// Other ways to write it.
    #[serde(deserialize_with = "list")]
    pub aliases: Vec<String>,
    /// As people read it.
    pub display: String,
    /// `1` when the drug reaches the blood in earnest.
    pub systemic: String,
    /// Source key.
    pub source: String,
}

/// `sig_error_prone.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct NotationRow {
    /// What is written.
    pub token: String,
    /// What it is taken for.
    pub problem: String,
    /// What to write.
    pub write_instead: String,
    /// `block` or `warn`.
    pub severity: String,
    /// How it is found.
    pub pattern: String,
    /// Source key.
    pub source: String,
}

/// `conditions.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct ConditionRow {
    /// What rules call it.
    pub condition: String,
    /// Words and phrases by which it is charted.
    #[serde(deserialize_with = "list")]
    pub words: Vec<String>,
    /// Beginnings of ICD-10-CM codes.
    #[serde(deserialize_with = "list")]
    pub icd10: Vec<String>,
    /// SNOMED CT codes, whole.
    #[serde(default, deserialize_with = "list")]
    pub snomed: Vec<String>,
    /// Source key.
    pub source: String,
}

/// `harm_signs.csv`.
#[derive(Debug, Clone, Deserialize)]
pub struct HarmSignRow {
    /// Id.
    pub sign_id: String,
    /// Class or ingredient.
    pub subject: String,
    /// LOINC code of the result that shows it.
    pub loinc: String,
    /// Source key.
    pub source: String,
}

/// A cell with several values, separated by semicolons.
pub(super) fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let cell = String::deserialize(deserializer)?;
    Ok(cell.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect())
}
