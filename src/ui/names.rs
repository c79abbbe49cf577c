//! The names of what is typed. Each text and form has one from the moment it opens: its draft carries it, what it becomes is
//! written under it, and what was written under it is not written again, whoever else has the same draft in hand.

use super::overlay::Overlay;
use super::{App, Effect};
use crate::domain::ids::{OperationId, PatientId};

impl Effect {
    /// A write under this name, unless it has one.
    pub(super) fn named(mut self, fresh: Option<OperationId>) -> Self {
        if let Self::Write(_, name) | Self::WriteBundle(_, name) = &mut self {
            *name = name.or(fresh);
        }
        self
    }
}

impl App {
    /// A name that nothing has yet.
    pub(super) fn fresh_name(&mut self) -> OperationId {
        self.names.1 += 1;
        self.names.0.nth(self.names.1)
    }

    /// The name of the form that is being written, or of the open text.
    pub(super) fn name_in_hand(&self) -> Option<OperationId> {
        let form = self.unsaved.as_ref().and_then(Overlay::form).and_then(|form| form.kept.as_ref());
        form.map(|kept| kept.becomes).or_else(|| self.writing.as_ref().map(|writing| writing.becomes))
    }

    /// What was to be written had been written before: it stays on the screen, and may be written as something new.
    pub(super) fn already(&mut self, sentence: String) -> Vec<Effect> {
        let names =
            [self.name_in_hand(), self.decisions_in_hand().and_then(|of| self.unwritten.names.get(&of).copied())];
        let mut effects = self.failed(sentence);
        effects.extend(names.into_iter().flatten().flat_map(|name| self.renamed(name)).collect::<Vec<_>>());
        effects
    }

    /// What is kept as a draft was saved in another session. While this one is saving, that may have been itself.
    pub(super) fn saved_elsewhere(&mut self, name: OperationId) -> Vec<Effect> {
        if self.is_writing() {
            return Vec::new();
        }
        let effects = self.renamed(name);
        if !effects.is_empty() {
            self.warn(
                "This was saved in another session of yours. What stands here is kept as a new draft, not saved.",
            );
        }
        effects
    }

    /// What has this name goes on under another one, and is kept under that.
    fn renamed(&mut self, name: OperationId) -> Vec<Effect> {
        let fresh = self.fresh_name();
        let form = self.overlay.as_mut().and_then(Overlay::form_mut);
        if let Some(form) = form.filter(|form| form.kept.as_ref().is_some_and(|kept| kept.becomes == name)) {
            if let Some(kept) = &mut form.kept {
                kept.becomes = fresh;
            }
            return form.keep();
        }
        if let Some(writing) = self.writing.as_mut().filter(|writing| writing.becomes == name) {
            writing.becomes = fresh;
            return vec![writing.keep()];
        }
        let decided = self.unwritten.names.iter().find(|(_, known)| **known == name).map(|(patient, _)| *patient);
        let Some(patient) = decided else { return Vec::new() };
        self.unwritten.names.insert(patient, fresh);
        self.keep_decisions(patient)
    }

    /// Whose lists are being decided on the screen.
    fn decisions_in_hand(&self) -> Option<PatientId> {
        self.chart.as_ref().filter(|screen| screen.reconciles()).map(|screen| screen.assessed.id())
    }
}
