//! Plans on paper: the chart and what is known of it, set, and written into a file that only its owner may read.

use std::fs::{OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use chrono::NaiveDateTime;

use crate::domain::board::Circumstances;
use crate::domain::caseload::Letterhead;
use crate::domain::chart::Chart;
use crate::domain::entry::home_evaluation::HomePage;
use crate::domain::plan::document::{DocumentVersion, PlanDocument, SignedDocument, Source};
use crate::domain::refusal::Refusal;
use crate::domain::user::User;
use crate::exchange::print::pdf::{self, NoFace};
use crate::exchange::print::text::{self, Pages};
use crate::exchange::print::{Paper, home as home_paper, patient_copy, plan as plan_paper};

/// How many prints of one plan on one day a folder takes.
const MOST: u32 = 100;

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copy {
    /// For the record and the practitioner.
    Record,
    /// For the patient.
    Patient,
}

impl Copy {
    /// The word in the audit.
    pub fn action(self) -> &'static str {
        match self {
            Self::Record => "print.plan",
            Self::Patient => "print.plan_patient",
        }
    }

    /// What a file of it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Record => "plan",
            Self::Patient => "plan-for-patient",
        }
    }
}

/// As what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text, one long page.
    Text,
    /// Text with page breaks.
    Pages,
    /// PDF.
    Pdf,
}

/// What the print of a signed version is called in the audit; which one, the object says.
pub const SIGNED: &str = "print.plan_version";

/// A signed version in the audit: `version/2`.
pub fn object(number: u32) -> String {
    format!("version/{number}")
}

/// A signed version of the plan of a chart, word for word, printed by `user`.
///
/// # Errors
/// When there is no such version, or this program cannot read it.
pub fn signed(
    chart: &Chart,
    number: u32,
    given: Circumstances<'_>,
    agency: &Letterhead,
    user: &User,
) -> Result<Paper, Refusal> {
    let document = SignedDocument::of(&chart.plan, number, given.zone, (given.knowledge.plans)())?;
    Ok(plan_paper::signed(&document, &chart.facts.patient.number, &printed(given, agency, user)))
}

/// When, by whom and where it was printed.
fn printed(given: Circumstances<'_>, agency: &Letterhead, user: &User) -> String {
    let at = given.now.format("%Y-%m-%d %H:%M");
    let by = format!("{}, {}", user.name.full(), user.credential);
    format!("printed {at} by {}, {}", by.trim_end_matches(", "), agency.name)
}

/// The plan of a chart as it stands now, printed by `user`.
pub fn plan(chart: &Chart, given: Circumstances<'_>, agency: &Letterhead, user: &User, copy: Copy) -> Paper {
    let source = Source { chart, agency, given };
    let version = DocumentVersion::of(chart, given.now.date(), given.zone);
    match copy {
        Copy::Patient => patient_copy::paper(source, &version),
        Copy::Record => plan_paper::paper(&PlanDocument::of(source, version), &printed(given, agency, user)),
    }
}

/// Home safety of a chart, printed by `user`.
///
/// # Errors
/// When the patient has not allowed it, or there is nothing to say.
pub fn home(
    chart: &Chart,
    page: HomePage,
    given: Circumstances<'_>,
    agency: &Letterhead,
    user: &User,
) -> Result<Paper, Refusal> {
    home_paper::paper(chart, page, given.now.date(), agency, &printed(given, agency, user))
}

/// The word of a home safety page in the audit, and what a file of it is called.
pub fn home_words(page: HomePage) -> (&'static str, &'static str) {
    match page {
        HomePage::Chart => ("print.home", "home-safety"),
        HomePage::Family => ("print.home_family", "home-safety-for-family"),
        HomePage::Landlord => ("print.home_landlord", "letter-to-landlord"),
    }
}

/// Sets a document; `at` is the local time that a PDF gives as that of its making.
///
/// # Errors
/// When the letters of a PDF cannot be read.
pub fn set(paper: &Paper, form: Form, at: NaiveDateTime) -> Result<Vec<u8>, NoFace> {
    match form {
        Form::Text => Ok(text::print(paper, Pages::One).into_bytes()),
        Form::Pages => Ok(text::print(paper, Pages::Breaks).into_bytes()),
        Form::Pdf => pdf::print(paper, at),
    }
}

/// Writes a file that only this account may read; over one that exists only with `force`.
///
/// # Errors
/// When it exists, or cannot be written.
pub fn write(path: &Path, bytes: &[u8], force: bool) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    let mut file = if force { options.create(true).truncate(true) } else { options.create_new(true) }.open(path)?;
    // One that was there keeps no wider rights.
    file.set_permissions(Permissions::from_mode(0o600))?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Writes a PDF of that name into a folder, over none that is there already: the second of a day is called
/// `NAME-2.pdf`. Answers what the file is called.
///
/// # Errors
/// When no file can be written there.
pub fn write_beside(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<String> {
    // A record number may come from elsewhere, and is no path.
    let safe: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    for number in 1..MOST {
        let file = if number == 1 { format!("{safe}.pdf") } else { format!("{safe}-{number}.pdf") };
        match write(&folder.join(&file), bytes, false) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            done => return done.map(|()| file),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}
