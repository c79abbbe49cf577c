//! Doses, fills and use when needed: what follows from what is on record.

use caseload::domain::alert::{Alert, AlertKind, UnderReview, review};
use caseload::domain::event::Event;
use caseload::domain::ids::{Id, MedicationId, Stored};
use caseload::domain::medication::adherence::{FORTNIGHT, Figure, WEEK, adherence};
use caseload::domain::medication::reading::Reading;
use caseload::domain::medication::refill::{Line, stays, supply};
use caseload::domain::medication::regimen::Regimen;
use caseload::domain::medication::uses::{Doses, Fill, HowKnown, MedicineUse, PrnUse, Records, Used};
use caseload::domain::medication::{Medication, MedicationStatus};
use caseload::domain::problem::{Problem, ProblemStatus};
use caseload::knowledge::formulary;
use chrono::NaiveDate;
use proptest::prelude::*;
use serde::Deserialize;

use crate::runs::runs;

use super::{PATIENT, entries, typed};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    name: String,
    line: String,
    problem: Option<String>,
    /// First and last day, taken of due, how known.
    #[serde(default)]
    doses: Vec<(NaiveDate, NaiveDate, String, HowKnown)>,
    #[serde(default)]
    fills: Vec<Fill>,
    #[serde(default)]
    prn: Vec<(NaiveDate, u16)>,
    stay: Option<(NaiveDate, NaiveDate)>,
    week: Option<Vec<String>>,
    fortnight: Option<Vec<String>>,
    gap: Option<String>,
    runs_out: Option<NaiveDate>,
    unknown: Option<String>,
    #[serde(default)]
    expect: Vec<String>,
    #[serde(default)]
    facts: Vec<String>,
}

fn today() -> NaiveDate {
    "2026-09-14".parse().unwrap()
}

fn used(whats: impl IntoIterator<Item = (MedicationId, Used)>) -> Vec<Stored<MedicineUse>> {
    let entry = |(id, (line, what)): (i64, (MedicationId, Used))| Stored {
        id: Id::new(id),
        version: 1,
        patient: PATIENT,
        value: MedicineUse::of(line, what),
    };
    (1..).zip(whats).map(entry).collect()
}

fn doses(from: NaiveDate, to: NaiveDate, taken: u16, due: u16, how: HowKnown) -> Used {
    Used::Doses(Doses { from, to, due, taken, how, because: None, note: None })
}

fn prn(date: NaiveDate, times: u16) -> Used {
    Used::Prn(PrnUse { date, times, reason: None, effect: None })
}

impl Example {
    fn uses(&self, line: MedicationId) -> Vec<Stored<MedicineUse>> {
        let reported = self.doses.iter().map(|(from, to, share, how)| {
            let (taken, due) = share.split_once('/').unwrap();
            doses(*from, *to, taken.parse().unwrap(), due.parse().unwrap(), how.clone())
        });
        let filled = self.fills.iter().cloned().map(Used::Fill);
        let taken = self.prn.iter().map(|(date, times)| prn(*date, *times));
        used(reported.chain(filled).chain(taken).map(|what| (line, what)))
    }

    fn events(&self) -> Vec<Stored<Event>> {
        let Some((from, to)) = self.stay else { return Vec::new() };
        let events = [
            Event::InpatientAdmission { at: from.into(), known_at: None, qualifying: true },
            Event::InpatientDischarge { at: to.into(), known_at: None },
        ];
        entries(events)
    }
}

fn about_use(alerts: &[Alert]) -> Vec<&Alert> {
    let kinds = [AlertKind::Adherence, AlertKind::Refill, AlertKind::PrnUse];
    alerts.iter().filter(|alert| kinds.contains(&alert.kind)).collect()
}

fn figures(figures: &[Figure], window: u16) -> Vec<String> {
    figures.iter().map(|figure| format!("{} {}", figure.how.label(), figure.words(window))).collect()
}

