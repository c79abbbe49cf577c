//! Visit-frequency orders: how often a discipline visits and for how long, as written (`SN 3w1 2w4 1w3 2PRN for
//! catheter blockage`), week by week, and beside the visits that were made.
//!
//! A plan of care states frequency and duration of the visits (42 CFR 484.60(a)(2)); a visit beyond what is ordered is
//! not payable. Nothing is guessed: what is not understood is named, and only an order changes an order.

use super::codes::Discipline;

mod changed;
mod course;
mod ledger;
mod parse;
mod payment;
mod pieces;
mod print;
mod prn;
mod reader;
mod refused;
mod told;
mod weeks;
mod windows;

pub use changed::changed;
pub use course::{Admission, Course, Ordered, Placing, WithoutOrder, Written, made_or_missed};
pub use ledger::{
    Beyond, Dated, InForce, Ledger, OrdersEnd, Outcome, Unordered, WeekFinding, WeekRow, WeekState, counted, ledger,
    orders_end, would_be_unordered,
};
pub use payment::{PaymentPeriod, visits_in_payment_period};
pub use refused::{NotUnderstood, Trouble};
pub use weeks::{DateRange, NotAWeekday, Week, WeekStart, weeks, weeks_touched};

/// More visits than this in one day, week or month, or as needed, are a slip of the pen.
pub const MOST_VISITS: u32 = 99;
/// More days, weeks or months than this are a slip of the pen.
pub const LONGEST: u32 = 366;
/// Terms of one order.
pub const MOST_TERMS: usize = 16;
/// Characters of a reason for visits as needed.
pub const LONGEST_REASON: usize = 120;
/// Bytes of a written order; every order that can be built is shorter when printed.
pub const LONGEST_TEXT: usize = 8_000;

/// The ordered visits of one discipline: terms that follow one another, and visits as needed beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrequencyOrder {
    discipline: Option<Discipline>,
    terms: Vec<Term>,
}

/// One part of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// So many visits every so often; begins where the one before it ends.
    Regular(Regular),
    /// Visits as needed, for as long as the order lasts.
    Prn(Prn),
}

/// `3w1`: so many visits in every so many days, weeks or months, for so many of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Regular {
    visits: Visits,
    every: u32,
    unit: Unit,
    lasting: Option<u32>,
}

/// How many visits: a number, or from one number to another. The larger one is what is ordered; fewer, but not fewer
/// than the smaller one, are no missed visit. Source: Medicare reviewers' practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Visits {
    low: u32,
    high: u32,
}

/// What a frequency counts in. A week is the agency's week ([`WeekStart`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Days.
    Day,
    /// Agency weeks.
    Week,
    /// Months, each ending with the agency week its last day lies in.
    Month,
}

/// Visits as needed. Payable only with a reason and a maximum: Medicare Benefit Policy Manual ch. 7, 30.2.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prn {
    maximum: Option<u32>,
    reason: Option<Reason>,
}

/// The sign or symptom that visits as needed are for: one line that reads back as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

/// What is wrong with an order that can be read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// Visits as needed without a sign or symptom.
    PrnWithoutReason,
    /// Visits as needed without a largest number.
    PrnWithoutMaximum,
    /// A frequency that says no duration.
    NoDuration,
}

impl Visits {
    /// From the smaller to the larger number, at most [`MOST_VISITS`].
    pub fn new(low: u32, high: u32) -> Result<Self, Trouble> {
        match (low, high) {
            _ if low > high => Err(Trouble::Backwards),
            _ if high > MOST_VISITS => Err(Trouble::TooLarge),
            _ => Ok(Self { low, high }),
        }
    }

    const NONE: Self = Self { low: 0, high: 0 };

    /// The same, with none that has to be made.
    fn at_most(self) -> Self {
        Self { low: 0, ..self }
    }

    fn plus(self, other: Self) -> Self {
        Self { low: self.low.saturating_add(other.low), high: self.high.saturating_add(other.high) }
    }

    fn less(self, made: u32) -> Self {
        Self { low: self.low.saturating_sub(made), high: self.high.saturating_sub(made) }
    }

    /// The fewest that are no miss.
    pub fn low(self) -> u32 {
        self.low
    }

    /// The number that is ordered.
    pub fn high(self) -> u32 {
        self.high
    }
}

impl Regular {
    /// `visits` in every `every` units, for `lasting` of these units; without `lasting`, until the certification period
    /// ends. Daily visits need an end (Medicare Benefit Policy Manual ch. 7, 40.1.3).
    pub fn new(visits: Visits, every: u32, unit: Unit, lasting: Option<u32>) -> Result<Self, Trouble> {
        if every == 0 || lasting == Some(0) || (visits.high == 0 && (every > 1 || lasting.is_none())) {
            return Err(Trouble::Zero);
        }
        if every > LONGEST || lasting.is_some_and(|lasting| lasting > LONGEST) {
            return Err(Trouble::TooLarge);
        }
        if lasting.is_none() && every == 1 && unit == Unit::Day {
            return Err(Trouble::DailyWithoutEnd);
        }
        Ok(Self { visits, every, unit, lasting })
    }

    /// How many visits.
    pub fn visits(self) -> Visits {
        self.visits
    }

