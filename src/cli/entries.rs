//! `kinds`, `add`, `entries`, `amend`, `retract`: records of every kind from the command line, through the same door as
//! the screen.

use std::fmt::Write as _;
use std::io::Read as _;
use std::sync::Arc;

use chrono::NaiveDateTime;
use clap::Args;
use serde_json::{Map, Value, json};

use super::patient::choose;
use super::{Common, Desk, Failure, Outcome, Output, Viewpoint, say, say_json};
use crate::clock::Clock;
use crate::domain::caseload::{Facts, Staff};
use crate::domain::change::{Bundle, Change, Edit};
use crate::domain::consequence::Consequences;
use crate::domain::entry::{Content, Entry, EntryId, Kind, Setting};
use crate::domain::field::Field;
use crate::domain::ids::{Id, PatientId, Stored, Version};
use crate::domain::user::User;
use crate::store::NotSaved;

/// Most that is read from standard input.
const MOST: u64 = 1024 * 1024;

/// A new record.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// Who: letters of a name ("ort mar"), a chart number, digits of a telephone, or a date of birth.
    who: String,
    /// What kind of record; `caseload kinds` lists them.
    kind: String,
    #[command(flatten)]
    fields: Fields,
    #[command(flatten)]
    pub(super) viewpoint: Viewpoint,
    #[command(flatten)]
    output: Output,
}

/// What the fields say.
#[derive(Debug, Args)]
struct Fields {
    /// `-` reads the fields from standard input: JSON, or a line FIELD=VALUE for each. Use it for what others must not
    /// see: arguments stand in the list of processes. Else FIELD=VALUE for each field.
    #[arg(value_name = "- | FIELD=VALUE")]
    fields: Vec<String>,
    /// Only say what would be written, and what would follow.
    #[arg(long)]
    dry_run: bool,
}

/// The records of a chart.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Who, as for `caseload patient`.
    who: String,
    /// Only records of this kind.
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    #[command(flatten)]
    pub(super) viewpoint: Viewpoint,
    #[command(flatten)]
    output: Output,
}

/// A record says something else.
#[derive(Debug, Args)]
pub(super) struct Amend {
    /// The number of the record, as `caseload entries` shows it.
    id: i64,
    #[command(flatten)]
    fields: Fields,
    #[command(flatten)]
    pub(super) viewpoint: Viewpoint,
    #[command(flatten)]
    output: Output,
}

/// A record was entered in error.
#[derive(Debug, Args)]
pub(super) struct Retract {
    /// The number of the record, as `caseload entries` shows it.
    id: i64,
    /// Why: it stays with the record. `-` reads it from standard input.
    #[arg(long, value_name = "TEXT")]
    why: String,
    /// Only say what would be written.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    pub(super) viewpoint: Viewpoint,
    #[command(flatten)]
    output: Output,
}

/// Prints every kind with its fields.
pub(super) fn kinds(output: Output) -> Outcome {
    if output.json {
        say_json(&json!({ "kinds": Kind::ALL.iter().map(kind_as_json).collect::<Vec<_>>() }))?;
        return Ok(0);
    }
    let mut out = String::new();
    for kind in Kind::ALL {
        let _ = writeln!(out, "{}: {}", kind.word, kind.title);
        for field in kind.fields {
            let need = if field.is_asked_for() { "needed" } else { "optional" };
            let _ = writeln!(out, "    {:<12} {}, {} ({need})", field.name, field.label, field.shape.word());
            let choices = field.choices();
            if !choices.is_empty() && choices.len() <= FEW {
                let words: Vec<String> = choices.iter().map(|(word, label)| format!("{word} ({label})")).collect();
                let _ = writeln!(out, "    {:<12} one of: {}", "", words.join(", "));
            } else if !choices.is_empty() {
                let _ = writeln!(out, "    {:<12} {} words: caseload kinds --json lists them", "", choices.len());
            }
        }
        out.push('\n');
    }
    say(out.trim_end_matches('\n'))?;
    say("\n")?;
    Ok(0)
}

/// How many choices are written out for people.
const FEW: usize = 24;

