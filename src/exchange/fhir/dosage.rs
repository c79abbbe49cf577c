//! How a drug is taken: every field of FHIR's Dosage in plain words, or the word that part of the order is not shown.
//!
//! The source's own text leads. What its fields say more stands behind it; what they say otherwise is said beside it and
//! asked. Where there is no text, words are made that the reader of instructions reads back as the same amounts.

mod amount;
mod beside;
mod compose;
mod timing;

use self::amount::Amount;
use super::fields::Fields;
use super::words;
use crate::domain::formulary::Formulary;
use crate::domain::medication::sig::Sig;

pub(super) use self::beside::are_one;
pub(super) use self::compose::{Told, route, told};

/// What a timing says in words: of a request, or of an activity in a plan.
pub(super) fn timing(it: &Fields, formulary: &Formulary) -> Option<String> {
    let mut spoken = Spoken::default();
    timing::read(it.clone(), formulary, &mut spoken);
    let until = spoken.until.as_deref().and_then(timing::date).map(|day| format!("until {day}"));
    let from = spoken.from.as_deref().and_then(timing::date).map(|day| format!("from {day}"));
    let more = (!spoken.unread.is_empty()).then(|| format!("({NOT_SHOWN})"));
    let also = (!spoken.also.is_empty()).then(|| spoken.also.join(", "));
    let parts = [Some(spoken.when), Some(spoken.lasting), from, until, also, more];
    let said: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// What stands where a field of an order has no words here.
pub(super) const NOT_SHOWN: &str = "part of the order is not shown: look it up at the source";

/// What one Dosage says, field by field.
#[derive(Debug, Default)]
struct Spoken {
    /// In the source's own words.
    text: Option<String>,
    /// Its place among the others.
    sequence: Option<f64>,
    /// "Swallow", "Inject".
    method: Option<String>,
    /// How much at a time.
    dose: String,
    /// The same as number and unit, where it is one; the higher end of a range.
    amount: Option<Amount>,
    /// The way into the body.
    way: Option<String>,
    site: Option<String>,
    when: String,
    /// Times a day at the most; `None` where nobody can say.
    per_day: Option<f64>,
    lasting: String,
    /// First and last day as the source writes them.
    from: Option<String>,
    until: Option<String>,
    /// "as needed for pain".
    needed: Option<String>,
    limits: Vec<String>,
    /// Doses that were calculated on the way to the ordered one.
    calculated: Vec<String>,
    /// Rates and whatever else has no place of its own.
    also: Vec<String>,
    /// Additional instructions, one each.
    beside: Vec<String>,
    /// What the patient was told.
    to_patient: Option<String>,
    /// Names of the fields that nobody reads here.
    unread: Vec<String>,
}

/// One dose and rate of a dosage.
struct Given {
    /// Whether it was calculated; `None` where nobody says.
    calculated: Option<bool>,
    /// The dose in words; empty where there is none.
    words: String,
    amount: Option<Amount>,
    rate: Option<String>,
}

/// A concept in words: as written, else as its code displays, else the bare code.
fn concept(it: &mut Fields) -> Option<String> {
    let text = it.text("text");
    let mut codings = it.objects("coding");
    let display = codings.iter_mut().find_map(|coding| coding.text("display"));
    let code = codings.iter_mut().find_map(|coding| coding.text("code"));
    text.or(display).or(code)
}

/// Without what terminologies put behind a word: "Inject - dosing instruction imperative (qualifier value)".
fn everyday(words: &str) -> String {
    let cut = words.split(" (").next().unwrap_or(words);
    let cut = cut.split(" - dosing").next().unwrap_or(cut);
    let lower = cut.to_lowercase();
    let ends = [" route of administration", " route", " use"];
    let end = ends.iter().find_map(|end| lower.strip_suffix(end)).map_or(cut.len(), str::len);
    cut.get(..end).unwrap_or(cut).trim().to_owned()
}

/// The words of concepts in a list, without repetition.
fn concepts(all: Vec<Fields>) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for words in all.into_iter().filter_map(|mut one| concept(&mut one)) {
        if !said.contains(&words) {
            said.push(words);
        }
    }
    said
}

