//! The medication list of a chart: what is taken and how, and under it everything about the line in hand.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::Screen;
use super::used::{about_use, shared_times, used_cell, wrong_use};
use crate::domain::alert::{Alert, AlertKind, teaching};
use crate::domain::board::Assessed;
use crate::domain::ids::{MedicationId, Stored};
use crate::domain::medication::reading::Reading;
use crate::domain::medication::regimen::Regimen;
use crate::domain::medication::{Medication, MedicationSource, MedicationStatus};
use crate::domain::rank::Tier;
use crate::ui::list::List;
use crate::ui::{App, draw, meds, panes};

/// The lines in the order of the list: what is taken, the lines with the gravest alerts first, then what is not begun or not to be given.
pub(super) fn rows_of(patient: &Assessed) -> Vec<MedicationId> {
    let mut lines: Vec<&Stored<Medication>> = patient.facts.medications.iter().collect();
    lines.sort_by_key(|line| {
        let gravest = presses(patient, line.id);
        let is_apart = matches!(line.status, MedicationStatus::Planned | MedicationStatus::DoNotGive);
        (is_apart, gravest.is_none(), gravest, line.drug.to_lowercase())
    });
    lines.into_iter().map(|line| line.id).collect()
}

/// One line of the list by its id.
pub(super) fn line_of(patient: &Assessed, id: MedicationId) -> Option<&Stored<Medication>> {
    patient.facts.medications.iter().find(|line| line.id == id)
}

/// Widths of drug, how it is taken, what for, who ordered it; 0 where there is no room.
fn columns(width: usize) -> (usize, usize, usize, usize) {
    let (purpose, by) = if width >= 100 { (20, 20) } else { (13, 0) };
    let rest = width.saturating_sub(6 + purpose + by);
    let drug = rest * 2 / 5;
    (drug, rest - drug, purpose, by)
}

fn cells(width: usize, [drug, how, purpose, by]: [&str; 4]) -> String {
    let widths = columns(width);
    let cell = |text: &str, width: usize| match width {
        0 => String::new(),
        width => format!("{} ", draw::fit(text, width - 1)),
    };
    [cell(drug, widths.0), cell(how, widths.1), cell(purpose, widths.2), cell(by, widths.3)].concat()
}

/// The alerts about a line, the minor ones too, worst first.
pub(super) fn alerts_of(patient: &Assessed, id: MedicationId) -> impl Iterator<Item = &Alert> {
    patient.review.alerts.iter().chain(&patient.review.cautions).filter(move |alert| alert.lines.contains(&id))
}

/// How pressing the gravest alert about a line is.
fn presses(patient: &Assessed, id: MedicationId) -> Option<Tier> {
    alerts_of(patient, id).filter(|alert| alert.is_shown()).map(Alert::presses).min()
}

/// What the alerts about a line amount to, in a mark.
fn mark(patient: &Assessed, id: MedicationId) -> &'static str {
    let allergy = is_against_an_allergy(patient, id).then_some(Tier::Slipping);
    presses(patient, id).into_iter().chain(allergy).min().map_or("", Tier::mark)
}

/// Whether an allergy on record is against a line, however mild the reaction was.
fn is_against_an_allergy(patient: &Assessed, id: MedicationId) -> bool {
    alerts_of(patient, id).any(|alert| alert.kind == AlertKind::Allergy)
}

fn row(patient: &Assessed, line: &Stored<Medication>, width: usize, used: Option<&str>, today: NaiveDate) -> String {
    let purpose = line.indication.as_deref().unwrap_or_default();
    let by = match line.source {
        MedicationSource::Ours | MedicationSource::Other(_) => line.ordered_by.as_deref().unwrap_or("not recorded"),
        MedicationSource::Hospital | MedicationSource::AsTaken | MedicationSource::OverTheCounter => {
            line.source.label()
        }
    };
    let allergy = if is_against_an_allergy(patient, line.id) { "ALLERGY " } else { "" };
    let how = format!("{}{allergy}{}{}", line.standing(today), line.how_taken(), line.until());
    let (used, width) = used_cell(used, width);
    format!("{:<3}{used}{}", mark(patient, line.id), cells(width, [&line.drug, &how, purpose, by]))
}

