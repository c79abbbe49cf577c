//! A visit into the window of a deadline: the days with their load, then the time, then it stands on the calendar.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};

use super::form::{Asked, Form, Hitch, Purpose};
use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::{App, Msg};
use crate::domain::board::Assessed;
use crate::domain::change::{Change, Placement};
use crate::domain::deadline::visit::kind_for;
use crate::domain::deadline::{Deadline, Due};
use crate::domain::episode::certification;
use crate::domain::field::{Answer, Field, Shape, WrongField};
use crate::domain::frequency::counted;
use crate::domain::ids::UserId;
use crate::domain::refusal::Refusal;
use crate::domain::visit::{StoredVisit, Visit, VisitKind, VisitState, VisitStatus};
use crate::domain::when::{Instant, Moment};

/// When, and how long.
const WHEN: Field = Field::needed("at", "when", Shape::Moment);
const MINUTES: Field = Field::needed("minutes", "minutes", Shape::Number);
static ASKED: [Field; 2] = [WHEN, MINUTES];

/// How many days are proposed: one for each digit.
const DAYS: u64 = 9;
/// How far ahead the board knows the visits of a day.
const KNOWN_AHEAD: i64 = 15;

/// Whether a visit can meet it.
pub(super) fn is_met_by_a_visit(app: &App, deadline: &Deadline) -> bool {
    app.rule(deadline).and_then(kind_for).is_some()
}

/// Minutes such a visit usually takes.
fn usual_minutes(kind: &VisitKind) -> i64 {
    match kind {
        VisitKind::Soc => 90,
        VisitKind::Roc | VisitKind::Recert => 75,
        VisitKind::Routine
        | VisitKind::Evaluation
        | VisitKind::Reassessment
        | VisitKind::Supervision
        | VisitKind::Discharge
        | VisitKind::Telehealth
        | VisitKind::NonBillable
        | VisitKind::Other(_) => 45,
    }
}

/// Who goes: of the user, the patient's case manager and whoever visits her, the last first, the first whose visit counts.
/// When nobody's does, whoever stands nearest to the deadline; the box then says whom it takes.
fn clinician(app: &App, patient: &Assessed, deadline: &Deadline, kind: &VisitKind) -> Result<UserId, Refusal> {
    let user = &app.board.user;
    let user = user.discipline.as_ref().map(|own| (app.board.user_id, own));
    let manager = patient.facts.episode.as_ref().and_then(|episode| episode.case_manager);
    let visits = || patient.facts.visits.iter().rev().filter_map(|visit| Some((visit.clinician?, &visit.discipline)));
    let counts = |goes: &UserId| {
        let rule = app.rule(deadline);
        rule.is_some_and(|rule| patient.would_meet(rule, deadline, kind, *goes, &app.board.staff))
    };
    let mut nearest = user.map(|(id, _)| id).into_iter().chain(manager).chain(visits().map(|(id, _)| id));
    if let Some(goes) = nearest.find(counts) {
        return Ok(goes);
    }
    let Some(discipline) = &deadline.discipline else {
        let goes = user.map(|(id, _)| id).or(manager);
        return goes.ok_or_else(|| Refusal::new("You visit nobody, and this patient has no case manager who could."));
    };
    let of_discipline = user.into_iter().chain(visits()).find(|(_, own)| *own == discipline);
    let goes = of_discipline.map(|(id, _)| id);
    goes.ok_or_else(|| Refusal::new(format!("Nobody of {} visits this patient yet.", discipline.label())))
}

/// `v`: the days of the window, each with what is on it already.
pub(super) fn days(app: &App, patient: &Assessed, deadline: &Deadline) -> Result<Msg, Refusal> {
    let rule = app.rule(deadline).ok_or_else(|| Refusal::new("The rule of this deadline is not known."))?;
    let none = || {
        Refusal::new(format!("No visit meets {}: {} records what does.", deadline.name, app.key_for("deadline.done")))
    };
    let kind = kind_for(rule).ok_or_else(none)?;
    let Some(due) = deadline.due.filter(|_| deadline.is_open()) else {
        let status = deadline.status.label().to_lowercase();
        return Err(Refusal::new(format!("{} is {status}: there is no window to place a visit into.", deadline.name)));
    };
    let goes = clinician(app, patient, deadline, &kind)?;
    let today = app.today();
    let opens = deadline.opens.map_or(today, Due::day);
    let is_late = due.day() < today;
    let (first, last) = if is_late { (today, NaiveDate::MAX) } else { (today.max(opens), due.day()) };
    let days = (0..DAYS).filter_map(|ahead| first.checked_add_days(Days::new(ahead))).filter(|day| *day <= last);
    let items = days.map(|day| item(app, patient, deadline, &kind, goes, day)).collect();
    let mut intro = vec![if is_late {
        format!("{} ended {}; as soon as possible", deadline.name, said(due))
    } else {
        format!("{} {} - {}", deadline.name, opens.max(today).format("%a %d %b"), said(due))
    }];
    let who = app.board.staff.get(&goes).map(|user| format!("{} {}", user.name.initialled(), user.credential));
    intro.extend(who.map(|who| format!("for {who}; {}", may(app, patient, deadline, &kind, goes))));
    intro.extend(placed(app, patient, deadline).map(|at| format!("already placed: {at}")));
    Ok(Msg::Overlay(Overlay::Menu(Menu::new(format!("place a visit: {}", patient.who), intro, items))))
}

