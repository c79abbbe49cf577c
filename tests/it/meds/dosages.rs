//! Dosages put together from parts, each with the amount a day that it means: what is read gives that amount, or asks; never
//! another number. 1,000 of them, or as many as `CASELOAD_RUNS` says.

use caseload::domain::medication::Medication;
use caseload::domain::medication::dose::daily;
use caseload::domain::medication::one_line::OneLine;
use caseload::domain::medication::reading::Reading;
use caseload::knowledge::formulary;

/// Numbers of a fixed sequence.
struct Dice(u64);

impl Dice {
    fn below(&mut self, many: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % many
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}

/// Drugs with a strength of one tablet in milligrams, and how it is written.
const DRUGS: [(&str, f32, &str); 10] = [
    ("warfarin", 5.0, "5 mg"),
    ("lisinopril", 20.0, "20 mg"),
    ("metoprolol tartrate", 25.0, "25 mg"),
    ("furosemide", 40.0, "40 mg"),
    ("levothyroxine", 0.1, "100 mcg"),
    ("gabapentin", 300.0, "300 mg"),
    ("amlodipine", 2.5, "2.5 mg"),
    ("digoxin", 0.125, "0.125 mg"),
    ("metformin", 1000.0, "1,000 mg"),
    ("oxycodone", 5.0, "5 mg"),
];

/// How many tablets, as people write it.
const COUNTS: [(&str, f32); 22] = [
    ("1 tablet", 1.0),
    ("one tablet", 1.0),
    ("one (1) tablet", 1.0),
    ("1 (one) tablet", 1.0),
    ("1 tab(s)", 1.0),
    ("i tab", 1.0),
    ("2 tablets", 2.0),
    ("two (2) tablets", 2.0),
    ("ii tabs", 2.0),
    ("2 tabs", 2.0),
    ("3 tablets", 3.0),
    ("1/2 tablet", 0.5),
    ("half a tablet", 0.5),
    ("one-half tablet", 0.5),
    ("\u{bd} tab", 0.5),
    ("one-fourth tablet", 0.25),
    ("1.5 tablets", 1.5),
    ("1-1/2 tablets", 1.5),
    ("one and one-half tablets", 1.5),
    ("1 and 1/2 tabs", 1.5),
    ("1 to 2 tablets", 2.0),
    ("1-2 tabs", 2.0),
];

/// How often, as people write it, in doses a day.
const TIMES: [(&str, f32); 46] = [
    ("daily", 1.0),
    ("once a day", 1.0),
    ("every day", 1.0),
    ("qd", 1.0),
    ("1 (one) time each day", 1.0),
    ("every morning", 1.0),
    ("qam", 1.0),
    ("every morning before breakfast", 1.0),
    ("every morning with breakfast", 1.0),
    ("daily before breakfast", 1.0),
    ("every evening with dinner", 1.0),
    ("every evening at bedtime", 1.0),
    ("every morning at 6 am", 1.0),
    ("daily at 8 in the evening", 1.0),
    ("in the morning at 9", 1.0),
    ("30 minutes before breakfast", 1.0),
    ("at bedtime", 1.0),
    ("nightly", 1.0),
    ("qhs", 1.0),
    ("bid", 2.0),
    ("twice a day", 2.0),
    ("2 (two) times daily", 2.0),
    ("two (2) times a day", 2.0),
    ("every 12 hours", 2.0),
    ("every 12 (twelve) hours", 2.0),
    ("at 8am and 2pm", 2.0),
    ("daily at 8am and 2pm", 2.0),
    ("at 08:00 and 20:00", 2.0),
    ("before breakfast and before dinner", 2.0),
    ("every morning and every evening with meals", 2.0),
    ("in the morning and at bedtime", 2.0),
    ("tid", 3.0),
    ("3 (three) times a day", 3.0),
    ("three times daily with meals", 3.0),
    ("every 8 hours", 3.0),
    ("qid", 4.0),
    ("every 6 (six) hours", 4.0),
    ("q4-6h", 6.0),
    ("every 4 to 6 hours", 6.0),
    ("every other day", 0.5),
    ("every 3 days", 1.0 / 3.0),
    ("once a week on Monday", 1.0 / 7.0),
    ("Monday, Wednesday and Friday", 3.0 / 7.0),
    ("M-F", 5.0 / 7.0),
    ("daily except Sunday", 6.0 / 7.0),
    ("6 days a week", 6.0 / 7.0),
];

/// What stands beside an order and changes nothing in it.
const BESIDE: [&str; 26] = [
    " hold if SBP<100 or HR<55",
    ", hold for SBP < 110",
    " for blood pressure",
    " #90",
    ", disp 60, 3 refills",
    " (was 10 mg bid)",
    ", changed from 80 mg daily",
    ", previously 2 tablets at bedtime",
    " related to HYPERTENSION (I10)",
    " since 2021",
    ", next INR Monday",
    ", call MD if weight up 3 lb in a day",
    " with food",
    " x 10 days",
    " for 7 days",
    " for up to 5 days",
    " until gone",
    ", do not crush",
    ". Avoid grapefruit",
    ", check pulse before each dose",
    " per Dr Kessler",
    ", may cause dizziness",
    " in place of atenolol",
    ", #30 refill x 2",
    ", started 10/12",
    " (discard 28 days after opening)",
];

/// What may stand before a drug.
const BEFORE: [&str; 8] = ["1. ", "2) ", "(3) ", "#4 ", "- ", "a. ", "CONTINUE ", "12. "];

/// A line and its milligrams a day at the most.
fn dosage(dice: &mut Dice) -> (String, f32) {
    let (drug, strength, written) = dice.of(&DRUGS);
    let (count, many) = dice.of(&COUNTS);
    let (often, times) = dice.of(&TIMES);
    let form = *dice.of(&["", " tablet", " tab", " tablets"]);
    let route = *dice.of(&["", " by mouth", " po", " orally"]);
    let verb = *dice.of(&["", " take", ", take", " - give"]);
    let mut amount = many * times * strength;
    let said_again = dice.one_in(4).then(|| {
        let low = if count.contains("to 2") || count.contains("-2") { 1.0 } else { *many };
        let of = |tablets: f32| if written.ends_with("mcg") { tablets * strength * 1000.0 } else { tablets * strength };
        let unit = written.rsplit(' ').next().unwrap();
        let total = if dice.one_in(2) { " total" } else { "" };
        let number = if low < *many { format!("{}-{}", of(low), of(*many)) } else { format!("{}", of(*many)) };
        format!(" ({number} {unit}{total})")
    });
    let mut line = format!("{drug} {written}{form}{verb} {count}{}{route} {often}", said_again.unwrap_or_default());
    match dice.below(12) {
        0 if (*times - 1.0).abs() < 1e-9 && !often.contains(' ') => {
            line.push_str(" except 2 tablets on Sunday");
            amount = (6.0 * many + 2.0) / 7.0 * strength;
        }
        1 if (*times - 1.0).abs() < 1e-9 && !often.contains(" at ") => {
            line.push_str(", 3 tablets on Tuesday and Thursday");
            amount = (5.0 * many + 6.0) / 7.0 * strength;
        }
        2 => {
            line.push_str(" for 5 days, then 1 tablet daily");
            amount = amount.max(*strength);
        }
        3 => line.push_str(" as needed for pain 4-6"),
        4 => line.push_str(" prn severe pain (7-10)"),
        5 => {
            line.push_str(", max 2 tablets a day");
            amount = amount.min(2.0 * strength);
        }
        _ => {}
    }
    for _ in 0..dice.below(3) {
        let beside = *dice.of(&BESIDE);
        // A course said twice is another question.
        if !(line.contains(" for 5 days") || line.contains(" days") && beside.contains("days")) {
            line.push_str(beside);
        }
    }
    if dice.one_in(4) {
        line = format!("{}{line}", dice.of(&BEFORE));
    }
    if dice.one_in(6) {
        line = line.to_uppercase();
    }
    (line, amount)
}

fn said(medication: &Medication) -> Option<f32> {
    let reading = Reading::of(medication, formulary());
    let part = reading.resolved.parts.first()?;
    daily(medication, &reading, part, formulary()).map(|amount| amount.value)
}

#[test]
fn the_amount_of_a_day_is_the_one_that_was_meant_or_it_is_asked_about() {
    let runs = crate::runs::count(1000);
    let mut dice = Dice(20_261_130);
    let (mut right, mut faults) = (0, Vec::new());
    for _ in 0..runs {
        let (line, amount) = dosage(&mut dice);
        let read = OneLine::read(&line, formulary());
        let typed = Medication::written(line.as_str(), "");
        let both = [said(&read.medication), said(&typed)];
        let near = |said: f32| (said - amount).abs() <= amount * 0.005;
        if both.iter().flatten().any(|said| !near(*said)) {
            faults.push(format!("{line}\n    meant {amount}, said {both:?}: {}", read.said));
        } else if both.iter().all(Option::is_some) {
            right += 1;
        } else if read.is_plain() {
            faults.push(format!("{line}\n    meant {amount}, not asked: {}", read.said));
        } else if std::env::var("CASELOAD_SHOW").is_ok() {
            let asked: Vec<String> = read.doubts.iter().map(ToString::to_string).collect();
            println!("{line}\n    {}", asked.join("; "));
        }
    }
    println!("{right} of {runs} dosages give the amount that was meant, the others ask");
    assert!(faults.is_empty(), "{} of {runs}\n{}", faults.len(), faults.join("\n"));
    assert!(right * 100 >= runs * 85, "only {right} of {runs} are read");
}
