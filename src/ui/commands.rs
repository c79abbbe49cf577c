//! The rows: everything the keyboard can do. Those of boxes and texts are in `boxes`.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::command::Place::{
    Chart, ChartDeadlines, ChartHome, ChartMedicines, ChartPlan, ChartRecords, Checklist, Deadlines, Drafts, List,
    Menu, Pairs, Preview, Reader, Reconcile,
};
use super::command::{Command, Group, Place};
use super::list::Motion;
use super::overlay::{self, Overlay};
use super::panes::{self, Sort, View};
use super::writing;
use super::{
    DraftMsg, Msg, Offer, Section, answer, care_plan, chart, deadlines, entries, goal, medicine, pairs, print,
    reassess, reconcile, undoing, uses,
};
use crate::domain::medication::reconcile::Decision;
use crate::domain::plan::GoalStatus;
use crate::domain::refusal::Refusal;

macro_rules! row {
    ($name:literal, $places:expr, [$($key:literal),*], $group:ident, $hint:literal, $help:literal, if $can:path, $run:expr) => {
        row!($name, $places, [$($key),*], $group, $hint, $help, Some($can), |app| {
            let run: fn(&$crate::ui::App) -> Result<Msg, $crate::domain::refusal::Refusal> = $run;
            $can(app).and_then(|()| run(app))
        })
    };
    ($name:literal, $places:expr, [$($key:literal),*], $group:ident, $hint:literal, $help:literal, $run:expr) => {
        row!($name, $places, [$($key),*], $group, $hint, $help, None, $run)
    };
    ($name:literal, $places:expr, [$($key:literal),*], $group:ident, $hint:literal, $help:literal, $can:expr, $run:expr) => {
        Command {
            name: $name,
            places: $places,
            keys: &[$($key),*],
            group: Group::$group,
            hint: $hint,
            help: $help,
            can: $can,
            run: $run,
        }
    };
}

mod boxes;
mod by_reason;
mod home;
mod in_hand;
mod reference;
mod words;

use by_reason::may_be_done;
use in_hand::{always, may_correct, may_explain, may_record, may_record_what_meets_it, writable};
pub use reference::reference;
pub(super) use words::{is_named, words_for};

/// Lists and charts: where letters are commands.
const DESK: &[Place] =
    &[List, Deadlines, Chart, ChartDeadlines, ChartMedicines, ChartPlan, ChartHome, ChartRecords, Reconcile];
/// The lists of the views.
const LISTS: &[Place] = &[List, Deadlines];
/// Charts.
const CHARTS: &[Place] = &[Chart, ChartDeadlines, ChartMedicines, ChartPlan, ChartHome, ChartRecords, Reconcile];
/// Where a deadline is in hand.
const CLOCKS: &[Place] = &[Deadlines, ChartDeadlines];
/// Where the visit of a row is in hand.
const VISITED: &[Place] = &[List, Chart];
/// Where a medication alert is in hand.
const ALERTED: &[Place] = &[List, Chart, ChartMedicines];
/// Where `a` and `e` are about facts, and not about medicines.
const FACTS: &[Place] = &[List, Deadlines, Chart, ChartDeadlines];
/// What has rows or lines to move in.
const MOVES: &[Place] = &[
    List,
    Deadlines,
    Chart,
    ChartDeadlines,
    ChartMedicines,
    ChartPlan,
    ChartHome,
    ChartRecords,
    Reconcile,
    Menu,
    Checklist,
    Preview,
    Reader,
    Drafts,
    Pairs,
];
/// Where the last change is taken back.
const UNDONE: &[Place] =
    &[List, Deadlines, Chart, ChartDeadlines, ChartMedicines, ChartPlan, ChartHome, ChartRecords, Reconcile, Pairs];
/// The place among [`rows`] of the command of this name. Sentences, hints and lists ask for many in each frame.
pub(super) fn place_of(name: &str) -> Option<usize> {
    static PLACES: OnceLock<HashMap<&'static str, usize>> = OnceLock::new();
    PLACES.get_or_init(|| rows().enumerate().map(|(place, row)| (row.name, place)).collect()).get(name).copied()
}

