//! Patients, those around them, practitioners and payers.

use super::{Entry, chart_of};
use crate::domain::codes::{CodeStatus, Sex};
use crate::domain::pair::Because;
use crate::domain::patient::{self, Contact, ContactKind, Death, Name};
use crate::domain::record::{self, Body, Links, NO_NAME, NO_PAYER, Wanted};
use crate::exchange::fhir::reference;
use crate::exchange::fhir::types::{
    Communication, Concept, Coverage, Extension, HumanName, Identifier, MedicationItem, Organization, Patient,
    Practitioner, PractitionerRole, RelatedPerson, holds,
};
use crate::exchange::fhir::words;

/// Social security numbers are not kept: nothing here needs them.
fn is_ssn(identifier: &Identifier) -> bool {
    words::has_code(&identifier.kind, "SS") || identifier.system.as_deref() == Some("http://hl7.org/fhir/sid/us-ssn")
}

pub(super) fn patient(entry: &mut Entry<'_, '_, '_>, it: &Patient) {
    let ours: Vec<Identifier> = it.identifier.iter().filter(|it| !is_ssn(it)).cloned().collect();
    entry.identity.also_by_identifier("Patient", &ours);
    if it.active.as_ref().is_some_and(|active| &**active == "false") {
        entry.problem("the source marks this patient's record as inactive");
    }
    let born = entry.date("birthDate", it.birth_date.as_ref());
    let died = died(entry, it);
    let today = entry.today();
    let mut phones = words::phones(&it.telecom, today).into_iter();
    let body = patient::Patient {
        number: String::new(),
        name: name(entry, &it.name),
        preferred_name: preferred_name(&it.name),
        born,
        died,
        lives: died.is_none() && it.deceased_boolean.as_ref().is_some_and(|dead| &**dead == "false"),
        sex: it.gender.as_deref().map_or(Sex::Unknown, |gender| match gender {
            "female" => Sex::Female,
            "male" => Sex::Male,
            "other" => Sex::Neither,
            _ => Sex::Unknown,
        }),
        language: language(&it.communication),
        interpreter: it.extension.iter().any(wants_interpreter),
        code_status: CodeStatus::NotRecorded,
        address: words::address(&it.address, today),
        phone: phones.next(),
        more_phones: phones.collect(),
        access: None,
        identifiers: identifiers(&ours),
        contacts: Vec::new(),
    };
    let merged = it.link.iter().find(|link| link.kind.as_deref() == Some("replaced-by"));
    let other = merged.and_then(|link| reference::target(&link.other));
    entry.keep(Links { other, ..Links::default() }, Body::Patient(Box::new(body)));
    twins(entry, it);
    let hers = Links { patient: Some(entry.identity.key.clone()), ..Links::default() };
    let current = it.contact.iter().enumerate().filter(|(_, contact)| !words::is_over(&contact.period, today));
    for (number, contact) in current {
        let Some(name) = words::full_name(contact.name.as_slice(), today) else { continue };
        let (relation, kind) = relation(&contact.relationship);
        let body = Contact { name, relation, kind, phone: words::phone(&contact.telecom, today) };
        entry.keep_part(&format!("contact-{}", number + 1), hers.clone(), Body::Contact(body));
    }
}

/// The other records of this patient that the source names. Of a pair, `other` is the one that goes on.
fn twins(entry: &mut Entry<'_, '_, '_>, it: &Patient) {
    let own = entry.identity.key.clone();
    for (number, link) in it.link.iter().enumerate() {
        let Some(other) = reference::target(&link.other).filter(|other| reference::kind_of(other) == "Patient") else {
            continue;
        };
        let (patient, other, because) = match link.kind.as_deref().unwrap_or_default() {
            "replaced-by" => (own.clone(), other, Because::Replaced),
            "replaces" => (other, own.clone(), Because::Replaced),
            _ => (own.clone(), other, Because::Refers),
        };
        let links = Links { patient: Some(patient), other: Some(other), ..Links::default() };
        entry.keep_part(&format!("link-{}", number + 1), links, Body::Twin { because });
    }
}

fn preferred_name(names: &[HumanName]) -> Option<String> {
    let nickname = names.iter().find(|name| name.usage.as_deref() == Some("nickname"))?;
    words::some(nickname.text.as_ref()).or_else(|| Some(words::name(nickname).full())).filter(|name| !name.is_empty())
}

/// The legal name. A patient without one is taken all the same: her drugs and allergies matter more.
fn name(entry: &mut Entry<'_, '_, '_>, names: &[HumanName]) -> Name {
    let human = words::human(names, entry.today());
    let raw = human.iter().flat_map(|it| it.given.iter().chain(&it.family).chain(&it.text));
    if raw.flat_map(|part| part.chars()).any(char::is_control) {
        entry.problem("the name held control characters, which were dropped");
    }
    let name = human.map(words::name).unwrap_or_default();
    if name.family.is_empty() && name.given.is_empty() {
        entry.problem("the patient has no name; one that is on record stays, else it is listed as (no name)");
        return Name { family: NO_NAME.to_owned(), given: String::new() };
    }
    name
}