/// Whether a visit by that person would count.
fn may(app: &App, patient: &Assessed, deadline: &Deadline, kind: &VisitKind, goes: UserId) -> String {
    let Some(rule) = app.rule(deadline) else { return String::new() };
    if patient.would_meet(rule, deadline, kind, goes, &app.board.staff) {
        return "this visit counts".to_owned();
    }
    match rule.who_may {
        [] => "this visit does not count: it takes somebody who may assess".to_owned(),
        roles => format!("this visit does not count: it takes {}", roles.join(", ")),
    }
}

fn said(due: Due) -> String {
    match due {
        Due::Day(day) => day.format("%a %d %b").to_string(),
        Due::At(at) => at.format("%a %d %b %H:%M").to_string(),
    }
}

/// The visit that is in the window already.
fn placed(app: &App, patient: &Assessed, deadline: &Deadline) -> Option<String> {
    let visit = super::reassess::visit_in_window(app, patient, deadline)?;
    let starts = visit.starts.with_timezone(&app.board.zone);
    Some(format!("{} {}", starts.format("%a %d %b %H:%M"), visit.kind.label()))
}

fn item(app: &App, patient: &Assessed, deadline: &Deadline, kind: &VisitKind, goes: UserId, day: NaiveDate) -> Item {
    let busy = on_day(app, goes, day);
    let load = match (busy.first(), busy.last()) {
        _ if (day - app.today()).num_days() >= KNOWN_AHEAD => "visits of that day not read yet".to_owned(),
        (Some((first, _)), Some((_, last))) => {
            let many = if busy.len() == 1 { "1 visit".to_owned() } else { format!("{} visits", busy.len()) };
            format!("{many} {}-{}", first.format("%H:%M"), last.format("%H:%M"))
        }
        _ => "no visits".to_owned(),
    };
    let away = match (day - app.today()).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        ahead => format!("in {ahead} days"),
    };
    let soc = patient.facts.start_of_care(app.today());
    let cert = soc.and_then(|soc| certification(soc, day)).map(|cert| format!("day {} of 60", cert.day));
    let label = format!("{}  {away:<11}{:<14}{load}", day.format("%a %d %b"), cert.unwrap_or_default());
    let form = form(app, patient, deadline, kind, goes, day);
    Item { label, means: Vec::new(), does: Msg::Overlay(Overlay::Form(form)), retract: None }
}

fn form(app: &App, patient: &Assessed, deadline: &Deadline, kind: &VisitKind, goes: UserId, day: NaiveDate) -> Form {
    let minutes = usual_minutes(kind);
    let at = first_gap(app, goes, day, TimeDelta::minutes(minutes));
    let visit =
        Visit {
            episode: patient.facts.episode.as_ref().map(|episode| episode.id),
            clinician: Some(goes),
            discipline: app.board.staff.get(&goes).and_then(|user| user.discipline.clone()).unwrap_or_else(|| {
                deadline.discipline.clone().unwrap_or(crate::domain::codes::Discipline::SkilledNursing)
            }),
            kind: kind.clone(),
            // Both are what the form says in the end.
            starts: app.now,
            ends: app.now,
            purpose: match deadline.due {
                Some(due) => format!("{}, due {}", deadline.name, said(due)),
                None => deadline.name.to_string(),
            },
            state: VisitState {
                status: VisitStatus::Planned,
                started: None,
                finished: None,
                reason: None,
                practitioner_told: false,
            },
        };
    let proposals = [at.format("%H:%M").to_string(), minutes.to_string()];
    let asked = ASKED.iter().zip(&proposals).map(|(field, proposal)| Asked::with(field, proposal)).collect();
    let notes = vec![format!("{}; a time alone means {}", visit.purpose, day.format("%a %d %b"))];
    let form = Form::new(app, patient, "place a visit", Purpose::Place(Box::new(visit)));
    Form { notes, asked, from: day.and_time(at.time()), ..form }
}

/// The visits of a clinician on a day, as the board knows them: begin and end, in order.
fn on_day(app: &App, goes: UserId, day: NaiveDate) -> Vec<(NaiveDateTime, NaiveDateTime)> {
    let visits = app.board.calendar_of(day).map(|(_, visit)| visit);
    let on_calendar = |visit: &&StoredVisit| {
        visit.clinician == Some(goes)
            && matches!(visit.state.status, VisitStatus::Planned | VisitStatus::Started | VisitStatus::Done)
    };
    let local = |at: Instant| at.with_timezone(&app.board.zone).naive_local();
    let mut busy: Vec<_> = visits.filter(on_calendar).map(|visit| (local(visit.starts), local(visit.ends))).collect();
    busy.sort_unstable();
    busy
}

