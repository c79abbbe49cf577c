//! Two charts that may be one person's: what speaks for it, and what somebody decided.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::codes::{Sex, codes};
use super::edit::{Action, Edit, Editable, actions};
use super::episode::EpisodeState;
use super::ids::{Keyed, PatientId, Stored};
use super::patient::{Identifier, Name, Patient};
use super::permission::Act;
use super::refusal::Refusal;
use super::text;
use super::when::{Instant, PartialDate};

mod beside;

pub use beside::{Agreement, Line, beside};

codes! {
    /// Why two charts may be one person's, or are taken for one at their source.
    Because {
        /// The source has replaced one record by the other.
        Replaced = "replaced", "the source merged one record into the other";
        /// The source names the other record beside this one.
        Refers = "refers", "the source says that this may be the same person";
        /// A number of one system, the name and the date of birth agree.
        Number = "number", "the same number, name and birth date";
        /// Name and date of birth agree, in two records.
        Details = "details", "the same name and birth date";
        /// A number of one system stands in the charts of two people.
        Shared = "shared", "the same number, but not the same person by name and birth date";
        /// One id at the source stood for two people.
        Id = "id", "one id at the source, and not the same person by name, birth date or sex";
    }
}

codes! {
    /// What somebody decided about two charts.
    Decision {
        /// Nobody has decided.
        Open = "open", "to decide";
        /// Put off.
        Later = "later", "put off";
        /// They are one person.
        Same = "same", "the same person";
        /// They are two people.
        Different = "different", "not the same person";
    }
}

/// Two charts that may be one person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The other chart; the entry's own patient is the one with the lower number.
    pub other: PatientId,
    /// What speaks for it, each once.
    pub because: Vec<Because>,
    /// What was decided.
    pub decision: Decision,
    /// The chart that goes on when they are one person: as the source says, or as somebody decided.
    pub keeps: Option<PatientId>,
}

impl Keyed for Pair {
    type Of = Self;
}

/// One side of a pair, as it is shown beside the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SideOfPair {
    /// Whose chart.
    pub id: PatientId,
    /// Chart number.
    pub number: String,
    /// Name.
    pub name: Name,
    /// Date of birth.
    pub born: Option<PartialDate>,
    /// Sex.
    pub sex: Sex,
    /// First telephone.
    pub phone: Option<String>,
    /// Street and city.
    pub address: String,
    /// Numbers others know the patient by, with who gives them.
    pub identifiers: Vec<Identifier>,
    /// Where the records of the patient came from, each once; a source that does not say which it is, is empty. None where
    /// the chart was begun here.
    pub sources: Vec<String>,
    /// Where the care of the patient stands, and since when; nothing where there is no episode.
    pub care: Option<(EpisodeState, Option<NaiveDate>)>,
    /// When the last visit that was made began.
    pub visited: Option<Instant>,
    /// How much is in the chart.
    pub counts: Counts,
}

/// How many records of each kind are in a chart; only those that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Medicines on the list.
    pub medicines: u32,
    /// Allergies.
    pub allergies: u32,
    /// Active problems.
    pub problems: u32,
    /// Measurements and results.
    pub results: u32,
    /// Open goals.
    pub goals: u32,
    /// Visits of ours, made or planned.
    pub visits: u32,
    /// Facts that deadlines are computed from.
    pub facts: u32,
    /// Notes.
    pub notes: u32,
    /// Signed versions of the plan of care.
    pub versions: u32,
}

impl Counts {
    /// Each kind by its name, for one of it and for several.
    pub fn named(self) -> [(&'static str, &'static str, u32); 9] {
        [
            ("medicine", "medicines", self.medicines),
            ("allergy", "allergies", self.allergies),
            ("problem", "problems", self.problems),
            ("result", "results", self.results),
            ("goal", "goals", self.goals),
            ("visit", "visits", self.visits),
            ("recorded fact", "recorded facts", self.facts),
            ("note", "notes", self.notes),
            ("signed version", "signed versions", self.versions),
        ]
    }
}

