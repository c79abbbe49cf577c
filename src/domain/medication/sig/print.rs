//! Instructions in plain words that nobody can misread, and that read back as the same.

use std::fmt;

use super::rhythm::{ClockTime, Often, Period, Rhythm, Weekdays};
use super::{Dose, Dosing, Gap, Lasting, Limit, Place, Sig, Step};

impl fmt::Display for Sig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words())
    }
}

impl Sig {
    /// `1 to 2 tablets by mouth every 4 to 6 hours as needed for pain, at most 8 tablets a day`.
    pub fn words(&self) -> String {
        if let Some(verbatim) = &self.verbatim {
            return verbatim.clone();
        }
        let mut said = String::new();
        for (at, step) in self.steps.iter().enumerate() {
            if at > 0 {
                said.push_str(", then ");
            }
            said.push_str(&self.step(step, at == 0));
        }
        if self.steps.is_empty() {
            said = joined([self.scale_words(), self.way()], " ");
        }
        if self.then_stop {
            said.push_str(", then stop");
        }
        let needed = self.as_needed.as_ref().map_or(String::new(), |needed| match &needed.reason {
            Some(reason) => format!("as needed for {reason}"),
            None => "as needed".to_owned(),
        });
        let directed = if self.as_directed { "as directed" } else { "" };
        // Nothing may run into the words behind "until".
        let open_end = self.steps.last().is_some_and(|step| matches!(step.lasting, Some(Lasting::Until(_))));
        let needed = joined([needed, directed.to_owned()], " ");
        let mut all = joined([said, needed], if open_end { ", " } else { " " });
        // What it is for stands before what is kept word for word, whose end nobody can see.
        let clauses = [
            self.limit.map(limit_words),
            self.gap.map(gap_words),
            Some(self.remarks.join(", ")),
            self.purpose.as_ref().map(|purpose| format!("for {purpose}")),
            Some(self.notes.join("; ")),
        ];
        for clause in clauses.into_iter().flatten().filter(|clause| !clause.is_empty()) {
            all = joined([all, clause], ", ");
        }
        all
    }

    fn scale_words(&self) -> String {
        self.scale.as_ref().map_or(String::new(), |scale| format!("per {scale}"))
    }

    /// Route and place: "by mouth", "in both eyes", "on the skin to knees".
    fn way(&self) -> String {
        let route = self.route.map_or("", |route| route.display);
        match &self.place {
            Some(Place::Known(index)) => {
                Place::KNOWN.get(usize::from(*index)).map_or("", |(words, _)| *words).to_owned()
            }
            Some(Place::Named(words)) => joined([route.to_owned(), words.clone()], " "),
            None => route.to_owned(),
        }
    }

    fn step(&self, step: &Step, first: bool) -> String {
        let mut said = String::new();
        for (at, dosing) in step.dosings.iter().enumerate() {
            let leads = first && at == 0;
            let (scale, way) = if leads { (self.scale_words(), self.way()) } else { Default::default() };
            let dose = dose_words(dosing);
            // A dose of its own, and more by the scale.
            let (scale, more) = if dose.is_empty() || scale.is_empty() {
                (scale, String::new())
            } else {
                (String::new(), format!("and {scale}"))
            };
            let dosing = joined([dose, scale, way, rhythm_words(&dosing.rhythm), more], " ");
            said = joined([said, dosing], "; ");
        }
        if first && step.dosings.is_empty() {
            said = joined([self.scale_words(), self.way()], " ");
        }
        joined([said, step.lasting.as_ref().map_or(String::new(), lasting_words)], " ")
    }
}

fn joined<const N: usize>(parts: [String; N], between: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

/// `a, b and c`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn dose_words(dosing: &Dosing) -> String {
    let equals = dosing.equals.map_or(String::new(), |equals| format!("({equals})"));
    joined([dosing.dose.map_or(String::new(), |dose| dose.to_string()), equals], " ")
}

/// `2 tablets`, `1 to 2 tablets`, `0.5 mL`, `40`.
impl fmt::Display for Dose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.low < self.high {
            write!(f, "{} to ", self.low)?;
        }
        write!(f, "{}", self.high)?;
        match self.unit {
            Some(unit) if self.high.is_plural() => write!(f, " {}", unit.plural),
            Some(unit) => write!(f, " {}", unit.singular),
            None => Ok(()),
        }
    }
}

fn number_words(number: u8) -> String {
    const SPELT: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    SPELT.get(usize::from(number)).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

fn period_words(period: Period, many: bool) -> &'static str {
    match (period, many) {
        (Period::Hour, false) => "hour",
        (Period::Hour, true) => "hours",
        (Period::Day, false) => "day",
        (Period::Day, true) => "days",
        (Period::Week, false) => "week",
        (Period::Week, true) => "weeks",
        (Period::Month, false) => "month",
        (Period::Month, true) => "months",
        (Period::Year, false) => "year",
        (Period::Year, true) => "years",
    }
}

