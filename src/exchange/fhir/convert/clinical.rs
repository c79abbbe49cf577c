//! Problems and allergies.

use super::{Entry, chart_of};
use crate::domain::allergy::{Allergy, AllergyStatus, NoneOf, none_of};
use crate::domain::problem::{Problem, ProblemStatus};
use crate::domain::record::{Body, NO_PROBLEM, NO_SUBSTANCE};
use crate::domain::text;
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
        text: named(entry, it),
        code: words::code_of(&it.code, "http://hl7.org/fhir/sid/icd-10-cm"),
        status,
        onset: entry.date("onset", onset),
        ended: entry.date("abatement", ended),
    };
    let links = chart_of(&it.subject);
    entry.keep(links, Body::Problem(body));
}

/// The problem in words; one that is not certain says so.
fn named(entry: &mut Entry<'_, '_, '_>, it: &Condition) -> String {
    let text = words::stated(&it.code).unwrap_or_else(|| {
        entry.problem("the problem is not named");
        NO_PROBLEM.to_owned()
    });
    match words::code(&it.verification_status) {
        Some(code @ ("unconfirmed" | "provisional" | "differential")) => format!("{text} ({code})"),
        _ => text,
    }
}

/// Codes that say that no allergy is known, and of what kind. Sources: SNOMED CT; HL7 International Patient Summary,
/// absent-unknown-uv-ips. Other codes are read by their words.
const NONE_KNOWN: [(&str, NoneOf); 9] = [
    ("716186003", NoneOf::Everything),
    ("160244002", NoneOf::Everything),
    ("409137002", NoneOf::Drugs),
    ("429625007", NoneOf::Foods),
    ("428607008", NoneOf::Environment),
    ("no-known-allergies", NoneOf::Everything),
    ("no-known-medication-allergies", NoneOf::Drugs),
    ("no-known-food-allergies", NoneOf::Foods),
    ("no-known-environmental-allergies", NoneOf::Environment),
];

/// Of what kind an entry says that none is known, by its code, else by any of its words.
fn none_known(code: &Concept) -> Option<NoneOf> {
    let coded = code.coding.iter().find_map(|coding| {
        let code = coding.code.as_deref()?;
        let ours = coding.system.as_deref().is_none_or(|it| it.contains("snomed") || it.contains("uv-ips"));
        NONE_KNOWN.iter().find(|(known, _)| ours && *known == code).map(|(_, kind)| kind.clone())
    });
    let texts = code.text.iter().chain(code.coding.iter().filter_map(|coding| coding.display.as_ref()));
    coded.or_else(|| texts.map(words::line).find_map(|text| none_of(&text)))
}

/// Whether an entry only says that nothing is known about allergies: "not on file".
fn is_no_information(code: &Concept) -> bool {
    let words = words::stated(code).unwrap_or_default().to_lowercase();
    words::has_code(code, "no-allergy-info")
        || ["not on file", "no information", "not recorded", "unable to assess"].iter().any(|said| words.contains(said))
}

pub(super) fn allergy(entry: &mut Entry<'_, '_, '_>, it: &AllergyIntolerance) {
    let links = chart_of(&it.patient);
    let status = match (words::code(&it.verification_status), words::code(&it.clinical_status)) {
        (Some("entered-in-error"), _) => AllergyStatus::EnteredInError,
        (Some("refuted"), _) => AllergyStatus::Refuted,
        (_, Some("inactive" | "resolved")) => AllergyStatus::Inactive,
        // An allergy whose status nobody states must not be overlooked.
        (_, _) => AllergyStatus::Active,
    };
    if is_no_information(&it.code) {
        entry.problem(
            "it says that nothing is known about allergies; that is no allergy, and not that there is none: ask",
        );
        return;
    }
    let none = none_known(&it.code);
    let mut of_reactions: Vec<String> = Vec::new();
    for substance in it.reaction.iter().filter_map(|reaction| words::stated(&reaction.substance)) {
        if !of_reactions.contains(&substance) {
            of_reactions.push(substance);
        }
    }
    let by_reaction = || (!of_reactions.is_empty()).then(|| of_reactions.join(", "));
    let named = words::stated(&it.code);
    let coded = if named.is_some() { Some(&it.code) } else { it.reaction.iter().map(|one| &one.substance).next() };
    let code = coded.and_then(|code| words::code_of(code, "http://www.nlm.nih.gov/research/umls/rxnorm"));
    let substance = named.clone().or_else(by_reaction).unwrap_or_else(|| {
        entry.problem("the allergy is sent without a name; it is shown, and nobody can check it: ask");
        NO_SUBSTANCE.to_owned()
    });
    let reactions: Vec<String> = it.reaction.iter().filter_map(|one| reaction(one, &substance)).collect();
    let details = details(it);
    let body = Allergy {
        none_known: none.is_some(),
        none_of: none,
        status,
        reaction: (!reactions.is_empty()).then(|| reactions.join("; ")),
        code,
        details: (!details.is_empty()).then(|| details.join("; ")),
        ..Allergy::to(substance)
    };
    entry.keep(links, Body::Allergy(body));
}

/// How grave, how certain, of what kind; in words.
fn details(it: &AllergyIntolerance) -> Vec<String> {
    let kind = words::some(it.kind.as_ref()).filter(|kind| kind == "intolerance");
    let risk = words::some(it.criticality.as_ref()).map(|risk| match risk.as_str() {
        "unable-to-assess" => "risk not assessed".to_owned(),
        risk => format!("{risk} risk"),
    });
    let certain = words::code(&it.verification_status).filter(|code| *code != "confirmed").map(text::line);
    let status = words::code(&it.clinical_status).filter(|code| *code != "active").map(|code| format!("status {code}"));
    let notes = it.note.iter().filter_map(|note| words::some(note.text.as_ref()));
    [kind, risk, certain, status].into_iter().flatten().chain(notes).collect()
}

/// What happened: "hives (severe)"; the substance where it is another one than the entry's.
fn reaction(it: &Reaction, to: &str) -> Option<String> {
    let notes: Vec<String> = it.note.iter().filter_map(|note| words::some(note.text.as_ref())).collect();
    let what = words::concepts(&it.manifestation).or_else(|| words::some(it.description.as_ref()));
    let what = what.or_else(|| (!notes.is_empty()).then(|| notes.join(", ")))?;
    let substance = words::stated(&it.substance).filter(|one| !to.to_lowercase().contains(&one.to_lowercase()));
    let to = substance.map(|one| format!(" to {one}")).unwrap_or_default();
    Some(match words::some(it.severity.as_ref()) {
        Some(severity) => format!("{what}{to} ({severity})"),
        None => format!("{what}{to}"),
    })
}
