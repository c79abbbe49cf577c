//! Field 22: goals by problem, rehabilitation potential, discharge plans.

use super::{DocumentField, Draft, NOT_RECORDED, field, said};
use crate::domain::event::Event;
use crate::domain::ids::{PlanProblemId, Stored};
use crate::domain::plan::{Goal, GoalStatus, PlanProblem, TrackedGoal};

impl Draft<'_> {
    pub(super) fn goals(&self) -> DocumentField {
        let mut lines = self.by_problem();
        let has_goals = !lines.is_empty();
        if !has_goals {
            lines.push(format!("Goals: {NOT_RECORDED}"));
        }
        let potential = self.section_lines(&["rehab_potential"]);
        let plans = self.section_lines(&["discharge_plan"]);
        let reviewed = self.newest(|event| {
            if let Event::DischargePlan { date } = event {
                Some(format!("discharge plan reviewed {date}"))
            } else {
                None
            }
        });
        let missing = !has_goals && potential.is_empty() && plans.is_empty() && reviewed.is_none();
        lines.extend(paragraph("Rehabilitation potential", &potential));
        lines.extend(paragraph("Discharge plans", &plans.into_iter().chain(reviewed).collect::<Vec<_>>()));
        let mut goals = field("22", "Goals, rehabilitation potential, discharge plans", lines);
        goals.missing = missing;
        goals
    }

    fn by_problem(&self) -> Vec<String> {
        let plan = &self.source.chart.plan;
        let open = plan.problems.iter().filter(|problem| problem.status.is_open());
        let mut lines = Vec::new();
        let mut shown: Vec<PlanProblemId> = Vec::new();
        for problem in open {
            shown.push(problem.id);
            lines.push(format!("Problem: {}", named(problem)));
            let goals = self.goals_where(|goal| goal.problem_id == Some(problem.id));
            if goals.is_empty() {
                lines.push(format!("  goal: {NOT_RECORDED}"));
            }
            lines.extend(goals);
        }
        // Goals that came from elsewhere hang on a problem in words, or on none.
        let is_loose = |goal: &Goal| goal.problem_id.is_none_or(|problem| !shown.contains(&problem));
        let mut words: Vec<&str> = Vec::new();
        for tracked in self.tracked().filter(|tracked| is_loose(&tracked.goal)) {
            let problem = tracked.goal.problem.as_str();
            if !words.contains(&problem) {
                words.push(problem);
            }
        }
        for problem in words {
            lines.push(said("Problem", Some(problem)));
            lines.extend(self.goals_where(|goal| is_loose(goal) && goal.problem == problem));
        }
        lines
    }

    /// Goals that are worked on, and those that were decided about in this period.
    fn tracked(&self) -> impl Iterator<Item = &TrackedGoal> {
        let from = self.period.map(|period| period.from);
        let of_period = move |tracked: &&TrackedGoal| {
            let begun = tracked.goal.started;
            let checked = tracked.checks.iter().map(|check| check.date).max();
            from.is_none_or(|from| begun.max(checked).is_some_and(|day| day >= from))
        };
        let chart = self.source.chart;
        let open = chart.facts.goals.iter().filter(|tracked| tracked.goal.status == GoalStatus::Open);
        open.chain(chart.plan.closed.iter().filter(of_period))
    }

    fn goals_where(&self, wanted: impl Fn(&Goal) -> bool) -> Vec<String> {
        self.tracked().filter(|tracked| wanted(&tracked.goal)).flat_map(|tracked| goal(&tracked.goal)).collect()
    }
}

fn named(problem: &Stored<PlanProblem>) -> String {
    let words =
        problem.words.as_ref().map(|words| format!(", in the patient's words: \"{words}\"")).unwrap_or_default();
    format!("{}{words}", problem.name)
}

/// The goal in words, and under it how it is measured.
fn goal(goal: &Goal) -> [String; 2] {
    let state = match goal.status {
        GoalStatus::Open => String::new(),
        GoalStatus::Met | GoalStatus::Dropped | GoalStatus::EnteredInError | GoalStatus::Other(_) => {
            let why = goal.outcome.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            format!(" ({}{why})", goal.status.label())
        }
    };
    let by = goal.target_date.map_or(NOT_RECORDED.to_owned(), |day| day.to_string());
    let baseline = goal.baseline.as_ref().map(|baseline| format!("at the start {baseline}; "));
    let agreed = match goal.agreed {
        Some(true) => "yes",
        Some(false) => "no",
        None => NOT_RECORDED,
    };
    let aim = goal.aim();
    let measured = format!(
        "{}; {}{}; by {by}; {}",
        said("measure", goal.measure.as_deref()),
        baseline.unwrap_or_default(),
        said("target", Some(&aim)),
        said("agreed with the patient", Some(agreed)),
    );
    [format!("  Goal: {}{state}", goal.text), format!("    {measured}")]
}

fn paragraph(heading: &str, lines: &[String]) -> Vec<String> {
    match lines {
        [] => vec![format!("{heading}: {NOT_RECORDED}")],
        [one] => vec![format!("{heading}: {one}")],
        _ => std::iter::once(format!("{heading}:")).chain(lines.iter().map(|line| format!("  {line}"))).collect(),
    }
}
