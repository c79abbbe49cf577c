//! `import`: FHIR files into charts. A file that cannot be understood is refused whole; one that can is taken in short
//! transactions, and taking it again does what an interruption left.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::{Common, Failure, Outcome, agency, say, say_json};
use crate::clock::Clock;
use crate::domain::permission::Act;
use crate::domain::when::civil;
use crate::exchange::fhir::{self, Directory, FileRefused, Problem, Setting};
use crate::store::{Load, Report, Store};

/// How many problems of one file are written out; `--json` has them all.
const NAMED: usize = 12;

/// How long an import waits for another one to write a file.
const PATIENCE: Duration = Duration::from_secs(60);

/// What to import, and for whom.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// FHIR R4 files (JSON or NDJSON, also `.gz`) or folders of them.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Put new patients on this user's caseload.
    #[arg(long, value_name = "USER")]
    assign: Option<String>,
    /// Where files come from that do not say so themselves: the address of a server, or any name. An id holds within it.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Only say what would happen. Each file is looked at by itself.
    #[arg(long)]
    dry_run: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// What became of one file.
#[derive(Debug, Default, Serialize)]
struct FileReport {
    file: String,
    /// Why nothing of it was taken.
    refused: Option<Refused>,
    taken: u64,
    changed: u64,
    unchanged: u64,
    /// Kept for patients or plans that have not arrived yet.
    waiting: u64,
    read: BTreeMap<String, u64>,
    skipped: BTreeMap<String, u64>,
    problems: Vec<Problem>,
    dangling: Vec<String>,
    dangling_total: u64,
    kept_ours: Vec<String>,
    /// Copies that are older than what is on record.
    older: Vec<String>,
    older_total: u64,
    /// Entries that their source deleted or no longer has.
    withdrawn: u64,
    /// Entries that name their drug or payer in a file that has not come.
    unnamed: BTreeMap<&'static str, u64>,
    /// Charts that may be one person's, found in this file.
    charts_to_decide: Vec<String>,
    /// New patients whose names may be taken for another's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    look_alike_names: Vec<String>,
    /// What else there is to say about ids.
    remarks: Vec<String>,
    remarks_total: u64,
}

#[derive(Debug, Serialize)]
struct Refused {
    place: Option<String>,
    reason: String,
}

#[derive(Debug, Default, Serialize)]
struct Totals {
    files: u64,
    refused: u64,
    taken: u64,
    changed: u64,
    unchanged: u64,
    waiting: u64,
    skipped: u64,
    problems: u64,
    /// Charts that may be one person's, found now.
    to_decide: u64,
}

/// What became of the import.
#[derive(Debug, Default, Serialize)]
struct ImportReport {
    dry_run: bool,
    files: Vec<FileReport>,
    passed_over: Vec<String>,
    totals: Totals,
}

/// Imports. Exit code 1 when any file was refused; the others are taken all the same.
pub(super) fn run(common: &Common, arguments: &Arguments) -> Outcome {
    let config = agency::config(common)?;
    let path = agency::database(common, &config)?;
    let clock = Clock::system();
    let found = fhir::files(&arguments.paths).map_err(|refused| Failure::request(refused.to_string()))?;
    let mut store = Store::open(&path, &agency::session_name(clock))?;
    // Another import may be at work, and nobody sits before a screen that stands still.
    store.wait_at_most(PATIENCE);
    let users = store.users()?;
    let assign = arguments.assign.as_deref().map(|login| agency::user(&users, Some(login), None)).transpose()?;
    let by = agency::user(&users, config.user.as_deref(), agency::os_account().as_deref()).ok();
    if let Some((_, user)) = users.iter().find(|(id, _)| Some(*id) == by) {
        let asked = agency::permissions(&config)?.ask(&user.role, &user.credential, Act::Import);
        asked.map_err(|refusal| Failure::forbidden(refusal.to_string()))?;
    }

    let bar = bar(&found.files, arguments.json);
    bar.set_message("names");
    let zone = store.agency()?.zone;
    let setting = Setting {
        formulary: crate::knowledge::formulary(),
        zone,
        today: Some(civil(clock.now(), zone)),
        source: arguments.source.as_deref(),
    };
    let directory = Directory::gather_for(&found.files, &setting);
    let mut report = ImportReport { dry_run: arguments.dry_run, ..ImportReport::default() };
    report.passed_over = found.passed_over.iter().map(|path| fhir::shown(path)).collect();
    for file in &found.files {
        bar.set_message(file.file_name().map(|name| fhir::shown(Path::new(name))).unwrap_or_default());
        let load = Load {
            action: "import",
            digest: None,
            user: by,
            at: clock.now(),
            assign,
            refer: true,
            dry_run: arguments.dry_run,
        };
        let one = import(&mut store, file, &directory, &load, &bar)?;
        report.totals.add(&one);
        report.files.push(one);
    }
    bar.finish_and_clear();
    if arguments.json {
        say_json(&serde_json::to_value(&report)?)?;
    } else {
        say(&report.in_words())?;
    }
    Ok(u8::from(report.totals.refused > 0))
}

/// A bar over the bytes of all files; hidden by itself where there is no terminal.
fn bar(files: &[PathBuf], quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bytes = files.iter().filter_map(|file| std::fs::metadata(file).ok()).map(|file| file.len()).sum();
    let bar = ProgressBar::new(bytes);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {wide_msg}") {
        bar.set_style(style.progress_chars("## "));
    }
    bar
}

