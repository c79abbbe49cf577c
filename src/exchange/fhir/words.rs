//! What FHIR's structures say, in the words people read.

mod narrative;

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde_json::value::RawValue;

use super::reference;
use super::types::{
    Address, Coding, Concept, Contained, HumanName, MedicationItem, Organization, Period, PractitionerRole, Quantity,
    Range, Ratio, Telecom, Text,
};
use crate::domain::codes::Discipline;
use crate::domain::patient::{self, Name};
use crate::domain::record::Named;
use crate::domain::text;

pub(super) use narrative::narrative;

/// Cleaned, on one line.
pub(super) fn line(raw: &Text) -> String {
    text::line(raw)
}

/// Cleaned, on one line; `None` when nothing is left.
pub(super) fn some(raw: Option<&Text>) -> Option<String> {
    raw.map(line).filter(|line| !line.is_empty())
}

/// Code systems by the short names the chart uses.
const SYSTEMS: &[(&str, &str)] = &[
    ("http://www.nlm.nih.gov/research/umls/rxnorm", "rxnorm"),
    ("http://snomed.info/sct", "snomed"),
    ("http://hl7.org/fhir/sid/icd-10-cm", "icd10"),
    ("http://hl7.org/fhir/sid/icd-10", "icd10"),
    ("http://hl7.org/fhir/sid/icd-9-cm", "icd9"),
    ("http://hl7.org/fhir/sid/ndc", "ndc"),
    ("http://loinc.org", "loinc"),
    ("http://www.ama-assn.org/go/cpt", "cpt"),
];

/// LOINC's address.
pub(super) const LOINC: &str = "http://loinc.org";

/// `rxnorm:855332`; the whole address where we have no short name.
pub(super) fn coded(coding: &Coding) -> Option<String> {
    let code = some(coding.code.as_ref())?;
    let system = some(coding.system.as_ref()).unwrap_or_default();
    let short = SYSTEMS.iter().find(|(address, _)| *address == system).map_or(system.as_str(), |(_, short)| short);
    Some(if short.is_empty() { code } else { format!("{short}:{code}") })
}

/// The concept in words: as written, else as its code displays, else the bare code.
pub(super) fn concept(concept: &Concept) -> Option<String> {
    some(concept.text.as_ref())
        .or_else(|| concept.coding.iter().find_map(|coding| some(coding.display.as_ref())))
        .or_else(|| concept.coding.iter().find_map(|coding| some(coding.code.as_ref())))
}

/// Several concepts in words, without repetition.
pub(super) fn concepts(all: &[Concept]) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    for one in all.iter().filter_map(concept) {
        if !words.contains(&one) {
            words.push(one);
        }
    }
    (!words.is_empty()).then(|| words.join(", "))
}

/// Whether a concept has this code, whatever the system.
pub(super) fn has_code(concept: &Concept, code: &str) -> bool {
    concept.coding.iter().any(|coding| coding.code.as_deref() == Some(code))
}

/// The first code of a concept: for FHIR's own closed vocabularies.
pub(super) fn code(concept: &Concept) -> Option<&str> {
    concept.coding.iter().find_map(|coding| coding.code.as_deref()).or(concept.text.as_deref())
}

/// The code of a system we would rather have, else the first.
pub(super) fn code_of(concept: &Concept, preferred: &str) -> Option<String> {
    let first = concept.coding.iter().find(|coding| coding.system.as_deref() == Some(preferred));
    first.or_else(|| concept.coding.first()).and_then(coded)
}

/// A drug, problem or the like by its words and its code.
pub(super) fn named(it: &Concept) -> Named {
    let code = code_of(it, "http://www.nlm.nih.gov/research/umls/rxnorm");
    Named { name: stated(it).unwrap_or_default(), code, ..Named::default() }
}

