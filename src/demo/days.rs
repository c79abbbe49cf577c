//! Days and times around the moment the agency is seen at, in the zone of its patients.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::domain::when::{Instant, civil};

use super::Order;

/// The moment, and what day it is.
#[derive(Clone, Copy)]
pub(super) struct Days {
    pub(super) now: Instant,
    pub(super) today: NaiveDate,
    zone: Tz,
}

impl Days {
    pub(super) fn of(order: &Order) -> Self {
        Self { now: order.now, today: civil(order.now, order.zone), zone: order.zone }
    }

    /// The day so many days from today; negative is past.
    pub(super) fn day(&self, days: i64) -> NaiveDate {
        plus(self.today, days)
    }

    /// How long ago a day was; negative is ahead.
    pub(super) fn ago(&self, day: NaiveDate) -> i64 {
        (self.today - day).num_days()
    }

    /// The instant of a local time. A time that the clocks skip counts as if they had not been changed.
    pub(super) fn at(&self, day: NaiveDate, hour: u32, minute: u32) -> Instant {
        self.instant(local(day, hour, minute))
    }

    /// The instant of a local date-time, as [`Self::at`].
    pub(super) fn instant(&self, local: NaiveDateTime) -> Instant {
        self.zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
    }

    /// Today at that time if it is past, else yesterday.
    pub(super) fn latest(&self, hour: u32, minute: u32) -> Instant {
        let today = self.at(self.today, hour, minute);
        if today <= self.now { today } else { self.at(self.day(-1), hour, minute) }
    }

    /// The local day of an instant.
    pub(super) fn day_of(&self, at: Instant) -> NaiveDate {
        civil(at, self.zone)
    }
}

/// So many days later.
pub(super) fn plus(day: NaiveDate, days: i64) -> NaiveDate {
    day.checked_add_signed(TimeDelta::days(days)).unwrap_or(day)
}

/// A local time of a day.
pub(super) fn local(day: NaiveDate, hour: u32, minute: u32) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default())
}
