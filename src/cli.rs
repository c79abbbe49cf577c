//! The command line: one file per subcommand. Exit codes: 0 fine, 1 the request failed, 2 wrong usage,
//! 3 the database is damaged or not ours, 4 refused by permission.

mod agency;
mod charts;
mod check_meds;
mod clock;
mod counts;
mod dashboard;
mod demo;
mod doctor;
mod entries;
mod frequency;
mod import;
mod init;
mod knowledge;
mod log;
mod panes;
mod patient;
mod print;
mod rules;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use agency::Desk;

/// What stands under the help.
const UNDER_THE_HELP: &str = "Without a command the dashboard opens on the database of the settings.\n\n\
    Exit codes: 0 fine; 1 the request failed; 2 wrong usage; 3 the database is damaged or not ours; \
    4 refused by permission.";

/// The heading of what every subcommand understands.
const EVERYWHERE: &str = "Options of every command";

/// The dashboard of a home health case manager: who needs me first, and why. Without a subcommand it opens on the
/// database of the settings.
#[derive(Debug, Parser)]
#[command(name = "caseload", version, about, long_about = None, after_help = UNDER_THE_HELP)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    viewpoint: Viewpoint,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What every subcommand understands.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// The database. Default: `CASELOAD_DB`, else `database` in the configuration, else `caseload/caseload.db` in this
    /// account's data folder.
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "PATH")]
    db: Option<PathBuf>,
    /// One more configuration file; it wins over the system's and the user's.
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "PATH")]
    config: Option<PathBuf>,
    /// When to use colours [default: auto].
    #[arg(long, global = true, help_heading = EVERYWHERE, value_enum)]
    color: Option<ColorWish>,
    /// Draw the dashboard with plain ASCII only.
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    ascii: bool,
}

/// Whether to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ColorWish {
    /// Where the terminal has them and `NO_COLOR` is not set.
    Auto,
    /// Nowhere.
    Never,
}

/// Whose eyes, and at what time.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Viewpoint {
    /// Whose caseload, by login. Default: `user` in the configuration, else the user of this operating-system account,
    /// else the only case manager.
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// As of when, in the agency's zone: 2026-09-14 (that is 08:00) or 2026-09-14T10:42. The dashboard then only reads,
    /// except in the demo. Default: now.
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open the dashboard on an invented agency.
    Demo(demo::Arguments),
    /// Create an empty database with its first user.
    Init(init::Arguments),
    /// Take in charts from FHIR R4 files: Bundles, single resources, NDJSON, `.gz`, folders.
    Import(import::Arguments),
    /// List charts that may be one person's, both sides beside each other, and decide about them.
    Charts(charts::Arguments),
    /// Count what is in the database.
    Counts(Output),
    /// List who needs me first, and why.
    Today(panes::Arguments),
    /// List the visits of the day.
    Visits(panes::Arguments),
    /// List what is due, most pressing first, with its arithmetic. JSON has what was done and what is not open yet, too.
    Reassess(panes::Arguments),
    /// List medication alerts. JSON has the minor findings, too.
    Alerts(panes::Arguments),
    /// List goals that ask for a decision.
    Plans(panes::Arguments),
    /// Show one chart; the look goes on record.
    Patient(patient::Arguments),
    /// List the kinds of records, with the fields of each.
    Kinds(Output),
    /// Write a new record of a kind. `-` reads its fields from standard input, where nobody else sees them.
    Add(entries::Add),
    /// List the records of a chart; the look goes on record.
    Entries(entries::List),
    /// Change what a record says. Fields that are not named stay.
    Amend(entries::Amend),
    /// Mark a record as entered in error; it stays readable and does not count.
    Retract(entries::Retract),
    /// Print a plan of care as text or PDF; the export goes on record.
    Print(print::Arguments),
    /// Review a medication list as typed, one medicine on each line. No database is needed.
    CheckMeds(check_meds::Arguments),
    /// Look after an agency's own drug tables.
    Knowledge(knowledge::check::Arguments),
    /// Say what is due and why, from facts given by hand. No database is needed.
    Clock(clock::Arguments),
    /// Print every deadline rule in words, with room for a signature. Nothing is signed by default.
    Rules(Output),
    /// Examine the database; name versions, the dates of the knowledge, and what nobody has signed off.
    Doctor(Output),
}

impl Command {
    /// Whose eyes and what time it is about, where it is about any.
    fn viewpoint(&mut self) -> Option<&mut Viewpoint> {
        match self {
            Self::Demo(arguments) => Some(&mut arguments.viewpoint),
            Self::Today(arguments)
            | Self::Visits(arguments)
            | Self::Reassess(arguments)
            | Self::Alerts(arguments)
            | Self::Plans(arguments) => Some(&mut arguments.viewpoint),
            Self::Patient(arguments) => Some(&mut arguments.viewpoint),
            Self::Charts(arguments) => Some(&mut arguments.viewpoint),
            Self::Add(arguments) => Some(&mut arguments.viewpoint),
            Self::Entries(arguments) => Some(&mut arguments.viewpoint),
            Self::Amend(arguments) => Some(&mut arguments.viewpoint),
            Self::Retract(arguments) => Some(&mut arguments.viewpoint),
            Self::Print(arguments) => Some(arguments.viewpoint()),
            Self::Init(_)
            | Self::Import(_)
            | Self::Counts(_)
            | Self::Kinds(_)
            | Self::CheckMeds(_)
            | Self::Knowledge(_)
            | Self::Clock(_)
            | Self::Rules(_)
            | Self::Doctor(_) => None,
        }
    }

