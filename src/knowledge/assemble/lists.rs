//! The shared text and lists that rows point into.

use std::collections::HashMap;

use crate::domain::formulary::Subject;
use crate::domain::formulary::rules::{Need, Span, Text};

/// What rows point into, as it grows.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) texts: String,
    pub(super) indexes: Vec<u16>,
    pub(super) words: Vec<Text>,
    pub(super) subjects: Vec<Subject>,
    pub(super) needs: Vec<Need>,
    known: HashMap<String, Text>,
}

impl Lists {
    /// The place of a text; equal texts share one.
    pub(super) fn text(&mut self, text: &str) -> Text {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let at = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let placed = Text { at, len: u16::try_from(text.len()).unwrap_or(u16::MAX) };
        self.texts.push_str(text);
        self.known.insert(text.to_owned(), placed);
        placed
    }

    /// The place of a list of indexes.
    pub(super) fn indexes(&mut self, indexes: Vec<u16>) -> Span {
        span(&mut self.indexes, indexes)
    }

    /// The place of a list of words.
    pub(super) fn words(&mut self, words: impl IntoIterator<Item = String>) -> Span {
        let texts: Vec<Text> = words.into_iter().map(|word| self.text(&word)).collect();
        span(&mut self.words, texts)
    }

    /// The place of a list of subjects.
    pub(super) fn subjects(&mut self, subjects: Vec<Subject>) -> Span {
        span(&mut self.subjects, subjects)
    }

    /// The place of what a rule needs.
    pub(super) fn needs(&mut self, needs: Vec<Need>) -> Span {
        span(&mut self.needs, needs)
    }
}

fn span<T>(all: &mut Vec<T>, more: Vec<T>) -> Span {
    let at = u16::try_from(all.len()).unwrap_or(u16::MAX);
    let len = u16::try_from(more.len()).unwrap_or(u16::MAX);
    all.extend(more);
    Span { at, len }
}
