//! The one door: every change with its audit row, once, and back again.

use caseload::domain::answer::{Answer, AnswerKind};
use caseload::domain::change::{Bundle, Change, Edit, EventChange, Placement, Stamp, VisitChange};
use caseload::domain::event::Event;
use caseload::domain::medication::list::{ListSource, ListStatus, MedicineList};
use caseload::domain::medication::{Medication, MedicationStatus};
use caseload::domain::note::{Note, NoteKind};
use caseload::domain::task::{Task, TaskKind};
use caseload::domain::visit::{MissReason, StoredVisit, VisitState, VisitStatus};
use caseload::store::{NotSaved, Store, Verdict};
use sha2::{Digest, Sha256};

use crate::situation::{Situation, at, caseload_of, now, stamp};

fn the_visit(store: &Store) -> StoredVisit {
    caseload_of(store, "rbrandt").patients[0].visits[0].clone()
}

fn roc(situation: &Situation) -> Change {
    let event = Event::Roc { date: "2026-03-09".parse().unwrap() };
    Change::Event(EventChange::Record { patient: situation.patient("abara"), event })
}

/// The newest audit row: what, to what, and its version.
fn on_record(situation: &Situation) -> String {
    let query = "SELECT action || ' ' || object || ' v' || version FROM audit ORDER BY seq DESC LIMIT 1";
    situation.words(query).remove(0)
}

/// Everything a change can be, each with the audit words of doing, undoing and redoing it.
fn every_change(situation: &Situation) -> Vec<(Change, &'static str)> {
    let visit = the_visit(&situation.store);
    let to = |status: VisitStatus| {
        let to = VisitState { status, ..visit.state.clone() };
        let from = visit.state.clone();
        Change::Visit(VisitChange { visit: visit.id, patient: visit.patient, seen: visit.version, from, to })
    };
    vec![
        (visit.start_or_finish(now()).unwrap(), "visit.start"),
        (visit.complete(now()).unwrap(), "visit.done"),
        (visit.not_made(false, MissReason::Hospital, true, now()).unwrap(), "visit.missed"),
        (visit.not_made(true, MissReason::NotHome, false, now()).unwrap(), "visit.attempted"),
        (to(VisitStatus::Cancelled), "visit.cancelled"),
        (to(VisitStatus::Planned), "visit.reopen"),
        (place(&visit), "visit.place"),
        (roc(situation), "event.record"),
    ]
    .into_iter()
    .chain(every_edit(situation))
    .collect()
}

/// A row of every kind that people write.
fn every_edit(situation: &Situation) -> Vec<(Change, &'static str)> {
    let (patient, owner) = (situation.patient("abara"), situation.user("rbrandt"));
    let day = "2026-03-12".parse().unwrap();
    let list = MedicineList {
        source: ListSource::Hospital,
        told_by: "discharge summary".to_owned(),
        on: day,
        lines: "lisinopril 20 mg daily\nfurosemide 40 mg daily".to_owned(),
        status: ListStatus::Open,
    };
    let answer = Answer {
        subject: "I001|naproxen+warfarin".to_owned(),
        cause: "I001|naproxen+warfarin|on the list".to_owned(),
        kind: AnswerKind::WillMonitor,
        reason: "INR on Thursday".to_owned(),
        by: owner,
        at: now(),
        counts: true,
        told: Some("Dr Lee".to_owned()),
    };
    let note = Note {
        kind: NoteKind::Call,
        at: now(),
        author: "R.Brandt RN".to_owned(),
        text: "Left word with the office.".to_owned(),
        counts: true,
    };
    vec![
        (Change::medication(Edit::Add { patient, value: lisinopril() }), "medication.add"),
        (Change::list(Edit::Add { patient, value: list }), "medicine_list.receive"),
        (Change::answer(Edit::Add { patient, value: answer }), "alert.answer"),
        (
            Change::task(Edit::Add { patient, value: Task::open(TaskKind::Own, "INR".to_owned(), day, owner) }),
            "task.add",
        ),
        (Change::note(Edit::Add { patient, value: note }), "note.write"),
    ]
}

