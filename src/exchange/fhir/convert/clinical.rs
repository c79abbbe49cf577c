//! Problems and allergies.

use super::{Entry, chart_of};
use crate::domain::allergy::{Allergy, AllergyStatus};
use crate::domain::problem::{Problem, ProblemStatus};
use crate::domain::record::Body;
use crate::exchange::fhir::types::{AllergyIntolerance, Concept, Condition, Reaction};
use crate::exchange::fhir::words;

pub(super) fn condition(entry: &mut Entry<'_, '_, '_>, it: &Condition) {
    let status = match (words::code(&it.verification_status), words::code(&it.clinical_status)) {
        (Some("entered-in-error"), _) => ProblemStatus::EnteredInError,
        (Some("refuted"), _) => ProblemStatus::Refuted,
        (_, Some("active" | "recurrence" | "relapse")) => ProblemStatus::Active,
        (_, Some("inactive" | "remission" | "resolved")) => ProblemStatus::Resolved,
        (_, _) => ProblemStatus::NotStated,
    };
    let onset = it.onset_date_time.as_ref().or(it.onset_period.start.as_ref());
    let ended = it.abatement_date_time.as_ref().or(it.abatement_period.end.as_ref());
    let body = Problem {
        text: words::concept(&it.code).unwrap_or_else(|| {
            entry.problem("the problem is not named");
            "(problem not named)".to_owned()
        }),
        code: words::code_of(&it.code, "http://hl7.org/fhir/sid/icd-10-cm"),
        status,
        onset: entry.date("onset", onset),
        ended: entry.date("abatement", ended),
    };
    let links = chart_of(&it.subject);
    entry.keep(links, Body::Problem(body));
}

/// SNOMED CT situations that say there is no allergy, of any kind or of one kind.
const NONE_KNOWN: &[&str] = &[
    "716186003",
    "409137002",
    "428607008",
    "429625007",
    "716184000",
    "716185004",
    "716220001",
    "716217007",
    "716218002",
    "716219005",
    "1003774007",
    "160244002",
];

fn says_none(code: &Concept) -> bool {
    let coded = code.coding.iter().any(|coding| {
        let known = coding.code.as_deref().is_some_and(|code| NONE_KNOWN.contains(&code));
        known && coding.system.as_deref().is_none_or(|system| system == "http://snomed.info/sct")
    });
    let words = words::concept(code).unwrap_or_default().to_lowercase();
    let stated = ["no known", "not known", "nka", "nkda"].iter().any(|begin| words.starts_with(begin))
        && (words.contains("allerg") || words.starts_with("nk") || words.contains("intoleranc"));
    coded || stated
}

pub(super) fn allergy(entry: &mut Entry<'_, '_, '_>, it: &AllergyIntolerance) {
    let status = match (words::code(&it.verification_status), words::code(&it.clinical_status)) {
        (Some("entered-in-error"), _) => AllergyStatus::EnteredInError,
        (Some("refuted"), _) => AllergyStatus::Refuted,
        (_, Some("inactive" | "resolved")) => AllergyStatus::Inactive,
        // An allergy whose status nobody states must not be overlooked.
        (_, _) => AllergyStatus::Active,
    };
    let by_reaction = || it.reaction.iter().find_map(|reaction| words::concept(&reaction.substance));
    let substance = words::concept(&it.code).or_else(by_reaction).unwrap_or_else(|| {
        entry.problem("the allergy does not say to what");
        "(substance not named)".to_owned()
    });
    let reactions: Vec<String> = it.reaction.iter().filter_map(reaction).collect();
    let body = Allergy {
        substance,
        none_known: says_none(&it.code),
        status,
        reaction: (!reactions.is_empty()).then(|| reactions.join("; ")),
        code: words::code_of(&it.code, "http://www.nlm.nih.gov/research/umls/rxnorm"),
    };
    let links = chart_of(&it.patient);
    entry.keep(links, Body::Allergy(body));
}

fn reaction(it: &Reaction) -> Option<String> {
    let what = words::concepts(&it.manifestation)?;
    Some(match words::some(it.severity.as_ref()) {
        Some(severity) => format!("{what} ({severity})"),
        None => what,
    })
}
