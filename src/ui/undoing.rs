//! Undo and redo: at once where it is about whom she has before her, and only after asking where it is about somebody else.

use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::{App, Effect, Msg, Offer};
use crate::domain::ids::PatientId;

/// What this session wrote and undid: about whom, and what it was. The newest is the last.
#[derive(Debug, Default)]
pub(super) struct Trail {
    done: Vec<(PatientId, String)>,
    undone: Vec<(PatientId, String)>,
    /// What was asked of the store and is not answered yet.
    under_way: Option<Offer>,
}

impl Trail {
    fn of(&self, offer: Offer) -> Option<&(PatientId, String)> {
        match offer {
            Offer::Undo => self.done.last(),
            Offer::Redo => self.undone.last(),
        }
    }

    /// The store wrote something that can be undone or done again.
    pub(super) fn wrote(&mut self, patient: PatientId, what: &str, offer: Option<Offer>) {
        match (self.under_way.take(), offer) {
            (Some(Offer::Undo), _) => {
                let undone = self.done.pop().unwrap_or_else(|| (patient, what.to_owned()));
                self.undone.push(undone);
            }
            (Some(Offer::Redo), _) => {
                let again = self.undone.pop().unwrap_or_else(|| (patient, what.to_owned()));
                self.done.push(again);
            }
            (None, Some(_)) => {
                self.done.push((patient, what.to_owned()));
                self.undone.clear();
            }
            (None, None) => {}
        }
    }
}

/// `u` and `U`: what was written last, or undone last.
pub(super) fn ask(app: &App, offer: Offer) -> Msg {
    let does = match offer {
        Offer::Undo => Msg::Undo,
        Offer::Redo => Msg::Redo,
    };
    let known = app.trail.of(offer);
    let before_her = app.patient_in_hand().map(super::Assessed::id);
    let about_her = known.is_none_or(|(patient, _)| before_her.is_none_or(|shown| shown == *patient));
    // What is offered beside its news names the patient already.
    if app.status.offer == Some(offer) || (known.is_some() && about_her) || (known.is_none() && app.chart.is_none()) {
        return does;
    }
    let (says, what) = match (offer, known) {
        (Offer::Undo, Some((patient, what))) => {
            ("undo it", format!("Your last change: {}: {what}", name(app, *patient)))
        }
        (Offer::Redo, Some((patient, what))) => ("do it again", format!("You undid: {}: {what}", name(app, *patient))),
        (Offer::Undo, None) => ("undo it", "Nothing was changed here since you opened the program.".to_owned()),
        (Offer::Redo, None) => ("do it again", "Nothing was undone here since you opened the program.".to_owned()),
    };
    let other = match known {
        Some(_) => "It is about another patient than the one before you.",
        None => "Your newest change of the last 30 minutes may be about another patient.",
    };
    let item = Item { label: says.to_owned(), means: Vec::new(), does, retract: None };
    let title = match offer {
        Offer::Undo => "undo?",
        Offer::Redo => "do again?",
    };
    Msg::Overlay(Overlay::Menu(Menu::new(title.to_owned(), vec![what, other.to_owned()], vec![item])))
}

fn name(app: &App, patient: PatientId) -> String {
    app.assessed(patient).map_or_else(|_| "another patient".to_owned(), |patient| patient.who.clone())
}

impl App {
    pub(super) fn take_change_back(&mut self, offer: Offer) -> Vec<Effect> {
        self.keep_list_of_pairs();
        self.overlay = None;
        self.saving = true;
        self.trail.under_way = Some(offer);
        vec![match offer {
            Offer::Undo => Effect::Undo,
            Offer::Redo => Effect::Redo,
        }]
    }

    /// The store refused: the trail is what it was.
    pub(super) fn nothing_undone(&mut self) {
        self.trail.under_way = None;
    }
}
