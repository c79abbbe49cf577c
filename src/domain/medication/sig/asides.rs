//! What stands on a line beside the order: its place in a list, what was before, supplies, codes, conditions, advice and the
//! steps of a scale. Found before anything else is read, so that none of their numbers becomes a dose.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::resolve::name_at;
use super::super::words::Words;
use super::clauses::{lasting, limit};
use super::findings::{self, is_sign};
use super::lexicon::Lexicon;
use super::numbers::range;
use super::patterns::{period, rhythm, weekday};
use super::scale;
use super::tokens::Tokens;
use crate::domain::formulary::Formulary;
use crate::domain::formulary::sig::UnitKind;

/// What a stretch of a line is, where it is no order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Orders nothing and says nothing about how to take it: "3.", "was 25 mg", "#30", "(I10)".
    Empty,
    /// A condition or advice, kept word for word.
    Kept,
    /// The same, and it names a further dose, so that nobody can say how much a day it is.
    KeptDose,
    /// The steps of a scale, kept word for word.
    Scale,
}

/// A stretch of a line that is no order; the range is of pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Aside {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// A line with blanks in place of everything that is no order, byte for byte as long as before: what a drug's name is looked
/// for in.
pub(in crate::domain::medication) fn order_of(text: &str, formulary: &Formulary) -> String {
    let tokens = Tokens::of(text);
    let lex = Lexicon::new(&tokens, formulary);
    let mut order = text.to_owned();
    for aside in find(text, lex) {
        let span = tokens.span(&aside.range);
        if text.is_char_boundary(span.start) && text.is_char_boundary(span.end) {
            order.replace_range(span.clone(), &" ".repeat(span.len()));
        }
    }
    // "One a day" behind an amount is no vitamin.
    for at in 1..tokens.len() {
        let ends = ["one a day", "one - a - day"].iter().find_map(|phrase| tokens.fits(at, phrase));
        if let Some(end) = ends.filter(|_| lex.unit(at - 1).is_some() || matches!(tokens.at(at - 1), "," | "take")) {
            let span = tokens.span(&(at..end));
            order.replace_range(span.clone(), &" ".repeat(span.len()));
        }
    }
    order
}

/// A line with blanks in place of conditions and advice, which are kept word for word: "hold if SBP < 100".
pub(in crate::domain::medication) fn without_conditions(text: &str, formulary: &Formulary) -> String {
    let tokens = Tokens::of(text);
    let kept = |aside: &Aside| matches!(aside.kind, Kind::Kept | Kind::KeptDose);
    let mut order = text.to_owned();
    for aside in find(text, Lexicon::new(&tokens, formulary)).into_iter().filter(kept) {
        let span = tokens.span(&aside.range);
        if text.is_char_boundary(span.start) && text.is_char_boundary(span.end) {
            order.replace_range(span.clone(), &" ".repeat(span.len()));
        }
    }
    order
}

/// Where a line begins behind its place in a list and the heading before the drug.
pub(in crate::domain::medication) fn begins_at(text: &str, lex: Lexicon<'_>) -> usize {
    find(text, lex).into_iter().fold(0, |begin, aside| {
        if aside.kind == Kind::Empty && aside.range.start == begin { aside.range.end } else { begin }
    })
}

/// Every aside of a line, in order.
pub(super) fn find(text: &str, lex: Lexicon<'_>) -> Vec<Aside> {
    let mut found = Vec::new();
    let mut at = 0;
    if let Some(end) = place_in_list(text, lex) {
        found.push(Aside { kind: Kind::Empty, range: 0..end });
        at = end;
    }
    if let Some(end) = heading(lex, at) {
        found.push(Aside { kind: Kind::Empty, range: at..end });
        at = end;
    }
    while at < lex.tokens.len() {
        let aside = aside_at(lex, at).filter(|aside| aside.range.end > at);
        match aside {
            Some(aside) => {
                at = aside.range.end;
                found.push(aside);
            }
            // Inside the words of a remark nothing else begins.
            None => at = lex.remark(at).map_or(at + 1, |(_, end)| end),
        }
    }
    found
}

