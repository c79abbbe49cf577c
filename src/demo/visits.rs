//! Visits: as many as ordered in every week, except where something went wrong.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::domain::codes::Discipline;
use crate::domain::frequency::{DateRange, FrequencyOrder, InForce, WeekStart, ledger, weeks_touched};
use crate::domain::record::Body;
use crate::domain::visit::{MissReason, Visit, VisitKind, VisitState, VisitStatus};

use super::Case;
use super::chance::Chance;
use super::days::plus;
use super::pools::pools;
use super::roster::Member;
use super::situation::{Sign, Standing};
use super::stay::Away;
use super::writer::Writer;

/// A visit, and who goes.
pub(super) struct HomeVisit<'a> {
    pub(super) day: NaiveDate,
    pub(super) by: &'a Member,
    pub(super) visit: Visit,
}

impl HomeVisit<'_> {
    /// Whether a nurse made it.
    pub(super) fn is_nursing_done(&self) -> bool {
        self.visit.discipline == Discipline::SkilledNursing && self.visit.state.status == VisitStatus::Done
    }
}

/// Arrival times of a nurse's day; the same for all, so that a caseload's visits do not overlap.
const TIMES: [(u32, u32); 6] = [(8, 0), (9, 15), (10, 30), (13, 0), (14, 15), (15, 45)];
/// How far ahead visits are placed.
const PLANNED_DAYS: i64 = 13;
/// Aide supervision is due after 14 days; from this day on the next nursing visit sees to it.
const SUPERVISE_AFTER: i64 = 10;
/// Therapy is reassessed within 30 days; from this day on the next visit sees to it.
const REASSESS_AFTER: i64 = 21;
/// First day of the recertification window, counted from the first day of the period as 0.
const WINDOW_OPENS: i64 = 55;

/// What is ordered for a certification period.
pub(super) fn orders(case: &Case<'_>, period: (NaiveDate, NaiveDate)) -> Vec<FrequencyOrder> {
    let mut chance = case.chance(6);
    let first = case.stay.soc == Some(period.0);
    let twice_for = match (first, case.situation.newcomer) {
        (true, true) => 4,
        (true, false) => 2,
        (false, _) => 0,
    };
    let nursing = |week: u32| if week <= twice_for { 2 } else { 1 };
    let mut orders = vec![order(Discipline::SkilledNursing, period, nursing)];
    let therapist = chance.percent(18).then(|| chance.word(&case.profile.therapy));
    if let Some(word) = therapist {
        orders.push(order(Discipline::from_word(word), period, |week| if first && week <= 3 { 2 } else { 1 }));
    }
    if chance.percent(12) {
        orders.push(order(Discipline::Aide, period, |_| 2));
    }
    orders.into_iter().flatten().collect()
}

/// A week cannot hold more visits than it has days in the period. `None` for a discipline that is not known.
fn order(
    discipline: Discipline,
    period: (NaiveDate, NaiveDate),
    wanted: impl Fn(u32) -> u32,
) -> Option<FrequencyOrder> {
    let weeks = weeks_touched(days_of(period), WeekStart::default());
    let visits: Vec<u32> = weeks.map(|week| wanted(week.number).min(week.days.length())).collect();
    FrequencyOrder::weekly(discipline, &visits).ok()
}

fn days_of((from, to): (NaiveDate, NaiveDate)) -> DateRange {
    DateRange { from, to }
}

/// All visits of a stay: made, missed and placed, earliest first.
pub(super) fn visits<'a>(case: &Case<'a>) -> Vec<HomeVisit<'a>> {
    let mut chance = case.chance(7);
    let until = case.stay.ended.unwrap_or_else(|| case.days.day(PLANNED_DAYS));
    let mut placed = Vec::new();
    let periods = case.stay.periods(until);
    for (index, period) in periods.iter().enumerate() {
        // Nothing is ordered beyond the period that today lies in, and nothing after a missed recertification.
        let ordered = period.0 <= case.days.today && !(index > 0 && unordered(case, *period));
        for order in orders(case, *period).iter().filter(|_| ordered) {
            place(case, order, *period, &mut placed);
        }
    }
    placed.retain(|visit: &HomeVisit<'_>| visit.day <= until);
    if let Some(away) = case.stay.away {
        interrupt(case, away, &mut placed);
    }
    recertify(case, &periods, &mut placed);
    finish(case, &mut placed);
    if case.situation.standing == Standing::Referred && case.manager.is_multiple_of(2) {
        placed.push(extra(case, case.days.day(1), (11, 30), VisitKind::Soc));
    }
    placed.sort_by_key(|visit| visit.visit.starts);
    name_kinds(case, &mut placed);
    for visit in &mut placed {
        settle(case, visit, &mut chance);
    }
    if case.shows(Sign::WeekShort) {
        shorten_week(case, &mut placed);
    }
    placed
}

