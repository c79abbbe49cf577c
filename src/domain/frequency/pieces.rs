//! A written order cut into numbers, words and signs; where each stands is kept.

use crate::domain::text::is_plain;

/// A number, a word or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// ASCII digits; one that is too large for the type is its largest.
    Number(u32),
    /// Letters in lower case, without full stops: `prn` for `P.R.N.`.
    Word(String),
    /// Anything else. Every dash is `-`, a line's end `;`, and a full stop before a blank `,`.
    Sign(char),
}

/// One of them, and its bytes in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The text without what nobody can see; line ends stay.
pub(super) fn visible(raw: &str) -> String {
    raw.chars().filter(|c| c.is_whitespace() || is_plain(*c)).collect()
}

/// Cuts a text.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(c) = text.get(from..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(from..).unwrap_or_default();
        let run = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let (kind, length) = match c {
            '\n' | '\r' => (Some(Kind::Sign(';')), 1),
            c if c.is_whitespace() => (None, c.len_utf8()),
            '0'..='9' => {
                let length = run(|c| c.is_ascii_digit());
                let digits = rest.get(..length).unwrap_or_default();
                (Some(Kind::Number(digits.parse().unwrap_or(u32::MAX))), length)
            }
            '×' => (Some(Kind::Word("x".to_owned())), c.len_utf8()),
            c if c.is_alphabetic() => {
                let length = run(|c| (c.is_alphabetic() && c != '×') || c == '.');
                let letters = rest.get(..length).unwrap_or_default();
                let word = letters.chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect();
                (Some(Kind::Word(word)), length)
            }
            '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => (Some(Kind::Sign('-')), c.len_utf8()),
            '.' if rest.get(1..).is_none_or(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace)) => {
                (Some(Kind::Sign(',')), 1)
            }
            other => (Some(Kind::Sign(other)), other.len_utf8()),
        };
        found.extend(kind.map(|kind| Piece { kind, from, to: from + length }));
        from += length;
    }
    found
}
