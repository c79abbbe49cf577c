//! Whatever two people do on two sessions, in whatever order: the record is complete and versions only grow.

use std::collections::BTreeMap;

use caseload::domain::change::{Change, EventChange, Placement};
use caseload::domain::event::Event;
use caseload::domain::ids::UserId;
use caseload::domain::medication::Medication;
use caseload::domain::medication::uses::{Doses, HowKnown, MedicineUse, Used};
use caseload::domain::record::{Body, Record};
use caseload::domain::visit::{MissReason, Visit, VisitState, VisitStatus};
use caseload::store::{NotSaved, Saved, Store, Verdict};
use chrono::TimeDelta;
use proptest::prelude::*;

use crate::runs::runs;
use crate::situation::{Situation, cared_for, caseload_of, now, of, patient, stamp, visit};

#[derive(Debug, Clone, Copy)]
enum Step {
    StartOrFinish(usize),
    Miss(usize),
    Place(usize),
    Record,
    /// Of that fact, so many days.
    Correct(usize, i64),
    Retract(usize),
    /// So many of two doses were taken.
    Dose(u16),
    RetractDose(usize),
    Undo,
    UndoAndRedo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..2_usize).prop_map(Step::StartOrFinish),
        1 => (0..2_usize).prop_map(Step::Miss),
        1 => (0..2_usize).prop_map(Step::Place),
        2 => Just(Step::Record),
        3 => ((0..3_usize), (-3..3_i64)).prop_map(|(place, days)| Step::Correct(place, days)),
        2 => (0..3_usize).prop_map(Step::Retract),
        2 => (0..3_u16).prop_map(Step::Dose),
        1 => (0..2_usize).prop_map(Step::RetractDose),
        4 => Just(Step::Undo),
        1 => Just(Step::UndoAndRedo),
        3 => Just(Step::Redo),
    ]
}

