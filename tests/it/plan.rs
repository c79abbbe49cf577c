//! What the checks of a goal ask for.

use caseload::domain::ids::{Id, Stored};
use caseload::domain::plan::{Direction, Goal, GoalStatus, Progress, SignalKind, TrackedGoal, signals};
use caseload::domain::rank::Tier;
use chrono::NaiveDate;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    name: String,
    started: Option<NaiveDate>,
    target_date: Option<NaiveDate>,
    #[serde(default = "open")]
    status: GoalStatus,
    /// Day and direction.
    checks: Vec<(NaiveDate, Direction)>,
    today: NaiveDate,
    /// The texts, most pressing first.
    expect: Vec<String>,
}

fn open() -> GoalStatus {
    GoalStatus::Open
}

fn tracked(example: &Example) -> TrackedGoal {
    let goal = Goal {
        problem: "hypertension".into(),
        target: Some("<140/90".into()),
        started: example.started,
        target_date: example.target_date,
        status: example.status.clone(),
        ..Goal::saying("blood pressure below 140/90")
    };
    let check = |(date, direction): &(NaiveDate, Direction)| Progress {
        goal: None,
        date: *date,
        direction: direction.clone(),
        evidence: "148/86".into(),
        counts: true,
    };
    TrackedGoal {
        goal: Stored { id: Id::new(1), version: 1, patient: Id::new(1), value: goal },
        checks: example.checks.iter().map(check).collect(),
    }
}

#[test]
fn goals_ask_for_what_their_checks_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/plan/signals.toml");
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for example in &file.case {
        let found = signals(&tracked(example), example.today);
        let texts: Vec<&str> = found.iter().map(|signal| signal.text.as_str()).collect();
        assert_eq!(texts, example.expect, "{}", example.name);
        assert!(found.iter().all(|signal| !signal.facts.is_empty()), "{}", example.name);
        assert!(found.is_sorted_by_key(|signal| signal.kind), "{}", example.name);
    }
}

#[test]
fn a_goal_that_is_met_is_only_worth_a_look() {
    assert_eq!(SignalKind::MetThreeTimes.tier(), Tier::Look);
    for kind in [SignalKind::MovingAway, SignalKind::PastTarget, SignalKind::NoProgress] {
        assert_eq!(kind.tier(), Tier::Slipping);
    }
}