fn aside_at(lex: Lexicon<'_>, at: usize) -> Option<Aside> {
    let empty = |end: usize| Aside { kind: Kind::Empty, range: at..end };
    if let Some(end) = scale::steps(lex, at).filter(|_| lex.tokens.is_word(at) || lex.tokens.number(at).is_some()) {
        return Some(Aside { kind: Kind::Scale, range: at..end });
    }
    if let Some(end) = past(lex, at).or_else(|| supply(lex, at)).or_else(|| code(lex, at)).or_else(|| remark(lex, at)) {
        return Some(empty(end));
    }
    kept(lex, at)
}

/// `1.`, `2)`, `(3)`, `#4`, `a.`, and a bare number before a drug that has its own dose.
fn place_in_list(text: &str, lex: Lexicon<'_>) -> Option<usize> {
    let tokens = lex.tokens;
    let opened = usize::from(matches!(tokens.at(0), "(" | "#"));
    let number = tokens.number(opened).and_then(Decimal::as_whole).filter(|number| *number < 100);
    let letter = tokens.is_word(opened) && tokens.at(opened).len() == 1;
    if number.is_none() && !letter {
        return None;
    }
    let behind = opened + 1;
    let closed = matches!(tokens.at(behind), "." | ")") && tokens.is_glued(behind);
    let follows = |at: usize| tokens.is_word(at) && lex.unit(at).is_none();
    if closed && (tokens.is_word(behind + 1) || tokens.number(behind + 1).is_some() || tokens.at(behind + 1) == "[") {
        return Some(behind + 1);
    }
    if tokens.at(0) == "#" && number.is_some() && follows(behind) {
        return Some(behind);
    }
    let stroke = matches!(tokens.at(behind), "-" | ":") && !tokens.is_glued(behind + 1);
    if number.is_some() && stroke && follows(behind + 1) {
        return Some(behind + 1);
    }
    // "4 Furosemide 40 mg": the drug has a dose of its own.
    let words = Words::of(text);
    let named = name_at(&words, 0, lex.formulary).is_none() && name_at(&words, 1, lex.formulary).is_some();
    let own = (behind..tokens.len()).any(|at| tokens.number(at).is_some() && lex.unit(at + 1).is_some());
    (number.is_some() && opened == 0 && follows(behind) && named && own).then_some(behind)
}

/// What discharge lists write before a drug: `NEW:`, `CONTINUE`, `START taking:`.
fn heading(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    const HEADINGS: [&str; 20] = [
        "start taking",
        "start",
        "begin taking",
        "begin",
        "new medication",
        "new medicine",
        "new",
        "continue taking",
        "continue",
        "keep taking",
        "continued",
        "change how you take",
        "change",
        "changed",
        "resume taking",
        "resume",
        "unchanged",
        "home med",
        "sig",
        "rx",
    ];
    let tokens = lex.tokens;
    let end = HEADINGS.iter().filter_map(|phrase| tokens.fits(at, phrase)).max()?;
    let end = end + usize::from(matches!(tokens.at(end), ":" | "-" | "!"));
    let dated = tokens.number(end).is_some() || is_day(tokens.at(end)) || matches!(tokens.at(end), "on" | "date");
    (tokens.is_word(end) && !dated).then_some(end)
}

fn is_day(word: &str) -> bool {
    weekday(word).is_some() || matches!(word, "today" | "tonight" | "tomorrow" | "yesterday")
}

/// What was before: `was 25 mg bid`, `increased from 5 mg`, `instead of lisinopril`.
fn past(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    const OPENERS: [&str; 36] = [
        "was",
        "were",
        "previously",
        "formerly",
        "prior dose",
        "old dose",
        "used to take",
        "used to be",
        "had been",
        "had taken",
        "changed from",
        "change from",
        "increased from",
        "increase from",
        "decreased from",
        "decrease from",
        "reduced from",
        "lowered from",
        "raised from",
        "up from",
        "down from",
        "switched from",
        "instead of",
        "in place of",
        "rather than",
        "replaces",
        "replacing",
        "replaced",
        "last taken",
        "last given",
        "last filled",
        "last fill",
        "last dose taken",
        "last dose given",
        "last dose was",
        "last dose",
    ];
    let tokens = lex.tokens;
    let marked = matches!(tokens.at(at), "changed" | "increased" | "decreased" | "new" | "dose")
        && (tokens.at(at + 1) == "," || matches!(tokens.at(at + 1), "was"));
    let from = if marked { at + 1 + usize::from(tokens.at(at + 1) == ",") } else { at };
    let opened =
        OPENERS.iter().filter(|phrase| tokens.fits(from, phrase).is_some()).max_by_key(|phrase| phrase.len())?;
    // "last dose before 4 PM" says when.
    let behind = tokens.fits(from, opened)?;
    if *opened == "last dose" && matches!(tokens.at(behind), "before" | "by" | "at" | "no" | "to") {
        return None;
    }
    let moves = opened.ends_with("from");
    let mut end = behind;
    while end < tokens.len() {
        let word = tokens.at(end);
        let turns = moves && word == "to" && range(lex, end + 1).is_some();
        if turns || matches!(word, ")" | "]" | ";" | "," | "now" | "then" | "but") || ends_sentence(tokens, end) {
            break;
        }
        end += 1;
    }
    Some(end)
}

