//! Phrases: `.name` and a blank become a text that is written often.

use super::buffer::{TextBuffer, TooLong};
use crate::domain::plan::template::Phrase;

/// Where the word before the cursor, of which the blank was just typed, names a phrase: the phrase stands there, as a step
/// of its own.
pub(super) fn expand(buffer: &mut TextBuffer, phrases: &[Phrase]) -> Result<(), TooLong> {
    let Some(line) = buffer.line_before().strip_suffix(' ') else { return Ok(()) };
    let word = line.rsplit(' ').next().unwrap_or_default();
    let named = |name: &str| phrases.iter().find(|phrase| phrase.name == name);
    let Some(phrase) = word.strip_prefix('.').and_then(named) else { return Ok(()) };
    buffer.replace_before(phrase.name.len() + 2, &format!("{} ", phrase.text.trim_end()))
}
