//! From a drug line to ingredients: the longest known name, without guessing.

use super::noise::{begins_sig, is_noise, is_salt};
use super::words::{Gap, Words};
use crate::domain::formulary::{AmbiguousName, Formulary, Meaning, Name};

/// Unknown words that may stand before or between names: makers, adjectives, misspelt salts.
const STRAY_WORDS: usize = 3;

/// Letters from which a hanging word is completed when only one drug begins with it.
const CUT: usize = 5;
/// Letters from which a hanging word that no table knows is another drug.
const WHOLE: usize = 6;

/// One ingredient of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Index into [`Formulary::ingredients`].
    pub ingredient: u16,
    /// Where its own name begins and ends in the line, as places of words; absent when a combination's name was found.
    pub named: Option<(u16, u16)>,
    /// Route of what is sold under the name found, where the name says so.
    pub route: Option<u8>,
}

/// What a line turned out to name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resolved {
    /// Ingredients in the order of the line, each once.
    pub parts: Vec<Part>,
    /// Where every name that was found begins and ends in the line, as places of words.
    pub places: Vec<(u16, u16)>,
    /// The words that could not be understood, as written. With `parts` beside it the line is known only in part.
    pub unknown: Option<String>,
    /// Several drugs go by this name, and nobody may guess.
    pub ambiguous: Option<&'static AmbiguousName>,
}

impl Resolved {
    /// Whether every ingredient of the line is known.
    pub fn is_complete(&self) -> bool {
        !self.parts.is_empty() && self.unknown.is_none() && self.ambiguous.is_none()
    }
}

/// Finds the ingredients of a line as a nurse types it or as RxNorm writes it. Strengths, forms, salts and ways of
/// release are passed over; reading stops where the instructions begin.
pub fn resolve(line: &str, formulary: &Formulary) -> Resolved {
    Search { line, words: &Words::of(line), formulary, found: Resolved::default(), unknown: None, strays: 0 }.run()
}

struct Search<'a> {
    line: &'a str,
    words: &'a Words,
    formulary: &'a Formulary,
    found: Resolved,
    /// First and last of the words not understood before any name was found.
    unknown: Option<(usize, usize)>,
    strays: usize,
}

