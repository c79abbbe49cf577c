//! Notes: what somebody wrote about a patient.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::edit::{actions, counted};
use super::ids::Keyed;
use super::permission::Act;
use super::when::Instant;

codes! {
    /// What kind of note it is.
    NoteKind {
        /// Written for a visit.
        Visit = "visit", "visit note";
        /// A telephone call.
        Call = "call", "call";
        /// Written freely.
        Note = "note", "note";
        /// Anything else worth keeping.
        Remark = "remark", "remark";
    }
}

/// A note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// What kind.
    pub kind: NoteKind,
    /// When it happened.
    pub at: Instant,
    /// Who wrote it, as shown.
    pub author: String,
    /// The text.
    pub text: String,
    /// False once it was marked as entered in error.
    #[serde(default = "counts", skip_serializing_if = "Clone::clone")]
    pub counts: bool,
}

impl Keyed for Note {
    type Of = Self;
}

impl Note {
    actions! {
        ADDED = "note.write", "note written";
        STANDS = "note.reinstate", "note counts again";
        IN_ERROR = "note.in_error", "note marked entered in error";
    }
}

counted!(Note: Act::Note);

/// A note from before notes could be entered in error counts.
fn counts() -> bool {
    true
}
