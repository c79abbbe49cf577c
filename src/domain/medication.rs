//! The medication list: one line per drug as ordered or taken.

pub mod adherence;
pub mod decimal;
pub mod dose;
pub mod habit;
pub mod list;
mod noise;
pub mod notation;
pub mod one_line;
mod pack;
pub mod prn;
pub mod reading;
pub mod reconcile;
pub mod refill;
pub mod regimen;
pub mod resolve;
pub mod sig;
pub mod sound;
mod standing;
mod strength;
pub mod suggest;
pub mod told;
pub mod uses;
pub mod words;

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::edit::{Action, Editable, actions};
use super::ids::{Keyed, of};
use super::permission::Act;
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
        Unknown = "unknown", "of a status that nobody states";
    }
}

codes! {
    /// Where a line of the list comes from.
    MedicationSource {
        /// An order we hold.
        Ours = "ours", "ours";
        /// A hospital's or referral's list.
        Hospital = "hospital", "hospital";
        /// What the patient takes, whoever ordered it.
        AsTaken = "as_taken", "as taken";
        /// Bought without an order.
        OverTheCounter = "over_the_counter", "over the counter";
    }
}

/// What stands for a drug that its source does not name.
pub const NOT_NAMED: &str = "(drug not named)";

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
    /// Where the line comes from.
    pub source: MedicationSource,
    /// The words it was typed in, where a person typed it.
    pub typed: Option<String>,
    /// Who said so when it was last changed: "Dr Lee by telephone".
    pub told_by: Option<String>,
    /// Why it was last changed.
    pub reason: Option<String>,
}

impl Keyed for Medication {
    type Of = of::Medication;
}

impl Medication {
    actions! {
        ADDED = "medication.add", "medicine added";
        CHANGED = "medication.change", "medicine changed";
        HELD = "medication.hold", "medicine on hold";
        RESUMED = "medication.resume", "medicine resumed";
        STOPPED = "medication.stop", "medicine stopped";
        IN_ERROR = "medication.in_error", "medicine marked entered in error";
    }
}

impl Editable for Medication {
    const ACT: Act = Act::Medication;

    fn in_error(self) -> Self {
        Self { status: MedicationStatus::EnteredInError, ..self }
    }

    fn action(from: Option<&Self>, to: &Self) -> Action {
        let Some(from) = from else { return Self::ADDED };
        if from.status == to.status {
            return Self::CHANGED;
        }
        match to.status {
            MedicationStatus::Active => Self::RESUMED,
            MedicationStatus::Held => Self::HELD,
            MedicationStatus::Stopped | MedicationStatus::Completed => Self::STOPPED,
            MedicationStatus::EnteredInError => Self::IN_ERROR,
            MedicationStatus::Planned
            | MedicationStatus::DoNotGive
            | MedicationStatus::Unknown
            | MedicationStatus::Other(_) => Self::CHANGED,
        }
    }

    fn stands(&self) -> bool {
        self.status.is_listed()
    }
}

impl Medication {
    /// A line that is being taken, of which nothing is known but its words.
    pub fn written(drug: impl Into<String>, sig: impl Into<String>) -> Self {
        Self {
            drug: drug.into(),
            sig: sig.into(),
            route: None,
            as_needed: false,
            status: MedicationStatus::Active,
            started: None,
            stopped: None,
            indication: None,
            ordered_by: None,
            code: None,
            source: MedicationSource::Ours,
            typed: None,
            told_by: None,
            reason: None,
        }
    }

    /// `warfarin 5 mg tablet: 5 mg by mouth every evening`: how a line stands in a list for people.
    pub fn listed(&self) -> String {
        let until = self.until();
        if self.sig.is_empty() {
            format!("{}{until}", self.drug)
        } else {
            format!("{}: {}{until}", self.drug, self.sig)
        }
    }

    /// How it is taken: the sig, or that it is not said.
    pub fn how_taken(&self) -> &str {
        if self.sig.is_empty() { "(how to take it is not written)" } else { &self.sig }
    }

    /// [`Medication::listed`] with what it is for.
    pub fn with_purpose(&self) -> String {
        match &self.indication {
            Some(purpose) => format!("{}, for {purpose}", self.listed()),
            None => self.listed(),
        }
    }

    /// Drug and sig as one line.
    pub fn line(&self) -> String {
        format!("{} {}", self.drug, self.sig).trim_end().to_owned()
    }
}
