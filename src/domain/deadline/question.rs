//! What the facts leave open: the clock asks, a person decides, and the decision is a fact.

use serde::Serialize;

use super::course::Course;
use crate::domain::event::Event;

/// A question with the ways it can be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// The same facts give the same id; a decision names it.
    pub id: String,
    /// In words.
    pub text: String,
    /// The ways.
    pub options: Vec<Choice>,
}

/// One way to answer a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// The word a decision records.
    pub answer: String,
    /// What it means.
    pub text: String,
}

impl Question {
    /// A question with its options as word and meaning.
    pub(super) fn new(id: String, text: String, options: &[(&str, &str)]) -> Self {
        let choice = |(answer, text): &(&str, &str)| Choice { answer: (*answer).to_owned(), text: (*text).to_owned() };
        Self { id, text, options: options.iter().map(choice).collect() }
    }

    /// How it was answered, and when; the newest answer holds.
    pub(super) fn answered<'a>(&self, course: &Course<'a>) -> Option<(&'a str, chrono::NaiveDate)> {
        course.events.iter().rev().find_map(|event| {
            let Event::Decision { date, question, answer } = event else { return None };
            let known = self.options.iter().any(|option| option.answer == *answer);
            (*question == self.id && known).then_some((answer.as_str(), *date))
        })
    }
}
