//! A dosage that has a text: what its fields say more, and what they say otherwise.

use super::compose::{place, unshown};
use super::timing::{ASK, is_same};
use super::{Spoken, everyday};
use crate::domain::formulary::Formulary;
use crate::domain::medication::Medication;
use crate::domain::medication::dose::{Amount, daily};
use crate::domain::medication::reading::Reading;
use crate::domain::medication::sig::rhythm::Rhythm;
use crate::domain::medication::sig::{Dosing, Lasting, Sig, SigReading, Step};

/// The text with whatever the fields add.
pub(super) fn said(one: &Spoken, text: &str, drug: &str, formulary: &Formulary) -> String {
    let text = text.trim_end_matches(['.', ';', ',', ' ']);
    let mut compared = Compared {
        one,
        lower: text.to_lowercase(),
        reading: Sig::read(text, formulary),
        fields: Sig::read(&format!("{} {}", one.dose, one.when), formulary),
        agree: agree(drug, text, &format!("{} {}", one.dose, one.when), formulary),
        formulary,
        more: Vec::new(),
        against: Vec::new(),
    };
    compared.dose();
    compared.when();
    compared.lasting();
    compared.limits();
    compared.way();
    compared.rest();
    let needed = compared.needed();
    let Compared { reading, mut more, against, fields: compared_fields, .. } = compared;
    let open = reading.sig.steps.iter().any(|step| matches!(step.lasting, Some(Lasting::Until(_))));
    let mut said = text.to_owned();
    if let Some(needed) = needed {
        if open { more.insert(0, needed) } else { said = format!("{said} {needed}") }
    }
    for part in more {
        said = format!("{said}, {part}");
    }
    if !against.is_empty() {
        said = format!("{said}; the fields of the order say {}: {ASK}", against.join(", "));
    }
    // What was added must not be read as another dose: "for pain 5-7".
    let doses = |reading: &SigReading| reading.sig.dosings().filter_map(|dosing| dosing.dose).collect::<Vec<_>>();
    let after = Sig::read(&said, formulary);
    let (before, now) = (doses(&reading), doses(&after));
    let wanted = if before.is_empty() { doses(&compared_fields) } else { before };
    if now != wanted && after.doubts.is_empty() {
        said = format!("{said}; {ASK}: the amount is not plain");
    }
    let behind = instructions(one, &reading, text, formulary);
    said.push_str(&behind);
    said
}

/// Whether two ways to say it give the same amount in a day.
fn agree(drug: &str, text: &str, fields: &str, formulary: &Formulary) -> bool {
    let amount = |sig: &str| -> Option<Amount> {
        let line = Medication::written(drug, sig);
        let reading = Reading::of(&line, formulary);
        daily(&line, &reading, reading.resolved.parts.first()?, formulary)
    };
    let (Some(one), Some(other)) = (amount(text), amount(fields)) else { return false };
    one.unit == other.unit && is_same(one.value.into(), other.value.into())
}

/// Whether two lines about one drug say the same, in whatever words.
pub(in crate::exchange::fhir) fn are_one(drug: &str, one: &str, other: &str, formulary: &Formulary) -> bool {
    let (first, second) = (Sig::read(one, formulary), Sig::read(other, formulary));
    let clear = first.doubts.is_empty() && second.doubts.is_empty();
    let alike = says_no_more(&first.sig, &second.sig) || says_no_more(&second.sig, &first.sig);
    let needed = first.sig.as_needed.is_some() == second.sig.as_needed.is_some();
    clear && (alike || (needed && agree(drug, one, other, formulary)))
}

/// Whether words speak of doses or times.
pub(super) fn counts(reading: &SigReading) -> bool {
    reading.sig.has_dose() || reading.sig.dosings().any(|dosing| !dosing.rhythm.is_empty())
}