/// `#30`, `qty 90`, `disp 30`, `3 refills`, `90 day supply`, `NDC 0093-0058-01`, `Rx 123456`.
fn supply(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    let tokens = lex.tokens;
    let number = |place: usize| tokens.number(place).is_some();
    let unit = |place: usize| lex.unit(place).map_or(place, |(_, end)| end);
    let sign = |place: usize| place + usize::from(matches!(tokens.at(place), ":" | "#" | "." | "-" | "x"));
    match tokens.at(at) {
        // "Tylenol #3" is a name: up to 4 tells how much codeine is in it, and no number stands before it.
        "#" if is_strength_of_codeine(lex, at) => return None,
        "#" if number(at + 1) => return Some(unit(at + 2)),
        "qty" | "quantity" | "disp" | "dispense" | "dispensed" | "qs" => {
            let place = sign(sign(at + 1));
            return number(place).then(|| unit(place + 1));
        }
        "refill" | "refills" | "rf" | "rfs" if number(sign(sign(at + 1))) => return Some(sign(sign(at + 1)) + 1),
        "no" | "zero" if matches!(tokens.at(at + 1), "refill" | "refills") => return Some(at + 2),
        "ndc" | "lot" | "exp" | "expires" | "expiration" | "icd" | "icd10" | "dx" => {
            let code =
                |place: usize| number(place) || tokens.is_glued(place) || matches!(tokens.at(place), ":" | "#" | "-");
            let mut end = at + 1;
            while end < tokens.len() && (code(end) || tokens.number(end + 1).is_some() && tokens.is_glued(end + 1)) {
                end += 1;
            }
            return (end > at + 1).then_some(end);
        }
        "rx" if number(sign(at + 1)) => return Some(sign(at + 1) + 1),
        _ => {}
    }
    if !number(at) {
        return None;
    }
    let behind = at + 1 + usize::from(tokens.at(at + 1) == "-");
    let lasts = matches!(tokens.at(behind), "day" | "days") && matches!(tokens.at(behind + 1), "supply" | "supplies");
    match tokens.at(at + 1) {
        "refill" | "refills" | "rf" => Some(at + 2),
        _ => lasts.then_some(behind + 2),
    }
}

/// `(F33.1)`: a code of a diagnosis.
fn code(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    let tokens = lex.tokens;
    let letter = tokens.at(at) == "(" && tokens.is_word(at + 1) && tokens.at(at + 1).len() == 1;
    let digits = tokens.number(at + 2).is_some_and(|number| number.value() >= 10.0) && tokens.is_glued(at + 2);
    let written = tokens.get(at + 2).is_some_and(|token| token.written.len() >= 2) && tokens.is_glued(at + 2);
    if !(letter && (digits || written)) || (tokens.at(at + 1) == "b" && tokens.at(at + 2) == "12") {
        return None;
    }
    let close = (at + 3..(at + 6).min(tokens.len())).find(|place| tokens.at(*place) == ")")?;
    Some(close + 1)
}

/// `25 mg daily, new`: one word that says what became of the line.
fn remark(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    let word = matches!(
        lex.tokens.at(at),
        "new" | "changed" | "unchanged" | "continued" | "continue" | "same" | "refilled" | "reordered"
    );
    let edge = |place: Option<usize>| {
        place.is_none_or(|place| matches!(lex.tokens.at(place), "" | "," | ";" | "." | "(" | ")" | "-" | "!"))
    };
    (word && at > 0 && edge(at.checked_sub(1)) && edge(Some(at + 1))).then_some(at + 1)
}