/// Every command, in the order of help and hint bar.
pub fn rows() -> impl Iterator<Item = &'static Command> + Clone {
    home::ROWS.iter().chain(ROWS).chain(boxes::ROWS)
}

/// The commands of lists and charts.
const ROWS: &[Command] = &[
    row!("open", LISTS, ["Enter", "l", "Right"], Look, "chart", "open the chart of this row", |app| {
        by_reason::open(app)
    }),
    row!("move.down", MOVES, ["j", "Down"], Move, "", "row down", |_| Ok(Msg::Move(Motion::By(1)))),
    row!("move.up", MOVES, ["k", "Up"], Move, "", "row up", |_| Ok(Msg::Move(Motion::By(-1)))),
    row!("move.top", MOVES, ["gg", "Home"], Move, "", "top", |_| Ok(Msg::Move(Motion::Top))),
    row!("move.end", MOVES, ["G", "End"], Move, "", "end", |_| Ok(Msg::Move(Motion::End))),
    row!("move.half-down", MOVES, ["Ctrl-d"], Move, "", "half a page down", |_| { Ok(Msg::Move(Motion::HalfPage(1))) }),
    row!("move.half-up", MOVES, ["Ctrl-u"], Move, "", "half a page up", |_| { Ok(Msg::Move(Motion::HalfPage(-1))) }),
    row!("move.page-down", MOVES, ["PgDn"], Move, "", "page down", |_| Ok(Msg::Move(Motion::Page(1)))),
    row!("move.page-up", MOVES, ["PgUp"], Move, "", "page up", |_| Ok(Msg::Move(Motion::Page(-1)))),
    row!("view.today", LISTS, ["1", "g1"], Move, "", "view Today: who needs me first", |_| Ok(Msg::Show(View::Today))),
    row!("view.visits", LISTS, ["2", "g2"], Move, "", "view Visits", |_| Ok(Msg::Show(View::Visits))),
    row!("view.reassess", LISTS, ["3", "g3"], Move, "", "view Reassess: deadlines", |_| Ok(Msg::Show(View::Reassess))),
    row!("view.meds", LISTS, ["4", "g4"], Move, "", "view Meds: medication alerts", |_| Ok(Msg::Show(View::Meds))),
    row!("view.plans", LISTS, ["5", "g5"], Move, "", "view Plans: goals that ask for a decision", |_| {
        Ok(Msg::Show(View::Plans))
    }),
    row!("view.home", LISTS, ["7", "g7"], Move, "", "view Home: what is open in the homes of patients", |_| {
        Ok(Msg::Show(View::Home))
    }),
    row!("chart.today", CHARTS, ["g1"], Move, "", "back to view Today", |_| Ok(Msg::Show(View::Today))),
    row!("chart.visits-view", CHARTS, ["g2"], Move, "", "back to view Visits", |_| Ok(Msg::Show(View::Visits))),
    row!("chart.reassess-view", CHARTS, ["g3"], Move, "", "back to view Reassess", |_| Ok(Msg::Show(View::Reassess))),
    row!("chart.meds-view", CHARTS, ["g4"], Move, "", "back to view Meds", |_| Ok(Msg::Show(View::Meds))),
    row!("chart.plans-view", CHARTS, ["g5"], Move, "", "back to view Plans", |_| Ok(Msg::Show(View::Plans))),
    row!("chart.home-view", CHARTS, ["g7"], Move, "", "back to view Home", |_| Ok(Msg::Show(View::Home))),
    row!("view.drafts", LISTS, ["0", "g0"], Move, "", "drafts: what you have begun and not saved", |_| {
        Ok(Msg::Draft(DraftMsg::Show))
    }),
    row!("chart.drafts", CHARTS, ["g0"], Move, "", "drafts: what you have begun and not saved", |_| {
        Ok(Msg::Draft(DraftMsg::Show))
    }),
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
    row!("section.deadlines", DESK, ["gt"], Move, "", "section of this patient: deadlines, done ones too", |app| {
        panes::section(app, Section::Deadlines)
    }),
    row!(
        "section.allergies",
        DESK,
        ["ga"],
        Move,
        "",
        "section of this patient: allergies, code status, precautions",
        |app| { panes::section(app, Section::Critical) }
    ),
    row!("section.people", DESK, ["gd"], Move, "", "section of this patient: people", |app| {
        panes::section(app, Section::People)
    }),
    row!("section.home", DESK, ["gh"], Move, "", "section of this patient: home safety, hazards room by room", |app| {
        panes::section(app, Section::Home)
    }),
    row!(
        "section.records",
        DESK,
        ["gR"],
        Move,
        "",
        "section of this patient: records (home hazards, permissions)",
        |app| { panes::section(app, Section::Records) }
    ),
    row!("pane.next", LISTS, ["Tab"], Move, "", "next pane", |_| Ok(Msg::Pane(1))),
    row!("pane.previous", LISTS, ["S-Tab"], Move, "", "pane before", |_| Ok(Msg::Pane(-1))),
    row!("day.next", &[List], ["]"], Move, "", "next day (Visits)", |app| panes::day(app, 1)),
    row!("day.previous", &[List], ["["], Move, "", "day before (Visits)", |app| panes::day(app, -1)),
    row!("back", DESK, ["Esc", "h", "Left"], Move, "back", "back", |_| Ok(Msg::Back)),
    row!("last-place", DESK, ["-"], Move, "", "last place, and again: back to this one", |_| Ok(Msg::LastPlace)),
    row!("visit.start", VISITED, ["v"], Do, "visit", "start the visit, or finish a started one", |app| {
        writable(app).and_then(|()| by_reason::visit_key(app))
    }),
    row!(
        "visit.done",
        VISITED,
        ["x"],
        Do,
        "done",
        "done: the visit, or on Today what the row is about (a task, a deadline)",
        if may_be_done,
        |app| by_reason::done(app)
    ),
    row!("deadline.done", CLOCKS, ["x"], Do, "done", "record what meets this deadline, dated today", if may_record_what_meets_it, |app| {
        deadlines::done(app)
    }),
    row!("deadline.place", CLOCKS, ["v"], Do, "place", "place a visit into the window of this deadline", |app| {
        writable(app).and_then(|()| deadlines::place_visit(app))
    }),
    row!(
        "deadline.resolve",
        CLOCKS,
        ["r"],
        Do,
        "resolve",
        "answer the open question of this deadline, or say why it is late",
        |app| { writable(app).and_then(|()| deadlines::resolve(app)) }
    ),
    row!(
        "alert.answer",
        ALERTED,
        ["r"],
        Do,
        "answer",
        "answer what stands first: result, alert, missed visit, goal, deadline or task; what is promised becomes one of your tasks",
        |app| { writable(app).and_then(|()| answer::choices(app)) }
    ),
    row!("entry.add", &[ChartRecords], ["a"], Do, "add", "record something: which kind, then its form", |app| {
        writable(app).and_then(|()| entries::add(app))
    }),
    row!(
        "entry.change",
        &[ChartRecords],
        ["e"],
        Do,
        "change",
        "change what this record says, or mark it as entered in error",
        |app| writable(app).and_then(|()| entries::change(app))
    ),
    row!(
        "medicine.add",
        &[ChartMedicines],
        ["a"],
        Do,
        "add",
        "add a medicine in one line: drug, dose, when, what for",
        |app| writable(app).and_then(|()| medicine::add(app))
    ),
    row!(
        "medicine.change",
        &[ChartMedicines],
        ["e"],
        Do,
        "change",
        "change this medicine: type only what becomes different, or the whole line",
        |app| writable(app).and_then(|()| medicine::change(app))
    ),
    row!("medicine.hold", &[ChartMedicines], ["H"], Do, "hold", "put this medicine on hold, or resume it", |app| {
        writable(app).and_then(|()| medicine::hold_or_resume(app))
    }),
    row!(
        "medicine.stop",
        &[ChartMedicines],
        ["s"],
        Do,
        "stop",
        "stop this medicine, with who said so and why",
        |app| { writable(app).and_then(|()| medicine::stop(app)) }
    ),
    row!(
        "medicine.reconcile",
        &[ChartMedicines],
        ["="],
        Do,
        "reconcile",
        "our list beside the hospital's and what stands in the home, one row per drug",
        reconcile::show
    ),
    row!("list.receive", &[ChartMedicines], ["L"], Do, "list", "enter another list: paste it, or type it", |app| {
        writable(app).and_then(|()| reconcile::receive(app))
    }),
    row!(
        "medicine.doses",
        &[ChartMedicines],
        ["d"],
        Do,
        "doses",
        "record doses taken and missed, in one line: 12/14 pill count",
        |app| { writable(app).and_then(|()| uses::doses(app)) }
    ),
    row!("medicine.fill", &[ChartMedicines], ["F"], Do, "", "record a fill: day, quantity, refills left", |app| {
        writable(app).and_then(|()| uses::fill(app))
    }),
    row!("medicine.prn", &[ChartMedicines], ["p"], Do, "", "record PRN use: how often, why, effect", |app| {
        writable(app).and_then(|()| uses::prn(app))
    }),
    row!(
        "medicine.records",
        &[ChartMedicines],
        ["D"],
        Do,
        "",
        "the doses, fills and use on record of this medicine; one of them entered in error",
        uses::records
    ),
    row!("reconcile.ours", &[Reconcile], ["1"], Do, "ours", "ours stays, or a drug is not taken up", |app| {
        reconcile::decide(app, Decision::Ours)
    }),
    row!("reconcile.theirs", &[Reconcile], ["2"], Do, "theirs", "as their list has it", |app| {
        reconcile::decide(app, Decision::Theirs)
    }),
    row!("reconcile.taken", &[Reconcile], ["3"], Do, "as taken", "as it is taken at home", |app| {
        reconcile::decide(app, Decision::AsTaken)
    }),
    row!("reconcile.stop", &[Reconcile], ["4"], Do, "stop", "not taken any more", |app| {
        reconcile::decide(app, Decision::Stop)
    }),
    row!(
        "reconcile.ask",
        &[Reconcile],
        ["5"],
        Do,
        "ask",
        "ask the prescriber: a question of the one call note",
        |app| { reconcile::decide(app, Decision::Ask) }
    ),
    row!("reconcile.same", &[Reconcile], ["="], Do, "same", "ours stays on every row that agrees", |_| {
        Ok(Msg::KeepAgreeing)
    }),
    row!("reconcile.put-away", &[Reconcile], ["D"], Do, "", "discard a list: not needed, or entered in error", |app| {
        writable(app).and_then(|()| reconcile::put_away(app))
    }),
    row!(
        "reconcile.finish",
        &[Reconcile],
        ["S"],
        Do,
        "finish",
        "finish: read once more what is written, then write it",
        |app| writable(app).and_then(|()| reconcile::finish(app))
    ),
    row!("plan.first", &[ChartPlan], ["1"], Do, "met/done", "check this goal: met; this intervention: done", |app| {
        writable(app).and_then(|()| care_plan::digit(app, 1))
    }),
    row!(
        "plan.second",
        &[ChartPlan],
        ["2"],
        Do,
        "toward/part",
        "check this goal: toward its target; this intervention: partly done",
        |app| writable(app).and_then(|()| care_plan::digit(app, 2))
    ),
    row!(
        "plan.third",
        &[ChartPlan],
        ["3"],
        Do,
        "no change/not",
        "check this goal: no change; this intervention: not done",
        |app| writable(app).and_then(|()| care_plan::digit(app, 3))
    ),
    row!("plan.fourth", &[ChartPlan], ["4"], Do, "away", "check this goal: away from its target", |app| {
        writable(app).and_then(|()| care_plan::digit(app, 4))
    }),
    row!(
        "plan.add",
        &[ChartPlan],
        ["a"],
        Do,
        "add",
        "add by a few letters: a problem with its goals and interventions, a goal, an intervention",
        if writable,
        |app| care_plan::add(app)
    ),
    row!(
        "plan.decide",
        &[ChartPlan],
        ["r"],
        Do,
        "decide",
        "decide about a goal that asks: keep, change it, change the plan, consult, close",
        |app| writable(app).and_then(|()| goal::decide(app))
    ),
    row!("plan.change", &[ChartPlan], ["e"], Do, "edit", "change what stands on this line of the plan", |app| {
        writable(app).and_then(|()| care_plan::change(app))
    }),
    row!("goal.close", &[ChartPlan], ["m"], Do, "close", "close this goal as met", |app| {
        writable(app).and_then(|()| goal::end(app, GoalStatus::Met))
    }),
    row!(
        "plan.end",
        &[ChartPlan],
        ["D"],
        Do,
        "drop",
        "drop this goal, stop this intervention, resolve this problem, with the reason; reopen what is closed",
        |app| writable(app).and_then(|()| care_plan::end(app))
    ),
    row!("plan.order", &[ChartPlan], ["o"], Do, "order", "link this intervention to its order, or unlink it", |app| {
        writable(app).and_then(|()| care_plan::link_order(app))
    }),
    row!("plan.down", &[ChartPlan], ["J"], Do, "", "move this line of the plan down", |app| {
        writable(app).and_then(|()| care_plan::shift(app, 1))
    }),
    row!("plan.up", &[ChartPlan], ["K"], Do, "", "move this line of the plan up", |app| {
        writable(app).and_then(|()| care_plan::shift(app, -1))
    }),
    row!(
        "plan.compare",
        &[ChartPlan],
        ["="],
        Look,
        "diff",
        "what is different from the signed version, word by word",
        care_plan::compare
    ),
    row!("plan.sign", &[ChartPlan], ["S"], Do, "sign", "sign the plan: what is signed is read first", |app| {
        writable(app).and_then(|()| care_plan::sign(app))
    }),
    row!("plan.tell", &[ChartPlan], ["C"], Do, "tell", "who must be told of what changed", care_plan::tell),
    row!("print", CHARTS, ["P"], Look, "", "print the plan of care: here, or as a PDF", print::choices),
    row!(
        "plan.versions",
        &[ChartPlan],
        ["V"],
        Look,
        "",
        "signed versions: read, compare, add an addendum, correction or late entry",
        care_plan::versions
    ),
    row!("plan.all", &[ChartPlan], ["+"], Look, "", "show what is closed or stopped too, or only what is open", |_| {
        Ok(Msg::Plan(care_plan::Act::Extent))
    }),
    row!("event.record", FACTS, ["a"], Do, "record", "record an event of this patient: what, when, by whom", if may_record, |app| {
        deadlines::record_event(app)
    }),
    row!(
        "event.correct",
        FACTS,
        ["e"],
        Do,
        "correct",
        "correct a recorded fact, or mark it as entered in error; what would follow is shown first",
        if may_correct,
        |app| deadlines::correct(app)
    ),
    row!(
        "event.medication-issue",
        DESK,
        ["I"],
        Do,
        "",
        "a clinically significant medication issue was found: starts its clock",
        |app| { writable(app).and_then(|()| deadlines::medication_issue(app)) }
    ),
    row!("deadline.waive", CLOCKS, ["W"], Do, "", "waive this deadline on somebody's authority", |app| {
        writable(app).and_then(|()| deadlines::waive(app))
    }),
    row!("narrow.more", &[Deadlines], ["]"], Look, "", "look further ahead: 7 days, 14 days, all", |app| {
        reassess::further(app, 1)
    }),
    row!("narrow.less", &[Deadlines], ["["], Look, "", "look less far ahead", |app| reassess::further(app, -1)),
    row!(
        "narrow.by",
        &[Deadlines],
        ["b"],
        Look,
        "",
        "show only one kind of deadline, or one case manager's patients",
        |app| Ok(reassess::choices(app))
    ),
    row!(
        "narrow.advice",
        &[Deadlines],
        ["+"],
        Look,
        "",
        "show what advises only as well, and what was done late for a reason",
        reassess::toggle
    ),
    row!(
        "visit.not-made",
        FACTS,
        ["M"],
        Do,
        "missed",
        "missed or attempted visit, with the reason; on a missed one: the practitioner was told",
        |app| { writable(app).and_then(|()| by_reason::not_made(app)) }
    ),
    row!("note.write", DESK, ["N"], Do, "", "write a note about the patient in hand", |app| {
        writable(app).and_then(|()| writing::note(app))
    }),
    row!("notes.read", CHARTS, ["gn"], Look, "", "the notes of this patient, in full", chart::notes),
    row!("why", DESK, ["w"], Look, "why", "why is this here: facts, arithmetic, rule and source", if may_explain, overlay::why),
    row!("changes", DESK, ["i"], Look, "", "what changed since I looked", overlay::changes),
    row!("find", DESK, ["f"], Look, "find", "find a patient: letters of a name, phone digits, date of birth", |_| {
        Ok(Msg::Overlay(Overlay::find()))
    }),
    row!(
        "filter",
        LISTS,
        ["/"],
        Look,
        "filter",
        "show only rows with these letters; closing the line shows all again",
        |app| { Ok(Msg::Overlay(Overlay::filter(app))) }
    ),
    row!("order.rank", LISTS, ["or"], Look, "", "order by rank (the usual order)", |_| Ok(Msg::Order(Sort::Rank))),
    row!("order.name", LISTS, ["on"], Look, "", "order by name", |_| Ok(Msg::Order(Sort::Name))),
    row!("order.due", LISTS, ["od"], Look, "", "order by time left", |_| Ok(Msg::Order(Sort::Due))),
    row!("order.class", LISTS, ["oc"], Look, "", "order deadlines by what is at stake", |app| {
        if app.view == View::Reassess {
            return Ok(Msg::Order(Sort::Class));
        }
        let [orders, view] = app.keys_for(["order.class", "view.reassess"]);
        Err(Refusal::new(format!("Only deadlines have classes: {orders} orders the Reassess view ({view}).")))
    }),
    row!("rerank", LISTS, ["R"], Look, "", "rank again now; the list never jumps by itself", |_| Ok(Msg::Rerank)),
    row!("undo", UNDONE, ["u"], Safe, "undo", "undo your last change (30 minutes; both stay in the history)", |app| {
        writable(app).map(|()| undoing::ask(app, Offer::Undo))
    }),
    row!("redo", UNDONE, ["U"], Safe, "", "do again what was undone", |app| {
        writable(app).map(|()| undoing::ask(app, Offer::Redo))
    }),
    row!("palette", DESK, [":", "Ctrl-p"], Look, "cmd", "anything by words", |_| Ok(Msg::Overlay(Overlay::palette()))),
    row!("pairs", DESK, ["gi"], Look, "", "charts that may be one person's: both side by side, to decide", pairs::show),
    row!("rules", DESK, [], Look, "", "the deadline rules in words, for review", |app| Ok(Msg::Overlay(
        overlay::rules(app)
    ))),
    row!("help", DESK, ["?", "F1"], Safe, "help", "the keys of this place; again: all keys", if always, |app| {
        Ok(Msg::Overlay(overlay::help(app)))
    }),
    row!("redraw", Place::ALL, ["Ctrl-l"], Safe, "", "draw the screen anew", |_| Ok(Msg::Redraw)),
    row!("close", DESK, ["q"], Safe, "", "close the chart; on a list: leave the program", |app| {
        Ok(if app.chart.is_some() { Msg::Back } else { Msg::Quit })
    }),
    row!("quit", DESK, ["Q"], Safe, "", "leave the program; what you have begun is kept", |_| Ok(Msg::Quit)),
];