fn lisinopril() -> Medication {
    Medication { typed: Some("lisinopril 10 po daily".to_owned()), ..Medication::written("lisinopril 10 mg", "daily") }
}

/// The same visit a day later, as one that is planned.
fn place(visit: &StoredVisit) -> Change {
    let day = chrono::TimeDelta::days(1);
    let planned = caseload::domain::visit::Visit {
        starts: visit.starts + day,
        ends: visit.ends + day,
        state: VisitState {
            status: VisitStatus::Planned,
            started: None,
            finished: None,
            reason: None,
            practitioner_told: false,
        },
        ..visit.value.clone()
    };
    Change::Place(Placement { patient: visit.patient, visit: planned })
}

/// What stands in the row of the visit, and how many events count, visits are on the calendar, and rows people wrote are
/// in force.
fn content(situation: &Situation) -> (VisitState, usize, usize, usize) {
    let facts = situation.caseload("rbrandt").patients.remove(0);
    let placed = facts.visits.iter().filter(|visit| visit.state.status != VisitStatus::Cancelled).count();
    let written = facts.medications.len() + facts.answers.len() + facts.tasks.len();
    let notes = usize::try_from(situation.number(
        "SELECT (SELECT count(*) FROM note WHERE counts = 1) + (SELECT count(*) FROM medicine_list WHERE status = 'open')",
    )).unwrap();
    (facts.visits[0].value.state.clone(), facts.events.len(), placed, written + notes)
}

#[test]
fn every_change_is_written_taken_back_and_done_again_each_with_one_audit_row() {
    for place in 0..every_change(&Situation::with_one_visit()).len() {
        let mut situation = Situation::with_one_visit();
        let (change, word) = every_change(&situation).remove(place);
        let rosa = situation.user("rbrandt");
        let rows = situation.number("SELECT max(seq) FROM audit");
        let before = content(&situation);

        let saved = situation.store.apply(&change, &stamp(rosa, 0)).unwrap();
        assert_eq!((saved.seq, saved.patient, saved.repeated), (rows + 1, change.patient(), false));
        assert_eq!(saved.says, change.says());
        assert!(on_record(&situation).starts_with(word), "{}", on_record(&situation));
        let newest = "SELECT content FROM audit ORDER BY seq DESC LIMIT 1";
        let digest: Vec<u8> = situation.store.connection().query_row(newest, [], |row| row.get(0)).unwrap();
        let written = serde_json::to_vec(&change).unwrap();
        assert_eq!(digest, Sha256::digest(written).to_vec());
        let after = content(&situation);

        let undone = situation.store.undo(&stamp(rosa, 1)).unwrap();
        assert_eq!((undone.seq, &undone.says), (rows + 2, &format!("undone: {}", change.says())));
        assert!(on_record(&situation).starts_with(&format!("undo:{word}")), "{}", on_record(&situation));
        assert_eq!(content(&situation), before, "{word}");

        let redone = situation.store.redo(&stamp(rosa, 2)).unwrap();
        assert_eq!((redone.seq, &redone.says), (rows + 3, &format!("done again: {}", change.says())));
        assert_eq!(content(&situation), after, "{word}");
        assert_eq!(situation.number("SELECT count(*) FROM audit"), rows + 3);
        assert!(matches!(situation.store.verify_audit(), Ok(Verdict::Whole { .. })));
    }
}

