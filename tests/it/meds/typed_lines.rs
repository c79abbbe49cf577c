//! Runs `tests/cases/meds/typed-lines.toml`, and what holds for every line and every instruction.

use std::path::Path;
use std::time::Instant;

use caseload::domain::formulary::Formulary;
use caseload::domain::medication::Medication;
use caseload::domain::medication::decimal::Decimal;
use caseload::domain::medication::notation;
use caseload::domain::medication::one_line::OneLine;
use caseload::domain::medication::sig::rhythm::{Rhythm, Weekdays};
use caseload::domain::medication::sig::timing::{ClockTime, Moments, Often, Period};
use caseload::domain::medication::sig::{AsNeeded, Dose, Dosing, Doubt, Gap, Lasting, Limit, Place, Sig, Step};
use caseload::knowledge::formulary;
use proptest::prelude::*;
use serde::Deserialize;

use crate::runs::runs;

#[derive(Deserialize)]
struct Cases {
    line: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    typed: String,
    drug: String,
    #[serde(default)]
    sig: String,
    #[serde(default, rename = "for")]
    indication: Option<String>,
    #[serde(default)]
    ask: Vec<String>,
    #[serde(default)]
    notation: Vec<String>,
}

fn lines() -> Vec<Line> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/meds/typed-lines.toml");
    let cases: Cases = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    cases.line
}

/// A star at the end of what is wanted stands for anything.
fn matches(wanted: &str, said: &str) -> bool {
    wanted.strip_suffix('*').map_or(wanted == said, |start| said.starts_with(start))
}

fn notation_words(read: &OneLine) -> Vec<String> {
    let found = read.notation.iter();
    found.map(|it| format!("{} {}", if it.rule.block { "block" } else { "warn" }, it.written)).collect()
}

/// What is wrong with the reading of a line.
fn faults(line: &Line) -> Vec<String> {
    let read = OneLine::read(&line.typed, formulary());
    let asked: Vec<String> = read.doubts.iter().map(ToString::to_string).collect();
    let mut faults = Vec::new();
    let mut differs = |what: &str, wanted: &str, said: &str| {
        faults.push(format!("{}\n    {what}: wanted `{wanted}`\n    {what}:    got `{said}`", line.typed));
    };
    if read.medication.drug != line.drug {
        differs("drug", &line.drug, &read.medication.drug);
    }
    if read.medication.sig != line.sig {
        differs("sig", &line.sig, &read.medication.sig);
    }
    if read.medication.indication != line.indication {
        differs("for", &format!("{:?}", line.indication), &format!("{:?}", read.medication.indication));
    }
    if asked.len() != line.ask.len() || !line.ask.iter().zip(&asked).all(|(wanted, said)| matches(wanted, said)) {
        differs("ask", &line.ask.join("; "), &asked.join("; "));
    }
    let mut found = notation_words(&read);
    let mut wanted = line.notation.clone();
    found.sort();
    wanted.sort();
    if found != wanted {
        differs("notation", &wanted.join("; "), &found.join("; "));
    }
    faults
}

