//! Who the patient is and who belongs to her.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::codes::{CodeStatus, Sex, codes};
use super::ids::{Keyed, of};
use super::when::{NotADate, PartialDate};

/// A person's name. Either part may be empty, not both.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Name {
    /// Family name.
    pub family: String,
    /// Given names, separated by blanks.
    pub given: String,
}

impl Name {
    /// `ABARA Ruth`: how a patient stands in every list.
    pub fn listed(&self) -> String {
        let family = self.family.to_uppercase();
        let first = self.given.split(' ').next().unwrap_or_default();
        match (family.is_empty(), first.is_empty()) {
            (false, false) => format!("{family} {first}"),
            (false, true) => family,
            (true, _) => self.given.clone(),
        }
    }

    /// `ABARA Ruth Ann`: the same with all given names.
    pub fn listed_whole(&self) -> String {
        format!("{} {}", self.family.to_uppercase(), self.given).trim().to_owned()
    }

    /// `M.Ortiz`: how a colleague stands in a header.
    pub fn initialled(&self) -> String {
        match self.given.chars().next() {
            Some(initial) => format!("{initial}.{}", self.family),
            None => self.family.clone(),
        }
    }

    /// `Ruth Abara`: how a letter would write it.
    pub fn full(&self) -> String {
        format!("{} {}", self.given, self.family).trim().to_owned()
    }
}

/// A patient. Lists that belong to her (phones, contacts, ...) are read with the chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Patient {
    /// Chart number of this agency.
    pub number: String,
    /// Legal name.
    pub name: Name,
    /// What she likes to be called, when it is something else.
    pub preferred_name: Option<String>,
    /// Date of birth, as precisely as known.
    pub born: Option<PartialDate>,
    /// That she has died.
    pub died: Option<Death>,
    /// A source says in so many words that she lives, which is more than not to say that she died. It is not kept: it takes
    /// back what the same source said before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lives: bool,
    /// Administrative sex.
    pub sex: Sex,
    /// Preferred language, as people say it: "English", "Spanish".
    pub language: Option<String>,
    /// Whether an interpreter is needed.
    pub interpreter: bool,
    /// What to do when heart or breathing stop.
    pub code_status: CodeStatus,
    /// Where she lives.
    pub address: Address,
    /// The first phone number to try.
    pub phone: Option<String>,
    /// Other telephone numbers.
    pub more_phones: Vec<String>,
    /// What to know before ringing the bell: keys, dogs, stairs.
    pub access: Option<String>,
    /// Further identifiers: medical record numbers of others, member numbers.
    pub identifiers: Vec<Identifier>,
    /// Family and caregivers.
    pub contacts: Vec<Contact>,
}

impl Keyed for Patient {
    type Of = of::Patient;
}

impl Patient {
    /// `ABARA Ruth 81F`: name, age on `today`, sex.
    pub fn headline(&self, today: NaiveDate) -> String {
        headline(&self.name, self.born, &self.sex, today)
    }
}

/// How a patient stands in every list: name, age on `today`, sex.
pub(super) fn headline(name: &Name, born: Option<PartialDate>, sex: &Sex, today: NaiveDate) -> String {
    let sex = match sex {
        Sex::Female | Sex::Male | Sex::Neither => sex.label(),
        Sex::Unknown | Sex::Other(_) => "",
    };
    let age = born.map(|born| born.years_on(today).to_string()).unwrap_or_default();
    format!("{} {age}{sex}", name.listed()).trim_end().to_owned()
}

/// That a patient has died, and when if anybody said so; written as the date, or as `unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Death {
    /// On this date, as precisely as known.
    On(PartialDate),
    /// Nobody said when.
    DateUnknown,
}

/// How a death without a date is written.
const DATE_UNKNOWN: &str = "unknown";

impl Death {
    /// Reads the written form.
    pub fn parse(text: &str) -> Result<Self, NotADate> {
        if text == DATE_UNKNOWN { Ok(Self::DateUnknown) } else { PartialDate::parse(text).map(Self::On) }
    }
}

impl TryFrom<String> for Death {
    type Error = NotADate;
    fn try_from(text: String) -> Result<Self, NotADate> {
        Self::parse(&text)
    }
}

impl From<Death> for String {
    fn from(death: Death) -> Self {
        match death {
            Death::On(date) => date.to_string(),
            Death::DateUnknown => DATE_UNKNOWN.to_owned(),
        }
    }
}

/// As people read it.
impl fmt::Display for Death {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(date) => date.fmt(f),
            Self::DateUnknown => f.write_str("date unknown"),
        }
    }
}

/// A postal address. Any part may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Address {
    /// House, street, apartment.
    pub street: String,
    /// City.
    pub city: String,
    /// State, two letters where known.
    pub state: String,
    /// ZIP code.
    pub postal_code: String,
}

/// An identifier somebody gave the patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// Who issues it: a URI or a plain name.
    pub system: String,
    /// The identifier itself.
    pub value: String,
}

codes! {
    /// What a contact is to the patient.
    ContactKind {
        /// Family or friend.
        Family = "family", "family";
        /// The primary caregiver.
        Caregiver = "caregiver", "caregiver";
        /// Legal or patient-selected representative.
        Representative = "representative", "representative";
        /// Call first in an emergency.
        Emergency = "emergency", "emergency contact";
    }
}

/// A family member, caregiver or representative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name as written.
    pub name: String,
    /// Relation in words: daughter, neighbour.
    pub relation: String,
    /// What she is to the patient.
    pub kind: ContactKind,
    /// Telephone.
    pub phone: Option<String>,
}
