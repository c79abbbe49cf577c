//! What is typed into a form, as a draft: a line for each field that says something else than was proposed.

use crate::domain::draft::Draft;
use crate::domain::ids::{OperationId, PatientId, Version};
use crate::ui::form::{Asked, Form, Purpose};
use crate::ui::prompt::Prompt;
use crate::ui::{App, Effect, care_plan, entries, goal};

/// The name of a line that was taken down in a list, in the draft of one.
const LINE: &str = "line";
/// Stands before the second and every further line of what is typed into one field.
const SET_IN: &str = "\n  ";

/// How a form that is open keeps what is typed into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Where: `form/goal/change/7`.
    pub(super) place: String,
    /// The version of the row the form was begun from; 0 where it makes a new one.
    seen: Version,
    /// The name it is saved under.
    pub(in crate::ui) becomes: OperationId,
    /// What each field said before anybody typed.
    proposed: Vec<String>,
    /// Lines of a draft that no field of this form takes: they stay in it.
    strays: Vec<String>,
    /// Something was typed here at some time.
    touched: bool,
    /// What was taken back as a whole, until something else is typed: the draft and the cursor in it.
    taken_back: Option<(String, usize)>,
}

impl Kept {
    /// Something is typed: from now on that is what could be taken back.
    pub(super) fn typed(&mut self) {
        (self.touched, self.taken_back) = (true, None);
    }
}

/// Something a draft says: what it is about, and the text with its line ends set in.
struct Said<'a> {
    name: &'a str,
    text: &'a str,
    /// Where the text begins, in characters of the whole draft.
    at: usize,
}

