//! The course of one admission, put in order from facts that come in any order.

use std::ops::RangeInclusive;

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use chrono_tz::Tz;

use super::counting::Calendar;
use super::rule::{Applies, Rule, Satisfier};
use super::visit::{is_permitted, therapy_may_begin};
use super::words;
use crate::domain::codes::{Discipline, codes};
use crate::domain::event::Event;
use crate::domain::frequency::{Admission, DateRange, WeekStart};
use crate::domain::holidays::Holidays;
use crate::domain::payer::{Cover, payer_on};
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
    /// Who pays, as far as it is known; a recorded change of payer comes before it.
    pub covers: &'a [Cover],
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
    /// Days of the visits on the schedule, made or still to come; empty when it is not known. The visit before the last is
    /// only known from a schedule that reaches the last covered day.
    pub scheduled: Vec<NaiveDate>,
    /// What happened, in any order; only facts that count.
    pub events: Vec<&'a Event>,
}

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

/// All-payer OASIS came in three steps; in each, the words that tell why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cohort {
    /// Never submitted: the system refuses it.
    Never(String),
    /// As the agency chose.
    Chosen(String),
    /// Submitted like Medicare's.
    Required(String),
}

/// The admission that matters now: the running one, else the newest.
pub(super) struct Course<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) now: NaiveDateTime,
    /// Start of care; `None` while only a referral is known.
    pub(super) soc: Option<NaiveDate>,
    /// Discharge or death, when it has come.
    pub(super) ended: Option<NaiveDate>,
    /// The last day of the admission before it.
    before: Option<NaiveDate>,
    /// The last day whose facts can be about this admission.
    last: NaiveDate,
    /// Its facts, oldest first. What is dated ahead of today has not happened, unless it is a plan.
    pub(super) events: Vec<&'a Event>,
    /// Its inpatient stays, oldest first.
    pub(super) stays: Vec<Stay>,
}

impl<'a> Course<'a> {
    /// Finds the admission and puts its facts in order.
    pub(super) fn of(case: &'a Case<'a>, now: NaiveDateTime) -> Self {
        let mut events = happened(case, now.date());
        let span = span(&events, now.date());
        events.retain(|event| span.contains(event.day()));
        let stays = stays(&events);
        let (soc, ended, before) = (span.soc, span.ended, span.last);
        Self { case, now, soc, ended, before, last: NaiveDate::MAX, events, stays }
    }

    /// The admission before this one, with what was recorded about it later. `None` when no start of care tells of one.
    pub(super) fn earlier(&self) -> Option<Self> {
        let last = self.before?;
        // A day on which one admission ends and the next begins has facts of both.
        let begins_next = |event: &Event| {
            let begins = matches!(event, Event::Assessment { rfa, .. } if rfa == "01")
                || matches!(event, Event::Soc { .. } | Event::Visit { kind: VisitKind::Soc, .. });
            begins && Some(event.day()) == self.soc
        };
        let is_own = |event: &Event| event.day() <= last && !begins_next(event);
        let all = happened(self.case, self.now.date());
        let mut events: Vec<&Event> = all.iter().copied().filter(|event| is_own(event)).collect();
        let span = span(&events, last);
        let soc = span.soc.filter(|soc| self.soc.is_none_or(|later| *soc < later))?;
        events.retain(|event| span.contains(event.day()));
        let stays = stays(&events);
        let is_about_it = |event: &&Event| {
            let before_next = self.soc.is_none_or(|next| event.day() < next);
            let same = |own: &&Event| event.id().is_some() && own.id() == event.id();
            (before_next && settles(event)) || events.iter().any(same) || names_what_it_settles(event, self.ended)
        };
        let later: Vec<&Event> = all.iter().copied().filter(|event| event.day() > last).filter(is_about_it).collect();
        events.extend(later);
        let (case, now, ended) = (self.case, self.now, span.ended.or(Some(last)));
        Some(Self { case, now, soc: Some(soc), ended, before: span.last, last, events, stays })
    }

