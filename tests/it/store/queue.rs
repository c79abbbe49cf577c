//! The queue of writers: nobody waits for ever, and whoever gives up loses nothing and keeps nobody waiting.

use std::fs::File;
use std::time::Duration;

use caseload::domain::change::{Change, EventChange};
use caseload::domain::event::Event;
use caseload::store::{Fault, NotSaved};

use crate::situation::{Situation, stamp};

const LONG: Duration = Duration::from_secs(60);

fn record(situation: &Situation) -> Change {
    let event = Event::Roc { date: "2026-03-09".parse().unwrap() };
    Change::Event(EventChange::Record { patient: situation.patient("abara"), event })
}

/// Somebody who has the turn to write until this is dropped, and does nothing with it.
pub(crate) fn standstill(situation: &Situation) -> File {
    let queue = File::open(format!("{}-queue", situation.path().display())).unwrap();
    queue.try_lock().unwrap();
    queue
}

#[test]
fn a_write_that_gets_no_turn_says_so_and_can_be_sent_again() {
    let mut situation = Situation::with_one_visit();
    let (change, stamp) = (record(&situation), stamp(situation.user("rbrandt"), 0));
    situation.store.wait_at_most(Duration::ZERO);
    let other = standstill(&situation);
    for _ in 0..3 {
        let refused = situation.store.apply(&change, &stamp).unwrap_err();
        let NotSaved::Fault(fault @ Fault::Held { process, .. }) = refused else { panic!("{refused}") };
        assert_eq!(process, Some(std::process::id()), "who wrote last, and that was this test");
        assert!(fault.nothing_begun() && !fault.is_damage());
    }
    assert_eq!(situation.number("SELECT count(*) FROM operation"), 0);
    assert_eq!(situation.caseload("rbrandt").patients.len(), 1, "reading goes on");
    drop(other);
    // The attempts that were given up may have their turn now: they give it back.
    situation.store.wait_at_most(LONG);
    assert!(!situation.store.apply(&change, &stamp).unwrap().repeated);
    let mut colleague = situation.colleague();
    colleague.wait_at_most(LONG);
    assert!(colleague.apply(&change, &stamp).unwrap().repeated);
}

#[test]
fn a_write_that_waits_gets_its_turn() {
    let mut situation = Situation::with_one_visit();
    let (change, stamp) = (record(&situation), stamp(situation.user("rbrandt"), 0));
    let other = standstill(&situation);
    let mut colleague = situation.colleague();
    colleague.wait_at_most(LONG);
    let waiting = std::thread::spawn(move || colleague.apply(&change, &stamp).map(|saved| saved.repeated));
    drop(other);
    assert!(matches!(waiting.join().unwrap(), Ok(false)));
    situation.store.wait_at_most(LONG);
    assert!(situation.store.take(Vec::new(), &crate::situation::load()).is_ok());
}

#[test]
fn the_sentence_says_what_happened_and_what_to_do() {
    let held = |process| Fault::Held { process, waited: Duration::from_secs(5) }.to_string();
    assert_eq!(
        held(Some(4711)),
        "another caseload process (pid 4711) has held the write lock for 5 s; if it stands still, continue or end it"
    );
    assert!(held(None).starts_with("another caseload process has held"));
}
