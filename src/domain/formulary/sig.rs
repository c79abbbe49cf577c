//! How instructions are written: units, frequencies, remarks and indications, as tables give them.

use super::Subject;
use crate::domain::medication::sig::timing::{ClockTime, Moments, Often};

/// What a unit measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// Mass; the factor gives milligrams.
    Mass,
    /// Volume; the factor gives millilitres.
    Volume,
    /// Units of biological activity.
    Units,
    /// Milliequivalents of a salt.
    Milliequivalents,
    /// So much in so long.
    Rate,
    /// Things counted: tablets, puffs, drops.
    Count,
}

/// A unit of `sig_units.csv`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Its code.
    pub code: &'static str,
    /// As people read one of it.
    pub singular: &'static str,
    /// As people read several of it.
    pub plural: &'static str,
    /// What it measures.
    pub kind: UnitKind,
    /// How many milligrams or millilitres one of it is.
    pub factor: f32,
}

/// A frequency of `sig_frequencies.csv`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frequency {
    /// Its code.
    pub code: &'static str,
    /// Doses per day; `None` where that cannot be said.
    pub per_day: Option<f32>,
    /// How often, where it says so.
    pub often: Option<Often>,
    /// The times of day it names.
    pub moments: Moments,
    /// When doses are given unless somebody says otherwise.
    pub default_times: &'static [ClockTime],
    /// The code of FHIR's `TimingAbbreviation`, or empty.
    pub fhir: &'static str,
}

/// What a phrase of the tables stands for; each index points into the slice of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// Into [`SigTables::units`].
    Unit(u8),
    /// Into [`super::Formulary::routes`].
    Route(u8),
    /// Into [`SigTables::frequencies`].
    Frequency(u8),
    /// Into [`SigTables::remarks`].
    Remark(u8),
    /// Into [`SigTables::indications`].
    Indication(u8),
}

/// A phrase as people write it.
#[derive(Debug, Clone, Copy)]
pub struct Phrase {
    /// Folded pieces with single blanks between them.
    pub words: &'static str,
    /// What it stands for. The same words may stand there several times.
    pub means: Means,
}

/// A remark that belongs to taking a dose: "with food".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remark {
    /// In words.
    pub words: &'static str,
    /// Whether it says when a dose is taken, so that no frequency is missing beside it.
    pub occasion: bool,
}

/// A drug that is taken more rarely than daily.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RareDose {
    /// Id of `sig_rare_doses.csv`.
    pub id: &'static str,
    /// Index of the ingredient.
    pub ingredient: u16,
    /// Only by this route, as index.
    pub route: Option<u8>,
    /// Only under these names, folded; any name when empty.
    pub names: &'static [&'static str],
    /// More doses a week than this are asked about.
    pub most_per_week: f32,
    /// What is usual, in words.
    pub usual: &'static str,
}

/// The unit a bare number most likely means; asked about, never taken.
#[derive(Debug, Clone, Copy)]
pub struct UsualUnit {
    /// Of which drugs.
    pub subject: Subject,
    /// Index of the unit; `None` where nothing may be proposed.
    pub unit: Option<u8>,
    /// More of this unit at a time than anybody is likely to be given; asked about.
    pub most_at_once: Option<f32>,
}

/// Everything about instructions.
#[derive(Debug, Clone, Copy)]
pub struct SigTables {
    /// In the order of the file.
    pub units: &'static [Unit],
    /// In the order of the file.
    pub frequencies: &'static [Frequency],
    /// In the order of the file.
    pub remarks: &'static [Remark],
    /// In the order of the file: what is written out for each.
    pub indications: &'static [&'static str],
    /// By words.
    pub phrases: &'static [Phrase],
    /// For every first byte where its phrases begin in `phrases`, and the end of the last ones.
    pub phrase_starts: &'static [usize],
    /// In the order of the file.
    pub rare_doses: &'static [RareDose],
    /// In the order of the file.
    pub usual_units: &'static [UsualUnit],
}

impl SigTables {
    /// Finds a unit by its code.
    pub fn unit(&self, code: &str) -> Option<&'static Unit> {
        self.units.iter().find(|unit| unit.code == code)
    }

    /// Finds a unit by one folded word that people write for it.
    pub fn unit_named(&self, word: &str) -> Option<&'static Unit> {
        let mut phrases = self.phrases_beginning(word).iter().filter(|phrase| phrase.words == word);
        let index = phrases.find_map(|phrase| match phrase.means {
            Means::Unit(index) => Some(index),
            Means::Route(_) | Means::Frequency(_) | Means::Remark(_) | Means::Indication(_) => None,
        })?;
        self.units.get(usize::from(index))
    }

    /// Finds a frequency by its code.
    pub fn frequency(&self, code: &str) -> Option<&'static Frequency> {
        self.frequencies.iter().find(|frequency| frequency.code == code)
    }

    /// Phrases whose first piece is this one.
    pub fn phrases_beginning(&self, piece: &str) -> &'static [Phrase] {
        let Some(first) = piece.bytes().next().map(usize::from) else { return &[] };
        let (Some(from), Some(to)) = (self.phrase_starts.get(first), self.phrase_starts.get(first + 1)) else {
            return &[];
        };
        let from = from + self.phrases[*from..*to].partition_point(|phrase| phrase.words < piece);
        // A blank sorts before every letter and digit, so that these phrases stand together behind the piece itself.
        let begins = |phrase: &Phrase| {
            phrase.words.strip_prefix(piece).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let count = self.phrases[from..].iter().take_while(|phrase| begins(phrase)).count();
        &self.phrases[from..from + count]
    }
}
