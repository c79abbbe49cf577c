//! What could not be read for certain, each with the question that settles it.

use std::fmt;

use super::super::decimal::Decimal;
use super::Dose;
use crate::domain::formulary::sig::Unit;

/// One thing to ask before a line is taken as it stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Doubt {
    /// Nothing on the line looks like a drug.
    NoDrug,
    /// No table knows this name.
    UnknownName {
        /// As written.
        written: String,
        /// Up to three names that look or sound like it, nearest first.
        suggestions: Vec<&'static str>,
    },
    /// Several drugs go by this name.
    AmbiguousName {
        /// As the table writes it.
        name: &'static str,
        /// What to ask.
        ask: &'static str,
        /// Names of what it may stand for.
        candidates: Vec<&'static str>,
    },
    /// A number that says not of what.
    NoUnit {
        /// The number.
        number: Decimal,
        /// What it most likely counts; stands on the line until somebody says otherwise.
        proposal: Option<&'static Unit>,
    },
    /// How much is not said.
    NoDose,
    /// How often is not said.
    NoFrequency,
    /// Taken when needed, and not said how often at most.
    NoMaximum,
    /// Taken when needed, and not said for what.
    NoReason,
    /// Tablets or the like are counted, and not said how strong they are.
    NoStrength,
    /// A volume is taken, and not said how much of the drug is in it.
    NoConcentration,
    /// Two drugs stand on one line, each with its own amount.
    TwoDrugs,
    /// The steps of a scale, kept as written; nobody can say how much a day it is.
    AsWritten(String),
    /// More at a time than anybody is given.
    TooMuch(Dose),
    /// Taken once or twice a week, and not said on which day.
    NoWeekday,
    /// This drug is taken more rarely than the line says.
    TooOften {
        /// What is usual: "once a week".
        usual: &'static str,
        /// Id of the row in `sig_rare_doses.csv`.
        rule: &'static str,
    },
    /// Two meanings, and the line does not say which.
    TwoMeanings {
        /// As written.
        written: String,
        /// What it may mean.
        meanings: [&'static str; 2],
    },
    /// Says another thing than what was read before it.
    Conflict(String),
    /// Words that were not understood, as written.
    Unread(String),
    /// What is typed over a line cannot be read as a change of a part of it.
    NotInPart,
}

impl Doubt {
    /// The question in words.
    pub fn question(&self) -> String {
        match self {
            Self::NoDrug => "which drug?".to_owned(),
            Self::UnknownName { written, suggestions } if suggestions.is_empty() => {
                format!("no table knows {written}; check the spelling, or write the generic name")
            }
            Self::UnknownName { written, suggestions } => {
                format!("no table knows {written}; did you mean {}?", suggestions.join(", "))
            }
            Self::AmbiguousName { ask, candidates, .. } => format!("{ask} ({})", candidates.join(", ")),
            Self::NoUnit { number, proposal: Some(unit) } => {
                format!("{number} what? {}, unless written otherwise", unit.plural)
            }
            Self::NoUnit { number, proposal: None } => format!("{number} what?"),
            Self::NoDose => "how much at a time?".to_owned(),
            Self::NoFrequency => "how often?".to_owned(),
            Self::NoMaximum => "how often at most?".to_owned(),
            Self::NoReason => "as needed for what?".to_owned(),
            Self::NoStrength => "how strong is one of them?".to_owned(),
            Self::NoConcentration => "how much of the drug is in 1 mL?".to_owned(),
            Self::TwoDrugs => "two medicines on one line; write each on a line of its own".to_owned(),
            Self::AsWritten(written) => format!("kept as written, and not counted: {written}"),
            Self::TooMuch(dose) => {
                format!("{dose} at a time is more than anybody is likely to be given; is this really meant?")
            }
            Self::NoWeekday => "on which day of the week?".to_owned(),
            Self::TooOften { usual, .. } => format!("usually {usual}; is this really meant?"),
            Self::TwoMeanings { written, meanings: [one, other] } => format!("{written}: {one}, or {other}?"),
            Self::Conflict(written) => format!("{written} says another thing than what stands before it"),
            Self::Unread(written) => format!("not understood: {written}"),
            Self::NotInPart => "not to be changed in part: write the whole line, drug and all".to_owned(),
        }
    }

    /// Whether a part of the words was not understood or contradicts another, so that nothing may be made of the rest.
    pub fn is_about_words(&self) -> bool {
        matches!(self, Self::Unread(_) | Self::Conflict(_) | Self::TwoDrugs)
    }

    /// Whether the drug itself is in doubt, so that the line cannot be checked.
    pub fn is_about_the_drug(&self) -> bool {
        match self {
            Self::NoDrug | Self::UnknownName { .. } | Self::AmbiguousName { .. } | Self::TwoDrugs => true,
            Self::NoUnit { .. }
            | Self::NoDose
            | Self::NoFrequency
            | Self::NoMaximum
            | Self::NoReason
            | Self::NoWeekday
            | Self::NoStrength
            | Self::NoConcentration
            | Self::AsWritten(_)
            | Self::TooMuch(_)
            | Self::TooOften { .. }
            | Self::TwoMeanings { .. }
            | Self::Conflict(_)
            | Self::Unread(_)
            | Self::NotInPart => false,
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.question())
    }
}