    /// Every fact about this admission since its start of care, plans that lie ahead among them.
    pub(super) fn planned(&self) -> impl Iterator<Item = &'a Event> {
        let days = self.soc.unwrap_or(NaiveDate::MIN)..=self.last;
        self.case.events.iter().copied().filter(move |event| days.contains(&event.day()))
    }

    /// Today, or the last day under care when that has passed.
    pub(super) fn last_day(&self) -> NaiveDate {
        self.ended.map_or(self.today(), |ended| ended.min(self.today()))
    }

    /// Who pays on that day: the newest change up to it, else who was recorded.
    pub(super) fn payer_on(&self, day: NaiveDate) -> Option<Payer> {
        let changes = self.case.events.iter().filter_map(|event| {
            let Event::PayerChange { date, payer } = event else { return None };
            (*date <= day && *date <= self.today()).then_some((*date, payer))
        });
        changes.max().map(|(_, payer)| Payer::from_word(payer)).or_else(|| payer_on(self.case.covers, day))
    }

    /// What of it bears on the ordered visits, from its start of care or else from `otherwise`; `None` without either.
    pub(super) fn admission(&self, otherwise: Option<NaiveDate>) -> Option<Admission<'a>> {
        let away = self.stays.iter().filter_map(|stay| {
            let to = stay.home.map_or(NaiveDate::MAX, Moment::date);
            Some(DateRange { from: stay.from?.date(), to })
        });
        Some(Admission {
            soc: self.soc.or(otherwise)?,
            ended: self.ended,
            away: away.collect(),
            events: self.events.clone(),
            undated: &[],
            placed: Vec::new(),
            known: DateRange { from: self.case.visits_from.unwrap_or(NaiveDate::MIN), to: NaiveDate::MAX },
            week_start: WeekStart(self.case.week_starts),
            today: self.today(),
        })
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
        is_permitted(rule, role, therapy_may_begin(self.case.disciplines, self.payer_on(self.today()).as_ref()))
    }

    /// How many visits were made from that day through the other, those that are not billed among them and those by
    /// telephone or video not; `None` where earlier visits were not read.
    pub(super) fn visits_made(&self, days: RangeInclusive<NaiveDate>) -> Option<usize> {
        let all_read = self.case.visits_from.is_none_or(|read| read <= *days.start());
        let counts = |event: &&&Event| {
            matches!(event, Event::Visit { date, kind, .. }
                if days.contains(date) && !matches!(kind, VisitKind::Telehealth))
        };
        all_read.then(|| self.events.iter().filter(counts).count())
    }

    /// The first day of the quality episode that runs on that day: the newest resumption, else the start of care.
    pub(super) fn quality_episode(&self, on: NaiveDate) -> Option<NaiveDate> {
        let resumes = |event: &&&Event| {
            matches!(event, Event::Roc { .. } | Event::Visit { kind: VisitKind::Roc, .. })
                || matches!(event, Event::Assessment { rfa, .. } if rfa == "03")
        };
        let resumed = self.events.iter().filter(resumes).map(|event| event.day());
        // A resumption whose own record came days after the first visit: the visits since the return belong to it.
        let home = self.stays.iter().filter_map(|stay| stay.home.map(Moment::date));
        let begun = resumed.filter(|day| *day <= on).max().map(|resumed| {
            let back = home.filter(|home| *home <= resumed).max();
            back.unwrap_or(resumed)
        });
        begun.max(self.soc).filter(|day| *day <= on)
    }

    /// Why no OASIS record is made of a quality episode that ended that day: there was one visit in it. `None` when there
    /// were more, or when that is not known: facts that take a visit tell of visits that nobody recorded.
    pub(super) fn one_visit(&self, ended: NaiveDate) -> Option<String> {
        let from = self.quality_episode(ended)?;
        let takes_another = |event: &&Event| {
            matches!(event, Event::Assessment { rfa, .. } if rfa == "04" || rfa == "05")
                || matches!(
                    event,
                    Event::TherapyReassessment { .. }
                        | Event::AideSupervision { .. }
                        | Event::AideObserved { .. }
                        | Event::AideFirstVisit { .. }
                        | Event::LpnSupervision { .. }
                )
        };
        let others = self.events.iter().copied().filter(takes_another);
        let only = self.visits_made(from..=ended)? == 1
            && others.filter(|event| (from..=ended).contains(&event.day())).count() == 0;
        only.then(|| {
            format!(
                "one visit only since {}: no OASIS record is made of it, and none is to be submitted",
                words::day(from)
            )
        })
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

    /// Whether the rule is only for some payers, and nobody recorded who pays.
    pub(super) fn is_payer_unknown(&self, rule: &Rule, since: NaiveDate) -> bool {
        let for_some = matches!(
            rule.applies_if,
            Applies::MedicareFfs
                | Applies::Medicare
                | Applies::Authorized
                | Applies::Medicaid
                | Applies::AdvantageOrMedicaid
        );
        for_some && self.payer_on(since).is_none()
    }

    /// The day that decides for payers other than Medicare and Medicaid whether OASIS records are submitted: the completion
    /// (M0090) of the start-of-care assessment, and while that is not known the start of care.
    fn cohort_day(&self) -> Option<(NaiveDate, &'static str)> {
        let completed = self.events.iter().find_map(|event| {
            let Event::Assessment { rfa, m0090, .. } = event else { return None };
            (rfa == "01" && self.soc.is_none_or(|soc| *m0090 >= soc)).then_some((*m0090, "M0090 of the start of care"))
        });
        completed.or_else(|| Some((self.soc?, "start of care")))
    }

    /// In which cohort of all-payer OASIS the patient is, where the payer is neither Medicare nor Medicaid and the rule
    /// knows cohorts. Self-pay counts as another payer.
    pub(super) fn cohort(&self, rule: &Rule, since: NaiveDate) -> Option<Cohort> {
        let payer = self.payer_on(since)?;
        let is_other = matches!(payer, Payer::Commercial | Payer::Private | Payer::Va);
        let (optional, required) = (rule.date("all_payers_optional_from")?, rule.date("all_payers_required_from")?);
        let (day, which) = self.cohort_day().filter(|_| is_other)?;
        let said = format!("{which} {}", words::day(day));
        Some(if day < optional {
            Cohort::Never(format!(
                "{said}: before {optional} records of other payers are never submitted, until discharge"
            ))
        } else if day < required {
            Cohort::Chosen(format!(
                "{said}: between {optional} and {required} the agency chose whether to submit, also at later time points"
            ))
        } else {
            Cohort::Required(format!("{said}: from {required} OASIS is submitted whoever pays, until discharge"))
        })
    }

    /// Why what the rule asks since that day is not for this patient; `None` when it is, or when that is not known.
    pub(super) fn excluded(&self, rule: &Rule, since: NaiveDate) -> Option<String> {
        match (rule.applies_if, &self.payer_on(since)) {
            (Applies::Oasis, _) if self.is_minor() => Some("under 18: OASIS is not collected".to_owned()),
            (Applies::Oasis, _) if self.is_without_skilled_care() => {
                Some("no skilled care: OASIS is not collected".to_owned())
            }
            (Applies::Oasis, _) => match self.cohort(rule, since) {
                Some(Cohort::Never(why)) => Some(why),
                Some(Cohort::Chosen(_) | Cohort::Required(_)) | None => None,
            },
            (Applies::Adults, _) if self.is_minor() => Some("under 18".to_owned()),
            (Applies::MedicareFfs, Some(payer)) if *payer != Payer::MedicareFfs => {
                Some(format!("only under original Medicare; the payer is {}", payer.label()))
            }
            (Applies::Medicare, Some(payer)) if !matches!(payer, Payer::MedicareFfs | Payer::MedicareAdvantage) => {
                Some(format!("only under Medicare; the payer is {}", payer.label()))
            }
            (Applies::Medicaid, Some(payer)) if !matches!(payer, Payer::Medicaid | Payer::MedicaidMco) => {
                Some(format!("only under Medicaid; the payer is {}", payer.label()))
            }
            (Applies::AdvantageOrMedicaid, Some(payer))
                if !matches!(payer, Payer::MedicareAdvantage | Payer::Medicaid | Payer::MedicaidMco) =>
            {
                Some(format!("only under Medicare Advantage and Medicaid; the payer is {}", payer.label()))
            }
            (Applies::Agency, _) => Some("a duty of the agency itself".to_owned()),
            (Applies::Authorized, Some(payer)) if matches!(payer, Payer::MedicareFfs | Payer::Private) => {
                Some(format!("no authorization is asked for; the payer is {}", payer.label()))
            }
            (
                Applies::Everyone
                | Applies::Adults
                | Applies::MedicareFfs
                | Applies::Medicare
                | Applies::Medicaid
                | Applies::AdvantageOrMedicaid
                | Applies::Authorized,
                _,
            ) => None,
        }
    }
}

