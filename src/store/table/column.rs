//! What can stand in a column, or in a few beside each other.

use chrono::NaiveDate;
use rusqlite::types::ToSqlOutput;

use super::{Bound, Reading};
use crate::domain::allergy::{AllergyStatus, NoneOf};
use crate::domain::answer::AnswerKind;
use crate::domain::codes::Discipline;
use crate::domain::episode::EpisodeState;
use crate::domain::ids::Id;
use crate::domain::medication::list::{ListSource, ListStatus};
use crate::domain::medication::{MedicationSource, MedicationStatus};
use crate::domain::note::NoteKind;
use crate::domain::pair::Decision;
use crate::domain::patient::ContactKind;
use crate::domain::plan::{Category, DeliveryResult, Direction, GoalStatus, PlanProblemStatus, PlanStatus, Ratings};
use crate::domain::problem::ProblemStatus;
use crate::domain::task::{TaskKind, TaskStatus};
use crate::domain::visit::{MissReason, VisitKind, VisitState, VisitStatus};
use crate::domain::when::{Instant, PartialDate};
use crate::store::rows::{exactly, odd};

/// A value that stands in a column.
pub(in crate::store) trait Column: Sized {
    fn bind<'a>(&'a self, into: &mut Bound<'a>);

    fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self>;
}

/// What SQLite has itself.
macro_rules! plain {
    ($($type:ty),+) => {$(
        impl Column for $type {
            fn bind<'a>(&'a self, into: &mut Bound<'a>) {
                into.push(ToSqlOutput::from(*self));
            }

            fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self> {
                cells.get()
            }
        }
    )+};
}
plain!(bool, i64, u8, u32);

impl Column for String {
    fn bind<'a>(&'a self, into: &mut Bound<'a>) {
        into.push(ToSqlOutput::from(self.as_str()));
    }

    fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self> {
        cells.get()
    }
}

/// Nothing is null.
impl<T: Column> Column for Option<T> {
    fn bind<'a>(&'a self, into: &mut Bound<'a>) {
        match self {
            Some(value) => value.bind(into),
            None => into.push(ToSqlOutput::from(rusqlite::types::Null)),
        }
    }

    fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self> {
        if cells.row.get_ref(cells.column)? == rusqlite::types::ValueRef::Null {
            cells.next();
            return Ok(None);
        }
        T::read(cells).map(Some)
    }
}

impl<T> Column for Id<T> {
    fn bind<'a>(&'a self, into: &mut Bound<'a>) {
        into.push(ToSqlOutput::from(self.raw()));
    }

    fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self> {
        cells.get().map(Self::new)
    }
}

impl Column for Instant {
    fn bind<'a>(&'a self, into: &mut Bound<'a>) {
        into.push(ToSqlOutput::from(self.timestamp_millis()));
    }

    fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self> {
        let column = cells.next();
        exactly(column, cells.row.get(column)?)
    }
}

impl Column for NaiveDate {
    fn bind<'a>(&'a self, into: &mut Bound<'a>) {
        into.push(ToSqlOutput::from(self.format("%Y-%m-%d").to_string()));
    }

    fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self> {
        let column = cells.next();
        cells.row.get_ref(column)?.as_str()?.parse().map_err(|error: chrono::ParseError| odd(column, error))
    }
}

impl Column for PartialDate {
    fn bind<'a>(&'a self, into: &mut Bound<'a>) {
        into.push(ToSqlOutput::from(self.to_string()));
    }

    fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self> {
        let column = cells.next();
        Self::parse(cells.row.get_ref(column)?.as_str()?).map_err(|error| odd(column, error))
    }
}

/// A list is JSON.
impl Column for Vec<String> {
    fn bind<'a>(&'a self, into: &mut Bound<'a>) {
        // Texts always become JSON; the table refuses what is none.
        into.push(ToSqlOutput::from(serde_json::to_string(self).unwrap_or_default()));
    }

    fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self> {
        let column = cells.next();
        serde_json::from_str(cells.row.get_ref(column)?.as_str()?).map_err(|error| odd(column, error))
    }
}

/// Codes stand as their words.
macro_rules! coded {
    ($($code:ident),+ $(,)?) => {$(
        impl Column for $code {
            fn bind<'a>(&'a self, into: &mut Bound<'a>) {
                into.push(ToSqlOutput::from(self.word()));
            }

            fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self> {
                let column = cells.next();
                Ok(Self::from_word(cells.row.get_ref(column)?.as_str()?))
            }
        }
    )+};
}
coded! {
    AllergyStatus, AnswerKind, Category, ContactKind, Decision, DeliveryResult, Direction, Discipline, EpisodeState,
    GoalStatus, ListSource, ListStatus, MedicationSource, MedicationStatus, MissReason, NoneOf, NoteKind,
    PlanProblemStatus, PlanStatus, ProblemStatus, TaskKind, TaskStatus, VisitKind, VisitStatus,
}

/// Values of a few columns.
macro_rules! beside {
    ($($value:ident { $($field:ident),+ })+) => {$(
        impl Column for $value {
            fn bind<'a>(&'a self, into: &mut Bound<'a>) {
                $(self.$field.bind(into);)+
            }

            fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self> {
                Ok(Self { $($field: Column::read(cells)?,)+ })
            }
        }
    )+};
}
beside! {
    Ratings { knowledge, behavior, condition }
    VisitState { status, started, finished, reason, practitioner_told }
}
