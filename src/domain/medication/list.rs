//! Medication lists that somebody else keeps, as they were received. Their lines are read like any other line; what they
//! mean is computed from the text, which stays as it came.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::edit::{Action, Editable, actions};
use crate::domain::ids::Keyed;
use crate::domain::permission::Act;

codes! {
    /// Whose list it is.
    ListSource {
        /// A hospital or facility the patient comes from.
        Hospital = "hospital", "hospital list";
        /// The referral.
        Referral = "referral", "referral list";
        /// What stands in the home, and how it is taken.
        Home = "home", "in the home";
        /// A pharmacy.
        Pharmacy = "pharmacy", "pharmacy list";
    }
}

codes! {
    /// Where a received list stands.
    ListStatus {
        /// It waits to be reconciled.
        Open = "open", "open";
        /// It was reconciled with ours.
        Reconciled = "reconciled", "reconciled";
        /// It is not needed.
        PutAway = "put_away", "put away";
        /// It was never this patient's.
        EnteredInError = "entered_in_error", "entered in error";
    }
}

/// One list as received.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MedicineList {
    /// Whose list.
    pub source: ListSource,
    /// Who gave it, as shown: "St. Anne discharge summary, page 2".
    pub told_by: String,
    /// Its day.
    pub on: NaiveDate,
    /// As received, a medicine a line.
    pub lines: String,
    /// Where it stands.
    pub status: ListStatus,
}

impl Keyed for MedicineList {
    type Of = Self;
}

impl MedicineList {
    actions! {
        RECEIVED = "medicine_list.receive", "medication list received";
        CHANGED = "medicine_list.change", "medication list changed";
        RECONCILED = "medicine_list.reconciled", "medication list reconciled";
        PUT_AWAY = "medicine_list.put_away", "medication list put away";
        IN_ERROR = "medicine_list.in_error", "medication list marked entered in error";
    }
}

impl Editable for MedicineList {
    const ACT: Act = Act::Medication;

    fn in_error(self) -> Self {
        Self { status: ListStatus::EnteredInError, ..self }
    }

    fn action(from: Option<&Self>, to: &Self) -> Action {
        match to.status {
            _ if from.is_none() => Self::RECEIVED,
            ListStatus::Reconciled => Self::RECONCILED,
            ListStatus::PutAway => Self::PUT_AWAY,
            ListStatus::EnteredInError => Self::IN_ERROR,
            ListStatus::Open | ListStatus::Other(_) => Self::CHANGED,
        }
    }
}

impl MedicineList {
    /// The lines with something in them.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        self.lines.lines().map(str::trim).filter(|line| !line.is_empty())
    }
}
