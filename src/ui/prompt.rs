//! One line of text being typed.

use unicode_segmentation::UnicodeSegmentation;

use crate::domain::text;

/// The longest text a prompt takes, in characters.
const LONGEST: usize = 4_000;

/// A line of text with a cursor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prompt {
    before: String,
    after: String,
}

/// What happens to the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// This is typed or pasted.
    Type(String),
    /// The character before the cursor goes.
    Backspace,
    /// The word before the cursor goes.
    Word,
    /// Everything before the cursor goes.
    Line,
    /// The cursor goes one character to the left.
    Left,
    /// The cursor goes one character to the right.
    Right,
    /// The cursor goes to the start.
    Home,
    /// The cursor goes to the end.
    End,
}

impl Prompt {
    /// A prompt with a text, the cursor behind it.
    pub fn with(text: &str) -> Self {
        Self { before: text.to_owned(), after: String::new() }
    }

    /// A prompt with the cursor behind so many characters (Unicode scalar values) of its text.
    pub fn at(text: &str, cursor: usize) -> Self {
        let byte = text.char_indices().nth(cursor).map_or(text.len(), |(byte, _)| byte);
        let (before, after) = text.split_at(byte);
        Self { before: before.to_owned(), after: after.to_owned() }
    }

    /// The whole text.
    pub fn text(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// The text before the cursor.
    pub fn before(&self) -> &str {
        &self.before
    }

    /// Changes the line.
    pub fn edit(&mut self, edit: &Edit) {
        match edit {
            Edit::Type(typed) => self.insert(typed),
            Edit::Backspace => {
                pop(&mut self.before);
            }
            Edit::Word => {
                let kept = self.before.trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.before.truncate(kept);
            }
            Edit::Line => self.before.clear(),
            Edit::Left => {
                if let Some(moved) = pop(&mut self.before) {
                    self.after.insert_str(0, &moved);
                }
            }
            Edit::Right => {
                if let Some(moved) = self.after.graphemes(true).next().map(str::to_owned) {
                    self.after.drain(..moved.len());
                    self.before.push_str(&moved);
                }
            }
            Edit::Home => self.after.insert_str(0, &std::mem::take(&mut self.before)),
            Edit::End => self.before.push_str(&std::mem::take(&mut self.after)),
        }
    }

    /// How many characters more there is room for.
    fn room(&self) -> usize {
        LONGEST.saturating_sub(self.before.chars().count() + self.after.chars().count())
    }

    /// Whether all of it has room.
    pub fn takes(&self, edit: &Edit) -> bool {
        match edit {
            Edit::Type(typed) => text::line(typed).chars().count() <= self.room(),
            Edit::Backspace | Edit::Word | Edit::Line | Edit::Left | Edit::Right | Edit::Home | Edit::End => true,
        }
    }

    fn insert(&mut self, typed: &str) {
        // A blank at the end is being typed; only a paste needs cleaning as a line.
        let clean = if typed == " " { " ".to_owned() } else { text::line(typed) };
        self.before.extend(clean.chars().take(self.room()));
    }
}

/// The last character of a text as people see it, taken away.
fn pop(text: &mut String) -> Option<String> {
    let last = text.graphemes(true).next_back()?.to_owned();
    text.truncate(text.len() - last.len());
    Some(last)
}