/// What bears on the ordered visits of the admission that matters at `now`: the running one, else the newest. Where no
/// fact says its start of care, it is `otherwise`; `None` while only a referral is known.
pub fn admission<'a>(case: &'a Case<'a>, now: NaiveDateTime, otherwise: Option<NaiveDate>) -> Option<Admission<'a>> {
    Course::of(case, now).admission(otherwise)
}

/// What has happened by today, oldest first, and plans. The last comparison only settles ties, so that the order of the
/// facts cannot matter.
fn happened<'a>(case: &Case<'a>, today: NaiveDate) -> Vec<&'a Event> {
    let mut events: Vec<&Event> =
        case.events.iter().copied().filter(|event| is_plan(event) || event.day() <= today).collect();
    events.sort_by(|a, b| {
        let key = |event: &Event| (event.moment().earliest(), event.kind());
        key(a).cmp(&key(b)).then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
    });
    events
}

/// What is recorded after care has ended and still belongs to it.
fn settles(event: &Event) -> bool {
    matches!(
        event,
        Event::SummarySent { .. }
            | Event::RecordGiven { .. }
            | Event::NoaAccepted { .. }
            | Event::FaceToFace { .. }
            | Event::Certified { .. }
            | Event::PocSigned { .. }
            | Event::OrderSigned { .. }
            | Event::MedicationIssueClosed { .. }
            | Event::Waiver { .. }
    )
}