/// What opens a condition or advice, and what the words behind it may be.
enum Opener {
    /// Everything to the end of the sentence belongs to it, a dose as well: "if", "may".
    Condition,
    /// Up to the next part of the order.
    Advice,
    /// Exactly up to here.
    Exactly(usize),
}

fn kept(lex: Lexicon<'_>, at: usize) -> Option<Aside> {
    let opener = opener(lex, at)?;
    let end = match opener {
        Opener::Exactly(end) => end,
        Opener::Condition => clause_end(lex, at, true),
        Opener::Advice => clause_end(lex, at, false),
    };
    let dosed = matches!(opener, Opener::Condition) && (at..end).any(|place| names_dose(lex, place, end));
    Some(Aside { kind: if dosed { Kind::KeptDose } else { Kind::Kept }, range: at..end })
}

fn names_dose(lex: Lexicon<'_>, at: usize, end: usize) -> bool {
    let words = ["extra", "additional", "another", "repeat", "double", "second", "third", "fourth", "fifth"];
    // "may take a 4th dose"
    let counted = matches!(lex.tokens.at(at), "nd" | "rd" | "th") && lex.tokens.is_glued(at);
    let extra = counted || words.contains(&lex.tokens.at(at));
    let amount = range(lex, at).and_then(|(_, _, behind)| lex.unit(behind)).is_some_and(|(unit, behind)| {
        let concentration = matches!(lex.tokens.at(behind), "/" | "%") || unit.kind == UnitKind::Rate;
        behind <= end && !concentration && unit.code != "ounce"
    });
    extra || amount
}

fn opener(lex: Lexicon<'_>, at: usize) -> Option<Opener> {
    let opener = opener_by_word(lex, at)?;
    // What the tables know is said in their words, where nothing stands behind it that belongs to it.
    let goes_on = |end: usize| matches!(lex.tokens.at(end), "or" | "and" | "with" | "for" | "if");
    let is_known = lex.remark(at).is_some_and(|(_, end)| !goes_on(end))
        || limit(lex, at).is_some()
        || lex.frequency(at).is_some_and(|(row, _)| row.code == "prn_only");
    (!is_known).then_some(opener)
}

fn opener_by_word(lex: Lexicon<'_>, at: usize) -> Option<Opener> {
    let tokens = lex.tokens;
    let next = tokens.at(at + 1);
    let starts = at == 0 || matches!(tokens.at(at - 1), "," | ";" | "." | "(" | "*" | "-" | "!" | ":");
    match tokens.at(at) {
        "hold" if holds(lex, at) => Some(Opener::Advice),
        "if" | "unless" | "when" | "whenever" | "once" if next != "a" && is_condition(lex, at) => {
            Some(Opener::Condition)
        }
        "may" if !repeats_in(lex, at) => Some(Opener::Condition),
        "can" if super::lexicon::is_verb(next) || matches!(next, "repeat" | "have" | "increase") => {
            Some(Opener::Condition)
        }
        "give" | "take" if next == "if" => Some(Opener::Condition),
        "skip" | "omit" if matches!(next, "if" | "when") => Some(Opener::Condition),
        "call" | "notify" | "report" | "contact" | "alert" | "inform" | "consult" | "see" | "check" | "monitor"
        | "recheck" | "measure" | "assess" | "obtain" | "titrate" | "adjust" | "avoid" | "discard" | "caution"
        | "warning" | "store" | "refrigerate" | "remove" | "wash" | "must" | "should" | "drink" | "sit" | "remain"
        | "rise" | "note" | "goal" | "target" | "next" | "due" | "mix" | "mixed" | "dilute" | "diluted" | "stir"
        | "stay" | "rotate" | "shake" | "rinse" | "since" | "effective" | "recommend" | "approximately" | "approx"
        | "off" | "wait" | "keep" | "protect" | "reassess" | "reminder" | "warn" => Some(Opener::Advice),
        "do" | "dont" | "never" if next == "not" || tokens.at(at) != "do" => Some(Opener::Advice),
        "not" if matches!(next, "for" | "to" | "with" | "within" | "on") => Some(Opener::Advice),
        "to" if matches!(next, "keep" | "maintain" | "achieve" | "goal" | "a" | "target") => {
            (matches!(next, "keep" | "maintain" | "achieve") || tokens.at(at + 2) == "goal").then_some(Opener::Advice)
        }
        "inr" | "labs" | "lab" | "bmp" | "cbc" | "apical" | "pulse" | "bp" | "hr" if starts && at > 0 => {
            Some(Opener::Advice)
        }
        "start" | "starts" | "started" | "starting" | "begin" | "begins" | "beginning" | "began" | "resume"
        | "resumed"
            if begins_on(lex, at + 1) =>
        {
            Some(Opener::Advice)
        }
        "stop" | "discontinue" | "dc" if at > 0 && matches!(next, "after" | "if" | "when") => Some(Opener::Advice),
        "per" if is_person(tokens.at(at + 1)) => Some(Opener::Advice),
        "at" if matches!(next, "onset" | "first" | "the") => {
            let place = at + 1 + usize::from(next == "the");
            matches!(tokens.at(place), "onset" | "first").then_some(Opener::Advice)
        }
        // Behind "as needed" it is the reason.
        "for" if at > 0 && matches!(tokens.at(at - 1), "needed" | "prn" | "required" | "necessary") => None,
        "for" if is_sign(tokens.at(at + 1)) && findings::value(lex, at + 2).is_some() => Some(Opener::Advice),
        "over" | "within" | "infuse" => stretch(lex, at + 1).map(Opener::Exactly),
        "total" | "weekly" => totals(lex, at).map(Opener::Exactly),
        _ => later(lex, at).map(Opener::Exactly),
    }
}

