//! A home safety evaluation: which rooms somebody has looked at. What was found stands in hazards of their own.

use chrono::NaiveDate;

use super::declare::entry;
use super::{Says, Setting};
use crate::domain::codes::codes;
use crate::domain::entry::hazard::table;
use crate::domain::field::{Shape, Start, asks, coded};
use crate::domain::permission::Act;

codes! {
    /// What a home is evaluated for.
    Occasion {
        /// Start of care.
        StartOfCare = "start_of_care", "start of care";
        /// Resumption of care.
        Resumption = "resumption", "resumption of care";
        /// Recertification.
        Recertification = "recertification", "recertification";
        /// After a fall.
        Fall = "fall", "after a fall";
        /// After the patient moved.
        Move = "move", "after a move";
        /// Anything else.
        Routine = "routine", "other";
    }
}
coded! { Occasion: "occasion" }

/// A page about home safety: for whom it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HomePage {
    /// For the record: everything.
    Chart,
    /// For the family: what to do, by room.
    Family,
    /// A letter to the landlord, in the patient's name.
    Landlord,
}

entry! {
    /// A home safety evaluation: 42 CFR 484.60(a)(2)(xi). A room nobody looked at stays not looked at.
    HomeEvaluation = "home_evaluation", "home safety evaluation", "home safety evaluations", Act::Fact {
        /// The day of it.
        date: NaiveDate = asks("day").starting(Start::Today),
        /// What for.
        occasion: Occasion = asks("what for").starting(Start::Word("routine")),
        /// Who made it, as a signature names them.
        by: String = asks("by").starting(Start::Me),
        /// The rooms of which every hazard was looked for.
        looked: Vec<String> = asks("rooms looked at").shaped(Shape::several_of("room", table::rooms)),
        /// What was looked for one by one and not there, in rooms that are not whole yet.
        absent: Vec<String> = asks("looked for, not there").shaped(Shape::several_of("hazard", table::hazards)),
        /// Whether it is finished.
        finished: bool = asks("finished").starting(Start::Word("no")),
    }
}

impl Says for HomeEvaluation {
    fn on(&self) -> NaiveDate {
        self.date
    }

    fn words(&self) -> String {
        let all = table::read().rooms.len();
        let rooms = if self.looked.len() == all { "every room".to_owned() } else { format!("{} of {all} rooms", self.looked.len()) };
        let open = if self.finished { "" } else { ", not finished" };
        format!("{}, {rooms} looked at{open}, {}", self.occasion.label(), self.by)
    }

    fn is_open(&self) -> bool {
        !self.finished
    }
}

impl HomeEvaluation {
    /// One that begins now, of which no room is looked at.
    pub fn begun(setting: &Setting<'_>) -> Self {
        Self {
            date: setting.now.date(),
            occasion: Occasion::Routine,
            by: setting.user.signature(),
            looked: Vec::new(),
            absent: Vec::new(),
            finished: false,
        }
    }

    /// Every hazard of that room is looked for from now on.
    pub fn look_at(&mut self, room: &str) {
        let is_of_room = |id: &String| table::known(id).is_some_and(|known| known.room == room);
        self.absent.retain(|id| !is_of_room(id));
        if !self.has_looked_at(room) {
            self.looked.push(room.to_owned());
        }
    }

    /// Whether every hazard of that room was looked for.
    pub fn has_looked_at(&self, room: &str) -> bool {
        self.looked.iter().any(|looked| looked == room)
    }
}