fn unordered(case: &Case<'_>, period: (NaiveDate, NaiveDate)) -> bool {
    case.shows(Sign::RecertOverdue) && period.1 >= case.days.today
}

/// Places the ordered visits of a period on days that suit.
fn place<'a>(case: &Case<'a>, order: &FrequencyOrder, period: (NaiveDate, NaiveDate), placed: &mut Vec<HomeVisit<'a>>) {
    let Some(discipline) = order.discipline() else { return };
    let nursing = *discipline == Discipline::SkilledNursing;
    for week in ledger(&InForce::from_start(order, days_of(period)), &[], period.0).weeks {
        let mut days: Vec<NaiveDate> = week.days.iter().collect();
        days.sort_by_key(|day| (suits(case, *day, nursing), *day));
        for day in days.into_iter().zip(0..week.to_place()).map(|(day, _)| day) {
            let (time, kind) = match (case.stay.soc == Some(day), nursing) {
                (true, true) => (TIMES[1], VisitKind::Soc),
                // Nobody evaluates before the nurse has begun the care.
                (true, false) => (TIMES[5], VisitKind::Routine),
                (false, _) => (TIMES[time_of_day(case, nursing)], VisitKind::Routine),
            };
            placed.push(home_visit(case, day, time, discipline, kind));
        }
    }
}

/// How well a day suits; less is better. Start of care comes first, then the patient's own weekdays.
fn suits(case: &Case<'_>, day: NaiveDate, nursing: bool) -> u32 {
    if case.stay.soc == Some(day) {
        return if nursing { 0 } else { 60 };
    }
    let own = own_weekday(case);
    let weekday = day.weekday().num_days_from_sunday();
    let distance = (weekday + 7 - if nursing { own } else { (own + 1) % 7 }) % 7;
    let rank = match distance {
        0 => 1,
        3 => 2,
        2 | 4 => 3,
        1 => 6,
        _ => 5,
    };
    let weekend = u32::from((weekday == 0 || weekday == 6) && distance != 0) * 10;
    // A nurse's day today is full: five or six visits, all of them meant.
    let full = u32::from(nursing && case.situation.today.is_none() && same_weekday(case, day)) * 30;
    rank + weekend + full
}

fn same_weekday(case: &Case<'_>, day: NaiveDate) -> bool {
    !case.is_former() && case.days.ago(day) % 7 == 0
}

/// The weekdays besides today's that visits are usually made on, as days from Sunday.
fn other_weekdays(case: &Case<'_>) -> Vec<u32> {
    let today = case.days.today.weekday().num_days_from_sunday();
    (1..=5).filter(|weekday| *weekday != today).collect()
}

/// The patient's first weekday, as days from Sunday.
fn own_weekday(case: &Case<'_>) -> u32 {
    let today = case.days.today.weekday().num_days_from_sunday();
    if case.shows(Sign::MissedYesterday) {
        return (today + 6) % 7;
    }
    if case.situation.today.is_some() {
        return today;
    }
    let others = other_weekdays(case);
    others.get(position(case) % others.len().max(1)).copied().unwrap_or(1)
}

fn position(case: &Case<'_>) -> usize {
    case.stay.place / case.order.size.managers()
}

/// Which of [`TIMES`]: chosen so that no two patients of a caseload share weekday and time.
fn time_of_day(case: &Case<'_>, nursing: bool) -> usize {
    let own = case.situation.today.unwrap_or_else(|| position(case) / other_weekdays(case).len().max(1));
    (own + usize::from(!nursing) * 2) % TIMES.len()
}

