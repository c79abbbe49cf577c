//! The board of a caseload: read and assessed share by share, on all cores for a whole agency.

use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::Session;
use crate::domain::board::{Assessed, Board};
use crate::domain::caseload::{Caseload, Facts};
use crate::domain::knowledge::Knowledge;
use crate::domain::rank::Ranked;
use crate::domain::when::Instant;
use crate::store::{Fault, Store};

/// From so many patients on more threads are worth their start.
const MANY: usize = 200;

/// A share of the patients with its number.
type Share<T> = (usize, Vec<T>);

/// The board of a session at `now`. `told` hears how many patients of how many are read; when it answers false nobody
/// waits for the board any more, and there is none.
pub(super) fn board(
    store: &Store,
    session: &Session,
    knowledge: Knowledge,
    now: Instant,
    told: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Option<Board>, Fault> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let (give, shares) = mpsc::channel();
    let shares = Mutex::new(shares);
    let assess = || assessed(&shares, &session.caseload, knowledge, now);
    thread::scope(|scope| {
        let mut others = Vec::new();
        let (mut number, mut done, mut wanted) = (0, 0, true);
        let read = store.caseload_in_shares(&session.caseload, &session.covers, now, &mut |share, of| {
            if of >= MANY && others.is_empty() {
                others.extend((1..cores).map(|_| scope.spawn(assess)));
            }
            done += share.len();
            wanted = give.send((number, share)).is_ok() && told(done, of);
            number += 1;
            wanted
        });
        drop(give);
        let mut all = if wanted && read.is_ok() { assess() } else { Vec::new() };
        for other in others {
            // A panic over there is a panic here, where somebody gives the terminal back.
            all.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all.sort_unstable_by_key(|(number, _)| *number);
        let all = all.into_iter().flat_map(|(_, share)| share).collect();
        Ok(wanted.then_some(Board::assembled(read?, all, knowledge, now)))
    })
}

/// Assesses one share after the other until no more come.
fn assessed(
    shares: &Mutex<Receiver<Share<Facts>>>,
    session: &Caseload,
    knowledge: Knowledge,
    now: Instant,
) -> Vec<Share<(Assessed, Ranked)>> {
    let next = || shares.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
    std::iter::from_fn(next)
        .map(|(number, share)| {
            (number, share.into_iter().map(|facts| Board::assess(facts, session, knowledge, now)).collect())
        })
        .collect()
}
