//! `rules`: the rule sheet, for a director of nursing to review and sign on paper.

use serde_json::json;

use super::{Common, Outcome, Output, agency, knowledge, say, say_json};
use crate::domain::deadline::sheet::Entry;
use crate::ui::rule_sheet;

/// Prints every rule in force at this agency.
pub(super) fn run(common: &Common, output: Output) -> Outcome {
    let knowledge = knowledge::knowledge(&agency::config(common)?)?;
    if output.json {
        let entries: Vec<Entry> = knowledge.rules.iter().map(Entry::of).collect();
        say_json(&json!({"signed_by": null, "look_up": knowledge.look_up, "rules": entries}))?;
        return Ok(0);
    }
    let lines = rule_sheet(&knowledge).into_iter().map(|line| match line.strip_prefix("# ") {
        Some(heading) => format!("{heading}\n{}\n", "-".repeat(heading.chars().count())),
        None => format!("{line}\n"),
    });
    say(&lines.collect::<Vec<_>>().concat())?;
    Ok(0)
}