fn minutes(kind: &VisitKind) -> i64 {
    if *kind == VisitKind::Soc {
        90
    } else if *kind == VisitKind::Roc || *kind == VisitKind::Recert {
        75
    } else {
        45
    }
}

fn home_visit<'a>(
    case: &Case<'a>,
    day: NaiveDate,
    (hour, minute): (u32, u32),
    discipline: &Discipline,
    kind: VisitKind,
) -> HomeVisit<'a> {
    let starts = case.days.at(day, hour, minute);
    let visit = Visit {
        episode: None,
        clinician: None,
        discipline: discipline.clone(),
        starts,
        ends: starts + TimeDelta::minutes(minutes(&kind)),
        kind,
        purpose: String::new(),
        state: VisitState {
            status: VisitStatus::Planned,
            started: None,
            finished: None,
            reason: None,
            practitioner_told: false,
        },
    };
    HomeVisit { day, by: case.roster.visitor(discipline, case.manager), visit }
}

/// A nursing visit that no weekly order asked for.
fn extra<'a>(case: &Case<'a>, day: NaiveDate, time: (u32, u32), kind: VisitKind) -> HomeVisit<'a> {
    home_visit(case, day, time, &Discipline::SkilledNursing, kind)
}

/// No visits while in hospital; the day after the return, the resumption.
fn interrupt<'a>(case: &Case<'a>, away: Away, placed: &mut Vec<HomeVisit<'a>>) {
    let Some(home) = away.home else {
        placed.retain(|visit| visit.day < away.admitted);
        return;
    };
    let resumes = plus(home, 1);
    if case.situation.standing == Standing::HomeAgain {
        placed.retain(|visit| visit.day < away.admitted);
        if case.manager.is_multiple_of(2) {
            placed.push(extra(case, case.days.day(1), (16, 30), VisitKind::Roc));
        }
        return;
    }
    placed.retain(|visit| visit.day < away.admitted || visit.day > resumes);
    placed.push(extra(case, resumes, (11, 30), VisitKind::Roc));
}

/// In each window of days 56 to 60 a nursing visit becomes the recertification; in past ones one is made if need be.
fn recertify<'a>(case: &Case<'a>, periods: &[(NaiveDate, NaiveDate)], placed: &mut Vec<HomeVisit<'a>>) {
    let newest = case.stay.ended.unwrap_or(case.days.today);
    for (from, to) in periods {
        let past = *to < newest;
        if past && case.shows(Sign::RecertOverdue) && case.days.ago(*to) <= 3 {
            continue;
        }
        // A window that today lies in is served by what is still ahead.
        let opens = if past { plus(*from, WINDOW_OPENS) } else { plus(*from, WINDOW_OPENS).max(case.days.today) };
        let in_window = placed.iter_mut().find(|visit| {
            visit.visit.discipline == Discipline::SkilledNursing && opens <= visit.day && visit.day <= *to
        });
        match in_window {
            Some(visit) if !case.is_former() || past => {
                visit.visit.kind = VisitKind::Recert;
                visit.visit.ends = visit.visit.starts + TimeDelta::minutes(minutes(&VisitKind::Recert));
            }
            None if past => placed.push(extra(case, plus(*from, WINDOW_OPENS + 1), (11, 30), VisitKind::Recert)),
            Some(_) | None => {}
        }
    }
}

/// The last visit of a stay that ended as it should.
fn finish<'a>(case: &Case<'a>, placed: &mut Vec<HomeVisit<'a>>) {
    let Some(ended) = case.stay.ended else { return };
    let nursing = |visit: &HomeVisit<'_>| visit.visit.discipline == Discipline::SkilledNursing;
    if case.stay.died {
        placed.retain(|visit| visit.day < ended);
    } else if let Some(last) = placed.iter_mut().find(|visit| nursing(visit) && visit.day == ended) {
        last.visit.kind = VisitKind::Discharge;
    } else {
        placed.push(extra(case, ended, (11, 30), VisitKind::Discharge));
    }
}

