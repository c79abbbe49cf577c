//! Charts that may be one person's: the list on the screen, what somebody decides, and what is read then.

use caseload::domain::allergy::Allergy;
use caseload::domain::change::{Change, Edit, PlanChange};
use caseload::domain::chart::Chart;
use caseload::domain::event::Event;
use caseload::domain::ids::PatientId;
use caseload::domain::medication::Medication;
use caseload::domain::note::{Note, NoteKind};
use caseload::domain::observation::{Observation, ObservationStatus};
use caseload::domain::pair::Decision;
use caseload::domain::patient::Identifier;
use caseload::domain::plan::content::Content;
use caseload::domain::plan::{PlanVersion, Section, VersionKind};
use caseload::domain::record::{Body, Record};
use caseload::domain::user::Role;
use caseload::store::NotSaved;
use caseload::ui::Overlay;
use caseload::ui::command::Place;

use crate::desk::Desk;
use crate::situation::{Situation, at, cared_for, now, of, patient, stamp, user};

/// Nell Quill with these numbers.
fn nell(key: &str, given: &str, numbers: &[(&str, &str)], phone: Option<&str>) -> Record {
    let mut record = patient(key, "Quill", given);
    if let Body::Patient(body) = &mut record.body {
        let number = |(system, value): &(&str, &str)| Identifier { system: (*system).into(), value: (*value).into() };
        body.identifiers = numbers.iter().map(number).collect();
        body.phone = phone.map(str::to_owned);
        body.address.street.push_str("12 Elm Street");
    }
    record
}

fn drug(patient: &str, line: &str, sig: &str) -> Record {
    of(patient, &format!("drug/{patient}/{line}"), Body::Medication(Medication::written(line, sig)))
}

fn event(patient: &str, event: Event) -> Record {
    of(patient, &format!("event/{patient}"), Body::Event(event))
}

fn inr(patient: &str) -> Record {
    let body = Observation {
        code: "6301-6".to_owned(),
        name: "INR".to_owned(),
        category: "laboratory".to_owned(),
        at: Some(at("2026-03-10T13:00:00Z")),
        value: Some(4.6),
        unit: None,
        text: None,
        status: ObservationStatus::Valid,
        how: None,
    };
    of(patient, &format!("inr/{patient}"), Body::Observation(body))
}

fn note(patient: &str, text: &str) -> Record {
    let body = Note { kind: NoteKind::Note, at: now(), author: String::new(), text: text.to_owned(), counts: true };
    of(patient, &format!("note/{patient}"), Body::Note(body))
}

const AGENCY_NUMBER: (&str, &str) = ("urn:oid:1.2.3", "778899");

/// The two charts of Nell Quill, on Rosa Brandt's caseload, and two of Nils Birk that are on nobody's.
fn twice() -> Situation {
    Situation::with(vec![
        nell("one", "Nell Anne", &[AGENCY_NUMBER, ("https://hospital.example/mrn", "H-10021")], Some("708-555-0133")),
        cared_for("one", "rbrandt"),
        event("one", Event::Soc { date: "2026-03-02".parse().unwrap() }),
        drug("one", "warfarin 5 mg tablet", "5 mg by mouth daily"),
        nell("two", "Nell", &[AGENCY_NUMBER], Some("708-555-0199")),
        cared_for("two", "rbrandt"),
        drug("two", "amiodarone 200 mg tablet", "200 mg by mouth daily"),
        of("two", "allergy/two", Body::Allergy(Allergy::to("penicillin"))),
        inr("two"),
        note("two", "Lives with her sister."),
        patient("nils", "Birk", "Nils"),
        patient("nils again", "Birk", "Nils"),
    ])
}

fn charts(situation: &Situation) -> [PatientId; 2] {
    let numbered = |number: &str| {
        let query = format!("SELECT id FROM patient WHERE number = '{number}'");
        PatientId::new(situation.number(&query))
    };
    [numbered("00001"), numbered("00002")]
}

fn chart(situation: &Situation, patient: PatientId) -> Chart {
    situation.store.chart(patient, situation.user("rbrandt"), None, now()).unwrap()
}

fn decide(situation: &mut Situation, decision: Decision, keeps: Option<PatientId>) {
    let pair = situation.store.pairs(true).unwrap().remove(0);
    let change = Change::Pair(Box::new(pair.decide(decision, keeps).unwrap()));
    let rosa = situation.user("rbrandt");
    situation.store.apply(&change, &stamp(rosa, 0)).unwrap();
}

