//! What a review takes from the rest of a chart: kidneys, results with their days, problems, allergies, age.

use caseload::domain::alert::{Alert, AlertKind, AlertTier, ByHand, UnderReview, review};
use caseload::domain::codes::Sex;
use caseload::domain::ids::{Id, Stored};
use caseload::domain::medication::Medication;
use caseload::domain::observation::{Observation, ObservationStatus};
use caseload::domain::problem::{Problem, ProblemStatus};
use caseload::domain::when::PartialDate;
use caseload::knowledge::formulary;
use chrono::NaiveDate;

use super::PATIENT;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A chart on 14 September 2026.
#[derive(Default)]
struct Chart {
    lines: Vec<Stored<Medication>>,
    problems: Vec<Stored<Problem>>,
    results: Vec<Stored<Observation>>,
    age: Option<i32>,
    sex: Option<Sex>,
}

impl Chart {
    fn of(lines: &[(&str, Option<&str>)]) -> Self {
        let started = |text: &str| PartialDate::Day(day(text));
        let line = |(text, since): &(&str, Option<&str>)| Medication {
            started: since.map(started),
            ..Medication::written(*text, "")
        };
        Self { lines: super::entries(lines.iter().map(line)), ..Self::default() }
    }

    fn result(mut self, code: &str, value: f64, unit: &str, on: &str) -> Self {
        let id = self.results.last().map_or(1, |entry| entry.id.raw() + 1);
        let at = day(on).and_hms_opt(12, 0, 0).unwrap().and_utc();
        let value = Observation {
            code: code.to_owned(),
            name: String::new(),
            category: "laboratory".to_owned(),
            at: Some(at),
            value: Some(value),
            unit: Some(unit.to_owned()),
            text: None,
            status: ObservationStatus::Valid,
            how: None,
        };
        self.results.push(Stored { id: Id::new(id), version: 1, patient: PATIENT, value });
        self
    }

    fn problem(mut self, text: &str, code: Option<&str>, status: ProblemStatus) -> Self {
        let value = Problem { text: text.to_owned(), code: code.map(str::to_owned), status, onset: None, ended: None };
        self.problems.push(Stored { id: Id::new(1), version: 1, patient: PATIENT, value });
        self
    }

    fn aged(mut self, age: i32, sex: Sex) -> Self {
        (self.age, self.sex) = (Some(age), Some(sex));
        self
    }

    fn alerts(&self) -> Vec<Alert> {
        let sex = self.sex.clone().unwrap_or(Sex::Unknown);
        let under = UnderReview {
            problems: &self.problems,
            results: &self.results,
            age: self.age,
            sex: &sex,
            today: Some(day("2026-09-14")),
            whole_chart: true,
            ..UnderReview::list(PATIENT, &self.lines)
        };
        review(&under, formulary()).alerts
    }

    fn of_kind(&self, kind: &AlertKind) -> Vec<Alert> {
        self.alerts().into_iter().filter(|alert| alert.kind == *kind).collect()
    }
}

const CREATININE: &str = "2160-0";
const EGFR: &str = "98979-8";
const WEIGHT: &str = "29463-7";
const INR: &str = "6301-6";

#[test]
fn creatinine_clearance_is_computed_only_from_all_it_needs() {
    let chart = || Chart::of(&[("enoxaparin 40 mg daily", None)]).result(CREATININE, 2.0, "mg/dL", "2026-08-01");
    // (140 - 80) * 72 / (72 * 2.0) * 0.85 = 25.5
    let whole = chart().result(WEIGHT, 72.0, "kg", "2026-08-01").aged(80, Sex::Female);
    let found = whole.of_kind(&AlertKind::Renal);
    let [alert] = &found[..] else { panic!("{found:?}") };
    assert_eq!((alert.rule, alert.grade), ("R08", AlertTier::Serious));
    assert!(
        alert.why.iter().any(|fact| fact.starts_with("creatinine clearance 26 mL/min (Cockcroft-Gault")),
        "{alert:?}"
    );
    // The same numbers as another laboratory writes them.
    let foreign = Chart::of(&[("enoxaparin 40 mg daily", None)])
        .result(CREATININE, 176.8, "umol/L", "2026-08-01")
        .result(WEIGHT, 158.7, "[lb_av]", "2026-08-01")
        .aged(80, Sex::Female);
    assert_eq!(foreign.of_kind(&AlertKind::Renal)[0].rule, "R08");
    for lacking in [
        chart().aged(80, Sex::Female),
        chart().result(WEIGHT, 72.0, "kg", "2026-08-01"),
        chart().result(WEIGHT, 72.0, "kg", "2026-08-01").aged(80, Sex::Unknown),
        chart().result(WEIGHT, 72.0, "stone", "2026-08-01").aged(80, Sex::Female),
    ] {
        assert!(lacking.of_kind(&AlertKind::Renal).is_empty(), "{:?}", lacking.results);
    }
}

