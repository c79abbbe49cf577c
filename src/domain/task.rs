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

/// One task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// What to do, in one line.
    pub text: String,
    /// The day it is promised for.
    pub due: NaiveDate,
    /// Who promised it.
    pub owner: UserId,
    /// What it follows from: what an answer is about, [`Answer::subject`](super::answer::Answer::subject), or one of the words
    /// below.
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

/// What the call is about that a reconciliation leaves to be made.
pub const RECONCILIATION: &str = "reconciliation";
/// What a task of somebody who is left to be told of a changed plan is about.
pub const TELLING: &str = "plan telling";
/// The same for the practitioner, whose clock is another one as well.
pub const TELLING_PRACTITIONER: &str = "plan telling: practitioner";

impl Task {
    /// Whether somebody is to be told of a changed plan.
    pub fn tells(&self) -> bool {
        self.tells_practitioner() || self.about.as_deref() == Some(TELLING)
    }

    /// Whether that is the practitioner.
    pub fn tells_practitioner(&self) -> bool {
        self.about.as_deref() == Some(TELLING_PRACTITIONER)
    }

    /// A task that waits to be done.
    pub fn open(text: String, due: NaiveDate, owner: UserId) -> Self {
        Self { text, due, owner, about: None, status: TaskStatus::Open, outcome: None }
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