/// A pair with both its sides.
#[derive(Debug, Clone, PartialEq)]
pub struct ToDecide {
    /// The pair as it is stored.
    pub pair: Stored<Pair>,
    /// Both charts: the entry's own, then the other.
    pub sides: [SideOfPair; 2],
    /// Who decided, as shown.
    pub decided_by: Option<String>,
}

impl ToDecide {
    /// Whether it waits for somebody.
    pub fn waits(&self) -> bool {
        matches!(self.pair.value.decision, Decision::Open | Decision::Later)
    }

    /// What the heading of chart `own` says about it; nothing where they are two people.
    pub fn heading(&self, own: PatientId) -> Option<String> {
        let [one, other] = &self.sides;
        let other = if one.id == own { other } else { one };
        let who = format!("#{} {}", other.number, other.name.listed());
        match self.pair.value.decision {
            Decision::Open | Decision::Later => Some(format!("SAME PERSON? {who}")),
            Decision::Same if self.pair.value.keeps == Some(own) => Some(format!("WITH {who}")),
            Decision::Same => Some(format!("GOES ON AS {who}")),
            Decision::Different | Decision::Other(_) => None,
        }
    }

    /// The chart that goes on unless somebody says otherwise: the one that the source names, else the older one.
    pub fn proposed(&self) -> PatientId {
        self.pair.value.keeps.unwrap_or(self.pair.patient)
    }

    /// The side of a chart, and the other one; nothing where it is none of the two.
    pub fn side(&self, id: PatientId) -> Option<(&SideOfPair, &SideOfPair)> {
        let [one, other] = &self.sides;
        if one.id == id { Some((one, other)) } else { (other.id == id).then_some((other, one)) }
    }

    /// What speaks for it, in words.
    pub fn why(&self) -> String {
        self.pair.value.because.iter().map(Because::label).collect::<Vec<_>>().join("; ")
    }

    /// The change by which somebody decides. Where they are one person, the chart that goes on is `keeps`, else the one
    /// that the source names, else the older one.
    ///
    /// # Errors
    /// When the chart that is to go on is none of the two.
    pub fn decide(&self, decision: Decision, keeps: Option<PatientId>) -> Result<Edit<Pair>, Refusal> {
        let mut to = self.pair.value.clone();
        if decision == Decision::Same {
            let keeps = keeps.unwrap_or(self.proposed());
            if !self.sides.iter().any(|side| side.id == keeps) {
                return Err(Refusal::new("The chart that goes on must be one of the two."));
            }
            to.keeps = Some(keeps);
        }
        to.decision = decision;
        Ok(self.pair.amended(to))
    }
}

impl Pair {
    actions! {
        FOUND = "pair.found", "charts to decide";
        SAME = "pair.same", "two charts decided as the same person's";
        DIFFERENT = "pair.different", "two charts decided as not the same person's";
        LATER = "pair.later", "decision about two charts put off";
        REOPENED = "pair.open", "two charts to decide again";
    }
}

impl Editable for Pair {
    const ACT: Act = Act::Pair;

    fn in_error(self) -> Self {
        Self { decision: Decision::Different, ..self }
    }

    fn action(from: Option<&Self>, to: &Self) -> Action {
        match to.decision {
            _ if from.is_none() => Self::FOUND,
            Decision::Same => Self::SAME,
            Decision::Different => Self::DIFFERENT,
            Decision::Later => Self::LATER,
            Decision::Open | Decision::Other(_) => Self::REOPENED,
        }
    }
}

/// A name without accents and signs; in letters that cannot be folded, as it is.
fn plain(name: &str) -> String {
    Some(text::fold(name)).filter(|folded| !folded.is_empty()).unwrap_or_else(|| name.trim().to_lowercase())
}

/// Whether two given names can be one: one begins with the other, or is its initial.
fn given_agree(one: &str, other: &str) -> bool {
    let first = |name: &str| plain(name.split(' ').next().unwrap_or_default());
    let (one, other) = (first(one), first(other));
    one.starts_with(&other) || other.starts_with(&one)
}

