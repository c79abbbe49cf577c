//! What follows is written with the change by whoever writes it, once, and taken back with it.

use std::sync::{Arc, Mutex};

use caseload::domain::change::{Bundle, Change, Edit};
use caseload::domain::ids::{Id, OperationId, Stored};
use caseload::domain::medication::Medication;
use caseload::domain::medication::uses::{Doses, HowKnown, MedicineUse, Used};
use caseload::domain::plan::Goal;
use caseload::domain::record::{Body, Record};
use caseload::domain::user::Role;
use caseload::ui::{Effect, Msg};

use crate::care_plan::planned;
use crate::desk::Desk;
use crate::situation::{Situation, now, of, user};

/// The numbers of clocks of a revision, of tellings, and of revisions that everybody was told of.
fn clocks(desk: &Desk) -> [i64; 2] {
    ["poc_revised", "poc_revision_told"]
        .map(|kind| desk.number(&format!("SELECT count(*) FROM event WHERE kind = '{kind}' AND counts = 1")))
}

/// Ruth's plan, signed; the board is what stands on the screen.
fn signed(mut situation: Situation, more: Vec<Record>) -> Desk {
    situation.take(more);
    let mut desk = Desk::of(situation, "rbrandt", now(), (100, 40));
    desk.keys("f").type_text("abara").keys("Enter g p S y");
    desk.has("plan of care signed");
    desk.keys("Esc Esc Esc");
    assert!(desk.app.open_chart().is_none());
    desk
}

fn goal(desk: &mut Desk) -> Stored<Goal> {
    let patient = desk.store().patient("abara");
    desk.app.board().patient(patient).unwrap().facts.goals[0].goal.clone()
}

fn another_target(goal: &Stored<Goal>) -> Change {
    Change::goal(goal.amended(Goal { target: Some("<130/80".to_owned()), ..goal.value.clone() }))
}

fn alone(change: Change) -> Bundle {
    Bundle { says: change.says(), parts: vec![change] }
}

#[test]
fn a_change_without_a_screen_starts_its_clock_and_is_taken_back_with_it() {
    let mut desk = signed(planned(), Vec::new());
    let goal = goal(&mut desk);
    let would = desk.office.would_follow(&alone(another_target(&goal)), now()).unwrap();
    assert_eq!((would.changes.len(), clocks(&desk)), (1, [0, 0]), "to ask writes nothing");
    let saved = desk.office.decide(&alone(another_target(&goal)), now()).unwrap();
    assert_eq!((&saved.follows, clocks(&desk)), (&would, [1, 0]));
    desk.office.carry_out(Effect::Undo, now());
    assert_eq!(clocks(&desk), [0, 0]);
    desk.office.carry_out(Effect::Redo, now());
    assert_eq!(clocks(&desk), [1, 0]);
}

#[test]
fn a_write_that_is_sent_again_starts_nothing_again() {
    let mut desk = signed(planned(), Vec::new());
    let change = another_target(&goal(&mut desk));
    let name = Some(OperationId([7; 16]));
    let first = desk.office.carry_out(Effect::Write(change.clone(), name), now());
    assert!(matches!(first.as_slice(), [Msg::Saved { asks_to_tell: true, .. }]), "{first:?}");
    let again = desk.office.carry_out(Effect::Write(change, name), now());
    assert!(matches!(again.as_slice(), [Msg::Already(_)]), "{again:?}");
    assert_eq!(clocks(&desk), [1, 0]);
}

#[test]
fn of_two_who_tell_the_last_two_the_second_ends_the_clock_whatever_stood_on_the_screens() {
    let mut desk = signed(planned(), Vec::new());
    let change = another_target(&goal(&mut desk));
    desk.office.decide(&alone(change), now()).unwrap();
    desk.keys("f").type_text("abara").keys("Enter g p C Enter");
    desk.has("2 still to be told");
    let patient = desk.store().patient("abara");
    let mut beside = Desk::beside(&mut desk, "beside");
    let tasks = beside.app.board().patient(patient).unwrap().facts.tasks.clone();
    assert_eq!(tasks.len(), 2);
    desk.office.decide(&alone(Change::task(tasks[0].done("").unwrap())), now()).unwrap();
    assert_eq!(clocks(&desk), [1, 0]);
    // This session has not heard of that.
    beside.office.decide(&alone(Change::task(tasks[1].done("").unwrap())), now()).unwrap();
    assert_eq!(clocks(&desk), [1, 1]);
}

#[test]
fn what_follows_asks_for_no_permission_of_its_own() {
    let mut ada = user("aholm", "Ada", "Holm");
    if let Body::User(user) = &mut ada.body {
        (user.role, user.credential) = (Role::Clinician, "LPN".to_owned());
    }
    let line = of("ruth", "m/1", Body::Medication(Medication::written("amlodipine 5 mg tablet", "once a day")));
    let mut desk = signed(planned(), vec![ada, line]);
    let patient = desk.store().patient("abara");
    let mut hers = desk.killed_and_opened_by("aholm");
    let value = Medication::written("lisinopril 10 mg tablet", "once a day");
    // An LPN may change the list as ordered and not revise a plan; that it is revised by this is not hers to decide.
    hers.office.decide(&alone(Change::medication(Edit::Add { patient, value })), now()).unwrap();
    assert_eq!(clocks(&hers), [1, 0]);
    let back = hers.office.carry_out(Effect::Undo, now());
    assert!(matches!(back.as_slice(), [Msg::Saved { .. }]), "{back:?}");
    assert_eq!(clocks(&hers), [0, 0]);
}

#[test]
fn a_chart_is_read_for_what_can_have_consequences_and_for_nothing_else() {
    let line = of("ruth", "m/1", Body::Medication(Medication::written("amlodipine 5 mg tablet", "once a day")));
    let mut desk = signed(planned(), vec![line]);
    let (patient, today) = (desk.store().patient("abara"), "2026-03-10".parse().unwrap());
    let line = Id::new(desk.number("SELECT id FROM medication"));
    let how = HowKnown::ALL[0].clone();
    let what = Used::Doses(Doses { from: today, to: today, due: 2, taken: 1, how, because: None, note: None });
    let count =
        Change::medicine_use(Edit::Add { patient, value: MedicineUse { line: Some(line), what, counts: true } });
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&heard);
    desk.office.store().overhear(move |text| ear.lock().unwrap().push(text.to_owned())).unwrap();
    let cost = |desk: &mut Desk, change: Change| {
        heard.lock().unwrap().clear();
        desk.office.decide(&alone(change), now()).unwrap();
        let heard = heard.lock().unwrap();
        let charts = heard.iter().filter(|text| text.contains("FROM plan_section")).count();
        (charts, heard.len())
    };
    let (charts, statements) = cost(&mut desk, count);
    assert_eq!(charts, 0, "a pill count reads no plan of care");
    assert!(statements <= 12, "{statements} statements");
    let change = another_target(&goal(&mut desk));
    let (charts, statements) = cost(&mut desk, change);
    assert_eq!(charts, 1, "a changed goal reads the chart once");
    assert!(statements <= 60, "{statements} statements");
}
