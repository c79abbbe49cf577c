//! Alerts: what in a chart could hurt, with this patient's facts and what to do. Computed, never stored.

mod adherence;
mod allergy;
mod by_hand;
mod combination;
mod conditions;
mod dose;
mod duplicate;
mod finding;
mod interaction;
mod kidney;
mod lines;
mod monitoring;
mod not_checked;
mod notation;
mod older_adult;
mod prn_use;
mod refill;
mod renal;
mod standing;
mod teaching;
mod tier;
mod unread;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;

use super::allergy::Allergy;
use super::codes::{Sex, codes};
use super::event::Event;
use super::formulary::Formulary;
use super::ids::{MedicationId, PatientId, Stored};
use super::medication::Medication;
use super::medication::uses::MedicineUse;
use super::observation::Observation;
use super::problem::Problem;
use super::rank::Tier;
pub use by_hand::ByHand;
use lines::TakenList;
pub use teaching::{Teaching, teaching};
pub use tier::AlertTier;

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
        /// More in a day than the most, or every day instead of every week.
        Dose = "dose", "dose";
        /// The kidneys bear less of it.
        Renal = "renal", "kidney dose";
        /// Older people bear it badly.
        OlderAdult = "older_adult", "older adult";
        /// A condition on the problem list makes it risky, at any age.
        Condition = "condition", "with a condition";
        /// A test or an observation is due.
        Monitoring = "monitoring", "monitoring";
        /// Doses that were missed.
        Adherence = "adherence", "missed doses";
        /// A supply that runs out.
        Refill = "refill", "refill";
        /// Use when needed that is too much, or grows.
        PrnUse = "prn_use", "PRN use";
        /// A notation that is misread.
        Sig = "sig", "notation";
        /// Nobody says whether it is still taken.
        StillTaken = "still_taken", "still taken?";
        /// A drug whose name we do not know.
        NotChecked = "not_checked", "not checked";
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alert {
    /// What kind.
    pub kind: AlertKind,
    /// How grave; absent for the kinds whose tables know no tier: kidney dose, older adult, monitoring, notation, not
    /// checked.
    pub tier: Option<AlertTier>,
    /// How pressing it is among the others; the tier where there is one.
    #[serde(skip)]
    pub grade: AlertTier,
    /// Whose chart.
    pub patient: PatientId,
    /// Generic names concerned, as in `ingredients.csv`.
    pub ingredients: Vec<&'static str>,
    /// The lines concerned.
    pub lines: Vec<MedicationId>,
    /// Row of the table that found it: `I123`, `D02`; empty for `not_checked`.
    pub rule: &'static str,
    /// The offending words as typed, for `sig` and `not_checked`; the medicine as written, for `adherence`, `refill` and
    /// `prn_use`.
    pub text: Option<String>,
    /// This patient's facts, one per element.
    pub why: Vec<String>,
    /// What nobody knows here and would help to judge it.
    pub missing: Vec<String>,
    /// What may happen.
    pub consequence: Cow<'static, str>,
    /// What to do.
    pub action: Cow<'static, str>,
    /// Questions for this visit, riskiest first.
    pub ask: Vec<&'static str>,
    /// What to teach.
    pub teach: Vec<&'static str>,
    /// When the patient must call at once.
    pub call_now: Vec<&'static str>,
    /// Where the rule comes from, in words.
    pub source: Cow<'static, str>,
}

/// What an alert sorts by: how grave, what kind, and then whatever tells two of a kind apart.
type Order<'a> = (u8, &'a AlertKind, &'a [&'static str], &'a str, Option<&'a str>, &'a [MedicationId]);

