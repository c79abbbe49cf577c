//! Signed versions of a plan: what stood there word for word, who signed it and when, and what was added to it later.

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::ids::UserId;
use crate::domain::when::Instant;

codes! {
    /// What was signed.
    VersionKind {
        /// The whole plan.
        Signed = "signed", "signed plan";
        /// Something that was not known, or came later.
        Addendum = "addendum", "addendum";
        /// Something that was wrong.
        Correction = "correction", "correction";
        /// Something that belonged there and was written late.
        LateEntry = "late_entry", "late entry";
        /// The version is not to be followed; it stays readable.
        Retraction = "retraction", "retraction";
    }
}

impl VersionKind {
    /// What is written about a version that stands already.
    pub const ABOUT: [Self; 4] = [Self::Addendum, Self::Correction, Self::LateEntry, Self::Retraction];
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanVersion {
    /// Its number in this chart, from 1 without gaps.
    pub number: u32,
    /// What it is.
    pub kind: VersionKind,
    /// The version an addendum, correction, late entry or retraction is about; a plan is about none.
    pub about: Option<u32>,
    /// What was signed: the whole plan for a plan, words for what was added to one.
    pub content: String,
    /// Name and credential of who signed.
    pub signer: String,
}

/// A version that was signed.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedVersion {
    /// What was signed.
    pub version: PlanVersion,
    /// Who signed.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// SHA-256 of the content as it was signed.
    pub hash: [u8; 32],
    /// Whether the content still has that hash.
    pub intact: bool,
}

impl SignedVersion {
    /// The hash in hexadecimal digits, as `sha256sum` writes it.
    pub fn digits(&self) -> String {
        self.hash.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
    }
}
