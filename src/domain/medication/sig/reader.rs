//! Reads instructions from left to right and keeps what it could not read.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::clauses::{gap, is_blocked, known_place, lasting, limit, occasion, plain_words, until, words_end};
use super::lexicon::{Lexicon, is_filler};
use super::patterns::{period, range, rhythm};
use super::rhythm::Rhythm;
use super::tokens::Tokens;
use super::{AsNeeded, Dose, Dosing, Doubt, Lasting, Place, Sig, SigReading, Step};
use crate::domain::formulary::Formulary;
use crate::domain::formulary::sig::UnitKind;

/// Reading in progress.
pub(in crate::domain::medication) struct Reader<'a> {
    text: &'a str,
    lex: Lexicon<'a>,
    sig: Sig,
    /// Where the range that is being read ends.
    end: usize,
    /// Whether what was read first may turn out to be the strength of the product.
    tentative: bool,
    /// How strong one tablet or the like is, where that was said.
    strength: Option<Dose>,
    /// Whether the drug is given into eyes or ears.
    local: bool,
    /// Words not understood, as ranges of pieces.
    unread: Vec<Range<usize>>,
    tapers: Option<usize>,
    doubts: Vec<Doubt>,
}

impl<'a> Reader<'a> {
    pub(in crate::domain::medication) fn new(text: &'a str, tokens: &'a Tokens, formulary: &'a Formulary) -> Self {
        Self {
            text,
            lex: Lexicon::new(tokens, formulary),
            sig: Sig::default(),
            end: 0,
            tentative: false,
            strength: None,
            local: false,
            unread: Vec::new(),
            tapers: None,
            doubts: Vec::new(),
        }
    }

    /// Tells that the drug is given into eyes or ears, so that `OD` is no frequency.
    pub(in crate::domain::medication) fn expect_drops(&mut self) {
        self.local = true;
    }

    /// An amount behind the drug's name: the dose, unless another dose is found.
    pub(in crate::domain::medication) fn offer(&mut self, dose: Dose) {
        if self.sig.has_dose() {
            self.strength = Some(dose);
        } else {
            self.dosing().dose = Some(dose);
            self.tentative = true;
        }
    }

    /// Reads a range of pieces.
    pub(in crate::domain::medication) fn read(&mut self, range: Range<usize>) {
        self.end = range.end;
        let mut at = range.start;
        while at < range.end {
            let next = self.piece(at).filter(|next| *next > at);
            at = next.unwrap_or_else(|| {
                self.pass(at);
                at + 1
            });
        }
    }

    /// What begins at a place is read; returns where it ends.
    fn piece(&mut self, at: usize) -> Option<usize> {
        self.as_needed(at)
            .or_else(|| self.limits(at))
            .or_else(|| self.course(at))
            .or_else(|| self.ended(at))
            .or_else(|| self.standing(at))
            .or_else(|| self.place(at))
            .or_else(|| self.when(at))
            .or_else(|| self.way(at))
            .or_else(|| self.remark(at))
            .or_else(|| self.amount(at))
            .or_else(|| self.site(at))
            .or_else(|| self.purpose(at))
    }

    fn step(&mut self) -> &mut Step {
        if self.sig.steps.is_empty() {
            self.sig.steps.push(Step::default());
        }
        let last = self.sig.steps.len() - 1;
        &mut self.sig.steps[last]
    }

    fn dosing(&mut self) -> &mut Dosing {
        let step = self.step();
        if step.dosings.is_empty() {
            step.dosings.push(Dosing::default());
        }
        let last = step.dosings.len() - 1;
        &mut step.dosings[last]
    }

    /// `prn`, with the reason behind it.
    fn as_needed(&mut self, at: usize) -> Option<usize> {
        let (row, mut end) = self.lex.frequency(at)?;
        if row.code != "prn_only" {
            return None;
        }
        while matches!(self.lex.tokens.at(end), "for" | "\"" | "-" | ":") && end < self.end {
            end += 1;
        }
        let known = self.sig.as_needed.get_or_insert_with(AsNeeded::default);
        if known.reason.is_none()
            && let Some((reason, behind)) = words(self.text, self.lex, end, self.end)
        {
            known.reason = Some(reason);
            end = behind;
        }
        Some(end)
    }

    fn limits(&mut self, at: usize) -> Option<usize> {
        if let Some((found, end)) = gap(self.lex, at) {
            self.sig.gap.get_or_insert(found);
            return Some(end);
        }
        let (found, end) = limit(self.lex, at)?;
        self.sig.limit.get_or_insert(found);
        Some(end)
    }

