//! The plan-of-care content that is compiled in: sound, complete, found by what nurses type.

use caseload::domain::plan::template::OmahaDomain;
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
    let domains = |domain| read.problems.iter().filter(|problem| problem.domain == domain).count();
    let counts = [
        OmahaDomain::Environmental,
        OmahaDomain::Psychosocial,
        OmahaDomain::Physiological,
        OmahaDomain::HealthRelatedBehaviors,
    ]
    .map(domains);
    assert_eq!(counts, [4, 12, 18, 8]);
    assert!(read.templates.len() >= 30, "{}", read.templates.len());
    let items = read.sections.iter().filter_map(|section| section.item.as_deref());
    let mut items: Vec<&str> = items.collect();
    items.dedup();
    let all = "(i) (ii) (iii) (iv) (v) (vi) (vii) (viii) (ix) (x) (xi) (xii) (xiii) (xiv) (xv) (xvi)";
    assert_eq!(items.join(" "), all);
}

#[test]
fn no_template_says_what_has_to_be_assessed_or_was_signed() {
    for template in &content().templates {
        assert!(!template.reviewed, "{}", template.title);
        let today = now().date_naive();
        for goal in template.goals.iter().map(|goal| goal.from(today)) {
            assert_eq!((goal.baseline, goal.agreed, goal.outcome), (None, None, None), "{}", template.title);
            assert!(goal.measure.is_some() && goal.target_date.is_some_and(|date| date > today), "{}", template.title);
        }
    }
}

#[test]
fn an_entry_that_is_wrong_is_named() {
    let texts = FILES.map(|(_, text)| text.to_owned());
    let with = |file: usize, from: &str, to: &str| {
        let mut texts = texts.clone();
        assert!(texts[file].contains(from), "{from}");
        texts[file] = texts[file].replacen(from, to, 1);
        let [problems, templates, sections, phrases] = &texts;
        read(problems, templates, sections, phrases).unwrap_err()
    };
    let (problems, templates, sections, phrases) = (0, 1, 2, 3);
    let failure = "templates.toml: `Heart failure`: ";
    let long = format!("title = \"{}\"", "Heart ".repeat(30).trim_end());
    for (file, from, to, says) in [
        (problems, "id = \"pain\"", "id = \"skin\"", "problems.toml: problem `skin` is there twice"),
        (problems, "name = \"Pain\"", "name = \"Skin\"", "problems.toml: name `Skin` is there twice"),
        (problems, "id = \"pain\"", "id = \"Pain\"", "problems.toml: `Pain`: an id has small letters"),
        (problems, "\"psychosocial\"", "\"social\"", "unknown variant `social`"),
        (templates, "\"circulation\"", "\"heart\"", &format!("{failure}there is no problem `heart`")),
        (templates, "days = 30", "days = 90", &format!("{failure}goal `Weight stays within")),
        (templates, "days = 30", "days = 61", "days must be 1 to 60"),
        (templates, "days = 30", "days = 0", "days must be 1 to 60"),
        (templates, "days = 30", "dayz = 30", "unknown field `dayz`"),
        (templates, "\"surveillance\"", "\"looking\"", "there is no category `looking`"),
        (templates, "who = \"SN\"", "who = \"nurse\"", "there is no discipline `nurse`"),
        (templates, "measure = \"weight gain\"", "measure = \" \"", "needs what is measured"),
        (templates, "hint = ", "target = \"3\"\nhint = ", "needs either a target"),
        (templates, "target = \"7\"\n", "", "needs either a target"),
        (templates, "order = true\n", "", "a treatment needs `order = true`"),
        (templates, "often = \"each visit\"", "often = \"\"", "needs how often"),
        (templates, "search = \"chf", "search = \" chf", "one line without blanks around it"),
        (templates, "title = \"Heart failure\"", &long, "longer than 120 characters: its title"),
        (templates, "\"High blood pressure\"", "\"Heart failure\"", "template `Heart failure` is there twice"),
        (sections, "item = \"(v)\"", "item = \"(xx)\"", "sections.toml: no section for item (v)"),
        (sections, "item = \"(v)\"", "item = \"(xx)\"", "`prognosis`: 42 CFR 484.60(a)(2) has no item `(xx)`"),
        (sections, "from = \"problems\"", "from = \"diagnoses\"", "unknown variant `diagnoses`"),
        (sections, "key = \"safety\"", "key = \"risk\"", "sections.toml: section `risk` is there twice"),
        (sections, "\"Poor\", \"Guarded\"", "\"Poor\", \"Poor\"", "`prognosis`: choice `Poor` is there twice"),
        (phrases, "name = \"vs\"", "name = \"sn\"", "phrases.toml: phrase `sn` is there twice"),
        (phrases, "name = \"vs\"", "name = \"v s\"", "`v s`: a name has small letters and digits"),
        (phrases, "text = \"Skilled", "text = \"\" #", "`sn`: needs a text of at most 200"),
    ] {
        let error = with(file, from, to);
        assert!(error.contains(says), "{from} -> {to}: {says}: {error}");
    }
}

