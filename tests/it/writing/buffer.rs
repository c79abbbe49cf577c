//! The buffer does what a simple model does, whatever the keys and the text.

use caseload::ui::writing::{Act, LONGEST, TextBuffer};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::runs::runs;

/// The same editor in the plainest way: everything is computed anew for each key.
#[derive(Debug, Clone, PartialEq)]
struct Model {
    text: String,
    cursor: usize,
    width: usize,
    column: Option<usize>,
}

impl Model {
    fn boundaries(&self) -> Vec<usize> {
        self.text.grapheme_indices(true).map(|(at, _)| at).chain([self.text.len()]).collect()
    }

    /// Beginnings of rows: wrapped at blanks, line by line.
    fn rows(&self) -> Vec<usize> {
        let mut rows = vec![0];
        let (mut used, mut blank, mut start) = (0, None, 0);
        let graphemes: Vec<(usize, &str)> = self.text.grapheme_indices(true).collect();
        let mut at = 0;
        while at < graphemes.len() {
            let (place, grapheme) = graphemes[at];
            used += grapheme.width();
            let next = graphemes.get(at + 1);
            let begins = if grapheme == "\n" {
                Some(place + 1)
            } else if used > self.width && place > start {
                if grapheme == " " && next.is_some_and(|(_, next)| *next == "\n") {
                    Some(place + 2)
                } else if grapheme == " " {
                    Some(place + 1)
                } else {
                    Some(blank.unwrap_or(place))
                }
            } else {
                None
            };
            if let Some(row) = begins {
                rows.push(row);
                (used, blank, start) = (0, None, row);
                at = graphemes.iter().position(|(place, _)| *place >= row).unwrap_or(graphemes.len());
                continue;
            }
            if grapheme == " " {
                blank = Some(place + 1);
            }
            at += 1;
        }
        rows
    }

    fn row(&self) -> usize {
        self.rows().iter().rposition(|start| *start <= self.cursor).unwrap()
    }

    fn end_of(&self, row: usize) -> usize {
        let rows = self.rows();
        let boundaries = self.boundaries();
        rows.get(row + 1).map_or(self.text.len(), |next| *boundaries.iter().rfind(|at| *at < next).unwrap())
    }

    fn replace(&mut self, from: usize, to: usize, with: &str) {
        self.text.replace_range(from..to, with);
        let cursor = from + with.len();
        self.cursor = self.boundaries().into_iter().find(|at| *at >= cursor).unwrap();
    }

    fn before(&self) -> usize {
        self.boundaries().into_iter().rfind(|at| *at < self.cursor).unwrap_or(0)
    }

    fn after(&self) -> usize {
        self.boundaries().into_iter().find(|at| *at > self.cursor).unwrap_or(self.text.len())
    }

    fn line_start(&self) -> usize {
        self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1)
    }

    fn act(&mut self, act: &Act) {
        let column = self.column.take();
        let (cursor, start) = (self.cursor, self.line_start());
        match act {
            Act::Type(text) | Act::Insert(text) => {
                let fills = self.text[cursor..].starts_with("___") && !text.starts_with([' ', '\n', '_']);
                self.replace(cursor, cursor + if fills { 3 } else { 0 }, text);
            }
            Act::NextBlank => {
                let behind = self.text[self.after()..].find("___").map(|at| self.after() + at);
                self.cursor = behind.or_else(|| self.text.find("___")).unwrap_or(cursor);
            }
            Act::Backspace => self.replace(self.before(), cursor, ""),
            Act::Delete => self.replace(cursor, self.after(), ""),
            Act::WordBack | Act::LineBack if start == cursor => self.replace(self.before(), cursor, ""),
            Act::WordBack => {
                let line = &self.text[start..cursor];
                let from = line.trim_end_matches(' ').rfind(' ').map_or(start, |at| start + at + 1);
                self.replace(from, cursor, "");
            }
            Act::LineBack => self.replace(start, cursor, ""),
            Act::LineEnd => {
                let end = self.text[cursor..].find('\n').map_or(self.text.len(), |at| cursor + at);
                let end = if end == cursor { self.after() } else { end };
                self.replace(cursor, end, "");
            }
            Act::Left => self.cursor = self.before(),
            Act::Right => self.cursor = self.after(),
            Act::Rows(rows) => {
                let starts = self.rows();
                let here = self.row();
                let width = |text: &str| text.graphemes(true).map(UnicodeWidthStr::width).sum::<usize>();
                let wanted = column.unwrap_or_else(|| width(&self.text[starts[here]..cursor]));
                let row = here.saturating_add_signed(*rows).min(starts.len() - 1);
                let last = self.end_of(row);
                let fits = |at: &usize| width(&self.text[starts[row]..*at]) <= wanted;
                let places: Vec<usize> =
                    self.boundaries().into_iter().filter(|at| (starts[row]..=last).contains(at)).collect();
                self.cursor = places.into_iter().take_while(fits).last().unwrap_or(starts[row]);
                self.column = Some(wanted);
            }
            Act::Home => self.cursor = self.rows()[self.row()],
            Act::End => self.cursor = self.end_of(self.row()),
            Act::Undo | Act::Redo => panic!("the model knows no history"),
        }
    }
}

