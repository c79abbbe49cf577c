//! Three lists made one: ours, one that somebody else keeps, and what stands in the home, on one row per drug. One decision
//! for each row, and all of them are written at once.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::dose::{daily_mg, times_per_day};
use super::habit::is_as_needed;
use super::list::{ListSource, ListStatus, MedicineList};
use super::one_line::OneLine;
use super::reading::Reading;
use super::sig::{Dosing, Doubt, Sig, SigReading};
use super::words::Words;
use super::{Medication, MedicationSource, MedicationStatus};
use crate::domain::change::{Bundle, Change, Edit, EventChange};
use crate::domain::event::Event;
use crate::domain::formulary::Formulary;
use crate::domain::ids::{PatientId, Stored, UserId};
use crate::domain::note::{Note, NoteKind};
use crate::domain::refusal::Refusal;
use crate::domain::task::{Task, TaskKind};
use crate::domain::text;
use crate::domain::when::{Instant, PartialDate};

/// The lists that are laid side by side.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Our list: what is taken or on hold.
    pub ours: &'a [Stored<Medication>],
    /// The newest open list of a hospital, a referral or a pharmacy.
    pub theirs: Option<&'a Stored<MedicineList>>,
    /// The newest open list of what stands in the home.
    pub home: Option<&'a Stored<MedicineList>>,
}

impl<'a> Sources<'a> {
    /// Our list with the newest of those that wait, which stand newest first.
    pub fn of(ours: &'a [Stored<Medication>], waiting: &'a [Stored<MedicineList>]) -> Self {
        let newest = |home: bool| waiting.iter().find(|list| (list.source == ListSource::Home) == home);
        Self { ours, theirs: newest(false), home: newest(true) }
    }

    /// Whether there is anything to reconcile with.
    pub fn is_empty(&self) -> bool {
        self.theirs.is_none() && self.home.is_none()
    }
}

/// One drug over all lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its generic name, or the words of the first list that has it where no table knows it.
    pub name: String,
    /// Our line.
    pub ours: Option<Stored<Medication>>,
    /// Theirs.
    pub theirs: Option<Listed>,
    /// What stands in the home.
    pub home: Option<Listed>,
    /// Every list that was laid out has it, and all say the same.
    pub agrees: bool,
    /// The same drug stands on a list a second time.
    pub again: bool,
}

/// One line of a list as it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// What it says.
    pub line: Medication,
    /// What must be asked about it; with an open question it agrees with nothing.
    pub asks: Vec<String>,
    /// It says that the drug is stopped or on hold, and cannot be taken over as an order.
    pub ended: bool,
}

/// What is decided about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// As our list has it; a drug that is not on it is not taken up.
    Ours,
    /// As they have it.
    Theirs,
    /// As it is taken at home.
    AsTaken,
    /// Not taken any more.
    Stop,
    /// The prescriber is asked; until then our list stays.
    Ask,
}

impl Decision {
    /// Every decision, by its digit.
    pub const ALL: [Self; 5] = [Self::Ours, Self::Theirs, Self::AsTaken, Self::Stop, Self::Ask];

    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Theirs => "theirs",
            Self::AsTaken => "as taken",
            Self::Stop => "stop",
            Self::Ask => "ask",
        }
    }
}

/// The same drug under whatever name: its ingredients, or its words where no table knows it.
type Key = (BTreeSet<u16>, String);

fn key(line: &Medication, formulary: &Formulary) -> Key {
    let parts: BTreeSet<u16> = Reading::of(line, formulary).resolved.parts.iter().map(|part| part.ingredient).collect();
    let words = if parts.is_empty() { text::fold(&line.drug) } else { String::new() };
    (parts, words)
}

