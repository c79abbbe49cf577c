//! Boards, charts, searches and drafts: what is read, in how many statements, and what looking leaves behind.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use caseload::domain::allergy::AllergyStatus;
use caseload::domain::caseload::Facts;
use caseload::domain::codes::{CodeStatus, Discipline, Sex};
use caseload::domain::draft::Draft;
use caseload::domain::episode::EpisodeState;
use caseload::domain::ids::OperationId;
use caseload::domain::medication::{Medication, MedicationStatus};
use caseload::domain::observation::{Observation, ObservationStatus, loinc};
use caseload::domain::plan::{Direction, GoalStatus, PlanStatus};
use caseload::domain::problem::ProblemStatus;
use caseload::domain::record::{Body, Record};
use caseload::domain::user::Role;
use caseload::domain::visit::{VisitKind, VisitStatus};
use caseload::domain::when::PartialDate;
use caseload::store::{Drafts, Fault, Store};
use chrono::TimeDelta;

use crate::situation::{Situation, at, cared_for, caseload_of, now, of, patient, stamp, visit};

/// So many patients on Rosa Brandt's caseload, each with a visit and a weight.
fn crowd(size: usize) -> Vec<Record> {
    (0..size)
        .flat_map(|number| {
            let key = format!("p{number}");
            [
                patient(&key, &format!("Family{number:03}"), "Ada"),
                cared_for(&key, "rbrandt"),
                visit(&key, "rbrandt", "2026-03-10T15:00:00Z"),
                measured(&key, "Observation/weight", "2026-03-09T15:00:00Z", 70.0),
            ]
        })
        .collect()
}

fn measured(patient: &str, key: &str, when: &str, value: f64) -> Record {
    let body = Body::Observation(Observation {
        code: loinc::WEIGHT.to_owned(),
        name: "Body weight".to_owned(),
        category: "vital-signs".to_owned(),
        at: Some(at(when)),
        value: Some(value),
        unit: Some("kg".to_owned()),
        text: None,
        status: ObservationStatus::Valid,
        how: None,
    });
    of(patient, &format!("{key}/{patient}"), body)
}

/// How many statements something takes.
fn statements(store: &mut Store, work: impl FnOnce(&mut Store)) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    store
        .overhear(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        })
        .unwrap();
    work(store);
    count.load(Ordering::Relaxed)
}

#[test]
fn a_board_and_a_chart_take_the_same_few_statements_whatever_the_caseload() {
    let count = |size| {
        let mut situation = Situation::with(crowd(size));
        let rosa = situation.user("rbrandt");
        let ada = situation.patient("family000");
        let session = situation.caseload("rbrandt");
        let board = statements(&mut situation.store, |store| {
            assert_eq!(store.caseload(&session, &[rosa], now()).unwrap().patients.len(), size);
        });
        let chart = statements(&mut situation.store, |store| drop(store.chart(ada, rosa, None, now()).unwrap()));
        (board, chart)
    };
    let (board, chart) = count(3);
    assert!(board <= 16, "{board}");
    assert!(chart <= 33, "{chart}");
    assert_eq!(count(60), (board, chart));
}

#[test]
fn a_board_is_one_state_of_the_file() {
    let mut situation = Situation::with_one_visit();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ears = Arc::clone(&heard);
    let session = situation.caseload("rbrandt");
    situation.store.overhear(move |text| ears.lock().unwrap().push(text.to_owned())).unwrap();
    situation.store.caseload(&session, &[session.user_id], now()).unwrap();
    let heard = heard.lock().unwrap();
    assert!(heard.first().unwrap().starts_with("BEGIN") && heard.last().unwrap().starts_with("ROLLBACK"), "{heard:?}");
}

