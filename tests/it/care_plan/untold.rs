//! Whatever is changed, told, taken back and done again: nothing is forgotten, and nothing is told twice.

use std::collections::{BTreeMap, BTreeSet};

use caseload::domain::change::{Change, Edit, PlanChange};
use caseload::domain::plan::Telling;
use caseload::domain::plan::content::Content;
use caseload::domain::plan::difference::{Area, How};
use caseload::domain::plan::untold::Untold;
use caseload::domain::plan::{Goal, Intervention, PlanVersion, Section, VersionKind};
use proptest::prelude::*;

use super::planned;
use crate::runs::runs;
use crate::situation::{Situation, now, stamp};

#[derive(Debug, Clone, Copy)]
enum Act {
    Target(u8),
    AddStep,
    StopStep,
    Risk(u8),
    Prognosis(u8),
    Tell,
    Undo,
    Redo,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..4u8).prop_map(Act::Target),
        Just(Act::AddStep),
        Just(Act::StopStep),
        (0..3u8).prop_map(Act::Risk),
        (0..3u8).prop_map(Act::Prognosis),
        Just(Act::Tell),
        Just(Act::Undo),
        Just(Act::Redo),
    ]
}

/// What of a plan others know: target of the goal, active interventions, the text about risk.
type Known = (String, BTreeSet<String>, String);

fn known(situation: &Situation) -> Known {
    let one = |query: &str| situation.words(query).first().cloned().unwrap_or_default();
    let steps = situation.words("SELECT text FROM intervention WHERE active = 1 AND counts = 1");
    let risk = one("SELECT text FROM plan_section WHERE key = 'risk'");
    (one("SELECT target FROM goal"), steps.into_iter().collect(), risk)
}

/// What somebody who knows the one must be told of the other.
fn expected(told: &Known, now: &Known) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    all.extend((told.0 != now.0).then(|| "target".to_owned()));
    all.extend(now.1.difference(&told.1).map(|step| format!("+{step}")));
    all.extend(told.1.difference(&now.1).map(|step| format!("-{step}")));
    all.extend((told.2 != now.2).then(|| "risk".to_owned()));
    all
}

fn listed(untold: &Untold) -> BTreeSet<String> {
    let named = untold.revised.iter().map(|revised| {
        let difference = &revised.difference;
        match (difference.of, &difference.how) {
            (Area::Goal | Area::Section, How::Changed { field, .. }) => field.clone(),
            (Area::Intervention, How::Added) => format!("+{}", difference.what),
            (Area::Intervention, How::Removed) => format!("-{}", difference.what),
            (of, how) => format!("{of:?} {how:?}"),
        }
    });
    named.collect()
}

proptest! {
    #![proptest_config(runs(24))]

    #[test]
    fn nothing_is_forgotten_and_nothing_is_told_twice(acts in prop::collection::vec(act(), 1..30)) {
        let mut situation = planned();
        let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
        let today = "2026-03-10".parse().unwrap();
        let sections = caseload::knowledge::plans::content();
        let first = situation.store.chart(ruth, rosa, None, now()).unwrap();
        let content = Content::of(&first, today).written();
        let signer = "Rosa Brandt, RN".to_owned();
        let version = PlanVersion { number: 1, kind: VersionKind::Signed, about: None, content, signer };
        let sign = Change::Plan(PlanChange::sign(ruth, version));
        situation.store.apply(&sign, &stamp(rosa, 0)).unwrap();
        // What was known at each telling, by its row; 0 is the signature.
        let mut told = BTreeMap::from([(0, known(&situation))]);
        for (number, act) in acts.into_iter().enumerate() {
            let chart = situation.store.chart(ruth, rosa, None, now()).unwrap();
            let stamp = stamp(rosa, 0);
            let section = |key: &str, text: String| {
                let value = Section { key: key.to_owned(), text };
                let known = chart.plan.section(key);
                let edit = known.map_or(Edit::Add { patient: ruth, value: value.clone() }, |known| known.amended(value));
                Some(Change::Plan(PlanChange::section(edit)))
            };
            let change = match act {
                Act::Target(to) => {
                    let goal = &chart.facts.goals[0].goal;
                    Some(Change::goal(goal.amended(Goal { target: Some(format!("<{to}")), ..goal.value.clone() })))
                }
                Act::AddStep => {
                    let value = Intervention::doing(format!("step {number}"));
                    Some(Change::Plan(PlanChange::intervention(Edit::Add { patient: ruth, value })))
                }
                Act::StopStep => chart.plan.interventions.iter().find(|step| step.active).map(|step| {
                    let to = Intervention { active: false, ..step.value.clone() };
                    Change::Plan(PlanChange::intervention(step.amended(to)))
                }),
                Act::Risk(text) => section("risk", format!("risk {text}")),
                Act::Prognosis(text) => section("prognosis", format!("prognosis {text}")),
                Act::Tell => {
                    let value = Telling::of(&chart, now(), today, Vec::new());
                    Some(Change::Plan(PlanChange::telling(Edit::Add { patient: ruth, value })))
                }
                Act::Undo => {
                    drop(situation.store.undo(&stamp));
                    None
                }
                Act::Redo => {
                    drop(situation.store.redo(&stamp));
                    None
                }
            };
            if let Some(change) = change {
                // What the change means is known before it is written as it is afterwards.
                let foreseen = Untold::of(&chart.after(std::slice::from_ref(&change), now()), sections, today);
                situation.store.apply(&change, &stamp).unwrap();
                let chart = situation.store.chart(ruth, rosa, None, now()).unwrap();
                prop_assert_eq!(listed(&foreseen), listed(&Untold::of(&chart, sections, today)));
            }
            if matches!(act, Act::Tell) {
                told.insert(situation.number("SELECT max(id) FROM plan_telling"), known(&situation));
            }
            let newest = situation.number("SELECT coalesce(max(id), 0) FROM plan_telling WHERE counts = 1");
            let chart = situation.store.chart(ruth, rosa, None, now()).unwrap();
            let untold = Untold::of(&chart, sections, today);
            prop_assert_eq!(listed(&untold), expected(&told[&newest], &known(&situation)));
            prop_assert_eq!(untold.count(), listed(&untold).len());
        }
    }
}
