//! One row of the rule table: what a rule is, as data. The rows stand in `assets/rules/deadlines.toml`.

use chrono::{Months, NaiveDate};

use super::counting::Count;
use crate::domain::codes::codes;
use crate::domain::event::Event;

codes! {
    /// Whether a rule is in force at this agency.
    Setting {
        /// It makes deadlines.
        On = "on", "on";
        /// It makes deadlines that advise: shown where one asks for them, never on the ranked list.
        Advisory = "advisory", "advisory";
        /// It makes none.
        Off = "off", "off";
    }
}

/// A rule in one version. It governs what began on or after `effective_from`, so that an old chart is judged by the rules
/// of its day.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table: each is a column a nurse reads as yes or no")]
pub struct Rule {
    /// `oasis-recert`.
    pub id: &'static str,
    /// First day of this version; also its name.
    pub effective_from: NaiveDate,
    /// Last day of this version, when the rule was repealed.
    pub effective_to: Option<NaiveDate>,
    /// In the field's words.
    pub name: &'static str,
    /// At most 16 characters, for columns.
    pub short: &'static str,
    /// Who made it.
    pub authority: Authority,
    /// Whether it is in force.
    pub setting: Setting,
    /// Whom it is for.
    pub applies_if: Applies,
    /// Days of this rule besides its versions, by name: `("form_from", 2026-05-12)`.
    pub dates: &'static [(&'static str, NaiveDate)],
    /// Numbers of this rule besides its windows, by name: `("hours", 12)`.
    pub amounts: &'static [(&'static str, u16)],
    /// What is told with the arithmetic of this version.
    pub note: Option<&'static str>,
    /// What starts it, in words.
    pub trigger: &'static str,
    /// How the time is counted, from each event that can start it.
    pub windows: &'static [Window],
    /// What satisfies it.
    pub satisfied_by: &'static [Satisfier],
    /// What satisfies it may come before what starts it, within the admission.
    pub may_precede: bool,
    /// What satisfies it only while its window is open.
    pub satisfied_in_window_by: &'static [Satisfier],
    /// What belongs to it and is recorded by itself; told as there or missing, and no condition of being met.
    pub includes: &'static [Satisfier],
    /// Roles whose visit counts; empty when no visit is asked for.
    pub who_may: &'static [&'static str],
    /// Roles whose visit counts as well when only therapy is ordered.
    pub who_may_if_therapy_only: &'static [&'static str],
    /// Held while the patient is an inpatient.
    pub paused_while_inpatient: bool,
    /// It is still owed when care has ended.
    pub outlives_care: bool,
    /// How long before its end it is called due soon.
    pub lead: Lead,
    /// What being late means.
    pub overdue_means: &'static str,
    /// Where it comes from.
    pub citation: &'static str,
    /// How sure we are of it.
    pub confidence: Confidence,
    /// Whether an agency may make it stricter.
    pub override_allowed: bool,
    /// What this agency changed about it, in words; see [`super::overrides`].
    pub overridden: Option<&'static str>,
    /// Of a duty of the agency itself: when it says it last did it.
    pub reviewed: Option<NaiveDate>,
    /// Whether doing it late asks for a reason.
    pub reason_needed: bool,
    /// Urgency class, 1 (safety) to 7 (policy).
    pub severity: u8,
    /// The OASIS reason for assessment it asks for, if it asks for one: `04`.
    pub oasis: Option<&'static str>,
    /// The item sets of that assessment, oldest first; empty when it asks for none.
    pub item_sets: &'static [ItemSet],
    /// What may excuse being late, in words; told when it is late and when the reason is asked.
    pub excuses: &'static [&'static str],
}

/// A version of the OASIS item set. The completion date (M0090) alone decides which one an assessment takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemSet {
    /// `OASIS-E2`.
    pub name: &'static str,
    /// The first M0090 it is for.
    pub from: NaiveDate,
    /// The last one; `None` for the newest.
    pub to: Option<NaiveDate>,
    /// What is new in it, by the reason for assessment (RFA) it concerns.
    pub notes: &'static [(&'static str, &'static str)],
}

impl ItemSet {
    /// Whether an assessment completed that day takes it.
    pub fn is_for(&self, m0090: NaiveDate) -> bool {
        self.from <= m0090 && self.to.is_none_or(|to| m0090 <= to)
    }
}

