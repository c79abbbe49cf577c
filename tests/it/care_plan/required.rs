//! What 42 CFR 484.60(a)(2) asks for: what is missing of a chart, and what says it.

use caseload::domain::chart::Chart;
use caseload::domain::codes::Discipline;
use caseload::domain::event::Event;
use caseload::domain::ids::{Id, Keyed, Stored};
use caseload::domain::medication::Medication;
use caseload::domain::patient::{Contact, ContactKind};
use caseload::domain::plan::required::missing;
use caseload::domain::plan::{Category, Goal, GoalStatus, Intervention, Section, TrackedGoal};
use caseload::domain::problem::{Problem, ProblemStatus};
use caseload::domain::record::Body;
use caseload::knowledge::plans::content;

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient};

/// The chart of a patient of whom only the name is known.
fn empty() -> Chart {
    let mut situation = Situation::with(vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")]);
    let (ruth, rosa) = (situation.patient("Abara"), situation.user("rbrandt"));
    situation.store.open_chart(ruth, rosa, now()).unwrap()
}

fn entry<T: Keyed>(chart: &Chart, value: T) -> Stored<T> {
    Stored { id: Id::new(1), version: 1, patient: chart.facts.patient.id, value }
}

fn lacks(chart: &Chart) -> Vec<&'static str> {
    missing(chart, content()).into_iter().map(|section| section.key.as_str()).collect()
}

fn plan_goal(chart: &mut Chart, goal: Goal) {
    let goal = entry(chart, goal);
    chart.facts.goals.push(TrackedGoal { goal, checks: Vec::new() });
}

fn plan_step(chart: &mut Chart, step: Intervention) {
    let step = entry(chart, step);
    chart.plan.interventions.push(step);
}

fn write(chart: &mut Chart, key: &str, text: &str) {
    let section = entry(chart, Section { key: key.to_owned(), text: text.to_owned() });
    chart.plan.sections.push(section);
}

fn measurable() -> Goal {
    let date = "2026-04-10".parse().unwrap();
    Goal {
        measure: Some("distance".to_owned()),
        target_date: Some(date),
        ..Goal::saying("Walks to the mailbox and back")
    }
}

const ALL: &str = "diagnoses mental_status equipment frequencies prognosis rehab_potential functional_limitations \
                   activities_permitted nutrition medications treatments safety risk education goals \
                   advance_directive discharge_plan";

#[test]
fn everything_is_missing_of_an_empty_chart_in_the_order_of_the_regulation() {
    assert_eq!(lacks(&empty()).join(" "), ALL);
}

#[test]
fn nothing_is_missing_of_a_chart_that_says_everything() {
    let mut chart = empty();
    for section in content().sections.iter().filter(|section| section.is_written() && section.also.is_none()) {
        write(&mut chart, &section.key, "As discussed.");
    }
    assert_eq!(lacks(&chart), ["diagnoses", "frequencies", "medications", "treatments", "education", "goals"]);

    let problem = Problem {
        text: "Heart failure".to_owned(),
        code: None,
        status: ProblemStatus::Active,
        onset: None,
        ended: None,
    };
    let problem = entry(&chart, problem);
    chart.facts.problems.push(problem);
    let drug = entry(&chart, Medication::written("furosemide 40 mg tablet", "40 mg PO daily"));
    chart.facts.medications.push(drug);
    assert_eq!(lacks(&chart), ["frequencies", "treatments", "education", "goals"]);

    plan_goal(&mut chart, measurable());
    assert!(lacks(&chart).contains(&"goals"), "nothing is done for it yet");
    let teaching = Intervention { category: Some(Category::Teaching), ..Intervention::doing("Teach pacing") };
    plan_step(&mut chart, teaching);
    assert_eq!(lacks(&chart), ["frequencies", "treatments"]);
    let treatment = Intervention {
        category: Some(Category::Treatment),
        discipline: Some(Discipline::PhysicalTherapy),
        ..Intervention::doing("Gait training")
    };
    plan_step(&mut chart, treatment);
    assert_eq!(lacks(&chart), ["frequencies"]);
    let date = "2026-03-02".parse().unwrap();
    let (discipline, text) = (Discipline::SkilledNursing, "2w9".to_owned());
    let order = entry(&chart, Event::FrequencyOrder { date, discipline, text });
    chart.facts.events.push(order);
    assert_eq!(lacks(&chart), [""; 0]);
}

#[test]
fn a_blank_text_and_a_stopped_intervention_say_nothing() {
    let mut chart = empty();
    write(&mut chart, "safety", " \n ");
    let stopped =
        Intervention { category: Some(Category::Teaching), active: false, ..Intervention::doing("Teach pacing") };
    plan_step(&mut chart, stopped);
    plan_step(&mut chart, Intervention::doing("Of no category"));
    assert_eq!(lacks(&chart).join(" "), ALL);
}

#[test]
fn an_open_goal_without_measure_or_date_is_none_and_a_met_one_does_not_matter() {
    let mut chart = empty();
    plan_step(&mut chart, Intervention::doing("Walk together"));
    plan_goal(&mut chart, measurable());
    plan_goal(&mut chart, Goal { status: GoalStatus::Met, ..Goal::saying("Is better") });
    assert!(!lacks(&chart).contains(&"goals"));
    for vague in [Goal { measure: None, ..measurable() }, Goal { target_date: None, ..measurable() }] {
        plan_goal(&mut chart, vague);
        assert!(lacks(&chart).contains(&"goals"));
        chart.facts.goals.pop();
    }
}

#[test]
fn what_is_missing_says_where_it_is_said() {
    let mut desk = super::ruth((200, 60));
    for (section, says) in [
        ("All pertinent diagnoses", "diagnoses come with the referral"),
        ("Frequency and duration", "a visit-frequency order says it"),
        ("All medications", "the medication list says it"),
    ] {
        desk.keys("g g");
        let rows = desk.screen().lines().filter(|line| line.contains("Text: ")).count();
        assert!(rows > 0, "{}", desk.screen());
        let is_in_hand =
            |desk: &crate::desk::Desk| desk.screen().lines().any(|line| line.contains("> ") && line.contains(section));
        let found = (0..30).any(|_| is_in_hand(desk.keys("j")));
        assert!(found, "{section} is not on:\n{}", desk.screen());
        desk.has(says);
        desk.keys("e");
        desk.has(says);
    }
}

#[test]
fn a_section_that_the_chart_says_a_part_of_shows_it_and_is_never_missing() {
    let mut situation = super::planned();
    let son = Contact {
        name: "Kofi Abara".to_owned(),
        relation: "son".to_owned(),
        kind: ContactKind::Representative,
        phone: None,
    };
    situation.take(vec![of("ruth", "c1", Body::Contact(son))]);
    let mut desk = Desk::of(situation, "rbrandt", now(), (120, 40));
    desk.keys("f").type_text("abara").keys("Enter g p G k k");
    assert!(desk.row().contains("Text: Representative") && !desk.row().contains("missing"), "{}", desk.screen());
    desk.has("CHART   Kofi Abara, son");
    desk.keys("e").type_text("For money only.").keys("Ctrl-s");
    desk.has("section of the plan written");
    assert!(desk.row().contains("For money only."), "{}", desk.screen());
}
