//! Answers to what stands on the lists: what somebody decided about an alert, a result, a goal or a missed visit, who was
//! told, and why. An answer holds while the facts that caused it stay the same; when they change, it comes back and shows
//! the old answer first. What was promised with it is a task, and until that is done the answer does not close anything.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::alert::Alert;
use super::codes::codes;
use super::edit::{actions, counted};
use super::ids::{Keyed, UserId};
use super::permission::Act;
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
        /// Somebody was asked for advice about a goal.
        Consulted = "consulted", "consult asked, reply awaited";
        /// The patient goes to the emergency department, or 911 was called.
        SentOut = "sent_out", "sent to the emergency department";
        /// The practitioner was told, and that is all it takes.
        Told = "told", "practitioner told";
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

    /// Those that a result can be given, in the order of their digits.
    pub const OF_RESULTS: &'static [Self] =
        &[Self::OrderChanged, Self::WillMonitor, Self::Called, Self::SentOut, Self::NotRelevant, Self::WrongEntry];

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
            | Self::Kept
            | Self::SentOut
            | Self::Told => true,
            Self::Held | Self::Called | Self::Consulted | Self::Other(_) => false,
        }
    }

    /// Whether it promises something for a day, which becomes a task.
    pub fn promises(&self) -> bool {
        match self {
            Self::WillMonitor | Self::Held | Self::Called | Self::Kept | Self::Consulted => true,
            Self::OrderChanged
            | Self::NotTaking
            | Self::WrongEntry
            | Self::BenefitOverRisk
            | Self::NotRelevant
            | Self::Duplicate
            | Self::SentOut
            | Self::Told
            | Self::Other(_) => false,
        }
    }
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The alert it is about, [`Alert::subject`](super::alert::Alert::subject), the goal,
    /// [`subject_of`](super::plan::subject_of), or what else stands on the list, [`Reason::facts_key`].
    ///
    /// [`Reason::facts_key`]: super::rank::Reason::facts_key
    pub subject: String,
    /// The facts at the time: [`Alert::cause`](super::alert::Alert::cause), [`Signal::cause`](super::plan::Signal::cause),
    /// and of everything else [`Reason::facts_key`](super::rank::Reason::facts_key).
    pub cause: String,
    /// What kind.
    pub kind: AnswerKind,
    /// Why, in a line.
    pub reason: String,
    /// Who was told, as typed.
    #[serde(default)]
    pub told: Option<String>,
    /// Who answered.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// False once it was taken back.
    pub counts: bool,
}

impl Keyed for Answer {
    type Of = Self;
}

impl Answer {
    actions! {
        ADDED = "alert.answer", "answer recorded";
        STANDS = "alert.answer_stands", "answer stands again";
        IN_ERROR = "alert.answer_withdrawn", "answer withdrawn";
    }
}

counted!(Answer: Act::Answer);

impl Answer {
    /// Whether an alert with these facts rests because of it.
    pub fn rests(&self, alert: &Alert) -> bool {
        self.rests_on(&alert.cause())
    }

    /// Whether what was caused so rests because of it.
    pub fn rests_on(&self, cause: &str) -> bool {
        self.kind.settles() && self.cause == cause
    }

    /// "prescriber aware, keep and monitor: INR Thursday (told Dr Lee)".
    pub fn words(&self) -> String {
        let told = self.told.as_ref().map(|who| format!(" (told {who})")).unwrap_or_default();
        if self.reason.is_empty() {
            format!("{}{told}", self.kind.label())
        } else {
            format!("{}: {}{told}", self.kind.label(), self.reason)
        }
    }
}

/// An answer as the row says it that it was given to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answered {
    /// What kind.
    pub kind: AnswerKind,
    /// Who was told.
    pub told: Option<String>,
    /// What was decided, in a line.
    pub outcome: String,
    /// Who answered, as shown.
    pub by: String,
    /// When, local.
    pub at: NaiveDateTime,
    /// The day on which it is looked at again, while that is still to be done.
    pub recheck: Option<NaiveDate>,
    /// That day has come.
    pub is_due: bool,
}

impl Answered {
    /// `called Dr Banks 11:40, hold 2 doses; recheck Wed`.
    pub fn words(&self, today: NaiveDate) -> String {
        let when = if self.at.date() == today {
            self.at.format("%H:%M")
        } else if today - self.at.date() < TimeDelta::days(7) {
            self.at.format("%a %H:%M")
        } else {
            self.at.format("%d %b %H:%M")
        };
        let who = match &self.told {
            Some(told) if says_how(told) => told.clone(),
            Some(told) => format!("called {told}"),
            None => self.kind.label().to_owned(),
        };
        let awaits = matches!(self.kind, AnswerKind::Called | AnswerKind::Held | AnswerKind::Consulted);
        let no_reply = if awaits && self.told.is_some() { ", no reply yet" } else { "" };
        let outcome = if self.outcome.is_empty() { String::new() } else { format!(", {}", self.outcome) };
        let recheck = match self.recheck {
            None => String::new(),
            Some(day) if day == today => "; recheck today".to_owned(),
            Some(day) if day < today => format!("; recheck was due {}", day.format("%a %d %b")),
            Some(day) if day - today < TimeDelta::days(7) => format!("; recheck {}", day.format("%a")),
            Some(day) => format!("; recheck {}", day.format("%d %b")),
        };
        format!("{who} {when}{no_reply}{outcome}{recheck}")
    }
}

/// Whether a line about who was told says itself how: "paged Dr Lee".
fn says_how(told: &str) -> bool {
    let first = told.split_whitespace().next().unwrap_or_default().to_lowercase();
    ["called", "told", "paged", "faxed", "texted", "messaged", "left", "spoke", "via", "by"].contains(&first.as_str())
}
