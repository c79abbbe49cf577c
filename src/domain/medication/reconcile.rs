//! Three lists made one: ours, one that somebody else keeps, and what stands in the home, on one row per drug. One decision
//! for each row, and all of them are written at once.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::dose::{daily_mg, times_per_day};
use super::list::{ListSource, ListStatus, MedicineList};
use super::one_line::OneLine;
use super::reading::Reading;
use super::told::{HowTold, Told, added};
use super::{Medication, MedicationStatus};
use crate::domain::change::{Bundle, Change, Edit, EventChange};
use crate::domain::event::Event;
use crate::domain::formulary::Formulary;
use crate::domain::ids::{Entry, PatientId, UserId};
use crate::domain::note::{Note, NoteKind};
use crate::domain::refusal::Refusal;
use crate::domain::task::Task;
use crate::domain::text;
use crate::domain::when::Instant;

/// The lists that are laid side by side.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// Our list: what is taken or on hold.
    pub ours: &'a [Entry<Medication>],
    /// The newest open list of a hospital, a referral or a pharmacy.
    pub theirs: Option<&'a Entry<MedicineList>>,
    /// The newest open list of what stands in the home.
    pub home: Option<&'a Entry<MedicineList>>,
}

impl<'a> Sources<'a> {
    /// Our list with the newest of those that wait, which stand newest first.
    pub fn of(ours: &'a [Entry<Medication>], waiting: &'a [Entry<MedicineList>]) -> Self {
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
    pub ours: Option<Entry<Medication>>,
    /// Theirs.
    pub theirs: Option<Medication>,
    /// What stands in the home.
    pub home: Option<Medication>,
    /// Every list that was laid out has it, and all say the same.
    pub agrees: bool,
    /// The same drug stands on a list a second time.
    pub again: bool,
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
    let mut ours: Vec<&Entry<Medication>> = sources.ours.iter().collect();
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
        let read = typed.into_iter().map(|typed| OneLine::read(typed, formulary).medication);
        let lines: Vec<(Key, Medication)> = read.map(|line| (key(&line, formulary), line)).collect();
        let same = |row: &Row, line: &Medication| {
            let other = row.ours.as_ref().map(|entry| &entry.value).or(row.theirs.as_ref());
            other.is_some_and(|other| says_the_same(other, line, formulary))
        };
        let mut rest: Vec<(Key, Medication)> = Vec::new();
        for (key, line) in lines {
            match free(&mut keyed, &key, home, |row| same(row, &line)) {
                Some(place) => *place = Some(line),
                None => rest.push((key, line)),
            }
        }
        for (key, line) in rest {
            if let Some(place) = free(&mut keyed, &key, home, |_| true) {
                *place = Some(line);
                continue;
            }
            let row = empty(name(&key, &line, formulary));
            let (theirs, in_home) = if home { (None, Some(line)) } else { (Some(line), None) };
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
) -> Option<&'a mut Option<Medication>> {
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
    let says_so = |list: Option<&Entry<MedicineList>>, line: &Option<Medication>| match (list, line) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(_), Some(line)) => says_the_same(ours, line, formulary),
    };
    says_so(sources.theirs, &row.theirs) && says_so(sources.home, &row.home)
}

