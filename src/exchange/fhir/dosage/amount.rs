//! How much, in words: numbers without noughts behind the point, units without the signs of UCUM.

use super::timing::{ASK, is_just, length};
use crate::domain::medication::decimal::Decimal;
use crate::exchange::fhir::fields::Fields;

/// A number as an order writes it: no nought behind the point, one before it.
pub(super) fn plain(number: f64) -> String {
    let written = number.to_string();
    Decimal::parse(&written).map_or(written, |exact| exact.to_string())
}

/// UCUM's and others' ways to write a unit, and the word for it.
const UNITS: [(&str, &str); 30] = [
    ("ug", "mcg"),
    ("µg", "mcg"),
    ("μg", "mcg"),
    ("[iu]", "units"),
    ("[iu'u]", "units"),
    ("[usp'u]", "units"),
    ("iu", "units"),
    ("u", "units"),
    ("unt", "units"),
    ("international unit", "units"),
    ("tbl", "tablet"),
    ("tab", "tablet"),
    ("cap", "capsule"),
    ("[drp]", "drop"),
    ("gtt", "drop"),
    ("[tsp_us]", "teaspoon"),
    ("[tbs_us]", "tablespoon"),
    ("[foz_us]", "ounce"),
    ("meq", "mEq"),
    ("ml", "mL"),
    ("gm", "g"),
    ("l", "liter"),
    ("supp", "suppository"),
    ("puf", "puff"),
    ("puffs", "puffs"),
    ("[puff]", "puff"),
    ("application", "application"),
    ("{application}", "application"),
    ("actuat", "puff"),
    ("ptch", "patch"),
];

/// A unit in words; nothing where it only counts.
pub(super) fn unit(written: &str) -> String {
    let bare = written.trim().trim_matches(['{', '}']);
    let bare = bare.split(" (").next().unwrap_or(bare);
    let bare = bare.split(" - ").next().unwrap_or(bare).replace("(s)", "s");
    let lower = bare.to_lowercase();
    if bare == "1" || lower == "each" || lower == "ea" {
        return String::new();
    }
    if let Some((_, word)) = UNITS.iter().find(|(known, _)| *known == lower) {
        return (*word).to_owned();
    }
    // What is spelt out is written small, so that it reads as one word of the line.
    let spelt = bare.chars().all(|c| c.is_alphabetic() || c == ' ') && bare.len() > 3;
    if spelt { lower } else { bare }
}

/// Whether a unit is one of those that are never a way to say the same: the code of a tablet is often just "1".
fn is_measure(unit: &str) -> bool {
    matches!(unit, "mg" | "mcg" | "g" | "ng" | "kg" | "mEq" | "mmol" | "units" | "mL" | "liter")
}

/// An amount with its unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Amount {
    pub(super) value: f64,
    pub(super) unit: String,
    /// `<` and the like: then the number is a bound and no amount.
    pub(super) comparator: Option<String>,
}

impl Amount {
    /// Of a quantity; `None` where it has no number.
    pub(super) fn of(mut quantity: Fields, unread: &mut Vec<String>) -> Option<Self> {
        let value = quantity.number("value");
        let comparator = quantity.text("comparator");
        let (written, code, _) = (quantity.text("unit"), quantity.text("code"), quantity.text("system"));
        quantity.rest(unread);
        let of = match (written.map(|written| unit(&written)), code.map(|code| unit(&code))) {
            // "mg" in words and micrograms as the code: a thousandfold apart.
            (Some(written), Some(code)) if is_measure(&written) && is_measure(&code) && written != code => {
                format!("{written} or {code} ({ASK})")
            }
            (written, code) => written.or(code).unwrap_or_default(),
        };
        Some(Self { value: value?, unit: of, comparator })
    }

    /// `2 tablets`.
    pub(super) fn words(&self) -> String {
        let number = plain(self.value);
        let sign = self.comparator.as_ref().map(|sign| format!("{sign} ")).unwrap_or_default();
        format!("{sign}{number} {}", counted(&self.unit, self.value)).trim_end().to_owned()
    }
}