fn check(example: &Example) {
    let name = &example.name;
    let lines = entries([typed(&example.line, MedicationStatus::Active)]);
    let (uses, events) = (example.uses(lines[0].id), example.events());
    let records = Records::of(lines[0].id, &uses, today());
    let known = adherence(&records, today());
    if let Some(week) = &example.week {
        assert_eq!(&figures(&known.week, WEEK), week, "{name}");
    }
    if let Some(fortnight) = &example.fortnight {
        assert_eq!(&figures(&known.fortnight, FORTNIGHT), fortnight, "{name}");
    }
    if let Some(gap) = &example.gap {
        assert_eq!(&known.gap.words(), gap, "{name}");
    }
    let reading = Reading::of(&lines[0].value, formulary());
    let line = Line { medication: &lines[0].value, reading: &reading, formulary: formulary() };
    let supply = supply(line, &records, &stays(&events, today()), today()).map(|supply| supply.runs_out);
    let out = supply.as_ref().and_then(|out| out.as_ref().ok().copied());
    let unknown = supply.as_ref().and_then(|out| out.as_ref().err()).map(ToString::to_string);
    assert_eq!((out, unknown), (example.runs_out, example.unknown.clone()), "{name}");
    let problem = |text: &String| Problem {
        text: text.clone(),
        code: None,
        status: ProblemStatus::Active,
        onset: None,
        ended: None,
    };
    let problems = entries(example.problem.iter().map(problem));
    let under = UnderReview {
        uses: &uses,
        events: &events,
        problems: &problems,
        today: Some(today()),
        ..UnderReview::list(PATIENT, &lines)
    };
    let found = review(&under, formulary()).alerts;
    let found = about_use(&found);
    let kinds: Vec<String> =
        found.iter().map(|alert| format!("{} {}", alert.kind.word(), alert.tier.unwrap().word())).collect();
    assert_eq!(kinds, example.expect, "{name}: {found:?}");
    for fact in &example.facts {
        assert!(found.iter().any(|alert| alert.why.contains(fact)), "{name}: `{fact}` is no fact of {found:?}");
    }
    for alert in found {
        assert!(
            !alert.consequence.is_empty() && !alert.action.is_empty() && !alert.ask.is_empty(),
            "{name}: {alert:?}"
        );
    }
}

#[test]
fn what_is_on_record_of_a_line_says_what_its_cases_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/meds/use.toml");
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(file.case.len() > 50);
    file.case.iter().for_each(check);
}

#[test]
fn an_answered_alert_rests_from_day_to_day_until_something_new_is_on_record() {
    let lines = entries([typed("apixaban 5 mg tablet|1 tablet by mouth twice a day", MedicationStatus::Active)]);
    let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
    let told = doses(day("2026-09-07"), day("2026-09-13"), 12, 14, HowKnown::SelfReport);
    let filled = |date: &str| {
        Used::Fill(Fill {
            date: day(date),
            quantity: "60".to_owned(),
            days: None,
            refills: None,
            by_mail: false,
            auto_refill: false,
        })
    };
    let causes = |uses: &[Used], today: &str| -> Vec<String> {
        let uses = used(uses.iter().cloned().map(|what| (lines[0].id, what)));
        let under = UnderReview { uses: &uses, today: Some(day(today)), ..UnderReview::list(PATIENT, &lines) };
        let found = review(&under, formulary()).alerts;
        about_use(&found).iter().map(|alert| alert.cause()).collect()
    };
    let uses = [told.clone(), filled("2026-08-22")];
    assert_eq!(causes(&uses, "2026-09-14").len(), 2);
    assert_eq!(causes(&uses, "2026-09-14"), causes(&uses, "2026-09-17"));
    // Three days before the end the refill says something new.
    assert_ne!(causes(&uses, "2026-09-14"), causes(&uses, "2026-09-18"));
    let more = doses(day("2026-09-14"), day("2026-09-15"), 3, 4, HowKnown::SelfReport);
    assert_ne!(causes(&uses, "2026-09-15"), causes(&[told, more, filled("2026-08-22")], "2026-09-15"));
}

/// The causes of the alerts about the use of one line on a day.
fn causes(line: &str, uses: &[Used], events: &[Stored<Event>], today: &str) -> Vec<String> {
    let lines = entries([typed(line, MedicationStatus::Active)]);
    let uses = used(uses.iter().cloned().map(|what| (lines[0].id, what)));
    let today = Some(today.parse().unwrap());
    let under = UnderReview { uses: &uses, events, today, ..UnderReview::list(PATIENT, &lines) };
    about_use(&review(&under, formulary()).alerts).iter().map(|alert| alert.cause()).collect()
}

fn fill(date: &str, quantity: &str) -> Used {
    Used::Fill(Fill {
        date: date.parse().unwrap(),
        quantity: quantity.to_owned(),
        days: None,
        refills: None,
        by_mail: false,
        auto_refill: false,
    })
}

#[test]
fn an_answered_refill_of_what_is_taken_when_needed_rests_until_use_is_on_record() {
    let line = "acetaminophen 500 mg tablet|500 mg by mouth every 6 hours as needed for pain";
    let times = [(1, 1), (8, 3), (9, 1), (10, 2), (11, 2), (12, 2), (13, 2), (14, 2)];
    let mut uses = vec![fill("2026-09-01", "38")];
    uses.extend(times.map(|(day, times)| prn(NaiveDate::from_ymd_opt(2026, 9, day).unwrap(), times)));
    let first = causes(line, &uses, &[], "2026-09-14");
    assert!(first.iter().any(|cause| cause.starts_with("refill")), "{first:?}");
    assert_eq!(first, causes(line, &uses, &[], "2026-09-15"), "nothing new is on record");
}

