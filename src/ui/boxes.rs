//! What happens in the open box.

use super::list::Motion;
use super::overlay::{MissAnswer, Overlay, palette_rows};
use super::pick::Pick;
use super::prompt::Edit;
use super::{App, Effect, chart, checklist};

impl App {
    pub(super) fn close(&mut self) -> Vec<Effect> {
        if self.status.warning {
            // It was about the box.
            self.say("");
        }
        match self.overlay.take() {
            Some(Overlay::Filter { .. }) => self.filter(String::new()),
            Some(Overlay::Form(form)) => self.leave_form(&form),
            Some(Overlay::Preview(preview)) => {
                self.overlay = preview.back.map(|back| *back);
                Vec::new()
            }
            Some(Overlay::Menu(menu)) => {
                self.overlay = menu.back.map(|back| *back);
                Vec::new()
            }
            Some(Overlay::Checklist(list)) => {
                if matches!(list.purpose, checklist::Purpose::Told(_)) {
                    self.put_off();
                }
                Vec::new()
            }
            Some(
                Overlay::Find { .. }
                | Overlay::Palette { .. }
                | Overlay::Pick(_)
                | Overlay::Miss(_)
                | Overlay::Reader(_)
                | Overlay::Pairs(_)
                | Overlay::Drafts(_),
            )
            | None => Vec::new(),
        }
    }

    /// Pasted text is text: without a field it goes nowhere.
    pub(super) fn paste(&mut self, text: &str) -> Vec<Effect> {
        self.pending.clear();
        // Neither a refusal of before nor that a paste was open is news of this one.
        if self.status.warning {
            self.say("");
        }
        if self.is_too_small() {
            self.warn("The window was too small to show it, so nothing of the pasted text was put in.");
            return Vec::new();
        }
        if self.place().is_text() {
            return self.edit(&Edit::Type(text.to_owned()));
        }
        self.warn("Pasted text goes into text fields only; nothing was done.");
        Vec::new()
    }

    pub(super) fn edit(&mut self, edit: &Edit) -> Vec<Effect> {
        if self.is_writing_text() {
            return self.edit_writing(edit);
        }
        if matches!(self.overlay, Some(Overlay::Form(_))) {
            return self.edit_form(edit);
        }
        let Some(prompt) = self.overlay.as_mut().and_then(Overlay::prompt_mut) else { return Vec::new() };
        prompt.edit(edit);
        let text = prompt.text();
        match &mut self.overlay {
            Some(Overlay::Find { waiting, .. }) => {
                *waiting = true;
                self.searches += 1;
                vec![Effect::Find(self.searches, text)]
            }
            Some(Overlay::Palette { chosen, .. } | Overlay::Pick(Pick { chosen, .. })) => {
                *chosen = 0;
                Vec::new()
            }
            Some(Overlay::Filter { .. }) => self.filter(text),
            Some(
                Overlay::Miss(_)
                | Overlay::Form(_)
                | Overlay::Menu(_)
                | Overlay::Checklist(_)
                | Overlay::Preview(_)
                | Overlay::Reader(_)
                | Overlay::Pairs(_)
                | Overlay::Drafts(_),
            )
            | None => Vec::new(),
        }
    }

    pub(super) fn pick(&mut self, step: isize) -> Vec<Effect> {
        let count = match &self.overlay {
            Some(Overlay::Find { found, .. }) => found.len(),
            Some(Overlay::Palette { prompt, .. }) => palette_rows(self, &prompt.text()).len(),
            Some(Overlay::Pick(pick)) => pick.matching().len(),
            Some(
                Overlay::Filter { .. }
                | Overlay::Miss(_)
                | Overlay::Form(_)
                | Overlay::Menu(_)
                | Overlay::Checklist(_)
                | Overlay::Preview(_)
                | Overlay::Reader(_)
                | Overlay::Pairs(_)
                | Overlay::Drafts(_),
            )
            | None => 0,
        };
        if let Some(
            Overlay::Find { chosen, .. } | Overlay::Palette { chosen, .. } | Overlay::Pick(Pick { chosen, .. }),
        ) = &mut self.overlay
        {
            *chosen = chosen.saturating_add_signed(step).min(count.saturating_sub(1));
        }
        Vec::new()
    }

