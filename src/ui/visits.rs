//! Visits: the day, what matters at the door, and where each visit stands.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::panes::{self, Candidate, RowId};
use super::theme::Theme;
use super::{App, WIDE, draw};
use crate::domain::board::Assessed;
use crate::domain::caseload::CareEnd;
use crate::domain::deadline::Due;
use crate::domain::visit::{StoredVisit, VisitKind, VisitStatus};

/// The visits of the shown day.
pub(super) fn candidates<'a>(app: &'a App) -> Vec<Candidate<'a>> {
    let row = |(patient, visit): (&'a Assessed, &StoredVisit)| Candidate {
        id: RowId::Visit(patient.id(), visit.id),
        who: &patient.who,
        due: Some(Due::At(visit.starts.with_timezone(&app.board.zone).naive_local())),
    };
    app.board.visits_on(panes::shown_day(app)).into_iter().map(row).collect()
}

/// `SN`, `SOC`, `REC`: what the visit is, in one word.
pub(super) fn type_of(visit: &StoredVisit) -> &str {
    match &visit.kind {
        VisitKind::Routine | VisitKind::NonBillable => visit.discipline.label(),
        VisitKind::Soc
        | VisitKind::Roc
        | VisitKind::Recert
        | VisitKind::Evaluation
        | VisitKind::Reassessment
        | VisitKind::Supervision
        | VisitKind::Discharge
        | VisitKind::Telehealth
        | VisitKind::Other(_) => visit.kind.label(),
    }
}

/// Widths of time, patient, purpose and state. In the pane of Today the end of a visit has no room.
fn columns(width: usize) -> (usize, usize, usize, usize) {
    let (time, who, state) = match width {
        90.. => (12, 24, 18),
        60.. => (12, 18, 16),
        _ => (6, 12, 11),
    };
    (time, who, width.saturating_sub(time + who + 1 + 5 + state + 1), state)
}

/// The columns over the list.
pub(super) fn header(width: usize) -> String {
    let (time, who, door, _) = columns(width);
    format!("  {:<time$}{:<who$} {:<5}{:<door$} State", "Time", "Patient", "Type", "What matters at the door")
}

/// One visit.
pub(super) fn line<'a>(app: &App, patient: &Assessed, visit: &StoredVisit, width: usize) -> Line<'a> {
    let (time, who, door, state) = columns(width);
    let starts = panes::time(app, visit.starts);
    let times = if time > 6 { format!("{starts}-{}", panes::time(app, visit.ends)) } else { starts };
    let style = match &visit.state.status {
        VisitStatus::Done | VisitStatus::Cancelled => Theme::quiet(),
        VisitStatus::Missed | VisitStatus::Attempted => app.theme.warning(),
        VisitStatus::Started => Theme::strong(),
        VisitStatus::Planned | VisitStatus::Other(_) => Style::new(),
    };
    Line::from(vec![
        Span::raw(format!(
            "{} {} {:<5}{} ",
            draw::fit(&times, time - 1),
            app.fit_who(patient, who),
            draw::cut(type_of(visit), 4),
            draw::fit(&visit.purpose, door)
        )),
        Span::styled(draw::fit(&standing(app, patient, visit), state), style),
    ])
}

/// Where a visit stands, and whether it clashes with another.
fn standing(app: &App, patient: &Assessed, visit: &StoredVisit) -> String {
    if patient.facts.is_after_care(visit, app.today(), app.board.zone) {
        return patient.ended.map_or("", CareEnd::word).to_owned();
    }
    if visit.state.status == VisitStatus::Planned {
        let clashes = app.tally.clashes(visit.id);
        return if clashes { "CLASH".to_owned() } else { visit.state.status.label().to_owned() };
    }
    let missed = matches!(visit.state.status, VisitStatus::Missed | VisitStatus::Attempted);
    let untold = missed && !patient.facts.is_told_of(visit, app.board.zone);
    if untold {
        format!("{}, {}: MD", visit.state.status.label(), app.key_for("visit.not-made"))
    } else {
        visit.state.status.label().to_owned()
    }
}

/// What matters at the door of a visit.
pub(super) fn detail(app: &App, patient: &Assessed, visit: &StoredVisit) -> Vec<String> {
    let person = &patient.facts.patient;
    let address = &person.address;
    let allergies = super::chart::critical::allergies_in_words(patient, app.knowledge.formulary);
    let mut lines = vec![
        format!("{}   {allergies}", person.code_status.label()),
        app.name_alert(patient).unwrap_or_default(),
        [&address.street, &address.city, &address.postal_code]
            .into_iter()
            .filter(|part| !part.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", "),
    ];
    lines.extend(person.access.iter().map(|access| format!("Access: {access}")));
    let phone = super::chart::heading::telephones(patient).into_iter();
    let language = person.language.iter().map(|language| {
        if person.interpreter { format!("speaks {language}, interpreter needed") } else { format!("speaks {language}") }
    });
    lines.push(phone.chain(language).collect::<Vec<_>>().join("   "));
    lines.extend(super::frequency::at_the_door(app, patient, visit));
    let reason = visit.state.reason.as_ref();
    lines.extend(reason.map(|reason| {
        let told = patient.facts.is_told_of(visit, app.board.zone);
        let records = || format!("practitioner NOT told ({} records it)", app.key_for("visit.not-made"));
        let told = if told { "practitioner told".to_owned() } else { records() };
        format!("{}: {}, {told}", visit.state.status.label(), reason.label())
    }));
    // Beside the list of a wide window there is less room than under that of a narrow one.
    let measured = if (WIDE..150).contains(&app.size.0) { 2 } else { 4 };
    lines.extend(super::chart::trend(app, patient, measured).into_iter().take(4));
    lines.retain(|line| !line.is_empty());
    lines
}
