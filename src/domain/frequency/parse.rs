//! Reads orders as people write them.
//!
//! ```text
//! order    := discipline? term (separator? term)*
//! term     := visits rate duration? | visits? cadence duration? | prn
//! visits   := n | n '-' m | "once" | "two" ...                  visits, times and x may follow
//! rate     := 'w' | 'm' | 'd' | "/week" | "a month" | "daily"   always with a duration: 3w1, 3x/wk x1
//! cadence  := 'q' n? unit | "every" n? unit | "every other day" | EOD | QM ...
//! duration := n | ('x' | "for") n unit?
//! ```

use super::pieces::{self, Kind};
use super::reader::Reader;
use super::{FrequencyOrder, LONGEST_TEXT, NotUnderstood, Regular, Term, Trouble, Unit, Visits};

/// The words for each unit after a number: `3w1`, `3 wks`.
const NOUNS: &[(Unit, &[&str])] = &[
    (Unit::Day, &["d", "day", "days"]),
    (Unit::Week, &["w", "wk", "wks", "week", "weeks"]),
    (Unit::Month, &["m", "mo", "mos", "mth", "mths", "month", "months"]),
];
/// Once in every unit; `twice weekly` too.
const ADVERBS: &[(&str, Unit)] = &[("daily", Unit::Day), ("weekly", Unit::Week), ("monthly", Unit::Month)];
/// Words with two meanings in use.
const EITHER: &[&str] = &["biweekly", "bimonthly", "semiweekly", "semimonthly"];
/// Cadences in one word.
const JOINED: &[(&str, u32, Unit)] = &[
    ("eod", 2, Unit::Day),
    ("qod", 2, Unit::Day),
    ("eow", 2, Unit::Week),
    ("qow", 2, Unit::Week),
    ("qd", 1, Unit::Day),
    ("qday", 1, Unit::Day),
    ("qw", 1, Unit::Week),
    ("qwk", 1, Unit::Week),
    ("qweek", 1, Unit::Week),
    ("qm", 1, Unit::Month),
    ("qmo", 1, Unit::Month),
    ("qmonth", 1, Unit::Month),
];
/// Words that may follow a number of visits.
pub(super) const TIMES: &[&str] = &["x", "time", "times", "visit", "visits"];

const ONCE: (u32, u32) = (1, 1);

/// How often, and how its duration may be written.
#[derive(Clone, Copy)]
struct Rate {
    every: u32,
    unit: Unit,
    form: Form,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// `3w1`, `3 a week 1`: the duration is the next number.
    Short,
    /// `daily x14`: the duration has a word before it.
    Long,
    /// `1q2w`: the same, but it may be left out.
    Open,
}

/// Reads a whole order.
pub(super) fn order(raw: &str) -> Result<FrequencyOrder, NotUnderstood> {
    if raw.len() > LONGEST_TEXT {
        return Err(NotUnderstood::new(raw, 1, Trouble::TooLong));
    }
    let text = pieces::visible(raw);
    let pieces = pieces::pieces(&text);
    let mut reader = Reader::new(&text, &pieces);
    let discipline = reader.take_discipline();
    if discipline.is_some() {
        reader.take_sign(&[':', '-', '=']);
    }
    let mut terms: Vec<Term> = Vec::new();
    loop {
        reader.skip_separators();
        if reader.is_done() {
            break;
        }
        let begins = reader.at;
        if reader.take_discipline().is_some() {
            return Err(reader.refuse(begins, Trouble::SecondDiscipline));
        }
        let term = reader.term()?;
        let is_open = |before: &Term| before.regular().is_some_and(|before| before.lasting.is_none());
        if term.regular().is_some() && terms.iter().any(is_open) {
            return Err(reader.refuse(begins, Trouble::NeverBegins));
        }
        terms.push(term);
    }
    FrequencyOrder::new(discipline, terms).map_err(|trouble| reader.refuse(0, trouble))
}

