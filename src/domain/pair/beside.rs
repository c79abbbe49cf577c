//! Two charts side by side: what agrees, what differs, and what only one of them has.

use chrono_tz::Tz;

use super::{SideOfPair, born_differ, family_agree, given_agree, is_known, plain};
use crate::domain::codes::Sex;
use crate::domain::when;

/// How what two charts say about one thing stands to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// Both say the same.
    Agrees,
    /// Both may mean the same: an initial, a year without its day, one of two family names.
    Fits,
    /// They say two things.
    Differs,
    /// One of them says nothing, or it tells nobody from anybody.
    Open,
}

impl Agreement {
    /// As it stands between the two.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Fits => "fits",
            Self::Differs => "DIFFERS",
            Self::Open => "",
        }
    }
}

/// One line: what it is about, how the two stand to each other, and what each says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about.
    pub about: &'static str,
    /// How the two stand to each other.
    pub agreement: Agreement,
    /// What each says; nothing where it says nothing.
    pub cells: [String; 2],
}

impl Line {
    /// What tells people apart, where both are known.
    fn of(about: &'static str, cells: [String; 2], is_same: impl Fn(&str, &str) -> bool) -> Self {
        let [one, other] = &cells;
        let agreement = match (one.is_empty() || other.is_empty(), is_same(one, other)) {
            (true, _) => Agreement::Open,
            (false, true) => Agreement::Agrees,
            (false, false) => Agreement::Differs,
        };
        Self { about, agreement, cells }
    }
}

/// What tells nobody from anybody.
fn plainly(about: &'static str, cells: [String; 2]) -> Line {
    Line { about, agreement: Agreement::Open, cells }
}

/// Two charts, line by line. Days are those of `zone`.
pub fn beside([one, other]: &[SideOfPair; 2], zone: Tz) -> Vec<Line> {
    let both = |of: &dyn Fn(&SideOfPair) -> String| [of(one), of(other)];
    let mut lines = vec![plainly("chart", both(&|side| side.number.clone())), name(one, other), born(one, other)];
    let sex = |side: &SideOfPair| if side.sex == Sex::Unknown { "" } else { side.sex.label() }.to_owned();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let phone = |side: &SideOfPair| side.phone.clone().unwrap_or_default();
    lines.push(Line::of("sex", both(&sex), |one, other| one == other));
    lines.push(Line::of("telephone", both(&phone), |one, other| digits(one) == digits(other)));
    lines.push(Line::of("address", both(&|side| side.address.clone()), |one, other| plain(one) == plain(other)));
    lines.extend(numbers(one, other));
    lines.push(plainly("came from", both(&came_from)));
    lines.push(plainly("care", both(&care)));
    let visited = |side: &SideOfPair| {
        side.visited.map(|at| when::civil(at, zone).format("%a %d %b %Y").to_string()).unwrap_or_default()
    };
    lines.push(plainly("last visit", both(&visited)));
    lines.push(plainly("on record", both(&on_record)));
    lines
}

fn name(one: &SideOfPair, other: &SideOfPair) -> Line {
    let (a, b) = (&one.name, &other.name);
    let known = [a, b].iter().all(|name| is_known(&name.family) && is_known(&name.given));
    let agreement = if !known {
        Agreement::Open
    } else if plain(&a.family) == plain(&b.family) && plain(&a.given) == plain(&b.given) {
        Agreement::Agrees
    } else if family_agree(&a.family, &b.family) && given_agree(&a.given, &b.given) {
        Agreement::Fits
    } else {
        Agreement::Differs
    };
    Line { about: "name", agreement, cells: [a.listed_whole(), b.listed_whole()] }
}

fn born(one: &SideOfPair, other: &SideOfPair) -> Line {
    let agreement = match (one.born, other.born) {
        (Some(a), Some(b)) if a == b => Agreement::Agrees,
        (Some(_), Some(_)) if born_differ(one.born, other.born) => Agreement::Differs,
        (Some(_), Some(_)) => Agreement::Fits,
        (None, _) | (_, None) => Agreement::Open,
    };
    let said = |side: &SideOfPair| side.born.map(|born| born.to_string()).unwrap_or_default();
    Line { about: "born", agreement, cells: [said(one), said(other)] }
}

/// The numbers, those of one system beside each other.
fn numbers(one: &SideOfPair, other: &SideOfPair) -> Vec<Line> {
    let mut systems: Vec<&str> = Vec::new();
    for number in one.identifiers.iter().chain(&other.identifiers) {
        if !systems.contains(&number.system.as_str()) {
            systems.push(&number.system);
        }
    }
    let line = |system: &str| {
        let values = |side: &SideOfPair| {
            let mut values: Vec<String> =
                side.identifiers.iter().filter(|it| it.system == system).map(|it| it.value.clone()).collect();
            values.sort();
            values
        };
        let (a, b) = (values(one), values(other));
        let agreement = if a.is_empty() || b.is_empty() || system.is_empty() {
            Agreement::Open
        } else if a == b {
            Agreement::Agrees
        } else if a.iter().any(|value| b.contains(value)) {
            Agreement::Fits
        } else {
            Agreement::Differs
        };
        let said = |values: Vec<String>| {
            let system = if system.is_empty() { String::new() } else { format!(" ({system})") };
            if values.is_empty() { String::new() } else { format!("{}{system}", values.join(", ")) }
        };
        Line { about: "number", agreement, cells: [said(a), said(b)] }
    };
    systems.into_iter().map(line).collect()
}

fn came_from(side: &SideOfPair) -> String {
    if side.sources.is_empty() {
        return "begun here".to_owned();
    }
    let said = |source: &String| if source.is_empty() { "a file that does not say" } else { source }.to_owned();
    side.sources.iter().map(said).collect::<Vec<_>>().join(", ")
}

fn care(side: &SideOfPair) -> String {
    match &side.care {
        None => "no episode".to_owned(),
        Some((state, None)) => state.label().to_owned(),
        Some((state, Some(soc))) => format!("{}, start of care {}", state.label(), soc.format("%d %b %Y")),
    }
}

fn on_record(side: &SideOfPair) -> String {
    let counted = |(one, several, count): (&str, &str, u32)| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {several}")),
    };
    let counted: Vec<String> = side.counts.named().into_iter().filter_map(counted).collect();
    if counted.is_empty() { "nothing".to_owned() } else { counted.join(", ") }
}
