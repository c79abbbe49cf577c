//! Drug lines as words, folded for comparison. The build script folds the names of the tables with the same code.

use std::ops::Range;

use crate::domain::text::unaccented;

/// What stands between a word and the one before it; the order is by strength.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Blanks, hyphens, commas, full stops, closing brackets.
    Blank,
    /// An opening bracket of any kind.
    Open,
    /// `/`, `+` or `&`: another ingredient may follow.
    Join,
}

/// One word of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// What stands before it.
    pub gap: Gap,
    /// Where it begins and ends in the folded text, in bytes.
    folded: (usize, usize),
    /// Where it begins and ends in the text as written, in bytes.
    pub written: (usize, usize),
}

/// A line cut into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    folded: String,
    words: Vec<Word>,
}

impl Words {
    /// Cuts at everything that is neither letter nor digit. Apostrophes vanish, points and commas inside
    /// numbers stay or vanish as numbers need it: `St. John's` is `st johns`, `1,000` is `1000`, `0.5` stays.
    pub fn of(line: &str) -> Self {
        let mut folded = String::with_capacity(line.len());
        let mut words: Vec<Word> = Vec::new();
        let mut begun: Option<(usize, usize)> = None;
        let mut gap = Gap::Blank;
        let mut characters = line.char_indices().peekable();
        let mut before = ' ';
        while let Some((at, c)) = characters.next() {
            let after = characters.peek().map_or(' ', |(_, next)| *next);
            let lower = c.to_lowercase().next().unwrap_or(c);
            let inside_number = before.is_ascii_digit() && after.is_ascii_digit();
            let kept = match c {
                '.' if inside_number => Some("."),
                // `.125` is a thousand times less than `125`.
                '.' if after.is_ascii_digit() && !before.is_alphanumeric() => Some("0."),
                ',' if inside_number && is_thousands(&line[at + 1..]) => Some(""),
                '\'' | '\u{2019}' if begun.is_some() => Some(""),
                _ => unaccented(lower),
            };
            if let Some(kept) = kept {
                let (start, _) = *begun.get_or_insert((folded.len(), at));
                if start == folded.len() && kept.is_empty() {
                    begun = None;
                }
                folded.push_str(kept);
            } else {
                if let Some((start, written)) = begun.take() {
                    words.push(Word { gap, folded: (start, folded.len()), written: (written, at) });
                    gap = Gap::Blank;
                }
                gap = gap.max(gap_of(c));
            }
            before = c;
        }
        if let Some((start, written)) = begun {
            words.push(Word { gap, folded: (start, folded.len()), written: (written, line.len()) });
        }
        Self { folded, words }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The word at a place, folded; empty past the end.
    pub fn at(&self, place: usize) -> &str {
        self.words.get(place).map_or("", |word| &self.folded[word.folded.0..word.folded.1])
    }

    /// What stands before the word at a place.
    pub fn gap(&self, place: usize) -> Gap {
        self.words.get(place).map_or(Gap::Blank, |word| word.gap)
    }

    /// The words of `from..to` as they stand in `line`, the text these words were cut from.
    pub fn written<'a>(&self, line: &'a str, from: usize, to: usize) -> &'a str {
        match (self.words.get(from), to.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) => line.get(first.written.0..last.written.1).unwrap_or(line),
            (None, _) | (_, None) => line,
        }
    }

    /// Where the words of `from..to` stand in the text they were cut from, in bytes.
    pub fn span(&self, from: usize, to: usize) -> Option<Range<usize>> {
        let last = to.checked_sub(1).and_then(|last| self.words.get(last))?;
        Some(self.words.get(from)?.written.0..last.written.1)
    }

    /// Where a folded phrase that begins at a place ends; `None` when it does not stand there.
    pub fn fits(&self, at: usize, phrase: &str) -> Option<usize> {
        if self.at(at).as_bytes().first() != phrase.as_bytes().first() {
            return None;
        }
        let mut place = at;
        for wanted in phrase.split(' ') {
            if self.at(place) != wanted {
                return None;
            }
            place += 1;
        }
        Some(place)
    }

    /// Whether a folded phrase stands anywhere.
    pub fn says(&self, phrase: &str) -> bool {
        (0..self.len()).any(|at| self.fits(at, phrase).is_some())
    }

    /// Every word, folded.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| &self.folded[word.folded.0..word.folded.1])
    }
}

/// A name as the tables keep it: folded words with single blanks between them.
pub fn folded_name(name: &str) -> String {
    Words::of(name).iter().collect::<Vec<_>>().join(" ")
}

fn is_thousands(after_comma: &str) -> bool {
    let digits = after_comma.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
}

fn gap_of(c: char) -> Gap {
    match c {
        '/' | '+' | '&' => Gap::Join,
        '(' | '[' | '{' => Gap::Open,
        _ => Gap::Blank,
    }
}
