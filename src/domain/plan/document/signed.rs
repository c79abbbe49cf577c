//! A signed version as a document: what was signed word for word, in the order of the form, with its signature and with
//! what was added to it later. Nothing of today's chart stands in it.

use chrono_tz::Tz;

use super::{DocumentField, field, order};
use crate::domain::plan::content::{Content, NONE, Part};
use crate::domain::plan::template::PlanContent;
use crate::domain::plan::{PlanOfCare, SignedVersion, VersionKind};
use crate::domain::refusal::Refusal;

/// What is said of a text that does not have its hash any more.
const BROKEN: &str = "THIS IS NOT WHAT WAS SIGNED";

/// A signed version, ready to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedDocument {
    /// Its number.
    pub number: u32,
    /// The patient as she was signed: "Ruth Abara, born 1945-03-01, #00001".
    pub patient: String,
    /// What must be seen on every page; empty where there is nothing to warn of.
    pub notice: String,
    /// What was added to it, oldest first: who, when, and the words.
    pub added: Vec<DocumentField>,
    /// What was signed, in the order of the form, and the signature.
    pub fields: Vec<DocumentField>,
    /// What was signed and the form has no field for.
    pub additions: Vec<DocumentField>,
}

impl SignedDocument {
    /// The version of that number; `zone` is the one its times are given in, `kinds` names the sections.
    ///
    /// # Errors
    /// When there is no such version, it was added to another one, or this program cannot read it.
    pub fn of(plan: &PlanOfCare, number: u32, zone: Tz, kinds: &PlanContent) -> Result<Self, Refusal> {
        let signed = found(plan, number)?;
        let Some(content) = Content::read(&signed.version.content) else {
            return Err(Refusal::new(if signed.intact {
                format!("Version {number} was signed with a newer program, which alone can print it.")
            } else {
                format!("Version {number} is not what was signed and cannot be read: tell the administrator.")
            }));
        };
        let added = plan.versions.iter().filter(|one| one.version.about == Some(number));
        let (mut fields, additions) = parts(&content, kinds);
        fields.push(field("23", "Signature", signature(signed, zone)));
        let practitioner = content.practitioner.iter();
        fields.extend(practitioner.map(|name| field("24", "Practitioner", vec![name.clone()])));
        fields.sort_by(|one, other| order(&one.locator).cmp(&order(&other.locator)));
        Ok(Self {
            number,
            notice: notice(plan, signed, zone),
            added: added.map(|one| addition(one, zone)).collect(),
            patient: content.patient,
            fields,
            additions,
        })
    }
}

fn found(plan: &PlanOfCare, number: u32) -> Result<&SignedVersion, Refusal> {
    let found = plan.versions.iter().find(|signed| signed.version.number == number);
    let is_plan = |signed: &&SignedVersion| signed.version.about.is_none();
    if let Some((signed, about)) = found.and_then(|signed| Some((signed, signed.version.about?))) {
        let what = signed.version.kind.label();
        return Err(Refusal::new(format!(
            "Number {number} is a text beside version {about} ({what}); it is printed with version {about}."
        )));
    }
    found.filter(is_plan).ok_or_else(|| {
        let mut known: Vec<u32> = plan.all_signed().map(|signed| signed.version.number).collect();
        known.reverse();
        let known = known.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        Refusal::new(if known.is_empty() {
            "This plan has never been signed.".to_owned()
        } else {
            format!("There is no version {number} of this plan; signed are: {known}.")
        })
    })
}

fn day_of(signed: &SignedVersion, zone: Tz) -> String {
    signed.at.with_timezone(&zone).format("%Y-%m-%d").to_string()
}

fn signed_by(signed: &SignedVersion, zone: Tz) -> String {
    format!("{}, {}", signed.version.signer, signed.at.with_timezone(&zone).format("%Y-%m-%d %H:%M"))
}

/// That it is not what was signed, was retracted, or is not the newest in force.
fn notice(plan: &PlanOfCare, signed: &SignedVersion, zone: Tz) -> String {
    let number = signed.version.number;
    let broken = (!signed.intact).then(|| BROKEN.to_owned());
    let retraction = plan
        .versions
        .iter()
        .find(|one| one.version.kind == VersionKind::Retraction && one.version.about == Some(number));
    let later = plan.signed().filter(|newest| newest.version.number > number);
    let stands = match (retraction, later) {
        (Some(retraction), _) => Some(format!("RETRACTED {}", day_of(retraction, zone))),
        (None, Some(later)) => Some(format!("replaced by version {} of {}", later.version.number, day_of(later, zone))),
        (None, None) => None,
    };
    broken.into_iter().chain(stands).collect::<Vec<_>>().join("; ")
}

