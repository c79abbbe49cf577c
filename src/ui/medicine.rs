//! Changing the medication list: a line typed as on paper, said back in plain words with what must be asked and which
//! alerts it would raise, and the order written out for her to check.

use super::form::places::slot;
use super::form::{Asked, Form, Hitch, Purpose};
use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::{App, Msg, chart, meds};
use crate::domain::alert::{Alert, AlertKind};
use crate::domain::board::Assessed;
use crate::domain::change::Edit;
use crate::domain::field::{Field, Shape, WrongField};
use crate::domain::ids::{Stored, Version};
use crate::domain::medication::one_line::OneLine;
use crate::domain::medication::resolve::resolve;
use crate::domain::medication::sig::Doubt;
use crate::domain::medication::told::{HowTold, Told, added, after, order_text, respelled, written as bundled};
use crate::domain::medication::{Medication, MedicationStatus};
use crate::domain::refusal::Refusal;

const LINE: Field = Field::needed("line", "drug, dose, when, for", Shape::Text);
const REVISION: Field = Field::needed("revision", "new dose, or line", Shape::Text);
const HOW: Field = Field::needed("how_told", "how it was told", Shape::words("way", HowTold::WORDS));
const WHO: Field = Field::optional("who", "who said so", Shape::Text);
const WHY: Field = Field::optional("reason", "why", Shape::Text);
/// Nothing leaves the list without a word.
const REASON: Field = Field::needed("reason", "why", Shape::Text);

static NEW: [Field; 4] = [LINE, HOW, WHO, WHY];
static REVISED: [Field; 4] = [REVISION, HOW, WHO, WHY];
static ENDED: [Field; 3] = [REASON, HOW, WHO];

/// A change of the list that is being typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    what: What,
    /// What was typed when its questions were shown: Enter again takes it as it stands.
    asked: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    Add,
    Change(Box<Stored<Medication>>),
    HoldOrResume(Box<Stored<Medication>>),
    Stop(Box<Stored<Medication>>),
}

/// The medicine under the cursor of the open chart.
fn in_hand(app: &App) -> Result<&Stored<Medication>, Refusal> {
    let screen = app.chart.as_ref().filter(|screen| screen.shows_medicines());
    screen
        .and_then(chart::Screen::medicine)
        .ok_or_else(|| Refusal::new(format!("No medicine is selected; {} adds one.", app.key_for("medicine.add"))))
}

/// `a`: a new line.
pub(super) fn add(app: &App) -> Result<Msg, Refusal> {
    open(app, What::Add, "add a medicine", &NEW, Vec::new())
}

/// `e`: another dose, other times, or the whole line anew.
pub(super) fn change(app: &App) -> Result<Msg, Refusal> {
    let known = in_hand(app)?;
    let notes = vec![
        format!("now: {}", known.with_purpose()),
        "Type only what becomes different (20 mg, bid, with food), or the whole line.".to_owned(),
    ];
    open(app, What::Change(Box::new(known.clone())), "change a medicine", &REVISED, notes)
}

/// `H`: on hold, or taken again.
pub(super) fn hold_or_resume(app: &App) -> Result<Msg, Refusal> {
    let known = in_hand(app)?;
    let what = if known.status == MedicationStatus::Active { "hold a medicine" } else { "resume a medicine" };
    open(app, What::HoldOrResume(Box::new(known.clone())), what, &ENDED, vec![known.with_purpose()])
}

/// `s`: stopped.
pub(super) fn stop(app: &App) -> Result<Msg, Refusal> {
    let known = in_hand(app)?;
    open(app, What::Stop(Box::new(known.clone())), "stop a medicine", &ENDED, vec![known.with_purpose()])
}