/// What stands beside the dosage in words: instructions to the nurse and to the patient, each once. One that speaks of
/// doses or times stands behind a word that no reader counts, for it may be part of the dose or another one.
pub(super) fn instructions(one: &Spoken, reading: &SigReading, text: &str, formulary: &Formulary) -> String {
    let lower = text.to_lowercase();
    let mut said = String::new();
    for words in &one.beside {
        let other = Sig::read(words, formulary);
        let known = !other.sig.remarks.is_empty()
            && other.doubts.is_empty()
            && other.sig == Sig { remarks: other.sig.remarks.clone(), ..Sig::default() }
            && other.sig.remarks.iter().all(|remark| reading.sig.remarks.contains(remark));
        let needed = reading.sig.as_needed.is_some()
            && other.doubts.is_empty()
            && other.sig == Sig { as_needed: other.sig.as_needed.clone(), ..Sig::default() };
        if known || needed || holds(&lower, &words.to_lowercase()) {
            continue;
        }
        let led = if counts(reading) && counts(&other) { "also said: " } else { "" };
        said = format!("{said}; {led}{words}");
    }
    let to_patient = one.to_patient.as_ref().filter(|words| Some(*words) != one.text.as_ref() && one.text.is_some());
    let to_patient = to_patient.or(one.to_patient.as_ref().filter(|_| text.is_empty()));
    if let Some(words) = to_patient.filter(|words| !lower.contains(&words.trim_end_matches('.').to_lowercase())) {
        let other = Sig::read(words, formulary);
        let same = other.doubts.is_empty() && reading.doubts.is_empty() && says_no_more(&other.sig, &reading.sig);
        if !same {
            let led = if counts(reading) && counts(&other) { "patient told: " } else { "" };
            said = format!("{said}; {led}{words}");
        }
    }
    said.push_str(&unshown(one));
    said
}

/// Whether a text holds these words. Where they have a number they must end there: "2 tablets on Monday" is not held by
/// "2 tablets on Monday and Friday".
fn holds(text: &str, words: &str) -> bool {
    let ends = |(at, _): (usize, &str)| {
        let behind = text.get(at + words.len()..).unwrap_or_default();
        !words.contains(|c: char| c.is_ascii_digit()) || behind.is_empty() || behind.starts_with([';', '.', ')'])
    };
    text.match_indices(words).any(ends)
}

/// Whether everything that one sig says stands in another too.
fn says_no_more(one: &Sig, other: &Sig) -> bool {
    let held = |mine: bool, same: bool| !mine || same;
    let step = |(mine, theirs): (&Step, &Step)| {
        let dosing = |(mine, theirs): (&Dosing, &Dosing)| {
            let dose = mine.dose == theirs.dose || (mine.dose.is_some() && mine.dose == theirs.equals);
            mine.rhythm == theirs.rhythm && dose
        };
        mine.dosings.len() == theirs.dosings.len()
            && mine.dosings.iter().zip(&theirs.dosings).all(dosing)
            && held(mine.lasting.is_some(), mine.lasting == theirs.lasting)
    };
    one.steps.len() == other.steps.len()
        && one.steps.iter().zip(&other.steps).all(step)
        && held(one.as_needed.is_some(), one.as_needed == other.as_needed)
        && held(one.limit.is_some(), one.limit == other.limit)
        && held(one.gap.is_some(), one.gap == other.gap)
        && held(one.route.is_some(), one.route.map(|it| it.code) == other.route.map(|it| it.code))
        && held(one.place.is_some(), one.place == other.place)
        && held(one.purpose.is_some(), one.purpose == other.purpose)
        && held(one.as_directed, other.as_directed)
        && one.remarks.iter().all(|remark| other.remarks.contains(remark))
}

/// A text beside the fields of its dosage.
struct Compared<'a> {
    one: &'a Spoken,
    lower: String,
    reading: SigReading,
    /// Dose and time as the fields say them.
    fields: SigReading,
    /// Whether text and fields come to the same in a day.
    agree: bool,
    formulary: &'a Formulary,
    /// What the text does not say.
    more: Vec<String>,
    /// What the text says otherwise.
    against: Vec<String>,
}

