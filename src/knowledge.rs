//! Reviewed knowledge, compiled in: the drugs, and what may go wrong between them.

pub mod agency;
mod assemble;
pub mod limits;
pub mod plans;
pub mod rules;
pub mod tables;

use crate::domain::alert::AlertTier;
use crate::domain::formulary::rules::{
    AllergyRule, Applies, CombinationRule, ConditionWords, DoseRule, HarmSign, Measure, MonitoringRule, Need,
    NotationRule, OlderAdultRule, Pattern, RenalRule, SideEffectRule, Span, Text,
};
use crate::domain::formulary::sig::{Frequency, Means, Phrase, RareDose, Remark, SigTables, Unit, UnitKind, UsualUnit};
use crate::domain::formulary::{
    AmbiguousName, DoseAbove, DuplicateRule, DuplicateScope, Exemption, Formulary, Ingredient, Meaning, Name, PairRule,
    QuietPair, Route, Subject,
};
use crate::domain::medication::sig::timing::{ClockTime, Moments, Often, Period};

include!(concat!(env!("OUT_DIR"), "/formulary.rs"));

/// The drug knowledge of this build. Its edition is [`Formulary::version`], its day [`Formulary::dated`].
pub fn formulary() -> &'static Formulary {
    &FORMULARY
}
