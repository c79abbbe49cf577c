//! What stands around doses and times: remarks, where on the body, what it is for, words in brackets.

use super::asides::Kind;
use super::clauses::{as_kept, occasion, plain_words, words, words_end};
use super::lexicon::{is_order_word, is_verb};
use super::numbers::is_spelt;
use super::patterns::rhythm;
use super::reader::Reader;
use super::{Dosing, Place};

impl Reader<'_> {
    /// What belongs to taking it: `with food`, `with applesauce`.
    pub(super) fn remark(&mut self, at: usize) -> Option<usize> {
        let (words, end) = if let Some((row, end)) = self.lex.remark(at) {
            (row.words.to_owned(), end)
        } else if let Some(end) = occasion(self.lex, at, self.end) {
            (plain_words(self.lex, self.text, &(at..end)), end)
        } else if self.lex.tokens.at(at) == "with" {
            // "with applesauce"
            let end = words_end(self.lex, at + 1, self.end, false);
            let few = end > at + 1 && end <= at + 5 && !is_spelt(self.lex.tokens.at(at + 1));
            (few.then(|| plain_words(self.lex, self.text, &(at..end)))?, end)
        } else {
            return None;
        };
        if !self.sig.remarks.contains(&words) {
            self.sig.remarks.push(words);
        }
        Some(end)
    }

    /// `to both knees`.
    pub(super) fn site(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        if !matches!(tokens.at(at), "to" | "on" | "onto" | "over" | "under" | "around") || self.sig.place.is_some() {
            return None;
        }
        if tokens.at(at) == "to" && matches!(tokens.at(at + 1), "prevent" | "treat" | "help" | "reduce" | "control") {
            let (words, end) = words(self.text, self.lex, at + 1, self.end)?;
            self.sig.purpose.get_or_insert(words);
            return Some(end);
        }
        let end = words_end(self.lex, at + 1, self.end, false);
        if end == at + 1 {
            return None;
        }
        self.sig.place = Some(Place::Named(plain_words(self.lex, self.text, &(at..end))));
        Some(end)
    }

    /// What it is for: `for drooling`, `htn`, `(blood pressure)`, `related to HEART FAILURE, UNSPECIFIED (I50.9)`.
    pub(super) fn purpose(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        let (found, end) = if tokens.fits(at, "related to").is_some() {
            let coded = self.asides.iter().any(|aside| aside.range.start == self.end && aside.kind == Kind::Empty);
            let end = if coded { self.end } else { words_end(self.lex, at + 2, self.end, true) };
            let words = (at + 2..end).filter(|place| tokens.is_word(*place)).map(|place| tokens.at(place));
            (words.collect::<Vec<_>>().join(" "), end)
        } else if tokens.at(at) == "for" {
            words(self.text, self.lex, at + 1, self.end)?
        } else {
            self.lex.indication(at).filter(|(_, end)| *end <= self.end).map(|(found, end)| (found.to_owned(), end))?
        };
        match &mut self.sig.purpose {
            Some(known) if *known == found => {}
            Some(known) => {
                known.push_str(" and ");
                known.push_str(&found);
            }
            None => self.sig.purpose = Some(found),
        }
        Some(end)
    }

    /// `(phosphate binder)`: plain words in brackets behind an order say something about it, and are kept.
    pub(super) fn bracket(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        if tokens.at(at) != "(" || !self.sig.has_dose() {
            return None;
        }
        let close = (at + 1..self.end.min(at + 7)).find(|place| tokens.at(*place) == ")")?;
        let changes =
            |word: &str| matches!(word, "not" | "no" | "never" | "taking" | "only" | "am" | "pm" | "each" | "per");
        let plain = (at + 1..close).all(|place| {
            let vocabulary = self.lex.frequency(place).is_some()
                || self.lex.route(place).is_some()
                || self.lex.unit(place).is_some()
                || self.lex.remark(place).is_some()
                || self.lex.indication(place).is_some()
                || rhythm(self.lex, place, true).is_some();
            let word = tokens.at(place);
            tokens.is_word(place)
                && !vocabulary
                && !is_spelt(word)
                && !is_order_word(word)
                && !is_verb(word)
                && !changes(word)
        });
        if !plain || close == at + 1 {
            return None;
        }
        self.sig.notes.push(as_kept(self.lex, self.text, &(at..close + 1)));
        Some(close + 1)
    }

    /// Whether drops are given, so that `OD` is an eye.
    pub(super) fn has_drops(&self) -> bool {
        let drops = |dosing: &Dosing| dosing.dose.and_then(|dose| dose.unit).is_some_and(|unit| unit.code == "drop");
        let route = self.sig.route.is_some_and(|route| matches!(route.code, "oph" | "ot"));
        self.local || route || self.sig.dosings().any(drops)
    }
}
