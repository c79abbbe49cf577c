//! What can be done about the deadline in hand. Each function answers with what would happen, or with why it cannot.

use super::form::{Asked, Form, Purpose};
use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::panes::{self, RowId};
use super::{App, Msg, place, record};
use crate::domain::board::{Assessed, behind};
use crate::domain::change::{Change, EventChange};
use crate::domain::deadline::rule::Authority;
use crate::domain::deadline::{Deadline, DeadlineStatus, Question};
use crate::domain::event::{Event, Kind};
use crate::domain::field::{Field, Shape};
use crate::domain::ids::{PatientId, Stored};
use crate::domain::refusal::Refusal;

/// What is asked of whoever waives. The reason is needed here; waivers of before do without.
static WAIVER: [Field; 3] = [
    Field::needed("authority", "on whose authority", Shape::Text),
    Field::needed("reason", "why", Shape::Text),
    Field::optional("until", "last day", Shape::DayAhead),
];

/// How many recorded facts a correction offers.
const FACTS: usize = 40;

impl App {
    /// A patient of the open chart or of the board.
    pub(super) fn assessed(&self, id: PatientId) -> Result<&Assessed, Refusal> {
        let open = self.chart.as_ref().map(|screen| &screen.assessed).filter(|open| open.id() == id);
        let known = open.or_else(|| self.board.patient(id));
        known.ok_or_else(|| {
            Refusal::new(format!(
                "This patient is not on your board any more. {} reads it again.",
                self.key_for("rerank")
            ))
        })
    }
}

/// The deadline a key acts on, and whose it is.
pub(super) fn in_hand(app: &App) -> Result<(&Assessed, &Deadline), Refusal> {
    let row = match &app.chart {
        Some(screen) => screen.deadline().ok_or_else(|| {
            Refusal::new(format!("No deadline is selected; {} shows them.", app.key_for("section.deadlines")))
        })?,
        None => panes::selected_row(app)?,
    };
    let patient = app.assessed(row.patient())?;
    let gone =
        || Refusal::new(format!("This deadline is not what it was. {} reads the list again.", app.key_for("rerank")));
    let deadline = panes::clock_of(patient, row).ok_or_else(gone)?;
    Ok((patient, deadline))
}

/// The patient of the deadline in hand, or the one in hand without a deadline.
pub(super) fn patient_in_hand(app: &App) -> Result<(&Assessed, Option<&Deadline>), Refusal> {
    if let Ok((patient, deadline)) = in_hand(app) {
        return Ok((patient, Some(deadline)));
    }
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    Ok((patient, None))
}

/// `a`: any event of the patient in hand.
pub(super) fn record_event(app: &App) -> Result<Msg, Refusal> {
    let (patient, deadline) = patient_in_hand(app)?;
    Ok(record::anything(app, patient, deadline))
}

/// The deadline in hand, where a recorded fact can meet it.
pub(super) fn to_be_met(app: &App) -> Result<(&Assessed, &Deadline), Refusal> {
    let (patient, deadline) = in_hand(app)?;
    if !deadline.is_open() {
        return Err(Refusal::new(format!(
            "{} {}; {} corrects a fact.",
            deadline.name,
            standing(deadline),
            app.key_for("event.correct")
        )));
    }
    if !record::is_recorded(app, deadline) {
        return Err(record::met_by_a_visit(app, deadline));
    }
    Ok((patient, deadline))
}

/// `x`: what meets it is done.
pub(super) fn done(app: &App) -> Result<Msg, Refusal> {
    let (patient, deadline) = to_be_met(app)?;
    record::satisfaction(app, patient, deadline)
}

/// How a deadline that is not open stands, as a predicate.
fn standing(deadline: &Deadline) -> &'static str {
    match &deadline.status {
        DeadlineStatus::DoneOnTime | DeadlineStatus::DoneLate => "is done already",
        DeadlineStatus::NotDone => "can no longer be done",
        DeadlineStatus::NotApplicable => "does not apply to this patient",
        DeadlineStatus::WaitingForTrigger => "waits for what starts it",
        DeadlineStatus::Paused => "is held while the patient is an inpatient",
        DeadlineStatus::Waived => "is waived",
        DeadlineStatus::NotOpenYet
        | DeadlineStatus::WindowOpen
        | DeadlineStatus::DueSoon
        | DeadlineStatus::DueToday
        | DeadlineStatus::Overdue => "is open",
        DeadlineStatus::Other(_) => "stands as this program does not know",
    }
}

