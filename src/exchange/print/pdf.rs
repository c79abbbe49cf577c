//! A document as PDF on letter paper, with the letters it uses embedded. The same document makes the same bytes.

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::face::Face;
use super::paper::{Block, Paper, Size};
use super::sheets::{Sheaf, sheets};
use super::wrap::{cut, wrap};

mod file;

/// A document that could not be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the letters for a PDF cannot be read: this program's file is damaged; install it again")]
pub struct NoFace;

/// Letter paper in points, and its margins.
const PAPER: (f32, f32) = (612.0, 792.0);
const SIDE: f32 = 50.0;
const TOP: f32 = 46.0;
const BOTTOM: f32 = 44.0;
const WIDTH: f32 = PAPER.0 - 2.0 * SIDE;

/// Some words at a place of a line.
#[derive(Debug, Clone)]
struct Span {
    /// From the left margin.
    x: f32,
    size: f32,
    is_bold: bool,
    text: String,
}

/// One line with what it needs of the height of the page.
#[derive(Debug, Clone)]
struct Row {
    spans: Vec<Span>,
    height: f32,
    /// Whether a thin line stands above it.
    is_ruled: bool,
}

/// A page: lines with the height of their base line, and rules.
#[derive(Debug, Default)]
struct Page {
    spans: Vec<(f32, Span)>,
    rules: Vec<f32>,
}

/// The two faces.
struct Faces {
    regular: Face,
    bold: Face,
}

impl Faces {
    fn of(&self, is_bold: bool) -> &Face {
        if is_bold { &self.bold } else { &self.regular }
    }

    fn measure(&self, is_bold: bool, size: f32) -> impl Fn(&str) -> f32 {
        move |text| self.of(is_bold).measure(text, size)
    }
}

/// Sizes of one kind of document, in points.
#[derive(Debug, Clone, Copy)]
struct Sizes {
    text: f32,
    heading: f32,
    /// From one line to the next.
    line: f32,
    /// Room above a block.
    gap: f32,
    /// Where the words of a field begin.
    set_in: f32,
    /// What stands on every page.
    furniture: f32,
}

impl Sizes {
    fn of(size: Size) -> Self {
        match size {
            Size::Chart => Self { text: 9.5, heading: 11.0, line: 12.5, gap: 4.5, set_in: 30.0, furniture: 8.5 },
            Size::Large => Self { text: 16.0, heading: 20.0, line: 23.0, gap: 7.0, set_in: 0.0, furniture: 16.0 },
        }
    }

    /// What the lines on top of a page need, and those at its foot.
    fn furniture(self, paper: &Paper) -> (f32, f32) {
        let lines = if paper.notice.is_empty() { 2.0 } else { 3.0 };
        (self.furniture * 1.4 * lines + 10.0, self.furniture * 1.4 + 8.0)
    }
}

/// Sets the document; `at` is what the file gives as the time of its making.
///
/// # Errors
/// When the faces inside this program cannot be read.
pub fn print(paper: &Paper, at: NaiveDateTime) -> Result<Vec<u8>, NoFace> {
    let faces = Faces { regular: Face::regular().ok_or(NoFace)?, bold: Face::bold().ok_or(NoFace)? };
    let sizes = Sizes::of(paper.size);
    let mut paper = paper.clone();
    tell_of_boxes(&mut paper, &faces);
    let (head, foot) = sizes.furniture(&paper);
    let room = PAPER.1 - TOP - BOTTOM - head - foot;
    let laid = sheets(body(&paper, &faces, sizes), room, |row| row.height);
    let of = laid.len();
    let pages: Vec<Page> = laid
        .into_iter()
        .enumerate()
        .map(|(number, rows)| page(&paper, &faces, sizes, rows, &format!("page {} of {of}", number + 1)))
        .collect();
    file::write(&paper, &faces, &pages, at)
}

/// What is told at the end of characters that have no picture here.
fn tell_of_boxes(paper: &mut Paper, faces: &Faces) {
    let mut missing: Vec<char> = Vec::new();
    let mut look = |text: &str| {
        for character in text.chars().filter(|character| !faces.regular.glyph(*character).1) {
            if !missing.contains(&character) && missing.len() < 24 {
                missing.push(character);
            }
        }
    };
    for text in [&paper.title, &paper.version, &paper.notice, &paper.whose, &paper.foot] {
        look(text);
    }
    for block in &paper.blocks {
        match block {
            Block::Heading(text) | Block::Text(text) | Block::Point(text) => look(text),
            Block::Field { name, lines, .. } => std::iter::once(name).chain(lines).for_each(|text| look(text)),
            Block::Space => {}
        }
    }
    if missing.is_empty() {
        return;
    }
    let codes: Vec<String> = missing.iter().map(|character| format!("U+{:04X}", u32::from(*character))).collect();
    let words = match paper.size {
        Size::Chart => format!(
            "A box (\u{25A1}) stands for a character that this print has no picture of ({}). The chart has it.",
            codes.join(", ")
        ),
        Size::Large => "A box (\u{25A1}) stands for a letter that this paper cannot show.".to_owned(),
    };
    paper.blocks.extend([Block::Space, Block::Text(words)]);
}

fn body(paper: &Paper, faces: &Faces, sizes: Sizes) -> Vec<Sheaf<Row>> {
    paper.blocks.iter().map(|block| sheaf(block, faces, sizes)).collect()
}

