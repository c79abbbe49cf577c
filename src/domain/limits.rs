//! Measurements out of their limits. Of the open episode a finding stays until somebody has answered it or a newer reading of
//! the same method has replaced it, never by age alone; what was dangerous and replaced before anybody answered is said as
//! such. What cannot be judged is named, with why. Readings from before the episode are history.

use chrono_tz::Tz;
use serde::Serialize;

use super::answer::Answer;
use super::ids::Stored;
use super::measure::{self, Number, Reading};
use super::medication::Medication;
use super::observation::{FLAGGED, Observation, ObservationStatus};
use super::problem::{Problem, ProblemStatus};
use super::rank::Tier;
use super::when::Instant;

mod changes;
mod judge;

/// The limits in force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Limits of single readings; a row for a condition goes before a general one.
    pub limits: &'static [Limit],
    /// Changes over days.
    pub changes: &'static [Change],
    /// The same number several times.
    pub repeats: &'static [Repeat],
}

/// The limits of one measure.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Which measure: its key.
    pub measure: &'static str,
    /// Only for patients with this condition.
    pub whom: Option<Condition>,
    /// The limits in words: `goal 2-3`.
    pub says: &'static str,
    /// Outside of this the practitioner is told.
    pub tell: Band,
    /// Outside of this somebody calls now.
    pub urgent: Band,
    /// What to do outside of the urgent band.
    pub urgent_do: &'static str,
    /// Outside of this it is an emergency.
    pub emergency: Band,
    /// What to do then.
    pub emergency_do: &'static str,
    /// Where the numbers come from.
    pub source: &'static str,
    /// How sure they are.
    pub sure: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/limits.rs"));

/// The agency's defaults, from `assets/rules/vitals.toml`. They stand here because the store finds dangerous readings by them.
pub fn defaults() -> Limits {
    Limits { limits: LIMITS, changes: CHANGES, repeats: REPEATS }
}

/// A band of values; its ends still lie inside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Lower end.
    pub under: Option<f64>,
    /// Upper end.
    pub over: Option<f64>,
}

impl Band {
    /// Whether a number lies outside, whatever it is exactly. A sign at the end itself counts as outside: it only makes it worse.
    fn leaves_out(self, number: &Number) -> bool {
        let under = |end: f64| number.high < end || (number.low.is_infinite() && number.high <= end);
        let over = |end: f64| number.low > end || (number.high.is_infinite() && number.low >= end);
        self.under.is_some_and(under) || self.over.is_some_and(over)
    }

    /// Whether a number may lie outside.
    fn may_leave_out(self, number: &Number) -> bool {
        self.under.is_some_and(|end| number.low < end) || self.over.is_some_and(|end| number.high > end)
    }
}

/// A change of at least `by` within some days.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Which measure: its key.
    pub measure: &'static str,
    /// Only for patients with this condition.
    pub whom: Option<Condition>,
    /// Gain, or loss when negative.
    pub by: f64,
    /// Over how many days before the newest reading.
    pub within_days: u16,
    /// From what is usual in these days, not from the reading that makes the change greatest.
    pub from_usual: bool,
    /// What to do.
    pub what_to_do: &'static str,
    /// Where the numbers come from.
    pub source: &'static str,
    /// How sure they are.
    pub sure: &'static str,
}

/// The same measure over a number several times.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    /// Which measure: its key.
    pub measure: &'static str,
    /// As a row shows it: `Fasting glucose`.
    pub name: &'static str,
    /// Codes that mean it.
    pub codes: &'static [&'static str],
    /// Words in the name of a reading that mean it, in small letters.
    pub words: &'static [&'static str],
    /// Over this.
    pub over: f64,
    /// So often, one reading after the other.
    pub times: usize,
    /// In words: `over 250 twice`.
    pub says: &'static str,
    /// Where the numbers come from.
    pub source: &'static str,
    /// How sure they are.
    pub sure: &'static str,
}

/// A condition that changes what is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Heart failure.
    HeartFailure,
    /// Chronic obstructive pulmonary disease.
    Copd,
    /// A weak immunity, by a problem or by what is taken.
    WeakImmunity,
}

/// Drugs that weaken the immunity: against rejection, and against cancer. Steroids do so by dose and time, which a list does
/// not tell.
const WEAKENING: &[&str] = &[
    "tacrolimus",
    "cyclosporine",
    "mycophenol",
    "azathioprine",
    "sirolimus",
    "everolimus",
    "belatacept",
    "cyclophosphamide",
    "capecitabine",
    "temozolomide",
    "venetoclax",
    "ibrutinib",
    "lenalidomide",
    "ruxolitinib",
    "tofacitinib",
];