/// What stands in every row a person can change, without its version.
fn content(store: &Store) -> Vec<String> {
    let query =
        "SELECT id || status || coalesce(started, '') || coalesce(finished, '') || coalesce(reason, '') FROM visit
                 WHERE status <> 'cancelled'
                 UNION ALL SELECT id || kind || on_date || body || counts FROM event WHERE counts = 1
                 UNION ALL SELECT 'use' || id || on_date || body FROM medicine_use WHERE counts = 1";
    let mut statement = store.connection().prepare(query).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

fn versions(store: &Store) -> BTreeMap<String, i64> {
    let query = "SELECT 'visit/' || id, version FROM visit UNION ALL SELECT 'event/' || id, version FROM event
                 UNION ALL SELECT 'medicine_use/' || id, version FROM medicine_use";
    let mut statement = store.connection().prepare(query).unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

fn apixaban() -> Record {
    of("ruth", "m/1", Body::Medication(Medication::written("apixaban 5 mg tablet", "5 mg by mouth twice a day")))
}

fn audit_rows(store: &Store) -> i64 {
    store.connection().query_row("SELECT count(*) FROM audit", [], |row| row.get(0)).unwrap()
}

/// The change a step means on the board as it is now; none where the domain refuses.
fn change(store: &Store, step: Step) -> Option<Change> {
    let facts = caseload_of(store, "rbrandt").patients.remove(0);
    match step {
        Step::StartOrFinish(place) => facts.visits[place].start_or_finish(now()).ok(),
        Step::Miss(place) => facts.visits[place].not_made(false, MissReason::Weather, true, now()).ok(),
        Step::Place(place) => {
            let visit = facts.visits[place].value.clone();
            let (starts, ends) = (visit.starts + TimeDelta::days(2), visit.ends + TimeDelta::days(2));
            let state = VisitState {
                status: VisitStatus::Planned,
                started: None,
                finished: None,
                reason: None,
                practitioner_told: false,
            };
            Some(Change::Place(Placement { patient: facts.id(), visit: Visit { starts, ends, state, ..visit } }))
        }
        Step::Correct(place, days) => {
            let entry = facts.events.get(place)?;
            entry.corrected(Event::Roc { date: entry.day() + TimeDelta::days(days) }).ok()
        }
        Step::Record => {
            let event = Event::Roc { date: "2026-03-09".parse().unwrap() };
            Some(Change::Event(EventChange::Record { patient: facts.id(), event }))
        }
        Step::Retract(place) => {
            let event = facts.events.get(place)?;
            Some(event.in_error())
        }
        Step::Dose(taken) => {
            let date = "2026-03-09".parse().unwrap();
            let how = HowKnown::Caregiver;
            let doses = Doses { from: date, to: date, due: 2, taken, how, because: None, note: None };
            let told = MedicineUse::of(facts.medications[0].id, Used::Doses(doses));
            Some(Change::medicine_use(told.added(facts.id())))
        }
        Step::RetractDose(place) => Some(Change::medicine_use(facts.uses.get(place)?.retracted())),
        Step::Undo | Step::UndoAndRedo | Step::Redo => None,
    }
}

fn take(store: &mut Store, user: UserId, step: Step, minute: i64) -> Option<Result<Saved, NotSaved>> {
    match step {
        Step::Undo => Some(store.undo(&stamp(user, minute))),
        Step::Redo => Some(store.redo(&stamp(user, minute))),
        Step::UndoAndRedo => {
            let before = content(store);
            let undone = store.undo(&stamp(user, minute));
            if undone.is_ok() {
                store.redo(&stamp(user, minute)).unwrap();
                assert_eq!(content(store), before, "redo restores what undo took");
            }
            None
        }
        Step::StartOrFinish(_)
        | Step::Miss(_)
        | Step::Place(_)
        | Step::Record
        | Step::Correct(..)
        | Step::Retract(_)
        | Step::Dose(_)
        | Step::RetractDose(_) => change(store, step).map(|change| store.apply(&change, &stamp(user, minute))),
    }
}

#[test]
fn whatever_two_people_do_the_record_is_complete_and_versions_only_grow() {
    proptest!(runs(32), |(steps in prop::collection::vec((any::<bool>(), step()), 1..40))| {
        let mut situation = Situation::with(vec![
            patient("ruth", "Abara", "Ruth"),
            cared_for("ruth", "rbrandt"),
            apixaban(),
            visit("ruth", "rbrandt", "2026-03-10T15:00:00Z"),
            visit("ruth", "tquist", "2026-03-10T18:00:00Z"),
        ]);
        let mut colleague = situation.colleague();
        let (rosa, tilda) = (situation.user("rbrandt"), situation.user("tquist"));
        for (minute, (is_rosa, step)) in (0..).zip(&steps) {
            let (store, user) = if *is_rosa { (&mut situation.store, rosa) } else { (&mut colleague, tilda) };
            let (rows, before) = (audit_rows(store), versions(store));
            let outcome = take(store, user, *step, minute / 2);
            match outcome {
                Some(Ok(saved)) => prop_assert_eq!((saved.seq, audit_rows(store)), (rows + 1, rows + 1)),
                Some(Err(NotSaved::Fault(fault))) => prop_assert!(false, "{}", fault),
                Some(Err(_)) => prop_assert_eq!(audit_rows(store), rows),
                None => {}
            }
            let after = versions(store);
            prop_assert!(before.iter().all(|(row, version)| after[row] >= *version), "{:?} then {:?}", before, after);
        }
        let is_whole = matches!(colleague.verify_audit().unwrap(), Verdict::Whole { .. });
        prop_assert!(is_whole);
        prop_assert!(colleague.integrity().unwrap().is_empty());
        let alone = situation.number("SELECT count(*) FROM operation LEFT JOIN audit USING (seq) WHERE audit.seq IS NULL");
        prop_assert_eq!(alone, 0);
    });
}

#[test]
fn one_person_alone_can_take_back_everything_and_do_it_all_again() {
    let forward = step().prop_filter("forward", |step| !matches!(step, Step::Undo | Step::UndoAndRedo | Step::Redo));
    proptest!(runs(24), |(steps in prop::collection::vec(forward, 1..12))| {
        let mut situation = Situation::with(vec![
            patient("ruth", "Abara", "Ruth"),
            cared_for("ruth", "rbrandt"),
            apixaban(),
            visit("ruth", "rbrandt", "2026-03-10T15:00:00Z"),
            visit("ruth", "rbrandt", "2026-03-10T18:00:00Z"),
        ]);
        let rosa = situation.user("rbrandt");
        let mut states = vec![content(&situation.store)];
        for step in &steps {
            if let Some(outcome) = take(&mut situation.store, rosa, *step, 0) {
                outcome.unwrap();
                states.push(content(&situation.store));
            }
        }
        for state in states.iter().rev().skip(1) {
            situation.store.undo(&stamp(rosa, 1)).unwrap();
            prop_assert_eq!(&content(&situation.store), state);
        }
        for state in states.iter().skip(1) {
            situation.store.redo(&stamp(rosa, 2)).unwrap();
            prop_assert_eq!(&content(&situation.store), state);
        }
    });
}
