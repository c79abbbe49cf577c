//! What a change would do, read before it is written. The key that confirms is not the one that asked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::form::Hitch;
use super::overlay::Overlay;
use super::theme::Theme;
use super::{App, Msg, care_plan, draw};
use crate::domain::board::Foresight;
use crate::domain::change::{Change, EventChange};
use crate::domain::refusal::Refusal;

/// The open preview.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// About whom.
    pub title: String,
    /// What would be written and what would follow; a line that begins with `# ` is a heading.
    pub lines: Vec<String>,
    /// What `y` writes.
    pub writes: Writes,
    /// Where Esc leads back to.
    pub back: Option<Box<Overlay>>,
    /// How many lines are scrolled away.
    pub top: usize,
}

/// What is written when it was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Writes {
    /// A change.
    Change(Box<Change>),
    /// A signature.
    Signature(Box<care_plan::Signing>),
}

impl Preview {
    /// What this change would do; `back` is the box it comes from.
    pub(super) fn of(app: &App, change: Change, back: Option<Overlay>) -> Result<Self, Refusal> {
        let patient = app.assessed(change.patient())?;
        let Change::Event(event) = &change else {
            return Err(Refusal::new("Only facts are looked at before they are written."));
        };
        let mut lines = lines(app, event)?;
        if let Some(Overlay::Form(form)) = &back {
            let doubts = form.doubts(app);
            if !doubts.is_empty() {
                let [writes, back] = app.keys_for(["preview.confirm", "box.close"]);
                lines.insert(0, format!("# please check: {writes} writes it as it stands, {back} leads back"));
                lines.splice(1..1, doubts);
            }
        }
        let title = format!("what would follow: {}", patient.who);
        let writes = Writes::Change(Box::new(change));
        Ok(Self { title, lines, writes, back: back.map(Box::new), top: 0 })
    }
}

fn lines(app: &App, change: &EventChange) -> Result<Vec<String>, Refusal> {
    let now = app.local();
    let mut lines = match change {
        EventChange::Record { event, .. } => {
            vec!["# would be recorded".to_owned(), event.said(now)]
        }
        EventChange::Correct { from, to, .. } => {
            vec!["# says now".to_owned(), from.said(now), "# would say".to_owned(), to.said(now)]
        }
        EventChange::Count { patient, event, .. } => {
            let known = app.assessed(*patient)?.facts.events.iter().find(|known| known.id == *event);
            let known = known.ok_or_else(|| Refusal::new("This fact does not count already."))?;
            vec!["# entered in error: would not count any more".to_owned(), known.said(now)]
        }
    };
    let patient = match change {
        EventChange::Record { patient, .. }
        | EventChange::Correct { patient, .. }
        | EventChange::Count { patient, .. } => *patient,
    };
    let Foresight { deadlines, visits, weeks } = app.foresee(change, patient);
    let counts = [deadlines.len(), visits.len(), weeks.len()].map(|many| many.to_string());
    lines.push(format!(
        "# deadlines that would change: {}; visits: {}; ordered weeks: {}",
        counts[0], counts[1], counts[2]
    ));
    lines.extend(or_none(deadlines, "None: every deadline stays as it is."));
    lines.push("# visits and certification periods".to_owned());
    lines.extend(or_none(visits, "No visit changes its day of the certification period."));
    lines.push("# visit-frequency orders, week by week".to_owned());
    lines.extend(or_none(weeks, "No week is ordered or kept otherwise."));
    Ok(lines)
}

fn or_none(lines: Vec<String>, none: &str) -> Vec<String> {
    if lines.is_empty() { vec![none.to_owned()] } else { lines }
}

/// `y`: writes what was read. If something changed meanwhile, it is shown again instead.
pub(super) fn confirm(app: &App) -> Result<Msg, Refusal> {
    let Some(Overlay::Preview(preview)) = &app.overlay else {
        return Err(Refusal::new("There is nothing to confirm."));
    };
    let seen = match &preview.writes {
        Writes::Signature(signing) => return care_plan::confirmed(app, signing),
        Writes::Change(change) => change,
    };
    let change = match preview.back.as_deref() {
        Some(Overlay::Form(form)) => match form.change(app) {
            Ok(change) => change,
            Err(Hitch::Refused(refusal)) => return Err(refusal),
            Err(Hitch::Field(wrong)) => return Err(Refusal::new(format!("{wrong}."))),
        },
        _ => retracted_now(app, seen)?,
    };
    // Read at another version it still says the same, unless a colleague was there.
    if change.clone().seen_at(0) == (**seen).clone().seen_at(0) {
        return Ok(Msg::Write(change));
    }
    let back = preview.back.as_deref().cloned();
    Ok(Msg::Overlay(Overlay::Preview(Preview::of(app, change, back)?)))
}

/// The same marking of a fact as it stands by now.
fn retracted_now(app: &App, change: &Change) -> Result<Change, Refusal> {
    let Change::Event(EventChange::Count { patient, event, .. }) = change else { return Ok(change.clone()) };
    let known = app.assessed(*patient)?.facts.events.iter().find(|known| known.id == *event);
    Ok(known.ok_or_else(|| Refusal::new("This fact does not count already."))?.in_error())
}

impl App {
    pub(super) fn paint_preview(&self, preview: &Preview, buffer: &mut Buffer, area: Rect) {
        let width = area.width.min(100);
        let inner = usize::from(width).saturating_sub(5);
        let lines: Vec<String> = preview.lines.iter().flat_map(|line| draw::wrap_kept(line, inner)).collect();
        let height = u16::try_from(lines.len() + 4).unwrap_or(u16::MAX).min(area.height.saturating_sub(2));
        let place = Rect { x: area.x + (area.width - width) / 2, y: area.y, width, height };
        draw::clear(buffer, place);
        let inside = draw::boxed(buffer, place, &preview.title, &self.way_back(), self.theme, true);
        let foot = Rect { y: inside.bottom().saturating_sub(1), height: 1, ..inside };
        let text = Rect { height: inside.height.saturating_sub(2), ..inside };
        let top = preview.top.min(lines.len().saturating_sub(usize::from(text.height)));
        let more = lines.len().saturating_sub(top + usize::from(text.height));
        let shown = lines.iter().skip(top).map(|line| match line.strip_prefix("# ") {
            Some(heading) => Line::from(Span::styled(format!(" {heading}"), Theme::strong())),
            None => Line::raw(format!("   {line}")),
        });
        draw::rows(buffer, text, shown);
        let more =
            if more > 0 { format!("   ({more} more lines, {})", self.key_for("move.down")) } else { String::new() };
        let (does, not) = match preview.writes {
            Writes::Change(_) => ("write it", "written"),
            Writes::Signature(_) => ("sign it", "signed"),
        };
        let [confirm, back] = self.keys_for(["preview.confirm", "box.close"]);
        let says = format!(" {confirm} {does}   {back} back, nothing is {not}{more}");
        draw::row(buffer, foot, &Line::from(Span::styled(says, Theme::strong())));
    }
}