impl Spoken {
    fn of(mut it: Fields, formulary: &Formulary) -> Self {
        let mut spoken = Self { text: it.text("text"), sequence: it.number("sequence"), ..Self::default() };
        spoken.beside = concepts(it.objects("additionalInstruction"));
        // As DSTU2 and some senders have it.
        spoken.beside.extend(concepts(it.objects("additionalInstructions")));
        spoken.to_patient = it.text("patientInstruction");
        if let Some(timing) = it.object("timing") {
            timing::read(timing, formulary, &mut spoken);
        }
        spoken.needed = needed(&mut it);
        spoken.site = concepts(it.objects("site")).into_iter().next();
        spoken.way = it.object("route").and_then(|route| way(route, formulary));
        spoken.method = concepts(it.objects("method")).first().map(|method| everyday(method));
        spoken.doses(&mut it, formulary);
        for name in ["maxDosePerPeriod", "maxDosePerAdministration", "maxDosePerLifetime"] {
            spoken.limit(&mut it, name);
        }
        it.rest(&mut spoken.unread);
        spoken
    }

    /// Dose and rate: what was ordered before what was calculated from it.
    fn doses(&mut self, it: &mut Fields, formulary: &Formulary) {
        let mut all = it.objects("doseAndRate");
        // DSTU2 and STU3 have them in the dosage itself.
        let mut own = Fields::default();
        own.move_from(
            it,
            &["doseQuantity", "doseRange", "doseSimpleQuantity", "rateRatio", "rateRange", "rateQuantity"],
        );
        if !own.is_empty() {
            all.push(own);
        }
        let mut read: Vec<Given> = Vec::new();
        for mut one in all {
            let kind = one.object("type").map(|mut kind| {
                let mut probe = kind.clone();
                let code = probe.objects("coding").iter_mut().find_map(|coding| coding.text("code"));
                code.or_else(|| concept(&mut kind)).is_some_and(|code| code.eq_ignore_ascii_case("calculated"))
            });
            let (words, amount) = self.dose(&mut one, formulary);
            let rate = self.rate(&mut one);
            one.rest(&mut self.unread);
            read.push(Given { calculated: kind, words, amount, rate });
        }
        // Ordered, then without a type, then calculated.
        read.sort_by_key(|given| match given.calculated {
            Some(false) => 0,
            None => 1,
            Some(true) => 2,
        });
        let rates: Vec<String> = read.iter().filter_map(|given| given.rate.clone()).collect();
        self.also.extend(rates.into_iter().map(|rate| format!("at {rate}")));
        let mut doses = read.into_iter().filter(|given| !given.words.is_empty());
        let Some(Given { words, amount, .. }) = doses.next() else { return };
        for Given { calculated, words: other, amount: of, .. } in doses {
            let same_unit = amount.as_ref().zip(of.as_ref()).is_some_and(|(one, other)| one.unit == other.unit);
            match (calculated, other == words) {
                (_, true) => {}
                // 4.87 mg calculated and 5 mg ordered: the order is a rounded one.
                (Some(true), false) if same_unit => self.calculated.push(other),
                (Some(true), false) => self.also.push(format!("calculated {other}")),
                (_, false) => self.also.push(format!("another dose stands beside it: {other} ({})", timing::ASK)),
            }
        }
        (self.dose, self.amount) = (words, amount);
    }