    /// In every so many units: 1 in `3w1`, 2 in `1q2w`.
    pub fn every(self) -> u32 {
        self.every
    }

    /// Days, weeks or months.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// For so many units; `None` until the certification period ends.
    pub fn lasting(self) -> Option<u32> {
        self.lasting
    }

    /// All of its visits; `None` when it says no duration. A rest of half of `every` or less asks for none, but allows.
    pub fn total(self) -> Option<(u32, u32)> {
        let lasting = self.lasting?;
        let (whole, rest) = (lasting / self.every, lasting % self.every);
        let sure = whole + u32::from(rest * 2 > self.every);
        Some((sure * self.visits.low, (whole + u32::from(rest > 0)) * self.visits.high))
    }
}

impl Prn {
    /// At most `maximum` visits for `reason`; without either they are not payable, and the order says so as a warning.
    pub fn new(maximum: Option<u32>, reason: Option<Reason>) -> Result<Self, Trouble> {
        match maximum {
            Some(0) => Err(Trouble::Zero),
            Some(maximum) if maximum > MOST_VISITS => Err(Trouble::TooLarge),
            _ => Ok(Self { maximum, reason }),
        }
    }

    /// The largest number of visits.
    pub fn maximum(&self) -> Option<u32> {
        self.maximum
    }

    /// The sign or symptom.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_ref().map(|reason| reason.0.as_str())
    }

    /// How many visits it covers: none unless it names a reason and a maximum.
    pub fn covers(&self) -> u32 {
        self.reason.as_ref().and(self.maximum).unwrap_or(0)
    }
}

impl Reason {
    /// Keeps a reason in one line. Words that would be read as something else are refused: a further frequency
    /// (`; 1w3`), a maximum (`x 2 visits`), a duration (`60 days`), nothing at all.
    pub fn new(text: &str) -> Result<Self, Trouble> {
        let text = super::text::line(text);
        if text.chars().count() > LONGEST_REASON {
            return Err(Trouble::TooLong);
        }
        if prn::reads_back(&text) { Ok(Self(text)) } else { Err(Trouble::NotAReason) }
    }
}

impl FrequencyOrder {
    /// An order of at least one and at most [`MOST_TERMS`] terms. No regular term may follow one without a duration: it
    /// would never begin. A discipline this program does not know is refused, as it could not be read back.
    pub fn new(discipline: Option<Discipline>, terms: Vec<Term>) -> Result<Self, Trouble> {
        if matches!(discipline, Some(Discipline::Other(_))) {
            return Err(Trouble::UnknownDiscipline);
        }
        if terms.is_empty() {
            return Err(Trouble::NoFrequency);
        }
        if terms.len() > MOST_TERMS {
            return Err(Trouble::TooLong);
        }
        let regular = terms.iter().filter_map(Term::regular);
        if regular.rev().skip(1).any(|term| term.lasting.is_none()) {
            return Err(Trouble::NeverBegins);
        }
        Ok(Self { discipline, terms })
    }

    /// So many visits in each week, week after week from the first.
    pub fn weekly(discipline: Discipline, visits: &[u32]) -> Result<Self, Trouble> {
        let term = |same: &[u32]| {
            let (each, lasting) = (same.first().copied().unwrap_or(0), u32::try_from(same.len()).unwrap_or(u32::MAX));
            Regular::new(Visits::new(each, each)?, 1, Unit::Week, Some(lasting)).map(Term::Regular)
        };
        let terms: Result<Vec<Term>, Trouble> = visits.chunk_by(|a, b| a == b).map(term).collect();
        Self::new(Some(discipline), terms?)
    }

    /// Whose visits; `None` when the order does not say.
    pub fn discipline(&self) -> Option<&Discipline> {
        self.discipline.as_ref()
    }

    /// Its terms as written.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The terms that follow one another.
    pub fn regular(&self) -> impl Iterator<Item = Regular> {
        self.terms.iter().filter_map(Term::regular)
    }

    /// The visits as needed.
    pub fn prn(&self) -> impl Iterator<Item = &Prn> {
        self.terms.iter().filter_map(|term| if let Term::Prn(prn) = term { Some(prn) } else { None })
    }

    /// What to have completed by a further order, each once. The order is kept all the same.
    pub fn warnings(&self) -> Vec<Warning> {
        let without = |missing: fn(&Prn) -> bool, warning| self.prn().any(missing).then_some(warning);
        [
            without(|prn| prn.reason.is_none(), Warning::PrnWithoutReason),
            without(|prn| prn.maximum.is_none(), Warning::PrnWithoutMaximum),
            self.regular().any(|term| term.lasting.is_none()).then_some(Warning::NoDuration),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Term {
    fn regular(&self) -> Option<Regular> {
        if let Self::Regular(regular) = self { Some(*regular) } else { None }
    }
}

impl std::str::FromStr for FrequencyOrder {
    type Err = NotUnderstood;

    /// Reads an order as people write it: `SN 3w1 2w4 1w3 2PRN for catheter blockage`, `3x/wk x1`, `1q2w`, `every other
    /// day for 2 weeks`. What is not understood is an error that names the words and their place.
    fn from_str(text: &str) -> Result<Self, NotUnderstood> {
        parse::order(text)
    }
}