fn open(app: &App, what: What, title: &str, fields: &'static [Field], notes: Vec<String>) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    let practitioner = patient.facts.episode.as_ref().and_then(|episode| episode.practitioner.clone());
    // An order is claimed by a key of hers, never by a proposal.
    let proposal = |field: &Field| match (field.name, &what) {
        ("how_told", What::Add) => HowTold::AsTaken.label().to_owned(),
        ("who", What::Change(_) | What::HoldOrResume(_) | What::Stop(_)) => practitioner.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let asked = fields.iter().map(|field| Asked::with(field, &proposal(field))).collect();
    let form = Form::new(app, patient, title, Purpose::Medicine(Box::new(Pending { what, asked: None })));
    Ok(Msg::Overlay(Overlay::Form(Form { notes, asked, ..form })))
}

impl Pending {
    /// Where a draft of it is kept.
    pub(super) fn place(&self) -> String {
        let about = |what: &str, line: &Stored<Medication>| slot(&["medicine", what, &line.id.to_string()]);
        match &self.what {
            What::Add => slot(&["medicine", "add"]),
            What::Change(line) => about("change", line),
            What::HoldOrResume(line) if line.status != MedicationStatus::Active => about("resume", line),
            What::HoldOrResume(line) => about("hold", line),
            What::Stop(line) => about("stop", line),
        }
    }

    /// The version of the line it was begun from.
    pub(super) fn seen(&self) -> Version {
        match &self.what {
            What::Add => 0,
            What::Change(line) | What::HoldOrResume(line) | What::Stop(line) => line.version,
        }
    }

    /// What is typed, as a line; `None` where none is asked for.
    fn line(&self, app: &App, form: &Form) -> Option<OneLine> {
        let formulary = app.knowledge.formulary;
        match &self.what {
            What::Add => Some(OneLine::read(&form.answer(LINE.name), formulary)),
            What::Change(known) => {
                let typed = form.answer(REVISION.name);
                let line = respelled(known, &typed, formulary).unwrap_or(typed);
                Some(OneLine::over(known, &line, formulary))
            }
            What::HoldOrResume(_) | What::Stop(_) => None,
        }
    }

    fn typed(&self, form: &Form) -> String {
        form.answer(if self.what == What::Add { LINE.name } else { REVISION.name })
    }

    /// The change that the answers amount to.
    fn edit(&self, app: &App, form: &Form, told: &Told) -> Result<Edit<Medication>, Refusal> {
        let line = self.line(app, form).map(|read| read.medication);
        match (&self.what, line) {
            (What::Add, Some(line)) => Ok(added(form.patient, line, told)),
            (What::Change(known), Some(line)) => {
                let now = current(app, known)?;
                now.changed(now.rewritten(line, app.knowledge.formulary, &told.how)?, told)
            }
            (What::HoldOrResume(known), _) => current(app, known)?.held_or_resumed(told),
            (What::Stop(known), _) => current(app, known)?.stopped(told),
            (What::Add | What::Change(_), None) => Err(Refusal::new("Nothing is typed yet.")),
        }
    }
}

/// The line as it stands by now, where it still says what was seen.
fn current<'a>(app: &'a App, seen: &Stored<Medication>) -> Result<&'a Stored<Medication>, Refusal> {
    let lines = &app.assessed(seen.patient)?.facts.medications;
    let now = lines.iter().find(|line| line.id == seen.id);
    let now = now.ok_or_else(|| app.meanwhile("A colleague has stopped this medicine meanwhile."))?;
    if now.value == seen.value {
        return Ok(now);
    }
    Err(app.meanwhile(&format!("A colleague changed this line meanwhile: {}. Look again:", now.listed())))
}

/// Who said so, how and why, as far as it is answered.
fn told(app: &App, form: &Form) -> Result<Told, WrongField> {
    let how = HOW.read(&form.answer(HOW.name), form.from)?;
    let how = how.as_ref().and_then(|answer| answer.value.as_str()).map(HowTold::from_word);
    let how = how.ok_or_else(|| WrongField { field: HOW.name, why: "is needed".to_owned() })?;
    let who = form.answer(WHO.name).trim().to_owned();
    // Nobody is named for a correction by what was only proposed.
    let proposed = form.asked.iter().any(|asked| asked.field.name == WHO.name && asked.proposed);
    let who = if proposed && how == HowTold::Correction { String::new() } else { who };
    if who.is_empty() && matches!(how, HowTold::VerbalOrder | HowTold::WrittenOrder) {
        return Err(WrongField { field: WHO.name, why: "an order has somebody who gave it".to_owned() });
    }
    let at = chrono::DurationRound::duration_trunc(app.local(), chrono::TimeDelta::minutes(1)).unwrap_or(app.local());
    Ok(Told { how, who, why: form.answer(WHY.name).trim().to_owned(), at })
}

