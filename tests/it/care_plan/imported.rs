//! Imported plans of care stand in the tree: every open goal and every active intervention once, where it belongs.

use std::collections::BTreeMap;

use caseload::domain::chart::Chart;
use caseload::domain::plan::tree::{Extent, Node, tree};
use caseload::exchange::fhir::{self, Directory};
use proptest::prelude::*;

use crate::fhir::sample_data::folder;
use crate::runs::runs;
use crate::situation::{Situation, now};

/// How often each open goal and active intervention is in the tree, and which of them hang on no goal or problem.
struct Found {
    goals: usize,
    steps: usize,
    under_their_goal: usize,
}

fn check(chart: &Chart) -> Found {
    let lines = tree(&chart.facts.goals, &chart.plan, Extent::Open);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut goal = None;
    let mut under_their_goal = 0;
    for (depth, node) in &lines {
        *seen.entry(format!("{node:?}")).or_default() += 1;
        match node {
            Node::Problem(_) | Node::Named(_) | Node::Section(_) => {
                assert_eq!(*depth, 0);
                goal = None;
            }
            Node::Goal(id) => {
                assert_eq!(*depth, 1);
                goal = Some(*id);
            }
            Node::Intervention(id) => {
                let step = chart.plan.interventions.iter().find(|step| step.id == *id).unwrap();
                if *depth == 2 {
                    assert_eq!(step.goal, goal, "{} stands under another goal than its own", step.text);
                    under_their_goal += 1;
                }
            }
        }
    }
    assert!(seen.values().all(|times| *times == 1), "{seen:?}");
    let goals = lines.iter().filter(|(_, node)| matches!(node, Node::Goal(_))).count();
    let steps = lines.iter().filter(|(_, node)| matches!(node, Node::Intervention(_))).count();
    assert_eq!(goals, chart.facts.goals.len());
    assert_eq!(steps, chart.plan.interventions.iter().filter(|step| step.active).count());
    let known = |id| chart.facts.goals.iter().any(|tracked| tracked.goal.id == id);
    let with_goal = chart.plan.interventions.iter().filter(|step| step.active && step.goal.is_some_and(known));
    assert_eq!(with_goal.count(), under_their_goal);
    Found { goals, steps, under_their_goal }
}

fn imported(set: &str) -> Option<Vec<(String, Found)>> {
    let folder = folder()?.join(set);
    let files = fhir::files(&[folder]).unwrap().files;
    let directory = Directory::gather(&files, caseload::knowledge::formulary());
    let mut situation = Situation::new();
    let records = files.iter().filter_map(|file| fhir::read(file, &directory).ok()).flat_map(|read| read.records);
    situation.take(records.collect());
    let rosa = situation.user("rbrandt");
    let patients = situation.words("SELECT CAST(id AS TEXT) FROM patient ORDER BY id");
    let charts = patients.into_iter().map(|id| {
        let patient = caseload::domain::ids::Id::new(id.parse().unwrap());
        let chart = situation.store.chart(patient, rosa, None, now()).unwrap();
        (chart.facts.patient.name.full(), check(&chart))
    });
    Some(charts.collect())
}

#[test]
fn imported_plans_open_with_their_goals_and_interventions_where_they_belong() {
    for set in ["synthea-2019-r4", "pacio-2022-story", "mcc-care-plan", "eltss-plan"] {
        let Some(charts) = imported(set) else { return };
        let sum = |count: fn(&Found) -> usize| charts.iter().map(|(_, found)| count(found)).sum::<usize>();
        let (goals, steps, under) = (sum(|it| it.goals), sum(|it| it.steps), sum(|it| it.under_their_goal));
        #[allow(clippy::print_stdout, reason = "read with --nocapture")]
        {
            println!("{set}: {} charts, {goals} goals, {steps} interventions, {under} under their goal", charts.len());
        }
        assert!(goals + steps > 0, "{set} has plans");
    }
}

proptest! {
    #![proptest_config(runs(64))]

    #[test]
    fn whatever_hangs_on_whatever_each_line_is_there_once(
        links in prop::collection::vec((0..4_i64, 0..4_i64, any::<bool>()), 0..12),
        goals in prop::collection::vec((0..4_i64, 0..3_u8), 0..5),
        problems in prop::collection::vec(any::<bool>(), 0..4),
    ) {
        let situation = super::planned();
        let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
        let write = |query: String| situation.store.connection().execute_batch(&query).unwrap();
        write("PRAGMA foreign_keys = OFF".to_owned());
        for open in problems {
            let status = if open { "active" } else { "resolved" };
            write(format!("INSERT INTO plan_problem (patient_id, name, status, position) SELECT id, 'P', '{status}', 0 FROM patient"));
        }
        for (problem, status) in goals {
            let status = ["open", "met", "dropped"][usize::from(status)];
            write(format!("INSERT INTO goal (patient_id, problem, text, status, problem_id) SELECT id, 'x', 'g', '{status}', nullif({problem}, 0) FROM patient"));
        }
        for (goal, problem, active) in links {
            let active = i64::from(active);
            write(format!("INSERT INTO intervention (patient_id, text, active, goal_id, problem_id) SELECT id, 's', {active}, nullif({goal}, 0), nullif({problem}, 0) FROM patient"));
        }
        check(&situation.store.chart(ruth, rosa, None, now()).unwrap());
    }
}
