//! The rows of the home safety section.

use super::writable;
use crate::ui::Msg;
use crate::ui::command::Place::ChartHome;
use crate::ui::command::{Command, Group};
use crate::ui::home::{self, Act};

/// The commands of the section.
pub(super) const ROWS: &[Command] = &[
    row!("home.present", &[ChartHome], ["y"], Do, "there", "this hazard is there, or still there", |app| {
        writable(app).and_then(|()| home::present(app))
    }),
    row!(
        "home.absent",
        &[ChartHome],
        ["n"],
        Do,
        "not there",
        "looked for and not there; one that was there is gone",
        |app| writable(app).and_then(|()| home::absent(app))
    ),
    row!(
        "home.rest",
        &[ChartHome],
        ["0"],
        Do,
        "rest none",
        "none of the rest of this room is there; what is on record from before is still to be confirmed",
        |app| writable(app).and_then(|()| home::none_of_the_rest(app))
    ),
    row!("home.room-next", &[ChartHome], ["Tab", "]"], Move, "room", "next room", |_| Ok(Msg::Home(Act::Room(1)))),
    row!("home.room-previous", &[ChartHome], ["S-Tab", "["], Move, "", "room before", |_| {
        Ok(Msg::Home(Act::Room(-1)))
    }),
    row!("home.finish", &[ChartHome], ["F"], Do, "finish", "finish this evaluation", |app| {
        writable(app).and_then(|()| home::finish(app))
    }),
    row!(
        "home.begin",
        &[ChartHome],
        ["a"],
        Do,
        "begin",
        "begin an evaluation of today, or say what the one in hand is for",
        |app| writable(app).and_then(|()| home::occasions(app))
    ),
    row!(
        "home.change",
        &[ChartHome],
        ["e"],
        Do,
        "edit",
        "the form of this hazard: what would fix it, who, by when, risk",
        |app| writable(app).and_then(|()| home::change(app))
    ),
    row!("home.tried", &[ChartHome], ["+"], Do, "tried", "what was tried about this hazard, in one line", |app| {
        writable(app).and_then(|()| home::tried(app))
    }),
    row!("home.fixed", &[ChartHome], ["1"], Do, "", "this hazard: fixed, and you saw it", |app| {
        writable(app).and_then(|()| home::became(app, 0))
    }),
    row!("home.told", &[ChartHome], ["2"], Do, "", "this hazard: told how to fix it", |app| {
        writable(app).and_then(|()| home::became(app, 1))
    }),
    row!("home.refused", &[ChartHome], ["3"], Do, "", "this hazard: refused, with the risk explained", |app| {
        writable(app).and_then(|()| home::became(app, 2))
    }),
    row!("home.waiting", &[ChartHome], ["4"], Do, "", "this hazard: waiting on someone", |app| {
        writable(app).and_then(|()| home::became(app, 3))
    }),
    row!("home.not-possible", &[ChartHome], ["5"], Do, "", "this hazard: cannot be changed", |app| {
        writable(app).and_then(|()| home::became(app, 4))
    }),
];
