//! What nobody may overlook: allergies, code status and precautions, names that are like another, whose telephone is whose.

use caseload::domain::allergy::{Allergy, NoneOf};
use caseload::domain::codes::CodeStatus;
use caseload::domain::episode::{Episode, EpisodeState};
use caseload::domain::medication::Medication;
use caseload::domain::plan::Section;
use caseload::domain::record::{Body, Record};
use caseload::domain::when::PartialDate;

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, of, patient, visit};

fn allergy(entry: &str, substance: &str, reaction: &str) -> Record {
    let reaction = Some(reaction.to_owned()).filter(|reaction| !reaction.is_empty());
    let substance = substance.to_owned();
    let none_known = substance.to_lowercase().starts_with("no known");
    let none_of = none_known.then(|| match substance.split(' ').nth(2) {
        Some("food") => NoneOf::Foods,
        Some("drug") => NoneOf::Drugs,
        Some("Latex") => NoneOf::Latex,
        _ => NoneOf::Everything,
    });
    let body = Allergy { none_known, reaction, none_of, ..Allergy::to(substance) };
    of("ruth", entry, Body::Allergy(body))
}

fn ruth(more: Vec<Record>) -> Situation {
    let mut first = patient("ruth", "Abara", "Ruth");
    let Body::Patient(body) = &mut first.body else { panic!("a patient") };
    body.phone = Some("773-555-0187".to_owned());
    body.code_status = CodeStatus::DnrDni;
    let episode = Episode {
        state: EpisodeState::Active,
        referred_at: None,
        soc: "2026-03-02".parse().ok(),
        ended: None,
        end_reason: None,
        case_manager: None,
        practitioner: Some("Banks, MD".to_owned()),
        practitioner_phone: Some("708-555-0133".to_owned()),
        frequencies: Vec::new(),
    };
    let episode = of("ruth", "episode/ruth", Body::Episode(episode));
    let ours = [first, cared_for("ruth", "rbrandt"), episode, visit("ruth", "rbrandt", "2026-03-10T15:00:00Z")];
    Situation::with(ours.into_iter().chain(more).collect())
}

fn three_allergies() -> Vec<Record> {
    vec![
        allergy("a/1", "adhesive tape", "blisters"),
        allergy("a/2", "codeine", "vomiting"),
        allergy("a/3", "penicillin", "anaphylaxis"),
    ]
}

/// Drugs first, the gravest reaction before the others, and none of them cut.
const ALLERGIES: &str = "ALLERGY penicillin (anaphylaxis), codeine (vomiting), adhesive tape (blisters)";

#[test]
fn allergies_stand_whole_on_the_first_screen_of_every_section() {
    for (width, height) in [(80, 23), (80, 24), (120, 40), (200, 50)] {
        let mut desk = Desk::of(ruth(three_allergies()), "rbrandt", crate::situation::now(), (width, height));
        desk.keys("2 Enter");
        for keys in ["gs", "gm", "gp", "gv", "gt", "gd", "N"] {
            desk.keys(keys);
            desk.has(ALLERGIES);
            desk.has("DNR/DNI");
        }
    }
}

#[test]
fn what_has_no_room_is_counted_with_the_key_that_shows_it() {
    let substances =
        ["sulfa", "latex", "peanuts", "iodine contrast", "morphine", "ibuprofen", "shellfish", "cefazolin"];
    let reaction = "generalized hives and itching of the trunk and the arms within an hour";
    let many = substances.iter().map(|name| allergy(&format!("a/{name}"), name, reaction)).collect();
    let mut desk = Desk::small(ruth(many));
    desk.keys("2 Enter");
    let screen = desk.screen();
    let heading: Vec<&str> = screen.lines().take_while(|line| !line.starts_with("--")).collect();
    assert!(heading.join("\n").contains(" more: ga"), "{screen}");
    // Nothing that is shown of them is cut.
    assert!(!heading.join("\n").contains(".."), "{screen}");
    desk.keys("ga");
    let both = format!("{}\n{}", desk.screen(), desk.keys("PgDn").screen());
    for name in substances {
        assert!(both.contains(&format!("ALLERGY {name}")), "{name}:\n{both}");
    }
}

#[test]
fn one_allergy_of_many_words_says_where_it_goes_on() {
    let long = "hives ".repeat(80);
    let mut desk = Desk::small(ruth(vec![allergy("a/1", "penicillin", long.trim())]));
    desk.keys("2 Enter");
    desk.has(".. goes on: ga");
}

