//! A few choices, each with what it means; a digit takes one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::list::Motion;
use super::overlay::Overlay;
use super::preview::Preview;
use super::theme::Theme;
use super::{App, Msg, chart, draw};
use crate::domain::change::Change;
use crate::domain::refusal::Refusal;

/// The open choices.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// What it is for, and about whom.
    pub title: String,
    /// What stands above the choices.
    pub intro: Vec<String>,
    /// The choices.
    pub items: Vec<Item>,
    /// The one under the cursor, from 0.
    pub chosen: usize,
    /// The box that opens again when nothing is chosen.
    pub back: Option<Box<Overlay>>,
    /// How many lines of what stands above the choices are scrolled away.
    pub top: usize,
}

/// One choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its first line.
    pub label: String,
    /// What it would do, a line each.
    pub means: Vec<String>,
    /// What it does.
    pub does: Msg,
    /// Where it is a recorded fact: what marks it as entered in error.
    pub retract: Option<Change>,
}

impl Menu {
    /// Choices with the cursor on the first.
    pub fn new(title: String, intro: Vec<String>, items: Vec<Item>) -> Self {
        Self { title, intro, items, chosen: 0, back: None, top: 0 }
    }

    /// The text above the choices scrolls by pages where it is longer than its room; else the cursor moves.
    pub(super) fn go(&mut self, motion: Motion, (width, height): (u16, u16)) {
        if let Motion::Page(_) | Motion::HalfPage(_) = motion {
            let inner = usize::from(width.min(100)).saturating_sub(6);
            let intro: Vec<String> = self.intro.iter().flat_map(|line| draw::wrap_kept(line, inner + 2)).collect();
            let room = room(&intro, &self.blocks(inner), usize::from(height).saturating_sub(4));
            let most = intro.len().saturating_sub(room);
            if most > 0 {
                self.top = chart::scrolled(self.top, motion, room).min(most);
                return;
            }
        }
        self.chosen = chart::scrolled(self.chosen, motion, 9).min(self.items.len().saturating_sub(1));
    }

    /// The lines of each choice in `width` columns.
    fn blocks(&self, width: usize) -> Vec<Vec<String>> {
        let block = |(at, item): (usize, &Item)| {
            let digit = if at < 9 { (at + 1).to_string() } else { " ".to_owned() };
            let first = draw::wrap_kept(&format!("{digit} {}", item.label), width);
            let means = item.means.iter().flat_map(|line| draw::wrap_kept(&format!("    {line}"), width));
            first.into_iter().chain(means).collect()
        };
        self.items.iter().enumerate().map(block).collect()
    }
}

fn open(app: &App) -> Result<&Menu, Refusal> {
    match &app.overlay {
        Some(Overlay::Menu(menu)) => Ok(menu),
        _ => Err(Refusal::new("No choices are open.")),
    }
}

/// The choice with that digit.
pub(super) fn digit(app: &App, digit: usize) -> Result<Msg, Refusal> {
    let menu = open(app)?;
    let item = digit.checked_sub(1).and_then(|at| menu.items.get(at));
    item.map(|item| item.does.clone()).ok_or_else(|| Refusal::new(format!("There is no choice {digit} here.")))
}

/// The choice under the cursor.
pub(super) fn chosen(app: &App) -> Result<Msg, Refusal> {
    let menu = open(app)?;
    let item = menu.items.get(menu.chosen).ok_or_else(|| Refusal::new("There is nothing to choose here."))?;
    Ok(item.does.clone())
}

/// The fact under the cursor was entered in error.
pub(super) fn retract(app: &App) -> Result<Msg, Refusal> {
    let menu = open(app)?;
    let retract = menu.items.get(menu.chosen).and_then(|item| item.retract.clone());
    let change = retract.ok_or_else(|| {
        let marks = app.key_for("menu.in-error");
        Refusal::new(format!("{marks} marks a recorded fact as entered in error; this is none."))
    })?;
    Ok(Msg::Overlay(Overlay::Preview(Preview::of(app, change, app.overlay.clone())?)))
}

impl App {
    pub(super) fn paint_menu(&self, menu: &Menu, buffer: &mut Buffer, area: Rect) {
        let width = area.width.min(100);
        let inner = usize::from(width).saturating_sub(6);
        let intro: Vec<String> = menu.intro.iter().flat_map(|line| draw::wrap_kept(line, inner + 2)).collect();
        let blocks = menu.blocks(inner);
        let wanted = intro.len() + 1 + blocks.iter().map(Vec::len).sum::<usize>();
        let height = u16::try_from(wanted + 2).unwrap_or(u16::MAX).min(area.height.saturating_sub(2));
        let place = Rect { x: area.x + (area.width - width) / 2, y: area.y, width, height };
        draw::clear(buffer, place);
        let mut inside = draw::boxed(buffer, place, &menu.title, &self.way_back(), self.theme, true);
        let intro = window(
            &intro,
            room(&intro, &blocks, usize::from(inside.height)),
            menu.top,
            self.keys_for(["move.page-up", "move.page-down"]),
        );
        for line in intro.iter().map(String::as_str).chain([""]) {
            inside = draw::row(buffer, inside, &Line::raw(format!(" {line}")));
        }
        let skipped = scrolled(&blocks, menu.chosen, usize::from(inside.height));
        let above: usize = blocks.iter().take(skipped).map(Vec::len).sum();
        let (list, whole) = (inside, blocks.iter().map(Vec::len).sum());
        let rows = blocks.into_iter().enumerate().skip(skipped).flat_map(|(at, block)| {
            block.into_iter().enumerate().map(move |(line, text)| (at == menu.chosen, line == 0, text))
        });
        for (here, first, text) in rows.take(usize::from(inside.height)) {
            let mark = if here && first { '>' } else { ' ' };
            let style = if here && first { Theme::selected() } else { Style::new() };
            inside = draw::row(buffer, inside, &Line::from(Span::styled(format!(" {mark} {text}"), style)));
        }
        draw::edges(buffer, list, above, whole);
    }
}

/// How many lines of the text above the choices are seen at once: the choices are always in sight.
fn room(intro: &[String], blocks: &[Vec<String>], height: usize) -> usize {
    let choices = blocks.iter().map(Vec::len).sum::<usize>().min(height / 2);
    let room = height.saturating_sub(choices + 1);
    // A line of it says that there is more.
    if intro.len() > room { room.saturating_sub(1).max(1) } else { intro.len() }
}

/// What is seen of a text, and which lines these are where it goes on.
fn window(intro: &[String], room: usize, top: usize, keys: [String; 2]) -> Vec<String> {
    let top = top.min(intro.len().saturating_sub(room));
    let mut shown: Vec<String> = intro.iter().skip(top).take(room).cloned().collect();
    if intro.len() > room {
        let last = top + room;
        let [up, down] = keys;
        let keys = match (top > 0, last < intro.len()) {
            (true, true) => format!("{up} {down}"),
            (true, false) => up,
            (false, _) => down,
        };
        shown.push(format!("-- lines {} to {last} of {}: {keys} --", top + 1, intro.len()));
    }
    shown
}

/// How many choices are above the window, so that the chosen one is seen whole.
fn scrolled(blocks: &[Vec<String>], chosen: usize, height: usize) -> usize {
    let mut room = height;
    let fits = |block: &&Vec<String>| {
        let fits = block.len() <= room;
        room = room.saturating_sub(block.len());
        fits
    };
    let shown = blocks.iter().take(chosen + 1).rev().take_while(fits).count();
    (chosen + 1).saturating_sub(shown.max(1))
}