#[test]
fn a_medicine_that_is_changed_keeps_what_it_was_in_the_history_and_nobody_overwrites_it() {
    let mut situation = Situation::with_one_visit();
    let (rosa, patient) = (situation.user("rbrandt"), situation.patient("abara"));
    let add = Change::medication(Edit::Add { patient, value: lisinopril() });
    situation.store.apply(&add, &stamp(rosa, 0)).unwrap();
    let line = |situation: &Situation| situation.caseload("rbrandt").patients[0].medications[0].clone();
    let seen = line(&situation);
    assert_eq!(seen.value, lisinopril(), "every column comes back");
    let to = Medication {
        drug: "lisinopril 20 mg".to_owned(),
        told_by: Some("Dr Lee by telephone".to_owned()),
        reason: Some("BP 168/92".to_owned()),
        ..seen.value.clone()
    };
    let change = Change::medication(seen.amended(to.clone()));
    assert_eq!(situation.store.apply(&change, &stamp(rosa, 1)).unwrap().says, "medicine changed");
    assert_eq!((line(&situation).value, line(&situation).version), (to, 2));
    let hold = Change::medication(seen.amended(Medication { status: MedicationStatus::Held, ..lisinopril() }));
    assert!(matches!(situation.store.apply(&hold, &stamp(rosa, 2)), Err(NotSaved::Conflict)), "seen before that");
    let kept = situation.words("SELECT json_extract(change, '$.from.drug') FROM operation ORDER BY seq DESC LIMIT 1");
    assert_eq!(kept, ["lisinopril 10 mg"]);
    situation.store.undo(&stamp(rosa, 3)).unwrap();
    assert_eq!(line(&situation).value, lisinopril());
}

#[test]
fn a_bundle_is_written_whole_taken_back_whole_and_done_again_whole() {
    let mut situation = Situation::with_one_visit();
    let rosa = situation.user("rbrandt");
    let parts: Vec<Change> =
        every_edit(&situation).into_iter().map(|(change, _)| change).chain([roc(&situation)]).collect();
    let bundle = Bundle { says: "medicines reconciled".to_owned(), parts };
    let (before, rows) = (content(&situation), situation.number("SELECT max(seq) FROM audit"));
    let first = stamp(rosa, 0);
    let saved = situation.store.apply_bundle(&bundle, &first).unwrap();
    assert_eq!((saved.says.as_str(), saved.repeated), ("medicines reconciled", false));
    let after = content(&situation);
    assert_eq!((after.1, after.3), (before.1 + 1, before.3 + 5));
    assert_eq!(situation.number("SELECT max(seq) FROM audit"), rows + 6, "one audit row each");
    assert!(situation.store.apply_bundle(&bundle, &first).unwrap().repeated);
    assert_eq!(content(&situation), after, "sent twice, written once");

    // Something written later is taken back first.
    situation.store.apply(&the_visit(&situation.store).complete(now()).unwrap(), &stamp(rosa, 1)).unwrap();
    situation.store.undo(&stamp(rosa, 2)).unwrap();
    assert_eq!(content(&situation), after);
    situation.store.undo(&stamp(rosa, 3)).unwrap();
    assert_eq!(content(&situation), before);
    situation.store.redo(&stamp(rosa, 4)).unwrap();
    assert_eq!(content(&situation), after);
    situation.store.undo(&stamp(rosa, 5)).unwrap();
    assert_eq!(content(&situation), before);
    assert!(matches!(situation.store.undo(&stamp(rosa, 6)), Err(NotSaved::Nothing(_))));
    assert!(matches!(situation.store.verify_audit(), Ok(Verdict::Whole { .. })));
}

#[test]
fn a_bundle_of_which_one_part_cannot_be_written_is_not_written_at_all() {
    let mut situation = Situation::with_one_visit();
    let rosa = situation.user("rbrandt");
    let visit = the_visit(&situation.store).complete(now()).unwrap();
    situation.store.apply(&visit, &stamp(rosa, 0)).unwrap();
    let (before, rows) = (content(&situation), situation.number("SELECT max(seq) FROM audit"));
    let parts: Vec<Change> = every_edit(&situation).into_iter().map(|(change, _)| change).chain([visit]).collect();
    let bundle = Bundle { says: "too late".to_owned(), parts };
    let refused = situation.store.apply_bundle(&bundle, &stamp(rosa, 1));
    assert!(matches!(refused, Err(NotSaved::Conflict)), "the visit was closed before");
    assert_eq!(content(&situation), before);
    assert_eq!(situation.number("SELECT max(seq) FROM audit"), rows);
    let empty = Bundle { says: "nothing".to_owned(), parts: Vec::new() };
    assert!(matches!(situation.store.apply_bundle(&empty, &stamp(rosa, 2)), Err(NotSaved::Nothing(_))));
}