/// `hold for SBP < 100`, `hold if sedated`; a hold for anything else suspends the line.
fn holds(lex: Lexicon<'_>, at: usize) -> bool {
    let tokens = lex.tokens;
    let place = match tokens.at(at + 1) {
        "if" | "when" | "unless" => return true,
        "for" | "dose" | "dosing" | "parameters" => at + 2,
        _ => at + 1,
    };
    (place..place + 3).any(|near| is_sign(tokens.at(near)) || findings::is_complaint(tokens.at(near)))
}

/// Whether `if`, `when` and the like open a condition and not a frequency or a reason.
fn is_condition(lex: Lexicon<'_>, at: usize) -> bool {
    match lex.tokens.at(at) {
        "once" => false,
        _ => lex.frequency(at).is_none(),
    }
}

/// `may repeat every 5 minutes` says how far apart.
fn repeats_in(lex: Lexicon<'_>, at: usize) -> bool {
    super::clauses::gap(lex, at).is_some()
}

fn is_person(word: &str) -> bool {
    matches!(
        word,
        "dr" | "doctor"
            | "md"
            | "np"
            | "pa"
            | "pcp"
            | "rn"
            | "provider"
            | "physician"
            | "cardiology"
            | "cardiologist"
            | "nephrology"
            | "nephrologist"
            | "oncology"
            | "oncologist"
            | "clinic"
            | "coumadin"
            | "pharmacy"
            | "pharmacist"
            | "hospital"
            | "hospice"
            | "family"
            | "patient"
            | "pt"
            | "wife"
            | "husband"
            | "daughter"
            | "son"
            | "parameters"
            | "facility"
            | "anticoag"
            | "anticoagulation"
            | "endo"
            | "endocrine"
    )
}

/// `starting Monday`, `start on 12/1`.
fn begins_on(lex: Lexicon<'_>, at: usize) -> bool {
    let tokens = lex.tokens;
    tokens.number(at).is_some_and(|_| lex.unit(at + 1).is_none())
        || is_day(tokens.at(at))
        || matches!(tokens.at(at), "on" | "date" | "after" | "the" | "next" | "in")
}

/// `90 minutes`, `1 hour`.
fn stretch(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    let (_, _, end) = range(lex, at)?;
    is_time_word(lex.tokens.at(end)).then_some(end + 1)
}

fn is_time_word(word: &str) -> bool {
    matches!(word, "min" | "mins" | "minute" | "minutes" | "h" | "hr" | "hrs" | "hour" | "hours")
}

