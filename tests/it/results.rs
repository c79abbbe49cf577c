//! Results as other programs send them, imported and seen on Today and in the chart. It is Tuesday 10 March, 9:00.

use std::path::PathBuf;

use caseload::domain::measure;
use caseload::domain::observation::{Observation, ObservationStatus};
use caseload::domain::record::{Body, Record};
use caseload::exchange::fhir::{self, Directory, FileRead, Setting};
use caseload::knowledge::formulary;
use caseload::store::Load;
use chrono::TimeDelta;

use crate::desk::Desk;
use crate::situation::{Situation, at, cared_for, load, now, of, patient};

fn sent(file: &str) -> FileRead {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/limits").join(file);
    let directory = Directory::gather(std::slice::from_ref(&path), formulary());
    fhir::read(&path, &directory).unwrap()
}

/// The file imported onto Rosa Brandt's caseload, as she sees it.
fn desk(file: &str) -> Desk {
    let mut situation = Situation::new();
    let assign = Some(situation.user("rbrandt"));
    situation.store.take(sent(file).records, &Load { assign, refer: true, ..load() }).unwrap();
    Desk::of(situation, "rbrandt", now(), (120, 40))
}

fn reasons(desk: &Desk) -> Vec<String> {
    let ranked = desk.app.board().ranked.iter().flat_map(|ranked| &ranked.reasons);
    let safety = ranked.filter(|reason| reason.area == caseload::domain::rank::Area::Safety);
    safety.map(|reason| format!("{} {}", reason.tier.mark(), reason.text)).collect()
}

#[test]
fn an_inr_of_a_meter_stands_on_today() {
    assert_eq!(reasons(&desk("point-of-care.json")), ["!! INR 5.4, goal 2-3"]);
}

#[test]
fn signs_and_words_stand_on_today_and_what_is_not_judged_is_named() {
    let mut desk = desk("signs-and-words.json");
    assert_eq!(
        reasons(&desk),
        [
            "!! Glucose \"HI\", limits 70-300",
            "!! Glucose <40 mg/dL, limits 70-300",
            "!! INR 7.9, goal 2-3",
            "~ Temp not judged: 103.5 F",
            ". Pulse not judged: see note",
        ]
    );
    desk.keys("Enter");
    desk.has("\"see note\"");
    desk.has("not done (patient refused)");
    let said: Vec<String> = sent("signs-and-words.json").problems.into_iter().map(|problem| problem.reason).collect();
    assert_eq!(said, ["Pulse `see note` is not judged: it is no number", "Temp has no time, so it is not judged"]);
}

#[test]
fn a_blood_pressure_is_one_finding_whatever_shape_it_was_sent_in() {
    for file in ["pressures.json", "pressure-as-text.json", "pressures-apart.json"] {
        let mut desk = desk(file);
        assert_eq!(reasons(&desk), ["~ BP 178/98, limits 90-160/50-95"], "{file}");
        desk.keys("w");
        desk.has("BP 178/98, limits 90-160/50-95");
        desk.has("systolic: limits 90-160: tell the practitioner");
        desk.has("diastolic: limits 50-95: tell the practitioner");
        desk.keys("Esc Enter");
        desk.has("178/98");
    }
    let mut mean = desk("pressures.json");
    mean.keys("Enter");
    mean.has("BP mean 190/115");
}

#[test]
fn a_result_without_a_limit_here_is_judged_by_its_senders_mark() {
    let mut desk = desk("critical-of-the-lab.json");
    assert_eq!(reasons(&desk), ["!! Potassium 6.8 mmol/L, marked critical by its sender"]);
    desk.keys("r 1").type_text("Dr Banks").keys("Tab").type_text("to the ED").keys("Enter");
    assert_eq!(reasons(&desk), [""; 0]);
}

/// A result for Saturday, five days from now: the date or the clock is wrong, or the value is.
fn dated_ahead(value: f64) -> String {
    let result = serde_json::json!({"resourceType": "Observation", "id": "o", "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "6301-6"}]}, "subject": {"reference": "Patient/ruth"},
        "effectiveDateTime": "2026-03-14T08:00:00-05:00", "valueQuantity": {"value": value}});
    let ruth =
        serde_json::json!({"resourceType": "Patient", "id": "ruth", "name": [{"family": "Abara", "given": ["Ruth"]}]});
    format!("{ruth}\n{result}\n")
}

