//! What this user may not do is said before she types; the door of the store refuses it all the same.

use super::form::{Form, Purpose};
use super::writing;
use super::{App, Effect};
use crate::domain::change::{Change, EventChange};
use crate::domain::permission::{Act, OnRecord};
use crate::domain::refusal::Refusal;

impl App {
    /// Whether this user may do that.
    pub(super) fn may(&self, act: Act) -> Result<(), Refusal> {
        let me = &self.board.user;
        self.permissions.ask(&me.role, &me.credential, act)
    }

    /// Whether she may write this.
    pub(super) fn may_write(&self, effect: &Effect) -> Result<(), Refusal> {
        let parts = if let Effect::Write(change, _) = effect {
            std::slice::from_ref(change)
        } else if let Effect::WriteBundle(bundle, _) = effect {
            bundle.parts.as_slice()
        } else {
            return Ok(());
        };
        parts.iter().try_for_each(|change| {
            let row = self.on_record(change);
            self.may(change.asks(self.board.user_id, &row))
        })
    }

    /// What is on record about the row of a change.
    fn on_record(&self, change: &Change) -> OnRecord {
        let Ok(patient) = self.assessed(change.patient()) else { return OnRecord::default() };
        let facts = &patient.facts;
        let mut row = OnRecord::default();
        if let Change::Visit(change) = change {
            let visit = facts.visits.iter().find(|visit| visit.id == change.visit);
            row.clinician = visit.and_then(|visit| visit.clinician);
        } else if let Change::Event(EventChange::Count { event, .. }) = change {
            let known = facts.events.iter().find(|known| known.id == *event);
            row.kind = known.map(|known| known.value.kind().to_owned());
        }
        row
    }
}

impl Form {
    /// What it amounts to.
    pub(super) fn act(&self) -> Act {
        match &self.purpose {
            Purpose::Record(kind) | Purpose::Consider(kind) | Purpose::Correct(kind, _) => Act::of_event(kind.word),
            Purpose::Place(_) => Act::VisitPlace,
            Purpose::Answer(_) => Act::Answer,
            Purpose::Medicine(_) | Purpose::Receive(_) => Act::Medication,
            Purpose::Goal(what) => what.act(),
            Purpose::CarePlan(what) => what.act(),
            Purpose::Use(_) => Act::Doses,
            Purpose::Entry(job) => job.act(),
            Purpose::Task(_) => Act::Task,
            // Whose visit it is, is asked when it is written.
            Purpose::Made(_) => Act::Visit,
        }
    }
}

impl writing::Purpose {
    /// What saving it amounts to.
    pub(super) fn act(&self) -> Act {
        match self {
            Self::Note => Act::Note,
            Self::Section { .. } => Act::Plan,
        }
    }
}