fn kind_as_json(kind: &Kind) -> Value {
    let field = |field: &Field| {
        let mut as_json = json!({
            "name": field.name,
            "label": field.label,
            "shape": field.shape.word(),
            "required": field.is_asked_for(),
        });
        let choices = field.choices();
        if !choices.is_empty() {
            as_json["choices"] = choices.iter().map(|(word, _)| *word).collect();
            as_json["choice_labels"] = choices.iter().map(|(_, label)| *label).collect();
        }
        as_json
    };
    json!({
        "kind": kind.word,
        "title": kind.title,
        "fields": kind.fields.iter().map(field).collect::<Vec<_>>(),
    })
}

/// Writes a new record.
pub(super) fn add(common: &Common, arguments: &Add) -> Outcome {
    let kind = Kind::of(&arguments.kind).ok_or_else(|| {
        let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word).collect();
        Failure::usage(format!("There is no kind `{}`: write one of {}.", arguments.kind, words.join(", ")))
    })?;
    let given = given(kind, &arguments.fields.fields)?;
    let mut desk = Desk::open(common, &arguments.viewpoint)?;
    desk.may_see_charts()?;
    let found = desk.office.store().find(&arguments.who, &[desk.user_id])?;
    let patient = choose(&found, &arguments.who)?.patient;
    let chart = Opened::of(&mut desk, patient)?;
    let setting = chart.setting(&desk);
    let mut answers = kind.proposed(&setting);
    put(&mut answers, given);
    let content = kind.compose(&answers, &setting).map_err(|wrong| wrong_field(kind, wrong.field, &wrong.why))?;
    let says = said(&content, &setting);
    let value = Entry::new(content, desk.user_id, Clock::system().now());
    let change = Change::entry(Edit::Add { patient, value });
    let Wrote { made, follows } = write(&mut desk, change, arguments.fields.dry_run)?;
    answer(arguments.output, kind.word, made.map(|id| (id, 1)), &Said { says, follows })
}

/// Lists the records of a chart.
pub(super) fn list(common: &Common, arguments: &List) -> Outcome {
    if let Some(word) = &arguments.kind {
        Kind::of(word)
            .ok_or_else(|| Failure::usage(format!("There is no kind `{word}`; `caseload kinds` lists them.")))?;
    }
    let mut desk = Desk::open(common, &arguments.viewpoint)?;
    desk.may_see_charts()?;
    let found = desk.office.store().find(&arguments.who, &[desk.user_id])?;
    let one = choose(&found, &arguments.who)?;
    let chart = Opened::of(&mut desk, one.patient)?;
    let of_kind = |entry: &&Stored<Entry>| arguments.kind.as_ref().is_none_or(|kind| entry.content.word() == kind);
    let entries: Vec<&Stored<Entry>> = chart.entries.iter().filter(of_kind).collect();
    if arguments.output.json {
        let entries: Vec<Value> = entries.into_iter().map(|entry| as_json(entry, &chart.staff)).collect();
        say_json(&json!({ "entries": entries }))?;
    } else if entries.is_empty() {
        say("Nothing is recorded.\n")?;
    } else {
        let mut out = String::new();
        for entry in entries {
            let state = entry.state().word().replace('_', " ");
            let (id, on, title) = (entry.id, entry.content.on(), entry.content.title());
            let by = signed(entry, &chart.staff);
            let _ = writeln!(out, "{id}  {on}  {title}, {state}: {}. Recorded by {by}.", entry.content.words());
        }
        say(&out)?;
    }
    Ok(0)
}

/// A record as JSON.
pub(super) fn as_json(entry: &Stored<Entry>, staff: &Staff) -> Value {
    json!({
        "id": entry.id,
        "kind": entry.content.word(),
        "on": entry.content.on(),
        "state": entry.state().word(),
        "version": entry.version,
        "fields": entry.fields(),
        "says": entry.content.words(),
        "by": signed(entry, staff),
        "recorded_at": entry.at,
    })
}

/// Who wrote a record first.
fn signed(entry: &Stored<Entry>, staff: &Staff) -> String {
    staff.get(&entry.author).map(User::signature).unwrap_or_default()
}