/// Enter: the change is written, or what is not clear is asked once more.
pub(super) fn written(app: &App, form: &Form, pending: &Pending) -> Result<Msg, Hitch> {
    for asked in &form.asked {
        asked.field.read(&asked.prompt.text(), form.from)?;
    }
    let told = told(app, form)?;
    if let Some(read) = pending.line(app, form) {
        let typed = pending.typed(form);
        let is_asked = pending.asked.as_deref() == Some(&typed);
        if !is_asked {
            if let Some(menu) = which_drug(app, form, pending, &read) {
                return Ok(menu);
            }
            let senseless =
                read.doubts.iter().any(|doubt| matches!(doubt, Doubt::NoDrug | Doubt::TwoDrugs | Doubt::NotInPart));
            if !read.is_plain() && !senseless {
                return Ok(Msg::Overlay(Overlay::Form(asked_again(form, pending, typed))));
            }
        }
        // No second Enter makes sense of these.
        let never =
            read.doubts.iter().find(|doubt| matches!(doubt, Doubt::NoDrug | Doubt::TwoDrugs | Doubt::NotInPart));
        if let (Some(doubt), Some(asked)) = (never, form.asked.first()) {
            return Err(WrongField { field: asked.field.name, why: doubt.question() }.into());
        }
    }
    let edit = pending.edit(app, form, &told)?;
    let author = app.board.user.name.initialled();
    Ok(Msg::WriteBundle(bundled(edit, &told, &author, app.now)))
}

/// The form with its questions asked: Enter takes what is typed as it stands.
fn asked_again(form: &Form, pending: &Pending, typed: String) -> Form {
    let pending = Pending { asked: Some(typed), ..pending.clone() };
    Form { purpose: Purpose::Medicine(Box::new(pending)), ..form.clone() }
}

/// Where no table knows the name, or several drugs go by it: which one is meant. Nothing is guessed.
fn which_drug(app: &App, form: &Form, pending: &Pending, read: &OneLine) -> Option<Msg> {
    let (written, names): (&str, &[&'static str]) = read.doubts.iter().find_map(|doubt| match doubt {
        Doubt::UnknownName { written, suggestions } => Some((written.as_str(), suggestions.as_slice())),
        Doubt::AmbiguousName { name, candidates, .. } => Some((*name, candidates.as_slice())),
        Doubt::NoDrug
        | Doubt::TwoDrugs
        | Doubt::NoUnit { .. }
        | Doubt::NoStrength
        | Doubt::NoConcentration
        | Doubt::AsWritten(_)
        | Doubt::TooMuch(_)
        | Doubt::NoDose
        | Doubt::NoFrequency
        | Doubt::NoMaximum
        | Doubt::NoReason
        | Doubt::NoWeekday
        | Doubt::TooOften { .. }
        | Doubt::TwoMeanings { .. }
        | Doubt::Conflict(_)
        | Doubt::Unread(_)
        | Doubt::NotInPart => None,
    })?;
    let typed = pending.typed(form);
    let at = typed.to_ascii_lowercase().find(&written.to_ascii_lowercase()).filter(|at| typed.is_char_boundary(*at))?;
    let end = Some(at + written.len()).filter(|end| typed.is_char_boundary(*end))?;
    let with = |name: &str| {
        let mut form = form.clone();
        let line = format!("{}{name}{}", &typed[..at], &typed[end..]);
        if let Some(asked) = form.asked.first_mut() {
            *asked = Asked { proposed: false, ..Asked::with(asked.field, &line) };
        }
        Msg::Overlay(Overlay::Form(form))
    };
    let item = |label: String, does: Msg| Item { label, means: Vec::new(), does, retract: None };
    let mut items: Vec<Item> = names.iter().map(|name| item((*name).to_owned(), with(name))).collect();
    let kept = asked_again(form, pending, typed.clone());
    items.push(item(format!("as typed: {written}; it cannot be checked"), Msg::Overlay(Overlay::Form(kept))));
    let patient = app.assessed(form.patient).map(|patient| patient.who.clone()).unwrap_or_default();
    let intro = vec![format!("`{written}` is not the name of one drug in the tables. Which one is meant?")];
    let back = app.overlay.clone().map(Box::new);
    Some(Msg::Overlay(Overlay::Menu(Menu { back, ..Menu::new(format!("which drug: {patient}"), intro, items) })))
}

