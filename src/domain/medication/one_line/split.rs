//! Where the drug stands on a line, and what behind its name belongs to it.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::noise::{is_form, is_salt};
use super::super::resolve::Resolved;
use super::super::sig::tokens::Tokens;
use super::super::sig::{Dose, Lexicon};
use super::super::words::Words;
use crate::domain::formulary::Formulary;
use crate::domain::formulary::sig::{Unit, UnitKind};

/// The strengths of a combination as its label has them, one for each ingredient.
#[derive(Debug, Clone)]
pub(in crate::domain::medication) struct Labelled {
    /// In the order of the label.
    pub(in crate::domain::medication) numbers: Vec<Decimal>,
    /// The unit of all of them, where it is written.
    pub(in crate::domain::medication) unit: Option<&'static Unit>,
}

impl Labelled {
    /// `5-325 mg`.
    fn words(&self) -> String {
        let numbers = self.numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
        self.unit.map_or_else(|| numbers.clone(), |unit| format!("{numbers} {}", unit.plural))
    }
}

/// A line in its parts; ranges are of pieces.
pub(super) struct Split {
    /// The drug's name with the words that belong to it.
    pub(super) head: Range<usize>,
    /// Strengths that can be nothing else: `5-325 mg`, `1%`, `20 mg per mL`.
    pub(super) strengths: Vec<String>,
    /// The strengths of a combination among them.
    pub(super) labelled: Option<Labelled>,
    /// The amount behind the name: dose or strength.
    pub(super) amount: Option<Dose>,
    /// Forms behind the strength.
    form: Range<usize>,
    /// Where the instructions begin.
    pub(super) rest: usize,
}

impl Split {
    pub(super) fn of(line: &str, tokens: &Tokens, resolved: &Resolved, formulary: &Formulary) -> Self {
        let named = named(line, tokens, resolved);
        let lex = Lexicon::new(tokens, formulary);
        let mut head = named;
        // `aspirin 81 mg`: the name that the tables know has taken the number of the dose.
        let last = head.end.saturating_sub(1);
        if last > head.start && tokens.number(last).is_some() && lex.unit(head.end).is_some() {
            head.end = last;
        }
        while head.start > 0 && is_own_word(lex, tokens, head.start - 1) && lex.unit(head.start - 1).is_none() {
            head.start -= 1;
        }
        head.end = forms_end(lex, tokens, head.end);
        let mut at = head.end;
        let product = resolved.parts.len() > 1 || resolved.parts.iter().any(|part| part.named.is_none());
        let mut strengths = Vec::new();
        let labelled = pair(lex, tokens, at, product).map(|(labelled, end)| {
            strengths.push(labelled.words());
            at = end;
            labelled
        });
        while let Some((strength, end)) = strength_at(lex, tokens, at) {
            strengths.push(strength);
            at = end;
        }
        let mut amount = None;
        if let Some((dose, end)) = lex.amount(at)
            && strengths.is_empty()
        {
            let counts = dose.unit.is_some_and(|unit| unit.kind == UnitKind::Count);
            let numbered = tokens.at(head.end.saturating_sub(1)) == "tts";
            let bare = dose.unit.is_none();
            // `Stalevo 100` is a strength; `Prezcobix 1` is one of them.
            let printed = product && bare && dose.high.value() > 10.0;
            if (printed || numbered) && !lex.counts(end) {
                strengths.push(dose.high.to_string());
                at = if numbered { at + 1 } else { end };
            } else if !counts && (!bare || !follows_as_time(tokens, end)) {
                amount = Some(dose);
                at = end;
            }
        }
        let end = forms_end(lex, tokens, at);
        Self { head, strengths, labelled, amount, form: at..end, rest: end }
    }

    /// The drug in words: name, forms, strengths, forms. Abbreviations that are misread are written out.
    pub(super) fn drug(&self, line: &str, tokens: &Tokens, strengths: &[String], formulary: &Formulary) -> String {
        let mut words = name_words(line, tokens, &self.head, formulary);
        for strength in strengths {
            words.push(' ');
            words.push_str(strength);
        }
        let form = tokens.written(line, &self.form);
        if !form.is_empty() {
            words.push(' ');
            words.push_str(form);
        }
        let shouted = !line.chars().any(char::is_lowercase);
        if shouted { words.to_lowercase() } else { words }
    }
}

/// The pieces of the names found, or of the words nobody knows.
fn named(line: &str, tokens: &Tokens, resolved: &Resolved) -> Range<usize> {
    let words = Words::of(line);
    let span = if let (Some((from, _)), Some((_, to))) = (resolved.places.first(), resolved.places.last()) {
        words.span(usize::from(*from), usize::from(*to))
    } else {
        let unknown = resolved.unknown.as_deref().filter(|unknown| *unknown != line.trim());
        unknown.and_then(|unknown| line.find(unknown).map(|at| at..at + unknown.len()))
    };
    let Some(span) = span else { return 0..first_number(tokens) };
    let inside = |at: &usize| {
        tokens.get(*at).is_some_and(|token| token.written.end > span.start && token.written.start < span.end)
    };
    let mut pieces = (0..tokens.len()).filter(inside);
    let Some(first) = pieces.next() else { return 0..0 };
    let end = pieces.next_back().unwrap_or(first) + 1;
    // `Lasix40mg` is no name.
    let run_in = (first + 1..end).find(|at| resolved.places.is_empty() && tokens.number(*at).is_some());
    first..run_in.unwrap_or(end)
}

