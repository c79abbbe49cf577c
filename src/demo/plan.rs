//! Plans of care: goals that are on their way, stuck, late or met, with the checks that say so.

use chrono::NaiveDate;

use crate::domain::codes::Discipline;
use crate::domain::plan::{
    CarePlan, Direction, Goal, GoalStatus, Intervention, PlanProblem, PlanProblemStatus, PlanStatus, Progress, Ratings,
    Section,
};
use crate::domain::record::{Body, SourceKey};

use super::Case;
use super::days::plus;
use super::pools::{GoalTemplate, parts, pools};
use super::situation::{Sign, Standing};
use super::stay::certification_from;
use super::visits::HomeVisit;
use super::writer::Writer;

/// How a goal goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    /// Moving toward its target.
    OnTrack,
    /// No change for two weeks.
    Stalled,
    /// Moving, but past its date.
    PastTarget,
    /// Met at the last three checks, still open.
    MetThreeTimes,
    /// Met and closed.
    Reached,
}

/// How many checks of a goal are kept.
const CHECKS: usize = 7;
/// How much of the way a goal that is not met has come at most, so that rounding does not meet it.
const NOT_YET_MET: f64 = 0.6;
/// A stalled goal has not moved for longer than this.
const STALLED_DAYS: i64 = 16;

/// How the goal at a place of the plan goes.
pub(super) fn course(case: &Case<'_>, index: usize) -> Course {
    if case.is_former() {
        return Course::Reached;
    }
    let stalled = case.shows(Sign::Stalled);
    let late_one = usize::from(stalled);
    match index {
        0 if stalled => Course::Stalled,
        0 if case.shows(Sign::MetThreeTimes) => Course::MetThreeTimes,
        _ if case.shows(Sign::PastTarget) && index == late_one => Course::PastTarget,
        // Sixty days without a fall are not over in a period that is still going on.
        2 if case.chance(8).percent(35) && !case.profile.goal.get(2).is_some_and(counts_days) => Course::Reached,
        _ => Course::OnTrack,
    }
}

/// Whether every day without an event counts toward it by itself.
fn counts_days(template: &GoalTemplate) -> bool {
    template.unit.as_deref() == Some("days")
}

/// How the goal with that measure goes, if the plan has one.
pub(super) fn course_of(case: &Case<'_>, measure: &str) -> Option<(&'static GoalTemplate, Course)> {
    let index = case.profile.goal.iter().position(|goal| goal.measure == measure)?;
    Some((case.profile.goal.get(index)?, course(case, index)))
}

/// Writes the plan of the certification period in force; of a former patient, the last one.
pub(super) fn write(case: &Case<'_>, visits: &[HomeVisit<'_>], to: &mut Writer) {
    let Some(from) = certification_from(case) else { return };
    let last = plus(from, 59);
    let status = if case.is_former() { PlanStatus::Ended } else { PlanStatus::Active };
    let plan = to.plan(Body::CarePlan(CarePlan {
        title: format!("Plan of care: {}", case.profile.name),
        status,
        from: Some(from),
        to: Some(case.stay.ended.map_or(last, |ended| ended.min(last))),
    }));
    let checks: Vec<&HomeVisit<'_>> =
        visits.iter().filter(|visit| visit.is_nursing_done() && visit.day > from && visit.day <= last).collect();
    let problems = write_problems(case, to);
    write_sections(case, to);
    for (index, template) in case.profile.goal.iter().enumerate() {
        let course = course(case, index);
        let Some((_, problem)) = problems.iter().find(|(name, _)| *name == template.omaha) else { continue };
        let goal = to.goal(&plan, problem, index, Body::Goal(goal(case, template, course, (from, last))));
        for step in &template.steps {
            to.step(&plan, &goal, Body::Intervention(Intervention { started: Some(from), ..intervention(case, step) }));
        }
        if !case.is_former() {
            write_checks(case, template, course, &checks, (&goal, from), to);
        }
    }
}

/// Writes the problems the goals hang on; answers the key of each.
fn write_problems<'a>(case: &Case<'a>, to: &mut Writer) -> Vec<(&'a str, SourceKey)> {
    let mut chance = case.chance(18);
    let mut written: Vec<(&str, SourceKey)> = Vec::new();
    for template in &case.profile.goal {
        if written.iter().any(|(name, _)| *name == template.omaha) {
            continue;
        }
        let place = written.len();
        let mut rated = || u8::try_from(chance.between(2, 4)).ok();
        let ratings = Ratings { knowledge: rated(), behavior: rated(), condition: rated() };
        // The first goal is about what the patient is cared for.
        let diagnosis = case.profile.problems.first().filter(|_| place == 0).map(|line| parts::<2>(line)[1].to_owned());
        let status = if case.is_former() { PlanProblemStatus::Resolved } else { PlanProblemStatus::Active };
        let position = i64::try_from(place).unwrap_or_default();
        let problem = PlanProblem { code: diagnosis, status, ratings, position, ..PlanProblem::named(&template.omaha) };
        written.push((&template.omaha, to.problem(place, Body::PlanProblem(problem))));
    }
    written
}

