//! Allergies, and the statements that none is known: of any kind, or of one kind only.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::ids::Keyed;

codes! {
    /// Whether an allergy counts.
    AllergyStatus {
        /// It does.
        Active = "active", "active";
        /// It does not any more.
        Inactive = "inactive", "inactive";
        /// It turned out not to be one.
        Refuted = "refuted", "refuted";
        /// It was never true of this patient.
        EnteredInError = "entered_in_error", "entered in error";
    }
}

codes! {
    /// Of what kind none is known.
    NoneOf {
        /// Of any kind: "no known allergies".
        Everything = "everything", "allergies";
        /// Medicines.
        Drugs = "drugs", "drug allergies";
        /// Foods.
        Foods = "foods", "food allergy";
        /// Pollen, dust, animals.
        Environment = "environment", "environmental allergy";
        /// Latex.
        Latex = "latex", "latex allergy";
        /// One substance or kind, named by the words of the entry.
        OneKind = "one_kind", "allergy of one kind";
    }
}

/// An allergy or intolerance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Allergy {
    /// What it is to, as written.
    pub substance: String,
    /// True for "no known allergy": then `none_of` says of what kind.
    pub none_known: bool,
    /// Whether it counts.
    pub status: AllergyStatus,
    /// What happened, as written: "hives".
    pub reaction: Option<String>,
    /// Code as given, with its system in front.
    pub code: Option<String>,
    /// Of what kind none is known.
    pub none_of: Option<NoneOf>,
    /// Risk, certainty and notes in words: "high risk; unconfirmed".
    pub details: Option<String>,
}

impl Keyed for Allergy {
    type Of = Self;
}

impl Allergy {
    /// An allergy that counts, of which only this is known.
    pub fn to(substance: impl Into<String>) -> Self {
        Self {
            substance: substance.into(),
            none_known: false,
            status: AllergyStatus::Active,
            reaction: None,
            code: None,
            none_of: None,
            details: None,
        }
    }

    /// `penicillin (hives (severe); high risk)`.
    pub fn words(&self) -> String {
        match self.happened() {
            Some(happened) => format!("{} ({happened})", self.substance),
            None => self.substance.clone(),
        }
    }

    /// Reaction and details; `None` where neither is known.
    pub fn happened(&self) -> Option<String> {
        let parts: Vec<&str> = [&self.reaction, &self.details].into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// "no known food allergy": of what kind none is known; the entry's own words where it is about one substance.
    fn none(&self) -> String {
        match &self.none_of {
            Some(NoneOf::OneKind | NoneOf::Other(_)) => self.substance.to_lowercase(),
            Some(kind) => format!("no known {}", kind.label()),
            None => format!("no known {}", NoneOf::Everything.label()),
        }
    }
}

/// What a chart says of a patient's allergies in one line: each of them, or of what kinds none is known and that nobody
/// has written down those to drugs, or that nothing is recorded.
pub fn heading<'a>(all: impl IntoIterator<Item = &'a Allergy>) -> String {
    let (none, real): (Vec<&Allergy>, Vec<&Allergy>) = all.into_iter().partition(|allergy| allergy.none_known);
    let mut nones: Vec<String> = none.iter().map(|allergy| allergy.none()).collect();
    nones.dedup();
    let of = |kind: &NoneOf| none.iter().any(|allergy| allergy.none_of.as_ref() == Some(kind));
    let everything = of(&NoneOf::Everything) || none.iter().any(|allergy| allergy.none_of.is_none());
    if !real.is_empty() {
        let listed = real.iter().map(|allergy| allergy.words()).collect::<Vec<_>>().join(", ");
        return match (everything, nones.is_empty()) {
            // Both cannot be true; which of them is, a person has to ask.
            (true, _) => format!("ALLERGY {listed}; the chart also says no known allergies: ask"),
            (false, false) => format!("ALLERGY {listed}; {}", nones.join("; ")),
            (false, true) => format!("ALLERGY {listed}"),
        };
    }
    if nones.is_empty() {
        return "allergies NOT RECORDED".to_owned();
    }
    if everything {
        return "no known allergies".to_owned();
    }
    let drugs = if of(&NoneOf::Drugs) { "" } else { "; drug allergies NOT RECORDED" };
    format!("{}{drugs}", nones.join("; "))
}

/// Whether nobody has said anything about allergies to drugs, though something is said about others.
pub fn lacks_drugs<'a>(all: impl IntoIterator<Item = &'a Allergy>) -> bool {
    heading(all).ends_with("drug allergies NOT RECORDED")
}

/// How such a statement begins.
const OPENERS: [&str; 12] = [
    "no known",
    "not known",
    "no history of",
    "no documented",
    "no reported",
    "denies any",
    "denies",
    "nka",
    "nkda",
    "no",
    "none known",
    "absence of",
];

/// What does not say of what kind.
const EMPTY: [&str; 20] = [
    "allergy",
    "allergies",
    "allergic",
    "allergen",
    "allergens",
    "reaction",
    "reactions",
    "intolerance",
    "intolerances",
    "adverse",
    "known",
    "any",
    "or",
    "and",
    "of",
    "to",
    "the",
    "situation",
    "history",
    "kind",
];

/// Of what kind words say that none is known; `None` where they say no such thing.
pub fn none_of(words: &str) -> Option<NoneOf> {
    let lower = words.trim().trim_end_matches('.').to_lowercase();
    let short = match lower.as_str() {
        "nka" | "nkma and nkfa" => Some(NoneOf::Everything),
        "nkda" | "nkma" => Some(NoneOf::Drugs),
        "nkfa" => Some(NoneOf::Foods),
        "nkea" => Some(NoneOf::Environment),
        _ => None,
    };
    if short.is_some() {
        return short;
    }
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let opens = |opener: &&str| {
        let wanted: Vec<&str> = opener.split(' ').collect();
        words.starts_with(&wanted)
    };
    let opener = OPENERS.iter().filter(|opener| opens(opener)).max_by_key(|opener| opener.len())?;
    let rest = words.get(opener.split(' ').count()..).unwrap_or_default();
    let speaks = |stem: &str| words.iter().any(|word| word.starts_with(stem));
    match *opener {
        "nkda" => return Some(NoneOf::Drugs),
        "nka" => return Some(NoneOf::Everything),
        _ => {}
    }
    if !speaks("allerg") && !speaks("intoleranc") && !speaks("adverse") {
        return None;
    }
    let left: Vec<&str> = rest.iter().copied().filter(|word| !EMPTY.contains(word)).collect();
    let about = |stems: &[&str]| stems.iter().any(|stem| left.iter().any(|word| word.starts_with(stem)));
    let kinds = [
        (NoneOf::Drugs, &["drug", "medic", "pharm"][..]),
        (NoneOf::Foods, &["food"]),
        (NoneOf::Environment, &["environment"]),
        (NoneOf::Latex, &["latex"]),
    ];
    let named: Vec<NoneOf> = kinds.into_iter().filter(|(_, stems)| about(stems)).map(|(kind, _)| kind).collect();
    Some(match named.as_slice() {
        [] if left.is_empty() => NoneOf::Everything,
        // "no known drug or food allergies": what counts is that drugs are among them.
        [kind, ..] => kind.clone(),
        [] => NoneOf::OneKind,
    })
}
