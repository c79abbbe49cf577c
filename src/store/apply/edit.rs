//! Rows that are made and amended alike. Adding takes the patient first, amending the row, the
//! patient and the version it was seen at; then come the columns.

use rusqlite::{Transaction, params_from_iter};

use super::super::statements as sql;
use super::super::table::{Bound, Column};
use super::{NotSaved, Write, Written};
use crate::domain::answer::Answer;
use crate::domain::change::{Edit, Stamp};
use crate::domain::entry::Entry;
use crate::domain::ids::{Keyed, PatientId, UserId, Version};
use crate::domain::medication::uses::MedicineUse;
use crate::domain::note::Note;
use crate::domain::pair::Pair;

/// A value that has a table.
pub(in crate::store) trait Row: Keyed {
    /// How the audit names a row: `task/17`.
    const TABLE: &'static str;
    const ADD: &'static str;
    const AMEND: &'static str;
    /// The columns in the order of the statements. `by` is who writes.
    fn bind<'a>(&'a self, by: UserId, into: &mut Bound<'a>);

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
                let mut row = vec![patient.raw().into()];
                value.bind(stamp.user, &mut row);
                // A row of which there can be only one is not made when a colleague was first.
                if transaction.prepare_cached(T::ADD)?.execute(params_from_iter(row))? == 0 {
                    return Err(NotSaved::Conflict);
                }
                Ok(Written::inserted(T::TABLE, transaction.last_insert_rowid()))
            }
            Self::Amend { patient, id, seen, from, to } => {
                let mut row = vec![id.raw().into(), patient.raw().into(), (*seen).into()];
                to.bind(stamp.user, &mut row);
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

impl Row for Answer {
    const TABLE: &'static str = "answer";
    const ADD: &'static str = sql::ANSWER_ADD;
    const AMEND: &'static str = sql::ANSWER_AMEND;

    fn bind<'a>(&'a self, _: UserId, into: &mut Bound<'a>) {
        self.subject.bind(into);
        self.cause.bind(into);
        self.kind.bind(into);
        self.reason.bind(into);
        self.by.bind(into);
        self.at.bind(into);
        self.counts.bind(into);
        self.told.bind(into);
    }
}

impl Row for Note {
    const TABLE: &'static str = "note";
    const ADD: &'static str = sql::NOTE_ADD;
    const AMEND: &'static str = sql::NOTE_AMEND;

    fn bind<'a>(&'a self, by: UserId, into: &mut Bound<'a>) {
        self.kind.bind(into);
        self.at.bind(into);
        self.author.bind(into);
        self.text.bind(into);
        into.push(by.raw().into());
        self.counts.bind(into);
    }
}

impl Row for MedicineUse {
    const TABLE: &'static str = "medicine_use";
    const ADD: &'static str = sql::MEDICINE_USE_ADD;
    const AMEND: &'static str = sql::MEDICINE_USE_AMEND;

    fn bind<'a>(&'a self, _: UserId, into: &mut Bound<'a>) {
        self.line.bind(into);
        into.push(self.what.kind().into());
        into.push(self.what.day().format("%Y-%m-%d").to_string().into());
        // Plain values of our own always become JSON; the table refuses what is none.
        into.push(serde_json::to_string(&self.what).unwrap_or_default().into());
        self.counts.bind(into);
    }
}

impl Row for Entry {
    const TABLE: &'static str = "entry";
    const ADD: &'static str = sql::ENTRY_ADD;
    const AMEND: &'static str = sql::ENTRY_AMEND;

    fn bind<'a>(&'a self, _: UserId, into: &mut Bound<'a>) {
        into.push(self.content.word().into());
        into.push(self.content.on().format("%Y-%m-%d").to_string().into());
        into.push(self.state().word().to_owned().into());
        self.author.bind(into);
        self.at.bind(into);
        into.push(serde_json::Value::Object(self.fields()).to_string().into());
    }
}

impl Row for Pair {
    const TABLE: &'static str = "chart_pair";
    const ADD: &'static str = sql::PAIR_ADD;
    const AMEND: &'static str = sql::PAIR_AMEND;

    fn bind<'a>(&'a self, by: UserId, into: &mut Bound<'a>) {
        self.other.bind(into);
        let because = self.because.iter().map(|because| format!("\"{}\"", because.word())).collect::<Vec<_>>();
        into.push(format!("[{}]", because.join(",")).into());
        self.decision.bind(into);
        self.keeps.bind(into);
        into.push(by.raw().into());
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
