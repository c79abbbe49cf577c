//! Visits that are placed for a deadline: which count, and where one is asked for.

use caseload::domain::event::Event;
use caseload::domain::visit::VisitStatus;

use super::{has, lacks, on, ruth, ruth_with, ruths};

#[test]
fn a_visit_of_another_kind_does_not_fill_the_window() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    let row = desk.row();
    assert!(row.contains("Recert 58/60") && row.contains("not started") && row.contains("NONE"), "{row}");
}

#[test]
fn v_refuses_what_no_visit_meets() {
    let mut events = ruths();
    events.retain(|event| !matches!(event, Event::NoaAccepted { .. }));
    let mut desk = ruth_with(&events);
    on(&mut desk, "noa");
    assert!(desk.row().trim_end().ends_with("--"), "{}", desk.screen());
    desk.keys("v");
    assert!(desk.app.status().warning, "{}", desk.status());
    assert_eq!(desk.status(), "No visit meets NOA: x records what does.");
}

#[test]
fn v_places_a_visit_into_the_window() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("v");
    has(&desk, "> 1 Tue 10 Mar  today      day 58 of 60  1 visit 10:00-11:00");
    has(&desk, "3 Thu 12 Mar  in 2 days  day 60 of 60  no visits");
    lacks(&desk, "Fri 13 Mar");
    desk.keys("2").type_text("14:30");
    has(&desk, "PLACES  recertification visit, Wed 11 Mar 2026 14:30-15:45, R.Brandt RN");
    desk.keys("Enter");
    assert_eq!(desk.status(), "ABARA Ruth 81F: visit placed");
    assert!(desk.row().contains("visit placed Wed 14:30"), "{}", desk.screen());
    let placed = desk.store().caseload("rbrandt").patients.remove(0).visits.remove(1);
    assert_eq!(placed.starts, crate::situation::at("2026-03-11T19:30:00Z"));
    assert_eq!(placed.clinician, Some(desk.store().user("rbrandt")));
    desk.keys("2 ]");
    has(&desk, "14:30-15:45");
    desk.keys("u");
    let cancelled = desk.store().caseload("rbrandt").patients.remove(0).visits.remove(1);
    assert_eq!(cancelled.state.status, VisitStatus::Cancelled);
}

#[test]
fn a_placed_visit_says_what_it_clashes_with_and_needs_a_time_ahead() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("v 1").type_text("10:30");
    has(&desk, "CLASH with the visit 10:00-11:00");
    desk.keys("Tab S-Tab").type_text("8:00").keys("Enter");
    assert!(desk.status().contains("is over already"), "{}", desk.status());
    desk.type_text("y").keys("Enter");
    assert!(desk.status().contains("a time of day is needed"), "{}", desk.status());
    assert!(desk.effects.is_empty());
}
