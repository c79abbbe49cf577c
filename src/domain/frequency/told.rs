//! What a ledger finds, in words.

use std::fmt;

use super::ledger::{Beyond, OrdersEnd, Unordered, WeekFinding, WeekRow};

impl WeekRow {
    /// Its findings, a line each: `missed 1: 2 ordered, 1 done when the week ended Sat 2026-03-14`.
    pub fn lines(&self) -> Vec<String> {
        self.findings.iter().map(|finding| self.line(*finding)).collect()
    }

    fn line(&self, finding: WeekFinding) -> String {
        let ordered = self.ordered.words();
        match finding {
            WeekFinding::Short { by } => format!("short {by}: {ordered} ordered, {} placed", self.placed),
            WeekFinding::Missed { by } => {
                let ended = self.days.to.format("%a %Y-%m-%d");
                let open = match self.unrecorded {
                    0 => String::new(),
                    open => format!("; {open} not recorded as made or missed"),
                };
                format!("missed {by}: {ordered} ordered, {} done when the week ended {ended}{open}", self.done)
            }
            WeekFinding::Unordered(unordered) => format!("{unordered}; {ordered} ordered, {} placed", self.placed),
        }
    }
}

impl fmt::Display for Unordered {
    /// `1 more than ordered: no PRN visits are ordered`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} more than ordered: {}", self.by, self.because.text())
    }
}

impl Beyond {
    /// Why no order covers the visit.
    pub fn text(self) -> &'static str {
        match self {
            Self::NotInForce => "the order is not in force on that day",
            Self::NoPrn => "no PRN visits are ordered",
            Self::PrnUsedUp => "the PRN visits are used up",
            Self::PrnNotQualified => "the PRN order lacks a symptom or a maximum, so it covers none",
        }
    }
}

impl fmt::Display for OrdersEnd {
    /// `orders end in week 8 of 9 (Sat 2026-04-25)`, and what that means for the recertification.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "orders end in week {} of {} ({})", self.week, self.of, self.last.format("%a %Y-%m-%d"))?;
        let Some(days) = self.recertification else { return Ok(()) };
        write!(f, "; the recertification visit ({days}) needs an order or a PRN visit")
    }
}
