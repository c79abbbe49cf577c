//! Rows whose columns are written down once. [`tables!`] takes the fields of a value in the order of the columns, and a line like
//!
//! ```text
//! Section in "plan_section" (read, edit, take) {
//!     key: "key" given;
//!     text: "text" given;
//! }
//! ```
//!
//! becomes, for each of these words,
//!
//! ```text
//! impl Readable for Section { fn read(cells) -> Result<Self> { Ok(Self { key: Column::read(cells)?, text: Column::read(cells)? }) } }
//! impl Row for Section {
//!     const ADD = "INSERT INTO plan_section (patient_id, key, text) VALUES (?1, ?, ?) ON CONFLICT DO NOTHING";
//!     const AMEND = "UPDATE plan_section SET version = ?3 + 1, key = ?, text = ? WHERE id = ?1 AND version = ?3 AND patient_id = ?2";
//!     fn bind(&self, cells) { self.key.bind(cells); self.text.bind(cells); }
//! }
//! impl Taken for Section {
//!     const TAKE = "INSERT INTO plan_section (id, patient_id, key, text) VALUES (?1, ?2, ?, ?)
//!                   ON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id, key = excluded.key, ..";
//!     fn bind(&self, cells) { .. }
//! }
//! ```
//!
//! A column that sources know says behind its name what a newer copy does to it: it is `given` as it is, `kept` where the
//! copy says nothing, or given `unless` it is one of these. The others are ours alone. Behind the columns stands what holds
//! `always` when a row is taken, and what becomes of one that is `withdrawn`. What a question selects stays in its file.

use rusqlite::types::{FromSql, ToSqlOutput};
use rusqlite::{Row as Cells, Transaction, params_from_iter};

use super::Fault;
use super::apply::Row;
use crate::domain::ids::{Id, Keyed, PatientId, Stored};

mod column;
mod declared;

pub(super) use column::Column;
pub(super) use declared::MADE;

/// Values on their way into a statement.
pub(super) type Bound<'a> = Vec<ToSqlOutput<'a>>;

/// A row that is read column by column.
pub(super) struct Reading<'a> {
    row: &'a Cells<'a>,
    column: usize,
}

impl Reading<'_> {
    /// The place of the next column.
    fn next(&mut self) -> usize {
        self.column += 1;
        self.column - 1
    }

    fn get<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        let column = self.next();
        self.row.get(column)
    }
}

/// A value that is read from a row.
pub(super) trait Readable: Keyed + Sized {
    fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self>;
}

/// Reads a row that begins with id, version and patient.
pub(super) fn read<T: Readable>(row: &Cells<'_>) -> rusqlite::Result<Stored<T>> {
    let value = T::read(&mut Reading { row, column: 3 })?;
    Ok(Stored { id: Id::new(row.get(0)?), version: row.get(1)?, patient: PatientId::new(row.get(2)?), value })
}

/// A value that is taken from a source.
pub(super) trait Taken {
    /// Makes a row where the first parameter is null, else brings that row up to date; answers row and version.
    const TAKE: &'static str;

    /// Its columns, in the order of the statement.
    fn bind<'a>(&'a self, into: &mut Bound<'a>);
}

/// A value that its source can withdraw.
pub(super) trait Withdrawn {
    /// Marks the row; answers its version.
    const WITHDRAW: &'static str;
}

/// Takes a value of this patient into row `id`, or a new one. Answers row and version.
pub(super) fn take<T: Taken>(
    transaction: &Transaction<'_>,
    id: Option<i64>,
    patient: Option<i64>,
    value: &T,
) -> Result<(i64, i64), Fault> {
    let mut bound = Vec::new();
    id.bind(&mut bound);
    patient.bind(&mut bound);
    value.bind(&mut bound);
    let mut statement = transaction.prepare_cached(T::TAKE)?;
    Ok(statement.query_row(params_from_iter(bound), |row| Ok((row.get(0)?, row.get(1)?)))?)
}

