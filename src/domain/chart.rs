//! One patient's chart as the chart screen reads it.

use serde::Serialize;

use super::caseload::Facts;
use super::entry::Entry;
use super::event::Event;
use super::ids::{EventId, GoalId, PatientId, PlanProblemId, Stored};
use super::medication::list::MedicineList;
use super::note::Note;
use super::pair::ToDecide;
use super::patient::Name;
use super::payer::NamedPayer;
use super::plan::tree::{Extent, Node, tree};
use super::plan::{DeliveryResult, Intervention, PlanOfCare, Section, SignedVersion, TrackedGoal, VersionKind};
use super::refusal::Refusal;
use super::when::Instant;

mod after;

/// Something that happened to the chart, for "since you looked".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happening {
    /// When.
    pub at: Instant,
    /// What, in words without clinical detail beyond the chart's own.
    pub what: String,
    /// Who did it, as shown.
    pub who: String,
}

/// A colleague who has the same chart in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Who, as shown.
    pub name: String,
    /// The place of the text she is writing; nothing where she only opened the chart.
    pub place: Option<String>,
    /// When she was last seen here.
    pub at: Instant,
}

/// A member of the care team as shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CareTeamLine {
    /// Name.
    pub name: String,
    /// Role in words.
    pub role: String,
    /// Telephone.
    pub phone: Option<String>,
}

/// Texts and signatures of another chart of the same person, which stay in that chart and are read from this one.
#[derive(Debug, Clone, PartialEq)]
pub struct Elsewhere {
    /// The chart.
    pub patient: PatientId,
    /// Its number.
    pub number: String,
    /// The name in it.
    pub name: Name,
    /// Its text sections.
    pub sections: Vec<Stored<Section>>,
    /// Its signed versions and what was added to them, oldest first.
    pub versions: Vec<SignedVersion>,
}

impl Elsewhere {
    /// `3 sections and 2 signed versions`; nothing where there are none.
    pub fn counted(&self) -> Option<String> {
        let of = |count: usize, one: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {one}s")),
        };
        let signed = self.versions.iter().filter(|signed| signed.version.kind == VersionKind::Signed).count();
        let parts: Vec<String> =
            [of(self.sections.len(), "section"), of(signed, "signed version")].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" and "))
    }
}

/// One patient's chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What the board also reads.
    pub facts: Facts,
    /// Who cares for her.
    pub team: Vec<CareTeamLine>,
    /// Who pays, as written.
    pub payers: Vec<NamedPayer>,
    /// Medication lists of others that wait to be reconciled, the newest first.
    pub lists: Vec<Stored<MedicineList>>,
    /// The plan of care.
    pub plan: PlanOfCare,
    /// The newest notes, newest first.
    pub notes: Vec<Note>,
    /// Entries of every kind, the newest first, those entered in error among them.
    pub entries: Vec<Stored<Entry>>,
    /// Colleagues who have the chart in hand, each once, the last one first.
    pub others: Vec<Colleague>,
    /// Other charts that are, or may be, the same person's.
    pub pairs: Vec<ToDecide>,
    /// Of the charts that are read with this one: what stays where it was written and signed.
    pub elsewhere: Vec<Elsewhere>,
    /// What happened since this user last looked, newest first.
    pub since: Vec<Happening>,
    /// When this user had looked before this time.
    pub looked_before: Option<Instant>,
}

impl Chart {
    /// A recorded order, as long as it counts.
    pub fn order(&self, id: EventId) -> Option<&Stored<Event>> {
        self.facts.events.iter().find(|event| event.id == id)
    }

    /// An open goal or a closed one, with its checks.
    pub fn goal(&self, id: GoalId) -> Option<&TrackedGoal> {
        self.facts.goals.iter().chain(&self.plan.closed).find(|tracked| tracked.goal.id == id)
    }

    /// Whether an intervention waits for an order before it may be done: it has none, or one that does not count any more.
    pub fn lacks_order(&self, step: &Intervention) -> bool {
        let lacks = step.order.map_or(step.needs_order, |order| self.order(order).is_none());
        step.active && lacks
    }

    /// Whether this may be said of an intervention: what needs an order is not done without one; that it was not done can
    /// always be said. 42 CFR 484.60(b).
    ///
    /// # Errors
    /// When it waits for its order.
    pub fn may_become(&self, step: &Intervention, result: &DeliveryResult) -> Result<(), Refusal> {
        if self.lacks_order(step) && *result != DeliveryResult::NotDone {
            return Err(Refusal::new("This needs an order before it is done: link it to its order first."));
        }
        Ok(())
    }

    /// Whether open goals or active interventions hang on a problem of the plan, as the tree has them.
    pub fn has_open_lines(&self, problem: PlanProblemId) -> bool {
        let lines = tree(&self.facts.goals, &self.plan, Extent::Open);
        let mut after = lines.iter().skip_while(|(_, node)| *node != Node::Problem(problem)).skip(1);
        after.next().is_some_and(|(depth, _)| *depth > 0)
    }
}