#[test]
fn an_event_entered_in_error_counts_again_when_that_is_taken_back() {
    let mut situation = Situation::with_one_visit();
    let rosa = situation.user("rbrandt");
    situation.store.apply(&roc(&situation), &stamp(rosa, 0)).unwrap();
    let entry = situation.caseload("rbrandt").patients[0].events[0].clone();
    let count =
        |seen, counts| Change::Event(EventChange::Count { patient: entry.patient, event: entry.id, seen, counts });
    situation.store.apply(&count(1, false), &stamp(rosa, 1)).unwrap();
    assert_eq!(on_record(&situation), "event.in_error event/1 v2");
    assert_eq!(content(&situation).1, 0);
    let again = situation.store.apply(&count(2, false), &stamp(rosa, 2));
    assert!(matches!(again, Err(NotSaved::Conflict)), "it does not count already");
    situation.store.undo(&stamp(rosa, 3)).unwrap();
    assert_eq!(content(&situation).1, 1);
    situation.store.undo(&stamp(rosa, 4)).unwrap();
    assert_eq!(content(&situation).1, 0, "the recording itself is taken back");
    assert_eq!(on_record(&situation), "undo:event.record event/1 v4");
}

#[test]
fn a_corrected_fact_keeps_what_it_said_in_the_history() {
    let mut situation = Situation::with_one_visit();
    let rosa = situation.user("rbrandt");
    situation.store.apply(&roc(&situation), &stamp(rosa, 0)).unwrap();
    let fact = |situation: &Situation| situation.caseload("rbrandt").patients[0].events[0].clone();
    let entry = fact(&situation);
    let to = Event::Roc { date: "2026-03-08".parse().unwrap() };
    let correct = entry.corrected(to.clone()).unwrap();
    let saved = situation.store.apply(&correct, &stamp(rosa, 1)).unwrap();
    assert_eq!(saved.says, "event corrected");
    assert_eq!(on_record(&situation), "event.correct event/1 v2");
    assert_eq!((fact(&situation).value, fact(&situation).version), (to, 2));
    assert_eq!(situation.words("SELECT kind || ' ' || on_date FROM event"), ["roc 2026-03-08"]);
    let kept = situation.words("SELECT json_extract(change, '$.from.date') FROM operation ORDER BY seq DESC LIMIT 1");
    assert_eq!(kept, ["2026-03-09"], "what it said stays with the operation");

    let late = entry.corrected(Event::Roc { date: "2026-03-07".parse().unwrap() }).unwrap();
    assert!(matches!(situation.store.apply(&late, &stamp(rosa, 2)), Err(NotSaved::Conflict)), "seen before that");
    situation.store.undo(&stamp(rosa, 3)).unwrap();
    assert_eq!(fact(&situation).value, entry.value);
    situation.store.redo(&stamp(rosa, 4)).unwrap();
    assert_eq!(situation.words("SELECT on_date FROM event"), ["2026-03-08"]);
}

