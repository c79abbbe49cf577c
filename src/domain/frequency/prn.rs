//! Reads visits as needed: `2PRN for catheter blockage`, `PRN x2 if short of breath`.
//!
//! The reason is free text, so the question is where it ends: at `;` or a line's end; at a comma, `and` or `then` that a
//! further term follows; and at a term in short notation (`1w3`, `2PRN`), which no reason holds.

use super::parse::TIMES;
use super::pieces::{self, Kind};
use super::reader::Reader;
use super::{NotUnderstood, Prn, Reason, Term, Trouble};

/// What a reason is introduced by.
const INTRODUCTIONS: &[&str] = &["for", "if", "when"];
const VISITS: &[&str] = &["visit", "visits"];

/// Whether a reason, printed after `for`, is read as itself and to its end.
pub(super) fn reads_back(reason: &str) -> bool {
    let text = format!("for {reason}");
    let pieces = pieces::pieces(&text);
    let mut reader = Reader::new(&text, &pieces);
    let read = reader.reason();
    reader.is_done() && read.is_ok_and(|(read, maximum)| read == reason && maximum.is_none() && !read.is_empty())
}

impl Reader<'_> {
    /// Takes the word itself.
    pub(super) fn take_prn(&mut self) -> bool {
        self.take_word(&["prn"]) || self.take_phrase("as needed")
    }

    /// Reads what follows the word; `before` is a number that stood before it.
    pub(super) fn prn(&mut self, begins: usize, before: Option<u32>) -> Result<Term, NotUnderstood> {
        self.take_word(VISITS);
        let after = self.take_maximum(begins)?;
        let (reason, last) = self.reason()?;
        let mut maximums = [before, after, last].into_iter().flatten();
        let maximum = maximums.next();
        if maximums.next().is_some() {
            return Err(self.refuse(begins, Trouble::TwoMaximums));
        }
        let reason = if reason.is_empty() { Ok(None) } else { Reason::new(&reason).map(Some) };
        let prn = reason.and_then(|reason| Prn::new(maximum, reason));
        prn.map(Term::Prn).map_err(|trouble| self.refuse(begins, trouble))
    }

    /// Takes `x2`, `up to 2 visits`, or a 2 that can mean nothing else.
    fn take_maximum(&mut self, begins: usize) -> Result<Option<u32>, NotUnderstood> {
        let mut look = *self;
        let marked = look.take_maximum_word();
        let Some(count) = look.take_number() else { return Ok(None) };
        if marked && look.take_noun().is_some() {
            return Err(look.refuse(begins, Trouble::PrnDuration));
        }
        let visits = look.take_word(TIMES);
        let mut next = look;
        next.skip_separators();
        let ends =
            next.is_done() || next.at > look.at || next.is_short_notation(next.at) || next.take_word(INTRODUCTIONS);
        if !(marked || visits || ends) {
            return Ok(None);
        }
        *self = look;
        Ok(Some(count))
    }

    fn take_maximum_word(&mut self) -> bool {
        self.take_word(&["x", "max", "maximum"]) || self.take_phrase("up to") || self.take_phrase("not to exceed")
    }

    /// Reads a reason, which may be empty, and a maximum that stands at its end: `for falls, up to 2 visits`.
    fn reason(&mut self) -> Result<(String, Option<u32>), NotUnderstood> {
        let introduced =
            self.take_word(INTRODUCTIONS) || self.take_phrase("due to") || self.take_sign(&[':', '-', '=']);
        let from = self.at;
        let to = self.reason_end(introduced);
        let (words, maximum) = self.split_maximum(from, to);
        let reason = self.between(from, words);
        self.at = from;
        if self.is_only_a_duration(words) {
            self.at = to;
            return Err(self.refuse(from, Trouble::PrnDuration));
        }
        self.at = to;
        Ok((reason, maximum))
    }

    /// The text from one piece to before another, in one line, without a separator at its end.
    fn between(&self, from: usize, to: usize) -> String {
        let last = to.checked_sub(1).filter(|last| *last >= from).and_then(|last| self.pieces.get(last));
        let text = self.pieces.get(from).zip(last).and_then(|(first, last)| self.text.get(first.from..last.to));
        let line = crate::domain::text::line(text.unwrap_or_default());
        line.trim_end_matches([',', '+', '&', '.', ':', '-', ' ']).to_owned()
    }

    /// The piece that a reason ends before.
    fn reason_end(&self, introduced: bool) -> usize {
        if !introduced && self.begins_term(self.at) {
            return self.at;
        }
        let ends = |index: &usize| match self.piece(*index) {
            Some(Kind::Sign(';')) | None => true,
            Some(Kind::Sign(',' | '+' | '&')) => self.begins_term(*index),
            Some(Kind::Word(word)) => matches!(word.as_str(), "and" | "then") && self.begins_term(*index),
            Some(Kind::Number(_)) => self.is_short_notation(*index),
            Some(Kind::Sign(_)) => false,
        };
        (self.at..=self.pieces.len()).find(ends).unwrap_or(self.pieces.len())
    }

    /// Whether a whole term stands at a piece, or after the separators there.
    fn begins_term(&self, index: usize) -> bool {
        let mut look = Reader { at: index, ..*self };
        look.skip_separators();
        if look.is_done() {
            return true;
        }
        if look.take_discipline().is_some() {
            look.take_sign(&[':', '-', '=']);
        }
        let mut prn = look;
        prn.take_visits();
        // The rest of such a term is not read here: each of its separators would be looked at again.
        prn.take_prn() || look.is_short_notation(look.at) || look.term().is_ok()
    }

    /// Whether the beginning of `3w1`, `1-2w4`, `3x/wk`, `1q2w`, `1d14`, `2m2` or `2PRN` stands at a piece, after a blank
    /// and without blanks inside.
    fn is_short_notation(&self, index: usize) -> bool {
        let mut look = Reader { at: index, ..*self };
        if self.is_glued(index) || !matches!(look.peek(), Some(Kind::Number(_))) {
            return false;
        }
        look.at += 1;
        if look.take_sign(&['-']) {
            look.take_number();
        }
        let end = look.at;
        let Some(Kind::Word(word)) = self.piece(end) else { return false };
        let last = match (word.as_str(), self.piece(end + 1), self.piece(end + 2)) {
            (word, ..) if ["w", "prn", "qw", "qm"].iter().any(|begins| word.starts_with(begins)) => end,
            ("d" | "m" | "mo" | "q", Some(Kind::Number(_)), _) => end + 1,
            ("x", Some(Kind::Sign('/')), Some(Kind::Word(unit))) if unit.starts_with('w') => end + 2,
            _ => return false,
        };
        (index + 1..=last).all(|piece| self.is_glued(piece))
    }

    /// Cuts `x 2 visits` or `up to 2 visits` off the end of a reason: the piece it ends before, and the number.
    fn split_maximum(&self, from: usize, to: usize) -> (usize, Option<u32>) {
        for begins in (from..to).rev().take(5) {
            let mut look = Reader { at: begins, ..*self };
            let marked = look.take_maximum_word();
            let count = look.take_number().filter(|_| look.take_word(VISITS) && look.at == to);
            if count.is_some() && (marked || begins == from) {
                return (begins, count);
            }
        }
        (to, None)
    }

    /// Whether all that stands before a piece, or before a further `for`, is `60 days`.
    fn is_only_a_duration(&self, to: usize) -> bool {
        let mut look = *self;
        look.take_number().is_some()
            && look.take_noun().is_some()
            && look.at <= to
            && (look.at == to || look.take_word(INTRODUCTIONS))
    }
}