/// One row per drug: what differs first, then what agrees, each by name. The order of the lines of a list does not count:
/// where a drug stands on the lists more than once, what says the same goes together.
pub fn rows(sources: Sources<'_>, formulary: &Formulary) -> Vec<Row> {
    let empty = |name: String| Row { name, ours: None, theirs: None, home: None, agrees: false, again: false };
    let mut ours: Vec<&Stored<Medication>> = sources.ours.iter().collect();
    ours.sort_by_key(|entry| (entry.line(), entry.id));
    let mut keyed: Vec<(Key, Row)> = Vec::new();
    for entry in ours {
        let key = key(entry, formulary);
        let row = Row { ours: Some(entry.clone()), ..empty(name(&key, entry, formulary)) };
        keyed.push((key, row));
    }
    for (list, home) in [(sources.theirs, false), (sources.home, true)] {
        let mut typed: Vec<&str> = list.iter().flat_map(|list| list.each()).collect();
        typed.sort_unstable();
        // The same words twice are one line written twice.
        let mut seen: BTreeSet<String> = BTreeSet::new();
        typed.retain(|typed| seen.insert(text::fold(typed)));
        let read = typed.into_iter().map(|typed| Listed::read(typed, formulary));
        let lines: Vec<(Key, Listed)> = read.map(|listed| (key(&listed.line, formulary), listed)).collect();
        let same = |row: &Row, listed: &Listed| {
            let theirs = row.theirs.as_ref().map(|listed| &listed.line);
            let other = row.ours.as_ref().map(|entry| &entry.value).or(theirs);
            other.is_some_and(|other| says_the_same(other, &listed.line, formulary))
        };
        let mut rest: Vec<(Key, Listed)> = Vec::new();
        for (key, listed) in lines {
            match free(&mut keyed, &key, home, |row| same(row, &listed)) {
                Some(place) => *place = Some(listed),
                None => rest.push((key, listed)),
            }
        }
        for (key, listed) in rest {
            if let Some(place) = free(&mut keyed, &key, home, |_| true) {
                *place = Some(listed);
                continue;
            }
            let row = empty(name(&key, &listed.line, formulary));
            let (theirs, in_home) = if home { (None, Some(listed)) } else { (Some(listed), None) };
            keyed.push((key, Row { theirs, home: in_home, ..row }));
        }
    }
    let keys: Vec<Key> = keyed.iter().map(|(key, _)| key.clone()).collect();
    let mut rows: Vec<Row> = keyed.into_iter().map(|(_, row)| row).collect();
    for (at, row) in rows.iter_mut().enumerate() {
        row.again = keys.iter().enumerate().any(|(other, key)| other != at && keys.get(at) == Some(key));
        row.agrees = !row.again && agrees(row, sources, formulary);
    }
    // Rows of one drug stay as they are: the sort is stable.
    rows.sort_by_key(|row| (row.agrees, row.name.to_lowercase()));
    rows
}

/// The place of a line on the first row of its drug that fits and has none from this list yet.
fn free<'a>(
    keyed: &'a mut [(Key, Row)],
    key: &Key,
    home: bool,
    fits: impl Fn(&Row) -> bool,
) -> Option<&'a mut Option<Listed>> {
    let is_free = |row: &Row| if home { row.home.is_none() } else { row.theirs.is_none() };
    let (_, row) = keyed.iter_mut().find(|(known, row)| known == key && is_free(row) && fits(row))?;
    Some(if home { &mut row.home } else { &mut row.theirs })
}

fn name((parts, _): &Key, line: &Medication, formulary: &Formulary) -> String {
    if parts.is_empty() {
        return line.drug.clone();
    }
    parts.iter().map(|part| formulary.name(*part)).collect::<Vec<_>>().join(" + ")
}

fn agrees(row: &Row, sources: Sources<'_>, formulary: &Formulary) -> bool {
    let Some(ours) = &row.ours else { return false };
    let says_so = |list: Option<&Stored<MedicineList>>, line: &Option<Listed>| match (list, line) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(_), Some(listed)) => {
            listed.asks.is_empty() && !listed.ended && says_the_same(ours, &listed.line, formulary)
        }
    };
    says_so(sources.theirs, &row.theirs) && says_so(sources.home, &row.home)
}

/// Words that end or suspend a line.
const ENDS: [&str; 9] = ["stop", "stopped", "stopping", "discontinue", "discontinued", "dc", "hold", "held", "off"];

