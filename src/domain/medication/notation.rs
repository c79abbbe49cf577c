//! Notations that have been misread and cost lives: found in what is typed, never kept.

use super::decimal::Decimal;
use super::resolve::resolve;
use super::sig::without_conditions;
use super::words::{Words, folded_name};
use crate::domain::formulary::Formulary;
use crate::domain::formulary::rules::{NotationRule, Pattern};

/// Signs that end a word; the others stay in it.
const ENDS: [char; 10] = [',', ';', ':', '(', ')', '[', ']', '"', '!', '?'];
/// Units that may stand behind a number.
const UNITS: [&str; 15] =
    ["mg", "mcg", "ug", "µg", "\u{3bc}g", "g", "gm", "ml", "cc", "meq", "units", "unit", "iu", "mgs", "tab"];

/// What a strength on a label may be in.
const LABELLED: [&str; 14] =
    ["ml", "l", "hr", "h", "actuat", "actuation", "act", "spray", "puff", "dose", "inhalation", "g", "gm", "mg"];

/// One finding.
#[derive(Debug, Clone)]
pub struct Notation {
    /// As typed.
    pub written: String,
    /// The same as it should be written: "125 mcg" for "125µg".
    pub instead: String,
    /// How it is misread, and whether it may be kept.
    pub rule: &'static NotationRule,
}

/// The notations of a line as it was typed, each once, in the order of the table.
pub fn find(line: &str, formulary: &Formulary) -> Vec<Notation> {
    let typed = Typed::of(line);
    // Beside a blood pressure nobody takes the sign for a letter, and the condition is kept as it was written.
    let ordered = line.contains(['<', '>']).then(|| Typed::of(&without_conditions(line, formulary)));
    let mut found: Vec<Notation> = Vec::new();
    for rule in formulary.notations {
        let compares = rule.pattern == Pattern::Sign && formulary.text(rule.token).contains('<');
        let typed = ordered.as_ref().filter(|_| compares).unwrap_or(&typed);
        let Some(written) = typed.find(rule, formulary) else { continue };
        if !found.iter().any(|known| known.written == written) {
            let instead = instead(&written, rule, formulary);
            found.push(Notation { written, instead, rule });
        }
    }
    found
}

/// What was typed, as it should be written. The table's own words are an example where a number belongs into it, and an
/// example could be taken for an order.
fn instead(written: &str, rule: &NotationRule, formulary: &Formulary) -> String {
    let (number, unit) = number_and_rest(written);
    let plain = |number: &str| {
        let parsed = Decimal::parse(&number.replace(',', ""));
        parsed.map_or_else(|| number.to_owned(), |number| number.to_string())
    };
    match rule.pattern {
        Pattern::NumberAndUnit => {
            let range =
                written.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))).unwrap_or(written.len());
            let (numbers, unit) = written.split_at(range);
            let numbers: Vec<String> = numbers.split('-').map(plain).collect();
            format!("{} {}", numbers.join("-"), unit_words(unit))
        }
        Pattern::TrailingZero | Pattern::LeadingPoint | Pattern::LongNumber => plain(number),
        Pattern::NameAndNumber => {
            let letters = written.find(|c: char| c.is_ascii_digit()).unwrap_or(written.len());
            let (name, amount) = written.split_at(letters);
            let (number, unit) = number_and_rest(amount);
            [name, &plain(number), &unit_words(unit)].join(" ").trim_end().to_owned()
        }
        Pattern::ForDays => {
            let days = written.trim_matches(|c: char| !c.is_ascii_digit());
            format!("for {days} days")
        }
        Pattern::EveryHourPm => {
            let hour = written.trim_matches(|c: char| !c.is_ascii_digit());
            format!("daily at {hour} PM")
        }
        Pattern::Unit if !number.is_empty() => format!("{} {}", plain(number), unit_words(unit)),
        Pattern::Word
        | Pattern::Capitals
        | Pattern::EyeOrEar
        | Pattern::Dotted
        | Pattern::UnitLetter
        | Pattern::Unit
        | Pattern::Sign
        | Pattern::SignAlone
        | Pattern::Per
        | Pattern::NotChecked => formulary.text(rule.instead).to_owned(),
    }
}

/// A unit as it is written.
fn unit_words(unit: &str) -> String {
    let lower = unit.to_lowercase();
    let known = match lower.as_str() {
        "ug" | "µg" | "\u{3bc}g" => "mcg",
        "ml" | "cc" => "mL",
        "meq" => "mEq",
        "iu" | "u" => "units",
        "gm" => "g",
        "mgs" => "mg",
        other => other,
    };
    known.to_owned()
}

