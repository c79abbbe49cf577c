//! Answers to alerts: what somebody decided about a finding, and why. An answer holds while the facts that caused the
//! alert stay the same; when they change, the alert comes back and shows the old answer first.

use serde::{Deserialize, Serialize};

use super::alert::Alert;
use super::codes::codes;
use super::ids::UserId;
use super::when::Instant;

codes! {
    /// What kind of answer it is. The list is closed for people, open for newer programs.
    AnswerKind {
        /// The prescriber changed the order.
        OrderChanged = "order_changed", "prescriber changed the order";
        /// The prescriber knows and keeps it; what is monitored is a task.
        WillMonitor = "will_monitor", "prescriber aware, keep and monitor";
        /// The patient does not take it.
        NotTaking = "not_taking", "patient is not taking it";
        /// The list was wrong.
        WrongEntry = "wrong_entry", "wrong entry in our list";
        /// The prescriber accepts the risk.
        BenefitOverRisk = "benefit_over_risk", "prescriber: benefit over risk";
        /// It does not matter for this patient.
        NotRelevant = "not_relevant", "not clinically relevant here";
        /// Another alert says the same.
        Duplicate = "duplicate", "duplicate of another alert";
        /// No dose until the prescriber replies.
        Held = "held", "dose held until the prescriber replies";
        /// A call is made or queued.
        Called = "called", "call made, reply awaited";
        /// A goal stays as it is, and is looked at again on a day.
        Kept = "kept", "kept as it is";
    }
}

impl AnswerKind {
    /// Those that a medication alert can be given, in the order of their digits.
    pub const OF_ALERTS: &'static [Self] = &[
        Self::OrderChanged,
        Self::WillMonitor,
        Self::NotTaking,
        Self::WrongEntry,
        Self::BenefitOverRisk,
        Self::NotRelevant,
        Self::Duplicate,
        Self::Held,
        Self::Called,
    ];

    /// Whether the alert rests with it. A call without a reply, or a dose on hold, leaves it open.
    pub fn settles(&self) -> bool {
        match self {
            Self::OrderChanged
            | Self::WillMonitor
            | Self::NotTaking
            | Self::WrongEntry
            | Self::BenefitOverRisk
            | Self::NotRelevant
            | Self::Duplicate
            | Self::Kept => true,
            Self::Held | Self::Called | Self::Other(_) => false,
        }
    }

    /// Whether it promises something for a day, which becomes a task.
    pub fn promises(&self) -> bool {
        match self {
            Self::WillMonitor | Self::Held | Self::Called | Self::Kept => true,
            Self::OrderChanged
            | Self::NotTaking
            | Self::WrongEntry
            | Self::BenefitOverRisk
            | Self::NotRelevant
            | Self::Duplicate
            | Self::Other(_) => false,
        }
    }
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The alert it is about, [`Alert::subject`](super::alert::Alert::subject), or the goal,
    /// [`subject_of`](super::plan::subject_of).
    pub subject: String,
    /// The facts at the time: [`Alert::cause`](super::alert::Alert::cause), [`Signal::cause`](super::plan::Signal::cause).
    pub cause: String,
    /// What kind.
    pub kind: AnswerKind,
    /// Why, in a line.
    pub reason: String,
    /// Who answered.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// False once it was taken back.
    pub counts: bool,
}

impl Answer {
    /// Whether an alert with these facts rests because of it.
    pub fn rests(&self, alert: &Alert) -> bool {
        self.rests_on(&alert.cause())
    }

    /// Whether what was caused so rests because of it.
    pub fn rests_on(&self, cause: &str) -> bool {
        self.kind.settles() && self.cause == cause
    }

    /// "prescriber aware, keep and monitor: INR Thursday".
    pub fn words(&self) -> String {
        if self.reason.is_empty() {
            self.kind.label().to_owned()
        } else {
            format!("{}: {}", self.kind.label(), self.reason)
        }
    }
}