macro_rules! tables {
    ($($value:ident in $table:literal ($($does:ident),+) $columns:tt)+) => {
        $($($crate::store::table::tables!(@$does $value $table $columns);)+)+

        /// The statements that are made here, with their names.
        pub(in crate::store) const MADE: &[&[(&str, &str)]] =
            &[$($($crate::store::table::tables!(@made $does $value $table),)+)+];
    };

    (@made read $value:ident $table:literal) => { &[] };
    (@made edit $value:ident $table:literal) => {
        &[
            (concat!($table, "_add"), <$value as Row>::ADD),
            (concat!($table, "_amend"), <$value as Row>::AMEND),
        ]
    };
    (@made take $value:ident $table:literal) => { &[(concat!("take_", $table), <$value as Taken>::TAKE)] };

    (@made withdraw $value:ident $table:literal) => {
        &[(concat!("withdraw_", $table), <$value as Withdrawn>::WITHDRAW)]
    };

    (@read $value:ident $table:literal
        { $($field:ident: $($column:literal $($how:ident $($but:literal)?)?),+;)+ $($clause:literal $when:ident;)* }) => {
        impl Readable for $value {
            fn read(cells: &mut Reading<'_>) -> rusqlite::Result<Self> {
                Ok(Self { $($field: Column::read(cells)?,)+ })
            }
        }
    };
    (@edit $value:ident $table:literal
        { $($field:ident: $($column:literal $($how:ident $($but:literal)?)?),+;)+ $($clause:literal $when:ident;)* }) => {
        impl Row for $value {
            const TABLE: &'static str = $table;
            const ADD: &'static str = concat!(
                "-- A row of `", $table, "` of a patient; of which there can be only one, unless it is there.\n",
                "INSERT INTO ", $table, " (patient_id", $($(", ", $column,)+)+
                ")\nVALUES (?1", $($($crate::store::table::tables!(@value $column),)+)+ ")\nON CONFLICT DO NOTHING;\n",
            );
            const AMEND: &'static str = concat!(
                "-- A row of `", $table, "` says something else from now on, if it is still as it was seen.\n",
                "UPDATE ", $table, "\nSET version = ?3 + 1", $($(", ", $column, " = ?",)+)+
                "\nWHERE id = ?1 AND version = ?3 AND patient_id = ?2;\n",
            );

            fn bind<'a>(&'a self, _: UserId, into: &mut Bound<'a>) {
                $(self.$field.bind(into);)+
            }
        }
    };
    (@take $value:ident $table:literal
        { $($field:ident: $($column:literal $($how:ident $($but:literal)?)?),+;)+ $($clause:literal $when:ident;)* }) => {
        impl Taken for $value {
            const TAKE: &'static str = concat!(
                "-- A row of `", $table, "` as its source has it: a new one, or that row brought up to date.\n",
                "INSERT INTO ", $table, " (id, patient_id",
                $($($(", ", $column, $crate::store::table::tables!(@nothing $how),)?)+)+
                ")\nVALUES (?1, ?2", $($($($crate::store::table::tables!(@value $how),)?)+)+
                ")\nON CONFLICT (id) DO UPDATE SET patient_id = excluded.patient_id",
                $($($(", ", $column, " = ", $crate::store::table::tables!(@$how $column $($but)?),)?)+)+
                $($crate::store::table::tables!(@$when $clause),)* ", version = version + 1\nRETURNING id, version;\n",
            );

            fn bind<'a>(&'a self, into: &mut Bound<'a>) {
                $($crate::store::table::tables!(@bind self $field into $($($how)?)+);)+
            }
        }
    };

    (@withdraw $value:ident $table:literal
        { $($field:ident: $($column:literal $($how:ident $($but:literal)?)?),+;)+ $($clause:literal $when:ident;)* }) => {
        impl Withdrawn for $value {
            const WITHDRAW: &'static str = concat!(
                "-- The source of row ?1 of `", $table, "` has withdrawn it.\n",
                "UPDATE ", $table, " SET version = version + 1",
                $($crate::store::table::tables!(@mark $when $clause),)* "\nWHERE id = ?1 RETURNING version;\n",
            );
        }
    };

    (@always $clause:literal) => { concat!(", ", $clause) };
    (@withdrawn $clause:literal) => { "" };
    (@mark always $clause:literal) => { "" };
    (@mark withdrawn $clause:literal) => { concat!(", ", $clause) };
    (@nothing $of:tt) => { "" };
    (@value $of:tt) => { ", ?" };
    (@bind $self:ident $field:ident $into:ident) => {};
    (@bind $self:ident $field:ident $into:ident $($how:ident)+) => { $self.$field.bind($into) };
    (@given $column:literal) => { concat!("excluded.", $column) };
    (@kept $column:literal) => { concat!("coalesce(excluded.", $column, ", ", $column, ")") };
    (@unless $column:literal $these:literal) => {
        concat!("CASE WHEN excluded.", $column, " IN (", $these, ") THEN ", $column, " ELSE excluded.", $column, " END")
    };
}
use tables;