#[test]
fn both_stand_beside_each_other() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut desk = Desk::of(twice(), "rbrandt", now(), (width, height));
        insta::assert_snapshot!(format!("pairs-{width}x{height}"), desk.keys("gi").styled_screen());
        assert_eq!(desk.app.place(), Place::Pairs);
        insta::assert_snapshot!(format!("pairs-same-{width}x{height}"), desk.keys("1").styled_screen());
        insta::assert_snapshot!(format!("pairs-different-{width}x{height}"), desk.keys("Esc 2").styled_screen());
    }
}

#[test]
fn what_waits_is_counted_for_who_may_decide_and_the_heading_of_a_chart_leads_there() {
    let mut desk = Desk::small(twice());
    assert!(desk.screen().lines().next().unwrap().ends_with("2 same person? gi"), "{}", desk.screen());
    desk.keys("f").type_text("birk").keys("Enter");
    desk.has("SAME PERSON? #00004 BIRK Nils (gi)");
    desk.keys("gi");
    assert!(desk.row().contains("#00003 BIRK Nils"), "the pair of this chart is in hand: {}", desk.row());
    // One of the two charts, and back to the pair.
    desk.keys("Enter 2");
    desk.has("#00004");
    desk.has("SAME PERSON? #00003 BIRK Nils (gi)");
}

#[test]
fn an_empty_list_says_so() {
    let mut desk = Desk::small(Situation::with_one_visit());
    desk.lacks("same person?");
    desk.keys("gi");
    desk.has("No charts are to be decided. + shows what was decided.");
    desk.keys("+");
    desk.has("No two charts here were ever taken for one person's.");
    desk.keys("1");
    assert_eq!(desk.status(), "There is no pair of charts here.");
    desk.keys("Esc");
    assert!(desk.app.overlay().is_none());
}

#[test]
fn each_decision_is_confirmed_and_the_list_goes_on() {
    let mut desk = Desk::small(twice());
    let decisions = "SELECT decision || ' ' || coalesce(decided_by, '') FROM chart_pair ORDER BY id";
    let rosa = desk.store().user("rbrandt");
    desk.keys("gi 2 Esc");
    assert_eq!(desk.store().words(decisions), ["open ", "open "], "nothing is decided by looking");
    desk.keys("2 1");
    assert_eq!(desk.store().words(decisions), [format!("different {rosa}"), "open ".to_owned()]);
    assert!(desk.row().contains("BIRK"), "the next one is in hand: {}", desk.screen());
    desk.has("#00001 QUILL Nell Anne and #00002 QUILL Nell: two charts decided as");
    desk.has("not the same person's");
    desk.keys("3 Enter");
    desk.has("put off");
    assert!(!desk.app.board().patients.is_empty());
    desk.has("#00003 BIRK Nils and #00004 BIRK Nils: decision about two charts put");
    desk.keys("+ k");
    desk.has("not the same person, by Rosa Brandt");
    assert_eq!(desk.app.board().pairs, 0);
    desk.keys("4 1");
    desk.has("1 to decide");
    assert_eq!(desk.app.board().pairs, 1);
    assert_eq!(desk.store().words(decisions), ["open ".to_owned(), format!("later {rosa}")]);
    desk.keys("Esc");
    assert!(desk.screen().lines().next().unwrap().ends_with("1 same person? gi"), "{}", desk.screen());
}

#[test]
fn which_chart_goes_on_is_asked_and_the_proposed_one_comes_first() {
    let mut desk = Desk::small(twice());
    let [one, two] = charts(desk.store());
    desk.keys("gi 1");
    let Some(Overlay::Menu(menu)) = desk.app.overlay() else { panic!("{}", desk.screen()) };
    assert_eq!(menu.chosen, 0);
    assert!(menu.items[0].label.starts_with("#00001 QUILL Nell Anne goes on   (proposed: the older chart)"));
    desk.keys("2");
    let keeps = format!("SELECT keeps FROM chart_pair WHERE decision = 'same' AND patient_id = {one}");
    assert_eq!(desk.store().number(&keeps), two.raw());
    desk.keys("u");
    desk.has("undone: two charts decided as the same person's");
    desk.has("2 to decide");
    assert_eq!(desk.app.place(), Place::Pairs, "the list is there again");
    assert_eq!(desk.store().number("SELECT count(*) FROM chart_pair WHERE decision = 'open'"), 2);
    desk.keys("U");
    assert_eq!(desk.store().number(&keeps), two.raw());
}

