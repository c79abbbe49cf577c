//! Instructions cut into numbers, words and signs. The build script cuts the phrases of the tables with the same code.

use std::ops::Range;

use crate::domain::medication::decimal::Decimal;
use crate::domain::text::unaccented;

/// More pieces than this are no instruction; what stands behind them is not read, and said to be so.
pub const MOST_TOKENS: usize = 300;

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number(Decimal),
    /// Letters.
    Word,
    /// Anything else that is no blank.
    Sign,
}

/// One piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Whether no blank stands before it.
    pub glued: bool,
    /// Where it stands in the text as written, in bytes.
    pub written: Range<usize>,
    folded: Range<usize>,
}

/// A text in pieces: `10u qhs` is `10`, `u`, `qhs`; `q4-6h` is `q`, `4`, `-`, `6`, `h`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tokens {
    folded: String,
    list: Vec<Token>,
    /// Whether the text was longer than is read.
    pub cut: bool,
}

impl Tokens {
    /// Cuts a text. Letters lose case and accents, abbreviations their points (`q.d.` is `qd`).
    pub fn of(text: &str) -> Self {
        let mut cutter = Cutter { text, chars: text.char_indices().collect(), at: 0, found: Self::default() };
        cutter.run();
        cutter.found
    }

    /// How many pieces there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// A piece.
    pub fn get(&self, at: usize) -> Option<&Token> {
        self.list.get(at)
    }

    /// A piece, folded; empty past the end.
    pub fn at(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |token| &self.folded[token.folded.clone()])
    }

    /// The number at a place.
    pub fn number(&self, at: usize) -> Option<Decimal> {
        match self.list.get(at)?.kind {
            Kind::Number(number) => Some(number),
            Kind::Word | Kind::Sign => None,
        }
    }

    /// Whether letters stand at a place.
    pub fn is_word(&self, at: usize) -> bool {
        self.list.get(at).is_some_and(|token| token.kind == Kind::Word)
    }

    /// Whether no blank stands before the piece at a place.
    pub fn is_glued(&self, at: usize) -> bool {
        self.list.get(at).is_some_and(|token| token.glued)
    }

    /// The pieces of a range as they stand in `text`, which these were cut from.
    pub fn written<'a>(&self, text: &'a str, range: &Range<usize>) -> &'a str {
        let last = range.end.checked_sub(1).and_then(|last| self.list.get(last));
        match (self.list.get(range.start), last) {
            (Some(first), Some(last)) => text.get(first.written.start..last.written.end).unwrap_or_default(),
            (_, None) | (None, _) => "",
        }
    }

    /// Where the pieces of a range stand in the text they were cut from, in bytes.
    pub fn span(&self, range: &Range<usize>) -> Range<usize> {
        let last = range.end.checked_sub(1).and_then(|last| self.list.get(last));
        match (self.list.get(range.start), last) {
            (Some(first), Some(last)) => first.written.start..last.written.end,
            (_, None) | (None, _) => 0..0,
        }
    }

    /// Where a phrase of folded pieces that begins at a place ends; `None` when it does not stand there.
    #[inline]
    pub fn fits(&self, at: usize, phrase: &str) -> Option<usize> {
        // Whole lists of phrases are held against every place, and nearly none begins with the letter that stands there.
        let first = self.at(at).as_bytes().first()?;
        if phrase.as_bytes().first() == Some(first) { self.fits_to_the_end(at, phrase) } else { None }
    }

    fn fits_to_the_end(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut place = at;
        let mut rest = phrase;
        while !self.at(place).is_empty() {
            rest = rest.strip_prefix(self.at(place))?;
            place += 1;
            if rest.is_empty() {
                return Some(place);
            }
            rest = rest.strip_prefix(' ')?;
        }
        None
    }
}

/// A phrase as the tables keep it: folded pieces with single blanks between them.
pub fn folded_phrase(phrase: &str) -> String {
    let tokens = Tokens::of(phrase);
    (0..tokens.len()).map(|at| tokens.at(at)).collect::<Vec<_>>().join(" ")
}

struct Cutter<'a> {
    text: &'a str,
    chars: Vec<(usize, char)>,
    at: usize,
    found: Tokens,
}

