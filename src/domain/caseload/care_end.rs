//! How the care of a patient ended, asked by everything that shows one: nobody is nagged about who has died or left, and what
//! is still owed stays.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::Facts;
use crate::domain::episode::EpisodeState;
use crate::domain::event::Event;
use crate::domain::patient::Death;
use crate::domain::visit::{StoredVisit, VisitStatus};
use crate::domain::when::{PartialDate, civil};

/// What is still owed so long after the end of care is history: a claim can no longer be made for it (42 CFR 424.44: one year),
/// and nobody works it down.
const OWED_FOR: TimeDelta = TimeDelta::days(365);

/// How the care of a patient ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CareEnd {
    /// By death; the day when it is known.
    Died(Option<NaiveDate>),
    /// By discharge; the day when it is known.
    Discharged(Option<NaiveDate>),
    /// It never began: we did not take the patient.
    NotTaken,
}

impl CareEnd {
    /// The last day under care, when it is known.
    pub fn day(self) -> Option<NaiveDate> {
        match self {
            Self::Died(day) | Self::Discharged(day) => day,
            Self::NotTaken => None,
        }
    }

    /// As a visit or a heading says it in one word: `DIED`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Died(_) => "DIED",
            Self::Discharged(_) => "DISCHARGED",
            Self::NotTaken => "NOT TAKEN",
        }
    }

    /// As JSON says it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Died(_) => "died",
            Self::Discharged(_) => "discharged",
            Self::NotTaken => "not_taken",
        }
    }

    /// As a heading says it: `discharged 2026-03-08`.
    pub fn said(self) -> String {
        let word = self.word().to_lowercase();
        self.day().map_or_else(|| word.clone(), |day| format!("{word} {day}"))
    }

    /// Whether it is so long ago that what was owed is history.
    pub fn is_history(self, today: NaiveDate) -> bool {
        self.day().is_some_and(|day| today - day > OWED_FOR)
    }
}

impl Facts {
    /// How this patient's care ended by `today`; `None` while it runs, or once a new referral came after the end.
    pub fn care_end(&self, today: NaiveDate) -> Option<CareEnd> {
        if let Some(death) = self.death(today) {
            return Some(death);
        }
        let ends = self.events.iter().filter(|event| event.day() <= today && is_discharge(event));
        let recorded = ends.map(|event| event.day()).max();
        let episode = self.episode.as_ref();
        let by_episode = match episode.map(|episode| &episode.state) {
            Some(EpisodeState::Discharged) => Some(CareEnd::Discharged(episode.and_then(|episode| episode.ended))),
            Some(EpisodeState::Declined) => Some(CareEnd::NotTaken),
            Some(
                EpisodeState::Referral
                | EpisodeState::PendingSoc
                | EpisodeState::Active
                | EpisodeState::Hold
                | EpisodeState::Other(_),
            )
            | None => None,
        };
        let end = match (recorded, by_episode) {
            (Some(day), Some(CareEnd::Discharged(other))) => {
                CareEnd::Discharged(Some(other.map_or(day, |at| at.max(day))))
            }
            (Some(day), _) => CareEnd::Discharged(Some(day)),
            (None, Some(end)) => end,
            (None, None) => return None,
        };
        let day = end.day()?;
        let back = self.events.iter().any(|event| admits(event) && event.day() > day);
        (!back && !self.begins_again_on(day)).then_some(end)
    }

    /// That the source of the chart reports a death that nobody has recorded as an event here.
    pub fn unrecorded_death(&self) -> Option<Death> {
        let recorded = self.events.iter().any(|event| matches!(event.value, Event::Death { .. }));
        self.patient.died.filter(|_| !recorded)
    }

    /// The day of a death that is not recorded as an event, where the source gives one.
    pub fn day_of_unrecorded_death(&self) -> Option<NaiveDate> {
        match self.unrecorded_death()? {
            Death::On(PartialDate::Day(day)) => Some(day),
            Death::On(PartialDate::Year(_) | PartialDate::Month(..)) | Death::DateUnknown => None,
        }
    }

    /// Whether a visit still stands on the calendar though care had ended before its day.
    pub fn is_after_care(&self, visit: &StoredVisit, today: NaiveDate, zone: Tz) -> bool {
        let stands = visit.state.status == VisitStatus::Planned;
        let end = self.care_end(today).filter(|_| stands).and_then(CareEnd::day);
        end.is_some_and(|end| civil(visit.starts, zone) > end)
    }

    fn death(&self, today: NaiveDate) -> Option<CareEnd> {
        let recorded = self.events.iter().find_map(|event| {
            let Event::Death { date } = &event.value else { return None };
            Some(*date).filter(|date| *date <= today)
        });
        match (recorded, self.patient.died) {
            (Some(day), _) => Some(CareEnd::Died(Some(day))),
            (None, Some(_)) => Some(CareEnd::Died(self.day_of_unrecorded_death())),
            (None, None) => None,
        }
    }

    /// Discharged and taken on again on the same day: then an earlier start of care is on record.
    fn begins_again_on(&self, day: NaiveDate) -> bool {
        let mut starts =
            self.events.iter().filter(|event| matches!(event.value, Event::Soc { .. })).map(|event| event.day());
        let earlier = starts.clone().any(|start| start < day);
        earlier && starts.any(|start| start == day)
    }
}

/// Discharge, or a transfer with discharge (RFA 07).
fn is_discharge(event: &Event) -> bool {
    let transfer = matches!(event, Event::Transfer { rfa, .. } | Event::Assessment { rfa, .. } if rfa == "07");
    transfer || matches!(event, Event::Discharge { .. })
}

fn admits(event: &Event) -> bool {
    matches!(event, Event::Referral { .. } | Event::ReturnHome { .. } | Event::OrderedSoc { .. } | Event::Soc { .. })
}
