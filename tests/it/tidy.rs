//! The habits of the house. A rule that no test keeps is a wish.

use crate::source::{Source, files, rust_files};

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 80;

/// Everything written by people, for rules about words.
fn all_text() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for place in ["src", "tests", "assets", ".ci", ".github"] {
        found.extend(files(place, &[]));
    }
    for file in ["README.md", "CHANGELOG.md", "Cargo.toml", "clippy.toml", "deny.toml", "config.example.toml"] {
        found.extend(files(file, &[]));
    }
    found
}

fn assert_none(found: &[String], rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

/// Lines of the product (not its tests) on which a word stands.
fn lines_with(source: &Source, word: &str) -> Vec<String> {
    let product = source.product();
    product
        .match_indices(word)
        .filter(|(at, _)| !product[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_') || word.starts_with('.'))
        .map(|(at, _)| format!("{}:{}: {word}", source.path, source.line_at(at)))
        .collect()
}

/// Name, first line and length of every function.
fn functions(source: &Source) -> Vec<(String, usize, usize)> {
    let code = &source.code;
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let stands_alone = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let name: String = code[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let body = code[at..].find(['{', ';']).map(|brace| at + brace);
        if let Some(open) = body.filter(|open| stands_alone && !name.is_empty() && code[*open..].starts_with('{')) {
            let end = closing(code, open);
            found.push((name, source.line_at(at), code[at..end].matches('\n').count() + 1));
        }
    }
    found
}

/// The position of the brace that closes the one at `open`.
fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return open + at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

#[test]
fn files_and_functions_stay_short() {
    let mut found = Vec::new();
    for source in rust_files("src").iter().chain(&rust_files("tests")) {
        let lines = source.product_lines();
        if lines > LONGEST_FILE {
            found.push(format!("{}: {lines} lines", source.path));
        }
        for (name, line, length) in functions(source) {
            if length > LONGEST_FUNCTION {
                found.push(format!("{}:{line}: fn {name} has {length} lines", source.path));
            }
        }
    }
    assert_none(&found, "too long");
}

#[test]
fn a_long_function_is_found() {
    let text = format!(
        "fn short() {{}}\nimpl A {{\n    fn long(&self) -> u8 {{\n{}        1\n    }}\n}}",
        "        let x = '{';\n".repeat(90)
    );
    let long: Vec<String> =
        functions(&Source::new("x.rs", &text)).into_iter().filter(|f| f.2 > LONGEST_FUNCTION).map(|f| f.0).collect();
    assert_eq!(long, ["long"]);
}

#[test]
fn the_product_neither_panics_nor_leaves_work_behind() {
    let words = [".unwrap()", ".expect(", ".unwrap_err()", "panic!", "todo!", "unimplemented!", "unreachable!", "dbg!"];
    let mut found = Vec::new();
    for source in rust_files("src") {
        found.extend(words.iter().flat_map(|word| lines_with(&source, word)));
    }
    for (path, text) in all_text() {
        for mark in [concat!("FIX", "ME"), concat!("XX", "X:"), concat!("TO", "DO")] {
            if text.contains(mark) {
                found.push(format!("{path}: {mark}"));
            }
        }
    }
    assert_none(&found, "a panic or unfinished work");
}

#[test]
fn sql_stays_in_the_store() {
    let is_sql = |text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        ["INSERT INTO ", "DELETE FROM ", "CREATE TABLE ", "CREATE INDEX ", "PRAGMA "]
            .iter()
            .any(|word| text.contains(word))
            || (text.contains("SELECT ") && text.contains(" FROM "))
            || (text.contains("UPDATE ") && text.contains(" SET "))
    };
    assert!(is_sql("UPDATE visit\n SET done = 1") && !is_sql("SELECT the visit"));
    let mut found = Vec::new();
    for source in rust_files("src").iter().filter(|source| !source.path.starts_with("src/store")) {
        let tests_at = source.product_lines();
        let sql = source.strings.iter().filter(|(line, text)| *line <= tests_at && is_sql(text));
        found.extend(sql.map(|(line, _)| format!("{}:{line}", source.path)));
    }
    assert_none(&found, "SQL outside src/store");
}

#[test]
fn an_exception_to_a_lint_says_why() {
    let mut found = Vec::new();
    for source in rust_files("src").iter().chain(&rust_files("tests")) {
        for opening in ["#[allow(", "#![allow(", "#[expect(", "#![expect("] {
            for (at, _) in source.code.match_indices(opening) {
                let attribute = source.code[at..].split(']').next().unwrap_or_default();
                let wholesale = ["warnings", "unused)", "clippy::all", "clippy::pedantic"];
                if !attribute.contains("reason") || wholesale.iter().any(|word| attribute.contains(word)) {
                    found.push(format!("{}:{}: {attribute}]", source.path, source.line_at(at)));
                }
            }
        }
    }
    assert_none(&found, "an exception without a reason, or from everything");
}

#[test]
fn modules_are_where_one_looks_for_them() {
    let mut found: Vec<String> = Vec::new();
    for source in rust_files("src").iter().chain(&rust_files("tests")) {
        if source.path.ends_with("/mod.rs") {
            found.push(format!("{}: write x.rs beside x/", source.path));
        }
    }
    let main = rust_files("tests/it").into_iter().find(|source| source.path == "tests/it/main.rs").unwrap();
    for source in rust_files("tests/it") {
        let name = source.path.trim_start_matches("tests/it/").trim_end_matches(".rs");
        if name != "main" && !name.contains('/') && !main.code.contains(&format!("mod {name};")) {
            found.push(format!("{}: not declared in tests/it/main.rs, so it never runs", source.path));
        }
    }
    assert_none(&found, "modules");
}

#[test]
fn names_say_what_a_thing_is() {
    let vague = ["Manager", "Helper", "Helpers", "Util", "Utils", "Data"];
    let mut found = Vec::new();
    for source in rust_files("src") {
        for kind in ["struct ", "enum ", "trait ", "type ", "mod "] {
            for (at, _) in source.code.match_indices(kind) {
                let rest = &source.code[at + kind.len()..];
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let type_is_vague = vague.iter().any(|word| name.ends_with(word)) && !name.ends_with("CaseManager");
                let mod_is_vague = kind == "mod " && vague.iter().any(|word| name == word.to_lowercase());
                if type_is_vague || mod_is_vague {
                    found.push(format!("{}:{}: {name}", source.path, source.line_at(at)));
                }
            }
        }
    }
    assert_none(&found, "a name that says nothing");
}

/// Lines, and lines that are comments or the head of a module.
fn comment_share<'a>(sources: impl Iterator<Item = &'a Source>) -> (usize, usize) {
    let is_comment = |line: &&str| line.starts_with("//") && !line.starts_with("///");
    sources.fold((0, 0), |(lines, comments), source| {
        let found = source.text.lines().map(str::trim_start).filter(is_comment).count();
        (lines + source.text.lines().count(), comments + found)
    })
}

#[test]
fn comments_are_rare_and_there() {
    let sources = rust_files("src");
    let (lines, comments) = comment_share(sources.iter());
    assert!(comments * 100 >= lines, "{comments} comments in {lines} lines: say why, where it is not plain");
    for room in ["domain", "knowledge", "store", "exchange", "ui", "run", "cli", "terminal", "demo"] {
        let folder = format!("src/{room}/");
        let (lines, comments) = comment_share(sources.iter().filter(|source| source.path.starts_with(&folder)));
        let a_few = lines / 100 * 6 + 10;
        assert!(comments <= a_few, "{room}: {comments} comments in {lines} lines: let the names say it");
    }
}

/// Lines on which a property has something else to run with than `runs` gives.
fn own_ways_to_run(source: &Source) -> Vec<String> {
    let opens = |rest: &str| {
        let rest: String = rest.chars().take(200).filter(|c| !c.is_whitespace()).collect();
        rest.starts_with("{#![proptest_config(runs(") || rest.starts_with("(runs(")
    };
    let code = &source.code;
    let properties = code.match_indices("proptest!").filter(|(at, name)| !opens(&code[at + name.len()..]));
    let configurations = ["ProptestConfig", "test_runner"].into_iter().flat_map(|word| code.match_indices(word));
    properties
        .chain(configurations)
        .map(|(at, word)| format!("{}:{}: {word}", source.path, source.line_at(at)))
        .collect()
}

#[test]
fn properties_run_on_one_seed_that_can_be_had_again() {
    let own =
        "proptest! {\n #[test] }\nproptest!(config, |(a in b)|)\nProptestConfig {}\nproptest::test_runner::Config {}";
    assert_eq!(own_ways_to_run(&Source::new("x.rs", own)).len(), 4);
    let files = rust_files("tests").into_iter().filter(|source| source.path != "tests/it/runs.rs");
    let found: Vec<String> = files.flat_map(|source| own_ways_to_run(&source)).collect();
    assert_none(&found, "a property that does not run with runs(usual)");
}

#[test]
fn no_path_of_somebodys_machine_is_written_down() {
    let mut found = Vec::new();
    for (path, text) in all_text() {
        for folder in [concat!("/wo", "rk/"), concat!("/tm", "p/"), concat!("/ho", "me/"), concat!("/Use", "rs/")] {
            let stands_alone = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || "._-/".contains(c));
            let leads_on = |at: usize| text[at + folder.len()..].starts_with(|c: char| c.is_alphanumeric());
            if text.match_indices(folder).any(|(at, _)| stands_alone(at) && leads_on(at)) {
                found.push(format!("{path}: {folder}"));
            }
        }
    }
    assert_none(&found, "a machine's path");
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = files("Cargo.toml", &[]).remove(0).1;
    let (mut in_dependencies, mut explained, mut found) = (false, false, Vec::new());
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            in_dependencies = line.ends_with("dependencies]");
        } else if in_dependencies && line.contains(" = ") && !line.starts_with('#') && !explained {
            found.push(line.to_owned());
        }
        explained = line.starts_with('#');
    }
    assert_none(&found, "a dependency without its reason");
}