#[test]
fn a_dangerous_result_dated_ahead_stands_on_today_and_the_import_says_its_day_has_not_come() {
    for (value, told) in [(7.9, vec!["!! INR 7.9 (dated ahead: Sat 14 Mar), goal 2-3"]), (3.2, vec![])] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("result.ndjson");
        std::fs::write(&path, dated_ahead(value)).unwrap();
        let today = Some(now().date_naive());
        let setting = Setting { formulary: formulary(), zone: chrono_tz::America::Chicago, today, source: None };
        let directory = Directory::gather_for(std::slice::from_ref(&path), &setting);
        let sent = fhir::read(&path, &directory).unwrap();
        let said: Vec<&str> = sent.problems.iter().map(|problem| problem.reason.as_str()).collect();
        assert_eq!(said, ["INR is of a day that has not come; till then only a dangerous value is told: ask"]);
        let mut situation = Situation::new();
        let assign = Some(situation.user("rbrandt"));
        situation.store.take(sent.records, &Load { assign, refer: true, ..load() }).unwrap();
        let mut desk = Desk::of(situation, "rbrandt", now(), (120, 40));
        assert_eq!(reasons(&desk), told);
        if !told.is_empty() {
            desk.keys("w");
            desk.has("INR 7.9 on Sat 2026-03-14 08:00");
            desk.keys("Esc r 1").type_text("Dr Banks").keys("Tab").type_text("date asked").keys("Enter");
            assert_eq!(reasons(&desk), [""; 0]);
        }
    }
}

#[test]
fn a_trend_is_in_one_unit() {
    let mut desk = desk("mixed-units.json");
    desk.keys("Enter");
    desk.has("Weight  180     186     186.3   lb");
    desk.has("Temp    103.3!  98.4    F");
}

#[test]
fn a_goal_keeps_all_its_targets() {
    let desk = desk("two-targets.json");
    let kept = "SELECT count(*) FROM goal WHERE target = 'systolic <140 mmHg; diastolic <90 mmHg'";
    assert_eq!(desk.number(kept), 1);
}

/// Ruth's reading with this code, dangerous by every limit, of so many days ago.
fn reading(code: &str, number: i64, days: i64, value: f64) -> Record {
    let body = Observation {
        code: code.to_owned(),
        name: String::new(),
        category: String::new(),
        at: Some(at("2026-03-10T13:00:00Z") - TimeDelta::days(days)),
        value: Some(value),
        unit: None,
        text: None,
        status: ObservationStatus::Valid,
        how: None,
    };
    of("ruth", &format!("{code}/{number}"), Body::Observation(body))
}

#[test]
fn the_reading_takes_every_code_of_the_table() {
    let codes: Vec<&str> = measure::codes().collect();
    let mut records = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")];
    records.extend(codes.iter().map(|code| reading(code, 1, 0, 50.0)));
    records.extend(measure::sensors().map(|(code, _)| reading(code, 1, 0, 50.0)));
    let board = &Situation::with(records).caseload("rbrandt").patients[0];
    let mut read: Vec<&str> = board.vitals.iter().map(|vital| vital.code.as_str()).collect();
    let mut wanted: Vec<&str> = codes.into_iter().chain(measure::sensors().map(|(code, _)| code)).collect();
    read.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(read, wanted);
}

#[test]
fn what_was_dangerous_is_found_again_among_thousands() {
    let mut records = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")];
    records.push(reading("8867-4", 0, 9, 150.0));
    records.extend((1..3_000).map(|number| reading("8867-4", number, number % 8, 80.0)));
    let situation = Situation::with(records);
    let board = &situation.caseload("rbrandt").patients[0];
    assert!(board.vitals.len() <= 5, "{}", board.vitals.len());
    let desk = Desk::of(situation, "rbrandt", now(), (80, 24));
    assert_eq!(reasons(&desk), ["! Pulse 150 /min of Sun 01 Mar not reported, now 80 /min"]);
}

#[test]
fn of_a_sensor_only_the_lowest_and_the_time_below_70_are_told() {
    let mut records = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")];
    for number in 0..288_i64 {
        let mut record = reading("99504-3", number, 0, if (100..107).contains(&number) { 51.0 } else { 120.0 });
        if let Body::Observation(one) = &mut record.body {
            one.at = one.at.map(|at| at - TimeDelta::minutes(5 * number));
            one.unit = Some("mg/dL".to_owned());
        }
        records.push(record);
    }
    let desk = Desk::of(Situation::with(records), "rbrandt", now(), (120, 40));
    assert_eq!(reasons(&desk), ["!! Glucose sensor lowest 51 mg/dL, limits 70-300"]);
    let facts = &desk.app.board().ranked[0].reasons[0].facts;
    let told = "lowest of 288 sensor readings in 3 days, 35 min below 70 mg/dL";
    assert!(facts.iter().any(|fact| fact == told), "{facts:?}");
}
