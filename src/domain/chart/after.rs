//! A chart as it stands after a change, as far as the plan of care goes: to know what a change means before it is written.

use super::Chart;
use crate::domain::change::{Change, Edit, EventChange, PlanChange};
use crate::domain::ids::{Id, PatientId, Stored, UserId};
use crate::domain::plan::{GoalStatus, PlanProblemStatus, SignedVersion, TrackedGoal};
use crate::domain::when::Instant;

impl Chart {
    /// The chart after these changes, written at once at `now`. Rows they make have ids of their own ([`Id::made_by`]), which
    /// are none of the store's. Who signs is left open, and what does not stand in a plan of care stays as it is.
    #[must_use]
    pub fn after(&self, changes: &[Change], now: Instant) -> Self {
        let mut chart = self.clone();
        for (place, change) in changes.iter().enumerate() {
            chart.take_in(place, change, now);
        }
        chart
    }

    fn take_in(&mut self, place: usize, change: &Change, now: Instant) {
        match change {
            Change::Goal(edit) => {
                let mut goals: Vec<TrackedGoal> =
                    self.facts.goals.drain(..).chain(self.plan.closed.drain(..)).collect();
                match &**edit {
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
            Change::Progress(edit) => {
                if let Edit::Add { value, .. } = &**edit {
                    let known = self.facts.goals.iter_mut().find(|tracked| Some(tracked.goal.id) == value.goal);
                    if let Some(tracked) = known {
                        tracked.checks.push(value.clone());
                    }
                }
            }
            Change::Medication(edit) => {
                put(&mut self.facts.medications, place, edit);
                self.facts.medications.retain(|line| line.status.is_listed());
            }
            Change::Event(EventChange::Record { patient, event }) => {
                self.facts.events.push(made(place, *patient, event));
            }
            Change::Event(EventChange::Correct { event, to, .. }) => {
                let known = self.facts.events.iter_mut().find(|known| known.id == *event);
                if let Some(known) = known {
                    known.value = to.clone();
                }
            }
            Change::Event(EventChange::Count { event, counts, .. }) => {
                self.facts.events.retain(|known| *counts || known.id != *event);
            }
            Change::Answer(edit) => {
                put(&mut self.facts.answers, place, edit);
                self.facts.answers.retain(|answer| answer.counts);
            }
            Change::Plan(change) => self.take_in_plan(place, change, now),
            Change::Visit(_)
            | Change::Place(_)
            | Change::List(_)
            | Change::Task(_)
            | Change::Pair(_)
            | Change::Note(_)
            | Change::MedicineUse(_) => {}
        }
    }

    fn take_in_plan(&mut self, place: usize, change: &PlanChange, now: Instant) {
        let plan = &mut self.plan;
        match change {
            PlanChange::Problem(edit) => {
                put(&mut plan.problems, place, edit);
                plan.problems.retain(|problem| problem.status != PlanProblemStatus::EnteredInError);
            }
            PlanChange::Intervention(edit) => {
                put(&mut plan.interventions, place, edit);
                plan.interventions.retain(|step| step.counts);
            }
            PlanChange::Section(edit) => put(&mut plan.sections, place, edit),
            PlanChange::Telling(edit) => {
                let mut telling: Vec<_> = plan.telling.take().into_iter().collect();
                put(&mut telling, place, edit);
                plan.telling = telling.into_iter().rfind(|telling| telling.counts);
            }
            PlanChange::Sign { version, .. } => plan.versions.push(SignedVersion {
                version: (**version).clone(),
                by: UserId::new(0),
                at: now,
                hash: [0; 32],
                intact: true,
            }),
            PlanChange::Delivery(_) => {}
        }
    }
}

fn made<T: Clone>(place: usize, patient: PatientId, value: &T) -> Stored<T> {
    Stored { id: Id::made_by(place), version: 1, patient, value: value.clone() }
}

fn put<T: Clone>(rows: &mut Vec<Stored<T>>, place: usize, edit: &Edit<T>) {
    match edit {
        Edit::Add { patient, value } => rows.push(made(place, *patient, value)),
        Edit::Amend { id, to, .. } => {
            let known = rows.iter_mut().find(|row| row.id == *id);
            if let Some(row) = known {
                row.value = to.clone();
            }
        }
    }
}
