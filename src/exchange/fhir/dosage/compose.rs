//! All dosages of an order in one line, in the order in which they are followed.

use std::fmt::Write as _;

use super::timing::{ASK, date, is_same};
use super::{NOT_SHOWN, Spoken, beside};
use crate::domain::formulary::Formulary;
use crate::domain::medication::sig::{Sig, SigReading};
use crate::exchange::fhir::fields::Fields;
use crate::exchange::fhir::words;

/// What the dosages of an order come to.
#[derive(Debug, Clone, Default)]
pub(in crate::exchange::fhir) struct Told {
    /// How it is taken, in a line.
    pub(in crate::exchange::fhir) sig: String,
    /// Whether a field says that it is taken only when needed.
    pub(in crate::exchange::fhir) as_needed: bool,
    /// First day, as the source writes it.
    pub(in crate::exchange::fhir) from: Option<String>,
    /// Last day, as the source writes it.
    pub(in crate::exchange::fhir) until: Option<String>,
    /// What a person has to know about the reading.
    pub(in crate::exchange::fhir) problems: Vec<String>,
}

/// Reads the dosages of an order; `notes` stand beside them in the resource, `drug` is the drug with its strength.
pub(in crate::exchange::fhir) fn told(all: &[Fields], notes: &[String], drug: &str, formulary: &Formulary) -> Told {
    let mut read: Vec<Spoken> = all.iter().map(|it| Spoken::of(it.clone(), formulary)).collect();
    // What has no place among the others stays where it was, behind those that have one.
    read.sort_by(|one, other| {
        let place = |it: &Spoken| it.sequence.unwrap_or(f64::MAX);
        place(one).total_cmp(&place(other))
    });
    let several = read.len() > 1;
    let dated = !read.is_empty() && read.iter().all(|it| it.from.is_some());
    if several && dated && read.windows(2).all(|pair| pair[0].sequence == pair[1].sequence) {
        read.sort_by(|one, other| one.from.cmp(&other.from));
    }
    let mut told = Told { as_needed: read.iter().any(|it| it.needed.is_some()), ..Told::default() };
    told.from = read.iter().filter_map(|it| it.from.clone()).min();
    let ends: Vec<&String> = read.iter().filter_map(|it| it.until.as_ref()).collect();
    told.until = ends.iter().max().filter(|_| ends.len() == read.len()).map(|end| (*end).clone());
    let mut line = Line {
        said: String::new(),
        formulary,
        drug,
        several,
        expected: Some(Vec::new()),
        doses: Some(Vec::new()),
        unsure: false,
        limited: false,
    };
    for (at, one) in read.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| read.get(before));
        line.add(one, before);
    }
    // Which of several doses a maximum is of, one line of words cannot say.
    line.limited = several && read.iter().any(|it| !it.limits.is_empty() && it.limits != read[0].limits)
        || several && read.iter().any(|it| it.limits.is_empty()) && read.iter().any(|it| !it.limits.is_empty());
    told.sig = line.finish();
    for one in &read {
        if !one.unread.is_empty() {
            let names = one.unread.join(", ");
            told.problems
                .push(format!("of how it is taken these fields are not shown: {names}; look it up at the source"));
        }
        if let Some(first) = one.calculated.first() {
            let ordered = &one.dose;
            told.problems.push(format!("the dose is {ordered} as ordered; {first} was calculated and is not shown"));
        }
    }
    for note in notes {
        if !told.sig.to_lowercase().contains(&note.to_lowercase()) {
            let before = if told.sig.is_empty() { "" } else { "; " };
            // One that speaks of doses or times may be part of the order: nobody counts beside it.
            let led = if beside::counts(&Sig::read(note, formulary)) { "also noted" } else { "note" };
            told.sig = format!("{}{before}{led}: {note}", told.sig);
        }
    }
    told
}

/// How one dosage follows the one before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    /// At the same time.
    Beside,
    /// When the one before has ended.
    Then,
    /// Nobody says which of the two.
    Unclear,
}

