//! How two lines of one drug differ: when needed or on schedule, quick or slow, by which days and times.

use super::Medication;
use super::noise::is_long_acting;
use super::words::Words;

/// Days and times that tell two lines of one drug apart.
const TIMES: [&[&str]; 10] = [
    &["mon", "monday", "mondays", "mwf"],
    &["tue", "tues", "tuesday", "tuesdays", "tth", "tts", "ttss"],
    &["wed", "wednesday", "wednesdays", "mwf"],
    &["thu", "thur", "thurs", "thursday", "thursdays", "tth", "tts", "ttss"],
    &["fri", "friday", "fridays", "mwf"],
    &["sat", "saturday", "saturdays", "ttss", "tts"],
    &["sun", "sunday", "sundays", "ttss"],
    &["am", "qam", "morning", "breakfast"],
    &["noon", "lunch", "midday", "afternoon"],
    &["pm", "qpm", "hs", "qhs", "evening", "bedtime", "nightly", "supper", "dinner", "night"],
];

/// What of the form of a drug tells two lines of it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Released slowly, or a patch.
    LongActing,
    /// Taken through a nebulizer.
    Nebulized,
    /// Everything else.
    Plain,
}

/// Drug and sig as words.
struct Line {
    drug: Words,
    sig: Words,
}

impl Line {
    fn of(medication: &Medication) -> Self {
        Self { drug: Words::of(&medication.drug), sig: Words::of(&medication.sig) }
    }

    fn has(&self, wanted: &[&str]) -> bool {
        self.drug.iter().chain(self.sig.iter()).any(|word| wanted.contains(&word))
    }

    fn says(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.sig.says(phrase) || self.drug.says(phrase))
    }
}

/// Whether a line is taken only when needed. Insulin by a scale is not: the scale says how much, and not whether.
pub fn is_prn(medication: &Medication) -> bool {
    let line = Line::of(medication);
    medication.as_needed || line.has(&["prn", "cravings"]) || line.says(&["as needed", "when needed", "if needed"])
}

/// Whether a line is taken only when needed, or by a scale beside a fixed dose.
pub fn is_as_needed(medication: &Medication) -> bool {
    let line = Line::of(medication);
    is_prn(medication) || line.has(&["ssi", "correction"]) || line.says(&["sliding scale", "per scale"])
}

/// How the drug of a line is released or taken in.
pub fn form(medication: &Medication) -> Form {
    let line = Line::of(medication);
    let nebulizer = line.has(&["neb", "nebs", "nebulizer", "nebulized", "duoneb"]);
    if nebulizer || line.says(&["inhalation solution", "inhalation suspension"]) {
        Form::Nebulized
    } else if line.drug.iter().any(is_long_acting) || line.says(&["24 hr", "12 hr"]) {
        Form::LongActing
    } else {
        Form::Plain
    }
}

/// Whether a bridge, a switch or a taper is written on a line.
pub fn has_written_plan(medication: &Medication) -> bool {
    let line = Line::of(medication);
    line.has(&["bridge", "bridging", "taper", "tapering", "cross", "switch", "switching"]) || line.says(&["until inr"])
}

/// Days and times of day that a line names, one bit for each row of the table above.
pub fn times(medication: &Medication) -> u16 {
    let line = Line::of(medication);
    let named = TIMES.iter().enumerate().filter(|(_, words)| line.has(words));
    named.map(|(bit, _)| 1 << bit).sum()
}
