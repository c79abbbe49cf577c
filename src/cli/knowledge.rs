//! What findings are computed with: the compiled tables, and what the agency settled in the configuration.

pub(super) mod check;

use super::Failure;
use crate::config::{Config, HolidayDates, RuleSetting, SettingWord};
use crate::domain::deadline::overrides::{self, Length, Override};
use crate::domain::deadline::rule::{Lead, Setting};
use crate::domain::formulary::Formulary;
use crate::domain::holidays::Holidays;
use crate::domain::knowledge::Knowledge;
use crate::knowledge::agency::AgencySet;
use crate::knowledge::rules::{federal_holidays, look_up, rules};

/// The tables under these settings. A setting the rules do not allow is refused with its place.
///
/// Asked for once, at the start: changed tables stay for the rest of the program, as the compiled ones do.
pub(super) fn knowledge(config: &Config) -> Result<Knowledge, Failure> {
    let changes = config.rules.iter().map(|(rule, written)| change(rule, written)).collect::<Result<Vec<_>, _>>()?;
    let rules = if changes.is_empty() {
        rules()
    } else {
        let changed = overrides::apply(rules(), &changes).map_err(|refused| match config.rules.get(&refused.rule) {
            Some(written) => Failure::usage(format!("{}: {refused}.", written.place)),
            None => Failure::usage(format!("[rules] in the configuration: {refused}.")),
        })?;
        &*changed.leak()
    };
    let holidays = match &config.holidays {
        HolidayDates::Federal => federal_holidays(),
        HolidayDates::Dates(dates) => &*Box::leak(Box::new(Holidays::of(dates.iter().copied()))),
    };
    Ok(Knowledge {
        formulary: formulary(config)?,
        rules,
        look_up: look_up(),
        limits: crate::knowledge::limits::limits(),
        holidays,
        week_starts: config.week_starts,
        plans: crate::knowledge::plans::content,
    })
}

/// The drug tables: the compiled ones, or with the agency's own in them. Tables with a fault are refused as a whole; a
/// part of them would leave something unchecked in silence.
fn formulary(config: &Config) -> Result<&'static Formulary, Failure> {
    let Some(folder) = &config.knowledge else { return Ok(crate::knowledge::formulary()) };
    let set = AgencySet::read(folder).map_err(|faults| {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        let more = match faults.len() {
            0 | 1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        Failure::request(format!(
            "The agency's drug tables are refused: {first}{more}. `caseload knowledge check {}` names everything.",
            folder.display()
        ))
    })?;
    Ok(set.formulary())
}

/// The change as the rule table takes it.
fn change(rule: &str, written: &RuleSetting) -> Result<Override, Failure> {
    let one = |what: &str, several: &str| {
        Failure::usage(format!("{}: `{rule}`: write one {what}: {several}.", written.place))
    };
    let due = match (written.due_days, written.due_hours, written.due_months) {
        (None, None, None) => None,
        (Some(days), None, None) => Some(Length::Days(days)),
        (None, Some(hours), None) => Some(Length::Hours(hours)),
        (None, None, Some(months)) => Some(Length::Months(months)),
        _ => return Err(one("time", "due_days, due_hours or due_months")),
    };
    let lead = match (written.lead_days, written.lead_hours) {
        (None, None) => None,
        (Some(days), None) => Some(Lead::Days(days)),
        (None, Some(hours)) => Some(Lead::Hours(hours)),
        (Some(_), Some(_)) => return Err(one("lead", "lead_days or lead_hours")),
    };
    let setting = written.setting.map(|word| match word {
        SettingWord::On => Setting::On,
        SettingWord::Advisory => Setting::Advisory,
        SettingWord::Off => Setting::Off,
    });
    let reviewed = written.reviewed;
    Ok(Override { rule: rule.to_owned(), setting, due, lead, reviewed, reason: written.reason.clone() })
}