fn follows(one: &Spoken, before: &Spoken) -> Follows {
    let ended = !before.lasting.is_empty() || before.until.is_some();
    let later = match (&before.until, &one.from) {
        (Some(until), Some(from)) => from > until,
        _ => true,
    };
    match (one.sequence != before.sequence, ended) {
        (true, true) => Follows::Then,
        (false, true) if before.until.is_some() && one.from.is_some() && later => Follows::Then,
        (false, _) => Follows::Beside,
        // Numbered, and without an end: Monday and Tuesday stand beside each other.
        (true, false) if is_apart(one, before) => Follows::Beside,
        (true, false) => Follows::Unclear,
    }
}

/// Whether two dosages name different days or times of day.
fn is_apart(one: &Spoken, other: &Spoken) -> bool {
    let named = |it: &Spoken| {
        let words = it.when.to_lowercase();
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let times = ["morning", "noon", "evening", "bedtime", "breakfast", "lunch", "supper", "am", "pm"];
        let found =
            |list: &[&str]| list.iter().filter(|day| words.contains(**day)).map(|day| (*day).to_owned()).collect();
        let (days, times): (Vec<String>, Vec<String>) = (found(&days), found(&times));
        (days, times)
    };
    let ((days, times), (other_days, other_times)) = (named(one), named(other));
    let apart = |one: &[String], other: &[String]| {
        !one.is_empty() && !other.is_empty() && !one.iter().any(|word| other.contains(word))
    };
    apart(&days, &other_days) || (days == other_days && apart(&times, &other_times))
}

/// The line as it grows.
struct Line<'a> {
    said: String,
    formulary: &'a Formulary,
    drug: &'a str,
    /// Whether there is more than one dosage.
    several: bool,
    /// What the fields come to in a day, one sum for each step; `None` where that is not plain.
    expected: Option<Vec<(String, f64)>>,
    /// The doses of the fields, one after the other; `None` where one of them is in words.
    doses: Option<Vec<f64>>,
    /// Whether something on the line must be asked before anybody counts.
    unsure: bool,
    /// Whether a maximum is of one of several doses.
    limited: bool,
}

