//! All visits of a board in the order of time, so that a day is found without asking every patient.

use std::ops::Range;

use super::Assessed;
use crate::domain::visit::StoredVisit;
use crate::domain::when::Instant;

/// Which patient of the board, and which of her visits; earliest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Calendar(Vec<(u32, u32)>);

impl Calendar {
    /// The calendar of these patients.
    pub(super) fn of(patients: &[Assessed]) -> Self {
        let mut all: Vec<_> = (0..)
            .zip(patients)
            .flat_map(|(place, patient)| {
                let id = patient.id();
                (0..)
                    .zip(&patient.facts.visits)
                    .map(move |(number, visit)| ((visit.starts, visit.ends, id, visit.id), (place, number)))
            })
            .collect();
        all.sort_unstable_by_key(|(key, _)| *key);
        Self(all.into_iter().map(|(_, at)| at).collect())
    }

    /// The visits of these patients, the same ones it was made of, that start within `hours`.
    pub(super) fn between<'a>(
        &'a self,
        patients: &'a [Assessed],
        hours: Range<Instant>,
    ) -> impl Iterator<Item = (&'a Assessed, &'a StoredVisit)> {
        let visit = move |(patient, visit): (u32, u32)| {
            let patient = patients.get(usize::try_from(patient).ok()?)?;
            Some((patient, patient.facts.visits.get(usize::try_from(visit).ok()?)?))
        };
        let first = self.0.partition_point(|at| visit(*at).is_some_and(|(_, visit)| visit.starts < hours.start));
        let rest = self.0.get(first..).unwrap_or_default();
        rest.iter().map_while(move |at| visit(*at).filter(|(_, visit)| visit.starts < hours.end))
    }
}
