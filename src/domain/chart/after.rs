//! A chart as it stands after a change, as far as the plan of care goes: to know what a change means before it is written.

use super::Chart;
use crate::domain::change::{Change, Edit, Editable, EventChange, Placement, PlanChange, VisitChange, changes};
use crate::domain::entry::Entry;
use crate::domain::ids::{Id, Keyed, PatientId, Stored, UserId};
use crate::domain::plan::{Goal, GoalStatus, Progress, SignedVersion, Signing, TrackedGoal};
use crate::domain::when::Instant;

impl Chart {
    /// The chart after these changes, written at once at `now`. Rows they make have ids of their own ([`Id::made_by`]), which
    /// are none of the store's. Who signs is left open, and what does not stand in a plan of care stays as it is.
    #[must_use]
    pub fn after(&self, changes: &[Change], now: Instant) -> Self {
        let mut chart = self.clone();
        for (place, change) in changes.iter().enumerate() {
            change.take_effect(&mut chart, place, now);
        }
        chart
    }
}

/// What happens to a chart by a change.
trait Effect {
    fn take_effect(&self, chart: &mut Chart, place: usize, now: Instant);
}

/// Where rows stand in a chart.
trait Shelf<T: Keyed> {
    /// Puts a new row there, or lets one say something else.
    fn take_in(&mut self, place: usize, edit: &Edit<T>);
}

macro_rules! effects {
    ($($(#[$doc:meta])* $name:ident by $tag:literal {
        $($(#[$of_its_own:meta])* $own:ident($part:ty);)+
    } edits {
        $($(#[$written:meta])* $row:ident($value:ty) $made:ident $(in chart$(.$place:ident)*)?;)+
    })+) => {$(
        impl Effect for $name {
            fn take_effect(&self, chart: &mut Chart, place: usize, now: Instant) {
                match self {
                    $(Self::$own(it) => it.take_effect(chart, place, now),)+
                    $(Self::$row(edit) => {
                        let _ = edit;
                        $(chart$(.$place)*.take_in(place, edit);)?
                    })+
                }
            }
        }
    )+};
}
changes!(effects);

impl Effect for VisitChange {
    fn take_effect(&self, _: &mut Chart, _: usize, _: Instant) {}
}

impl Effect for Placement {
    fn take_effect(&self, _: &mut Chart, _: usize, _: Instant) {}
}

impl Effect for EventChange {
    fn take_effect(&self, chart: &mut Chart, place: usize, _: Instant) {
        let events = &mut chart.facts.events;
        match self {
            Self::Record { patient, event } => events.push(made(place, *patient, event)),
            Self::Correct { event, to, .. } => {
                let known = events.iter_mut().find(|known| known.id == *event);
                if let Some(known) = known {
                    known.value = to.clone();
                }
            }
            Self::Count { event, counts, .. } => events.retain(|known| *counts || known.id != *event),
        }
    }
}

impl Effect for Signing {
    fn take_effect(&self, chart: &mut Chart, _: usize, now: Instant) {
        chart.plan.versions.push(SignedVersion {
            version: (*self.version).clone(),
            by: UserId::new(0),
            at: now,
            hash: [0; 32],
            intact: true,
        });
    }
}

fn made<T: Keyed + Clone>(place: usize, patient: PatientId, value: &T) -> Stored<T> {
    Stored { id: Id::made_by(place), version: 1, patient, value: value.clone() }
}

impl<T: Editable> Shelf<T> for Vec<Stored<T>> {
    fn take_in(&mut self, place: usize, edit: &Edit<T>) {
        match edit {
            Edit::Add { patient, value } => self.push(made(place, *patient, value)),
            Edit::Amend { id, to, .. } => {
                let known = self.iter_mut().find(|row| row.id == *id);
                if let Some(row) = known {
                    row.value = to.clone();
                }
            }
        }
        self.retain(|row| row.stands());
    }
}

/// The newest one stands.
impl<T: Editable> Shelf<T> for Option<Stored<T>> {
    fn take_in(&mut self, place: usize, edit: &Edit<T>) {
        let mut rows: Vec<_> = self.take().into_iter().collect();
        rows.take_in(place, edit);
        *self = rows.pop();
    }
}

/// Goals that are open stand apart from closed ones.
impl Shelf<Goal> for Chart {
    fn take_in(&mut self, place: usize, edit: &Edit<Goal>) {
        let mut goals: Vec<TrackedGoal> = self.facts.goals.drain(..).chain(self.plan.closed.drain(..)).collect();
        match edit {
            Edit::Add { patient, value } => {
                goals.push(TrackedGoal { goal: made(place, *patient, value), checks: Vec::new() });
            }
            Edit::Amend { id, to, .. } => {
                let known = goals.iter_mut().find(|tracked| tracked.goal.id == *id);
                if let Some(tracked) = known {
                    tracked.goal.value = to.clone();
                }
            }
        }
        goals.retain(|tracked| tracked.goal.status != GoalStatus::EnteredInError);
        (self.facts.goals, self.plan.closed) =
            goals.into_iter().partition(|tracked| tracked.goal.status == GoalStatus::Open);
    }
}

/// A check stands with its goal.
impl Shelf<Progress> for Vec<TrackedGoal> {
    fn take_in(&mut self, _: usize, edit: &Edit<Progress>) {
        if let Edit::Add { value, .. } = edit {
            let known = self.iter_mut().find(|tracked| Some(tracked.goal.id) == value.goal);
            if let Some(tracked) = known {
                tracked.checks.push(value.clone());
            }
        }
    }
}

/// The chart has them all, its facts those that count.
impl Shelf<Entry> for Chart {
    fn take_in(&mut self, place: usize, edit: &Edit<Entry>) {
        self.entries.take_in(place, edit);
        self.facts.entries.take_in(place, edit);
        self.facts.entries.retain(|entry| entry.counts());
    }
}
