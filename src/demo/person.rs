//! Invented people: names, homes, families, payers, practitioners.

use crate::domain::codes::{CodeStatus, Sex};
use crate::domain::patient::{Address, Contact, ContactKind, Death, Identifier, Name, Patient};
use crate::domain::record::{Body, Coverage};
use crate::domain::when::PartialDate;

use super::Case;
use super::chance::Chance;
use super::days::plus;
use super::pools::{Group, State, pools};
use super::writer::Writer;

/// A name, with what goes with it.
pub(super) struct Invented {
    pub(super) name: Name,
    sex: Sex,
    group: Option<&'static Group>,
}

/// A practitioner outside the agency.
pub(super) struct Outside {
    pub(super) name: String,
    pub(super) phone: String,
}

/// Somebody new.
pub(super) fn invent_name(chance: &mut Chance) -> Invented {
    let names = &pools().names;
    let draw = |chance: &mut Chance| chance.weighted(&names.group, |group| group.weight);
    let group = draw(chance);
    let family_group = if chance.percent(names.mixed) { draw(chance) } else { group };
    let sex = if chance.percent(59) { Sex::Female } else { Sex::Male };
    let given = group.map_or("", |group| chance.word(if sex == Sex::Female { &group.female } else { &group.male }));
    let family = family_group.map_or("", |group| chance.word(&group.family));
    Invented { name: Name { family: family.to_owned(), given: given.to_owned() }, sex, group }
}

/// Who certifies the patient's care. Few practitioners have many patients.
pub(super) fn practitioner(case: &Case<'_>) -> Outside {
    let offices = case.order.size.census() / 5;
    let office = case.chance(1).below(offices);
    let mut chance = Chance::of(case.order.seed, &[office as u64, 0x0FF1]);
    let family = invent_name(&mut chance).name.family;
    let credential = chance.word(&pools().people.practitioners.credentials);
    Outside { name: format!("{family}, {credential}"), phone: phone(state(case), &mut chance) }
}

/// Writes the patient and who pays.
pub(super) fn write(case: &Case<'_>, to: &mut Writer) {
    let mut chance = case.chance(2);
    let invented = invent_name(&mut chance);
    let age = if case.profile.name == "joint replacement" { chance.between(58, 86) } else { chance.between(64, 97) };
    let born = plus(case.days.today, -i64::from(age * 365 + chance.between(20, 360)));
    let surroundings = &pools().people.patient;
    let state = state(case);
    let group = invented.group.filter(|group| group.language.is_some() && chance.percent(group.chance));
    let language = group.and_then(|group| group.language.clone());
    let interpreter = language.is_some() && chance.percent(65);
    let patient = Patient {
        number: format!("{:06}", 100_000 + case.stay.number),
        preferred_name: chance.percent(7).then(|| chance.word(&surroundings.preferred).to_owned()),
        born: Some(PartialDate::Day(born)),
        died: case.stay.ended.filter(|_| case.stay.died).map(|day| Death::On(PartialDate::Day(day))),
        lives: false,
        sex: invented.sex.clone(),
        language: Some(language.unwrap_or_else(|| "English".to_owned())),
        interpreter,
        code_status: code_status(&mut chance),
        address: address(state, &mut chance),
        phone: Some(phone(state, &mut chance)),
        more_phones: if chance.percent(30) { vec![phone(state, &mut chance)] } else { Vec::new() },
        access: chance.percent(45).then(|| chance.word(&surroundings.access).to_owned()),
        identifiers: vec![Identifier {
            system: "Larkfield General Hospital".to_owned(),
            value: format!("LG{:07}", chance.between(1_000_000, 9_999_999)),
        }],
        contacts: contacts(&invented.name, state, &mut chance),
        name: invented.name,
    };
    to.patient(Body::Patient(Box::new(patient)));
    let payer = chance.weighted(&pools().people.payer, |payer| payer.weight);
    if let Some(payer) = payer {
        to.row(Body::Coverage(Coverage {
            payer: payer.name.clone(),
            kind: payer.kind.clone(),
            member: Some(format!("{:09}", chance.between(100_000_000, 999_999_999))),
            active: !case.is_former(),
            order: None,
            from: None,
            to: None,
        }));
    }
    super::medicines::write_problems(case, born, to);
}

fn code_status(chance: &mut Chance) -> CodeStatus {
    match chance.below(100) {
        0..60 => CodeStatus::Full,
        60..82 => CodeStatus::Dnr,
        82..90 => CodeStatus::DnrDni,
        90..93 => CodeStatus::Comfort,
        _ => CodeStatus::NotRecorded,
    }
}

/// The state around the agency's zone; the first one where the zone is not in the table.
fn state(case: &Case<'_>) -> Option<&'static State> {
    let states = &pools().places.state;
    states.iter().find(|state| state.zone == case.order.zone.name()).or_else(|| states.first())
}

fn address(state: Option<&State>, chance: &mut Chance) -> Address {
    let places = &pools().places;
    let house = chance.between(11, 4_899);
    let street = chance.word(&places.streets);
    let apartment = if chance.percent(28) { format!(", Apt {}", chance.between(1, 46)) } else { String::new() };
    let town = chance.below(places.towns.len());
    Address {
        street: format!("{house} {street}{apartment}"),
        city: places.towns.get(town).cloned().unwrap_or_default(),
        state: state.map(|state| state.name.clone()).unwrap_or_default(),
        postal_code: state.map(|state| format!("{}{:02}", state.zip, 10 + town)).unwrap_or_default(),
    }
}

/// Exchanges 555-0100 to 555-0199 are kept for invention.
fn phone(state: Option<&State>, chance: &mut Chance) -> String {
    let area = state.map_or("", |state| chance.word(&state.area));
    format!("{area}-555-01{:02}", chance.below(100))
}

fn contacts(patient: &Name, state: Option<&State>, chance: &mut Chance) -> Vec<Contact> {
    let count = chance.between(1, 3);
    let contacts = (0..count).map(|index| {
        let invented = invent_name(chance);
        let surroundings = &pools().people.patient;
        let female = invented.sex == Sex::Female;
        let relations = if female { &surroundings.relations_female } else { &surroundings.relations_male };
        let relation = chance.word(relations).to_owned();
        let is_family = relation != "neighbor" && relation != "friend";
        let family = if is_family && chance.percent(60) { &patient.family } else { &invented.name.family };
        let kind = match index {
            0 if chance.percent(55) => ContactKind::Caregiver,
            0 => ContactKind::Emergency,
            1 if chance.percent(30) => ContactKind::Representative,
            _ => ContactKind::Family,
        };
        Contact { name: format!("{} {family}", invented.name.given), relation, kind, phone: Some(phone(state, chance)) }
    });
    contacts.collect()
}
