//! What the frames say in numbers: counted when a board comes, and not for every key.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::{App, panes, reassess};
use crate::domain::board::{Assessed, Board};
use crate::domain::deadline::{Deadline, DeadlineStatus};
use crate::domain::ids::{UserId, VisitId};
use crate::domain::rank::Tier;
use crate::domain::visit::{StoredVisit, VisitStatus};

/// The numbers of a board.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Patients on the ranked list to whom harm is possible now.
    pub(super) harm: usize,
    /// Visits of today that are not called off, and those of them that are done.
    pub(super) visits: (usize, usize),
    /// Deadlines that are late.
    pub(super) late: usize,
    /// Deadlines that ask for something.
    pub(super) clocks: usize,
    /// Open deadlines that advise only.
    pub(super) advisory: usize,
    /// The deadlines that the list is narrowed down to.
    pub(super) narrowed: reassess::Narrowed,
    /// Medication alerts.
    pub(super) alerts: usize,
    /// Goals that ask for a decision.
    pub(super) signals: usize,
    /// Open hazards in the homes.
    pub(super) hazards: usize,
    /// Medicines whose ingredients are known, and all that are taken.
    pub(super) checked: (usize, usize),
    /// Visits of the shown day at whose time their clinician is elsewhere.
    clashes: HashSet<VisitId>,
}

impl Tally {
    /// Counts the board on the screen.
    pub(super) fn of(app: &App) -> Self {
        app.effort.tally();
        let board = &app.board;
        let today = board.visits_on(app.today());
        let stands = |(patient, visit): &(&Assessed, &StoredVisit)| {
            let after_care = patient.facts.is_after_care(visit, app.today(), board.zone);
            visit.state.status != VisitStatus::Cancelled && !after_care
        };
        let today: Vec<_> = today.into_iter().filter(stands).collect();
        let done = today.iter().filter(|(_, visit)| visit.state.status == VisitStatus::Done).count();
        let is_late = |clock: &&Deadline| clock.status == DeadlineStatus::Overdue && !clock.advisory;
        let (clocks, advisory) = reassess::count(app);
        let mut tally = Self {
            harm: board.ranked.iter().filter(|ranked| ranked.tier() == Tier::Harm).count(),
            visits: (today.len(), done),
            late: board.patients.iter().map(|patient| patient.clocks().filter(is_late).count()).sum(),
            clocks,
            advisory,
            narrowed: reassess::Narrowed::of(app),
            alerts: board.patients.iter().map(|patient| patient.alerts().count()).sum(),
            signals: board.patients.iter().map(|patient| patient.signals.len()).sum(),
            hazards: board.patients.iter().map(|patient| patient.hazards().count()).sum(),
            checked: board.checked(),
            clashes: HashSet::new(),
        };
        tally.day(panes::shown_day(app), board);
        tally
    }

    /// The Visits view shows another day.
    pub(super) fn day(&mut self, shown: NaiveDate, board: &Board) {
        let mut by_clinician: HashMap<Option<UserId>, Vec<(&Assessed, &StoredVisit)>> = HashMap::new();
        for (patient, visit) in board.visits_on(shown) {
            by_clinician.entry(visit.clinician).or_default().push((patient, visit));
        }
        self.clashes.clear();
        for visits in by_clinician.values() {
            self.clashes.extend(visits.iter().filter(|visit| is_elsewhere(visit, visits)).map(|(_, visit)| visit.id));
        }
    }

    /// Whether a visit of the shown day clashes with another.
    pub(super) fn clashes(&self, visit: VisitId) -> bool {
        self.clashes.contains(&visit)
    }
}

/// Whether among these visits, earliest first, one with another patient is at the same time.
fn is_elsewhere((patient, visit): &(&Assessed, &StoredVisit), visits: &[(&Assessed, &StoredVisit)]) -> bool {
    let before_its_end = visits.iter().take_while(|(_, against)| against.starts < visit.ends);
    before_its_end.into_iter().any(|(other, against)| {
        against.id != visit.id && other.id() != patient.id() && against.is_open() && visit.starts < against.ends
    })
}
