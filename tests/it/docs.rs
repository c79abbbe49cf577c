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

/// The set-up commands of the README: its first two.
fn first_minute() -> Vec<String> {
    shell_lines(&text("README.md")).into_iter().take(2).collect()
}

#[test]
fn the_readme_names_the_two_commands_of_the_first_minute() {
    assert_eq!(first_minute(), ["cargo run --release -- demo", "cargo test"]);
}

#[test]
fn the_check_script_ends_with_the_test_command_of_the_readme() {
    let script = text(".ci/run");
    let last = script.lines().rfind(|line| !line.trim().is_empty());
    assert_eq!(last, first_minute().last().map(String::as_str));
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
    let typed = shell_lines(text).join("\n");
    let typed = typed.lines().filter_map(|line| line.strip_prefix("caseload "));
    let calls = text.split("`caseload ").skip(1).chain(text.split("--release -- ").skip(1)).chain(typed);
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

/// The first cells of a table under a heading, code marks taken off.
fn table_under(text: &str, heading: &str) -> Vec<String> {
    let below = text.split(heading).nth(1).unwrap_or_default();
    let rows = below.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    rows.skip(2).filter_map(|row| row.split('|').nth(1)).map(|cell| cell.trim().to_owned()).collect()
}

/// What stands between backticks.
fn code_words(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn the_map_of_the_readme_is_true() {
    let cells = table_under(&text("README.md"), "## Where things are").join(" ");
    let named: Vec<&str> = code_words(&cells).collect();
    let lost: Vec<_> = named.iter().filter(|place| !root().join(place).exists()).collect();
    assert!(lost.is_empty(), "the map names what is not there: {lost:?}");
    let rooms = modules().into_iter().map(|name| format!("src/{name}"));
    let folders = std::fs::read_dir(root().join("assets")).unwrap();
    let folders = folders.map(|entry| format!("assets/{}", entry.unwrap().file_name().to_string_lossy()));
    for place in rooms.chain(folders) {
        let file = format!("{place}.rs");
        assert!(named.contains(&place.as_str()) || named.contains(&file.as_str()), "{place} is not on the map");
    }
}

/// The top-level modules, as `src/lib.rs` declares them.
fn modules() -> Vec<String> {
    let lib = text("src/lib.rs");
    let lines = lib.lines().filter_map(|line| line.strip_prefix("pub mod "));
    lines.map(|name| name.trim_end_matches(';').to_owned()).collect()
}

#[test]
fn the_crate_page_names_every_module_and_only_files_that_exist() {
    let lib = text("src/lib.rs");
    let page: String =
        lib.lines().filter_map(|line| line.strip_prefix("//! ")).fold(String::new(), |page, line| page + line + "\n");
    let rows = table_under(&page, "# Folders");
    let mut named: Vec<String> = rows.iter().map(|cell| cell.trim_matches(['[', '`', ']']).to_owned()).collect();
    named.sort();
    assert_eq!(named, modules());
    let is_path = |word: &&str| ["src/", "assets/", "tests/"].iter().any(|folder| word.starts_with(folder));
    let lost: Vec<&str> =
        page.lines().flat_map(code_words).filter(is_path).filter(|path| !root().join(path).exists()).collect();
    assert!(lost.is_empty(), "the crate page names what is not there: {lost:?}");
    assert!(lib.lines().count() <= 120);
}

#[test]
fn every_document_is_on_the_index_page() {
    let index = text("assets/docs/README.md");
    for (path, _) in files("assets/docs", &[]) {
        let name = path.strip_prefix("assets/docs/").unwrap();
        let is_listed_elsewhere = name.starts_with("decisions/") || name == "README.md";
        assert!(is_listed_elsewhere || index.contains(&format!("({name})")), "{name} is not on the index page");
    }
}

#[test]
fn every_key_of_the_readme_is_a_key_of_the_program() {
    let keys = table_under(&text("README.md"), "## Keys").join(" ");
    let known = caseload::ui::reference();
    let unknown: Vec<&str> = code_words(&keys).filter(|key| !known.contains(&format!("`{key}`"))).collect();
    assert!(unknown.is_empty(), "keys that do nothing: {unknown:?}");
}

#[test]
fn every_decision_is_listed() {
    let list = text("assets/docs/decisions/0001-record-decisions.md");
    for (path, _) in files("assets/docs/decisions", &["md"]).iter().skip(1) {
        let name = path.rsplit('/').next().unwrap();
        assert!(list.contains(name), "{name} is not in the list of 0001");
    }
}
