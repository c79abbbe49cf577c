//! An agency's own numbers for rules. What the United States or a payer demands may be made stricter, never looser; what
//! the agency or the state settles may be changed both ways.

use chrono::NaiveDate;

use super::counting::{
    BusinessDays, Count, DaysBefore, ElapsedHours, EventDayZero, MonthsAfter, NextMidnight, SocDayOne, SocDayZero,
};
use super::rule::{Applies, Authority, Confidence, Lead, Rule, Setting, Window};
use crate::domain::episode::CERTIFICATION_DAYS;
use crate::domain::text;

/// What an agency changes about one rule, in every version of it. What is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Override {
    /// The rule's id.
    pub rule: String,
    /// Whether it is in force.
    pub setting: Option<Setting>,
    /// The time it gives.
    pub due: Option<Length>,
    /// How long before its end it is called due soon.
    pub lead: Option<Lead>,
    /// When the agency last did what the rule asks of the agency itself.
    pub reviewed: Option<NaiveDate>,
    /// Why; shown wherever the change is.
    pub reason: Option<String>,
}

/// A time, in the unit a rule counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Calendar days, business days or days of the period, as the rule counts them.
    Days(u16),
    /// Hours.
    Hours(u16),
    /// Months.
    Months(u16),
}

/// Why a change is refused, with the rule it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{rule}`: {why}")]
pub struct Refused {
    /// The rule's id as written.
    pub rule: String,
    /// What is wrong with the change.
    pub why: Why,
}

