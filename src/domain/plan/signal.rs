//! What the checks of a goal say: reached, stuck, moving away, past its date.

use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use super::{Direction, GoalStatus, Progress, TrackedGoal};
use crate::domain::ids::GoalId;
use crate::domain::rank::Tier;

/// A goal that is worked on this long without progress is stuck. Source: agency policy, two weeks.
const PATIENCE: TimeDelta = TimeDelta::days(14);

/// What a goal asks for; the order is most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// Away from the target at the last two checks.
    MovingAway,
    /// Open after its target date.
    PastTarget,
    /// Two weeks without progress.
    NoProgress,
    /// Met at the last three checks.
    MetThreeTimes,
}

impl SignalKind {
    /// How pressing it is on the ranked list.
    pub fn tier(self) -> Tier {
        match self {
            Self::MovingAway | Self::PastTarget | Self::NoProgress => Tier::Slipping,
            Self::MetThreeTimes => Tier::Look,
        }
    }
}

/// Something a goal's checks ask for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Signal {
    /// What.
    pub kind: SignalKind,
    /// In one short line, without the goal's own words: `target date passed 4 days ago`.
    pub text: String,
    /// The facts, newest check first.
    pub facts: Vec<String>,
    /// The choices it leaves, in words.
    pub choice_hint: &'static str,
}

/// How an answer names the goal it is about.
pub fn subject_of(goal: GoalId) -> String {
    format!("goal {goal}")
}

impl Signal {
    /// The facts it follows from, as an answer keeps them; another check or another date is another cause.
    pub fn cause(&self, goal: GoalId) -> String {
        format!("{}: {:?}: {}", subject_of(goal), self.kind, self.facts.join("; "))
    }
}

/// What an open goal asks for on `today`, most pressing first; a pane shows the first. Checks may stand in any order, and
/// those dated ahead do not count yet.
pub fn signals(goal: &TrackedGoal, today: NaiveDate) -> Vec<Signal> {
    if goal.goal.status != GoalStatus::Open {
        return Vec::new();
    }
    let mut checks: Vec<&Progress> = goal.checks.iter().filter(|check| check.date <= today).collect();
    // Stable, so that of two checks on one day the later entry is the newer.
    checks.sort_by_key(|check| check.date);
    checks.reverse();
    [moving_away(&checks), past_target(goal, &checks, today), no_progress(goal, &checks, today), met(&checks)]
        .into_iter()
        .flatten()
        .collect()
}

fn moving_away(newest_first: &[&Progress]) -> Option<Signal> {
    last_are(newest_first, 2, &Direction::Away).then(|| Signal {
        kind: SignalKind::MovingAway,
        text: "moving away at the last 2 checks".to_owned(),
        facts: told(newest_first, 2),
        choice_hint: "tell the practitioner, or change the intervention",
    })
}

fn past_target(goal: &TrackedGoal, newest_first: &[&Progress], today: NaiveDate) -> Option<Signal> {
    let target = goal.goal.target_date.filter(|target| *target < today)?;
    let mut facts = vec![format!("target date {}", day(target))];
    facts.extend(told(newest_first, 1));
    let is_met = last_are(newest_first, 3, &Direction::Met);
    Some(Signal {
        kind: SignalKind::PastTarget,
        text: match (today - target).num_days() {
            ago @ ..100 => format!("target date passed {} ago", days(ago)),
            _ => format!("target date passed in {}", target.format("%b %Y")),
        },
        facts,
        choice_hint: if is_met { "close as met" } else { "new date, change the goal, or drop it with a reason" },
    })
}

fn no_progress(goal: &TrackedGoal, newest_first: &[&Progress], today: NaiveDate) -> Option<Signal> {
    // A goal without a first day has at least been worked on since its first check.
    let started = goal.goal.started.or_else(|| newest_first.last().map(|check| check.date))?;
    let forward = newest_first.iter().find(|check| matches!(check.direction, Direction::Toward | Direction::Met));
    let since = forward.map_or(started, |check| check.date.max(started));
    if today - since < PATIENCE {
        return None;
    }
    let mut facts = vec![match forward {
        Some(check) => format!("last progress {}: {}", day(check.date), check.evidence),
        None => format!("no progress recorded since {}", day(started)),
    }];
    facts.extend(told(newest_first, 2));
    Some(Signal {
        kind: SignalKind::NoProgress,
        text: format!("no progress for {}", days((today - since).num_days())),
        facts,
        choice_hint: "check it, change the intervention, or change the goal",
    })
}

fn met(newest_first: &[&Progress]) -> Option<Signal> {
    last_are(newest_first, 3, &Direction::Met).then(|| Signal {
        kind: SignalKind::MetThreeTimes,
        text: "met at the last 3 checks".to_owned(),
        facts: told(newest_first, 3),
        choice_hint: "close as met, or set the next goal",
    })
}

fn last_are(newest_first: &[&Progress], count: usize, direction: &Direction) -> bool {
    newest_first.len() >= count && newest_first.iter().take(count).all(|check| check.direction == *direction)
}

fn told(newest_first: &[&Progress], count: usize) -> Vec<String> {
    let told = |check: &&Progress| format!("{} {}: {}", day(check.date), check.direction.label(), check.evidence);
    newest_first.iter().take(count).map(told).collect()
}

fn day(day: NaiveDate) -> String {
    day.format("%a %Y-%m-%d").to_string()
}

fn days(count: i64) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}
