//! `today`, `visits`, `reassess`, `alerts`, `plans`: the panes as text or JSON.

use clap::Args;
use serde_json::{Value, json};

use super::{Common, Desk, Failure, Outcome, Output, Viewpoint, say, say_json};
use crate::domain::alert::Alert;
use crate::domain::board::{Assessed, Board};
use crate::domain::caseload::CareEnd;
use crate::domain::deadline::left;
use crate::domain::user::Reach;
use crate::domain::visit::StoredVisit;
use crate::store::Act;

/// Whose pane, when, and how.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) viewpoint: Viewpoint,
    /// The whole agency, for those whose role reaches that far; a supervisor sees her team without it.
    #[arg(long)]
    agency: bool,
    #[command(flatten)]
    output: Output,
}

/// Reads the board; that a list was shown goes on record.
fn board(common: &Common, arguments: &Arguments) -> Result<Board, Failure> {
    let mut desk = Desk::open(common, &arguments.viewpoint)?;
    desk.may_see_charts()?;
    let act = Act::new("list", crate::clock::Clock::system().now()).by(desk.user_id);
    desk.office.store().note(&act)?;
    if arguments.agency && !desk.office.cover(Reach::Agency) {
        return Err(Failure::forbidden(
            "Your role reaches your own patients only; --agency is for supervisors and on-call.",
        ));
    }
    Ok(desk.office.board(desk.clock.now())?)
}

/// Prints what the pane shows: JSON, or a text of its own.
fn print(
    common: &Common,
    arguments: &Arguments,
    name: &str,
    rows: fn(&Board) -> Vec<Value>,
    text: fn(&Board) -> String,
) -> Outcome {
    let board = board(common, arguments)?;
    if arguments.output.json {
        let at = board.as_of.with_timezone(&board.zone).format("%Y-%m-%dT%H:%M:%S%:z").to_string();
        let (checked, of) = board.checked();
        say_json(&json!({
            "as_of": at,
            "zone": board.zone.name(),
            "user": board.user.login,
            "patients": board.patients.len(),
            "medicines_checked": checked,
            "medicines": of,
            name: rows(&board),
        }))?;
    } else {
        let body = text(&board);
        let at = board.local().format("%a %d %b %Y %H:%M");
        say(&format!("{} at {at}, {} patients\n{body}", board.user.name.full(), board.patients.len()))?;
    }
    Ok(0)
}

fn who(patient: &Assessed) -> Value {
    let person = &patient.facts.patient;
    json!({
        "id": patient.id(),
        "number": person.number,
        "name": person.name.full(),
        "listed": patient.who,
        "born": person.born,
        "care_ended": patient.ended.map(CareEnd::code),
        "care_ended_on": patient.ended.and_then(CareEnd::day),
    })
}

/// The ranked list with reasons and facts.
pub(super) fn today(common: &Common, arguments: &Arguments) -> Outcome {
    let rows = |board: &Board| {
        let row = |(place, ranked): (usize, &crate::domain::rank::Ranked)| {
            json!({
                "rank": place + 1,
                "patient": board.patient(ranked.patient).map(who),
                "tier": ranked.tier(),
                "mark": ranked.tier().mark(),
                "reasons": ranked.reasons,
            })
        };
        board.ranked.iter().enumerate().map(row).collect()
    };
    let text = |board: &Board| {
        let mut lines = Vec::new();
        for (place, ranked) in board.ranked.iter().enumerate() {
            for (at, reason) in ranked.reasons.iter().enumerate() {
                let head = if at == 0 { format!("{:<4}{:<26}", place + 1, ranked.who) } else { " ".repeat(30) };
                let due = reason.time_left(board.local(), board.zone);
                let line = format!("{:<3}{head}{:<60} {due}", reason.tier.mark(), reason.text);
                lines.push(format!("{}\n", line.trim_end()));
            }
        }
        lines.concat()
    };
    print(common, arguments, "today", rows, text)
}

