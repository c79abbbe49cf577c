//! The medication list: one line per drug as ordered or taken.

pub mod decimal;
pub mod dose;
pub mod habit;
mod noise;
pub mod notation;
pub mod one_line;
pub mod reading;
pub mod resolve;
pub mod sig;
mod sound;
pub mod suggest;
pub mod words;

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::when::PartialDate;

codes! {
    /// Whether a line is being taken.
    MedicationStatus {
        /// It is.
        Active = "active", "active";
        /// For now it is not.
        Held = "held", "on hold";
        /// It is not any more.
        Stopped = "stopped", "stopped";
        /// It was given to its end.
        Completed = "completed", "completed";
        /// Not begun: intended, draft, planned.
        Planned = "planned", "planned";
        /// The patient must not be given this (`doNotPerform`, "not-taken").
        DoNotGive = "do_not_give", "do not give";
        /// It was never true of this patient.
        EnteredInError = "entered_in_error", "entered in error";
        /// The source does not know.
        Unknown = "unknown", "unknown";
    }
}

/// One line of a medication list. The text as written is always kept; what it means is computed from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Medication {
    /// Drug, strength and form as written: "warfarin 5 mg tablet".
    pub drug: String,
    /// How to take it, as written: "5 mg by mouth every evening". May be empty.
    pub sig: String,
    /// Route as a code of `sig_routes.csv` where stated: `po`, `eye`.
    pub route: Option<String>,
    /// Whether it is taken only when needed.
    pub as_needed: bool,
    /// Whether it is being taken.
    pub status: MedicationStatus,
    /// First day.
    pub started: Option<PartialDate>,
    /// Last day.
    pub stopped: Option<PartialDate>,
    /// What it is for, in words.
    pub indication: Option<String>,
    /// Who ordered it, as written.
    pub ordered_by: Option<String>,
    /// Code as given, with its system in front: `rxnorm:855332`.
    pub code: Option<String>,
}

impl Medication {
    /// `warfarin 5 mg tablet: 5 mg by mouth every evening`: how a line stands in a list for people.
    pub fn listed(&self) -> String {
        if self.sig.is_empty() { self.drug.clone() } else { format!("{}: {}", self.drug, self.sig) }
    }

    /// Drug and sig as one line.
    pub fn line(&self) -> String {
        format!("{} {}", self.drug, self.sig).trim_end().to_owned()
    }
}
