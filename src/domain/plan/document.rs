//! The plan of care as a document: the fields that a CMS-485 has, in their order, and what 42 CFR 484.60(a)(2) has added.
//!
//! Plain data from the chart. What nobody has recorded is called so and never made up; what a pen has to write is a line.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::Section;
use super::content::Content;
use super::difference::differences;
use crate::domain::board::Circumstances;
use crate::domain::caseload::Letterhead;
use crate::domain::chart::Chart;
use crate::domain::episode::{Certification, certification};
use crate::domain::event::Event;
use crate::domain::ids::Stored;

mod additions;
mod goals;
mod medicines;
mod orders;
mod people;
mod signatures;
mod signed;

pub use additions::of_chart;
pub use signed::SignedDocument;

/// What stands where nothing is known.
pub const NOT_RECORDED: &str = "not recorded";

/// One field of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentField {
    /// Its number on the form, `1` to `28`, 18 being two; `+` for what the form has no field for.
    pub locator: String,
    /// Its name.
    pub name: String,
    /// What it says, a line each; a line that belongs to the one above begins with blanks. Never empty.
    pub lines: Vec<String>,
    /// Whether nothing of it is recorded. A line for a pen is nothing recorded.
    pub missing: bool,
}

/// Which version of the plan it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentVersion {
    /// As the chart stands; nobody has signed it.
    Draft(Unsigned),
    /// As it was signed.
    Signed {
        /// Its number.
        number: u32,
        /// Name and credential of who signed.
        signer: String,
        /// The local time, in words.
        at: String,
        /// SHA-256 of what was signed, in hexadecimal digits.
        digits: String,
    },
}

/// Why what the chart shows is not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unsigned {
    /// No version ever was.
    Never,
    /// So much is different from the newest version in force.
    Changed {
        /// That version.
        since: u32,
        /// How many differences there are.
        changes: usize,
    },
    /// The newest version in force is not what was signed.
    Broken(u32),
    /// The newest version in force was signed with a newer program.
    Newer(u32),
    /// Every version was retracted; the newest of them.
    Retracted(u32),
}

impl DocumentVersion {
    /// What the chart shows on `today`: the newest signed version, where nothing is different from it, it is whole and was
    /// not retracted; else a draft.
    pub fn of(chart: &Chart, today: NaiveDate, zone: Tz) -> Self {
        let Some(signed) = chart.plan.signed() else {
            let newest = chart.plan.all_signed().next().map(|signed| signed.version.number);
            return Self::Draft(newest.map_or(Unsigned::Never, Unsigned::Retracted));
        };
        let number = signed.version.number;
        if !signed.intact {
            return Self::Draft(Unsigned::Broken(number));
        }
        let Some(then) = Content::read(&signed.version.content) else {
            return Self::Draft(Unsigned::Newer(number));
        };
        let changes = differences(&then, &Content::of(chart, today)).len();
        if changes > 0 {
            return Self::Draft(Unsigned::Changed { since: number, changes });
        }
        let at = signed.at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
        Self::Signed { number, signer: signed.version.signer.clone(), at, digits: signed.digits() }
    }

    /// As it stands on every page.
    pub fn said(&self) -> String {
        match self {
            Self::Draft(_) => "DRAFT, not signed".to_owned(),
            Self::Signed { number, .. } => format!("version {number}, signed"),
        }
    }

    /// How a draft stands to what was signed, on every page as well; nothing where nothing was.
    pub fn notice(&self) -> Option<String> {
        let Self::Draft(unsigned) = self else { return None };
        match unsigned {
            Unsigned::Never => None,
            Unsigned::Changed { since, changes: 1 } => {
                Some(format!("DRAFT: 1 change since version {since} is not signed"))
            }
            Unsigned::Changed { since, changes } => {
                Some(format!("DRAFT: {changes} changes since version {since} are not signed"))
            }
            Unsigned::Broken(number) => Some(format!("DRAFT: what is kept of version {number} is not what was signed")),
            Unsigned::Newer(number) => {
                Some(format!("DRAFT: version {number} is of a newer program; what changed since is not known"))
            }
            Unsigned::Retracted(number) => Some(format!("DRAFT: version {number} was RETRACTED")),
        }
    }
}

/// A plan of care, ready to be set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanDocument {
    /// Which version.
    pub version: DocumentVersion,
    /// The agency.
    pub agency: String,
    /// The patient as every page names her: "Abara, Ruth, born 1945-03-01".
    pub patient: String,
    /// Medical record number.
    pub number: String,
    /// The fields of the form, 1 to 28.
    pub fields: Vec<DocumentField>,
    /// What the form has no field for.
    pub additions: Vec<DocumentField>,
}

/// What a document is made from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Whose.
    pub chart: &'a Chart,
    /// The agency that answers for the plan.
    pub agency: &'a Letterhead,
    /// Zone, time, staff and knowledge.
    pub given: Circumstances<'a>,
}

