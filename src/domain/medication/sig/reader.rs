//! Reads instructions from left to right. Every piece must be accounted for: it is an order, it stands beside the order
//! ([`super::asides`]), it says nothing by itself, or it is a doubt; and where one is in doubt the words stay as written.

use std::ops::Range;

use super::asides::{self, Aside, Kind};
use super::clauses::{as_kept, gap, known_place, lasting, limit, numbered_days, plain_words, until, words};
use super::dosing::may_count;
use super::lexicon::{Lexicon, is_filler, is_verb};
use super::numbers::range;
use super::patterns::{period, rhythm};
use super::rhythm::{ClockTime, Joined, Moments, Often, Period, Rhythm};
use super::tokens::Tokens;
use super::{AsNeeded, Dose, Dosing, Doubt, Lasting, Place, Sig, SigReading, Step};
use crate::domain::formulary::Formulary;
use crate::domain::formulary::sig::Unit;

/// Reading in progress.
pub(in crate::domain::medication) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) lex: Lexicon<'a>,
    pub(super) sig: Sig,
    pub(super) asides: Vec<Aside>,
    /// Where the stretch that is being read ends.
    pub(super) end: usize,
    /// Whether what was read first may turn out to be the strength of the product.
    pub(super) tentative: bool,
    /// How strong one tablet or the like is, where that was said.
    pub(super) strength: Option<Dose>,
    /// What the product is counted in, where its form says so.
    pub(super) counted: Option<&'static Unit>,
    /// Whether the drug is given into eyes or ears.
    pub(super) local: bool,
    /// Where what was said last about when ends, and whether it said "once".
    timed: (usize, bool),
    /// The next day of a course whose days are numbered.
    day: u16,
    /// Words not understood, as ranges of pieces.
    unread: Vec<Range<usize>>,
    tapers: Option<usize>,
    pub(super) doubts: Vec<Doubt>,
}

impl<'a> Reader<'a> {
    pub(in crate::domain::medication) fn new(text: &'a str, tokens: &'a Tokens, formulary: &'a Formulary) -> Self {
        let lex = Lexicon::new(tokens, formulary);
        Self {
            text,
            lex,
            sig: Sig::default(),
            asides: asides::find(text, lex),
            end: 0,
            tentative: false,
            strength: None,
            counted: None,
            local: false,
            timed: (0, false),
            day: 1,
            unread: Vec::new(),
            tapers: None,
            doubts: Vec::new(),
        }
    }

    /// Tells that the drug is given into eyes or ears, so that `OD` is no frequency.
    pub(in crate::domain::medication) fn expect_drops(&mut self) {
        self.local = true;
    }

    /// Tells what a bare number counts, because the product is a tablet or the like.
    pub(in crate::domain::medication) fn expect_units(&mut self, unit: &'static Unit) {
        self.counted = Some(unit);
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
        let mut at = range.start;
        while at < range.end {
            let beside = self.asides.iter().find(|aside| aside.range.contains(&at)).cloned();
            if let Some(aside) = beside {
                let end = aside.range.end;
                self.aside(&Aside { range: at..end, ..aside });
                at = end;
                continue;
            }
            let next_aside = self.asides.iter().map(|aside| aside.range.start).find(|start| *start > at);
            self.end = next_aside.unwrap_or(range.end).min(range.end);
            let next = self.piece(at).filter(|next| *next > at);
            at = next.unwrap_or_else(|| {
                self.pass(at);
                at + 1
            });
        }
    }

    /// What stands beside the order: kept word for word, or passed over.
    fn aside(&mut self, aside: &Aside) {
        let words = as_kept(self.lex, self.text, &aside.range);
        match aside.kind {
            Kind::Empty => return,
            Kind::Kept => {}
            Kind::KeptDose => self.sig.more = true,
            Kind::Scale => {
                self.sig.scale = Some("sliding scale".to_owned());
                self.doubts.push(Doubt::AsWritten(words.clone()));
            }
        }
        if !(words.is_empty() || self.sig.notes.contains(&words)) {
            self.sig.notes.push(words);
        }
    }