fn sheaf(block: &Block, faces: &Faces, sizes: Sizes) -> Sheaf<Row> {
    let mut sheaf = Sheaf { rows: Vec::new(), continued: None, leads: false };
    let row = |x: f32, is_bold: bool, size: f32, text: String| Row {
        spans: vec![Span { x, size, is_bold, text }],
        height: size * sizes.line / sizes.text,
        is_ruled: false,
    };
    let plain = |text: &str, hang: usize| {
        let lines = wrap(text, WIDTH, hang, faces.measure(false, sizes.text));
        lines.into_iter().map(|line| row(0.0, false, sizes.text, line)).collect::<Vec<_>>()
    };
    sheaf.rows = match block {
        Block::Heading(words) => {
            sheaf.leads = true;
            let lines = wrap(words, WIDTH, 0, faces.measure(true, sizes.heading));
            lines.into_iter().map(|line| row(0.0, true, sizes.heading, line)).collect()
        }
        Block::Field { locator, name, lines } => {
            let again = cut(&format!("{name}, continued"), WIDTH - sizes.set_in, faces.measure(true, sizes.text));
            let mut again = row(sizes.set_in, true, sizes.text, again);
            again.spans.insert(0, Span { x: 0.0, size: sizes.text, is_bold: true, text: locator.clone() });
            sheaf.continued = Some(again);
            field(locator, name, lines, faces, sizes)
        }
        Block::Text(words) => {
            sheaf.leads = words.ends_with(':');
            plain(words, 0)
        }
        Block::Point(words) => plain(&format!("\u{2022} {words}"), 3),
        Block::Space => vec![row(0.0, false, sizes.text, String::new())],
    };
    if let Some(first) = sheaf.rows.first_mut() {
        let more = if matches!(block, Block::Heading(_)) { 2.5 } else { 1.0 };
        first.height += sizes.gap * more;
        first.is_ruled = matches!(block, Block::Field { .. });
    }
    sheaf
}

/// Number, name and, where it fits beside them, what the field says; else that stands below.
fn field(locator: &str, name: &str, lines: &[String], faces: &Faces, sizes: Sizes) -> Vec<Row> {
    let room = WIDTH - sizes.set_in;
    let span = |x: f32, is_bold: bool, text: String| Span { x, size: sizes.text, is_bold, text };
    let row = |spans: Vec<Span>| Row { spans, height: sizes.line, is_ruled: false };
    let number = span(0.0, true, locator.to_owned());
    if let [one] = lines {
        let wide = faces.bold.measure(&format!("{name}  "), sizes.text);
        if wide + faces.regular.measure(one, sizes.text) <= room {
            let words = span(sizes.set_in + wide, false, one.trim_start().to_owned());
            return vec![row(vec![number, span(sizes.set_in, true, name.to_owned()), words])];
        }
    }
    let names = wrap(name, room, 0, faces.measure(true, sizes.text));
    let mut rows: Vec<Row> = names.into_iter().map(|name| row(vec![span(sizes.set_in, true, name)])).collect();
    if let Some(first) = rows.first_mut() {
        first.spans.insert(0, number);
    }
    for line in lines {
        let lines = wrap(line, room, 3, faces.measure(false, sizes.text));
        rows.extend(lines.into_iter().map(|line| row(vec![span(sizes.set_in, false, line)])));
    }
    rows
}

/// A page with its rows between what stands on every page.
fn page(paper: &Paper, faces: &Faces, sizes: Sizes, rows: Vec<Row>, number: &str) -> Page {
    let mut page = Page::default();
    let size = sizes.furniture;
    let step = size * 1.4;
    let mut y = PAPER.1 - TOP - size;
    apart(&mut page, faces, size, y, (&paper.title, true), (&paper.version, true));
    y -= step;
    let whose = cut(&paper.whose, WIDTH, faces.measure(false, size));
    page.spans.push((y, Span { x: 0.0, size, is_bold: false, text: whose }));
    if !paper.notice.is_empty() {
        y -= step;
        let notice = cut(&paper.notice, WIDTH, faces.measure(true, size));
        page.spans.push((y, Span { x: 0.0, size, is_bold: true, text: notice }));
    }
    page.rules.push(y - size * 0.45);
    let foot = BOTTOM;
    page.rules.push(foot + size + 2.0);
    apart(&mut page, faces, size, foot, (&paper.foot, false), (number, false));
    let mut y = PAPER.1 - TOP - sizes.furniture(paper).0;
    for row in rows {
        y -= row.height;
        let tall = row.spans.first().map_or(sizes.text, |span| span.size);
        if row.is_ruled {
            page.rules.push(y + tall + 2.5);
        }
        // The base line lies a little above the foot of its line.
        page.spans.extend(row.spans.into_iter().map(|span| (y + tall * 0.25, span)));
    }
    page
}

/// One text at the left end of a line and one at its right; the left one is cut where they would touch.
fn apart(page: &mut Page, faces: &Faces, size: f32, y: f32, left: (&str, bool), right: (&str, bool)) {
    let right_text = cut(right.0, WIDTH / 2.0, faces.measure(right.1, size));
    let wide = faces.of(right.1).measure(&right_text, size);
    let left_text = cut(left.0, WIDTH - wide - size, faces.measure(left.1, size));
    page.spans.push((y, Span { x: 0.0, size, is_bold: left.1, text: left_text }));
    page.spans.push((y, Span { x: WIDTH - wide, size, is_bold: right.1, text: right_text }));
}

/// The parts of a date that a PDF writes.
fn pdf_date(at: NaiveDateTime) -> pdf_writer::Date {
    let small = |part: u32| u8::try_from(part).unwrap_or_default();
    pdf_writer::Date::new(u16::try_from(at.year()).unwrap_or(9999))
        .month(small(at.month()))
        .day(small(at.day()))
        .hour(small(at.hour()))
        .minute(small(at.minute()))
        .second(small(at.second()))
}
