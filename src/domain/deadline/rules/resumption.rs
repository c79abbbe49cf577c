//! Resumption of care: 48 hours after the return home, or a visit on the ordered date and the assessment two days later at
//! the latest. Source: 42 CFR 484.55(d)(2).

use std::ops::Range;

use chrono::NaiveDate;

use super::straddle::{Verdict, straddle};
use super::{Done, Obligation, at_once, by_others, describe, in_time};
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::{Course, Stay};
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::episode::certification;
use crate::domain::event::Event;
use crate::domain::visit::VisitKind;
use crate::domain::when::Moment;

/// One for the newest qualifying stay since start of care, and one for each before it that was not resumed in time.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(soc) = course.soc else { return Vec::new() };
    let during_care = |stay: &&Stay| match (stay.from, stay.home) {
        (Some(from), _) => from.date() >= soc,
        (None, Some(home)) => home.date() > soc,
        (None, None) => false,
    };
    let stays: Vec<&Stay> = course.stays.iter().filter(|stay| stay.qualifying).filter(during_care).collect();
    let mut owed = Vec::new();
    for (at, stay) in stays.iter().enumerate() {
        let next = stays.get(at + 1).and_then(|next| next.from.or(next.home)).map(Moment::date);
        let Some(mut resumption) = of(rule, course, stay, soc, next) else { continue };
        if let Some(next) = next {
            if resumption.done.as_ref().is_some_and(|done| done.in_time) {
                continue;
            }
            // Who is back in hospital before the end was in time until then.
            if resumption.done.is_none() && resumption.due.is_none_or(|due| due.day() >= next) {
                continue;
            }
            resumption.too_late = Some(format!("in hospital again {} without it", words::day(next)));
        }
        owed.push(resumption);
    }
    owed
}

/// The resumption after one stay; `next` is the day the next one began.
fn of(rule: &Rule, course: &Course<'_>, stay: &Stay, soc: NaiveDate, next: Option<NaiveDate>) -> Option<Obligation> {
    let admitted = match stay.from {
        Some(from) => format!("in hospital since {}", words::moment(from)),
        None => "admission not recorded: taken as a qualifying stay".to_owned(),
    };
    let Some(home) = stay.home else {
        let since = stay.from.map_or(soc, Moment::date);
        return Some(Obligation::waiting(since, vec![admitted, "the hours start at the return home".to_owned()]));
    };
    let mut why = vec![admitted, format!("home {}", words::moment(home))];
    let until = next.unwrap_or(NaiveDate::MAX);
    let (opens, due) = resume(rule, course, stay, home, until, &mut why)?;
    why.extend(serves(course, soc, home));
    let since = home.date();
    why.extend(by_others(rule, course, since, Some(until)));
    let done = course.first(rule, rule.satisfied_by, since..=until).map(|event| done(course, event, due));
    Some(across(course, home, Obligation { until, done, ..Obligation::running(since, opens, due, why) }))
}

/// M0090 is a day: on the last day the visit tells the hour, where it was recorded.
fn done(course: &Course<'_>, event: &Event, due: Due) -> Done {
    let Due::At(end) = due else { return Done::by(event, due) };
    let day = event.day();
    if day != end.date() {
        return Done::by(event, due);
    }
    let arrivals = course.events.iter().filter_map(|visit| {
        let Event::Visit { date, at: Some(Moment::At(at)), kind, .. } = visit else { return None };
        (*date == day && !matches!(kind, VisitKind::Telehealth)).then_some(*at)
    });
    match arrivals.min() {
        Some(arrived) => Done {
            words: format!("{}, visit at {}", describe(event), arrived.format("%H:%M")),
            in_time: arrived <= end,
            day,
        },
        None => Done { words: format!("{}, time of the visit not recorded", describe(event)), in_time: true, day },
    }
}

/// What a stay over the end of the period makes of it.
fn across(course: &Course<'_>, home: Moment, mut owed: Obligation) -> Obligation {
    let Some(straddle) = straddle(course).filter(|straddle| straddle.home == home) else { return owed };
    match straddle.verdict {
        Verdict::StartsAnew(why) => owed.lapsed = Some(why),
        Verdict::Resumes(why) => owed.why.push(why),
        Verdict::Open(question) => {
            if question.id.starts_with("home-day-60") {
                owed.why.push("home on day 60: only an assessment dated today falls into this period".to_owned());
            } else {
                let day = words::day(straddle.before.to);
                owed.why.push(format!("the stay crosses day 60 = {day} of the certification period"));
                owed.why.push(
                    "under Medicare that is a new start of care (RFA 01) unless the period was recertified: decide, and \
                     ask the payer"
                        .to_owned(),
                );
            }
            owed.question = Some(question);
        }
    }
    owed
}

