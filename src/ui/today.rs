//! Today: the ranked list of who needs me first.

use ratatui::text::{Line, Span};

use super::panes::{Candidate, RowId};
use super::{App, chart, draw};
use crate::domain::deadline::Due;
use crate::domain::next::Next;
use crate::domain::rank::{Area, Ranked, Reason};
use crate::domain::visit::StoredVisit;

/// Every ranked patient.
pub(super) fn candidates<'a>(app: &'a App) -> Vec<Candidate<'a>> {
    let ranked = app.board.ranked.iter();
    let row = |ranked: &'a Ranked| Candidate {
        id: RowId::Patient(ranked.patient),
        who: &ranked.who,
        due: ranked.reasons.first().map(|reason| Due::At(reason.presses_at(app.board.local()))),
    };
    ranked.map(row).collect()
}

/// The visit that the row in hand is about: the one its reason names, else the patient's next one of today.
pub(super) fn visit_in_hand(app: &App) -> Option<RowId> {
    let patient = app.board.patient(app.list(super::View::Today)?.selected()?.patient())?;
    let reason = app.board.ranked(patient.id()).and_then(|ranked| ranked.reasons.first());
    let of_today = |visit: &&StoredVisit| crate::domain::when::civil(visit.starts, app.board.zone) == app.today();
    let named = reason.and_then(|reason| reason.visit).and_then(|id| app.board.visit(patient.id(), id));
    let mut open = patient.facts.visits.iter().filter(|visit| visit.is_open());
    let visit = named.filter(|visit| of_today(visit)).or_else(|| open.find(of_today))?;
    Some(RowId::Visit(patient.id(), visit.id))
}

/// The columns over the list.
pub(super) fn header(width: usize) -> String {
    let (who, why, due, next) = columns(width);
    let mut out = format!("  {:<6}{:<who$} {:<why$} {:<due$}", "#", "Patient", "Why now", "Due");
    if next > 0 {
        out.push_str(" next");
    }
    out
}

/// Widths of patient, reason, due and next for a row of `width` columns.
fn columns(width: usize) -> (usize, usize, usize, usize) {
    let next = if width >= 76 { 9 } else { 0 };
    let who = match width {
        90.. => 24,
        76.. => 18,
        _ => 17,
    };
    let due = 8;
    let rest = 6 + who + 1 + 1 + due + if next > 0 { next + 1 } else { 0 };
    (who, width.saturating_sub(rest), due, next)
}

/// One patient: place, mark, name, most pressing reason, how many more, time left, next step.
pub(super) fn line<'a>(app: &App, ranked: &Ranked, place: usize, width: usize) -> Option<Line<'a>> {
    let reason = ranked.reasons.first()?;
    let (who, why, due, next) = columns(width);
    let more = ranked.reasons.len() - 1;
    let more = if more > 0 { format!(" +{more}") } else { String::new() };
    let text = format!("{}{more}", draw::fit_first(&wordings(reason), why.saturating_sub(more.len())));
    let time = reason.time_left(app.board.local(), app.board.zone);
    let who =
        app.board.patient(ranked.patient).map_or_else(|| App::fit_name(&ranked.who, who), |one| app.fit_who(one, who));
    let mut spans = vec![
        Span::raw(format!("{:<3}", place + 1)),
        Span::styled(format!("{:<3}", ranked.tier().mark()), app.theme.tier(ranked.tier())),
        Span::raw(format!("{} {text} {}", who, draw::fit(&time, due))),
    ];
    if next > 0 {
        spans.push(Span::raw(format!(" {}", draw::fit(&step(app, reason.next, next), next))));
    }
    Some(Line::from(spans))
}

/// A reason in full, and without the day that the next column has as well.
fn wordings(reason: &Reason) -> Vec<String> {
    let mut wordings = vec![reason.text.clone()];
    if reason.area == Area::Clock {
        let days = [" by ", ", to ", ", last day", ", not recorded"];
        wordings.extend(days.iter().find_map(|day| reason.text.rsplit_once(day)).map(|(what, _)| what.to_owned()));
    }
    wordings
}

/// The next step with the key that is bound to it; pressing it on the row does that. A long key shortens the words.
fn step(app: &App, next: Next, width: usize) -> String {
    let key = key_of(next).map(|command| format!(" {}", app.keys.shown_for(command))).unwrap_or_default();
    format!("{}{key}", draw::cut(&next.words(), width.saturating_sub(key.len())))
}

/// The command that does a step, by its name. What waits for its day has none.
fn key_of(next: Next) -> Option<&'static str> {
    match next {
        Next::CallPractitioner | Next::Look | Next::Decide | Next::Settle => Some("alert.answer"),
        Next::Medications => Some("section.meds"),
        Next::Record
        | Next::RecordSignature
        | Next::CallPayer
        | Next::TellPractitioner
        | Next::CloseVisit
        | Next::Told
        | Next::Done
        | Next::Recheck => Some("visit.done"),
        Next::TellOfMiss => Some("visit.not-made"),
        Next::PlaceVisit | Next::Visit => Some("visit.start"),
        Next::VisitOn(_) | Next::Wait => None,
    }
}

/// Whom to call, with the number.
fn called(app: &App, ranked: &Ranked) -> Option<String> {
    chart::heading::practitioner(app.board.patient(ranked.patient)?)
}

/// Why a patient is on the list: a line per reason, the most pressing with its facts.
pub(super) fn why(app: &App, ranked: &Ranked) -> Vec<String> {
    let mut lines: Vec<String> =
        app.board.patient(ranked.patient).and_then(|patient| app.name_alert(patient)).into_iter().collect();
    for (at, reason) in ranked.reasons.iter().enumerate() {
        let when = if reason.area == Area::Clock {
            format!(" ({})", reason.time_left(app.board.local(), app.board.zone))
        } else {
            String::new()
        };
        lines.push(format!("{:<7}{}{when}", reason.area.heading(), reason.text));
        if at == 0 && reason.next == Next::CallPractitioner {
            lines.extend(called(app, ranked).map(|who| format!("CALL   {who}")));
        }
        let shown = if at == 0 { 2 } else { 1 };
        lines.extend(reason.facts.iter().take(shown).map(|fact| format!("       {fact}")));
    }
    lines
}
