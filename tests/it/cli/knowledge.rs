//! `knowledge check`, and an agency's own tables at work.

use serde_json::{Value, json};

use super::home::Home;

const HEAD: &str = "rule,action,tier,author,reason,date\n";
const PAIRS: &str = "interaction_id,a,b,tier,when,else_tier,routes,mechanism,consequence,action,onc_ref,source,\
    source_detail,checked_against,overrides\n";

fn agency(files: &[(&str, String)]) -> Home {
    let home = Home::new();
    std::fs::create_dir(home.path("own")).unwrap();
    for (name, text) in files {
        std::fs::write(home.path("own").join(name), text).unwrap();
    }
    std::fs::write(home.path("agency.toml"), "[knowledge]\nfolder = \"own\"\n").unwrap();
    std::fs::write(home.path("list.txt"), "warfarin 5 mg daily\nnaproxen 500 mg bid\nmelatonin 3 mg nightly\n")
        .unwrap();
    home
}

fn added(a: &str, b: &str) -> String {
    format!("{PAIRS}AG1,{a},{b},serious,,,systemic,unknown,bleeding,Call the pharmacist,,authors,,,\n")
}

fn alerts(home: &Home) -> Vec<Value> {
    let page = home.run(&["check-meds", "list.txt", "--config", "agency.toml", "--json"]).fine();
    let answer: Value = serde_json::from_str(&page).unwrap();
    answer["alerts"].as_array().unwrap().clone()
}

fn rule(alerts: &[Value], id: &str) -> Option<Value> {
    alerts.iter().find(|alert| alert["rule"] == id).cloned()
}

/// What `knowledge check` says, which must be that something is wrong.
fn faults(files: &[(&str, String)]) -> String {
    let answer = agency(files).run(&["knowledge", "check", "own"]);
    assert_eq!((answer.code, answer.err.as_str()), (1, ""), "{}", answer.out);
    answer.out
}

#[test]
fn an_agency_adds_silences_and_grades_with_its_name_on_it() {
    let overrides = format!(
        "{HEAD}AG1,add,,P. Smith PharmD,two falls last year,2026-10-01\n\
         I066,tier,contraindicated,P. Smith PharmD,policy 12,2026-10-02\n\
         X06,silence,,P. Smith PharmD,always ordered here,2026-10-03\n"
    );
    let home = agency(&[("interactions.csv", added("warfarin", "melatonin")), ("overrides.csv", overrides)]);
    let page = home.run(&["knowledge", "check", "own"]).fine();
    assert_eq!(page, "The tables are sound: 1 rows added, 1 silenced, 1 graded otherwise.\n");
    let found: Value = serde_json::from_str(&home.run(&["knowledge", "check", "own", "--json"]).fine()).unwrap();
    assert_eq!(found, json!({"sound": true, "faults": [], "added": 1, "silenced": 1, "regraded": 1}));

    let alerts = alerts(&home);
    let own = rule(&alerts, "AG1").unwrap();
    assert!(own["source"].as_str().unwrap().starts_with("this agency's own table"), "{own}");
    let graded = rule(&alerts, "I066").unwrap();
    assert_eq!(graded["tier"], "contraindicated");
    let source = graded["source"].as_str().unwrap();
    assert!(
        source.contains("contraindicated at this agency since 2026-10-02 (P. Smith PharmD: policy 12)"),
        "{source}"
    );
    assert!(rule(&alerts, "X06").is_none());
}

#[test]
fn without_a_folder_the_built_in_set_speaks() {
    let home = agency(&[]);
    std::fs::write(home.path("agency.toml"), "").unwrap();
    let alerts = alerts(&home);
    assert!(rule(&alerts, "X06").is_some() && rule(&alerts, "AG1").is_none());
    assert_eq!(rule(&alerts, "I066").unwrap()["tier"], "serious");
}

#[test]
fn a_fault_is_named_with_file_row_and_column() {
    let explained = format!("{HEAD}AG1,add,,A. Lee,because,2026-10-01\n");
    let pair = |text: String| vec![("interactions.csv", text), ("overrides.csv", explained.clone())];
    let cases: Vec<(Vec<(&str, String)>, &str)> = vec![
        (pair(added("warfarine", "melatonin")), "interactions.csv line 2, column a: `warfarine` is neither class nor ingredient"),
        (pair(added("warfarin", "melatonin").replace("serious", "grave")), "interactions.csv line 2, column tier: `grave` is not a tier"),
        (pair(added("warfarin", "melatonin").replace("AG1", "I066")), "interactions.csv line 2, column interaction_id: the id `I066` is used twice"),
        (pair(added("warfarin", "naproxen").replace("authors", "rumour")), "column source: `rumour` is not a source"),
        (vec![("interactions.csv", added("warfarin", "melatonin"))], "`AG1` has no row `AG1,add` in overrides.csv"),
        (vec![("overrides.csv", format!("{HEAD}I066,silence,,,because,2026-10-01\n"))], "overrides.csv line 2, column author: has no author"),
        (vec![("overrides.csv", format!("{HEAD}I066,silence,,A. Lee,because,October\n"))], "overrides.csv line 2, column date: `October` is not a date"),
        (vec![("overrides.csv", format!("{HEAD}Z9,silence,,A. Lee,because,2026-10-01\n"))], "overrides.csv line 2, column rule: `Z9` is no rule of the set"),
        (vec![("overrides.csv", format!("{HEAD}I066,tier,grave,A. Lee,because,2026-10-01\n"))], "overrides.csv line 2, column tier: `grave` is not a tier"),
        (vec![("overrides.csv", format!("{HEAD}I066,hide,,A. Lee,because,2026-10-01\n"))], "overrides.csv line 2, column action: `hide` is not one of"),
        (vec![("overrides.csv", "rule,action\nI066,silence\n".to_owned())], "overrides.csv line 2: missing field `tier`"),
        (vec![("dose_limits.csv", "rule_id,ingredient_id,max_daily,unit,applies_when,level,message,route,source,source_detail\nAG2,warfarin,much,mg,adult,serious,too much,,authors,\n".to_owned())], "dose_limits.csv line 2, column max_daily: invalid float"),
        (vec![("interaction.csv", String::new())], "`interaction.csv` is no table of the set"),
        (vec![("renal.csv", "rule_id\r\n".to_owned())], "renal.csv line 1: has a carriage return"),
    ];
    for (files, told) in cases {
        let page = faults(&files);
        assert!(page.contains(told), "`{told}` is missing in {page}");
    }
    assert!(Home::new().run(&["knowledge", "check", "nowhere"]).out.contains("the folder: cannot be read"));
}

#[test]
fn tables_with_a_fault_are_refused_at_the_start() {
    let home = agency(&[("interactions.csv", added("warfarine", "melatonin"))]);
    let said = home.run(&["check-meds", "list.txt", "--config", "agency.toml"]).refused(1);
    assert!(said.contains("drug tables are refused: interactions.csv line 2, column a"), "{said}");
    assert!(said.contains("caseload knowledge check own"), "{said}");
}

#[test]
fn an_empty_folder_is_sound() {
    let page = agency(&[]).run(&["knowledge", "check", "own"]).fine();
    assert!(page.starts_with("The tables are sound: 0 rows added"), "{page}");
}
