//! Finding a patient from two or three letters of any name part, digits of a telephone or chart number, or a date of birth.

use rusqlite::params;

use super::statements::SEARCH_FOUND;
use super::{Fault, Store};
use crate::domain::codes::Sex;
use crate::domain::found::Found;
use crate::domain::ids::{PatientId, UserId};
use crate::domain::patient::{Name, Patient};
use crate::domain::text;
use crate::domain::when::PartialDate;


impl Store {
    /// Patients who match every typed word, own ones first, at most 40. Fewer than two letters match nobody.
    pub fn find(&self, typed: &str, covers: &[UserId]) -> Result<Vec<Found>, Fault> {
        let mut terms = wanted(typed);
        // The longest prefix matches the fewest patients; the others narrow them down.
        terms.sort_by_key(String::len);
        let Some(longest) = terms.pop() else { return Ok(Vec::new()) };
        let (further, covers) = (serde_json::to_string(&terms)?, serde_json::to_string(covers)?);
        self.list(SEARCH_FOUND, params![longest, further, covers], |row| {
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
    let words: Vec<&str> = typed.split_whitespace().collect();
    // A telephone number may be written in groups.
    let terms = if words.iter().all(|word| is_number(word)) {
        vec![number_term(&words.concat())]
    } else {
        words.into_iter().map(|word| if is_number(word) { number_term(word) } else { text::fold(word) }).collect()
    };
    terms.into_iter().filter(|term| term.chars().count() >= 2).collect()
}

fn is_number(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_digit() || "-/.()+#".contains(c))
}

/// The digits of a number; of a date written month first (5/14/1944, 05-14-44) month and day have two.
fn number_term(word: &str) -> String {
    let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
    match parts.as_slice() {
        [month, day, year] if (1..=2).contains(&month.len()) && (1..=2).contains(&day.len()) => {
            format!("{month:0>2}{day:0>2}{year}")
        }
        _ => word.chars().filter(char::is_ascii_digit).collect(),
    }
}

/// The terms a patient is found by: each part of her names, her numbers, her date of birth both ways round.
pub(super) fn terms(patient: &Patient, number: &str) -> Vec<String> {
    let names = [&patient.name.family, &patient.name.given].into_iter().chain(&patient.preferred_name);
    let mut terms: Vec<String> = names
        .flat_map(|name| {
            let parts = name.split([' ', '-']).map(text::fold).collect::<Vec<_>>();
            parts.into_iter().chain([text::fold(name)])
        })
        .collect();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    terms.push(digits(number));
    for phone in patient.phone.iter().chain(&patient.more_phones) {
        let phone = digits(phone);
        // Whole, without the area code, and the last four: how people say a number.
        let tail = |keep: usize| phone.get(phone.len().saturating_sub(keep)..).unwrap_or_default().to_owned();
        terms.extend([tail(7), tail(4), tail(10), phone.clone()]);
    }
    if let Some(PartialDate::Day(day)) = patient.born {
        terms.extend(["%Y%m%d", "%m%d%Y", "%m%d%y"].map(|order| day.format(order).to_string()));
    }
    terms.retain(|term| term.chars().count() >= 2);
    terms.sort();
    terms.dedup();
    terms
}
