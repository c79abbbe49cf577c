//! Where the drug stands on a line, and what behind its name belongs to it.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::noise::{is_form, is_salt};
use super::super::resolve::Resolved;
use super::super::sig::tokens::Tokens;
use super::super::sig::{Dose, Lexicon, is_order_word, is_spelt, is_verb};
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
    /// In how much of the product they are, where that is written: `5-325 mg/15 mL`.
    pub(in crate::domain::medication) per: Option<Dose>,
}

impl Labelled {
    /// `5-325 mg`, `7.5-325 mg per 15 mL`.
    fn words(&self) -> String {
        let numbers = self.numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
        let strengths = self.unit.map_or_else(|| numbers.clone(), |unit| format!("{numbers} {}", unit.plural));
        match self.per.and_then(|per| Some((per.high, per.unit?))) {
            Some((many, unit)) if many == Decimal::whole(1) => format!("{strengths} per {}", unit.singular),
            Some((many, unit)) => format!("{strengths} per {many} {}", unit.plural),
            None => strengths,
        }
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
    /// Where that amount begins.
    pub(super) amount_at: usize,
    /// The product as described before the verb: `(LASIX) 40 mg tablet`.
    product: Range<usize>,
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
        if let Some(verb) = described(lex, tokens, head.end) {
            let mut end = verb;
            while end > head.end && matches!(tokens.at(end - 1), "," | "-" | ":" | ";" | "." | "(") {
                end -= 1;
            }
            let labelled = (head.end..end).find_map(|at| pair(lex, tokens, at, true)).map(|(labelled, _)| labelled);
            let product = head.end..end;
            return Self {
                head,
                strengths: Vec::new(),
                labelled,
                amount: None,
                amount_at: verb,
                product,
                form: verb..verb,
                rest: verb,
            };
        }
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
        at = packed(lex, tokens, at).filter(|_| !strengths.is_empty()).unwrap_or(at);
        let amount_at = at;
        let mut amount = None;
        if let Some((dose, end)) = lex.amount(at)
            && strengths.is_empty()
        {
            let counts = dose.unit.is_some_and(|unit| unit.kind == UnitKind::Count);
            let numbered = tokens.at(head.end.saturating_sub(1)) == "tts";
            let bare = dose.unit.is_none();
            // `Stalevo 100` is a strength; `Prezcobix 1` is one of them.
            let printed = product && bare && dose.high.value() > 10.0 && !follows_as_time(tokens, end);
            if (printed || numbered) && !lex.counts(end) {
                strengths.push(dose.high.to_string());
                at = if numbered { at + 1 } else { end };
            } else if !counts && (!bare || !follows_as_time(tokens, end)) {
                amount = Some(dose);
                at = end;
            }
        }
        // "125 mcg (0.125 mg) oral tablet"
        let again = packed(lex, tokens, at).filter(|end| amount.is_some() && tokens.at(end - 1) != ")");
        let end = again.unwrap_or_else(|| forms_end(lex, tokens, at));
        let end = packed(lex, tokens, end).filter(|_| !strengths.is_empty()).unwrap_or(end);
        Self { head, strengths, labelled, amount, amount_at, product: 0..0, form: at..end, rest: end }
    }

    /// Whether two drugs stand here, each with an amount of its own: `metformin 500 mg and glipizide 5 mg`.
    pub(super) fn names_two(order: &str, tokens: &Tokens, resolved: &Resolved, formulary: &Formulary) -> bool {
        let words = Words::of(order);
        let lex = Lexicon::new(tokens, formulary);
        let ends = |place: &(u16, u16)| words.span(usize::from(place.0), usize::from(place.1));
        resolved.places.windows(2).any(|pair| {
            let [Some(first), Some(second)] = [&pair[0], &pair[1]].map(ends) else { return false };
            let between: Vec<usize> = (0..tokens.len())
                .filter(|at| {
                    tokens
                        .get(*at)
                        .is_some_and(|token| token.written.start >= first.end && token.written.end <= second.start)
                })
                .collect();
            let mass = |at: &usize| {
                tokens.number(*at).is_some() && lex.unit(at + 1).is_some_and(|(unit, _)| unit.kind == UnitKind::Mass)
            };
            let lists = |at: &usize| matches!(tokens.at(*at), "and" | "plus" | "&" | ";");
            between.iter().any(mass) && between.iter().any(lists)
        })
    }

    /// Whether the product is described with a number, so that its strength is stated.
    pub(super) fn states_strength(&self, lex: Lexicon<'_>) -> bool {
        let tokens = lex.tokens();
        let is_mass = |(unit, _): (&Unit, usize)| unit.kind == UnitKind::Mass;
        // "Furosemide Oral Tablet 20 MG (Furosemide)": the name stands around it.
        let closed = matches!(tokens.at(self.head.end.saturating_sub(1)), ")" | "]");
        let mut named = self.head.clone().filter(|_| closed);
        let named = named.any(|at| tokens.number(at).is_some() && lex.unit(at + 1).is_some_and(is_mass));
        named || !self.strengths.is_empty() || self.product.clone().any(|at| tokens.number(at).is_some())
    }

