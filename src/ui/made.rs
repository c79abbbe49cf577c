//! Visits as they are made: begun, finished, closed. Where one key could write what did not happen, it asks: before the visit's
//! time, long after it, and for a visit of no minutes.

use chrono::{NaiveDateTime, TimeZone};

use super::form::{Asked, Form, Hitch, Purpose};
use super::menu::{Item, Menu};
use super::overlay::{self, Overlay};
use super::{App, Msg, visits};
use crate::domain::board::Assessed;
use crate::domain::caseload::CareEnd;
use crate::domain::change::Change;
use crate::domain::field::{Field, Shape, WrongField};
use crate::domain::ids::VisitId;
use crate::domain::refusal::Refusal;
use crate::domain::visit::{StoredVisit, VisitStatus};
use crate::domain::when::{Instant, Moment, civil};

/// When she came and when she left.
const ARRIVED: Field = Field::needed("arrived", "arrived", Shape::Moment);
const LEFT: Field = Field::needed("left", "left", Shape::Moment);
static TIMES: [Field; 2] = [ARRIVED, LEFT];

/// `v`: the visit begins, or a begun one is finished.
pub(super) fn begin_or_finish(app: &App, visit: &StoredVisit) -> Result<Msg, Refusal> {
    if visit.state.status == VisitStatus::Started {
        return close(app, visit);
    }
    let patient = under_care(app, visit)?;
    let begin = visit.start_or_finish(app.now)?;
    if visit.begins_plausibly(app.now) {
        return Ok(Msg::Write(begin));
    }
    Ok(ask(app, patient, visit, "begin this visit?", Vec::new()))
}

/// `x`: the visit was made.
pub(super) fn close(app: &App, visit: &StoredVisit) -> Result<Msg, Refusal> {
    let patient = under_care(app, visit)?;
    let done = visit.complete(app.now)?;
    if visit.times_are_known(app.now) {
        return Ok(Msg::Write(done));
    }
    Ok(Msg::Overlay(Overlay::Form(times(app, patient, visit))))
}

/// A visit of today that the row in hand is not about: what is to be done with it is asked.
pub(super) fn ask_about(app: &App, visit: &StoredVisit, why: String) -> Result<Msg, Refusal> {
    let patient = under_care(app, visit)?;
    // Asked here already, so that the box does not open for a visit that is closed.
    visit.start_or_finish(app.now)?;
    Ok(ask(app, patient, visit, "the visit of today?", vec![why]))
}

/// Nobody is visited after the end of care.
fn under_care<'a>(app: &'a App, visit: &StoredVisit) -> Result<&'a Assessed, Refusal> {
    let patient = app.assessed(visit.patient)?;
    if !patient.facts.is_after_care(visit, app.today(), app.board.zone) {
        return Ok(patient);
    }
    let word = patient.ended.map_or("left", CareEnd::word).to_lowercase();
    let day = patient.ended.and_then(CareEnd::day).map(|day| day.format(" %a %d %b").to_string()).unwrap_or_default();
    Err(Refusal::new(format!(
        "{} {word}{day}, before this visit: nobody goes. {} says why it was not made.",
        patient.who,
        app.key_for("visit.not-made")
    )))
}

fn ask(app: &App, patient: &Assessed, visit: &StoredVisit, what: &str, mut intro: Vec<String>) -> Msg {
    let local = |at: Instant| at.with_timezone(&app.board.zone).naive_local();
    let (starts, ends) = (local(visit.starts), local(visit.ends));
    intro.push(format!(
        "{} {}-{} {}: {}, {}",
        starts.format("%a %d %b"),
        starts.format("%H:%M"),
        ends.format("%H:%M"),
        visits::type_of(visit),
        visit.purpose,
        visit.state.status.label()
    ));
    let now = app.local().format("%H:%M");
    let item = |label: String, does: Msg| Item { label, means: Vec::new(), does, retract: None };
    let mut items = Vec::new();
    if let Ok(change) = visit.start_or_finish(app.now) {
        let started = visit.state.status == VisitStatus::Started;
        let does = if started { close(app, visit).unwrap_or(Msg::Write(change)) } else { Msg::Write(change) };
        let does_what = if started { "finish it now" } else { "begin it now" };
        items.push(item(format!("{does_what}, {now}"), does));
    }
    items.push(item(
        "it was made: when I came and left".to_owned(),
        Msg::Overlay(Overlay::Form(times(app, patient, visit))),
    ));
    items
        .extend(overlay::miss(app, visit).ok().map(|msg| item("it was not made: missed or attempted".to_owned(), msg)));
    Msg::Overlay(Overlay::Menu(Menu::new(format!("{what} {}", patient.who), intro, items)))
}

