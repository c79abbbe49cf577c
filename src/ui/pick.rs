//! A list to choose from by a few letters: what a row does is a message.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::Msg;
use super::prompt::Prompt;

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
    /// What it does.
    pub does: Msg,
}

impl Choice {
    /// A row that is found by its own words.
    pub fn new(label: impl Into<String>, does: Msg) -> Self {
        Self { label: label.into(), also: String::new(), does }
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

/// The items whose words have the typed letters, best first; of equals those whose first words say what is typed come
/// first, and else they keep their order. All of them while nothing is typed.
pub(super) fn best<T>(
    typed: &str,
    items: impl Iterator<Item = T>,
    words: impl for<'a> Fn(&'a T) -> (&'a str, &'a str),
) -> Vec<T> {
    if typed.trim().is_empty() {
        return items.collect();
    }
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let said = typed.trim().to_lowercase();
    let mut scored: Vec<((u32, bool), T)> = items
        .filter_map(|item| {
            let (first, also) = words(&item);
            let score = pattern.score(Utf32Str::new(&format!("{first} {also}"), &mut buffer), &mut matcher)?;
            let says = first.to_lowercase().contains(&said);
            Some(((score, says), item))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, item)| item).collect()
}