impl Search<'_> {
    fn run(mut self) -> Resolved {
        let mut at = 0;
        // Whether a sign or word here says that a further name is an ingredient of the same product.
        let mut joined = false;
        while at < self.words.len() {
            let word = self.words.at(at);
            joined |= self.words.gap(at) == Gap::Join;
            let welcome = at == 0 || joined || self.words.gap(at) == Gap::Open;
            if let Some((name, end)) =
                name_at(self.words, at, self.formulary).filter(|(name, _)| welcome || self.may_follow(name))
            {
                self.take(name, at, end, joined);
                (at, joined) = (end, false);
                continue;
            }
            if self.ends_here(word) {
                break;
            }
            if matches!(word, "and" | "with" | "w" | "plus") {
                joined = true;
            } else if let Some(name) = self.cut_short(at) {
                self.take(name, at, at + 1, true);
            } else if self.anything() && (self.is_unknown_component(at) || self.is_attached(at, WHOLE)) {
                self.found.unknown.get_or_insert_with(|| self.words.written(self.line, at, at + 1).to_owned());
            } else if !is_noise(word) {
                self.stray(at);
                joined = false;
                if self.strays > STRAY_WORDS {
                    break;
                }
            }
            at += 1;
        }
        self.finish()
    }

    fn anything(&self) -> bool {
        !self.found.parts.is_empty() || self.found.ambiguous.is_some()
    }

    /// Instructions end the search once something has been named.
    fn ends_here(&self, word: &str) -> bool {
        begins_sig(word) && (self.anything() || self.unknown.is_some())
    }

    /// Whether a name counts that nothing joins to what stands before it. A salt behind a word is that word's salt;
    /// behind a drug, strays begin a remark, and two or three letters are as likely a diagnosis (`DM`).
    fn may_follow(&self, name: &Name) -> bool {
        let words = self.formulary.text(name.words);
        let remark = self.anything() && (self.strays > 0 || words.len() <= 3);
        !is_salt(words) && !remark
    }

    fn take(&mut self, name: &'static Name, at: usize, end: usize, joined: bool) {
        // Words before the first name were a maker or an adjective, unless something joined them to it.
        if !self.anything() && !joined {
            self.unknown = None;
            self.strays = 0;
        }
        self.found.places.push((at as u16, end as u16));
        match name.meaning {
            Meaning::Ambiguous(index) => {
                if self.found.parts.is_empty() {
                    self.found.ambiguous = self.formulary.ambiguous.get(usize::from(index));
                }
            }
            Meaning::Ingredient(ingredient) => {
                let named = Some((at as u16, end as u16));
                self.add(Part { ingredient, named, route: name.route });
            }
            Meaning::Product(index) => {
                let ingredients = self.formulary.products.get(usize::from(index)).copied().unwrap_or_default();
                for ingredient in ingredients {
                    self.add(Part { ingredient: *ingredient, named: None, route: name.route });
                }
            }
        }
    }

    fn add(&mut self, part: Part) {
        self.found.ambiguous = None;
        match self.found.parts.iter_mut().find(|known| known.ingredient == part.ingredient) {
            Some(known) => {
                known.named = known.named.or(part.named);
                known.route = known.route.or(part.route);
            }
            None => self.found.parts.push(part),
        }
    }

    /// Behind a join, a word that no table knows and that has a strength of its own.
    fn is_unknown_component(&self, at: usize) -> bool {
        let word = self.words.at(at);
        if self.words.gap(at) != Gap::Join || is_noise(word) || word.len() < 4 {
            return false;
        }
        let next = (at + 1..self.words.len()).find(|place| !is_salt(self.words.at(*place))).unwrap_or(at);
        milligrams(self.words.at(next), self.words.at(next + 1)).is_some()
    }

    /// Whether a word hangs by a hyphen or a stroke on the name before it, as the second drug of a combination does:
    /// `triamterene-hydrochlorothiazid`. A maker's four letters behind a biologic, and forms, are no drugs.
    fn is_attached(&self, at: usize, letters: usize) -> bool {
        let word = self.words.at(at);
        let named = self.found.places.last().is_some_and(|(_, end)| usize::from(*end) == at);
        let between = || {
            let (before, here) = (self.words.span(at.checked_sub(1)?, at)?, self.words.span(at, at + 1)?);
            self.line.get(before.end..here.start)
        };
        named
            && word.len() >= letters
            && word.bytes().all(|byte| byte.is_ascii_lowercase())
            && !is_noise(word)
            && !is_salt(word)
            && !begins_sig(word)
            && matches!(between(), Some("-" | "/"))
    }

    /// The one drug whose name a hanging word begins, as labels and claims cut names short.
    fn cut_short(&self, at: usize) -> Option<&'static Name> {
        if !self.anything() || !self.is_attached(at, CUT) {
            return None;
        }
        let word = self.words.at(at);
        let from = self.formulary.names.partition_point(|name| self.formulary.text(name.words) < word);
        let begun = self.formulary.names.get(from..).unwrap_or_default().iter();
        let begun = begun.take_while(|name| self.formulary.text(name.words).starts_with(word));
        let mut names = begun.filter(|name| {
            matches!(name.meaning, Meaning::Ingredient(_)) && !self.formulary.text(name.words).contains(' ')
        });
        let first = names.next()?;
        names.all(|name| name.meaning == first.meaning).then_some(first)
    }

    fn stray(&mut self, at: usize) {
        self.strays += 1;
        if !self.anything() && !begins_sig(self.words.at(at)) {
            let (first, last) = self.unknown.unwrap_or((at, at));
            self.unknown = Some(if last + 1 >= at { (first, at) } else { (first, last) });
        }
    }

    fn finish(mut self) -> Resolved {
        if let Some((first, last)) = self.unknown {
            let written = self.words.written(self.line, first, last + 1);
            self.found.unknown.get_or_insert_with(|| written.to_owned());
        } else if !self.anything() && self.found.unknown.is_none() {
            self.found.unknown = Some(self.line.trim().to_owned());
        }
        if let Some(ambiguous) = self.found.ambiguous {
            self.found.unknown.get_or_insert_with(|| ambiguous.name.to_owned());
        }
        self.found
    }
}

/// The longest name that begins at a place, and where it ends.
pub(super) fn name_at(words: &Words, at: usize, formulary: &Formulary) -> Option<(&'static Name, usize)> {
    let names = formulary.names_beginning(words.at(at));
    let fits = names
        .iter()
        .filter_map(|name| fits(formulary.text(name.words), words, at).map(|(length, end)| (length, name, end)));
    let (_, name, end) = fits.max_by_key(|(length, _, _)| *length)?;
    Some((name, end))
}

/// Whether the words from `at` are this name, passing over strengths, salts and forms inside it.
fn fits(name: &str, words: &Words, at: usize) -> Option<(usize, usize)> {
    let mut place = at;
    let mut length = 0;
    for wanted in name.split(' ') {
        while words.at(place) != wanted {
            if length == 0 || place >= words.len() || !is_noise(words.at(place)) {
                return None;
            }
            place += 1;
        }
        place += 1;
        length += 1;
    }
    Some((length, place))
}

/// A mass written in one word (`40mg`) or two (`40 mg`), in milligrams.
pub(super) fn milligrams(word: &str, next: &str) -> Option<f32> {
    let digits = word.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(word.len());
    let (number, unit) = word.split_at(digits);
    let number: f32 = number.parse().ok()?;
    let factor = match if unit.is_empty() { next } else { unit } {
        "mg" | "milligram" | "milligrams" => 1.0,
        "g" | "gm" | "gram" | "grams" => 1000.0,
        "mcg" | "ug" | "microgram" | "micrograms" => 0.001,
        _ => return None,
    };
    Some(number * factor)
}
