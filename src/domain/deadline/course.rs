//! The course of one admission, put in order from facts that come in any order.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use chrono_tz::Tz;

use super::counting::Calendar;
use super::rule::{Applies, Rule, Satisfier};
use super::visit::{is_permitted, is_therapy_only};
use crate::domain::codes::{Discipline, codes};
use crate::domain::event::Event;
use crate::domain::holidays::Holidays;
use crate::domain::visit::VisitKind;
use crate::domain::when::{Moment, PartialDate};

codes! {
    /// Who pays, as far as deadlines care.
    Payer {
        /// Original Medicare.
        MedicareFfs = "medicare_ffs", "Medicare";
        /// A Medicare Advantage plan.
        MedicareAdvantage = "medicare_advantage", "Medicare Advantage";
        /// Medicaid.
        Medicaid = "medicaid", "Medicaid";
        /// A Medicaid managed care plan.
        MedicaidMco = "medicaid_mco", "Medicaid MCO";
        /// Veterans Affairs.
        Va = "va", "VA";
        /// A commercial plan.
        Commercial = "commercial", "commercial";
        /// The patient.
        Private = "private", "private pay";
    }
}

/// What the clock is told about one patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Case<'a> {
    /// The zone of the patient's home; every date and time is local to it.
    pub zone: Tz,
    /// Who pays, when known.
    pub payer: Option<Payer>,
    /// Date of birth, when known.
    pub born: Option<PartialDate>,
    /// Ordered disciplines; empty when unknown.
    pub disciplines: &'a [Discipline],
    /// Days on which the agency's office is closed.
    pub holidays: &'a Holidays,
    /// First day of the agency's week.
    pub week_starts: Weekday,
    /// Visits before this day are not among the events, except those a clock counts from; `None` when all are.
    pub visits_from: Option<NaiveDate>,
    /// What happened, in any order; only facts that count.
    pub events: Vec<&'a Event>,
}

/// From this start of care on, OASIS is collected whoever pays. From memory; to be confirmed.
const ALL_PAYER: Option<NaiveDate> = NaiveDate::from_ymd_opt(2025, 7, 1);

/// An inpatient stay during the admission.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stay {
    /// Admitted; `None` when only the return home was recorded.
    pub(super) from: Option<Moment>,
    /// When the agency learnt of the admission.
    pub(super) known: Option<Moment>,
    /// Whether it asks for a transfer and a resumption.
    pub(super) qualifying: bool,
    /// Back home.
    pub(super) home: Option<Moment>,
    /// When the agency learnt of the return.
    pub(super) home_known: Option<Moment>,
}

impl Stay {
    /// Whether the patient was an inpatient at the end of that day.
    pub(super) fn covers_night_of(&self, day: NaiveDate) -> bool {
        self.from.is_some_and(|from| from.date() <= day) && self.home.is_none_or(|home| home.date() > day)
    }
}

/// The admission that matters now: the running one, else the newest.
pub(super) struct Course<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) now: NaiveDateTime,
    /// Start of care; `None` while only a referral is known.
    pub(super) soc: Option<NaiveDate>,
    /// Discharge or death, when it has come.
    pub(super) ended: Option<NaiveDate>,
    /// The end of the admission before it.
    pub(super) before: Option<NaiveDate>,
    /// Its facts, oldest first. What is dated ahead of today has not happened, unless it is a plan.
    pub(super) events: Vec<&'a Event>,
    /// Its inpatient stays, oldest first.
    pub(super) stays: Vec<Stay>,
}

impl<'a> Course<'a> {
    /// Finds the admission and puts its facts in order.
    pub(super) fn of(case: &'a Case<'a>, now: NaiveDateTime) -> Self {
        let today = now.date();
        let mut events: Vec<&Event> =
            case.events.iter().copied().filter(|event| is_plan(event) || event.day() <= today).collect();
        // The last comparison only settles ties, so that the order of the facts cannot matter.
        events.sort_by(|a, b| {
            let key = |event: &Event| (event.moment().earliest(), event.kind());
            key(a).cmp(&key(b)).then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
        });
        let span = span(&events, today);
        events.retain(|event| span.contains(event.day()));
        let stays = stays(&events);
        Self { case, now, soc: span.soc, ended: span.ended, before: span.before, events, stays }
    }

