//! Amounts put together with when they are taken: beside each other, in turn, one after the other; and what in the end does not
//! fit together.

use super::clauses::{lasting, numbered_days};
use super::lexicon::is_verb;
use super::patterns::{rhythm, weekdays};
use super::print::rhythm_words;
use super::reader::Reader;
use super::rhythm::{Often, Period, Rhythm, Weekdays};
use super::{Dose, Dosing, Doubt, Lasting, Step};
use crate::domain::formulary::sig::UnitKind;
use crate::domain::medication::decimal::Decimal;

/// Every other day.
const TURN: Often = Often::Times { low: 1, high: 1, every: 2, period: Period::Day };

/// What may stand behind doses in turn and says the same once more.
const TAILS: [&str; 11] = [
    "every other day",
    "daily",
    "every day",
    "on alternate days",
    "on alternating days",
    "alternating days",
    "qod",
    "alternate days",
    "each day",
    "days",
    "on the days between",
];

/// Whether a dose counts tablets or the like.
fn counts(dose: Dose) -> bool {
    dose.unit.is_none_or(|unit| unit.kind == UnitKind::Count)
}

/// Whether a number without a unit behind a mass may count tablets: "40 mg in the morning and 1 in the evening".
pub(super) fn may_count(bare: Dose, beside: Dose) -> bool {
    let small = bare.unit.is_none() && bare.high.value() <= 4.0;
    small && !counts(beside) && beside.high.value() > bare.high.value() * 2.0
}

fn is_same_unit(one: Dose, other: Dose) -> bool {
    one.unit.map(|unit| unit.code) == other.unit.map(|unit| unit.code)
}

