//! `doctor`: versions, the health of the database, the dates of the knowledge, and what nobody has signed off.

use chrono::NaiveDate;
use serde_json::json;

use super::{Common, Failure, Outcome, Output, agency, knowledge, say, say_json};
use crate::clock::Clock;
use crate::domain::deadline::rule::{Applies, Rule, Setting};
use crate::store::{Fault, LATEST, Store, Verdict, sqlite_version};

/// What has to be signed before real patients depend on it.
const NOT_SIGNED: &[&str] = &[
    "drug knowledge: no pharmacist has signed this set",
    "deadline rules: no director of nursing has signed them",
    "vital-sign limits: agency defaults, not signed",
    "usability: not measured with nurses",
];

/// What an examination without findings shows, and what it cannot show.
const HEALTHY: &str = "healthy: pages, references, schema, signed plans, recorded changes and audit chain agree; whether the newest audit rows were cut off shows only \
    against an anchor (assets/docs/security.md)";

/// Looks everything over. Exit code 3 when the database is damaged, 1 when it could not be opened.
pub(super) fn run(common: &Common, output: Output) -> Outcome {
    let config = agency::config(common)?;
    let path = agency::database(common, &config)?;
    let knowledge = knowledge::knowledge(&config)?;
    let opened = Store::open(&path, &agency::session_name(Clock::system()));
    let health = match &opened {
        Ok(store) => Some(examine(store)?),
        Err(_) => None,
    };
    let database = match (&opened, &health) {
        (Ok(_), Some(problems)) if problems.is_empty() => HEALTHY.to_owned(),
        (Ok(_), Some(problems)) => format!("DAMAGED: {}. Restore the last backup.", problems.join("; ")),
        (Err(error), _) => error.to_string(),
        (Ok(_), None) => "not examined".to_owned(),
    };
    let tools =
        opened.as_ref().ok().map(Store::schema_findings).transpose()?.map(|found| found.known).unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    let rules = knowledge.rules.iter().map(|rule| rule.effective_from).max().map(|day| day.to_string());
    let rules = rules.unwrap_or_else(|| "none".to_owned());
    let today = Clock::system().now().date_naive();
    let duties: Vec<String> = knowledge.rules.iter().filter_map(|rule| duty(rule, today)).collect();
    let changed: Vec<(&str, &str)> =
        knowledge.rules.iter().filter_map(|rule| Some((rule.id, rule.overridden?))).collect();
    if output.json {
        let changed: Vec<_> = changed.iter().map(|(rule, change)| json!({"rule": rule, "change": change})).collect();
        say_json(&json!({
            "version": version,
            "sqlite": sqlite_version(),
            "schema": LATEST,
            "path": path,
            "database": database,
            "problems": health,
            "tables_of_tools": tools,
            "knowledge": knowledge.formulary.version,
            "rules": knowledge.rules.len(),
            "newest_rule": rules,
            "changed_rules": changed,
            "agency_duties": duties,
            "look_up": knowledge.look_up,
            "not_signed_off": NOT_SIGNED,
        }))?;
    } else {
        let changed: Vec<String> =
            changed.iter().map(|(rule, change)| format!("  changed: {rule}: {change}\n")).collect();
        let changed = changed.concat();
        let (beside, duties) = (lines("beside ours", &tools), lines("agency", &duties));
        let look_up = lines("look up", knowledge.look_up);
        say(&format!(
            "caseload {version}, SQLite {}, schema {LATEST}\ndatabase {}\n  {database}\n{beside}\
             knowledge {}, {} deadline rules, the newest effective from {rules}\n{changed}{}{}not signed off:\n  {}\n",
            sqlite_version(),
            path.display(),
            knowledge.formulary.version,
            knowledge.rules.len(),
            duties,
            look_up,
            NOT_SIGNED.join("\n  "),
        ))?;
    }
    match (opened, health) {
        (Ok(_), Some(problems)) if !problems.is_empty() => Ok(3),
        (Err(error), _) => Err(Failure::from(error)),
        (Ok(_), _) => Ok(0),
    }
}

/// A line for each, after what it is.
fn lines(what: &str, said: &[impl std::fmt::Display]) -> String {
    said.iter().map(|said| format!("  {what}: {said}\n")).collect::<Vec<_>>().concat()
}

/// A duty of the agency itself and where it stands; `None` of a rule for patients.
fn duty(rule: &Rule, today: NaiveDate) -> Option<String> {
    let is_one = rule.applies_if == Applies::Agency && rule.setting != Setting::Off;
    is_one.then(|| match rule.due_again() {
        None => format!("{}: not dated in the settings ([rules] {} = {{ reviewed = YYYY-MM-DD }})", rule.name, rule.id),
        Some(again) if again < today => format!("{}: OVERDUE since {again}", rule.name),
        Some(again) => format!("{}: due again by {again}", rule.name),
    })
}

/// What is wrong with the database. Damage that stops the examination is a finding too.
fn examine(store: &Store) -> Result<Vec<String>, Failure> {
    let damage = |fault: Fault| if fault.is_damage() { Ok(vec![fault.to_string()]) } else { Err(Failure::from(fault)) };
    let mut problems = store.integrity().or_else(damage)?;
    match store.behind_the_audit() {
        Ok(found) => problems.extend(found),
        Err(fault) => problems.extend(damage(fault)?),
    }
    let schema = store.schema_findings()?;
    problems.extend(schema.dangerous);
    problems.extend(schema.foreign.into_iter().map(|what| format!("{what} is not of this program")));
    match store.verify_audit() {
        Ok(Verdict::Broken { place }) => problems.push(format!("audit: {place}")),
        Ok(Verdict::Whole { .. }) => {}
        Err(fault) => problems.extend(damage(fault)?),
    }
    Ok(problems)
}
