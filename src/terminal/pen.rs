//! Changed cells as bytes, as few as a plain terminal understands.
//!
//! Our own instead of crossterm's, which names even the sixteen colours by `38;5;n`, moves by absolute position only,
//! and turns a selection bar into nothing when `NO_COLOR` is set.

use std::io::{self, Write};

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthChar;

/// The modifiers a terminal knows, with the number that switches each on.
const MODIFIERS: [(Modifier, u8); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// How the next character will look. Begins and ends as the terminal's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Look = Look { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

/// Writes the changed cells, given in reading order, and leaves the look plain.
pub(super) fn write_cells<'a>(out: &mut Vec<u8>, cells: impl Iterator<Item = (u16, u16, &'a Cell)>) -> io::Result<()> {
    let mut look = PLAIN;
    // Where the cursor stands; unknown after a character whose width terminals disagree about.
    let mut place = None;
    for (x, y, cell) in cells {
        move_to(out, place, (x, y))?;
        let wanted = Look { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        change(out, look, wanted)?;
        look = wanted;
        let symbol = shown(cell.symbol());
        out.write_all(symbol.as_bytes())?;
        place = is_one_cell(symbol).then_some((x + 1, y));
    }
    change(out, look, PLAIN)
}

/// A symbol without control characters: text that came another way than through a widget is not cleaned.
fn shown(symbol: &str) -> &str {
    if symbol.is_empty() || symbol.contains(char::is_control) { " " } else { symbol }
}

/// One character, one column: no terminal moves its cursor otherwise.
fn is_one_cell(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    chars.next().and_then(UnicodeWidthChar::width) == Some(1) && chars.next().is_none()
}

fn move_to(out: &mut Vec<u8>, from: Option<(u16, u16)>, to: (u16, u16)) -> io::Result<()> {
    let (x, y) = to;
    match from {
        Some(place) if place == to => Ok(()),
        Some((before, row)) if row == y && before + 1 == x => write!(out, "\x1b[C"),
        Some((before, row)) if row == y && before < x => write!(out, "\x1b[{}C", x - before),
        _ => write!(out, "\x1b[{};{}H", y + 1, x + 1),
    }
}

/// From one look to another in one sequence. A modifier goes only with a reset, which every terminal knows.
fn change(out: &mut Vec<u8>, from: Look, to: Look) -> io::Result<()> {
    if from == to {
        return Ok(());
    }
    if to == PLAIN {
        return write!(out, "\x1b[m");
    }
    let reset = !to.modifier.contains(from.modifier);
    let base = if reset { PLAIN } else { from };
    let mut parameters = Vec::with_capacity(8);
    if reset {
        parameters.push(0);
    }
    let added = to.modifier.difference(base.modifier);
    parameters.extend(MODIFIERS.iter().filter(|(modifier, _)| added.contains(*modifier)).map(|(_, number)| *number));
    if to.fg != base.fg {
        colour(&mut parameters, to.fg, 30);
    }
    if to.bg != base.bg {
        colour(&mut parameters, to.bg, 40);
    }
    for (at, number) in parameters.iter().enumerate() {
        write!(out, "{}{number}", if at == 0 { "\x1b[" } else { ";" })?;
    }
    write!(out, "m")
}

/// The parameters of a colour; `base` is 30 for the foreground, 40 for the background.
fn colour(parameters: &mut Vec<u8>, colour: Color, base: u8) {
    match colour {
        Color::Reset => parameters.push(base + 9),
        Color::Black => parameters.push(base),
        Color::Red => parameters.push(base + 1),
        Color::Green => parameters.push(base + 2),
        Color::Yellow => parameters.push(base + 3),
        Color::Blue => parameters.push(base + 4),
        Color::Magenta => parameters.push(base + 5),
        Color::Cyan => parameters.push(base + 6),
        Color::Gray => parameters.push(base + 7),
        Color::DarkGray => parameters.push(base + 60),
        Color::LightRed => parameters.push(base + 61),
        Color::LightGreen => parameters.push(base + 62),
        Color::LightYellow => parameters.push(base + 63),
        Color::LightBlue => parameters.push(base + 64),
        Color::LightMagenta => parameters.push(base + 65),
        Color::LightCyan => parameters.push(base + 66),
        Color::White => parameters.push(base + 67),
        Color::Indexed(number) => parameters.extend([base + 8, 5, number]),
        Color::Rgb(red, green, blue) => parameters.extend([base + 8, 2, red, green, blue]),
    }
}