/// `v`: a visit into its window.
pub(super) fn place_visit(app: &App) -> Result<Msg, Refusal> {
    let (patient, deadline) = in_hand(app)?;
    place_for(app, patient, deadline)
}

/// A visit into the window of a deadline.
pub(super) fn place_for(app: &App, patient: &Assessed, deadline: &Deadline) -> Result<Msg, Refusal> {
    place::days(app, patient, deadline)
}

/// `r`: the open question is answered, or the reason for lateness given.
pub(super) fn resolve(app: &App) -> Result<Msg, Refusal> {
    let (patient, deadline) = in_hand(app)?;
    answers(app, patient, deadline)
}

/// The same for a deadline that stands among the reasons of a patient.
pub(super) fn answers(app: &App, patient: &Assessed, deadline: &Deadline) -> Result<Msg, Refusal> {
    match &deadline.question {
        Some(question) => Ok(ask(app, patient, deadline, question)),
        None => late_reason(app, patient, deadline).map(|form| Msg::Overlay(Overlay::Form(form))),
    }
}

fn ask(app: &App, patient: &Assessed, deadline: &Deadline, question: &Question) -> Msg {
    let option = |option: &crate::domain::deadline::Choice| {
        let event = Event::Decision { date: app.today(), question: question.id.clone(), answer: option.answer.clone() };
        let change = EventChange::Record { patient: patient.id(), event };
        let mut means = app.foresee(&change, patient.id()).deadlines;
        if means.is_empty() {
            means.push("no deadline changes".to_owned());
        }
        Item { label: option.text.clone(), means, does: Msg::Write(Change::Event(change)), retract: None }
    };
    let mut items: Vec<Item> = question.options.iter().map(option).collect();
    items.extend(late_reason(app, patient, deadline).ok().map(|form| Item {
        label: "not decided; only say why it is late".to_owned(),
        means: Vec::new(),
        does: Msg::Overlay(Overlay::Form(form)),
        retract: None,
    }));
    let title = format!("decide about {}: {}", deadline.name, patient.who);
    Msg::Overlay(Overlay::Menu(Menu::new(title, vec![question.text.clone()], items)))
}

pub(super) fn late_reason(app: &App, patient: &Assessed, deadline: &Deadline) -> Result<Form, Refusal> {
    let late = deadline.status == DeadlineStatus::Overdue || deadline.is_late_for_good();
    let Some(due) = deadline.due.filter(|_| late) else {
        return Err(Refusal::new(format!("{} is not late and asks nothing.", deadline.name)));
    };
    let kind = Kind::of("late_reason").ok_or_else(|| Refusal::new("Reasons for lateness are not known."))?;
    let mut given = vec![
        ("rule", deadline.rule.to_owned()),
        ("due", due.day().format("%Y-%m-%d").to_string()),
        ("date", "today".to_owned()),
    ];
    given.extend(deadline.discipline.as_ref().map(|discipline| ("discipline", discipline.word().to_owned())));
    let mut notes =
        vec![format!("{} was due {}: {}", deadline.name, due.day().format("%a %d %b %Y"), deadline.status.label())];
    notes.extend(deadline.late_reason.as_ref().map(|reason| format!("so far: {reason}")));
    let excuses = app.rule(deadline).map(|rule| rule.excuses).unwrap_or_default();
    notes.extend(excuses.iter().map(|excuse| format!("may excuse it: {excuse}")));
    let form = Form::new(app, patient, "why late", Purpose::Record(kind));
    Ok(Form { asked: asked(kind, "reason"), given, notes, ..form })
}

/// The one field of a fact that is asked for, empty.
fn asked(kind: &'static Kind, name: &str) -> Vec<Asked> {
    kind.fields.iter().filter(|field| field.name == name).map(|field| Asked::with(field, "")).collect()
}

/// `W`: nobody has to meet it, on somebody's authority.
pub(super) fn waive(app: &App) -> Result<Msg, Refusal> {
    let (patient, deadline) = in_hand(app)?;
    waiver(app, patient, deadline).map(|form| Msg::Overlay(Overlay::Form(form)))
}