impl PlanDocument {
    /// The document of a chart.
    pub fn of(source: Source<'_>, version: DocumentVersion) -> Self {
        let draft = Draft::of(source);
        let patient = &source.chart.facts.patient;
        let born = patient.born.map_or("date of birth not recorded".to_owned(), |born| format!("born {born}"));
        Self {
            agency: source.agency.name.clone(),
            patient: format!("{}, {born}", people::name(patient)),
            number: patient.number.clone(),
            fields: draft.fields(&version),
            additions: draft.additions(),
            version,
        }
    }
}

/// The chart with what every field needs to know.
struct Draft<'a> {
    source: Source<'a>,
    /// The certification period in force.
    period: Option<Certification>,
}

impl<'a> Draft<'a> {
    fn of(source: Source<'a>) -> Self {
        let today = source.given.now.date();
        let soc = source.chart.facts.start_of_care(today);
        // Before the first day of care the plan is one for the first period.
        let period = soc.and_then(|soc| certification(soc, today.max(soc)));
        Self { source, period }
    }

    fn fields(&self, version: &DocumentVersion) -> Vec<DocumentField> {
        let first = self.about_the_patient();
        let medicines = [self.medicines()];
        let diagnoses = self.diagnoses();
        let condition = FORM_SECTIONS.iter().filter(|section| !matches!(section.0, "10" | "12" | "21" | "22"));
        let mut condition: Vec<DocumentField> =
            condition.map(|(locator, name, keys)| self.section_field(locator, name, keys)).collect();
        condition.push(self.allergies());
        condition.sort_by(|one, other| order(&one.locator).cmp(&order(&other.locator)));
        let last = [self.orders(), self.goals()];
        let signatures = self.signatures(version);
        first.into_iter().chain(medicines).chain(diagnoses).chain(condition).chain(last).chain(signatures).collect()
    }

    /// What happened, oldest first.
    fn events(&self) -> impl DoubleEndedIterator<Item = &'a Stored<Event>> + use<'a> {
        self.source.chart.facts.events.iter()
    }

    /// The newest fact that `pick` finds.
    fn newest<T>(&self, pick: impl Fn(&Event) -> Option<T>) -> Option<T> {
        self.events().rev().find_map(|event| pick(event))
    }

    /// What the sections of these keys say, a line each.
    fn section_lines(&self, keys: &[&str]) -> Vec<String> {
        let sections = keys.iter().filter_map(|key| self.source.chart.plan.section(key));
        sections.flat_map(lines_of).collect()
    }

    fn section_field(&self, locator: &str, name: &str, keys: &[&str]) -> DocumentField {
        field(locator, name, self.section_lines(keys))
    }
}

/// Fields of the form that a narrative section fills: number, name, keys of the sections.
const FORM_SECTIONS: &[(&str, &str, &[&str])] = &[
    ("12", "Surgical procedures and dates", &["surgical_procedures"]),
    ("14", "Durable medical equipment and supplies", &["equipment"]),
    ("15", "Safety measures", &["safety"]),
    ("16", "Nutritional requirements", &["nutrition"]),
    ("18A", "Functional limitations", &["functional_limitations"]),
    ("18B", "Activities permitted", &["activities_permitted"]),
    ("19", "Mental, psychosocial and cognitive status", &["mental_status"]),
    ("20", "Prognosis", &["prognosis"]),
    ("21", "Treatments", &["treatments"]),
    ("22", "Rehabilitation potential", &["rehab_potential"]),
    ("22", "Discharge plans", &["discharge_plan"]),
];

/// Keys of the narrative sections that have their place in the document; a section of another key comes at its end.
pub fn section_keys() -> impl Iterator<Item = &'static str> {
    FORM_SECTIONS.iter().flat_map(|(_, _, keys)| *keys).chain(additions::ADDED_SECTIONS).copied()
}

/// The place of a field on the form.
fn order(locator: &str) -> (u32, &str) {
    let digits = locator.trim_end_matches(|letter: char| letter.is_ascii_uppercase());
    (digits.parse().unwrap_or(u32::MAX), locator)
}

fn lines_of(section: &Stored<Section>) -> Vec<String> {
    section.text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A field with these lines; without any it says that nothing is recorded.
fn field(locator: &str, name: &str, lines: Vec<String>) -> DocumentField {
    let missing = lines.is_empty();
    let lines = if missing { vec![NOT_RECORDED.to_owned()] } else { lines };
    DocumentField { locator: locator.to_owned(), name: name.to_owned(), lines, missing }
}

/// A field of one line, where it is known.
fn known(locator: &str, name: &str, value: Option<String>) -> DocumentField {
    field(locator, name, value.filter(|value| !value.trim().is_empty()).into_iter().collect())
}

/// `label: value`, or that it is not recorded.
fn said(label: &str, value: Option<&str>) -> String {
    let value = value.map(str::trim).filter(|value| !value.is_empty());
    format!("{label}: {}", value.unwrap_or(NOT_RECORDED))
}
