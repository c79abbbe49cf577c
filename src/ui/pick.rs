//! A list to choose from by a few letters: what a row does is a message.

use super::Msg;
use super::prompt::Prompt;
use crate::domain::text::fold;

/// The open list.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// What it is for, and about whom.
    pub title: String,
    /// What is typed.
    pub prompt: Prompt,
    /// Everything there is, the likeliest first.
    pub choices: Vec<Choice>,
    /// The chosen one of those that match, from 0.
    pub chosen: usize,
}

/// One row of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What stands there, and what the letters are looked for in.
    pub label: String,
    /// Other words the letters are looked for in.
    pub also: String,
    /// What stands behind it: its group, or when it is due.
    pub beside: String,
    /// What it does.
    pub does: Msg,
}

impl Choice {
    /// A row that is found by its own words.
    pub fn new(label: impl Into<String>, does: Msg) -> Self {
        Self { label: label.into(), also: String::new(), beside: String::new(), does }
    }

    /// The same, found by other words too.
    #[must_use]
    pub fn found_by(self, also: impl Into<String>) -> Self {
        Self { also: also.into(), ..self }
    }
}

impl Pick {
    /// Nothing typed yet.
    pub fn new(title: String, choices: Vec<Choice>) -> Self {
        Self { title, prompt: Prompt::default(), choices, chosen: 0 }
    }

    /// What matches the typed letters, best first.
    pub(super) fn matching(&self) -> Vec<&Choice> {
        best(&self.prompt.text(), self.choices.iter(), |choice| (choice.label.as_str(), choice.also.as_str()))
    }
}

/// How well words answer what is typed; the first is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// They are what is typed.
    Exactly,
    /// They begin with it.
    Begins,
    /// All that is typed are whole words of theirs.
    Words,
    /// All that is typed begins words of theirs.
    Starts,
    /// The same, with the other words that they are found by.
    StartsAlso,
    /// It stands somewhere inside their words.
    Inside,
    /// It begins words of theirs but for one letter.
    Nearly,
}

/// From so many letters on one of them may be wrong.
const NEAR: usize = 5;
/// From so many letters on they are looked for inside of words.
const INSIDE: usize = 3;

/// The items whose words have what is typed, best first, and of equals in their order. What has it only inside its words, or
/// but for a letter, stands there only where nothing has it better: letters that lie scattered are no hit. All of them while
/// nothing is typed.
pub(super) fn best<T>(
    typed: &str,
    items: impl Iterator<Item = T>,
    words: impl for<'a> Fn(&'a T) -> (&'a str, &'a str),
) -> Vec<T> {
    let typed = words_of(typed);
    if typed.is_empty() {
        return items.collect();
    }
    let fitted = |item: T| {
        let (first, also) = words(&item);
        fit(&typed, &words_of(first), &words_of(also)).map(|fit| (fit, item))
    };
    let mut found: Vec<(Fit, T)> = items.filter_map(fitted).collect();
    found.sort_by_key(|(fit, _)| *fit);
    let best = found.first().map_or(Fit::Nearly, |(fit, _)| *fit);
    let worst = if best <= Fit::StartsAlso { Fit::StartsAlso } else { best };
    found.into_iter().filter(|(fit, _)| *fit <= worst).map(|(_, item)| item).collect()
}

/// Its words in small letters, without accents.
pub(super) fn words_of(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).map(fold).filter(|word| !word.is_empty()).collect()
}

fn fit(typed: &[String], first: &[String], also: &[String]) -> Option<Fit> {
    let all = |has: &dyn Fn(&String) -> bool| typed.iter().all(has);
    let both = || first.iter().chain(also);
    // Of the words before the last all must be whole.
    let (last, before) = typed.split_last()?;
    let begins =
        first.starts_with(before) && first.get(before.len()).is_some_and(|word| word.starts_with(last.as_str()));
    if first == typed {
        return Some(Fit::Exactly);
    }
    // Words that are run together, each by its first letters: aidesup.
    if begins || first.concat().starts_with(&typed.concat()) {
        return Some(Fit::Begins);
    }
    if all(&|typed| first.contains(typed)) {
        return Some(Fit::Words);
    }
    if all(&|typed| first.iter().any(|word| word.starts_with(typed.as_str()))) {
        return Some(Fit::Starts);
    }
    if all(&|typed| both().any(|word| word.starts_with(typed.as_str()))) {
        return Some(Fit::StartsAlso);
    }
    if all(&|typed| typed.len() >= INSIDE && both().any(|word| word.contains(typed.as_str()))) {
        return Some(Fit::Inside);
    }
    all(&|typed| both().any(|word| is_nearly(typed, word))).then_some(Fit::Nearly)
}

/// Whether a word begins with what is typed, but for one letter that is wrong, missing, too many or changed with its neighbor.
fn is_nearly(typed: &str, word: &str) -> bool {
    if word.starts_with(typed) {
        return true;
    }
    let (typed, word): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
    if typed.len() < NEAR {
        return false;
    }
    let at = typed.iter().zip(&word).take_while(|(a, b)| a == b).count();
    let rest = |of: &[char], from: usize| of.get(from..).unwrap_or_default().to_vec();
    let begins = |word: Vec<char>, typed: Vec<char>| word.starts_with(&typed);
    let swapped = typed.get(at) == word.get(at + 1) && typed.get(at + 1) == word.get(at);
    begins(rest(&word, at + 1), rest(&typed, at + 1))
        || begins(rest(&word, at + 1), rest(&typed, at))
        || begins(rest(&word, at), rest(&typed, at + 1))
        || (swapped && begins(rest(&word, at + 2), rest(&typed, at + 2)))
}
