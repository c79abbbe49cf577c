//! What was closed is worked on again, and an intervention is done by no order any more.

use super::ruth;
use crate::desk::Desk;

fn colleague(desk: &mut Desk, batch: &str) {
    desk.store().colleague().connection().execute_batch(batch).unwrap();
    desk.read_again();
}

#[test]
fn a_dropped_goal_is_reopened_with_a_reason_and_that_is_taken_back() {
    let mut desk = ruth((80, 24));
    desk.keys("D").type_text("moved away").keys("Enter");
    desk.has("goal dropped");
    desk.keys("+ g g j 1");
    desk.has("This goal is closed (dropped); D reopens it");
    desk.keys("D");
    desk.has("reopen a goal");
    desk.has("dropped: moved away");
    desk.keys("Enter");
    desk.has("why: is needed");
    desk.type_text("she is back").keys("Enter");
    desk.has("goal open again");
    desk.has("she is back");
    let open = "SELECT count(*) FROM goal WHERE status = 'open' AND outcome = 'she is back'";
    assert_eq!(desk.number(open), 1);
    desk.keys("u");
    let dropped = "SELECT count(*) FROM goal WHERE status = 'dropped' AND outcome = 'moved away'";
    assert_eq!(desk.number(dropped), 1);
}

#[test]
fn a_goal_that_was_met_is_reopened_and_says_that_its_date_is_past() {
    let mut desk = ruth((80, 24));
    desk.keys("m").type_text("three readings").keys("Enter");
    colleague(&mut desk, "UPDATE goal SET target_date = '2026-03-05', version = version + 1");
    desk.keys("+ g g j D");
    desk.has("met: three readings");
    desk.has("Its target date 05 Mar 2026 is past; e sets another.");
    desk.type_text("high again").keys("Enter");
    desk.has("target date passed");
    assert_eq!(desk.number("SELECT count(*) FROM audit WHERE action = 'goal.reopen'"), 1);
}

#[test]
fn a_stopped_intervention_is_reopened_under_its_goal() {
    let mut desk = ruth((80, 24));
    desk.keys("j D").type_text("reads it herself now").keys("Enter + g g j j");
    if !desk.row().contains("Teach home readings") {
        desk.keys("j");
    }
    desk.keys("D");
    desk.has("stopped: reads it herself now");
    desk.type_text("forgets the cuff").keys("Enter");
    desk.has("intervention open again");
    let open =
        "SELECT count(*) FROM intervention WHERE active = 1 AND stopped IS NULL AND outcome = 'forgets the cuff'";
    assert_eq!(desk.number(open), 1);
    desk.keys("+");
    desk.has("Teach home readings");
    desk.keys("u");
    let stopped = "SELECT count(*) FROM intervention WHERE active = 0 AND stopped = '2026-03-10'";
    assert_eq!(desk.number(stopped), 1);
}

#[test]
fn a_resolved_problem_is_reopened_and_what_stays_closed_is_said() {
    let mut desk = ruth((80, 24));
    desk.keys("k e Enter");
    desk.has("problem added to the plan");
    // Everything under it is closed, then it is resolved.
    let closed = "UPDATE goal SET status = 'met', outcome = 'at home', version = version + 1;
                  UPDATE intervention SET active = 0, stopped = '2026-03-10', version = version + 1";
    colleague(&mut desk, closed);
    desk.keys("g g D").type_text("pressure is fine").keys("Enter");
    desk.has("problem of the plan resolved");
    desk.keys("+ g g j j D");
    desk.has("reopen an intervention");
    desk.has("Its goal stays closed, until D reopens that too: Pressure under 140/90");
    desk.keys("Esc k D");
    desk.has("Its problem stays resolved, until D reopens that too: Hypertension");
    desk.keys("Esc g g D");
    desk.has("resolved: pressure is fine");
    desk.type_text("high again").keys("Enter");
    desk.has("problem of the plan active again");
    let active = "SELECT count(*) FROM plan_problem WHERE status = 'active' AND outcome = 'high again'";
    assert_eq!(desk.number(active), 1);
}

#[test]
fn a_goal_that_a_colleague_reopened_meanwhile_keeps_both_reasons() {
    let mut desk = ruth((80, 24));
    desk.keys("D").type_text("moved away").keys("Enter + g g j D").type_text("she is back");
    colleague(&mut desk, "UPDATE goal SET status = 'open', outcome = 'son called', version = version + 1");
    desk.keys("Enter");
    desk.lacks("a colleague changed the same meanwhile");
    let both = "SELECT count(*) FROM goal WHERE status = 'open' AND outcome = 'son called; she is back'";
    assert_eq!(desk.number(both), 1);
}

#[test]
fn what_a_colleague_made_of_a_closed_goal_meanwhile_is_asked_about() {
    let mut desk = ruth((80, 24));
    desk.keys("D").type_text("moved away").keys("Enter + g g j D").type_text("she is back");
    colleague(&mut desk, "UPDATE goal SET status = 'met', outcome = 'was met', version = version + 1");
    desk.keys("Enter");
    desk.has("a colleague changed the same meanwhile");
    desk.has("theirs: met");
    desk.keys("2");
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE status = 'met' AND outcome = 'was met'"), 1);
}

#[test]
fn an_intervention_is_unlinked_from_its_order_and_waits_for_one_again() {
    let mut desk = ruth((80, 24));
    desk.keys("j o");
    desk.lacks("unlink");
    desk.keys("Enter");
    desk.lacks("NO ORDER");
    desk.keys("o");
    desk.has("no order: unlink");
    desk.type_text("unlink").keys("Enter");
    desk.has("intervention without an order again");
    desk.has("1 NO ORDER");
    desk.keys("1");
    desk.has("This needs an order before it is done");
    assert_eq!(desk.number("SELECT count(*) FROM event WHERE kind = 'order_verbal' AND counts = 1"), 1);
    desk.keys("u");
    desk.lacks("NO ORDER");
    assert_eq!(desk.number("SELECT count(*) FROM intervention WHERE order_id IS NOT NULL"), 1);
}