/// A line as typed, cut at blanks.
struct Typed {
    tokens: Vec<String>,
    /// Whether it has no small letter, so that capitals say nothing.
    shouted: bool,
    has_drops: bool,
    line: String,
}

impl Typed {
    fn of(line: &str) -> Self {
        let cut = |token: &str| token.trim_matches(|c| ENDS.contains(&c)).to_owned();
        let tokens: Vec<String> = line.split_whitespace().map(cut).filter(|token| !token.is_empty()).collect();
        let words = Words::of(line);
        let drops = ["drop", "drops", "gtt", "gtts"];
        Self {
            shouted: !line.chars().any(char::is_lowercase),
            has_drops: words.iter().any(|word| drops.contains(&word)),
            line: line.to_owned(),
            tokens,
        }
    }

    /// The words that a rule is about, as typed.
    fn find(&self, rule: &NotationRule, formulary: &Formulary) -> Option<String> {
        let wanted = formulary.text(rule.token);
        if wanted.contains(' ') && rule.pattern == Pattern::Word {
            let words: Vec<&str> = wanted.split(' ').collect();
            let found = self.tokens.windows(words.len()).find(|window| is_same(window, &words))?;
            return Some(found.join(" "));
        }
        (0..self.tokens.len()).find_map(|at| self.at(at, rule.pattern, wanted, formulary))
    }

    fn token(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", String::as_str)
    }

    fn at(&self, at: usize, pattern: Pattern, wanted: &str, formulary: &Formulary) -> Option<String> {
        let token = self.token(at);
        let bare = token.trim_end_matches('.');
        let whole = |found: bool| found.then(|| bare.to_owned());
        match pattern {
            // In the name of a tablet it is its strength: "Bactrim SS".
            Pattern::Word if same_word(wanted, "ss") && !is_for_a_scale(&self.line, formulary) => None,
            Pattern::Word => self.word(at, wanted, formulary),
            Pattern::Capitals => {
                let alone = bare == wanted && !self.shouted && !self.is_part_of_a_name(at, formulary);
                whole(alone)
            }
            // "1 drop as needed" names no ear.
            Pattern::EyeOrEar if matches!(self.token(at + 1).to_lowercase().as_str(), "needed" | "directed") => None,
            // "o.d." is as ambiguous as "OD".
            Pattern::EyeOrEar => {
                let dotted = token.trim_end_matches('.').split('.').all(|part| part.len() == 1) && token.contains('.');
                let letters = if dotted { bare.replace('.', "") } else { bare.to_owned() };
                let stands =
                    letters == wanted && !self.shouted || (self.has_drops || dotted) && same_word(&letters, wanted);
                whole(stands)
            }
            Pattern::Dotted => {
                (same_word(token, wanted) || same_word(&format!("{token}."), wanted)).then(|| token.to_owned())
            }
            Pattern::UnitLetter => {
                let behind = bare.strip_suffix(['u', 'U']).filter(|number| is_number(number));
                let alone = matches!(bare, "u" | "U") && at > 0 && is_number(self.token(at - 1));
                (behind.is_some() || alone).then(|| bare[bare.len() - 1..].to_owned())
            }
            Pattern::Unit => {
                let (number, unit) = number_and_rest(bare);
                (same_word(unit, wanted) && (number.is_empty() && at > 0 || is_number(number))).then(|| unit.to_owned())
            }
            Pattern::TrailingZero => {
                let (number, _) = number_and_rest(bare);
                let zeros = number.split_once('.').is_some_and(|(whole, part)| {
                    !whole.is_empty() && !part.is_empty() && part.bytes().all(|digit| digit == b'0')
                });
                zeros.then(|| number.to_owned())
            }
            Pattern::LeadingPoint => {
                let (number, _) = number_and_rest(bare);
                let naked = number.strip_prefix('.').is_some_and(|part| part.starts_with(|c: char| c.is_ascii_digit()));
                naked.then(|| number.to_owned())
            }
            Pattern::EveryHourPm => {
                let lower = bare.to_lowercase();
                let hour = lower.strip_prefix('q').and_then(|rest| rest.strip_suffix("pm"));
                whole(hour.is_some_and(is_digits))
            }
            Pattern::ForDays => for_days(bare),
            Pattern::Sign => {
                token.chars().find(|c| wanted.split(" and ").any(|sign| sign.starts_with(*c))).map(String::from)
            }
            Pattern::SignAlone => (token == wanted).then(|| token.to_owned()),
            Pattern::Per => is_per(bare).then(|| wanted.to_owned()),
            Pattern::LongNumber => {
                let (number, _) = number_and_rest(bare);
                (number.len() >= 5 && is_digits(number)).then(|| number.to_owned())
            }
            Pattern::NameAndNumber => whole(is_name_and_number(bare, formulary)),
            Pattern::NumberAndUnit => {
                let (number, unit) = number_and_rest(bare);
                whole(is_number(number) && UNITS.contains(&unit.to_lowercase().as_str()))
            }
            Pattern::NotChecked => None,
        }
    }