/// Writes what a record says from now on. Fields that are not named stay as they are.
pub(super) fn amend(common: &Common, arguments: &Amend) -> Outcome {
    let mut desk = Desk::open(common, &arguments.viewpoint)?;
    desk.may_see_charts()?;
    let (chart, entry) = chart_of(&mut desk, arguments.id)?;
    let kind = entry.content.kind().ok_or_else(|| {
        Failure::request(format!("Record {} was written by a newer version of caseload; use that one.", arguments.id))
    })?;
    if !entry.counts() {
        return Err(Failure::request(format!("Record {} was entered in error and does not count.", arguments.id)));
    }
    let given = given(kind, &arguments.fields.fields)?;
    if given.is_empty() {
        return Err(Failure::usage("Nothing is to be changed: name a field, FIELD=VALUE."));
    }
    let setting = chart.setting(&desk);
    let mut answers = entry.answers();
    put(&mut answers, given);
    let content = kind.compose(&answers, &setting).map_err(|wrong| wrong_field(kind, wrong.field, &wrong.why))?;
    let to = entry.saying(content);
    if to == entry.value {
        return Err(Failure::request("Nothing is different from what the record says."));
    }
    let says = said(&to.content, &setting);
    let (kind, id, version) = (kind.word, entry.id, entry.version + 1);
    let Wrote { follows, .. } = write(&mut desk, Change::entry(entry.amended(to)), arguments.fields.dry_run)?;
    let written = (!arguments.fields.dry_run).then_some((id, version));
    answer(arguments.output, kind, written, &Said { says, follows })
}

/// Marks a record as entered in error.
pub(super) fn retract(common: &Common, arguments: &Retract) -> Outcome {
    let why = if arguments.why == "-" { standard_input()? } else { arguments.why.clone() };
    let why = crate::domain::text::line(&why);
    if why.is_empty() {
        return Err(Failure::usage("--why: say why it was entered in error."));
    }
    let mut desk = Desk::open(common, &arguments.viewpoint)?;
    desk.may_see_charts()?;
    let (_, entry) = chart_of(&mut desk, arguments.id)?;
    if !entry.counts() {
        return Err(Failure::request(format!("Record {} was entered in error already.", arguments.id)));
    }
    let says = format!("{} entered in error: {} ({why})", entry.content.title(), entry.content.words());
    let (kind, id, version) = (entry.content.word().to_owned(), entry.id, entry.version + 1);
    let change = Change::entry(entry.amended(entry.value.retracted(&why)));
    let Wrote { follows, .. } = write(&mut desk, change, arguments.dry_run)?;
    let written = (!arguments.dry_run).then_some((id, version));
    answer(arguments.output, &kind, written, &Said { says: vec![says], follows })
}

/// A chart that was opened for a record; the look is on record.
struct Opened {
    facts: Facts,
    entries: Vec<Stored<Entry>>,
    staff: Arc<Staff>,
    /// The local time.
    now: NaiveDateTime,
    user: User,
}

impl Opened {
    fn of(desk: &mut Desk, patient: PatientId) -> Result<Self, Failure> {
        let now = desk.clock.now();
        let looked = Clock::system().now();
        let before = desk.office.store().look(patient, desk.user_id, looked)?;
        let chart = desk.office.store().chart(patient, desk.user_id, before, now)?;
        let board = desk.office.unread(now);
        let local = now.with_timezone(&desk.zone).naive_local();
        Ok(Self { facts: chart.facts, entries: chart.entries, staff: board.staff, now: local, user: board.user })
    }

    fn setting(&self, desk: &Desk) -> Setting<'_> {
        Setting { facts: &self.facts, user: &self.user, user_id: desk.user_id, now: self.now }
    }
}

/// The chart that a record stands in, and the record.
fn chart_of(desk: &mut Desk, id: i64) -> Result<(Opened, Stored<Entry>), Failure> {
    let missing = || Failure::request(format!("There is no record {id}; `caseload entries WHO` lists them."));
    let entry = desk.office.store().entry(Id::new(id))?.ok_or_else(missing)?;
    let opened = Opened::of(desk, entry.patient)?;
    Ok((opened, entry))
}

