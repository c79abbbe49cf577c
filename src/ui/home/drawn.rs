//! The home safety section on the screen: rooms at the left, the hazards of the room in hand beside them, what is known of
//! the one in hand below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line as Text;

use super::Walk;
use crate::domain::entry::HomeEvaluation;
use crate::domain::entry::hazard::{Outcome, Risk, table};
use crate::domain::entry::home_evaluation::Occasion;
use crate::domain::home::{Evaluated, Home, Line, Room, Standing};
use crate::ui::chart::Screen;
use crate::ui::theme::Theme;
use crate::ui::{App, draw, entries, panes};

/// Rows below the lists: what is in hand.
const BELOW: u16 = 6;
/// Columns of a room's name in a narrow and in a wide window, and of its mark.
const NAME: (usize, usize) = (15, 25);
const MARK: usize = 14;
/// Open hazards that the summary names.
const NAMED: usize = 4;

/// Draws the section.
pub(in crate::ui) fn draw_all(app: &App, screen: &Screen, buffer: &mut Buffer, area: Rect) {
    let home = Home::of(&screen.chart.entries);
    let width = usize::from(area.width).saturating_sub(1);
    let heading: Vec<String> = heading(app, &home).iter().flat_map(|line| draw::wrap_kept(line, width)).collect();
    let area = heading.iter().fold(area, |area, line| draw::row(buffer, area, &draw::lit(line, app.theme)));
    let rooms = u16::try_from(screen.walk.rooms.rows().len()).unwrap_or(u16::MAX);
    let lists = draw::top(area, area.height.saturating_sub(BELOW).clamp(4, rooms.max(4)));
    let name = if app.is_wide() { NAME.1 } else { NAME.0 };
    let left = u16::try_from(name + MARK + 4).unwrap_or(u16::MAX).min(lists.width);
    draw_rooms(app, &screen.walk, &home, buffer, Rect { width: left, ..lists }, name);
    let right = Rect { x: lists.x + left, width: lists.width - left, ..lists };
    draw_lines(app, &screen.walk, &home, buffer, right);
    draw_below(app, &screen.walk, &home, buffer, draw::below(area, lists.height));
}

/// Which evaluation this is, and what is open.
fn heading(app: &App, home: &Home<'_>) -> Vec<String> {
    let begin = app.key_for("home.begin");
    let rooms = table::rooms().len();
    let first = match (home.in_hand(), home.shown()) {
        (Some((_, it)), _) => {
            let left: usize = home.rooms().iter().map(|(room, _)| home.room(room, Some(it)).to_confirm).sum();
            let left = if left > 0 { format!(", CONFIRM {left} from before") } else { String::new() };
            format!(" {}: {} of {rooms} rooms looked at{left}", named(it), it.looked.len())
        }
        (None, Some(it)) => {
            let looked = it.looked.len();
            format!(" Last {}, {}: {looked} of {rooms} rooms ({begin}: next one)", named(it), it.by)
        }
        (None, None) => {
            format!(" No home safety evaluation yet: {begin} begins one, and so does the first answer.")
        }
    };
    vec![first, format!(" Open hazards: {}", home.open_by_risk().words())]
}

fn draw_rooms(app: &App, walk: &Walk, home: &Home<'_>, buffer: &mut Buffer, area: Rect, name: usize) {
    let named = home.rooms();
    let shown: Vec<_> = walk.rooms.scrolled(usize::from(area.height)).collect();
    for (y, (_, word, here)) in (area.y..area.bottom()).zip(&shown) {
        let title = named.iter().find(|(known, _)| known == *word).map_or("", |(_, title)| *title);
        let mark = mark(home.room(word, home.shown()), home.in_hand().is_some());
        let text = format!("{} {} {}", if *here { '>' } else { ' ' }, draw::fit(title, name), draw::fit(&mark, MARK));
        let line = if *here { Text::styled(text, Theme::strong()) } else { draw::lit(&text, app.theme) };
        draw::set_line(buffer, area.x, y, &line, area.width);
    }
    draw::edges(buffer, area, shown.first().map_or(0, |(at, ..)| *at), walk.rooms.rows().len());
}