#[test]
fn precautions_are_in_the_heading_and_in_their_section() {
    let text = "Fall precautions\nOxygen precautions; bleeding precautions".to_owned();
    let safety = of("ruth", "section/safety", Body::PlanSection(Section { key: "safety".to_owned(), text }));
    let mut desk = Desk::small(ruth(vec![safety]));
    desk.keys("2 Enter");
    desk.has("PRECAUTIONS Fall precautions, Oxygen precautions, bleeding precautions");
    desk.keys("ga");
    for line in ["Code status: DNR/DNI", "Precaution: Oxygen precautions", "allergies NOT RECORDED"] {
        desk.has(line);
    }
}

#[test]
fn a_statement_about_food_says_nothing_about_drugs() {
    let cases = [
        ("No known food allergy", "no known food allergy  drug allergies NOT RECORDED"),
        ("No known drug allergy", "no known drug allergies"),
        ("No known allergies", "no known allergies"),
        ("No Known Latex Allergy", "no known latex allergy  drug allergies NOT RECORDED"),
    ];
    for (statement, said) in cases {
        let mut desk = Desk::small(ruth(vec![allergy("a/1", statement, "")]));
        desk.keys("2 Enter");
        let screen = desk.screen().replace('\n', " ");
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(&screen).contains(&words(said)), "{statement}: {said} is not on:\n{}", desk.screen());
    }
}

#[test]
fn the_door_card_says_the_same() {
    let mut desk = Desk::small(ruth(three_allergies()));
    desk.keys("2");
    desk.has("at the door");
    let screen = desk.screen().replace('\n', " ");
    let words = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&format!("DNR/DNI {ALLERGIES}")), "{}", desk.screen());
}

#[test]
fn whose_telephone_it_is_stands_beside_every_number() {
    let mut desk = Desk::small(ruth(Vec::new()));
    desk.keys("2");
    desk.has("MD/AP Banks, MD 708-555-0133   patient 773-555-0187");
    desk.keys("Enter");
    desk.has("MD/AP Banks, MD 708-555-0133  patient 773-555-0187");
    desk.keys("gd");
    desk.has("patient's telephone 773-555-0187");
    desk.has("practitioner (MD/AP): Banks, MD 708-555-0133");
}

fn line(entry: &str, drug: &str, sig: &str) -> Record {
    of("ruth", entry, Body::Medication(Medication::written(drug, sig)))
}

#[test]
fn a_drug_named_in_an_allergy_is_said_before_enter_and_marked_after() {
    // A side effect only, so the alert is a mild one: it is said all the same.
    let mut desk = Desk::small(ruth(vec![allergy("a/1", "codeine", "vomiting")]));
    desk.keys("2 gm a").type_text("tylenol #3 1 tab po q6h prn pain");
    desk.has("ALLERGY");
    desk.has("allergy on record: codeine (vomiting)");
    desk.lacks("closely related");
    // What the brand holds stands beside how it is read.
    desk.has("acetaminophen + codeine");
    desk.keys("Enter Enter");
    assert!(desk.row().contains("ALLERGY"), "{}", desk.screen());
}

#[test]
fn a_line_against_an_allergy_is_marked_however_it_came() {
    let records = vec![
        allergy("a/1", "sulfa drugs", "nausea"),
        line("m/1", "sulfamethoxazole-trimethoprim 800-160 mg tablet", "1 tablet twice a day"),
    ];
    let mut desk = Desk::small(ruth(records));
    desk.keys("2 gm");
    assert!(desk.row().contains("ALLERGY"), "{}", desk.screen());
}

/// Patients of Rosa Brandt by these names, each with a visit today.
fn named(names: &[(&str, &str, &str)]) -> Situation {
    let mut records = Vec::new();
    for (at, (family, given, born)) in names.iter().enumerate() {
        let key = format!("p{at}");
        let mut one = patient(&key, family, given);
        let Body::Patient(body) = &mut one.body else { panic!("a patient") };
        body.born = PartialDate::parse(born).ok();
        records.extend([one, cared_for(&key, "rbrandt"), visit(&key, "rbrandt", &format!("2026-03-10T1{at}:00:00Z"))]);
    }
    Situation::with(records)
}

/// What stands for the patients in the column of a list of visits.
fn called(desk: &Desk, family: &str) -> Vec<String> {
    let start = family.get(..3).unwrap().to_uppercase();
    let screen = desk.screen();
    let rows = screen.lines().filter(|line| line.contains(":00-") || line.contains(":00 "));
    rows.filter_map(|row| Some(row.get(row.find(&start)?..)?.chars().take(18).collect())).collect()
}

