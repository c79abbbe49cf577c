//! Who needs me first, and why: every finding of every pane, merged into one ordered list of patients.
//!
//! Tiers are compared first, inside a tier the time left, then the patient's risk, then her name. There is no score.

use std::borrow::Cow;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use serde::Serialize;

use super::answer::Answered;
use super::deadline::{Due, left};
use super::ids::{EntryId, GoalId, PatientId, TaskId, VisitId};
use super::next::Next;

/// How pressing a reason is; the order is most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Harm is possible now.
    Harm,
    /// A clock ends today, or the step it needs must be done today.
    Clock,
    /// Due soon or slipping.
    Slipping,
    /// Worth a look.
    Look,
}

impl Tier {
    /// The mark at the left edge of a row.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Harm => "!!",
            Self::Clock => "!",
            Self::Slipping => "~",
            Self::Look => ".",
        }
    }
}

/// What produced a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// A measurement out of its limits.
    Safety,
    /// A medication alert.
    Medication,
    /// A deadline.
    Clock,
    /// A visit of today, or one that was missed.
    Visit,
    /// The plan of care.
    Plan,
    /// Something that was promised.
    Task,
    /// A hazard in the home.
    Home,
}

impl Area {
    /// The heading of its lines in the why strip.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Safety => "SAFETY",
            Self::Medication => "MEDS",
            Self::Clock => "CLOCK",
            Self::Visit => "VISIT",
            Self::Plan => "PLAN",
            Self::Task => "TASK",
            Self::Home => "HOME",
        }
    }
}

/// What settles a reason: what the keys of its row act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A measurement out of its limits: it is answered.
    Measurement,
    /// A medication alert, by its cause: it is answered.
    Alert(String),
    /// A deadline: a fact meets it, or a visit.
    Clock {
        /// Its rule.
        rule: &'static str,
        /// Its name.
        name: Cow<'static, str>,
        /// Its end.
        due: Option<Due>,
    },
    /// Nobody recorded who pays.
    Payer,
    /// A death that the source reports and nobody recorded.
    Death,
    /// A visit that nobody closed.
    Visit(VisitId),
    /// A missed visit of which the practitioner has not heard.
    Untold(VisitId),
    /// A task: it is done.
    Task(TaskId),
    /// A goal that asks for a decision.
    Goal(GoalId),
    /// An entry that waits for somebody.
    Entry(EntryId),
}

/// Something that puts a patient on the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// How pressing.
    pub tier: Tier,
    /// What produced it.
    pub area: Area,
    /// In one short line: what the row shows.
    pub text: String,
    /// When it is due, if it has a time.
    pub due: Option<Due>,
    /// Two reasons of one cause count once.
    pub cause: String,
    /// The facts, each with its source; the arithmetic of a clock.
    pub facts: Vec<String>,
    /// Rule, version and citation.
    pub source: String,
    /// What to do next: the last column.
    pub next: Next,
    /// The visit that would settle it, if one is placed.
    pub visit: Option<VisitId>,
    /// The task it is, which is settled by doing it; of an answered reason the one that was promised for today or before.
    pub task: Option<TaskId>,
    /// What the keys of its row act on.
    #[serde(skip)]
    pub about: About,
    /// The goal it is about.
    pub goal: Option<GoalId>,
    /// What was answered to it on the same facts.
    pub answered: Option<Box<Answered>>,
}

impl Reason {
    /// The time left for it at `now`, local in `zone`, in few letters: `now` for harm, `--` when it has no time.
    pub fn time_left(&self, now: NaiveDateTime, zone: Tz) -> String {
        match (self.tier, self.area, self.due) {
            _ if self.waits() => self.due.map_or("--".to_owned(), |due| left(due, now, zone)),
            (Tier::Harm, ..) => "now".to_owned(),
            // A measurement has a time but no end.
            (_, Area::Safety, _) => "today".to_owned(),
            (_, _, Some(due)) => left(due, now, zone),
            (_, _, None) => "--".to_owned(),
        }
    }

    /// When it presses, as [`Reason::time_left`] says it: now, late, today, later; what has no time comes last.
    pub fn presses_at(&self, now: NaiveDateTime) -> NaiveDateTime {
        match (self.tier, self.area, self.due) {
            (Tier::Harm, ..) => NaiveDateTime::MIN,
            (_, Area::Safety, _) => Due::Day(now.date()).last_moment(),
            (_, _, Some(due)) => due.last_moment(),
            (_, _, None) => NaiveDateTime::MAX,
        }
    }
    /// The facts it follows from, as an answer keeps them.
    pub fn facts_key(&self) -> &str {
        let cause = self.cause.as_str();
        match self.area {
            Area::Medication => cause.strip_prefix("alert:").unwrap_or(cause),
            Area::Plan => cause.strip_prefix("goal:").unwrap_or(cause),
            Area::Safety | Area::Clock | Area::Visit | Area::Task | Area::Home => cause,
        }
    }

    /// Whether it was answered, and only the day it is looked at again is waited for.
    pub fn waits(&self) -> bool {
        self.answered.as_ref().is_some_and(|answered| {
            answered.kind.settles() && answered.recheck.is_some() && !answered.is_due && self.area != Area::Clock
        })
    }
}

/// A patient on the list, with everything that puts her there, most pressing first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ranked {
    /// Who.
    pub patient: PatientId,
    /// How she stands in lists: `ABARA Ruth 81F`.
    pub who: String,
    /// Never empty; the first one is what the row shows.
    pub reasons: Vec<Reason>,
    /// High-alert medicines and similar burdens; only breaks ties.
    pub risk: usize,
}

impl Ranked {
    /// The tier of the most pressing reason.
    pub fn tier(&self) -> Tier {
        self.reasons.first().map_or(Tier::Look, |reason| reason.tier)
    }

    fn key(&self) -> (Tier, NaiveDateTime, std::cmp::Reverse<usize>, &str, PatientId) {
        let due = self.reasons.first().and_then(|reason| reason.due);
        let left = due.map_or(NaiveDateTime::MAX, Due::last_moment);
        (self.tier(), left, std::cmp::Reverse(self.risk), &self.who, self.patient)
    }
}

/// Orders the reasons of each patient and the patients; facts of one cause count once.
pub fn rank(mut patients: Vec<Ranked>) -> Vec<Ranked> {
    for ranked in &mut patients {
        let left = |reason: &Reason| reason.due.map_or(NaiveDateTime::MAX, Due::last_moment);
        ranked.reasons.sort_by(|a, b| {
            (a.tier, left(a), a.area, &a.cause, &a.text).cmp(&(b.tier, left(b), b.area, &b.cause, &b.text))
        });
        let mut seen = std::collections::HashSet::new();
        ranked.reasons.retain(|reason| seen.insert(reason.cause.clone()));
    }
    patients.retain(|ranked| !ranked.reasons.is_empty());
    patients.sort_by(|a, b| a.key().cmp(&b.key()));
    patients
}