/// Whether two lines of one drug give the same amount, as often, on the same route. Where that cannot be computed, the
/// words must be the same.
pub fn says_the_same(one: &Medication, other: &Medication, formulary: &Formulary) -> bool {
    let (a, b) = (Reading::of(one, formulary), Reading::of(other, formulary));
    if one.as_needed != other.as_needed || one.status == MedicationStatus::Held {
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
    let amounts = daily(one, &a).zip(daily(other, &b));
    let often = times_per_day(one, &a, formulary).zip(times_per_day(other, &b, formulary));
    match (amounts, often) {
        (Some((x, y)), Some((p, q))) => {
            let near = |x: f32, y: f32| (x - y).abs() <= x.abs().max(y.abs()) * 0.001;
            x.len() == y.len() && x.iter().zip(&y).all(|(x, y)| near(*x, *y)) && near(p, q) && routes(&a) == routes(&b)
        }
        _ => text::fold(&one.line()) == text::fold(&other.line()),
    }
}

/// Whether a decision can be made about a row.
///
/// # Errors
/// When the list it takes the line from does not have it.
pub fn check(row: &Row, decision: Decision) -> Result<(), Refusal> {
    match decision {
        Decision::Theirs if row.theirs.is_none() => {
            Err(Refusal::new(format!("Their list does not have {}. 4 stops it, 1 keeps ours, 5 asks.", row.name)))
        }
        Decision::AsTaken if row.home.is_none() => Err(Refusal::new(format!(
            "{} does not stand on the list of the home. 4 stops it, 1 keeps ours, 5 asks.",
            row.name
        ))),
        _ => Ok(()),
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
pub fn questions(decided: &[(Row, Decision)]) -> Vec<String> {
    let asked = decided.iter().filter(|(_, decision)| *decision == Decision::Ask);
    asked.enumerate().map(|(at, (row, _))| format!("{}. {}", at + 1, question(row))).collect()
}

/// "metoprolol succinate: ours 50 mg once a day; theirs 100 mg once a day; in the home not found: which?"
fn question(row: &Row) -> String {
    let says = |line: Option<&Medication>| line.map_or("not listed", Medication::how_taken).to_owned();
    let ours = says(row.ours.as_ref().map(|entry| &entry.value));
    format!(
        "{}: ours {ours}; theirs {}; in the home {}: which?",
        row.name,
        says(row.theirs.as_ref()),
        says(row.home.as_ref())
    )
}

/// Everything that the decisions write: changed lines, one call note with all questions and a task to make the call, the
/// lists as reconciled, and the drug regimen review.
pub fn written(decided: &[(Row, Decision)], sources: Sources<'_>, finished: &Finished<'_>) -> Bundle {
    let mut parts: Vec<Change> = Vec::new();
    for (row, decision) in decided {
        parts.extend(edit(row, *decision, sources, finished).map(Change::medication));
    }
    let asked = questions(decided);
    if !asked.is_empty() {
        let many = if asked.len() == 1 { "1 question".to_owned() } else { format!("{} questions", asked.len()) };
        let text = format!("To ask {}: {}", finished.prescriber, asked.join("  "));
        let author = finished.author.to_owned();
        let note = Note { kind: NoteKind::Call, at: finished.now, author, text, counts: true };
        let patient = finished.patient;
        parts.push(Change::note(Edit::Add { patient, value: note }));
        let task = format!("Call {}: {many} about medicines, in the call note", finished.prescriber);
        let value = Task::open(task, finished.at.date(), finished.by);
        parts.push(Change::task(Edit::Add { patient, value }));
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

/// The change that a decision makes of our list, if it makes any.
fn edit(row: &Row, decision: Decision, sources: Sources<'_>, finished: &Finished<'_>) -> Option<Edit<Medication>> {
    let told = |how: HowTold, list: Option<&Entry<MedicineList>>| Told {
        how,
        who: list.map(|list| list.told_by.clone()).unwrap_or_default(),
        why: list.map_or("reconciled".to_owned(), |list| {
            format!("reconciled with the {} of {}", list.source.label(), list.on)
        }),
        at: finished.at,
    };
    let takes = |line: &Option<Medication>, told: &Told| -> Option<Edit<Medication>> {
        let line = line.clone()?;
        match &row.ours {
            Some(ours) => {
                let started = ours.started;
                let indication = line.indication.clone().or_else(|| ours.indication.clone());
                ours.changed(Medication { started, indication, ..line }, told).ok()
            }
            None => Some(added(finished.patient, line, told)),
        }
    };
    match decision {
        Decision::Theirs => takes(&row.theirs, &told(HowTold::WrittenOrder, sources.theirs)),
        Decision::AsTaken => takes(&row.home, &told(HowTold::AsTaken, sources.home)),
        Decision::Stop => {
            let list = sources.theirs.filter(|_| row.theirs.is_none()).or(sources.home).or(sources.theirs);
            row.ours.as_ref()?.stopped(&told(HowTold::Correction, list)).ok()
        }
        Decision::Ours | Decision::Ask => None,
    }
}