impl Condition {
    /// Whether an active problem says so: by its ICD-10 or SNOMED CT code, else by its words; a weak immunity also by a drug.
    pub fn is_among(self, problems: &[Stored<Problem>], medications: &[Stored<Medication>]) -> bool {
        let (icd10, snomed, words): (&[&str], &[&str], &[&str]) = match self {
            Self::HeartFailure => {
                (&["I50", "I11.0", "I13.0", "I13.2"], &["42343007", "88805009", "84114007"], &["heart failure"])
            }
            Self::Copd => (&["J44"], &["13645005", "185086009"], &["copd", "chronic obstructive"]),
            Self::WeakImmunity => (
                &["D70", "D80", "D81", "D82", "D83", "D84", "Z94", "B20", "T86", "D89.8"],
                &["165517008", "234532001", "86553008"],
                &["neutropeni", "immunosuppress", "immunodeficien", "immunocompromis", "transplant", "chemotherapy"],
            ),
        };
        let drug = |entry: &Stored<Medication>| {
            let drug = entry.drug.to_lowercase();
            self == Self::WeakImmunity && WEAKENING.iter().any(|name| drug.contains(name))
        };
        problems
            .iter()
            .filter(|problem| matches!(problem.status, ProblemStatus::Active | ProblemStatus::NotStated))
            .any(|problem| {
                let coded =
                    problem.code.as_deref().and_then(|code| code.split_once(':')).is_some_and(|(system, code)| {
                        (system == "icd10" && icd10.iter().any(|start| code.starts_with(start)))
                            || (system == "snomed" && snomed.contains(&code))
                    });
                let text = problem.text.to_lowercase();
                coded || (words.iter().any(|word| text.contains(word)) && !text.contains("history of"))
            })
            || medications.iter().any(drug)
    }
}

/// What is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured<'a> {
    /// Measurements, in any order.
    pub vitals: &'a [Stored<Observation>],
    /// Results of longer ago, and of measures without limits here.
    pub results: &'a [Stored<Observation>],
    /// The patient's problems.
    pub problems: &'a [Stored<Problem>],
    /// The medication list.
    pub medications: &'a [Stored<Medication>],
    /// What was answered, to anything.
    pub answers: &'a [Stored<Answer>],
    /// The open episode began: what was measured before is history.
    pub since: Instant,
    /// Now.
    pub now: Instant,
    /// The zone in which the times of readings are told.
    pub zone: Tz,
}

impl Measured<'_> {
    fn has(&self, whom: Option<Condition>) -> bool {
        whom.is_none_or(|condition| condition.is_among(self.problems, self.medications))
    }

    fn is_answered(&self, cause: &str) -> bool {
        self.answers.iter().any(|answer| answer.cause == cause)
    }
}

/// What a finding says of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// It is out of its limits.
    OutOfLimits,
    /// It was dangerous, and a newer reading came before anybody answered.
    NotReported,
    /// It cannot be judged.
    NotJudged,
}

/// A reading out of its limits, or one that cannot be judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What it says.
    pub kind: FindingKind,
    /// The key of the measure, or the code where it is none of the table.
    pub measure: String,
    /// LOINC code of the reading.
    pub code: String,
    /// In one short line: `INR 4.6, goal 2-3`.
    pub text: String,
    /// The reading, the limits and whose limits they are. The same as long as the reading is.
    pub facts: Vec<String>,
    /// [`Tier::Harm`] outside the urgent band, else [`Tier::Slipping`]; one lower where it was replaced.
    pub tier: Tier,
    /// When it was measured; where no time was sent or one that has not come, now.
    pub at: Instant,
    /// What an answer to it keeps: the same as long as the reading is.
    pub cause: String,
    /// Where the limits come from.
    pub source: String,
}

/// What is out of limits or cannot be judged, most pressing first: of each measure and method the newest reading of the open
/// episode, what was replaced unanswered, and what is dangerous and dated ahead.
pub fn out_of_limits(limits: &Limits, measured: &Measured<'_>) -> Vec<Finding> {
    let mut findings = judge::findings(limits, measured);
    findings.extend(changes::findings(limits, measured));
    findings.sort_by(|a, b| (a.tier, b.at, &a.text).cmp(&(b.tier, a.at, &b.text)));
    findings
}

/// Whether a reading is dangerous by the limits of anybody, or was marked so by its sender: the store finds these again.
pub fn is_alarming(observation: &Observation) -> bool {
    if observation.status != ObservationStatus::Valid {
        return false;
    }
    if is_flagged(observation) {
        return true;
    }
    // Sensors are thinned.
    let Some((measure, _)) = measure::of(observation).filter(|(_, method)| method.low.is_empty()) else {
        return false;
    };
    let Reading::Number(number) = measure::read(observation, measure) else { return false };
    let mut own = LIMITS.iter().filter(|limit| limit.measure == measure.key);
    own.any(|limit| limit.tell.leaves_out(&number) && limit.urgent.may_leave_out(&number))
}

/// Whether the sender marked it as critical.
fn is_flagged(observation: &Observation) -> bool {
    observation.how.as_deref().is_some_and(|how| how.contains(FLAGGED))
}

fn told(at: Instant, zone: Tz) -> String {
    at.with_timezone(&zone).format("%a %Y-%m-%d %H:%M").to_string()
}