#[test]
fn a_correction_changes_something_and_never_the_kind() {
    let mut situation = Situation::with_one_visit();
    let rosa = situation.user("rbrandt");
    situation.store.apply(&roc(&situation), &stamp(rosa, 0)).unwrap();
    let entry = situation.caseload("rbrandt").patients[0].events[0].clone();
    assert!(entry.corrected(entry.value.clone()).is_err());
    let date = "2026-03-09".parse().unwrap();
    assert!(entry.corrected(Event::Soc { date }).unwrap_err().to_string().contains("entered in error"));
    situation.store.apply(&entry.in_error(), &stamp(rosa, 1)).unwrap();
    let (patient, event, to) = (entry.patient, entry.id, Event::Roc { date });
    let change = EventChange::Correct { patient, event, seen: 2, from: entry.value, to };
    let outcome = situation.store.apply(&Change::Event(change), &stamp(rosa, 2));
    assert!(matches!(outcome, Err(NotSaved::Conflict)), "what never happened is not corrected");
}

#[test]
fn a_placed_visit_is_on_the_board_and_is_cancelled_when_taken_back() {
    let mut situation = Situation::with_one_visit();
    let rosa = situation.user("rbrandt");
    situation.store.apply(&place(&the_visit(&situation.store)), &stamp(rosa, 0)).unwrap();
    let placed = |situation: &Situation| situation.caseload("rbrandt").patients[0].visits[1].clone();
    let visit = placed(&situation);
    assert_eq!((visit.starts, visit.clinician), (at("2026-03-11T15:00:00Z"), Some(rosa)));
    situation.store.undo(&stamp(rosa, 1)).unwrap();
    assert_eq!(placed(&situation).state.status, VisitStatus::Cancelled);
    situation.store.redo(&stamp(rosa, 2)).unwrap();
    assert_eq!(placed(&situation).state, visit.state);
}

#[test]
fn several_changes_of_one_row_are_taken_back_and_done_again_one_after_the_other() {
    let mut situation = Situation::with_one_visit();
    let rosa = situation.user("rbrandt");
    let mut states = vec![content(&situation).0];
    for _ in 0..2 {
        let change = the_visit(&situation.store).start_or_finish(now()).unwrap();
        situation.store.apply(&change, &stamp(rosa, 0)).unwrap();
        states.push(content(&situation).0);
    }
    for _ in 0..2 {
        for state in states.iter().rev().skip(1) {
            situation.store.undo(&stamp(rosa, 1)).unwrap();
            assert_eq!(&content(&situation).0, state);
        }
        assert!(matches!(situation.store.undo(&stamp(rosa, 1)), Err(NotSaved::Nothing(_))));
        for state in states.iter().skip(1) {
            situation.store.redo(&stamp(rosa, 2)).unwrap();
            assert_eq!(&content(&situation).0, state);
        }
        assert!(matches!(situation.store.redo(&stamp(rosa, 2)), Err(NotSaved::Nothing(_))));
    }
}

#[test]
fn the_same_operation_twice_is_harmless() {
    let mut situation = Situation::with_one_visit();
    let rosa = situation.user("rbrandt");
    let change = the_visit(&situation.store).complete(now()).unwrap();
    let repeat = |store: &mut Store, stamp: &Stamp, what: fn(&mut Store, &Stamp, &Change) -> _| {
        let first: caseload::store::Saved = what(store, stamp, &change);
        let second = what(store, stamp, &change);
        assert!(!first.repeated && second.repeated);
        assert_eq!((first.seq, first.patient, first.says), (second.seq, second.patient, second.says));
    };
    repeat(&mut situation.store, &stamp(rosa, 0), |store, stamp, change| store.apply(change, stamp).unwrap());
    repeat(&mut situation.store, &stamp(rosa, 1), |store, stamp, _| store.undo(stamp).unwrap());
    repeat(&mut situation.store, &stamp(rosa, 2), |store, stamp, _| store.redo(stamp).unwrap());
    assert_eq!(situation.number("SELECT count(*) FROM operation"), 3);
    assert_eq!(situation.number("SELECT version FROM visit"), 4);
}

