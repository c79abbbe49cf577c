//! Writes the tables of instructions as the field `sig` of the drug knowledge.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Result, Write as _};

use crate::moments::MOMENTS;
use crate::tables::Tables;
use crate::tables::sig::FrequencyRow;
use crate::tokens::folded_phrase;
use crate::words::folded_name;

/// Where each id stands in the sorted slices.
type Index<'a> = BTreeMap<&'a str, usize>;

pub(crate) fn tables(
    tables: &Tables,
    ingredients: &Index<'_>,
    classes: &Index<'_>,
    routes: &Index<'_>,
    out: &mut String,
) -> Result {
    let rows = &tables.sig;
    out.push_str("sig: &SigTables {\nunits: &[\n");
    for row in &rows.units {
        writeln!(
            out,
            "Unit {{ code: {:?}, singular: {:?}, plural: {:?}, kind: UnitKind::{}, factor: {:?} }},",
            row.code,
            row.singular,
            row.plural,
            capital(&row.kind),
            row.factor,
        )?;
    }
    out.push_str("],\nfrequencies: &[\n");
    for row in &rows.frequencies {
        frequency(row, out)?;
    }
    out.push_str("],\nremarks: &[\n");
    for row in &rows.remarks {
        writeln!(out, "Remark {{ words: {:?}, occasion: {} }},", row.remark, row.occasion == "1")?;
    }
    let indications: Vec<&str> = rows.indications.iter().map(|row| row.words.as_str()).collect();
    writeln!(out, "],\nindications: &{indications:?},")?;
    phrases(tables, out)?;
    out.push_str("notations: &[\n");
    for row in &rows.notations {
        writeln!(
            out,
            "ErrorProne {{ token: {:?}, problem: {:?}, instead: {:?}, blocks: {} }},",
            row.token,
            row.problem,
            row.write_instead,
            row.severity == "block",
        )?;
    }
    out.push_str("],\nrare_doses: &[\n");
    for row in &rows.rare_doses {
        let names: Vec<String> = row.names.iter().map(|name| folded_name(name)).collect();
        writeln!(
            out,
            "RareDose {{ id: {:?}, ingredient: {}, route: {:?}, names: &{names:?}, most_per_week: {:?}, usual: {:?} }},",
            row.rule_id,
            ingredients[row.ingredient_id.as_str()],
            routes.get(row.route.as_str()),
            row.most_per_week,
            row.usual,
        )?;
    }
    out.push_str("],\nusual_units: &[\n");
    for row in &rows.usual_units {
        let subject = match ingredients.get(row.subject.as_str()) {
            Some(index) => format!("Subject::Ingredient({index})"),
            None => format!("Subject::Class({})", classes[row.subject.as_str()]),
        };
        let unit = rows.units.iter().position(|unit| unit.code == row.unit);
        writeln!(out, "UsualUnit {{ subject: {subject}, unit: {unit:?} }},")?;
    }
    out.push_str("],\n},\n");
    Ok(())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

fn frequency(row: &FrequencyRow, out: &mut String) -> Result {
    let part = |key: &str| row.fhir_repeat.iter().find_map(|part| part.strip_prefix(key)?.strip_prefix('='));
    let bits = |code: &str| MOMENTS.iter().position(|moment| moment.fhir == code);
    let named = part("when").into_iter().flat_map(|codes| codes.split(',')).filter_map(bits);
    let moments: usize = named.clone().map(|bit| 1 << bit).sum();
    let doses: usize = named.map(|bit| usize::from(MOMENTS[bit].doses)).sum();
    let number = |key: &str| part(key).and_then(|value| value.parse::<u8>().ok());
    let often = match (number("frequency"), number("period"), part("periodUnit")) {
        (Some(times), _, _) if moments > 0 && doses == usize::from(times) => None,
        (Some(_), Some(low), Some("h")) => {
            Some(format!("Often::Hours {{ low: {low}, high: {} }}", number("periodMax").unwrap_or(low)))
        }
        (Some(times), Some(every), Some(unit)) => {
            let period = match unit {
                "d" => "Day",
                "wk" => "Week",
                "mo" => "Month",
                _ => "Year",
            };
            Some(format!("Often::Times {{ low: {times}, high: {times}, every: {every}, period: Period::{period} }}"))
        }
        _ if row.code == "once" => Some("Often::Once".to_owned()),
        _ if row.code == "continuous" => Some("Often::Continuously".to_owned()),
        _ => None,
    };
    let often = often.map_or("None".to_owned(), |often| format!("Some({often})"));
    let times = row.default_times.iter().filter_map(|time| {
        let (hour, minute) = time.split_once(':')?;
        let (hour, minute) = (hour.parse::<u8>().ok()?, minute.parse::<u8>().ok()?);
        Some(format!("ClockTime {{ hour: {hour}, minute: {minute} }}"))
    });
    let times = times.collect::<Vec<_>>().join(", ");
    let per_day = row.per_day.map_or("None".to_owned(), |times| format!("Some({times:?})"));
    writeln!(
        out,
        "Frequency {{ code: {:?}, per_day: {per_day}, often: {often}, moments: Moments({moments}), \
         default_times: &[{times}], fhir: {:?} }},",
        row.code, row.fhir_code,
    )
}

/// Every way to write anything of the tables.
fn phrases(tables: &Tables, out: &mut String) -> Result {
    let rows = &tables.sig;
    let mut all: BTreeSet<(String, String)> = BTreeSet::new();
    let mut add = |way: &str, kind: &str, index: usize| {
        let words = folded_phrase(way);
        if !words.is_empty() {
            all.insert((words, format!("Means::{kind}({index})")));
        }
    };
    for (index, row) in rows.units.iter().enumerate() {
        let own = [&row.code.replace('_', " "), &row.singular, &row.plural];
        own.into_iter().chain(&row.aliases).for_each(|way| add(way, "Unit", index));
    }
    for (index, row) in tables.routes.iter().enumerate() {
        let own = [&row.code, &row.display];
        own.into_iter().chain(&row.aliases).for_each(|way| add(way, "Route", index));
    }
    for (index, row) in rows.frequencies.iter().enumerate() {
        let own = [&row.code.replace('_', " "), &row.code.replace('_', "-")];
        own.into_iter().chain(&row.aliases).for_each(|way| add(way, "Frequency", index));
    }
    for (index, row) in rows.remarks.iter().enumerate() {
        [&row.remark].into_iter().chain(&row.aliases).for_each(|way| add(way, "Remark", index));
    }
    for (index, row) in rows.indications.iter().enumerate() {
        [&row.words].into_iter().chain(&row.aliases).for_each(|way| add(way, "Indication", index));
    }
    out.push_str("phrases: &[\n");
    for (words, means) in &all {
        writeln!(out, "Phrase {{ words: {words:?}, means: {means} }},")?;
    }
    out.push_str("],\n");
    Ok(())
}
