//! Walks over the pieces of a written order.

use super::pieces::{Kind, Piece};
use super::{NotUnderstood, Trouble};
use crate::domain::codes::Discipline;

/// A place in a written order. A copy looks ahead.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    /// The text the pieces were cut from.
    pub(super) text: &'a str,
    pub(super) pieces: &'a [Piece],
    /// Index of the next piece.
    pub(super) at: usize,
}

/// Numbers as words.
const NUMBERS: &[(&str, u32)] = &[
    ("one", 1),
    ("once", 1),
    ("two", 2),
    ("twice", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
];

/// The words for a discipline, longer ones first. Credentials (RN, PTA) are not among them: they say more.
const DISCIPLINES: &[(&str, Discipline)] = &[
    ("skilled nursing", Discipline::SkilledNursing),
    ("nursing", Discipline::SkilledNursing),
    ("sn", Discipline::SkilledNursing),
    ("physical therapy", Discipline::PhysicalTherapy),
    ("pt", Discipline::PhysicalTherapy),
    ("occupational therapy", Discipline::OccupationalTherapy),
    ("ot", Discipline::OccupationalTherapy),
    ("speech therapy", Discipline::SpeechTherapy),
    ("st", Discipline::SpeechTherapy),
    ("slp", Discipline::SpeechTherapy),
    ("medical social services", Discipline::SocialWork),
    ("social work", Discipline::SocialWork),
    ("msw", Discipline::SocialWork),
    ("mss", Discipline::SocialWork),
    ("home health aide", Discipline::Aide),
    ("hha", Discipline::Aide),
    ("aide", Discipline::Aide),
];

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, pieces: &'a [Piece]) -> Self {
        Self { text, pieces, at: 0 }
    }

    pub(super) fn piece(&self, index: usize) -> Option<&'a Kind> {
        self.pieces.get(index).map(|piece| &piece.kind)
    }

    pub(super) fn peek(&self) -> Option<&'a Kind> {
        self.piece(self.at)
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.pieces.len()
    }

    /// Whether nothing stands between a piece and the one before it.
    pub(super) fn is_glued(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|index| self.pieces.get(index));
        before.zip(self.pieces.get(index)).is_some_and(|(before, piece)| before.to == piece.from)
    }

    /// Takes the next piece if it is one of these words.
    pub(super) fn take_word(&mut self, words: &[&str]) -> bool {
        let found = matches!(self.peek(), Some(Kind::Word(word)) if words.contains(&word.as_str()));
        self.at += usize::from(found);
        found
    }

    /// Takes the next piece if it is one of these signs.
    pub(super) fn take_sign(&mut self, signs: &[char]) -> bool {
        let found = matches!(self.peek(), Some(Kind::Sign(sign)) if signs.contains(sign));
        self.at += usize::from(found);
        found
    }

    /// Takes several words if all of them come next.
    pub(super) fn take_phrase(&mut self, phrase: &str) -> bool {
        let mut look = *self;
        let found = phrase.split(' ').all(|word| look.take_word(&[word]));
        if found {
            *self = look;
        }
        found
    }

    /// Takes a number, in digits or as a word.
    pub(super) fn take_number(&mut self) -> Option<u32> {
        let number = match self.peek()? {
            Kind::Number(number) => *number,
            Kind::Word(word) => NUMBERS.iter().find(|(known, _)| known == word)?.1,
            Kind::Sign(_) => return None,
        };
        self.at += 1;
        Some(number)
    }

    /// Takes the words for a discipline.
    pub(super) fn take_discipline(&mut self) -> Option<Discipline> {
        DISCIPLINES.iter().find(|(words, _)| self.take_phrase(words)).map(|(_, discipline)| discipline.clone())
    }

    /// Takes what may stand between two terms.
    pub(super) fn skip_separators(&mut self) {
        while self.take_sign(&[',', ';', '+', '&'])
            || self.take_word(&["then", "and"])
            || self.take_phrase("followed by")
        {}
    }

    /// The refusal of the words from a piece to the last one taken; of that piece at least.
    pub(super) fn refuse(&self, begins: usize, trouble: Trouble) -> NotUnderstood {
        let last = self.pieces.len().saturating_sub(1);
        let first = begins.min(last);
        let end = self.at.saturating_sub(1).clamp(first, last);
        let (Some(from), Some(to)) = (self.pieces.get(first), self.pieces.get(end)) else {
            return NotUnderstood::new("", 1, trouble);
        };
        let ends_word = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '+' | '&');
        let before = self.text.get(..from.from).unwrap_or_default();
        let start = before.char_indices().rev().find(|(_, c)| ends_word(*c)).map_or(0, |(at, c)| at + c.len_utf8());
        let after = self.text.get(to.to..).unwrap_or_default();
        let stop = to.to + after.find(ends_word).unwrap_or(after.len());
        let at = self.text.get(..start).unwrap_or_default().chars().count() + 1;
        NotUnderstood::new(self.text.get(start..stop).unwrap_or_default(), at, trouble)
    }
}
