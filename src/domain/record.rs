//! What import and the demo generator hand to the store: chart entries that point at each other by name.
//!
//! A record says where it comes from, so that the same source read again changes nothing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::allergy::Allergy;
use super::episode::Episode;
use super::event::Event;
use super::medication::Medication;
use super::medication::list::MedicineList;
use super::medication::uses::MedicineUse;
use super::note::Note;
use super::observation::Observation;
use super::patient::{Contact, Patient};
use super::plan::{CarePlan, Goal, Intervention, PlanProblem, Progress, Section};
use super::problem::Problem;
use super::user::User;
use super::visit::Visit;
use super::when::Instant;

/// The name of a record in its source: `Patient/example`, `user/ortiz`.
pub type SourceKey = String;

/// Who a record points at, by source key.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Links {
    /// Whose chart it belongs to.
    pub patient: Option<SourceKey>,
    /// The episode it belongs to.
    pub episode: Option<SourceKey>,
    /// The user it belongs to: clinician of a visit, case manager of an episode, author of a note.
    pub user: Option<SourceKey>,
    /// The plan it belongs to.
    pub plan: Option<SourceKey>,
    /// The goal it belongs to.
    pub goal: Option<SourceKey>,
    /// The problem of the plan it hangs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<SourceKey>,
    /// The line of the medication list it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medication: Option<SourceKey>,
}

/// One entry on its way into the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its name in the source. Without one it is new every time (generated data only).
    pub key: Option<SourceKey>,
    /// Other names it goes by in the same source (a bundle's `fullUrl`).
    pub aliases: Vec<SourceKey>,
    /// What it points at.
    pub links: Links,
    /// What it is.
    pub body: Body,
}

/// What a record is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Body {
    /// A user of ours.
    User(UserRecord),
    /// A patient.
    Patient(Box<Patient>),
    /// A family member or caregiver.
    Contact(Contact),
    /// A practitioner outside the agency.
    Practitioner(Practitioner),
    /// Who pays.
    Coverage(Coverage),
    /// A home health episode. Its `case_manager` is taken from `links.user`.
    Episode(Episode),
    /// A contact with a provider that is not a visit of ours.
    Encounter(Encounter),
    /// A visit of ours. `clinician` is taken from `links.user`, `episode` from `links.episode`.
    Visit(Visit),
    /// A problem.
    Problem(Problem),
    /// An allergy.
    Allergy(Allergy),
    /// A medication line.
    Medication(Medication),
    /// A medication list that somebody else keeps.
    MedicineList(MedicineList),
    /// What becomes of a medicine in the home; `line` is taken from `links.medication`.
    MedicineUse(MedicineUse),
    /// A measurement.
    Observation(Observation),
    /// A plan of care.
    CarePlan(CarePlan),
    /// A problem of a plan of care.
    PlanProblem(PlanProblem),
    /// A text section of a plan of care.
    PlanSection(Section),
    /// A goal. `plan` and `problem_id` are taken from the links.
    Goal(Goal),
    /// An intervention. `plan`, `goal` and `problem_id` are taken from the links.
    Intervention(Intervention),
    /// A check of a goal; `goal` is taken from `links.goal`.
    Progress(Progress),
    /// Somebody of the care team: a user of ours by `links.user`, or a name.
    TeamMember(TeamMember),
    /// A fact that deadlines are computed from.
    Event(Event),
    /// A note; `links.user` is its author.
    Note(Note),
}

/// A user on the way into the store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserRecord {
    /// See [`User::login`].
    pub login: String,
    /// See [`User::os_account`].
    pub os_account: Option<String>,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// See [`User::credential`].
    pub credential: String,
    /// See [`User::role`].
    pub role: super::user::Role,
    /// See [`User::discipline`].
    pub discipline: Option<super::codes::Discipline>,
    /// See [`User::team`].
    pub team: String,
}

impl From<UserRecord> for User {
    fn from(record: UserRecord) -> Self {
        Self {
            login: record.login,
            os_account: record.os_account,
            name: super::patient::Name { family: record.family, given: record.given },
            credential: record.credential,
            role: record.role,
            discipline: record.discipline,
            team: record.team,
        }
    }
}

/// A practitioner outside the agency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Practitioner {
    /// Name as written, with credential: "Lee, MD".
    pub name: String,
    /// National provider identifier.
    pub npi: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
}

/// Who pays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Payer as written.
    pub payer: String,
    /// `medicare_ffs medicare_advantage medicaid medicaid_mco va commercial private`, or empty when unknown.
    pub kind: String,
    /// Member number.
    pub member: Option<String>,
    /// Whether it is in force.
    pub active: bool,
    /// 1 pays first, 2 second.
    #[serde(default)]
    pub order: Option<u32>,
    /// The first day it pays.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// The last day it pays.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

/// A contact with a provider that is not a visit of ours: history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Encounter {
    /// Class code as given: `AMB`, `IMP`, `HH`.
    pub class: String,
    /// What it was, in words.
    pub what: String,
    /// FHIR status as given.
    pub status: String,
    /// Begin.
    pub starts: Option<Instant>,
    /// End.
    pub ends: Option<Instant>,
    /// Who, in words.
    pub provider: Option<String>,
}

impl Encounter {
    /// The class of an episode of care that is not home health care: a stay elsewhere, a waiver program.
    pub const EPISODE: &'static str = "EPISODE";
}

/// Somebody of the care team.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TeamMember {
    /// Name as written; for a user of ours it may be empty.
    pub name: String,
    /// Role in words: "case manager", "PCP". `case_manager` puts the patient on that user's caseload.
    pub role: String,
    /// Telephone.
    pub phone: Option<String>,
}

/// What became of the records of one source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Taken {
    /// New rows.
    pub taken: u64,
    /// Rows that were there and were the same.
    pub unchanged: u64,
    /// Rows that were there and were brought up to date.
    pub changed: u64,
    /// References that lead nowhere, each as `from -> to`.
    pub dangling: Vec<String>,
}
