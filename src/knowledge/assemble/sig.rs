//! The tables of instructions.

use std::collections::BTreeMap;

use super::super::tables::Tables;
use super::super::tables::rows::FrequencyRow;
use super::{Ids, kept};
use crate::domain::formulary::sig::{Frequency, Means, Phrase, RareDose, Remark, SigTables, Unit, UnitKind, UsualUnit};
use crate::domain::medication::sig::timing::{ClockTime, MOMENTS, Moments, Often, Period};
use crate::domain::medication::sig::tokens::folded_phrase;
use crate::domain::medication::words::folded_name;

#[expect(clippy::cast_possible_truncation, reason = "factors and doses a week are short numbers of a table")]
pub(super) fn assemble(ids: &Ids) -> SigTables {
    let tables = ids.tables;
    let units = tables.units.iter().map(|row| Unit {
        code: kept(&row.code),
        singular: kept(&row.singular),
        plural: kept(&row.plural),
        kind: kind(&row.kind),
        factor: row.factor as f32,
    });
    let remarks = tables.remarks.iter().map(|row| Remark { words: kept(&row.remark), occasion: row.occasion == "1" });
    let indications = tables.indications.iter().map(|row| kept(&row.words));
    let rare_doses = tables.rare_doses.iter().map(|row| {
        let names: Vec<&'static str> = row.names.iter().map(|name| kept(&folded_name(name))).collect();
        RareDose {
            id: kept(&row.rule_id),
            ingredient: ids.ingredient(&row.ingredient_id),
            route: ids.routes.get(row.route.as_str()).copied(),
            names: names.leak(),
            most_per_week: row.most_per_week as f32,
            usual: kept(&row.usual),
        }
    });
    let usual_units = tables.usual_units.iter().map(|row| UsualUnit {
        subject: ids.subject(&row.subject),
        unit: (0..).zip(&tables.units).find(|(_, unit)| unit.code == row.unit).map(|(index, _)| index),
        most_at_once: row.most_at_once.map(|most| most as f32),
    });
    let phrases = phrases(tables);
    SigTables {
        units: units.collect::<Vec<_>>().leak(),
        frequencies: tables.frequencies.iter().map(|row| frequency(row)).collect::<Vec<_>>().leak(),
        remarks: remarks.collect::<Vec<_>>().leak(),
        indications: indications.collect::<Vec<_>>().leak(),
        phrases,
        phrase_starts: phrase_starts(phrases).leak(),
        rare_doses: rare_doses.collect::<Vec<_>>().leak(),
        usual_units: usual_units.collect::<Vec<_>>().leak(),
    }
}

/// Where the phrases of each first byte begin, sorted as they are, and the end of the last ones.
fn phrase_starts(phrases: &[Phrase]) -> Vec<usize> {
    let first = |phrase: &Phrase| phrase.words.bytes().next().map(usize::from);
    (0..=256).map(|byte| phrases.partition_point(|phrase| first(phrase) < Some(byte))).collect()
}

fn kind(word: &str) -> UnitKind {
    match word {
        "mass" => UnitKind::Mass,
        "volume" => UnitKind::Volume,
        "units" => UnitKind::Units,
        "milliequivalents" => UnitKind::Milliequivalents,
        "rate" => UnitKind::Rate,
        _ => UnitKind::Count,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "times per day of the table are few and short")]
fn frequency(row: &FrequencyRow) -> Frequency {
    let part = |key: &str| row.fhir_repeat.iter().find_map(|part| part.strip_prefix(key)?.strip_prefix('='));
    let number = |key: &str| part(key).and_then(|value| value.parse::<u8>().ok());
    let codes: Vec<&str> = part("when").map(|codes| codes.split(',').collect()).unwrap_or_default();
    let named = MOMENTS.iter().enumerate().filter(|(_, moment)| codes.contains(&moment.fhir));
    let moments = Moments(named.map(|(bit, _)| 1 << bit).sum());
    let often = match (number("frequency"), number("period"), part("periodUnit")) {
        // The times of day say it all.
        (Some(times), _, _) if times == moments.doses() => None,
        (Some(_), Some(low), Some("h")) => Some(Often::Hours { low, high: number("periodMax").unwrap_or(low) }),
        (Some(times), Some(every), Some(unit)) => {
            let period = match unit {
                "d" => Period::Day,
                "wk" => Period::Week,
                "mo" => Period::Month,
                _ => Period::Year,
            };
            Some(Often::Times { low: times, high: times, every, period })
        }
        _ if row.code == "once" => Some(Often::Once),
        _ if row.code == "continuous" => Some(Often::Continuously),
        _ => None,
    };
    let clock = |time: &String| {
        let (hour, minute) = time.split_once(':')?;
        Some(ClockTime { hour: hour.parse().ok()?, minute: minute.parse().ok()? })
    };
    Frequency {
        code: kept(&row.code),
        per_day: row.per_day.map(|times| times as f32),
        often,
        moments,
        default_times: row.default_times.iter().filter_map(clock).collect::<Vec<_>>().leak(),
        fhir: kept(&row.fhir_code),
    }
}

/// Every way to write anything of the tables, by words. The same words may mean a unit and a route.
fn phrases(tables: &Tables) -> &'static [Phrase] {
    let mut all: BTreeMap<(String, u8, u8), Means> = BTreeMap::new();
    let mut add = |way: &str, means: Means| {
        let (kind, index) = match means {
            Means::Unit(index) => (0, index),
            Means::Route(index) => (1, index),
            Means::Frequency(index) => (2, index),
            Means::Remark(index) => (3, index),
            Means::Indication(index) => (4, index),
        };
        let words = folded_phrase(way);
        if !words.is_empty() {
            all.insert((words, kind, index), means);
        }
    };
    for (index, row) in (0..).zip(&tables.units) {
        let own = [&row.code.replace('_', " "), &row.singular, &row.plural];
        own.into_iter().chain(&row.aliases).for_each(|way| add(way, Means::Unit(index)));
    }
    for (index, row) in (0..).zip(&tables.routes) {
        [&row.code, &row.display].into_iter().chain(&row.aliases).for_each(|way| add(way, Means::Route(index)));
    }
    for (index, row) in (0..).zip(&tables.frequencies) {
        let own = [&row.code.replace('_', " "), &row.code.replace('_', "-")];
        own.into_iter().chain(&row.aliases).for_each(|way| add(way, Means::Frequency(index)));
    }
    for (index, row) in (0..).zip(&tables.remarks) {
        [&row.remark].into_iter().chain(&row.aliases).for_each(|way| add(way, Means::Remark(index)));
    }
    for (index, row) in (0..).zip(&tables.indications) {
        [&row.words].into_iter().chain(&row.aliases).for_each(|way| add(way, Means::Indication(index)));
    }
    let phrases = all.into_iter().map(|((words, _, _), means)| Phrase { words: words.leak(), means });
    phrases.collect::<Vec<_>>().leak()
}