#[test]
fn an_answered_refill_rests_while_she_is_in_hospital() {
    let line = "lisinopril 10 mg tablet|10 mg by mouth once a day";
    let at: NaiveDate = "2026-09-10".parse().unwrap();
    let events = entries([Event::InpatientAdmission { at: at.into(), known_at: None, qualifying: true }]);
    let uses = [fill("2026-08-16", "30")];
    let first = causes(line, &uses, &events, "2026-09-14");
    assert_eq!(first.len(), 1, "{first:?}");
    assert_eq!(first, causes(line, &uses, &events, "2026-09-15"));
}

#[test]
fn every_group_of_drugs_that_rules_name_is_in_the_tables() {
    for class in
        ["anticoagulant", "anticonvulsant", "gabapentinoid", "parkinson_agent", "insulin", "calcineurin_inhibitor"]
    {
        assert!(formulary().class(class).is_some(), "{class}");
    }
    for class in ["mtor_inhibitor", "thiopurine", "opioid_full", "opioid", "saba"] {
        assert!(formulary().class(class).is_some(), "{class}");
    }
    for drug in [
        "mycophenolate",
        "nitroglycerin",
        "amphetamine",
        "dexmethylphenidate",
        "dextroamphetamine",
        "fentanyl",
        "lisdexamfetamine",
        "meperidine",
        "methadone",
        "methamphetamine",
        "methylphenidate",
        "tapentadol",
        "codeine",
    ] {
        assert!(formulary().find(drug).is_some(), "{drug}");
    }
}

/// Days around today.
fn days() -> impl Strategy<Value = NaiveDate> {
    (-40_i64..3).prop_map(|ahead| today() + chrono::TimeDelta::days(ahead))
}

fn anything() -> impl Strategy<Value = Used> {
    let how = prop::sample::select(HowKnown::ALL);
    let reported = (days(), 0_i64..20, 0_u16..40, 0_u16..40, how).prop_map(|(from, length, taken, due, how)| {
        doses(from, from + chrono::TimeDelta::days(length), taken, due, how)
    });
    let quantity = prop::sample::select(vec!["30", "60 tabs", "10 mL", "5 x 3 mL", "", "1 box", "9999999999", "0"]);
    let filled = (days(), quantity, proptest::option::of(0_u16..120), any::<bool>()).prop_map(
        |(date, quantity, days, by_mail)| {
            let quantity = quantity.to_owned();
            Used::Fill(Fill { date, quantity, days, refills: None, by_mail, auto_refill: false })
        },
    );
    prop_oneof![reported, filled, (days(), 0_u16..9).prop_map(|(date, times)| prn(date, times))]
}

const LINES: [&str; 5] = [
    "apixaban 5 mg tablet|1 tablet by mouth twice a day",
    "lisinopril 10 mg tablet|10 mg by mouth once a day",
    "insulin glargine 100 unit/mL pen|20 units under the skin at bedtime",
    "tramadol 50 mg tablet|50 mg by mouth every 6 hours as needed for pain",
    "zorvaxitol 5 mg|1 daily",
];

fn lines() -> Vec<Stored<Medication>> {
    entries(LINES.map(|line| typed(line, MedicationStatus::Active)))
}

fn reviewed(lines: &[Stored<Medication>], uses: &[Stored<MedicineUse>]) -> Vec<Alert> {
    let under = UnderReview { uses, today: Some(today()), ..UnderReview::list(PATIENT, lines) };
    review(&under, formulary()).alerts
}