/// What is said of a room in two or three words.
fn mark(room: Room, is_in_hand: bool) -> String {
    match room {
        Room { to_confirm, .. } if is_in_hand && to_confirm > 0 => format!("CONFIRM {to_confirm}"),
        Room { is_looked_at: true, open: 0, .. } => "looked".to_owned(),
        Room { is_looked_at: true, open, .. } => format!("looked, {open} open"),
        Room { open: 0, .. } => "not looked at".to_owned(),
        Room { open, .. } => format!("{open} open so far"),
    }
}

fn draw_lines(app: &App, walk: &Walk, home: &Home<'_>, buffer: &mut Buffer, area: Rect) {
    let lines = walk.all(home);
    let width = usize::from(area.width).saturating_sub(2);
    let shown: Vec<_> = walk.lines.scrolled(usize::from(area.height)).collect();
    for (y, (at, _, here)) in (area.y..area.bottom()).zip(&shown) {
        let Some(line) = lines.get(*at) else { continue };
        let stands = stands(line, home.in_hand().is_some());
        let text = format!("{:<5}{stands:<11}{}", risk_in_short(&line.risk()), said(line));
        let text = draw::lit(&draw::cut_kept(&text, width), app.theme);
        panes::draw_row(buffer, Rect { y, height: 1, ..area }, &text, *here);
    }
    draw::edges(buffer, area, shown.first().map_or(0, |(at, ..)| *at), lines.len());
}

/// A risk in a narrow column.
pub(in crate::ui) fn risk_in_short(risk: &Risk) -> &str {
    match risk {
        Risk::Critical => "crit",
        Risk::High => "high",
        Risk::Medium => "med",
        Risk::Low => "low",
        Risk::Other(word) => word,
    }
}

/// What came of a hazard, in a word.
pub(in crate::ui) fn outcome_in_short(outcome: Option<&Outcome>) -> &str {
    match outcome {
        None => "open",
        Some(Outcome::Fixed) => "fixed",
        Some(Outcome::Told) => "told",
        Some(Outcome::Refused) => "refused",
        Some(Outcome::Waiting) => "waiting",
        Some(Outcome::NotPossible) => "cannot",
        Some(Outcome::Gone) => "gone",
        Some(Outcome::Other(word)) => word,
    }
}

/// How a line stands, in a word.
fn stands<'a>(line: &Line<'a>, is_in_hand: bool) -> &'a str {
    let outcome = line.record.and_then(|(_, hazard)| hazard.outcome.as_ref());
    match line.standing {
        Standing::NotLooked => "-",
        Standing::ToConfirm if is_in_hand => "CONFIRM",
        Standing::Absent if line.record.is_none() => "not there",
        Standing::Present if outcome.is_none() => "there",
        Standing::Absent | Standing::Present | Standing::ToConfirm => outcome_in_short(outcome),
    }
}

/// What it is, with where and who, as far as there is room.
fn said(line: &Line<'_>) -> String {
    let Some((_, hazard)) = line.record else { return line.name().to_owned() };
    let owner = hazard.owner.as_ref().map(|owner| format!(" ({owner})")).unwrap_or_default();
    format!("{}{owner}", hazard.in_short())
}

/// The line in hand in full, and under it how the home did over its evaluations.
fn draw_below(app: &App, walk: &Walk, home: &Home<'_>, buffer: &mut Buffer, area: Rect) {
    let line = walk.line(home);
    let title = line.as_ref().map(Line::title);
    let rest = draw::rule(buffer, area, title.as_deref().unwrap_or("nothing is looked for here"), app.theme);
    let mut told = line.as_ref().map(about).unwrap_or_default();
    told.extend(line.filter(|line| line.record.is_some()).map(|_| outcomes(app)));
    let width = usize::from(rest.width).saturating_sub(1);
    let lines: Vec<String> = told.iter().flat_map(|line| draw::wrap_kept(&format!(" {line}"), width)).collect();
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let why = app.key_for("why");
    draw::text(buffer, rest, lines.iter().map(|line| draw::lit(line, app.theme)).collect(), &why);
    let rest = draw::below(rest, height);
    let course = course(home);
    if rest.height > 1 && !course.is_empty() {
        let rest = draw::rule(buffer, rest, "evaluations: what was open then", app.theme);
        draw::text(buffer, rest, course.iter().map(|line| Text::raw(format!(" {line}"))).collect(), &why);
    }
}