    fn dose(&mut self, one: &mut Fields, formulary: &Formulary) -> (String, Option<Amount>) {
        let quantity = one.object("doseQuantity").or_else(|| one.object("doseSimpleQuantity"));
        let (words, amount) = match (quantity, one.object("doseRange")) {
            (Some(quantity), _) => match Amount::of(quantity, &mut self.unread) {
                Some(amount) => (amount.words(), Some(amount)),
                None => (String::new(), None),
            },
            (None, Some(range)) => amount::range(range, &mut self.unread).unwrap_or_default(),
            (None, None) => (String::new(), None),
        };
        let amount = amount.filter(|amount| amount.comparator.is_none());
        // One way to write one unit: TAB is tablet.
        let reading = Sig::read(&words, formulary);
        let dosed = reading.sig.dosings().next().filter(|dosing| dosing.rhythm.is_empty()).and_then(|it| it.dose);
        match dosed.filter(|dose| reading.doubts.is_empty() && dose.unit.is_some()) {
            Some(dose) if amount.is_some() => (dose.to_string(), amount),
            Some(_) | None => (words, amount),
        }
    }

    fn rate(&mut self, one: &mut Fields) -> Option<String> {
        if let Some(rate) = one.object("rateRatio") {
            return amount::ratio(rate, &mut self.unread).map(|ratio| ratio.rate());
        }
        if let Some(rate) = one.object("rateRange") {
            return amount::range(rate, &mut self.unread).map(|(words, _)| words);
        }
        let rate = one.object("rateQuantity").or_else(|| one.object("rateSimpleQuantity"))?;
        Amount::of(rate, &mut self.unread).map(|rate| rate.words())
    }

    /// No more than so much: in R4 one of each kind, in R5 several in a period.
    fn limit(&mut self, it: &mut Fields, name: &str) {
        for mut one in it.objects(name) {
            let words = if name == "maxDosePerPeriod" {
                amount::ratio(one, &mut self.unread).map(|ratio| ratio.limit())
            } else {
                // STU3 and R4 have a quantity; some senders write it as one of the fields of a ratio.
                let of = one.object("numerator").unwrap_or(one);
                let behind = if name == "maxDosePerLifetime" { "in a lifetime" } else { "in one dose" };
                Amount::of(of, &mut self.unread).map(|amount| format!("at most {} {behind}", amount.words()))
            };
            match words {
                Some(words) => self.limits.push(words),
                None => self.unread.push(name.to_owned()),
            }
        }
    }
}

/// "as needed for pain", where a drug is taken only when needed: R4's two fields, and R5's.
fn needed(it: &mut Fields) -> Option<String> {
    let flagged = it.holds("asNeededBoolean") | it.holds("asNeeded");
    let mut reasons = concepts(it.objects("asNeededCodeableConcept"));
    let stated = !reasons.is_empty();
    reasons.extend(concepts(it.objects("asNeededFor")));
    let reasons: Vec<String> = reasons.iter().map(|reason| everyday(reason)).filter(|it| !it.is_empty()).collect();
    (flagged || stated || !reasons.is_empty()).then(|| match reasons.join(" or ") {
        why if why.is_empty() => "as needed".to_owned(),
        // "As needed" as its own reason says nothing more.
        why if matches!(why.to_lowercase().as_str(), "as needed" | "as required" | "prn") => "as needed".to_owned(),
        why => format!("as needed for {why}"),
    })
}

/// The way into the body, as the table of routes says it; else as written.
fn way(mut route: Fields, formulary: &Formulary) -> Option<String> {
    let mut probe = route.clone();
    let codes: Vec<String> = probe.objects("coding").iter_mut().filter_map(|coding| coding.text("code")).collect();
    let known = codes.iter().find_map(|code| words::route_of(code)).and_then(|code| formulary.route(code));
    if let Some(row) = known.and_then(|index| formulary.routes.get(usize::from(index))) {
        return Some(row.display.to_owned());
    }
    let written = everyday(&concept(&mut route)?);
    let reading = Sig::read(&written, formulary);
    let clear = reading.doubts.is_empty() && reading.sig.place.is_none();
    Some(reading.sig.route.filter(|_| clear).map_or(written, |route| route.display.to_owned()))
}