impl Reader<'_> {
    /// Reads one term.
    pub(super) fn term(&mut self) -> Result<Term, NotUnderstood> {
        let begins = self.at;
        if self.take_prn() {
            return self.prn(begins, None);
        }
        if let Some(rate) = self.cadence(begins)? {
            return self.regular(begins, ONCE, rate);
        }
        if let Some(unit) = self.take_adverb(begins)? {
            return self.regular(begins, ONCE, Rate { every: 1, unit, form: Form::Long });
        }
        let Some(visits) = self.take_visits() else { return Err(self.refuse(begins, Trouble::Unknown)) };
        if self.take_prn() {
            if visits.0 != visits.1 {
                return Err(self.refuse(begins, Trouble::PrnRange));
            }
            return self.prn(begins, Some(visits.1));
        }
        if let Some(rate) = self.cadence(begins)? {
            return self.regular(begins, visits, rate);
        }
        if !self.take_sign(&['/']) {
            self.take_word(&["per", "a", "an"]);
        }
        let (unit, form) = match self.take_adverb(begins)? {
            Some(unit) => (Some(unit), Form::Long),
            None => (self.take_noun(), Form::Short),
        };
        let Some(unit) = unit else { return Err(self.refuse_next(begins)) };
        self.regular(begins, visits, Rate { every: 1, unit, form })
    }

    /// Reads the duration and builds the term.
    fn regular(&mut self, begins: usize, (low, high): (u32, u32), rate: Rate) -> Result<Term, NotUnderstood> {
        let lasting = self.duration(begins, rate)?;
        Visits::new(low, high)
            .and_then(|visits| Regular::new(visits, rate.every, rate.unit, lasting))
            .map(Term::Regular)
            .map_err(|trouble| self.refuse(begins, trouble))
    }

    /// Takes a number or a range of visits, and the words that may follow it.
    pub(super) fn take_visits(&mut self) -> Option<(u32, u32)> {
        let low = self.take_number()?;
        let mut look = *self;
        let to = if look.take_sign(&['-']) || look.take_word(&["to"]) { look.take_number() } else { None };
        if to.is_some() {
            *self = look;
        }
        while self.take_word(TIMES) {}
        Some((low, to.unwrap_or(low)))
    }

    /// Takes `every 2 weeks`, `q2w`, `every other day`, EOD.
    fn cadence(&mut self, begins: usize) -> Result<Option<Rate>, NotUnderstood> {
        let open = |every, unit| Some(Rate { every, unit, form: Form::Open });
        if let Some((_, every, unit)) = JOINED.iter().find(|(word, ..)| self.take_word(&[*word])) {
            return Ok(open(*every, *unit));
        }
        if !self.take_word(&["q", "every", "each"]) {
            return Ok(None);
        }
        let every = if self.take_word(&["other", "second"]) { 2 } else { self.take_number().unwrap_or(1) };
        match self.take_noun() {
            Some(unit) => Ok(open(every, unit)),
            None => Err(self.refuse_next(begins)),
        }
    }

    fn take_adverb(&mut self, begins: usize) -> Result<Option<Unit>, NotUnderstood> {
        if self.take_word(EITHER) {
            return Err(self.refuse(begins, Trouble::TwoMeanings));
        }
        Ok(ADVERBS.iter().find(|(word, _)| self.take_word(&[*word])).map(|(_, unit)| *unit))
    }

    /// Takes the word for a unit.
    pub(super) fn take_noun(&mut self) -> Option<Unit> {
        NOUNS.iter().find(|(_, words)| self.take_word(words)).map(|(unit, _)| *unit)
    }

    /// Reads a duration in units of the rate.
    fn duration(&mut self, begins: usize, rate: Rate) -> Result<Option<u32>, NotUnderstood> {
        if rate.form == Form::Short && self.is_duration() {
            return Ok(self.take_number());
        }
        let mut look = *self;
        look.take_word(&["x", "for", "times"]);
        let Some(count) = (if look.at > self.at { look.take_number() } else { None }) else {
            let missing = if rate.unit == Unit::Day { Trouble::DailyWithoutEnd } else { Trouble::NoDuration };
            return if rate.form == Form::Open { Ok(None) } else { Err(self.refuse(begins, missing)) };
        };
        *self = look;
        match (self.take_noun(), rate.unit) {
            (None, _) if rate.every == 1 => Ok(Some(count)),
            (None, _) => Err(self.refuse(begins, Trouble::DurationOfWhat)),
            (Some(said), unit) if said == unit => Ok(Some(count)),
            (Some(Unit::Week), Unit::Day) => Ok(Some(count.saturating_mul(7))),
            (Some(_), _) => Err(self.refuse(begins, Trouble::OtherUnit)),
        }
    }

    /// Whether the next number is the 1 of `3w1`. In `3w 2PRN` and `3w 2w4` it begins the next term.
    fn is_duration(&self) -> bool {
        if !matches!(self.peek(), Some(Kind::Number(_))) {
            return false;
        }
        let mut after = Reader { at: self.at + 1, ..*self };
        let ends = match after.peek() {
            None | Some(Kind::Number(_)) => true,
            Some(_) => {
                let next = after.at;
                after.skip_separators();
                after.at > next
            }
        };
        ends || self.is_glued(self.at)
    }

    /// The refusal of what comes next, with the term it stands in.
    fn refuse_next(&mut self, begins: usize) -> NotUnderstood {
        self.at = (self.at + 1).min(self.pieces.len());
        self.refuse(begins, Trouble::Unknown)
    }
}