/// A unit of which there are several.
pub(super) fn counted(unit: &str, many: f64) -> String {
    const COUNTED: [&str; 12] = [
        "tablet",
        "capsule",
        "puff",
        "drop",
        "spray",
        "unit",
        "dose",
        "packet",
        "teaspoon",
        "tablespoon",
        "lozenge",
        "vial",
    ];
    match (unit, many > 1.0) {
        ("patch", true) => "patches".to_owned(),
        ("suppository", true) => "suppositories".to_owned(),
        ("units", false) => "unit".to_owned(),
        (unit, true) if COUNTED.contains(&unit) => format!("{unit}s"),
        (unit, _) => unit.to_owned(),
    }
}

/// `1 to 2 tablets`; a range open to one side is said so, and is no amount.
pub(super) fn range(mut range: Fields, unread: &mut Vec<String>) -> Option<(String, Option<Amount>)> {
    let low = range.object("low").and_then(|it| Amount::of(it, unread));
    let high = range.object("high").and_then(|it| Amount::of(it, unread));
    range.rest(unread);
    Some(match (low, high) {
        (Some(low), Some(high)) if is_just(low.value, high.value) => (high.words(), Some(high)),
        (Some(low), Some(high)) => {
            let same = low.unit == high.unit || low.unit.is_empty();
            let low = if same { plain(low.value) } else { low.words() };
            (format!("{low} to {}", high.words()), same.then_some(high))
        }
        (Some(low), None) => (format!("{} or more", low.words()), None),
        (None, Some(high)) => (format!("any amount, but not over {}", high.words()), None),
        (None, None) => return None,
    })
}

/// `6 tablets a day`, `100 mL per hour`: the words, and the amount with the unit of time where that is one day or week.
pub(super) fn ratio(mut ratio: Fields, unread: &mut Vec<String>) -> Option<Ratio> {
    let above = ratio.object("numerator").and_then(|it| Amount::of(it, unread));
    let below = ratio.object("denominator").and_then(|it| Amount::of(it, unread));
    ratio.rest(unread);
    Some(Ratio { above: above?, below })
}

/// So much in so much.
pub(super) struct Ratio {
    pub(super) above: Amount,
    pub(super) below: Option<Amount>,
}

impl Ratio {
    /// As a maximum: `at most 6 tablets a day`.
    pub(super) fn limit(&self) -> String {
        let most = self.above.words();
        let Some(below) = &self.below else { return format!("at most {most}") };
        let unit = below.unit.as_str();
        let days = match unit {
            "h" | "hour" | "hours" => below.value / 24.0,
            "d" | "day" | "days" => below.value,
            "wk" | "week" | "weeks" => below.value * 7.0,
            _ => 0.0,
        };
        if is_just(days, 1.0) {
            return format!("at most {most} a day");
        }
        if is_just(days, 7.0) {
            return format!("at most {most} a week");
        }
        format!("at most {most} in {}", length(below.value, unit).unwrap_or_else(|| below.words()))
    }

    /// As a rate: `100 mL per hour`.
    pub(super) fn rate(&self) -> String {
        let above = self.above.words();
        match &self.below {
            Some(below) if is_just(below.value, 1.0) => {
                let name = length(1.0, &below.unit).map(|length| length.trim_start_matches("1 ").to_owned());
                format!("{above} per {}", name.unwrap_or_else(|| below.unit.clone()))
            }
            Some(below) => {
                format!("{above} in {}", length(below.value, &below.unit).unwrap_or_else(|| below.words()))
            }
            None => above,
        }
    }
}

/// `7 days` of a Duration.
pub(super) fn length_of(duration: &mut Fields) -> Option<String> {
    let value = duration.number("value")?;
    let sign = duration.text("comparator").map(|sign| format!("{sign} ")).unwrap_or_default();
    let (unit, code, _) = (duration.text("unit"), duration.text("code"), duration.text("system"));
    let words = code.as_deref().and_then(|code| length(value, code)).or_else(|| {
        let unit = unit.clone().or(code.clone()).unwrap_or_default();
        let short = match unit.to_lowercase().trim_end_matches("(s)").trim_end_matches('s') {
            "day" | "d" => "d",
            "week" | "wk" => "wk",
            "hour" | "hr" | "h" => "h",
            "month" | "mo" => "mo",
            "year" | "yr" | "a" => "a",
            "minute" | "min" => "min",
            _ => return Some(format!("{} {unit}", plain(value)).trim_end().to_owned()),
        };
        length(value, short)
    })?;
    Some(format!("{sign}{words}"))
}
