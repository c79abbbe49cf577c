//! Instructions as structured facts, read from what nurses and pharmacies write and said back in plain words.
//!
//! Nothing is guessed: what was not understood is named as a [`Doubt`], the words stay as they were written, and no amount
//! is computed from them. What is printed can be read again and means the
//! same. No notation that has been misread (`QD`, `U`, `5.0`) is ever printed.

mod around;
mod asides;
mod clauses;
mod dosing;
mod doubt;
mod findings;
mod lexicon;
mod numbers;
mod patterns;
mod print;
mod reader;
pub mod rhythm;
mod scale;
pub mod timing;
pub mod tokens;

use super::decimal::Decimal;
use crate::domain::formulary::sig::{Unit, UnitKind};
use crate::domain::formulary::{Formulary, Route};
use rhythm::Rhythm;
use tokens::Tokens;

pub(super) use asides::{begins_at, order_of, without_conditions};
pub(super) use clauses::as_kept;
pub use doubt::Doubt;
pub(super) use lexicon::{Lexicon, is_order_word, is_verb};
pub(super) use numbers::is_spelt;
pub(super) use reader::Reader;

/// How much at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dose {
    /// The least.
    pub low: Decimal,
    /// The most; the same as `low` unless a range is written.
    pub high: Decimal,
    /// Of what; `None` where only a number is written.
    pub unit: Option<&'static Unit>,
}

impl Dose {
    /// A dose without a range.
    pub fn of(amount: Decimal, unit: Option<&'static Unit>) -> Self {
        Self { low: amount, high: amount, unit }
    }
}

/// A dose and when it is taken.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dosing {
    /// How much.
    pub dose: Option<Dose>,
    /// The same amount said in another unit: "2 tablets (40 mg)".
    pub equals: Option<Dose>,
    /// When. In a later step of a taper, empty means: as in the step before.
    pub rhythm: Rhythm,
}

/// How long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lasting {
    /// So many days, weeks or months.
    For(u16, rhythm::Period),
    /// No longer than that.
    UpTo(u16, rhythm::Period),
    /// So many doses.
    Doses(u16),
    /// Until something, in words.
    Until(String),
}

/// One stretch of the instructions. Only a taper or the like has several, one after the other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Step {
    /// Doses that stand beside each other: "5 mg on Monday; 2.5 mg on the other days".
    pub dosings: Vec<Dosing>,
    /// How long it lasts.
    pub lasting: Option<Lasting>,
}

/// Where on the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A side or pair named by the table in [`Place::KNOWN`].
    Known(u8),
    /// In words: "to both knees" is `both knees`.
    Named(String),
}

/// Taken only when needed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AsNeeded {
    /// For what, in words.
    pub reason: Option<String>,
}

/// No more than this.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// How much.
    pub amount: Decimal,
    /// Of what; `None` for doses or tablets alike.
    pub unit: Option<&'static Unit>,
    /// In one day or week, where that is said.
    pub per: Option<rhythm::Period>,
}

/// The shortest time between two doses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// In minutes.
    Minutes(u16),
    /// In hours.
    Hours(u16),
}

/// What instructions say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sig {
    /// One stretch, or several in turn. Empty when nothing is said about doses and times.
    pub steps: Vec<Step>,
    /// Whether the drug ends with the last step.
    pub then_stop: bool,
    /// By a written scale: "sliding scale".
    pub scale: Option<String>,
    /// The way into the body, where stated.
    pub route: Option<&'static Route>,
    /// Where on the body.
    pub place: Option<Place>,
    /// Taken only when needed.
    pub as_needed: Option<AsNeeded>,
    /// No more than this.
    pub limit: Option<Limit>,
    /// The shortest time between two doses, where it is said apart from the frequency.
    pub gap: Option<Gap>,
    /// Whether it says "as directed".
    pub as_directed: bool,
    /// What belongs to taking it: "with food".
    pub remarks: Vec<String>,
    /// What it is for.
    pub purpose: Option<String>,
    /// Conditions and advice, word for word: "hold if SBP<100".
    pub notes: Vec<String>,
    /// Whether a condition names a further dose, so that nobody can say how much a day it is.
    pub more: bool,
    /// All of it as written, where a word was not understood or contradicts another: then nothing else of this is said, and
    /// nothing is computed from it.
    pub verbatim: Option<String>,
}