    pub(super) fn choose(&mut self) -> Vec<Effect> {
        match self.overlay.take() {
            Some(Overlay::Find { prompt, found, chosen, waiting }) => match found.get(chosen) {
                Some(one) if !waiting => self.open(one.patient),
                _ => {
                    // Typed ahead of the answer: the box stays until it is there.
                    self.overlay = Some(Overlay::Find { prompt, found, chosen, waiting });
                    Vec::new()
                }
            },
            Some(Overlay::Palette { prompt, chosen }) => {
                let row = palette_rows(self, &prompt.text()).get(chosen).copied();
                let Some(row) = row else { return Vec::new() };
                let short = self.keys.bound(row.name).next();
                match (row.run)(self) {
                    Ok(msg) => {
                        let effects = self.update(msg);
                        self.stays(Overlay::Palette { prompt, chosen });
                        if let Some(short) = short.filter(|_| self.status.text.is_empty()) {
                            self.say(format!("Shorter: {short}"));
                        }
                        effects
                    }
                    Err(refusal) => {
                        self.warn(refusal.to_string());
                        Vec::new()
                    }
                }
            }
            Some(Overlay::Pick(pick)) => {
                if let Some(msg) = pick.matching().get(pick.chosen).map(|choice| choice.does.clone()) {
                    let effects = self.update(msg);
                    self.stays(Overlay::Pick(pick));
                    return effects;
                }
                self.overlay = Some(Overlay::Pick(pick));
                Vec::new()
            }
            // The filter stays in force.
            Some(Overlay::Filter { .. }) | None => Vec::new(),
            Some(
                other @ (Overlay::Miss(_)
                | Overlay::Form(_)
                | Overlay::Menu(_)
                | Overlay::Checklist(_)
                | Overlay::Preview(_)
                | Overlay::Reader(_)
                | Overlay::Pairs(_)
                | Overlay::Drafts(_)),
            ) => {
                self.overlay = Some(other);
                Vec::new()
            }
        }
    }

    pub(super) fn answer(&mut self, answer: MissAnswer) -> Vec<Effect> {
        if let Some(Overlay::Miss(miss)) = &mut self.overlay {
            match answer {
                MissAnswer::Attempted(attempted) => miss.attempted = Some(attempted),
                MissAnswer::Reason(reason) => miss.reason = Some(reason),
                MissAnswer::Told => miss.told = !miss.told,
            }
        }
        Vec::new()
    }

    pub(super) fn filter(&mut self, text: String) -> Vec<Effect> {
        let view = self.active();
        self.filters.insert(view, text);
        let rows = self.filtered(view);
        self.lists.entry(view).or_default().replace(rows);
        Vec::new()
    }

    /// The cursor of choices, or the lines of what would follow.
    pub(super) fn go_in_box(&mut self, motion: Motion) {
        if matches!(self.overlay, Some(Overlay::Pairs(_))) {
            return self.go_in_pairs(motion);
        }
        match &mut self.overlay {
            Some(Overlay::Menu(menu)) => {
                menu.go(motion, self.size);
            }
            Some(Overlay::Checklist(list)) => {
                list.chosen = chart::scrolled(list.chosen, motion, 9).min(list.items.len().saturating_sub(1));
            }
            Some(Overlay::Preview(preview)) => {
                preview.top = chart::scrolled(preview.top, motion, 9).min(preview.lines.len());
            }
            Some(Overlay::Drafts(shelf)) => {
                shelf.chosen = chart::scrolled(shelf.chosen, motion, 9).min(shelf.rows.len().saturating_sub(1));
            }
            Some(
                Overlay::Find { .. }
                | Overlay::Palette { .. }
                | Overlay::Filter { .. }
                | Overlay::Pick(_)
                | Overlay::Miss(_)
                | Overlay::Form(_)
                | Overlay::Pairs(_)
                | Overlay::Reader(_),
            )
            | None => {}
        }
    }
}
