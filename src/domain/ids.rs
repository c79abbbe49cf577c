//! Typed ids: a visit's id can never be passed where a patient's is meant.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The id of one stored `T`. Ids are positive and never reused.
pub struct Id<T> {
    raw: i64,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// Wraps a row number as the store knows it.
    pub const fn new(raw: i64) -> Self {
        Self { raw, of: PhantomData }
    }

    /// Stands for the row that the part at `place` of the same bundle makes, until that row has its id.
    pub const fn made_by(place: usize) -> Self {
        Self { raw: -1 - place.cast_signed() as i64, of: PhantomData }
    }

    /// The id itself, or of a row that a part of the bundle made, the id it got; `made` holds one for each part.
    #[must_use]
    pub fn settled(self, made: &[Option<i64>]) -> Self {
        let place = usize::try_from(-1 - self.raw).ok();
        place.and_then(|place| made.get(place).copied().flatten()).map_or(self, Self::new)
    }

    /// The row number, for the store and for people reading a log.
    pub const fn raw(self) -> i64 {
        self.raw
    }
}

// Written by hand: derives would ask the same of `T`.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.raw == other.raw
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.raw.cmp(&other.raw)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.raw.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.raw)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.raw)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.raw)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(Self::new)
    }
}

/// Declares the ids that records name each other by. What they name is an empty type, so that a record may name another one
/// whose file it need not know.
macro_rules! ids {
    ($($(#[$doc:meta])* $alias:ident of $kind:ident;)+) => {
        /// What ids name.
        pub mod of {
            $($(#[$doc])* #[derive(Debug, Clone, PartialEq)] pub enum $kind {})+
        }

        $($(#[$doc])* pub type $alias = Id<of::$kind>;)+
    };
}

ids! {
    /// A patient.
    PatientId of Patient;
    /// A person who works with the program.
    UserId of User;
    /// A home health episode.
    EpisodeId of Episode;
    /// A visit of ours, planned or made.
    VisitId of Visit;
    /// One line of a medication list.
    MedicationId of Medication;
    /// A plan of care.
    PlanId of CarePlan;
    /// A problem of a plan of care.
    PlanProblemId of PlanProblem;
    /// A goal of a plan of care.
    GoalId of Goal;
    /// An intervention of a plan of care.
    InterventionId of Intervention;
    /// A fact that starts, moves or satisfies deadlines.
    EventId of Event;
    /// A task.
    TaskId of Task;
    /// An entry of a kind.
    EntryId of Entry;
}

/// A value that rows are made of.
pub trait Keyed {
    /// What the ids of these rows name: one of [`of`], or the value itself where no other record names one.
    type Of;
}

/// How often a row has been changed; an update names the version it saw.
pub type Version = i64;

/// One stored entry of a chart: the value with what the store knows about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(bound = "T: Serialize")]
pub struct Stored<T: Keyed> {
    /// Which row.
    pub id: Id<T::Of>,
    /// The version this value was read at.
    pub version: Version,
    /// Whose chart.
    pub patient: PatientId,
    /// What was read.
    pub value: T,
}

impl<T: Keyed> std::ops::Deref for Stored<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// Names one write, so that repeating it after a lost answer is harmless.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct OperationId(pub [u8; 16]);

impl OperationId {
    /// The name that is given out at a place of a series, from 1; this one begins the series.
    #[must_use]
    pub fn nth(self, place: u64) -> Self {
        Self(u128::from_be_bytes(self.0).wrapping_add(place.into()).to_be_bytes())
    }

    /// The name of the part at a place of a bundle; the first part has the bundle's own name.
    #[must_use]
    pub fn part(self, place: usize) -> Self {
        // In the upper half, so that it never meets names that were given out one after the other.
        Self(u128::from_be_bytes(self.0).wrapping_add((place as u128) << 64).to_be_bytes())
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
