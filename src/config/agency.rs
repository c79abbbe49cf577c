//! What an agency settles for everybody: its week, its holidays, its own numbers for rules.

use std::fmt;
use std::path::PathBuf;

use chrono::{NaiveDate, Weekday};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::value::Datetime;

/// Which days are holidays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum HolidayDates {
    /// Those of the United States.
    #[default]
    Federal,
    /// These and no others.
    Dates(Vec<NaiveDate>),
}

/// The `[holidays]` of one file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HolidayLayer {
    #[serde(default, deserialize_with = "dates")]
    pub(super) dates: Option<HolidayDates>,
}

/// The `[knowledge]` of one file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KnowledgeLayer {
    pub(super) folder: Option<PathBuf>,
}

/// How the agency stands on its paper, beside its name; what is `None` or empty is left open there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnPaper {
    /// Street and town, a line each.
    pub address: Vec<String>,
    /// The telephone patients call.
    pub phone: Option<String>,
    /// The CMS certification number (field 5 of the form CMS-485).
    pub provider_number: Option<String>,
}

/// The `[agency]` of one file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgencyLayer {
    address: Option<Vec<String>>,
    phone: Option<String>,
    provider_number: Option<String>,
}

impl AgencyLayer {
    /// Lays what one file says over what the files before it said.
    pub(super) fn over(self, said: &mut OnPaper) {
        said.address = self.address.unwrap_or(std::mem::take(&mut said.address));
        said.phone = self.phone.or(said.phone.take());
        said.provider_number = self.provider_number.or(said.provider_number.take());
    }
}

/// Where something was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file.display(), self.line)
    }
}

/// What an agency changes about one rule; what is `None` stays as it is in the rule table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleSetting {
    /// Whether it is in force.
    pub setting: Option<SettingWord>,
    /// Days until it ends.
    pub due_days: Option<u16>,
    /// Hours until it ends.
    pub due_hours: Option<u16>,
    /// Months until it ends.
    pub due_months: Option<u16>,
    /// Days before its end it is called due soon.
    pub lead_days: Option<u16>,
    /// Hours before its end it is called due soon.
    pub lead_hours: Option<u16>,
    /// When the agency last did what the rule asks of the agency itself.
    pub reviewed: Option<NaiveDate>,
    /// Why; shown on the rule sheet.
    pub reason: Option<String>,
    /// Where the last of this was written.
    pub place: Place,
}

/// Whether a rule is in force, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SettingWord {
    /// It makes deadlines.
    On,
    /// It makes deadlines that only advise.
    Advisory,
    /// It makes none.
    Off,
}

/// One `[rules.x]` of one file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleLayer {
    setting: Option<SettingWord>,
    due_days: Option<u16>,
    due_hours: Option<u16>,
    due_months: Option<u16>,
    lead_days: Option<u16>,
    lead_hours: Option<u16>,
    #[serde(default, deserialize_with = "one_date")]
    reviewed: Option<NaiveDate>,
    reason: Option<String>,
}

impl RuleSetting {
    /// Lays what one file says over what the files before it said. Each of due and lead is one thing, in whatever unit.
    pub(super) fn over(said: Option<Self>, layer: RuleLayer, place: Place) -> Self {
        let said = said.unwrap_or_default();
        let (mut due, mut lead) =
            ((layer.due_days, layer.due_hours, layer.due_months), (layer.lead_days, layer.lead_hours));
        if due == (None, None, None) {
            due = (said.due_days, said.due_hours, said.due_months);
        }
        if lead == (None, None) {
            lead = (said.lead_days, said.lead_hours);
        }
        Self {
            setting: layer.setting.or(said.setting),
            due_days: due.0,
            due_hours: due.1,
            due_months: due.2,
            lead_days: lead.0,
            lead_hours: lead.1,
            reviewed: layer.reviewed.or(said.reviewed),
            reason: layer.reason.or(said.reason),
            place,
        }
    }
}

pub(super) fn week_starts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Weekday>, D::Error> {
    let word = String::deserialize(deserializer)?;
    // The names in full only: an abbreviation would be one more way to write the same.
    let day = word.parse::<Weekday>().ok().filter(|_| word.len() > 5 && word == word.to_lowercase());
    let wrong = || D::Error::custom(format!("`{word}` is not a day of the week; write it in full, such as \"sunday\""));
    day.map(Some).ok_or_else(wrong)
}

fn one_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    Datetime::deserialize(deserializer).and_then(civil).map(Some)
}

/// A date without a time.
fn civil<E: Error>(written: Datetime) -> Result<NaiveDate, E> {
    let date = written.date.filter(|_| written.time.is_none());
    let day = date.and_then(|date| NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()));
    day.ok_or_else(|| E::custom(format!("`{written}` is not a date without a time")))
}

fn dates<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<HolidayDates>, D::Error> {
    deserializer.deserialize_any(DatesOrWord).map(Some)
}

/// `"federal"`, or a list of dates.
struct DatesOrWord;

impl<'de> Visitor<'de> for DatesOrWord {
    type Value = HolidayDates;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"federal\" or a list of dates such as [2026-11-27, 2026-12-24]")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<HolidayDates, E> {
        if word == "federal" {
            Ok(HolidayDates::Federal)
        } else {
            Err(E::invalid_value(serde::de::Unexpected::Str(word), &self))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<HolidayDates, A::Error> {
        let mut dates = Vec::new();
        while let Some(written) = entries.next_element::<Datetime>()? {
            dates.push(civil(written)?);
        }
        Ok(HolidayDates::Dates(dates))
    }
}