/// A drug by its name, else by what it is made of. `around` is what the resource contains that the drug stands in.
pub(super) fn drug(it: &MedicationItem, around: &[Box<RawValue>]) -> Named {
    let whole = named(&it.code);
    let mut made_of = Vec::new();
    let mut parts: Vec<String> = Vec::new();
    for ingredient in &*it.ingredient {
        let strength = ingredient.strength.as_ref().and_then(strength).unwrap_or_default();
        let inside = || {
            let id = reference::contained(&ingredient.reference)?;
            let found = Contained::find::<MedicationItem>(&it.contained, &id);
            stated(&found.or_else(|| Contained::find(around, &id))?.code)
        };
        let display = || some(ingredient.reference.display.as_ref());
        let name = stated(&ingredient.concept).or_else(inside).or_else(display);
        match name {
            // "lisinopril 10 mg" has its strength already.
            Some(name) if name.contains(|c: char| c.is_ascii_digit()) => parts.push(name),
            Some(name) => parts.push(format!("{name} {strength}").trim_end().to_owned()),
            None => made_of.extend(reference::target(&ingredient.reference).map(|target| (target, strength))),
        }
    }
    if !whole.name.is_empty() {
        let alone = it.ingredient.len() == 1 && !whole.name.contains(|c: char| c.is_ascii_digit());
        let strength = it.ingredient.first().filter(|_| alone).and_then(|one| strength(one.strength.as_ref()?));
        let name = strength.map_or_else(|| whole.name.clone(), |strength| format!("{} {strength}", whole.name));
        return Named { name, ..whole };
    }
    let form = stated(&it.form).map(|form| format!(" {}", form.to_lowercase())).unwrap_or_default();
    let name = if parts.is_empty() { String::new() } else { format!("{}{form}", parts.join(" / ")) };
    Named { name, code: whole.code.filter(|_| parts.len() == 1), made_of, ..Named::default() }
}

/// "10 mg", "5 mg/mL": the strength of an ingredient; what is in one tablet is not said "per 1 tablet".
fn strength(it: &Ratio) -> Option<String> {
    let above = quantity(it.numerator.as_ref()?)?;
    let Some(below) = it.denominator.as_ref() else { return Some(above) };
    let unit = some(below.unit.as_ref()).or_else(|| some(below.code.as_ref())).unwrap_or_default();
    let one = number(below.value.as_ref()).is_none_or(|value| (value - 1.0).abs() < 1e-9);
    let bare = unit.trim_matches(['{', '}']).replace("(s)", "").to_lowercase();
    let counted = PIECES.contains(&bare.trim_end_matches('s'));
    Some(match (one, counted) {
        (true, true) => above,
        (true, false) => format!("{above}/{unit}"),
        (false, _) => format!("{above} per {}", quantity(below).unwrap_or(unit)),
    })
}

/// What is given out one by one, so that a strength is that of one of them; anything else is said with the strength.
const PIECES: [&str; 14] = [
    "",
    "1",
    "each",
    "ea",
    "unit",
    "tablet",
    "tab",
    "tbl",
    "capsule",
    "cap",
    "suppository",
    "supp",
    "patch",
    "lozenge",
];

/// A role by who holds it; `of` is the key of that practitioner.
pub(super) fn role(it: &PractitionerRole, of: Option<String>, today: Today) -> Named {
    let name = it.practitioner.display.as_ref().map(line).unwrap_or_default();
    Named { name, phone: phone(&it.telecom, today), via: of, ..Named::default() }
}

/// An organization by its name.
pub(super) fn organization(it: &Organization, today: Today) -> Named {
    let name = it.name.as_ref().map(line).unwrap_or_default();
    Named { name, phone: phone(&it.telecom, today), ..Named::default() }
}

/// The civil date of a FHIR date or time as it is written: of a time with a zone, the day it is where the agency is.
pub(super) fn civil(given: &str, zone: Tz) -> String {
    match DateTime::parse_from_rfc3339(given.trim()) {
        Ok(at) => at.with_timezone(&zone).date_naive().to_string(),
        Err(_) => given.split('T').next().unwrap_or_default().to_owned(),
    }
}

