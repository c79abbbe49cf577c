//! `print plan WHO`: the plan of care as text or PDF, for the record or for the patient. The export goes on record.

use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use clap::{Args, Subcommand};

use super::{Common, Desk, Failure, Outcome, Viewpoint, patient, say};
use crate::clock::Clock;
use crate::domain::board::Circumstances;
use crate::domain::chart::Chart;
use crate::domain::entry::home_evaluation::HomePage;
use crate::domain::when::Instant;
use crate::exchange::print::Paper;
use crate::run::paper;
use crate::store::Act;

/// What.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print a plan of care with the fields of the CMS-485, as text unless a file is named.
    Plan(Plan),
    /// Print home safety: the page of the record, or with the patient's recorded permission a page for the family or a
    /// letter to the landlord.
    Home(Home),
}

/// Whose plan, and how.
#[derive(Debug, Args)]
struct Plan {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    common: Printed,
}

/// Whose home, and for whom.
#[derive(Debug, Args)]
struct Home {
    /// The page for the family: large type, what to do by room.
    #[arg(long)]
    family: bool,
    /// The letter to the landlord: facts of the home, in the patient's name.
    #[arg(long, conflicts_with = "family")]
    landlord: bool,
    #[command(flatten)]
    common: Printed,
}

/// Whose paper, and where it goes.
#[derive(Debug, Args)]
struct Printed {
    /// Who: letters of a name ("ort mar"), a chart number, digits of a telephone, or a date of birth.
    who: String,
    /// Write a PDF on letter paper into this file.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["output", "pages"])]
    pdf: Option<PathBuf>,
    /// Write the text into this file instead of printing it.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Divide the text into pages of 60 lines with form feeds, for a line printer.
    #[arg(long)]
    pages: bool,
    /// Write over a file that exists.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    viewpoint: Viewpoint,
}

impl Arguments {
    /// Whose eyes and what time it is printed for.
    pub(super) fn viewpoint(&mut self) -> &mut Viewpoint {
        &mut self.what.common_mut().viewpoint
    }
}

impl What {
    fn common(&self) -> &Printed {
        match self {
            Self::Plan(Plan { common, .. }) | Self::Home(Home { common, .. }) => common,
        }
    }

    fn common_mut(&mut self) -> &mut Printed {
        match self {
            Self::Plan(Plan { common, .. }) | Self::Home(Home { common, .. }) => common,
        }
    }
}

/// Which text of the plan; without any of these today's.
#[derive(Debug, Args)]
struct Which {
    /// Print the copy for the patient: large type, plain words, no codes.
    #[arg(long)]
    patient: bool,
    /// Print the signed version of that number word for word, and nothing of today's chart.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["patient", "signed"])]
    version: Option<u32>,
    /// Print the newest signed version in force word for word.
    #[arg(long, conflicts_with = "patient")]
    signed: bool,
}

/// Prints.
pub(super) fn run(common: &Common, arguments: &Arguments) -> Outcome {
    let what = &arguments.what;
    let arguments = what.common();
    let file = arguments.pdf.as_deref().or(arguments.output.as_deref());
    if let Some(file) = file.filter(|file| file.exists() && !arguments.force) {
        return Err(exists(file));
    }
    let mut desk = Desk::open(common, &arguments.viewpoint)?;
    desk.may_see_charts()?;
    let now = desk.clock.now();
    let found = desk.office.store().find(&arguments.who, &[desk.user_id])?;
    let one = patient::choose(&found, &arguments.who)?.patient;
    // The look and the export happen now, whatever time the chart is seen at.
    let looked = Clock::system().now();
    let before = desk.office.store().look(one, desk.user_id, looked)?;
    let chart = desk.office.store().chart(one, desk.user_id, before, now)?;
    let board = desk.office.board(now)?;
    let local: NaiveDateTime = now.with_timezone(&desk.zone).naive_local();
    let given = board.circumstances();
    let (paper, act, called) = match what {
        What::Plan(plan) => plan_paper(&plan.which, &chart, given, &desk, looked)?,
        What::Home(home) => {
            let page = match (home.family, home.landlord) {
                (true, _) => HomePage::Family,
                (_, true) => HomePage::Landlord,
                (false, false) => HomePage::Chart,
            };
            let paper = paper::home(&chart, page, given, desk.office.letterhead(), &desk.user);
            let paper = paper.map_err(|refusal| Failure::forbidden(refusal.to_string()))?;
            (paper, Act::new(paper::home_words(page).0, looked), "home safety".to_owned())
        }
    };
    let form = match (&arguments.pdf, arguments.pages) {
        (Some(_), _) => paper::Form::Pdf,
        (None, true) => paper::Form::Pages,
        (None, false) => paper::Form::Text,
    };
    let bytes = paper::set(&paper, form, local).map_err(|error| Failure::request(error.to_string()))?;
    // On record before anything leaves the database.
    desk.office.store().note(&act.by(desk.user_id).on(one))?;
    match file {
        None => say(&String::from_utf8_lossy(&bytes))?,
        Some(file) => {
            write(file, &bytes, arguments.force)?;
            say(&format!("{}\n", written(file, &chart, &called)))?;
        }
    }
    Ok(0)
}

/// The plan that is asked for, how its print stands in the audit, and what it is called.
fn plan_paper(
    which: &Which,
    chart: &Chart,
    given: Circumstances<'_>,
    desk: &Desk,
    at: Instant,
) -> Result<(Paper, Act, String), Failure> {
    let wanted = if which.signed { Some(in_force(chart)?) } else { which.version };
    let letterhead = desk.office.letterhead();
    if let Some(number) = wanted {
        let paper = paper::signed(chart, number, given, letterhead, &desk.user);
        let paper = paper.map_err(|refusal| Failure::request(refusal.to_string()))?;
        let act = Act::new(paper::SIGNED, at).of(paper::object(number));
        return Ok((paper, act, format!("version {number} of the plan")));
    }
    let kind = if which.patient { paper::Copy::Patient } else { paper::Copy::Record };
    let paper = paper::plan(chart, given, letterhead, &desk.user, kind);
    Ok((paper, Act::new(kind.action(), at), "the plan".to_owned()))
}

/// The number of the newest signed version in force.
fn in_force(chart: &Chart) -> Result<u32, Failure> {
    if let Some(signed) = chart.plan.signed() {
        return Ok(signed.version.number);
    }
    let newest = chart.plan.all_signed().next().map(|signed| signed.version.number);
    Err(Failure::request(newest.map_or("This plan has never been signed.".to_owned(), |number| {
        format!(
            "No signed version is in force: version {number} was retracted. --version {number} prints it all the same."
        )
    })))
}

fn written(file: &Path, chart: &Chart, what: &str) -> String {
    format!(
        "{} holds {what} of record {}; that it was printed is on record.",
        file.display(),
        chart.facts.patient.number
    )
}

fn exists(file: &Path) -> Failure {
    Failure::request(format!(
        "{} exists already: choose another name, or add --force to write over it.",
        file.display()
    ))
}

/// Writes a file that only this account may read.
fn write(file: &Path, bytes: &[u8], force: bool) -> Result<(), Failure> {
    paper::write(file, bytes, force).map_err(|error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            return exists(file);
        }
        let file = file.display();
        Failure::request(format!("{file} could not be written: {error}. Name a folder you may write to."))
    })
}