#[test]
fn an_old_kidney_result_is_none_and_said_once() {
    let old = Chart::of(&[("metformin 500 mg bid", None), ("gabapentin 300 mg tid", None)]).result(
        EGFR,
        20.0,
        "mL/min",
        "2025-09-01",
    );
    let found = old.of_kind(&AlertKind::Renal);
    let [alert] = &found[..] else { panic!("{found:?}") };
    assert_eq!((alert.title().as_str(), alert.grade), ("no kidney result on file", AlertTier::Monitor));
    assert_eq!(alert.lines.len(), 2);
    assert!(!alert.is_shown());
    // A drug that the kidneys do not limit asks for nothing.
    assert!(Chart::of(&[("atorvastatin 20 mg daily", None)]).of_kind(&AlertKind::Renal).is_empty());
}

#[test]
fn the_lower_of_two_limits_speaks() {
    let at = |egfr: f64| {
        let chart = Chart::of(&[("metformin 500 mg bid", None)]).result(EGFR, egfr, "mL/min", "2026-08-01");
        chart.of_kind(&AlertKind::Renal).into_iter().map(|alert| alert.rule).collect::<Vec<_>>()
    };
    assert_eq!(at(29.0), ["R01"]);
    assert_eq!(at(30.0), ["R02"]);
    assert_eq!(at(44.9), ["R02"]);
    assert!(at(45.0).is_empty());
}

#[test]
fn apixaban_is_reviewed_when_two_of_three_hold() {
    let chart = |age: i32, kilograms: f64, creatinine: f64| {
        Chart::of(&[("apixaban 5 mg bid", None)])
            .result(WEIGHT, kilograms, "kg", "2026-08-01")
            .result(CREATININE, creatinine, "mg/dL", "2026-08-01")
            .aged(age, Sex::Male)
            .of_kind(&AlertKind::Renal)
            .iter()
            .any(|alert| alert.rule == "R07")
    };
    assert!(chart(80, 60.0, 1.0) && chart(80, 90.0, 1.5) && chart(70, 60.0, 1.5));
    assert!(!chart(80, 90.0, 1.0) && !chart(70, 60.0, 1.0) && !chart(70, 90.0, 1.5));
}

#[test]
fn a_test_is_due_from_its_last_result_and_never_from_silence() {
    let warfarin = |inr: Option<&str>| {
        let chart = Chart::of(&[("warfarin 5 mg daily", None)]);
        let chart = match inr {
            Some(on) => chart.result(INR, 2.4, "", on),
            None => chart,
        };
        chart.of_kind(&AlertKind::Monitoring)
    };
    assert!(warfarin(None).is_empty(), "nothing is known of its start");
    assert!(warfarin(Some("2026-08-17")).is_empty(), "due today, in time through the day");
    let late = warfarin(Some("2026-08-16"));
    assert_eq!((late[0].rule, late[0].grade), ("L001", AlertTier::Monitor));
    assert!(late[0].why.iter().any(|fact| fact == "last INR 2026-08-16, every 28 days: due 2026-09-13"), "{late:?}");
    // Half an interval late presses.
    assert_eq!(warfarin(Some("2026-08-02"))[0].grade, AlertTier::Serious);
    assert_eq!(late[0].cause(), warfarin(Some("2026-08-16"))[0].cause());
}

#[test]
fn the_first_check_is_due_after_a_known_start() {
    let since = |start: &str| Chart::of(&[("spironolactone 25 mg daily", Some(start))]).of_kind(&AlertKind::Monitoring);
    assert!(since("2026-09-07").is_empty());
    let found = since("2026-09-06");
    assert!(
        found[0].why.iter().any(|fact| fact.contains("on file since it was started; first due 2026-09-13")),
        "{found:?}"
    );
}

#[test]
fn a_new_antibiotic_beside_warfarin_asks_for_an_inr() {
    let with = |start: &str, inr: &str| {
        Chart::of(&[("warfarin 5 mg daily", None), ("cephalexin 500 mg qid", Some(start))])
            .result(INR, 2.4, "", inr)
            .of_kind(&AlertKind::Monitoring)
            .iter()
            .any(|alert| alert.why.iter().any(|fact| fact == "INR is due beside cephalexin"))
    };
    assert!(with("2026-09-10", "2026-09-08"));
    assert!(!with("2026-09-10", "2026-09-12"), "an INR was drawn since");
    assert!(!with("2026-06-01", "2026-05-30"), "it is not new");
}

