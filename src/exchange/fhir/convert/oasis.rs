//! OASIS assessments in a file: a form by its panel, and the item that names the reason for the assessment itself.

use super::Entry;
use super::measured::measured;
use crate::domain::event::{Event, REASONS_FOR_ASSESSMENT};
use crate::domain::record::{Body, Links};
use crate::domain::when::PartialDate;
use crate::exchange::fhir::types::{Component, Observation, Text, Value};
use crate::exchange::fhir::words;

/// The item M0100, reason for assessment. Source: LOINC.
pub(in crate::exchange::fhir) const REASON: &str = "57200-8";

/// Forms and sections by the reason for assessment they are for: those of OASIS-E, those of OASIS-D, and the sections of
/// self-care and mobility of OASIS-D. Source: LOINC, panels by time point.
const FORMS: &[(&str, &str)] = &[
    ("99131-5", "01"),
    ("99160-4", "03"),
    ("99153-9", "04"),
    ("99178-6", "09"),
    ("88373-6", "01"),
    ("88368-6", "03"),
    ("88371-0", "09"),
    ("88485-8", "04"),
    ("88486-6", "04"),
    ("89474-1", "09"),
    ("89475-8", "09"),
];

/// Sections that start and resumption have in common: taken as the start only on the day care began.
const START_OR_RESUMPTION: &[&str] = &["89477-4", "89479-0"];

/// A panel of OASIS answers says that an assessment was made on that day, and of which kind; the reason for assessment,
/// in the panel or by itself, says it better. A form that is not known is said.
pub(super) fn assessment(
    entry: &mut Entry<'_, '_, '_>,
    it: &Observation,
    value: &Value,
    at: Option<&Text>,
    links: &Links,
) {
    let (Some(patient), Some(at)) = (&links.patient, at) else { return };
    // Whatever is wrong with the date was said when the entry itself was read.
    let Ok(PartialDate::Day(m0090)) = PartialDate::parse(&words::civil(at, entry.shelf.zone)) else { return };
    let (code, _) = measured(&it.code);
    let rfa = if code == REASON {
        reason(value)
    } else {
        let inside = it.component.iter().find_map(|raw| {
            let component: Component = serde_json::from_str(raw.get()).ok()?;
            let value: Value = serde_json::from_str(raw.get()).ok()?;
            (measured(&component.code).0 == REASON).then_some(value)
        });
        let is_panel = !it.has_member.is_empty() || !it.component.is_empty();
        let known = FORMS.iter().find(|(form, _)| *form == code).map(|(_, rfa)| *rfa);
        let began = entry.shelf.directory.began_on(patient, &m0090.to_string());
        match inside {
            Some(value) => reason(&value),
            None if !is_panel || entry.shelf.directory.says_reason(&it.has_member) => None,
            None if START_OR_RESUMPTION.contains(&code.as_str()) => began.then_some("01"),
            None => {
                if known.is_none() && is_oasis(it) {
                    entry.problem(format!("an OASIS form that is not known ({code}): record the assessment by hand"));
                }
                known
            }
        }
    };
    let Some(rfa) = rfa else { return };
    let key = format!("Assessment/{patient}/{rfa}/{m0090}");
    entry.keep_as(key, links.clone(), Body::Event(Event::Assessment { rfa: rfa.to_owned(), m0090, by: None }));
}

/// Whether a panel calls itself an OASIS form; its sections do not.
fn is_oasis(it: &Observation) -> bool {
    let texts = it.code.text.iter().chain(it.code.coding.iter().filter_map(|coding| coding.display.as_ref()));
    texts.map(|text| text.to_lowercase()).any(|text| {
        text.contains("outcome and assessment information set")
            || (text.contains("oasis") && ["panel", "form", "version", "assessment"].iter().any(|w| text.contains(w)))
    })
}

/// The reason for assessment that an answer names, by its number or its words.
fn reason(value: &Value) -> Option<&'static str> {
    let concept = value.concept.as_ref();
    let coded = concept.into_iter().flat_map(|concept| {
        concept.text.iter().chain(concept.coding.iter().flat_map(|it| it.display.iter().chain(it.code.iter())))
    });
    let said = coded.chain(value.string.as_ref()).chain(value.integer.as_ref());
    said.map(|text| text.trim().to_lowercase()).find_map(|text| {
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        let by_number = digits.parse::<u8>().ok().map(|number| format!("{number:02}"));
        let word = by_number.or_else(|| by_words(&text).map(str::to_owned))?;
        REASONS_FOR_ASSESSMENT.iter().map(|(rfa, _)| *rfa).find(|rfa| *rfa == word)
    })
}

fn by_words(text: &str) -> Option<&'static str> {
    Some(match text {
        _ if text.contains("start of care") => "01",
        _ if text.contains("resumption of care") => "03",
        _ if text.contains("recertification") => "04",
        _ if text.contains("other follow") => "05",
        _ if text.contains("transfer") && text.contains("not discharged") => "06",
        _ if text.contains("transfer") && text.contains("discharged") => "07",
        _ if text.contains("death") => "08",
        _ if text.starts_with("discharge") => "09",
        _ => return None,
    })
}