impl Listed {
    fn read(typed: &str, formulary: &Formulary) -> Self {
        let words = Words::of(typed);
        let ended = words.iter().any(|word| ENDS.contains(&word)) || words.says("d c") || words.says("do not");
        // What ends a line is no part of the drug's name.
        let from = (0..words.len()).find(|at| {
            let word = words.at(*at);
            !ENDS.contains(&word) && !matches!(word, "do" | "not" | "take" | "taking" | "d" | "c" | "use")
        });
        let rest = from.filter(|at| ended && *at > 0).map(|at| words.written(typed, at, words.len()));
        let read = OneLine::read(rest.unwrap_or(typed), formulary);
        let asks = read.doubts.iter().map(Doubt::question).collect();
        Self { line: Medication { typed: Some(typed.to_owned()), ..read.medication }, asks, ended }
    }
}

/// Whether two lines of one drug give the same amount, as often, on the same route. Where that cannot be computed, the
/// words must be the same.
pub fn says_the_same(one: &Medication, other: &Medication, formulary: &Formulary) -> bool {
    let (read, compared) = (Reading::of(one, formulary), Reading::of(other, formulary));
    let needed = |line: &Medication| line.as_needed || is_as_needed(line);
    if needed(one) != needed(other) || one.status == MedicationStatus::Held || !is_same_form(one, other) {
        return false;
    }
    let instructions = [one, other].map(|line| Sig::read(&line.sig, formulary));
    if let [mine, others] = &instructions
        && !is_same_course(mine, others)
    {
        return false;
    }
    let daily = |line: &Medication, reading: &Reading| -> Option<Vec<f32>> {
        let mut amounts: Vec<(u16, f32)> = reading
            .resolved
            .parts
            .iter()
            .map(|part| Some((part.ingredient, daily_mg(line, reading, part, formulary)?)))
            .collect::<Option<_>>()?;
        amounts.sort_by_key(|(ingredient, _)| *ingredient);
        (!amounts.is_empty()).then(|| amounts.into_iter().map(|(_, amount)| amount).collect())
    };
    let routes = |reading: &Reading| -> Vec<u8> {
        reading.resolved.parts.iter().map(|part| reading.route(part, formulary)).collect()
    };
    // The same amount out of another bottle is another number of millilitres.
    let by_volume = instructions.iter().any(|reading| reading.sig.is_by_volume());
    let amounts = daily(one, &read).zip(daily(other, &compared)).filter(|_| !by_volume);
    let often = times_per_day(one, &read, formulary).zip(times_per_day(other, &compared, formulary));
    match (amounts, often) {
        (Some((mine, theirs)), Some((times, others))) => {
            let near = |one: f32, other: f32| (one - other).abs() <= one.abs().max(other.abs()) * 0.001;
            mine.len() == theirs.len()
                && mine.iter().zip(&theirs).all(|(one, other)| near(*one, *other))
                && near(times, others)
                && routes(&read) == routes(&compared)
        }
        _ => text::fold(&one.line()) == text::fold(&other.line()),
    }
}

/// Words of a drug that make it another product: how fast it is let go, and the salts that go with that.
const FORMS: [&str; 14] =
    ["er", "xr", "xl", "sr", "cr", "cd", "la", "ec", "dr", "succinate", "tartrate", "extended", "delayed", "patch"];

fn is_same_form(one: &Medication, other: &Medication) -> bool {
    let forms = |line: &Medication| -> BTreeSet<String> {
        let words = Words::of(&line.drug);
        words.iter().filter(|word| FORMS.contains(word)).map(str::to_owned).collect()
    };
    forms(one) == forms(other)
}

/// Whether both instructions are understood, are one dose with its times and no course that ends, and name the same days
/// and the same range.
fn is_same_course(one: &SigReading, other: &SigReading) -> bool {
    let only = |reading: &SigReading| -> Option<Dosing> {
        let sig = &reading.sig;
        let plain = reading.doubts.is_empty() && !sig.then_stop && sig.scale.is_none();
        match sig.steps.as_slice() {
            [step] if plain && step.lasting.is_none() && step.dosings.len() == 1 => step.dosings.first().cloned(),
            _ => None,
        }
    };
    let ranges = |dosing: &Dosing| dosing.dose.is_some_and(|dose| dose.low != dose.high);
    match (only(one), only(other)) {
        (Some(mine), Some(others)) => {
            mine.rhythm.days == others.rhythm.days
                && !ranges(&mine)
                && !ranges(&others)
                && one.sig.limit == other.sig.limit
        }
        (None, _) | (_, None) => false,
    }
}

