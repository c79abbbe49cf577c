//! What nobody may overlook about a patient: allergies, code status, precautions. In the heading of the chart they are
//! whole, or it is said how many more there are and which key shows them.

use super::{Part, Screen, Section};
use crate::domain::allergy::{Allergy, heading};
use crate::domain::board::Assessed;
use crate::domain::chart::Chart;
use crate::domain::codes::CodeStatus;
use crate::domain::formulary::Formulary;
use crate::domain::medication::resolve::resolve;
use crate::domain::text;
use crate::ui::{App, draw};

/// Words of a reaction that killed or nearly did: what is said first.
const GRAVE: [&str; 15] = [
    "anaphyl",
    "angioedema",
    "airway",
    "arrest",
    "breath",
    "bronchospasm",
    "dyspnea",
    "hypotension",
    "life",
    "severe",
    "shock",
    "stevens",
    "throat",
    "tongue",
    "wheez",
];

fn is_drug(allergy: &Allergy, formulary: &Formulary) -> bool {
    !resolve(&allergy.substance, formulary).parts.is_empty()
        || formulary.allergies.iter().any(|rule| {
            let folded = text::fold(&allergy.substance);
            let says = |term: &str| folded.contains(term) || (!folded.is_empty() && term.starts_with(&folded));
            rule.target.is_some() && formulary.words(rule.terms).any(says)
        })
}

fn is_grave(allergy: &Allergy) -> bool {
    let happened = allergy.happened().unwrap_or_default().to_lowercase();
    GRAVE.iter().any(|word| happened.contains(word))
}

/// Every allergy with its reaction: drugs first, and of them what was gravest.
pub(in crate::ui) fn allergies(patient: &Assessed, formulary: &Formulary) -> Vec<String> {
    let mut real: Vec<&Allergy> =
        patient.facts.allergies.iter().map(|entry| &entry.value).filter(|allergy| !allergy.none_known).collect();
    real.sort_by_cached_key(|allergy| (!is_drug(allergy, formulary), !is_grave(allergy)));
    real.into_iter().map(Allergy::words).collect()
}

/// What is known not to be there, or that nobody has asked. A statement about food says nothing about drugs.
pub(in crate::ui) fn statements(patient: &Assessed) -> Vec<String> {
    let all = || patient.facts.allergies.iter().map(|entry| &entry.value);
    let real: Vec<String> = all().filter(|allergy| !allergy.none_known).map(Allergy::words).collect();
    let whole = heading(all());
    let listed = format!("ALLERGY {}", real.join(", "));
    let rest = if real.is_empty() { whole.as_str() } else { whole.strip_prefix(&listed).unwrap_or_default() };
    rest.split("; ").filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Allergies and what is known not to be there, as one text.
pub(in crate::ui) fn allergies_in_words(patient: &Assessed, formulary: &Formulary) -> String {
    let real = allergies(patient, formulary);
    let real = (!real.is_empty()).then(|| format!("ALLERGY {}", real.join(", ")));
    real.into_iter().chain(statements(patient)).collect::<Vec<_>>().join("; ")
}

/// Whether resuscitation is limited, so that the words have to be seen.
pub(in crate::ui) fn is_limited(status: &CodeStatus) -> bool {
    !matches!(status, CodeStatus::Full | CodeStatus::NotRecorded)
}

/// The safety measures of the plan of care, each by itself.
pub(in crate::ui) fn precautions(chart: &Chart) -> Vec<String> {
    let section = chart.plan.section("safety").map(|section| section.text.as_str()).unwrap_or_default();
    let pieces = section.split(['\n', ';']).flat_map(|line| line.split(". "));
    pieces
        .map(|piece| text::line(piece.trim().trim_start_matches(['-', '*']).trim().trim_end_matches('.')))
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// `LABEL one, two, three` in at most `most` rows of `width` columns. What has no room is counted, with the key that shows
/// it; a piece is never cut.
pub(in crate::ui) fn counted(label: &str, pieces: &[String], width: usize, most: usize, key: &str) -> Vec<String> {
    // Not even the shortest pieces would be so many.
    for shown in (1..=pieces.len().min(most * width / 4)).rev() {
        let more = pieces.len() - shown;
        let listed = pieces.get(..shown).unwrap_or_default().join(", ");
        let rest = if more > 0 { format!("  +{more} more: {key}") } else { String::new() };
        let rows = draw::wrap(&format!("{label} {listed}{rest}"), width);
        if rows.len() <= most {
            return rows;
        }
    }
    match pieces {
        [] => Vec::new(),
        [one] => {
            let mut rows = draw::wrap(&format!("{label} {one}"), width);
            let rest = format!(".. goes on: {key}");
            rows.truncate(most);
            if let Some(last) = rows.last_mut() {
                *last = format!("{}{rest}", draw::cut(last, width.saturating_sub(rest.len())));
            }
            rows
        }
        many => draw::wrap(&format!("{label} {} of them: {key}", many.len()), width),
    }
}

/// The section that lists them all, a line each.
pub(super) fn part(app: &App, screen: &Screen) -> Part {
    let patient = &screen.assessed;
    let person = &patient.facts.patient;
    let mut lines = vec![format!("   Code status: {}", person.code_status.label().trim_start_matches("code status "))];
    let real = allergies(patient, app.knowledge.formulary);
    lines.extend(real.iter().map(|allergy| format!("   ALLERGY {allergy}")));
    lines.extend(statements(patient).into_iter().map(|statement| format!("   {statement}")));
    let precautions = precautions(&screen.chart);
    if precautions.is_empty() {
        lines.push("   Precautions: not recorded (plan of care, safety measures)".to_owned());
    }
    lines.extend(precautions.iter().map(|piece| format!("   Precaution: {piece}")));
    let title = match real.len() {
        0 => "allergies, code status, precautions".to_owned(),
        many => format!("allergies {many}, code status, precautions"),
    };
    Part { section: Section::Critical, title, key: String::new(), lines }
}
