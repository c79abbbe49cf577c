//! Everything that can happen to a chart, as values: made by the domain, carried out by the store's one door.
//!
//! `changes!` lists them once, and whatever goes through all of them takes the list. A line about rows that people write,
//! `Goal(Goal) goal in chart;`, becomes
//!
//! ```text
//! enum Change { .., Goal(Box<Edit<Goal>>), .. }                       stored as {"area":"goal","act":"amend",..}
//! impl From<Edit<Goal>> for Change { .. }
//! impl Change { pub fn goal(edit: Edit<Goal>) -> Self { .. } }
//! impl Part for Change { fn action(&self) -> Action { match self { .., Self::Goal(it) => it.action(), .. } } .. }
//! ```
//!
//! an arm of the store's door, and where it says `in`, what the chart becomes by it, [`Chart::after`]. What is done to
//! such a row, the word that has in the audit and its sentence stand with the row: [`Editable`].
//!
//! [`Chart::after`]: super::chart::Chart::after

use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::edit::{Action, Part};
use super::entry::Entry;
use super::ids::{OperationId, PatientId, UserId, Version};
use super::medication::Medication;
use super::medication::list::MedicineList;
use super::medication::uses::MedicineUse;
use super::note::Note;
use super::pair::Pair;
use super::permission::{Act, OnRecord};
use super::plan::Telling;
use super::plan::{Delivery, Goal, Intervention, PlanProblem, PlanVersion, Progress, Section, Signing};
use super::task::Task;
use super::when::Instant;

pub use super::edit::{Clash, Edit, Editable, Side, merge, merge_with};
pub use super::event::EventChange;
pub use super::visit::{Placement, VisitChange};

/// Who does something, when, from which session, and the name of the write.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// Who.
    pub user: UserId,
    /// When.
    pub at: Instant,
    /// Repeating a write with the same operation id changes nothing.
    pub operation: OperationId,
}

/// All changes, for the macro `then`: those of a shape of their own, then rows that people write, each with how its change is
/// made and the field of a chart it stands in.
macro_rules! changes {
    ($then:ident) => {
        $then! {
            /// One change of a chart.
            Change by "area" {
                /// A visit moves on.
                Visit(VisitChange);
                /// A visit is placed on a day.
                Place(Placement);
                /// A fact is recorded, corrected or taken back.
                Event(EventChange);
                /// Another part of the plan of care.
                Plan(PlanChange);
            } edits {
                /// A line of the medication list is written.
                Medication(Medication) medication in chart.facts.medications;
                /// A list somebody else keeps is received, or stands elsewhere.
                List(MedicineList) list;
                /// An alert is answered.
                Answer(Answer) answer in chart.facts.answers;
                /// A task is made, or stands elsewhere.
                Task(Task) task;
                /// A note is written.
                Note(Note) note;
                /// A goal is set, or says something else.
                Goal(Goal) goal in chart;
                /// A goal is checked.
                Progress(Progress) progress in chart.facts.goals;
                /// What becomes of a medicine in the home is recorded.
                MedicineUse(MedicineUse) medicine_use;
                /// Somebody decides about two charts that may be one person's.
                Pair(Pair) pair;
                /// An entry is written, or says something else.
                Entry(Entry) entry in chart;
            }
            /// A change of a plan of care, beside its goals and their checks.
            PlanChange by "part" {
                /// A version is signed, or something is added to one. It is never taken back.
                Sign(Signing);
            } edits {
                /// A problem is added, or says something else.
                Problem(PlanProblem) problem in chart.plan.problems;
                /// An intervention is added, or says something else.
                Intervention(Intervention) intervention in chart.plan.interventions;
                /// What became of an intervention.
                Delivery(Delivery) delivery;
                /// A section is written.
                Section(Section) section in chart.plan.sections;
                /// Everybody concerned was told, or became a task.
                Telling(Telling) telling in chart.plan.telling;
            }
        }
    };
}
pub(crate) use changes;

