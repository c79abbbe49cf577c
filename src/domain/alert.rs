//! Alerts: what in a chart could hurt, with this patient's facts and what to do. Computed, never stored.

mod duplicate;
mod interaction;
mod lines;
mod not_checked;

use std::collections::BTreeSet;

use serde::Serialize;

use super::codes::codes;
use super::formulary::Formulary;
use super::ids::{Entry, MedicationId, PatientId};
use super::medication::Medication;
use super::rank::Tier;
use lines::TakenList;

codes! {
    /// What kind of finding an alert is; the words of `check-meds --json`.
    AlertKind {
        /// Two medicines that act on each other.
        Interaction = "interaction", "interaction";
        /// Several medicines together.
        Combination = "combination", "combination";
        /// The same ingredient or class twice.
        Duplicate = "duplicate", "duplicate";
        /// Against an allergy on record.
        Allergy = "allergy", "allergy";
        /// A drug whose name we do not know.
        NotChecked = "not_checked", "not checked";
    }
}

/// How grave; the order is worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertTier {
    /// No dose until the prescriber replies.
    Contraindicated,
    /// Needs a decision.
    Serious,
    /// Watch for it at visits; never in the pane.
    Monitor,
}

impl AlertTier {
    /// The word as stored and exchanged.
    pub fn word(self) -> &'static str {
        match self {
            Self::Contraindicated => "contraindicated",
            Self::Serious => "serious",
            Self::Monitor => "monitor",
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alert {
    /// What kind.
    pub kind: AlertKind,
    /// How grave; absent for `not_checked`.
    pub tier: Option<AlertTier>,
    /// Whose chart.
    pub patient: PatientId,
    /// Generic names concerned, as in `ingredients.csv`.
    pub ingredients: Vec<String>,
    /// The lines concerned.
    pub lines: Vec<MedicationId>,
    /// Row of the table that found it: `I123`, `D02`; empty for `not_checked`.
    pub rule: String,
    /// The offending words as typed, for `not_checked`.
    pub text: Option<String>,
    /// This patient's facts, one per element.
    pub why: Vec<String>,
    /// What may happen.
    pub consequence: String,
    /// What to do.
    pub action: String,
    /// Where the rule comes from, in words.
    pub source: String,
}

impl Alert {
    /// `warfarin x naproxen`: what a row shows.
    pub fn title(&self) -> String {
        match (&self.kind, &self.text) {
            (AlertKind::NotChecked, Some(text)) => format!("not checked: {text}"),
            (AlertKind::Duplicate, _) if self.ingredients.len() == 1 => format!("{} twice", self.ingredients.join(" ")),
            _ => self.ingredients.join(" x "),
        }
    }

    /// Worst first; what nobody could check stands between what needs a decision and what is only watched.
    fn order(&self) -> (u8, &AlertKind, &[String], &str, Option<&str>, &[MedicationId]) {
        let grade = match self.tier {
            Some(AlertTier::Contraindicated) => 0,
            Some(AlertTier::Serious) => 1,
            None => 2,
            Some(AlertTier::Monitor) => 3,
        };
        (grade, &self.kind, &self.ingredients, &self.rule, self.text.as_deref(), &self.lines)
    }

    /// How pressing it is among everything else, as long as the patient shows no sign of the harm it warns of.
    pub fn presses(&self) -> Tier {
        match self.tier {
            Some(AlertTier::Contraindicated) => Tier::Harm,
            Some(AlertTier::Serious) => Tier::Slipping,
            Some(AlertTier::Monitor) | None => Tier::Look,
        }
    }

    /// Whether the alert pane and the ranked list show it; monitor-level findings wait in the medication list.
    pub fn is_shown(&self) -> bool {
        self.tier.is_none_or(|tier| tier != AlertTier::Monitor)
    }

    /// What the alert was caused by; an answered alert stays quiet while this stays the same.
    pub fn cause(&self) -> String {
        let mut facts = self.why.clone();
        facts.sort();
        format!("{}|{}", self.subject(), facts.join("|"))
    }

    /// What the alert is about, whatever the facts are at the moment: rule and ingredients.
    pub fn subject(&self) -> String {
        format!("{}|{}", self.rule, self.ingredients.join("+"))
    }
}

/// A patient's medicines as reviewed.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Review {
    /// Medicines whose ingredients are known.
    pub checked: usize,
    /// Medicines being taken.
    pub of: usize,
    /// Findings, worst first.
    pub alerts: Vec<Alert>,
}

/// Reviews the lines that are being taken. Pure: the same lines in any order give the same review.
pub fn review(patient: PatientId, lines: &[Entry<Medication>], formulary: &Formulary) -> Review {
    let list = TakenList::of(lines, formulary);
    let mut alerts = interaction::find(patient, &list);
    for found in duplicate::find(patient, &list) {
        keep_worse(&mut alerts, found);
    }
    alerts.extend(not_checked::find(patient, &list));
    alerts.sort_by(|one, other| one.order().cmp(&other.order()));
    Review { checked: list.checked(), of: list.lines.len(), alerts }
}

/// One row for one set of medicines: the worse finding stays, and of two alike the one that was there.
fn keep_worse(alerts: &mut Vec<Alert>, found: Alert) {
    let names: BTreeSet<&String> = found.ingredients.iter().collect();
    let same = alerts.iter_mut().find(|known| known.ingredients.iter().collect::<BTreeSet<_>>() == names);
    match same {
        Some(known) if known.tier <= found.tier => {
            let new_lines = found.lines.iter().filter(|line| !known.lines.contains(line));
            known.lines.extend(new_lines.collect::<Vec<_>>());
        }
        Some(known) => *known = found,
        None => alerts.push(found),
    }
}
