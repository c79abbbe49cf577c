//! What was done to a text, in steps of about a word, so that taking back is neither letter by letter nor all at once.

use std::collections::VecDeque;

/// Bytes of text that steps may hold in all; the oldest go first.
const KEPT: usize = 8_000_000;
/// What a step costs beside its text.
const EACH: usize = 96;

/// One step: the bytes at `at` were `removed` and are `inserted` now.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Step {
    pub(super) at: usize,
    pub(super) removed: String,
    pub(super) inserted: String,
    /// The cursor before it, and after it.
    pub(super) before: usize,
    pub(super) after: usize,
}

impl Step {
    fn size(&self) -> usize {
        self.removed.len() + self.inserted.len() + EACH
    }
}

/// Whether what comes next may belong to the same step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Growing {
    /// It is a step of its own.
    #[default]
    No,
    /// Characters are typed one after the other.
    Typing,
    /// Characters are erased one after the other, backwards.
    Erasing,
}

/// The steps.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
    growing: Growing,
    size: usize,
}

impl History {
    /// A step was done; it joins the one before while a word lasts.
    pub(super) fn add(&mut self, step: Step, growing: Growing) {
        self.size -= self.undone.drain(..).map(|step| step.size()).sum::<usize>();
        self.size += step.size();
        let joins = growing == self.growing && self.done.back().is_some_and(|last| joins(last, &step, growing));
        self.growing = growing;
        match self.done.back_mut().filter(|_| joins) {
            Some(last) => {
                self.size -= EACH;
                last.inserted.push_str(&step.inserted);
                last.removed.insert_str(0, &step.removed);
                last.at = last.at.min(step.at);
                last.after = step.after;
            }
            None => self.done.push_back(step),
        }
        while self.size > KEPT && self.done.len() > 1 {
            self.size -= self.done.pop_front().map_or(0, |step| step.size());
        }
    }

    /// The cursor went elsewhere: what comes next is another step.
    pub(super) fn rest(&mut self) {
        self.growing = Growing::No;
    }

    /// The step to take back.
    pub(super) fn back(&mut self) -> Option<Step> {
        self.rest();
        let step = self.done.pop_back()?;
        self.undone.push(step.clone());
        Some(step)
    }

    /// The step to do again.
    pub(super) fn again(&mut self) -> Option<Step> {
        self.rest();
        let step = self.undone.pop()?;
        self.done.push_back(step.clone());
        Some(step)
    }
}

/// Whether a step goes on where the last one ended, within the same word.
fn joins(last: &Step, step: &Step, growing: Growing) -> bool {
    let is_blank = |c: char| c == ' ' || c == '\n';
    match growing {
        Growing::No => false,
        Growing::Typing => {
            let word_begins = last.inserted.ends_with(is_blank) && !step.inserted.starts_with(is_blank);
            step.at == last.at + last.inserted.len() && step.at == last.after && !word_begins
        }
        Growing::Erasing => {
            let word_ends = last.removed.starts_with(is_blank) && !step.removed.ends_with(is_blank);
            step.at + step.removed.len() == last.at && !word_ends
        }
    }
}