    /// `D/C Friday`, `hold if HR is low`: what ends or suspends the line is a decision and never read as instructions.
    fn ended(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        let ends = ["d / c", "dc", "dcd", "discontinue", "discontinued", "hold", "held", "stopped", "stop"];
        ends.iter().find_map(|phrase| tokens.fits(at, phrase))?;
        let stops = |place: &usize| matches!(tokens.at(*place), "," | ";" | "(" | ")");
        let end = (at + 1..self.end).find(stops).unwrap_or(self.end);
        self.unread.push(at..end);
        Some(end)
    }

    /// How long, and what follows then.
    fn course(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        let stop = ["then stop", "and stop", "then off", "then discontinue", "then dc", "then d / c", "stop"];
        if let Some(end) =
            stop.iter().filter_map(|phrase| tokens.fits(at, phrase)).max().filter(|_| self.sig.has_dose())
        {
            self.sig.then_stop = true;
            return Some(end);
        }
        if let Some((found, end)) = lasting(self.lex, at, self.end) {
            return self.last(found, end);
        }
        if let Some(words) = until(self.lex, at, self.end) {
            let end = words.end;
            return self.last(Lasting::Until(plain_words(self.lex, self.text, &words)), end);
        }
        match tokens.at(at) {
            "then" => {
                if self.sig.has_dose() && range(self.lex, at + 1).is_some() {
                    self.next_step();
                }
                Some(at + 1)
            }
            "taper" | "tapering" => {
                self.tapers = Some(at);
                Some(at + 1)
            }
            _ => None,
        }
    }

    fn last(&mut self, lasting: Lasting, end: usize) -> Option<usize> {
        let step = self.step();
        if step.lasting.is_some() {
            return None;
        }
        step.lasting = Some(lasting);
        Some(end)
    }

    fn next_step(&mut self) {
        self.sig.steps.push(Step::default());
    }

    /// `sliding scale`, `as directed`.
    fn standing(&mut self, at: usize) -> Option<usize> {
        let (row, end) = self.lex.frequency(at)?;
        match row.code {
            "sliding_scale" => self.sig.scale = Some("sliding scale".to_owned()),
            "as_directed" => self.sig.as_directed = true,
            _ => return None,
        }
        Some(end)
    }

    fn has_drops(&self) -> bool {
        let drops = |dosing: &Dosing| dosing.dose.and_then(|dose| dose.unit).is_some_and(|unit| unit.code == "drop");
        let route = self.sig.route.is_some_and(|route| matches!(route.code, "oph" | "ot"));
        self.local || route || self.sig.dosings().any(drops)
    }

    fn place(&mut self, at: usize) -> Option<usize> {
        let drops = self.has_drops();
        if let Some((index, end)) = known_place(self.lex, at, drops) {
            let route = Place::KNOWN.get(usize::from(index)).map(|(_, route)| *route)?;
            self.sig.place.get_or_insert(Place::Known(index));
            let formulary = self.lex.formulary;
            let found = formulary.route(route).and_then(|index| formulary.routes.get(usize::from(index)));
            self.sig.route = self.sig.route.or(found);
            return Some(end);
        }
        if self.lex.tokens.at(at) == "od" && !drops {
            self.doubts.push(Doubt::TwoMeanings {
                written: self.lex.tokens.written(self.text, &(at..at + 1)).to_owned(),
                meanings: ["once a day", "in the right eye"],
            });
            return Some(at + 1);
        }
        None
    }

    /// When a dose is taken.
    fn when(&mut self, at: usize) -> Option<usize> {
        let dosed = self.sig.steps.last().and_then(|step| step.dosings.last()).is_some_and(|last| last.dose.is_some());
        let (said, end) = rhythm(self.lex, at, dosed)?;
        let written = || self.lex.tokens.written(self.text, &(at..end)).to_owned();
        if self.lex.tokens.at(at) == "biweekly" {
            let meanings = ["every 2 weeks", "twice a week"];
            self.doubts.push(Doubt::TwoMeanings { written: written(), meanings });
            return Some(end);
        }
        let conflict = Doubt::Conflict(written());
        let known = &mut self.dosing().rhythm;
        match (known.often, said.often) {
            (Some(one), Some(other)) if one != other => self.doubts.push(conflict),
            (one, other) => {
                let mut clock = std::mem::take(&mut known.clock);
                clock.extend(said.clock);
                *known = Rhythm {
                    often: one.or(other),
                    moments: known.moments.and(said.moments),
                    days: known.days.and(said.days),
                    clock,
                };
            }
        }
        Some(end)
    }

