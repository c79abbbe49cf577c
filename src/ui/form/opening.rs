//! Forms and their drafts as they come and go: looked for, put in, kept at each key, left, and put away when they are saved.

use crate::domain::draft::Draft;
use crate::ui::form::Form;
use crate::ui::overlay::Overlay;
use crate::ui::prompt::Edit;
use crate::ui::{App, Effect};

impl Overlay {
    /// The form whose answers it is about.
    pub(in crate::ui) fn form(&self) -> Option<&Form> {
        match self {
            Self::Form(form) => Some(form),
            Self::Menu(menu) => menu.back.as_deref()?.form(),
            Self::Preview(preview) => preview.back.as_deref()?.form(),
            Self::Find { .. }
            | Self::Palette { .. }
            | Self::Filter { .. }
            | Self::Pick(_)
            | Self::Miss(_)
            | Self::Checklist(_)
            | Self::Reader(_)
            | Self::Pairs(_)
            | Self::Drafts(_) => None,
        }
    }

    /// The same, to be changed.
    pub(in crate::ui) fn form_mut(&mut self) -> Option<&mut Form> {
        match self {
            Self::Form(form) => Some(form),
            Self::Menu(menu) => menu.back.as_deref_mut()?.form_mut(),
            Self::Preview(preview) => preview.back.as_deref_mut()?.form_mut(),
            Self::Find { .. }
            | Self::Palette { .. }
            | Self::Filter { .. }
            | Self::Pick(_)
            | Self::Miss(_)
            | Self::Checklist(_)
            | Self::Reader(_)
            | Self::Pairs(_)
            | Self::Drafts(_) => None,
        }
    }
}

impl App {
    /// A box opens; before a form opens, its draft is looked for.
    pub(in crate::ui) fn open_box(&mut self, overlay: Overlay) -> Vec<Effect> {
        let Overlay::Form(form) = overlay else {
            self.overlay = Some(overlay);
            return Vec::new();
        };
        if let Err(refusal) = self.may(form.act()) {
            self.warn(refusal.to_string());
            return Vec::new();
        }
        // With a clock that was set by hand nothing is kept.
        if form.kept.is_none() && !self.read_only {
            let place = form.place();
            return self.ask_for_typing(form, place);
        }
        // It goes on from one that was open, with something else in it.
        let kept = form.keep();
        self.overlay = Some(Overlay::Form(form));
        kept
    }

    /// A form is to be opened with what was typed at this place.
    pub(in crate::ui) fn ask_for_typing(&mut self, mut form: Form, place: String) -> Vec<Effect> {
        let (patient, seen) = (form.patient, form.version(self));
        form.keep_at(place.clone(), seen, self.fresh_name());
        self.asked.form = Some(Box::new(form));
        vec![Effect::ReadDraft { patient, place }]
    }

    /// A box that leads to a form stays until the form is there: what is under it would be sent to the terminal for nothing.
    pub(in crate::ui) fn stays(&mut self, until: Overlay) {
        if self.asked.form.is_some() {
            self.overlay = Some(until);
        }
    }

    /// The draft that was looked for, or that there is none.
    pub(in crate::ui) fn open_form(&mut self, draft: Option<&Draft>) -> Vec<Effect> {
        let Some(mut form) = self.asked.form.take() else { return Vec::new() };
        let mut effects = Vec::new();
        if let Some(draft) = draft {
            if let Some(kept) = &mut form.kept {
                kept.becomes = draft.becomes;
            }
            form.restore(&draft.text, draft.cursor);
            if form.is_unsaved() {
                let notes = form.warnings(draft);
                form.notes.extend(notes);
                let then = draft.updated.with_timezone(&self.board.zone).naive_local();
                if then.date() != self.today() && form.mean_the_days_of(then) {
                    let then = then.format("%a %d %b");
                    form.notes
                        .push(format!("typed on {then}: \"today\" and the like mean that day, and are written out"));
                }
                let at = self.at_in_words(draft);
                let [keeps, clears] = self.keys_for(["form.leave", "form.take-back"]);
                self.say(format!("draft of {at} restored; {keeps} keeps it, {clears} clears it"));
            } else {
                // By now the record says the same.
                effects = form.keep();
            }
        }
        if !form.is_unsaved() {
            self.hush();
        }
        self.overlay = Some(Overlay::Form(*form));
        effects
    }

    /// What was said of the draft of another form, or of this one before, is not true any more.
    fn hush(&mut self) {
        if self.status.offer.is_none() && self.unkept.is_none() {
            self.say("");
        }
    }

    /// Nothing is typed any more, or all of it is again.
    pub(in crate::ui) fn take_back(&mut self) -> Vec<Effect> {
        let Some(Overlay::Form(form)) = &mut self.overlay else { return Vec::new() };
        let done = form.take_back();
        let effects = form.keep();
        match done {
            Some(true) => {
                self.say(format!("Cleared: nothing is kept. {} puts it in again.", self.key_for("form.take-back")))
            }
            Some(false) => self.say("What was typed is in again."),
            None => self.warn("Nothing is typed here that could be cleared."),
        }
        if done.is_some() { effects } else { Vec::new() }
    }

    /// Something is typed into the open form. What it says is kept at once.
    pub(in crate::ui) fn edit_form(&mut self, edit: &Edit) -> Vec<Effect> {
        let Some(Overlay::Form(form)) = &mut self.overlay else { return Vec::new() };
        if !form.takes(edit) {
            self.warn("This text is too long for the field, so nothing of it was put in.");
            return Vec::new();
        }
        form.edit(edit);
        match edit {
            Edit::Type(_) | Edit::Backspace | Edit::Word | Edit::Line => form.keep(),
            Edit::Left | Edit::Right | Edit::Home | Edit::End => Vec::new(),
        }
    }

    /// Esc: what is typed stays as a draft.
    pub(in crate::ui) fn leave_form(&mut self, form: &Form) -> Vec<Effect> {
        if !form.is_unsaved() {
            if self.read_only {
                // Nothing was to be kept from the start; the header says why.
                return Vec::new();
            }
            if form.is_touched() {
                self.say("Nothing changed.");
            } else {
                self.hush();
            }
            return Vec::new();
        }
        match &self.unkept {
            Some(why) => self.warn(why.clone()),
            None => {
                self.say(format!("Kept as a draft, not saved. {} lists your drafts.", self.key_for("chart.drafts")))
            }
        }
        form.keep()
    }

    /// What a form amounts to was saved: its draft is not needed any more.
    pub(in crate::ui) fn form_saved(&self) -> Option<Effect> {
        let form = self.unsaved.as_ref().and_then(Overlay::form).filter(|form| form.is_unsaved())?;
        let kept = form.kept.as_ref()?;
        Some(Effect::DropDraft { patient: form.patient, place: kept.place.clone() })
    }
}
