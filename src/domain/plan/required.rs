//! What a plan of care must contain by 42 CFR 484.60(a)(2), and what of it is still missing.

use super::template::{PlanContent, SaidBy, SectionKind};
use super::{Goal, GoalStatus};
use crate::domain::chart::Chart;

/// What must be there and is not, in the order of the regulation.
pub fn missing<'a>(chart: &Chart, content: &'a PlanContent) -> Vec<&'a SectionKind> {
    let required = content.sections.iter().filter(|section| section.item.is_some());
    required.filter(|section| !is_there(chart, section)).collect()
}

/// Whether something stands there: in the chart where it comes from the chart, else in the text.
pub fn is_there(chart: &Chart, section: &SectionKind) -> bool {
    let facts = &chart.facts;
    match section.from {
        Some(SaidBy::Problems) => !facts.problems.is_empty(),
        Some(SaidBy::Frequencies) => {
            facts.episode.as_ref().is_some_and(|episode| !episode.frequencies.is_empty())
                || facts.events.iter().any(|event| event.kind() == "frequency_order")
        }
        Some(SaidBy::Medications) => !facts.medications.is_empty(),
        Some(SaidBy::Goals) => {
            // A goal that was met needs neither any more.
            let measurable =
                |goal: &Goal| goal.status != GoalStatus::Open || goal.measure.is_some() && goal.target_date.is_some();
            !facts.goals.is_empty()
                && facts.goals.iter().all(|tracked| measurable(&tracked.goal))
                && chart.plan.interventions.iter().any(|step| step.active)
        }
        None => {
            let is_written = chart.plan.section(&section.key).is_some_and(|section| !section.text.trim().is_empty());
            let planned = || chart.plan.interventions.iter().filter(|step| step.active);
            is_written || section.also.is_some() && planned().any(|step| step.category == section.also)
        }
    }
}
