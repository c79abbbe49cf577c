//! The stay under our care, from referral to discharge.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::ids::{Keyed, UserId, of};
use super::when::Instant;

codes! {
    /// Where a home health episode stands.
    EpisodeState {
        /// Referred; nobody has decided yet.
        Referral = "referral", "referral";
        /// Accepted, start of care not done.
        PendingSoc = "pending_soc", "pending SOC";
        /// Under our care.
        Active = "active", "active";
        /// In hospital; we keep the patient on service.
        Hold = "hold", "on hold (inpatient)";
        /// Ended.
        Discharged = "discharged", "discharged";
        /// We did not take the patient.
        Declined = "declined", "declined";
    }
}

/// Days of one certification period. Source: 42 CFR 484.205.
pub const CERTIFICATION_DAYS: u64 = 60;

/// Days of a payment period under original Medicare: 42 CFR 484.205(b)(2).
pub const PAYMENT_PERIOD_DAYS: u64 = 30;

/// A home health episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// Where it stands.
    pub state: EpisodeState,
    /// When the referral was complete.
    pub referred_at: Option<Instant>,
    /// Start of care: day 1 of the first certification period.
    pub soc: Option<NaiveDate>,
    /// Last day under our care.
    pub ended: Option<NaiveDate>,
    /// Why it ended, in words.
    pub end_reason: Option<String>,
    /// Who coordinates the care.
    pub case_manager: Option<UserId>,
    /// The certifying practitioner, as written: "Lee, MD".
    pub practitioner: Option<String>,
    /// The practitioner's telephone.
    pub practitioner_phone: Option<String>,
    /// Ordered visit frequencies, one per discipline: "SN 2w4 1w5".
    pub frequencies: Vec<String>,
}

impl Keyed for Episode {
    type Of = of::Episode;
}

/// A certification period: both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Certification {
    /// 0 for the first period.
    pub number: u64,
    /// Day 1.
    pub from: NaiveDate,
    /// Day 60.
    pub to: NaiveDate,
    /// Which day of the period it is, 1 to 60.
    pub day: u64,
}

/// The certification period in force on `today`, counted from start of care as day 1; `None` before it.
pub fn certification(soc: NaiveDate, today: NaiveDate) -> Option<Certification> {
    let elapsed = u64::try_from((today - soc).num_days()).ok()?;
    let number = elapsed / CERTIFICATION_DAYS;
    let from = soc.checked_add_days(Days::new(number * CERTIFICATION_DAYS))?;
    let to = from.checked_add_days(Days::new(CERTIFICATION_DAYS - 1))?;
    Some(Certification { number, from, to, day: elapsed % CERTIFICATION_DAYS + 1 })
}
