//! The plan-of-care content that is compiled in: sound, complete, found by what nurses type.

use caseload::domain::plan::required::missing;
use caseload::knowledge::plans::{FILES, content, read};

use super::planned;
use crate::desk::Desk;
use crate::situation::now;

#[test]
fn the_files_can_be_read_and_are_sound() {
    let [problems, templates, sections, phrases] = FILES.map(|(_, text)| text);
    let read = read(problems, templates, sections, phrases).unwrap();
    assert_eq!(&read, content());
    assert_eq!(read.problems.len(), 42);
    let domains = |domain: &str| read.problems.iter().filter(|problem| problem.domain == domain).count();
    let counts = ["environmental", "psychosocial", "physiological", "health_related_behaviors"].map(domains);
    assert_eq!(counts, [4, 12, 18, 8]);
    assert!(read.templates.len() >= 30, "{}", read.templates.len());
    let items = read.sections.iter().filter_map(|section| section.item.as_deref());
    let mut items: Vec<&str> = items.collect();
    items.dedup();
    let all = "(i) (ii) (iii) (iv) (v) (vi) (vii) (viii) (ix) (x) (xi) (xii) (xiii) (xiv) (xv) (xvi)";
    assert_eq!(items.join(" "), all);
}

#[test]
fn an_entry_that_is_wrong_is_named() {
    let [problems, templates, sections, phrases] = FILES.map(|(_, text)| text);
    let with = |from: &str, to: &str| read(problems, &templates.replacen(from, to, 1), sections, phrases).unwrap_err();
    for (from, to, says) in [
        (
            "problem = \"circulation\"",
            "problem = \"heart\"",
            "templates.toml: `Heart failure`: there is no problem `heart`",
        ),
        ("days = 30", "days = 90", "days must be 1 to 60"),
        ("category = \"surveillance\"", "category = \"looking\"", "there is no category `looking`"),
        ("who = \"SN\"", "who = \"nurse\"", "there is no discipline `nurse`"),
        ("measure = \"weight\"", "measure = \"\"", "needs its words and what is measured"),
        ("title = \"High blood pressure\"", "title = \"Heart failure\"", "template `Heart failure` is there twice"),
        ("days = 30", "dayz = 30", "unknown field `dayz`"),
    ] {
        let error = with(from, to);
        assert!(error.contains(says), "{says}: {error}");
    }
    let twice =
        format!("{problems}\n[[problem]]\nid = \"pain\"\nname = \"Pain\"\ndomain = \"physiological\"\nsearch = \"\"\n");
    assert!(read(&twice, templates, sections, phrases).unwrap_err().contains("problem `pain` is there twice"));
}

#[test]
fn what_a_nurse_types_finds_the_template() {
    let mut desk = Desk::of(planned(), "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g p");
    for (typed, found) in [
        ("chf", "Heart failure (Circulation)"),
        ("foley", "Indwelling catheter (Urinary function)"),
        ("falls", "Risk of falls (Neuro-musculo-skeletal function)"),
        ("copd", "COPD (Respiration)"),
        ("pillb", "Managing medicines (Medication regimen)"),
        ("warf", "Anticoagulation (Circulation)"),
        ("depre", "Depression (Mental health)"),
        ("picc", "IV antibiotic at home"),
        ("family planning", "problem: Family planning"),
    ] {
        desk.keys("a").type_text(typed);
        let screen = desk.screen();
        let first =
            screen.lines().find(|line| line.contains("> ") && line.contains('(') || line.contains("> problem:"));
        assert!(first.is_some_and(|line| line.contains(found)), "{typed}:\n{screen}");
        desk.keys("Esc");
    }
}

#[test]
fn a_problem_with_its_goal_and_two_interventions_costs_ten_keys() {
    let mut desk = Desk::of(planned(), "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g p");
    desk.keys("a").type_text("wound").keys("Enter");
    insta::assert_snapshot!("template_80x24", desk.screen());
    desk.keys("Space Space Enter");
    desk.has("added to the plan");
    assert_eq!(desk.number("SELECT count(*) FROM plan_problem WHERE name = 'Skin'"), 1);
    let goal = "SELECT count(*) FROM goal WHERE problem_id = 1 AND baseline IS NULL AND target_date > '2026-03-10'";
    assert_eq!(desk.number(goal), 1);
    let steps = "SELECT count(*) FROM intervention AS i JOIN goal AS g ON g.id = i.goal_id WHERE g.problem_id = 1";
    assert_eq!(desk.number(steps), 2);
    desk.keys("u");
    assert_eq!(desk.number("SELECT count(*) FROM intervention WHERE counts = 1"), 3);
    assert_eq!(desk.number("SELECT count(*) FROM goal WHERE status = 'open'"), 1);
}

#[test]
fn what_the_plan_must_contain_leads_to_its_field() {
    let mut desk = Desk::of(planned(), "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g p");
    desk.has("16 texts missing");
    desk.keys("G k k k k k k");
    desk.has("Text: Safety measures");
    desk.keys("e").type_text("Fall precautions, night light").keys("Enter");
    desk.has("section of the plan written");
    desk.has("15 texts missing");
    desk.keys("S");
    let lines = desk.screen();
    assert!(!lines.contains("missing: Safety"), "{lines}");
    desk.keys("Esc u");
    desk.has("16 texts missing");
}

#[test]
fn nothing_is_missing_of_a_plan_that_says_everything() {
    let situation = planned();
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    let chart = situation.store.chart(ruth, rosa, None, now()).unwrap();
    let keys: Vec<&str> = missing(&chart, content()).into_iter().map(|section| section.key.as_str()).collect();
    assert!(keys.contains(&"diagnoses") && keys.contains(&"risk") && !keys.contains(&"caregiver"), "{keys:?}");
    assert!(!keys.contains(&"goals"), "measure, date and an intervention are there: {keys:?}");
}