#[test]
fn lines_are_read_as_nurses_type_them() {
    let lines = lines();
    assert!(lines.len() >= 120, "only {} lines", lines.len());
    let faults: Vec<String> = lines.iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn what_is_said_back_means_the_same_when_it_is_read_again() {
    for line in lines() {
        let read = OneLine::read(&line.typed, formulary());
        // Two medicines on one line are written anew, each on its own.
        if read.doubts.contains(&Doubt::TwoDrugs) {
            continue;
        }
        let again = Sig::read(&read.medication.sig, formulary());
        assert_eq!(again.sig, read.sig, "{}: {}", line.typed, read.medication.sig);
        let whole = OneLine::read(&read.medication.line(), formulary());
        assert_eq!(whole.medication.line(), read.medication.line(), "{}", line.typed);
    }
}

#[test]
fn nothing_error_prone_is_kept() {
    for line in lines() {
        let read = OneLine::read(&line.typed, formulary());
        let kept = notation::find(&read.medication.listed(), formulary());
        // An ambiguous name stays until somebody says which drug it is.
        // Conditions are kept word for word.
        let quoted = |written: &str| read.sig.notes.iter().any(|note| note.contains(written));
        let kept = kept.iter().filter(|it| it.rule.block || !quoted(&it.written));
        let kept: Vec<_> = kept.filter(|it| !read.medication.drug.contains(&it.written)).collect();
        assert!(kept.is_empty(), "{}: {kept:?}", read.medication.listed());
        if read.doubts.iter().all(|doubt| !doubt.is_about_the_drug()) {
            let drug = notation::find(&read.medication.drug, formulary());
            assert!(drug.is_empty(), "{}: {drug:?}", read.medication.drug);
        }
    }
}

#[derive(Deserialize)]
struct Lists {
    list: Vec<List>,
}

#[derive(Deserialize)]
struct List {
    typed: Vec<String>,
}

/// How many lines of a file there are, how many name drug, dose or strength and frequency, and how many leave nothing
/// to ask.
#[allow(clippy::print_stdout, reason = "read with --nocapture")]
fn read_in_full(file: &str) -> (usize, usize, usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/meds").join(file);
    let lists: Lists = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let lines: Vec<OneLine> =
        lists.list.iter().flat_map(|list| &list.typed).map(|typed| OneLine::read(typed, formulary())).collect();
    let open = |doubt: &Doubt| doubt.is_about_the_drug() || matches!(doubt, Doubt::NoDose | Doubt::NoFrequency);
    let full = lines.iter().filter(|line| !line.doubts.iter().any(open)).count();
    let plain = lines.iter().filter(|line| line.is_plain()).count();
    for line in lines.iter().filter(|line| !line.is_plain()) {
        let asked: Vec<String> = line.doubts.iter().map(Doubt::question).collect();
        println!("{}: {}", line.medication.typed.as_deref().unwrap_or_default(), asked.join("; "));
    }
    (lines.len(), full, plain)
}

#[test]
fn lines_of_another_hand_are_read_in_full() {
    let (lines, full, plain) = read_in_full("clean.toml");
    println!("clean: {full} of {lines} read in full, {plain} leave nothing to ask");
    assert!(full * 100 >= lines * 99 && plain * 100 >= lines * 92, "{full} and {plain} of {lines}");
    // Typing errors and unknown drugs are what these lists are about.
    let (lines, full, plain) = read_in_full("risky.toml");
    println!("risky: {full} of {lines} read in full, {plain} leave nothing to ask");
    assert!(full * 100 >= lines * 95, "{full} of {lines}");
}

#[test]
fn a_taken_proposal_leaves_nothing_to_ask() {
    let read = OneLine::read("lisinopril 10 po daily htn", formulary());
    assert_eq!(read.said, "lisinopril, 10 mg by mouth once a day, for high blood pressure");
    let again = OneLine::read(&read.said, formulary());
    assert!(again.is_plain(), "{:?}", again.doubts);
    assert_eq!(Medication { typed: read.medication.typed.clone(), ..again.medication }, read.medication);
    assert_eq!(read.medication.typed.as_deref(), Some("lisinopril 10 po daily htn"));
}

#[test]
fn the_times_of_doses_follow_the_tables() {
    let times = |typed: &str| -> Vec<String> {
        let sig = Sig::read(typed, formulary()).sig;
        let rhythm = &sig.steps[0].dosings[0].rhythm;
        rhythm.clock_times(&formulary().sig).iter().map(ToString::to_string).collect()
    };
    assert_eq!(times("1 tab daily"), ["9:00 AM"]);
    assert_eq!(times("1 tab bid"), ["9:00 AM", "9:00 PM"]);
    assert_eq!(times("1 tab tid"), ["9:00 AM", "2:00 PM", "9:00 PM"]);
    assert_eq!(times("1 tab before meals and at bedtime").len(), 4);
    assert_eq!(times("1 tab at 7 am"), ["7:00 AM"]);
    assert!(times("1 tab q6h prn pain").is_empty());
}

#[test]
fn every_frequency_of_the_table_is_read_as_itself() {
    let set = formulary();
    for row in set.sig.frequencies {
        let said = Rhythm { often: row.often, moments: row.moments, ..Rhythm::default() }.settled();
        if said.is_empty() {
            continue;
        }
        assert_eq!(said.code(&set.sig), Some(row.code), "{said:?}");
        let per_day = said.per_day(0);
        let near = match (row.per_day, per_day) {
            (Some(wanted), Some(found)) => (wanted - found).abs() < 0.002,
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        assert!(near, "{}: {:?} and {per_day:?}", row.code, row.per_day);
    }
}

fn amount() -> impl Strategy<Value = Decimal> {
    prop::sample::select(vec![
        "0.125", "0.5", "1", "1.5", "2", "2.5", "5", "10", "12.5", "40", "81", "325", "1000", "20000",
    ])
    .prop_map(|digits| Decimal::parse(digits).unwrap())
}

fn dose() -> impl Strategy<Value = Dose> {
    let units = formulary().sig.units;
    (amount(), prop::bool::weighted(0.2), 0..units.len()).prop_map(move |(low, ranges, unit)| {
        let high = if ranges { low.plus(low).unwrap() } else { low };
        Dose { low, high, unit: Some(&units[unit]) }
    })
}

fn often() -> impl Strategy<Value = Often> {
    prop_oneof![
        (1_u8..6).prop_map(Often::daily),
        (1_u8..4).prop_map(Often::weekly),
        (1_u8..3, 1_u8..3).prop_map(|(low, more)| Often::Times {
            low,
            high: low + more,
            every: 1,
            period: Period::Day
        }),
        (2_u8..10).prop_map(|every| Often::Times { low: 1, high: 1, every, period: Period::Month }),
        Just(Often::Times { low: 1, high: 1, every: 2, period: Period::Day }),
        (2_u8..5).prop_map(|every| Often::Times { low: 1, high: 1, every, period: Period::Week }),
        (1_u8..72).prop_map(|hours| Often::Hours { low: hours, high: hours }),
        (1_u8..9, 1_u8..5).prop_map(|(low, more)| Often::Hours { low, high: low + more }),
    ]
}

/// Named times of which nobody names two in one part of the day: one for each part, or around all meals.
fn moments() -> impl Strategy<Value = Moments> {
    let one = |codes: &'static [&'static str]| {
        prop::option::weighted(0.4, prop::sample::select(codes.to_vec()))
            .prop_map(|code| code.map_or(Moments::default(), Moments::named))
    };
    let parts = (
        one(&["ACM", "CM", "PCM", "MORN"]),
        one(&["ACD", "NOON", "CD"]),
        one(&["AFT"]),
        one(&["ACV", "CV", "EVE", "PCV"]),
        one(&["HS"]),
    );
    let parts = parts.prop_map(|(a, b, c, d, e)| a.and(b).and(c).and(d).and(e));
    let meals = (prop::sample::select(vec!["AC", "C", "PC"]), any::<bool>())
        .prop_map(|(code, bed)| Moments::named(code).and(if bed { Moments::BEDTIME } else { Moments::default() }));
    prop_oneof![3 => parts, 1 => meals]
}

fn rhythm() -> impl Strategy<Value = Rhythm> {
    let days = prop_oneof![3 => Just(0), 1 => 1_u8..0x80].prop_map(Weekdays);
    let clock = prop::collection::vec((0_u8..24, prop::sample::select(vec![0_u8, 5, 30])), 0..3)
        .prop_map(|times| times.into_iter().map(|(hour, minute)| ClockTime { hour, minute }).collect::<Vec<_>>());
    let named = |days: u8| Rhythm { often: Some(Often::weekly(days)), ..Rhythm::default() };
    prop_oneof![
        4 => often().prop_map(|often| Rhythm { often: Some(often), ..Rhythm::default() }),
        3 => (moments(), days.clone()).prop_map(|(moments, days)| Rhythm { moments, days, ..Rhythm::default() }),
        1 => (clock, days).prop_map(|(clock, days)| Rhythm { clock, days, ..Rhythm::default() }),
        1 => (2_u8..5, 3_u8..0x7f).prop_map(|(times, days)| {
            let days = Weekdays(days | 0x40 | 0x01);
            Rhythm { often: Some(Often::daily(times)), days, ..Rhythm::default() }
        }),
        1 => (1_u8..0x7f).prop_map(move |days| Rhythm { days: Weekdays(days), ..named(Weekdays(days).count()) }),
        1 => prop::sample::select(vec![15_u16, 30, 60, 90, 120]).prop_map(|lead| {
            Rhythm { moments: Moments::named("ACM"), lead, ..Rhythm::default() }
        }),
        1 => any::<bool>().prop_map(|odd| Rhythm { often: Some(Often::Dates { odd }), ..Rhythm::default() }),
    ]
    .prop_map(Rhythm::settled)
}

fn timed_rhythm() -> impl Strategy<Value = Rhythm> {
    rhythm().prop_map(|rhythm| {
        if rhythm.is_empty() { Rhythm { often: Some(Often::daily(1)), ..Rhythm::default() } } else { rhythm }
    })
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let lasting = prop_oneof![
        (1_u16..30).prop_map(|days| Lasting::For(days, Period::Day)),
        (1_u16..9).prop_map(|weeks| Lasting::For(weeks, Period::Week)),
        (1_u16..30).prop_map(|days| Lasting::UpTo(days, Period::Day)),
        (1_u16..9).prop_map(Lasting::Doses),
        Just(Lasting::Until("the INR is above 2".to_owned())),
    ];
    let one =
        (dose(), prop::option::of(timed_rhythm()), prop::option::of(lasting)).prop_map(|(dose, rhythm, lasting)| {
            let dosing = Dosing { dose: Some(dose), rhythm: rhythm.unwrap_or_default(), ..Dosing::default() };
            vec![Step { dosings: vec![dosing], lasting }]
        });
    let beside = (dose(), dose(), 0_u8..4, 1_u8..0x7e).prop_map(|(one, other, how, days)| {
        let of = |moments: &str| Rhythm { moments: Moments::named(moments), ..Rhythm::default() };
        let turn = Often::Times { low: 1, high: 1, every: 2, period: Period::Day };
        let (first, second) = match how {
            0 => {
                let others = Rhythm { days: Weekdays::OTHERS, ..Rhythm::default() };
                (Rhythm { days: Weekdays(days), ..Rhythm::default() }.settled(), others)
            }
            1 => (of("MORN"), of("HS")),
            2 => (of("CM"), of("CV")),
            _ => {
                let first = Rhythm { often: Some(turn), ..Rhythm::default() };
                (first.clone(), Rhythm { days: Weekdays::OTHERS, ..first })
            }
        };
        let dosings = [(one, first), (other, second)].into_iter();
        let dosings = dosings.map(|(dose, rhythm)| Dosing { dose: Some(dose), rhythm, ..Dosing::default() }).collect();
        vec![Step { dosings, lasting: None }]
    });
    let taper = (timed_rhythm(), prop::collection::vec((dose(), 1_u16..15), 2..5)).prop_map(|(rhythm, steps)| {
        let mut rhythm = Some(rhythm);
        let mut step = |dose, days| {
            let rhythm = rhythm.take().unwrap_or_default();
            let dosing = Dosing { dose: Some(dose), rhythm, ..Dosing::default() };
            Step { dosings: vec![dosing], lasting: Some(Lasting::For(days, Period::Day)) }
        };
        steps.into_iter().map(|(dose, days)| step(dose, days)).collect()
    });
    prop_oneof![4 => one, 1 => beside, 1 => taper]
}

fn sig() -> impl Strategy<Value = Sig> {
    let set: &'static Formulary = formulary();
    let route = prop::option::of((0..set.routes.len()).prop_map(move |index| &set.routes[index]));
    let place = prop::option::of(prop_oneof![
        (0_u8..9).prop_map(Place::Known),
        prop::sample::select(vec!["to knees", "to sacral wound", "on food"])
            .prop_map(|words| Place::Named(words.to_owned())),
    ]);
    let reasons = vec!["pain", "shortness of breath", "nausea", "severe headache", "pain or fever"];
    let needed = prop::option::of(prop::option::of(prop::sample::select(reasons)));
    let limit = prop::option::of((amount(), 0..set.sig.units.len(), any::<bool>(), any::<bool>()));
    let gap = prop::option::of(prop_oneof![(1_u16..60).prop_map(Gap::Minutes), (1_u16..24).prop_map(Gap::Hours)]);
    let remark = prop::option::of(0..set.sig.remarks.len());
    let purpose = prop::option::of(0..set.sig.indications.len());
    (steps(), route, place, needed, limit, gap, (remark, purpose, any::<bool>())).prop_map(
        move |(steps, route, place, needed, limit, gap, (remark, purpose, stop))| {
            let implied = match place {
                Some(Place::Known(index)) => {
                    let code = Place::KNOWN[usize::from(index)].1;
                    set.routes.iter().find(|route| route.code == code)
                }
                Some(Place::Named(_)) | None => route,
            };
            // Beside several doses "as needed" would be asked about.
            let several = steps.iter().any(|step: &Step| step.dosings.len() > 1);
            let needed = needed.filter(|_| !several);
            Sig {
                then_stop: stop && steps.len() > 1,
                steps,
                route: implied,
                place,
                as_needed: needed.map(|reason| AsNeeded { reason: reason.map(str::to_owned) }),
                limit: limit.map(|(amount, unit, stated, daily)| Limit {
                    amount,
                    unit: stated.then(|| &set.sig.units[unit]),
                    per: daily.then_some(Period::Day),
                }),
                gap,
                remarks: remark.iter().map(|index| set.sig.remarks[*index].words.to_owned()).collect(),
                purpose: purpose.map(|index| set.sig.indications[index].to_owned()),
                ..Sig::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(runs(600))]

    #[test]
    fn printed_instructions_read_back_as_the_same(sig in sig()) {
        let words = sig.words();
        let read = Sig::read(&words, formulary());
        prop_assert_eq!(&read.sig, &sig, "{}", words);
        prop_assert!(read.doubts.is_empty(), "{}: {:?}", words, read.doubts);
        prop_assert!(notation::find(&words, formulary()).is_empty(), "{}", words);
    }

    #[test]
    fn no_line_is_too_strange(text in any::<String>(), plain in "[a-zA-Z0-9 ./,;()%@+-]{0,200}") {
        for typed in [&text, &plain] {
            let read = OneLine::read(typed, formulary());
            prop_assert!(read.medication.sig == read.sig.words());
            let blocked = notation::find(&read.medication.sig, formulary()).into_iter().find(|it| it.rule.block);
            prop_assert!(blocked.is_none(), "{:?}: {}", blocked, read.medication.sig);
        }
    }

    #[test]
    fn pieces_of_real_lines_in_any_order_are_no_trouble(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "lisinopril", "10", "mg", "1/2", "tab", "q4-6h", "prn", "pain", "x3d", "MWF", "other", "days", "then", "stop",
            "until", "taper", "max", "3", "g", "daily", "/", "-", "to", "OD", "gtt", "bid", "weekly", "at", "8", "am", "for",
            "SSI", "as", "directed", ".5", "5.0", "U", "(", ")", "Lantus", "with", "food", "each",
        ]), 0..14),
    ) {
        let typed = pieces.join(" ");
        let read = OneLine::read(&typed, formulary());
        let blocked = notation::find(&read.medication.sig, formulary()).into_iter().find(|it| it.rule.block);
        prop_assert!(blocked.is_none(), "{}: {:?}: {}", typed, blocked, read.medication.sig);
    }
}

#[test]
fn a_very_long_line_is_cut_and_said_so() {
    let read = OneLine::read(&"lisinopril 10 mg daily ".repeat(10_000), formulary());
    assert!(read.doubts.len() < 400 && read.medication.line().len() < 20_000);
}

#[test]
#[ignore = "a measurement; run it in a release build"]
fn how_long_one_line_takes() {
    let lines = lines();
    let begun = Instant::now();
    for line in lines.iter().cycle().take(lines.len() * 20) {
        std::hint::black_box(OneLine::read(std::hint::black_box(&line.typed), formulary()));
    }
    let each = begun.elapsed() / (lines.len() * 20) as u32;
    let begun = Instant::now();
    for wrong in ["metropolol", "hydralizine", "zarelto", "celebrax", "lasiksx"] {
        std::hint::black_box(caseload::domain::medication::suggest::suggest(wrong, formulary()));
    }
    println!("{each:?} for each line, {:?} for each suggestion", begun.elapsed() / 5);
}
