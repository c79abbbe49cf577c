//! What a command is about: the visit in hand, and whether anything may be written.

use crate::domain::refusal::Refusal;
use crate::domain::visit::StoredVisit;
use crate::ui::panes::{self, RowId};
use crate::ui::{App, deadlines};

/// On a clock set by hand nothing is written.
pub(super) fn writable(app: &App) -> Result<(), Refusal> {
    if app.read_only {
        return Err(Refusal::new("The clock was set with --at, so nothing is written. Start without --at to work."));
    }
    Ok(())
}

/// What cannot be refused.
pub(super) fn always(_: &App) -> Result<(), Refusal> {
    Ok(())
}

/// Whether an event of the patient in hand may be recorded.
pub(super) fn may_record(app: &App) -> Result<(), Refusal> {
    writable(app).and_then(|()| deadlines::patient_in_hand(app)).map(drop)
}

/// Whether there is a deadline in hand that a recorded fact meets.
pub(super) fn may_record_what_meets_it(app: &App) -> Result<(), Refusal> {
    writable(app).and_then(|()| deadlines::to_be_met(app)).map(drop)
}

/// Whether there is a fact to correct.
pub(super) fn may_correct(app: &App) -> Result<(), Refusal> {
    writable(app).and_then(|()| deadlines::to_be_corrected(app)).map(drop)
}

/// Whether there is anything to explain.
pub(super) fn may_explain(app: &App) -> Result<(), Refusal> {
    app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    if app.chart.is_none() { panes::selected_row(app).map(drop) } else { Ok(()) }
}

/// The visit a key acts on: the row's own, else the open visit of today of the patient in hand.
pub(super) fn visit_in_hand(app: &App) -> Result<&StoredVisit, Refusal> {
    if app.chart.is_none()
        && let RowId::Visit(patient, visit) = panes::selected_row(app)?
    {
        let found = app.board.visit(*patient, *visit);
        return found.ok_or_else(|| {
            Refusal::new(format!("This visit is not on your board any more. {} reads it again.", app.key_for("rerank")))
        });
    }
    let Some(patient) = app.patient_in_hand() else {
        return Err(Refusal::new("No patient is selected."));
    };
    let mut today = patient
        .facts
        .visits
        .iter()
        .filter(|visit| crate::domain::when::civil(visit.starts, app.board.zone) == app.today())
        .filter(|visit| panes::is_mine(app, visit));
    let open = today.clone().find(|visit| visit.is_open());
    open.or_else(|| today.next()).ok_or_else(|| {
        let [visits, before, after] = app.keys_for(["view.visits", "day.previous", "day.next"]);
        let who = &patient.who;
        Refusal::new(format!(
            "{who} has no visit of yours today. {visits} shows the visits, {before} and {after} other days."
        ))
    })
}
