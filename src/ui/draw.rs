//! Text into cells: cut, padded and cleaned. Nothing here wraps a widget around a list, so only what is visible is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::theme::Theme;
use crate::domain::text;

/// The mark of cut text.
const CUT: &str = "..";

/// Columns of a text. Nearly all of it is ASCII, where every letter has one.
pub(super) fn width_of(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// Cuts text to `width` columns, never inside a character.
pub(super) fn cut(raw: &str, width: usize) -> String {
    within(&text::line(raw), width)
}

/// What is cut ends in two points, so that nobody takes the beginning of a name or dose for all of it. A number is left
/// whole or left out: the beginning of one is another number.
fn within(clean: &str, width: usize) -> String {
    if width_of(clean) <= width {
        return clean.to_owned();
    }
    let (room, mark) = if width < 6 { (width, "") } else { (width - CUT.len(), CUT) };
    // Blanks at the end are no text that anybody misses.
    if clean.trim_end().width() <= width {
        return clean.trim_end().to_owned();
    }
    let mut used = 0;
    let fits = |grapheme: &&str| {
        used += grapheme.width();
        used <= room
    };
    let kept: String = clean.graphemes(true).take_while(fits).collect();
    let rest = clean.get(kept.len()..).unwrap_or_default();
    let whole = without_half_a_number(&kept, rest);
    // What is left out altogether is not to look like nothing.
    let mark = if whole.len() < kept.len() && width >= CUT.len() { CUT } else { mark };
    format!("{}{mark}", whole.trim_end())
}

/// The text without the number at its end, where that goes on in what was cut off.
fn without_half_a_number<'a>(kept: &'a str, rest: &str) -> &'a str {
    let is_part = |c: char| matches!(c, '.' | ',' | '/' | '-' | ':');
    let is_half = kept.ends_with(|c: char| c.is_ascii_digit() || is_part(c))
        && kept.split(' ').next_back().is_some_and(|word| word.contains(|c: char| c.is_ascii_digit()))
        && rest.starts_with(|c: char| c.is_ascii_digit() || is_part(c) || c == '%');
    if is_half { kept.rfind(' ').and_then(|at| kept.get(..at)).unwrap_or_default() } else { kept }
}

/// Like [`cut`], but runs of blanks stay: for lines whose columns are set already.
pub(super) fn cut_kept(raw: &str, width: usize) -> String {
    within(&text::visible(raw), width)
}

/// Cuts text to `width` columns and fills up with blanks.
pub(super) fn fit(raw: &str, width: usize) -> String {
    let mut out = cut(raw, width);
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(width_of(&out))));
    out
}

/// Like [`fit`], but runs of blanks stay: for text that is being typed.
pub(super) fn fit_kept(raw: &str, width: usize) -> String {
    let mut out = cut_kept(raw, width);
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(out.width())));
    out
}

