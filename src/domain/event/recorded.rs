//! A fact on record: how it is corrected, or marked as entered in error. Nothing is deleted.

use super::Event;
use crate::domain::change::{Change, EventChange};
use crate::domain::ids::Stored;
use crate::domain::refusal::Refusal;

impl Stored<Event> {
    /// What it said is replaced; what it said before stays in the history.
    pub fn corrected(&self, to: Event) -> Result<Change, Refusal> {
        if to.kind() != self.kind() {
            return Err(Refusal::new(format!(
                "A {} stays one: mark it as entered in error and record what it was.",
                self.label()
            )));
        }
        if to == self.value {
            return Err(Refusal::new("Nothing is different yet: type what it should say."));
        }
        let (patient, event, seen) = (self.patient, self.id, self.version);
        Ok(Change::Event(EventChange::Correct { patient, event, seen, from: self.value.clone(), to }))
    }

    /// It never happened: it does not count any more.
    pub fn in_error(&self) -> Change {
        Change::Event(EventChange::Count { patient: self.patient, event: self.id, seen: self.version, counts: false })
    }
}