impl Alert {
    /// `warfarin x naproxen`: what a row shows.
    pub fn title(&self) -> String {
        let names = self.ingredients.join(" + ");
        match (&self.kind, &self.text) {
            (AlertKind::NotChecked, Some(text)) => format!("not checked: {text}"),
            (AlertKind::Sig, Some(text)) => format!("written `{text}`"),
            (AlertKind::StillTaken, Some(text)) => format!("still taken? {text}"),
            (AlertKind::Duplicate, _) if self.ingredients.len() == 1 => format!("{names} twice"),
            (AlertKind::Combination, _) => names,
            (AlertKind::Allergy, _) => format!("allergy: {names}"),
            (AlertKind::Dose, _) => format!("dose of {names}"),
            (AlertKind::Renal, _) if self.ingredients.is_empty() => "no kidney result on file".to_owned(),
            (AlertKind::Renal, _) => format!("kidneys: {names}"),
            (AlertKind::OlderAdult, _) => format!("older adult: {names}"),
            (AlertKind::Condition, _) => format!("with a condition: {names}"),
            (AlertKind::Monitoring, _) => format!("check due: {names}"),
            (AlertKind::Adherence, _) => format!("doses missed: {}", self.medicine()),
            (AlertKind::Refill, _) => format!("refill: {}", self.medicine()),
            (AlertKind::PrnUse, _) => format!("PRN use: {}", self.medicine()),
            _ => self.ingredients.join(" x "),
        }
    }

    /// The medicine of an alert about one line: its generic names, or as written where no table knows it.
    fn medicine(&self) -> String {
        match &self.text {
            Some(text) if self.ingredients.is_empty() => text.clone(),
            Some(_) | None => self.ingredients.join(" + "),
        }
    }

    /// Worst first; what nobody could check stands between what needs a decision and what is only watched.
    fn order(&self) -> Order<'_> {
        (self.rank(), &self.kind, &self.ingredients, self.rule, self.text.as_deref(), &self.lines)
    }

    /// Its place among other alerts, worst lowest.
    pub fn rank(&self) -> u8 {
        match (&self.kind, self.grade) {
            (AlertKind::NotChecked | AlertKind::StillTaken, _) => 2,
            (_, AlertTier::Contraindicated) => 0,
            (_, AlertTier::Serious) => 1,
            (_, AlertTier::Monitor) => 3,
        }
    }

    /// How pressing it is among everything else, as long as the patient shows no sign of the harm it warns of.
    pub fn presses(&self) -> Tier {
        match (&self.kind, self.grade) {
            // What older people bear badly is raised this week, not today.
            (AlertKind::NotChecked | AlertKind::StillTaken | AlertKind::OlderAdult | AlertKind::Condition, _)
            | (_, AlertTier::Monitor) => Tier::Look,
            (_, AlertTier::Contraindicated) => Tier::Harm,
            (_, AlertTier::Serious) => Tier::Slipping,
        }
    }

    /// Whether the alert pane and the ranked list show it; monitor-level findings wait in the medication list.
    pub fn is_shown(&self) -> bool {
        matches!(self.kind, AlertKind::NotChecked | AlertKind::StillTaken) || self.grade != AlertTier::Monitor
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

/// Everything a review may look at. What is not known is empty; nothing is concluded from that.
#[derive(Debug, Clone, Copy)]
pub struct UnderReview<'a> {
    /// Whose.
    pub patient: PatientId,
    /// The medication list.
    pub lines: &'a [Stored<Medication>],
    /// Doses reported, fills and use when needed.
    pub uses: &'a [Stored<MedicineUse>],
    /// What happened; inpatient stays are read from it.
    pub events: &'a [Stored<Event>],
    /// Allergies, and statements that none is known.
    pub allergies: &'a [Stored<Allergy>],
    /// Problems.
    pub problems: &'a [Stored<Problem>],
    /// Laboratory results, the newest of each kind.
    pub results: &'a [Stored<Observation>],
    /// Vital signs, newest first.
    pub vitals: &'a [Stored<Observation>],
    /// In years.
    pub age: Option<i32>,
    /// Administrative sex.
    pub sex: &'a Sex,
    /// The local day; without it no date counts.
    pub today: Option<NaiveDate>,
    /// Whether the lines stand as somebody typed them, so that their notation can be judged.
    pub as_typed: bool,
    /// Whether this is a whole chart, so that a missing result is missing and not merely untold.
    pub whole_chart: bool,
}