/// An addendum, correction, late entry or retraction, with its signature.
fn addition(added: &SignedVersion, zone: Tz) -> DocumentField {
    let kind = match added.version.kind {
        VersionKind::Retraction => "RETRACTED".to_owned(),
        VersionKind::Signed
        | VersionKind::Addendum
        | VersionKind::Correction
        | VersionKind::LateEntry
        | VersionKind::Other(_) => added.version.kind.label().to_uppercase(),
    };
    let mut lines: Vec<String> = added.version.content.lines().map(str::to_owned).collect();
    lines.extend(hash(added));
    field("+", &format!("{kind}, {}", signed_by(added, zone)), lines)
}

fn signature(signed: &SignedVersion, zone: Tz) -> Vec<String> {
    std::iter::once(format!("signed in this record: {}", signed_by(signed, zone))).chain(hash(signed)).collect()
}

/// The hash, and whether the text still has it.
fn hash(signed: &SignedVersion) -> [String; 2] {
    let stands = if signed.intact {
        "What is kept has this hash: it is what was signed.".to_owned()
    } else {
        format!("{BROKEN}: what is kept does not have this hash. Tell the administrator.")
    };
    [format!("SHA-256 {}", signed.digits()), stands]
}

/// The order in which a part says what it says; what is not named here comes after.
const TOLD: [&str; 16] = [
    "own words",
    "diagnosis",
    "knowledge",
    "behavior",
    "condition",
    "measure",
    "baseline",
    "target",
    "by",
    "agreed",
    "discipline",
    "how often",
    "category",
    "order",
    "from",
    "to",
];

/// A problem, goal or intervention, and under it what else was said of it.
fn told(part: &Part) -> Vec<String> {
    let set_in = "  ".repeat(part.depth);
    let (first, rest) = part.kind.split_at(part.kind.chars().next().map_or(0, char::len_utf8));
    let text = if part.text.is_empty() { "(not named)" } else { &part.text };
    let mut fields: Vec<(&String, &String)> = part.fields.iter().collect();
    fields.sort_by_key(|(name, _)| TOLD.iter().position(|known| known == name).unwrap_or(TOLD.len()));
    let fields = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ");
    let fields = (!fields.is_empty()).then(|| format!("{set_in}  {fields}"));
    std::iter::once(format!("{set_in}{}{rest}: {text}", first.to_uppercase())).chain(fields).collect()
}

/// What was signed, by fields of the form, and what the form has no field for.
fn parts(content: &Content, kinds: &PlanContent) -> (Vec<DocumentField>, Vec<DocumentField>) {
    let list = |locator: &str, name: &str, lines: Vec<String>| {
        field(locator, name, if lines.is_empty() { vec![NONE.to_owned()] } else { lines })
    };
    let mut fields: Vec<DocumentField> = Vec::new();
    fields.extend(
        content.period.map(|(from, to)| field("3", "Certification period", vec![format!("from {from} to {to}")])),
    );
    fields.extend([
        field("6", "Patient: name, date of birth, medical record number", vec![content.patient.clone()]),
        list("10", "Medications", content.medicines()),
        list("11", "Diagnoses (11 and 13)", content.diagnoses.clone()),
        list("17", "Allergies", content.allergies.clone()),
        list("21", "Visits ordered", content.frequencies.clone()),
        list("22", "Problems, goals, interventions", content.parts.iter().flat_map(told).collect()),
    ]);
    let mut additions = Vec::new();
    // Sections of today's kinds come in their order, those of another program after them.
    let known = kinds.sections.iter().filter_map(|kind| {
        let text = content.sections.get(&kind.key)?;
        Some((kind.locator.as_deref().and_then(|fields| fields.split(',').next()), kind.name.clone(), text))
    });
    let others = content.sections.iter().filter(|(key, _)| kinds.section(key).is_none());
    let others = others.map(|(key, text)| (None, key.replace('_', " "), text));
    for (locator, name, text) in known.chain(others) {
        let lines = text.lines().map(str::to_owned).collect();
        match locator {
            Some(locator) => fields.push(field(locator, &name, lines)),
            None => additions.push(field("+", &name, lines)),
        }
    }
    (fields, additions)
}