impl Reader<'_> {
    /// Whether a dose that comes now stands beside or behind the last one and not in its place.
    pub(super) fn opens_dosing(&self) -> bool {
        let Some(step) = self.sig.steps.last() else { return false };
        let last = step.dosings.last();
        let complete = last.is_some_and(|last| last.dose.is_some() && !last.rhythm.is_empty());
        complete
            || (step.lasting.is_some() && last.is_some_and(|last| last.dose.is_some()))
            || (step.dosings.is_empty() && self.sig.steps.len() > 1)
    }

    /// The dose of the last dosing, said again in another unit.
    pub(super) fn says_again(&mut self, dose: Dose) -> bool {
        let last = self.dosing();
        match last.dose {
            Some(first) if last.equals.is_none() && !is_same_unit(dose, first) && !last.rhythm.is_empty() => {
                last.equals = Some(dose);
                true
            }
            Some(first) => first == dose && !last.rhythm.is_empty(),
            None => false,
        }
    }

    pub(super) fn take(&mut self, dose: Dose, at: usize, end: usize) {
        let lasting = self.step().lasting.is_some();
        // "2 tablets (40 mg)": one amount said twice.
        let before = at.checked_sub(1).map_or("", |before| self.lex.tokens.at(before));
        let (bracketed, each) = (matches!(before, "(" | "="), before == "of");
        let unsaid = self.strength.is_none();
        let several = self.sig.dosings().count() > 1;
        let tentative = self.tentative && !several;
        let needed = self.sig.as_needed.is_some();
        let timed_behind = self.is_timed_behind(end);
        let last = self.dosing();
        match last.dose {
            None => last.dose = Some(dose),
            // "100 mg + 50 mg": both together, or one of them.
            Some(_) if tentative && last.rhythm.is_empty() && matches!(before, "+" | "&" | "and" | "plus") => {
                let written = self.written(&(at..end));
                self.doubts.push(Doubt::Conflict(written));
            }
            // "Tylenol 500 mg 2 tabs": what stood first was the strength.
            Some(first) if tentative && last.rhythm.is_empty() && !lasting && !(bracketed && before == "(") => {
                last.dose = Some(dose);
                self.strength = Some(first);
                self.tentative = false;
            }
            Some(first) if last.equals.is_none() && dose.unit.is_some() && !is_same_unit(dose, first) && bracketed => {
                last.equals = Some(dose);
            }
            Some(first) if bracketed && first == dose => {}
            // "for 7 days (28 capsules)": what is handed out, and no further step.
            Some(_) if lasting && !timed_behind => {
                if !self.is_all_of_step(dose) {
                    let written = self.written(&(at..end));
                    self.doubts.push(Doubt::Conflict(written));
                }
            }
            Some(_) if lasting => {
                self.next_step();
                self.dosing().dose = Some(dose);
            }
            Some(_) if !last.rhythm.is_empty() => {
                if needed {
                    let written = self.written(&(at..end));
                    self.doubts.push(Doubt::Conflict(written));
                }
                self.step().dosings.push(Dosing { dose: Some(dose), ..Dosing::default() });
            }
            // "1/2 tab of 40 mg", "1 tab 40 mg": how strong each of them is.
            Some(first) if counts(first) && !counts(dose) && unsaid && (each || first.high == Decimal::whole(1)) => {
                self.strength = Some(dose);
            }
            Some(_) => {
                let written = self.written(&(at..end));
                self.doubts.push(Doubt::Conflict(written));
            }
        }
    }

    /// Whether behind an amount stands when or how long it is taken, in the same part of the line.
    fn is_timed_behind(&self, at: usize) -> bool {
        let tokens = self.lex.tokens;
        let ends = |place: &usize| matches!(tokens.at(*place), "," | ";" | "." | "then") || *place >= self.end;
        (at..(at + 10).min(tokens.len())).take_while(|place| !ends(place)).any(|place| {
            rhythm(self.lex, place, true).is_some()
                || lasting(self.lex, place, self.end).is_some()
                || numbered_days(self.lex, place).is_some()
        })
    }

    /// Whether an amount is all that is taken in the last step.
    fn is_all_of_step(&self, all: Dose) -> bool {
        let Some(step) = self.sig.steps.last() else { return false };
        let ([Dosing { dose: Some(each), rhythm, .. }], Some(Lasting::For(many, period) | Lasting::UpTo(many, period))) =
            (step.dosings.as_slice(), &step.lasting)
        else {
            return false;
        };
        let whole = rhythm.per_day(0).map(|times| times * f32::from(*many) * period.days() * each.high.value());
        let same_unit = all.unit.is_none() || is_same_unit(*each, all);
        same_unit && whole.is_some_and(|whole| (whole - all.high.value()).abs() < 0.01)
    }

    /// `Mon 5 mg, Tue 2.5 mg, Wed 5 mg`, `AM 40 mg, noon 20 mg`: a list in which the time stands before its amount.
    fn times_first(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        let known = self.sig.steps.last().and_then(|step| step.dosings.last()).cloned().unwrap_or_default();
        let open = known.rhythm.is_empty() && (known.dose.is_none() || self.tentative) && known.equals.is_none();
        let single = self.sig.steps.len() <= 1 && self.sig.dosings().count() <= 1 && self.step().lasting.is_none();
        if !open || !single {
            return None;
        }
        let counted = self.counted.map(|unit| Dose::of(Decimal::whole(1), Some(unit)));
        let mut found: Vec<Dosing> = Vec::new();
        let (mut place, mut end) = (at, at);
        loop {
            let said = rhythm(self.lex, place, true).filter(|(said, behind)| {
                *behind <= self.end && said.often.is_none_or(|often| often == Often::daily(1)) && !said.is_empty()
            });
            let Some((said, behind)) = said else { break };
            let behind = behind + usize::from(tokens.at(behind) == "-");
            let unit_of = found.last().and_then(|last| last.dose).or(counted).or(known.dose);
            let Some((dose, behind)) = self.sibling_amount(behind, unit_of) else {
                // A time without an amount behind it: the amounts stand before their times.
                return None;
            };
            found.push(Dosing { dose: Some(dose), equals: None, rhythm: said });
            end = behind;
            place = behind;
            while matches!(tokens.at(place), "," | ";" | "and" | "&" | "." | "+") {
                place += 1;
            }
        }
        // "5 mg Mon, 2.5 mg Tue, 5 mg": the first amount may be that of the first day, and the last one of nobody knows.
        let stands_before = (0..at).any(|place| self.lex.amount(place).is_some_and(|(_, behind)| behind == at));
        let days = found.iter().fold(Weekdays::default(), |days, dosing| days.and(dosing.rhythm.days));
        let may_be_first = known.dose.is_some() && stands_before && days.rest() != Weekdays::default();
        if found.len() < 2 || may_be_first {
            return None;
        }
        if let Some(dose) = known.dose {
            self.strength = Some(dose);
            self.tentative = false;
        }
        self.step().dosings = found;
        Some(end)
    }

    /// Days with another dose or none, and doses in turn.
    pub(super) fn turns(&mut self, at: usize) -> Option<usize> {
        self.except(at).or_else(|| self.times_first(at)).or_else(|| self.alternating(at))
    }

    /// An amount that may lack its unit where the dose beside it has one.
    fn sibling_amount(&self, at: usize, unit_of: Option<Dose>) -> Option<(Dose, usize)> {
        let mut place = at;
        while matches!(self.lex.tokens.at(place), "take" | "give" | "use" | ":" | "=" | "," | "only") {
            place += 1;
        }
        let (dose, end) = self.lex.amount(place).filter(|(_, end)| *end <= self.end)?;
        let known = unit_of.filter(|known| !may_count(dose, *known));
        let dose = Dose { unit: dose.unit.or(known.and_then(|known| known.unit)), ..dose };
        dose.unit.map(|_| (dose, end))
    }

    /// `except Sunday`, `but 2.5 mg on Monday`, `skip Sunday`.
    fn except(&mut self, at: usize) -> Option<usize> {
        const OPENERS: [&str; 14] = [
            "except",
            "except for",
            "excluding",
            "but",
            "but not",
            "skip",
            "skipping",
            "but skip",
            "none",
            "no dose",
            "not on",
            "omit",
            "off",
            "except on",
        ];
        let tokens = self.lex.tokens;
        let mut place = OPENERS.iter().filter_map(|phrase| tokens.fits(at, phrase)).max()?;
        let base = self.dosing().clone();
        let daily =
            base.rhythm.often.is_none_or(|often| matches!(often, Often::Times { every: 1, period: Period::Day, .. }));
        let named = Rhythm { days: base.rhythm.days, ..Rhythm::default() };
        if base.dose.is_none() || !daily || base.rhythm.is_empty() {
            return None;
        }
        while matches!(tokens.at(place), "for" | ":" | ",") || is_verb(tokens.at(place)) {
            place += 1;
        }
        let (dose, days, end) = if let Some((dose, end)) = self.sibling_amount(place, base.dose) {
            let (said, end) = weekdays(self.lex, end)?;
            (Some(dose), said.days, end)
        } else {
            let (said, end) = weekdays(self.lex, place)?;
            let next = end + usize::from(matches!(tokens.at(end), "," | ":" | "when"));
            let other = self.sibling_amount(next, base.dose);
            match other.and_then(|(dose, behind)| Some((dose, self.end_of_part(behind, said.days)?))) {
                Some((dose, behind)) => (Some(dose), said.days, behind),
                None => (None, said.days, end),
            }
        };
        if end > self.end {
            return None;
        }
        let days_before = base.rhythm.days;
        match dose {
            Some(dose) if days_before.is_empty() => {
                let rhythm =
                    Rhythm { days, often: base.rhythm.often.filter(|often| *often != Often::daily(1)), ..base.rhythm };
                self.dosing().rhythm.days = Weekdays::OTHERS;
                self.step().dosings.push(Dosing { dose: Some(dose), equals: None, rhythm });
            }
            None if days_before.is_empty() => self.dosing().rhythm.days = days.rest(),
            // "Mon-Sat, skip Sunday" says it twice.
            None if days_before.0 & days.0 == 0 && named.days == days_before => {}
            Some(_) | None => return None,
        }
        Some(end)
    }

    /// Where the part of the line with an exceptional dose ends: the days may be named once more.
    fn end_of_part(&self, at: usize, days: Weekdays) -> Option<usize> {
        match weekdays(self.lex, at) {
            Some((said, end)) if said.days == days => Some(end),
            Some(_) => None,
            None => Some(at),
        }
    }

    /// `5 mg alternating with 2.5 mg`, `alternate 5 mg and 2.5 mg`, `5 mg and 2.5 mg on alternate days`, `5 mg one day and 2.5 mg
    /// the next`.
    fn alternating(&mut self, at: usize) -> Option<usize> {
        let tokens = self.lex.tokens;
        let alternates =
            |place: usize| matches!(tokens.at(place), "alternate" | "alternating" | "alternates" | "alternated");
        let joins = |place: usize| matches!(tokens.at(place), "and" | "with" | "w" | "/" | "&" | "," | "then");
        let known = self.sig.steps.last().and_then(|step| step.dosings.last()).and_then(|last| last.dose);
        let (first, second, end) = if alternates(at) && tokens.at(at + 1) == "with" {
            let first = known?;
            let (second, end) = self.sibling_amount(at + 2, Some(first))?;
            (first, second, end)
        } else if alternates(at) {
            let (low, middle) = self.lex.amount(at + 1)?;
            let (second, end) =
                self.sibling_amount(middle + usize::from(joins(middle)), Some(low)).filter(|_| joins(middle))?;
            (Dose { unit: low.unit.or(second.unit), ..low }, second, end)
        } else {
            self.one_day_and_the_next(at, known)?
        };
        if end > self.end || self.step().dosings.len() > 1 || !is_same_unit(first, second) {
            return None;
        }
        let end = TAILS.iter().filter_map(|phrase| tokens.fits(end, phrase)).max().unwrap_or(end);
        self.tentative = false;
        let last = self.dosing();
        let base = Rhythm { often: Some(TURN), days: Weekdays::default(), ..last.rhythm.clone() };
        *last = Dosing { dose: Some(first), equals: None, rhythm: base.clone() };
        let rhythm = Rhythm { days: Weekdays::OTHERS, ..base };
        self.step().dosings.push(Dosing { dose: Some(second), equals: None, rhythm });
        Some(end)
    }

    /// `5 mg and 2.5 mg on alternate days`, `1 tablet one day and 2 tablets the next`.
    fn one_day_and_the_next(&self, at: usize, known: Option<Dose>) -> Option<(Dose, Dose, usize)> {
        let tokens = self.lex.tokens;
        let joins =
            |place: usize| matches!(tokens.at(place), "and" | "/" | "&" | "," | "then" | "alternating" | "with");
        let skip = |mut place: usize| {
            while joins(place) {
                place += 1;
            }
            place
        };
        // The first amount may be the one behind the drug's name.
        let (first, after) = if self.tentative && (tokens.fits(at, "one day").is_some() || tokens.at(at) == "and") {
            (known?, at)
        } else {
            self.lex.amount(at)?
        };
        let day = tokens.fits(after, "one day").or_else(|| tokens.fits(after, "on one day"));
        let from = day.unwrap_or(after);
        let (second, end) = self.sibling_amount(skip(from), Some(first)).filter(|_| joins(from) || day.is_some())?;
        let tails: &[&str] = match day {
            Some(_) => &["the next day", "the next", "next day", "the other day", "the other", "the following day"],
            None => {
                &["on alternating days", "on alternate days", "alternating days", "alternate days", "alternating daily"]
            }
        };
        let end = tails.iter().filter_map(|phrase| tokens.fits(end, phrase)).max()?;
        Some((Dose { unit: first.unit.or(second.unit), ..first }, second, end))
    }

    /// Puts what was read in order, and finds what does not fit together.
    pub(super) fn settle(&mut self) {
        for step in &mut self.sig.steps {
            step.dosings.retain(|dosing| *dosing != Dosing::default());
            merge_named_late(step);
            drop_doubled(step);
            share_days(step);
        }
        self.sig.steps.retain(|step| *step != Step::default());
        self.sig.steps.dedup();
        self.own_strength();
        let mut against = Vec::new();
        let last = self.sig.steps.len().saturating_sub(1);
        for (at, step) in self.sig.steps.iter().enumerate() {
            let once = step.dosings.iter().any(|dosing| dosing.rhythm.often == Some(Often::Once));
            if at < last && step.lasting.is_none() && !once {
                against.extend(self.sig.steps.get(at + 1).and_then(|next| next.dosings.first()).map(words_of));
            }
            against.extend(step.dosings.iter().filter(|dosing| dosing.rhythm.is_contradictory()).map(words_of));
            against.extend(beside_each_other(step));
        }
        self.doubts.extend(against.into_iter().map(Doubt::Conflict));
        for step in &mut self.sig.steps {
            for dosing in &mut step.dosings {
                dosing.rhythm = std::mem::take(&mut dosing.rhythm).settled();
            }
        }
    }

    /// "88 mcg daily, 2 tablets on Sunday": the mass is what one of them has.
    fn own_strength(&mut self) {
        let doses: Vec<Dose> = self.sig.dosings().filter_map(|dosing| dosing.dose).collect();
        let masses: Vec<Dose> = doses.iter().copied().filter(|dose| !counts(*dose)).collect();
        let mixed = doses.iter().any(|dose| dose.unit.is_some() && counts(*dose));
        if self.strength.is_none()
            && mixed
            && let [mass] = masses.as_slice()
            && mass.low == mass.high
            && mass.unit.is_some_and(|unit| unit.kind == UnitKind::Mass)
        {
            self.strength = Some(*mass);
        }
    }
}