/// When it opens and ends; the arithmetic is added to `why`.
fn resume(
    rule: &Rule,
    course: &Course<'_>,
    stay: &Stay,
    home: Moment,
    until: NaiveDate,
    why: &mut Vec<String>,
) -> Option<(Due, Due)> {
    let calendar = course.calendar();
    let known = [stay.known, stay.home_known].into_iter().flatten().max_by_key(|known| known.earliest());
    let known = known.filter(|known| known.earliest() > home.earliest());
    if let Some(known) = known {
        why.push(format!("the agency learnt of it {}: the hours run from then", words::moment(known)));
    }
    let count = rule.window("inpatient_discharge")?.due;
    let hours = count.from(Anchor::Event(known.unwrap_or(home)), calendar)?;
    let order = course.events.iter().rev().find_map(|event| {
        let Event::OrderedRoc { date, received_at } = event else { return None };
        (*date >= home.date() && *date < until).then_some((*date, *received_at))
    });
    let came_in_time = |received: Option<Moment>| received.is_none_or(|received| in_time(received, hours));
    if let Some((date, Some(received))) = order.filter(|(_, received)| !came_in_time(*received)) {
        let (date, received) = (words::day(date), words::moment(received));
        why.push(format!("ordered for {date}, but the order came {received}, after the hours"));
    }
    let Some((ordered, received)) = order.filter(|(_, received)| came_in_time(*received)) else {
        why.push(format!("plus {} = {}", count.words(), words::due(hours)));
        return Some((at_once(home), hours));
    };

    why.push(format!("resumption ordered for {}: visit on that day", words::day(ordered)));
    why.push(match received {
        Some(received) => format!("the order came {}", words::moment(received)),
        None => "taken as ordered within the hours: when the order came is not recorded".to_owned(),
    });
    let on_the_day = rule.window("ordered_roc")?.due.from(Anchor::Event(Moment::Day(ordered)), calendar)?;
    let within = |visit: NaiveDate| rule.window("roc")?.due.from(Anchor::Event(Moment::Day(visit)), calendar);
    let due =
        match resumed(course, home.date()..until).or_else(|| assessed_from(rule, course, ordered).then_some(ordered)) {
            // Before the visit the next thing to do is the visit itself.
            None => on_the_day,
            Some(visit) if visit > ordered => {
                why.push(format!("the first visit was {}, after the ordered day", words::day(visit)));
                on_the_day
            }
            Some(visit) => within(visit)?.max(if visit < ordered { hours } else { on_the_day }),
        };
    let complete = within(ordered)?;
    why.push(format!("assessment complete (M0090) within 2 calendar days of that visit = {}", words::due(complete)));
    Some((Due::Day(ordered), due))
}

/// The first visit after the return, by anyone from the agency (M0032).
fn resumed(course: &Course<'_>, days: Range<NaiveDate>) -> Option<NaiveDate> {
    let resumption =
        |event: &&Event| matches!(event, Event::Roc { .. } | Event::Visit { .. }) && days.contains(&event.day());
    let days = course.events.iter().copied().filter(resumption);
    // A recorded resumption is what the agency says; visits only stand in for it.
    let said = days.clone().filter(|event| matches!(event, Event::Roc { .. })).map(Event::day).min();
    said.or_else(|| days.map(Event::day).min())
}

/// Whether the assessment was completed on or after the ordered day, though nobody recorded the visit.
fn assessed_from(rule: &Rule, course: &Course<'_>, ordered: NaiveDate) -> bool {
    course.first(rule, rule.satisfied_by, ordered..=NaiveDate::MAX).is_some()
}

/// What the return means for the recertification.
fn serves(course: &Course<'_>, soc: NaiveDate, home: Moment) -> Option<String> {
    let back = certification(soc, home.date())?;
    let crossed = course.stays.iter().any(|stay| {
        stay.home == Some(home)
            && stay.from.and_then(|from| certification(soc, from.date())).map(|p| p.number) != Some(back.number)
    });
    (!crossed && (54..=59).contains(&back.day))
        .then(|| "completed on days 56 to 60 it serves as the recertification too".to_owned())
}
