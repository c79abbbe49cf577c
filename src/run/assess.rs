//! The board of a caseload: computed here and now for a case manager, on all cores for a whole agency.

use std::thread;

use crate::domain::board::{Assessed, Board};
use crate::domain::caseload::{Caseload, Facts};
use crate::domain::knowledge::Knowledge;
use crate::domain::rank::Ranked;
use crate::domain::when::Instant;

/// From so many patients on more threads are worth their start.
const MANY: usize = 200;

/// Computes the board of a caseload at `now`.
pub(super) fn board(mut caseload: Caseload, knowledge: Knowledge, now: Instant) -> Board {
    let cores = if caseload.patients.len() < MANY { 1 } else { thread::available_parallelism().map_or(1, usize::from) };
    if cores == 1 {
        return Board::of(caseload, knowledge, now);
    }
    let shares = shares(std::mem::take(&mut caseload.patients), cores);
    let assess = |share: Vec<Facts>| -> Vec<(Assessed, Ranked)> {
        share.into_iter().map(|facts| Board::assess(facts, &caseload, knowledge, now)).collect()
    };
    let assessed = thread::scope(|scope| {
        let at_work: Vec<_> = shares.into_iter().map(|share| scope.spawn(|| assess(share))).collect();
        // A panic over there is a panic here, where somebody gives the terminal back.
        at_work
            .into_iter()
            .flat_map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    Board::assembled(caseload, assessed, knowledge, now)
}

/// The same patients in the same order, in `count` lists of about the same length.
fn shares(mut patients: Vec<Facts>, count: usize) -> Vec<Vec<Facts>> {
    let length = patients.len().div_ceil(count).max(1);
    let mut shares = Vec::with_capacity(count);
    while patients.len() > length {
        let rest = patients.split_off(length);
        shares.push(std::mem::replace(&mut patients, rest));
    }
    shares.push(patients);
    shares
}
