//! Reads and checks `assets/rules/vitals.toml` and writes what measures the same, and the limits, as constants.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;

type Failure = Box<dyn Error>;

/// Writes `measures.rs` and `limits.rs` to the build's output folder.
pub(crate) fn write(out: &Path) -> Result<(), Failure> {
    let vitals: Vitals = crate::compile_rules::read("assets/rules/vitals.toml")?;
    check(&vitals)?;
    fs::write(out.join("measures.rs"), measures(&vitals)?)?;
    fs::write(out.join("limits.rs"), limits(&vitals)?)?;
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vitals {
    measure: Vec<Measure>,
    limit: Vec<Limit>,
    change: Vec<Change>,
    repeat: Vec<Repeat>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Measure {
    key: String,
    label: String,
    unit: String,
    plausible: [f64; 2],
    names: Vec<String>,
    #[serde(default)]
    meter: bool,
    methods: Vec<Method>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Method {
    name: String,
    codes: Vec<String>,
    #[serde(default)]
    thin: bool,
    #[serde(default)]
    low: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    measure: String,
    #[serde(rename = "for")]
    whom: Option<Condition>,
    says: String,
    tell: Band,
    urgent: Band,
    #[serde(default = "call_now")]
    urgent_do: String,
    #[serde(default)]
    emergency: Band,
    #[serde(default)]
    emergency_do: String,
    source: String,
    sure: Sure,
}

fn call_now() -> String {
    "call now".to_owned()
}

#[derive(Deserialize, Debug, Default, Clone, Copy)]
#[serde(deny_unknown_fields, default)]
struct Band {
    under: Option<f64>,
    over: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    measure: String,
    #[serde(rename = "for")]
    whom: Option<Condition>,
    by: f64,
    within_days: u16,
    #[serde(default)]
    from_usual: bool,
    #[serde(default = "tell_the_practitioner")]
    what_to_do: String,
    source: String,
    sure: Sure,
}

fn tell_the_practitioner() -> String {
    "tell the practitioner".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Repeat {
    measure: String,
    name: String,
    codes: Vec<String>,
    words: Vec<String>,
    over: f64,
    times: usize,
    says: String,
    source: String,
    sure: Sure,
}

#[derive(Deserialize, Clone, Copy)]
enum Sure {
    #[serde(rename = "several sources")]
    Several,
    #[serde(rename = "policy")]
    Policy,
    #[serde(rename = "remembered")]
    Remembered,
}

impl Sure {
    fn words(self) -> &'static str {
        match self {
            Self::Several => "several sources",
            Self::Policy => "an agency's policy",
            Self::Remembered => "in use, no source at hand",
        }
    }
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
enum Condition {
    HeartFailure,
    Copd,
    WeakImmunity,
}

/// No code means two things, every limit is about a known measure, and bands lie within each other.
fn check(vitals: &Vitals) -> Result<(), Failure> {
    let wrong = |why: String| -> Result<(), Failure> { Err(format!("vitals.toml: {why}").into()) };
    let (mut codes, mut names) = (BTreeSet::new(), BTreeSet::new());
    for measure in &vitals.measure {
        for method in &measure.methods {
            if let Some(twice) = method.codes.iter().find(|code| !codes.insert(code.as_str())) {
                return wrong(format!("code {twice} stands twice"));
            }
            let wanted = if method.thin { method.codes.len() } else { 0 };
            if method.low.len() != wanted {
                return wrong(format!("`{}` of {} needs one `low` for each code", method.name, measure.key));
            }
        }
        if let Some(twice) = measure.names.iter().find(|name| !names.insert(name.as_str())) {
            return wrong(format!("the name `{twice}` stands twice"));
        }
    }
    let known = |key: &str| vitals.measure.iter().find(|measure| measure.key == key);
    for row in &vitals.limit {
        let Some(measure) = known(&row.measure) else { return wrong(format!("`{}` is no measure", row.measure)) };
        let [least, most] = measure.plausible;
        let tell = (row.tell.under.unwrap_or(least), row.tell.over.unwrap_or(most));
        let urgent = (row.urgent.under.unwrap_or(least), row.urgent.over.unwrap_or(most));
        let worst = (row.emergency.under.unwrap_or(least), row.emergency.over.unwrap_or(most));
        let nested = least <= worst.0 && worst.0 <= urgent.0 && urgent.0 <= tell.0 && tell.0 < tell.1;
        if !(nested && tell.1 <= urgent.1 && urgent.1 <= worst.1 && worst.1 <= most) {
            return wrong(format!("the bands of `{}` do not lie within each other", row.measure));
        }
    }
    let others = vitals.change.iter().map(|row| &row.measure).chain(vitals.repeat.iter().map(|row| &row.measure));
    for key in others {
        if known(key).is_none() {
            return wrong(format!("`{key}` is no measure"));
        }
    }
    Ok(())
}

fn measures(vitals: &Vitals) -> Result<String, Failure> {
    let mut code = String::from("static MEASURES: &[Measure] = &[\n");
    for row in &vitals.measure {
        let [least, most] = row.plausible;
        writeln!(code, "    Measure {{ key: {:?}, label: {:?}, unit: {:?},", row.key, row.label, row.unit)?;
        writeln!(code, "        least: {least:?}, most: {most:?}, names: &{:?}, meter: {},", row.names, row.meter)?;
        code.push_str("        methods: &[\n");
        for method in &row.methods {
            let (name, codes, low) = (&method.name, &method.codes, &method.low);
            writeln!(code, "            Method {{ name: {name:?}, codes: &{codes:?}, low: &{low:?} }},")?;
        }
        code.push_str("        ] },\n");
    }
    code.push_str("];\n");
    Ok(code)
}

fn limits(vitals: &Vitals) -> Result<String, Failure> {
    let mut code = String::from("static LIMITS: &[Limit] = &[\n");
    for row in &vitals.limit {
        writeln!(code, "    Limit {{ measure: {:?}, whom: {},", row.measure, condition(row.whom.as_ref()))?;
        writeln!(code, "        says: {:?}, tell: {:?}, urgent: {:?},", row.says, row.tell, row.urgent)?;
        writeln!(code, "        urgent_do: {:?}, emergency: {:?},", row.urgent_do, row.emergency)?;
        writeln!(code, "        emergency_do: {:?}, {} }},", row.emergency_do, cited(&row.source, row.sure))?;
    }
    code.push_str("];\nstatic CHANGES: &[Change] = &[\n");
    for row in &vitals.change {
        writeln!(code, "    Change {{ measure: {:?}, whom: {},", row.measure, condition(row.whom.as_ref()))?;
        writeln!(code, "        by: {:?}, within_days: {}, from_usual: {},", row.by, row.within_days, row.from_usual)?;
        writeln!(code, "        what_to_do: {:?}, {} }},", row.what_to_do, cited(&row.source, row.sure))?;
    }
    code.push_str("];\nstatic REPEATS: &[Repeat] = &[\n");
    for row in &vitals.repeat {
        writeln!(code, "    Repeat {{ measure: {:?}, name: {:?}, codes: &{:?},", row.measure, row.name, row.codes)?;
        writeln!(code, "        words: &{:?}, over: {:?}, times: {},", row.words, row.over, row.times)?;
        writeln!(code, "        says: {:?}, {} }},", row.says, cited(&row.source, row.sure))?;
    }
    code.push_str("];\n");
    Ok(code)
}

fn cited(source: &str, sure: Sure) -> String {
    format!("source: {source:?}, sure: {:?}", sure.words())
}

fn condition(condition: Option<&Condition>) -> String {
    condition.map_or("None".to_owned(), |known| format!("Some(Condition::{known:?})"))
}
