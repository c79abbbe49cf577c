//! The recertification assessment on days 56 to 60 of each certification period. Source: 42 CFR 484.55(d)(1).

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::periods::{candidates, is_told};
use super::straddle::{Straddle, Verdict, last_period, payer_change, straddle};
use super::{Done, Obligation, by_others, not_counted};
use crate::domain::deadline::counting::{Anchor, StartOfCare};
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::{Rule, Window};
use crate::domain::deadline::words;
use crate::domain::episode::{CERTIFICATION_DAYS, certification};

/// The period in force, the one before it as long as it is not settled, and older ones that were settled late.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let (Some(soc), Some(window)) = (course.soc, rule.window("soc")) else { return Vec::new() };
    let current = certification(soc, course.last_day()).map_or(0, |period| period.number);
    let current = last_period(course, current);
    let all = candidates(rule, course, soc, current)
        .into_iter()
        .filter_map(|number| Some((number, period(rule, window, course, soc, number)?)));
    let mut owed: Vec<Obligation> =
        all.filter(|(number, owed)| is_told(*number, current, owed)).map(|(_, owed)| owed).collect();
    if let Some(newest) = owed.last_mut() {
        newest.question = payer_change(course);
    }
    owed
}

/// What period `number` (0 is the first) asks for. `None` when a stay that has ended crossed its last day: then the
/// question is the return home, and the resumption asks it.
fn period(rule: &Rule, window: &Window, course: &Course<'_>, soc: NaiveDate, number: u64) -> Option<Obligation> {
    let first = soc.checked_add_days(Days::new(number.checked_mul(CERTIFICATION_DAYS)?))?;
    let anchor = Anchor::StartOfCare(StartOfCare(first));
    let calendar = course.calendar();
    let (opens, due) = (window.opens?.from(anchor, calendar)?, window.due.from(anchor, calendar)?);
    // What comes before the next window opens still belongs to this period, late.
    let until = opens.day().checked_add_days(Days::new(CERTIFICATION_DAYS - 1)).unwrap_or(NaiveDate::MAX);
    let in_window = opens.day()..=due.day();
    let late = due.day().succ_opt().unwrap_or(NaiveDate::MAX)..=until;
    let done = course
        .first(rule, rule.satisfied_by, in_window.clone())
        .or_else(|| course.first(rule, rule.satisfied_in_window_by, in_window))
        .or_else(|| course.first(rule, rule.satisfied_by, late))
        .map(|event| Done::by(event, due));

    let mut why = if number == 0 {
        vec![format!("start of care {} is day 1", words::day(soc))]
    } else {
        vec![
            format!("start of care {}, {CERTIFICATION_DAYS}-day periods", words::day(soc)),
            format!("certification period {} begins {}, its day 1", number + 1, words::day(first)),
        ]
    };
    let says =
        |count: crate::domain::deadline::counting::Count, day| format!("{} = {}", count.words(), words::day(day));
    why.extend(window.opens.map(|count| says(count, opens.day())));
    why.push(says(window.due, due.day()));
    // In a later period an early assessment may have settled the one before, late.
    let early_from = if number == 0 { first } else { late_answer(rule, window, course, soc, number).unwrap_or(first) };
    why.extend(not_counted(rule, course, early_from, opens.day().pred_opt()));
    why.extend(by_others(rule, course, opens.day(), Some(until)));

    let crossing = course.stays.iter().find(|stay| stay.qualifying && stay.covers_night_of(due.day()));
    let days = opens.day().iter_days().take_while(|day| *day <= due.day());
    let mut weekend = Vec::new();
    why.extend(days.filter_map(|day| {
        if let Some(holiday) = course.case.holidays.on(day) {
            return Some(format!("{} is a holiday ({holiday}): place the visit early", words::day(day)));
        }
        if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            weekend.push(words::day(day));
        }
        None
    }));
    if !weekend.is_empty() {
        why.push(format!("weekend in the window: {}", weekend.join(", ")));
    }
    let for_tests = course.stays.iter().find(|stay| !stay.qualifying && stay.covers_night_of(due.day()));
    if let (Some(stay), None) = (for_tests, &done) {
        let home = stay
            .home
            .map_or("as soon as the patient is home".to_owned(), |home| format!("home {}", words::moment(home)));
        why.push(format!("in a facility over day 60, not a qualifying stay: assess (RFA 04) at once, {home}"));
    }
    let mut paused = false;
    if let (Some(stay), None, true) = (crossing, &done, course.today() > due.day()) {
        if stay.home.is_some() {
            return None;
        }
        paused = true;
        why.push(
            "in hospital over day 60: a return after it is a new start of care under Medicare; decide then".to_owned(),
        );
    } else if let (true, None) = (course.is_inpatient(), &done) {
        why.push(
            "in hospital: this clock does not stop; a resumption in the window serves as the recertification"
                .to_owned(),
        );
    }
    let lapsed = straddle(course).and_then(|Straddle { before, verdict, .. }| match verdict {
        Verdict::StartsAnew(why) if before.to == due.day() => Some(why),
        Verdict::StartsAnew(_) | Verdict::Resumes(_) | Verdict::Open(_) => None,
    });
    Some(Obligation { until, done, paused, lapsed, ..Obligation::running(first, opens, due, why) })
}

/// The day after the assessment that settled the period before `number` late, if one did.
fn late_answer(rule: &Rule, window: &Window, course: &Course<'_>, soc: NaiveDate, number: u64) -> Option<NaiveDate> {
    let first = soc.checked_add_days(Days::new((number - 1).checked_mul(CERTIFICATION_DAYS)?))?;
    let anchor = Anchor::StartOfCare(StartOfCare(first));
    let (opens, due) = (window.opens?.from(anchor, course.calendar())?, window.due.from(anchor, course.calendar())?);
    let kinds = [rule.satisfied_by, rule.satisfied_in_window_by].concat();
    if course.first(rule, &kinds, opens.day()..=due.day()).is_some() {
        return None;
    }
    course.first(rule, rule.satisfied_by, due.day().succ_opt()?..=NaiveDate::MAX)?.day().succ_opt()
}