    /// What counting needs to know.
    pub(super) fn calendar(&self) -> Calendar<'a> {
        Calendar { zone: self.case.zone, holidays: self.case.holidays }
    }

    /// Today in the patient's home.
    pub(super) fn today(&self) -> NaiveDate {
        self.now.date()
    }

    /// Whether the patient is in a qualifying inpatient stay now.
    pub(super) fn is_inpatient(&self) -> bool {
        self.stays.last().is_some_and(|stay| stay.qualifying && stay.home.is_none())
    }

    /// The newest moment of an event of that kind.
    pub(super) fn last(&self, kind: &str) -> Option<Moment> {
        self.events.iter().rev().find(|event| event.kind() == kind).map(|event| event.moment())
    }

    /// The first fact on those days that is of one of those kinds and was done by somebody who may.
    pub(super) fn first(&self, rule: &Rule, kinds: &[Satisfier], days: RangeInclusive<NaiveDate>) -> Option<&'a Event> {
        self.first_of(rule, days, |event| kinds.iter().any(|kind| kind.is(event)))
    }

    /// The first fact on those days that is wanted and was done by somebody who may.
    pub(super) fn first_of(
        &self,
        rule: &Rule,
        days: RangeInclusive<NaiveDate>,
        wanted: impl Fn(&Event) -> bool,
    ) -> Option<&'a Event> {
        let fits = |event: &Event| days.contains(&event.day()) && wanted(event) && self.is_by_permitted(rule, event);
        // Within a day a fact with its time says more than one without.
        let precision =
            |event: &Event| (event.day(), matches!(event.moment(), Moment::Day(_)), event.moment().earliest());
        self.events.iter().copied().filter(|event| fits(event)).min_by_key(|event| precision(event))
    }

    /// Facts on those days that are of one of those kinds; for telling why they do not count.
    pub(super) fn all(&self, kinds: &[Satisfier], days: RangeInclusive<NaiveDate>) -> impl Iterator<Item = &'a Event> {
        self.events
            .iter()
            .copied()
            .filter(move |event| days.contains(&event.day()) && kinds.iter().any(|kind| kind.is(event)))
    }

    /// Whether the person who made a visit may satisfy the rule. A start of care counts through the visit that made it,
    /// where that visit is recorded.
    pub(super) fn is_by_permitted(&self, rule: &Rule, event: &Event) -> bool {
        if let Some(role) = event.role() {
            return self.may(rule, role);
        }
        let Event::Soc { date } = event else { return true };
        let mut roles = self.events.iter().filter_map(|other| {
            let Event::Visit { date: day, role, kind: VisitKind::Soc, .. } = other else { return None };
            (day == date).then_some(role)
        });
        let Some(first) = roles.next() else { return true };
        self.may(rule, first) || roles.any(|role| self.may(rule, role))
    }

    fn may(&self, rule: &Rule, role: &str) -> bool {
        is_permitted(rule, role, is_therapy_only(self.case.disciplines))
    }

    /// Whether what is ordered is known, and none of it is skilled care.
    fn is_without_skilled_care(&self) -> bool {
        let ordered = self.case.disciplines;
        !ordered.is_empty()
            && ordered.iter().all(|ordered| matches!(ordered, Discipline::Aide | Discipline::SocialWork))
    }

    /// Whether she is younger than 18: OASIS is not collected, the assessments are due all the same.
    pub(super) fn is_minor(&self) -> bool {
        self.case.born.is_some_and(|born| born.years_on(self.today()) < 18)
    }

    /// Why the rule is not for this patient; `None` when it is, or when that is not known.
    pub(super) fn excluded(&self, rule: &Rule) -> Option<String> {
        match (rule.applies_if, &self.case.payer) {
            (Applies::Oasis, _) if self.is_minor() => Some("under 18: OASIS is not collected".to_owned()),
            (Applies::Oasis, _) if self.is_without_skilled_care() => {
                Some("no skilled care: OASIS is not collected".to_owned())
            }
            (Applies::Oasis, Some(Payer::Commercial | Payer::Private | Payer::Va))
                if self.soc.is_some_and(|soc| Some(soc) < ALL_PAYER) =>
            {
                Some("start of care before OASIS was collected for every payer (July 2025), until discharge".to_owned())
            }
            (Applies::Adults, _) if self.is_minor() => Some("under 18".to_owned()),
            (Applies::MedicareFfs, Some(payer)) if *payer != Payer::MedicareFfs => {
                Some(format!("only under original Medicare; the payer is {}", payer.label()))
            }
            (Applies::Medicare, Some(payer)) if !matches!(payer, Payer::MedicareFfs | Payer::MedicareAdvantage) => {
                Some(format!("only under Medicare; the payer is {}", payer.label()))
            }
            (Applies::Authorized, Some(payer)) if matches!(payer, Payer::MedicareFfs | Payer::Private) => {
                Some(format!("no authorization is asked for; the payer is {}", payer.label()))
            }
            (
                Applies::Everyone
                | Applies::Oasis
                | Applies::Adults
                | Applies::MedicareFfs
                | Applies::Medicare
                | Applies::Authorized,
                _,
            ) => None,
        }
    }
}