/// What is asked of whoever waives this deadline.
pub(super) fn waiver(app: &App, patient: &Assessed, deadline: &Deadline) -> Result<Form, Refusal> {
    if !deadline.is_open() && deadline.status != DeadlineStatus::Paused {
        return Err(Refusal::new(format!("{} {}: there is nothing to waive.", deadline.name, standing(deadline))));
    }
    let kind = Kind::of("waiver").ok_or_else(|| Refusal::new("Waivers are not known."))?;
    let whose = match app.rule(deadline).map(|rule| rule.authority) {
        Some(Authority::Federal) => {
            "A federal rule: only an authority such as a section 1135 waiver lifts it. A policy of the agency cannot."
        }
        Some(Authority::Payer) => "The payer's rule: name who of the payer lifted it, and when.",
        Some(Authority::State) => "The state's rule: name the state's waiver or order.",
        Some(Authority::Agency) | None => "The agency's own policy: name who decided it.",
    };
    let mut given = vec![("rule", deadline.rule.to_owned()), ("date", "today".to_owned())];
    given.extend(deadline.due.map(|due| ("due", due.day().to_string())));
    given.extend(deadline.discipline.as_ref().map(|discipline| ("discipline", discipline.word().to_owned())));
    let notes = vec![whose.to_owned(), "It holds for this deadline only, and stays on record.".to_owned()];
    let form = Form::new(app, patient, "waive", Purpose::Consider(kind));
    let asked = WAIVER.iter().map(|field| Asked::with(field, "")).collect();
    Ok(Form { notes, asked, given, ..form })
}

/// `I`: a medication issue is clinically significant.
pub(super) fn medication_issue(app: &App) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    let about = match app.selected().filter(|_| app.chart.is_none()) {
        Some(row @ RowId::Alert(..)) => panes::alert_of(patient, row).map(crate::domain::alert::Alert::title),
        Some(RowId::Patient(_) | RowId::Visit(..) | RowId::Clock(..) | RowId::Goal(..) | RowId::Hazard(..)) | None => {
            None
        }
    };
    let form = record::medication_issue(app, patient, about);
    form.ok_or_else(|| Refusal::new("Medication issues are not known."))
}

/// The patient and deadline in hand, where there are recorded facts.
pub(super) fn to_be_corrected(app: &App) -> Result<(&Assessed, Option<&Deadline>), Refusal> {
    let (patient, deadline) = patient_in_hand(app)?;
    if patient.facts.events.is_empty() {
        return Err(Refusal::new(format!(
            "Nothing is recorded for {} yet; {} records an event.",
            patient.who,
            app.key_for("event.record")
        )));
    }
    Ok((patient, deadline))
}

/// `e`: the recorded facts, those behind the deadline in hand first.
pub(super) fn correct(app: &App) -> Result<Msg, Refusal> {
    let (patient, deadline) = to_be_corrected(app)?;
    let mut intro = Vec::new();
    let ids = deadline.map(|deadline| behind(&patient.facts, deadline, app.circumstances())).unwrap_or_default();
    let (hangs_on, others): (Vec<&Stored<Event>>, Vec<&Stored<Event>>) =
        patient.facts.events.iter().partition(|event| ids.contains(&event.id));
    if let Some(deadline) = deadline {
        intro.push(match hangs_on.len() {
            0 => format!("{} hangs on visits only; recorded facts, newest first:", deadline.name),
            1 => format!("{} hangs on the first; then the other facts, newest first:", deadline.name),
            many => format!("{} hangs on the first {many}; then the other facts, newest first:", deadline.name),
        });
    }
    let facts = hangs_on.into_iter().chain(others.into_iter().rev()).take(FACTS);
    let items: Vec<Item> = facts.map(|event| fact(app, patient, event)).collect();
    let [corrects, marks] = app.keys_for(["menu.choose", "menu.in-error"]);
    intro.push(format!(
        "{corrects} or its digit corrects a fact; {marks} marks the one under the cursor as entered in error."
    ));
    let title = format!("correct a fact: {}", patient.who);
    Ok(Msg::Overlay(Overlay::Menu(Menu::new(title, intro, items))))
}

fn fact(app: &App, patient: &Assessed, event: &Stored<Event>) -> Item {
    let label = event.said(app.local());
    let kind = Kind::of(event.kind());
    let form = kind.map(|kind| {
        let answers = event.answers();
        let asked: Vec<Asked> =
            kind.fields.iter().zip(&answers).map(|(field, (_, typed))| Asked::with(field, typed)).collect();
        // Most often it is the date.
        let is_date = |asked: &Asked| matches!(asked.field.shape, Shape::Day | Shape::Moment);
        let at = asked.iter().position(is_date).unwrap_or(0);
        let what = format!("correct {}", kind.label);
        let notes = vec![format!("It says: {label}")];
        Form { notes, asked, at, ..Form::new(app, patient, &what, Purpose::Correct(kind, event.id)) }
    });
    let does = form.map_or(Msg::Close, |form| Msg::Overlay(Overlay::Form(form)));
    Item { label, means: Vec::new(), does, retract: Some(event.in_error()) }
}