    /// What begins at a place is read; returns where it ends.
    fn piece(&mut self, at: usize) -> Option<usize> {
        self.as_needed(at)
            .or_else(|| self.limits(at))
            .or_else(|| self.turns(at))
            .or_else(|| self.course(at))
            .or_else(|| self.ended(at))
            .or_else(|| self.standing(at))
            .or_else(|| self.place(at))
            .or_else(|| self.when(at))
            .or_else(|| self.hour(at))
            .or_else(|| self.way(at))
            .or_else(|| self.remark(at))
            .or_else(|| self.amount(at))
            .or_else(|| self.site(at))
            .or_else(|| self.purpose(at))
            .or_else(|| self.bracket(at))
    }

    pub(super) fn step(&mut self) -> &mut Step {
        if self.sig.steps.is_empty() {
            self.sig.steps.push(Step::default());
        }
        let last = self.sig.steps.len() - 1;
        &mut self.sig.steps[last]
    }

    pub(super) fn dosing(&mut self) -> &mut Dosing {
        let step = self.step();
        if step.dosings.is_empty() {
            step.dosings.push(Dosing::default());
        }
        let last = step.dosings.len() - 1;
        &mut step.dosings[last]
    }

    pub(super) fn written(&self, range: &Range<usize>) -> String {
        self.lex.tokens.written(self.text, range).to_owned()
    }

