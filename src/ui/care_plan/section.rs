//! Text sections of a plan.

use crate::domain::plan::required::where_to_say;
use crate::domain::refusal::Refusal;
use crate::ui::writing::{self, Purpose};
use crate::ui::{App, Msg};

/// `e` on a section: its text; what the chart says is written elsewhere.
pub(super) fn write(app: &App, key: &str) -> Result<Msg, Refusal> {
    let other = || Refusal::new("This section is of another program.");
    let kind = (app.knowledge.plans)().section(key).ok_or_else(other)?;
    if !kind.is_written() {
        return Err(Refusal::new(format!("{}: {}.", kind.name, where_to_say(kind))));
    }
    let sheet = Purpose::sheet(app, &format!("plan/{key}"), super::screen(app)?).ok_or_else(other)?;
    Ok(writing::open(sheet))
}
