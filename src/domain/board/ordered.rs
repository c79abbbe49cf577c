//! The ordered visits of a patient beside those that were made and placed; computed when it is shown.

use chrono::NaiveDate;

use super::foresight::Circumstances;
use super::{Derived, case};
use crate::domain::caseload::{Facts, visits_known};
use crate::domain::codes::Discipline;
use crate::domain::deadline::admission;
use crate::domain::event::Event;
use crate::domain::frequency::{Admission, Course, Outcome, Placing, counted};
use crate::domain::visit::StoredVisit;

impl Circumstances<'_> {
    /// The orders and visits of her current certification period; `None` while only a referral is known.
    pub fn course(&self, facts: &Facts) -> Option<Course> {
        self.with_admission(facts, |admission| admission.course_on(admission.current_day()))
    }

    /// The orders and visits of the certification period a day lies in.
    pub fn course_on(&self, facts: &Facts, day: NaiveDate) -> Option<Course> {
        self.with_admission(facts, |admission| admission.course_on(day))
    }

    /// What speaks against one visit more of a discipline on a day.
    pub fn placing(&self, facts: &Facts, discipline: &Discipline, day: NaiveDate) -> Option<Placing> {
        self.with_admission(facts, |admission| admission.placing(discipline, day))
    }

    fn with_admission<T>(&self, facts: &Facts, look: impl FnOnce(&Admission<'_>) -> Option<T>) -> Option<T> {
        let derived = Derived::of(facts, self.staff, self.zone);
        let case = case(facts, &derived, self.knowledge, self.zone, self.now);
        // The episode's own start speaks only where no fact does.
        let is_recorded = case.events.iter().any(|event| matches!(event, Event::Soc { .. }));
        let episode = facts.episode.as_ref();
        let otherwise = episode.and_then(|episode| episode.soc).filter(|_| !is_recorded);
        let undated = episode.map(|episode| episode.frequencies.as_slice()).unwrap_or_default();
        let admission = admission(&case, self.now, otherwise)?;
        let placed = |visit: &StoredVisit| {
            let (day, outcome) = counted(visit, self.zone)?;
            (outcome == Outcome::Placed && day >= admission.soc).then(|| (visit.discipline.clone(), day))
        };
        let placed = facts.visits.iter().filter_map(placed).collect();
        look(&Admission { undated, placed, known: visits_known(self.now.date()), ..admission })
    }
}