impl Cutter<'_> {
    fn char(&self, at: usize) -> char {
        self.chars.get(at).map_or(' ', |(_, c)| *c)
    }

    fn byte(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.text.len(), |(byte, _)| *byte)
    }

    fn run(&mut self) {
        let mut glued = false;
        while self.at < self.chars.len() {
            if self.found.list.len() >= MOST_TOKENS {
                self.found.cut = true;
                return;
            }
            let c = self.char(self.at);
            let naked = c == '.' && self.char(self.at + 1).is_ascii_digit();
            if c.is_whitespace() {
                self.at += 1;
                glued = false;
                continue;
            }
            if c.is_ascii_digit() || naked || fraction(c).is_some() {
                self.number(glued);
            } else if letter(c).is_some() {
                self.word(glued);
            } else {
                self.sign(glued, c);
            }
            glued = true;
        }
    }

    fn push(&mut self, from: usize, kind: Kind, glued: bool, folded: &str) {
        let start = self.found.folded.len();
        self.found.folded.push_str(folded);
        let written = self.byte(from)..self.byte(self.at);
        self.found.list.push(Token { kind, glued, written, folded: start..self.found.folded.len() });
    }

    /// Digits, with commas between thousands and a point before or among them.
    fn number(&mut self, glued: bool) {
        let from = self.at;
        if let Some(number) = fraction(self.char(from)) {
            self.at += 1;
            return self.push(from, Kind::Number(number), glued, &number.to_string());
        }
        let mut digits = String::new();
        let mut point = false;
        loop {
            let c = self.char(self.at);
            let next = self.char(self.at + 1).is_ascii_digit();
            if c.is_ascii_digit() {
                digits.push(c);
            } else if c == '.' && next && !point {
                digits.push(c);
                point = true;
            } else if !(c == ',' && !point && self.thousands()) {
                break;
            }
            self.at += 1;
        }
        match Decimal::parse(&digits) {
            Some(number) => self.push(from, Kind::Number(number), glued, &number.to_string().replace(',', "")),
            None => self.push(from, Kind::Sign, glued, &digits),
        }
    }

    /// Whether exactly three digits follow a comma.
    fn thousands(&self) -> bool {
        (1..=3).all(|next| self.char(self.at + next).is_ascii_digit()) && !self.char(self.at + 4).is_ascii_digit()
    }

    /// Letters, with apostrophes and the points of abbreviations left out.
    fn word(&mut self, glued: bool) {
        let from = self.at;
        let mut folded = String::new();
        let mut abbreviated = true;
        let mut run = 0;
        loop {
            let c = self.char(self.at);
            if let Some(plain) = letter(c) {
                folded.push_str(plain);
                run += 1;
            } else if c == '.' && run == 1 && abbreviated {
                let next = letter(self.char(self.at + 1)).is_some();
                if next && letter(self.char(self.at + 2)).is_some() {
                    break;
                }
                if !next {
                    self.at += usize::from(self.at > from + 1);
                    break;
                }
                run = 0;
            } else if !(matches!(c, '\'' | '\u{2019}') && letter(self.char(self.at + 1)).is_some()) {
                break;
            }
            abbreviated &= run <= 1;
            self.at += 1;
        }
        for plural in ["(s)", "(es)", "(S)", "(ES)"] {
            let letters = plural.chars().enumerate();
            if !folded.is_empty() && letters.clone().all(|(step, c)| self.char(self.at + step) == c) {
                self.at += plural.len();
                folded.push_str(&plural[1..plural.len() - 1].to_lowercase());
                break;
            }
        }
        self.push(from, Kind::Word, glued, &folded);
    }

    fn sign(&mut self, glued: bool, c: char) {
        let from = self.at;
        self.at += 1;
        let mut buffer = [0; 4];
        let folded = match c {
            '\u{2010}'..='\u{2015}' => "-",
            other => other.encode_utf8(&mut buffer),
        };
        self.push(from, Kind::Sign, glued, folded);
    }
}

/// A letter without case and accent. The Greek letter of `µg` is written out.
fn letter(c: char) -> Option<&'static str> {
    if matches!(c, '\u{b5}' | '\u{3bc}') {
        return Some("mc");
    }
    if c.is_ascii_digit() {
        return None;
    }
    unaccented(c.to_lowercase().next().unwrap_or(c))
}

fn fraction(c: char) -> Option<Decimal> {
    let parts = match c {
        '\u{bd}' => "0.5",
        '\u{bc}' => "0.25",
        '\u{be}' => "0.75",
        _ => return None,
    };
    Decimal::parse(parts)
}
