//! A long text while it is written: cursor, soft wrap, and what was done to it, word by word.
//!
//! The text is one string, and `rows` holds where each row of the screen begins in it. A row ends by a local rule, so an
//! edit wraps anew only from two rows before it until the rows fall into step again: a key costs about the same in a
//! text of ten lines and of ten thousand.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::history::{Growing, History, Step};
use crate::domain::text;

/// The longest text, in bytes: far more than anybody types, and what a paste by mistake may hold.
pub const LONGEST: usize = 2_000_000;

/// Stands in a phrase for what somebody fills in.
const BLANK: &str = "___";
/// Columns of it.
pub(super) const BLANK_WIDTH: u16 = 3;

/// What a key does to the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// One character, or several that came together, is typed.
    Type(String),
    /// A text comes in as one step.
    Insert(String),
    /// The character before the cursor goes; at the start of a line, the line end.
    Backspace,
    /// The character under the cursor goes.
    Delete,
    /// The word before the cursor goes.
    WordBack,
    /// Everything of the line before the cursor goes; at its start, the line end before.
    LineBack,
    /// Everything of the line from the cursor on goes; at its end, the line end.
    LineEnd,
    /// One character to the left.
    Left,
    /// One character to the right.
    Right,
    /// So many rows up (negative) or down.
    Rows(isize),
    /// The start of the row.
    Home,
    /// The end of the row.
    End,
    /// The next blank of a phrase; behind the last one, the first.
    NextBlank,
    /// The last step is taken back.
    Undo,
    /// The step that was taken back is done again.
    Redo,
}

impl Act {
    /// Whether the text stays as it is.
    pub fn only_moves(&self) -> bool {
        match self {
            Self::Left | Self::Right | Self::Rows(_) | Self::Home | Self::End | Self::NextBlank => true,
            Self::Type(_)
            | Self::Insert(_)
            | Self::Backspace
            | Self::Delete
            | Self::WordBack
            | Self::LineBack
            | Self::LineEnd
            | Self::Undo
            | Self::Redo => false,
        }
    }
}

/// The text would become longer than [`LONGEST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// The text with its cursor.
#[derive(Debug, Clone, PartialEq)]
pub struct TextBuffer {
    text: String,
    /// In bytes, always at the beginning of a character as people count them.
    cursor: usize,
    /// The column the cursor came from, while it goes up and down.
    column: Option<usize>,
    /// A phrase was just put in, and the cursor stands on its first blank: the first Tab stays there.
    on_phrase: bool,
    /// Where each row begins, in bytes. There is at least one.
    rows: Vec<u32>,
    /// Columns of a row. One more is needed behind it, for a blank and for the cursor.
    width: usize,
    history: History,
}

