//! What the keys of a row on Today do: they act on the reason the row gives, and what its last column names is what its key
//! does. Where the reason is not about a visit, a visit is touched only after it was asked for.

use super::in_hand::{visit_in_hand, writable};
use crate::domain::board::Assessed;
use crate::domain::change::Change;
use crate::domain::deadline::Deadline;
use crate::domain::ids::{TaskId, VisitId};
use crate::domain::rank::{About, Area, Reason};
use crate::domain::refusal::Refusal;
use crate::domain::visit::{StoredVisit, VisitStatus};
use crate::domain::when::civil;
use crate::ui::panes::{self, RowId};
use crate::ui::{App, Msg, Section, deadlines, made, overlay, record};

/// The patient and the reason of the row of Today in hand.
fn reason(app: &App) -> Option<(&Assessed, &Reason)> {
    let RowId::Patient(patient) = app.selected().filter(|_| app.chart.is_none())? else { return None };
    Some((app.board.patient(*patient)?, app.board.ranked(*patient)?.reasons.first()?))
}

/// The deadline a reason is about.
fn deadline<'a>(app: &App, patient: &'a Assessed, reason: &Reason) -> Result<&'a Deadline, Refusal> {
    let gone =
        || Refusal::new(format!("This deadline is not what it was. {} reads the list again.", app.key_for("rerank")));
    let About::Clock { rule, name, due } = &reason.about else { return Err(gone()) };
    let is_it = |known: &&Deadline| known.rule == *rule && known.name == *name && known.due == *due;
    patient.deadlines.iter().find(is_it).ok_or_else(gone)
}

fn visit<'a>(app: &App, patient: &'a Assessed, visit: VisitId) -> Result<&'a StoredVisit, Refusal> {
    let found = patient.facts.visits.iter().find(|known| known.id == visit);
    found.ok_or_else(|| {
        Refusal::new(format!("This visit is not on your board any more. {} reads it again.", app.key_for("rerank")))
    })
}

/// `Enter`: the chart, at the place the row is about.
pub(super) fn open(app: &App) -> Result<Msg, Refusal> {
    let row = panes::selected_row(app)?;
    let reason = reason(app).map(|(_, reason)| reason);
    let is_home = reason.is_some_and(|reason| reason.area == Area::Home);
    match (row, reason.map(|reason| &reason.about)) {
        (RowId::Alert(..), _) | (_, Some(About::Alert(_))) => Ok(Msg::Section(Section::Meds)),
        (RowId::Goal(..), _) | (_, Some(About::Goal(_))) => Ok(Msg::Section(Section::Plan)),
        (RowId::Hazard(..), _) => Ok(Msg::Section(Section::Home)),
        (_, Some(About::Entry(_))) => Ok(Msg::Section(if is_home { Section::Home } else { Section::Records })),
        (RowId::Patient(_) | RowId::Visit(..) | RowId::Clock(..), _) => Ok(Msg::Open(row.patient())),
    }
}

/// Whether what the row is about can be done. The form for a deadline takes long to make, and is never refused.
pub(super) fn may_be_done(app: &App) -> Result<(), Refusal> {
    writable(app)?;
    match reason(app) {
        Some((patient, reason))
            if matches!(reason.about, About::Clock { .. })
                && record::is_recorded(app, deadline(app, patient, reason)?) =>
        {
            Ok(())
        }
        Some(_) | None => done(app).map(drop),
    }
}

/// `x`: what the row is about is done.
pub(super) fn done(app: &App) -> Result<Msg, Refusal> {
    let Some((patient, reason)) = reason(app) else { return made::close(app, visit_in_hand(app)?) };
    if let (Some(_), Some(id)) = (&reason.answered, reason.task) {
        // What was promised with the answer is due.
        return task_done(app, patient, id);
    }
    let other = |does: &str| {
        let [done, answer, visits] = app.keys_for(["visit.done", "alert.answer", "view.visits"]);
        let text = &reason.text;
        Refusal::new(format!("{done} does not close \"{text}\": {answer} {does}. {visits} shows the visits."))
    };
    match &reason.about {
        About::Task(id) => task_done(app, patient, *id),
        About::Clock { .. } => {
            let deadline = deadline(app, patient, reason)?;
            match (record::is_recorded(app, deadline), reason.visit) {
                (false, Some(id)) => made::close(app, visit(app, patient, id)?),
                _ => record::satisfaction(app, patient, deadline),
            }
        }
        About::Payer => record::of_kind(app, patient, "payer_change", &[]),
        About::Death => record::death(app, patient),
        About::Visit(id) => made::close(app, visit(app, patient, *id)?),
        About::Untold(id) => record::told_of(app, patient, visit(app, patient, *id)?),
        About::Measurement | About::Alert(_) => Err(other("answers it")),
        About::Goal(_) => Err(other("decides about the goal")),
        About::Entry(_) => Err(other("says what came of it")),
    }
}

fn task_done(app: &App, patient: &Assessed, id: TaskId) -> Result<Msg, Refusal> {
    let task = patient.facts.tasks.iter().find(|known| known.id == id);
    let task = task.ok_or_else(|| {
        Refusal::new(format!("This task is not on your board any more. {} reads it again.", app.key_for("rerank")))
    })?;
    task.done("").map(|edit| Msg::Write(Change::task(edit)))
}

/// `v`: the visit the row is about begins or ends, or one is placed for it.
pub(super) fn visit_key(app: &App) -> Result<Msg, Refusal> {
    let Some((patient, reason)) = reason(app) else { return made::begin_or_finish(app, visit_in_hand(app)?) };
    match &reason.about {
        About::Visit(id) => made::begin_or_finish(app, visit(app, patient, *id)?),
        About::Clock { .. } => {
            let placed = reason.visit.map(|id| visit(app, patient, id)).transpose()?;
            match placed.filter(|placed| civil(placed.starts, app.board.zone) <= app.today()) {
                Some(placed) => made::begin_or_finish(app, placed),
                None => deadlines::place_for(app, patient, deadline(app, patient, reason)?).or_else(|refused| {
                    // No visit meets it; she may mean the one of today all the same.
                    visit_of_today(app, reason).map_err(|_| refused)
                }),
            }
        }
        About::Payer
        | About::Death
        | About::Untold(_)
        | About::Task(_)
        | About::Measurement
        | About::Alert(_)
        | About::Goal(_)
        | About::Entry(_) => visit_of_today(app, reason),
    }
}

fn visit_of_today(app: &App, reason: &Reason) -> Result<Msg, Refusal> {
    made::ask_about(app, visit_in_hand(app)?, format!("\"{}\" is not about a visit.", reason.text))
}

/// `M`: the visit the row is about was not made, or the practitioner hears of one that was not.
pub(super) fn not_made(app: &App) -> Result<Msg, Refusal> {
    let about = reason(app).and_then(|(patient, reason)| match &reason.about {
        About::Untold(id) | About::Visit(id) => Some((patient, *id)),
        About::Clock { .. } => reason.visit.map(|id| (patient, id)),
        About::Payer
        | About::Death
        | About::Task(_)
        | About::Measurement
        | About::Alert(_)
        | About::Goal(_)
        | About::Entry(_) => None,
    });
    let visit = match about {
        Some((patient, id)) => visit(app, patient, id)?,
        None => visit_in_hand(app)?,
    };
    let patient = app.assessed(visit.patient)?;
    let missed = matches!(visit.state.status, VisitStatus::Missed | VisitStatus::Attempted);
    if missed && !patient.facts.is_told_of(visit, app.board.zone) {
        return record::told_of(app, patient, visit);
    }
    overlay::miss(app, visit)
}
