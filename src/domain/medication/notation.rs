//! Notation that has been misread and cost lives: found in what is typed, never kept.

use super::resolve::resolve;
use super::sig::tokens::{Kind, Tokens};
use super::words::Words;
use crate::domain::formulary::{ErrorProne, Formulary};

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notation {
    /// As typed.
    pub written: String,
    /// The row of `sig_error_prone.csv`: how it is misread, what to write, whether it may be kept.
    pub row: &'static ErrorProne,
}

/// Finds error-prone notation in a line as typed.
pub fn find(text: &str, formulary: &Formulary) -> Vec<Notation> {
    let tokens = Tokens::of(text);
    let mixed = text.chars().any(char::is_lowercase);
    let search = Search { text, tokens: &tokens, mixed };
    let words = Words::of(text);
    let places = resolve(text, formulary).places;
    let names: Vec<_> = places.iter().filter_map(|(at, end)| words.span(usize::from(*at), usize::from(*end))).collect();
    // The stroke in `Humulin 70/30` belongs to the name.
    let inside_a_name = |at: usize| {
        let sign = tokens.get(at).filter(|token| token.kind == Kind::Sign);
        sign.is_some_and(|sign| names.iter().any(|name| name.contains(&sign.written.start)))
    };
    let mut found: Vec<Notation> = Vec::new();
    for at in (0..tokens.len()).filter(|at| !inside_a_name(*at)) {
        for (token, end) in search.at(at).into_iter().flatten() {
            let row = formulary.sig.notations.iter().find(|row| row.token == token);
            let written = tokens.written(text, &(at..end)).to_owned();
            if let Some(row) = row.filter(|_| !found.iter().any(|known| known.written == written)) {
                found.push(Notation { written, row });
            }
        }
    }
    found
}

/// The token of the table, and where the piece of text ends.
type Hit = Option<(&'static str, usize)>;

struct Search<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    /// Whether the text has small letters, so that large ones mean something.
    mixed: bool,
}

impl Search<'_> {
    fn at(&self, at: usize) -> [Hit; 2] {
        match self.tokens.get(at).map(|token| token.kind) {
            Some(Kind::Number(_)) => [self.number(at), self.glued_unit(at)],
            Some(Kind::Word) => [self.word(at), self.run_in(at)],
            Some(Kind::Sign) => [self.sign(at), None],
            None => [None, None],
        }
    }

    fn written(&self, at: usize) -> &str {
        self.tokens.written(self.text, &(at..at + 1))
    }

    fn number(&self, at: usize) -> Hit {
        let written = self.written(at);
        let points = written.split_once('.');
        if written.starts_with('.') {
            Some(("no leading zero (.X)", at + 1))
        } else if points.is_some_and(|(_, part)| part.bytes().all(|digit| digit == b'0')) {
            Some(("trailing zero (X.0)", at + 1))
        } else if points.is_none() && written.len() >= 5 && !written.contains(',') {
            Some(("10000 (no comma)", at + 1))
        } else {
            None
        }
    }

    /// `5mg`.
    fn glued_unit(&self, at: usize) -> Hit {
        let unit = matches!(
            self.tokens.at(at + 1),
            "mg" | "mcg" | "g" | "ml" | "units" | "unit" | "meq" | "u" | "tab" | "tabs"
        );
        (unit && self.tokens.is_glued(at + 1)).then_some(("5mg (no space)", at + 2))
    }

    /// `Lasix40mg`: a name that runs into a number of two digits or with a unit behind it.
    fn run_in(&self, at: usize) -> Hit {
        let name = self.tokens.at(at).len() >= 4;
        let number = self.tokens.number(at + 1).is_some() && self.tokens.is_glued(at + 1);
        let unit = self.tokens.is_glued(at + 2) && self.tokens.is_word(at + 2);
        (name && number).then_some(("name run into dose", at + if unit { 3 } else { 2 }))
    }

    fn word(&self, at: usize) -> Hit {
        let tokens = self.tokens;
        let written = self.written(at);
        let counted = at > 0 && tokens.number(at - 1).is_some();
        let capital = self.mixed && written.chars().all(char::is_uppercase);
        let pointed = written.contains('.');
        let one = |token: &'static str| Some((token, at + 1));
        let glued_number = |place: usize| tokens.is_glued(place) && tokens.number(place).is_some();
        match tokens.at(at) {
            "u" if counted => one("U"),
            "iu" => one("IU"),
            "qd" => one(if pointed { "Q.D." } else { "QD" }),
            "qod" => one(if pointed { "Q.O.D." } else { "QOD" }),
            "ms" if tokens.at(at + 1) != "contin" && (capital || !self.mixed) => one("MS"),
            "mso" if glued_number(at + 1) => Some(("MSO4", at + 2)),
            "mgso" if glued_number(at + 1) => Some(("MgSO4", at + 2)),
            "cc" if counted => one("cc"),
            "ug" => one("ug"),
            "mcg" if written.chars().count() < 3 => one("\u{b5}g"),
            "hs" => one("HS"),
            "qhs" => one("QHS"),
            "sc" => one("SC"),
            "sq" => one("SQ"),
            "sub" if tokens.at(at + 1) == "q" => Some(("sub q", at + 2)),
            "od" => one("OD"),
            "os" => one("OS"),
            "ou" => one("OU"),
            "ad" if capital => one("AD"),
            "as" if capital && !matches!(tokens.at(at + 1), "needed" | "directed") => one("AS"),
            "au" if capital => one("AU"),
            "bt" => one("BT"),
            "d" if tokens.at(at + 1) == "/" && tokens.at(at + 2) == "c" => Some(("D/C", at + 3)),
            "in" if capital => one("IN"),
            "ij" => one("IJ"),
            "qn" => one("qn"),
            "q" if glued_number(at + 1) && tokens.at(at + 1) == "1" && tokens.at(at + 2) == "d" => {
                Some(("q1d", at + 3))
            }
            "q" if glued_number(at + 1) && matches!(tokens.at(at + 2), "pm" | "am") => Some(("q6PM", at + 3)),
            "ssi" => one("SSI"),
            "ssri" if self.text.to_lowercase().contains("insulin") => one("SSRI (insulin)"),
            "tiw" => one("TIW"),
            "biw" => one("BIW"),
            "x" if glued_number(at + 1) && tokens.at(at + 2) == "d" && tokens.is_glued(at + 2) => Some(("x3d", at + 3)),
            "azt" => one("AZT"),
            "mtx" => one("MTX"),
            "hctz" => one("HCTZ"),
            "hct" if at == 0 => one("HCT"),
            "ptu" => one("PTU"),
            "t" if glued_number(at + 1) && tokens.at(at + 1) == "3" => Some(("T3", at + 2)),
            "nitro" if !(tokens.is_glued(at + 1) && tokens.at(at + 1) == "-") => one("Nitro"),
            "apap" => one("APAP"),
            "ss" => one("ss"),
            _ => None,
        }
    }

    fn sign(&self, at: usize) -> Hit {
        let between_numbers = at > 0 && self.tokens.number(at - 1).is_some() && self.tokens.number(at + 1).is_some();
        // A half is written so by everybody.
        let fraction = self.tokens.at(at.wrapping_sub(1)) == "1" && matches!(self.tokens.at(at + 1), "2" | "4");
        match self.tokens.at(at) {
            "@" => Some(("@", at + 1)),
            ">" | "<" => Some(("> and <", at + 1)),
            "/" if between_numbers && !fraction => Some(("/", at + 1)),
            "+" => Some(("+", at + 1)),
            _ => None,
        }
    }
}
