//! `patient WHO`: one chart as text or JSON. The look goes on record as it does on the screen.

use clap::Args;
use serde_json::{Value, json};

use super::{Common, Desk, Failure, Outcome, Output, Viewpoint, say, say_json};
use crate::clock::Clock;
use crate::domain::board::Assessed;
use crate::domain::found::Found;
use crate::domain::ids::OperationId;
use crate::domain::payer::NamedPayer;
use crate::domain::permission::Permissions;
use crate::domain::plan::{PlanOfCare, SignedVersion};
use crate::ui::theme::Theme;
use crate::ui::{App, Effect, Msg, Options};

/// Who.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Who: letters of a name ("ort mar"), a chart number, digits of a telephone, or a date of birth.
    who: String,
    #[command(flatten)]
    pub(super) viewpoint: Viewpoint,
    #[command(flatten)]
    output: Output,
}

/// Prints the chart.
pub(super) fn run(common: &Common, arguments: &Arguments) -> Outcome {
    let mut desk = Desk::open(common, &arguments.viewpoint)?;
    desk.may_see_charts()?;
    let now = desk.clock.now();
    let found = desk.office.store().find(&arguments.who, &[desk.user_id])?;
    let one = choose(&found, &arguments.who)?;
    // The look itself happens now, whatever time the chart is seen at.
    let looked = Clock::system().now();
    let before = desk.office.store().look(one.patient, desk.user_id, looked)?;
    let chart = desk.office.store().chart(one.patient, desk.user_id, before, now)?;
    let knowledge = desk.office.knowledge();
    let board = desk.office.board(now)?;
    let assessed = Assessed::of(chart.facts.clone(), knowledge, &board.staff, desk.zone, now);
    if arguments.output.json {
        let facts = &assessed.facts;
        say_json(&json!({
            "patient": facts.patient,
            "episode": facts.episode,
            "problems": facts.problems,
            "allergies": facts.allergies,
            "medications": facts.medications,
            "uses": facts.uses,
            "review": assessed.review,
            "vitals": facts.vitals,
            "goals": facts.goals,
            "plan": plan(&chart.plan),
            "visits": facts.visits,
            "frequency": super::frequency::of_course(board.circumstances().course(facts).as_ref()),
            "events": facts.events,
            "deadlines": assessed.deadlines,
            "findings": assessed.findings,
            "team": chart.team,
            "payers": chart.payers.iter().map(NamedPayer::words).collect::<Vec<_>>(),
            "charts": chart.pairs.iter().map(super::charts::as_json).collect::<Vec<_>>(),
            "entries": chart.entries.iter().map(|it| super::entries::as_json(it, &board.staff)).collect::<Vec<_>>(),
            "notes": chart.notes,
            "looked_before": before,
        }))?;
    } else {
        // The same lines the screen shows, as one long page.
        let options = Options {
            size: (80, 24),
            theme: Theme::PLAIN,
            read_only: true,
            keys: crate::ui::command::KeyMap::standard(),
            knowledge,
            names: OperationId([0; 16]),
            permissions: Permissions::default(),
        };
        let mut app = App::new(board, options);
        let opened = app.update(Msg::Open(one.patient));
        debug_assert!(opened.contains(&Effect::OpenChart(one.patient)));
        app.update(Msg::Chart(Box::new(chart)));
        say(&app.chart_text())?;
    }
    Ok(0)
}

/// What the plan of care is made of beside its open goals; of what was signed everything but the text.
fn plan(plan: &PlanOfCare) -> Value {
    let version = |signed: &SignedVersion| {
        let version = &signed.version;
        json!({
            "number": version.number,
            "kind": version.kind,
            "about": version.about,
            "signer": version.signer,
            "at": signed.at,
            "hash": signed.digits(),
            "intact": signed.intact,
            "retracted": plan.is_retracted(version.number),
        })
    };
    let told = plan
        .telling
        .as_ref()
        .map(|telling| json!({ "at": telling.at, "up_to": telling.up_to, "parties": telling.parties }));
    json!({
        "problems": plan.problems,
        "closed_goals": plan.closed,
        "interventions": plan.interventions,
        "sections": plan.sections,
        "versions": plan.versions.iter().map(version).collect::<Vec<_>>(),
        "told": told,
    })
}

/// The one who is meant; several are named instead of guessed.
pub(super) fn choose<'a>(found: &'a [Found], typed: &str) -> Result<&'a Found, Failure> {
    match found {
        [] => Err(Failure::request(format!(
            "Nobody matches `{typed}`: write two letters of any name part, a chart number, digits of a telephone, or a date of birth."
        ))),
        [one] => Ok(one),
        several => {
            let exact: Vec<&Found> = several.iter().filter(|found| found.number == typed).collect();
            if let [one] = exact.as_slice() {
                return Ok(one);
            }
            let names: Vec<String> =
                several.iter().take(8).map(|found| format!("{} #{}", found.name.listed(), found.number)).collect();
            Err(Failure::request(format!(
                "{} patients match `{typed}`: {}. Write more.",
                several.len(),
                names.join(", ")
            )))
        }
    }
}