#[test]
fn conditions_are_found_by_words_and_codes_and_only_where_they_are_hers() {
    let found = |text: &str, code: Option<&str>, status: ProblemStatus| {
        let chart = Chart::of(&[("ibuprofen 400 mg tid", None)]).aged(75, Sex::Female).problem(text, code, status);
        chart.of_kind(&AlertKind::OlderAdult).iter().any(|alert| alert.rule == "O16")
    };
    assert!(found("CHF, NYHA III", None, ProblemStatus::Active));
    assert!(found("Chronic diastolic dysfunction", Some("icd10:I50.32"), ProblemStatus::Active));
    assert!(found("Congestive heart failure (disorder)", Some("snomed:42343007"), ProblemStatus::NotStated));
    assert!(!found("no heart failure", None, ProblemStatus::Active));
    assert!(!found("family history of heart failure", None, ProblemStatus::Active));
    assert!(!found("heart failure", None, ProblemStatus::Refuted));
    assert!(!found("hypertension", Some("icd10:I10"), ProblemStatus::Active));
}

#[test]
fn age_gates_and_exceptions_hold() {
    let avoided = |line: &str, age: i32, problem: &str| {
        let chart = Chart::of(&[(line, None)]).aged(age, Sex::Male).problem(problem, None, ProblemStatus::Active);
        !chart.of_kind(&AlertKind::OlderAdult).is_empty()
    };
    assert!(avoided("haloperidol 1 mg bid", 65, "Parkinson disease"));
    assert!(!avoided("haloperidol 1 mg bid", 64, "Parkinson disease"));
    assert!(!avoided("quetiapine 25 mg nightly", 80, "Parkinson disease"), "it is the one that differs");
    assert!(!avoided("diclofenac gel apply to knee qid", 80, "heart failure"), "it stays on the skin");
}

#[test]
fn a_long_course_counts_from_its_start() {
    let since = |start| {
        let chart = Chart::of(&[("nitrofurantoin 100 mg daily", start)]).aged(80, Sex::Female);
        !chart.of_kind(&AlertKind::OlderAdult).is_empty()
    };
    assert!(since(Some("2026-06-16")));
    assert!(!since(Some("2026-06-17")) && !since(None));
}

#[test]
fn an_allergy_reaches_as_far_as_its_row_says() {
    let tier = |allergy: &str, drug: &str| {
        let list = ByHand::of([drug]).with_allergies([allergy]);
        list.review(formulary()).alerts.iter().find(|alert| alert.kind == AlertKind::Allergy).map(|alert| alert.grade)
    };
    let (contraindicated, serious, monitor) =
        (Some(AlertTier::Contraindicated), Some(AlertTier::Serious), Some(AlertTier::Monitor));
    let cases = [
        ("penicillin: hives", "Augmentin 875 mg bid", contraindicated),
        ("Zosyn: rash", "amoxicillin 500 mg tid", contraindicated),
        ("amoxicillin: nausea", "amoxicillin 500 mg tid", serious),
        ("penicillin: nausea and hives", "amoxicillin 500 mg tid", contraindicated),
        ("benazepril: cough", "lisinopril 10 mg daily", serious),
        ("benazepril: face swelling", "Entresto 24-26 mg bid", contraindicated),
        ("benazepril: cough", "Entresto 24-26 mg bid", None),
        ("sulfa: rash", "furosemide 40 mg daily", None),
        ("sulfa: rash", "hydrochlorothiazide 25 mg daily", None),
        ("shellfish: hives", "povidone-iodine swab", None),
        ("metoprolol: rash", "metoprolol 25 mg bid", serious),
        ("metoprolol: dizziness", "metoprolol 25 mg bid", serious),
        ("statins: muscle pain", "rosuvastatin 10 mg daily", monitor),
        ("atorvastatin: muscle pain", "atorvastatin 20 mg daily", serious),
        ("NKDA", "amoxicillin 500 mg tid", None),
    ];
    for (allergy, drug, expected) in cases {
        assert_eq!(tier(allergy, drug), expected, "{allergy} and {drug}");
    }
}

#[test]
fn an_allergy_to_latex_waits_for_the_review() {
    let found = ByHand::of(["lisinopril 10 mg daily"]).with_allergies(["latex: rash"]).review(formulary());
    assert!(found.alerts.is_empty(), "{:?}", found.alerts);
    assert_eq!(found.cautions[0].rule, "A47");
}

#[test]
fn an_alert_asks_at_most_three_questions_for_each_class() {
    let set = formulary();
    for ingredient in 0..set.ingredients.len() as u16 {
        let Some(told) = caseload::domain::alert::teaching(ingredient, set) else { continue };
        assert!((1..=3).contains(&told.ask.len()), "{}: {:?}", set.name(ingredient), told.ask);
        assert!(!told.teach.is_empty() && !told.call_now.is_empty());
    }
}