/// Breaks text into lines of at most `width` columns at blanks; a longer word is cut into pieces.
pub(super) fn wrap(raw: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for word in text::line(raw).split(' ') {
        let columns = width_of(word);
        if !line.is_empty() && used + 1 + columns > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if !line.is_empty() {
            line.push(' ');
            used += 1;
        }
        if used + columns <= width {
            line.push_str(word);
            used += columns;
            continue;
        }
        for grapheme in word.graphemes(true) {
            if used + grapheme.width() > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(grapheme);
            used += grapheme.width();
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// Cuts text into pieces of at most `width` columns, between characters; nothing of it is left out. At least one piece.
pub(super) fn pieces(raw: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let mut pieces = vec![String::new()];
    for grapheme in raw.graphemes(true) {
        let full = pieces.last().is_some_and(|piece| piece.width() + grapheme.width() > width);
        if full {
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(grapheme);
        }
    }
    pieces
}

/// Breaks a line whose columns are set already: what fits stays as it is, the rest goes on below, set in.
pub fn wrap_kept(raw: &str, width: usize) -> Vec<String> {
    let clean = text::visible(raw);
    if clean.width() <= width {
        return vec![clean];
    }
    let indent = if is_labelled(&clean) { LABEL - 2 } else { clean.len() - clean.trim_start_matches(' ').len() };
    let mut used = 0;
    let mut fits = clean.grapheme_indices(true).take_while(|(_, grapheme)| {
        used += grapheme.width();
        used <= width + 1
    });
    // The last blank after which nothing would stand outside.
    let blank = fits.by_ref().filter(|(at, grapheme)| *grapheme == " " && *at > indent).last();
    let Some((first, rest)) = blank.and_then(|(at, _)| clean.split_at_checked(at)) else {
        return wrap(&clean, width);
    };
    let inside = width.saturating_sub(indent + 2).max(8);
    let below = wrap(rest, inside).into_iter().map(|line| format!("{}{line}", " ".repeat(indent + 2)));
    std::iter::once(first.trim_end().to_owned()).chain(below).collect()
}

/// The column of labels in front of a text.
pub(super) const LABEL: usize = 8;

/// Whether the first columns hold a label in capitals or a key, with the text behind it.
fn is_labelled(line: &str) -> bool {
    let Some((label, text)) = line.split_at_checked(LABEL) else { return false };
    let in_capitals = label.starts_with(|c: char| c.is_ascii_uppercase())
        && label.ends_with(' ')
        && label.bytes().all(|b| b.is_ascii_uppercase() || b == b' ');
    let key = label.trim_end();
    let is_key = label.ends_with("  ") && !key.is_empty() && !key.contains(' ') && !text.starts_with(' ');
    in_capitals || is_key
}

/// A label in capitals and the text behind it; what of the text has no room goes on below it.
pub(super) fn labelled(label: &str, text: &str) -> String {
    format!("{label:<LABEL$}{text}")
}

/// The first of some wordings that fits, from the fullest to the shortest; where none does, the shortest, cut.
pub(super) fn fit_first(wordings: &[String], width: usize) -> String {
    let fits = wordings.iter().find(|words| words.width() <= width).or(wordings.last());
    fits.map(|words| fit(words, width)).unwrap_or_default()
}

/// One row of text at the top of `area`; answers what is left of it.
pub(super) fn row(buffer: &mut Buffer, area: Rect, line: &Line<'_>) -> Rect {
    if area.height == 0 {
        return area;
    }
    set_line(buffer, area.x, area.y, line, area.width);
    below(area, 1)
}

/// Rows of text from the top of `area`, as many as fit.
pub(super) fn rows<'a>(buffer: &mut Buffer, area: Rect, lines: impl IntoIterator<Item = Line<'a>>) {
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        set_line(buffer, area.x, y, &line, area.width);
    }
}

/// Draws a line; one that is longer than its row says so, as every cut text does.
pub(super) fn set_line(buffer: &mut Buffer, x: u16, y: u16, line: &Line<'_>, width: u16) {
    let room = usize::from(width);
    let whole: usize = line.spans.iter().map(|span| width_of(&span.content)).sum();
    let blank: usize = line.spans.iter().rev().map_while(trailing).sum();
    if whole.saturating_sub(blank) <= room || room < 6 {
        return put(buffer, x, y, line, width);
    }
    let mut left = room - CUT.len();
    let mut spans = Vec::new();
    for span in &line.spans {
        let taken = width_of(&span.content);
        if taken > left {
            // One column is left over for the mark that `within` makes of its own.
            let text = within(&span.content, left + CUT.len());
            spans.push(Span::styled(if text.ends_with(CUT) { text } else { format!("{text}{CUT}") }, span.style));
            break;
        }
        left -= taken;
        spans.push(span.clone());
    }
    put(buffer, x, y, &Line::from(spans), width);
}

/// Puts a line into its cells. Of printable ASCII a letter is a cell, and nothing has to be measured.
fn put(buffer: &mut Buffer, x: u16, y: u16, line: &Line<'_>, width: u16) {
    let end = buffer.area.right().min(x.saturating_add(width));
    let mut x = x;
    for span in &line.spans {
        let style = line.style.patch(span.style);
        if !text::is_printable(&span.content) {
            let left = usize::from(end.saturating_sub(x));
            (x, _) = buffer.set_stringn(x, y, &span.content, left, style);
            continue;
        }
        for (letter, at) in span.content.chars().zip(x..end) {
            buffer[(at, y)].set_char(letter).set_style(style);
            x = at + 1;
        }
    }
}

/// Puts a text into its cells.
pub(super) fn string(buffer: &mut Buffer, x: u16, y: u16, text: &str, style: Style) {
    put(buffer, x, y, &Line::styled(text, style), u16::MAX);
}

/// How many blanks end a span that is nothing else.
fn trailing(span: &Span<'_>) -> Option<usize> {
    span.content.trim_end().is_empty().then(|| width_of(&span.content))
}

/// A text in `area`, from its line `top` on. Where it has no room, the last row says how much more there is, and what shows
/// it.
pub(super) fn text<'a>(buffer: &mut Buffer, area: Rect, mut lines: Vec<Line<'a>>, shows: &'a str) {
    let room = usize::from(area.height);
    if lines.len() > room && room > 1 {
        let more = lines.len() - (room - 1);
        lines.truncate(room - 1);
        let how = if shows.is_empty() { "a larger window shows them".to_owned() } else { format!("{shows} shows all") };
        let count = if more == 1 { "1 more line".to_owned() } else { format!("{more} more lines") };
        lines.push(Line::from(Span::styled(format!(" ... {count}: {how}"), Theme::quiet())));
    }
    rows(buffer, area, lines);
}

/// Marks at the left edge where a list or text of so many lines goes on above or below `area`.
pub(super) fn edges(buffer: &mut Buffer, area: Rect, top: usize, lines: usize) {
    if area.height == 0 {
        return;
    }
    let mut mark = |y: u16, mark: &str| {
        // Never over a letter where a blank is near: the last column, or the gap behind it.
        let last = area.right().saturating_sub(1);
        let near = (area.x..area.right().min(area.x + 2)).chain([last, area.right()]);
        let mut near = near.filter(|x| *x < buffer.area.right());
        let blank = near.find(|x| buffer[(*x, y)].symbol() == " ");
        buffer.set_string(blank.unwrap_or(last), y, mark, Style::new());
    };
    if top > 0 {
        mark(area.y, "^");
    }
    if top + usize::from(area.height) < lines {
        mark(area.bottom() - 1, "v");
    }
}

