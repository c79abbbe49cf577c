//! What every chart screen begins with: who this is, what nobody may overlook, who is responsible and whose telephone is
//! whose. It takes the rows it needs; nothing of it is cut in silence.

use unicode_width::UnicodeWidthStr;

use super::critical::{allergies, counted, is_limited, precautions, statements};
use super::{Screen, Section};
use crate::domain::board::Assessed;
use crate::domain::caseload::CareEnd;
use crate::domain::chart::Colleague;
use crate::domain::episode::{EpisodeState, certification};
use crate::ui::{App, draw, form, writing};

/// Rows for allergies, and for precautions, in the heading of a chart and over a text that is being written.
const ALLERGY_ROWS: usize = 3;
const PRECAUTION_ROWS: usize = 2;
const ROWS_OVER_TEXT: usize = 2;
/// From so many rows on a window has room for more of a heading.
const TALL: u16 = 30;
/// Shows all of them.
const SHOWS_ALL: &str = "section.allergies";
/// Between two pieces of a row.
const APART: &str = "  ";

/// A row of the heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Row {
    pub(in crate::ui) text: String,
    pub(in crate::ui) weight: Weight,
}

/// How much a row of the heading has to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Weight {
    /// Who it is.
    Strong,
    /// What could hurt.
    Warning,
    /// The rest.
    Plain,
}

/// The heading of an open chart in `width` columns.
pub(in crate::ui) fn heading(app: &App, screen: &Screen, width: usize) -> Vec<Row> {
    let patient = &screen.assessed;
    let mut rows = person(app, patient, width, ALLERGY_ROWS);
    let measures = precautions(&screen.chart);
    // Beside a list with a cursor in a low window they get one row; the list needs the others.
    let most = if screen.section == Section::Summary || app.size.1 >= TALL { PRECAUTION_ROWS } else { 1 };
    let measures = counted("PRECAUTIONS", &measures, width, most, &app.key_for(SHOWS_ALL));
    rows.extend(measures.into_iter().map(|text| Row { text, weight: Weight::Warning }));
    let plain = |care: String| {
        let own = patient.id();
        let pairs = screen
            .chart
            .pairs
            .iter()
            .filter_map(|pair| pair.heading(own))
            .map(|said| format!("{said} ({})", app.key_for("pairs")));
        let pieces = pairs.chain(also_here(app, screen)).chain([care]).chain(telephones(patient));
        flowed(pieces, width)
    };
    let [whole, short] = care(app, patient).map(plain);
    let shorter = if short.len() < whole.len() { short } else { whole };
    rows.extend(shorter.into_iter().map(|text| Row { text, weight: Weight::Plain }));
    rows
}

/// Who it is and what nobody may overlook, over a text about a patient.
pub(in crate::ui) fn over_text(app: &App, patient: &Assessed, width: usize) -> Vec<Row> {
    person(app, patient, width, ROWS_OVER_TEXT)
}

fn person(app: &App, patient: &Assessed, width: usize, most: usize) -> Vec<Row> {
    let person = &patient.facts.patient;
    let born = person.born.map(|born| format!("b.{born}"));
    let died = match (person.died, patient.ended) {
        (Some(died), _) => Some(format!("DIED {died}")),
        (None, Some(CareEnd::Died(Some(day)))) => Some(format!("DIED {day}")),
        (None, Some(CareEnd::Died(None) | CareEnd::Discharged(_) | CareEnd::NotTaken) | None) => None,
    };
    let who = [Some(patient.who.clone()), born, died, Some(format!("#{}", person.number))];
    let who = who.into_iter().flatten().collect::<Vec<_>>().join("  ");
    let real = allergies(patient, app.knowledge.formulary);
    let status = person.code_status.label();
    let status = if is_limited(&person.code_status) { status.to_uppercase() } else { status.to_owned() };
    let mut first = vec![who, status];
    let statements = statements(patient);
    if real.is_empty() {
        first.extend(statements.iter().cloned());
    }
    let strong = |text| Row { text, weight: Weight::Strong };
    let warning = |text| Row { text, weight: Weight::Warning };
    let mut rows: Vec<Row> = flowed(first, width).into_iter().map(strong).collect();
    let alert = app.name_alert(patient).into_iter();
    rows.extend(alert.flat_map(|alert| draw::wrap(&alert, width)).map(warning));
    rows.extend(counted("ALLERGY", &real, width, most, &app.key_for(SHOWS_ALL)).into_iter().map(warning));
    if !real.is_empty() {
        rows.extend(flowed(statements, width).into_iter().map(warning));
    }
    rows
}

/// Pieces side by side; one that does not fit any more begins a row. A piece wider than a row goes on below.
fn flowed(pieces: impl IntoIterator<Item = String>, width: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for piece in pieces {
        match rows.last_mut().filter(|row| row.width() + APART.len() + piece.width() <= width) {
            Some(row) => row.extend([APART, piece.as_str()]),
            None => rows.extend(draw::wrap_kept(&piece, width)),
        }
    }
    rows
}

/// `cert 05 Sep - 03 Nov, day 10 of 60, active`, and the same in fewer letters.
fn care(app: &App, patient: &Assessed) -> [String; 2] {
    let episode = patient.facts.episode.as_ref();
    let state = match patient.ended {
        Some(end) => end.said(),
        None => episode.map_or("no episode", |episode| episode.state.label()).to_owned(),
    };
    let soc = patient.facts.start_of_care(app.today());
    match soc.and_then(|soc| certification(soc, app.today())) {
        Some(cert) if patient.ended.is_none() && episode.is_none_or(|episode| episode.ended.is_none()) => {
            let (from, to) = (cert.from.format("%d %b"), cert.to.format("%d %b"));
            let is_usual = episode.is_some_and(|episode| episode.state == EpisodeState::Active);
            let other = if is_usual { String::new() } else { format!(", {state}") };
            [
                format!("cert {from} - {to}, day {} of 60, {state}", cert.day),
                format!("cert to {to}, day {}/60{other}", cert.day),
            ]
        }
        _ => [state.clone(), state],
    }
}

/// Whose number is whose: `MD Banks, MD 708-555-0133`, `patient 773-555-0187`.
pub(in crate::ui) fn telephones(patient: &Assessed) -> Vec<String> {
    let own = patient.facts.patient.phone.as_ref().map(|phone| format!("patient {phone}"));
    practitioner(patient).map(|who| format!("MD/AP {who}")).into_iter().chain(own).collect()
}

/// The practitioner with the number to call.
pub(in crate::ui) fn practitioner(patient: &Assessed) -> Option<String> {
    let episode = patient.facts.episode.as_ref()?;
    let name = episode.practitioner.as_ref()?;
    Some(match &episode.practitioner_phone {
        Some(phone) => format!("{name} {phone}"),
        None => format!("{name}, no telephone on record"),
    })
}

/// Who else has the chart in hand, and where.
fn also_here(app: &App, screen: &Screen) -> Option<String> {
    let told = |one: &Colleague| {
        let at = one.at.with_timezone(&app.board.zone).format("%H:%M");
        let place = one.place.as_ref().map(|place| {
            let words = writing::purpose::in_words(app, place);
            // A form is called by what is done in it.
            if form::places::parts(place).is_some() { format!(", {words}") } else { format!(", writing {words}") }
        });
        format!("{} {at}{}", one.name, place.unwrap_or_default())
    };
    let others = &screen.chart.others;
    let first = others.first()?;
    let more = if others.len() > 1 { format!(" and {} more", others.len() - 1) } else { String::new() };
    Some(format!("ALSO HERE {}{more}", told(first)))
}
