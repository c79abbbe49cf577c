//! A value as its sender wrote it, read as a number of a measure: quantities, numbers in words, signs, ranges, HI and LO of a
//! meter. What cannot be read stays in its words, with why.

use super::units::{candidates, is_unit};
use super::{Measure, converted, spoken};
use crate::domain::observation::Observation;

/// A number that may be known only to lie on one side, in the measure's own unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// It is at least this.
    pub low: f64,
    /// It is at most this.
    pub high: f64,
    /// In words, with the sign as sent: `<40 mg/dL`.
    pub says: String,
    /// What was supposed, to be said: the unit that was missing.
    pub supposed: Option<String>,
}

impl Number {
    /// The number where it is one.
    pub fn exact(&self) -> Option<f64> {
        (self.low.to_bits() == self.high.to_bits()).then_some(self.low)
    }
}

/// What a value says.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A number.
    Number(Number),
    /// Words, or a number that cannot be one of this measure, with why it is not judged.
    Unread {
        /// As sent.
        says: String,
        /// Why.
        why: String,
    },
    /// No value: it was not measured.
    Nothing,
}

/// How text begins that says why there is no value.
pub const NOT_DONE: &str = "not done";

/// Reads an observation as a value of this measure.
pub fn read(observation: &Observation, measure: &Measure) -> Reading {
    let unit = observation.unit.as_deref().unwrap_or_default().trim();
    if let Some(value) = observation.value {
        return number(Sign::None, value, &value.to_string(), unit, measure);
    }
    match observation.text.as_deref().map(str::trim) {
        None | Some("") => Reading::Nothing,
        Some(text) if text.starts_with(NOT_DONE) => Reading::Nothing,
        Some(text) => in_words(text, unit, measure),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    None,
    Below,
    Above,
}

impl Sign {
    fn mark(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Below => "<",
            Self::Above => ">",
        }
    }
}

/// Signs as they are written. Whether the number itself is meant makes no difference to a limit.
const SIGNS: &[(&str, Sign)] = &[
    ("<=", Sign::Below),
    (">=", Sign::Above),
    ("≤", Sign::Below),
    ("≥", Sign::Above),
    ("<", Sign::Below),
    (">", Sign::Above),
    ("less than", Sign::Below),
    ("lower than", Sign::Below),
    ("below", Sign::Below),
    ("under", Sign::Below),
    ("greater than", Sign::Above),
    ("more than", Sign::Above),
    ("higher than", Sign::Above),
    ("above", Sign::Above),
    ("over", Sign::Above),
];

/// Words behind a number that do not change it.
const BESIDE: &[&str] = &[
    "h",
    "l",
    "hh",
    "ll",
    "a",
    "aa",
    "high",
    "low",
    "critical",
    "abnormal",
    "normal",
    "panic",
    "alert",
    "*",
    "**",
    "!",
    "!!",
    "oral",
    "orally",
    "tympanic",
    "axillary",
    "temporal",
    "rectal",
    "forehead",
    "ear",
    "sitting",
    "standing",
    "lying",
    "supine",
    "ra",
    "on",
    "room",
    "air",
    "o2",
    "nc",
    "rest",
    "resting",
    "at",
    "fasting",
    "random",
    "regular",
    "irregular",
    "left",
    "right",
    "arm",
    "final",
    "corrected",
    "preliminary",
    "poc",
    "fingerstick",
];

fn in_words(text: &str, unit: &str, measure: &Measure) -> Reading {
    let unread = |why: &str| Reading::Unread { says: text.to_owned(), why: why.to_owned() };
    let small = text.to_lowercase();
    if measure.meter
        && let Some(reading) = of_meter(&small, text)
    {
        return reading;
    }
    let rest = without_label(&small, measure);
    let (sign, rest) = SIGNS
        .iter()
        .find_map(|(mark, sign)| Some((*sign, rest.strip_prefix(mark)?.trim_start())))
        .unwrap_or((Sign::None, rest));
    let Some((value, written, rest)) = leading_number(rest) else {
        return unread("it is no number");
    };
    // A range: both ends are read.
    if let Some((high, _, after)) = rest.strip_prefix(['-', '–']).map(str::trim_start).and_then(leading_number) {
        return match (sign, words_after(after, unit, measure)) {
            (Sign::None, Some(unit)) => range(value, high, &unit, text, measure),
            _ => unread("more stands there than one number"),
        };
    }
    match words_after(rest, unit, measure) {
        Some(unit) => number(sign, value, &written, &unit, measure),
        None => unread("more stands there than one number and its unit"),
    }
}

/// `HI` and `LO`: beyond what the meter can show.
fn of_meter(small: &str, text: &str) -> Option<Reading> {
    let word = small.trim_end_matches(['.', '!']);
    let (low, high) = match word {
        "hi" | "high" | "meter hi" | "reads hi" | "hi on meter" => (500.0, f64::INFINITY),
        "lo" | "low" | "meter lo" | "reads lo" | "lo on meter" => (f64::NEG_INFINITY, 30.0),
        _ => return None,
    };
    Some(Reading::Number(Number { low, high, says: format!("\"{text}\""), supposed: None }))
}

