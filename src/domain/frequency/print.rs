//! Orders as they are written in a chart, and as people say them. The error-prone QD and QOD are never written.

use std::fmt;

use super::{FrequencyOrder, Prn, Regular, Term, Unit, Visits, Warning};

impl Unit {
    fn letter(self) -> char {
        match self {
            Self::Day => 'd',
            Self::Week => 'w',
            Self::Month => 'm',
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// `1 week`, `4 weeks`.
    fn counted(self, count: u32) -> String {
        format!("{count} {}{}", self.word(), if count == 1 { "" } else { "s" })
    }
}

impl Visits {
    /// `2`, `1 to 2`.
    pub fn words(self) -> String {
        range(self.low, self.high)
    }
}

fn range(low: u32, high: u32) -> String {
    if low == high { low.to_string() } else { format!("{low} to {high}") }
}

impl fmt::Display for Visits {
    /// `2`, `1-2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.low == self.high { write!(f, "{}", self.low) } else { write!(f, "{}-{}", self.low, self.high) }
    }
}

impl Regular {
    fn is_every_other_day(self) -> bool {
        (self.visits.low, self.visits.high, self.every, self.unit) == (1, 1, 2, Unit::Day)
    }

    /// `3 a week for 1 week`, `every other day until the certification period ends`.
    fn words(self) -> String {
        let often = match (self.visits.high, self.every) {
            _ if self.is_every_other_day() => "every other day".to_owned(),
            (0, _) => "none".to_owned(),
            (_, 1) => format!("{} a {}", self.visits.words(), self.unit.word()),
            (_, every) => format!("{} every {}", self.visits.words(), self.unit.counted(every)),
        };
        match self.lasting {
            Some(lasting) => format!("{often} for {}", self.unit.counted(lasting)),
            None => format!("{often} until the certification period ends"),
        }
    }
}

impl Regular {
    fn for_the_patient(self) -> String {
        let times = match (self.visits.low, self.visits.high) {
            (1, 1) => "once".to_owned(),
            _ => format!("{} times", self.visits.words()),
        };
        let often = match (self.visits.high, self.every) {
            _ if self.is_every_other_day() => "every other day".to_owned(),
            (0, _) => "no visits".to_owned(),
            (_, 1) => format!("{times} a {}", self.unit.word()),
            (_, every) => format!("{times} every {}", self.unit.counted(every)),
        };
        match self.lasting {
            Some(lasting) => format!("{often} for {}", self.unit.counted(lasting)),
            None => format!("{often} until this plan ends"),
        }
    }
}

impl fmt::Display for Regular {
    /// `3w1`, `1q2w for 8 weeks`, `every other day for 14 days`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.every, self.lasting) {
            (1, Some(lasting)) => return write!(f, "{}{}{lasting}", self.visits, self.unit.letter()),
            (1, None) => write!(f, "{}q{}", self.visits, self.unit.letter())?,
            _ if self.is_every_other_day() => f.write_str("every other day")?,
            (every, _) => write!(f, "{}q{every}{}", self.visits, self.unit.letter())?,
        }
        self.lasting.map_or(Ok(()), |lasting| write!(f, " for {}", self.unit.counted(lasting)))
    }
}

impl Prn {
    /// `up to 2 as needed for catheter blockage`.
    fn words(&self, is_beside_others: bool) -> String {
        let most = match (self.maximum, is_beside_others) {
            (Some(maximum), true) => format!("up to {maximum} more as needed"),
            (Some(maximum), false) => format!("up to {maximum} as needed"),
            (None, true) => "further visits as needed".to_owned(),
            (None, false) => "visits as needed".to_owned(),
        };
        self.reason().map_or_else(|| most.clone(), |reason| format!("{most} for {reason}"))
    }
}

impl Prn {
    fn for_the_patient(&self) -> String {
        let most = match self.maximum {
            Some(1) => "once more if you need it".to_owned(),
            Some(maximum) => format!("up to {maximum} more times if you need it"),
            None => "more often if you need it".to_owned(),
        };
        self.reason().map_or_else(|| most.clone(), |reason| format!("{most} for {reason}"))
    }
}

impl fmt::Display for Prn {
    /// `2PRN for catheter blockage`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.maximum.map_or(Ok(()), |maximum| write!(f, "{maximum}"))?;
        f.write_str("PRN")?;
        self.reason().map_or(Ok(()), |reason| write!(f, " for {reason}"))
    }
}

impl fmt::Display for FrequencyOrder {
    /// `SN 3w1 2w4 1w3 2PRN for catheter blockage`; reads back as the same order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = "";
        if let Some(discipline) = &self.discipline {
            f.write_str(discipline.word())?;
            before = " ";
        }
        for term in &self.terms {
            f.write_str(before)?;
            match term {
                Term::Regular(term) => write!(f, "{term}")?,
                Term::Prn(prn) => write!(f, "{prn}")?,
            }
            // A reason is free text, so that it needs a mark where it ends.
            before = if matches!(term, Term::Prn(_)) { "; " } else { " " };
        }
        Ok(())
    }
}

impl FrequencyOrder {
    /// The order as a sentence without its discipline: `3 a week for 1 week, then 2 a week for 4 weeks: 5 weeks, 11
    /// visits; up to 2 more as needed for catheter blockage`.
    pub fn words(&self) -> String {
        let regular: Vec<String> = self.regular().map(Regular::words).collect();
        let total = self.total().map(|total| format!(": {total}")).unwrap_or_default();
        let schedule = (!regular.is_empty()).then(|| format!("{}{total}", regular.join(", then ")));
        schedule.into_iter().chain(self.prn().map(|prn| prn.words(!regular.is_empty()))).collect::<Vec<_>>().join("; ")
    }

    /// The order for the patient, a phrase for each of its terms: `2 times a week for 4 weeks`, `once every 2 weeks until
    /// this plan ends`, `up to 2 more times if you need it for catheter blockage`.
    pub fn for_the_patient(&self) -> Vec<String> {
        let regular = self.regular().map(Regular::for_the_patient);
        regular.chain(self.prn().map(Prn::for_the_patient)).collect()
    }

    /// `8 weeks, 14 visits`; `None` when a term does not say for how long, and without regular terms.
    pub fn total(&self) -> Option<String> {
        let (mut low, mut high) = (0, 0);
        for term in self.regular() {
            let (least, most) = term.total()?;
            (low, high) = (low + least, high + most);
        }
        let lasting = |unit| -> u32 {
            self.regular().filter(|term| term.unit == unit).filter_map(|term| term.lasting).sum::<u32>()
        };
        let units = [Unit::Month, Unit::Week, Unit::Day].map(|unit| (unit, lasting(unit)));
        let spans: Vec<String> =
            units.iter().filter(|(_, count)| *count > 0).map(|(unit, count)| unit.counted(*count)).collect();
        let visits = format!("{} visit{}", range(low, high), if high == 1 { "" } else { "s" });
        (!spans.is_empty()).then(|| format!("{}, {visits}", spans.join(" and ")))
    }
}

impl Warning {
    /// What is missing, and what it means.
    pub fn text(self) -> &'static str {
        match self {
            Self::PrnWithoutReason => "PRN names no sign or symptom: such visits are not payable",
            Self::PrnWithoutMaximum => "PRN names no maximum number: such visits are not payable",
            Self::NoDuration => "a frequency without a duration: read as lasting until the certification period ends",
        }
    }
}
