//! Settings: the example is the truth, layers lie in order, and errors say where and what to do.

use std::fs;
use std::path::{Path, PathBuf};

use caseload::config::{Color, Config, HolidayDates, Places, SettingWord};
use chrono::Weekday;

use crate::source::root;

fn example() -> String {
    fs::read_to_string(root().join("config.example.toml")).unwrap()
}

fn complaint(text: &str) -> String {
    Config::default().apply(text, Path::new("config.toml")).unwrap_err().to_string()
}

#[test]
fn the_example_says_what_holds_without_it() {
    let mut config = Config::default();
    config.apply(&example(), Path::new("config.example.toml")).unwrap();
    assert_eq!(config, Config::default());
}

#[test]
fn every_key_is_in_the_example_and_its_sample_is_valid() {
    let is_setting = |line: &str| line.split_once(" = ").is_some_and(|(key, _)| !key.trim_matches('"').contains(' '));
    let text: Vec<String> = example()
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|rest| is_setting(rest)).unwrap_or(line).to_owned())
        .collect();
    let mut config = Config::default();
    config.apply(&text.join("\n"), Path::new("config.example.toml")).unwrap();
    // Naming every field makes a new one fail to compile here until the example has it.
    let Config {
        database,
        zone,
        user,
        color,
        ascii,
        keys,
        agency,
        week_starts,
        holidays,
        rules,
        knowledge,
        not_for,
        speech,
    } = config;
    assert!(database.is_some() && zone.is_some() && user.is_some() && !keys.is_empty());
    assert_eq!((color, ascii, week_starts, holidays), (Color::Auto, false, Weekday::Sun, HolidayDates::Federal));
    assert_eq!(rules["oasis-submit"].due_days, Some(7));
    assert!(knowledge.is_some() && !speech);
    assert_eq!(not_for["lpn"], ["order", "medication"]);
    assert!(agency.address.len() == 2 && agency.phone.is_some() && agency.provider_number.is_some());
    for key in ["color", "ascii", "speech", "week_starts", "dates"] {
        assert!(text.iter().any(|line| line.starts_with(&format!("{key} = "))), "{key} is missing in the example");
    }
}

#[test]
fn a_mistake_is_named_with_its_line_its_key_and_a_fix() {
    let unknown = complaint("# mine\ncolour = \"never\"\n");
    assert!(unknown.starts_with("config.toml, line 2, `colour`: unknown field"), "{unknown}");
    assert!(unknown.contains("color") && unknown.contains("put #"), "{unknown}");
    let zone = complaint("zone = \"Chicago\"");
    assert!(zone.contains("line 1, `zone`") && zone.contains("America/Chicago"), "{zone}");
    let word = complaint("\n\ncolor = \"always\"");
    assert!(word.contains("line 3, `color`") && word.contains("auto"), "{word}");
    let form = complaint("ascii = \"yes\"");
    assert!(form.contains("line 1, `ascii`") && form.contains("config.example.toml"), "{form}");
    let broken = complaint("ascii = true\nuser = \"rbrandt");
    assert!(broken.contains("line 2"), "{broken}");
}

#[test]
fn later_layers_win_and_silence_keeps_the_earlier() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let system =
        write("system.toml", "database = \"/srv/a.db\"\nascii = true\n[keys]\n\"a.b\" = \"x\"\n\"c.d\" = \"y\"");
    let user = write("user.toml", "color = \"never\"\n[keys]\n\"a.b\" = \"z\"");
    let named = write("named.toml", "user = \"rbrandt\"");
    let absent = folder.path().join("absent.toml");
    let mut places = Places { files: vec![system, absent, user], named: Some(named), database: None };

    let config = Config::load(&places).unwrap();
    assert_eq!(config.database, Some(PathBuf::from("/srv/a.db")));
    assert_eq!((config.color, config.ascii, config.user.as_deref()), (Color::Never, true, Some("rbrandt")));
    assert_eq!((config.keys["a.b"].as_str(), config.keys["c.d"].as_str()), ("z", "y"));

    places.database = Some(PathBuf::from("/srv/b.db"));
    assert_eq!(Config::load(&places).unwrap().database, Some(PathBuf::from("/srv/b.db")));
}

#[test]
fn a_file_that_was_named_must_exist() {
    let places = Places { files: vec![], named: Some(PathBuf::from("absent.toml")), database: None };
    let error = Config::load(&places).unwrap_err().to_string();
    assert!(error.starts_with("absent.toml: it cannot be read") && error.contains("--config"), "{error}");
}

#[test]
fn what_an_agency_settles_is_read_and_its_mistakes_are_named() {
    let mut config = Config::default();
    let text = "week_starts = \"monday\"\n[holidays]\ndates = [2026-11-26, 2026-11-27]\n\
        [rules.oasis-submit]\ndue_days = 7\nreason = \"claims\"\n\n[rules.soc-initial-visit]\ndue_hours = 24\nlead_hours = 6\n";
    config.apply(text, Path::new("agency.toml")).unwrap();
    let day = |text: &str| text.parse().unwrap();
    assert_eq!(config.week_starts, Weekday::Mon);
    assert_eq!(config.holidays, HolidayDates::Dates(vec![day("2026-11-26"), day("2026-11-27")]));
    let visit = &config.rules["soc-initial-visit"];
    assert_eq!((visit.due_hours, visit.lead_hours, visit.setting), (Some(24), Some(6), None));
    assert_eq!(visit.place.to_string(), "agency.toml, line 8");

    for (wrong, said) in [
        ("week_starts = \"sun\"", "line 1, `week_starts`: `sun` is not a day of the week"),
        (
            "[holidays]\ndates = \"state\"",
            "line 2, `dates`: invalid value: string \"state\", expected \"federal\" or a list",
        ),
        ("[holidays]\ndates = [2026-02-30]", "line 2, `dates`: "),
        ("[holidays]\ndates = [2026-02-03T08:00:00]", "line 2, `dates`: `2026-02-03T08:00:00` is not a date"),
        ("[holidays]\ndays = []", "line 2, `days`: unknown field `days`"),
        ("[rules.f2f]\ndue = 20", "line 2, `due`: unknown field `due`"),
        ("[rules.f2f]\ndue_days = -1", "line 2, `due_days`: "),
        ("[rules.f2f]\nsetting = \"never\"", "line 2, `setting`: unknown variant `never`"),
        ("[rules]\nf2f = 20", "line 2, `f2f`: "),
    ] {
        let complaint = complaint(wrong);
        assert!(complaint.starts_with(&format!("config.toml, {said}")), "{complaint}");
    }
}

#[test]
fn a_later_file_changes_of_a_rule_what_it_names() {
    let mut config = Config::default();
    let system = "[rules.f2f]\ndue_days = 20\nlead_days = 4\nreason = \"late visits\"\n";
    config.apply(system, Path::new("system.toml")).unwrap();
    config.apply("[rules]\nf2f = { setting = \"on\", lead_hours = 12 }", Path::new("named.toml")).unwrap();
    let rule = &config.rules["f2f"];
    assert_eq!((rule.setting, rule.due_days), (Some(SettingWord::On), Some(20)));
    assert_eq!((rule.lead_days, rule.lead_hours), (None, Some(12)), "one lead, in the unit written last");
    assert_eq!(rule.reason.as_deref(), Some("late visits"));
    assert_eq!(rule.place.to_string(), "named.toml, line 2");
}
