//! The plan of care as its case manager signed it in the first days of the certification period.

use chrono_tz::Tz;

use crate::domain::chart::Chart;
use crate::domain::episode::certification;
use crate::domain::plan::content::Content;
use crate::domain::plan::{GoalStatus, PlanVersion, TrackedGoal, VersionKind};
use crate::domain::user::User;
use crate::domain::when::{Instant, PartialDate, civil};

use super::days::{local, plus};

/// Days from the start of the period until the plan is signed.
const SIGNED_AFTER: i64 = 2;

/// The version `by` signed, and when; `None` where nobody is cared for, or the day is still to come. A medicine that was
/// begun later is not in it, and a goal that was met later is open in it, as in life.
pub fn signature(chart: &Chart, by: &User, zone: Tz, now: Instant) -> Option<(PlanVersion, Instant)> {
    let today = civil(now, zone);
    let period = chart.facts.start_of_care(today).and_then(|soc| certification(soc, today))?;
    let day = plus(period.from, SIGNED_AFTER);
    let at = local(day, 16, 10).and_local_timezone(zone).earliest()?.to_utc();
    if at > now || chart.facts.episode.as_ref().is_none_or(|episode| episode.ended.is_some()) {
        return None;
    }
    let mut then = chart.clone();
    let begun = |started: PartialDate| started.earliest() <= day;
    then.facts.medications.retain(|line| line.started.is_none_or(begun));
    let met_later = |goal: &TrackedGoal| goal.checks.last().is_some_and(|check| check.date > day);
    let (later, closed) = then.plan.closed.into_iter().partition(met_later);
    then.plan.closed = closed;
    let open = |mut goal: TrackedGoal| {
        goal.goal.value.status = GoalStatus::Open;
        goal
    };
    then.facts.goals.extend(Vec::into_iter(later).map(open));
    let content = Content::of(&then, day).written();
    let signer = format!("{}, {}", by.name.full(), by.credential);
    Some((PlanVersion { number: 1, kind: VersionKind::Signed, about: None, content, signer }, at))
}
