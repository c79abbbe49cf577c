//! Problems, allergies and medication lists.

use chrono::{Datelike, NaiveDate};

use crate::domain::allergy::{Allergy, NoneOf};
use crate::domain::medication::{Medication, MedicationStatus};
use crate::domain::problem::{Problem, ProblemStatus};
use crate::domain::record::Body;
use crate::domain::when::PartialDate;

use super::Case;
use super::chance::Chance;
use super::days::plus;
use super::person::Outside;
use super::pools::{Addition, parts, pools};
use super::situation::{Sign, stories};
use super::uses::Uses;
use super::writer::Writer;

/// Writes problems and allergies.
pub(super) fn write_problems(case: &Case<'_>, born: NaiveDate, to: &mut Writer) {
    let mut chance = case.chance(4);
    let oldest = born.year() + 45;
    for (index, line) in case.profile.problems.iter().enumerate() {
        if index > 1 && !chance.percent(75) {
            continue;
        }
        let [text, code] = parts(line);
        let year = (case.days.today.year() - chance.between(0, 14)).max(oldest);
        to.row(Body::Problem(Problem {
            text: text.to_owned(),
            code: Some(code.to_owned()),
            status: ProblemStatus::Active,
            onset: Some(PartialDate::Year(if is_recent(code) { case.days.today.year() } else { year })),
            ended: None,
        }));
    }
    allergies(case, &mut chance, to);
}

/// Whether it is what the patient has just come home with: aftercare, and the joint it is for.
fn is_recent(code: &str) -> bool {
    ["icd10:Z47", "icd10:Z96.6"].iter().any(|recent| code.starts_with(recent))
}

fn allergies(case: &Case<'_>, chance: &mut Chance, to: &mut Writer) {
    let surroundings = &pools().people.patient;
    let told: Vec<&str> = stories(&case.situation).iter().filter_map(|story| story.allergy.as_deref()).collect();
    let drawn = chance.below(100);
    if told.is_empty() && (6..56).contains(&drawn) {
        to.row(allergy(chance.word(&surroundings.no_known_allergies), true, ""));
        return;
    }
    let first = chance.below(surroundings.allergies.len());
    let count = match drawn {
        // Some lists say nothing about allergies, which is not the same as none.
        0..56 => 0,
        56..90 => 1,
        _ => 2,
    };
    let drawn = surroundings.allergies.iter().skip(first).take(count).map(String::as_str);
    for line in told.iter().copied().chain(drawn.filter(|line| !told.contains(line))) {
        let [substance, reaction, not_with] = parts(line);
        if !not_with.split(", ").any(|profile| profile == case.profile.name) {
            to.row(allergy(substance, false, reaction));
        }
    }
}

fn allergy(substance: &str, none_known: bool, reaction: &str) -> Body {
    Body::Allergy(Allergy {
        none_known,
        none_of: none_known.then_some(NoneOf::Everything),
        reaction: (!reaction.is_empty()).then(|| reaction.to_owned()),
        ..Allergy::to(substance)
    })
}

/// Writes the medication list.
pub(super) fn write(case: &Case<'_>, practitioner: &Outside, to: &mut Writer) {
    let mut chance = case.chance(5);
    let mut uses = Uses::of(case);
    for line in list(case, &mut chance) {
        let since = case.days.day(-i64::from(chance.between(200, 2_400)));
        let started = PartialDate::Month(since.year(), since.month());
        let line = medication(case, line, started, &practitioner.name);
        let known = uses.next(&line);
        to.medicine(line, known);
    }
    for story in stories(&case.situation) {
        let started = PartialDate::Day(case.days.day(-story.started_days_ago));
        for line in &story.drugs {
            let line = medication(case, line, started, story.ordered_by.as_deref().unwrap_or_default());
            let known = uses.next(&line);
            to.medicine(line, known);
        }
    }
    let situations = &pools().situations;
    let recently = PartialDate::Day(case.days.day(-i64::from(chance.between(1, 9))));
    for (sign, additions) in [
        (Sign::Interaction, &situations.interaction),
        (Sign::Duplicate, &situations.duplicate),
        (Sign::Misspelt, &situations.misspelt),
    ] {
        if let Some(line) = case.shows(sign).then(|| addition(case, additions, &mut chance)).flatten() {
            let line = medication(case, line, recently, &practitioner.name);
            let known = uses.next(&line);
            to.medicine(line, known);
        }
    }
}

fn addition<'a>(case: &Case<'_>, from: &'a [Addition], chance: &mut Chance) -> Option<&'a str> {
    let fitting: Vec<&Addition> =
        from.iter().filter(|each| each.profile.is_empty() || each.profile == case.profile.name).collect();
    chance.pick(&fitting).map(|addition| addition.drug.as_str())
}

/// The drugs of the profile, some that often go with it, some that anybody has; none of them twice.
fn list(case: &Case<'_>, chance: &mut Chance) -> Vec<&'static str> {
    let mut lines: Vec<&'static str> = case.profile.drugs.iter().map(String::as_str).collect();
    for line in &case.profile.sometimes {
        add(&mut lines, line, chance.percent(55));
    }
    let wanted = if case.is_former() { 8 } else { 8 + chance.below(6) };
    let common = &pools().situations.common;
    let from = chance.below(common.len());
    for line in common.iter().cycle().skip(from).take(common.len()) {
        let missing = lines.len() < wanted;
        add(&mut lines, line, missing);
    }
    lines
}

fn add(lines: &mut Vec<&'static str>, line: &'static str, wanted: bool) {
    if wanted && lines.iter().all(|there| name(there) != name(line)) {
        lines.push(line);
    }
}

/// The words of a drug line before its strength.
fn name(line: &str) -> &str {
    line.split(|c: char| c.is_ascii_digit() || c == '|').next().unwrap_or_default().trim()
}

fn medication(case: &Case<'_>, line: &str, started: PartialDate, ordered_by: &str) -> Medication {
    let [drug, sig, indication] = parts(line);
    let ended = case.stay.ended;
    Medication {
        route: route(drug, sig).map(str::to_owned),
        as_needed: sig.contains("as needed"),
        status: if ended.is_some() { MedicationStatus::Completed } else { MedicationStatus::Active },
        started: Some(match ended {
            Some(day) => PartialDate::Month(plus(day, -400).year(), started.earliest().month()),
            None => started,
        }),
        stopped: ended.map(PartialDate::Day),
        indication: Some(indication.to_owned()),
        ordered_by: Some(ordered_by.to_owned()),
        ..Medication::written(drug, sig)
    }
}

/// The route the words state.
fn route(drug: &str, sig: &str) -> Option<&'static str> {
    let says = |words: &str| sig.contains(words);
    if says("eye") {
        Some("oph")
    } else if says("nostril") {
        Some("nas")
    } else if says("inhaled") || drug.starts_with("oxygen") {
        Some("inh")
    } else if says("under the skin") {
        Some("sc")
    } else if says("patch to the skin") {
        Some("td")
    } else if says("apply") {
        Some("top")
    } else if says("by mouth") {
        Some("po")
    } else {
        None
    }
}
