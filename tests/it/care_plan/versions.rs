//! What is signed stays: whatever is done to a plan, every signed version reads as it was signed.

use std::collections::BTreeMap;

use caseload::domain::change::{Change, Edit, PlanChange};
use caseload::domain::plan::content::Content;
use caseload::domain::plan::{Goal, GoalStatus, Intervention, PlanVersion, Section, VersionKind};
use caseload::store::NotSaved;
use proptest::prelude::*;

use super::planned;
use crate::desk::Desk;
use crate::runs::runs;
use crate::situation::{now, stamp};

#[derive(Debug, Clone, Copy)]
enum Act {
    ChangeGoal,
    DropGoal,
    AddStep,
    Write,
    Sign,
    Undo,
    Redo,
}

fn act() -> impl Strategy<Value = Act> {
    let acts = [Act::ChangeGoal, Act::DropGoal, Act::AddStep, Act::Write, Act::Sign, Act::Sign, Act::Undo, Act::Redo];
    prop::sample::select(acts.to_vec())
}

proptest! {
    #![proptest_config(runs(24))]

    #[test]
    fn every_signed_version_is_there_with_its_hash(acts in prop::collection::vec(act(), 1..25)) {
        let mut situation = planned();
        let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
        let mut signed: BTreeMap<u32, String> = BTreeMap::new();
        for (number, act) in acts.into_iter().enumerate() {
            let chart = situation.store.chart(ruth, rosa, None, now()).unwrap();
            let stamp = stamp(rosa, 0);
            let goal = chart.facts.goals.first().map(|tracked| &tracked.goal);
            let change = match (act, goal) {
                (Act::ChangeGoal, Some(goal)) => {
                    Some(Change::goal(goal.amended(Goal { target: Some(number.to_string()), ..goal.value.clone() })))
                }
                (Act::DropGoal, Some(goal)) => {
                    Some(Change::goal(goal.amended(Goal { status: GoalStatus::Dropped, ..goal.value.clone() })))
                }
                (Act::AddStep, _) => {
                    let value = Intervention::doing(format!("step {number}"));
                    Some(Change::Plan(PlanChange::intervention(Edit::Add { patient: ruth, value })))
                }
                (Act::Write, _) => {
                    let text = format!("text {number} — naïve, 2,000 m\u{e9}tres");
                    let section = chart.plan.section("safety_measures");
                    let value = Section { key: "safety_measures".to_owned(), text };
                    let edit = match section {
                        Some(section) => section.amended(value),
                        None => Edit::Add { patient: ruth, value },
                    };
                    Some(Change::Plan(PlanChange::section(edit)))
                }
                (Act::Sign, _) => {
                    let content = Content::of(&chart, "2026-03-10".parse().unwrap()).written();
                    let next = signed.keys().last().copied().unwrap_or(0) + 1;
                    signed.insert(next, content.clone());
                    let signer = "Rosa Brandt, RN".to_owned();
                    let version = PlanVersion { number: next, kind: VersionKind::Signed, about: None, content, signer };
                    Some(Change::Plan(PlanChange::sign(ruth, version)))
                }
                (Act::Undo | Act::Redo | Act::ChangeGoal | Act::DropGoal, _) => None,
            };
            match (change, act) {
                (Some(change), _) => drop(situation.store.apply(&change, &stamp).unwrap()),
                (None, Act::Undo) => drop(situation.store.undo(&stamp)),
                (None, _) => drop(situation.store.redo(&stamp)),
            }
        }
        let chart = situation.store.chart(ruth, rosa, None, now()).unwrap();
        let found: BTreeMap<u32, String> =
            chart.plan.versions.iter().map(|found| (found.version.number, found.version.content.clone())).collect();
        prop_assert_eq!(&found, &signed);
        prop_assert!(chart.plan.versions.iter().all(|found| found.intact));
        prop_assert!(found.values().all(|content| Content::read(content).is_some_and(|read| read.written() == *content)));
    }
}

#[test]
fn a_signed_version_can_neither_be_changed_nor_deleted_nor_signed_twice() {
    let mut situation = planned();
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    let version = PlanVersion {
        number: 1,
        kind: VersionKind::Signed,
        about: None,
        content: "{}".to_owned(),
        signer: "Rosa Brandt, RN".to_owned(),
    };
    let sign = Change::Plan(PlanChange::sign(ruth, version));
    situation.store.apply(&sign, &stamp(rosa, 0)).unwrap();
    assert!(matches!(situation.store.apply(&sign, &stamp(rosa, 0)), Err(NotSaved::Conflict)));
    for hostile in ["UPDATE plan_version SET content = 'other'", "DELETE FROM plan_version"] {
        let refused = situation.store.connection().execute_batch(hostile).unwrap_err().to_string();
        assert!(refused.contains("a signed version of a plan is never"), "{refused}");
    }
}

#[test]
fn a_version_whose_content_was_forged_says_so() {
    let mut situation = planned();
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    let forged = "INSERT INTO plan_version (patient_id, number, kind, content, sha256, user_id, signer, at)
                  SELECT id, 1, 'signed', '{}', zeroblob(32), 1, 'X', 0 FROM patient";
    situation.store.connection().execute_batch(forged).unwrap();
    let chart = situation.store.chart(ruth, rosa, None, now()).unwrap();
    assert!(!chart.plan.versions[0].intact);
    drop(situation.store.undo(&stamp(rosa, 0)));
    let mut desk = Desk::of(situation, "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g p");
    desk.has("NOT WHAT WAS SIGNED");
    desk.keys("V");
    desk.has("ITS CONTENT IS NOT WHAT WAS SIGNED: tell the administrator");
}
