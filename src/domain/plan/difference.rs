//! What is different between two versions of a plan, in words.

use std::collections::BTreeMap;

use similar::{ChangeTag, TextDiff};

use super::content::{Content, Part, no_heading};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What of the plan.
    pub of: Area,
    /// The words of the part, or the name of the list or section.
    pub what: String,
    /// What became of it.
    pub how: How,
    /// Of an intervention: who does it, before and now.
    pub by: Vec<String>,
}

/// What of a plan differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// A problem.
    Problem,
    /// A goal.
    Goal,
    /// An intervention.
    Intervention,
    /// The medication list.
    Medication,
    /// Ordered visits.
    Frequency,
    /// A diagnosis.
    Diagnosis,
    /// An allergy.
    Allergy,
    /// Practitioner or period.
    Frame,
    /// A narrative section.
    Section,
}

impl Area {
    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Goal => "goal",
            Self::Intervention => "intervention",
            Self::Medication => "medicine",
            Self::Frequency => "visits",
            Self::Diagnosis => "diagnosis",
            Self::Allergy => "allergy",
            Self::Frame => "plan",
            Self::Section => "section",
        }
    }
}

/// What became of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// A field of it says something else; word by word.
    Changed {
        /// Which field.
        field: String,
        /// The words of both, in order.
        words: Vec<Word>,
    },
}

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// In both.
    Same(String),
    /// Only in the older one.
    Gone(String),
    /// Only in the newer one.
    New(String),
}

/// What is different from `old` to `new`, in the order of the plan.
pub fn differences(old: &Content, new: &Content) -> Vec<Difference> {
    let mut found = Vec::new();
    frame(old, new, &mut found);
    listed(Area::Diagnosis, &old.diagnoses, &new.diagnoses, &mut found);
    listed(Area::Allergy, &old.allergies, &new.allergies, &mut found);
    listed(Area::Medication, &old.medications, &new.medications, &mut found);
    listed(Area::Frequency, &old.frequencies, &new.frequencies, &mut found);
    parts(&old.parts, &new.parts, &mut found);
    fields(Area::Section, None, &old.sections, &new.sections, &mut found);
    found
}

fn frame(old: &Content, new: &Content, found: &mut Vec<Difference>) {
    let told = |content: &Content| {
        let period = content.period.map(|(from, to)| ("certification period".to_owned(), format!("{from} to {to}")));
        let practitioner = content.practitioner.clone().map(|name| ("practitioner".to_owned(), name));
        let patient = Some(("patient".to_owned(), content.patient.clone()));
        [patient, period, practitioner].into_iter().flatten().collect::<BTreeMap<_, _>>()
    };
    fields(Area::Frame, Some("plan of care"), &told(old), &told(new), found);
}

fn listed(of: Area, old: &[String], new: &[String], found: &mut Vec<Difference>) {
    let only_in = |these: &[String], others: &[String], how: &How| -> Vec<Difference> {
        let mut left: Vec<&String> = others.iter().collect();
        let mut only = Vec::new();
        for one in these {
            match left.iter().position(|other| *other == one) {
                Some(at) => drop(left.remove(at)),
                None => only.push(Difference { of, what: one.clone(), how: how.clone(), by: Vec::new() }),
            }
        }
        only
    };
    found.extend(only_in(old, new, &How::Removed));
    found.extend(only_in(new, old, &How::Added));
}

fn parts(old: &[Part], new: &[Part], found: &mut Vec<Difference>) {
    let same = |one: &Part, other: &Part| one.kind == other.kind && one.key == other.key;
    for gone in old.iter().filter(|one| !new.iter().any(|other| same(one, other))) {
        found.push(Difference { of: area(gone), what: gone.text.clone(), how: How::Removed, by: who(&[gone]) });
    }
    for part in new {
        let Some(before) = old.iter().find(|other| same(part, other)) else {
            found.push(Difference { of: area(part), what: part.text.clone(), how: How::Added, by: who(&[part]) });
            continue;
        };
        let known = found.len();
        changed(area(part), &part.text, "words", &before.text, &part.text, found);
        fields(area(part), Some(&part.text), &before.fields, &part.fields, found);
        moved(old, before, new, part, found);
        for difference in found.iter_mut().skip(known) {
            difference.by = who(&[before, part]);
        }
    }
}

/// Who does what these parts say.
fn who(parts: &[&Part]) -> Vec<String> {
    let mut who: Vec<String> = parts.iter().filter_map(|part| part.fields.get("discipline").cloned()).collect();
    who.dedup();
    who
}

