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
        return Err(Refusal::new(format!("{}: {}.", kind.name, where_to_say(app, from))));
    }
    let sheet = Purpose::sheet(app, &format!("plan/{key}"), super::screen(app)?).ok_or_else(other)?;
    Ok(writing::open(sheet))
}

/// Where to go for something that the chart says, and that is missing.
pub(in crate::ui) fn where_to_say(app: &App, from: SaidBy) -> String {
    match from {
        SaidBy::Problems => "diagnoses come with the referral or an import; they stand in the chart summary".to_owned(),
        SaidBy::Frequencies => {
            let [deadlines, record] = app.keys_for(["section.deadlines", "event.record"]);
            format!("a visit-frequency order says it: {deadlines}, then {record}")
        }
        SaidBy::Medications => format!("the medication list says it: {}", app.key_for("section.meds")),
        SaidBy::Goals => {
            format!(
                "goals with measure and date, and interventions, say it: {} adds them here",
                app.key_for("plan.add")
            )
        }
    }
}