    /// The way into the body.
    fn way(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        let mut place = at;
        while matches!(tokens.at(place), "in" | "into" | "to" | "via" | "by" | "per") && self.lex.route(place).is_none()
        {
            place += 1;
        }
        let (route, end) = self.lex.route(place).filter(|_| place < self.end)?;
        let alone = end == place + 1;
        let counts = match tokens.at(place) {
            "as" | "ad" | "au" | "od" | "os" | "ou" if alone => false,
            // "apply 1 patch": the patch says how.
            "apply" if alone => !(at..self.end.min(at + 5)).any(|near| matches!(tokens.at(near), "patch" | "patches")),
            "patch" | "puffs" if alone => return Some(end),
            "peg" | "inh" if alone => place > at,
            _ => true,
        };
        if !counts {
            return None;
        }
        match self.sig.route {
            Some(known) if known.code != route.code && tokens.at(at) != "apply" && tokens.at(at) != "inhale" => {
                self.doubts.push(Doubt::Conflict(tokens.written(self.text, &(at..end)).to_owned()));
            }
            Some(_) => {}
            None => self.sig.route = Some(route),
        }
        Some(end)
    }

    fn remark(&mut self, at: usize) -> Option<usize> {
        let (words, end) = if let Some((row, end)) = self.lex.remark(at) {
            (row.words.to_owned(), end)
        } else {
            let end = occasion(self.lex, at, self.end)?;
            (plain_words(self.lex, self.text, &(at..end)), end)
        };
        if !self.sig.remarks.contains(&words) {
            self.sig.remarks.push(words);
        }
        Some(end)
    }

    /// A number, with or without its unit.
    fn amount(&mut self, at: usize) -> Option<usize> {
        let (low, high, end) = range(self.lex, at).filter(|(_, _, end)| *end <= self.end)?;
        let unit = self.lex.unit(end).filter(|(_, behind)| *behind <= self.end);
        let Some((unit, end)) = unit else {
            return self.bare(Dose { low, high, unit: None }, at, end);
        };
        let rated = matches!(self.lex.tokens.at(end), "/" | "%") && self.lex.tokens.is_glued(end);
        if rated {
            return None;
        }
        self.take(Dose { low, high, unit: Some(unit) }, at, end);
        Some(end)
    }

    /// A number without a unit: of what the doses beside it are, or in doubt.
    fn bare(&mut self, dose: Dose, at: usize, end: usize) -> Option<usize> {
        let first = self.lex.tokens.is_word(at) || self.lex.tokens.at(end) == "-" || self.lex.tokens.at(end) == "/";
        let sibling = self.sig.dosings().filter_map(|dosing| dosing.dose).last();
        // "x 7" says how long in nobody knows what, "12 hours" is no amount.
        let elsewhere = (at > 0 && self.lex.tokens.at(at - 1) == "x") || period(self.lex.tokens.at(end)).is_some();
        if elsewhere {
            return None;
        }
        let welcome = !first && (sibling.is_none() || self.opens_dosing());
        if !(welcome || (self.tentative && !first && self.strength.is_none())) {
            return None;
        }
        let continues = self.opens_dosing();
        let dose = Dose { unit: sibling.filter(|_| continues).and_then(|known| known.unit), ..dose };
        if dose.unit.is_none() && !(continues && sibling.is_some()) {
            self.doubts.push(Doubt::NoUnit { number: dose.high, proposal: None });
        }
        self.take(dose, at, end);
        Some(end)
    }

    /// Whether a dose that comes now stands beside or behind the last one and not in its place.
    fn opens_dosing(&self) -> bool {
        let Some(step) = self.sig.steps.last() else { return false };
        let last = step.dosings.last();
        let complete = last.is_some_and(|last| last.dose.is_some() && !last.rhythm.is_empty());
        complete
            || (step.lasting.is_some() && last.is_some_and(|last| last.dose.is_some()))
            || (step.dosings.is_empty() && self.sig.steps.len() > 1)
    }

    fn take(&mut self, dose: Dose, at: usize, end: usize) {
        let counts = |dose: Dose| dose.unit.is_none_or(|unit| unit.kind == UnitKind::Count);
        let lasting = self.step().lasting.is_some();
        // "2 tablets (40 mg)": one amount said twice.
        let before = at.checked_sub(1).map_or("", |before| self.lex.tokens.at(before));
        let (bracketed, each) = (matches!(before, "(" | "="), before == "of");
        let unsaid = self.strength.is_none();
        let several = self.sig.dosings().count() > 1;
        let tentative = self.tentative && !several;
        let last = self.dosing();
        match last.dose {
            None => last.dose = Some(dose),
            // "Tylenol 500 mg 2 tabs": what stood first was the strength.
            Some(first)
                if tentative
                    && (last.rhythm.is_empty() && !lasting
                        || counts(dose) && !counts(first) && dose.unit.is_some()) =>
            {
                last.dose = Some(dose);
                self.strength = Some(first);
                self.tentative = false;
            }
            Some(_) if lasting => {
                self.next_step();
                self.dosing().dose = Some(dose);
            }
            Some(_) if !last.rhythm.is_empty() => {
                self.step().dosings.push(Dosing { dose: Some(dose), ..Dosing::default() });
            }
            Some(first)
                if last.equals.is_none() && dose.unit.is_some() && counts(dose) != counts(first) && bracketed =>
            {
                last.equals = Some(dose);
            }
            // "1/2 tab of 40 mg", "1 tab 40 mg": how strong each of them is.
            Some(first) if counts(first) && !counts(dose) && unsaid && (each || first.high == Decimal::whole(1)) => {
                self.strength = Some(dose);
            }
            Some(_) => {
                let written = self.lex.tokens.written(self.text, &(at..end)).to_owned();
                self.doubts.push(Doubt::Conflict(written));
            }
        }
    }