/// That a part hangs on another one now, unless that one only got its row or other words.
fn moved(old: &[Part], before: &Part, new: &[Part], now: &Part, found: &mut Vec<Difference>) {
    let (from, to) = (parent(old, before), parent(new, now));
    let told = |part: Option<&Part>| part.map(|part| part.text.clone()).unwrap_or_default();
    if from.map(|part| (&part.kind, &part.key)) != to.map(|part| (&part.kind, &part.key)) {
        // The words of two lines are no wording that was changed.
        let words = [Word::Gone(told(from)), Word::New(told(to))];
        let how = How::Changed { field: "under".to_owned(), words: words.to_vec() };
        let same = told(from) == told(to);
        found.extend((!same).then(|| Difference { of: area(now), what: now.text.clone(), how, by: Vec::new() }));
    }
}

/// What a part is indented under.
fn parent<'a>(parts: &'a [Part], part: &Part) -> Option<&'a Part> {
    let above = parts.iter().take_while(|other| (&other.kind, &other.key) != (&part.kind, &part.key));
    above.filter(|other| other.depth < part.depth).last()
}

fn area(part: &Part) -> Area {
    match part.kind.as_str() {
        "problem" => Area::Problem,
        "goal" => Area::Goal,
        _ => Area::Intervention,
    }
}

/// Fields by name; without `what` each field is a part of its own.
fn fields(
    of: Area,
    what: Option<&str>,
    old: &BTreeMap<String, String>,
    new: &BTreeMap<String, String>,
    found: &mut Vec<Difference>,
) {
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let value = |fields: &BTreeMap<String, String>| fields.get(name).cloned().unwrap_or_default();
        changed(of, what.unwrap_or(name), name, &value(old), &value(new), found);
    }
}

fn changed(of: Area, what: &str, field: &str, old: &str, new: &str, found: &mut Vec<Difference>) {
    if old != new {
        let how = How::Changed { field: field.to_owned(), words: words(old, new) };
        found.push(Difference { of, what: what.to_owned(), how, by: Vec::new() });
    }
}

/// Texts longer than this many bytes together are compared line by line: word by word takes too long.
const BY_WORDS: usize = 40_000;

/// The words of two texts side by side.
pub fn words(old: &str, new: &str) -> Vec<Word> {
    let mut runs: Vec<Word> = Vec::new();
    let long = old.len() + new.len() > BY_WORDS;
    let compared = if long { TextDiff::from_lines(old, new) } else { TextDiff::from_words(old, new) };
    for change in compared.iter_all_changes() {
        let text = change.value();
        match (change.tag(), runs.last_mut()) {
            (ChangeTag::Equal, Some(Word::Same(run)))
            | (ChangeTag::Delete, Some(Word::Gone(run)))
            | (ChangeTag::Insert, Some(Word::New(run))) => run.push_str(text),
            (ChangeTag::Equal, _) => runs.push(Word::Same(text.to_owned())),
            (ChangeTag::Delete, _) => runs.push(Word::Gone(text.to_owned())),
            (ChangeTag::Insert, _) => runs.push(Word::New(text.to_owned())),
        }
    }
    runs
}

/// Words that stand between two differences are told in full up to this many characters.
const NEAR: usize = 60;

impl Difference {
    /// In lines: `~ goal "BP below 140/90": target [-<140/90-] {+<130/80+}`.
    pub fn lines(&self) -> Vec<String> {
        match &self.how {
            How::Added => vec![format!("+ {} \"{}\"", self.of.label(), self.what)],
            How::Removed => vec![format!("- {} \"{}\"", self.of.label(), self.what)],
            How::Changed { field, words } => {
                let head = if self.of == Area::Section {
                    format!("~ section {field}: ")
                } else {
                    format!("~ {} \"{}\": {field} ", self.of.label(), self.what)
                };
                let told: String = words.iter().enumerate().map(|(at, word)| told(word, at, words.len())).collect();
                format!("{head}{told}").lines().map(no_heading).collect()
            }
        }
    }
}

fn told(word: &Word, at: usize, of: usize) -> String {
    match word {
        Word::Gone(text) => format!("[-{}-] ", text.trim()),
        Word::New(text) => format!("{{+{}+}} ", text.trim()),
        Word::Same(text) => {
            let length = text.chars().count();
            if length <= NEAR {
                return text.clone();
            }
            let start: String = if at == 0 { String::new() } else { text.chars().take(NEAR / 2).collect() };
            let end: String = if at + 1 == of { String::new() } else { text.chars().skip(length - NEAR / 2).collect() };
            format!("{start} ... {end}")
        }
    }
}
