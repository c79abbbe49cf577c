//! Rows that are made and amended alike. Every statement takes row, version seen and patient first, then the columns.

use rusqlite::types::Value;
use rusqlite::{Transaction, params_from_iter};

use super::super::statements as sql;
use super::{NotSaved, Write, Written};
use crate::domain::answer::Answer;
use crate::domain::change::{Edit, Stamp};
use crate::domain::ids::{Id, Keyed, PatientId, UserId, Version};
use crate::domain::medication::Medication;
use crate::domain::medication::list::MedicineList;
use crate::domain::medication::uses::MedicineUse;
use crate::domain::note::Note;
use crate::domain::pair::Pair;
use crate::domain::plan::{Goal, Progress};
use crate::domain::task::Task;
use crate::domain::when::PartialDate;

/// A value that has a table.
pub(super) trait Row: Keyed {
    /// How the audit names a row: `task/17`.
    const TABLE: &'static str;
    const ADD: &'static str;
    const AMEND: &'static str;
    /// The columns in the order of the statements, from the fourth parameter on. `by` is who writes.
    fn columns(&self, by: UserId) -> Vec<Value>;

    /// Why a row seen at this version, saying this, was not amended: mostly a colleague was first.
    fn refused(_: &Transaction<'_>, _: PatientId, _seen: Version, _from: &Self) -> Result<NotSaved, NotSaved> {
        Ok(NotSaved::Conflict)
    }
}

/// Makes the row, or amends it if it is still as it was seen.
impl<T: Row> Write for Edit<T> {
    fn write(&self, transaction: &Transaction<'_>, stamp: &Stamp) -> Result<Written, NotSaved> {
        match self {
            Self::Add { patient, value } => {
                let at = [Value::Null, Value::Null, patient.raw().into()];
                let row = at.into_iter().chain(value.columns(stamp.user));
                // A row of which there can be only one is not made when a colleague was first.
                if transaction.prepare_cached(T::ADD)?.execute(params_from_iter(row))? == 0 {
                    return Err(NotSaved::Conflict);
                }
                Ok(Written::inserted(T::TABLE, transaction.last_insert_rowid()))
            }
            Self::Amend { patient, id, seen, from, to } => {
                let at = [id.raw().into(), (*seen).into(), patient.raw().into()];
                let row = at.into_iter().chain(to.columns(stamp.user));
                if transaction.prepare_cached(T::AMEND)?.execute(params_from_iter(row))? == 0 {
                    return Err(T::refused(transaction, *patient, *seen, from)?);
                }
                Ok(Written::updated(format!("{}/{id}", T::TABLE), *seen))
            }
        }
    }
}

/// Why a chart cannot go on.
const GONE: &str = "The chart that is to go on goes on as another one already. Let the other one of the two go on.";

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn date(date: Option<PartialDate>) -> Value {
    date.map(|date| date.to_string()).into()
}

impl Row for Medication {
    const TABLE: &'static str = "medication";
    const ADD: &'static str = sql::MEDICATION_ADD;
    const AMEND: &'static str = sql::MEDICATION_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        vec![
            text(&self.drug),
            text(&self.sig),
            self.route.clone().into(),
            self.as_needed.into(),
            text(self.status.word()),
            date(self.started),
            date(self.stopped),
            self.indication.clone().into(),
            self.ordered_by.clone().into(),
            self.code.clone().into(),
            text(self.source.word()),
            self.typed.clone().into(),
            self.told_by.clone().into(),
            self.reason.clone().into(),
        ]
    }
}

impl Row for MedicineList {
    const TABLE: &'static str = "medicine_list";
    const ADD: &'static str = sql::MEDICINE_LIST_ADD;
    const AMEND: &'static str = sql::MEDICINE_LIST_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        vec![
            text(self.source.word()),
            text(&self.told_by),
            self.on.format("%Y-%m-%d").to_string().into(),
            text(&self.lines),
            text(self.status.word()),
        ]
    }
}