/// Whether a decision can be made about a row.
///
/// # Errors
/// When the list it takes the line from does not have it.
pub fn check(row: &Row, decision: Decision) -> Result<(), Refusal> {
    match decision {
        Decision::Theirs | Decision::AsTaken
            if row.ours.as_ref().is_some_and(|ours| ours.status == MedicationStatus::Held) =>
        {
            Err(Refusal::new(format!(
                "Our {} is on hold: leave it so, stop it or ask about it. It is resumed in the medication list.",
                row.name
            )))
        }
        Decision::Theirs if row.theirs.as_ref().is_some_and(|listed| listed.ended) => Err(Refusal::new(format!(
            "Their line says that {} is stopped or on hold: stop it, keep ours or ask.",
            row.name
        ))),
        Decision::AsTaken if row.home.as_ref().is_some_and(|listed| listed.ended) => Err(Refusal::new(format!(
            "The line of the home says that {} is stopped or on hold: stop it or ask.",
            row.name
        ))),
        Decision::Theirs if row.theirs.is_none() => {
            Err(Refusal::new(format!("Their list does not have {}: stop it, keep ours or ask.", row.name)))
        }
        Decision::AsTaken if row.home.is_none() => Err(Refusal::new(format!(
            "{} does not stand on the list of the home: stop it, keep ours or ask.",
            row.name
        ))),
        Decision::Ours | Decision::Theirs | Decision::AsTaken | Decision::Stop | Decision::Ask => Ok(()),
    }
}

/// Who finishes a reconciliation, and when.
#[derive(Debug, Clone)]
pub struct Finished<'a> {
    /// Whose lists.
    pub patient: PatientId,
    /// Who.
    pub by: UserId,
    /// As notes name her.
    pub author: &'a str,
    /// Her credential.
    pub credential: &'a str,
    /// Whom the questions are for.
    pub prescriber: &'a str,
    /// The local time.
    pub at: NaiveDateTime,
    /// The same as an instant.
    pub now: Instant,
}

/// The questions of all rows that are asked about, numbered from 1.
pub fn questions(decided: &[(Row, Decision)], sources: Sources<'_>) -> Vec<String> {
    let asked = decided.iter().filter(|(_, decision)| *decision == Decision::Ask);
    asked.enumerate().map(|(at, (row, _))| format!("{}. {}", at + 1, question(row, sources))).collect()
}

/// "metoprolol: ours metoprolol succinate ER 50 mg tablet: 50 mg by mouth once a day; hospital list ...: which?" Only lists
/// that are laid out are named.
fn question(row: &Row, sources: Sources<'_>) -> String {
    let mut says = vec![format!(
        "ours {}",
        row.ours.as_ref().map_or("does not have it".to_owned(), |ours| {
            let held = if ours.status == MedicationStatus::Held { " (on hold)" } else { "" };
            format!("{}{held}", ours.listed())
        })
    )];
    for (list, listed) in [(sources.theirs, &row.theirs), (sources.home, &row.home)] {
        let Some(list) = list else { continue };
        let line = listed.as_ref().and_then(|listed| listed.line.typed.as_deref()).unwrap_or("does not have it");
        says.push(format!("{} {line}", list.source.label()));
    }
    format!("{}: {}: which?", row.name, says.join("; "))
}