/// Behind a measurement that is out of its limits.
pub(super) const OUT: &str = "!";

/// What has to be seen in a text that is otherwise plain.
const TOLD_LOUD: [&str; 15] = [
    "CONFIRM",
    "ALLERGY",
    "NAME ALERT",
    "PRECAUTION",
    "NOT RECORDED",
    "NO ORDER",
    "ON HOLD",
    "OVERDUE",
    "STOPPED",
    "MISSED",
    "NOT told",
    "AWAY",
    "WORSE",
    "DO NOT GIVE",
    "DIFFERS",
];

/// A line whose words of warning, and numbers out of their limits, have the colour of a warning. The words say it too.
pub(super) fn lit(text: &str, theme: Theme) -> Line<'static> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    let (mut plain, mut rest, mut before) = (text, text, None::<char>);
    while let Some(next) = rest.chars().next() {
        let starts_word = !before.is_some_and(char::is_alphanumeric);
        let loud = match next {
            _ if !starts_word => None,
            'A'..='Z' => TOLD_LOUD.iter().find(|word| rest.starts_with(**word)).map(|word| word.len()),
            _ => out_of_limits(rest),
        };
        let Some((loud, after)) = loud.and_then(|length| rest.split_at_checked(length)) else {
            before = Some(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
            continue;
        };
        let quiet = plain.get(..plain.len() - rest.len()).unwrap_or_default();
        spans.push(Span::raw(quiet.to_owned()));
        spans.push(Span::styled(loud.to_owned(), theme.warning()));
        (plain, rest, before) = (after, after, None);
    }
    spans.push(Span::raw(plain.to_owned()));
    Line::from(spans)
}

/// The length of a number at the start of a text that is marked as out of its limits: `178/98!`.
fn out_of_limits(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '/'))?;
    (end > 0 && text.get(end..).is_some_and(|rest| rest.starts_with(OUT))).then_some(end + OUT.len())
}

/// What is left of `area` under its first `height` rows.
pub(super) fn below(area: Rect, height: u16) -> Rect {
    let height = height.min(area.height);
    Rect { y: area.y + height, height: area.height - height, ..area }
}

/// The first `height` rows of `area`.
pub(super) fn top(area: Rect, height: u16) -> Rect {
    Rect { height: height.min(area.height), ..area }
}

/// `-- title ---------`: a section line across `area`'s first row; answers what is left.
pub(super) fn rule(buffer: &mut Buffer, area: Rect, title: &str, theme: Theme) -> Rect {
    if area.height == 0 {
        return area;
    }
    let title = cut_kept(title, usize::from(area.width).saturating_sub(6));
    for x in area.x..area.right() {
        buffer[(x, area.y)].set_char(theme.dash());
    }
    let title = Line::styled(format!(" {title} "), Theme::strong());
    set_line(buffer, area.x + 2, area.y, &title, area.width.saturating_sub(2));
    below(area, 1)
}

/// A box with a title; answers the area inside it.
pub(super) fn boxed(buffer: &mut Buffer, area: Rect, title: &str, key: &str, theme: Theme, focused: bool) -> Rect {
    if area.width < 4 || area.height < 2 {
        return Rect { width: 0, height: 0, ..area };
    }
    let [top_left, top_right, bottom_left, bottom_right, across, down] = theme.frame();
    let (right, last) = (area.right() - 1, area.bottom() - 1);
    let mut sign = |x: u16, y: u16, sign: char| _ = buffer[(x, y)].set_char(sign).set_style(Style::new());
    for x in area.x + 1..right {
        sign(x, area.y, across);
        sign(x, last, across);
    }
    for y in area.y + 1..last {
        sign(area.x, y, down);
        sign(right, y, down);
    }
    let corners = [(area.x, area.y, top_left), (right, area.y, top_right)];
    for (x, y, corner) in corners.into_iter().chain([(area.x, last, bottom_left), (right, last, bottom_right)]) {
        sign(x, y, corner);
    }
    let inner = usize::from(area.width) - 2;
    let key = if key.is_empty() { String::new() } else { format!(" {key} ") };
    let behind = if key.is_empty() { 0 } else { key.width() + 1 };
    let title = cut_kept(title, inner.saturating_sub(4 + behind));
    let style = if focused { Theme::strong() } else { Style::new() };
    string(buffer, area.x + 2, area.y, &format!(" {title} "), style);
    let behind = u16::try_from(behind).unwrap_or(0);
    string(buffer, right.saturating_sub(behind).max(area.x + 2), area.y, &key, Style::new());
    Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
}

/// Empties an area before something is drawn over it.
pub(super) fn clear(buffer: &mut Buffer, area: Rect) {
    for y in area.y..area.bottom() {
        for x in area.x..area.right() {
            buffer[(x, y)].reset();
        }
    }
}