fn often_words(often: Often) -> String {
    match often {
        Often::Times { low: 1, high: 1, every: 1, period } => format!("once a {}", period_words(period, false)),
        Often::Times { low: 2, high: 2, every: 1, period } => format!("twice a {}", period_words(period, false)),
        Often::Times { low, high, every: 1, period } if low == high => {
            format!("{} times a {}", number_words(high), period_words(period, false))
        }
        Often::Times { low, high, every: 1, period } => {
            format!("{low} to {high} times a {}", period_words(period, false))
        }
        Often::Times { every: 2, period: Period::Day, .. } => "every other day".to_owned(),
        Often::Times { every, period, .. } => format!("every {every} {}", period_words(period, true)),
        Often::Dates { odd: true } => "on odd days".to_owned(),
        Often::Dates { odd: false } => "on even days".to_owned(),
        Often::Hours { low: 1, high: 1 } => "every hour".to_owned(),
        Often::Hours { low, high } if low == high => format!("every {high} hours"),
        Often::Hours { low, high } => format!("every {low} to {high} hours"),
        Often::Once => "one time".to_owned(),
        Often::Continuously => "continuously".to_owned(),
    }
}

/// When, in words: "twice a day with meals", "on Monday, Wednesday and Friday", "at 8:00 AM".
pub(super) fn rhythm_words(rhythm: &Rhythm) -> String {
    let plain = Rhythm { days: rhythm.days, ..Rhythm::default() };
    if rhythm.days.count() == 6 && *rhythm == plain && rhythm.days.0 & Weekdays::OTHERS.0 == 0 {
        return format!("every day except {}", rhythm.days.rest().names().collect::<String>());
    }
    let turn = Some(Often::Times { low: 1, high: 1, every: 2, period: Period::Day });
    if rhythm.days == Weekdays::OTHERS && rhythm.often == turn {
        let rest = Rhythm { often: None, days: Weekdays::default(), ..rhythm.clone() };
        return joined(["on the days between".to_owned(), rhythm_words(&rest)], " ");
    }
    let often = rhythm.often.map_or(String::new(), often_words);
    let lead = match rhythm.lead {
        0 => String::new(),
        60 => "1 hour ".to_owned(),
        minutes if minutes.is_multiple_of(60) => format!("{} hours ", minutes / 60),
        minutes => format!("{minutes} minutes "),
    };
    let around = |words: &str| words.starts_with("before") || words.starts_with("after");
    let moments = rhythm.moments.iter().map(|moment| {
        let lead = if around(moment.words) { lead.as_str() } else { "" };
        format!("{lead}{}", moment.words)
    });
    let moments: Vec<String> = moments.collect();
    let days: Vec<String> = rhythm.days.names().map(str::to_owned).collect();
    let days = match (days.is_empty(), rhythm.days.0 & Weekdays::OTHERS.0 != 0) {
        (true, true) => "on the other days".to_owned(),
        (true, false) => String::new(),
        (false, _) => format!("on {}", listed(&days)),
    };
    let clock: Vec<String> = rhythm.clock.iter().map(ToString::to_string).collect();
    // "Every morning and at 2:00 PM" are two times.
    let apart = !rhythm.moments.is_empty() && days.is_empty();
    let and = if apart { "and " } else { "" };
    let clock = if clock.is_empty() { String::new() } else { format!("{and}at {}", clock.join(" and at ")) };
    joined([often, listed(&moments), days, clock], " ")
}

/// `8:00 AM`.
impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.hour < 12 { "AM" } else { "PM" };
        let hour = if self.hour.is_multiple_of(12) { 12 } else { self.hour % 12 };
        write!(f, "{hour}:{:02} {half}", self.minute)
    }
}

fn lasting_words(lasting: &Lasting) -> String {
    match lasting {
        Lasting::For(many, period) => format!("for {many} {}", period_words(*period, *many > 1)),
        Lasting::UpTo(many, period) => format!("for up to {many} {}", period_words(*period, *many > 1)),
        Lasting::Doses(many) => format!("for {many} {}", if *many > 1 { "doses" } else { "dose" }),
        Lasting::Until(words) => format!("until {words}"),
    }
}

fn limit_words(limit: Limit) -> String {
    let amount = Dose::of(limit.amount, limit.unit);
    match limit.per {
        Some(period) => format!("at most {amount} a {}", period_words(period, false)),
        None => format!("at most {amount}"),
    }
}

fn gap_words(gap: Gap) -> String {
    match gap {
        Gap::Minutes(1) => "at least 1 minute apart".to_owned(),
        Gap::Minutes(many) => format!("at least {many} minutes apart"),
        Gap::Hours(1) => "at least 1 hour apart".to_owned(),
        Gap::Hours(many) => format!("at least {many} hours apart"),
    }
}
