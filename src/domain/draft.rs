//! Texts somebody has not finished: kept by themselves while they are typed, and put away only by their author.

use serde::Serialize;

use super::ids::{OperationId, PatientId, Version};
use super::when::Instant;

/// A text somebody has not finished.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// The text so far.
    pub text: String,
    /// Where the cursor stood, in characters (Unicode scalar values). Behind the end only in the draft of a form, where it stands
    /// in a field that is not in the text.
    pub cursor: usize,
    /// The version of the row it was begun from; 0 where it makes a new one.
    pub seen: Version,
    /// When it was last touched.
    pub updated: Instant,
    /// The name under which it is saved one day. What was saved under this name is no draft any more.
    #[serde(skip)]
    pub becomes: OperationId,
}

/// One line of the list of drafts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDraft {
    /// About whom.
    pub patient: PatientId,
    /// `ABARA Ruth`.
    pub who: String,
    /// Where it was typed: `note`, `plan/goals`, `form/goal/change/7`.
    pub place: String,
    /// How it begins: at most 400 characters.
    pub begins: String,
    /// How long it is, in characters.
    pub length: usize,
    /// When it was last touched.
    pub updated: Instant,
}