impl Row for Answer {
    const TABLE: &'static str = "answer";
    const ADD: &'static str = sql::ANSWER_ADD;
    const AMEND: &'static str = sql::ANSWER_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        vec![
            text(&self.subject),
            text(&self.cause),
            text(self.kind.word()),
            text(&self.reason),
            self.by.raw().into(),
            self.at.timestamp_millis().into(),
            self.counts.into(),
            self.told.clone().into(),
        ]
    }
}

impl Row for Task {
    const TABLE: &'static str = "task";
    const ADD: &'static str = sql::TASK_ADD;
    const AMEND: &'static str = sql::TASK_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        vec![
            text(&self.text),
            self.due.format("%Y-%m-%d").to_string().into(),
            self.owner.raw().into(),
            self.about.clone().into(),
            text(self.status.word()),
            self.outcome.clone().into(),
        ]
    }
}

impl Row for Note {
    const TABLE: &'static str = "note";
    const ADD: &'static str = sql::NOTE_ADD;
    const AMEND: &'static str = sql::NOTE_AMEND;

    fn columns(&self, by: UserId) -> Vec<Value> {
        vec![
            text(self.kind.word()),
            self.at.timestamp_millis().into(),
            text(&self.author),
            text(&self.text),
            by.raw().into(),
            self.counts.into(),
        ]
    }
}

pub(super) fn day(day: Option<chrono::NaiveDate>) -> Value {
    day.map(|day| day.format("%Y-%m-%d").to_string()).into()
}

impl Row for Goal {
    const TABLE: &'static str = "goal";
    const ADD: &'static str = sql::GOAL_ADD;
    const AMEND: &'static str = sql::GOAL_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        vec![
            self.plan.map(Id::raw).into(),
            text(&self.problem),
            text(&self.text),
            self.measure.clone().into(),
            self.target.clone().into(),
            self.unit.clone().into(),
            day(self.started),
            day(self.target_date),
            text(self.status.word()),
            self.outcome.clone().into(),
            self.problem_id.map(Id::raw).into(),
            self.baseline.clone().into(),
            self.agreed.into(),
            self.position.into(),
        ]
    }
}

impl Row for Progress {
    const TABLE: &'static str = "progress";
    const ADD: &'static str = sql::PROGRESS_ADD;
    const AMEND: &'static str = sql::PROGRESS_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        vec![
            self.goal.map(Id::raw).into(),
            day(Some(self.date)),
            text(self.direction.word()),
            text(&self.evidence),
            self.counts.into(),
        ]
    }
}

impl Row for MedicineUse {
    const TABLE: &'static str = "medicine_use";
    const ADD: &'static str = sql::MEDICINE_USE_ADD;
    const AMEND: &'static str = sql::MEDICINE_USE_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        vec![
            self.line.map(Id::raw).into(),
            text(self.what.kind()),
            day(Some(self.what.day())),
            // Plain values of our own always become JSON; the table refuses what is none.
            text(&serde_json::to_string(&self.what).unwrap_or_default()),
            self.counts.into(),
        ]
    }
}

impl Row for Pair {
    const TABLE: &'static str = "chart_pair";
    const ADD: &'static str = sql::PAIR_ADD;
    const AMEND: &'static str = sql::PAIR_AMEND;

    fn columns(&self, by: UserId) -> Vec<Value> {
        let because = self.because.iter().map(|because| format!("\"{}\"", because.word())).collect::<Vec<_>>();
        vec![
            self.other.raw().into(),
            text(&format!("[{}]", because.join(","))),
            text(self.decision.word()),
            self.keeps.map(Id::raw).into(),
            by.raw().into(),
        ]
    }
    /// That the chart which is to go on is gone into another one is no change of a colleague's, and is said.
    fn refused(
        transaction: &Transaction<'_>,
        patient: PatientId,
        seen: Version,
        from: &Self,
    ) -> Result<NotSaved, NotSaved> {
        let mut statement = transaction.prepare_cached(sql::PAIR_OF)?;
        let version: i64 = statement.query_row([patient.raw(), from.other.raw()], |row| row.get(4))?;
        Ok(if version == seen { NotSaved::Nothing(GONE) } else { NotSaved::Conflict })
    }
}
