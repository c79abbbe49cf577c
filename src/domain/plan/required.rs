//! What a plan of care must contain by 42 CFR 484.60(a)(2), and what of it is still missing.

use super::template::{PlanContent, SectionKind};
use crate::domain::chart::Chart;

/// What must be there and is not, in the order of the regulation.
pub fn missing<'a>(chart: &Chart, content: &'a PlanContent) -> Vec<&'a SectionKind> {
    let required = content.sections.iter().filter(|section| section.item.is_some());
    required.filter(|section| !is_there(chart, section)).collect()
}

/// Whether something stands there: in the chart where it comes from the chart, else in the text.
pub fn is_there(chart: &Chart, section: &SectionKind) -> bool {
    let facts = &chart.facts;
    match section.from.as_deref() {
        Some("problems") => !facts.problems.is_empty(),
        Some("frequencies") => {
            facts.episode.as_ref().is_some_and(|episode| !episode.frequencies.is_empty())
                || facts.events.iter().any(|event| event.kind() == "frequency_order")
        }
        Some("medications") => !facts.medications.is_empty(),
        Some("goals") => {
            let measurable = |goal: &super::Goal| goal.measure.is_some() && goal.target_date.is_some();
            !facts.goals.is_empty()
                && facts.goals.iter().all(|tracked| measurable(&tracked.goal))
                && chart.plan.interventions.iter().any(|step| step.active)
        }
        Some(_) => false,
        None => chart.plan.section(&section.key).is_some_and(|section| !section.text.trim().is_empty()),
    }
}

/// Where to go for something that the chart says and that is missing.
pub fn where_to_say(section: &SectionKind) -> &'static str {
    match section.from.as_deref() {
        Some("problems") => "diagnoses come with the referral or an import; they stand in the chart summary",
        Some("frequencies") => "a visit-frequency order says it: g t, then a",
        Some("medications") => "the medication list says it: g m",
        Some("goals") => "goals with measure and date, and interventions, say it: a adds them here",
        Some(_) | None => "e writes it",
    }
}
