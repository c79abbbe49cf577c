//! Facts that start, move or satisfy deadlines: the shape of `clock --facts` and of the `event` table.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::codes::Discipline;
use super::visit::VisitKind;
use super::when::Moment;

/// One fact. Dates are civil dates, and moments local times, in the patient's zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The referral had enough information to act on.
    Referral {
        /// When.
        at: Moment,
    },
    /// Home from the inpatient stay during which the referral came.
    ReturnHome {
        /// When.
        at: Moment,
    },
    /// The practitioner ordered the start of care for a date.
    OrderedSoc {
        /// The ordered date.
        date: NaiveDate,
    },
    /// Start of care.
    Soc {
        /// The first billable visit: day 1 of certification, day 0 of the five-day rules.
        date: NaiveDate,
    },
    /// A visit that was made.
    Visit {
        /// Day.
        date: NaiveDate,
        /// Arrival, when recorded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Moment>,
        /// Discipline.
        discipline: Discipline,
        /// Credential of who went: RN, LPN, PT, PTA, ...
        role: String,
        /// What for.
        kind: VisitKind,
    },
    /// A comprehensive assessment was completed.
    Assessment {
        /// OASIS reason for assessment: `01`, `03`, `04`, `05`, `09`.
        rfa: String,
        /// Date completed (M0090).
        m0090: NaiveDate,
    },
    /// Admitted to an inpatient facility.
    InpatientAdmission {
        /// When.
        at: Moment,
        /// When the agency learnt of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        known_at: Option<Moment>,
        /// 24 hours or more and not for diagnostic tests only.
        qualifying: bool,
    },
    /// Home from an inpatient stay.
    InpatientDischarge {
        /// When.
        at: Moment,
        /// When the agency learnt of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        known_at: Option<Moment>,
    },
    /// The practitioner ordered the resumption for a date.
    OrderedRoc {
        /// The ordered date.
        date: NaiveDate,
    },
    /// Resumption of care (M0032).
    Roc {
        /// First visit after the return.
        date: NaiveDate,
    },
    /// Discharged from the agency.
    Discharge {
        /// M0906.
        date: NaiveDate,
        /// Whether it was planned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        planned: Option<bool>,
    },
    /// Died.
    Death {
        /// Day.
        date: NaiveDate,
    },
    /// A rule was waived.
    Waiver {
        /// Rule id.
        rule: String,
        /// Day.
        date: NaiveDate,
        /// On whose authority.
        authority: String,
    },
}

impl Event {
    /// The word its `type` has in files and in the database.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Referral { .. } => "referral",
            Self::ReturnHome { .. } => "return_home",
            Self::OrderedSoc { .. } => "ordered_soc",
            Self::Soc { .. } => "soc",
            Self::Visit { .. } => "visit",
            Self::Assessment { .. } => "assessment",
            Self::InpatientAdmission { .. } => "inpatient_admission",
            Self::InpatientDischarge { .. } => "inpatient_discharge",
            Self::OrderedRoc { .. } => "ordered_roc",
            Self::Roc { .. } => "roc",
            Self::Discharge { .. } => "discharge",
            Self::Death { .. } => "death",
            Self::Waiver { .. } => "waiver",
        }
    }

    /// The civil day it happened on.
    pub fn day(&self) -> NaiveDate {
        self.moment().date()
    }

    /// When it happened, as precisely as it was recorded.
    pub fn moment(&self) -> Moment {
        match self {
            Self::Referral { at }
            | Self::ReturnHome { at }
            | Self::InpatientAdmission { at, .. }
            | Self::InpatientDischarge { at, .. } => *at,
            Self::Visit { date, at: Some(at), .. } if at.date() == *date => *at,
            Self::Visit { date, .. }
            | Self::OrderedSoc { date }
            | Self::Soc { date }
            | Self::OrderedRoc { date }
            | Self::Roc { date }
            | Self::Discharge { date, .. }
            | Self::Death { date }
            | Self::Waiver { date, .. }
            | Self::Assessment { m0090: date, .. } => Moment::Day(*date),
        }
    }
}