/// The heading: how many, how many were checked, how many doses a day.
fn heading(app: &App, screen: &Screen) -> String {
    let patient = &screen.assessed;
    let regimen = screen.regimen(app);
    let unsaid = match regimen.unsaid {
        0 => String::new(),
        1 => ", 1 has no frequency".to_owned(),
        unsaid => format!(", {unsaid} have no frequency"),
    };
    format!(
        "medicines {}   {} of {} checked{}   {}{unsaid}",
        patient.facts.medications.len(),
        patient.review.checked,
        patient.review.of,
        patient.review.amounts_not_checked(),
        regimen.words()
    )
}

/// Draws the list, and under it what there is to know about the line in hand.
pub(super) fn draw_all(app: &App, screen: &Screen, buffer: &mut Buffer, area: Rect) {
    let patient = &screen.assessed;
    let width = usize::from(area.width);
    let heading = draw::wrap_kept(&format!(" {}", heading(app, screen)), width);
    let area = heading.into_iter().fold(area, |area, line| draw::row(buffer, area, &Line::raw(line)));
    let list = draw::top(area, (area.height / 2).max(area.height.saturating_sub(14)));
    // The column stands there as long as anything is wrong with the use of any line.
    let has_use = patient.facts.medications.iter().any(|line| !wrong_use(app, patient, line).is_empty());
    let (used, inner) = used_cell(has_use.then_some("Use"), width.saturating_sub(2));
    let header = format!("     {used}{}", cells(inner, ["Drug", "How it is taken", "For", "Ordered by"]));
    let body = draw::row(buffer, list, &Line::raw(draw::cut_kept(&header, width)));
    let mut scrolled = screen.medicines.clone();
    scrolled.scroll(usize::from(body.height));
    for (y, (_, id, selected)) in (body.y..body.bottom()).zip(scrolled.visible(usize::from(body.height))) {
        let Some(line) = line_of(patient, *id) else { continue };
        let used = has_use.then(|| wrong_use(app, patient, line));
        let text = row(patient, line, width.saturating_sub(2), used.as_deref(), app.today());
        panes::draw_row(buffer, Rect { y, height: 1, ..body }, &draw::lit(&text, app.theme), selected);
    }
    draw::edges(buffer, body, scrolled.top(), scrolled.rows().len());
    if screen.medicines.rows().is_empty() {
        draw::row(
            buffer,
            body,
            &Line::raw(format!("  Nothing is on the list. {} adds a medicine.", app.key_for("medicine.add"))),
        );
    }
    let below = draw::below(area, list.height);
    let line = screen.medicine();
    let title = line.map_or_else(|| "medicine".to_owned(), |line| line.drug.clone());
    let rest = draw::rule(buffer, below, &title, app.theme);
    let lines = line.map(|line| about(app, screen, line)).unwrap_or_default();
    let inner = usize::from(rest.width).saturating_sub(2);
    let shown = lines.iter().flat_map(|line| draw::wrap_kept(line, inner));
    draw::text(
        buffer,
        rest,
        shown.map(|line| draw::lit(&format!(" {line}"), app.theme)).collect(),
        &app.key_for("why"),
    );
}

