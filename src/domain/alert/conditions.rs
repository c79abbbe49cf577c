//! Which conditions a chart names, in the words of the tables.

use super::UnderReview;
use crate::domain::formulary::Formulary;
use crate::domain::formulary::rules::ConditionWords;
use crate::domain::medication::words::Words;
use crate::domain::problem::{Problem, ProblemStatus};

/// Words before a condition that say it is not there, or is somebody else's.
const NOT_HERS: [&str; 9] = ["no", "not", "denies", "without", "family", "risk", "rule", "r", "screening"];

/// The problem of a chart that is this condition, as written.
pub(super) fn charted<'a>(condition: u8, under: &UnderReview<'a>, formulary: &Formulary) -> Option<&'a str> {
    let words = formulary.conditions.get(usize::from(condition))?;
    let counts = |problem: &Problem| match problem.status {
        ProblemStatus::Active | ProblemStatus::NotStated | ProblemStatus::Other(_) => true,
        // A fall of last year is why the next one is feared.
        ProblemStatus::Resolved | ProblemStatus::Refuted | ProblemStatus::EnteredInError => false,
    };
    let mut problems = under.problems.iter().map(|entry| &entry.value).filter(|problem| counts(problem));
    let found = problems.find(|problem| is_coded(problem, words, formulary) || is_named(problem, words, formulary))?;
    Some(&found.text)
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

fn is_named(problem: &Problem, words: &ConditionWords, formulary: &Formulary) -> bool {
    let text = Words::of(&problem.text);
    let stands = |phrase: &str| {
        let mut places = (0..text.len()).filter(|at| text.fits(*at, phrase).is_some());
        places.any(|at| !(0..at).any(|before| NOT_HERS.contains(&text.at(before))))
    };
    formulary.words(words.words).any(stands)
}
