//! The rules in words: for a director of nursing to review, on the screen or on paper.

use chrono::NaiveDate;
use serde::Serialize;

use super::counting::{
    BusinessDays, Count, DaysBefore, ElapsedHours, EventDayZero, MonthsAfter, NextMidnight, SocDayOne, SocDayZero,
};
use super::overrides::is_protected;
use super::rule::{Applies, Confidence, Rule, Satisfier, Setting, Window};
use crate::domain::event::{Event, Kind};

/// One line of the sheet, not yet broken into the columns of a screen or a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A rule, or a part of the sheet.
    Heading(String),
    /// Words to read.
    Text(String),
    /// Something under a label.
    Row(&'static str, String),
    /// A place to be filled in by hand under a label; its blanks stay.
    Form(&'static str, &'static str),
    /// Nothing.
    Blank,
}

/// A day of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Named {
    /// What begins or ends with it: `form_required_from`.
    pub name: &'static str,
    /// The day.
    pub day: NaiveDate,
}

/// One rule in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its id.
    pub rule: &'static str,
    /// First day of this version.
    pub version: NaiveDate,
    /// Last day of this version, when the rule was repealed.
    pub until: Option<NaiveDate>,
    /// In the field's words.
    pub name: &'static str,
    /// Whether it is in force: `on`, `advisory`, `off`.
    pub setting: Setting,
    /// Who made it: `federal`, `payer`, `state`, `agency`.
    pub authority: &'static str,
    /// Whom it is for.
    pub applies_to: &'static str,
    /// What starts it.
    pub trigger: &'static str,
    /// How the time is counted, from each event that can start it.
    pub windows: Vec<String>,
    /// What satisfies it.
    pub satisfied_by: Vec<String>,
    /// Whose visit counts; empty when no visit is asked for.
    pub who_may: &'static [&'static str],
    /// Whose visit counts as well when only therapy is ordered.
    pub who_may_if_therapy_only: &'static [&'static str],
    /// Held while the patient is an inpatient.
    pub paused_while_inpatient: bool,
    /// How long before its end it is called due soon.
    pub lead: String,
    /// What being late means.
    pub overdue_means: &'static str,
    /// Urgency class, 1 (safety) to 7 (policy).
    pub severity: u8,
    /// Where it comes from.
    pub citation: &'static str,
    /// How sure we are of it.
    pub confidence: &'static str,
    /// What an agency may do about it.
    pub may_change: &'static str,
    /// What this agency changed.
    pub overridden: Option<&'static str>,
    /// What is told with the arithmetic of this version.
    pub note: Option<&'static str>,
    /// Days of this rule, by name: the first day of a form, the last day of a permission.
    pub dates: Vec<Named>,
    /// What may excuse being late.
    pub excuses: &'static [&'static str],
    /// Of a duty of the agency itself: when it was last done, as the settings say.
    pub reviewed: Option<NaiveDate>,
    /// Of a duty of the agency itself: by when it is due again.
    pub due_again: Option<NaiveDate>,
    #[serde(skip)]
    sureness: &'static str,
    #[serde(skip)]
    is_of_the_agency: bool,
}

impl Entry {
    /// A rule of the table in force.
    pub fn of(rule: &Rule) -> Self {
        let in_window = rule.satisfied_in_window_by.iter().map(|kind| format!("{} (inside the window)", kind.words()));
        Self {
            rule: rule.id,
            version: rule.effective_from,
            until: rule.effective_to,
            name: rule.name,
            setting: rule.setting.clone(),
            authority: rule.authority.word(),
            applies_to: applies_to(rule.applies_if),
            trigger: rule.trigger,
            windows: rule.windows.iter().map(window).collect(),
            satisfied_by: rule.satisfied_by.iter().map(Satisfier::words).chain(in_window).collect(),
            who_may: rule.who_may,
            who_may_if_therapy_only: rule.who_may_if_therapy_only,
            paused_while_inpatient: rule.paused_while_inpatient,
            lead: rule.lead.words(),
            overdue_means: rule.overdue_means,
            severity: rule.severity,
            citation: rule.citation,
            confidence: rule.confidence.word(),
            may_change: may_change(rule),
            overridden: rule.overridden,
            note: rule.note,
            dates: rule.dates.iter().map(|(name, day)| Named { name, day: *day }).collect(),
            excuses: rule.excuses,
            reviewed: rule.reviewed,
            due_again: rule.due_again(),
            sureness: sureness(rule.confidence),
            is_of_the_agency: rule.applies_if == Applies::Agency,
        }
    }

