//! A row that people write: it is made, and later says something else. Every kind of row of this sort has the same two
//! changes, the same inverse and the same conflict.

use serde::{Deserialize, Serialize};

use super::ids::{Id, Keyed, PatientId, Stored, UserId, Version};
use super::permission::{Act, OnRecord};

mod merge;

pub use merge::{Clash, Side, merge, merge_with};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Action {
    /// Its word in the audit: no clinical text.
    pub word: &'static str,
    /// As people read it, for the status line: "visit marked done".
    pub says: &'static str,
}

/// Declares what can be done to something, inside of its `impl`: a name, the word in the audit, and as people read it.
macro_rules! actions {
    ($($name:ident = $word:literal, $says:literal;)+) => {
        $(const $name: $crate::domain::edit::Action = $crate::domain::edit::Action { word: $word, says: $says };)+

        /// An audit word as people read it; `None` for one of something else.
        pub(in crate::domain) fn sentence(word: &str) -> Option<&'static str> {
            match word {
                $($word => Some($says),)+
                _ => None,
            }
        }
    };
}
pub(in crate::domain) use actions;

/// How a row is edited that counts until it was entered in error: its `actions!` are `ADDED`, `STANDS` and `IN_ERROR`.
macro_rules! counted {
    ($row:ident: $act:expr) => {
        impl $crate::domain::edit::Editable for $row {
            const ACT: $crate::domain::permission::Act = $act;

            fn in_error(self) -> Self {
                Self { counts: false, ..self }
            }

            fn action(from: Option<&Self>, to: &Self) -> $crate::domain::edit::Action {
                match from {
                    None => Self::ADDED,
                    Some(_) if to.counts => Self::STANDS,
                    Some(_) => Self::IN_ERROR,
                }
            }

            fn stands(&self) -> bool {
                self.counts
            }
        }
    };
}
pub(in crate::domain) use counted;

/// What a change knows of itself, whatever it changes.
pub(super) trait Part {
    /// What takes it back: mostly a change of the same kind.
    type Inverse;

    /// Whose chart it changes.
    fn patient(&self) -> PatientId;

    /// Lets it be of a row at `version`; one that makes a row stays as it is.
    fn see(&mut self, _version: Version) {}

    /// What is done.
    fn action(&self) -> Action;

    /// What it is for `me`, with what is on record about the row it changes, as far as it matters who may.
    fn asks(&self, me: UserId, row: &OnRecord) -> Act;

    /// The change that takes this one back; `made` is the row it made. Nothing where it is final.
    fn inverse(&self, made: Option<i64>) -> Option<Self::Inverse>;

    /// Puts the ids of rows in their place that earlier parts of a bundle made; see [`Id::made_by`].
    fn settle(&mut self, _made: &[Option<i64>]) {}
}

/// A row is made, or says something else from now on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
#[serde(bound = "T: Serialize + serde::de::DeserializeOwned")]
pub enum Edit<T: Keyed> {
    /// A new row.
    Add {
        /// Whose.
        patient: PatientId,
        /// What it says.
        value: T,
    },
    /// A row says something else from now on; what it said stays in the history.
    Amend {
        /// Whose.
        patient: PatientId,
        /// Which.
        id: Id<T::Of>,
        /// The version it was seen at; if it is another by now, nothing is written.
        seen: Version,
        /// What it said.
        from: T,
        /// What it says from now on.
        to: T,
    },
}

/// What can be written by an [`Edit`].
pub trait Editable: Keyed + Clone + Serialize + serde::de::DeserializeOwned {
    /// What it takes to write one.
    const ACT: Act;
    /// Its fields in somebody's own words: two of them can stand side by side. Dates and codes cannot.
    const TEXTS: &'static [&'static str] = &[];

    /// See [`Editable::ACT`], of this one.
    fn asks(&self) -> Act {
        Self::ACT
    }

    /// See [`Editable::TEXTS`], of this one.
    fn texts(&self) -> Vec<&'static str> {
        Self::TEXTS.to_vec()
    }

    /// The same, as if it had never been meant: what is left when adding it is taken back.
    #[must_use]
    fn in_error(self) -> Self;

    /// What it was that was done; `from` is what the row said before, nothing where it was made.
    fn action(from: Option<&Self>, to: &Self) -> Action;

    /// Whether a row that says this is still shown among the others of its chart.
    fn stands(&self) -> bool {
        true
    }

    /// Puts the ids of rows in their place that earlier parts of a bundle made; see [`Id::made_by`].
    fn settle(&mut self, _made: &[Option<i64>]) {}
}

impl<T: Editable> Edit<T> {
    /// Whose chart it changes.
    pub fn patient(&self) -> PatientId {
        match self {
            Self::Add { patient, .. } | Self::Amend { patient, .. } => *patient,
        }
    }

    /// What the row says afterwards.
    pub fn value(&self) -> &T {
        match self {
            Self::Add { value, .. } | Self::Amend { to: value, .. } => value,
        }
    }
}

impl<T: Editable> Part for Edit<T> {
    type Inverse = Self;

    fn patient(&self) -> PatientId {
        self.patient()
    }

    fn see(&mut self, version: Version) {
        match self {
            Self::Add { .. } => {}
            Self::Amend { seen, .. } => *seen = version,
        }
    }

    fn action(&self) -> Action {
        match self {
            Self::Add { value, .. } => T::action(None, value),
            Self::Amend { from, to, .. } => T::action(Some(from), to),
        }
    }

    fn asks(&self, _: UserId, _: &OnRecord) -> Act {
        self.value().asks()
    }

    fn inverse(&self, made: Option<i64>) -> Option<Self> {
        match self {
            Self::Add { patient, value } => {
                let (patient, id, from) = (*patient, Id::new(made?), value.clone());
                let to = from.clone().in_error();
                Some(Self::Amend { patient, id, seen: 1, from, to })
            }
            Self::Amend { patient, id, seen, from, to } => {
                Some(Self::Amend { patient: *patient, id: *id, seen: seen + 1, from: to.clone(), to: from.clone() })
            }
        }
    }

    fn settle(&mut self, made: &[Option<i64>]) {
        match self {
            Self::Add { value, .. } | Self::Amend { to: value, .. } => value.settle(made),
        }
    }
}

impl<T: Editable> Stored<T> {
    /// The change after which this row says `to`.
    pub fn amended(&self, to: T) -> Edit<T> {
        Edit::Amend { patient: self.patient, id: self.id, seen: self.version, from: self.value.clone(), to }
    }
}
