//! Reviewed knowledge, compiled in: the drugs, and what may go wrong between them.

pub mod limits;
pub mod rules;
pub mod tables;

use crate::domain::alert::AlertTier;
use crate::domain::formulary::{
    AmbiguousName, Citation, DoseAbove, DuplicateRule, DuplicateScope, ErrorProne, Exemption, Formulary, Frequency,
    Ingredient, Meaning, Means, Name, PairRule, Phrase, QuietPair, RareDose, Remark, Route, SigTables, Subject, Unit,
    UnitKind, UsualUnit,
};
use crate::domain::medication::sig::rhythm::{ClockTime, Moments, Often, Period};

include!(concat!(env!("OUT_DIR"), "/formulary.rs"));

/// The drug knowledge of this build. Its edition is [`Formulary::version`], its day [`Formulary::dated`].
pub fn formulary() -> &'static Formulary {
    &FORMULARY
}
