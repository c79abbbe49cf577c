//! How a drug is taken: the cases a nurse can read, and that no amount is ever made up.

use std::fmt::Write as _;

use caseload::domain::medication::Medication;
use caseload::domain::medication::dose::daily;
use caseload::domain::medication::reading::Reading;
use caseload::domain::medication::sig::Sig;
use caseload::domain::record::Body;
use caseload::knowledge::formulary;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{cases, read};

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    what: String,
    dosage: String,
    #[serde(default = "warfarin")]
    drug: String,
    sig: String,
    #[serde(default)]
    as_needed: bool,
    amount: Option<String>,
    problem: Option<String>,
}

fn warfarin() -> String {
    "warfarin 5 mg tablet".to_owned()
}

/// The line that an order becomes, and what the import says about it.
fn imported(drug: &str, dosage: &Value) -> (Medication, Vec<String>) {
    let order = json!({"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order",
        "subject": {"reference": "Patient/p"}, "medicationCodeableConcept": {"text": drug}, "dosageInstruction": dosage});
    let file = read(order.to_string().as_bytes()).expect("is read");
    let line = file.records.into_iter().find_map(|record| match record.body {
        Body::Medication(line) => Some(line),
        _ => None,
    });
    (line.expect("is a line"), file.problems.into_iter().map(|problem| problem.reason).collect())
}

/// What the review counts in a day, or nothing where it asks.
fn counted(line: &Medication) -> Option<(f64, &'static str)> {
    if !Sig::read(&line.sig, formulary()).doubts.is_empty() {
        return None;
    }
    let reading = Reading::of(line, formulary());
    let amount = daily(line, &reading, reading.resolved.parts.first()?, formulary())?;
    Some((f64::from(amount.value), amount.unit.plural))
}

