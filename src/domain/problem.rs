//! Problems and diagnoses.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::ids::Keyed;
use super::when::PartialDate;

codes! {
    /// Whether a problem still concerns us.
    ProblemStatus {
        /// It does (active, recurrence, relapse).
        Active = "active", "active";
        /// It does not any more (inactive, remission, resolved).
        Resolved = "resolved", "resolved";
        /// It turned out not to be there.
        Refuted = "refuted", "refuted";
        /// It was never true of this patient.
        EnteredInError = "entered_in_error", "entered in error";
        /// The source does not say.
        NotStated = "not_stated", "status not stated";
    }
}

/// A problem or diagnosis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// In words.
    pub text: String,
    /// Code as given, with its system in front: `icd10:I50.9`, `snomed:44054006`.
    pub code: Option<String>,
    /// Whether it still concerns us.
    pub status: ProblemStatus,
    /// Since when.
    pub onset: Option<PartialDate>,
    /// Until when.
    pub ended: Option<PartialDate>,
}

impl Keyed for Problem {
    type Of = Self;
}

impl Problem {
    /// The problem in words; one whose status nobody states says so.
    pub fn words(&self) -> String {
        match self.status {
            ProblemStatus::NotStated | ProblemStatus::Other(_) => format!("{} (status not stated: ask)", self.text),
            ProblemStatus::Active
            | ProblemStatus::Resolved
            | ProblemStatus::Refuted
            | ProblemStatus::EnteredInError => self.text.clone(),
        }
    }
}
