//! A few lines to mark: Space marks one and goes on, Enter takes those that are marked.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::overlay::Overlay;
use super::theme::Theme;
use super::{App, Effect, Msg, care_plan, draw};
use crate::domain::plan::template::PlanTemplate;
use crate::domain::refusal::Refusal;

/// The open list.
#[derive(Debug, Clone, PartialEq)]
pub struct Checklist {
    /// What it is for, and about whom.
    pub title: String,
    /// What stands above the lines.
    pub intro: Vec<String>,
    /// The lines.
    pub items: Vec<Item>,
    /// The one under the cursor, from 0.
    pub chosen: usize,
    /// What becomes of them.
    pub purpose: Purpose,
}

/// A line to mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it says.
    pub label: String,
    /// What stands under it while it has the cursor.
    pub more: Vec<String>,
    /// Whether it is marked.
    pub on: bool,
}

/// What becomes of the marks.
#[derive(Debug, Clone, PartialEq)]
pub enum Purpose {
    /// Those marked were told of a revised plan.
    Told(Box<care_plan::Revision>),
    /// Those marked are added to the plan, under the problem of the template.
    Add(Box<PlanTemplate>),
}

impl App {
    /// Space: the line changes its mark, and the cursor goes on.
    pub(super) fn mark(&mut self) -> Vec<Effect> {
        if let Some(Overlay::Checklist(list)) = &mut self.overlay {
            if let Some(item) = list.items.get_mut(list.chosen) {
                item.on = !item.on;
            }
            list.chosen = (list.chosen + 1).min(list.items.len().saturating_sub(1));
        }
        Vec::new()
    }

    pub(super) fn paint_checklist(&self, list: &Checklist, buffer: &mut Buffer, area: Rect) {
        let width = area.width.min(100);
        let inner = usize::from(width).saturating_sub(6);
        let mut lines: Vec<(bool, String)> =
            list.intro.iter().flat_map(|line| draw::wrap_kept(line, inner + 2)).map(|line| (false, line)).collect();
        lines.push((false, String::new()));
        let (mut here, mut until) = (0, 0);
        for (at, item) in list.items.iter().enumerate() {
            let chosen = at == list.chosen;
            let mark = if item.on { 'x' } else { ' ' };
            let point = if chosen { '>' } else { ' ' };
            if chosen {
                here = lines.len();
            }
            let room = inner.saturating_sub(6);
            // In full under the cursor, in one line elsewhere.
            let mut label =
                if chosen { draw::wrap_kept(&item.label, room) } else { vec![draw::cut_kept(&item.label, room)] }
                    .into_iter();
            lines.push((chosen, format!("{point} [{mark}] {}", label.next().unwrap_or_default())));
            lines.extend(label.map(|rest| (chosen, format!("      {}", rest.trim_start()))));
            if chosen {
                let more = item.more.iter().flat_map(|line| draw::wrap_kept(&format!("      {line}"), inner));
                lines.extend(more.map(|line| (false, line)));
                until = lines.len() + 1;
            }
        }
        let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height.saturating_sub(2));
        let place = Rect { x: area.x + (area.width - width) / 2, y: area.y, width, height };
        draw::clear(buffer, place);
        let inside = draw::boxed(buffer, place, &list.title, &self.way_back(), self.theme, true);
        let room = usize::from(inside.height);
        let top = until.saturating_sub(room).min(here).min(lines.len().saturating_sub(room));
        let shown = lines.into_iter().skip(top).map(|(chosen, line)| {
            let style = if chosen { Theme::selected() } else { Style::new() };
            Line::from(Span::styled(format!(" {line}"), style))
        });
        draw::rows(buffer, inside, shown);
    }
}

/// Enter: what the marks amount to.
pub(super) fn finish(app: &App) -> Result<Msg, Refusal> {
    let Some(Overlay::Checklist(list)) = &app.overlay else { return Err(Refusal::new("No list is open.")) };
    match &list.purpose {
        Purpose::Told(revision) => care_plan::told(app, revision, &list.items),
        Purpose::Add(template) => care_plan::added(app, template, &list.items),
    }
}