/// Writes the text sections of a plan in force. Now and then one is still to be written.
fn write_sections(case: &Case<'_>, to: &mut Writer) {
    if case.is_former() {
        return;
    }
    let mut chance = case.chance(19);
    for section in &pools().plans.section {
        let own = section.by.get(&case.profile.name).map(String::as_str);
        let text = own.unwrap_or_else(|| chance.word(&section.texts)).to_owned();
        if chance.percent(96) {
            to.row(Body::PlanSection(Section { key: section.key.clone(), text }));
        }
    }
}

fn goal(case: &Case<'_>, template: &GoalTemplate, course: Course, (from, last): (NaiveDate, NaiveDate)) -> Goal {
    let planned = plus(from, template.days).min(last);
    let target_date = match course {
        Course::PastTarget => case.days.day(-5),
        Course::Reached => planned,
        // Still ahead, unless the whole period is over.
        Course::OnTrack | Course::Stalled | Course::MetThreeTimes => planned.max(case.days.day(6)).min(last),
    };
    Goal {
        problem: template.problem.clone(),
        measure: Some(template.measure.clone()),
        target: Some(template.target.clone()),
        unit: template.unit.clone(),
        baseline: Some(measured(template, 0.0)),
        agreed: Some(true),
        started: Some(from),
        target_date: Some(target_date),
        status: if course == Course::Reached { GoalStatus::Met } else { GoalStatus::Open },
        ..Goal::saying(&template.text)
    }
}

fn intervention(case: &Case<'_>, step: &str) -> Intervention {
    let [discipline, frequency, text] = parts(step);
    Intervention {
        discipline: Some(Discipline::from_word(discipline)),
        frequency: Some(frequency.to_owned()),
        active: !case.is_former() && case.situation.standing != Standing::InHospital,
        ..Intervention::doing(text)
    }
}

/// Writes a check at each of the last nursing visits. A goal on its way is checked when it moved.
fn write_checks(
    case: &Case<'_>,
    template: &GoalTemplate,
    course: Course,
    visits: &[&HomeVisit<'_>],
    (goal, from): (&SourceKey, NaiveDate),
    to: &mut Writer,
) {
    let kept = visits.len().saturating_sub(CHECKS);
    let count = visits.len() - kept;
    let mut said = String::new();
    let newest = visits.last().map_or(0, |visit| (visit.day - from).num_days());
    let way = f64::from(newest as i32) / f64::from(template.days as i32);
    let way = way.clamp(0.2, NOT_YET_MET);
    for (index, visit) in visits.iter().skip(kept).enumerate() {
        let left = count - 1 - index;
        let stuck = case.days.ago(visit.day) <= STALLED_DAYS;
        let (share, direction) = match course {
            Course::Stalled if stuck => (0.4, Direction::NoChange),
            Course::Stalled => (0.4 - 0.08 * small(left), Direction::Toward),
            Course::MetThreeTimes if left < 3 => (1.0, Direction::Met),
            Course::Reached if left == 0 => (1.0, Direction::Met),
            Course::MetThreeTimes | Course::Reached => (0.85 - 0.1 * small(left), Direction::Toward),
            Course::OnTrack | Course::PastTarget if counts_days(template) => {
                let days = (visit.day - from).num_days();
                (f64::from(days as i32) / (template.to - template.from), Direction::Toward)
            }
            Course::OnTrack | Course::PastTarget => (way * small(index + 1) / small(count), Direction::Toward),
        };
        let reading = super::vitals::reading(case, &template.measure, visit.day);
        let direction =
            if reading.as_ref().is_some_and(|reading| reading.alarming) { Direction::Away } else { direction };
        let evidence = reading.map_or_else(|| measured(template, share), |reading| reading.text);
        let repeated = evidence == said && direction == Direction::Toward && left > 0;
        if repeated {
            continue;
        }
        said.clone_from(&evidence);
        to.check(
            goal,
            visit.by,
            Body::Progress(Progress { goal: None, date: visit.day, direction, evidence, counts: true }),
        );
    }
}

fn small(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The measured value after a share of the way, as a nurse writes it.
fn measured(template: &GoalTemplate, share: f64) -> String {
    let value = template.from + (template.to - template.from) * share.clamp(0.0, 1.0);
    if template.measure == "blood pressure" {
        // Nobody writes down the upper pressure alone.
        return format!("{value:.0}/{:.0}", value * 0.58);
    }
    let whole = template.from.fract() == 0.0 && template.to.fract() == 0.0;
    let number = if whole { format!("{value:.0}") } else { format!("{value:.1}") };
    match template.unit.as_deref() {
        Some("%") => format!("{number}%"),
        Some(unit) => format!("{number} {unit}"),
        None => number,
    }
}
