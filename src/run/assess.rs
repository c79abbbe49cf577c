//! The board of a caseload: read and assessed share by share, on two cores for a nurse and on all for a whole agency.

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

/// From so many patients on a second thread is worth its start.
const SOME: usize = 8;
/// From so many on it is worth one for every core.
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
            let threads = cores.min(threads(of));
            if others.is_empty() {
                others.extend((1..threads).map(|_| scope.spawn(assess)));
            }
            done += share.len();
            // A whole caseload in one share would leave nothing to the others.
            let piece = if of >= MANY { share.len() } else { share.len().div_ceil(threads) };
            let mut share = share.into_iter();
            while wanted && share.len() > 0 {
                wanted = give.send((number, share.by_ref().take(piece).collect())).is_ok();
                number += 1;
            }
            wanted = wanted && told(done, of);
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

/// How many threads so many patients are worth.
fn threads(patients: usize) -> usize {
    match patients {
        0..SOME => 1,
        SOME..MANY => 2,
        MANY.. => usize::MAX,
    }
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
