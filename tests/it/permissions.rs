//! Who may do what: the table, the door of the store, and what the screen says before anything is typed.

use caseload::domain::change::{Change, Edit};
use caseload::domain::event::Event;
use caseload::domain::medication::Medication;
use caseload::domain::permission::{Act, Permissions, faults};
use caseload::domain::record::{Body, Record};
use caseload::domain::user::Role;
use caseload::store::NotSaved;

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, patient, stamp, user, visit};

#[test]
fn the_table_has_a_line_for_everything_that_can_be_done() {
    assert_eq!(faults(), Vec::<String>::new());
    let unknown: Vec<&str> = Event::KINDS.iter().map(|kind| kind.word).filter(|kind| !Act::knows_event(kind)).collect();
    assert_eq!(unknown, Vec::<&str>::new(), "facts that assets/rules/who-may.txt does not name");
}

#[test]
fn licence_and_role_decide_as_a_director_of_nursing_would() {
    let cases = include_str!("../cases/roles/who-may.txt");
    for line in cases.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('|').map(str::trim).collect();
        let [role, credential, act, may, _] = columns.as_slice() else { panic!("{line}") };
        let act = *Act::ALL.iter().find(|known| known.word() == *act).unwrap();
        let asked = Permissions::default().ask(&Role::from_word(role), credential, act);
        assert_eq!(asked.is_ok(), *may == "yes", "{line}: {asked:?}");
    }
}

#[test]
fn an_agency_takes_away_and_gives_nothing() {
    let mut narrowed = Permissions::default();
    narrowed.narrow("lpn", &["order".to_owned()]).unwrap();
    let refused = narrowed.ask(&Role::Clinician, "LPN", Act::Order).unwrap_err().to_string();
    assert_eq!(refused, "Taking an order is not for an LPN or LVN at this agency: tell the nurse or case manager.");
    assert!(narrowed.ask(&Role::Clinician, "RN", Act::Order).is_ok());
    assert!(narrowed.narrow("nurse", &[]).unwrap_err().contains("lpn, rn"));
    assert!(narrowed.narrow("lpn", &["everything".to_owned()]).unwrap_err().contains("medication, order"));
}

/// Ruth Abara with a visit of Rosa Brandt, RN; and Ada Holm, who is somebody else each time.
fn people(role: Role, credential: &str) -> Vec<Record> {
    let mut ada = user("aholm", "Ada", "Holm");
    if let Body::User(user) = &mut ada.body {
        (user.role, user.credential) = (role, credential.to_owned());
    }
    let ruth = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")];
    let visits = vec![visit("ruth", "rbrandt", "2026-03-10T15:00:00Z"), visit("ruth", "aholm", "2026-03-10T19:00:00Z")];
    [vec![ada], ruth, visits].concat()
}

#[test]
fn the_door_refuses_whatever_the_screen_did() {
    let mut situation = Situation::with(people(Role::Aide, "HHA"));
    let (ada, ruth) = (situation.user("aholm"), situation.patient("abara"));
    let aspirin = Medication::written("aspirin 81 mg tablet", "81 mg by mouth daily");
    let add = Change::medication(Edit::Add { patient: ruth, value: aspirin });
    let refused = situation.store.apply(&add, &stamp(ada, 1));
    assert!(matches!(&refused, Err(NotSaved::Refused(why)) if why.to_string().contains("484.80")), "{refused:?}");
    assert_eq!(situation.number("SELECT count(*) FROM medication"), 0);
    assert_eq!(situation.number("SELECT count(*) FROM operation"), 0);
    // What she did while she might is not taken back once she may not.
    let rosa = situation.user("rbrandt");
    situation.store.apply(&add, &stamp(rosa, 2)).unwrap();
    let mut narrowed = Permissions::default();
    narrowed.narrow("rn", &["medication".to_owned()]).unwrap();
    situation.store.permit(narrowed);
    assert!(matches!(situation.store.undo(&stamp(rosa, 3)), Err(NotSaved::Refused(_))));
    assert_eq!(situation.number("SELECT count(*) FROM operation"), 1);
}

#[test]
fn an_aide_is_told_before_she_types() {
    let mut desk = Desk::of(Situation::with(people(Role::Aide, "HHA")), "aholm", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g m a");
    desk.has("Changing the medication list is not for a home health aide");
    assert!(desk.app.overlay().is_none());
    desk.keys("g t a s t a r t Space o f Enter");
    desk.has("is not for a home health aide");
    desk.keys("Esc Esc Esc f").type_text("abara").keys("Enter N");
    assert!(desk.app.writing().is_some(), "she writes what she saw:\n{}", desk.screen());
    desk.type_text("skin intact").keys("Ctrl-s");
    desk.has("note written");
}

#[test]
fn an_lpn_marks_her_own_visit_and_not_the_nurses() {
    let mut situation = Situation::with(people(Role::Clinician, "LPN"));
    let (ada, ruth) = (situation.user("aholm"), situation.patient("abara"));
    let visits = situation.store.chart(ruth, ada, None, now()).unwrap().facts.visits;
    for (number, visit) in visits.iter().enumerate() {
        let change = visit.start_or_finish(now()).unwrap();
        let written = situation.store.apply(&change, &stamp(ada, i64::try_from(number).unwrap()));
        if visit.clinician == Some(ada) {
            written.unwrap();
        } else {
            assert!(
                matches!(&written, Err(NotSaved::Refused(why)) if why.to_string().contains("somebody else's visit")),
                "{written:?}"
            );
        }
    }
    assert_eq!(situation.number("SELECT count(*) FROM visit WHERE status = 'started'"), 1);
}

#[test]
fn somebody_without_patients_is_told_where_they_come_from() {
    let mut ada = user("aholm", "Ada", "Holm");
    if let Body::User(user) = &mut ada.body {
        (user.role, user.credential) = (Role::Clinician, "LPN".to_owned());
    }
    let desk = Desk::of(Situation::with(vec![ada]), "aholm", now(), (80, 24));
    desk.has("Patients come here with the visits that are placed for you");
    desk.lacks("caseload import");
}
