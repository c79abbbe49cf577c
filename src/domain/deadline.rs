//! Deadlines: what opens, what is due, what is late and what satisfied it, computed from facts.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;

use super::codes::{Discipline, codes};

mod clock;
pub mod counting;
mod course;
pub mod overrides;
pub mod preview;
mod question;
pub mod rule;
mod rules;
pub mod sheet;
pub mod visit;
mod words;

pub use clock::clock;
pub use course::{Case, Payer, admission};
pub use question::{Choice, Question};
pub use words::left;

codes! {
    /// The words the interface promises.
    DeadlineStatus {
        /// The rule does not apply to this patient.
        NotApplicable = "not_applicable", "not applicable";
        /// What would start it has not happened.
        WaitingForTrigger = "waiting_for_trigger", "waiting";
        /// Its window opens later.
        NotOpenYet = "not_open_yet", "not open";
        /// Its window is open.
        WindowOpen = "window_open", "window open";
        /// Close to its end.
        DueSoon = "due_soon", "due soon";
        /// Ends today.
        DueToday = "due_today", "due today";
        /// Past, and nothing satisfies it.
        Overdue = "overdue", "OVERDUE";
        /// Satisfied in time.
        DoneOnTime = "done_on_time", "done";
        /// Satisfied too late.
        DoneLate = "done_late", "done late";
        /// Past, never done, and too late to do: care has ended, or another stay or period has come.
        NotDone = "not_done", "not done";
        /// Held while the patient is an inpatient.
        Paused = "paused", "paused";
        /// Waived with authority.
        Waived = "waived", "waived";
    }
}

/// When something is due: through the end of a civil day, or at a local time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Due {
    /// Through 23:59 of the day.
    Day(NaiveDate),
    /// At that local time.
    At(NaiveDateTime),
}

impl Due {
    /// The last local moment that is in time.
    pub fn last_moment(self) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_hms_opt(23, 59, 59).unwrap_or_default(),
            Self::At(at) => at,
        }
    }

    /// Whether it is over: a day ends at midnight, a time with its minute.
    pub fn is_past(self, now: NaiveDateTime) -> bool {
        match self {
            Self::Day(day) => now.date() > day,
            Self::At(at) => now > at,
        }
    }

    /// The civil day it falls on.
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::At(at) => at.date(),
        }
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.last_moment()
            .cmp(&other.last_moment())
            .then_with(|| matches!(self, Self::Day(_)).cmp(&matches!(other, Self::Day(_))))
    }
}

impl Serialize for Due {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Day(day) => serializer.collect_str(&day.format("%Y-%m-%d")),
            Self::At(at) => serializer.collect_str(&at.format("%Y-%m-%dT%H:%M")),
        }
    }
}

/// One deadline of one patient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Deadline {
    /// Rule id: `oasis-recert`.
    pub rule: &'static str,
    /// Version of the rule: the day it is effective from.
    pub version: NaiveDate,
    /// In the field's words, short: "Recert", "PT reassessment".
    pub name: Cow<'static, str>,
    /// The discipline, where each has a clock of its own.
    pub discipline: Option<Discipline>,
    /// Urgency class, 1 (safety) to 7 (policy).
    pub severity: u8,
    /// It advises only: its rule is a setting, or nobody has confirmed it yet, or nobody recorded who pays and it is not for
    /// every payer.
    pub advisory: bool,
    /// When the window opens, if it has one.
    pub opens: Option<Due>,
    /// When it ends.
    pub due: Option<Due>,
    /// Where it stands now.
    pub status: DeadlineStatus,
    /// What satisfied it, in words.
    pub satisfied_by: Option<String>,
    /// By how much it is late, in words.
    pub overdue_by: Option<String>,
    /// Why it was done late, or is.
    pub late_reason: Option<String>,
    /// What it takes, and what of that is there.
    pub needs: Vec<Need>,
    /// What somebody has to decide first.
    pub question: Option<Question>,
    /// The arithmetic, a line per step.
    pub why: Vec<String>,
    /// Where the rule comes from.
    pub citation: &'static str,
    /// How sure we are of the rule: `primary`, `secondary`, `memory`, `policy`.
    pub confidence: &'static str,
}

/// Something a deadline takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// What.
    pub what: String,
    /// What there is of it, with its date.
    pub have: Option<String>,
}

impl Deadline {
    /// What its urgency class stands for, at most 12 letters.
    pub fn at_stake(&self) -> &'static str {
        match self.severity {
            0 | 1 => "safety",
            2 => "care begins",
            3 => "payment",
            4 => "supervision",
            5 => "OASIS record",
            6 => "signatures",
            7.. => "policy",
        }
    }

    /// The same without its explanations, for lists of many. [`Board::explain`](super::board::Board::explain) gives them back.
    #[must_use]
    pub fn brief(self) -> Self {
        Self { why: Vec::new(), needs: Vec::new(), ..self }
    }

    /// Whether it is the same deadline as another, however each is explained.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.rule, &self.name, self.due, self.opens) == (other.rule, &other.name, other.due, other.opens)
    }

    /// Whether a list of what is due has a place for it: open, or done late, or waiting for somebody to decide.
    pub fn is_listed(&self) -> bool {
        self.is_open() || self.is_late_for_good() || self.question.is_some()
    }

    /// Whether it was done late, or not at all while there was time: a finding that stays, with nothing left to do.
    pub fn is_late_for_good(&self) -> bool {
        matches!(self.status, DeadlineStatus::DoneLate | DeadlineStatus::NotDone)
    }

    /// Whether somebody has to do something about it, now or later.
    pub fn is_open(&self) -> bool {
        match &self.status {
            DeadlineStatus::NotOpenYet
            | DeadlineStatus::WindowOpen
            | DeadlineStatus::DueSoon
            | DeadlineStatus::DueToday
            | DeadlineStatus::Overdue => true,
            DeadlineStatus::NotApplicable
            | DeadlineStatus::WaitingForTrigger
            | DeadlineStatus::DoneOnTime
            | DeadlineStatus::DoneLate
            | DeadlineStatus::NotDone
            | DeadlineStatus::Paused
            | DeadlineStatus::Waived
            | DeadlineStatus::Other(_) => false,
        }
    }
}
