//! The documents say what is so: their commands exist, their links lead somewhere.

use crate::source::{files, root};

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn documents() -> Vec<(String, String)> {
    let mut found = files("assets/docs", &["md"]);
    found.extend(files("README.md", &[]));
    found.extend(files("CHANGELOG.md", &[]));
    found
}

/// The commands of the shell blocks of a document.
fn shell_lines(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            _ if inside => found.push(line.trim().to_owned()),
            _ => {}
        }
    }
    found
}

#[test]
fn the_readme_names_the_two_commands_of_the_first_minute() {
    assert_eq!(shell_lines(&text("README.md")), ["cargo run --release -- demo", "cargo test"]);
}

#[test]
fn the_check_script_ends_with_the_test_command_of_the_readme() {
    let script = text(".ci/run");
    let last = script.lines().rfind(|line| !line.trim().is_empty());
    assert_eq!(last, shell_lines(&text("README.md")).last().map(String::as_str));
    assert!(text(".github/workflows/ci.yml").contains("run: .ci/run"));
}

#[test]
fn the_readme_says_what_is_not_signed() {
    let readme = text("README.md").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(readme.contains("have not been signed by a pharmacist or a director of nursing"));
    assert!(readme.contains("Do not use it for the care of real patients until"));
}

/// The names of the subcommands, from the program's own help.
fn subcommands() -> Vec<String> {
    #[allow(clippy::disallowed_methods, reason = "a test starts the program itself")]
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_caseload")).arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let list = help.split("Commands:").nth(1).unwrap_or_default().lines().skip(1);
    list.map_while(|line| line.split_whitespace().next().map(str::to_owned)).collect()
}

/// Words after `caseload` in code: a name, not an option or a path.
fn commands_named(text: &str) -> Vec<String> {
    let calls = text.split("`caseload ").skip(1).chain(text.split("--release -- ").skip(1));
    let word =
        |rest: &str| rest.split(|c: char| !(c.is_ascii_lowercase() || c == '-')).next().unwrap_or_default().to_owned();
    calls.map(word).filter(|word| !word.is_empty() && !word.starts_with('-')).collect()
}

#[test]
fn every_command_a_document_names_exists() {
    let known = subcommands();
    assert!(known.contains(&"demo".to_owned()), "{known:?}");
    let mut unknown = Vec::new();
    for (path, text) in documents() {
        let named = commands_named(&text).into_iter().filter(|name| !known.contains(name));
        unknown.extend(named.map(|name| format!("{path}: caseload {name}")));
    }
    assert!(unknown.is_empty(), "commands that do not exist:\n{}", unknown.join("\n"));
}

#[test]
fn every_link_of_a_document_leads_somewhere() {
    let mut lost = Vec::new();
    for (path, text) in documents() {
        let folder = root().join(&path).parent().unwrap().to_owned();
        for part in text.split("](").skip(1) {
            let target = part.split(')').next().unwrap().split('#').next().unwrap();
            if !target.is_empty() && !target.contains("://") && !folder.join(target).exists() {
                lost.push(format!("{path}: {target}"));
            }
        }
    }
    assert!(lost.is_empty(), "links that lead nowhere:\n{}", lost.join("\n"));
}

#[test]
fn every_decision_is_listed() {
    let list = text("assets/docs/decisions/0001-record-decisions.md");
    for (path, _) in files("assets/docs/decisions", &["md"]).iter().skip(1) {
        let name = path.rsplit('/').next().unwrap();
        assert!(list.contains(name), "{name} is not in the list of 0001");
    }
}
