//! How a home did over its evaluations: open hazards by risk. There is no score, for none has a source.

use chrono::NaiveDate;
use serde::Serialize;

use super::Home;
use crate::domain::entry::hazard::Risk;
use crate::domain::entry::hazard::table;
use crate::domain::entry::{Hazard, HomeEvaluation};

/// How many hazards there are of each risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ByRisk {
    /// Act before leaving the home.
    pub critical: usize,
    /// Within seven days.
    pub high: usize,
    /// Within thirty days.
    pub medium: usize,
    /// Advice.
    pub low: usize,
}

impl ByRisk {
    /// Counts hazards.
    pub fn of<'a>(hazards: impl Iterator<Item = &'a Hazard>) -> Self {
        let mut counts = Self::default();
        for hazard in hazards {
            match hazard.risk() {
                Risk::Critical => counts.critical += 1,
                // A risk of a newer program is taken for high.
                Risk::High | Risk::Other(_) => counts.high += 1,
                Risk::Medium => counts.medium += 1,
                Risk::Low => counts.low += 1,
            }
        }
        counts
    }

    /// `1 critical, 2 high`; "none" where there are none.
    pub fn words(&self) -> String {
        let each = [(self.critical, "critical"), (self.high, "high"), (self.medium, "medium"), (self.low, "low")];
        let words: Vec<String> =
            each.iter().filter(|(many, _)| *many > 0).map(|(many, risk)| format!("{many} {risk}")).collect();
        if words.is_empty() { "none".to_owned() } else { words.join(", ") }
    }
}

/// One evaluation, as the course shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluated<'a> {
    /// The evaluation.
    pub evaluation: &'a HomeEvaluation,
    /// What was open at the end of that day.
    pub open: ByRisk,
}

impl Evaluated<'_> {
    /// `12 of 20 rooms`.
    pub fn rooms(&self) -> String {
        let all = table::rooms().len();
        let looked = self.evaluation.looked.len();
        if looked == all { "every room".to_owned() } else { format!("{looked} of {all} rooms") }
    }
}

impl<'a> Home<'a> {
    /// Its evaluations, the newest first, with what was open then.
    pub fn course(&self) -> Vec<Evaluated<'a>> {
        let on =
            |(_, evaluation): &(_, &'a HomeEvaluation)| Evaluated { evaluation, open: self.open_on(evaluation.date) };
        self.evaluations.iter().map(on).collect()
    }

    /// How many hazards are open now.
    pub fn open_by_risk(&self) -> ByRisk {
        ByRisk::of(self.open().into_iter())
    }

    fn open_on(&self, day: NaiveDate) -> ByRisk {
        ByRisk::of(self.hazards.iter().map(|(_, hazard)| *hazard).filter(|hazard| hazard.was_open_on(day)))
    }
}
