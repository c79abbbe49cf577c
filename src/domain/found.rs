//! A patient as the search finds her.

use chrono::NaiveDate;
use serde::Serialize;

use super::codes::Sex;
use super::ids::PatientId;
use super::patient::Name;
use super::when::PartialDate;

/// A patient who matches what was typed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// Who.
    pub patient: PatientId,
    /// Chart number.
    pub number: String,
    /// Name.
    pub name: Name,
    /// Date of birth.
    pub born: Option<PartialDate>,
    /// Whether she has died.
    pub died: bool,
    /// Sex.
    pub sex: Sex,
    /// Telephone.
    pub phone: Option<String>,
    /// Street and city.
    pub address: String,
    /// Whether she is on this user's caseload.
    pub mine: bool,
}

impl Found {
    /// `ABARA Ruth 81F`, as in every list.
    pub fn headline(&self, today: NaiveDate) -> String {
        super::patient::headline(&self.name, self.born, &self.sex, today)
    }
}
