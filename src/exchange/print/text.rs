//! A document as plain text that stands whole in a window of 80 columns.

use unicode_width::UnicodeWidthStr;

use super::paper::{Block, Paper};
use super::sheets::{Sheaf, sheets};
use super::wrap::{cut, wrap};

/// Columns of a line: what a box in a window of 80 columns has room for.
pub const COLUMNS: usize = 76;
/// Lines of a page, its top and foot among them.
pub const LINES: usize = 60;
/// Where the words of a field begin.
const SET_IN: usize = 5;

/// How it is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// One long page, for a screen.
    One,
    /// Pages of [`LINES`] lines with a form feed between them, for a printer.
    Breaks,
}

/// Sets the document.
pub fn print(paper: &Paper, pages: Pages) -> String {
    let body = body(paper);
    let mut out = String::new();
    match pages {
        Pages::One => {
            push(&mut out, top(paper));
            push(&mut out, body.into_iter().flat_map(|sheaf| sheaf.rows));
            push(&mut out, std::iter::once(String::new()));
            push(&mut out, wrapped(&paper.foot, 0, 0));
        }
        Pages::Breaks => {
            let room = LINES - top(paper).len() - FOOT;
            let sheets = sheets(body, measure_of(room), |_| 1.0);
            for (at, sheet) in sheets.iter().enumerate() {
                push(&mut out, top(paper));
                push(&mut out, sheet.iter().cloned());
                push(&mut out, std::iter::repeat_n(String::new(), room.saturating_sub(sheet.len())));
                push(&mut out, foot(paper, at + 1, sheets.len()));
                if at + 1 < sheets.len() {
                    out.push('\u{c}');
                }
            }
        }
    }
    out
}

/// Lines of [`foot`].
const FOOT: usize = 2;

fn push(out: &mut String, lines: impl IntoIterator<Item = String>) {
    for line in lines {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// Title and version, whose it is, what must be seen, a rule.
fn top(paper: &Paper) -> Vec<String> {
    let first = [apart(&paper.title.to_uppercase(), &paper.version), fit(&paper.whose, COLUMNS)];
    let notice = (!paper.notice.is_empty()).then(|| fit(&paper.notice, COLUMNS));
    first.into_iter().chain(notice).chain(["-".repeat(COLUMNS), String::new()]).collect()
}

fn foot(paper: &Paper, page: usize, of: usize) -> [String; FOOT] {
    [String::new(), apart(&paper.foot, &format!("page {page} of {of}"))]
}

/// The one at the left end of a line, the other at its right.
fn apart(left: &str, right: &str) -> String {
    let right = fit(right, COLUMNS / 2);
    let left = fit(left, COLUMNS - right.width() - 2);
    let between = COLUMNS - left.width() - right.width();
    format!("{left}{}{right}", " ".repeat(between))
}

fn fit(text: &str, columns: usize) -> String {
    cut(text, measure_of(columns), measure)
}

fn measure(text: &str) -> f32 {
    measure_of(text.width())
}

/// Columns are few; so many are exact as a float.
fn measure_of(columns: usize) -> f32 {
    f32::from(u16::try_from(columns).unwrap_or(u16::MAX))
}

fn wrapped(text: &str, set_in: usize, hang: usize) -> Vec<String> {
    let lines = wrap(text, measure_of(COLUMNS - set_in), hang, measure);
    lines.into_iter().map(|line| format!("{}{line}", " ".repeat(set_in))).collect()
}

/// The lines of each block.
fn body(paper: &Paper) -> Vec<Sheaf<String>> {
    let sheaf = |(at, block): (usize, &Block)| {
        let mut sheaf = Sheaf { rows: Vec::new(), continued: None, leads: false };
        sheaf.rows = match block {
            Block::Heading(words) => {
                sheaf.leads = true;
                let gap = (at > 0).then(String::new);
                gap.into_iter().chain(wrapped(&format!("== {words} =="), 0, 0)).collect()
            }
            Block::Field { locator, name, lines } => {
                sheaf.continued = Some(fit(&format!("{locator:<SET_IN$}{name}, continued:"), COLUMNS));
                field(locator, name, lines)
            }
            Block::Text(words) => {
                sheaf.leads = words.ends_with(':');
                wrapped(words, 0, 0)
            }
            Block::Point(words) => wrapped(&format!("- {words}"), 0, 2),
            Block::Space => vec![String::new()],
        };
        sheaf
    };
    paper.blocks.iter().enumerate().map(sheaf).collect()
}

/// Number, name and, where it fits beside them, what the field says; else that stands below.
fn field(locator: &str, name: &str, lines: &[String]) -> Vec<String> {
    let label = format!("{locator:<SET_IN$}{name}");
    if let [one] = lines {
        let beside = format!("{label}: {}", one.trim_start());
        if beside.width() <= COLUMNS {
            return vec![beside];
        }
    }
    let names = wrapped(&format!("{name}:"), SET_IN, 0).into_iter().enumerate();
    let label = names.map(|(at, line)| if at == 0 { format!("{locator:<SET_IN$}{}", line.trim_start()) } else { line });
    label.chain(lines.iter().flat_map(|line| wrapped(line, SET_IN + 2, 2))).collect()
}