#[test]
fn therapy_aide_and_social_work_need_an_order() {
    let [problems, templates, sections, phrases] = FILES.map(|(_, text)| text);
    let without = |title: &str, order: &str| {
        let at = templates.find(&format!("title = \"{title}\"")).unwrap();
        let (before, after) = templates.split_at(at);
        let changed = after.replacen(order, &order.replace("\norder = true", ""), 1);
        assert_ne!(after, changed);
        read(problems, &format!("{before}{changed}"), sections, phrases).unwrap_err()
    };
    let aide = without("Bathing and dressing", "who = \"HHA\"\noften = \"as ordered\"\norder = true");
    assert!(aide.contains("`Personal care by the aide plan`: aide and social work services need"), "{aide}");
    let social = without("Caregiver strain", "who = \"MSW\"\noften = \"as ordered\"\norder = true");
    assert!(social.contains("templates.toml: `Caregiver strain`: intervention"), "{social}");
    let therapy = without("Low endurance", "who = \"PT\"\noften = \"as ordered\"\norder = true");
    assert!(therapy.contains("at least one line of a therapy needs"), "{therapy}");
}

#[test]
fn what_a_nurse_types_finds_the_template() {
    let mut desk = Desk::of(planned(), "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g p");
    let mut wrong = Vec::new();
    for (typed, found) in TYPED {
        desk.keys("a").type_text(typed);
        let screen = desk.screen();
        let first =
            screen.lines().find(|line| line.contains("> ") && line.contains('(') || line.contains("> problem:"));
        if !first.is_some_and(|line| line.contains(found)) {
            wrong.push(format!("{typed}: {found}, not {}", first.unwrap_or_default().trim()));
        }
        desk.keys("Esc");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is typed, and what has to stand first.
const TYPED: &[(&str, &str)] = &[
    ("chf", "Heart failure (Circulation)"),
    ("hf", "Heart failure"),
    ("htn", "High blood pressure"),
    ("bp", "High blood pressure"),
    ("afib", "Atrial fibrillation"),
    ("cabg", "After heart surgery or heart attack"),
    ("warf", "Anticoagulation (Circulation)"),
    ("inr", "Anticoagulation"),
    ("blood thinner", "Anticoagulation"),
    ("edema", "Venous leg swelling"),
    ("pad", "Poor circulation in the legs"),
    ("copd", "COPD (Respiration)"),
    ("sob", "COPD"),
    ("oxygen", "Oxygen at home"),
    ("o2", "Oxygen at home"),
    ("pneu", "Pneumonia"),
    ("trach", "Tracheostomy"),
    ("wound", "(Skin)"),
    ("venous ulcer", "Venous leg ulcer"),
    ("pressure inj", "Pressure injury"),
    ("braden", "Pressure injury"),
    ("staples", "Surgical incision"),
    ("wound vac", "Negative pressure therapy"),
    ("skin tear", "Skin tear"),
    ("dm", "Diabetes (Digestion-hydration)"),
    ("glucose", "Diabetes"),
    ("insulin", "Insulin started (Medication regimen)"),
    ("peg", "Tube feeding"),
    ("dysphagia", "Trouble swallowing"),
    ("pain", "(Pain)"),
    ("hospice", "Comfort care"),
    ("falls", "Risk of falls (Neuro-musculo-skeletal function)"),
    ("gait", "Risk of falls"),
    ("tka", "Hip or knee replacement"),
    ("hip fr", "Fracture"),
    ("cva", "Stroke"),
    ("parkin", "Parkinson disease"),
    ("bka", "Amputation"),
    ("home safety", "Unsafe home"),
    ("emerg", "Ready for an emergency"),
    ("bed bugs", "Unclean or infested home"),
    ("meds", "Managing medicines"),
    ("pillb", "Managing medicines (Medication regimen)"),
    ("reconc", "Medicines changed at discharge"),
    ("b12", "Injections given by the nurse"),
    ("foley", "Indwelling catheter (Urinary function)"),
    ("cath", "Indwelling catheter"),
    ("incont", "Incontinence of urine"),
    ("dialysis", "Kidney disease or dialysis"),
    ("uti", "Urinary or other infection"),
    ("constip", "Constipation"),
    ("colostomy", "New ostomy"),
    ("c diff", "Diarrhea or bowel incontinence"),
    ("mrsa", "Resistant organism"),
    ("picc", "IV antibiotic at home"),
    ("iv", "IV antibiotic at home"),
    ("port", "Central line or port care"),
    ("dementia", "Dementia"),
    ("delir", "New confusion"),
    ("seiz", "Seizures"),
    ("depre", "Depression (Mental health)"),
    ("phq", "Depression"),
    ("anx", "Anxiety"),
    ("caregiver", "Caregiver strain"),
    ("meals on wheels", "Needs community resources"),
    ("lonely", "Isolation"),
    ("grief", "Grief"),
    ("aps", "Suspected abuse"),
    ("aphasia", "Aphasia or slurred speech"),
    ("glauc", "Low vision"),
    ("hearing", "Hard of hearing"),
    ("denture", "Mouth and dentures"),
    ("weight loss", "Weight loss"),
    ("diet", "Special diet"),
    ("cpap", "Poor sleep"),
    ("endur", "Low endurance"),
    ("adl", "Bathing and dressing"),
    ("bath", "Bathing and dressing"),
    ("smok", "Smoking or vaping"),
    ("alcohol", "Alcohol or drug use"),
    ("appoint", "Missed appointments"),
    ("readm", "Risk of going back to the hospital"),
    ("medicaid", "Cannot pay for medicines or food"),
    ("family planning", "problem: Family planning"),
];

#[test]
fn a_problem_with_its_goal_and_two_interventions_costs_ten_keys() {
    let mut desk = Desk::of(planned(), "rbrandt", now(), (80, 24));
    desk.keys("f").type_text("abara").keys("Enter g p");
    desk.keys("a").type_text("wound").keys("Enter");
    insta::assert_snapshot!("template_80x24", desk.styled_screen());
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
    desk.keys("G k k k k k k k k k");
    desk.has("Text: Safety measures");
    desk.keys("e").type_text("Fall precautions, night light").keys("Ctrl-s");
    desk.has("section of the plan written");
    desk.has("15 texts missing");
    desk.keys("S");
    let lines = desk.screen();
    assert!(!lines.contains("missing: Safety"), "{lines}");
    desk.keys("Esc u");
    desk.has("16 texts missing");
}

#[test]
#[ignore = "prints a time, and times are not the same everywhere"]
fn how_long_reading_takes() {
    let [problems, templates, sections, phrases] = FILES.map(|(_, text)| text);
    let mut times: Vec<_> = (0..21)
        .map(|_| {
            let begun = std::time::Instant::now();
            read(problems, templates, sections, phrases).unwrap();
            begun.elapsed()
        })
        .collect();
    times.sort();
    println!("plan-of-care content read in {:?} (median of 21; slowest {:?})", times[10], times[20]);
}
