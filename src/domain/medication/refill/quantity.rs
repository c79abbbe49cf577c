//! Quantities as pharmacies and people write them: `60`, `60 tabs`, `10 mL`, `5 x 3 mL`, `1000 units`, `200 puffs`.

use super::need::Unknown;
use crate::domain::formulary::Formulary;
use crate::domain::formulary::sig::Unit;
use crate::domain::medication::decimal::Decimal;
use crate::domain::medication::words::Words;

/// More of anything than this is a slip of the pen.
const MOST: f32 = 100_000.0;

/// How much was given out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// How many; more than nought.
    pub amount: f32,
    /// Of what; `None` where only a number is written.
    pub unit: Option<&'static Unit>,
}

impl Quantity {
    /// Reads a quantity.
    ///
    /// # Errors
    /// When it is no number with at most one unit behind it, or one times another.
    pub fn read(text: &str, formulary: &Formulary) -> Result<Self, Unknown> {
        let wrong = || Unknown::Quantity(text.to_owned());
        let spaced = spaced(text);
        let pieces: Vec<&str> = spaced.split_whitespace().filter(|piece| *piece != "#").collect();
        let number = |piece: &str| Decimal::parse(piece).map(Decimal::value);
        let (amount, rest) = match pieces.as_slice() {
            [count, "x" | "*", each, rest @ ..] => {
                (number(count).zip(number(each)).map(|(count, each)| count * each), rest)
            }
            [count, rest @ ..] => (number(count), rest),
            [] => return Err(wrong()),
        };
        let amount = amount.filter(|amount| *amount > 0.0 && *amount <= MOST).ok_or_else(wrong)?;
        let unit = match rest {
            [] => None,
            [word] => Some(formulary.sig.unit_named(word).ok_or_else(wrong)?),
            _ => return Err(wrong()),
        };
        Ok(Self { amount, unit })
    }
}

/// Lower case, with blanks between numbers and words: `5x3mL` becomes `5 x 3 ml`.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut last = None;
    let sort = |c: char| if c.is_ascii_digit() || c == '.' { 1 } else { u8::from(c.is_alphabetic()) * 2 };
    for c in text.chars().flat_map(char::to_lowercase).filter(|c| *c != ',') {
        if last.is_some_and(|last| last != sort(c)) {
            out.push(' ');
        }
        last = Some(sort(c));
        out.push(c);
    }
    out
}

/// Milligrams (or units) in one millilitre, where the drug says so: `100 unit/mL`, `U-100`, `250 mg/5 mL`.
pub(super) fn per_ml(drug: &str, formulary: &Formulary) -> Option<(f32, &'static Unit)> {
    let words = Words::of(drug);
    let number = |at: usize| Decimal::parse(words.at(at)).map(Decimal::value).filter(|number| *number > 0.0);
    let named = |at: usize| formulary.sig.unit_named(words.at(at));
    for at in 0..words.len() {
        if words.at(at) == "u"
            && let Some(strength) = number(at + 1)
        {
            return Some((strength, formulary.sig.unit("unit")?));
        }
        let Some(strength) = number(at) else { continue };
        let Some(unit) = named(at + 1) else { continue };
        match (words.at(at + 2), number(at + 2), words.at(at + 3)) {
            ("ml", ..) => return Some((strength, unit)),
            (_, Some(volume), "ml") => return Some((strength / volume, unit)),
            _ => {}
        }
    }
    None
}
