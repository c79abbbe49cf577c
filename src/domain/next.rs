//! The next step about a reason: what is to be done, in one or two words. A front end names the key that does it.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde::{Serialize, Serializer};

/// What to do next about a reason: the last column of Today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Call the practitioner, and write down what was decided.
    CallPractitioner,
    /// Look at a result that nobody judged, and write down what came of it.
    Look,
    /// Look over the medication list.
    Medications,
    /// Record what happened, or who pays.
    Record,
    /// Record that the order or plan was signed.
    RecordSignature,
    /// Record what the payer decided.
    CallPayer,
    /// Record that the practitioner was told.
    TellPractitioner,
    /// Record that the practitioner was told of a visit that was missed.
    TellOfMiss,
    /// Place a visit.
    PlaceVisit,
    /// Begin or end the visit that is placed for today or before.
    Visit,
    /// Wait for the visit that is placed for this day.
    VisitOn(NaiveDate),
    /// Close a visit that is over.
    CloseVisit,
    /// Mark as told of the changed plan.
    Told,
    /// Mark a task done.
    Done,
    /// Decide about a goal, or answer what a rule asks.
    Decide,
    /// Write down what came of an entry that waits.
    Settle,
    /// It was answered: look again today.
    Recheck,
    /// It was answered, and waits for its day.
    Wait,
}

impl Next {
    /// In one or two words, without a key.
    pub fn words(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::CallPractitioner => "call MD",
            Self::Look => "look",
            Self::Medications => "meds",
            Self::Record => "record",
            Self::RecordSignature => "signed",
            Self::CallPayer => "call payer",
            Self::TellPractitioner | Self::TellOfMiss => "tell MD",
            Self::PlaceVisit => "place",
            Self::Visit => "visit",
            Self::VisitOn(day) => return Cow::Owned(day.format("on %a %d").to_string()),
            Self::CloseVisit => "close",
            Self::Told => "told",
            Self::Done => "done",
            Self::Decide => "decide",
            Self::Settle => "settle",
            Self::Recheck | Self::Wait => "recheck",
        })
    }
}

impl Serialize for Next {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.words())
    }
}
