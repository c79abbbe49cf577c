//! Writes `assets/knowledge` as one constant.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::alert::AlertTier;
use crate::assemble::assemble;
use crate::formulary::rules::{
    AllergyRule, Applies, CombinationRule, ConditionWords, DoseRule, HarmSign, Measure, MonitoringRule, Need,
    NotationRule, OlderAdultRule, Pattern, RenalRule, SideEffectRule, Span, Text,
};
use crate::formulary::sig::{Frequency, Means, Phrase, RareDose, Remark, SigTables, Unit, UnitKind, UsualUnit};
use crate::formulary::{
    AmbiguousName, DoseAbove, DuplicateRule, DuplicateScope, Exemption, Formulary, Ingredient, Meaning, Name, PairRule,
    QuietPair, Route, Subject,
};
use crate::tables::{FILES, Tables};
use crate::timing::{ClockTime, Moments, Often};
use crate::{refuse, watch};

/// The code that this depends on, inside `src`.
const CODE: [&str; 13] = [
    "knowledge/compile_formulary.rs",
    "knowledge/assemble.rs",
    "knowledge/assemble",
    "knowledge/tables.rs",
    "knowledge/tables",
    "domain/alert/tier.rs",
    "domain/formulary.rs",
    "domain/formulary",
    "domain/medication/words.rs",
    "domain/medication/decimal.rs",
    "domain/medication/sound.rs",
    "domain/medication/sig/timing.rs",
    "domain/medication/sig/tokens.rs",
];

/// Checks the tables in `folder` and writes them to `out`.
///
/// Faults of the tables stop the build, each with file, line and reason.
///
/// # Errors
/// What kept a file from being written.
pub(crate) fn write(folder: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    for file in FILES {
        watch(&format!("assets/knowledge/{file}"));
    }
    for code in CODE.into_iter().chain(["domain/text.rs"]) {
        watch(&format!("src/{code}"));
    }
    match Tables::read(folder) {
        Ok(tables) => {
            let mut text = String::from("/// The drug knowledge of this build.\npub static FORMULARY: Formulary = ");
            assemble(&tables).write(&mut text);
            text.push_str(";\n");
            fs::write(out, text)?;
        }
        Err(faults) => faults.iter().for_each(|fault| refuse(&format!("assets/knowledge/{fault}"))),
    }
    Ok(())
}

/// A value that can be written down as Rust.
trait Source {
    fn write(&self, out: &mut String);
}

/// Values whose `Debug` form is Rust already.
macro_rules! plain {
    ($($type:ty),*) => {
        $(impl Source for $type {
            fn write(&self, out: &mut String) {
                let _ = write!(out, "{self:?}");
            }
        })*
    };
}
plain!(bool, u8, u16, usize, f32, &str, ClockTime, Moments);

/// Enumerations whose `Debug` form needs the name of the type in front.
macro_rules! prefixed {
    ($($type:ident),*) => {
        $(impl Source for $type {
            fn write(&self, out: &mut String) {
                let _ = write!(out, "{}::{self:?}", stringify!($type));
            }
        })*
    };
}
prefixed!(AlertTier, Subject, Meaning, DuplicateScope, Applies, Measure, Pattern, UnitKind, Means);

/// Structures: a field left out here is a constant that does not compile.
macro_rules! structures {
    ($($type:ident { $($field:ident),* $(,)? })*) => {
        $(impl Source for $type {
            fn write(&self, out: &mut String) {
                out.push_str(concat!(stringify!($type), " {"));
                $(
                    out.push_str(concat!(stringify!($field), ": "));
                    self.$field.write(out);
                    out.push_str(", ");
                )*
                out.push('}');
            }
        })*
    };
}
structures! {
    Formulary {
        version, dated, ingredients, classes, products, names, ambiguous, pairs, quiet, duplicates, routes, route_words,
        sig, texts, indexes, words, subjects, needs, combinations, allergies, doses, renal, older_adults,
        conditions, monitoring, side_effects, notations, harm_signs,
    }
    Ingredient { id, name, classes, default_route, high_alert, narrow_index, over_the_counter }
    Name { words, meaning, route, sound }
    AmbiguousName { name, candidates, ask }
    DoseAbove { ingredient, mg_per_day, otherwise }
    PairRule { id, a, b, tier, when, any_route, overrides, consequence, action, onc, source }
    QuietPair { id, a, b, overrides }
    DuplicateRule { id, scope, max_allowed, tier, exemptions, message, action, source }
    Route { code, display, systemic }
    SigTables { units, frequencies, remarks, indications, phrases, phrase_starts, rare_doses, usual_units }
    Unit { code, singular, plural, kind, factor }
    Frequency { code, per_day, often, moments, default_times, fhir }
    Remark { words, occasion }
    Phrase { words, means }
    RareDose { id, ingredient, route, names, most_per_week, usual }
    UsualUnit { subject, unit, most_at_once }
    Text { at, len }
    Span { at, len }
    Need { subject, count }
    CombinationRule { id, needs, absent, tier, title, consequence, action, source }
    AllergyRule { id, terms, allergens, reactions, target, tier, relation, action, source }
    DoseRule { id, ingredient, most_mg, micrograms, applies, route, tier, message, source }
    RenalRule { id, subject, measure, below, tier, advice, source }
    OlderAdultRule { id, subject, except, from_age, condition, avoid, concern, action, source }
    ConditionWords { id, words, icd10, snomed }
    MonitoringRule { id, subject, test, loinc, interval, first, with, course, urgent, trigger, shows, source }
    SideEffectRule { subject, ask, teach, call_now }
    NotationRule { token, pattern, problem, instead, block, source }
    HarmSign { subject, loinc }
}

impl<T: Source> Source for &'static [T] {
    fn write(&self, out: &mut String) {
        out.push_str("&[");
        for item in *self {
            item.write(out);
            out.push_str(",\n");
        }
        out.push(']');
    }
}

impl<T: Source> Source for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => {
                out.push_str("Some(");
                value.write(out);
                out.push(')');
            }
            None => out.push_str("None"),
        }
    }
}

impl<A: Source, B: Source> Source for (A, B) {
    fn write(&self, out: &mut String) {
        out.push('(');
        self.0.write(out);
        out.push(',');
        self.1.write(out);
        out.push(')');
    }
}

/// The classes of an exemption are a slice, which `Debug` writes without its `&`.
impl Source for Exemption {
    fn write(&self, out: &mut String) {
        out.push_str("Exemption::");
        out.push_str(&format!("{self:?}").replace('[', "&["));
    }
}

/// The period of a frequency is an enumeration inside another.
impl Source for Often {
    fn write(&self, out: &mut String) {
        out.push_str("Often::");
        out.push_str(&format!("{self:?}").replace("period: ", "period: Period::"));
    }
}

/// Places in the text, with a line between the thousands, as a person can read them.
impl Source for u32 {
    fn write(&self, out: &mut String) {
        let (thousands, rest) = (self / 1000, self % 1000);
        let _ = if thousands > 0 { write!(out, "{thousands}_{rest:03}") } else { write!(out, "{rest}") };
    }
}

/// Keys of sounds: four hexadecimal digits and a line, as a person can read them.
impl Source for u64 {
    fn write(&self, out: &mut String) {
        let groups = [48, 32, 16, 0].map(|shift| format!("{:04x}", (self >> shift) & 0xffff));
        let _ = write!(out, "0x{}", groups.join("_"));
    }
}