impl Rule {
    /// How the time is counted from that event: `referral`, `soc`.
    pub fn window(&self, from: &str) -> Option<&'static Window> {
        self.windows.iter().find(|window| window.from.kind == from)
    }

    /// A number of this rule: `hours`. Zero when the table does not give it; a test asks for those that are used.
    pub fn amount(&self, name: &str) -> u16 {
        self.amounts.iter().find(|(known, _)| *known == name).map_or(0, |(_, number)| *number)
    }

    /// A day of this rule: `form_from`.
    pub fn date(&self, name: &str) -> Option<NaiveDate> {
        self.dates.iter().find(|(known, _)| *known == name).map(|(_, day)| *day)
    }

    /// The day by which a duty of the agency itself is due again; `None` of other rules, and while it was never dated.
    pub fn due_again(&self) -> Option<NaiveDate> {
        self.reviewed?.checked_add_months(Months::new(self.amount("months").into()))
    }

    /// Whether this version governs what began on that day and ends on the other; `rules` is the whole table. The first
    /// version governs also what began before it and ends in its time.
    pub fn governs(&self, day: NaiveDate, ends: Option<NaiveDate>, rules: &[Self]) -> bool {
        let superseded =
            rules.iter().any(|r| r.id == self.id && r.effective_from > self.effective_from && r.effective_from <= day);
        let is_first = !rules.iter().any(|r| r.id == self.id && r.effective_from < self.effective_from);
        let reaches = is_first && ends.is_some_and(|ends| ends >= self.effective_from);
        (self.effective_from <= day || reaches) && self.effective_to.is_none_or(|last| day <= last) && !superseded
    }
}

/// Who made a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// The United States.
    Federal,
    /// Who pays.
    Payer,
    /// The state.
    State,
    /// The agency.
    Agency,
}

/// Whom a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// Every patient.
    Everyone,
    /// Patients of whom OASIS is collected.
    Oasis,
    /// Patients whose care original Medicare pays.
    MedicareFfs,
    /// Patients of original Medicare or of a Medicare Advantage plan.
    Medicare,
    /// Patients of 18 years and older.
    Adults,
    /// Patients whose payer authorizes care beforehand.
    Authorized,
    /// Patients of Medicaid or of a Medicaid plan.
    Medicaid,
    /// Patients of a Medicare Advantage plan, of Medicaid or of a Medicaid plan.
    AdvantageOrMedicaid,
    /// No patient: a duty of the agency itself, every so many months (`amounts`), which it dates in its settings.
    Agency,
}

/// How sure we are of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// Read in the primary text.
    Primary,
    /// Read in a secondary source.
    Secondary,
    /// From memory; to be confirmed.
    Memory,
    /// Not federal: a setting of agency or state.
    Policy,
}

impl Authority {
    /// The word as exchanged.
    pub fn word(self) -> &'static str {
        match self {
            Self::Federal => "federal",
            Self::Payer => "payer",
            Self::State => "state",
            Self::Agency => "agency",
        }
    }
}

impl Confidence {
    /// The word as exchanged.
    pub fn word(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Memory => "memory",
            Self::Policy => "policy",
        }
    }
}

/// How the time is counted from one kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The event, where needed with its detail: `referral`, `change_in_condition:major`.
    pub from: Satisfier,
    /// When it opens; with the event itself when absent.
    pub opens: Option<Count>,
    /// When it ends.
    pub due: Count,
}

/// How long before its end a deadline is called due soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// Calendar days.
    Days(u16),
    /// Hours.
    Hours(u16),
}

impl Lead {
    /// In words: "3 days".
    pub fn words(self) -> String {
        let (count, unit) = match self {
            Self::Days(days) => (days, "day"),
            Self::Hours(hours) => (hours, "hour"),
        };
        format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

/// A kind of event that starts or satisfies a rule: `assessment:04` is kind `assessment` with detail `04`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Satisfier {
    /// The event's word.
    pub kind: &'static str,
    /// What tells facts of this kind apart, see [`Event::detail`].
    pub detail: Option<&'static str>,
}

impl Satisfier {
    /// In words: "assessment RFA 04", "visit: recert".
    pub fn words(&self) -> String {
        let kind = Event::KINDS.iter().find(|kind| kind.word == self.kind).map_or(self.kind, |kind| kind.label);
        match self.detail {
            None => kind.to_owned(),
            Some(rfa) if rfa.bytes().all(|b| b.is_ascii_digit()) => format!("{kind} RFA {rfa}"),
            Some(detail) => format!("{kind}: {}", detail.replace('_', " ")),
        }
    }

    /// Whether the event is of this kind.
    pub fn is(&self, event: &Event) -> bool {
        self.kind == event.kind() && self.detail.is_none_or(|wanted| event.detail() == Some(wanted))
    }
}
