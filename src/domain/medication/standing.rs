//! Whether a line is being taken, as far as anybody says: what must stand before it wherever it is shown.

use chrono::{Months, NaiveDate};

use super::{Medication, MedicationStatus};
use crate::domain::when::PartialDate;

impl MedicationStatus {
    /// Whether the line counts as taken: it is, or nobody says that it is not.
    pub fn is_taken(&self) -> bool {
        match self {
            Self::Active | Self::Unknown | Self::Other(_) => true,
            Self::Held | Self::Stopped | Self::Completed | Self::Planned | Self::DoNotGive | Self::EnteredInError => {
                false
            }
        }
    }

    /// Whether the line stands on the medication list: taken, on hold, not begun, or not to be given.
    pub fn is_listed(&self) -> bool {
        match self {
            Self::Active | Self::Held | Self::Planned | Self::DoNotGive | Self::Unknown | Self::Other(_) => true,
            Self::Stopped | Self::Completed | Self::EnteredInError => false,
        }
    }

    /// What stands before a line of this status; nothing before one that is being taken.
    pub fn warning(&self) -> Option<&'static str> {
        match self {
            Self::Held => Some("ON HOLD:"),
            Self::Planned => Some("NOT BEGUN:"),
            Self::DoNotGive => Some("NOT TAKEN, NOT TO BE GIVEN:"),
            Self::Unknown | Self::Other(_) => Some("STATUS NOT STATED, ask:"),
            Self::Active | Self::Stopped | Self::Completed | Self::EnteredInError => None,
        }
    }
}

impl Medication {
    /// Whether its last day is over and it still stands among what is taken.
    pub fn has_run_out(&self, today: NaiveDate) -> bool {
        self.status.is_taken() && self.stopped.is_some_and(|stopped| latest(stopped) < today)
    }

    /// What stands before the line on this day: `ON HOLD: `, `STILL TAKEN? `; empty for most.
    pub fn standing(&self, today: NaiveDate) -> String {
        let over = self.has_run_out(today).then_some("STILL TAKEN?");
        let words: Vec<&str> = self.status.warning().into_iter().chain(over).collect();
        if words.is_empty() { String::new() } else { format!("{} ", words.join(" ")) }
    }

    /// `, until 8 Nov 2026`, where the line has a last day and does not say it in its own words.
    pub fn until(&self) -> String {
        let Some(stopped) = self.stopped.filter(|_| !self.sig.to_lowercase().contains("until")) else {
            return String::new();
        };
        match stopped {
            PartialDate::Day(day) => format!(", until {}", day.format("%-d %b %Y")),
            PartialDate::Month(..) | PartialDate::Year(_) => format!(", until {stopped}"),
        }
    }
}

/// The last day that a date can mean.
fn latest(date: PartialDate) -> NaiveDate {
    let months = match date {
        PartialDate::Day(day) => return day,
        PartialDate::Month(..) => 1,
        PartialDate::Year(_) => 12,
    };
    let next = date.earliest().checked_add_months(Months::new(months));
    next.and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX)
}
