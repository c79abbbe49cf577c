//! Finding a patient from two or three letters of any name part, digits of a telephone or chart number, or a date of birth.

use rusqlite::params;

use super::statements::{SEARCH_FOUND, SEARCH_TERM};
use super::{Fault, Store};
use crate::domain::codes::Sex;
use crate::domain::found::Found;
use crate::domain::ids::{PatientId, UserId};
use crate::domain::patient::Name;
use crate::domain::text;
use crate::domain::when::PartialDate;

/// How many patients one typed word may match before the others narrow them down.
const PER_WORD: i64 = 2000;

impl Store {
    /// Patients who match every typed word, own ones first, at most 40. Fewer than two letters match nobody.
    pub fn find(&self, typed: &str, covers: &[UserId]) -> Result<Vec<Found>, Fault> {
        let mut matching: Option<Vec<i64>> = None;
        for term in wanted(typed) {
            let found = self.list(SEARCH_TERM, params![term, after(&term), PER_WORD], |row| row.get(0))?;
            matching = Some(match matching {
                None => found,
                Some(sofar) => sofar.into_iter().filter(|id| found.contains(id)).collect(),
            });
        }
        let Some(ids) = matching else { return Ok(Vec::new()) };
        let (ids, covers) = (serde_json::to_string(&ids)?, serde_json::to_string(covers)?);
        self.list(SEARCH_FOUND, params![ids, covers], |row| {
            let (street, city): (String, String) = (row.get(8)?, row.get(9)?);
            Ok(Found {
                patient: PatientId::new(row.get(0)?),
                number: row.get(1)?,
                name: Name { family: row.get(2)?, given: row.get(3)? },
                born: row.get::<_, Option<String>>(4)?.and_then(|text| PartialDate::parse(&text).ok()),
                died: row.get::<_, Option<String>>(5)?.is_some(),
                sex: super::rows::word(row, 6, Sex::from_word)?,
                phone: row.get(7)?,
                address: [street, city].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
                mine: row.get(10)?,
            })
        })
    }
}

/// The terms typed words are looked up by. Letters find names; digits find numbers and dates of birth.
fn wanted(typed: &str) -> Vec<String> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let looks_numeric = typed.chars().all(|c| c.is_ascii_digit() || " -/.()+#".contains(c));
    if looks_numeric {
        // 5/14/1944 and 05-14-1944 are stored as 1944-05-14 and as month, day, year.
        let parts: Vec<&str> = typed.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        if let [month, day, year] = parts.as_slice()
            && month.len() <= 2
            && day.len() <= 2
        {
            return vec![format!("{month:0>2}{day:0>2}{year}")];
        }
        return if digits.len() >= 2 { vec![digits] } else { Vec::new() };
    }
    typed.split_whitespace().map(text::fold).filter(|word| word.chars().count() >= 2).collect()
}

/// The first text after every text that begins with `prefix`.
fn after(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

/// The terms a patient is found by: each part of her names, her numbers, her date of birth both ways round.
pub(super) fn terms(patient: &crate::domain::patient::Patient) -> Vec<String> {
    let names = [&patient.name.family, &patient.name.given].into_iter().chain(&patient.preferred_name);
    let mut terms: Vec<String> = names
        .flat_map(|name| {
            let parts = name.split([' ', '-']).map(text::fold).collect::<Vec<_>>();
            parts.into_iter().chain([text::fold(name)])
        })
        .collect();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    terms.push(digits(&patient.number));
    for phone in patient.phone.iter().chain(&patient.more_phones) {
        let phone = digits(phone);
        // Whole, without the area code, and the last four: how people say a number.
        let tail = |keep: usize| phone.get(phone.len().saturating_sub(keep)..).unwrap_or_default().to_owned();
        terms.extend([tail(7), tail(4), tail(10), phone.clone()]);
    }
    if let Some(PartialDate::Day(day)) = patient.born {
        terms.extend([day.format("%Y%m%d").to_string(), day.format("%m%d%Y").to_string()]);
    }
    terms.retain(|term| term.chars().count() >= 2);
    terms.sort();
    terms.dedup();
    terms
}