/// What says itself which deadline it is about, however late it comes: `ended` is the end of the admission after it.
fn names_what_it_settles(event: &Event, ended: Option<NaiveDate>) -> bool {
    let of_an_end = |rfa: &str| ["07", "08", "09"].contains(&rfa);
    let before_next_end = || ended.is_none_or(|ended| event.day() < ended);
    matches!(event, Event::OasisAccepted { .. } | Event::LateReason { .. } | Event::Waiver { due: Some(_), .. })
        || matches!(event, Event::Assessment { rfa, .. } if of_an_end(rfa) && before_next_end())
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
            | Event::FrequencyOrder { .. }
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
    /// The last day of the admission before it.
    last: Option<NaiveDate>,
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
    let end = ends.iter().rev().find(readmitted).copied();
    let before = end.max(earlier);
    // A start of care that nobody recorded an end before ends what ran until then.
    let last = if earlier > end { soc.pred_opt() } else { end };
    let ended = ends.iter().find(|end| **end >= soc && Some(**end) != before).copied();
    if let Some(end) = ended {
        return after_end(
            events,
            Some(end),
            Some(Span { soc: Some(soc), ended, before, last, shares_day: before == Some(soc) }),
        );
    }
    Span { soc: Some(soc), ended, before, last, shares_day: before == Some(soc) }
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
        return Span { soc, ended: None, before: end, last: end, shares_day: false };
    }
    old.unwrap_or(Span { soc: None, ended: end, before: None, last: None, shares_day: false })
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
