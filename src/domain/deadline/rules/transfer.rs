//! Transfer to an inpatient facility: a record two days after the transfer, or after the agency learnt of it. Source: OASIS
//! guidance for RFA 06 and 07.

use chrono::NaiveDate;

use super::Obligation;
use crate::domain::deadline::counting::Anchor;
use crate::domain::deadline::course::{Course, Stay};
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::{Due, words};

/// One for each qualifying stay since the start of care; a stay that does not qualify yet is watched.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    let Some(soc) = course.soc else { return Vec::new() };
    let during: Vec<&Stay> =
        course.stays.iter().filter(|stay| stay.from.is_some_and(|from| from.date() >= soc)).collect();
    let until = |at: usize| {
        let next = during.get(at + 1).and_then(|next| next.from).and_then(|from| from.date().pred_opt());
        next.unwrap_or(NaiveDate::MAX)
    };
    during.iter().enumerate().filter_map(|(at, stay)| of(rule, course, stay, until(at))).collect()
}

fn of(rule: &Rule, course: &Course<'_>, stay: &Stay, until: NaiveDate) -> Option<Obligation> {
    let from = stay.from?;
    let since = format!("in hospital since {}", words::moment(from));
    if !stay.qualifying {
        let watch = "watched: not 24 hours yet, or only for tests; no record is due".to_owned();
        return stay.home.is_none().then(|| Obligation::waiting(from.date(), vec![since, watch]));
    }
    let known = stay.known.filter(|known| known.date() > from.date());
    let count = rule.window("inpatient_admission")?.due;
    let due = count.from(Anchor::Event(known.unwrap_or(from)), course.calendar())?;
    let mut why = vec![since];
    why.extend(known.map(|known| format!("the agency learnt of it {}", words::moment(known))));
    why.push(format!("plus {} = {}", count.words(), words::due(due)));
    let done = course.first(rule, rule.satisfied_by, from.date()..=until);
    let opens = Due::Day(known.unwrap_or(from).date());
    let lapsed = course.one_visit(from.date());
    Some(Obligation { until, lapsed, ..Obligation::running(from.date(), opens, due, why).done_by(done) })
}
