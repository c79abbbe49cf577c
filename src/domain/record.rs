//! What import and the demo generator hand to the store: chart entries that point at each other by name.
//!
//! A record says where it comes from, so that the same source read again changes nothing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::allergy::Allergy;
use super::entry::Entry;
use super::episode::Episode;
use super::event::Event;
use super::medication::list::MedicineList;
use super::medication::uses::MedicineUse;
use super::medication::{Medication, NOT_NAMED};
use super::note::Note;
use super::observation::Observation;
use super::pair::Because;
use super::patient::{Contact, Patient};
use super::plan::{CarePlan, Goal, Intervention, PlanProblem, Progress, Section};
use super::problem::Problem;
use super::user::User;
use super::visit::Visit;
use super::when::Instant;

/// The name of a record in its source: `Patient/example`, `user/ortiz`.
pub type SourceKey = String;

/// How new an entry is at its source, as far as the source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AsOf {
    /// When it was last changed there.
    pub at: Option<Instant>,
    /// The number of its version there.
    pub number: Option<u64>,
}

impl AsOf {
    /// Whether this is surely the older one of two: by the time of change, and only where that says nothing by the number.
    pub fn is_before(self, other: Self) -> bool {
        match (self.at, other.at) {
            (Some(mine), Some(theirs)) if mine != theirs => mine < theirs,
            _ => matches!((self.number, other.number), (Some(mine), Some(theirs)) if mine < theirs),
        }
    }

    /// Whether one of the two is surely older.
    pub fn differs(self, other: Self) -> bool {
        self.is_before(other) || other.is_before(self)
    }
}

/// What something that is pointed at is called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// In words; empty where its source does not say.
    pub name: String,
    /// Telephone.
    pub phone: Option<String>,
    /// Code as given, with its system in front.
    pub code: Option<String>,
    /// Another entry that says it better: the practitioner of a role.
    pub via: Option<SourceKey>,
    /// Where the ingredients of a drug are named that has no name of its own, each with its strength.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub made_of: Vec<(SourceKey, String)>,
}

/// What an entry lacks that another one can tell, in this file or in a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// The drug of an order.
    Drug,
    /// Who ordered it.
    OrderedBy,
    /// What for.
    Indication,
    /// The payer of a coverage.
    Payer,
    /// Who saw the patient.
    Provider,
    /// The problem of a goal.
    Problem,
    /// Somebody of the care team.
    Member,
    /// The plan that names a goal or a request; the key is the entry's own.
    Plan,
    /// A goal or request that this plan names.
    Part,
}

/// A pointer to what another entry tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Want {
    /// What is lacking.
    pub what: Wanted,
    /// Who can tell.
    pub key: SourceKey,
}

/// When a note was written whose source does not say when: the store puts in when it was taken.
pub const UNDATED: Instant = Instant::UNIX_EPOCH;

/// What stands where a source does not name a payer.
pub const NO_PAYER: &str = "payer not named";
/// What stands where a source does not name a person.
pub const NO_NAME: &str = "(no name)";
/// What stands where a source does not say what a request is for.
pub const NO_REQUEST: &str = "(request not named)";
/// What stands where a source does not say what a goal is.
pub const NO_GOAL: &str = "(goal not stated)";
/// What stands where a source does not name a problem.
pub const NO_PROBLEM: &str = "(problem not named)";
/// What stands where a source does not name what somebody is allergic to.
pub const NO_SUBSTANCE: &str = "(allergy sent without a name: ask)";

/// Whether this text is none, or stands in for one that is not known. The statements that take entries know the same words.
pub fn is_unnamed(text: &str) -> bool {
    let stand_ins = [NOT_NAMED, NO_PAYER, NO_NAME, NO_REQUEST, NO_GOAL, NO_PROBLEM, NO_SUBSTANCE];
    text.is_empty() || stand_ins.contains(&text)
}

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
    /// The other record of what may be one person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<SourceKey>,
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
    /// How new it is at its source.
    #[serde(default)]
    pub as_of: AsOf,
    /// What other entries tell about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wants: Vec<Want>,
}

impl Record {
    /// A record of which nothing else is known.
    pub fn new(key: Option<SourceKey>, links: Links, body: Body) -> Self {
        Self { key, aliases: Vec::new(), links, body, as_of: AsOf::default(), wants: Vec::new() }
    }
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
    /// An entry of a kind; its author is `links.user`.
    Entry(Box<Entry>),
    /// What something is called that others point at: a drug, a payer, a role. It has no place of its own in a chart.
    Name(Named),
    /// The source says that `links.patient` and `links.other` are, or may be, one person.
    Twin {
        /// How it says so. Of replaced records `other` is the one that goes on.
        because: Because,
    },
    /// The source has deleted the entry, or says that it says nothing any more.
    Withdrawn,
}

impl Body {
    /// Puts in what another entry tells. What is named already stays.
    pub fn fill(&mut self, what: Wanted, named: &Named) {
        match (self, what) {
            (Self::Medication(it), Wanted::Drug) if is_unnamed(&it.drug) => {
                it.drug.clone_from(&named.name);
                it.code.clone_from(&named.code);
            }
            (Self::Medication(it), Wanted::OrderedBy) if it.ordered_by.is_none() => {
                it.ordered_by = Some(named.name.clone());
            }
            (Self::Medication(it), Wanted::Indication) if it.indication.is_none() => {
                it.indication = Some(named.name.clone());
            }
            (Self::Coverage(it), Wanted::Payer) if is_unnamed(&it.payer) => {
                it.payer.clone_from(&named.name);
                if it.kind.is_empty() {
                    payer_kind(&named.name).clone_into(&mut it.kind);
                }
            }
            (Self::Encounter(it), Wanted::Provider) if it.provider.is_none() => it.provider = Some(named.name.clone()),
            (Self::Goal(it), Wanted::Problem) if it.problem.is_empty() => it.problem.clone_from(&named.name),
            (Self::TeamMember(it), Wanted::Member) if is_unnamed(&it.name) => {
                it.name.clone_from(&named.name);
                it.phone = it.phone.take().or_else(|| named.phone.clone());
            }
            _ => {}
        }
    }
}

/// The kind of payer, as far as words tell it; empty when they do not.
pub fn payer_kind(words: &str) -> &'static str {
    let words = words.to_lowercase();
    let has = |mark: &str| words.contains(mark);
    if has("medicare") && has("medicaid") {
        ""
    } else if has("medicare") && (has("advantage") || has("part c")) {
        "medicare_advantage"
    } else if has("medicare") && (has("part a") || has("part b") || has("fee") || has("ffs")) {
        "medicare_ffs"
    } else if has("medicaid") {
        "medicaid"
    } else if has("veteran") {
        "va"
    } else if has("ppo") || has("hmo") || has("preferred provider") {
        "commercial"
    } else {
        ""
    }
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