impl TextBuffer {
    /// A text in rows of `width` columns, the cursor behind so many characters (Unicode scalar values).
    pub fn new(raw: &str, cursor: usize, width: usize) -> Self {
        let text = text::written(raw);
        let cursor = text.char_indices().nth(cursor).map_or(text.len(), |(at, _)| at);
        let mut buffer = Self {
            text,
            cursor,
            column: None,
            on_phrase: false,
            rows: vec![0],
            width: width.max(1),
            history: History::default(),
        };
        buffer.wrap_all();
        buffer.settle();
        buffer
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many characters (Unicode scalar values) stand before the cursor.
    pub fn cursor(&self) -> usize {
        self.text.get(..self.cursor).map_or(0, |before| before.chars().count())
    }

    /// How many rows there are.
    pub fn height(&self) -> usize {
        self.rows.len()
    }

    /// Row and column of the cursor.
    pub fn place(&self) -> (usize, usize) {
        let row = self.row_of(self.cursor);
        (row, columns(self.text.get(self.start(row)..self.cursor).unwrap_or_default()))
    }

    /// What stands in a row, without its line end.
    pub fn row(&self, row: usize) -> &str {
        let whole = self.text.get(self.start(row)..self.end(row)).unwrap_or_default();
        whole.strip_suffix('\n').unwrap_or(whole)
    }

    /// Wraps at another width.
    pub fn wrap_at(&mut self, width: usize) {
        if self.width != width.max(1) {
            self.width = width.max(1);
            self.wrap_all();
        }
    }

    /// What a key does.
    ///
    /// # Errors
    /// When the text would become too long; then nothing has changed.
    pub fn act(&mut self, act: &Act) -> Result<(), TooLong> {
        let column = self.column.take();
        let on_phrase = std::mem::take(&mut self.on_phrase);
        match act {
            Act::Type(typed) => return self.insert(typed, Growing::Typing),
            Act::Insert(text) => return self.insert(text, Growing::No),
            Act::Backspace => self.cut(self.before(self.cursor), self.cursor, Growing::Erasing),
            Act::Delete => self.cut(self.cursor, self.after(self.cursor), Growing::No),
            Act::WordBack => self.cut(self.word_start(), self.cursor, Growing::No),
            Act::LineBack => {
                let start = self.text.get(..self.cursor).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
                let start = if start == self.cursor { self.before(start) } else { start };
                self.cut(start, self.cursor, Growing::No);
            }
            Act::LineEnd => {
                let rest = self.text.get(self.cursor..).unwrap_or_default();
                let length = rest.find('\n').unwrap_or(rest.len());
                let end = if length == 0 { self.after(self.cursor) } else { self.cursor + length };
                self.cut(self.cursor, end, Growing::No);
            }
            Act::Left => self.go(self.before(self.cursor)),
            Act::Right => self.go(self.after(self.cursor)),
            Act::Rows(rows) => self.go_rows(*rows, column),
            Act::Home => self.go(self.start(self.row_of(self.cursor))),
            Act::End => self.go(self.last_of(self.row_of(self.cursor))),
            Act::NextBlank if on_phrase && self.stands_on_blank() => {}
            Act::NextBlank => self.go(self.blank_from(self.after(self.cursor)).unwrap_or(self.cursor)),
            Act::Undo => {
                if let Some(step) = self.history.back() {
                    self.put(step.at, step.at + step.inserted.len(), &step.removed, step.before);
                }
            }
            Act::Redo => {
                if let Some(step) = self.history.again() {
                    self.put(step.at, step.at + step.removed.len(), &step.inserted, step.after);
                }
            }
        }
        Ok(())
    }

    /// Puts a phrase in the place of the bytes before the cursor, as one step of its own. The cursor stands on the first
    /// blank of it, else behind it.
    pub(super) fn replace_before(&mut self, length: usize, with: &str) -> Result<(), TooLong> {
        if self.text.len() + with.len() > LONGEST + length {
            return Err(TooLong);
        }
        let start = self.cursor.saturating_sub(length);
        self.change(start, self.cursor, with, Growing::No);
        if let Some(blank) = with.find(BLANK) {
            self.go(start + blank);
            self.on_phrase = true;
        }
        Ok(())
    }

    /// Whether a blank of a phrase begins at the cursor: typing fills it.
    pub fn stands_on_blank(&self) -> bool {
        self.text.get(self.cursor..).is_some_and(|rest| rest.starts_with(BLANK))
    }

    /// Where the first blank at or behind `from` begins; else the first one of the text.
    fn blank_from(&self, from: usize) -> Option<usize> {
        let behind = self.text.get(from..).and_then(|rest| rest.find(BLANK)).map(|at| from + at);
        behind.or_else(|| self.text.find(BLANK))
    }

    /// The bytes that typing at the cursor replaces: a blank that begins there.
    fn filled(&self, typed: &str) -> usize {
        let rest = self.text.get(self.cursor..).unwrap_or_default();
        let fills = rest.starts_with(BLANK) && !typed.starts_with([' ', '\n', '_']);
        if fills { BLANK.len() } else { 0 }
    }

    /// The line up to the cursor.
    pub(super) fn line_before(&self) -> &str {
        let before = self.text.get(..self.cursor).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default()
    }

    fn insert(&mut self, raw: &str, growing: Growing) -> Result<(), TooLong> {
        let clean = text::written(raw);
        if self.text.len() + clean.len() > LONGEST {
            return Err(TooLong);
        }
        if !clean.is_empty() {
            // What is pasted or typed on a blank fills it.
            self.change(self.cursor, self.cursor + self.filled(&clean), &clean, growing);
        }
        Ok(())
    }

    fn cut(&mut self, from: usize, to: usize, growing: Growing) {
        if from < to {
            self.change(from, to, "", growing);
        }
    }

    /// Does something to the text, and remembers how to take it back.
    fn change(&mut self, from: usize, to: usize, with: &str, growing: Growing) {
        let before = self.cursor;
        let removed = self.text.get(from..to).unwrap_or_default().to_owned();
        self.put(from, to, with, from + with.len());
        let step = Step { at: from, removed, inserted: with.to_owned(), before, after: self.cursor };
        self.history.add(step, growing);
    }

    fn put(&mut self, from: usize, to: usize, with: &str, cursor: usize) {
        if self.text.get(from..to).is_none() {
            return;
        }
        self.text.replace_range(from..to, with);
        self.wrap_again(from, to, with.len());
        self.cursor = cursor.min(self.text.len());
        self.settle();
    }

    fn go(&mut self, to: usize) {
        self.cursor = to;
        self.history.rest();
    }

    fn go_rows(&mut self, rows: isize, column: Option<usize>) {
        let (here, at) = self.place();
        let wanted = column.unwrap_or(at);
        let row = here.saturating_add_signed(rows).min(self.rows.len().saturating_sub(1));
        let last = self.last_of(row);
        let mut to = self.start(row);
        let mut used = 0;
        for grapheme in self.text.get(to..last).unwrap_or_default().graphemes(true) {
            used += grapheme.width();
            if used > wanted {
                break;
            }
            to += grapheme.len();
        }
        self.go(to);
        self.column = Some(wanted);
    }

    /// The cursor never stands inside of what people see as one character.
    fn settle(&mut self) {
        let start = self.start(self.row_of(self.cursor));
        let mut at = start;
        for grapheme in self.text.get(start..).unwrap_or_default().graphemes(true) {
            if at >= self.cursor {
                break;
            }
            at += grapheme.len();
        }
        self.cursor = at;
    }

    fn before(&self, at: usize) -> usize {
        let row = self.row_of(at.saturating_sub(1));
        let last = self.text.get(self.start(row)..at).unwrap_or_default().graphemes(true).next_back();
        at - last.map_or(0, str::len)
    }

    fn after(&self, at: usize) -> usize {
        at + self.text.get(at..).unwrap_or_default().graphemes(true).next().map_or(0, str::len)
    }

    /// Where the word before the cursor begins; at the start of a line, the line end before.
    fn word_start(&self) -> usize {
        let line = self.line_before();
        if line.is_empty() {
            return self.before(self.cursor);
        }
        let word = line.trim_end_matches(' ');
        self.cursor - line.len() + word.rfind(' ').map_or(0, |at| at + 1)
    }

    fn row_of(&self, at: usize) -> usize {
        self.rows.partition_point(|start| *start as usize <= at).saturating_sub(1)
    }

    fn start(&self, row: usize) -> usize {
        self.rows.get(row).map_or(self.text.len(), |start| *start as usize)
    }

    fn end(&self, row: usize) -> usize {
        self.start(row + 1)
    }

    /// The last place of a row that is not the start of the next one.
    fn last_of(&self, row: usize) -> usize {
        let end = self.end(row);
        if row + 1 == self.rows.len() { end } else { self.before(end) }
    }

    fn wrap_all(&mut self) {
        self.rows.truncate(1);
        let mut start = 0;
        while let Some(next) = self.next_row(start) {
            self.rows.push(next as u32);
            start = next;
        }
    }

    /// The bytes `from..to` have become `length` others: wraps from two rows before until the rows are those from before.
    fn wrap_again(&mut self, from: usize, to: usize, length: usize) {
        let first = self.row_of(from).saturating_sub(2);
        let tail = self.rows.partition_point(|start| *start as usize <= to);
        let moved = |start: u32| (start as usize - to + from + length) as u32;
        let mut fresh = Vec::new();
        let mut start = self.start(first);
        let mut known = tail;
        loop {
            let Some(next) = self.next_row(start) else {
                known = self.rows.len();
                break;
            };
            while self.rows.get(known).is_some_and(|row| (moved(*row) as usize) < next) {
                known += 1;
            }
            if self.rows.get(known).is_some_and(|row| moved(*row) as usize == next) {
                break;
            }
            fresh.push(next as u32);
            start = next;
        }
        if length + from != to {
            self.rows.iter_mut().skip(known).for_each(|row| *row = moved(*row));
        }
        self.rows.splice(first + 1..known, fresh);
    }

    /// Where the row after the one at `start` begins: behind a line end, else behind the last blank that fits, else
    /// where the width ends. A blank that no longer fits hangs over the edge.
    fn next_row(&self, start: usize) -> Option<usize> {
        let rest = self.text.get(start..)?;
        let (mut used, mut blank) = (0, None);
        for (at, grapheme) in rest.grapheme_indices(true) {
            if grapheme == "\n" {
                return Some(start + at + 1);
            }
            used += grapheme.width();
            if used > self.width && at > 0 {
                if grapheme != " " {
                    return Some(start + blank.unwrap_or(at));
                }
                let line_ends = rest.get(at + 1..).is_some_and(|rest| rest.starts_with('\n'));
                return Some(start + at + if line_ends { 2 } else { 1 });
            }
            if grapheme == " " {
                blank = Some(at + 1);
            }
        }
        None
    }
}

/// The columns of a text on the screen.
pub(super) fn columns(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}
