//! Allergies, and the statement that none is known.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::medication::words::folded_name;

codes! {
    /// Whether an allergy counts.
    AllergyStatus {
        /// It does.
        Active = "active", "active";
        /// It does not any more.
        Inactive = "inactive", "inactive";
        /// It turned out not to be one.
        Refuted = "refuted", "refuted";
        /// It was never true of this patient.
        EnteredInError = "entered_in_error", "entered in error";
    }
}

/// An allergy or intolerance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Allergy {
    /// What it is to, as written.
    pub substance: String,
    /// True for "no known allergy": then `substance` says of what kind.
    pub none_known: bool,
    /// Whether it counts.
    pub status: AllergyStatus,
    /// What happened, as written: "hives".
    pub reaction: Option<String>,
    /// Code as given, with its system in front.
    pub code: Option<String>,
}

/// Whether words charted as an allergy say that there is none: "NKDA", "no known drug allergies", "denies".
pub fn says_none(substance: &str) -> bool {
    let words = folded_name(substance);
    matches!(
        words.as_str(),
        "nka"
            | "nkda"
            | "nkfa"
            | "nkma"
            | "none"
            | "none known"
            | "denies"
            | "denies any"
            | "denies allergies"
            | "no allergies"
            | "no drug allergies"
            | "no food allergies"
            | "not known"
            | "negative"
    ) || words.starts_with("no known")
        || words.starts_with("none known")
}
