//! What each 60-day certification period asks for once: review of the plan of care, certification, discharge planning.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, TimeDelta};

use super::by_row::awaiting_soc;
use super::straddle::{Verdict, last_period, straddle};
use super::{Obligation, describe};
use crate::domain::deadline::counting::{Anchor, StartOfCare};
use crate::domain::deadline::course::{Course, Stay};
use crate::domain::deadline::rule::{Rule, Window};
use crate::domain::deadline::{Due, words};
use crate::domain::episode::{CERTIFICATION_DAYS, certification};
use crate::domain::event::Event;
use crate::domain::when::Moment;

/// The period in force, the one before it as long as it is not settled, and those before that which were settled late.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(window) = rule.window("soc") else { return Vec::new() };
    let Some(soc) = course.soc else {
        return course.events.first().map(|event| awaiting_soc(event.day())).into_iter().collect();
    };
    if let Some(planned) = before_discharge(rule, course) {
        return vec![planned];
    }
    let current = certification(soc, course.last_day()).map_or(0, |period| period.number);
    let current = last_period(course, current);
    let owed = candidates(rule, course, soc, current)
        .into_iter()
        .filter_map(|number| Some((number, period(rule, window, course, soc, number)?)));
    owed.filter(|(number, owed)| is_told(*number, current, owed)).map(|(_, owed)| owed).collect()
}

/// The periods of which something may be said: the one in force, the one before it, and those near what answers the rule.
pub(super) fn candidates(rule: &Rule, course: &Course<'_>, soc: NaiveDate, current: u64) -> BTreeSet<u64> {
    let answers = course.all(rule.satisfied_by, soc..=course.last_day());
    let near = answers.filter_map(|event| certification(soc, event.day())).flat_map(|period| {
        let number = period.number;
        [number.saturating_sub(1), number]
    });
    near.chain([current.saturating_sub(1), current]).filter(|number| *number <= current).collect()
}

/// Whether something is said of a period: always of the one in force, of the one before it until it is settled, and of
/// older ones when they were settled late. Of what nobody recorded in them nothing is said.
pub(super) fn is_told(number: u64, current: u64, owed: &Obligation) -> bool {
    match (&owed.done, current.saturating_sub(number)) {
        (_, 0) | (None, 1) => true,
        (None, _) => false,
        (Some(done), _) => !done.in_time,
    }
}

/// A planned discharge ahead asks for the review some days before it, but not before the discharge was decided.
fn before_discharge(rule: &Rule, course: &Course<'_>) -> Option<Obligation> {
    let ahead = rule.amount("days_before_discharge");
    if ahead == 0 {
        return None;
    }
    let review = Days::new(ahead.into());
    let planned = course.planned().filter(|event| event.detail() == Some("planned"));
    let planned = planned.filter(|event| event.day() >= course.today()).min_by_key(|event| event.day())?;
    let expected = planned.day();
    let days_before = expected.checked_sub_days(review)?;
    let opens = Due::Day(days_before.checked_sub_days(review)?);
    let ordered = course.last("discharge_ordered").map(Moment::date);
    let decided = if let Event::Discharge { decided: Some(day), .. } = planned { Some(*day) } else { ordered };
    let late = decided.filter(|decided| *decided > days_before);
    // Nobody can have been late for something she may not have known yet.
    let unknown = decided.is_none() && days_before < course.today();
    let mut why = vec![
        format!("discharge expected {}", words::day(expected)),
        format!("the plan is reviewed {ahead} days before = {}", words::due(Due::Day(days_before))),
    ];
    why.extend(late.map(|day| format!("decided {}: reviewed that day", words::day(day))));
    if unknown {
        why.push("when the discharge was decided is not recorded: by the day itself".to_owned());
    }
    let due = Due::Day(if unknown { expected } else { late.unwrap_or(days_before).min(expected) });
    let done = course.first(rule, rule.satisfied_by, opens.day()..=NaiveDate::MAX);
    Some(Obligation::running(opens.day(), opens, due, why).done_by(done))
}

fn period(rule: &Rule, window: &Window, course: &Course<'_>, soc: NaiveDate, number: u64) -> Option<Obligation> {
    let begins = |number: u64| soc.checked_add_days(Days::new(number.checked_mul(CERTIFICATION_DAYS)?));
    let first = begins(number)?;
    let anchor = Anchor::StartOfCare(StartOfCare(first));
    let opens = window.opens?.from(anchor, course.calendar())?;
    let due = window.due.from(anchor, course.calendar())?;
    let early = Days::new(rule.amount("days_ahead_of_period").into());
    let ahead = |day: NaiveDate| if rule.may_precede { day.checked_sub_days(early) } else { Some(day) };
    let from = if number == 0 && rule.may_precede { NaiveDate::MIN } else { ahead(opens.day())? };
    // The next period's answers begin where its window opens.
    let until = opens.day().checked_add_days(Days::new(CERTIFICATION_DAYS)).and_then(ahead)?.pred_opt()?;
    let mut why = vec![
        format!("certification period {} begins {}, its day 1", number + 1, words::day(first)),
        format!("{} = {}", window.due.words(), words::due(due)),
    ];
    let initial = initial_signature(course).filter(|event| !in_last_days(rule, due, event.day()));
    let done = course.first_of(rule, from..=until, |event| {
        let of_this_rule = rule.satisfied_by.iter().any(|kind| kind.is(event));
        of_this_rule && (rule.id != "poc-review-60" || initial != Some(event))
    });
    if let Some(signed) = initial.filter(|event| rule.id == "poc-review-60" && (from..=until).contains(&event.day())) {
        why.push(format!("{} is the initial plan's and no review", describe(signed)));
    }
    let mut owed = Obligation { until, ..Obligation::running(first, opens, due, why).done_by(done) };
    if rule.id != "cert-physician" && owed.done.is_none() {
        over_the_end(course, due, &mut owed);
    }
    Some(owed)
}

/// Whether a signature comes on the last days of the period, when the next plan is signed.
fn in_last_days(rule: &Rule, due: Due, day: NaiveDate) -> bool {
    let days = TimeDelta::days(rule.amount("signed_in_last_days").into());
    (TimeDelta::zero()..days).contains(&(due.day() - day))
}

/// The first signature under a plan of care is the initial plan's, unless it comes when the next one is signed.
fn initial_signature<'a>(course: &Course<'a>) -> Option<&'a Event> {
    course.events.iter().copied().find(|event| matches!(event, Event::PocSigned { .. }))
}

/// A stay over the end of the period holds what the next one needs, until it is known whether there is a next one.
fn over_the_end(course: &Course<'_>, due: Due, owed: &mut Obligation) {
    let straddle = straddle(course).filter(|straddle| straddle.before.to == due.day());
    match straddle.map(|straddle| straddle.verdict) {
        Some(Verdict::StartsAnew(why)) => owed.lapsed = Some(why),
        Some(Verdict::Open(_)) => {
            owed.paused = true;
            owed.why.push("held until it is decided whether care goes on or starts anew".to_owned());
        }
        Some(Verdict::Resumes(_)) => {}
        None => {
            let in_stay = |stay: &&Stay| stay.qualifying && stay.home.is_none() && stay.covers_night_of(due.day());
            if course.today() > due.day() && course.stays.iter().any(|stay| in_stay(&stay)) {
                owed.paused = true;
                owed.why.push("in hospital over day 60: decided on the return home".to_owned());
            }
        }
    }
}
