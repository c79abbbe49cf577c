//! The project's own source, read as text: comments, strings and code apart. For the tests of the house rules.

use std::fs;
use std::path::{Path, PathBuf};

/// One file of the project.
pub(crate) struct Source {
    /// The path from the project's root, with `/`.
    pub(crate) path: String,
    /// As written.
    pub(crate) text: String,
    /// Comments and the insides of strings blanked; lines and columns as written.
    pub(crate) code: String,
    /// Every string literal with the line it begins on.
    pub(crate) strings: Vec<(usize, String)>,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let (code, strings) = split(text);
        Self { path: path.to_owned(), text: text.to_owned(), code, strings }
    }

    /// The code before the file's own tests.
    pub(crate) fn product(&self) -> &str {
        self.code.split("#[cfg(test)]").next().unwrap_or(&self.code)
    }

    /// Lines before the file's own tests.
    pub(crate) fn product_lines(&self) -> usize {
        self.product().lines().count()
    }

    /// The line of a byte position in `code`.
    pub(crate) fn line_at(&self, at: usize) -> usize {
        self.code[..at].matches('\n').count() + 1
    }
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under a folder of the project, in order.
pub(crate) fn rust_files(folder: &str) -> Vec<Source> {
    files(folder, &["rs"]).iter().map(|(path, text)| Source::new(path, text)).collect()
}

/// Every text file under a folder (or the file itself) with one of these endings; all endings when none is given.
pub(crate) fn files(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut |path| {
        let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        let wanted = endings.is_empty() || endings.contains(&ending);
        if let Some(text) = wanted.then(|| fs::read_to_string(path).ok()).flatten() {
            let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            found.push((name, text));
        }
    });
    found.sort();
    found
}

fn walk(path: &Path, visit: &mut impl FnMut(&Path)) {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for entry in entries {
            walk(&entry, visit);
        }
    } else if path.exists() {
        visit(path);
    }
}

/// Blanks comments and string contents, and lists the strings.
fn split(text: &str) -> (String, Vec<(usize, String)>) {
    let mut code = String::with_capacity(text.len());
    let mut strings = Vec::new();
    let mut rest = text;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (length, kept, string) = token(rest, first, code.chars().next_back());
        let (taken, after) = rest.split_at(length);
        if let Some(inner) = string {
            strings.push((line, inner));
        }
        code.extend(taken.char_indices().map(|(at, c)| if c == '\n' || at < kept { c } else { ' ' }));
        line += taken.matches('\n').count();
        rest = after;
    }
    (code, strings)
}

/// How long the next piece is, how much of its beginning is code, and the string it is, if it is one.
fn token(rest: &str, first: char, before: Option<char>) -> (usize, usize, Option<String>) {
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if rest.starts_with("//") {
        (rest.find('\n').unwrap_or(rest.len()), 0, None)
    } else if rest.starts_with("/*") {
        (rest.find("*/").map_or(rest.len(), |end| end + 2), 0, None)
    } else if first == '"' {
        let length = quoted(rest);
        (length, 1, Some(rest[1..length - 1].to_owned()))
    } else if let Some(hashes) = raw_string(rest).filter(|_| !in_word) {
        let open = rest.find('"').unwrap() + 1;
        let close = format!("\"{}", "#".repeat(hashes));
        let inner = rest[open..].find(&close).unwrap_or(rest.len() - open - close.len());
        (open + inner + close.len(), 1, Some(rest[open..open + inner].to_owned()))
    } else if first == '\'' {
        (character(rest), 1, None)
    } else {
        (first.len_utf8(), first.len_utf8(), None)
    }
}

/// The length of a `"..."` literal.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The number of `#` of a raw string that begins here.
fn raw_string(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// The length of a character literal, or 1 for the quote of a lifetime.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some(_)) => rest[3..].find('\'').map_or(1, |end| end + 4),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[test]
fn comments_and_strings_are_told_from_code() {
    let text = "let a = \"SELECT // \\\" x\"; // SELECT\nlet c = '\"'; fn f<'a>(x: &'a str) {} /* fn g */\nlet r = r#\"raw \"q\" {\"#; b()";
    let source = Source::new("x.rs", text);
    let strings: Vec<&str> = source.strings.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(strings, ["SELECT // \\\" x", "raw \"q\" {"]);
    assert!(!source.code.contains("SELECT") && !source.code.contains("fn g") && !source.code.contains("raw"));
    assert!(source.code.contains("fn f<'a>(x: &'a str) {}") && source.code.contains("; b()"));
    assert_eq!(source.code.lines().count(), text.lines().count());
    assert_eq!(source.strings[1].0, 3);
}