#[test]
fn every_field_is_said_and_reads_back() {
    let cases: Cases = toml::from_str(&cases("dosages.toml")).expect("the cases are TOML");
    let mut faults = Vec::new();
    for case in cases.case {
        let dosage = serde_json::from_str(&case.dosage).expect("is JSON");
        let (line, problems) = imported(&case.drug, &dosage);
        let mut fault = String::new();
        if line.sig != case.sig {
            let _ = write!(fault, "\n  says `{}`\n  not  `{}`", line.sig, case.sig);
        }
        if line.as_needed != case.as_needed {
            let _ = write!(fault, "\n  as needed: {}", line.as_needed);
        }
        let amount = counted(&line)
            .map_or("asks".to_owned(), |(value, unit)| format!("{} {unit}", (value * 1000.0).round() / 1000.0));
        if case.amount.as_ref().is_some_and(|wanted| *wanted != amount) {
            let doubts = Sig::read(&line.sig, formulary()).doubts;
            let _ = write!(fault, "\n  `{}` counts {amount}, not {:?}; {doubts:?}", line.sig, case.amount);
        }
        match &case.problem {
            Some(wanted) if !problems.iter().any(|said| said.contains(wanted)) => {
                let _ = write!(fault, "\n  nothing says `{wanted}`: {problems:?}");
            }
            None if !problems.is_empty() => {
                let _ = write!(fault, "\n  says {problems:?}");
            }
            Some(_) | None => {}
        }
        if !fault.is_empty() {
            faults.push(format!("{}:{fault}", case.what));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Throws that are the same in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(sides).unwrap()).unwrap()
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.throw(of.len())].clone()
    }

    fn often(&mut self, in_hundred: usize) -> bool {
        self.throw(100) < in_hundred
    }

    /// Some of these, in their order.
    fn some(&mut self, of: &[&'static str], least: usize, most: usize) -> Vec<&'static str> {
        let many = least + self.throw(most - least + 1);
        let mut chosen: Vec<&str> = of.to_vec();
        while chosen.len() > many {
            let at = self.throw(chosen.len());
            chosen.remove(at);
        }
        chosen
    }
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MOMENTS: [&str; 8] = ["ACM", "CM", "MORN", "NOON", "CD", "CV", "EVE", "HS"];

/// Whether no part of the day is named twice: in the morning and before breakfast may be one dose.
fn is_plain(when: &[&str]) -> bool {
    let parts: [&[&str]; 3] = [&["ACM", "CM", "MORN"], &["NOON", "CD"], &["CV", "EVE"]];
    parts.iter().all(|part| when.iter().filter(|moment| part.contains(moment)).count() < 2)
}

fn float(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap())
}

/// A timing, and how many times a day it says; `None` where it contradicts itself or nobody can say.
fn timing(dice: &mut Dice) -> (Value, Option<f64>) {
    let frequency = 1 + dice.throw(4);
    match dice.throw(12) {
        0 => (json!({"repeat": {"frequency": frequency, "period": 1, "periodUnit": "d"}}), Some(float(frequency))),
        1 => {
            let most = frequency + 1;
            let repeat = json!({"frequency": frequency, "frequencyMax": most, "period": 1, "periodUnit": "d"});
            (json!({ "repeat": repeat }), Some(float(most)))
        }
        2 => {
            let hours = dice.one(&[4, 6, 8, 12, 24, 48, 72]);
            let mut repeat = json!({"period": hours, "periodUnit": "h"});
            if dice.often(50) {
                repeat["frequency"] = json!(1);
            }
            if dice.often(30) {
                repeat["periodMax"] = json!(hours + 2);
            }
            (json!({ "repeat": repeat }), Some(24.0 / float(hours)))
        }
        3 => {
            let days = dice.some(&DAYS, 1, 6);
            let share = float(days.len()) / 7.0;
            let times = 1 + dice.throw(2);
            let repeat = json!({"frequency": times, "period": 1, "periodUnit": "d", "dayOfWeek": days});
            (json!({ "repeat": repeat }), Some(float(times) * share))
        }
        4 => {
            let days = dice.some(&DAYS, 1, 4);
            let times = 1 + dice.throw(3);
            let plain = days.len() == 1 || times == days.len();
            let repeat = json!({"frequency": times, "period": 1, "periodUnit": "wk", "dayOfWeek": days});
            (json!({ "repeat": repeat }), plain.then(|| float(times) / 7.0))
        }
        5 => {
            let when = dice.some(&MOMENTS, 1, 3);
            let times = float(when.len());
            (json!({"repeat": {"when": when}}), is_plain(&when).then_some(times))
        }
        6 => {
            let when = dice.some(&MOMENTS, 1, 3);
            let plain = when.len() == frequency && is_plain(&when);
            let repeat = json!({"frequency": frequency, "period": 1, "periodUnit": "d", "when": when});
            (json!({ "repeat": repeat }), plain.then(|| float(frequency)))
        }
        7 => {
            let times = dice.some(&["06:00:00", "08:30:00", "12:00:00", "17:00", "21:15:00"], 1, 4);
            let many = float(times.len());
            let mut repeat = json!({"timeOfDay": times});
            if dice.often(30) {
                repeat["dayOfWeek"] = json!(["tue", "sat"]);
                return (json!({ "repeat": repeat }), Some(many * 2.0 / 7.0));
            }
            (json!({ "repeat": repeat }), Some(many))
        }
        8 => {
            let codes =
                [("BID", 2.0), ("TID", 3.0), ("QID", 4.0), ("QD", 1.0), ("QOD", 0.5), ("Q8H", 3.0), ("AM", 1.0)];
            let (code, times) = dice.one(&codes);
            (json!({"code": {"coding": [{"code": code}]}}), Some(times))
        }
        9 => rare(dice),
        10 => {
            let (code, times) = dice.one(&[("BID", 2), ("TID", 3)]);
            let repeat = json!({"frequency": frequency, "period": 1, "periodUnit": "d"});
            let agrees = times == frequency;
            (json!({"code": {"coding": [{"code": code}]}, "repeat": repeat}), agrees.then(|| float(frequency)))
        }
        _ => (json!({"repeat": {"frequency": frequency}}), None),
    }
}

/// A timing that is rarer than daily, or in minutes.
fn rare(dice: &mut Dice) -> (Value, Option<f64>) {
    let (period, unit, days) = dice.one(&[
        (2, "d", 2.0),
        (3, "d", 3.0),
        (2, "wk", 14.0),
        (1, "mo", 30.0),
        (12, "wk", 84.0),
        (480, "min", 1.0 / 3.0),
        (720, "min", 0.5),
    ]);
    let times = 1 + dice.throw(2);
    let repeat = json!({"frequency": times, "period": period, "periodUnit": unit});
    (json!({ "repeat": repeat }), Some(float(times) / days))
}

/// One dosage of a drug of which a unit has so many milligrams, and what it comes to in a day.
fn dosage(dice: &mut Dice, count: &str, each: f64) -> (Value, Option<f64>) {
    let (timing, per_day) = timing(dice);
    let (unit, factor) = if dice.often(60) { (count, each) } else { ("mg", 1.0) };
    let value = dice.one(&[0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0, 7.5, 10.0, 12.5, 25.0, 40.0, 100.0]);
    let quantity = json!({"value": value, "unit": unit});
    let mut high = value;
    let dose = match dice.throw(10) {
        0 => {
            high = value * 2.0;
            json!([{"doseRange": {"low": quantity, "high": {"value": high, "unit": unit}}}])
        }
        1 => {
            let calculated = json!({"value": value * 1.07, "unit": unit});
            json!([{"type": {"coding": [{"code": "calculated"}]}, "doseQuantity": calculated},
                {"type": {"coding": [{"code": "ordered"}]}, "doseQuantity": quantity}])
        }
        2 => json!([{"doseRange": {"high": quantity}}]),
        _ => json!([{"doseQuantity": quantity}]),
    };
    let known = dose[0]["doseRange"]["low"].is_object() || dose[0]["doseRange"].is_null();
    let mut it = json!({"timing": timing, "doseAndRate": dose});
    if dice.often(30) {
        it["asNeededCodeableConcept"] =
            json!({"text": dice.one(&["pain", "pain 5-7", "SBP above 160", "nausea or vomiting", "itching twice"])});
    } else if dice.often(15) {
        it["asNeededBoolean"] = json!(true);
    }
    if dice.often(30) {
        let said = [
            "with food",
            "do not crush",
            "hold if pulse below 60",
            "2 tablets on Monday",
            "skip Sunday",
            "may cause sleep",
        ];
        it["additionalInstruction"] = json!([{"text": dice.one(&said)}]);
    }
    if dice.often(30) {
        it["route"] = dice.one(&[
            json!({"coding": [{"code": "26643006", "display": "Oral route"}]}),
            json!({"text": "Oral use"}),
            json!({"text": "By mouth"}),
        ]);
    }
    if dice.often(10) {
        it["site"] = json!({"text": dice.one(&["left arm", "abdomen", "both eyes"])});
    }
    if dice.often(15) {
        it["method"] =
            json!({"text": dice.one(&["Take", "Swallow", "Chew", "Inject - dosing instruction imperative"])});
    }
    if dice.often(10) {
        it["maxDosePerAdministration"] = json!({"value": 3, "unit": unit});
    }
    if dice.often(5) {
        it["modifierExtension"] = json!([{"url": "http://example.org/unknown"}]);
    }
    (it, per_day.filter(|_| known).map(|per_day| per_day * high * factor))
}

/// An order, and the milligrams of a day that it says.
fn order(dice: &mut Dice) -> (&'static str, Value, Option<f64>) {
    let drugs = [
        ("warfarin 5 mg tablet", "tablet", 5.0),
        ("furosemide 40 mg tablet", "tablet", 40.0),
        ("gabapentin 300 mg capsule", "capsule", 300.0),
        ("prednisone 10 mg tablet", "TAB", 10.0),
    ];
    let (drug, count, each) = dice.one(&drugs);
    let many = dice.one(&[1, 1, 1, 1, 2, 2, 3]);
    let mut all: Vec<(Value, Option<f64>)> = (0..many).map(|_| dosage(dice, count, each)).collect();
    let in_turn = many > 1 && dice.often(50);
    for (at, (it, _)) in all.iter_mut().enumerate() {
        if in_turn {
            it["sequence"] = json!(at + 1);
        }
        if in_turn || dice.often(15) {
            it["timing"]["repeat"]["boundsDuration"] = json!({"value": 2 + dice.throw(12), "code": "d"});
        }
    }
    let amounts: Option<Vec<f64>> = all.iter().map(|(_, amount)| *amount).collect();
    let mut day =
        amounts.map(|amounts| if in_turn { amounts.iter().copied().fold(0.0, f64::max) } else { amounts.iter().sum() });
    if many == 1 && dice.often(25) {
        let most = dice.one(&[1.0, 4.0, 6.0]);
        let limit = json!({"numerator": {"value": most, "unit": count}, "denominator": {"value": 24, "unit": "h"}});
        all[0].0["maxDosePerPeriod"] = if dice.often(50) { limit } else { json!([limit]) };
        day = day.map(|day| day.min(most * each));
    } else if many > 1 && dice.often(10) {
        let limit = json!({"numerator": {"value": 2, "unit": count}, "denominator": {"value": 1, "unit": "d"}});
        all[0].0["maxDosePerPeriod"] = limit;
        day = None;
    }
    let mut list: Vec<Value> = all.into_iter().map(|(it, _)| it).collect();
    if in_turn && dice.often(50) {
        list.reverse();
    }
    (drug, Value::Array(list), day)
}

#[test]
fn the_amount_of_a_day_is_the_one_that_was_ordered_or_it_asks() {
    let runs = crate::runs::count(1000);
    let mut dice = Dice(20_261_130);
    let (mut faults, mut said) = (Vec::new(), 0_u32);
    for _ in 0..runs {
        let (drug, dosage, wanted) = order(&mut dice);
        let (line, _) = imported(drug, &dosage);
        let Some((amount, unit)) = counted(&line) else { continue };
        said += 1;
        // Another instruction beside the dose that speaks of doses leaves the day open.
        let open = dosage.to_string().contains("2 tablets on Monday") || dosage.to_string().contains("skip Sunday");
        let fits = wanted.is_some_and(|wanted| (amount - wanted).abs() <= wanted * 0.006) && unit == "mg";
        if !fits || open {
            faults.push(format!("{drug}: `{}` counts {amount} {unit}, ordered {wanted:?}\n    {dosage}", line.sig));
        }
    }
    assert!(faults.is_empty(), "{} of {runs}:\n{}", faults.len(), faults[..faults.len().min(12)].join("\n"));
    // Asking about everything would be no reading.
    assert!(f64::from(said) > f64::from(runs) * 0.25, "only {said} of {runs} were read");
    println!("{said} of {runs} said, the others ask");
}
