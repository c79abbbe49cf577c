//! What the program says: no sentence names a key by itself, and nobody is taken for a woman or a man.

use std::collections::BTreeSet;

use caseload::ui::key::Key;
use caseload::ui::rows;

use crate::source::{Source, files, rust_files};

/// Where keys are bound and written down. Their sentences are looked at as well.
const KEY_TABLES: [&str; 5] =
    ["src/ui/key.rs", "src/ui/command.rs", "src/ui/commands.rs", "src/ui/commands/boxes.rs", "src/ui/commands/home.rs"];

/// What stands for itself: how keys are written down in the configuration file.
const ABOUT_KEYS: &str = "is not a key; write it like";

/// Verbs that follow a key where its sign is also a number or an article: "1 keeps ours", "a adds one".
const VERBS: [&str; 21] = [
    "adds", "answers", "asks", "closes", "corrects", "finds", "keeps", "leaves", "lists", "marks", "names", "opens",
    "prints", "puts", "reads", "records", "reopens", "saves", "shows", "stops", "writes",
];

/// Words before a key.
const PRESSED: [&str; 5] = ["press", "presses", "pressing", "Press", "key"];

/// Words in `s` that may follow a letter without being what a key does.
const NO_VERBS: [&str; 6] = ["as", "has", "is", "its", "this", "was"];

/// A word of a sentence with what stands before and behind it.
struct Word<'a> {
    before: &'a str,
    word: &'a str,
    behind: &'a str,
}

impl<'a> Word<'a> {
    fn of(token: &'a str) -> Self {
        let opening = |c: char| "(\"'`#".contains(c);
        let closing = |c: char| ".,;:)\"'`".contains(c);
        let start = token.len() - token.trim_start_matches(opening).len();
        let rest = &token[start..];
        // A sign alone is a key and not the end of a sentence.
        let end = start + rest.trim_end_matches(closing).len().max(usize::from(!rest.is_empty() && rest.is_ascii()));
        Self { before: &token[..start], word: &token[start..end], behind: &token[end..] }
    }
}

/// The text with what `format!` fills in as one sign each.
fn without_placeholders(text: &str) -> String {
    let text = text.replace("\\n", " ").replace("\\\"", "\"").replace("{{", "(").replace("}}", ")");
    let mut rest = text.as_str();
    let mut out = String::new();
    while let Some((before, behind)) = rest.split_once('{') {
        out.push_str(before);
        out.push('\u{1}');
        rest = behind.split_once('}').map_or("", |(_, behind)| behind);
    }
    out + rest
}

/// Every key of the table and every single letter, but those that terminals name by a word.
fn signs() -> BTreeSet<String> {
    let bound = rows().flat_map(|row| row.keys).filter(|key| !is_named(key)).map(|key| (*key).to_owned());
    let words = ["on", "or"];
    let letters = ('b'..='z').chain('A'..='Z').map(String::from);
    bound.chain(letters).filter(|key| !words.contains(&key.as_str()) && key != "I").collect()
}

/// Whether a word is the name of a key that is no sign: `Esc`, `Ctrl-z`, `F1`.
fn is_named(word: &str) -> bool {
    // Words of plain English too; a sentence that means these keys says "arrow".
    let english = ["Up", "Down", "Left", "Right", "Home", "End", "Del"];
    word.chars().count() > 1
        && !english.contains(&word)
        && Key::parse(word).is_some_and(|key| !matches!(key, Key::F(0) | Key::F(13..)))
}

/// The key that a string names by itself.
fn key_named_in(text: &str, in_ui: bool, signs: &BTreeSet<String>) -> Option<String> {
    let text = without_placeholders(text);
    let words: Vec<Word<'_>> = text.split_whitespace().map(Word::of).collect();
    let word_at = |at: Option<usize>| at.and_then(|at| words.get(at)).map_or("", |word| word.word);
    let found = words.iter().enumerate().find(|(at, Word { before, word, behind })| {
        if is_named(word) {
            return true;
        }
        let is_article = matches!(*word, "a" | "A");
        if !signs.contains(*word) && !is_article {
            return false;
        }
        let (previous, next) = (word_at(at.checked_sub(1)), word_at(Some(at + 1)));
        let is_behind_amount = |previous: &Word<'_>| {
            previous.behind.is_empty() && previous.word.ends_with(|c: char| c == '\u{1}' || c.is_ascii_digit())
        };
        if at.checked_sub(1).and_then(|at| words.get(at)).is_some_and(is_behind_amount) {
            return false; // a unit: "3 d"
        }
        let is_plain = is_article || word.chars().all(|c| c.is_ascii_digit());
        let does = behind.is_empty()
            && if is_plain {
                VERBS.contains(&next)
            } else {
                next == "again" || (next.len() > 2 && next.ends_with('s') && !NO_VERBS.contains(&next))
            };
        let ends = words.len() == at + 1 || !behind.is_empty();
        let is_pressed = PRESSED.contains(&previous) && (ends || !is_article);
        // Outside of `ui` letters by themselves are the shorthand of drug lines and the marks of documents.
        let is_in_brackets = *before == "(" && (behind.starts_with(')') || *behind == ":");
        let is_alone = !is_plain && word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic());
        does || is_pressed || (in_ui && words.len() > 1 && (is_in_brackets || is_alone))
    });
    found.map(|(_, word)| word.word.to_owned())
}

