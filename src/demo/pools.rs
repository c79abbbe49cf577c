//! What is drawn from: the tables of `assets/demo`, which a nurse can read and correct.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// All tables.
#[derive(Default)]
pub(super) struct Pools {
    pub(super) names: Names,
    pub(super) places: Places,
    pub(super) people: People,
    pub(super) profiles: Profiles,
    pub(super) plans: Plans,
    pub(super) situations: Situations,
}

/// The tables, read once. They are compiled in and a test reads every one; a broken one would give an empty pool.
pub(super) fn pools() -> &'static Pools {
    static POOLS: LazyLock<Pools> = LazyLock::new(|| read().unwrap_or_default());
    &POOLS
}

fn read() -> Result<Pools, toml::de::Error> {
    Ok(Pools {
        names: toml::from_str(include_str!("../../assets/demo/names.toml"))?,
        places: toml::from_str(include_str!("../../assets/demo/places.toml"))?,
        people: toml::from_str(include_str!("../../assets/demo/people.toml"))?,
        profiles: toml::from_str(include_str!("../../assets/demo/profiles.toml"))?,
        plans: toml::from_str(include_str!("../../assets/demo/plans.toml"))?,
        situations: toml::from_str(include_str!("../../assets/demo/situations.toml"))?,
    })
}

/// The parts of a line that is written `one | two | three`; missing ones are empty.
pub(super) fn parts<const N: usize>(line: &str) -> [&str; N] {
    let mut parts = line.split('|').map(str::trim);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) mixed: usize,
    pub(super) group: Vec<Group>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) weight: usize,
    pub(super) language: Option<String>,
    #[serde(default)]
    pub(super) chance: usize,
    pub(super) female: Vec<String>,
    pub(super) male: Vec<String>,
    pub(super) family: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Places {
    pub(super) streets: Vec<String>,
    pub(super) towns: Vec<String>,
    pub(super) state: Vec<State>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub(super) zone: String,
    pub(super) name: String,
    pub(super) zip: String,
    pub(super) area: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    pub(super) agency: String,
    pub(super) teams: Vec<String>,
    pub(super) manager: Vec<NamedCaseManager>,
    pub(super) patient: Surroundings,
    pub(super) practitioners: Practitioners,
    pub(super) payer: Vec<Payer>,
    pub(super) discharge: Discharge,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedCaseManager {
    pub(super) given: String,
    pub(super) family: String,
    pub(super) credential: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Surroundings {
    pub(super) access: Vec<String>,
    pub(super) preferred: Vec<String>,
    pub(super) relations_female: Vec<String>,
    pub(super) relations_male: Vec<String>,
    pub(super) no_known_allergies: Vec<String>,
    pub(super) allergies: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Practitioners {
    pub(super) credentials: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Payer {
    pub(super) weight: usize,
    pub(super) name: String,
    pub(super) kind: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Discharge {
    pub(super) reasons: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profiles {
    pub(super) profile: Vec<Profile>,
}

/// What a patient comes with.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    pub(super) name: String,
    pub(super) weight: usize,
    pub(super) problems: Vec<String>,
    pub(super) drugs: Vec<String>,
    pub(super) sometimes: Vec<String>,
    pub(super) therapy: Vec<String>,
    /// Usual blood pressure, mmHg.
    pub(super) pressure: [i32; 2],
    /// Usual oxygen saturation, %.
    pub(super) saturation: i32,
    /// Usual weight, lb.
    pub(super) weight_lb: i32,
    #[serde(default)]
    pub(super) inr: bool,
    #[serde(default)]
    pub(super) glucose: bool,
    pub(super) purposes: Vec<String>,
    pub(super) notes: Vec<String>,
    pub(super) goal: Vec<GoalTemplate>,
}

/// A goal with a number.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GoalTemplate {
    pub(super) problem: String,
    /// The problem of the Omaha System it belongs to.
    pub(super) omaha: String,
    pub(super) text: String,
    pub(super) measure: String,
    pub(super) target: String,
    pub(super) unit: Option<String>,
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) days: i64,
    pub(super) steps: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plans {
    pub(super) section: Vec<SectionTexts>,
}

/// What a section of a plan may say.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SectionTexts {
    pub(super) key: String,
    /// For anybody.
    pub(super) texts: Vec<String>,
    /// For patients of a profile.
    #[serde(default)]
    pub(super) by: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Situations {
    pub(super) common: Vec<String>,
    pub(super) calls: Vec<String>,
    pub(super) remarks: Vec<String>,
    pub(super) lab_and_antibiotic: Story,
    pub(super) allergy_conflict: Story,
    pub(super) weight_gain: Story,
    pub(super) pressure_high: Story,
    pub(super) saturation_low: Story,
    pub(super) home_again: Story,
    pub(super) hospital: Story,
    pub(super) referred: Story,
    pub(super) missed: Story,
    pub(super) interaction: Vec<Addition>,
    pub(super) duplicate: Vec<Addition>,
    pub(super) misspelt: Vec<Addition>,
    /// What a visit is for: by the word of its kind, or of its discipline.
    pub(super) purposes: BTreeMap<String, String>,
}

/// What happened to a patient of late.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    /// As in the list of allergies.
    pub(super) allergy: Option<String>,
    /// Who ordered the drugs.
    pub(super) ordered_by: Option<String>,
    #[serde(default)]
    pub(super) drugs: Vec<String>,
    #[serde(default)]
    pub(super) started_days_ago: i64,
    pub(super) notes: Vec<String>,
}

/// A drug that makes an alert on the list of its profile.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Addition {
    /// The profile whose list it is added to; empty for any.
    pub(super) profile: String,
    pub(super) drug: String,
}

/// The profile of that name.
pub(super) fn profile_named(name: &str) -> Option<&'static Profile> {
    pools().profiles.profile.iter().find(|profile| profile.name == name)
}