/// What is wrong with a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// No such rule.
    #[error("there is no such rule; `caseload rules` lists them")]
    NoRule,
    /// Nothing about it is for an agency to settle.
    #[error("an agency cannot change this rule")]
    Fixed,
    /// Only a duty of the agency itself is dated in its settings.
    #[error("it is a rule for patients: `reviewed` dates a duty of the agency itself")]
    NotAgency,
    /// The rule counts in another unit.
    #[error("it counts in {0}; write `due_{0}`")]
    Unit(&'static str),
    /// More time than the rule gives.
    #[error("a {authority} rule may be made stricter, never looser; {wanted} is looser than {now}")]
    Looser {
        /// Who made it.
        authority: &'static str,
        /// The time as it is.
        now: String,
        /// The time asked for.
        wanted: String,
    },
    /// A rule that is on cannot be taken back.
    #[error("a {0} rule that is on may be made stricter, never looser; it cannot be advisory or off")]
    StaysOn(&'static str),
    /// It would end before it opens, or after the certification period.
    #[error("{wanted} is not between {first} and {last}, where its window lies")]
    Outside {
        /// The time asked for.
        wanted: String,
        /// The smallest number it may have.
        first: u16,
        /// The largest.
        last: u16,
    },
}

/// The rule table with the changes in it. Texts and windows of changed rules stay for the rest of the program, as those of
/// the compiled table do: a table is made once, at the start.
pub fn apply(rules: &[Rule], overrides: &[Override]) -> Result<Vec<Rule>, Refused> {
    let unknown = overrides.iter().find(|change| !rules.iter().any(|rule| rule.id == change.rule));
    if let Some(unknown) = unknown {
        return Err(Refused { rule: text::line(&unknown.rule), why: Why::NoRule });
    }
    let changed = |rule: &Rule| match overrides.iter().find(|change| change.rule == rule.id) {
        Some(change) => changed(rule, change).map_err(|why| Refused { rule: rule.id.to_owned(), why }),
        None => Ok(rule.clone()),
    };
    rules.iter().map(changed).collect()
}

/// Whether it demands something the agency may not take back. A default of this program is nobody's demand.
pub fn is_protected(rule: &Rule) -> bool {
    matches!(rule.authority, Authority::Federal | Authority::Payer) && rule.confidence != Confidence::Policy
}

fn changed(rule: &Rule, change: &Override) -> Result<Rule, Why> {
    if !rule.override_allowed {
        return Err(Why::Fixed);
    }
    let mut new = rule.clone();
    let mut said = Vec::new();
    if let Some(length) = change.due {
        let windows = windows(rule, length)?;
        for (before, after) in rule.windows.iter().zip(&windows).filter(|(before, after)| before != after) {
            let says = format!("{} instead of {}", after.due.words(), before.due.words());
            if !said.contains(&says) {
                said.push(says);
            }
        }
        new.windows = windows.leak();
    }
    if let Some(setting) = change.setting.as_ref().filter(|setting| **setting != rule.setting) {
        if is_protected(rule) && rule.setting == Setting::On {
            return Err(Why::StaysOn(rule.authority.word()));
        }
        said.push(format!("{} instead of {}", setting.label(), rule.setting.label()));
        new.setting = setting.clone();
    }
    if change.reviewed.is_some() && rule.applies_if != Applies::Agency {
        return Err(Why::NotAgency);
    }
    new.reviewed = change.reviewed.or(rule.reviewed);
    if let Some(lead) = change.lead.filter(|lead| *lead != rule.lead) {
        said.push(format!("due soon {} ahead instead of {}", lead.words(), rule.lead.words()));
        new.lead = lead;
    }
    let reason = change.reason.as_deref().map(|reason| format!(" ({})", text::line(reason))).unwrap_or_default();
    new.overridden = (!said.is_empty()).then(|| &*format!("{}{reason}", said.join("; ")).leak());
    Ok(new)
}

/// The windows with another time. Those that end on the day itself keep it, unless the rule has no others.
fn windows(rule: &Rule, length: Length) -> Result<Vec<Window>, Why> {
    let same_unit = |window: &&Window| with(window.due, length).is_some();
    let is_changed = |window: &Window| {
        with(window.due, length).is_some()
            && (number(window.due) > 0 || rule.windows.iter().all(|w| number(w.due) == 0))
    };
    if rule.windows.iter().find(same_unit).is_none() {
        return Err(rule.windows.first().map_or(Why::Fixed, |window| Why::Unit(unit(window.due))));
    }
    let change = |window: &Window| match with(window.due, length) {
        Some(due) if is_changed(window) => checked(rule, window, due),
        _ => Ok(*window),
    };
    rule.windows.iter().map(change).collect()
}

/// The window with another end, if it may have that one.
fn checked(rule: &Rule, window: &Window, due: Count) -> Result<Window, Why> {
    let backwards = matches!(due, Count::DaysBefore(_));
    let looser = if backwards { number(due) < number(window.due) } else { number(due) > number(window.due) };
    if looser && is_protected(rule) {
        let (now, wanted) = (window.due.words(), due.words());
        return Err(Why::Looser { authority: rule.authority.word(), now, wanted });
    }
    let last = u16::try_from(CERTIFICATION_DAYS).unwrap_or(u16::MAX);
    let room = match (due, window.opens) {
        (Count::SocDayOne(_), Some(Count::SocDayOne(SocDayOne(opens)))) => opens..=last,
        (Count::SocDayOne(_), _) => 1..=last,
        (Count::DaysBefore(_), Some(Count::DaysBefore(DaysBefore(opens)))) => 0..=opens,
        _ => 0..=u16::MAX,
    };
    if room.contains(&number(due)) {
        return Ok(Window { due, ..*window });
    }
    Err(Why::Outside { wanted: due.words(), first: *room.start(), last: *room.end() })
}

/// The same way of counting with another number; `None` where it counts in another unit.
fn with(count: Count, length: Length) -> Option<Count> {
    Some(match (count, length) {
        (Count::SocDayOne(_), Length::Days(n)) => Count::SocDayOne(SocDayOne(n)),
        (Count::SocDayZero(_), Length::Days(n)) => Count::SocDayZero(SocDayZero(n)),
        (Count::NextMidnight(_), Length::Days(1)) => Count::NextMidnight(NextMidnight),
        (Count::EventDayZero(_) | Count::NextMidnight(_), Length::Days(n)) => Count::EventDayZero(EventDayZero(n)),
        (Count::DaysBefore(_), Length::Days(n)) => Count::DaysBefore(DaysBefore(n)),
        (Count::BusinessDays(_), Length::Days(n)) => Count::BusinessDays(BusinessDays(n)),
        (Count::ElapsedHours(_), Length::Hours(n)) => Count::ElapsedHours(ElapsedHours(n)),
        (Count::MonthsAfter(_), Length::Months(n)) => Count::MonthsAfter(MonthsAfter(n)),
        _ => return None,
    })
}

/// Its number, in its own unit.
fn number(count: Count) -> u16 {
    match count {
        Count::SocDayOne(SocDayOne(n))
        | Count::SocDayZero(SocDayZero(n))
        | Count::EventDayZero(EventDayZero(n))
        | Count::DaysBefore(DaysBefore(n))
        | Count::BusinessDays(BusinessDays(n))
        | Count::ElapsedHours(ElapsedHours(n))
        | Count::MonthsAfter(MonthsAfter(n)) => n,
        Count::NextMidnight(NextMidnight) => 1,
    }
}

fn unit(count: Count) -> &'static str {
    match count {
        Count::ElapsedHours(_) => "hours",
        Count::MonthsAfter(_) => "months",
        Count::SocDayOne(_)
        | Count::SocDayZero(_)
        | Count::EventDayZero(_)
        | Count::NextMidnight(_)
        | Count::DaysBefore(_)
        | Count::BusinessDays(_) => "days",
    }
}
