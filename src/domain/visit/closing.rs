//! How a visit of ours is begun, closed or not made.

use chrono::TimeDelta;

use super::{MissReason, StoredVisit, VisitChange, VisitState, VisitStatus};
use crate::domain::change::Change;
use crate::domain::refusal::Refusal;
use crate::domain::when::Instant;

/// A visit may be closed this long before its planned arrival; earlier is most likely the wrong row.
const EARLY: TimeDelta = TimeDelta::hours(12);
/// Nobody asks about a visit that begins this much before its time.
const PROMPT: TimeDelta = TimeDelta::hours(1);
/// A shorter visit is most likely a key pressed twice.
const SHORTEST: TimeDelta = TimeDelta::minutes(5);
/// A begun visit that is closed so much later was over long before.
const LONGEST: TimeDelta = TimeDelta::hours(4);

impl StoredVisit {
    /// Marks the visit as made. Missing times are filled from the plan and the clock.
    pub fn complete(&self, now: Instant) -> Result<Change, Refusal> {
        self.must_be_open("done")?;
        self.must_not_lie_ahead(now)?;
        let started = self.state.started.unwrap_or_else(|| self.starts.min(now));
        let finished = if self.state.started.is_some() { now } else { self.ends.min(now).max(started) };
        Ok(self.becoming(VisitState {
            status: VisitStatus::Done,
            started: Some(started),
            finished: Some(finished),
            reason: None,
            practitioner_told: self.state.practitioner_told,
        }))
    }

    /// Starts a planned visit, or finishes a started one.
    pub fn start_or_finish(&self, now: Instant) -> Result<Change, Refusal> {
        if self.state.status == VisitStatus::Started {
            return self.complete(now);
        }
        self.must_be_open("started")?;
        self.must_not_lie_ahead(now)?;
        Ok(self.becoming(VisitState {
            status: VisitStatus::Started,
            started: Some(now),
            finished: None,
            reason: None,
            practitioner_told: false,
        }))
    }

    /// Records that the visit was not made (`Missed`) or got no further than the door (`Attempted`).
    pub fn not_made(&self, attempted: bool, reason: MissReason, told: bool, now: Instant) -> Result<Change, Refusal> {
        self.must_be_open("missed")?;
        if attempted {
            self.must_not_lie_ahead(now)?;
        }
        Ok(self.becoming(VisitState {
            status: if attempted { VisitStatus::Attempted } else { VisitStatus::Missed },
            started: if attempted { Some(self.state.started.unwrap_or(now)) } else { None },
            finished: None,
            reason: Some(reason),
            practitioner_told: told,
        }))
    }

    /// The visit as it was made, from arrival to departure.
    ///
    /// # Errors
    /// When it is closed already.
    pub fn made(&self, arrived: Instant, left: Instant) -> Result<Change, Refusal> {
        self.must_be_open("done")?;
        Ok(self.becoming(VisitState {
            status: VisitStatus::Done,
            started: Some(arrived),
            finished: Some(left),
            reason: None,
            practitioner_told: self.state.practitioner_told,
        }))
    }

    /// Whether it is about the time at which it begins: one key may say so.
    pub fn begins_plausibly(&self, now: Instant) -> bool {
        (self.starts - PROMPT..=self.ends).contains(&now)
    }

    /// Whether closing it at `now` writes times that can be true: of a begun visit the arrival is known and `now` is the
    /// departure; one that nobody began is over by its plan, on the same day.
    pub fn times_are_known(&self, now: Instant) -> bool {
        match self.state.started {
            Some(started) => (SHORTEST..=LONGEST).contains(&(now - started)),
            None => (TimeDelta::zero()..EARLY).contains(&(now - self.ends)),
        }
    }

    /// Whether it is still to be made, or under way.
    pub fn is_open(&self) -> bool {
        matches!(self.state.status, VisitStatus::Planned | VisitStatus::Started)
    }

    fn must_be_open(&self, wish: &str) -> Result<(), Refusal> {
        if self.is_open() {
            return Ok(());
        }
        let label = self.state.status.label().to_lowercase();
        Err(Refusal::new(format!("This visit is already {label}, so it cannot be marked {wish}.")))
    }

    fn must_not_lie_ahead(&self, now: Instant) -> Result<(), Refusal> {
        if self.starts - now > EARLY {
            return Err(Refusal::new("This visit is planned for a later day; only today's visits can be closed."));
        }
        Ok(())
    }

    fn becoming(&self, to: VisitState) -> Change {
        Change::Visit(VisitChange {
            visit: self.id,
            patient: self.patient,
            seen: self.version,
            from: self.state.clone(),
            to,
        })
    }
}
