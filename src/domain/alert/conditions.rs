//! Which conditions a chart names, in the words of the tables.

use super::UnderReview;
use crate::domain::formulary::Formulary;
use crate::domain::formulary::rules::ConditionWords;
use crate::domain::medication::words::Words;
use crate::domain::problem::{Problem, ProblemStatus};

/// Words before a condition that say it is not there, or is somebody else's.
const NOT_HERS: [&str; 9] = ["no", "not", "denies", "without", "family", "risk", "rule", "r", "screening"];

/// The problems of a chart that count, read once.
pub(super) struct Charted<'a> {
    problems: Vec<(&'a Problem, Words)>,
    /// The first letters of all their words, a bit for each: most phrases begin with none of them.
    letters: u32,
}

impl<'a> Charted<'a> {
    pub(super) fn of(under: &UnderReview<'a>) -> Self {
        let counts = |problem: &Problem| match problem.status {
            ProblemStatus::Active | ProblemStatus::NotStated | ProblemStatus::Other(_) => true,
            // A fall of last year is why the next one is feared.
            ProblemStatus::Resolved | ProblemStatus::Refuted | ProblemStatus::EnteredInError => false,
        };
        let problems = under.problems.iter().map(|entry| &entry.value).filter(|problem| counts(problem));
        let problems: Vec<(&Problem, Words)> = problems.map(|problem| (problem, Words::of(&problem.text))).collect();
        let words = problems.iter().flat_map(|(_, words)| words.iter());
        let letters = words.fold(0, |letters, word| letters | letter(word));
        Self { problems, letters }
    }

    /// The problem that is this condition, as written.
    pub(super) fn find(&self, condition: u8, formulary: &Formulary) -> Option<&'a str> {
        let words = formulary.conditions.get(usize::from(condition))?;
        let mut problems = self.problems.iter();
        let (found, _) = problems.find(|(problem, text)| {
            is_coded(problem, words, formulary) || is_named(text, self.letters, words, formulary)
        })?;
        Some(&found.text)
    }
}

/// A bit for the first letter of a word; what begins with no letter has them all.
fn letter(word: &str) -> u32 {
    match word.as_bytes().first() {
        Some(byte) if byte.is_ascii_lowercase() => 1 << (byte - b'a'),
        Some(_) | None => u32::MAX,
    }
}

fn is_coded(problem: &Problem, words: &ConditionWords, formulary: &Formulary) -> bool {
    match problem.code.as_deref().and_then(|code| code.split_once(':')) {
        Some((system, code)) if system.starts_with("icd10") => {
            let code = code.replace('.', "");
            formulary.words(words.icd10).any(|beginning| code.starts_with(beginning))
        }
        Some(("snomed", code)) => formulary.words(words.snomed).any(|known| known == code),
        Some(_) | None => false,
    }
}

fn is_named(text: &Words, letters: u32, words: &ConditionWords, formulary: &Formulary) -> bool {
    let stands = |phrase: &str| {
        let mut places = (0..text.len()).filter(|at| text.fits(*at, phrase).is_some());
        places.any(|at| !(0..at).any(|before| NOT_HERS.contains(&text.at(before))))
    };
    formulary.words(words.words).filter(|phrase| letters & letter(phrase) != 0).any(stands)
}
