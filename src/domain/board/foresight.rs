//! What a change of facts would do to one patient's deadlines and visits, before anybody writes it.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use crate::domain::caseload::{Facts, Staff};
use crate::domain::change::EventChange;
use crate::domain::deadline::Deadline;
use crate::domain::deadline::preview::{Consequence, PeriodShift, period_shifts, preview};
use crate::domain::event::Event;
use crate::domain::ids::{EventId, Stored};
use crate::domain::knowledge::Knowledge;
use crate::domain::when::civil;

/// What deadlines are computed with besides the facts.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The rules among it.
    pub knowledge: Knowledge,
    /// Who made the visits.
    pub staff: &'a Staff,
    /// The zone of the patient's home.
    pub zone: Tz,
    /// The local time they are computed at.
    pub now: NaiveDateTime,
}

impl Circumstances<'_> {
    fn deadlines(&self, facts: &Facts) -> Vec<Deadline> {
        super::deadlines(facts, self.knowledge, self.staff, self.zone, self.now)
    }
}

/// What would be different, a line each. Empty lists mean that nothing would.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Foresight {
    /// Deadlines that go, come, move or turn; what would be late first.
    pub deadlines: Vec<String>,
    /// Visits of the last weeks and the next two that would stand elsewhere in the certification periods.
    pub visits: Vec<String>,
    /// Weeks of the visit-frequency orders that would ask for, or hold, something else.
    pub weeks: Vec<String>,
}

/// What a change of events would do.
pub fn foresee(facts: &Facts, change: &EventChange, given: Circumstances<'_>) -> Foresight {
    let changed = facts.after(change);
    let (before, after) = (given.deadlines(facts), given.deadlines(&changed));
    let today = given.now.date();
    let days: Vec<NaiveDate> = facts.visits.iter().map(|visit| civil(visit.starts, given.zone)).collect();
    let shifts = period_shifts(&days, facts.start_of_care(today), changed.start_of_care(today));
    let (ordered, becomes) = (given.course(facts), given.course(&changed));
    Foresight {
        deadlines: preview(&before, &after).iter().map(Consequence::says).collect(),
        visits: shifted(&shifts),
        weeks: crate::domain::frequency::changed(ordered.as_ref(), becomes.as_ref()),
    }
}

/// Visits that come into another period one by one, the others together.
fn shifted(shifts: &[PeriodShift]) -> Vec<String> {
    let (elsewhere, within): (Vec<&PeriodShift>, Vec<&PeriodShift>) =
        shifts.iter().partition(|shift| shift.is_of_another_period());
    let mut lines: Vec<String> = elsewhere.iter().map(|shift| format!("visit {}", shift.says())).collect();
    lines.extend(within.first().map(|first| match within.len() {
        1 => format!("visit {}", first.says()),
        many => format!("{many} visits stay in their period on other days of it: {}", first.says()),
    }));
    lines
}

/// The facts a deadline hangs on, in their order: without any one of them it would not be what it is.
pub fn behind(facts: &Facts, deadline: &Deadline, given: Circumstances<'_>) -> Vec<EventId> {
    // It may have been computed some minutes ago.
    let Some(now) = given.deadlines(facts).into_iter().find(|one| one.is_same(deadline)) else { return Vec::new() };
    let hangs_on = |event: &&Stored<Event>| {
        let (patient, event, seen) = (event.patient, event.id, event.version);
        let without = facts.after(&EventChange::Count { patient, event, seen, counts: false });
        !given.deadlines(&without).contains(&now)
    };
    facts.events.iter().filter(hangs_on).map(|event| event.id).collect()
}