impl Compared<'_> {
    fn says(&self, words: &str) -> bool {
        self.lower.contains(&words.to_lowercase())
    }

    fn dose(&mut self) {
        if self.one.dose.is_empty() || self.says(&self.one.dose) {
            return;
        }
        let wanted = self.fields.sig.dosings().find_map(|dosing| dosing.dose);
        let same = |dosing: &Dosing| {
            let dose = dosing.dose.into_iter().chain(dosing.equals);
            wanted.is_some_and(|wanted| dose.into_iter().any(|dose| dose == wanted))
        };
        if self.reading.strength == wanted && wanted.is_some() || self.reading.sig.dosings().any(same) || self.same() {
            return;
        }
        // A bare number says nothing against anything: "1" beside "1 tablet".
        let bare = wanted.is_none_or(|wanted| wanted.unit.is_none());
        let number = |dosing: &Dosing| {
            dosing.dose.zip(wanted).is_some_and(|(dose, wanted)| (dose.low, dose.high) == (wanted.low, wanted.high))
        };
        if bare && self.reading.sig.dosings().any(number) {
            return;
        }
        if self.reading.sig.has_dose() {
            self.against.push(self.one.dose.clone());
        } else {
            self.more.push(self.one.dose.clone());
        }
    }

    /// Whether dose and time of the text come to what the fields come to.
    fn same(&self) -> bool {
        self.agree && self.reading.sig.has_dose()
    }

    fn when(&mut self) {
        let when = &self.one.when;
        if when.is_empty() || self.says(when) {
            return;
        }
        let timed = self.reading.sig.dosings().any(|dosing| !dosing.rhythm.is_empty());
        if !timed {
            self.more.push(when.clone());
            return;
        }
        let read = self.reading.sig.doses_per_day().map(f64::from);
        let equal = read.zip(self.one.per_day).is_some_and(|(one, other)| is_same(one, other));
        if !equal && !self.same() {
            self.against.push(when.clone());
            return;
        }
        // Equally often, and the fields name days or times that the text leaves open.
        let all = |reading: &SigReading| {
            let empty = Rhythm::default();
            reading.sig.dosings().fold(empty, |sum, dosing| Rhythm {
                often: None,
                moments: sum.moments.and(dosing.rhythm.moments),
                days: sum.days.and(dosing.rhythm.days),
                clock: [sum.clock, dosing.rhythm.clock.clone()].concat(),
                lead: sum.lead.max(dosing.rhythm.lead),
            })
        };
        let (text, fields) = (all(&self.reading), all(&self.fields));
        let left_open = (text.moments.is_empty() && text.clock.is_empty())
            && !(fields.moments.is_empty() && fields.clock.is_empty())
            || text.days.is_empty() && !fields.days.is_empty();
        if left_open {
            self.more.push(when.clone());
        }
    }

    fn lasting(&mut self) {
        let lasting = &self.one.lasting;
        if lasting.is_empty() || self.says(lasting) {
            return;
        }
        let wanted = Sig::read(&format!("1 tablet {lasting}"), self.formulary).sig.steps.into_iter().next();
        let wanted = wanted.and_then(|step| step.lasting);
        let stated: Vec<&Lasting> = self.reading.sig.steps.iter().filter_map(|step| step.lasting.as_ref()).collect();
        if stated.is_empty() {
            self.more.push(lasting.clone());
        } else if !wanted.is_some_and(|wanted| stated.contains(&&wanted)) {
            self.against.push(lasting.clone());
        }
    }

    fn limits(&mut self) {
        for limit in &self.one.limits {
            if self.lower.contains(&limit.to_lowercase()) {
                continue;
            }
            let wanted = Sig::read(limit, self.formulary).sig.limit;
            match self.reading.sig.limit {
                Some(stated) if Some(stated) == wanted => {}
                Some(_) => self.against.push(limit.clone()),
                None => self.more.push(limit.clone()),
            }
        }
    }

    fn way(&mut self) {
        let Some(way) = &self.one.way else { return };
        match self.reading.sig.route {
            Some(route) if route.display == way => {}
            Some(route) if self.formulary.routes.iter().any(|row| row.display == way && row.code != route.code) => {
                self.against.push(way.clone());
            }
            Some(_) | None if self.says(way) => {}
            Some(_) | None => self.more.push(way.clone()),
        }
    }

    /// Site, method, rates.
    fn rest(&mut self) {
        /// What every text says in one word or another.
        const PLAIN: [&str; 8] = ["take", "give", "administer", "use", "apply", "inject", "inhale", "swallow"];
        if let Some(site) = self.one.site.as_deref()
            && !self.says(&everyday(site))
            && self.reading.sig.place.is_none()
        {
            self.more.push(place(site));
        }
        if let Some(method) = &self.one.method {
            let lower = method.to_lowercase();
            if !PLAIN.contains(&lower.as_str()) && !self.lower.contains(&lower) {
                self.more.push(lower);
            }
        }
        for also in &self.one.also {
            let numbers = also.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|part| !part.is_empty());
            if !numbers.into_iter().all(|number| self.lower.contains(number)) {
                self.more.push(also.clone());
            }
        }
    }

    /// "as needed", where the text does not say so, or not for what.
    fn needed(&self) -> Option<String> {
        let needed = self.one.needed.as_ref()?;
        let read = self.reading.sig.as_needed.as_ref();
        let said =
            read.is_some() || ["prn", "need", "p.r.n", "as required"].iter().any(|word| self.lower.contains(word));
        let reason = needed.strip_prefix("as needed for ");
        let told = read.is_some_and(|read| read.reason.is_some()) || self.reading.sig.purpose.is_some();
        match reason {
            _ if !said => Some(needed.clone()),
            Some(reason) if !told && !self.says(reason) => Some(format!("for {reason}")),
            Some(_) | None => None,
        }
    }
}