/// The first time from eight o'clock, in quarters of an hour and not before now, at which nothing else is.
fn first_gap(app: &App, goes: UserId, day: NaiveDate, length: TimeDelta) -> NaiveDateTime {
    let eight = day.and_time(NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default());
    let busy = on_day(app, goes, day);
    let quarters = (0..44).map(|quarter| eight + TimeDelta::minutes(15 * quarter));
    let is_free = |at: &NaiveDateTime| {
        *at >= app.local() && !busy.iter().any(|(starts, ends)| *starts < *at + length && *at < *ends)
    };
    quarters.into_iter().find(is_free).unwrap_or(eight)
}

/// A time of a form as it is read: without "today", which here is the day that was picked.
pub(super) fn said_at(answer: &Answer) -> String {
    match answer.value.as_str().and_then(|text| Moment::parse(text).ok()) {
        Some(Moment::At(at)) => at.format("%a %d %b %Y %H:%M").to_string(),
        Some(Moment::Day(day)) => format!("{}, a time is needed", day.format("%a %d %b %Y")),
        None => answer.said.clone(),
    }
}

/// The visit the answers make.
fn visit(app: &App, form: &Form, planned: &Visit) -> Result<Visit, Hitch> {
    let wrong = |field: &Field, why: &str| WrongField { field: field.name, why: why.to_owned() };
    let at = WHEN.read(&form.answer(WHEN.name), form.from)?.map(|answer| answer.value);
    let at = at.as_ref().and_then(|value| value.as_str()).and_then(|text| Moment::parse(text).ok());
    let Some(Moment::At(at)) = at else { return Err(wrong(&WHEN, "a time of day is needed").into()) };
    let minutes = MINUTES.read(&form.answer(MINUTES.name), form.from)?.and_then(|answer| answer.value.as_i64());
    let minutes = minutes.filter(|minutes| (5..=600).contains(minutes));
    let minutes = minutes.ok_or_else(|| wrong(&MINUTES, "between 5 and 600"))?;
    let missing = || wrong(&WHEN, "the clocks are changed then; this time does not exist");
    let starts = app.board.zone.from_local_datetime(&at).earliest().ok_or_else(missing)?.to_utc();
    if starts < app.now - TimeDelta::minutes(15) {
        return Err(wrong(&WHEN, "is over already").into());
    }
    Ok(Visit { starts, ends: starts + TimeDelta::minutes(minutes), ..planned.clone() })
}

/// The change the answers amount to.
pub(super) fn change(app: &App, form: &Form, planned: &Visit) -> Result<Change, Hitch> {
    let visit = visit(app, form, planned)?;
    Ok(Change::Place(Placement { patient: form.patient, visit }))
}

/// `recertification visit`, `SN visit`.
fn what(visit: &Visit) -> String {
    let word = match &visit.kind {
        VisitKind::Routine => visit.discipline.label(),
        VisitKind::Soc => "start-of-care",
        VisitKind::Roc => "resumption",
        VisitKind::Recert => "recertification",
        VisitKind::Evaluation => "evaluation",
        VisitKind::Reassessment => "reassessment",
        VisitKind::Supervision => "supervisory",
        VisitKind::Discharge => "discharge",
        VisitKind::Telehealth => "telehealth",
        VisitKind::NonBillable => "non-billable",
        VisitKind::Other(word) => word,
    };
    format!("{word} visit")
}

/// What is said back: when, who, what it clashes with, and that it is not ordered.
pub(super) fn said_back(app: &App, form: &Form, planned: &Visit) -> Vec<String> {
    let Ok(visit) = visit(app, form, planned) else { return Vec::new() };
    let local = |at: Instant| at.with_timezone(&app.board.zone).naive_local();
    let (starts, ends) = (local(visit.starts), local(visit.ends));
    let who = visit.clinician.and_then(|goes| app.board.staff.get(&goes));
    let who = who.map(|user| format!("{} {}", user.name.initialled(), user.credential)).unwrap_or_default();
    let mut lines = vec![format!(
        "{}, {} {}-{}, {who}",
        what(&visit),
        starts.format("%a %d %b %Y"),
        starts.format("%H:%M"),
        ends.format("%H:%M")
    )];
    let clash = visit
        .clinician
        .and_then(|goes| on_day(app, goes, starts.date()).into_iter().find(|(from, to)| *from < ends && starts < *to));
    lines.extend(
        clash.map(|(from, to)| format!("CLASH with the visit {}-{}", from.format("%H:%M"), to.format("%H:%M"))),
    );
    lines.extend(beyond_the_order(app, form, &visit));
    lines
}

/// What speaks against the visit by the visit-frequency orders. It may be placed all the same: an order may be on its way.
fn beyond_the_order(app: &App, form: &Form, visit: &Visit) -> Option<String> {
    let (day, _) = counted(visit, app.board.zone)?;
    // The visit that starts care is what the referral asks for; the orders come from it.
    if visit.kind == VisitKind::Soc {
        return None;
    }
    let facts = &app.assessed(form.patient).ok()?.facts;
    Some(app.circumstances().placing(facts, &visit.discipline, day)?.to_string())
}
