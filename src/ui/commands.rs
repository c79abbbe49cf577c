//! The rows: everything the keyboard can do.

use super::command::Place::{Chart, Filter, List, Miss, Picker, Reader};
use super::command::{Command, Group, Place};
use super::list::Motion;
use super::overlay::{self, MissAnswer, Overlay};
use super::panes::{self, RowId, Sort, View};
use super::prompt::Edit;
use super::{App, Msg, Section};
use crate::domain::refusal::Refusal;
use crate::domain::visit::{MissReason, StoredVisit};

/// Lists and charts: where letters are commands.
const DESK: &[Place] = &[List, Chart];

macro_rules! row {
    ($name:literal, $places:expr, [$($key:literal),+], $group:ident, $hint:literal, $help:literal, $run:expr) => {
        Command { name: $name, places: $places, keys: &[$($key),+], group: Group::$group, hint: $hint, help: $help, run: $run }
    };
}

/// Every command. The order is the order of help and hint bar.
pub const ROWS: &[Command] = &[
    row!("open", &[List], ["Enter", "l", "Right"], Look, "chart", "open the chart of this row", |app| {
        Ok(Msg::Open(panes::selected_row(app)?.patient()))
    }),
    row!("move.down", &[List, Chart, Reader], ["j", "Down"], Move, "", "row down", |_| Ok(Msg::Move(Motion::By(1)))),
    row!("move.up", &[List, Chart, Reader], ["k", "Up"], Move, "", "row up", |_| Ok(Msg::Move(Motion::By(-1)))),
    row!("move.top", &[List, Chart, Reader], ["gg", "Home"], Move, "", "top", |_| Ok(Msg::Move(Motion::Top))),
    row!("move.end", &[List, Chart, Reader], ["G", "End"], Move, "", "end", |_| Ok(Msg::Move(Motion::End))),
    row!("move.half-down", &[List, Chart, Reader], ["Ctrl-d"], Move, "", "half a page down", |_| {
        Ok(Msg::Move(Motion::HalfPage(1)))
    }),
    row!("move.half-up", &[List, Chart, Reader], ["Ctrl-u"], Move, "", "half a page up", |_| {
        Ok(Msg::Move(Motion::HalfPage(-1)))
    }),
    row!("move.page-down", &[List, Chart, Reader], ["PgDn"], Move, "", "page down", |_| Ok(Msg::Move(Motion::Page(1)))),
    row!("move.page-up", &[List, Chart, Reader], ["PgUp"], Move, "", "page up", |_| Ok(Msg::Move(Motion::Page(-1)))),
    row!("view.today", &[List], ["1", "g1"], Move, "", "view Today: who needs me first", |_| Ok(Msg::Show(
        View::Today
    ))),
    row!("view.visits", &[List], ["2", "g2"], Move, "", "view Visits", |_| Ok(Msg::Show(View::Visits))),
    row!("view.reassess", &[List], ["3", "g3"], Move, "", "view Reassess: deadlines", |_| Ok(Msg::Show(
        View::Reassess
    ))),
    row!("view.meds", &[List], ["4", "g4"], Move, "", "view Meds: medication alerts", |_| Ok(Msg::Show(View::Meds))),
    row!("view.plans", &[List], ["5", "g5"], Move, "", "view Plans: goals that ask for a decision", |_| {
        Ok(Msg::Show(View::Plans))
    }),
    row!("chart.today", &[Chart], ["g1"], Move, "", "back to view Today", |_| Ok(Msg::Show(View::Today))),
    row!("chart.visits-view", &[Chart], ["g2"], Move, "", "back to view Visits", |_| Ok(Msg::Show(View::Visits))),
    row!("chart.reassess-view", &[Chart], ["g3"], Move, "", "back to view Reassess", |_| Ok(Msg::Show(View::Reassess))),
    row!("chart.meds-view", &[Chart], ["g4"], Move, "", "back to view Meds", |_| Ok(Msg::Show(View::Meds))),
    row!("chart.plans-view", &[Chart], ["g5"], Move, "", "back to view Plans", |_| Ok(Msg::Show(View::Plans))),
    row!("section.summary", DESK, ["gs"], Move, "", "section of this patient: summary", |app| {
        panes::section(app, Section::Summary)
    }),
    row!("section.meds", DESK, ["gm"], Move, "", "section of this patient: medications", |app| {
        panes::section(app, Section::Meds)
    }),
    row!("section.plan", DESK, ["gp"], Move, "", "section of this patient: plan of care", |app| {
        panes::section(app, Section::Plan)
    }),
    row!("section.visits", DESK, ["gv"], Move, "", "section of this patient: visits", |app| {
        panes::section(app, Section::Visits)
    }),
    row!("section.people", DESK, ["gd"], Move, "", "section of this patient: people", |app| {
        panes::section(app, Section::People)
    }),
    row!("pane.next", &[List], ["Tab"], Move, "", "next pane", |_| Ok(Msg::Pane(1))),
    row!("pane.previous", &[List], ["S-Tab"], Move, "", "pane before", |_| Ok(Msg::Pane(-1))),
    row!("day.next", &[List], ["]"], Move, "", "next day (Visits)", |app| panes::day(app, 1)),
    row!("day.previous", &[List], ["["], Move, "", "day before (Visits)", |app| panes::day(app, -1)),
    row!("back", DESK, ["Esc", "h", "Left"], Move, "back", "back", |_| Ok(Msg::Back)),
    row!("last-place", DESK, ["-"], Move, "", "last place, and again: back to this one", |_| Ok(Msg::LastPlace)),
    row!("visit.start", DESK, ["v"], Do, "visit", "start the visit, or finish a started one", |app| {
        writable(app)?;
        visit_in_hand(app)?.start_or_finish(app.now).map(Msg::Write)
    }),
    row!("visit.done", DESK, ["x"], Do, "done", "mark the visit done", |app| {
        writable(app)?;
        visit_in_hand(app)?.complete(app.now).map(Msg::Write)
    }),
    row!("visit.not-made", DESK, ["M"], Do, "missed", "missed or attempted visit, with the reason", |app| {
        writable(app)?;
        overlay::miss(app, visit_in_hand(app)?)
    }),
    row!("why", DESK, ["w"], Look, "why", "why is this here: facts, arithmetic, rule and source", overlay::why),
    row!("changes", DESK, ["i"], Look, "", "what changed since I looked", overlay::changes),
    row!("find", DESK, ["f"], Look, "find", "find a patient: letters of a name, phone digits, date of birth", |_| {
        Ok(Msg::Overlay(Overlay::find()))
    }),
    row!("filter", &[List], ["/"], Look, "filter", "show only rows with these letters; Esc shows all again", |app| {
        Ok(Msg::Overlay(Overlay::filter(app)))
    }),
    row!("order.rank", &[List], ["or"], Look, "", "order by rank (the usual order)", |_| Ok(Msg::Order(Sort::Rank))),
    row!("order.name", &[List], ["on"], Look, "", "order by name", |_| Ok(Msg::Order(Sort::Name))),
    row!("order.due", &[List], ["od"], Look, "", "order by time left", |_| Ok(Msg::Order(Sort::Due))),
    row!("rerank", &[List], ["R"], Look, "", "rank again now; the list never jumps by itself", |_| Ok(Msg::Rerank)),
    row!(
        "undo",
        DESK,
        ["u"],
        Safe,
        "undo",
        "take back the last change (30 minutes; both stay in the history)",
        |app| { writable(app).map(|()| Msg::Undo) }
    ),
    row!("redo", DESK, ["U"], Safe, "", "do again what was taken back", |app| writable(app).map(|()| Msg::Redo)),
    row!("palette", DESK, [":", "Ctrl-p"], Look, "cmd", "anything by words", |_| Ok(Msg::Overlay(Overlay::palette()))),
    row!("rules", DESK, ["gr"], Look, "", "the deadline rules in words, for review", |app| Ok(Msg::Overlay(
        overlay::rules(app)
    ))),
    row!("help", DESK, ["?", "F1"], Safe, "help", "the keys of this place; again: all keys", |app| {
        Ok(Msg::Overlay(overlay::help(app)))
    }),
    row!("redraw", DESK, ["Ctrl-l"], Safe, "", "draw the screen anew", |_| Ok(Msg::Redraw)),
    row!("suspend", DESK, ["Ctrl-z"], Safe, "", "put the program aside (`fg` brings it back)", |_| Ok(Msg::Suspend)),
    row!("close", DESK, ["q"], Safe, "", "close the chart; on a list: leave the program", |app| {
        Ok(if app.chart.is_some() { Msg::Back } else { Msg::Quit })
    }),
    row!("quit", DESK, ["Q"], Safe, "", "leave the program; nothing is lost", |_| Ok(Msg::Quit)),
    // In boxes.
    row!("box.close", &[Picker, Filter, Miss, Reader], ["Esc", "Ctrl-c"], Box, "close", "close the box", |_| {
        Ok(Msg::Close)
    }),
    row!("box.quit", &[Reader], ["q", "h", "Left"], Box, "", "close the box", |_| Ok(Msg::Close)),
    row!("help.all", &[Reader], ["?", "F1"], Box, "all keys", "all keys of all places", |_| {
        Ok(Msg::Overlay(overlay::help_all()))
    }),
    row!("choose", &[Picker, Filter], ["Enter"], Box, "go", "take the choice", |_| Ok(Msg::Choose)),
    row!("choice.down", &[Picker], ["Down", "Ctrl-n"], Box, "", "next choice", |_| Ok(Msg::Pick(1))),
    row!("choice.up", &[Picker], ["Up", "Ctrl-p"], Box, "", "choice before", |_| Ok(Msg::Pick(-1))),
    row!("text.backspace", &[Picker, Filter], ["Backspace"], Box, "", "delete the character before", |_| {
        Ok(Msg::Edit(Edit::Backspace))
    }),
    row!("text.word", &[Picker, Filter], ["Ctrl-w"], Box, "", "delete the word before", |_| Ok(Msg::Edit(Edit::Word))),
    row!("text.line", &[Picker, Filter], ["Ctrl-u"], Box, "", "delete to the start", |_| Ok(Msg::Edit(Edit::Line))),
    row!("text.left", &[Picker, Filter], ["Left"], Box, "", "cursor left", |_| Ok(Msg::Edit(Edit::Left))),
    row!("text.right", &[Picker, Filter], ["Right"], Box, "", "cursor right", |_| Ok(Msg::Edit(Edit::Right))),
    row!("text.home", &[Picker, Filter], ["Home"], Box, "", "cursor to the start", |_| Ok(Msg::Edit(Edit::Home))),
    row!("text.end", &[Picker, Filter], ["End"], Box, "", "cursor to the end", |_| Ok(Msg::Edit(Edit::End))),
    row!("miss.missed", &[Miss], ["m"], Box, "missed", "nobody went", |_| Ok(Msg::Miss(MissAnswer::Attempted(false)))),
    row!("miss.attempted", &[Miss], ["a"], Box, "attempted", "went, and got no further than the door", |_| {
        Ok(Msg::Miss(MissAnswer::Attempted(true)))
    }),
    row!("miss.not-home", &[Miss], ["1"], Box, "", "not home, not found", |_| Ok(reason(MissReason::NotHome))),
    row!("miss.declined", &[Miss], ["2"], Box, "", "patient declined", |_| Ok(reason(MissReason::Declined))),
    row!("miss.hospital", &[Miss], ["3"], Box, "", "in hospital or ED", |_| Ok(reason(MissReason::Hospital))),
    row!("miss.appointment", &[Miss], ["4"], Box, "", "other appointment", |_| Ok(reason(MissReason::Appointment))),
    row!("miss.weather", &[Miss], ["5"], Box, "", "weather or road", |_| Ok(reason(MissReason::Weather))),
    row!("miss.staffing", &[Miss], ["6"], Box, "", "no staff available", |_| Ok(reason(MissReason::Staffing))),
    row!("miss.unsafe", &[Miss], ["7"], Box, "", "unsafe to enter", |_| Ok(reason(MissReason::Unsafe))),
    row!("miss.told", &[Miss], ["n"], Box, "practitioner told", "the practitioner has been told: yes or no", |_| {
        Ok(Msg::Miss(MissAnswer::Told))
    }),
    row!("miss.save", &[Miss], ["Enter"], Box, "save", "save", |app| {
        writable(app)?;
        overlay::miss_change(app).map(Msg::Write)
    }),
];

