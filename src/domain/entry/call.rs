//! A call: whom, about what, and what was said. One to the practitioner proves that they were told.

use chrono::NaiveDate;

use super::declare::entry;
use super::{EntryId, Says, Setting};
use crate::domain::codes::codes;
use crate::domain::deadline::Due;
use crate::domain::event::Event;
use crate::domain::field::{Shape, Start, WrongField, asks, coded};
use crate::domain::next::Next;
use crate::domain::permission::Act;
use crate::domain::rank::{About, Area, Reason, Tier};
use crate::domain::when::Moment;

codes! {
    /// Who was called.
    Called {
        /// The practitioner, or their office.
        Practitioner = "practitioner", "practitioner";
        /// The patient.
        Patient = "patient", "patient";
        /// Family or a caregiver.
        Family = "family", "family or caregiver";
        /// The pharmacy.
        Pharmacy = "pharmacy", "pharmacy";
        /// A supplier of equipment.
        Supplier = "supplier", "equipment supplier";
        /// The payer.
        Payer = "payer", "payer";
        /// Anybody else.
        Somebody = "other", "someone else";
    }
}
coded! { Called: "person called" }

entry! {
    /// A call. 42 CFR 484.60(c)(1): the practitioner is told promptly of a change that may need another plan of care.
    Call = "call", "call", "calls", Act::Tell, proves: true {
        /// When.
        at: Moment = asks("when").starting(Start::Now),
        /// Who was called.
        whom: Called = asks("whom"),
        /// Their name.
        name: Option<String> = asks("name"),
        /// What about.
        about: String = asks("what about"),
        /// Whether somebody was reached.
        reached: bool = asks("reached").starting(Start::Word("yes")),
        /// What was said, or which message was left.
        answer: Option<String> = asks("what was said"),
        /// The day to call again.
        again: Option<NaiveDate> = asks("call again on").shaped(Shape::DayAhead),
        /// The day nothing was left to call about.
        done: Option<NaiveDate> = asks("done on"),
    }
}

impl Says for Call {
    fn on(&self) -> NaiveDate {
        self.at.date()
    }

    fn words(&self) -> String {
        let name = self.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        let reached = if self.reached { "" } else { ", not reached" };
        let answer = self.answer.as_ref().map(|answer| format!(": {answer}")).unwrap_or_default();
        format!("{}{name} about {}{reached}{answer}", self.whom.label(), self.about)
    }

    fn is_open(&self) -> bool {
        self.again.is_some() && self.done.is_none()
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), WrongField> {
        let wrong = |field, why: &str| Err(WrongField { field, why: why.to_owned() });
        if self.at.earliest() > setting.now {
            return wrong("at", "is still to come");
        }
        if self.again.is_some_and(|again| again < self.at.date()) {
            return wrong("again", "is before the call");
        }
        if self.done.is_some_and(|done| done < self.at.date() || done > setting.now.date()) {
            return wrong("done", "is before the call, or still to come");
        }
        Ok(())
    }

    fn reason(&self, id: EntryId, today: NaiveDate) -> Option<Reason> {
        let again = self.again.filter(|again| self.is_open() && *again <= today)?;
        let mut facts = vec![format!("called {}", self.at.date().format("%a %Y-%m-%d"))];
        facts.extend(self.answer.as_ref().map(|answer| format!("said then: {answer}")));
        Some(Reason {
            tier: if again < today { Tier::Clock } else { Tier::Slipping },
            area: Area::Task,
            text: format!("Call again: {} about {}", self.whom.label(), self.about),
            due: Some(Due::Day(again)),
            cause: format!("entry:{id}"),
            facts,
            source: "a call that was to be made again".to_owned(),
            next: Next::Settle,
            visit: None,
            task: None,
            about: About::Entry(id),
            goal: None,
            answered: None,
        })
    }

    fn facts(&self) -> Vec<Event> {
        let told = self.reached && self.whom == Called::Practitioner;
        if told { vec![Event::PractitionerContacted { at: self.at }] } else { Vec::new() }
    }
}
