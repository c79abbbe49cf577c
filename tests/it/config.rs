//! Settings: the example is the truth, layers lie in order, and errors say where and what to do.

use std::fs;
use std::path::{Path, PathBuf};

use caseload::config::{Color, Config, Places};

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
    let Config { database, zone, user, color, ascii, keys } = config;
    assert!(database.is_some() && zone.is_some() && user.is_some() && !keys.is_empty());
    assert_eq!((color, ascii), (Color::Auto, false));
    for key in ["color", "ascii"] {
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