#[test]
fn the_same_person_is_read_in_one_chart_and_the_other_says_where_it_went() {
    let mut situation = twice();
    let [one, two] = charts(&situation);
    decide(&mut situation, Decision::Same, Some(one));
    let together = chart(&situation, one);
    let soc = |facts: &caseload::domain::caseload::Facts| facts.start_of_care("2026-03-10".parse().unwrap());
    assert_eq!(soc(&together.facts), "2026-03-02".parse().ok());
    let drugs: Vec<&str> = together.facts.medications.iter().map(|line| line.drug.as_str()).collect();
    assert_eq!(drugs, ["warfarin 5 mg tablet", "amiodarone 200 mg tablet"]);
    assert_eq!(together.facts.allergies[0].substance, "penicillin");
    assert!(together.facts.vitals.iter().chain(&together.facts.results).any(|seen| seen.code == "6301-6"));
    assert_eq!(together.notes[0].text, "Lives with her sister.");
    // Each row stays in its chart.
    assert_eq!(together.facts.medications.iter().map(|line| line.patient).collect::<Vec<_>>(), [one, two]);
    let mut desk = Desk::of(situation.shared(), "rbrandt", now(), (120, 40));
    assert_eq!(desk.app.board().patients.len(), 1, "one of the two is on the list");
    desk.has("warfarin x amiodarone");
    desk.has("INR 4.6");
    desk.keys("Enter");
    desk.has("WITH #00002 QUILL Nell");
    desk.has("ALLERGY penicillin");
    desk.keys("Esc f").type_text("00002").keys("Enter");
    desk.has("GOES ON AS #00001 QUILL Nell");
    // The heading of a decided pair leads to it, too.
    desk.keys("gi");
    desk.has("the same person, #00001 goes on, by Rosa Brandt");
}

#[test]
fn deadlines_of_the_other_chart_are_those_of_the_one_that_goes_on() {
    let mut situation = twice();
    let [_, two] = charts(&situation);
    let clocks = |situation: &Situation| {
        let desk = Desk::small(situation.shared());
        desk.app
            .board()
            .patient(two)
            .map(|patient| patient.clocks().map(|clock| clock.rule).collect::<Vec<_>>())
            .unwrap()
    };
    let before = clocks(&situation);
    decide(&mut situation, Decision::Same, Some(two));
    let after = clocks(&situation);
    assert!(after.len() > before.len(), "the start of care stands in the other chart: {before:?}, {after:?}");
}

#[test]
fn taking_a_decision_back_brings_back_exactly_what_was() {
    for decision in [Decision::Same, Decision::Different, Decision::Later] {
        let mut situation = twice();
        let all = charts(&situation);
        let rows =
            "SELECT because || decision || coalesce(keeps, '') || coalesce(decided_by, '') FROM chart_pair ORDER BY id";
        // What happened since somebody looked goes on; all else is as it was.
        let whole = |situation: &Situation| {
            let plain = |id| Chart { pairs: Vec::new(), ..chart(situation, id) };
            (situation.words(rows), all.map(plain), situation.caseload("rbrandt"))
        };
        let before = whole(&situation);
        decide(&mut situation, decision.clone(), None);
        assert_ne!(whole(&situation).0, before.0);
        let rosa = situation.user("rbrandt");
        situation.store.undo(&stamp(rosa, 1)).unwrap();
        assert_eq!(whole(&situation), before, "{decision:?}");
    }
}

#[test]
fn what_a_colleague_decided_meanwhile_is_never_overwritten() {
    let mut desk = Desk::small(twice());
    desk.keys("gi 1");
    // While the choices are open she decides the other way.
    decide(desk.store(), Decision::Different, None);
    desk.keys("1");
    assert!(desk.status().starts_with("Someone else changed this meanwhile"), "{}", desk.status());
    assert_eq!(desk.store().words("SELECT decision FROM chart_pair ORDER BY id"), ["different", "open"]);
    assert_eq!(desk.app.place(), Place::Pairs, "the list as it is now:\n{}", desk.screen());
    assert!(desk.row().contains("BIRK") && !desk.screen().contains("QUILL"), "{}", desk.screen());
    // The open list follows what others decide.
    let pair = desk.store().store.pairs(false).unwrap().remove(0);
    let rosa = desk.store().user("rbrandt");
    let change = Change::Pair(Box::new(pair.decide(Decision::Later, None).unwrap()));
    desk.store().store.apply(&change, &stamp(rosa, 0)).unwrap();
    desk.news();
    desk.has("0 to decide");
    desk.has("put off");
}