#[test]
fn two_rows_never_look_alike_at_any_width() {
    let pairs = [
        ("Featherstonehaugh", ["Ann", "Eve"]),
        ("Featherstonehaugh", ["Ann", "Amy"]),
        ("Featherstonehaugh-Cholmondeley", ["Maximiliana", "Maximilian"]),
        ("Smith", ["Mary Ann", "Mary Beth"]),
        ("Smith", ["John", "John"]),
        ("Vanderbeekenstraat", ["Johanna", "Johannes"]),
    ];
    for (family, [one, other]) in pairs {
        for (width, height) in [(80, 23), (80, 24), (100, 30), (120, 40), (200, 50)] {
            let situation = named(&[(family, one, "1944-05-01"), (family, other, "1944-05-01")]);
            let mut desk = Desk::of(situation, "rbrandt", crate::situation::now(), (width, height));
            for view in ["1", "2"] {
                desk.keys(view);
                let rows = called(&desk, family);
                assert!(rows.len() >= 2, "{family} at {width}x{height}:\n{}", desk.screen());
                assert_ne!(rows[0], rows[1], "{one} and {other} at {width}x{height}, view {view}:\n{}", desk.screen());
            }
        }
    }
}

#[test]
fn names_that_are_like_another_are_marked_where_they_stand() {
    let alike = [
        [("McGhee", "Cora", "1955-01-02"), ("McGee", "Cora", "1949-03-04")],
        [("Yeager", "Helen", "1935-01-02"), ("Yaeger", "Helena", "1949-03-04")],
        [("Smith", "Jon", "1935-01-02"), ("Smith", "John", "1949-03-04")],
        [("Featherstonehaugh", "Ann", "1944-05-01"), ("Featherstonehaugh", "Eve", "1944-05-01")],
        [("Thomas", "James", "1935-01-02"), ("James", "Thomas", "1949-03-04")],
    ];
    for names in alike {
        let mut desk = Desk::small(named(&names));
        desk.keys("2");
        let marked = desk.screen().lines().filter(|line| line.contains("F* ")).count();
        assert_eq!(marked, 2, "{names:?}:\n{}", desk.screen());
        desk.has("NAME ALERT: also ");
        desk.keys("Enter");
        desk.has("NAME ALERT: also ");
    }
    let apart = [
        [("McGhee", "Cora", "1955-01-02"), ("McGhee", "Essie", "1949-03-04")],
        [("Smith", "John", "1935-01-02"), ("Jones", "John", "1949-03-04")],
    ];
    for names in apart {
        let mut desk = Desk::small(named(&names));
        desk.keys("2");
        desk.lacks("NAME ALERT");
        desk.lacks("F* ");
    }
}

#[test]
fn whoever_is_found_beside_a_like_name_is_marked() {
    let mut desk = Desk::small(named(&[("Smith", "Jon", "1935-01-02"), ("Smith", "John", "1949-03-04")]));
    desk.keys("f").type_text("smith");
    let marked = desk.screen().lines().filter(|line| line.contains("F* ") && line.contains(" #0")).count();
    assert_eq!(marked, 2, "{}", desk.screen());
    desk.has("NAME ALERT");
}

#[test]
fn everything_that_is_said_of_two_with_one_name_names_the_number() {
    let mut desk = Desk::small(named(&[("Smith", "John", "1944-05-01"), ("Smith", "John", "1944-05-01")]));
    desk.keys("2 Enter N").type_text("Seen.").keys("Ctrl-s");
    assert!(desk.status().starts_with("SMITH John #0000"), "{}", desk.status());
}

#[test]
fn two_sisters_of_an_import_are_told_apart() {
    let file = crate::source::root().join("tests/cases/screens/two-sisters.json");
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("agency.db");
    let run = |arguments: &[&str]| {
        #[allow(clippy::disallowed_methods, reason = "a test starts the program itself")]
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_caseload"));
        command.env("HOME", folder.path()).env("CASELOAD_DB", &db);
        let done = command.args(arguments).output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    run(&[
        "init",
        "--agency",
        "Prairie",
        "--zone",
        "America/Chicago",
        "--admin",
        "Rosa Brandt",
        "--role",
        "case_manager",
    ]);
    run(&["import", file.to_str().unwrap(), "--assign", "brandt"]);
    let listed = run(&["today"]);
    let (ann, eve) = (listed.matches("Ann").count(), listed.matches("Eve").count());
    assert!(ann > 0 && eve > 0, "{listed}");
}