#[test]
fn a_colleague_who_was_first_is_never_overwritten() {
    let mut situation = Situation::with_one_visit();
    let mut colleague = situation.colleague();
    let (rosa, tilda) = (situation.user("rbrandt"), situation.user("tquist"));
    let seen_by_both = the_visit(&situation.store);
    let version = situation.store.data_version().unwrap();
    let missed = seen_by_both.not_made(false, MissReason::Declined, false, now()).unwrap();
    colleague.apply(&missed, &stamp(tilda, 0)).unwrap();
    assert_ne!(situation.store.data_version().unwrap(), version, "the other session is noticed");

    let rows = situation.number("SELECT count(*) FROM audit");
    let mine = seen_by_both.complete(now()).unwrap();
    assert!(matches!(situation.store.apply(&mine, &stamp(rosa, 0)), Err(NotSaved::Conflict)));
    assert_eq!(the_visit(&situation.store).state.status, VisitStatus::Missed);
    assert_eq!(situation.number("SELECT count(*) FROM audit"), rows, "what was not done is not on record");
}

#[test]
fn a_change_of_a_row_of_another_chart_is_a_conflict() {
    let mut situation = Situation::with_one_visit();
    situation.take(vec![crate::situation::patient("otis", "Whitlock", "Otis")]);
    let Change::Visit(mut change) = the_visit(&situation.store).complete(now()).unwrap() else { unreachable!() };
    change.patient = situation.patient("whit");
    let outcome = situation.store.apply(&Change::Visit(change), &stamp(situation.user("rbrandt"), 0));
    assert!(matches!(outcome, Err(NotSaved::Conflict)));
}

#[test]
fn only_own_work_of_the_last_half_hour_is_taken_back() {
    let mut situation = Situation::with_one_visit();
    let (rosa, tilda) = (situation.user("rbrandt"), situation.user("tquist"));
    let change = the_visit(&situation.store).complete(now()).unwrap();
    situation.store.apply(&change, &stamp(rosa, 0)).unwrap();
    assert!(matches!(situation.store.undo(&stamp(tilda, 1)), Err(NotSaved::Nothing(_))));
    assert!(matches!(situation.store.undo(&stamp(rosa, 31)), Err(NotSaved::Nothing(_))));
    situation.store.undo(&stamp(rosa, 30)).unwrap();
    assert!(matches!(situation.store.redo(&stamp(tilda, 31)), Err(NotSaved::Nothing(_))));
    assert!(matches!(situation.store.redo(&stamp(rosa, 61)), Err(NotSaved::Nothing(_))));
    situation.store.redo(&stamp(rosa, 60)).unwrap();
}

#[test]
fn what_a_colleague_built_upon_is_not_taken_back() {
    let mut situation = Situation::with_one_visit();
    let (rosa, tilda) = (situation.user("rbrandt"), situation.user("tquist"));
    let start = the_visit(&situation.store).start_or_finish(now()).unwrap();
    situation.store.apply(&start, &stamp(rosa, 0)).unwrap();
    let finish = the_visit(&situation.store).start_or_finish(at("2026-03-10T15:00:00Z")).unwrap();
    situation.store.apply(&finish, &stamp(tilda, 1)).unwrap();
    assert!(matches!(situation.store.undo(&stamp(rosa, 2)), Err(NotSaved::Conflict)));
    situation.store.undo(&stamp(tilda, 3)).unwrap();
    situation.store.undo(&stamp(rosa, 4)).unwrap();
    assert_eq!(the_visit(&situation.store).state.status, VisitStatus::Planned);
}

#[test]
fn something_new_ends_what_can_be_done_again() {
    let mut situation = Situation::with_one_visit();
    let rosa = situation.user("rbrandt");
    let change = the_visit(&situation.store).complete(now()).unwrap();
    situation.store.apply(&change, &stamp(rosa, 0)).unwrap();
    situation.store.undo(&stamp(rosa, 1)).unwrap();
    situation.store.apply(&roc(&situation), &stamp(rosa, 2)).unwrap();
    assert!(matches!(situation.store.redo(&stamp(rosa, 3)), Err(NotSaved::Nothing(_))));
}
