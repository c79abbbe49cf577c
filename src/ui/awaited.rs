//! Patients that are still being read: nothing is said of them before all of them were looked at.

use super::{App, Effect};
use crate::domain::refusal::Refusal;

/// How far reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Awaited {
    /// Patients read, and how many there are: none when that is not known yet.
    pub(super) read: (usize, usize),
    /// It was given up.
    pub(super) failed: bool,
}

impl App {
    /// The same dashboard, whose board has no patients yet and says so until [`super::Msg::Board`] brings them.
    #[must_use]
    pub fn awaiting(mut self) -> Self {
        self.awaited = Some(Awaited::default());
        self
    }

    /// So many patients are read, of so many.
    pub(super) fn reading(&mut self, done: usize, of: usize) -> Vec<Effect> {
        if let Some(awaited) = &mut self.awaited {
            awaited.read = (done, of);
        }
        Vec::new()
    }

    /// What stands in place of a list whose patients are still being read.
    pub(super) fn unread(&self) -> Option<String> {
        let whose = self.board.reach.words();
        self.awaited.map(|awaited| match awaited {
            Awaited { failed: true, .. } => {
                format!(
                    "The patients of {whose} could not be read: nothing is known of them here. {} tries again.",
                    self.key_for("rerank")
                )
            }
            Awaited { read: (_, 0), .. } => format!("Reading the patients of {whose} ..."),
            Awaited { read: (done, of), .. } => format!(
                "Reading {of} patients of {whose}: {done} so far. The lists come when all of them have been looked at."
            ),
        })
    }

    /// Why nothing can be done with a list that is not there yet.
    pub(super) fn is_read(&self) -> Result<(), Refusal> {
        match self.awaited {
            None => Ok(()),
            Some(Awaited { failed: false, .. }) => Err(Refusal::new("The patients are still being read.")),
            Some(Awaited { failed: true, .. }) => {
                Err(Refusal::new(format!("The patients were not read. {} tries again.", self.key_for("rerank"))))
            }
        }
    }

    /// `28 patients`, or how far reading has come.
    pub(super) fn patients_in_words(&self, unit: &str) -> String {
        match self.awaited {
            None => format!("{} {unit}", self.board.patients.len()),
            Some(Awaited { failed: true, .. }) => format!("{unit} NOT READ"),
            Some(Awaited { read: (_, 0), .. }) => format!("reading {unit} ..."),
            Some(Awaited { read: (done, of), .. }) => format!("reading {done} of {of} {unit}"),
        }
    }

    /// A number about all patients, in words: dots while it is not known.
    pub(super) fn counted(&self, number: usize) -> String {
        if self.awaited.is_some() { "...".to_owned() } else { number.to_string() }
    }
}