fn words_of(dosing: &Dosing) -> String {
    let dose = dosing.dose.map_or(String::new(), |dose| dose.to_string());
    [dose, rhythm_words(&dosing.rhythm)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// "Daily 1 tab": a frequency that stood before its dose belongs to it.
fn merge_named_late(step: &mut Step) {
    if let [first, second] = step.dosings.as_mut_slice()
        && first.dose.is_none()
        && second.rhythm.is_empty()
    {
        first.dose = second.dose.take();
        step.dosings.truncate(1);
    }
}

/// "1 tablet twice a day 1 tab bid": the same said twice, or its amount once more, is said once.
fn drop_doubled(step: &mut Step) {
    let settled = |rhythm: &Rhythm| rhythm.clone().settled();
    // In a list, an amount without a time may be that of another day.
    let is_list = step.dosings.len() > 2;
    let mut at = 1;
    while at < step.dosings.len() {
        let (before, this) = (&step.dosings[..at], &step.dosings[at]);
        let doubled = before.iter().any(|known| {
            known.dose == this.dose
                && (this.rhythm.is_empty() && !is_list || settled(&known.rhythm) == settled(&this.rhythm))
        });
        if doubled {
            step.dosings.remove(at);
        } else {
            at += 1;
        }
    }
}

/// "1 tablet daily, 2 tablets on Sunday": on the day that is named, the other dose takes its place.
fn share_days(step: &mut Step) {
    let every_day =
        |rhythm: &Rhythm| rhythm.days.is_empty() && rhythm.often.is_none_or(|often| often == Often::daily(1));
    let [first, others @ ..] = step.dosings.as_mut_slice() else { return };
    let replaced = !others.is_empty()
        && every_day(&first.rhythm)
        && !first.rhythm.is_empty()
        && others.iter().all(|other| {
            let plain = other.rhythm.moments.is_empty() && other.rhythm.clock.is_empty();
            let weekly = other.rhythm.often.is_none_or(|often| often == Often::weekly(other.rhythm.days.count()));
            other.rhythm.days.count() > 0 && weekly && (plain || other.rhythm.moments == first.rhythm.moments)
        });
    if replaced {
        first.rhythm.often = None;
        first.rhythm.days = Weekdays::OTHERS;
        for other in others {
            if other.rhythm.moments.is_empty() && other.rhythm.clock.is_empty() {
                other.rhythm.moments = first.rhythm.moments;
                other.rhythm.clock.clone_from(&first.rhythm.clock);
            }
        }
    }
}

/// Doses of one step of which nobody can say how they stand beside each other.
fn beside_each_other(step: &Step) -> Vec<String> {
    let mut against = Vec::new();
    if step.dosings.len() < 2 {
        return against;
    }
    let in_turn =
        |dosing: &Dosing| matches!(dosing.rhythm.often, Some(Often::Dates { .. })) || dosing.rhythm.often == Some(TURN);
    if step.dosings.iter().all(in_turn) && step.dosings.iter().all(|dosing| dosing.dose.is_some()) {
        return against;
    }
    let timed = |rhythm: &Rhythm| !rhythm.moments.is_empty() || !rhythm.clock.is_empty();
    let has_days = step.dosings.iter().filter(|dosing| !dosing.rhythm.days.is_empty()).count();
    for (at, dosing) in step.dosings.iter().enumerate() {
        let rhythm = &dosing.rhythm;
        let clashes = step.dosings[..at].iter().any(|other| {
            let other = &other.rhythm;
            let days = rhythm.days.0 & other.days.0 != 0 || (rhythm.days.is_empty() && other.days.is_empty());
            let times = if timed(rhythm) && timed(other) {
                rhythm.moments.of(other.moments).0 != 0
                    || rhythm.moments.meets(other.moments)
                    || rhythm.clock.iter().any(|time| other.clock.contains(time))
            } else {
                !timed(rhythm) && !timed(other)
            };
            days && times
        });
        // "1 capsule daily, 1 capsule every morning" may be the same one, said twice.
        let once = |rhythm: &Rhythm| rhythm.days.is_empty() && !timed(rhythm) && rhythm.often.is_some();
        let clashes = clashes
            || step.dosings[..at].iter().any(|other| {
                other.dose == dosing.dose
                    && (once(&other.rhythm) != once(rhythm))
                    && rhythm.days.is_empty()
                    && other.rhythm.days.is_empty()
            });
        let lacks = dosing.dose.is_none() || rhythm.is_empty();
        // Days beside some of the doses only: whether they are meant for all, nobody can say.
        let half = has_days > 0 && has_days < step.dosings.len() && rhythm.days.is_empty();
        if lacks || clashes || half {
            against.push(words_of(dosing));
        }
    }
    against
}