/// The day on which names, addresses and numbers are asked for; where nobody says, whatever has an end is over.
pub(super) type Today = Option<NaiveDate>;

/// Whether a period is over on this day, or has not begun.
pub(super) fn is_over(period: &Period, today: Today) -> bool {
    let on = |given: &Option<Text>| some(given.as_ref()).map(|given| given.chars().take(10).collect::<String>());
    // As precisely as the period says it.
    let today = |given: &str| today.map(|today| today.to_string().chars().take(given.len()).collect::<String>());
    let ended = on(&period.end).is_some_and(|end| today(&end).is_none_or(|today| end < today));
    let to_come = on(&period.start).is_some_and(|start| today(&start).is_some_and(|today| start > today));
    ended || to_come
}

/// Which of several names or addresses to take: those in force before others, then by the order of their uses, then the one
/// that began last.
fn chosen<'a, T>(
    all: &'a [T],
    of: impl Fn(&'a T) -> (Option<&'a Text>, &'a Period),
    order: &[&str],
    today: Today,
) -> Option<&'a T> {
    let rank = |it: &&'a T| {
        let (usage, period) = of(it);
        let word = usage.map_or("", |word| &**word);
        let begun = some(period.start.as_ref()).unwrap_or_default();
        let place = order.iter().position(|known| *known == word).unwrap_or(order.len());
        (is_over(period, today), place, std::cmp::Reverse(begun))
    };
    // `min_by_key` keeps the first of equals.
    all.iter().min_by_key(rank)
}

/// The name to go by: official before others, never an old one if there is another, never one that says nothing.
pub(super) fn human<'a>(names: &'a [HumanName], today: Today) -> Option<&'a HumanName> {
    let order = ["official", "usual", "", "temp", "anonymous", "nickname", "maiden", "old"];
    let says = |it: &HumanName| it.family.is_some() || it.text.is_some() || !it.given.is_empty();
    let of = |name: &'a HumanName| (name.usage.as_ref(), &name.period);
    chosen(names, of, &order, today).filter(|name| says(name)).or_else(|| {
        // The one that ought to be taken is empty.
        names.iter().find(|name| says(name))
    })
}

