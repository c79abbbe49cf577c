//! A document before it is set: its blocks, and what stands at the top and the foot of every page.

use crate::domain::text;

/// How large it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// For people who read charts: 9.5 points.
    Chart,
    /// For the patient: 16 points.
    Large,
}

/// A document. Everything in it is cleaned: no control characters, no direction overrides, nothing invisible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What it is: "Plan of care".
    pub title: String,
    /// Which version: "version 2, signed", "DRAFT, not signed".
    pub version: String,
    /// What must be seen on every page under whose it is; may be empty.
    pub notice: String,
    /// Whose it is; on every page.
    pub whose: String,
    /// A name for the file's own description, without the patient's: "Plan of care, record 100234".
    pub described: String,
    /// What stands at the foot of every page beside the page number.
    pub foot: String,
    /// What is written, in order.
    pub blocks: Vec<Block>,
    /// How large.
    pub size: Size,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A field of a form.
    Field {
        /// Its number on the form: "18A"; may be empty.
        locator: String,
        /// Its name.
        name: String,
        /// What it says, a line each; blanks in front set a line in.
        lines: Vec<String>,
    },
    /// A paragraph.
    Text(String),
    /// One of several points.
    Point(String),
    /// Room.
    Space,
}

impl Paper {
    /// An empty document.
    pub fn new(title: &str, version: &str, whose: &str, size: Size) -> Self {
        Self {
            title: text::line(title),
            version: text::line(version),
            notice: String::new(),
            whose: text::line(whose),
            described: text::line(title),
            foot: String::new(),
            blocks: Vec::new(),
            size,
        }
    }

    /// Adds a heading.
    pub fn heading(&mut self, words: &str) {
        self.blocks.push(Block::Heading(text::line(words)));
    }

    /// Adds a paragraph; nothing where there is nothing to say.
    pub fn text(&mut self, words: &str) {
        self.paragraphs(words, Block::Text);
    }

    /// Adds a point; nothing where there is nothing to say.
    pub fn point(&mut self, words: &str) {
        self.paragraphs(words, Block::Point);
    }

    /// Adds a field.
    pub fn field(&mut self, locator: &str, name: &str, lines: &[String]) {
        let lines = lines.iter().flat_map(|line| line.split(['\n', '\r'])).map(set_in).collect();
        self.blocks.push(Block::Field { locator: text::line(locator), name: text::line(name), lines });
    }

    fn paragraphs(&mut self, words: &str, block: fn(String) -> Block) {
        let paragraphs = words.lines().map(text::line).filter(|line| !line.is_empty());
        self.blocks.extend(paragraphs.map(block));
    }
}

/// The deepest a line is set in, in blanks.
const DEEPEST: usize = 12;

/// One line, cleaned, with the blanks in front of it.
fn set_in(line: &str) -> String {
    let blanks = line.bytes().take_while(|byte| *byte == b' ').count().min(DEEPEST);
    format!("{}{}", " ".repeat(blanks), text::line(line))
}