/// `total weekly dose 35 mg`, `weekly total 875 mcg`.
fn totals(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    let tokens = lex.tokens;
    let phrases =
        ["total weekly dose", "total weekly", "weekly total", "weekly dose", "total daily dose", "total daily"];
    let mut end = phrases.iter().filter_map(|phrase| tokens.fits(at, phrase)).max()?;
    while matches!(tokens.at(end), ":" | "=" | "is" | "of") {
        end += 1;
    }
    let (_, _, end) = range(lex, end)?;
    Some(lex.unit(end).map_or(end, |(_, end)| end))
}

/// `1 hour before sexual activity`, `one hour later`, unless a meal says when.
fn later(lex: Lexicon<'_>, at: usize) -> Option<usize> {
    let end = stretch(lex, at)?;
    let tokens = lex.tokens;
    if matches!(tokens.at(end), "later" | "apart") {
        return Some(end + 1);
    }
    if !matches!(tokens.at(end), "before" | "after" | "prior") || super::patterns::lead(lex, at).is_some() {
        return None;
    }
    let from = end + 1 + usize::from(tokens.at(end) == "prior" && tokens.at(end + 1) == "to");
    let mut last = from;
    while last < tokens.len() && last < from + 5 && tokens.is_word(last) && !order_begins(lex, last) {
        last += 1;
    }
    Some(last)
}

fn ends_sentence(tokens: &Tokens, at: usize) -> bool {
    let shortened = at > 0 && matches!(tokens.at(at - 1), "dr" | "mr" | "mrs" | "approx" | "vs" | "no");
    matches!(tokens.at(at), ";" | "*" | "|") || (tokens.at(at) == "." && !shortened)
}

/// Where what begins at a place ends: with its sentence or bracket, before "then" and what was before, and behind a comma
/// where the order goes on. The dose behind a condition belongs to the condition.
fn clause_end(lex: Lexicon<'_>, at: usize, condition: bool) -> usize {
    let tokens = lex.tokens;
    let mut depth = 0_usize;
    let mut end = at + 1;
    while end < tokens.len() {
        match tokens.at(end) {
            // "(ask which)": a question is no advice.
            "(" if (end + 1..tokens.len()).take_while(|at| tokens.at(*at) != ")").any(|at| tokens.at(at) == "ask") => {
                return end;
            }
            "(" | "[" => depth += 1,
            ")" | "]" if depth == 0 => return end,
            ")" | "]" => depth -= 1,
            "then" => return end,
            "," if !condition && (order_begins(lex, end + 1) || lasting(lex, end + 1, tokens.len()).is_some()) => {
                return end;
            }
            "-" if !condition && !tokens.is_glued(end) && order_begins(lex, end + 1) => return end,
            _ if ends_sentence(tokens, end) || past(lex, end).is_some() || supply(lex, end).is_some() => return end,
            // "hold for SBP < 90 1 tab daily"
            _ if !condition && end > at + 1 && begins_dose(lex, end) => return end,
            _ => {}
        }
        end += 1;
    }
    end
}

/// Whether the order goes on at a place: an amount, a way to take it, how often, as needed.
fn order_begins(lex: Lexicon<'_>, at: usize) -> bool {
    let verb = super::lexicon::is_verb(lex.tokens.at(at)) && lex.tokens.at(at + 1) != "with";
    verb || begins_dose(lex, at)
        || rhythm(lex, at, false).is_some()
        || lex.frequency(at).is_some()
        || (lex.route(at).is_some() && !matches!(lex.tokens.at(at), "eye" | "eyes" | "skin"))
}

/// `1 tab`, `25 mg`, `two tablets`: what can be taken, and no finding.
fn begins_dose(lex: Lexicon<'_>, at: usize) -> bool {
    let counts = range(lex, at).and_then(|(_, _, end)| lex.unit(end)).is_some_and(|(unit, end)| {
        !matches!(unit.code, "ounce" | "liter" | "dose" | "treatment" | "piece" | "can")
            && !matches!(lex.tokens.at(end), "/" | "%")
            && period(lex.tokens.at(end)).is_none()
    });
    counts && !(at > 0 && findings::compares(lex.tokens.at(at - 1)))
}

fn is_strength_of_codeine(lex: Lexicon<'_>, at: usize) -> bool {
    let tokens = lex.tokens;
    let small = tokens.number(at + 1).and_then(Decimal::as_whole).is_some_and(|number| (1..=4).contains(&number));
    small && at > 0 && (0..at).all(|before| tokens.is_word(before))
}
