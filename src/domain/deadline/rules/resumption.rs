//! Resumption of care: 48 hours after the return home, or a visit on the ordered date and the assessment two days later at
//! the latest. Source: 42 CFR 484.55(d)(2).

use chrono::NaiveDate;

use super::straddle::{Verdict, straddle};
use super::{Done, Obligation, at_once};
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::{Course, Stay};
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};
use crate::domain::episode::certification;
use crate::domain::event::Event;
use crate::domain::when::Moment;

/// At most one: the return from the newest qualifying stay since start of care.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(soc) = course.soc else { return Vec::new() };
    let during_care = |stay: &&Stay| match (stay.from, stay.home) {
        (Some(from), _) => from.date() >= soc,
        (None, Some(home)) => home.date() > soc,
        (None, None) => false,
    };
    let Some(stay) = course.stays.iter().rev().filter(|stay| stay.qualifying).find(during_care) else {
        return Vec::new();
    };
    let admitted = match stay.from {
        Some(from) => format!("in hospital since {}", words::moment(from)),
        None => "admission not recorded: taken as a qualifying stay".to_owned(),
    };
    let Some(home) = stay.home else {
        let since = stay.from.map_or(soc, Moment::date);
        return vec![Obligation::waiting(since, vec![admitted, "the hours start at the return home".to_owned()])];
    };
    let mut why = vec![admitted, format!("home {}", words::moment(home))];
    resume(rule, course, stay, home, &mut why)
        .map(|(opens, due)| {
            why.extend(serves(course, soc, home));
            let since = home.date();
            let done = course
                .first(rule, rule.satisfied_by, since..=NaiveDate::MAX)
                .map(|event| Done { in_time: event.day() <= due.day(), ..Done::by(event, due) });
            across(course, home, Obligation { done, ..Obligation::running(since, opens, due, why) })
        })
        .into_iter()
        .collect()
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
fn resume(rule: &Rule, course: &Course<'_>, stay: &Stay, home: Moment, why: &mut Vec<String>) -> Option<(Due, Due)> {
    let calendar = course.calendar();
    let known = [stay.known, stay.home_known].into_iter().flatten().max_by_key(|known| known.earliest());
    let known = known.filter(|known| known.earliest() > home.earliest());
    if let Some(known) = known {
        why.push(format!("the agency learnt of it {}: the hours run from then", words::moment(known)));
    }
    let count = rule.window("inpatient_discharge")?.due;
    let hours = count.from(Anchor::Event(known.unwrap_or(home)), calendar)?;
    let ordered = course.last("ordered_roc").map(Moment::date).filter(|ordered| *ordered >= home.date());
    let Some(ordered) = ordered else {
        why.push(format!("plus {} = {}", count.words(), words::due(hours)));
        return Some((at_once(home), hours));
    };

    why.push(format!("resumption ordered for {}: visit on that day", words::day(ordered)));
    let on_the_day = rule.window("ordered_roc")?.due.from(Anchor::Event(Moment::Day(ordered)), calendar)?;
    let within = |visit: NaiveDate| rule.window("roc")?.due.from(Anchor::Event(Moment::Day(visit)), calendar);
    let due = match resumed(course, home.date()).or_else(|| assessed_from(rule, course, ordered).then_some(ordered)) {
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
fn resumed(course: &Course<'_>, home: NaiveDate) -> Option<NaiveDate> {
    let resumption = |event: &&Event| matches!(event, Event::Roc { .. } | Event::Visit { .. }) && event.day() >= home;
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
