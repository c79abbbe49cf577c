//! What a ledger finds, in words.

use std::fmt;

use super::course::{Course, Ordered, Placing, WithoutOrder, Written};
use super::ledger::{Beyond, Ledger, OrdersEnd, Unordered, WeekFinding, WeekRow, WeekState};
use super::payment::PaymentPeriod;
use super::weeks::DateRange;

impl WeekRow {
    /// Its findings, a line each: `missed 1: 2 ordered, 1 done when the week ended Sat 2026-03-14`.
    pub fn lines(&self) -> Vec<String> {
        self.findings.iter().map(|finding| self.line(*finding)).collect()
    }

    /// Made, to come and missed, as far as the visits are known: `done 1, placed 1`.
    fn counts(&self) -> String {
        let to_come = self.placed - self.done;
        let placed = (self.state != WeekState::Closed).then(|| format!(", placed {to_come}"));
        let rest = [(self.missed, "missed"), (self.unrecorded, "not recorded"), (self.prn, "PRN")];
        let rest = rest.into_iter().filter(|(many, _)| *many > 0).map(|(many, what)| format!(", {what} {many}"));
        format!("done {}{}{}", self.done, placed.unwrap_or_default(), rest.collect::<Vec<_>>().concat())
    }

    /// `ordered 2, done 1, placed 1`; of a week whose visits are not all known only what is ordered.
    pub fn said(&self) -> String {
        if !self.is_known {
            return format!("ordered {}, visits not loaded", self.ordered);
        }
        let asks = self.asks();
        format!(
            "ordered {}, {}{}",
            self.ordered,
            self.counts(),
            asks.map(|asks| format!("  {asks}")).unwrap_or_default()
        )
    }

    /// `1 of 2 done, 1 placed`: the week under way.
    pub fn standing(&self) -> String {
        if !self.is_known {
            return format!("{} ordered, visits not loaded", self.ordered);
        }
        let to_come = self.placed - self.done;
        let placed = if to_come > 0 { format!(", {to_come} placed") } else { String::new() };
        let asks = self.asks().map(|asks| format!(", {asks}")).unwrap_or_default();
        format!("{} of {} done{placed}{asks}", self.done, self.ordered)
    }

    /// Its findings in few words: `SHORT 1`. `None` when it asks for nothing.
    pub fn asks(&self) -> Option<String> {
        let brief = |finding: &WeekFinding| match finding {
            WeekFinding::Short { by } => format!("SHORT {by}"),
            WeekFinding::Missed { by } => format!("MISSED {by}"),
            WeekFinding::Unordered(unordered) => format!("{} NOT ORDERED", unordered.by),
        };
        let asks: Vec<String> = self.findings.iter().map(brief).collect();
        (!asks.is_empty()).then(|| asks.join(", "))
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

impl fmt::Display for Placing {
    /// `beyond what is ordered: SN 2w4 allows 2 this week, 2 placed; no PRN visits are ordered`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beyond { said, week, is_this_week, because } => {
                let when = match is_this_week {
                    true => "this week".to_owned(),
                    false => format!("in the week of {}", week.days.from.format("%d %b")),
                };
                let allowed = match week.ordered.high() {
                    0 => "none".to_owned(),
                    many => many.to_string(),
                };
                if week.placed < week.ordered.high() {
                    return write!(
                        f,
                        "beyond what is ordered: {said} does not allow it beside what is placed after it"
                    );
                }
                let there = [(week.done, "done"), (week.placed - week.done, "placed")];
                let there = there.into_iter().filter(|(many, _)| *many > 0);
                let there = there.map(|(many, what)| format!(", {many} {what}")).collect::<Vec<_>>().concat();
                write!(f, "beyond what is ordered: {said} allows {allowed} {when}{there}; {}", because.text())
            }
            Self::NotInForce { said, days, day } => {
                let (day, from, to) = (day.format("%a %d %b"), days.from.format("%d %b"), days.to.format("%d %b"));
                write!(f, "beyond what is ordered: {said} is in force {from} - {to}, not on {day}")
            }
            Self::NoOrder { discipline, period } => {
                let (from, to) = (period.from.format("%d %b"), period.to.format("%d %b"));
                write!(f, "no order for {} visits is on record for {from} - {to}", discipline.label())
            }
            Self::Unreadable { said, why } => {
                write!(f, "the order `{said}` cannot be read, so whether this visit is ordered is not known: {why}")
            }
            Self::NotKnown { said, known, is_ahead } => {
                let (side, day) = if *is_ahead { ("after", known.to) } else { ("before", known.from) };
                let day = day.format("%a %d %b");
                write!(f, "{said}: the visits {side} {day} are not read, so whether this one is ordered is not known")
            }
        }
    }
}