    /// `prn`, with the reason behind it.
    fn as_needed(&mut self, at: usize) -> Option<usize> {
        let needed = |place: usize| {
            let (row, end) = self.lex.frequency(place)?;
            (row.code == "prn_only").then_some(end)
        };
        let mut end = needed(at)?;
        let tokens = self.lex.tokens;
        loop {
            let place = end + usize::from(tokens.at(end) == ",");
            let lasts = lasting(self.lex, end, self.end).is_some();
            if !lasts && matches!(tokens.at(end), "for" | "\"" | "-" | ":") && end < self.end {
                end += 1;
            } else if let Some(again) = needed(place).filter(|again| *again <= self.end) {
                end = again;
            } else {
                break;
            }
        }
        // Beside several doses, or behind "and", nobody can say which of them is meant.
        let both = at > 0 && matches!(tokens.at(at - 1), "and" | "&" | "+" | "plus");
        if self.step().dosings.len() > 1 || (both && self.opens_dosing()) {
            self.doubts.push(Doubt::Conflict(self.written(&(at..end))));
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
        // "150 mg one time, repeat in 72 hours" orders a second dose.
        let once = self.sig.dosings().any(|dosing| dosing.rhythm.often == Some(Often::Once));
        if let Some((found, end)) = gap(self.lex, at).filter(|_| !(once && self.lex.tokens.at(at) == "repeat")) {
            self.sig.gap.get_or_insert(found);
            return Some(end);
        }
        let (found, end) = limit(self.lex, at)?;
        self.sig.limit.get_or_insert(found);
        Some(end)
    }

    /// `D/C Friday`, `on hold`: what ends or suspends the line is a decision and never read as instructions.
    fn ended(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        let ends = [
            "d / c",
            "dc",
            "dcd",
            "discontinue",
            "discontinued",
            "hold",
            "held",
            "stopped",
            "stop",
            "on hold",
            "not taking",
            "no longer taking",
            "no longer takes",
        ];
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
        if let Some((first, last, end)) = numbered_days(self.lex, at).filter(|(_, _, end)| *end <= self.end) {
            return self.numbered(first, last, end);
        }
        if let Some((found, end)) = lasting(self.lex, at, self.end) {
            return self.last(found, end);
        }
        // "every 5 minutes x 3"
        if self.sig.gap.is_some()
            && matches!(tokens.at(at), "x" | "times")
            && let Some(many) = tokens.number(at + 1).and_then(|many| u16::try_from(many.as_whole()?).ok())
            && (at + 2 >= self.end || matches!(tokens.at(at + 2), "," | ";" | "." | "prn" | "doses"))
        {
            return self.last(Lasting::Doses(many), at + 2);
        }
        if let Some(words) = until(self.lex, at, self.end) {
            let end = words.end;
            return self.last(Lasting::Until(plain_words(self.lex, self.text, &words)), end);
        }
        match tokens.at(at) {
            "then" | "followed" => Some(self.then(at)),
            "thereafter" if self.sig.steps.len() > 1 => Some(at + 1),
            "taper" | "tapering" => {
                self.tapers = Some(at);
                Some(at + 1)
            }
            _ => None,
        }
    }

    /// `then 20 mg`, `then daily`, `then decrease to 1 tablet`: where the next step begins.
    fn then(&mut self, at: usize) -> usize {
        let tokens = self.lex.tokens;
        let mut place = at + 1;
        let leads = |word: &str| {
            is_verb(word)
                || matches!(
                    word,
                    "by" | "decrease"
                        | "reduce"
                        | "increase"
                        | "continue"
                        | "to"
                        | "with"
                        | "at"
                        | "and"
                        | "then"
                        | "go"
                        | "down"
                        | "up"
                        | ","
                        | "a"
                        | "on"
                )
        };
        while place < self.end && leads(tokens.at(place)) {
            // "decrease by 10 mg" is no dose.
            if tokens.at(place) == "by" && tokens.at(at) != "followed" {
                return at + 1;
            }
            place += 1;
        }
        if !self.sig.has_dose() {
            return at + 1;
        }
        let before = self.sig.steps.last().and_then(|step| step.dosings.last()).and_then(|last| last.dose);
        if range(self.lex, place).is_some_and(|(_, _, end)| period(tokens.at(end)).is_none()) {
            self.next_step();
            return place;
        }
        if rhythm(self.lex, place, false).is_some() {
            self.next_step();
            self.dosing().dose = before;
            return place;
        }
        at + 1
    }

    /// `on day 1`, `days 2-5`: as long as the days follow each other.
    fn numbered(&mut self, first: u16, last: u16, end: usize) -> Option<usize> {
        if first != self.day || !self.sig.has_dose() {
            return None;
        }
        self.day = last + 1;
        let rhythm = &mut self.dosing().rhythm;
        if rhythm.is_empty() {
            rhythm.often = Some(Often::daily(1));
        }
        self.last(Lasting::For(last - first + 1, Period::Day), end)
    }

    fn last(&mut self, lasting: Lasting, end: usize) -> Option<usize> {
        let step = self.step();
        if step.lasting.is_some() {
            return (step.lasting == Some(lasting)).then_some(end);
        }
        step.lasting = Some(lasting);
        Some(end)
    }

    pub(super) fn next_step(&mut self) {
        self.sig.steps.push(Step::default());
    }

    /// `sliding scale`, `as directed`.
    fn standing(&mut self, at: usize) -> Option<usize> {
        let at = at + usize::from(self.lex.tokens.at(at) == "or");
        let (row, end) = self.lex.frequency(at)?;
        match row.code {
            "sliding_scale" => self.sig.scale = Some("sliding scale".to_owned()),
            "as_directed" => self.sig.as_directed = true,
            _ => return None,
        }
        Some(end)
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
            let meanings = ["once a day", "in the right eye"];
            self.doubts.push(Doubt::TwoMeanings { written: self.written(&(at..at + 1)), meanings });
            return Some(at + 1);
        }
        None
    }

