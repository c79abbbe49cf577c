//! Units as UCUM and as people write them.

use super::Measure;

/// One ounce and one pound, in kilograms.
const POUND: f64 = 0.453_592_37;

/// mg/dL of glucose in one mmol/L: its molar mass is 180.16 g/mol.
const GLUCOSE: f64 = 18.016;

/// A unit in small letters without the brackets of UCUM and without blanks.
fn plain(unit: &str) -> String {
    unit.chars().filter(|c| !c.is_whitespace() && !"[]{}()".contains(*c)).collect::<String>().to_lowercase()
}

/// A value in the measure's own unit; `None` when the two do not measure the same, or there is no unit and only the range
/// could tell.
pub fn converted(value: f64, unit: &str, measure: &Measure) -> Option<f64> {
    let unit = plain(unit);
    let value = match (measure.unit, unit.as_str()) {
        (
            "F",
            "cel" | "c" | "°c" | "degc" | "degreesc" | "celsius" | "degcelsius" | "degreescelsius" | "degreecelsius",
        ) => value * 1.8 + 32.0,
        ("lb", "kg" | "kgs" | "kilogram" | "kilograms" | "kilo" | "kilos") => value / POUND,
        ("lb", "g" | "gram" | "grams" | "gm") => value / (POUND * 1000.0),
        ("lb", "oz_av" | "oz" | "ounce" | "ounces") => value / 16.0,
        ("lb", "stone_av" | "st" | "stone") => value * 14.0,
        (
            "mg/dL",
            "mmol/l" | "mmol" | "mmols/l" | "mm/l" | "millimol/l" | "mmolperl" | "millimolesperliter"
            | "millimoles/liter" | "millimoleperliter",
        ) => value * GLUCOSE,
        ("mg/dL", "g/l") => value * 100.0,
        ("mmHg", "kpa") => value * 7.500_62,
        // A share of one.
        ("%", "1" | "fraction") if value <= 1.0 => value * 100.0,
        (
            "F",
            "degf" | "f" | "°f" | "fahrenheit" | "degreesf" | "degfahrenheit" | "degreesfahrenheit"
            | "degreefahrenheit",
        )
        | ("lb", "lb_av" | "lb" | "lbs" | "pound" | "pounds" | "#" | "lb_us" | "lbs.")
        | ("mmHg", "mmhg" | "mm" | "torr" | "mmhgmercury" | "millimetersofmercury" | "millimeterofmercury")
        | (
            "mg/dL",
            "mg/dl"
            | "mg%"
            | "mgdl"
            | "mg/100ml"
            | "mgperdl"
            | "milligramsperdeciliter"
            | "milligramperdeciliter"
            | "milligrams/deciliter",
        )
        | ("", "" | "1" | "ratio" | "inr" | "score" | "index" | "unitless" | "n/a")
        | ("%", "%" | "percent" | "pct" | "%o2" | "%sat")
        | ("/10", _) => value,
        ("/min", unit) if unit.contains("min") || ["bpm", "rpm", "brpm"].contains(&unit) => value,
        _ => return None,
    };
    value.is_finite().then_some(value)
}

/// Units that a number without one could be in, the measure's own first.
pub(super) fn candidates(measure: &Measure) -> &'static [&'static str] {
    match measure.unit {
        "F" => &["F", "C"],
        "mg/dL" => &["mg/dL", "mmol/L"],
        "mmHg" => &["mmHg"],
        "lb" => &["lb", "kg"],
        "%" => &["%"],
        "/min" => &["/min"],
        "/10" => &["/10"],
        _ => &[""],
    }
}

/// Whether a word is a unit of this measure.
pub(super) fn is_unit(word: &str, measure: &Measure) -> bool {
    !word.is_empty() && measure.unit != "/10" && converted(0.5, word, measure).is_some()
        || measure.unit == "/10" && matches!(plain(word).as_str(), "/10" | "score" | "outof10")
}

/// `4.6`, `101.3 F`, `86 %`: to one decimal, whole numbers without.
pub fn spoken(value: f64, unit: &str) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    match unit {
        "" => rounded.to_string(),
        "/10" => format!("{rounded}/10"),
        unit => format!("{rounded} {unit}"),
    }
}
