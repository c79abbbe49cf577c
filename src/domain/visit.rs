//! Visits: planned, made, attempted, missed.

use serde::{Deserialize, Serialize};

use super::codes::{Discipline, codes};
use super::ids::{EpisodeId, Keyed, Stored, UserId, of};
use super::when::Instant;

mod change;
mod closing;

pub use change::{Placement, VisitChange};

codes! {
    /// What a visit is for.
    VisitKind {
        /// Start of care.
        Soc = "soc", "SOC";
        /// Resumption of care.
        Roc = "roc", "ROC";
        /// Recertification.
        Recert = "recert", "REC";
        /// Routine visit of its discipline.
        Routine = "routine", "visit";
        /// First visit of a therapy discipline.
        Evaluation = "evaluation", "eval";
        /// Therapy reassessment.
        Reassessment = "reassessment", "reassess";
        /// Aide supervision.
        Supervision = "supervision", "sup visit";
        /// Discharge visit.
        Discharge = "discharge", "DC";
        /// Not billable.
        NonBillable = "nonbillable", "non-billable";
        /// By telephone or video; never counts as a visit.
        Telehealth = "telehealth", "telehealth";
    }
}

impl VisitKind {
    /// Whether it counts as a visit where visits are counted: what is not billed and what is done by telephone or video
    /// does not.
    pub fn is_counted(&self) -> bool {
        !matches!(self, Self::NonBillable | Self::Telehealth)
    }
}

codes! {
    /// Where a visit stands.
    VisitStatus {
        /// Agreed for a day and time.
        Planned = "planned", "scheduled";
        /// She is there.
        Started = "started", "in progress";
        /// Made.
        Done = "done", "done";
        /// Not made.
        Missed = "missed", "MISSED";
        /// At the door, not let in or nobody home.
        Attempted = "attempted", "ATTEMPTED";
        /// Called off before the day.
        Cancelled = "cancelled", "cancelled";
    }
}

codes! {
    /// Why a visit was missed or only attempted.
    MissReason {
        /// Nobody answered.
        NotHome = "not_home", "not home, not found";
        /// The patient or family declined.
        Declined = "declined", "patient declined";
        /// In hospital or emergency department.
        Hospital = "hospital", "in hospital or ED";
        /// At another appointment.
        Appointment = "appointment", "other appointment";
        /// Weather or road.
        Weather = "weather", "weather or road";
        /// We had nobody to send.
        Staffing = "staffing", "no staff available";
        /// Unsafe to enter.
        Unsafe = "unsafe", "unsafe to enter";
    }
}

/// What changes about a visit after it was planned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VisitState {
    /// Where it stands.
    pub status: VisitStatus,
    /// When she arrived.
    pub started: Option<Instant>,
    /// When she left.
    pub finished: Option<Instant>,
    /// Why it was missed or attempted.
    pub reason: Option<MissReason>,
    /// Whether the practitioner was told of the miss.
    pub practitioner_told: bool,
}

/// A visit of ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// The episode it belongs to.
    pub episode: Option<EpisodeId>,
    /// Who goes.
    pub clinician: Option<UserId>,
    /// For which discipline.
    pub discipline: Discipline,
    /// What for.
    pub kind: VisitKind,
    /// Planned arrival.
    pub starts: Instant,
    /// Planned departure.
    pub ends: Instant,
    /// What matters at the door: "INR, bleed check".
    pub purpose: String,
    /// Where it stands.
    pub state: VisitState,
}

impl Keyed for Visit {
    type Of = of::Visit;
}

/// A visit as the store keeps it.
pub type StoredVisit = Stored<Visit>;
