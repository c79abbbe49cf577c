//! Phrases: `.name` and a blank become a sentence that is written often.

use super::buffer::{TextBuffer, TooLong};

/// The phrases: name, and what it becomes.
pub(super) const PHRASES: &[(&str, &str)] = &[
    ("wnl", "within normal limits"),
    ("nad", "no acute distress"),
    ("tb", "Teach-back: patient repeated the instructions in own words."),
    ("safe", "Patient safe in home at time of visit; no immediate hazards seen."),
    ("called", "Called the practitioner's office; message left, callback number given."),
];

/// Where the word before the cursor, of which the blank was just typed, names a phrase: the phrase stands there, as a step
/// of its own.
pub(super) fn expand(buffer: &mut TextBuffer, phrases: &[(&str, &str)]) -> Result<(), TooLong> {
    let Some(line) = buffer.line_before().strip_suffix(' ') else { return Ok(()) };
    let word = line.rsplit(' ').next().unwrap_or_default();
    let named = |name: &str| phrases.iter().find(|(known, _)| *known == name);
    let Some((name, text)) = word.strip_prefix('.').and_then(named) else { return Ok(()) };
    buffer.replace_before(name.len() + 2, &format!("{text} "))
}

/// The phrases for the help: a line each.
pub(super) fn told(phrases: &[(&str, &str)]) -> Vec<String> {
    phrases.iter().map(|(name, text)| format!("{:<10}{text}", format!(".{name}"))).collect()
}
