//! The ways home health counts time, each a type of its own: the same date is day 1 for certification and day 0 for the
//! five-day rules, so a number without its convention says nothing.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::Due;
use crate::domain::holidays::Holidays;
use crate::domain::when::Moment;

/// What counting needs to know about the place and the agency.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    /// The zone of the patient's home.
    pub zone: Tz,
    /// Days on which the agency's office is closed.
    pub holidays: &'a Holidays,
}

/// Start of care, or the first day of a later certification period: the only date the two start-of-care conventions take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StartOfCare(pub NaiveDate);

/// Day n of certification; the start of care is day 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocDayOne(pub u16);

impl SocDayOne {
    /// The date of that day; `None` past the end of the calendar.
    pub fn from(self, start: StartOfCare) -> Option<NaiveDate> {
        start.0.checked_add_days(Days::new(u64::from(self.0)))?.pred_opt()
    }
}

/// n days after the start of care, which is day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SocDayZero(pub u16);

impl SocDayZero {
    /// The date of that day; `None` past the end of the calendar.
    pub fn from(self, start: StartOfCare) -> Option<NaiveDate> {
        start.0.checked_add_days(Days::new(self.0.into()))
    }
}

/// Within n calendar days of an event, whose day is day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventDayZero(pub u16);

impl EventDayZero {
    /// The last day; `None` past the end of the calendar.
    pub fn from(self, event: Moment) -> Option<NaiveDate> {
        event.date().checked_add_days(Days::new(self.0.into()))
    }
}

/// Within n hours of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElapsedHours(pub u16);

impl ElapsedHours {
    /// The earlier of wall clock and elapsed time where the clocks are changed in between; through the end of the day
    /// when the time of the event was not recorded.
    pub fn from(self, event: Moment, zone: Tz) -> Option<Due> {
        let hours = TimeDelta::hours(self.0.into());
        match event {
            Moment::Day(day) => day.checked_add_signed(hours).map(Due::Day),
            Moment::At(at) => {
                let wall = at.checked_add_signed(hours)?;
                let elapsed = instant(at, zone).and_then(|begun| begun.checked_add_signed(hours));
                Some(Due::At(elapsed.map_or(wall, |ends| ends.naive_local().min(wall))))
            }
        }
    }
}

/// Through midnight at the end of the day after an event, at whatever hour it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextMidnight;

impl NextMidnight {
    /// The last day; `None` past the end of the calendar.
    pub fn from(self, event: Moment) -> Option<NaiveDate> {
        event.date().succ_opt()
    }
}

/// n calendar days before an event; never n times 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysBefore(pub u16);

impl DaysBefore {
    /// The date; `None` before the beginning of the calendar.
    pub fn from(self, event: Moment) -> Option<NaiveDate> {
        event.date().checked_sub_days(Days::new(self.0.into()))
    }
}

/// Within n business days of an event, whose day is day 0. "Business day" is not defined by the federal text: Monday to
/// Friday less the agency's holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BusinessDays(pub u16);

impl BusinessDays {
    /// The last day; `None` past the end of the calendar.
    pub fn from(self, event: Moment, holidays: &Holidays) -> Option<NaiveDate> {
        holidays.add_business_days(event.date(), self.0)
    }
}

/// The same day n months after an event, or the last day of a shorter month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthsAfter(pub u16);

impl MonthsAfter {
    /// The last day; `None` past the end of the calendar.
    pub fn from(self, event: Moment) -> Option<NaiveDate> {
        event.date().checked_add_months(Months::new(self.0.into()))
    }
}

/// One of the conventions, as a row of the rule table names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// See [`SocDayOne`].
    SocDayOne(SocDayOne),
    /// See [`SocDayZero`].
    SocDayZero(SocDayZero),
    /// See [`EventDayZero`].
    EventDayZero(EventDayZero),
    /// See [`ElapsedHours`].
    ElapsedHours(ElapsedHours),
    /// See [`NextMidnight`].
    NextMidnight(NextMidnight),
    /// See [`DaysBefore`].
    DaysBefore(DaysBefore),
    /// See [`BusinessDays`].
    BusinessDays(BusinessDays),
    /// See [`MonthsAfter`].
    MonthsAfter(MonthsAfter),
}

/// What is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The start of care or of a later certification period.
    StartOfCare(StartOfCare),
    /// Any other event.
    Event(Moment),
}

impl Anchor {
    /// The day, or the moment, itself.
    pub fn moment(self) -> Moment {
        match self {
            Self::StartOfCare(start) => Moment::Day(start.0),
            Self::Event(moment) => moment,
        }
    }
}

impl Count {
    /// Counts from the anchor. `None` past the ends of the calendar, and for an anchor the convention is not made for
    /// (a test refuses such rows).
    pub fn from(self, anchor: Anchor, calendar: Calendar<'_>) -> Option<Due> {
        let day = match (self, anchor) {
            (Self::SocDayOne(count), Anchor::StartOfCare(start)) => count.from(start),
            (Self::SocDayZero(count), Anchor::StartOfCare(start)) => count.from(start),
            (Self::SocDayOne(_) | Self::SocDayZero(_), Anchor::Event(_))
            | (Self::EventDayZero(_) | Self::NextMidnight(_) | Self::ElapsedHours(_), Anchor::StartOfCare(_)) => None,
            (Self::ElapsedHours(count), Anchor::Event(event)) => return count.from(event, calendar.zone),
            (Self::EventDayZero(count), Anchor::Event(event)) => count.from(event),
            (Self::NextMidnight(count), Anchor::Event(event)) => count.from(event),
            (Self::DaysBefore(count), anchor) => count.from(anchor.moment()),
            (Self::BusinessDays(count), anchor) => count.from(anchor.moment(), calendar.holidays),
            (Self::MonthsAfter(count), anchor) => count.from(anchor.moment()),
        };
        day.map(Due::Day)
    }

    /// Whether time from the start of care is counted this way.
    pub fn fits_start_of_care(self) -> bool {
        !matches!(self, Self::EventDayZero(_) | Self::ElapsedHours(_) | Self::NextMidnight(_))
    }

    /// Whether time from any other event is counted this way.
    pub fn fits_event(self) -> bool {
        !matches!(self, Self::SocDayOne(_) | Self::SocDayZero(_))
    }

    /// The convention in words: "48 hours", "day 60".
    pub fn words(self) -> String {
        match self {
            Self::SocDayOne(SocDayOne(day)) => format!("day {day}"),
            Self::EventDayZero(EventDayZero(0)) => "the same day".to_owned(),
            Self::SocDayZero(SocDayZero(days)) | Self::EventDayZero(EventDayZero(days)) => {
                format!("{days} calendar {}", plural(days, "day"))
            }
            Self::ElapsedHours(ElapsedHours(hours)) => format!("{hours} {}", plural(hours, "hour")),
            Self::NextMidnight(NextMidnight) => "the end of the next day".to_owned(),
            Self::DaysBefore(DaysBefore(days)) => format!("{days} calendar {} before", plural(days, "day")),
            Self::BusinessDays(BusinessDays(days)) => format!("{days} business {}", plural(days, "day")),
            Self::MonthsAfter(MonthsAfter(months)) => format!("{months} {}", plural(months, "month")),
        }
    }
}

fn plural(count: u16, unit: &str) -> String {
    format!("{unit}{}", if count == 1 { "" } else { "s" })
}

/// The instant of a local time. The earlier one where it happens twice; `None` where it does not exist, and outside the
/// years in which zones are known.
pub(super) fn instant(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Tz>> {
    (1..=9999).contains(&local.year()).then(|| zone.from_local_datetime(&local).earliest()).flatten()
}
