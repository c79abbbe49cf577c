//! What this user may not do is said before anything is typed; the door of the store refuses it all the same.

use super::form::{Form, Purpose};
use super::writing;
use super::{App, DraftMsg, Effect, Msg, Overlay};
use crate::domain::change::{Change, EventChange};
use crate::domain::permission::{Act, OnRecord};
use crate::domain::refusal::Refusal;

impl App {
    /// Whether this user may do that.
    pub(super) fn may(&self, act: Act) -> Result<(), Refusal> {
        let me = &self.board.user;
        self.permissions.ask(&me.role, &me.credential, act)
    }

    /// Whether this user may do what a key would begin.
    pub(super) fn may_begin(&self, msg: &Msg) -> bool {
        let may = if let Msg::Overlay(Overlay::Form(form)) = msg {
            self.may(form.act())
        } else if let Msg::Draft(DraftMsg::Open(sheet)) = msg {
            self.may(sheet.purpose.act())
        } else if let Msg::Write(change) = msg {
            self.may_change(std::slice::from_ref(change))
        } else if let Msg::WriteBundle(bundle) = msg {
            self.may_change(&bundle.parts)
        } else {
            Ok(())
        };
        may.is_ok()
    }

    /// Whether this user may write this.
    pub(super) fn may_write(&self, effect: &Effect) -> Result<(), Refusal> {
        if let Effect::Write(change, _) = effect {
            self.may_change(std::slice::from_ref(change))
        } else if let Effect::WriteBundle(bundle, _) = effect {
            self.may_change(&bundle.parts)
        } else {
            Ok(())
        }
    }

    fn may_change(&self, parts: &[Change]) -> Result<(), Refusal> {
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