/// Strings of a file's product that name a key by themselves.
fn keys_named_in(source: &Source, signs: &BTreeSet<String>) -> Vec<String> {
    let (last, in_ui) = (source.product_lines(), source.path.starts_with("src/ui"));
    let is_table = KEY_TABLES.contains(&source.path.as_str());
    let sentences = source
        .strings
        .iter()
        .filter(|(line, text)| *line <= last && (!is_table || text.contains(' ')) && !text.contains(ABOUT_KEYS));
    let named = sentences.filter_map(|(line, text)| Some((line, text, key_named_in(text, in_ui, signs)?)));
    named.map(|(line, text, key)| format!("{}:{line}: `{key}` in \"{text}\"", source.path)).collect()
}

#[test]
fn no_sentence_names_a_key_by_itself() {
    let signs = signs();
    let rooms = ["src/domain", "src/domain.rs", "src/ui", "src/ui.rs"];
    let found: Vec<String> =
        rooms.iter().flat_map(|room| rust_files(room)).flat_map(|source| keys_named_in(&source, &signs)).collect();
    assert!(found.is_empty(), "write these keys with `key_for`, and none in `domain`:\n{}", found.join("\n"));
}

#[test]
fn a_key_in_a_sentence_is_found() {
    let signs = signs();
    for (path, text) in [
        ("src/ui/goal.rs", "No goal is selected; a adds one."),
        ("src/ui/goal.rs", "press r"),
        ("src/ui/goal.rs", "Then press a."),
        ("src/ui/goal.rs", "A colleague was faster. Esc leads back."),
        ("src/ui/goal.rs", "Kept. Ctrl-z puts it in again."),
        ("src/ui/goal.rs", "why  (w: full)"),
        ("src/ui/goal.rs", "{rows} undecided. 5 puts a row on the list."),
        ("src/ui/goal.rs", "nothing is on record: {doses}, F a fill"),
        ("src/ui/goal.rs", "R ranks again."),
        ("src/ui/goal.rs", "+ shows {advisory} more"),
        ("src/ui/goal.rs", "No deadline is selected; gt shows them."),
        ("src/ui/goal.rs", "Esc"),
        ("src/domain/visit.rs", "It is closed. u undoes your last change."),
        ("src/domain/visit.rs", "press r"),
        ("src/domain/visit.rs", "The list has it not. 4 stops it, 1 keeps ours."),
    ] {
        let source = Source::new(path, &format!("fn f() {{ g(\"{text}\"); }}"));
        assert_eq!(keys_named_in(&source, &signs).len(), 1, "{text}");
    }
    for text in
        ["{days} d: {said}", "a week, or {many} days", "2 visits a week", "{} adds one", "I certify", "on days 5 to 8"]
    {
        let source = Source::new("src/ui/goal.rs", &format!("fn f() {{ g(\"{text}\"); }}"));
        assert_eq!(keys_named_in(&source, &signs), Vec::<String>::new(), "{text}");
    }
}

/// The names of commands that a file asks the keys of: in the brackets of `key_for` and `keys_for`, and whatever is written
/// like one (`plan.add`).
fn commands_named_in(source: &Source) -> Vec<String> {
    let groups: BTreeSet<&str> = rows().filter_map(|row| row.name.split_once('.')).map(|(group, _)| group).collect();
    let is_like_one = |text: &&String| {
        let parts = text.split_once('.');
        parts.is_some_and(|(group, name)| {
            groups.contains(group) && !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        })
    };
    let like_one = source.strings.iter().map(|(_, text)| text).filter(is_like_one).cloned();
    let asked = source.code.match_indices("key_for(").chain(source.code.match_indices("keys_for("));
    let asked = asked.flat_map(|(at, call)| {
        let open = at + call.len();
        let inside = source.code[open..].find(')').map_or("", |end| &source.text[open..open + end]);
        inside.split('"').skip(1).step_by(2).map(str::to_owned)
    });
    like_one.chain(asked).collect()
}

#[test]
fn every_key_that_is_asked_for_is_of_a_command() {
    let known: BTreeSet<&str> = rows().map(|row| row.name).collect();
    let mut asked = 0;
    for source in rust_files("src/ui").iter().chain(&rust_files("src/ui.rs")) {
        for name in commands_named_in(source) {
            asked += 1;
            assert!(known.contains(name.as_str()), "{}: there is no command `{name}`", source.path);
        }
    }
    assert!(asked > 200, "{asked}");
    let wrong = Source::new("src/ui/x.rs", "fn f() { app.key_for(\"fly\"); let x = [\"plan.fly\"]; }");
    assert_eq!(commands_named_in(&wrong), ["plan.fly", "fly"]);
}

/// Words that take a patient or a clinician for a woman or a man.
const SHE_AND_HE: [&str; 8] = ["she", "her", "hers", "herself", "he", "him", "his", "himself"];

/// The law's own words stay.
const LAW: &str = "confined to his/her home";

fn names_a_sex(text: &str) -> bool {
    let text = text.replace(LAW, "").to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).any(|word| SHE_AND_HE.contains(&word))
}

#[test]
fn nobody_is_taken_for_a_woman_or_a_man() {
    let mut found = Vec::new();
    for source in rust_files("src") {
        let last = source.product_lines();
        let sentences = source.strings.iter().filter(|(line, text)| *line <= last && names_a_sex(text));
        found.extend(sentences.map(|(line, text)| format!("{}:{line}: {text}", source.path)));
    }
    let documents = files("assets", &["md", "toml", "txt", "sh"]).into_iter();
    for (path, text) in documents.chain(files("README.md", &[])).chain(files("CHANGELOG.md", &[])) {
        let lines = text.lines().enumerate().filter(|(_, line)| names_a_sex(line));
        found.extend(lines.map(|(at, line)| format!("{path}:{}: {line}", at + 1)));
    }
    assert!(found.is_empty(), "say it without she and he:\n{}", found.join("\n"));
    assert!(names_a_sex("Her list.") && names_a_sex("as she/he says") && !names_a_sex("The other is here."));
}