    /// What was written before the subcommand means the same as behind it; what stands behind it wins.
    fn take_over(&mut self, given: &Viewpoint) -> Result<(), Failure> {
        if given.user.is_none() && given.at.is_none() {
            return Ok(());
        }
        let own = self.viewpoint();
        let own = own.ok_or_else(|| Failure::usage("This subcommand takes no --user and --at before it."))?;
        own.user = own.user.take().or_else(|| given.user.clone());
        own.at = own.at.take().or_else(|| given.at.clone());
        Ok(())
    }
}

/// How a read command answers.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Output {
    /// Answer in JSON; assets/docs/json.md describes the shapes.
    #[arg(long)]
    json: bool,
}

/// A request that failed: the exit code and one sentence.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    sentence: String,
}

impl Failure {
    /// The request failed.
    pub(crate) fn request(sentence: impl Into<String>) -> Self {
        Self { code: 1, sentence: sentence.into() }
    }

    /// Wrong usage.
    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self { code: 2, sentence: sentence.into() }
    }

    /// Refused by permission.
    pub(crate) fn forbidden(sentence: impl Into<String>) -> Self {
        Self { code: 4, sentence: sentence.into() }
    }
}

impl From<crate::store::OpenError> for Failure {
    fn from(error: crate::store::OpenError) -> Self {
        Self { code: if error.is_bad_file() { 3 } else { 1 }, sentence: error.to_string() }
    }
}

impl From<crate::store::Fault> for Failure {
    fn from(fault: crate::store::Fault) -> Self {
        Self { code: if fault.is_damage() { 3 } else { 1 }, sentence: fault.to_string() }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::request(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::request(error.to_string())
    }
}

/// What a command came to: 0, or the code a signal asks for.
pub(crate) type Outcome = Result<u8, Failure>;

/// Runs the program with these arguments.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = u8::from(error.use_stderr()) * 2;
            // Help into a closed pipe is nobody's problem.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    // The panic report goes through this; the screen is restored before it is printed.
    let _ = color_eyre::config::HookBuilder::default().display_env_section(false).install();
    match dispatch(arguments) {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "caseload: {}", failure.sentence);
            ExitCode::from(failure.code)
        }
    }
}

fn dispatch(arguments: Arguments) -> Outcome {
    let Arguments { common, viewpoint, mut command } = arguments;
    if let Some(command) = &mut command {
        command.take_over(&viewpoint)?;
    }
    match command {
        None => dashboard::run(&common, &viewpoint),
        Some(Command::Demo(arguments)) => demo::run(&common, &arguments),
        Some(Command::Init(arguments)) => init::run(&common, &arguments),
        Some(Command::Import(arguments)) => import::run(&common, &arguments),
        Some(Command::Charts(arguments)) => charts::run(&common, &arguments),
        Some(Command::Kinds(output)) => entries::kinds(output),
        Some(Command::Add(arguments)) => entries::add(&common, &arguments),
        Some(Command::Entries(arguments)) => entries::list(&common, &arguments),
        Some(Command::Amend(arguments)) => entries::amend(&common, &arguments),
        Some(Command::Retract(arguments)) => entries::retract(&common, &arguments),
        Some(Command::Counts(output)) => counts::run(&common, output),
        Some(Command::Today(arguments)) => panes::today(&common, &arguments),
        Some(Command::Visits(arguments)) => panes::visits(&common, &arguments),
        Some(Command::Reassess(arguments)) => panes::reassess(&common, &arguments),
        Some(Command::Alerts(arguments)) => panes::alerts(&common, &arguments),
        Some(Command::Plans(arguments)) => panes::plans(&common, &arguments),
        Some(Command::Patient(arguments)) => patient::run(&common, &arguments),
        Some(Command::Print(arguments)) => print::run(&common, &arguments),
        Some(Command::CheckMeds(arguments)) => check_meds::run(&common, &arguments),
        Some(Command::Knowledge(arguments)) => knowledge::check::run(&arguments),
        Some(Command::Clock(arguments)) => clock::run(&common, &arguments),
        Some(Command::Rules(output)) => rules::run(&common, output),
        Some(Command::Doctor(output)) => doctor::run(&common, output),
    }
}

/// Prints to standard output. A reader that has gone away ends the program quietly.
pub(crate) fn say(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Prints a JSON value.
pub(crate) fn say_json(value: &serde_json::Value) -> Result<(), Failure> {
    say(&format!("{}\n", serde_json::to_string_pretty(value)?))
}
