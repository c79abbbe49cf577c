//! Visits that are placed for a deadline: which count, and where one is asked for.

use caseload::domain::event::Event;
use caseload::domain::record::{Body, Record};
use caseload::domain::visit::VisitStatus;

use super::{episode, facts, has, lacks, medicare, on, ruth, ruth_with, ruths};
use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient, user, visit};

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
    assert!(desk.only_kept_drafts());
}

/// Staff of skilled nursing with that credential.
fn staff(login: &str, family: &str, credential: &str) -> Record {
    let mut record = user(login, "Lena", family);
    if let Body::User(record) = &mut record.body {
        credential.clone_into(&mut record.credential);
    }
    record
}

/// Ruth's recertification as Lena Holt LPN sees it, where `manager` manages the case and those made the visits, in turn;
/// Ivo Kraus is an LPN too, the others are registered nurses.
fn seen_by_holt(manager: &str, visited_by: [&str; 2]) -> Desk {
    let mut records = vec![staff("holt", "Holt", "LPN"), staff("kraus", "Kraus", "LPN")];
    records.extend([patient("ruth", "Abara", "Ruth"), cared_for("ruth", "holt"), episode("ruth", manager)]);
    let days = ["2026-03-05T15:00:00Z", "2026-03-09T15:00:00Z"];
    records.extend(visited_by.into_iter().zip(days).map(|(login, at)| visit("ruth", login, at)));
    records.push(of("ruth", "payer", Body::Coverage(medicare())));
    records.extend(facts("ruth", &ruths()));
    let mut desk = Desk::of(Situation::with(records), "holt", now(), (80, 24));
    on(&mut desk, "recert");
    desk
}

#[test]
fn v_proposes_somebody_whose_visit_counts() {
    let mut desk = seen_by_holt("tquist", ["rbrandt", "rbrandt"]);
    desk.keys("v");
    has(&desk, "for T.Quist RN; this visit counts");
    desk.keys("2 Enter");
    let placed = desk.store().caseload("holt").patients.remove(0).visits.pop().unwrap();
    assert_eq!(placed.clinician, Some(desk.store().user("tquist")));

    // Neither she nor the case manager may: then whoever visits her and may, though somebody else went there last.
    let mut desk = seen_by_holt("kraus", ["rbrandt", "holt"]);
    desk.keys("v");
    has(&desk, "for R.Brandt RN; this visit counts");
}

#[test]
fn v_says_whom_it_takes_where_nobody_who_may_is_known() {
    let mut desk = seen_by_holt("kraus", ["holt", "kraus"]);
    desk.keys("v");
    has(&desk, "for L.Holt LPN; this visit does not count: it takes RN, PT, SLP, OT");
}

#[test]
fn v_prefers_the_user_to_the_case_manager() {
    let mut records = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt"), episode("ruth", "tquist")];
    records.push(visit("ruth", "tquist", "2026-03-09T15:00:00Z"));
    records.extend(facts("ruth", &ruths()));
    let mut desk = Desk::small(Situation::with(records));
    on(&mut desk, "recert");
    desk.keys("v");
    has(&desk, "for R.Brandt RN; this visit counts");
}
