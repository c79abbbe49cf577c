//! The phrases of the tables, found among the pieces of a text.

use super::Dose;
use super::numbers::range;
use super::tokens::Tokens;
use crate::domain::formulary::sig::{Frequency, Means, Remark, Unit, UnitKind};
use crate::domain::formulary::{Formulary, Route};

/// Words that tell to take it, and how.
pub(in crate::domain::medication) fn is_verb(word: &str) -> bool {
    const VERBS: [&str; 27] = [
        "administer",
        "apply",
        "change",
        "chew",
        "dissolve",
        "drink",
        "give",
        "inhale",
        "inject",
        "insert",
        "instill",
        "instil",
        "place",
        "put",
        "spray",
        "swallow",
        "take",
        "takes",
        "taking",
        "use",
        "used",
        "uses",
        "using",
        "wear",
        "squirt",
        "replace",
        "sprinkle",
    ];
    VERBS.contains(&word)
}

/// Words that say nothing by themselves.
pub(in crate::domain::medication) fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 26] = [
        "a",
        "an",
        "and",
        "at",
        "by",
        "contents",
        "dose",
        "each",
        "in",
        "interval",
        "into",
        "is",
        "of",
        "on",
        "please",
        "plus",
        "po",
        "route",
        "routine",
        "scheduled",
        "the",
        "to",
        "total",
        "via",
        "with",
        "about",
    ];
    FILLERS.contains(&word) || is_verb(word)
}

/// Words that change an order, so that they belong to no reason, place or remark.
pub(in crate::domain::medication) fn is_order_word(word: &str) -> bool {
    const WORDS: [&str; 48] = [
        "additional",
        "alternate",
        "alternately",
        "alternating",
        "another",
        "but",
        "cut",
        "decrease",
        "decreased",
        "discontinue",
        "doses",
        "double",
        "either",
        "except",
        "excluding",
        "extra",
        "followed",
        "half",
        "held",
        "hold",
        "increase",
        "increased",
        "instead",
        "last",
        "next",
        "none",
        "odd",
        "even",
        "off",
        "omit",
        "or",
        "other",
        "quarter",
        "reduce",
        "repeat",
        "skip",
        "start",
        "starting",
        "stop",
        "taper",
        "then",
        "titrate",
        "today",
        "tomorrow",
        "tonight",
        "twice",
        "vs",
        "without",
    ];
    WORDS.contains(&word)
}

/// A text in pieces, with the tables that explain them.
#[derive(Clone, Copy)]
pub(in crate::domain::medication) struct Lexicon<'a> {
    pub(super) tokens: &'a Tokens,
    pub(super) formulary: &'a Formulary,
}

impl<'a> Lexicon<'a> {
    pub(in crate::domain::medication) fn new(tokens: &'a Tokens, formulary: &'a Formulary) -> Self {
        Self { tokens, formulary }
    }

    /// The tables.
    pub(in crate::domain::medication) fn formulary(self) -> &'a Formulary {
        self.formulary
    }

    /// The pieces.
    pub(in crate::domain::medication) fn tokens(self) -> &'a Tokens {
        self.tokens
    }

    /// The longest phrase of a kind that begins at a place, and where it ends.
    fn longest<T>(self, at: usize, want: impl Fn(Means) -> Option<T>) -> Option<(T, usize)> {
        let phrases = self.formulary.sig.phrases_beginning(self.tokens.at(at));
        let found = phrases.iter().filter_map(|phrase| {
            let means = want(phrase.means)?;
            self.tokens.fits(at, phrase.words).map(|end| (means, end))
        });
        found.max_by_key(|(_, end)| *end)
    }

    pub(in crate::domain::medication) fn unit(self, at: usize) -> Option<(&'static Unit, usize)> {
        self.longest(at, |means| match means {
            Means::Unit(index) => self.formulary.sig.units.get(usize::from(index)),
            Means::Route(_) | Means::Frequency(_) | Means::Remark(_) | Means::Indication(_) => None,
        })
    }

    pub(in crate::domain::medication) fn route(self, at: usize) -> Option<(&'static Route, usize)> {
        self.longest(at, |means| match means {
            Means::Route(index) => self.formulary.routes.get(usize::from(index)),
            Means::Unit(_) | Means::Frequency(_) | Means::Remark(_) | Means::Indication(_) => None,
        })
    }

    pub(in crate::domain::medication) fn frequency(self, at: usize) -> Option<(&'static Frequency, usize)> {
        self.longest(at, |means| match means {
            Means::Frequency(index) => self.formulary.sig.frequencies.get(usize::from(index)),
            Means::Unit(_) | Means::Route(_) | Means::Remark(_) | Means::Indication(_) => None,
        })
    }

    pub(in crate::domain::medication) fn remark(self, at: usize) -> Option<(&'static Remark, usize)> {
        self.longest(at, |means| match means {
            Means::Remark(index) => self.formulary.sig.remarks.get(usize::from(index)),
            Means::Unit(_) | Means::Route(_) | Means::Frequency(_) | Means::Indication(_) => None,
        })
    }

    pub(super) fn indication(self, at: usize) -> Option<(&'static str, usize)> {
        self.longest(at, |means| match means {
            Means::Indication(index) => self.formulary.sig.indications.get(usize::from(index)).copied(),
            Means::Unit(_) | Means::Route(_) | Means::Frequency(_) | Means::Remark(_) => None,
        })
    }

    /// A number or range with its unit, or without one; and where it ends.
    pub(in crate::domain::medication) fn amount(self, at: usize) -> Option<(Dose, usize)> {
        let (low, high, end) = range(self, at)?;
        // "5 mg to 10 mg"
        if let Some((unit, behind)) = self.unit(end)
            && low == high
            && matches!(self.tokens.at(behind), "to" | "-" | "or")
            && let Some((_, top, end)) = range(self, behind + 1)
            && low < top
            && let Some((same, end)) = self.unit(end).filter(|(same, _)| same.code == unit.code)
        {
            return Some((Dose { low, high: top, unit: Some(same) }, end));
        }
        match self.unit(end) {
            Some((unit, end)) => Some((Dose { low, high, unit: Some(unit) }, end)),
            None => Some((Dose { low, high, unit: None }, end)),
        }
    }

    /// Whether a unit that counts things stands at a place: the number before it is no strength.
    pub(in crate::domain::medication) fn counts(self, at: usize) -> bool {
        self.unit(at).is_some_and(|(unit, _)| unit.kind == UnitKind::Count)
    }
}