/// Everything about one line: what needs a decision first, then where it comes from, then what to ask and teach.
fn about(app: &App, screen: &Screen, line: &Stored<Medication>) -> Vec<String> {
    let (formulary, patient) = (app.knowledge.formulary, &screen.assessed);
    let mut lines: Vec<(&str, String)> =
        vec![("TAKES", format!("{}{}{}", line.standing(app.today()), line.how_taken(), line.until()))];
    let reading = Reading::of(line, formulary);
    let is_used = patient.facts.uses.iter().any(|record| record.line == Some(line.id));
    let said = |alert: &Alert| {
        let says =
            format!("{}: {}. {}", meds::heading(app, patient, alert).trim_start(), alert.consequence, alert.action);
        ("ALERT", says)
    };
    lines.extend(alerts_of(patient, line.id).filter(|alert| alert.is_shown()).map(said));
    // What is on record stands before what only waits; that nothing is, after it.
    if is_used {
        lines.extend(about_use(app, patient, line, &reading));
    }
    lines.extend(alerts_of(patient, line.id).filter(|alert| !alert.is_shown()).map(said));
    if !is_used {
        lines.extend(about_use(app, patient, line, &reading));
    }
    let parts = &reading.resolved.parts;
    if parts.iter().any(|part| formulary.ingredient(part.ingredient).high_alert) {
        lines.push(("CARE", "high-alert medicine: a slip does great harm".to_owned()));
    }
    if parts.iter().any(|part| formulary.ingredient(part.ingredient).narrow_index) {
        lines.push(("CARE", "narrow therapeutic index: a little more or less does harm".to_owned()));
    }
    lines.push(("FROM", origin(line)));
    if let Some(last) = line.told_by.as_ref().map(|who| (who, line.reason.as_deref())) {
        let why = last.1.map(|why| format!(": {why}")).unwrap_or_default();
        lines.push(("LAST", format!("{}{why}", last.0)));
    }
    lines.extend(line.typed.iter().map(|typed| ("TYPED", typed.clone())));
    for taught in parts.iter().filter_map(|part| teaching(part.ingredient, formulary)) {
        lines.push(("ASK", taught.ask.join(" ")));
        lines.push(("TEACH", taught.teach.to_owned()));
        lines.push(("CALL", taught.call_now.to_owned()));
    }
    lines.extend(shared_times(app, screen, line).into_iter().map(|said| ("TIMES", said)));
    lines.retain(|(_, text)| !text.is_empty());
    lines.into_iter().map(|(label, text)| draw::labelled(label, &text)).collect()
}

/// All alerts about the medicine in hand in full, the minor ones too, worst first; `None` outside the medication list.
pub(in crate::ui) fn medicine_explained(app: &App) -> Option<(&Stored<Medication>, Vec<String>)> {
    let screen = app.chart.as_ref()?;
    let (patient, line) = (&screen.assessed, screen.medicine()?);
    let mut lines: Vec<String> = Vec::new();
    for alert in alerts_of(patient, line.id) {
        lines.extend(meds::detail(app, patient, alert));
        lines.push(String::new());
    }
    if lines.is_empty() {
        lines.push("No alert is about this medicine.".to_owned());
        let (checked, of) = (patient.review.checked, patient.review.of);
        lines.push(format!("{:<8} {checked} of {of} medicines of this patient", "CHECKED"));
    }
    Some((line, lines))
}

/// "ours, ordered by Dr Lee, since 2026-01-04, for atrial fibrillation".
fn origin(line: &Medication) -> String {
    let by =
        line.ordered_by.as_ref().map_or("who ordered it is not recorded".to_owned(), |by| format!("ordered by {by}"));
    let since = line.started.map(|day| format!("since {day}"));
    let purpose = line.indication.as_ref().map(|what| format!("for {what}"));
    let parts = [Some(line.source.label().to_owned()), Some(by), since, purpose];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

impl Screen {
    /// The load of the list, counted once.
    pub(super) fn regimen(&self, app: &App) -> &Regimen {
        let lines = &self.assessed.facts.medications;
        self.regimen.get_or_init(|| Regimen::of(lines, app.knowledge.formulary))
    }

    /// Whether the medication list has the keys.
    pub(in crate::ui) fn shows_medicines(&self) -> bool {
        self.section == super::Section::Meds
    }

    /// The medicine under the cursor, where there is one.
    pub(in crate::ui) fn medicine(&self) -> Option<&Stored<Medication>> {
        line_of(&self.assessed, *self.medicines.selected().filter(|_| self.shows_medicines())?)
    }

    /// Puts the cursor on a line of the medication list, where it is shown.
    pub(in crate::ui) fn go_to_medicine(&mut self, line: MedicationId) {
        self.medicines.select(&line);
    }

    /// The alert about the medicine in hand that `r` answers, where there is exactly one that the pane shows.
    pub(in crate::ui) fn alert_in_hand(&self) -> Option<&Alert> {
        let line = self.medicine()?.id;
        let mut shown = self.assessed.alerts().filter(|alert| alert.lines.contains(&line));
        shown.next().filter(|_| shown.next().is_none())
    }
}

/// The rows with the cursor on the first.
pub(super) fn list(patient: &Assessed) -> List<MedicationId> {
    let mut rows = List::default();
    rows.replace(rows_of(patient));
    rows
}