/// What a draft says, and the lines that say nothing a form could take.
fn said(draft: &str) -> (Vec<Said<'_>>, Vec<&str>) {
    let (mut found, mut strays) = (Vec::new(), Vec::new());
    let (mut rest, mut at) = (draft, 0);
    while !rest.is_empty() {
        // A line end that nothing is set in behind ends it.
        let ends = rest.match_indices('\n').find(|(end, _)| !rest[*end..].starts_with(SET_IN));
        let end = ends.map_or(rest.len(), |(end, _)| end);
        let whole = &rest[..end];
        match whole.split_once(": ") {
            Some((name, text)) => found.push(Said { name, text, at: at + name.chars().count() + 2 }),
            None if whole.is_empty() => {}
            None => strays.push(whole),
        }
        at += whole.chars().count() + 1;
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    (found, strays)
}

impl Form {
    /// From now on what is typed is kept at this place.
    pub fn keep_at(&mut self, place: String, seen: Version, becomes: OperationId) {
        let proposed = self.asked.iter().map(|asked| asked.prompt.text()).collect();
        let (strays, touched, taken_back) = (Vec::new(), false, None);
        self.kept = Some(Kept { place, seen, becomes, proposed, strays, touched, taken_back });
    }

    /// The version of the row it is about.
    pub(super) fn version(&self, app: &App) -> Version {
        match &self.purpose {
            Purpose::Goal(what) => what.seen(),
            Purpose::CarePlan(what) => what.seen(),
            Purpose::Medicine(pending) => pending.seen(),
            Purpose::Entry(job) => job.seen(),
            Purpose::Correct(_, id) => {
                let known =
                    app.assessed(self.patient).map(|patient| patient.facts.events.as_slice()).unwrap_or_default();
                known.iter().find(|event| event.id == *id).map_or(0, |event| event.version)
            }
            Purpose::Record(_)
            | Purpose::Consider(_)
            | Purpose::Place(_)
            | Purpose::Made(_)
            | Purpose::Answer(_)
            | Purpose::Task(_)
            | Purpose::Use(_)
            | Purpose::Receive(_) => 0,
        }
    }

    /// Whether its fields propose what stands on record.
    fn says_the_record(&self) -> bool {
        match &self.purpose {
            Purpose::Goal(what) => matches!(**what, goal::Pending::Change(_)),
            Purpose::CarePlan(what) => {
                matches!(**what, care_plan::Pending::ChangeProblem(_) | care_plan::Pending::ChangeStep(_))
            }
            Purpose::Correct(..) => true,
            Purpose::Entry(job) => matches!(**job, entries::Job::Change(_)),
            Purpose::Record(_)
            | Purpose::Consider(_)
            | Purpose::Place(_)
            | Purpose::Made(_)
            | Purpose::Answer(_)
            | Purpose::Task(_)
            | Purpose::Medicine(_)
            | Purpose::Use(_)
            | Purpose::Receive(_) => false,
        }
    }

    /// What is typed so far, and where the cursor stands in it, in characters. In a field that says what was proposed, and so is
    /// not in the text, the cursor stands behind its end: by the number of the field.
    pub fn written(&self) -> (String, usize) {
        let proposed = self.kept.as_ref().map(|kept| kept.proposed.as_slice()).unwrap_or_default();
        let (mut text, mut cursor) = (String::new(), None);
        let mut line = |name: &str, typed: &str| {
            text.push_str(if text.is_empty() { "" } else { "\n" });
            text.extend([name, ": "]);
            let at = text.chars().count();
            text.push_str(&typed.replace('\n', SET_IN));
            at
        };
        if let Purpose::Receive(lines) = &self.purpose {
            for taken in lines {
                line(LINE, taken);
            }
        }
        for (at, asked) in self.asked.iter().enumerate() {
            let typed = asked.prompt.text();
            if proposed.get(at).is_none_or(|proposed| *proposed != typed) {
                let begins = line(asked.field.name, &typed);
                if at == self.at {
                    cursor = Some(begins + asked.prompt.before().replace('\n', SET_IN).chars().count());
                }
            }
        }
        for stray in self.kept.iter().flat_map(|kept| &kept.strays) {
            text.push_str(if text.is_empty() { "" } else { "\n" });
            text.push_str(stray);
        }
        let behind = text.chars().count() + 1 + self.at;
        (text, cursor.unwrap_or(behind))
    }

    /// Puts in what was typed before. Fields the draft says nothing about stay as they are proposed.
    pub fn restore(&mut self, text: &str, cursor: usize) {
        let (found, strays) = said(text);
        let mut strays: Vec<String> = strays.into_iter().map(str::to_owned).collect();
        let behind = cursor.checked_sub(text.chars().count() + 1).filter(|at| *at < self.asked.len());
        let mut goes_to = behind;
        for Said { name, text, at } in found {
            let plain = text.replace(SET_IN, "\n");
            if let (Purpose::Receive(lines), LINE) = (&mut self.purpose, name) {
                lines.push(plain);
                continue;
            }
            let Some(place) = self.asked.iter().position(|asked| asked.field.name == name) else {
                strays.push(format!("{name}: {text}"));
                continue;
            };
            let mut prompt = Prompt::with(&plain);
            if (at..=at + text.chars().count()).contains(&cursor) {
                let before: String = text.chars().take(cursor - at).collect();
                prompt = Prompt::at(&plain, before.replace(SET_IN, "\n").chars().count());
                goes_to = Some(place);
            }
            let field = self.asked[place].field;
            self.asked[place] = Asked { field, prompt, proposed: false };
        }
        if let Some(kept) = &mut self.kept {
            kept.strays = strays;
            kept.touched = true;
        }
        match goes_to {
            // The cursor goes there as a key would bring it: what is proposed is replaced by typing.
            Some(at) if Some(at) == behind => self.go_to(at),
            Some(at) => self.at = at,
            None => {}
        }
    }

    /// Whether something was typed into it at some time.
    pub(super) fn is_touched(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.touched)
    }

    /// Every field says again what was proposed when it opened. Once more: what was typed. Answers whether something was taken
    /// back or put in again; nothing where there was nothing to.
    pub(super) fn take_back(&mut self) -> Option<bool> {
        let written = self.written();
        let kept = self.kept.as_mut()?;
        if written.0.is_empty() {
            let (text, cursor) = kept.taken_back.take()?;
            self.restore(&text, cursor);
            return Some(false);
        }
        kept.strays.clear();
        kept.taken_back = Some(written);
        let proposed = kept.proposed.clone();
        for (asked, proposed) in self.asked.iter_mut().zip(&proposed) {
            *asked = Asked::with(asked.field, proposed);
        }
        if let Purpose::Receive(lines) = &mut self.purpose {
            lines.clear();
        }
        self.go_to(self.at);
        Some(true)
    }

    /// How it is kept: where nothing differs from what was proposed there is no draft.
    pub(in crate::ui) fn keep(&self) -> Vec<Effect> {
        let Some(kept) = &self.kept else { return Vec::new() };
        let (patient, place, seen) = (self.patient, kept.place.clone(), kept.seen);
        let (text, cursor) = self.written();
        vec![if text.is_empty() {
            Effect::DropDraft { patient, place }
        } else {
            Effect::KeepDraft { patient, place, text, cursor, seen, becomes: kept.becomes }
        }]
    }

    /// Whether something is typed that would be lost.
    pub(super) fn is_unsaved(&self) -> bool {
        self.kept.is_some() && !self.written().0.is_empty()
    }

    /// Whether its draft is the one of this place.
    pub(in crate::ui) fn is_kept_at(&self, patient: PatientId, place: &str) -> bool {
        self.patient == patient && self.kept.as_ref().is_some_and(|kept| kept.place == place)
    }

    /// What somebody should know before she goes on with a draft.
    pub(super) fn warnings(&self, draft: &Draft) -> Vec<String> {
        let Some(kept) = &self.kept else { return Vec::new() };
        let mut notes: Vec<String> =
            kept.strays.iter().map(|stray| format!("typed here before: {}", stray.replace(SET_IN, " "))).collect();
        if draft.seen != kept.seen {
            let differing = self.asked.iter().zip(&kept.proposed).filter(|(asked, on_record)| {
                self.says_the_record() && !on_record.is_empty() && asked.prompt.text() != **on_record
            });
            let told = |(asked, on_record): (&Asked, &String)| format!("{} {on_record}", asked.field.label);
            let told: Vec<String> = differing.map(told).collect();
            notes.push(if told.is_empty() {
                "This was changed on record after you began.".to_owned()
            } else {
                format!("on record by now: {}", told.join("; "))
            });
        }
        notes
    }
}