impl Line<'_> {
    fn add(&mut self, one: &Spoken, before: Option<&Spoken>) {
        let follows = before.map(|before| follows(one, before));
        let text = one.text.as_ref().or(one.to_patient.as_ref());
        let words = match text {
            Some(text) => {
                (self.expected, self.doses) = (None, None);
                beside::said(one, text, self.drug, self.formulary)
            }
            None => self.in_fields(one, before),
        };
        if words.is_empty() {
            return;
        }
        self.count(one, follows == Some(Follows::Then));
        match follows.filter(|_| !self.said.is_empty()) {
            None => {}
            Some(Follows::Then) => self.said.push_str(", then "),
            Some(Follows::Beside) => self.said.push_str("; "),
            Some(Follows::Unclear) => {
                self.said.push_str("; ");
                self.unsure = true;
            }
        }
        self.said.push_str(&words);
    }

    /// Adds to what the fields come to in a day.
    fn count(&mut self, one: &Spoken, is_new_step: bool) {
        match (&mut self.doses, &one.amount) {
            (Some(doses), Some(amount)) => doses.push(amount.value),
            (doses, _) => *doses = None,
        }
        let Some(sums) = &mut self.expected else { return };
        let (Some(amount), Some(per_day)) = (&one.amount, one.per_day) else {
            self.expected = None;
            return;
        };
        let value = amount.value * per_day;
        match sums.last_mut().filter(|_| !is_new_step) {
            Some((unit, sum)) if *unit == amount.unit => *sum += value,
            Some(_) => self.expected = None,
            None => sums.push((amount.unit.clone(), value)),
        }
    }

    /// A dosage that has no text of its own.
    fn in_fields(&self, one: &Spoken, before: Option<&Spoken>) -> String {
        let method = one.method.clone().filter(|_| before.is_none_or(|before| before.method != one.method));
        let way = one.way.clone().filter(|_| before.is_none_or(|before| before.way != one.way));
        let until = one.until.as_deref().filter(|_| self.several).and_then(date).map(|day| format!("until {day}"));
        let unsaid = one.dose.is_empty() && !one.when.is_empty() && !one.also.iter().any(|it| it.starts_with("at "));
        let unsaid = unsaid.then(|| "(how much at a time is not said)".to_owned());
        // Behind "then" a number must come first, or it is no step of its own.
        let (first, behind) = if before.is_none() { (method, None) } else { (None, method) };
        let site = one.site.as_deref().map(place);
        let dose = Some(one.dose.clone());
        let when = Some(one.when.clone());
        let lasting = Some(one.lasting.clone());
        let parts = [first, dose, behind, way, site, when, unsaid, lasting, until.clone()];
        let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        let mut said = parts.join(" ");
        if let Some(needed) = &one.needed {
            let between = if said.is_empty() {
                ""
            } else if until.is_some() {
                ", "
            } else {
                " "
            };
            said = format!("{said}{between}{needed}");
        }
        for more in one.limits.iter().chain(&one.also) {
            let between = if said.is_empty() { "" } else { ", " };
            said = format!("{said}{between}{more}");
        }
        let reading = Sig::read(&said, self.formulary);
        said.push_str(&beside::instructions(one, &reading, &said, self.formulary));
        said
    }

    /// The whole line. Where it would be read as another amount than its fields come to, it says that it must be asked.
    fn finish(mut self) -> String {
        let SigReading { sig, doubts, .. } = Sig::read(&self.said, self.formulary);
        let read = sig.over_steps(|dosing, per_day| Some(dosing.dose?.high.value() * per_day)).map(f64::from);
        let known = self.expected.as_ref().and_then(|sums| {
            let unit = sums.first().map(|(unit, _)| unit)?;
            let most = sums.iter().map(|(_, sum)| *sum).fold(0.0, f64::max);
            sums.iter().all(|(other, _)| other == unit).then_some(most)
        });
        let several = sig.dosings().filter_map(|dosing| dosing.dose?.unit).map(|unit| unit.code);
        let units: std::collections::BTreeSet<&str> = several.collect();
        let doses = sig.dosings().filter_map(|dosing| dosing.dose).map(|dose| f64::from(dose.high.value()));
        let other_doses = self.doses.as_ref().is_some_and(|wanted| {
            let found: Vec<f64> = doses.collect();
            found.len() != wanted.len() || found.iter().zip(wanted).any(|(one, other)| !is_same(*one, *other))
        });
        let otherwise = other_doses
            || match (known, read) {
                (Some(known), Some(read)) => !is_same(known, read),
                (Some(_) | None, None) => false,
                (None, Some(_)) => self.expected.is_none() && units.len() > 1,
            };
        if self.limited {
            self.said.push_str("; the maximum is of one of these doses: ask which");
        }
        if self.unsure {
            self.said.push_str("; together or one after the other: ask");
        } else if otherwise && doubts.is_empty() {
            let _ = write!(self.said, "; {ASK}: the amount is not plain");
        }
        self.said
    }
}

/// `in the left eye`, `to the left upper arm`.
pub(super) fn place(site: &str) -> String {
    let site = super::everyday(site);
    let lower = site.to_lowercase();
    let inside = ["eye", "ear", "nostril", "mouth", "rectum", "vagina"].iter().any(|part| lower.contains(part));
    format!("{} {lower}", if inside { "in the" } else { "to the" })
}

/// Whether nothing of these dosages went unread, for whoever shows only a part of them.
pub(super) fn unshown(one: &Spoken) -> String {
    if one.unread.is_empty() { String::new() } else { format!("; {NOT_SHOWN}") }
}

/// The code of the way into the body, where it is stated by a code.
pub(in crate::exchange::fhir) fn route(all: &[Fields]) -> Option<String> {
    all.iter().find_map(|it| {
        let mut it = it.clone();
        let mut route = it.object("route")?;
        let mut codes = route.objects("coding").into_iter().filter_map(|mut coding| coding.text("code"));
        codes.find_map(|code| words::route_of(&code)).map(str::to_owned)
    })
}