/// Without any name, what stands before the first number is taken for one.
fn first_number(tokens: &Tokens) -> usize {
    (0..tokens.len()).find(|at| tokens.number(*at).is_some()).unwrap_or(tokens.len()).min(4)
}

/// Whether a word belongs to the drug: a salt, a form, a device. Routes belong to the instructions unless a form
/// follows them: `oral tablet`.
fn is_own_word(lex: Lexicon<'_>, tokens: &Tokens, at: usize) -> bool {
    let word = tokens.at(at);
    if !tokens.is_word(at) || word.len() < 2 {
        return false;
    }
    let route = matches!(
        word,
        "oral"
            | "nasal"
            | "topical"
            | "vaginal"
            | "rectal"
            | "ophthalmic"
            | "otic"
            | "eye"
            | "ear"
            | "sublingual"
            | "buccal"
            | "transdermal"
            | "sl"
            | "inhalation"
            | "injection"
    );
    if route {
        let form = tokens.at(at + 1);
        return tokens.is_word(at + 1) && is_form(form) && lex.route(at + 1).is_none() && form != "drop";
    }
    if matches!(word, "dose" | "day" | "days" | "hour" | "hours" | "hr" | "hrs" | "count" | "inhale") {
        return false;
    }
    let measures = lex.unit(at).is_some_and(|(unit, _)| unit.kind != UnitKind::Count);
    (is_salt(word) || is_form(word)) && !measures
}

fn forms_end(lex: Lexicon<'_>, tokens: &Tokens, from: usize) -> usize {
    // A bracket that the name opened.
    let closes = |at: usize| matches!(tokens.at(at), ")" | "]") && at == from && at > 0;
    let mut at = from;
    while at < tokens.len() && (is_own_word(lex, tokens, at) || closes(at)) {
        at += 1;
    }
    at
}

/// `10 AM`: the number may be a time, and is asked about as a dose.
fn follows_as_time(tokens: &Tokens, end: usize) -> bool {
    tokens.at(end) == ":" || matches!(tokens.at(end), "x" | "times") || matches!(tokens.at(end), "day" | "days" | "%")
}

/// What can only be the strength of a product, and where it ends.
fn strength_at(lex: Lexicon<'_>, tokens: &Tokens, at: usize) -> Option<(String, usize)> {
    let first = tokens.number(at)?;
    if tokens.at(at + 1) == "%" {
        return Some((format!("{first}%"), at + 2));
    }
    let (unit, end) = lex.unit(at + 1).filter(|(unit, _)| unit.kind != UnitKind::Count)?;
    let per = matches!(tokens.at(end), "/" | "per");
    if unit.kind == UnitKind::Rate && unit.code != "liter" {
        return Some((format!("{first} {}", unit.singular), end));
    }
    if !per {
        return None;
    }
    // `mg/mL`, `mg per 5 mL`, `mcg/actuation`.
    let (many, place) = match tokens.number(end + 1) {
        Some(many) => (format!("{many} "), end + 2),
        None => (String::new(), end + 1),
    };
    let (below, end) = match lex.unit(place) {
        Some((unit, end)) => (unit.singular, end),
        None if matches!(tokens.at(place), "hr" | "h" | "hour") => ("hour", place + 1),
        None if matches!(tokens.at(place), "act" | "actuation" | "actuat") => ("puff", place + 1),
        None => return None,
    };
    let amount = Dose::of(first, Some(unit));
    Some((format!("{amount} per {many}{below}"), end))
}

/// `5-325 mg`, `160/4.5`, `100-62.5-25`: one strength for each ingredient.
fn pair(lex: Lexicon<'_>, tokens: &Tokens, at: usize, product: bool) -> Option<(Labelled, usize)> {
    let mut numbers = vec![tokens.number(at)?];
    let mut end = at + 1;
    while matches!(tokens.at(end), "-" | "/") && tokens.is_glued(end) && tokens.is_glued(end + 1) {
        let Some(next) = tokens.number(end + 1) else { break };
        numbers.push(next);
        end += 2;
    }
    let rises = matches!(numbers.as_slice(), [low, high] if low < high && high.value() <= low.value() * 20.0);
    if numbers.len() < 2 || (rises && !product) || lex.counts(end) {
        return None;
    }
    match lex.unit(end) {
        Some((unit, end)) => Some((Labelled { numbers, unit: Some(unit) }, end)),
        None => Some((Labelled { numbers, unit: None }, end)),
    }
}

/// The name as written, with abbreviations that are misread written out, and `/` and `+` between names as words.
fn name_words(line: &str, tokens: &Tokens, head: &Range<usize>, formulary: &Formulary) -> String {
    let mut said = String::new();
    for at in head.clone() {
        let written = tokens.written(line, &(at..at + 1));
        let row = formulary.notations.iter().find(|row| formulary.text(row.token).eq_ignore_ascii_case(written));
        // "Benicar HCT" and "Nitro-Dur" are brands, and "full drug name" is no name.
        let brand = written.eq_ignore_ascii_case("hct") || (tokens.at(at + 1) == "-" && tokens.is_glued(at + 1));
        let instead = row.map(|row| formulary.text(row.instead));
        let instead = instead.filter(|instead| tokens.is_word(at) && !instead.contains(' ') && !brand);
        let joins = matches!(tokens.at(at), "/" | "+" | "&") && tokens.number(at + 1).is_none();
        if !(said.is_empty() || tokens.is_glued(at) || joins) {
            said.push(' ');
        }
        match instead {
            Some(instead) => said.push_str(instead),
            None if joins => said.push_str(" and "),
            None => said.push_str(written),
        }
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}