fn reason(reason: MissReason) -> Msg {
    Msg::Miss(MissAnswer::Reason(reason))
}

/// On a clock set by hand nothing is written.
fn writable(app: &App) -> Result<(), Refusal> {
    if app.read_only {
        return Err(Refusal::new("The clock was set with --at, so nothing is written. Start without --at to work."));
    }
    Ok(())
}

/// The visit a key acts on: the row's own, else the open visit of today of the patient in hand.
fn visit_in_hand(app: &App) -> Result<&StoredVisit, Refusal> {
    if app.chart.is_none()
        && let RowId::Visit(patient, visit) = panes::selected_row(app)?
    {
        let found = app.board.visit(*patient, *visit);
        return found.ok_or_else(|| Refusal::new("This visit is not on your board any more. R reads it again."));
    }
    let Some(patient) = app.patient_in_hand() else {
        return Err(Refusal::new("No patient is selected."));
    };
    let mut today = patient
        .facts
        .visits
        .iter()
        .filter(|visit| crate::domain::when::civil(visit.starts, app.board.zone) == app.today())
        .filter(|visit| panes::is_mine(app, visit));
    let open = today.clone().find(|visit| visit.is_open());
    open.or_else(|| today.next()).ok_or_else(|| {
        Refusal::new(format!("{} has no visit of yours today. 2 shows the visits, [ and ] other days.", patient.who))
    })
}

/// The key reference as Markdown: what `assets/docs/keys.md` must be.
pub fn reference() -> String {
    let mut lines = vec![
        "# Keys\n".to_owned(),
        "Generated from the command rows in `src/ui/commands.rs`; a test compares this file with them.".to_owned(),
        "Rebind a command by its name under `[keys]` in the configuration file.".to_owned(),
    ];
    for place in Place::ALL {
        lines.push(format!("\n## {}\n\n| keys | does | command |\n|---|---|---|", place.name()));
        for row in ROWS.iter().filter(|row| row.places.contains(place)) {
            let written: Vec<String> = row.keys.iter().map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
            lines.push(format!("| {} | {} | `{}` |", written.join(" "), row.help, row.name));
        }
    }
    lines.join("\n") + "\n"
}
