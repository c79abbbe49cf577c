//! Whose word counts: who lifted a deadline, why and until when; and who made an assessment.

use caseload::domain::event::Event;

use super::{day, has, lacks, newest, on, ruth};

#[test]
fn a_waiver_names_its_authority_and_is_confirmed_with_another_key() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("W");
    has(&desk, "section 1135 waiver");
    desk.keys("Enter");
    assert!(desk.status().starts_with("on whose authority"), "{}", desk.status());
    desk.type_text("1135 waiver of 9 Mar").keys("Enter");
    assert!(desk.status().starts_with("why: is needed"), "{}", desk.status());
    desk.type_text("county flooded").keys("Tab");
    has(&desk, "> last day                                (may stay empty)");
    desk.type_text("3/31").keys("Enter");
    has(&desk, "Recert due Thu 2026-03-12: due soon, becomes waived");
    desk.keys("W Enter");
    assert!(desk.only_kept_drafts());
    desk.keys("y");
    let waiver = newest(&mut desk);
    let Event::Waiver { rule, date, authority, reason, until, .. } = waiver else { panic!("{waiver:?}") };
    assert_eq!((rule.as_str(), date, authority.as_str()), ("oasis-recert", day("2026-03-10"), "1135 waiver of 9 Mar"));
    assert_eq!((reason.as_deref(), until), (Some("county flooded"), Some(day("2026-03-31"))));
    desk.keys("Esc");
    lacks(&desk, "08-12 Mar");
}

#[test]
fn a_waiver_that_ends_before_the_deadline_changes_nothing() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("W").type_text("1135 waiver").keys("Tab").type_text("flood").keys("Tab").type_text("3/11").keys("Enter");
    lacks(&desk, "becomes waived");
    desk.keys("y");
    has(&desk, "08-12 Mar");
    desk.keys("w");
    has(&desk, "not waived: 1135 waiver; why: flood; it ends Wed 2026-03-11");
}

#[test]
fn a_credential_that_would_not_count_is_not_proposed() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("a").type_text("face").keys("Enter");
    has(&desk, "record face-to-face encounter");
    has(&desk, "  credential                              (may stay empty)");
    desk.keys("Esc");
    on(&mut desk, "recert");
    desk.keys("x");
    has(&desk, "credential              RN");
    has(&desk, "becomes done");
    desk.keys("Tab Tab").type_text("lpn");
    lacks(&desk, "becomes done");
}
