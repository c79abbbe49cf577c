//! Taking in records from a file or the generator, in short transactions between which others read and write.
//!
//! A record taken before and not different now changes nothing. One whose patient has not arrived is parked
//! and finds its place when that one does, so the order of files does not matter. What an interrupted import has taken is
//! whole, entry by entry; taking the same source again does the rest.

mod put;
mod source;

pub(super) use source::source_of;
mod taking;
mod twins;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::Backup;
use serde::Serialize;

use super::audit::{self, Act};
use super::{Fault, Store};
use crate::domain::ids::{PatientId, UserId};
use crate::domain::record::{Record, Taken};
use crate::domain::when::Instant;
use taking::{State, Taking};

/// How many of a kind of remark a report writes out.
const NAMED: usize = 50;

/// How many records are taken in one transaction: a few hundredths of a second, during which others wait.
const BATCH: usize = 200;

/// Who takes something in, when, and how.
#[derive(Debug, Clone)]
pub struct Load {
    /// The word in the audit: `import`, `demo`.
    pub action: &'static str,
    /// SHA-256 of the source.
    pub digest: Option<[u8; 32]>,
    /// Who does it.
    pub user: Option<UserId>,
    /// When.
    pub at: Instant,
    /// On whose caseload new patients are put.
    pub assign: Option<UserId>,
    /// Whether a patient without an episode becomes a referral.
    pub refer: bool,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// What became of the records of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// By kind of entry.
    pub by_kind: BTreeMap<&'static str, Taken>,
    /// Records kept until the patient, goal or plan they point at arrives.
    pub waiting: u64,
    /// References that lead nowhere, and entries that belong to nobody; the first fifty.
    pub dangling: Vec<String>,
    /// How many there were of these in all.
    pub dangling_total: u64,
    /// Entries that were changed here since they were taken; the source's version was left aside.
    pub kept_ours: Vec<String>,
    /// Copies that are older than what is on record, and were left aside; the first fifty.
    pub older: Vec<String>,
    /// How many there were of these in all.
    pub older_total: u64,
    /// How many entries were withdrawn, because their source deleted them or no longer has them.
    pub withdrawn: u64,
    /// How many entries name something (their drug, their payer) in a file that has not come.
    pub unnamed: BTreeMap<&'static str, u64>,
    /// Charts that may be one person's: what was found now, in words.
    pub pairs: Vec<String>,
    /// New patients whose names may be taken for another's: the first fifty, in words.
    pub alike: Vec<String>,
    /// What else there is to say about patients and ids; the first fifty.
    pub remarks: Vec<String>,
    /// How many there were of these in all.
    pub remarks_total: u64,
}

impl Report {
    fn of(&mut self, kind: &'static str) -> &mut Taken {
        self.by_kind.entry(kind).or_default()
    }

    fn dangles(&mut self, what: String) {
        note(&mut self.dangling, &mut self.dangling_total, what);
    }

    fn is_older(&mut self, what: String) {
        note(&mut self.older, &mut self.older_total, what);
    }

    fn remark(&mut self, what: String) {
        note(&mut self.remarks, &mut self.remarks_total, what);
    }
}

fn note(named: &mut Vec<String>, total: &mut u64, what: String) {
    *total += 1;
    if named.len() < NAMED {
        named.push(what);
    }
}

impl Store {
    /// Takes these records, a few hundred in a transaction. An entry is taken whole or not at all; when something fails, what
    /// was taken before stays, and taking the same again does the rest.
    ///
    /// # Errors
    /// When the database cannot be written, or refuses an entry.
    pub fn take(&mut self, records: Vec<Record>, load: &Load) -> Result<Report, Fault> {
        if load.dry_run {
            let load = Load { dry_run: false, ..load.clone() };
            return self.in_memory()?.take(records, &load);
        }
        let mut state = State::new(records);
        while !state.is_done() {
            self.write::<(), Fault>(|transaction, session| {
                let mut taking = Taking::new(transaction, load, &mut state);
                taking.some(BATCH)?;
                let (touched, nobody) = taking.touched();
                for patient in touched.into_iter().map(Some).chain(nobody.then_some(None)) {
                    let mut act = Act::new(load.action, load.at);
                    act.user = load.user;
                    act.patient = patient.map(PatientId::new);
                    act.content = load.digest;
                    audit::add(transaction, session, &act)?;
                }
                Ok(())
            })?;
        }
        Ok(state.report)
    }

    /// A copy of the database that nobody else sees and that leaves nothing behind: for saying what would happen.
    fn in_memory(&self) -> Result<Self, Fault> {
        let mut copy = Connection::open_in_memory()?;
        Backup::new(&self.connection, &mut copy)?.run_to_completion(i32::MAX, Duration::ZERO, None)?;
        Ok(Self {
            connection: copy,
            path: self.path.clone(),
            session: self.session.clone(),
            queue: None,
            permissions: self.permissions.clone(),
            watch: None,
            unconfirmed: false,
        })
    }
}

/// Patients in whose charts something was written, each once in a source.
#[derive(Debug, Default)]
struct Touched {
    now: BTreeSet<i64>,
    before: BTreeSet<i64>,
    /// Whether something was written that belongs to no patient.
    nobody: bool,
    nobody_before: bool,
}

impl Touched {
    fn patient(&mut self, patient: i64) {
        if !self.before.contains(&patient) {
            self.now.insert(patient);
        }
    }

    /// Those that are not on record yet.
    fn drain(&mut self) -> (BTreeSet<i64>, bool) {
        let nobody = self.nobody && !self.nobody_before;
        self.nobody_before |= self.nobody;
        self.before.extend(&self.now);
        (std::mem::take(&mut self.now), nobody)
    }
}