#[test]
fn a_chart_that_is_gone_into_another_cannot_go_on() {
    let mut situation = twice();
    let [one, two] = charts(&situation);
    decide(&mut situation, Decision::Same, Some(one));
    situation.take(vec![nell("three", "Nell", &[AGENCY_NUMBER], None)]);
    let pairs = situation.store.pairs(false).unwrap();
    let pair = pairs.iter().find(|pair| pair.side(two).is_some()).unwrap();
    let change = Change::Pair(Box::new(pair.decide(Decision::Same, Some(two)).unwrap()));
    let rosa = situation.user("rbrandt");
    let refused = situation.store.apply(&change, &stamp(rosa, 1));
    assert!(matches!(&refused, Err(NotSaved::Nothing(why)) if why.contains("goes on as another one")), "{refused:?}");
}

#[test]
fn who_may_not_decide_is_told_by_the_screen_and_by_the_door() {
    let mut ada = user("aholm", "Ada", "Holm");
    if let Body::User(user) = &mut ada.body {
        (user.role, user.credential) = (Role::Aide, "HHA".to_owned());
    }
    let mut situation = twice();
    situation.take(vec![ada]);
    let mut desk = Desk::of(situation.shared(), "aholm", now(), (80, 24));
    desk.lacks("same person?");
    desk.keys("gi");
    desk.has("#00001 QUILL Nell");
    for key in ["1", "2", "3", "4"] {
        desk.keys(key);
        assert!(desk.status().starts_with("Deciding whether two charts are one person's is not for"), "{key}");
        assert_eq!(desk.app.place(), Place::Pairs);
    }
    let pair = situation.store.pairs(true).unwrap().remove(0);
    let change = Change::Pair(Box::new(pair.decide(Decision::Different, None).unwrap()));
    let ada = situation.user("aholm");
    let refused = situation.store.apply(&change, &stamp(ada, 1));
    assert!(matches!(refused, Err(NotSaved::Refused(_))), "{refused:?}");
}

#[test]
fn an_administrator_sees_no_list_and_every_look_is_on_record() {
    let mut admin = user("admin", "Ada", "Holm");
    if let Body::User(user) = &mut admin.body {
        user.role = Role::Administrator;
    }
    let mut situation = twice();
    situation.take(vec![admin]);
    let looks = "SELECT count(*) FROM audit WHERE action = 'list'";
    let mut desk = Desk::of(situation.shared(), "admin", now(), (80, 24));
    desk.keys("gi");
    assert_eq!(desk.status(), "Administrators keep users and settings and see no chart.");
    assert_eq!(situation.number(looks), 0);
    Desk::small(situation.shared()).keys("gi").keys("j j");
    assert_eq!(situation.number(looks), 1);
}

/// Writes two sections into the second chart and signs its plan.
fn write_and_sign(situation: &mut Situation, patient: PatientId) {
    let rosa = situation.user("rbrandt");
    for (key, text) in [("safety_measures", "Bleeding precautions"), ("rehab_potential", "Good for these goals")] {
        let value = Section { key: key.to_owned(), text: text.to_owned() };
        let change = Change::Plan(PlanChange::section(Edit::Add { patient, value }));
        situation.store.apply(&change, &stamp(rosa, 0)).unwrap();
    }
    let content = Content::of(&chart(situation, patient), "2026-03-10".parse().unwrap()).written();
    let signer = "Rosa Brandt, RN".to_owned();
    let version = PlanVersion { number: 1, kind: VersionKind::Signed, about: None, content, signer };
    let sign = Change::Plan(PlanChange::sign(patient, version));
    situation.store.apply(&sign, &stamp(rosa, 0)).unwrap();
}

#[test]
fn sections_and_signed_versions_of_the_other_chart_are_read_from_the_one_that_goes_on() {
    let mut situation = twice();
    let [one, two] = charts(&situation);
    write_and_sign(&mut situation, two);
    decide(&mut situation, Decision::Same, Some(one));
    let mut desk = Desk::small(situation);
    desk.keys("gp");
    desk.has("2 sections and 1 signed version are in chart #00002 QUILL Nell: V reads them");
    desk.keys("V");
    desk.has("version 1 of chart #00002 QUILL Nell");
    desk.has("2 text sections of chart #00002 QUILL Nell");
    desk.keys("1");
    desk.has("version 1 of chart #00002 QUILL Nell, read only");
    desk.has("Bleeding precautions");
    desk.keys("Esc gp V 2");
    desk.has("text sections of chart #00002 QUILL Nell, read only");
    desk.has("Good for these goals");
    // Nothing of it is a text of this chart, and signing here has its own numbers.
    assert!(chart(desk.store(), one).plan.sections.is_empty() && chart(desk.store(), one).plan.versions.is_empty());
}
