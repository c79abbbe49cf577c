//! Days in a draft of another day: "today" of then stays the day that was meant.

use chrono::NaiveDateTime;

use crate::domain::field::{Field, Shape, days};

use crate::ui::form::{Asked, Form, Purpose};

impl Form {
    /// Writes out every day that reads otherwise by now than it did at local time `then`; answers whether there was one. Where a
    /// visit is placed, days are read from the day it is placed on, whenever that is.
    pub(super) fn mean_the_days_of(&mut self, then: NaiveDateTime) -> bool {
        if matches!(self.purpose, Purpose::Place(_)) {
            return false;
        }
        let mut any = false;
        for asked in &mut self.asked {
            let typed = asked.prompt.text();
            let Some(meant) = written_out(asked.field, &typed, then) else { continue };
            if written_out(asked.field, &typed, self.from).as_ref() != Some(&meant) {
                any = true;
                *asked = Asked { proposed: asked.proposed, ..Asked::with(asked.field, &meant) };
            }
        }
        any
    }
}

/// A day, a moment or a stretch of days without any word that hangs on when it is read.
fn written_out(field: &Field, typed: &str, at: NaiveDateTime) -> Option<String> {
    match field.shape {
        Shape::Day | Shape::DayAhead | Shape::Moment => Some(field.written(&field.read(typed, at).ok()??.value)),
        Shape::Days => days(typed, at).ok().map(|days| format!("{} to {}", days.from, days.to)),
        Shape::Text | Shape::Number | Shape::Bool | Shape::Coded(_) | Shape::Several(_) => None,
    }
}