    fn lines(&self) -> Vec<Line> {
        let versions = match self.until {
            Some(until) => format!("from {} to {until}", self.version),
            None => format!("from {}", self.version),
        };
        let setting = format!("{}; {} rule, in force {versions}", in_force(&self.setting), self.authority);
        let mut lines = vec![
            Line::Heading(self.rule.to_owned()),
            Line::Text(self.name.to_owned()),
            Line::Row("setting", setting),
            Line::Row("for", self.applies_to.to_owned()),
            Line::Row("starts with", self.trigger.to_owned()),
        ];
        lines.extend(self.windows.iter().map(|window| Line::Row("time", window.clone())));
        if !self.satisfied_by.is_empty() {
            lines.push(Line::Row("done by", self.satisfied_by.join("; or ")));
        }
        if !self.who_may.is_empty() {
            let also = self.who_may_if_therapy_only.join(", ");
            let also = if also.is_empty() { also } else { format!("; when only therapy is ordered also {also}") };
            lines.push(Line::Row("who may", format!("{}{also}", self.who_may.join(", "))));
        }
        lines.extend(self.note.map(|note| Line::Row("note", note.to_owned())));
        lines.extend(
            self.dates.iter().map(|date| Line::Row("date", format!("{}: {}", date.name.replace('_', " "), date.day))),
        );
        lines.extend(self.excuses.iter().map(|excuse| Line::Row("may excuse", (*excuse).to_owned())));
        if self.is_of_the_agency {
            lines.push(Line::Row(
                "last done",
                match (self.reviewed, self.due_again) {
                    (Some(done), Some(again)) => format!("{done}, due again by {again}"),
                    _ => format!(
                        "not dated: write [rules] {} = {{ reviewed = YYYY-MM-DD }} into the settings",
                        self.rule
                    ),
                },
            ));
        }
        if self.paused_while_inpatient {
            lines.push(Line::Row("paused", "while the patient is an inpatient".to_owned()));
        }
        lines.push(Line::Row("due soon", format!("{} ahead; urgency {} of 7", self.lead, self.severity)));
        lines.push(Line::Row("if late", self.overdue_means.to_owned()));
        lines.push(Line::Row("source", format!("{}; {}", self.citation, self.sureness)));
        lines.push(match self.overridden {
            Some(changed) => Line::Row("CHANGED", format!("by the agency: {changed}")),
            None => Line::Row("agency", self.may_change.to_owned()),
        });
        lines.push(Line::Form("reviewed", "[ ] as it stands   [ ] change: ______________________________"));
        lines
    }
}

/// The sheet: what it is, every rule, and room for a signature.
pub fn sheet(rules: &[Rule], look_up: &[&str]) -> Vec<Line> {
    let mut lines = head(rules);
    lines.extend(look_up.iter().map(|line| Line::Row("LOOK UP", (*line).to_owned())));
    for rule in rules {
        lines.push(Line::Blank);
        lines.extend(Entry::of(rule).lines());
    }
    lines.push(Line::Blank);
    lines.extend(signature());
    lines
}

fn head(rules: &[Rule]) -> Vec<Line> {
    let count = |setting: &Setting| rules.iter().filter(|rule| rule.setting == *setting).count();
    let changed = rules.iter().filter(|rule| rule.overridden.is_some()).count();
    let newest = rules.iter().map(|rule| rule.effective_from).max().map(|day| day.to_string()).unwrap_or_default();
    vec![
        Line::Heading("Deadline rules: the sheet for review".to_owned()),
        Line::Text(format!(
            "{} rules, the newest in force from {newest}: {} on, {} advisory (shown where one asks, never on the ranked \
             list), {} off; {changed} changed by the agency.",
            rules.len(),
            count(&Setting::On),
            count(&Setting::Advisory),
            count(&Setting::Off),
        )),
        Line::Text(
            "Nothing is signed by default: the program comes with these rules and nobody's signature, and works the \
             same whether this sheet is signed or not. Do not rely on them before a director of nursing has reviewed \
             them."
                .to_owned(),
        ),
    ]
}

