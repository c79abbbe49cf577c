//! What is kept of a telling: who heard of a plan that changed, and up to where.

use serde::{Deserialize, Serialize};

use crate::domain::edit::{actions, counted};
use crate::domain::ids::{Id, Keyed};
use crate::domain::permission::Act;
use crate::domain::when::Instant;

/// Everybody concerned was told of the plan up to here, or it became a task for a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Telling {
    /// When.
    pub at: Instant,
    /// The telling before it: of two people who tell the same at the same time the second one is refused.
    pub after: Option<Id<Self>>,
    /// The plan at that moment: [`Content::written`](super::content::Content::written).
    pub content: String,
    /// The number of the newest signed version, addendum, correction or retraction at that moment.
    pub up_to: u32,
    /// The causes of the goals' signals that were told; nothing where nobody kept them.
    pub findings: Option<Vec<String>>,
    /// Who was told what, and who was left for a task.
    pub parties: Vec<Heard>,
    /// False once it was taken back.
    pub counts: bool,
}

impl Keyed for Telling {
    type Of = Self;
}

impl Telling {
    actions! {
        ADDED = "plan.told", "telling of the changed plan recorded";
        STANDS = "plan.told_stands", "telling of the changed plan counts again";
        IN_ERROR = "plan.told_in_error", "telling of the changed plan marked entered in error";
    }
}

counted!(Telling: Act::Tell);

/// What became of one party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// Who, as listed.
    pub who: String,
    /// What there was to tell, a line each.
    pub lines: Vec<String>,
    /// Whether it was told; otherwise it is a task.
    pub told: bool,
}