/// Characters that make trouble, and plain ones more often.
fn piece() -> impl Strategy<Value = String> {
    let trouble = [
        " ",
        "  ",
        "\n",
        "\n\n",
        "a",
        "word",
        "é",
        "e\u{301}",
        "\u{301}",
        "王",
        "小明",
        "🇺🇸",
        "🇺",
        "👩",
        "👍🏽",
        "ก็็",
        "ﷺ",
        "한",
        "\u{fe0f}",
        "❤\u{fe0f}",
        "supercalifragilistic",
        "_",
        "___",
    ];
    prop_oneof![4 => prop::sample::select(trouble.to_vec()).prop_map(str::to_owned), 1 => "[a-z ]{1,9}"]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => piece().prop_map(Act::Type),
        1 => prop::collection::vec(piece(), 1..12).prop_map(|pieces| Act::Insert(pieces.concat())),
        2 => Just(Act::Backspace),
        1 => prop::sample::select(vec![Act::Delete, Act::WordBack, Act::LineBack, Act::LineEnd]),
        4 => prop::sample::select(vec![Act::Left, Act::Right, Act::Home, Act::End, Act::NextBlank]),
        3 => (-4_isize..=4).prop_map(Act::Rows),
    ]
}

fn bytes(buffer: &TextBuffer) -> usize {
    buffer.text().chars().take(buffer.cursor()).map(char::len_utf8).sum()
}

proptest! {
    #![proptest_config(runs(600))]

    #[test]
    fn any_keys_do_what_the_model_does(width in 1_usize..14, acts in prop::collection::vec(act(), 1..60)) {
        let mut buffer = TextBuffer::new("", 0, width);
        let mut model = Model { text: String::new(), cursor: 0, width, column: None };
        for act in &acts {
            buffer.act(act).unwrap();
            model.act(act);
            prop_assert_eq!(buffer.text(), &model.text, "after {:?}", act);
            prop_assert_eq!(bytes(&buffer), model.cursor, "after {:?} in {:?}", act, &model.text);
            let rows: Vec<String> = (0..buffer.height()).map(|row| buffer.row(row).to_owned()).collect();
            let starts = model.rows();
            let of = |(at, start): (usize, &usize)| {
                let row = &model.text[*start..starts.get(at + 1).copied().unwrap_or(model.text.len())];
                row.strip_suffix('\n').unwrap_or(row).to_owned()
            };
            prop_assert_eq!(rows, starts.iter().enumerate().map(of).collect::<Vec<_>>(), "after {:?}", act);
            prop_assert_eq!(buffer.place().0, model.row());
        }
    }

    #[test]
    fn everything_can_be_taken_back_and_done_again(start in ".{0,40}", acts in prop::collection::vec(act(), 1..60)) {
        let mut buffer = TextBuffer::new(&start, 3, 9);
        let before = (buffer.text().to_owned(), buffer.cursor());
        for act in &acts {
            buffer.act(act).unwrap();
        }
        let after = buffer.text().to_owned();
        let mut texts = vec![after.clone()];
        for _ in 0..acts.len() {
            buffer.act(&Act::Undo).unwrap();
            texts.push(buffer.text().to_owned());
        }
        prop_assert_eq!(buffer.text(), &before.0);
        for _ in 0..acts.len() {
            buffer.act(&Act::Redo).unwrap();
        }
        prop_assert_eq!(buffer.text(), after);
        let fresh = TextBuffer::new(buffer.text(), buffer.cursor(), 9);
        prop_assert_eq!(fresh.height(), buffer.height(), "rows after so many steps back and forth");
    }

    #[test]
    fn no_text_and_no_width_breaks_it(text in any::<String>(), more in any::<String>(), cursor in 0_usize..60, width in 0_usize..90) {
        let mut buffer = TextBuffer::new(&text, cursor, width);
        for act in [Act::Insert(more.clone()), Act::Rows(-3), Act::Type(more), Act::End, Act::WordBack, Act::Rows(9), Act::Undo] {
            buffer.act(&act).unwrap();
            buffer.wrap_at(width + 3);
            prop_assert!(buffer.text().chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert!(buffer.place().0 < buffer.height());
        }
    }
}

#[test]
fn undo_goes_word_by_word_and_a_paste_is_one_step() {
    let mut buffer = TextBuffer::new("", 0, 40);
    for c in "walks with walker".chars() {
        buffer.act(&Act::Type(c.to_string())).unwrap();
    }
    buffer.act(&Act::Insert(" to the\nmailbox and back".to_owned())).unwrap();
    let mut seen = Vec::new();
    while !buffer.text().is_empty() {
        buffer.act(&Act::Undo).unwrap();
        seen.push(buffer.text().to_owned());
    }
    assert_eq!(seen, ["walks with walker", "walks with ", "walks ", ""]);
}

#[test]
fn what_would_make_it_too_long_changes_nothing() {
    let mut buffer = TextBuffer::new("edema +1", 8, 40);
    let before = buffer.clone();
    assert!(buffer.act(&Act::Insert("x".repeat(LONGEST))).is_err());
    assert_eq!(buffer, before);
    assert!(buffer.act(&Act::Insert("x".repeat(LONGEST - 8))).is_ok());
    assert!(buffer.act(&Act::Type("y".to_owned())).is_err());
    buffer.act(&Act::Undo).unwrap();
    assert_eq!(buffer.text(), "edema +1");
}

#[test]
fn what_terminals_obey_is_not_in_a_text() {
    let buffer = TextBuffer::new("a\u{1b}[2Jb\r\nc\u{202e}d\te\u{200b}f\rg", 0, 40);
    assert_eq!(buffer.text(), "a[2Jb\ncd ef\ng");
}
