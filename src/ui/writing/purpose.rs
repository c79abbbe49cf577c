//! What becomes of a text when it is saved.

use super::Sheet;
use crate::domain::change::{Change, Edit, PlanChange};
use crate::domain::ids::{PatientId, Stored, Version};
use crate::domain::note::{Note, NoteKind};
use crate::domain::plan::Section;
use crate::domain::refusal::Refusal;
use crate::domain::text;
use crate::ui::App;
use crate::ui::chart::Screen;
use crate::ui::form::places;

/// What becomes of a text when it is saved, and where its draft is kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// A free note is written.
    Note,
    /// A narrative section of the plan of care says this from now on.
    Section {
        /// Its key.
        key: String,
        /// The section as it stands on record, if it was written before.
        on_record: Option<Stored<Section>>,
    },
}

impl Purpose {
    /// Where the draft is kept.
    pub fn place(&self) -> String {
        match self {
            Self::Note => "note".to_owned(),
            Self::Section { key, .. } => format!("plan/{key}"),
        }
    }

    /// The version of the row the text was begun from; 0 where it makes a new one.
    pub fn seen(&self) -> Version {
        match self {
            Self::Note => 0,
            Self::Section { on_record, .. } => on_record.as_ref().map_or(0, |entry| entry.version),
        }
    }

    /// The change the text amounts to.
    pub(super) fn change(&self, app: &App, patient: PatientId, raw: &str) -> Result<Change, Refusal> {
        let text = text::block(raw);
        match self {
            Self::Note if text.is_empty() => {
                Err(Refusal::new(format!("Nothing is written yet. {} leaves.", app.way_back())))
            }
            Self::Note => {
                let user = &app.board.user;
                let author = format!("{} {}", user.name.initialled(), user.credential).trim_end().to_owned();
                let value = Note { kind: NoteKind::Note, at: app.now, author, text, counts: true };
                Ok(Change::note(Edit::Add { patient, value }))
            }
            Self::Section { on_record: None, .. } if text.is_empty() => {
                Err(Refusal::new(format!("Nothing is written yet. {} leaves.", app.way_back())))
            }
            Self::Section { key, on_record } => {
                let value = Section { key: key.clone(), text };
                let edit = match on_record {
                    Some(entry) if entry.value == value => {
                        return Err(Refusal::new(format!(
                            "This is what stands on record already. {} leaves.",
                            app.way_back()
                        )));
                    }
                    Some(entry) => entry.amended(value),
                    None => Edit::Add { patient, value },
                };
                Ok(Change::Plan(PlanChange::section(edit)))
            }
        }
    }

    /// The text of a place, as it stands in an open chart.
    pub(in crate::ui) fn sheet(app: &App, place: &str, screen: &Screen) -> Option<Sheet> {
        let patient = screen.assessed.id();
        let own = place.split('~').next().unwrap_or(place);
        let (purpose, text) = match own.split_once('/') {
            None if own == Self::Note.place() => (Self::Note, String::new()),
            Some(("plan", key)) => {
                let on_record = screen.chart.plan.section(key).cloned();
                let text = on_record.as_ref().map(|entry| entry.text.clone()).unwrap_or_default();
                (Self::Section { key: key.to_owned(), on_record }, text)
            }
            None | Some(_) => return None,
        };
        let hint = hint(app, &purpose);
        Some(Sheet { patient, place: place.to_owned(), title: in_words(app, place), hint, text, purpose })
    }
}

/// What belongs into a text.
fn hint(app: &App, purpose: &Purpose) -> String {
    let Purpose::Section { key, .. } = purpose else { return String::new() };
    let Some(kind) = (app.knowledge.plans)().section(key) else { return String::new() };
    let examples = kind.choices.join(", ");
    if examples.is_empty() { kind.hint.clone() } else { format!("{} For example: {examples}", kind.hint) }
}

/// A place of drafts, as people read it.
pub(in crate::ui) fn in_words(app: &App, place: &str) -> String {
    // Put beside the place, because two sessions typed there.
    if let Some((own, _)) = place.split_once('~') {
        return format!("{}, typed elsewhere", in_words(app, own));
    }
    if let Some(parts) = places::parts(place) {
        return places::in_words(&parts).unwrap_or_else(|| place.to_owned());
    }
    match place.split_once('/') {
        None if place == "note" => "note".to_owned(),
        None if place == "reconcile" => "reconciliation".to_owned(),
        Some(("plan", key)) => {
            let kind = (app.knowledge.plans)().section(key);
            kind.map_or_else(|| key.replace('_', " "), |kind| kind.name.clone())
        }
        None | Some(_) => place.to_owned(),
    }
}