/// The types of the changes, and what each knows of itself.
macro_rules! declared {
    ($($(#[$doc:meta])* $name:ident by $tag:literal {
        $($(#[$of_its_own:meta])* $own:ident($part:ty);)+
    } edits {
        $($(#[$written:meta])* $row:ident($value:ty) $made:ident $(in chart$(.$place:ident)*)?;)+
    })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = $tag, rename_all = "snake_case")]
        pub enum $name {
            $($(#[$of_its_own])* $own($part),)+
            $($(#[$written])* $row(Box<Edit<$value>>),)+
        }

        $(impl From<$part> for $name {
            fn from(part: $part) -> Self {
                Self::$own(part)
            }
        })+

        $(impl From<Edit<$value>> for $name {
            fn from(edit: Edit<$value>) -> Self {
                Self::$row(Box::new(edit))
            }
        })+

        impl $name {
            $($(#[$written])*
            pub fn $made(edit: Edit<$value>) -> Self {
                Self::from(edit)
            })+

            fn sentence(word: &str) -> Option<&'static str> {
                let mut known = [$(<$part>::sentence(word),)+ $(<$value>::sentence(word),)+].into_iter();
                known.find_map(|says| says)
            }
        }

        impl Part for $name {
            type Inverse = Self;

            fn patient(&self) -> PatientId {
                match self { $(Self::$own(it) => it.patient(),)+ $(Self::$row(it) => it.patient(),)+ }
            }

            fn see(&mut self, version: Version) {
                match self { $(Self::$own(it) => it.see(version),)+ $(Self::$row(it) => it.see(version),)+ }
            }

            fn action(&self) -> Action {
                match self { $(Self::$own(it) => it.action(),)+ $(Self::$row(it) => it.action(),)+ }
            }

            fn asks(&self, me: UserId, row: &OnRecord) -> Act {
                match self { $(Self::$own(it) => it.asks(me, row),)+ $(Self::$row(it) => it.asks(me, row),)+ }
            }

            fn inverse(&self, made: Option<i64>) -> Option<Self> {
                match self {
                    $(Self::$own(it) => it.inverse(made).map(Self::from),)+
                    $(Self::$row(it) => it.inverse(made).map(Self::from),)+
                }
            }

            fn settle(&mut self, made: &[Option<i64>]) {
                match self { $(Self::$own(it) => it.settle(made),)+ $(Self::$row(it) => it.settle(made),)+ }
            }
        }
    )+};
}
changes!(declared);

/// Several changes of one chart that are written at once, or not at all, and taken back at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// What they are together, for the status line: "medicines reconciled".
    pub says: String,
    /// The changes, in the order they are written.
    pub parts: Vec<Change>,
}

impl Change {
    /// Whose chart it changes.
    pub fn patient(&self) -> PatientId {
        Part::patient(self)
    }

    /// The same change of a row that is at `version` by now; a change that makes a row stays as it is.
    #[must_use]
    pub fn seen_at(mut self, version: Version) -> Self {
        self.see(version);
        self
    }

    /// The word it has in the audit: what was done, no clinical text.
    pub fn action(&self) -> &'static str {
        Part::action(self).word
    }

    /// What was done, for the status line.
    pub fn says(&self) -> String {
        Part::action(self).says.to_owned()
    }

    /// The change that takes this one back. `made` is the row an inserting change produced.
    pub fn inverse(&self, made: Option<i64>) -> Option<Self> {
        Part::inverse(self, made)
    }

    /// What it is for somebody, with what is on record about the row it changes, as far as it matters who may.
    pub fn asks(&self, me: UserId, row: &OnRecord) -> Act {
        Part::asks(self, me, row)
    }

    /// Whether it can never be taken back: a signature.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Plan(PlanChange::Sign(_)))
    }

    /// The change with the rows it hangs on, where earlier parts of its bundle made them; see [`crate::domain::ids::Id::made_by`].
    #[must_use]
    pub fn settled(mut self, made: &[Option<i64>]) -> Self {
        self.settle(made);
        self
    }
}

impl PlanChange {
    /// Whether it signs a plan, corrects a signed one or retracts it: what others always have to know.
    pub fn announces(&self) -> bool {
        matches!(self, Self::Sign(signing) if signing.announces())
    }

    /// A version is signed, or something is added to one.
    pub fn sign(patient: PatientId, version: PlanVersion) -> Self {
        Self::Sign(Signing { patient, version: Box::new(version) })
    }
}

/// An audit word as people read it: "visit marked done", "taken back: visit marked done".
pub fn action_in_words(action: &str) -> String {
    if let Some((how, rest)) = action.split_once(':') {
        let how = if how == "undo" { "undone" } else { "done again" };
        return format!("{how}: {}", action_in_words(rest));
    }
    let says = match action {
        "import" => "records imported",
        "demo" => "chart generated for the demo",
        other => Change::sentence(other).unwrap_or(other),
    };
    says.to_owned()
}