/// Field and value as they were typed, by the names of the kind.
type Given = Vec<(&'static str, String)>;

fn given(kind: &Kind, typed: &[String]) -> Result<Given, Failure> {
    let mut given = Given::new();
    let mut take = |name: &str, value: String| -> Result<(), Failure> {
        let field = kind.field(name).ok_or_else(|| {
            let names: Vec<&str> = kind.fields.iter().map(|field| field.name).collect();
            Failure::usage(format!("A {} has no field `{name}`: write one of {}.", kind.title, names.join(", ")))
        })?;
        if given.iter().any(|(known, _)| *known == field.name) {
            return Err(Failure::usage(format!("The field `{name}` is named twice.")));
        }
        given.push((field.name, value));
        Ok(())
    };
    let pair = |text: &str| -> Result<(String, String), Failure> {
        let pair = text.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        pair.ok_or_else(|| Failure::usage(format!("`{text}` is no FIELD=VALUE.")))
    };
    for argument in typed {
        if argument != "-" {
            let (name, value) = pair(argument)?;
            take(&name, value)?;
            continue;
        }
        let text = standard_input()?;
        if text.trim_start().starts_with('{') {
            let fields: Map<String, Value> = serde_json::from_str(&text)
                .map_err(|error| Failure::usage(format!("Standard input is no JSON object of fields: {error}.")))?;
            for (name, value) in &fields {
                let typed = kind.field(name).map(|field| field.written(value)).unwrap_or_default();
                take(name, typed)?;
            }
        } else {
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                let (name, value) = pair(line)?;
                take(&name, value)?;
            }
        }
    }
    Ok(given)
}

fn standard_input() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(MOST + 1).read_to_string(&mut text);
    let read = read.map_err(|error| Failure::usage(format!("Standard input cannot be read: {error}.")))?;
    if read as u64 > MOST {
        return Err(Failure::usage("Standard input is longer than 1 MiB."));
    }
    Ok(text)
}

fn put(answers: &mut Given, given: Given) {
    for (name, value) in given {
        match answers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, typed)) => *typed = value,
            None => answers.push((name, value)),
        }
    }
}

fn wrong_field(kind: &Kind, field: &str, why: &str) -> Failure {
    let label = kind.field(field).map_or(field, |field| field.label);
    Failure::usage(format!("{field} ({label}): {why}."))
}

/// What is said back: what is written, and what follows.
struct Said {
    says: Vec<String>,
    follows: Vec<String>,
}

fn said(content: &Content, setting: &Setting<'_>) -> Vec<String> {
    let fields = content.said(setting.now).into_iter().map(|(label, said)| format!("{label}: {said}"));
    std::iter::once(format!("{}: {}", content.title(), content.words())).chain(fields).collect()
}

/// What a write did, or in a dry run would do.
struct Wrote {
    /// The new record, where one was made.
    made: Option<EntryId>,
    /// What followed, in words.
    follows: Vec<String>,
}

/// Writes the change with what follows from it, all or nothing. A dry run only finds what would follow.
fn write(desk: &mut Desk, change: Change, dry_run: bool) -> Result<Wrote, Failure> {
    let bundle = Bundle { says: change.says(), parts: vec![change] };
    let now = Clock::system().now();
    let words = |follows: &Consequences| follows.changes.iter().map(Change::says).collect();
    if dry_run {
        return Ok(Wrote { made: None, follows: words(&desk.office.would_follow(&bundle, now)?) });
    }
    match desk.office.decide(&bundle, now) {
        Ok(saved) => Ok(Wrote { made: saved.made.map(Id::new), follows: words(&saved.follows) }),
        Err(NotSaved::Refused(refusal)) => Err(Failure::forbidden(refusal.to_string())),
        Err(error) => Err(Failure::request(error.to_string())),
    }
}

fn answer(output: Output, kind: &str, written: Option<(EntryId, Version)>, said: &Said) -> Outcome {
    if output.json {
        say_json(&json!({
            "id": written.map(|(id, _)| id),
            "kind": kind,
            "version": written.map(|(_, version)| version),
            "says": said.says,
            "follows": said.follows,
        }))?;
        return Ok(0);
    }
    let mut out = String::new();
    for line in &said.says {
        let _ = writeln!(out, "{line}");
    }
    for line in &said.follows {
        let _ = writeln!(out, "follows: {line}");
    }
    let _ = match written {
        Some((id, version)) => writeln!(out, "Written as record {id}, version {version}."),
        None => writeln!(out, "Nothing was written: this was a dry run."),
    };
    say(&out)?;
    Ok(0)
}