#[test]
fn a_board_shows_own_patients_only_by_name() {
    let mut situation = Situation::new();
    let entry = |key, family, login| [patient(key, family, "Ada"), cared_for(key, login)];
    situation
        .take([entry("a", "Zeller", "rbrandt"), entry("b", "Abara", "rbrandt"), entry("c", "Mora", "tquist")].concat());
    let names = |login| -> Vec<String> {
        situation.caseload(login).patients.iter().map(|facts| facts.patient.name.family.clone()).collect()
    };
    assert_eq!(names("rbrandt"), ["Abara", "Zeller"]);
    assert_eq!(names("tquist"), ["Mora"]);
}

/// A measurement with this code, a unit each day back from now.
fn daily(code: &str, days: i64) -> Vec<Record> {
    let on = |day: i64| {
        let when = (now() - TimeDelta::days(day)).to_rfc3339();
        let mut record =
            measured("ruth", &format!("{code}/{day}"), &when, 70.0 + f64::from(i32::try_from(day).unwrap()));
        if let Body::Observation(observation) = &mut record.body {
            code.clone_into(&mut observation.code);
        }
        record
    };
    (0..days).map(on).collect()
}

#[test]
fn a_board_reads_three_of_each_vital_sign_and_a_fortnight_of_weights_and_a_chart_six() {
    let mut situation = Situation::with(vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")]);
    situation.take([daily(loinc::PULSE, 9), daily(loinc::WEIGHT, 20), daily("3141-9", 2)].concat());
    situation.take(vec![measured("ruth", "weight/old", "2025-12-01T12:00:00Z", 1.0)]);
    let values = |facts: &Facts, code: &str| -> Vec<f64> {
        facts.vitals.iter().filter(|vital| vital.code == code).filter_map(|vital| vital.value.value).collect()
    };
    let board = &situation.caseload("rbrandt").patients[0];
    assert_eq!(values(board, loinc::PULSE), [70.0, 71.0, 72.0]);
    assert_eq!(values(board, loinc::WEIGHT), (0..16).map(|day| 70.0 + f64::from(day)).collect::<Vec<_>>());
    assert_eq!(values(board, "3141-9"), [70.0, 71.0], "weighed, not told");
    let (ruth, me) = (board.id(), situation.user("rbrandt"));
    let chart = situation.store.chart(ruth, me, None, now()).unwrap();
    assert_eq!(values(&chart.facts, loinc::PULSE).len(), 6);
    assert!(chart.facts.results.is_empty(), "the newest weight stands among the vital signs, once");
}

#[test]
fn a_board_reads_the_newest_of_each_result_also_of_long_ago() {
    let mut situation = Situation::with(vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")]);
    situation.take(vec![measured("ruth", "weight/old", "2025-12-01T12:00:00Z", 61.0)]);
    situation.take(daily("2160-0", 3));
    let board = &situation.caseload("rbrandt").patients[0];
    let read: Vec<(&str, Option<f64>)> =
        board.results.iter().map(|result| (result.code.as_str(), result.value.value)).collect();
    assert_eq!(read, [("2160-0", Some(70.0)), (loinc::WEIGHT, Some(61.0))]);
    assert!(board.vitals.is_empty());
}

#[test]
fn a_board_reads_the_visits_of_five_weeks_back_and_two_ahead() {
    let mut situation = Situation::with(vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")]);
    let on = |days: i64| (now() + TimeDelta::days(days)).to_rfc3339();
    situation.take([-40, -34, 0, 14, 20].map(|days| visit("ruth", "rbrandt", &on(days))).to_vec());
    let days: Vec<i64> = situation.caseload("rbrandt").patients[0]
        .visits
        .iter()
        .map(|visit| (visit.starts - now()).num_days())
        .collect();
    assert_eq!(days, [-34, 0, 14]);
}

#[test]
fn looking_into_a_chart_is_on_record_once_in_a_quarter_of_an_hour() {
    let mut situation = Situation::with_one_visit();
    let mut colleague = situation.colleague();
    let (rosa, tilda, ruth) = (situation.user("rbrandt"), situation.user("tquist"), situation.patient("abara"));
    let views = |situation: &Situation| situation.number("SELECT count(*) FROM audit WHERE action = 'view'");
    let later = |minutes| now() + TimeDelta::minutes(minutes);
    situation.store.open_chart(ruth, rosa, now()).unwrap();
    situation.store.open_chart(ruth, rosa, later(14)).unwrap();
    assert_eq!(views(&situation), 1);
    colleague.open_chart(ruth, tilda, later(14)).unwrap();
    assert_eq!(views(&situation), 2, "another session is another look");
    situation.store.open_chart(ruth, rosa, later(16)).unwrap();
    assert_eq!(views(&situation), 3);
    situation.store.chart(ruth, rosa, None, later(40)).unwrap();
    assert_eq!(views(&situation), 3, "reading an open chart again is no new look");
    let row = situation.words("SELECT user_id || ' ' || patient_id || ' ' || session FROM audit WHERE action = 'view'");
    assert_eq!(row[0], format!("{rosa} {ruth} morning"));
}

#[test]
fn a_chart_that_cannot_be_put_on_record_is_not_shown() {
    let mut situation = Situation::with_one_visit();
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    let refuse = "CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT raise(ABORT, 'no'); END";
    situation.store.connection().execute_batch(refuse).unwrap();
    assert!(matches!(situation.store.open_chart(ruth, rosa, now()), Err(Fault::Sqlite(_))));
}

#[test]
fn a_chart_tells_what_happened_since_the_last_look() {
    let mut situation = Situation::with_one_visit();
    let mut colleague = situation.colleague();
    let (rosa, tilda, ruth) = (situation.user("rbrandt"), situation.user("tquist"), situation.patient("abara"));
    let first = situation.store.open_chart(ruth, rosa, now()).unwrap();
    assert_eq!((first.looked_before, first.since.len()), (None, 0));
    let change = caseload_of(&colleague, "rbrandt").patients[0].visits[0].complete(now()).unwrap();
    colleague.apply(&change, &stamp(tilda, 5)).unwrap();
    let second = situation.store.open_chart(ruth, rosa, now() + TimeDelta::minutes(10)).unwrap();
    assert_eq!(second.looked_before, Some(now()));
    let happened: Vec<String> =
        second.since.iter().map(|happening| format!("{}: {}", happening.who, happening.what)).collect();
    assert_eq!(happened, ["Tilda Quist: visit marked done"]);
    let third = situation.store.open_chart(ruth, rosa, now() + TimeDelta::minutes(20)).unwrap();
    assert!(third.since.is_empty(), "{:?}", third.since);
}

#[test]
fn there_is_no_chart_of_nobody() {
    let mut situation = Situation::with_one_visit();
    let nobody = caseload::domain::ids::Id::new(99);
    let rosa = situation.user("rbrandt");
    let rows = situation.number("SELECT count(*) FROM audit");
    assert!(matches!(situation.store.open_chart(nobody, rosa, now()), Err(Fault::Missing { what: "patient", id: 99 })));
    assert_eq!(situation.number("SELECT count(*) FROM audit"), rows);
}

/// Four patients as a telephone operator might look for them.
fn found(typed: &str) -> Vec<String> {
    let mut records = vec![
        patient("ruth", "Abara", "Ruth Ngozi"),
        patient("ana", "Núñez Ortega", "Ana María"),
        patient("otis", "Whitlock-Hayes", "Otis"),
        patient("sean", "O'Brien", "Seán"),
    ];
    for (record, (number, phone, born)) in records.iter_mut().zip([
        ("10021", "(312) 555-0142", "1944-05-14"),
        ("10022", "312-555-0177", "1950-11-02"),
        ("20023", "773 555 0199", "1939-01-30"),
        ("20024", "7735550101", "1961"),
    ]) {
        let Body::Patient(patient) = &mut record.body else { unreachable!() };
        number.clone_into(&mut patient.number);
        patient.phone = Some(phone.to_owned());
        patient.born = PartialDate::parse(born).ok();
    }
    if let Body::Patient(otis) = &mut records[2].body {
        otis.preferred_name = Some("Buddy".to_owned());
        otis.more_phones = vec!["847 555 0188".to_owned()];
    }
    let situation = Situation::with(records);
    let found = situation.store.find(typed, &[]).unwrap();
    found.into_iter().map(|found| found.name.given.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn two_or_three_letters_of_any_part_of_a_name_find_a_patient() {
    for (typed, who) in [
        ("ab", "Ruth"),
        ("ABA", "Ruth"),
        ("ngo", "Ruth"),
        ("nun", "Ana"),
        ("núñ", "Ana"),
        ("orteg", "Ana"),
        ("mari", "Ana"),
        ("hay", "Otis"),
        ("whitlock-h", "Otis"),
        ("bud", "Otis"),
        ("obr", "Seán"),
        ("o'b", "Seán"),
        ("sea", "Seán"),
    ] {
        assert_eq!(found(typed), [who], "{typed}");
    }
}

#[test]
fn digits_find_telephone_chart_number_and_date_of_birth() {
    for (typed, who) in [
        ("0142", "Ruth"),
        ("555-0142", "Ruth"),
        ("(312) 555-0142", "Ruth"),
        ("312 555 01 77", "Ana"),
        ("0188", "Otis"),
        ("10021", "Ruth"),
        ("#20024", "Seán"),
        ("5/14/1944", "Ruth"),
        ("05/14/1944", "Ruth"),
        ("05-14-44", "Ruth"),
        ("1944-05-14", "Ruth"),
        ("19440514", "Ruth"),
        ("1944-05", "Ruth"),
        ("11.2.1950", "Ana"),
        ("11/2", "Ana"),
    ] {
        let found = found(typed);
        if typed == "11/2" {
            assert!(found.is_empty(), "half a date is not looked for");
        } else {
            assert_eq!(found, [who], "{typed}");
        }
    }
}

#[test]
fn several_words_narrow_down_and_too_little_finds_nobody() {
    for (typed, who) in [
        ("ruth abara", vec!["Ruth"]),
        ("abara 1944", vec!["Ruth"]),
        ("abara 5/14/1944", vec!["Ruth"]),
        ("abara 1950", vec![]),
        ("a", vec![]),
        ("", vec![]),
        ("  ", vec![]),
        ("'", vec![]),
        ("%", vec![]),
        ("zz", vec![]),
        ("312555", vec!["Ruth", "Ana"]),
    ] {
        assert_eq!(found(typed), who, "{typed}");
    }
}

#[test]
fn many_who_share_a_beginning_do_not_hide_the_one_who_is_meant() {
    let mut records: Vec<Record> =
        (0..3000).map(|number| patient(&format!("m{number}"), &format!("Ma{number:04}"), "Ada")).collect();
    records.push(patient("john", "Maxwell", "Jo"));
    records.push(cared_for("m2999", "rbrandt"));
    let situation = Situation::with(records);
    let found = situation.store.find("ma jo", &[]).unwrap();
    assert_eq!(found.iter().map(|found| found.name.family.as_str()).collect::<Vec<_>>(), ["Maxwell"]);
    let own_first = situation.store.find("ma", &[situation.user("rbrandt")]).unwrap();
    assert_eq!((own_first.len(), own_first[0].name.family.as_str(), own_first[0].mine), (40, "Ma2999", true));
}

#[test]
fn a_patient_who_changed_her_name_is_found_by_the_new_one() {
    let mut situation = Situation::with(vec![patient("ruth", "Abara", "Ruth")]);
    situation.take(vec![patient("ruth", "Ekwueme", "Ruth")]);
    assert!(situation.store.find("abara", &[]).unwrap().is_empty());
    assert_eq!(situation.store.find("ekw", &[]).unwrap().len(), 1);
}

#[test]
fn a_draft_is_kept_per_user_patient_and_place_until_put_away() {
    let situation = Situation::with_one_visit();
    let (rosa, tilda, ruth) = (situation.user("rbrandt"), situation.user("tquist"), situation.patient("abara"));
    let drafts = Drafts::open(&situation.path(), "test", None).unwrap();
    let draft = |text: &str| Draft {
        text: text.to_owned(),
        cursor: text.chars().count(),
        seen: 0,
        updated: now(),
        becomes: OperationId([7; 16]),
    };
    drafts.save(rosa, ruth, "note", &draft("edema +"), None).unwrap();
    drafts.save(rosa, ruth, "note", &draft("edema +1 ñ"), Some(now())).unwrap();
    drafts.save(rosa, ruth, "sbar", &draft(""), None).unwrap();
    assert_eq!(situation.caseload("rbrandt").drafts, 2);
    assert_eq!(
        Drafts::open(&situation.path(), "test", None).unwrap().of(rosa, ruth, "note").unwrap(),
        Some(draft("edema +1 ñ"))
    );
    assert_eq!(drafts.of(tilda, ruth, "note").unwrap(), None);
    drafts.put_away(rosa, ruth, "note", Some(at("2026-03-10T14:00:01Z"))).unwrap();
    assert_eq!(situation.caseload("rbrandt").drafts, 2, "what another session wrote since stays");
    drafts.put_away(rosa, ruth, "note", Some(now())).unwrap();
    assert_eq!((drafts.of(rosa, ruth, "note").unwrap(), situation.caseload("rbrandt").drafts), (None, 1));
}

#[test]
fn words_of_a_newer_program_are_kept() {
    let mut ruth = patient("ruth", "Abara", "Ruth");
    if let Body::Patient(patient) = &mut ruth.body {
        patient.sex = Sex::from_word("not-yet-known");
        patient.code_status = CodeStatus::from_word("polst-b");
    }
    let situation = Situation::with(vec![ruth, cared_for("ruth", "rbrandt")]);
    let read = situation.caseload("rbrandt").patients[0].patient.clone();
    assert_eq!((read.value.sex.word(), read.value.code_status.word()), ("not-yet-known", "polst-b"));
}

#[test]
fn every_word_is_read_as_what_it_was_written_for() {
    macro_rules! round_trips {
        ($($code:ty),+) => {$(
            for code in <$code>::ALL {
                assert_eq!(&<$code>::from_word(code.word()), code);
            }
            assert_eq!(<$code>::from_word("of a newer program").word(), "of a newer program");
        )+};
    }
    round_trips!(
        Discipline,
        Sex,
        CodeStatus,
        Role,
        EpisodeState,
        VisitKind,
        VisitStatus,
        MedicationStatus,
        AllergyStatus,
        ProblemStatus,
        ObservationStatus,
        PlanStatus,
        GoalStatus,
        Direction
    );
}

#[test]
fn the_database_takes_every_status_a_medication_can_have() {
    let line = |status: &MedicationStatus| {
        let body = Body::Medication(Medication {
            route: Some("po".to_owned()),
            status: status.clone(),
            started: PartialDate::parse("2026-02").ok(),
            ..Medication::written("furosemide 40 mg tablet", "40 mg by mouth daily")
        });
        of("ruth", &format!("medication/{}", status.word()), body)
    };
    let mut situation = Situation::with(vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")]);
    situation.take(MedicationStatus::ALL.iter().map(line).collect());
    let read: Vec<MedicationStatus> =
        situation.caseload("rbrandt").patients[0].medications.iter().map(|line| line.value.status.clone()).collect();
    // What was stopped, completed or never true is history.
    let listed = [
        MedicationStatus::Active,
        MedicationStatus::Held,
        MedicationStatus::Planned,
        MedicationStatus::DoNotGive,
        MedicationStatus::Unknown,
    ];
    assert_eq!(read, listed);
    assert_eq!(situation.store.counts().unwrap()["medications.total"], 8);
}