    /// When a dose is taken.
    fn when(&mut self, at: usize) -> Option<usize> {
        let dosed = self.sig.steps.last().and_then(|step| step.dosings.last()).is_some_and(|last| last.dose.is_some());
        // "up to three times a day" is three times at the most.
        let from = self.lex.tokens.fits(at, "up to").unwrap_or(at);
        let (said, end) = rhythm(self.lex, from, dosed).filter(|(_, end)| *end <= self.end)?;
        let written = self.written(&(at..end));
        if self.lex.tokens.at(at) == "biweekly" {
            let meanings = ["every 2 weeks", "twice a week"];
            self.doubts.push(Doubt::TwoMeanings { written, meanings });
            return Some(end);
        }
        // "on Monday and Friday only"
        let end = end + usize::from(said.has_days_only() && end < self.end && self.lex.tokens.at(end) == "only");
        self.add_rhythm(said, at, end, written);
        Some(end)
    }

    fn add_rhythm(&mut self, said: Rhythm, at: usize, end: usize, written: String) {
        let tokens = self.lex.tokens;
        let fresh = self.dosing().rhythm.is_empty();
        let (before, once) = self.timed;
        let listed = (before.min(at)..at).any(|place| matches!(tokens.at(place), "and" | "&" | "+" | "or"))
            || (before == at.saturating_sub(1)
                && tokens.at(before) == ","
                && said.moments.of(Moments::MEALS).is_empty()
                && !self.dosing().rhythm.meets(&said));
        // "once a day in the morning and at bedtime" says two things.
        let once_here = matches!(tokens.at(at), "once" | "one" | "1");
        let strict = listed && !fresh && (once || once_here) && !said.has_days_only();
        match self.dosing().rhythm.joined(said, listed && !fresh) {
            Joined::Both(all) if !strict => self.dosing().rhythm = all,
            Joined::Beside(all, meals) if !strict => {
                self.dosing().rhythm = all;
                for moment in meals.iter() {
                    let words = moment.words.to_owned();
                    if !self.sig.remarks.contains(&words) {
                        self.sig.remarks.push(words);
                    }
                }
            }
            Joined::Both(_) | Joined::Beside(..) | Joined::Against => self.doubts.push(Doubt::Conflict(written)),
        }
        self.timed = (end, if fresh { once_here } else { once || once_here });
    }

    /// `in the morning at 9`: an hour whose half of the day was said before it.
    fn hour(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        let hour = tokens.number(at + 1).filter(|_| matches!(tokens.at(at), "at" | "@"))?.as_whole()?;
        let end = at + 2 + usize::from(tokens.at(at + 2) == "oclock");
        if !(1..=12).contains(&hour) || self.lex.unit(end).is_some() || tokens.at(end) == ":" {
            return None;
        }
        let known = self.dosing().rhythm.moments;
        let candidates =
            [hour % 12, hour % 12 + 12].map(|hour| ClockTime { hour: u8::try_from(hour).unwrap_or(0), minute: 0 });
        let mut fitting = candidates.into_iter().filter(|time| !known.around(*time).is_empty());
        let (time, None) = (fitting.next()?, fitting.next()) else { return None };
        let said = Rhythm { clock: vec![time], ..Rhythm::default() };
        self.add_rhythm(said, at, end, self.written(&(at..end)));
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
        let (route, end) = self.lex.route(place).filter(|(_, end)| place < self.end && *end <= self.end)?;
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
        // "PO/SL", "by mouth or under the tongue": one as good as the other.
        let joins = matches!(tokens.at(end), "/" | "or") && self.sig.route.is_none();
        if let Some((other, behind)) = self.lex.route(end + 1).filter(|_| joins)
            && other.code != route.code
            && behind <= self.end
        {
            self.sig.notes.push(format!("{} or {}", route.display, other.display));
            return Some(behind);
        }
        // The verb says less than the route: "apply", "inhale 2 puffs by mouth".
        let verb = matches!(tokens.at(at), "apply" | "inhale" | "inhales");
        let inhaled = |code: &str| matches!(code, "inh" | "po");
        match self.sig.route {
            Some(known) if known.code != route.code && !verb && !(inhaled(known.code) && inhaled(route.code)) => {
                self.doubts.push(Doubt::Conflict(self.written(&(at..end))));
            }
            Some(_) => {}
            None => self.sig.route = Some(route),
        }
        Some(end)
    }

