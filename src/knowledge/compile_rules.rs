//! Reads and checks the rule tables in `assets/rules` and writes them as constants.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

use serde::Deserialize;

type Failure = Box<dyn Error>;

/// Writes `rules.rs` to the build's output folder.
pub(crate) fn write() -> Result<(), Failure> {
    use io::Write as _;
    writeln!(io::stdout(), "cargo::rerun-if-changed=assets/rules")?;
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let out = Path::new(&out);
    let deadlines: Deadlines = read("assets/rules/deadlines.toml")?;
    fs::write(out.join("rules.rs"), rules(&deadlines)?)?;
    Ok(())
}

pub(crate) fn read<T: for<'a> Deserialize<'a>>(path: &str) -> Result<T, Failure> {
    let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    toml::from_str(&text).map_err(|error| format!("{path}: {error}").into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deadlines {
    item_set: Vec<ItemSetRow>,
    look_up: Vec<LookUp>,
    rule: Vec<Row>,
}

/// A version of the OASIS item set.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemSetRow {
    name: String,
    from: toml::value::Datetime,
    to: Option<toml::value::Datetime>,
    #[serde(default)]
    notes: std::collections::BTreeMap<String, String>,
}

/// Something a person still has to look up.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LookUp {
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table: each is a column a nurse reads as yes or no")]
struct Row {
    id: String,
    effective_from: toml::value::Datetime,
    effective_to: Option<toml::value::Datetime>,
    name: String,
    short: String,
    authority: Authority,
    setting: Setting,
    applies_if: Applies,
    #[serde(default)]
    dates: std::collections::BTreeMap<String, toml::value::Datetime>,
    #[serde(default)]
    excuses: Vec<String>,
    #[serde(default)]
    amounts: std::collections::BTreeMap<String, u16>,
    note: Option<String>,
    trigger: String,
    #[serde(default)]
    windows: Vec<Window>,
    #[serde(default)]
    satisfied_by: Vec<String>,
    #[serde(default)]
    may_precede: bool,
    #[serde(default)]
    satisfied_in_window_by: Vec<String>,
    #[serde(default)]
    includes: Vec<String>,
    #[serde(default)]
    who_may: Vec<String>,
    #[serde(default)]
    who_may_if_therapy_only: Vec<String>,
    #[serde(default)]
    paused_while_inpatient: bool,
    #[serde(default)]
    outlives_care: bool,
    lead: Lead,
    overdue_means: String,
    citation: String,
    confidence: Confidence,
    override_allowed: bool,
    reason_needed: bool,
    severity: u8,
    oasis: Option<String>,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
enum Authority {
    Federal,
    Payer,
    State,
    Agency,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
enum Applies {
    Everyone,
    Oasis,
    MedicareFfs,
    Medicare,
    Adults,
    Authorized,
    Medicaid,
    AdvantageOrMedicaid,
    Agency,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
enum Setting {
    On,
    Advisory,
    Off,
}

#[derive(Deserialize, Debug)]
#[serde(rename_all = "snake_case")]
enum Confidence {
    Primary,
    Secondary,
    Memory,
    Policy,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Lead {
    Days(u16),
    Hours(u16),
}

impl Lead {
    fn code(self) -> String {
        match self {
            Self::Days(n) => format!("Lead::Days({n})"),
            Self::Hours(n) => format!("Lead::Hours({n})"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Window {
    from: String,
    opens: Option<Count>,
    due: Count,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Count {
    SocDayOne(u16),
    SocDayZero(u16),
    EventDayZero(u16),
    ElapsedHours(u16),
    NextMidnight(bool),
    DaysBefore(u16),
    BusinessDays(u16),
    Months(u16),
}

impl Count {
    fn code(self) -> String {
        match self {
            Self::SocDayOne(n) => format!("counting::Count::SocDayOne(counting::SocDayOne({n}))"),
            Self::SocDayZero(n) => format!("counting::Count::SocDayZero(counting::SocDayZero({n}))"),
            Self::EventDayZero(n) => format!("counting::Count::EventDayZero(counting::EventDayZero({n}))"),
            Self::ElapsedHours(n) => format!("counting::Count::ElapsedHours(counting::ElapsedHours({n}))"),
            Self::NextMidnight(_) => "counting::Count::NextMidnight(counting::NextMidnight)".to_owned(),
            Self::DaysBefore(n) => format!("counting::Count::DaysBefore(counting::DaysBefore({n}))"),
            Self::BusinessDays(n) => format!("counting::Count::BusinessDays(counting::BusinessDays({n}))"),
            Self::Months(n) => format!("counting::Count::MonthsAfter(counting::MonthsAfter({n}))"),
        }
    }
}

fn rules(deadlines: &Deadlines) -> Result<String, Failure> {
    let rows = &deadlines.rule;
    let mut code = String::from("static ITEM_SETS: &[ItemSet] = &[\n");
    for set in &deadlines.item_set {
        let to = set.to.map(date).transpose()?.map_or("None".to_owned(), |to| format!("Some({to})"));
        let from = date(set.from)?;
        let notes: Vec<(&String, &String)> = set.notes.iter().collect();
        writeln!(code, "    ItemSet {{ name: {:?}, from: {from}, to: {to}, notes: &{notes:?} }},", set.name)?;
    }
    let look_up: Vec<&str> = deadlines.look_up.iter().map(|row| row.text.as_str()).collect();
    writeln!(code, "];\nstatic LOOK_UP: &[&str] = &{look_up:?};\nstatic RULES: &[Rule] = &[")?;
    for (at, row) in rows.iter().enumerate() {
        check(row).map_err(|problem| format!("deadlines.toml: rule `{}`: {problem}", row.id))?;
        let version = (&row.id, row.effective_from.to_string());
        if rows.iter().take(at).any(|other| (&other.id, other.effective_from.to_string()) == version) {
            return Err(format!("deadlines.toml: rule `{}` has two versions of one day", row.id).into());
        }
        rule(&mut code, row)?;
    }
    code.push_str("];\n");
    Ok(code)
}

fn check(row: &Row) -> Result<(), String> {
    if row.short.chars().count() > 16 {
        return Err("`short` is longer than 16 characters".to_owned());
    }
    if !(1..=7).contains(&row.severity) {
        return Err("`severity` is not between 1 and 7".to_owned());
    }
    if row.windows.iter().any(|window| matches!(window.due, Count::NextMidnight(false))) {
        return Err("`next_midnight` can only be true".to_owned());
    }
    if row.citation.is_empty() || row.overdue_means.is_empty() {
        return Err("`citation` and `overdue_means` must not be empty".to_owned());
    }
    Ok(())
}

fn rule(code: &mut String, row: &Row) -> Result<(), Failure> {
    writeln!(code, "    Rule {{ id: {:?}, effective_from: {},", row.id, date(row.effective_from)?)?;
    let to = row.effective_to.map(date).transpose()?;
    writeln!(code, "        effective_to: {},", to.map_or("None".to_owned(), |to| format!("Some({to})")))?;
    writeln!(code, "        name: {:?}, short: {:?}, trigger: {:?},", row.name, row.short, row.trigger)?;
    writeln!(code, "        authority: Authority::{:?}, applies_if: Applies::{:?},", row.authority, row.applies_if)?;
    writeln!(code, "        setting: Setting::{:?},", row.setting)?;
    let dates: Result<Vec<String>, Failure> =
        row.dates.iter().map(|(name, day)| Ok(format!("({name:?}, {})", date(*day)?))).collect();
    writeln!(code, "        dates: &[{}], excuses: &{:?},", dates?.join(", "), row.excuses)?;
    let amounts: Vec<(&String, &u16)> = row.amounts.iter().collect();
    writeln!(code, "        amounts: &{amounts:?}, note: {:?},", row.note)?;
    writeln!(code, "        may_precede: {}, outlives_care: {},", row.may_precede, row.outlives_care)?;
    let windows: Vec<String> = row.windows.iter().map(window).collect();
    writeln!(code, "        windows: &[{}],", windows.join(", "))?;
    writeln!(code, "        satisfied_by: {},", satisfiers(&row.satisfied_by))?;
    writeln!(code, "        satisfied_in_window_by: {},", satisfiers(&row.satisfied_in_window_by))?;
    writeln!(code, "        includes: {},", satisfiers(&row.includes))?;
    writeln!(
        code,
        "        who_may: &{:?}, who_may_if_therapy_only: &{:?},",
        row.who_may, row.who_may_if_therapy_only
    )?;
    writeln!(code, "        paused_while_inpatient: {}, lead: {},", row.paused_while_inpatient, row.lead.code())?;
    writeln!(code, "        overdue_means: {:?}, citation: {:?},", row.overdue_means, row.citation)?;
    writeln!(
        code,
        "        confidence: Confidence::{:?}, override_allowed: {}, overridden: None, reviewed: None,",
        row.confidence, row.override_allowed
    )?;
    let (reason, severity, oasis) = (row.reason_needed, row.severity, &row.oasis);
    let item_sets = if oasis.is_some() { "ITEM_SETS" } else { "&[]" };
    writeln!(code, "        reason_needed: {reason}, severity: {severity}, oasis: {oasis:?},")?;
    writeln!(code, "        item_sets: {item_sets} }},")?;
    Ok(())
}

fn window(window: &Window) -> String {
    let opens = window.opens.map_or("None".to_owned(), |opens| format!("Some({})", opens.code()));
    format!("Window {{ from: {}, opens: {opens}, due: {} }}", satisfier(&window.from), window.due.code())
}

fn satisfiers(words: &[String]) -> String {
    let satisfiers: Vec<String> = words.iter().map(|word| satisfier(word)).collect();
    format!("&[{}]", satisfiers.join(", "))
}

fn satisfier(word: &str) -> String {
    let (kind, detail) = word.split_once(':').map_or((word, None), |(kind, detail)| (kind, Some(detail)));
    format!("Satisfier {{ kind: {kind:?}, detail: {detail:?} }}")
}

fn date(day: toml::value::Datetime) -> Result<String, Failure> {
    let date = day.date.filter(|_| day.time.is_none()).ok_or("a version is named by a date without a time")?;
    Ok(format!("date({}, {}, {})", date.year, date.month, date.day))
}
