//! What measures the same: the codes of each measure, its unit, and what of its values can be read. From
//! `assets/rules/vitals.toml`, the one place of these codes; the reading from the database, the import, the limits and the
//! trend take theirs from here.

use super::observation::Observation;

mod reading;
mod units;

pub use reading::{NOT_DONE, Number, Reading, read};
pub use units::{converted, spoken};

/// Something that is measured, under whatever code.
#[derive(Debug, PartialEq)]
pub struct Measure {
    /// How limits name it: `glucose`.
    pub key: &'static str,
    /// As a row shows it: `Glucose`.
    pub label: &'static str,
    /// The unit of every number about it; readings in others are converted.
    pub unit: &'static str,
    /// The least value that is judged.
    pub least: f64,
    /// The greatest value that is judged.
    pub most: f64,
    /// Words that a code of the sender's own is known by, in small letters.
    pub names: &'static [&'static str],
    /// Whether a meter writes HI or LO instead of a number.
    pub meter: bool,
    /// How it is measured.
    pub methods: &'static [Method],
}

/// One way to measure something. A newer reading replaces an older one of the same method.
#[derive(Debug, PartialEq)]
pub struct Method {
    /// `meter`.
    pub name: &'static str,
    /// LOINC codes.
    pub codes: &'static [&'static str],
    /// A sensor with hundreds of readings a day: for each code the value below which its time is counted.
    pub low: &'static [f64],
}

include!(concat!(env!("OUT_DIR"), "/measures.rs"));

impl Measure {
    /// Whether a value can be of a living person.
    pub fn is_plausible(&self, value: f64) -> bool {
        (self.least..=self.most).contains(&value)
    }
}

/// All measures, in the order of the table.
pub fn all() -> &'static [Measure] {
    MEASURES
}

/// The measure with this key.
pub fn keyed(key: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|measure| measure.key == key)
}

/// What a code measures, and how.
pub fn of_code(code: &str) -> Option<(&'static Measure, &'static Method)> {
    MEASURES.iter().find_map(|measure| {
        measure.methods.iter().find(|method| method.codes.contains(&code)).map(|method| (measure, method))
    })
}

/// What an observation measures, and how.
pub fn of(observation: &Observation) -> Option<(&'static Measure, &'static Method)> {
    of_code(&observation.code)
}

/// The measure that words of a sender's own code mean; only where they mean nothing else.
pub fn named(words: &str) -> Option<&'static Measure> {
    let words = words.trim().to_lowercase();
    let words = words.trim_end_matches([':', '.']).trim();
    MEASURES.iter().find(|measure| measure.names.contains(&words))
}

/// Codes of panels of a systolic and a diastolic pressure; the last one is of means.
pub const PRESSURE_PANELS: &[&str] = &["85354-9", "55284-4", "35094-2", "55417-0", MEAN_PANEL];

/// The panel of mean pressures.
pub const MEAN_PANEL: &str = "96607-7";

/// Every code of every measure that is read one by one; those of sensors are thinned.
pub fn codes() -> impl Iterator<Item = &'static str> {
    let methods = MEASURES.iter().flat_map(|measure| measure.methods);
    methods.filter(|method| method.low.is_empty()).flat_map(|method| method.codes.iter().copied())
}

/// The codes of sensors, each with the value below which its time is counted.
pub fn sensors() -> impl Iterator<Item = (&'static str, f64)> {
    let methods = MEASURES.iter().flat_map(|measure| measure.methods);
    methods.flat_map(|method| method.codes.iter().copied().zip(method.low.iter().copied()))
}