fn import(
    store: &mut Store,
    file: &Path,
    directory: &Directory,
    load: &Load,
    bar: &ProgressBar,
) -> Result<FileReport, Failure> {
    match fhir::read_through(file, directory, |file| bar.wrap_read(file)) {
        Ok(read) => {
            let load = Load { digest: Some(read.digest), ..load.clone() };
            let report = store.take(read.records, &load)?;
            let mut one = FileReport::of(file, &report);
            (one.read, one.skipped, one.problems) = (read.read, read.skipped, read.problems);
            Ok(one)
        }
        Err(FileRefused { file, place, reason }) => {
            Ok(FileReport { file, refused: Some(Refused { place, reason }), ..FileReport::default() })
        }
    }
}

impl FileReport {
    fn of(file: &Path, report: &Report) -> Self {
        let mut one = Self { file: fhir::shown(file), waiting: report.waiting, ..Self::default() };
        for taken in report.by_kind.values() {
            one.taken += taken.taken;
            one.changed += taken.changed;
            one.unchanged += taken.unchanged;
        }
        one.dangling.clone_from(&report.dangling);
        one.dangling_total = report.dangling_total;
        one.kept_ours.clone_from(&report.kept_ours);
        one.older.clone_from(&report.older);
        one.older_total = report.older_total;
        one.withdrawn = report.withdrawn;
        one.unnamed.clone_from(&report.unnamed);
        one.charts_to_decide.clone_from(&report.pairs);
        one.look_alike_names.clone_from(&report.alike);
        one.remarks.clone_from(&report.remarks);
        one.remarks_total = report.remarks_total;
        one
    }

    /// How many notes there are about it.
    fn said(&self) -> u64 {
        let problems = self.problems.len() as u64 + self.dangling_total + self.kept_ours.len() as u64;
        problems + self.older_total + self.remarks_total
    }

    fn in_words(&self, out: &mut String) {
        if let Some(refused) = &self.refused {
            let place = refused.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
            let _ = writeln!(out, "NOT TAKEN {}: {place}{}", self.file, refused.reason);
            return;
        }
        let _ = write!(out, "{}: {}", self.file, sum(self.taken, self.changed, self.unchanged, self.waiting));
        if !self.skipped.is_empty() {
            let types: Vec<String> = self.skipped.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
            let _ = write!(out, "; skipped, not read here: {}", types.join(", "));
        }
        out.push('\n');
        for pair in self.charts_to_decide.iter().take(NAMED) {
            let _ = writeln!(out, "    TO DECIDE {pair}");
        }
        if self.charts_to_decide.len() > NAMED {
            let _ = writeln!(out, "    and {} more charts to decide", self.charts_to_decide.len() - NAMED);
        }
        for both in &self.look_alike_names {
            let _ = writeln!(out, "    LOOK-ALIKE NAMES {both}");
        }
        for (what, count) in &self.unnamed {
            let (order, name) = if *what == "drug" { ("order", "drug") } else { ("coverage", *what) };
            let (verb, ending) = if *count == 1 { ("names its", "") } else { ("name their", "s") };
            let _ = writeln!(out, "    {count} {order}{ending} {verb} {name} in a file that has not come");
        }
        if self.withdrawn > 0 {
            let _ = writeln!(out, "    {} withdrawn: deleted at the source, or no longer in it", self.withdrawn);
        }
        let notes = self
            .remarks
            .iter()
            .cloned()
            .chain(self.older.iter().map(|key| format!("{key}: older than what is on record; left aside")))
            .chain(self.problems.iter().map(|problem| format!("{}: {}", problem.place, problem.reason)))
            .chain(self.dangling.iter().map(|what| format!("not linked: {what}")))
            .chain(self.kept_ours.iter().map(|key| format!("{key}: changed here since; ours was kept")));
        for note in notes.take(NAMED) {
            let _ = writeln!(out, "    {note}");
        }
        let all = self.said();
        if all > NAMED as u64 {
            let _ = writeln!(out, "    and {} more: see --json", all - NAMED as u64);
        }
    }
}

fn sum(taken: u64, changed: u64, unchanged: u64, waiting: u64) -> String {
    let mut out = format!("{taken} taken, {changed} changed, {unchanged} unchanged");
    if waiting > 0 {
        let _ = write!(out, ", {waiting} waiting for what they belong to");
    }
    out
}

fn charts(pairs: u64) -> String {
    if pairs == 1 { "1 pair of charts".to_owned() } else { format!("{pairs} pairs of charts") }
}

impl Totals {
    fn add(&mut self, one: &FileReport) {
        self.files += 1;
        self.refused += u64::from(one.refused.is_some());
        self.taken += one.taken;
        self.changed += one.changed;
        self.unchanged += one.unchanged;
        self.waiting += one.waiting;
        self.skipped += one.skipped.values().sum::<u64>();
        self.problems += one.said();
        self.to_decide += one.charts_to_decide.len() as u64;
    }
}

impl ImportReport {
    fn in_words(&self) -> String {
        let mut out = String::new();
        for one in &self.files {
            one.in_words(&mut out);
        }
        for path in &self.passed_over {
            let _ = writeln!(out, "passed over {path}: not a FHIR file by its name");
        }
        let it = &self.totals;
        let _ = write!(out, "{} files: {}", it.files, sum(it.taken, it.changed, it.unchanged, it.waiting));
        let _ = write!(out, ", {} resources skipped, {} problems", it.skipped, it.problems);
        if it.refused > 0 {
            let _ = write!(out, ", {} {} not taken", it.refused, if it.refused == 1 { "file" } else { "files" });
        }
        out.push_str(".\n");
        if it.to_decide > 0 {
            let _ = writeln!(out, "{} to decide: `caseload charts` shows both sides of each.", charts(it.to_decide));
        }
        if self.dry_run {
            out.push_str("This was a dry run: nothing was written.\n");
        } else if it.taken + it.changed + it.waiting == 0 && it.unchanged > 0 {
            out.push_str("Everything was here already; nothing changed.\n");
        }
        out
    }
}