/// The visits of the day.
pub(super) fn visits(common: &Common, arguments: &Arguments) -> Outcome {
    fn local(board: &Board, at: Option<crate::domain::when::Instant>) -> Option<String> {
        at.map(|at| at.with_timezone(&board.zone).format("%Y-%m-%dT%H:%M").to_string())
    }
    let rows = |board: &Board| {
        let row = |(patient, visit): (&Assessed, &StoredVisit)| {
            json!({
                "id": visit.id,
                "patient": who(patient),
                "starts": local(board, Some(visit.starts)),
                "ends": local(board, Some(visit.ends)),
                "discipline": visit.discipline,
                "kind": visit.kind,
                "status": visit.state.status,
                "started": local(board, visit.state.started),
                "finished": local(board, visit.state.finished),
                "reason": visit.state.reason,
                "practitioner_told": patient.facts.is_told_of(visit, board.zone),
                "purpose": visit.purpose,
                "frequency": super::frequency::of_visit(board, patient, visit),
            })
        };
        board.visits_on(board.today()).into_iter().map(row).collect()
    };
    let text = |board: &Board| {
        let line = |(patient, visit): (&Assessed, &StoredVisit)| {
            let time = visit.starts.with_timezone(&board.zone).format("%H:%M");
            format!(
                "{time}  {:<26}{:<8}{:<12}{}\n",
                patient.who,
                visit.kind.label(),
                visit.state.status.label(),
                visit.purpose
            )
        };
        board.visits_on(board.today()).into_iter().map(line).collect::<Vec<_>>().concat()
    };
    print(common, arguments, "visits", rows, text)
}

/// Deadlines: the open ones as text, all of them as JSON.
pub(super) fn reassess(common: &Common, arguments: &Arguments) -> Outcome {
    let rows = |board: &Board| {
        let all = board.patients.iter().flat_map(|patient| {
            let explained = board.explained(patient).into_iter();
            explained.map(move |deadline| json!({"patient": who(patient), "deadline": deadline}))
        });
        all.collect()
    };
    let text = |board: &Board| {
        let line = |(patient, clock): (&Assessed, &crate::domain::deadline::Deadline)| {
            let time = clock.due.map(|due| left(due, board.local(), board.zone)).unwrap_or_default();
            let why = board.explain(patient, clock).map(|clock| clock.why.join("; ")).unwrap_or_default();
            format!("{time:<9}{:<26}{:<20}{:<14}{why}\n", patient.who, clock.name, clock.status.label())
        };
        let (advisory, due): (Vec<_>, Vec<_>) = board.clocks().into_iter().partition(|(_, clock)| clock.advisory);
        let lines: String = due.into_iter().map(line).collect();
        format!("{lines}+ {} advisory (policy or unconfirmed; `--json` has them)\n", advisory.len())
    };
    print(common, arguments, "reassess", rows, text)
}

/// Medication alerts. JSON has the monitor-level findings too.
pub(super) fn alerts(common: &Common, arguments: &Arguments) -> Outcome {
    let rows = |board: &Board| {
        let of = |patient: &Assessed| {
            let review = board.reviewed(patient);
            json!({
                "patient": who(patient),
                "checked": review.checked,
                "of": review.of,
                "alerts": if patient.ended.is_none() { review.alerts } else { Vec::new() },
                "cautions": if patient.ended.is_none() { review.cautions } else { Vec::new() },
            })
        };
        board.patients.iter().map(of).collect()
    };
    let text = |board: &Board| {
        let line = |(patient, alert): (&Assessed, &Alert)| {
            let tier = alert.tier.map_or_else(|| alert.kind.label(), |tier| tier.word());
            format!("{tier:<16}{:<26}{:<40}{}\n", patient.who, alert.title(), alert.action)
        };
        let (checked, of) = board.checked();
        let lines: String = board.alerts().into_iter().map(line).collect();
        format!("{lines}{checked} of {of} medicines checked, {} minor findings in the lists\n", board.minor_alerts())
    };
    print(common, arguments, "alerts", rows, text)
}

/// Goals that ask for a decision.
pub(super) fn plans(common: &Common, arguments: &Arguments) -> Outcome {
    let rows = |board: &Board| {
        let row = |(patient, goal, signal): (&Assessed, crate::domain::ids::GoalId, &crate::domain::plan::Signal)| {
            let found = patient.facts.goals.iter().find(|tracked| tracked.goal.id == goal);
            json!({"patient": who(patient), "goal": found.map(|tracked| &tracked.goal), "signal": signal})
        };
        board.signals().into_iter().map(row).collect()
    };
    let text = |board: &Board| {
        let line = |(patient, goal, signal): (&Assessed, crate::domain::ids::GoalId, &crate::domain::plan::Signal)| {
            let found = patient.facts.goals.iter().find(|tracked| tracked.goal.id == goal);
            let goal = found.map(|tracked| tracked.goal.text.as_str()).unwrap_or_default();
            format!("{:<3}{:<26}{goal}: {}\n", signal.kind.tier().mark(), patient.who, signal.text)
        };
        board.signals().into_iter().map(line).collect()
    };
    print(common, arguments, "plans", rows, text)
}