/// What is filled in by hand.
fn signature() -> Vec<Line> {
    let mut lines = vec![
        Line::Heading("Signature".to_owned()),
        Line::Text(
            "I have reviewed these rules. They may be used at my agency as they stand, but for the changes I have \
             marked."
                .to_owned(),
        ),
    ];
    for label in ["agency", "name", "credential", "signature", "date"] {
        lines.extend([Line::Blank, Line::Form(label, "____________________________________________________")]);
    }
    lines.push(Line::Blank);
    lines.push(Line::Text(
        "Changes go into the configuration file under [rules]; config.example.toml shows how.".to_owned(),
    ));
    lines
}

fn in_force(setting: &Setting) -> &str {
    match setting {
        Setting::On => "ON",
        Setting::Advisory => "advisory",
        Setting::Off => "off",
        Setting::Other(word) => word,
    }
}

fn applies_to(applies: Applies) -> &'static str {
    match applies {
        Applies::Everyone => "every patient",
        Applies::Oasis => "patients of whom OASIS is collected",
        Applies::MedicareFfs => "patients whose care original Medicare pays",
        Applies::Medicare => "patients of original Medicare or a Medicare Advantage plan",
        Applies::Adults => "patients of 18 years and older",
        Applies::Authorized => "patients whose payer authorizes care beforehand",
        Applies::Agency => "the agency itself",
        Applies::Medicaid => "patients of Medicaid or a Medicaid plan",
        Applies::AdvantageOrMedicaid => "patients of a Medicare Advantage plan, Medicaid or a Medicaid plan",
    }
}

fn sureness(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Primary => "read in the text of the rule itself",
        Confidence::Secondary => "read in a secondary source",
        Confidence::Memory => "NOT READ: from memory, to be confirmed",
        Confidence::Policy => "no rule gives the number: a default to be replaced by the agency's own",
    }
}

fn may_change(rule: &Rule) -> &'static str {
    match (rule.override_allowed, is_protected(rule)) {
        (false, _) => "cannot change it",
        (true, true) => "may make it stricter, never looser",
        (true, false) => "may change it both ways",
    }
}

fn known(kind: Satisfier) -> Option<&'static Kind> {
    Event::KINDS.iter().find(|known| known.word == kind.kind)
}

/// `from the referral: within 48 hours`.
fn window(window: &Window) -> String {
    let from = window.from.words();
    if known(window.from).is_some_and(|kind| kind.fields.iter().any(|field| field.name == "every_days")) {
        return format!("from {from}: as often as the order says, with its tolerance");
    }
    let opens = window.opens.map(|opens| format!("opens {}, ", opening(opens))).unwrap_or_default();
    format!("from {from}: {opens}{}", ending(window.due))
}

fn opening(opens: Count) -> String {
    match opens {
        Count::SocDayOne(SocDayOne(day)) => format!("on day {day}"),
        Count::DaysBefore(DaysBefore(days)) => format!("{days} calendar days before it"),
        Count::SocDayZero(_)
        | Count::EventDayZero(_)
        | Count::ElapsedHours(_)
        | Count::NextMidnight(_)
        | Count::BusinessDays(_)
        | Count::MonthsAfter(_) => format!("after {}", opens.words()),
    }
}

fn ending(due: Count) -> String {
    match due {
        Count::SocDayOne(SocDayOne(day)) => {
            format!("ends with day {day} of each certification period, whose first day is day 1")
        }
        Count::SocDayZero(SocDayZero(0)) | Count::EventDayZero(EventDayZero(0)) => "on that day".to_owned(),
        Count::SocDayZero(SocDayZero(_))
        | Count::EventDayZero(EventDayZero(_))
        | Count::BusinessDays(BusinessDays(_)) => {
            format!("within {}, that day being day 0", due.words())
        }
        Count::ElapsedHours(ElapsedHours(_)) | Count::MonthsAfter(MonthsAfter(_)) => format!("within {}", due.words()),
        Count::NextMidnight(NextMidnight) => "by the end of the next day".to_owned(),
        Count::DaysBefore(DaysBefore(days)) => format!("ends {days} calendar days before it"),
    }
}