/// Everything that the decisions write: changed lines, one call note with all questions and a task to make the call, the
/// lists as reconciled, and the drug regimen review.
pub fn written(decided: &[(Row, Decision)], sources: Sources<'_>, finished: &Finished<'_>) -> Bundle {
    let mut parts: Vec<Change> = Vec::new();
    for (row, decision) in decided {
        parts.extend(edit(row, *decision, sources, finished).map(Change::medication));
    }
    let asked = questions(decided, sources);
    if !asked.is_empty() {
        let many = if asked.len() == 1 { "1 question".to_owned() } else { format!("{} questions", asked.len()) };
        let text = format!("To ask {}: {}", finished.prescriber, asked.join("  "));
        let author = finished.author.to_owned();
        let note = Note { kind: NoteKind::Call, at: finished.now, author, text, counts: true };
        let patient = finished.patient;
        parts.push(Change::note(Edit::Add { patient, value: note }));
        let task = format!("Call {}: {many} about medicines, in the call note", finished.prescriber);
        let value = Task::open(TaskKind::Reconciliation, task, finished.at.date(), finished.by);
        parts.push(Change::task(Edit::Add { patient, value }));
    }
    if let Some(text) = declined(decided) {
        let author = finished.author.to_owned();
        let note = Note { kind: NoteKind::Remark, at: finished.now, author, text, counts: true };
        parts.push(Change::note(Edit::Add { patient: finished.patient, value: note }));
    }
    for list in [sources.theirs, sources.home].into_iter().flatten() {
        parts.push(Change::list(list.amended(MedicineList { status: ListStatus::Reconciled, ..list.value.clone() })));
    }
    let event = Event::DrugRegimenReview {
        date: finished.at.date(),
        by: Some(finished.credential.to_owned()).filter(|credential| !credential.is_empty()),
    };
    parts.push(Change::Event(EventChange::Record { patient: finished.patient, event }));
    Bundle { says: "medicines reconciled".to_owned(), parts }
}

/// The change that a decision makes of our list, if it makes any. Who ordered a line stays what it was: a list is no order.
fn edit(row: &Row, decision: Decision, sources: Sources<'_>, finished: &Finished<'_>) -> Option<Edit<Medication>> {
    let told = |list: Option<&Stored<MedicineList>>| {
        list.map(|list| format!("{}, {} of {}", list.told_by, list.source.label(), list.on))
    };
    let takes = |listed: &Option<Listed>, list: Option<&Stored<MedicineList>>, source: MedicationSource| {
        let line = listed.as_ref()?.line.clone();
        let ours = row.ours.as_ref();
        let kept = ours.map(|entry| &entry.value);
        let to = Medication {
            started: kept.and_then(|kept| kept.started),
            indication: line.indication.clone().or_else(|| kept.and_then(|kept| kept.indication.clone())),
            ordered_by: kept.and_then(|kept| kept.ordered_by.clone()),
            source,
            told_by: told(list),
            reason: Some("reconciled".to_owned()),
            ..line
        };
        Some(match ours {
            Some(ours) => ours.amended(to),
            None => Edit::Add { patient: finished.patient, value: to },
        })
    };
    match decision {
        Decision::Theirs => takes(&row.theirs, sources.theirs, MedicationSource::Hospital),
        Decision::AsTaken => takes(&row.home, sources.home, MedicationSource::AsTaken),
        Decision::Stop => {
            let list = sources.theirs.filter(|_| row.theirs.as_ref().is_none_or(|listed| listed.ended));
            let ours = row.ours.as_ref()?;
            Some(ours.amended(Medication {
                status: MedicationStatus::Stopped,
                stopped: Some(PartialDate::Day(finished.at.date())),
                told_by: told(list.or(sources.home).or(sources.theirs)),
                reason: Some("stopped when the lists were reconciled".to_owned()),
                ..ours.value.clone()
            }))
        }
        Decision::Ours | Decision::Ask => None,
    }
}

/// What their lists have and ours does not take up, in one remark: a drug that was declined leaves a trace.
fn declined(decided: &[(Row, Decision)]) -> Option<String> {
    let is_declined =
        |row: &Row, decision: Decision| row.ours.is_none() && matches!(decision, Decision::Ours | Decision::Stop);
    let lines: Vec<&str> = decided
        .iter()
        .filter(|(row, decision)| is_declined(row, *decision))
        .filter_map(|(row, _)| row.theirs.as_ref().or(row.home.as_ref())?.line.typed.as_deref())
        .collect();
    (!lines.is_empty()).then(|| format!("Not taken up when the lists were reconciled: {}", lines.join("; ")))
}