/// Whether and when she died. A death whose date is not given, or is none, is a death all the same.
fn died(entry: &mut Entry<'_, '_, '_>, it: &Patient) -> Option<Death> {
    if let Some(date) = entry.date("deceasedDateTime", it.deceased_date_time.as_ref()) {
        return Some(Death::On(date));
    }
    let dead = holds(it.deceased_boolean.as_ref()) || it.deceased_date_time.is_some();
    dead.then(|| {
        entry.problem("the patient has died, and the source does not say when");
        Death::DateUnknown
    })
}

/// What others number her by. Her chart number here is given by the agency that takes her in, not by a file.
fn identifiers(all: &[Identifier]) -> Vec<patient::Identifier> {
    let named = |it: &Identifier| words::some(it.system.as_ref()).or_else(|| words::concept(&it.kind));
    all.iter()
        .filter_map(|it| {
            let value = words::some(it.value.as_ref())?;
            Some(patient::Identifier { system: named(it).unwrap_or_default(), value })
        })
        .collect()
}

fn wants_interpreter(extension: &Extension) -> bool {
    let url = extension.url.as_deref().unwrap_or_default();
    (url.ends_with("/patient-interpreterRequired") && holds(extension.value_boolean.as_ref()))
        || (url.ends_with("/us-core-interpreter-needed")
            && extension.value_coding.as_ref().and_then(|coding| coding.code.as_deref()) == Some("373066001"))
}

/// Languages by their ISO 639-1 code, the ones most spoken in US homes. Source: Census Bureau language tables.
const LANGUAGES: &[(&str, &str)] = &[
    ("en", "English"),
    ("es", "Spanish"),
    ("zh", "Chinese"),
    ("tl", "Tagalog"),
    ("vi", "Vietnamese"),
    ("ar", "Arabic"),
    ("fr", "French"),
    ("ko", "Korean"),
    ("ru", "Russian"),
    ("pt", "Portuguese"),
    ("ht", "Haitian Creole"),
    ("hi", "Hindi"),
    ("de", "German"),
    ("pl", "Polish"),
    ("it", "Italian"),
    ("ur", "Urdu"),
    ("fa", "Persian"),
    ("ja", "Japanese"),
];

fn language(all: &[Communication]) -> Option<String> {
    let one = all.iter().find(|it| holds(it.preferred.as_ref())).or_else(|| all.first())?;
    let by_code = one.language.coding.iter().find_map(|coding| {
        let code = coding.code.as_deref()?.to_lowercase();
        let code = code.split(['-', '_']).next()?;
        LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, language)| (*language).to_owned())
    });
    by_code.or_else(|| words::concept(&one.language))
}

/// What somebody is to the patient, in words and as a kind.
fn relation(all: &[Concept]) -> (String, ContactKind) {
    let mut kind = ContactKind::Family;
    let mut relations: Vec<String> = Vec::new();
    for concept in all {
        let code = words::code(concept).unwrap_or_default();
        match code {
            "C" | "EMC" | "E" => kind = ContactKind::Emergency,
            "GUARD" | "GUADLTM" | "POWATT" | "HPOWATT" | "DPOWATT" | "SPOWATT" if kind != ContactKind::Emergency => {
                kind = ContactKind::Representative;
            }
            "CGV" | "CAREGIVER" => kind = ContactKind::Caregiver,
            _ => {}
        }
        let said = RELATIONS.iter().find(|(known, _)| *known == code).map(|(_, said)| (*said).to_owned());
        let said = said.or_else(|| words::concept(concept)).map(|said| said.to_lowercase()).unwrap_or_default();
        if said.contains("caregiver") && kind == ContactKind::Family {
            kind = ContactKind::Caregiver;
        }
        if !said.is_empty() && !relations.contains(&said) {
            relations.push(said);
        }
    }
    (relations.join(", "), kind)
}

/// HL7 v3 `RoleCode` and v2 table 0131, as people say them.
const RELATIONS: &[(&str, &str)] = &[
    ("SONC", "son"),
    ("SON", "son"),
    ("DAUC", "daughter"),
    ("DAU", "daughter"),
    ("DAUG", "daughter"),
    ("SPS", "spouse"),
    ("HUSB", "husband"),
    ("WIFE", "wife"),
    ("MTH", "mother"),
    ("FTH", "father"),
    ("SIB", "sibling"),
    ("BRO", "brother"),
    ("SIS", "sister"),
    ("GRNDCHILD", "grandchild"),
    ("NBOR", "neighbour"),
    ("FRND", "friend"),
    ("DOMPART", "partner"),
    ("GUARD", "guardian"),
    ("HPOWATT", "healthcare power of attorney"),
    ("POWATT", "power of attorney"),
    ("C", "emergency contact"),
    ("EMC", "emergency contact"),
    ("CGV", "caregiver"),
];

