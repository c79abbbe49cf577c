//! Text sections of a plan, and where what the chart says is said.

use crate::domain::plan::template::SaidBy;
use crate::domain::refusal::Refusal;
use crate::ui::writing::{self, Purpose};
use crate::ui::{App, Msg};

/// `e` on a section: its text; what the chart says is written elsewhere.
pub(super) fn write(app: &App, key: &str) -> Result<Msg, Refusal> {
    let other = || Refusal::new("This section is of another program.");
    let kind = (app.knowledge.plans)().section(key).ok_or_else(other)?;
    if let Some(from) = kind.from {
        return Err(Refusal::new(format!("{}: {}.", kind.name, where_to_say(from))));
    }
    let sheet = Purpose::sheet(app, &format!("plan/{key}"), super::screen(app)?).ok_or_else(other)?;
    Ok(writing::open(sheet))
}

/// Where to go for something that the chart says, and that is missing.
pub(in crate::ui) fn where_to_say(from: SaidBy) -> &'static str {
    match from {
        SaidBy::Problems => "diagnoses come with the referral or an import; they stand in the chart summary",
        SaidBy::Frequencies => "a visit-frequency order says it: g t, then a",
        SaidBy::Medications => "the medication list says it: g m",
        SaidBy::Goals => "goals with measure and date, and interventions, say it: a adds them here",
    }
}