fn joined(parts: &[Text]) -> String {
    parts.iter().map(line).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Family and given name; from the text when the parts are not given.
pub(super) fn name(human: &HumanName) -> Name {
    let family = some(human.family.as_ref()).unwrap_or_default();
    let given = joined(&human.given);
    if !family.is_empty() || !given.is_empty() {
        return Name { family, given };
    }
    let whole = some(human.text.as_ref()).unwrap_or_default();
    let split = whole.split_once(", ").or_else(|| whole.rsplit_once(' ').map(|(given, family)| (family, given)));
    let (family, given) = split.map_or((whole.as_str(), ""), |parts| parts);
    Name { family: family.to_owned(), given: given.to_owned() }
}

/// The name as a letter would write it.
pub(super) fn full_name(names: &[HumanName], today: Today) -> Option<String> {
    let human = human(names, today)?;
    some(human.text.as_ref()).or_else(|| Some(name(human).full())).filter(|name| !name.is_empty())
}

/// A practitioner's name with title and credential: "Dr. Ann Lee, MD".
pub(super) fn practitioner_name(names: &[HumanName], today: Today) -> String {
    let Some(human) = human(names, today) else { return String::new() };
    if human.family.is_none() && human.given.is_empty() {
        return some(human.text.as_ref()).unwrap_or_default();
    }
    let (before, after) = (joined(&human.prefix), joined(&human.suffix));
    let whole = format!("{before} {}", name(human).full());
    let whole = whole.trim();
    if after.is_empty() { whole.to_owned() } else { format!("{whole}, {after}") }
}

/// Telephone numbers, the one to try first in front.
pub(super) fn phones(telecom: &[Telecom], today: Today) -> Vec<String> {
    let mut numbers: Vec<(u32, String)> = telecom
        .iter()
        .filter(|it| matches!(it.system.as_deref(), Some("phone" | "sms") | None) && it.usage.as_deref() != Some("old"))
        .filter(|it| !is_over(&it.period, today))
        .filter_map(|it| {
            let rank = it.rank.as_deref().and_then(|rank| rank.parse().ok()).unwrap_or(u32::MAX);
            some(it.value.as_ref()).map(|number| (rank, number))
        })
        .collect();
    numbers.sort_by_key(|(rank, _)| *rank);
    let mut seen = HashSet::with_capacity(numbers.len());
    numbers.into_iter().map(|(_, number)| number).filter(|number| seen.insert(number.clone())).collect()
}

/// The first telephone number to try.
pub(super) fn phone(telecom: &[Telecom], today: Today) -> Option<String> {
    phones(telecom, today).into_iter().next()
}

/// Whether this is where letters go and nobody lives: a post office box.
fn is_box(it: &Address) -> bool {
    let says = |text: &Text| {
        let letters: String = text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        letters.starts_with("pobox") || letters.starts_with("postofficebox")
    };
    it.kind.as_deref() == Some("postal")
        || (it.line.len() == 1 && it.line.first().is_some_and(says))
        || (it.line.is_empty() && it.text.as_ref().is_some_and(says))
}

/// Where somebody lives, on this day; a temporary address in force comes first, for that is where the door is.
pub(super) fn address(all: &[Address], today: Today) -> patient::Address {
    let homes: Vec<Address> = all.iter().filter(|it| !is_box(it)).cloned().collect();
    // A stay elsewhere without its dates is no reason to pass the home by.
    let dated = |it: &Address| it.period.start.is_some() || it.period.end.is_some();
    let stays: Vec<Address> =
        homes.iter().filter(|it| it.usage.as_deref() == Some("temp") && dated(it)).cloned().collect();
    let stay = today.and_then(|_| stays.into_iter().find(|it| !is_over(&it.period, today)));
    let order = ["home", "", "temp", "billing", "work", "old"];
    let found = stay.as_ref().or_else(|| chosen(&homes, |it| (it.usage.as_ref(), &it.period), &order, today));
    let Some(it) = found else {
        return patient::Address::default();
    };
    let lines = it.line.iter().map(line).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
    let part = |text: &Option<Text>| some(text.as_ref()).unwrap_or_default();
    let (city, state, postal_code) = (part(&it.city), part(&it.state), part(&it.postal_code));
    let street = if lines.is_empty() && city.is_empty() { part(&it.text) } else { lines };
    patient::Address { street, city, state, postal_code }
}

/// A number of FHIR's `decimal`, if it is one.
pub(super) fn number(text: Option<&Text>) -> Option<f64> {
    text.and_then(|text| text.trim().parse::<f64>().ok()).filter(|value| value.is_finite())
}

/// The unit: UCUM where given.
pub(super) fn unit(quantity: &Quantity) -> Option<String> {
    some(quantity.code.as_ref()).or_else(|| some(quantity.unit.as_ref()))
}

/// "<7 %", "2 tablets".
pub(super) fn quantity(it: &Quantity) -> Option<String> {
    let value = some(it.value.as_ref())?;
    let comparator = some(it.comparator.as_ref()).unwrap_or_default();
    let unit = some(it.unit.as_ref()).or_else(|| some(it.code.as_ref())).filter(|unit| unit != "1").unwrap_or_default();
    Some(format!("{comparator}{value} {unit}").trim_end().to_owned())
}

/// "110-140".
pub(super) fn range(it: &Range) -> Option<String> {
    let end = |quantity: &Option<Quantity>| quantity.as_ref().and_then(|quantity| some(quantity.value.as_ref()));
    Some(match (end(&it.low), end(&it.high)) {
        (Some(low), Some(high)) => format!("{low}-{high}"),
        (Some(low), None) => format!(">={low}"),
        (None, Some(high)) => format!("<={high}"),
        (None, None) => return None,
    })
}

/// "5 quarter hour per week".
pub(super) fn ratio(it: &Ratio) -> Option<String> {
    let above = quantity(it.numerator.as_ref()?)?;
    let below = it.denominator.as_ref().and_then(quantity).unwrap_or_default();
    let below = below.strip_prefix("1 ").unwrap_or(&below);
    Some(if below.is_empty() { above } else { format!("{above} per {below}") })
}

/// Routes as the sig vocabulary codes them, by SNOMED CT code.
const ROUTES: &[(&str, &str)] = &[
    ("26643006", "po"),
    ("37839007", "sl"),
    ("54471007", "buc"),
    ("37161004", "pr"),
    ("34206005", "sc"),
    ("78421000", "im"),
    ("47625008", "iv"),
    ("45890007", "td"),
    ("127490009", "gt"),
    ("447694001", "inh"),
    ("46713006", "nas"),
    ("54485002", "oph"),
    ("10547007", "ot"),
    ("6064005", "top"),
    ("16857009", "vag"),
];

/// The route that a SNOMED CT code states.
pub(super) fn route_of(code: &str) -> Option<&'static str> {
    ROUTES.iter().find(|(snomed, _)| *snomed == code).map(|(_, route)| *route)
}