/// The keys of what came of it.
fn outcomes(app: &App) -> String {
    let names = ["home.fixed", "home.told", "home.refused", "home.waiting", "home.not-possible"];
    let each = names.iter().zip(&entries::OUTCOMES);
    let words = |outcome: &Outcome| {
        let is_long = *outcome == Outcome::Waiting;
        if is_long { outcome_in_short(Some(outcome)).to_owned() } else { outcome.label().to_owned() }
    };
    let each = each.map(|(name, outcome)| format!("{} {}", app.key_for(name), words(outcome)));
    each.collect::<Vec<_>>().join("  ")
}

/// What is usual about a hazard, and what is on record of it.
pub(super) fn about(line: &Line<'_>) -> Vec<String> {
    let within = match line.risk() {
        Risk::Critical => "critical: act before leaving the home",
        Risk::High => "high: fix it or make it safe within 7 days",
        Risk::Medium => "medium: within 30 days",
        Risk::Low => "low: advise",
        Risk::Other(_) => "a risk that this version does not know",
    };
    let usual = line.known.map(|known| format!("Usually: {} ({})", known.fix, known.who));
    let Some((_, hazard)) = line.record else { return std::iter::once(within.to_owned()).chain(usual).collect() };
    let due = hazard.due().filter(|_| hazard.settled.is_none()).map(|due| format!("by {}", due.format("%a %d %b")));
    let facts: Vec<String> = hazard.facts().into_iter().chain(due).collect();
    vec![format!("{within}; {}", facts.join("; "))]
}

/// A line for each evaluation.
pub(super) fn course(home: &Home<'_>) -> Vec<String> {
    let line = |it: &Evaluated<'_>| format!("{}; {}", evaluated(it), it.open.words());
    home.course().iter().map(line).collect()
}

/// `10 Mar 2026, after a fall: 12 of 20 rooms looked at`.
fn evaluated(it: &Evaluated<'_>) -> String {
    let open = if it.evaluation.finished { "" } else { ", not finished" };
    format!("{}: {} looked at{open}", named(it.evaluation), it.rooms())
}

/// `10 Mar 2026, after a fall`.
fn named(it: &HomeEvaluation) -> String {
    let what = if it.occasion == Occasion::Routine { "" } else { it.occasion.label() };
    let apart = if what.is_empty() { "" } else { ", " };
    format!("{}{apart}{what}", it.date.format("%d %b %Y"))
}

/// What the summary of a chart says of the home; nothing where nothing is on record.
pub(in crate::ui) fn part(app: &App, screen: &Screen) -> Vec<String> {
    let home = Home::of(&screen.chart.entries);
    if home.is_unknown() {
        return Vec::new();
    }
    let last = home.course().first().map_or("never evaluated as a whole".to_owned(), evaluated);
    let open = home.open();
    let mut lines = vec![format!("   {last}"), format!("   open: {}", home.open_by_risk().words())];
    lines.extend(open.iter().take(NAMED).map(|hazard| {
        let late = hazard.due().filter(|due| *due < app.today());
        let late = late.map(|due| format!(", OVERDUE since {}", due.format("%a %d %b"))).unwrap_or_default();
        format!("   {:<5}{}{late}", risk_in_short(&hazard.risk()), super::named(hazard))
    }));
    lines.extend(open.len().checked_sub(NAMED + 1).map(|more| format!("   ... and {} more", more + 1)));
    lines
}