proptest! {
    #![proptest_config(runs(300))]

    #[test]
    fn the_order_of_records_does_not_matter(
        told in prop::collection::vec((0_usize..5, anything()), 0..12), turn in 0_usize..12,
    ) {
        let lines = lines();
        let mut uses = used(told.into_iter().map(|(line, what)| (lines[line].id, what)));
        let found = reviewed(&lines, &uses);
        if !uses.is_empty() {
            let middle = turn % uses.len();
            uses.rotate_left(middle);
            uses.reverse();
        }
        prop_assert_eq!(found, reviewed(&lines, &uses));
    }

    #[test]
    fn a_further_record_takes_no_alert_of_another_line_away(
        told in prop::collection::vec((0_usize..5, anything()), 0..12), line in 0_usize..5, more in anything(),
    ) {
        let lines = lines();
        let mut told: Vec<_> = told.into_iter().map(|(line, what)| (lines[line].id, what)).collect();
        let before = reviewed(&lines, &used(told.clone()));
        told.push((lines[line].id, more));
        let after = reviewed(&lines, &used(told));
        for alert in before.iter().filter(|alert| !alert.lines.contains(&lines[line].id)) {
            prop_assert!(after.contains(alert), "{:?} was lost", alert);
        }
    }

    #[test]
    fn what_is_taken_when_needed_is_never_missed(told in prop::collection::vec(anything(), 0..12)) {
        let lines = lines();
        let uses = used(told.into_iter().map(|what| (lines[3].id, what)));
        prop_assert!(reviewed(&lines, &uses).iter().all(|alert| alert.kind != AlertKind::Adherence));
    }

    #[test]
    fn a_further_report_makes_no_day_unknown(
        told in prop::collection::vec((days(), 0_i64..20, 0_u16..20), 1..6), more in (days(), 0_i64..20, 0_u16..20),
    ) {
        let report = |(from, length, taken): (NaiveDate, i64, u16)| {
            doses(from, from + chrono::TimeDelta::days(length), taken.min(20), 20, HowKnown::SelfReport)
        };
        let line = Id::new(1);
        let known = |all: Vec<(NaiveDate, i64, u16)>| {
            let uses = used(all.into_iter().map(|it| (line, report(it))));
            let known = adherence(&Records::of(line, &uses, today()), today());
            known.fortnight.first().map_or((0, 0), |figure| (figure.days, figure.missed))
        };
        let before = known(told.clone());
        let after = known(told.into_iter().chain([more]).collect());
        prop_assert!(after.0 >= before.0, "fewer days are known: {:?} {:?}", before, after);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedFile {
    doses: Vec<TypedDoses>,
    days: Vec<TypedDays>,
    order: Vec<Ordered>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedDoses {
    typed: String,
    read: Option<(u16, u16, String)>,
    refused: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TypedDays {
    typed: String,
    read: Option<(NaiveDate, NaiveDate)>,
    refused: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ordered {
    line: String,
    days: u32,
    due: Option<u16>,
}

#[test]
fn doses_and_days_are_read_as_nurses_type_them_or_refused() {
    use caseload::domain::medication::uses::typed as reader;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/meds/doses-typed.toml");
    let file: TypedFile = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let now = "2026-03-10T09:00:00".parse().unwrap();
    for case in &file.doses {
        let (read, refused) = match reader::doses(&case.typed, Some(14)) {
            Ok(told) => {
                (Some((told.taken, told.due, told.how.map_or(String::new(), |how| how.word().to_owned()))), None)
            }
            Err(why) => (None, Some(why)),
        };
        assert_eq!((&read, &refused), (&case.read, &case.refused), "{}", case.typed);
    }
    for case in &file.days {
        let (read, refused) = match caseload::domain::field::days(&case.typed, now) {
            Ok(range) => (Some((range.from, range.to)), None),
            Err(why) => (None, Some(why)),
        };
        assert_eq!((read, &refused), (case.read, &case.refused), "{}", case.typed);
    }
    for case in &file.order {
        let line = typed(&case.line, MedicationStatus::Active);
        assert_eq!(reader::by_order(&line, case.days, formulary()), case.due, "{} in {} days", case.line, case.days);
    }
}

#[test]
fn the_load_of_a_list_is_counted_and_nothing_is_moved() {
    let list =
        |lines: &[&str]| Regimen::of(&entries(lines.iter().map(|it| typed(it, MedicationStatus::Active))), formulary());
    let regimen = list(&[
        "furosemide 40 mg tablet|40 mg by mouth with breakfast",
        "amlodipine 5 mg tablet|5 mg by mouth once a day",
        "metformin 500 mg tablet|500 mg by mouth twice a day",
        "alendronate 70 mg tablet|70 mg by mouth once a week",
        "acetaminophen 500 mg tablet|500 mg by mouth every 6 hours as needed for pain",
        "oxygen 2 L per minute by nasal cannula|continuous",
    ]);
    assert!((regimen.doses - (4.0 + 1.0 / 7.0)).abs() < 0.01, "{regimen:?}");
    assert_eq!(regimen.unsaid, 1);
    let times: Vec<(u8, usize)> = regimen.times.iter().map(|(time, lines)| (time.hour, lines.len())).collect();
    assert_eq!(times, [(8, 1), (9, 2), (21, 1)], "{regimen:?}");
    // Of those at 9:00 both are as good at 8:30; the one with breakfast is not moved.
    let shared: Vec<(u8, usize)> = regimen.shared().iter().map(|shared| (shared.at.hour, shared.lines.len())).collect();
    assert_eq!(shared, [(8, 3)]);
    // Times that somebody wrote are nobody's to share.
    let written = list(&["furosemide 40 mg tablet|40 mg with breakfast", "calcium 500 mg|500 mg at 9:00"]);
    assert!(written.shared().is_empty(), "{written:?}");
    // Nothing is put beside what wants an empty stomach.
    let alone = list(&["levothyroxine 50 mcg tablet|50 mcg before breakfast", "calcium 500 mg|500 mg once a day"]);
    assert!(alone.shared().is_empty(), "{alone:?}");
    assert_eq!(list(&[]).words(), "0 scheduled doses a day");
}