/// Without the measure's own name in front: `INR 5.4`, `BP systolic: 178`.
fn without_label<'a>(small: &'a str, measure: &Measure) -> &'a str {
    let own = measure.names.iter().filter_map(|name| small.strip_prefix(name));
    let rest = own.min_by_key(|rest| rest.len()).unwrap_or(small);
    rest.trim_start_matches([':', '=', ' ']).trim_start()
}

/// A number at the start, with a point or a comma, and what follows.
fn leading_number(text: &str) -> Option<(f64, String, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let digits = digits.trim_end_matches(['.', ',']);
    let thousands = digits.split_once(',').is_some_and(|(_, after)| after.len() == 3);
    let digits = if thousands { digits.replace(',', "") } else { digits.replace(',', ".") };
    let value: f64 = digits.parse().ok()?;
    Some((value, digits, rest.trim_start()))
}

/// The unit among the words behind a number; `None` when they could mean something else.
fn words_after(rest: &str, given: &str, measure: &Measure) -> Option<String> {
    let mut unit = given.to_owned();
    let mut rest = rest.trim_matches(|c: char| c.is_whitespace() || c == '.');
    if measure.unit == "/10"
        && let Some(after) = rest.strip_prefix("/10").or_else(|| rest.strip_prefix("/ 10"))
    {
        rest = after.trim_start();
    }
    let words: Vec<&str> = rest.split_whitespace().collect();
    // A unit may be written in two words: "mm Hg", "deg F".
    let taken = [2, 1].into_iter().find(|count| {
        words.get(..*count).is_some_and(|first| {
            let joined = first.concat();
            !BESIDE.contains(&joined.as_str()) && is_unit(&joined, measure)
        })
    });
    if let Some(count) = taken {
        unit = words.iter().take(count).copied().collect();
    }
    let mut before = "";
    for word in words.iter().skip(taken.unwrap_or(0)) {
        let bare = word.trim_matches(|c: char| "()[],;.".contains(c));
        let liters = matches!(bare, "l" | "lpm" | "l/min" | "liters")
            || bare.strip_suffix("lpm").or_else(|| bare.strip_suffix('l')).is_some_and(|n| n.parse::<f64>().is_ok());
        let of_oxygen = measure.key == "saturation" && (liters || (before == "on" && bare.parse::<f64>().is_ok()));
        if !bare.is_empty() && !BESIDE.contains(&bare) && !of_oxygen {
            return None;
        }
        before = bare;
    }
    Some(unit)
}

fn range(low: f64, high: f64, unit: &str, text: &str, measure: &Measure) -> Reading {
    let ends = (number(Sign::None, low, "", unit, measure), number(Sign::None, high, "", unit, measure));
    match ends {
        (Reading::Number(low), Reading::Number(high)) if low.low <= high.high => {
            let says = text.to_owned();
            Reading::Number(Number { low: low.low, high: high.high, says, supposed: low.supposed })
        }
        _ => Reading::Unread { says: text.to_owned(), why: "its two ends are no values of this measure".to_owned() },
    }
}

/// A number with its unit; without one the range decides, where it can.
fn number(sign: Sign, value: f64, written: &str, unit: &str, measure: &Measure) -> Reading {
    let as_sent = format!("{}{written} {unit}", sign.mark()).trim_end().to_owned();
    let unread = |why: String| Reading::Unread { says: as_sent.clone(), why };
    let (own, supposed) = if unit.is_empty() && measure.unit != "/10" && !measure.unit.is_empty() {
        let fits = |unit: &&&str| {
            let own = **unit == measure.unit;
            // Of a unit that nobody wrote only what is usual is supposed: a glucose of 720 mg/dL is not read into a 40.
            let most = if own { measure.most } else { measure.most.min(600.0) };
            converted(value, unit, measure).is_some_and(|value| measure.is_plausible(value) && value <= most)
        };
        let fitting: Vec<&&str> = candidates(measure).iter().filter(fits).collect();
        match fitting.as_slice() {
            [] => return unread("there is no unit, and in none it can be true".to_owned()),
            [only] => {
                let own = converted(value, only, measure).unwrap_or(value);
                (own, Some(format!("no unit was sent; taken as {only}, for nothing else can be true")))
            }
            // Both could be true: the measure's own unit is taken only where the other one would say the same.
            _ => return unread(format!("there is no unit: {written} could be {}", either(&fitting))),
        }
    } else {
        match converted(value, unit, measure) {
            Some(own) => (own, None),
            None => return unread(format!("`{unit}` is no unit of it that is known here")),
        }
    };
    if sign == Sign::None && !measure.is_plausible(own) {
        return unread("the number cannot be true".to_owned());
    }
    let (low, high) = match sign {
        Sign::None => (own, own),
        Sign::Below => (f64::NEG_INFINITY, own),
        Sign::Above => (own, f64::INFINITY),
    };
    let says = format!("{}{}", sign.mark(), spoken(own, measure.unit));
    Reading::Number(Number { low, high, says, supposed })
}

fn either(units: &[&&str]) -> String {
    units.iter().map(|unit| **unit).collect::<Vec<_>>().join(" or ")
}