    /// A number, with or without its unit.
    fn amount(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        let (dose, end) = self.lex.amount(at).filter(|(_, end)| *end <= self.end)?;
        if dose.unit.is_none() {
            return self.bare(dose, at, end);
        }
        if tokens.at(end) == "/" && tokens.is_glued(end) {
            // "25 mg/day"
            let often = match period(tokens.at(end + 1))? {
                Period::Day => Often::daily(1),
                Period::Week => Often::weekly(1),
                Period::Hour | Period::Month | Period::Year => return None,
            };
            self.take(dose, at, end);
            self.add_rhythm(
                Rhythm { often: Some(often), ..Rhythm::default() },
                end,
                end + 2,
                self.written(&(at..end + 2)),
            );
            return Some(end + 2);
        }
        if tokens.at(end) == "%" {
            return None;
        }
        // "50 mg total dose": the same amount said again.
        let total = ["total dose", "dose total", "total"].iter().find_map(|phrase| tokens.fits(end, phrase));
        if let Some(end) = total.filter(|_| self.says_again(dose)) {
            return Some(end);
        }
        self.take(dose, at, end);
        Some(end)
    }

    /// A number without a unit: of what the doses beside it are, of what the product is, or in doubt.
    fn bare(&mut self, dose: Dose, at: usize, end: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        // Behind a word that was not understood no number is a dose.
        if self.unread.last().is_some_and(|last| last.end == at) {
            return None;
        }
        let sibling = self.sig.dosings().filter_map(|dosing| dosing.dose).last();
        // "x 7" says how long in nobody knows what, "12 hours" is no amount, "5-325" and "150/90" are two numbers.
        let elsewhere = (at > 0 && matches!(tokens.at(at - 1), "x" | "#" | "-" | "/" | ":" | "=" | ">" | "<"))
            && !matches!(tokens.at(at.saturating_sub(2)), ")" | "tab" | "tablet")
            || period(tokens.at(end)).is_some()
            || (matches!(tokens.at(end), "-" | "/" | ":" | "%" | "." | "+" | "am" | "pm") && tokens.is_glued(end));
        let fits = sibling.is_none() || self.opens_dosing() || (self.tentative && self.strength.is_none());
        if (elsewhere && !(at > 0 && tokens.at(at - 1) == ":" && self.counted.is_some()))
            || !fits
            || !self.leads_on(end)
        {
            return None;
        }
        let continues = self.opens_dosing();
        let likely = sibling.filter(|known| continues && !may_count(dose, *known));
        let unit = likely.and_then(|known| known.unit).or(self.counted);
        let dose = Dose { unit, ..dose };
        if dose.unit.is_none() && likely.is_none() {
            self.doubts.push(Doubt::NoUnit { number: dose.high, proposal: None });
        }
        self.take(dose, at, end);
        Some(end)
    }

    /// Whether what follows a bare number can follow a dose: when, how, how long, or nothing.
    fn leads_on(&self, at: usize) -> bool {
        let tokens = self.lex.tokens;
        at >= self.end
            || matches!(
                tokens.at(at),
                "," | ";" | "and" | "then" | "by" | "in" | "at" | "each" | "x" | "(" | ")" | "with"
            )
            || is_verb(tokens.at(at))
            || rhythm(self.lex, at, true).is_some()
            || self.lex.frequency(at).is_some()
            || self.lex.route(at).is_some()
            || self.lex.remark(at).is_some()
            || lasting(self.lex, at, self.end).is_some()
            || self.lex.indication(at).is_some()
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
        self.settle();
        SigReading { sig: self.sig, strength: self.strength, doubts: self.doubts }
    }
}
