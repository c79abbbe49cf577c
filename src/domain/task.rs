//! Tasks: work that somebody has promised for a day.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::edit::{Action, Edit, Editable, actions};
use super::ids::{Keyed, Stored, UserId, of};
use super::permission::Act;
use super::refusal::Refusal;

codes! {
    /// Where a task stands.
    TaskStatus {
        /// It waits to be done.
        Open = "open", "open";
        /// It is done.
        Done = "done", "done";
        /// It is not needed any more.
        Dropped = "dropped", "dropped";
        /// It was never meant.
        EnteredInError = "entered_in_error", "entered in error";
    }
}

codes! {
    /// What a task comes from.
    TaskKind {
        /// Nothing that is on record.
        Own = "own", "a task";
        /// An answer to a medication alert.
        Alert = "alert", "a medication alert";
        /// A decision about a goal.
        Goal = "goal", "a goal";
        /// An answer to what else stood on the list: a result, a deadline, a missed visit.
        Answer = "answer", "what stood on the list";
        /// Questions that a reconciliation of medicines left.
        Reconciliation = "reconciliation", "questions of a reconciliation of the medication lists";
        /// A record that asks for it.
        Record = "record", "a record that asks for it";
        /// Somebody is left to be told of a changed plan.
        Telling = "telling", "a changed plan of care, to be told";
        /// The practitioner is, whose clock is another one as well.
        TellingPractitioner = "telling_practitioner", "a changed plan of care, for the practitioner";
    }
}

/// One task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// What it comes from.
    pub kind: TaskKind,
    /// What to do, in one line; where somebody is to be told, of what. [`Task::words`] says both.
    pub text: String,
    /// The day it is promised for.
    pub due: NaiveDate,
    /// Who promised it.
    pub owner: UserId,
    /// By its kind, what was answered, as [`Answer::subject`](super::answer::Answer::subject) names it, or who is to be told.
    pub about: Option<String>,
    /// Where it stands.
    pub status: TaskStatus,
    /// What came of it.
    pub outcome: Option<String>,
}

impl Keyed for Task {
    type Of = of::Task;
}

impl Task {
    actions! {
        ADDED = "task.add", "task added";
        CHANGED = "task.change", "task changed";
        DONE = "task.done", "task done";
        DROPPED = "task.drop", "task dropped";
        REOPENED = "task.reopen", "task open again";
        IN_ERROR = "task.in_error", "task marked entered in error";
    }
}

impl Editable for Task {
    const ACT: Act = Act::Task;

    fn asks(&self) -> Act {
        // It says that somebody was told.
        if self.tells() && self.status == TaskStatus::Done { Act::Tell } else { Self::ACT }
    }

    fn in_error(self) -> Self {
        Self { status: TaskStatus::EnteredInError, ..self }
    }

    fn action(from: Option<&Self>, to: &Self) -> Action {
        let Some(from) = from else { return Self::ADDED };
        match to.status {
            TaskStatus::Done => Self::DONE,
            TaskStatus::Dropped => Self::DROPPED,
            TaskStatus::EnteredInError => Self::IN_ERROR,
            TaskStatus::Open if from.status != TaskStatus::Open => Self::REOPENED,
            TaskStatus::Open | TaskStatus::Other(_) => Self::CHANGED,
        }
    }
}

impl Task {
    /// Whether somebody is to be told of a changed plan.
    pub fn tells(&self) -> bool {
        matches!(self.kind, TaskKind::Telling | TaskKind::TellingPractitioner)
    }

    /// Who is to be told.
    pub fn party(&self) -> &str {
        self.about.as_deref().unwrap_or("those concerned")
    }

    /// What to do, in one line.
    pub fn words(&self) -> String {
        if self.tells() { format!("Tell {} of {}", self.party(), self.text) } else { self.text.clone() }
    }

    /// A task that waits to be done.
    pub fn open(kind: TaskKind, text: String, due: NaiveDate, owner: UserId) -> Self {
        Self { kind, text, due, owner, about: None, status: TaskStatus::Open, outcome: None }
    }
}

impl Stored<Task> {
    /// The change that marks it as done; what came of it may be empty.
    pub fn done(&self, outcome: &str) -> Result<Edit<Task>, Refusal> {
        if self.status != TaskStatus::Open {
            return Err(Refusal::new(format!("This task is {} already.", self.status.label())));
        }
        let outcome = Some(outcome.trim()).filter(|outcome| !outcome.is_empty()).map(str::to_owned);
        Ok(self.amended(Task { status: TaskStatus::Done, outcome, ..self.value.clone() }))
    }
}
