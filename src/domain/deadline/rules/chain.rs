//! Clocks that start anew with each answer: supervision, reassessment, recurring tasks.

use chrono::NaiveDate;

use super::{Obligation, describe};
use crate::domain::deadline::counting::{Anchor, Count};
use crate::domain::deadline::course::Course;
use crate::domain::deadline::{Due, words};
use crate::domain::event::Event;
use crate::domain::when::Moment;

/// A row of intervals, each begun by the answer to the one before.
pub(super) struct Chain<'a> {
    /// The day the first interval began.
    pub(super) begins: NaiveDate,
    /// What began it, in words.
    pub(super) begun_by: String,
    /// The length of an interval.
    pub(super) every: Count,
    /// What answers it, oldest first.
    pub(super) answers: Vec<&'a Event>,
}

impl Chain<'_> {
    /// The intervals that were answered late, the last one that was answered, and the one that runs. `moved` may put an
    /// end off, and says why.
    pub(super) fn obligations(
        self,
        course: &Course<'_>,
        moved: impl Fn(NaiveDate, Due) -> Option<(Due, String)>,
    ) -> Vec<Obligation> {
        let (mut begins, mut begun_by) = (self.begins, self.begun_by);
        let mut owed = Vec::new();
        let interval = |begins: NaiveDate, begun_by: String, answer: Option<&Event>| {
            let due = self.every.from(Anchor::Event(Moment::Day(begins)), course.calendar())?;
            let mut why = vec![begun_by, format!("plus {} = {}", self.every.words(), words::due(due))];
            let due = moved(begins, due).map_or(due, |(later, because)| {
                why.push(because);
                later
            });
            Some(Obligation::running(begins, Due::Day(begins), due, why).done_by(answer))
        };
        for answer in self.answers.iter().filter(|answer| answer.day() >= self.begins) {
            if let Some(mut done) = interval(begins, begun_by, Some(answer)) {
                done.until = answer.day();
                owed.push(done);
            }
            (begins, begun_by) = (answer.day(), describe(answer));
        }
        let last = owed.len().saturating_sub(1);
        let mut place = 0;
        owed.retain(|obligation: &Obligation| {
            place += 1;
            place > last || obligation.done.as_ref().is_some_and(|done| !done.in_time)
        });
        owed.extend(interval(begins, begun_by, None));
        owed
    }
}
