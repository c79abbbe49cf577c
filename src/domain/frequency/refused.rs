//! Why an order cannot be read or built, and which words of it are meant.

use crate::domain::text;

/// Words of a written order that are not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct NotUnderstood {
    /// The words, in one line and cut to what can be shown; empty when nothing was written.
    pub words: String,
    /// Where they begin: 1 for the first visible character of the text.
    pub at: usize,
    /// What is wrong with them.
    pub trouble: Trouble,
}

/// What is wrong with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// No notation that is known.
    #[error(
        "is not understood; write it like 3w1, 1-2w4, 2m2, 1d14, 1q2w, every other day for 14 days, 2PRN for a symptom"
    )]
    Unknown,
    /// Nothing is ordered.
    #[error("orders no visits; write them like 3w1 2w4, or 2PRN for a symptom")]
    NoFrequency,
    /// `3w`.
    #[error("does not say for how long; 3w4 is 3 a week for 4 weeks")]
    NoDuration,
    /// `every other day x14`.
    #[error("does not say whether it counts days, weeks or months; write for 14 days, for 8 weeks or for 2 months")]
    DurationOfWhat,
    /// `3x/week for 30 days`.
    #[error("counts its duration in another unit than its visits; give a week's visits a number of weeks")]
    OtherUnit,
    /// `biweekly`.
    #[error("can mean twice in each or once in every second; write 2w4, 2m2, 1q2w or 1q2m")]
    TwoMeanings,
    /// Beyond what any order holds.
    #[error("is more than an order can hold: at most 99 visits, and 366 days, weeks or months")]
    TooLarge,
    /// No visits, or for no time.
    #[error("has a zero where at least 1 is needed")]
    Zero,
    /// `3-1w4`.
    #[error("has the larger number first; write 1-3w4")]
    Backwards,
    /// Daily without an end.
    #[error("has no end, which daily visits need; 1d14 is 1 a day for 14 days")]
    DailyWithoutEnd,
    /// A second discipline.
    #[error("begins the order of another discipline; write that as an order of its own")]
    SecondDiscipline,
    /// After a term without a duration.
    #[error("would never begin, because what stands before it does not say for how long")]
    NeverBegins,
    /// `1-2PRN`.
    #[error("gives a range; visits as needed have one maximum, as in 2PRN for a symptom")]
    PrnRange,
    /// `2PRN x 60 days`.
    #[error("gives a duration; visits as needed have a maximum and a symptom, as in 2PRN for catheter blockage")]
    PrnDuration,
    /// `2PRN for pain x 3 visits`.
    #[error("gives a second maximum of visits as needed")]
    TwoMaximums,
    /// A reason that would be read as something else.
    #[error("is no symptom that visits as needed can be for")]
    NotAReason,
    /// More text or terms than an order has.
    #[error("is longer than an order can be")]
    TooLong,
    /// A discipline that is not known.
    #[error("is no discipline of SN, PT, OT, SLP, MSW and HHA")]
    UnknownDiscipline,
}

/// Characters of the offending words that are shown.
const SHOWN: usize = 40;

impl NotUnderstood {
    pub(super) fn new(words: &str, at: usize, trouble: Trouble) -> Self {
        Self { words: text::line(words).chars().take(SHOWN).collect(), at, trouble }
    }

    fn sentence(&self) -> String {
        if self.words.is_empty() {
            return "No visit frequency is written; write it like 3w1 2w4, or 2PRN for a symptom.".to_owned();
        }
        format!("`{}` (character {}) {}.", self.words, self.at, self.trouble)
    }
}