pub(super) fn related(entry: &mut Entry<'_, '_, '_>, it: &RelatedPerson) {
    if it.active.as_ref().is_some_and(|active| &**active == "false") || words::is_over(&it.period, entry.today()) {
        entry.problem("this contact is marked inactive and was left out");
        return entry.withdraw();
    }
    let Some(name) = words::full_name(&it.name, entry.today()) else {
        return entry.problem("this contact has no name and was left out");
    };
    let (relation, kind) = relation(&it.relationship);
    let links = chart_of(&it.patient);
    let phone = words::phone(&it.telecom, entry.today());
    entry.keep(links, Body::Contact(Contact { name, relation, kind, phone }));
}

pub(super) fn practitioner(entry: &mut Entry<'_, '_, '_>, it: &Practitioner) {
    entry.identity.also_by_identifier("Practitioner", &it.identifier);
    let mut name = words::practitioner_name(&it.name, entry.today());
    if name.is_empty() {
        entry.problem("the practitioner has no name");
        NO_NAME.clone_into(&mut name);
    }
    let npi = it.identifier.iter().find(|it| it.system.as_deref() == Some("http://hl7.org/fhir/sid/us-npi"));
    let npi = npi.and_then(|it| words::some(it.value.as_ref()));
    let body = record::Practitioner { name, npi, phone: words::phone(&it.telecom, entry.today()) };
    entry.keep(Links::default(), Body::Practitioner(body));
}

pub(super) fn coverage(entry: &mut Entry<'_, '_, '_>, it: &Coverage) {
    let inside = |wanted: &str| {
        it.contained.iter().find_map(|raw| {
            let organization: Contained = serde_json::from_str(raw.get()).ok()?;
            (organization.id.as_deref() == Some(wanted)).then_some(organization.name).flatten()
        })
    };
    let payer = it.payor.iter().find_map(|payor| match reference::contained(payor) {
        Some(id) => inside(&id).map(|name| words::line(&name)),
        None => entry.who(payor).map(|named| named.name),
    });
    let said = words::concept(&it.kind);
    let kind = payer_kind(&it.kind, payer.as_deref().unwrap_or_default());
    let member = words::some(it.subscriber_id.as_ref()).or_else(|| {
        let number = it.identifier.iter().find(|it| words::has_code(&it.kind, "MB"))?;
        words::some(number.value.as_ref())
    });
    if payer.is_none() {
        for payor in it.payor.iter() {
            entry.want(Wanted::Payer, payor);
        }
    }
    let active = it.status.as_deref() == Some("active");
    // An order that is no positive number is none.
    let order = it.order.as_ref().and_then(|order| order.parse().ok()).filter(|order| *order > 0);
    let from = entry.day("period.start", it.period.start.as_ref());
    let to = entry.day("period.end", it.period.end.as_ref());
    let links = chart_of(&it.beneficiary);
    let payer = payer.or(said).unwrap_or_else(|| NO_PAYER.to_owned());
    entry.keep(links, Body::Coverage(record::Coverage { payer, kind, member, active, order, from, to }));
}

#[derive(serde::Deserialize)]
struct Contained {
    id: Option<crate::exchange::fhir::types::Text>,
    name: Option<crate::exchange::fhir::types::Text>,
}

/// The kind of payer, from the Source of Payment Typology or from words; empty when it cannot be told.
fn payer_kind(kind: &Concept, payer: &str) -> String {
    let typology = kind.coding.iter().find(|coding| coding.system.as_deref() == Some("https://nahdo.org/sopt"));
    let code = typology.and_then(|coding| coding.code.as_deref()).unwrap_or_default();
    let by_code = match code {
        code if code.starts_with("11") => "medicare_advantage",
        code if code.starts_with("12") => "medicare_ffs",
        code if code.starts_with("21") => "medicaid_mco",
        code if code.starts_with('2') => "medicaid",
        code if code.starts_with("32") => "va",
        code if code.starts_with(['5', '6']) || code.starts_with("37") => "commercial",
        code if code.starts_with('8') => "private",
        _ => "",
    };
    if !by_code.is_empty() {
        return by_code.to_owned();
    }
    record::payer_kind(&format!("{} {payer}", words::concept(kind).unwrap_or_default())).to_owned()
}

/// A role is named by who holds it.
pub(super) fn role(entry: &mut Entry<'_, '_, '_>, it: &PractitionerRole) {
    entry.identity.also_by_identifier("PractitionerRole", &it.identifier);
    let via = reference::target(&it.practitioner).map(|key| entry.shelf.directory.scoped(&key));
    entry.keep(Links::default(), Body::Name(words::role(it, via, entry.today())));
}

/// An organization names who pays, and where somebody was seen.
pub(super) fn organization(entry: &mut Entry<'_, '_, '_>, it: &Organization) {
    entry.identity.also_by_identifier("Organization", &it.identifier);
    entry.keep(Links::default(), Body::Name(words::organization(it, entry.today())));
}

/// A drug by itself names orders that point at it.
pub(super) fn drug(entry: &mut Entry<'_, '_, '_>, it: &MedicationItem) {
    entry.keep(Links::default(), Body::Name(entry.shelf.directory.whole(words::drug(it, &[]))));
}