/// Plans may lie ahead; everything else that does is a slip of the pen until its day comes.
fn is_plan(event: &Event) -> bool {
    matches!(
        event,
        Event::Referral { .. }
            | Event::ReturnHome { .. }
            | Event::OrderedSoc { .. }
            | Event::Soc { .. }
            | Event::OrderedRoc { .. }
            | Event::CoveredServicesEnd { .. }
            | Event::ServiceChange { .. }
            | Event::NoncoveredCare { .. }
            | Event::Authorization { .. }
    )
}

/// Discharge, death, or transfer with discharge (RFA 07).
fn is_end(event: &Event) -> bool {
    let transfer = matches!(event, Event::Transfer { rfa, .. } | Event::Assessment { rfa, .. } if rfa == "07");
    transfer || matches!(event, Event::Discharge { .. } | Event::Death { .. })
}

/// Where the admission that matters now begins and ends.
struct Span {
    soc: Option<NaiveDate>,
    ended: Option<NaiveDate>,
    /// The start of care or end of the admission before it.
    before: Option<NaiveDate>,
    /// A new start of care on the day the last admission ended: that day belongs to both.
    shares_day: bool,
}

impl Span {
    fn contains(&self, day: NaiveDate) -> bool {
        self.before.is_none_or(|before| day > before || (self.shares_day && day == before))
    }
}

fn span(events: &[&Event], today: NaiveDate) -> Span {
    let starts: Vec<NaiveDate> = days(events, |event| matches!(event, Event::Soc { .. }));
    let ends: Vec<NaiveDate> = days(events, is_end);
    let Some(soc) = starts.iter().rev().find(|start| **start <= today).or(starts.first()).copied() else {
        return after_end(events, ends.last().copied(), None);
    };
    let earlier = starts.iter().rev().find(|start| **start < soc).copied();
    // Started and ended on one day is a one-visit episode, unless somebody was on service before: then she was readmitted.
    let readmitted = |end: &&NaiveDate| **end < soc || (**end == soc && earlier.is_some());
    let before = ends.iter().rev().find(readmitted).copied().max(earlier);
    let ended = ends.iter().find(|end| **end >= soc && Some(**end) != before).copied();
    if let Some(end) = ended {
        return after_end(
            events,
            Some(end),
            Some(Span { soc: Some(soc), ended, before, shares_day: before == Some(soc) }),
        );
    }
    Span { soc: Some(soc), ended, before, shares_day: before == Some(soc) }
}

/// What came after an end: a new referral is a new admission, otherwise the old one has ended and stays in view.
fn after_end(events: &[&Event], end: Option<NaiveDate>, old: Option<Span>) -> Span {
    let admits = |event: &Event| {
        matches!(
            event,
            Event::Referral { .. } | Event::ReturnHome { .. } | Event::OrderedSoc { .. } | Event::Soc { .. }
        )
    };
    let later = |event: &&Event| admits(event) && end.is_none_or(|end| event.day() > end);
    let next = |event: &Event| matches!(event, Event::Soc { date } if end.is_none_or(|end| *date > end));
    if end.is_none() || events.iter().any(later) {
        let soc = days(events, next).first().copied();
        return Span { soc, ended: None, before: end, shares_day: false };
    }
    old.unwrap_or(Span { soc: None, ended: end, before: None, shares_day: false })
}

fn days(events: &[&Event], wanted: impl Fn(&Event) -> bool) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = events.iter().filter(|event| wanted(event)).map(|event| event.day()).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// Pairs admissions with returns. A move from one facility to another is one stay.
fn stays(events: &[&Event]) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for event in events {
        if let Event::InpatientAdmission { at, known_at, qualifying } = event {
            match stays.last_mut().filter(|stay| stay.home.is_none()) {
                Some(open) => open.qualifying |= qualifying,
                None => stays.push(Stay {
                    from: Some(*at),
                    known: *known_at,
                    qualifying: *qualifying,
                    home: None,
                    home_known: None,
                }),
            }
        } else if let Event::InpatientDischarge { at, known_at } = event {
            come_home(&mut stays, *at, *known_at, true);
        } else if let Event::ReturnHome { at } = event {
            come_home(&mut stays, *at, None, false);
        }
    }
    stays
}

/// Closes the open stay. A return without an admission is a stay of its own: nobody knows that it did not qualify.
fn come_home(stays: &mut Vec<Stay>, at: Moment, known: Option<Moment>, alone: bool) {
    match stays.last_mut() {
        Some(open) if open.home.is_none() => {
            open.home = Some(at);
            open.home_known = known;
        }
        Some(same) if same.home.is_some_and(|home| home.date() == at.date()) => {
            same.home_known = same.home_known.or(known);
        }
        _ if alone => {
            stays.push(Stay { from: None, known: None, qualifying: true, home: Some(at), home_known: known });
        }
        _ => {}
    }
}