impl<'a> UnderReview<'a> {
    /// A list of medicines about which nothing else is known.
    pub fn list(patient: PatientId, lines: &'a [Stored<Medication>]) -> Self {
        Self {
            patient,
            lines,
            uses: &[],
            events: &[],
            allergies: &[],
            problems: &[],
            results: &[],
            vitals: &[],
            age: None,
            sex: &Sex::Unknown,
            today: None,
            as_typed: false,
            whole_chart: false,
        }
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
    /// What only a review of the whole list asks about: cautions for older people, supplies.
    pub cautions: Vec<Alert>,
    /// How many pairs of medicines were compared: what a review costs.
    #[serde(skip)]
    pub compared: usize,
    /// How many findings of a list of thousands are not listed; the last row says so.
    #[serde(skip)]
    pub unlisted: usize,
}

impl Review {
    /// How many lines have an amount that nobody can say: ", 2 amount not checked", or nothing.
    pub fn amounts_not_checked(&self) -> String {
        match self.cautions.iter().filter(|caution| caution.kind == AlertKind::Sig).count() {
            0 => String::new(),
            unclear => format!(", {unclear} amount not checked"),
        }
    }
}

/// Findings that are listed at the most; no patient has so many.
const MOST_LISTED: usize = 1_000;

/// Leaves out the mildest of too many findings and says so in their place.
fn cut(found: &mut Vec<Alert>, patient: PatientId) -> usize {
    let unlisted = found.len().saturating_sub(MOST_LISTED);
    if unlisted > 0 {
        found.truncate(MOST_LISTED);
        found.push(not_checked::left_out(patient, unlisted));
    }
    unlisted
}

/// Reviews the lines that are being taken. Pure: the same lines in any order give the same review.
pub fn review(under: &UnderReview, formulary: &'static Formulary) -> Review {
    let list = TakenList::of(under.lines, formulary);
    let patient = under.patient;
    let mut rows = Rows::default();
    for found in interaction::find(patient, &list) {
        // Two rules may have found the same two medicines in different lines: each is a row of its own.
        rows.add(found);
    }
    for found in duplicate::find(patient, &list) {
        rows.keep_worse(found);
    }
    let mut alerts = rows.alerts;
    alerts.extend(combination::find(patient, &list, &alerts));
    let mut cautions = Vec::new();
    let mut findings = allergy::find(under, &list);
    findings.extend(dose::find(under, &list));
    findings.extend(renal::find(under, &list));
    findings.extend(older_adult::find(under, &list));
    findings.extend(monitoring::find(under, &list));
    findings.extend(notation::find(under, &list));
    findings.extend(unread::find(&list));
    findings.extend(standing::find(under, &list));
    findings.extend(adherence::find(under, &list));
    findings.extend(refill::find(under, &list));
    findings.extend(prn_use::find(under, &list));
    for finding in findings {
        let into = if finding.is_caution { &mut cautions } else { &mut alerts };
        into.push(finding.into_alert(patient, &list));
    }
    alerts.extend(not_checked::find(patient, &list));
    cautions.extend(not_checked::not_reviewed(patient, &list));
    for found in [&mut alerts, &mut cautions] {
        for alert in found.iter_mut() {
            teaching::fill(alert, &list);
        }
        found.sort_by(|one, other| one.order().cmp(&other.order()));
    }
    let compared = list.compared();
    let unlisted = cut(&mut alerts, patient) + cut(&mut cautions, patient);
    Review { checked: list.checked(), of: list.lines.len(), alerts, cautions, compared, unlisted }
}

/// Rows of interactions and duplicates: one for one set of medicines, the worse finding, and of two alike the one that
/// was there.
#[derive(Default)]
struct Rows {
    alerts: Vec<Alert>,
    /// Where the row about a set of names stands.
    places: BTreeMap<Vec<&'static str>, usize>,
}

impl Rows {
    /// Adds a row even where one about the same medicines stands; that one is what later findings are compared with.
    fn add(&mut self, found: Alert) {
        let mut names = found.ingredients.clone();
        names.sort_unstable();
        names.dedup();
        self.places.entry(names).or_insert(self.alerts.len());
        self.alerts.push(found);
    }

    fn keep_worse(&mut self, found: Alert) {
        let mut names = found.ingredients.clone();
        names.sort_unstable();
        names.dedup();
        let Some(known) = self.places.get(&names).and_then(|place| self.alerts.get_mut(*place)) else {
            self.places.insert(names, self.alerts.len());
            return self.alerts.push(found);
        };
        if known.tier <= found.tier {
            let there: BTreeSet<MedicationId> = known.lines.iter().copied().collect();
            known.lines.extend(found.lines.into_iter().filter(|line| !there.contains(line)));
        } else {
            *known = found;
        }
    }
}
