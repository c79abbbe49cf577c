//! `knowledge check DIR`: says what is wrong with an agency's own tables, in which file, row and column.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::{Outcome, Output, say, say_json};
use crate::knowledge::agency::AgencySet;

/// What to do with tables.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check an agency's own tables against the built-in set. Exit code 1 when anything is wrong.
    Check {
        /// The folder: any of the set's tables with the agency's rows, and `overrides.csv`.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        output: Output,
    },
}

/// Checks the folder and prints what was found.
pub(in crate::cli) fn run(arguments: &Arguments) -> Outcome {
    let Command::Check { folder, output } = &arguments.command;
    let read = AgencySet::read(folder);
    let (code, faults) = match &read {
        Ok(_) => (0, Vec::new()),
        Err(faults) => (1, faults.clone()),
    };
    let (added, silenced, regraded) = read.as_ref().map_or((0, 0, 0), |set| (set.added, set.silenced, set.regraded));
    if output.json {
        let faults: Vec<_> = faults
            .iter()
            .map(|fault| {
                let line = (fault.line > 0).then_some(fault.line);
                json!({"file": fault.file, "line": line, "column": fault.column, "reason": fault.reason})
            })
            .collect();
        let sound = faults.is_empty();
        say_json(&json!({
            "sound": sound, "faults": faults, "added": added, "silenced": silenced, "regraded": regraded,
        }))?;
    } else if faults.is_empty() {
        say(&format!("The tables are sound: {added} rows added, {silenced} silenced, {regraded} graded otherwise.\n"))?;
    } else {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let count = faults.len();
        say(&format!("{}\n{count} {} to mend.\n", lines.join("\n"), if count == 1 { "thing" } else { "things" }))?;
    }
    Ok(code)
}
