//! The key reference.

use super::rows;
use crate::ui::command::Place;

/// The key reference as Markdown: what `assets/docs/keys.md` must be.
pub fn reference() -> String {
    let mut lines = vec![
        "# Keys\n".to_owned(),
        "Generated from the command rows in `src/ui/commands.rs` and the files beside it in `src/ui/commands`; a test compares this file with them.".to_owned(),
        "Rebind a command by its name under `[keys]` in the configuration file.".to_owned(),
    ];
    for place in Place::ALL {
        lines.push(format!("\n## {}\n\n| keys | does | command |\n|---|---|---|", place.name()));
        for row in rows().filter(|row| row.places.contains(place)) {
            let by_name = [format!("`:{}`", row.name)];
            let keys = row.keys.iter().map(|key| format!("`{}`", key.replace('|', "\\|")));
            let written: Vec<String> = if row.keys.is_empty() { by_name.into() } else { keys.collect() };
            lines.push(format!("| {} | {} | `{}` |", written.join(" "), row.help, row.name));
        }
    }
    lines.join("\n") + "\n"
}
