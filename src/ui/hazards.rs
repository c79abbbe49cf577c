//! Home: what is open in the homes of a caseload, the most dangerous first.

use ratatui::text::{Line, Span};

use super::panes::{Candidate, RowId};
use super::{App, draw, home};
use crate::domain::board::Assessed;
use crate::domain::deadline::Due;
use crate::domain::entry::{Entry, EntryId, Hazard};
use crate::domain::ids::Stored;

/// Every open hazard.
pub(super) fn candidates<'a>(app: &'a App) -> Vec<Candidate<'a>> {
    let row = |(patient, entry, hazard): (&'a Assessed, &Stored<Entry>, &Hazard)| Candidate {
        id: RowId::Hazard(patient.id(), entry.id),
        who: &patient.who,
        due: hazard.due().map(Due::Day),
    };
    app.board.hazards().into_iter().map(row).collect()
}

/// The hazard of a row.
pub(super) fn found(patient: &Assessed, id: EntryId) -> Option<(&Stored<Entry>, &Hazard)> {
    patient.hazards().find(|(entry, _)| entry.id == id)
}

/// Widths of patient, hazard, due, who, and what came of it.
fn columns(width: usize) -> (usize, usize, usize) {
    let who = if width >= 90 { 24 } else { 18 };
    let owner = if width >= 90 { 20 } else { 10 };
    (who, width.saturating_sub(5 + who + 1 + 1 + DUE + 1 + owner + 1 + SO_FAR), owner)
}

const DUE: usize = 8;
const SO_FAR: usize = 7;

/// The columns over the list.
pub(super) fn header(width: usize) -> String {
    let (who, what, owner) = columns(width);
    format!("  {:<5}{:<who$} {:<what$} {:<DUE$} {:<owner$} So far", "Risk", "Patient", "Hazard", "Due", "Who")
}

/// One hazard.
pub(super) fn line<'a>(app: &App, patient: &Assessed, id: EntryId, width: usize) -> Option<Line<'a>> {
    let (entry, hazard) = found(patient, id)?;
    let (who, what, owner) = columns(width);
    let tier = entry.content.reason(id, app.today()).map(|reason| reason.tier);
    let style = tier.map(|tier| app.theme.tier(tier)).unwrap_or_default();
    let due = hazard.due().map_or("--".to_owned(), |due| said(app, due));
    Some(Line::from(vec![
        Span::styled(draw::fit(home::risk_in_short(&hazard.risk()), 5), style),
        Span::raw(format!(
            "{} {} {} {} {}",
            app.fit_who(patient, who),
            draw::fit(&hazard.in_short(), what),
            draw::fit(&due, DUE),
            draw::fit(hazard.owner.as_deref().unwrap_or("--"), owner),
            draw::fit(home::outcome_in_short(hazard.outcome.as_ref()), SO_FAR),
        )),
    ]))
}

/// The day it is due, or how late it is.
fn said(app: &App, due: chrono::NaiveDate) -> String {
    match (app.today() - due).num_days() {
        late @ 1.. => format!("late {late}d"),
        0 => "today".to_owned(),
        _ => due.format("%d %b").to_string(),
    }
}

/// A hazard with what is on record of it.
pub(super) fn detail(patient: &Assessed, id: EntryId) -> Vec<String> {
    let Some((_, hazard)) = found(patient, id) else { return Vec::new() };
    let mut lines = vec![format!("# {}", home::named(hazard))];
    lines.push(format!("Risk: {}", hazard.risk().label()));
    lines.extend(hazard.due().map(|due| format!("Due: {}", due.format("%a %d %b %Y"))));
    lines.extend(hazard.facts());
    lines.push(format!("Source: {}", hazard.source()));
    lines
}