impl fmt::Display for WithoutOrder {
    /// `PT: 2 visits on days without an order`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let visits = if self.visits == 1 { "1 visit".to_owned() } else { format!("{} visits", self.visits) };
        write!(f, "{}: {visits} on days without an order", self.discipline.label())
    }
}

impl PaymentPeriod {
    /// `payment period 2 (01 Apr - 30 Apr): 4 visits, 2 to come by 24 Apr`: the number, and no more. The day is the last one
    /// of which every visit is `known`, where the period goes on after it.
    pub fn said(&self, number: u32, known: DateRange) -> String {
        let (from, to) = (self.days.from.format("%d %b"), self.days.to.format("%d %b"));
        let visits = if self.done == 1 { "1 visit".to_owned() } else { format!("{} visits", self.done) };
        let by = if known.to < self.days.to { format!(" by {}", known.to.format("%d %b")) } else { String::new() };
        let planned = if self.planned > 0 { format!(", {} to come{by}", self.planned) } else { String::new() };
        format!("payment period {number} ({from} - {to}): {visits}{planned}")
    }
}

impl Course {
    /// All of it, a line each: every order with its weeks set in below it, visits without an order, payment periods.
    pub fn lines(&self) -> Vec<String> {
        let (from, to) = (self.period.from.format("%d %b"), self.period.to.format("%d %b"));
        let none = self.orders.is_empty().then(|| format!("no order is on record for {from} - {to}"));
        let orders = self.orders.iter().flat_map(|(one, ledger)| one.lines(ledger.as_ref()));
        let without = self.without_order.iter().map(ToString::to_string);
        let payment = self.payment_periods.iter().map(|(number, period)| period.said(*number, self.known));
        none.into_iter().chain(orders).chain(without).chain(payment).collect()
    }
}

impl Ordered {
    fn lines(&self, ledger: Option<&Ledger>) -> Vec<String> {
        let (from, to) = (self.days.from.format("%d %b"), self.days.to.format("%d %b"));
        let undated = match self.written {
            Written::FrequencyOrder => "",
            Written::Episode => ", of the episode",
        };
        let mut lines = vec![format!("{}  {from} - {to}{undated}", self.said())];
        lines.extend(self.order.as_ref().err().map(|why| format!("  CANNOT BE READ: {why}")));
        let Some(ledger) = ledger else { return lines };
        let is_past_unknown = |row: &&WeekRow| !row.is_known && row.state == WeekState::Closed;
        let unknown = ledger.weeks.iter().filter(is_past_unknown).map(|row| row.days.to).max();
        lines.extend(unknown.map(|to| format!("  to {}: visits not loaded that far back", to.format("%d %b"))));
        let says_nothing = |row: &&WeekRow| !row.is_known && row.ordered.high() == 0;
        let weeks = ledger.weeks.iter().filter(|row| !is_past_unknown(row) && !says_nothing(row));
        lines.extend(weeks.map(|row| format!("  week of {}: {}", row.days.from.format("%d %b"), row.said())));
        let prn_left = ledger.prn_left.filter(|_| self.order.as_ref().is_ok_and(|order| order.prn().next().is_some()));
        lines.extend(prn_left.map(|left| format!("  PRN visits left: {left}")));
        lines.extend(ledger.orders_end.map(|end| format!("  {end}")));
        lines
    }
}
