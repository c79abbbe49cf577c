//! Problems, allergies and measurements.

use super::{Entry, chart_of};
use crate::domain::allergy::{Allergy, AllergyStatus, NoneOf, none_of};
use crate::domain::event::Event;
use crate::domain::observation::{self, ObservationStatus, loinc};
use crate::domain::problem::{Problem, ProblemStatus};
use crate::domain::record::{Body, Links};
use crate::domain::text;
use crate::domain::when::PartialDate;
use crate::exchange::fhir::stream::{Stop, said};
use crate::exchange::fhir::types::{
    AllergyIntolerance, Component, Concept, Condition, Observation, Reaction, Text, Value,
};
use crate::exchange::fhir::words::{self, LOINC};

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
        "(problem not named)".to_owned()
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
        "(allergy sent without a name: ask)".to_owned()
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

/// The codes the dashboard shows, and those of the FHIR vital signs: of several for one measurement they are preferred.
const SHOWN: &[&str] = &[
    loinc::SYSTOLIC,
    loinc::DIASTOLIC,
    loinc::PULSE,
    loinc::BREATHS,
    loinc::TEMPERATURE,
    loinc::SATURATION,
    loinc::WEIGHT,
    loinc::PAIN,
    loinc::INR,
    loinc::GLUCOSE,
    "8302-2",
    "39156-5",
    "85354-9",
];

fn measured(code: &Concept) -> String {
    let loinc =
        || code.coding.iter().filter(|it| it.system.as_deref() == Some(LOINC)).filter_map(|it| it.code.as_ref());
    if let Some(shown) = loinc().find(|code| SHOWN.contains(&&***code)).or_else(|| loinc().next()) {
        return words::line(shown);
    }
    code.coding.iter().find_map(words::coded).unwrap_or_default()
}

pub(super) fn observation(entry: &mut Entry<'_, '_, '_>, it: &Observation, value: &Value) -> Result<(), Stop> {
    let status = match it.status.as_deref() {
        Some("entered-in-error") => ObservationStatus::EnteredInError,
        Some("cancelled") => ObservationStatus::Cancelled,
        _ => ObservationStatus::Valid,
    };
    let at = it.effective_date_time.as_ref().or(it.effective_period.start.as_ref());
    let at = at.or(it.effective_instant.as_ref()).or(it.issued.as_ref());
    let links = chart_of(&it.subject);
    let when = entry.instant("effective", at);
    let category = it.category.iter().find_map(words::code).map(crate::domain::text::line).unwrap_or_default();
    let row = |code: &Concept, value: &Value| {
        let (number, unit, text) = value_of(value);
        observation::Observation {
            code: measured(code),
            name: words::concept(code).unwrap_or_default(),
            category: category.clone(),
            at: when,
            value: number,
            unit,
            text,
            status: status.clone(),
        }
    };
    if status == ObservationStatus::Valid {
        assessment(entry, it, at, &links);
    }
    for (number, raw) in it.component.iter().enumerate() {
        let unread =
            |error| Stop::new(Some(entry.place.to_owned()), format!("a component cannot be read: {}", said(&error)));
        let component: Component = serde_json::from_str(raw.get()).map_err(unread)?;
        let value: Value = serde_json::from_str(raw.get()).map_err(unread)?;
        entry.keep_part(
            &format!("component-{}", number + 1),
            links.clone(),
            Body::Observation(row(&component.code, &value)),
        );
    }
    entry.keep(links, Body::Observation(row(&it.code, value)));
    Ok(())
}

/// A value as a number with its unit, or in words.
fn value_of(it: &Value) -> (Option<f64>, Option<String>, Option<String>) {
    if let Some(quantity) = &it.quantity {
        let number = words::number(quantity.value.as_ref());
        return match (&quantity.comparator, number) {
            (None, Some(number)) => (Some(number), words::unit(quantity), None),
            // "<5" is not 5.
            _ => (None, None, words::quantity(quantity)),
        };
    }
    if let Some(number) = words::number(it.integer.as_ref()) {
        return (Some(number), None, None);
    }
    let yes_no = |flag: &Text| if &**flag == "true" { "yes".to_owned() } else { "no".to_owned() };
    let text = it
        .concept
        .as_ref()
        .and_then(words::concept)
        .or_else(|| words::some(it.string.as_ref()))
        .or_else(|| it.boolean.as_ref().map(yes_no))
        .or_else(|| it.range.as_ref().and_then(words::range))
        .or_else(|| it.ratio.as_ref().and_then(words::ratio))
        .or_else(|| words::some(it.date_time.as_ref()))
        .or_else(|| words::some(it.time.as_ref()));
    (None, None, text)
}

/// OASIS panels by the time point they belong to. Source: LOINC, panels of OASIS D.
const START_OR_RESUMPTION: &[&str] = &["89477-4", "89479-0"];
const FOLLOW_UP: &[&str] = &["88485-8", "88486-6"];
const DISCHARGE: &[&str] = &["89474-1", "89475-8"];

/// A panel of OASIS answers says that an assessment was made on that day, and of which kind. The panel for start and
/// resumption of care does not say which of the two it was: it is taken as the start only on the day care began.
fn assessment(entry: &mut Entry<'_, '_, '_>, it: &Observation, at: Option<&Text>, links: &Links) {
    let (Some(patient), Some(at)) = (&links.patient, at) else { return };
    // Whatever is wrong with the date was said when the panel itself was read.
    let Some(Ok(PartialDate::Day(m0090))) = at.split('T').next().map(PartialDate::parse) else { return };
    let code = measured(&it.code);
    let among = |list: &[&str]| list.contains(&code.as_str()) && !it.has_member.is_empty();
    let rfa = if among(FOLLOW_UP) {
        "04"
    } else if among(DISCHARGE) {
        "09"
    } else if among(START_OR_RESUMPTION) && entry.shelf.directory.began_on(patient, &m0090.to_string()) {
        "01"
    } else {
        return;
    };
    let key = format!("Assessment/{patient}/{rfa}/{m0090}");
    entry.keep_as(key, links.clone(), Body::Event(Event::Assessment { rfa: rfa.to_owned(), m0090, by: None }));
}