    /// A word in any case, also between hyphens and strokes, unless it belongs to the name of a drug.
    fn word(&self, at: usize, wanted: &str, formulary: &Formulary) -> Option<String> {
        let token = self.token(at).trim_end_matches('.');
        let found = std::iter::once(token).chain(token.split(['-', '/'])).find(|part| same_word(part, wanted))?;
        let is_name = is_known(&folded_name(token), formulary) && !same_word(token, wanted);
        (!is_name && !self.ends_a_name(at, formulary)).then(|| found.to_owned())
    }

    /// `HCT` of `Benicar HCT`.
    fn ends_a_name(&self, at: usize, formulary: &Formulary) -> bool {
        at.checked_sub(1).is_some_and(|before| is_known(&self.two_words(before), formulary))
    }

    /// `MS` of `MS Contin`.
    fn is_part_of_a_name(&self, at: usize, formulary: &Formulary) -> bool {
        self.ends_a_name(at, formulary) || is_known(&self.two_words(at), formulary)
    }

    fn two_words(&self, at: usize) -> String {
        folded_name(&format!("{} {}", self.token(at), self.token(at + 1)))
    }
}

/// Whether two or more words are a name that the tables know.
fn is_known(words: &str, formulary: &Formulary) -> bool {
    formulary.names.binary_search_by(|name| formulary.text(name.words).cmp(words)).is_ok()
}

fn same_word(token: &str, wanted: &str) -> bool {
    token.to_lowercase() == wanted.to_lowercase()
}

fn is_same(window: &[String], words: &[&str]) -> bool {
    window.iter().zip(words).all(|(token, word)| same_word(token, word))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Digits with points, commas, hyphens of a range.
fn is_number(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))
}

/// A token's number and what follows it.
fn number_and_rest(token: &str) -> (&str, &str) {
    let end = token.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(token.len());
    token.split_at(end)
}

/// `x3d`, also behind the amount: `40x3d`.
fn for_days(token: &str) -> Option<String> {
    let lower = token.to_lowercase();
    let (before, rest) = lower.split_once('x')?;
    let days = rest.strip_suffix('d')?;
    let found = is_digits(days) && (before.is_empty() || number_and_rest(before).1.trim_start_matches("mg").is_empty());
    found.then(|| token[before.len()..].to_owned())
}

/// `mg/day`, `mL/hr`: a unit, a stroke, a word. `5/325` and `w/` are something else, and so is a strength as labels print
/// it: `mg/mL`, `mcg/hr`, `MCG/ACTUAT`.
fn is_per(token: &str) -> bool {
    let Some((before, after)) = token.split_once('/') else { return false };
    let (_, unit) = number_and_rest(before);
    let (unit, after) = (unit.to_lowercase(), after.to_lowercase());
    let measured = !matches!(unit.as_str(), "ml" | "cc" | "tab");
    let labelled = measured && LABELLED.contains(&after.trim_start_matches(|c: char| c.is_ascii_digit()));
    UNITS.contains(&unit.as_str()) && after.starts_with(char::is_alphabetic) && !labelled
}

/// Whether a line names an insulin, which is given by scales.
fn is_for_a_scale(line: &str, formulary: &Formulary) -> bool {
    let insulin = formulary.class("insulin");
    let parts = resolve(line, formulary).parts;
    parts.is_empty() || insulin.is_some_and(|class| parts.iter().any(|part| formulary.belongs(part.ingredient, class)))
}

/// The name of a drug with a number right behind it, where no drug is called so.
fn is_name_and_number(token: &str, formulary: &Formulary) -> bool {
    let letters = token.find(|c: char| !c.is_alphabetic()).unwrap_or(token.len());
    let (name, rest) = token.split_at(letters);
    let name = name.to_lowercase();
    name.len() > 3
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && is_known(&name, formulary)
        && !is_known(&folded_name(token), formulary)
}