    /// `to both knees`.
    fn site(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        if !matches!(tokens.at(at), "to" | "on" | "onto" | "over" | "under" | "around") || self.sig.place.is_some() {
            return None;
        }
        if tokens.at(at) == "to" && matches!(tokens.at(at + 1), "prevent" | "treat" | "help" | "reduce" | "control") {
            let (words, end) = words(self.text, self.lex, at + 1, self.end)?;
            self.sig.purpose.get_or_insert(words);
            return Some(end);
        }
        let end = words_end(self.lex, at + 1, self.end);
        if end == at + 1 {
            return None;
        }
        self.sig.place = Some(Place::Named(plain_words(self.lex, self.text, &(at..end))));
        Some(end)
    }

    /// What it is for: `for drooling`, `htn`, `(blood pressure)`.
    fn purpose(&mut self, at: usize) -> Option<usize> {
        let led = self.lex.tokens.at(at) == "for";
        let (found, end) = if led {
            words(self.text, self.lex, at + 1, self.end)?
        } else {
            self.lex.indication(at).filter(|(_, end)| *end <= self.end).map(|(found, end)| (found.to_owned(), end))?
        };
        match &mut self.sig.purpose {
            Some(known) if *known == found => {}
            Some(known) => {
                known.push_str(" and ");
                known.push_str(&found);
            }
            None => self.sig.purpose = Some(found),
        }
        Some(end)
    }

    /// A piece that nothing explains.
    fn pass(&mut self, at: usize) {
        let says_nothing = !self.lex.tokens.is_word(at) && self.lex.tokens.number(at).is_none();
        if is_filler(self.lex.tokens.at(at)) || says_nothing {
            return;
        }
        match self.unread.last_mut() {
            Some(last) if (last.end..at).all(|between| !self.lex.tokens.is_word(between)) && at - last.end <= 1 => {
                last.end = at + 1;
            }
            _ => self.unread.push(at..at + 1),
        }
    }

    /// Ends the reading.
    pub(in crate::domain::medication) fn finish(mut self) -> SigReading {
        if let Some(at) = self.tapers.filter(|_| self.sig.steps.len() < 2) {
            self.unread.push(at..at + 1);
        }
        if self.lex.tokens.cut {
            self.doubts.push(Doubt::Unread("the end of the line; it is too long".to_owned()));
        }
        for range in std::mem::take(&mut self.unread) {
            self.doubts.push(Doubt::Unread(self.lex.tokens.written(self.text, &range).to_owned()));
        }
        for step in &mut self.sig.steps {
            for dosing in &mut step.dosings {
                dosing.rhythm = std::mem::take(&mut dosing.rhythm).settled();
            }
            step.dosings.retain(|dosing| *dosing != Dosing::default());
        }
        self.sig.steps.retain(|step| *step != Step::default());
        self.merge_named_late();
        SigReading { sig: self.sig, strength: self.strength, doubts: self.doubts }
    }

    /// "Daily 1 tab": a frequency that stood before its dose belongs to it.
    fn merge_named_late(&mut self) {
        for step in &mut self.sig.steps {
            if let [first, second] = step.dosings.as_mut_slice()
                && first.dose.is_none()
                && second.rhythm.is_empty()
            {
                first.dose = second.dose.take();
                step.dosings.truncate(1);
            }
        }
    }
}

/// Free words, or the indication that they abbreviate.
fn words(text: &str, lex: Lexicon<'_>, from: usize, end: usize) -> Option<(String, usize)> {
    let mut from = from;
    while matches!(lex.tokens.at(from), "the" | "a" | "my" | "(" | "\"") && from < end {
        from += 1;
    }
    if let Some((found, behind)) = lex.indication(from).filter(|(_, behind)| *behind <= end)
        && behind >= words_end(lex, from, end)
    {
        return Some((found.to_owned(), behind));
    }
    let behind = words_end(lex, from, end);
    (behind > from && !is_blocked(lex.tokens.at(from))).then(|| (plain_words(lex, text, &(from..behind)), behind))
}