/// Code systems whose codes say that nothing is known. Source: HL7 terminology, data-absent-reason and v3-NullFlavor.
fn says_nothing(system: Option<&Text>) -> bool {
    system.is_some_and(|it| {
        it.ends_with("data-absent-reason") || it.ends_with("NullFlavor") || it.ends_with("nullFlavor")
    })
}

/// A concept that must name something: what says only that nothing is known ("Unknown") counts as none.
pub(super) fn stated(it: &Concept) -> Option<String> {
    const NOTHING: [&str; 10] = [
        "unknown",
        "not known",
        "unk",
        "none",
        "other",
        "n/a",
        "asked but unknown",
        "not asked",
        "masked",
        "not specified",
    ];
    let says = |words: &String| !NOTHING.contains(&words.trim_end_matches('.').to_lowercase().as_str());
    let codings = || it.coding.iter().filter(|coding| !says_nothing(coding.system.as_ref()));
    some(it.text.as_ref())
        .filter(says)
        .or_else(|| codings().find_map(|coding| some(coding.display.as_ref()).filter(says)))
        .or_else(|| codings().find_map(|coding| some(coding.code.as_ref()).filter(says)))
}

/// Whether an episode of care says of itself that it is home health care.
pub(super) fn is_home_health(kinds: &[Concept]) -> bool {
    kinds.iter().any(|kind| {
        has_code(kind, "hacc") || has_code(kind, "HH") || {
            let words = concept(kind).unwrap_or_default().to_lowercase();
            ["home health", "home care", "home and community"].iter().any(|known| words.contains(known))
        }
    })
}

/// The discipline that words speak of.
pub(super) fn discipline(words: &str) -> Option<Discipline> {
    let words = words.to_lowercase();
    let known = [
        ("physical therap", Discipline::PhysicalTherapy),
        ("physiotherap", Discipline::PhysicalTherapy),
        ("occupational therap", Discipline::OccupationalTherapy),
        ("speech", Discipline::SpeechTherapy),
        ("social work", Discipline::SocialWork),
        ("social service", Discipline::SocialWork),
        ("aide", Discipline::Aide),
        ("personal care", Discipline::Aide),
        ("nurs", Discipline::SkilledNursing),
    ];
    known.into_iter().find(|(mark, _)| words.contains(mark)).map(|(_, discipline)| discipline)
}