fn family_agree(one: &str, other: &str) -> bool {
    let parts = |name: &str| name.split([' ', '-']).map(plain).filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let (one, other) = (parts(one), parts(other));
    one.iter().any(|part| other.contains(part))
}

fn is_known(name: &str) -> bool {
    !super::record::is_unnamed(name)
}

fn sexes_differ(one: &Sex, other: &Sex) -> bool {
    let known = |sex: &Sex| matches!(sex, Sex::Female | Sex::Male);
    known(one) && known(other) && one != other
}

/// Whether two dates of birth, each as precisely as known, cannot be one.
fn born_differ(one: Option<PartialDate>, other: Option<PartialDate>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return false };
    let (one, other) = (one.to_string(), other.to_string());
    !one.starts_with(&other) && !other.starts_with(&one)
}

/// What tells people apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Who {
    /// Name.
    pub name: Name,
    /// Date of birth, as precisely as known.
    pub born: Option<PartialDate>,
    /// Administrative sex.
    pub sex: Sex,
}

impl From<&Patient> for Who {
    fn from(it: &Patient) -> Self {
        Self { name: it.name.clone(), born: it.born, sex: it.sex.clone() }
    }
}

/// Whether two records under one id cannot be told to be one person: of family name, given name, date of birth and sex,
/// those known on both sides, two or more differ. One alone is a marriage, a correction or a nickname.
pub fn conflict(one: &Who, other: &Who) -> bool {
    let (a, b) = (&one.name, &other.name);
    let both = |one: &str, other: &str| is_known(one) && is_known(other);
    let family = both(&a.family, &b.family) && !family_agree(&a.family, &b.family);
    let given = both(&a.given, &b.given) && !given_agree(&a.given, &b.given);
    let born = born_differ(one.born, other.born);
    let sex = sexes_differ(&one.sex, &other.sex);
    [family, given, born, sex].into_iter().filter(|differs| *differs).count() >= 2
}

/// Whether two records of different ids agree in name and whole date of birth, and nothing known speaks against it.
pub fn alike(one: &Who, other: &Who) -> bool {
    let (a, b) = (&one.name, &other.name);
    let known = [a, b].iter().all(|name| is_known(&name.family) && is_known(&name.given));
    let born = matches!((one.born, other.born), (Some(PartialDate::Day(a)), Some(PartialDate::Day(b))) if a == b);
    known
        && born
        && plain(&a.family) == plain(&b.family)
        && given_agree(&a.given, &b.given)
        && !sexes_differ(&one.sex, &other.sex)
}

/// Whether two names of practitioners cannot be one's: no word of three letters or more stands in both.
pub fn names_differ(one: &str, other: &str) -> bool {
    let words =
        |name: &str| name.split([' ', ',', '.', '-']).map(plain).filter(|word| word.len() > 2).collect::<Vec<_>>();
    let (one, other) = (words(one), words(other));
    !one.is_empty() && !other.is_empty() && !one.iter().any(|word| other.contains(word))
}

/// Whether a number is one that forms are filled with where none is known: words, one digit over and over, 12345.
/// It tells nobody from anybody.
pub fn is_stand_in(value: &str) -> bool {
    let plain: String = value.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let words = [
        "unknown",
        "unk",
        "none",
        "na",
        "nan",
        "null",
        "nil",
        "tbd",
        "pending",
        "notknown",
        "notavailable",
        "unavailable",
        "notapplicable",
        "notprovided",
        "notonfile",
        "refused",
        "declined",
        "temp",
        "test",
        "xxx",
        "self",
        "missing",
        "undefined",
        "empty",
        "noid",
        "nomrn",
        "nossn",
        "notassigned",
        "unassigned",
        "newborn",
        "anonymous",
        "asked",
    ];
    let mut chars = plain.chars();
    let one_over_and_over = chars.next().is_none_or(|first| chars.all(|c| c == first));
    let counting = "01234567890123456789".contains(&plain) || "98765432109876543210".contains(&plain);
    let digits = plain.bytes().all(|b| b.is_ascii_digit());
    words.contains(&plain.as_str()) || one_over_and_over || (digits && plain.len() >= 4 && counting)
}