/// What is read, what is asked, what it would raise, and the order: a label and a line each.
pub(super) fn said_back(app: &App, form: &Form, pending: &Pending) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let read = pending.line(app, form).filter(|_| !pending.typed(form).trim().is_empty());
    if matches!(pending.what, What::Add | What::Change(_)) && read.is_none() {
        return lines;
    }
    if let Some(read) = &read {
        lines.push(("READS", read.said.clone()));
        lines.extend(contains(app, read).map(|names| ("HOLDS", names)));
        lines.extend(read.doubts.iter().map(|doubt| ("ASK", doubt.question())));
        let rewritten = |found: &crate::domain::medication::notation::Notation| {
            ("NOTE", format!("`{}` is error-prone; the plain words above are written", found.written))
        };
        lines.extend(read.notation.iter().map(rewritten));
    }
    let Ok(told) = told(app, form) else { return lines };
    let Ok(edit) = pending.edit(app, form, &told) else { return lines };
    if let Ok(patient) = app.assessed(form.patient) {
        // What is in the heading is said first, and whatever the reaction was.
        lines.extend(allergies(app, patient, &edit).into_iter().map(|allergy| ("ALLERGY", allergy)));
        lines.extend(raised(app, patient, &edit).into_iter().map(|alert| ("ALERT", alert)));
    }
    let label = if told.how == HowTold::Correction { "WRITES" } else { "ORDER" };
    lines.push((label, order_text(&edit, &told)));
    if told.how == HowTold::VerbalOrder {
        lines.push(("THEN", "kept as a call note, and the order waits for its signature".to_owned()));
    }
    if let Some(read) = read.filter(|read| !read.is_plain()) {
        let asked = pending.asked.as_deref() == Some(&pending.typed(form));
        let enter = app.key_for("form.save");
        let unclear = if read.doubts.len() == 1 { "question is" } else { "questions are" };
        lines.push((
            "NEXT",
            if asked {
                format!("{enter} writes it as it stands")
            } else {
                format!("the {unclear} open; {enter} once more writes it as it stands")
            },
        ));
    }
    lines
}

/// The ingredients of what is typed, where its words do not name them: a brand, a short name.
fn contains(app: &App, read: &OneLine) -> Option<String> {
    let formulary = app.knowledge.formulary;
    let typed = crate::domain::text::fold(&read.medication.drug);
    let parts = resolve(&read.medication.drug, formulary).parts;
    let names: Vec<&str> =
        parts.iter().map(|part| formulary.text(formulary.ingredient(part.ingredient).name)).collect();
    let is_named = |name: &&str| name.split(' ').next().is_some_and(|first| typed.contains(first));
    (!names.iter().all(is_named)).then(|| names.join(" + "))
}

/// Allergies on record that what is typed goes against.
fn allergies(app: &App, patient: &Assessed, edit: &Edit<Medication>) -> Vec<String> {
    let lines = after(patient.facts.medications.clone(), edit);
    let alerts = patient.new_allergies(&lines, app.knowledge, app.today());
    let said = |alert: &Alert| format!("{}: {}. {}", alert.title(), alert.why.join("; "), alert.consequence);
    alerts.iter().map(said).collect()
}

/// The alerts that would be new.
fn raised(app: &App, patient: &Assessed, edit: &Edit<Medication>) -> Vec<String> {
    let lines = after(patient.facts.medications.clone(), edit);
    let mut alerts = patient.new_alerts(&lines, app.knowledge, app.today());
    // Those about allergies are said above.
    alerts.retain(|alert| alert.kind != AlertKind::Allergy);
    alerts.iter().map(|alert| format!("{}: {}", meds::heading(app, patient, alert), alert.consequence)).collect()
}