/// Instructions as read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SigReading {
    /// What they say.
    pub sig: Sig,
    /// How strong one of what is counted is, where that is said: "1/2 tab of 40 mg".
    pub strength: Option<Dose>,
    /// What could not be understood or may mean two things.
    pub doubts: Vec<Doubt>,
}

impl SigReading {
    /// Whether a part of the words was not understood, so that they stay as they are and nothing is computed from them.
    pub fn is_unclear(&self) -> bool {
        self.doubts.iter().any(Doubt::is_about_words)
    }
}

impl Sig {
    /// Reads instructions as nurses, hospitals and pharmacies write them.
    pub fn read(text: &str, formulary: &Formulary) -> SigReading {
        let tokens = Tokens::of(text);
        let mut reader = Reader::new(text, &tokens, formulary);
        reader.read(0..tokens.len());
        let mut reading = reader.finish();
        if reading.is_unclear() {
            let lex = Lexicon::new(&tokens, formulary);
            reading.sig.verbatim = Some(as_kept(lex, text, &(0..tokens.len())));
        }
        reading
    }

    /// Whether it says how much.
    pub fn has_dose(&self) -> bool {
        self.scale.is_some() || self.dosings().any(|dosing| dosing.dose.is_some())
    }

    /// Whether a dose is measured in millilitres or spoons.
    pub fn is_by_volume(&self) -> bool {
        let units = self.dosings().filter_map(|dosing| dosing.dose?.unit);
        units.into_iter().any(|unit| unit.kind == UnitKind::Volume)
    }

    /// Whether it says how often.
    pub fn has_frequency(&self, formulary: &Formulary) -> bool {
        self.dosings().any(|dosing| !dosing.rhythm.is_empty()) || self.has_occasion(formulary)
    }

    /// Whether it names an occasion: "with each dressing change".
    pub fn has_occasion(&self, formulary: &Formulary) -> bool {
        let occasion = |remark: &String| {
            clauses::is_occasion(remark) || formulary.sig.remarks.iter().any(|row| row.occasion && row.words == remark)
        };
        self.remarks.iter().any(occasion)
    }

    /// Every dose of every step.
    pub fn dosings(&self) -> impl Iterator<Item = &Dosing> {
        self.steps.iter().flat_map(|step| &step.dosings)
    }

    /// Doses per day at the most of any step; `None` where that cannot be said.
    pub fn doses_per_day(&self) -> Option<f32> {
        self.over_steps(|dosing, per_day| dosing.dose.is_none_or(|dose| !dose.high.is_zero()).then_some(per_day))
    }

    /// The highest sum of any step over its doses, each given with its times per day.
    pub fn over_steps(&self, mut amount: impl FnMut(&Dosing, f32) -> Option<f32>) -> Option<f32> {
        if self.verbatim.is_some() {
            return None;
        }
        let mut most = None::<f32>;
        let mut before: &[Dosing] = &[];
        for step in &self.steps {
            let mut sum = 0.0;
            for (at, dosing) in step.dosings.iter().enumerate() {
                let rhythm = if dosing.rhythm.is_empty() {
                    before.get(at).map_or(&dosing.rhythm, |earlier| &earlier.rhythm)
                } else {
                    &dosing.rhythm
                };
                let elsewhere = step.dosings.iter().enumerate().filter(|(other, _)| *other != at);
                let others = elsewhere.map(|(_, other)| other.rhythm.days.count()).sum();
                sum += amount(dosing, rhythm.per_day(others)?)?;
            }
            most = Some(most.map_or(sum, |known| known.max(sum)));
            if step.dosings.iter().any(|dosing| !dosing.rhythm.is_empty()) {
                before = &step.dosings;
            }
        }
        most
    }
}