    /// What the product is counted in, where its form says so.
    pub(super) fn counted(&self, lex: Lexicon<'_>) -> Option<&'static Unit> {
        let places = self.head.clone().chain(self.product.clone()).chain(self.form.clone());
        let mut units = places.filter_map(|at| lex.unit(at).map(|(unit, _)| unit));
        units.rfind(|unit| matches!(unit.code, "tablet" | "capsule" | "suppository" | "patch"))
    }

    /// The drug in words: name, forms, strengths, forms. Abbreviations that are misread are written out.
    pub(super) fn drug(&self, line: &str, tokens: &Tokens, strengths: &[String], formulary: &Formulary) -> String {
        let mut words = name_words(line, tokens, &self.head, formulary);
        for strength in strengths {
            words.push(' ');
            words.push_str(strength);
        }
        let lex = Lexicon::new(tokens, formulary);
        for part in [product_words(lex, line, &self.product), tokens.written(line, &self.form).to_owned()] {
            if !part.is_empty() {
                words.push(' ');
                words.push_str(&part);
            }
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
            | "subcutaneous"
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
    loop {
        // "tablet, extended release"
        let next = at + usize::from(tokens.at(at) == "," && at > from);
        if at < tokens.len() && closes(at) {
            at += 1;
        } else if let Some(end) =
            ["dose pack", "dosepak", "dose pak", "starter pack"].iter().find_map(|pack| tokens.fits(at, pack))
        {
            at = end;
        } else if tokens.at(at) == "u" && tokens.at(at + 1) == "-" && tokens.number(at + 2).is_some() {
            // "U-500"
            at += 3;
        } else if next < tokens.len() && is_own_word(lex, tokens, next) && !(next > at && lex.unit(next).is_some()) {
            at = next + 1;
        } else {
            return at;
        }
    }
}

/// Where the verb stands that begins the instructions, when all before it describes the product: `(LASIX) 40 mg tablet Take 1
/// tablet`. Hospitals and pharmacies write so.
fn described(lex: Lexicon<'_>, tokens: &Tokens, from: usize) -> Option<usize> {
    let orders = |at: usize| {
        let word = tokens.at(at);
        let form = matches!(
            word,
            "oral" | "nasal" | "topical" | "vaginal" | "rectal" | "ophthalmic" | "otic" | "inhalation" | "sublingual"
        );
        let measure = lex.unit(at).is_some() || tokens.number(at).is_some() || is_form(word);
        is_spelt(word)
            || lex.remark(at).is_some_and(|(_, end)| end > at + 1)
            || is_order_word(word) && word != "or"
            || matches!(word, "half" | "po" | "daily" | "if" | "hold" | "was" | "for" | "until" | ";")
            || (!form
                && !measure
                && (lex.frequency(at).is_some() || lex.route(at).is_some_and(|(_, end)| end > at + 1)))
    };
    let mut depth = 0_usize;
    for at in from..tokens.len().min(from + 30) {
        match tokens.at(at) {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            word if depth == 0 && is_verb(word) && word != "change" && word != "replace" => {
                // A dose follows: otherwise what stands before the verb may be the dose.
                let dosed = (at + 1..at + 6).any(|near| {
                    let every = matches!(tokens.at(near - 1), "every" | "q" | "each");
                    lex.amount(near).is_some_and(|(dose, _)| (dose.unit.is_some() || near == at + 1) && !every)
                });
                return (at > from && dosed).then_some(at);
            }
            _ if depth == 0 && orders(at) => return None,
            _ => {}
        }
    }
    None
}

/// `(3 mL) pen`, `(0.083 %)`: the size of a package behind the strength.
fn packed(lex: Lexicon<'_>, tokens: &Tokens, at: usize) -> Option<usize> {
    if tokens.at(at) != "(" {
        return None;
    }
    tokens.number(at + 1)?;
    let end = if tokens.at(at + 2) == "%" { at + 3 } else { lex.unit(at + 2)?.1 };
    (tokens.at(end) == ")").then(|| forms_end(lex, tokens, end + 1))
}

/// The description of a product word for word, with a blank between number and unit.
fn product_words(lex: Lexicon<'_>, line: &str, range: &Range<usize>) -> String {
    let tokens = lex.tokens();
    let mut said = String::new();
    for at in range.clone() {
        let number = tokens.number(at).map(|number| number.to_string());
        let measure = lex.unit(at).filter(|(_, end)| *end == at + 1).map(|(unit, _)| unit);
        let measured = measure.filter(|unit| unit.kind != UnitKind::Count && unit.kind != UnitKind::Rate);
        let piece = match (&number, measured) {
            (Some(number), _) => number.as_str(),
            (None, Some(unit)) if tokens.is_word(at) && !unit.singular.contains(' ') => {
                if unit.code == "unit" {
                    "units"
                } else {
                    unit.singular
                }
            }
            (None, _) => tokens.written(line, &(at..at + 1)),
        };
        let rate = at > range.start
            && tokens.at(at) == "/"
            && lex.unit(at - 1).is_some_and(|(unit, _)| unit.kind != UnitKind::Count);
        let behind_rate = at > range.start + 1 && tokens.at(at - 1) == "/" && lex.unit(at - 2).is_some();
        let hour = behind_rate && matches!(tokens.at(at), "h" | "hr");
        let piece = if rate {
            "per"
        } else if hour {
            "hour"
        } else {
            piece
        };
        let run_in = rate || behind_rate || at > range.start && tokens.number(at - 1).is_some() && tokens.is_word(at);
        if !said.is_empty() && (!tokens.is_glued(at) || run_in) {
            said.push(' ');
        }
        said.push_str(piece);
    }
    said
}

/// `10 AM`: the number may be a time, and is asked about as a dose; `8am` can be nothing else.
fn follows_as_time(tokens: &Tokens, end: usize) -> bool {
    (tokens.is_glued(end) && matches!(tokens.at(end), "am" | "pm"))
        || matches!(
            tokens.at(end),
            ":" | "x" | "times" | "day" | "days" | "%" | "h" | "hr" | "hrs" | "hour" | "hours" | "min" | "minutes"
        )
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
        None if matches!(tokens.at(place), "hr" | "hrs" | "h" | "hour" | "hours") => {
            (if many.is_empty() { "hour" } else { "hours" }, place + 1)
        }
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
    let mut each = None;
    loop {
        // "5 mg-325 mg"
        let behind = lex.unit(end).filter(|(unit, _)| unit.kind == UnitKind::Mass).map_or(end, |(_, behind)| behind);
        let stroke = matches!(tokens.at(behind), "-" | "/") && tokens.is_glued(behind) && tokens.is_glued(behind + 1);
        let Some(next) = tokens.number(behind + 1).filter(|_| stroke && (behind == end || tokens.at(behind) == "-"))
        else {
            break;
        };
        if behind > end {
            each = lex.unit(end).map(|(unit, _)| unit);
        }
        numbers.push(next);
        end = behind + 2;
    }
    // "0.5-2.5 (3) mg/3 mL"
    if tokens.at(end) == "(" && tokens.number(end + 1).is_some() && tokens.at(end + 2) == ")" {
        end += 3;
    }
    let rises = matches!(numbers.as_slice(), [low, high] if low < high && high.value() <= low.value() * 20.0);
    if numbers.len() < 2 || (rises && !product) || lex.counts(end) {
        return None;
    }
    match lex.unit(end) {
        // Each strength with its own unit: only the same unit is one label.
        Some((unit, _)) if each.is_some_and(|each| each.code != unit.code) => None,
        Some((unit, behind)) => {
            let (per, end) = per_volume(lex, tokens, behind).unzip();
            Some((Labelled { numbers, unit: Some(unit), per }, end.unwrap_or(behind)))
        }
        None => Some((Labelled { numbers, unit: None, per: None }, end)),
    }
}

/// `/3 mL` behind the strengths of a combination, and where it ends.
fn per_volume(lex: Lexicon<'_>, tokens: &Tokens, at: usize) -> Option<(Dose, usize)> {
    if tokens.at(at) != "/" && tokens.at(at) != "per" {
        return None;
    }
    let many = tokens.number(at + 1);
    let place = at + 1 + usize::from(many.is_some());
    let (unit, end) = lex.unit(place).filter(|(unit, _)| unit.kind != UnitKind::Mass)?;
    Some((Dose::of(many.unwrap_or(Decimal::whole(1)), Some(unit)), end))
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
            None if at > 1
                && matches!(tokens.at(at), "hr" | "h")
                && is_measure(tokens.at(at - 2))
                && tokens.at(at - 1) == "/" =>
            {
                said.push_str("hour");
            }
            // "25 mcg/hr" is in the name of a patch.
            None if joins && (is_measure(tokens.at(at - usize::from(at > 0))) || at == 0) => said.push_str(" per "),
            None if joins => said.push_str(" and "),
            None => said.push_str(written),
        }
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_measure(word: &str) -> bool {
    matches!(word, "mg" | "mcg" | "g" | "units" | "unit" | "ml" | "meq")
}