/// Evaluations, reassessments and supervisions, each in its time; and what every visit is for.
fn name_kinds(case: &Case<'_>, placed: &mut [HomeVisit<'_>]) {
    let purposes = &pools().situations.purposes;
    let of = |word: &str| purposes.get(word).cloned().unwrap_or_default();
    let mut supervised: Option<NaiveDate> = None;
    let mut reassessed: Option<NaiveDate> = None;
    let mut nursing_visits = position(case);
    let signed = !case.situation.signs.is_empty();
    for HomeVisit { day, visit, .. } in placed {
        let long_ago =
            |since: Option<NaiveDate>, days: i64| since.is_some_and(|since| (*day - since).num_days() >= days);
        if visit.discipline == Discipline::Aide {
            supervised.get_or_insert(*day);
            visit.purpose = of(visit.discipline.word());
        } else if visit.discipline == Discipline::SkilledNursing {
            nursing_visits += usize::from(!signed || nursing_visits == 0);
            let usual = case.profile.purposes.get(nursing_visits % case.profile.purposes.len().max(1));
            let usual = if signed { case.profile.purposes.first() } else { usual };
            visit.purpose = usual.cloned().unwrap_or_default();
            if visit.kind != VisitKind::Routine {
                visit.purpose = of(visit.kind.word());
            }
            if long_ago(supervised, SUPERVISE_AFTER) {
                supervised = Some(*day);
                if visit.kind == VisitKind::Routine {
                    visit.kind = VisitKind::Supervision;
                }
                visit.purpose = format!("{}, {}", visit.purpose, of(VisitKind::Supervision.word()));
            }
        } else {
            visit.purpose = of(visit.discipline.word());
            if reassessed.is_none() {
                visit.kind = VisitKind::Evaluation;
                reassessed = Some(*day);
            } else if long_ago(reassessed, REASSESS_AFTER) {
                visit.kind = VisitKind::Reassessment;
                reassessed = Some(*day);
            }
        }
    }
}

/// What became of a visit by now.
fn settle(case: &Case<'_>, visit: &mut HomeVisit<'_>, chance: &mut Chance) {
    let late = TimeDelta::minutes(i64::from(chance.between(-6, 14)));
    let longer = TimeDelta::minutes(i64::from(chance.between(-8, 12)));
    let now = case.days.now;
    let plan = &visit.visit;
    let routine = plan.kind == VisitKind::Routine;
    let failed = routine && case.days.ago(visit.day) > 21 && chance.percent(2);
    let yesterday = case.days.ago(visit.day) == 1 && plan.discipline == Discipline::SkilledNursing;
    let state = if case.shows(Sign::MissedYesterday) && yesterday {
        VisitState {
            status: VisitStatus::Missed,
            started: None,
            finished: None,
            reason: Some(MissReason::NotHome),
            practitioner_told: false,
        }
    } else if failed {
        let reason = chance.pick(&[MissReason::Declined, MissReason::NotHome, MissReason::Weather]).cloned();
        VisitState { status: VisitStatus::Missed, started: None, finished: None, reason, practitioner_told: true }
    } else if plan.ends <= now {
        let started = plan.starts + late;
        let finished = (plan.ends + late + longer).min(now);
        VisitState {
            status: VisitStatus::Done,
            started: Some(started),
            finished: Some(finished),
            reason: None,
            practitioner_told: false,
        }
    } else if plan.starts <= now {
        VisitState {
            status: VisitStatus::Started,
            started: Some((plan.starts + late).min(now)),
            finished: None,
            reason: None,
            practitioner_told: false,
        }
    } else {
        return;
    };
    visit.visit.state = state;
}

/// Takes the last nursing visit out of this week, as if nobody had placed it.
fn shorten_week(case: &Case<'_>, placed: &mut Vec<HomeVisit<'_>>) {
    let week = WeekStart::default().week_of(case.days.today);
    let last = placed
        .iter()
        .rposition(|visit| visit.visit.discipline == Discipline::SkilledNursing && week.contains(visit.day));
    if let Some(last) = last {
        placed.remove(last);
    }
}

/// Writes the visits.
pub(super) fn write(visits: Vec<HomeVisit<'_>>, to: &mut Writer) {
    for HomeVisit { by, visit, .. } in visits {
        to.visit(by, Body::Visit(visit));
    }
}