/// When she came and left. What is planned is proposed only once it can have been so.
fn times(app: &App, patient: &Assessed, visit: &StoredVisit) -> Form {
    let local = |at: Instant| at.with_timezone(&app.board.zone).naive_local();
    let (starts, ends) = (local(visit.starts), local(visit.ends));
    let clock = |at: NaiveDateTime| at.format("%H:%M").to_string();
    let today = civil(visit.starts, app.board.zone) == app.today();
    let arrived = match visit.state.started {
        Some(started) => clock(local(started)),
        None if visit.starts <= app.now => clock(starts),
        None => String::new(),
    };
    let left = match (visit.state.started, today) {
        (None, _) if visit.ends <= app.now => clock(ends),
        (Some(_), _) | (None, true) => String::new(),
        (None, false) => clock(ends),
    };
    let asked: Vec<Asked> =
        TIMES.iter().zip([arrived, left]).map(|(field, proposal)| Asked::with(field, &proposal)).collect();
    let at = asked.iter().position(|asked| asked.prompt.text().is_empty()).unwrap_or(0);
    let notes = vec![
        format!(
            "Planned {} {}-{}; it is {} now.",
            starts.format("%a %d %b"),
            clock(starts),
            clock(ends),
            app.local().format("%a %H:%M")
        ),
        "When did you come, and when did you leave?".to_owned(),
    ];
    let from = if today { app.local() } else { starts };
    let form = Form::new(app, patient, "the visit was made", Purpose::Made(visit.id));
    Form { notes, asked, at, from, ..form }
}

/// The form of a visit's times again, for a draft.
pub(super) fn times_of(app: &App, visit: VisitId) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    let visit = find(app, patient, visit)?;
    Ok(Msg::Overlay(Overlay::Form(times(app, patient, visit))))
}

fn find<'a>(app: &App, patient: &'a Assessed, visit: VisitId) -> Result<&'a StoredVisit, Refusal> {
    let found = patient.facts.visits.iter().find(|known| known.id == visit);
    found.ok_or_else(|| {
        Refusal::new(format!("This visit is not on your board any more. {} reads it again.", app.key_for("rerank")))
    })
}

fn read(app: &App, form: &Form, field: &Field) -> Result<Instant, WrongField> {
    let wrong = |why: &str| WrongField { field: field.name, why: why.to_owned() };
    let answer = field.read(&form.answer(field.name), form.from)?.map(|answer| answer.value);
    let moment = answer.as_ref().and_then(|value| value.as_str()).and_then(|text| Moment::parse(text).ok());
    let Some(Moment::At(at)) = moment else { return Err(wrong("a time of day is needed")) };
    let at = app.board.zone.from_local_datetime(&at).earliest();
    let at = at.ok_or_else(|| wrong("the clocks are changed then; this time does not exist"))?.to_utc();
    if at > app.now { Err(wrong("has not come yet")) } else { Ok(at) }
}

fn both(app: &App, form: &Form) -> Result<(Instant, Instant), WrongField> {
    let (arrived, left) = (read(app, form, &ARRIVED)?, read(app, form, &LEFT)?);
    if left <= arrived {
        return Err(WrongField { field: LEFT.name, why: "is not after the arrival".to_owned() });
    }
    Ok((arrived, left))
}

/// The change the answers amount to.
pub(super) fn change(app: &App, form: &Form, visit: VisitId) -> Result<Change, Hitch> {
    let (arrived, left) = both(app, form)?;
    Ok(find(app, app.assessed(form.patient)?, visit)?.made(arrived, left)?)
}

/// What is said back.
pub(super) fn said_back(app: &App, form: &Form) -> Vec<String> {
    let Ok((arrived, left)) = both(app, form) else { return Vec::new() };
    let at = |at: Instant| at.with_timezone(&app.board.zone).naive_local();
    let minutes = (left - arrived).num_minutes();
    vec![format!(
        "visit done, {} to {}, {minutes} minutes",
        at(arrived).format("%a %d %b %H:%M"),
        at(left).format("%H:%M")
    )]
}
