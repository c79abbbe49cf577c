//! Signed versions of a plan: what stood there word for word, who signed it and when, and what was added to it later.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::PlanOfCare;
use crate::domain::codes::codes;
use crate::domain::edit::{Action, Part, actions};
use crate::domain::ids::{PatientId, UserId};
use crate::domain::permission::{Act, OnRecord};
use crate::domain::when::{Instant, civil};

codes! {
    /// What was signed.
    VersionKind {
        /// The whole plan.
        Signed = "signed", "signed plan";
        /// Something that was not known, or came later.
        Addendum = "addendum", "addendum";
        /// Something that was wrong.
        Correction = "correction", "correction";
        /// Something that belonged there and was written late.
        LateEntry = "late_entry", "late entry";
        /// The version is not to be followed; it stays readable.
        Retraction = "retraction", "retraction";
    }
}

impl VersionKind {
    /// What is written about a version that stands already.
    pub const ABOUT: [Self; 4] = [Self::Addendum, Self::Correction, Self::LateEntry, Self::Retraction];
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanVersion {
    /// Its number in this chart, from 1 without gaps.
    pub number: u32,
    /// What it is.
    pub kind: VersionKind,
    /// The version an addendum, correction, late entry or retraction is about; a plan is about none.
    pub about: Option<u32>,
    /// What was signed: the whole plan for a plan, words for what was added to one.
    pub content: String,
    /// Name and credential of who signed.
    pub signer: String,
}

/// A version is signed, or something is added to one. It is never taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signing {
    /// Whose.
    pub patient: PatientId,
    /// What is signed.
    pub version: Box<PlanVersion>,
}

impl Signing {
    actions! {
        SIGNED = "plan.sign", "plan of care signed";
        ADDED_TO = "plan.addendum", "addendum to the plan signed";
        CORRECTED = "plan.correction", "correction of the plan signed";
        WRITTEN_LATE = "plan.late_entry", "late entry to the plan signed";
        RETRACTED = "plan.retraction", "version of the plan retracted";
    }

    /// Whether it signs a plan, corrects a signed one or retracts it: what others always have to know.
    pub fn announces(&self) -> bool {
        match self.version.kind {
            VersionKind::Signed | VersionKind::Correction | VersionKind::Retraction => true,
            VersionKind::Addendum | VersionKind::LateEntry | VersionKind::Other(_) => false,
        }
    }
}

impl Part for Signing {
    type Inverse = Self;

    fn patient(&self) -> PatientId {
        self.patient
    }

    fn action(&self) -> Action {
        match self.version.kind {
            VersionKind::Signed | VersionKind::Other(_) => Self::SIGNED,
            VersionKind::Addendum => Self::ADDED_TO,
            VersionKind::Correction => Self::CORRECTED,
            VersionKind::LateEntry => Self::WRITTEN_LATE,
            VersionKind::Retraction => Self::RETRACTED,
        }
    }

    fn asks(&self, _: UserId, _: &OnRecord) -> Act {
        Act::Sign
    }

    fn inverse(&self, _: Option<i64>) -> Option<Self> {
        None
    }
}

/// A version that was signed.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedVersion {
    /// What was signed.
    pub version: PlanVersion,
    /// Who signed.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// SHA-256 of the content as it was signed.
    pub hash: [u8; 32],
    /// Whether the content still has that hash.
    pub intact: bool,
}

impl SignedVersion {
    /// The hash in hexadecimal digits, as `sha256sum` writes it.
    pub fn digits(&self) -> String {
        self.hash.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"))
    }
}

/// What is on record of the practitioner's signature under a version of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Countersigned {
    /// It was signed on that date.
    On(NaiveDate),
    /// A signature of the day on which this version replaced another one: under which of them it stands, nobody can tell.
    Unclear(NaiveDate),
    /// Not this one; an earlier version was, last on that date.
    Earlier(NaiveDate),
    /// Nothing is on record.
    Not,
}

impl Countersigned {
    /// The signature under version `number`: dated from the day it was signed here up to the day the next one was. `dates`
    /// are those beside signatures under the plan, `zone` is the one in which versions were signed.
    pub fn of(plan: &PlanOfCare, number: u32, dates: &[NaiveDate], zone: Tz) -> Self {
        let day_of = |signed: &SignedVersion| civil(signed.at, zone);
        let mut signed: Vec<&SignedVersion> = plan.all_signed().collect();
        signed.reverse();
        let Some(at) = signed.iter().position(|one| one.version.number == number) else { return Self::Not };
        let Some(from) = signed.get(at).map(|one| day_of(one)) else { return Self::Not };
        let before = at.checked_sub(1).and_then(|before| signed.get(before)).map(|one| day_of(one));
        let until = signed.get(at + 1).map_or(NaiveDate::MAX, |next| day_of(next));
        let newest = |is: &dyn Fn(NaiveDate) -> bool| dates.iter().copied().filter(|date| is(*date)).max();
        // On the day it replaced another one, or was replaced, either may be meant.
        let is_sure = |date: NaiveDate| (date > from || (date == from && before.is_none())) && date < until;
        let is_open = |date: NaiveDate| date == from || date == until;
        if let Some(date) = newest(&is_sure) {
            return Self::On(date);
        }
        newest(&is_open)
            .map(Self::Unclear)
            .or_else(|| newest(&|date| date < from).map(Self::Earlier))
            .unwrap_or(Self::Not)
    }
}
