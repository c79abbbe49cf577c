//! The rows of boxes and texts.

use super::{always, writable};
use crate::domain::visit::MissReason;
use crate::ui::command::Place::{Checklist, Drafts, Filter, Form, Menu, Miss, Pairs, Picker, Preview, Reader, Writing};
use crate::ui::command::{Command, Group, Place};
use crate::ui::overlay::{self, MissAnswer};
use crate::ui::pairs::{self, PairsMsg};
use crate::ui::prompt::Edit;
use crate::ui::writing::{self, Act};
use crate::ui::{DraftMsg, Msg, checklist, drafts, form, menu, preview};

/// Where text is typed.
const TYPED: &[Place] = &[Picker, Filter, Form, Writing];

/// The commands of boxes and texts.
pub(super) const ROWS: &[Command] = &[
    // In a text over the whole screen.
    row!("writing.save", &[Writing], ["Ctrl-s"], Box, "save", "save the text", |app| {
        writable(app).and_then(|()| writing::save(app))
    }),
    row!(
        "writing.leave",
        &[Writing],
        ["Esc"],
        Box,
        "leave, keeps the text",
        "leave; the text stays as a draft",
        |_| { Ok(Msg::Draft(DraftMsg::Leave)) }
    ),
    row!("writing.enter", &[Writing], ["Enter"], Box, "", "new line", |_| Ok(act(Act::Type("\n".to_owned())))),
    row!("writing.undo", &[Writing], ["Ctrl-z"], Box, "undo", "take back the last word", |_| Ok(act(Act::Undo))),
    row!("writing.redo", &[Writing], ["Ctrl-y"], Box, "redo", "do again what was taken back", |_| Ok(act(Act::Redo))),
    row!("writing.line-end", &[Writing], ["Ctrl-k"], Box, "", "delete to the end of the line", |_| {
        Ok(act(Act::LineEnd))
    }),
    row!("writing.delete", &[Writing], ["Del"], Box, "", "delete the character under the cursor", |_| {
        Ok(act(Act::Delete))
    }),
    row!("writing.blank", &[Writing], ["Tab"], Box, "", "next blank of a phrase (___); typing fills it", |_| {
        Ok(act(Act::NextBlank))
    }),
    row!("writing.up", &[Writing], ["Up"], Box, "", "row up", |_| Ok(act(Act::Rows(-1)))),
    row!("writing.down", &[Writing], ["Down"], Box, "", "row down", |_| Ok(act(Act::Rows(1)))),
    row!("writing.page-up", &[Writing], ["PgUp"], Box, "", "page up", |app| Ok(writing::page(app, -1))),
    row!("writing.page-down", &[Writing], ["PgDn"], Box, "", "page down", |app| Ok(writing::page(app, 1))),
    row!("writing.help", &[Writing], ["F1"], Box, "keys", "these keys, and the phrases", if always, |app| {
        Ok(Msg::Overlay(overlay::help(app)))
    }),
    // In the list of drafts.
    row!(
        "draft.open",
        &[Drafts],
        ["Enter", "l", "Right"],
        Box,
        "resume",
        "resume this draft in its chart",
        drafts::open
    ),
    row!("draft.put-away", &[Drafts], ["D"], Box, "discard", "discard this draft; asks first", drafts::ask),
    row!("draft.sure", &[Drafts], ["y"], Box, "", "discard it, after it was asked", |app| {
        writable(app).and_then(|()| drafts::put_away(app))
    }),
    // In boxes.
    row!(
        "box.close",
        &[Picker, Filter, Miss, Menu, Checklist, Preview, Reader, Drafts, Pairs],
        ["Esc", "Ctrl-c"],
        Box,
        "close",
        "close the box",
        |_| { Ok(Msg::Close) }
    ),
    row!("box.quit", &[Reader, Drafts, Pairs], ["q", "h", "Left"], Box, "", "close the box", |_| Ok(Msg::Close)),
    // The list of charts that may be one person's.
    row!("pair.same", &[Pairs], ["1"], Box, "same", "the same person: which chart goes on is asked", |app| {
        writable(app).and_then(|()| pairs::same(app))
    }),
    row!("pair.different", &[Pairs], ["2"], Box, "two people", "two people; asks first", |app| {
        writable(app).and_then(|()| pairs::different(app))
    }),
    row!("pair.later", &[Pairs], ["3"], Box, "later", "put it off; asks first", |app| {
        writable(app).and_then(|()| pairs::later(app))
    }),
    row!("pair.again", &[Pairs], ["4"], Box, "", "what was decided is to be decided again; asks first", |app| {
        writable(app).and_then(|()| pairs::again(app))
    }),
    row!("pair.charts", &[Pairs], ["Enter", "l", "Right"], Box, "chart", "open one of the two charts", pairs::charts),
    row!("pair.all", &[Pairs], ["+"], Box, "decided too", "list what is decided, too, or only what waits", |_| {
        Ok(Msg::Pairs(PairsMsg::Extent))
    }),
    row!("help.all", &[Reader], ["?", "F1"], Box, "all keys", "all keys of all places", if always, |app| {
        Ok(Msg::Overlay(overlay::help_all(app)))
    }),
    row!("choose", &[Picker, Filter], ["Enter"], Box, "go", "take the choice", |_| Ok(Msg::Choose)),
    row!("choice.down", &[Picker], ["Down", "Ctrl-n"], Box, "", "next choice", |_| Ok(Msg::Pick(1))),
    row!("choice.up", &[Picker], ["Up", "Ctrl-p"], Box, "", "choice before", |_| Ok(Msg::Pick(-1))),
    row!("text.backspace", TYPED, ["Backspace"], Box, "", "delete the character before", |_| {
        Ok(Msg::Edit(Edit::Backspace))
    }),
    row!("text.word", TYPED, ["Ctrl-w"], Box, "", "delete the word before", |_| Ok(Msg::Edit(Edit::Word))),
    row!("text.line", TYPED, ["Ctrl-u"], Box, "", "delete to the start", |_| Ok(Msg::Edit(Edit::Line))),
    row!("text.left", TYPED, ["Left"], Box, "", "cursor left", |_| Ok(Msg::Edit(Edit::Left))),
    row!("text.right", TYPED, ["Right"], Box, "", "cursor right", |_| Ok(Msg::Edit(Edit::Right))),
    row!("text.home", TYPED, ["Home"], Box, "", "cursor to the start", |_| Ok(Msg::Edit(Edit::Home))),
    row!("text.end", TYPED, ["End"], Box, "", "cursor to the end", |_| Ok(Msg::Edit(Edit::End))),
    row!(
        "form.leave",
        &[Form],
        ["Esc", "Ctrl-c"],
        Box,
        "leave, keeps the text",
        "leave; what is typed stays as a draft",
        |_| { Ok(Msg::Close) }
    ),
    row!("form.save", &[Form], ["Enter"], Box, "write", "write it, or show what would follow", if writable, |app| {
        form::finish(app)
    }),
    row!("form.next", &[Form], ["Tab", "Down"], Box, "next field", "next field", |_| {
        Ok(Msg::Form(form::Act::Field(1)))
    }),
    row!(
        "form.take-back",
        &[Form],
        ["Ctrl-z"],
        Box,
        "clear",
        "clear all that is typed, so that nothing is kept; again: put it in again",
        |_| { Ok(Msg::Form(form::Act::TakeBack)) }
    ),
    row!("form.previous", &[Form], ["S-Tab", "Up"], Box, "", "field before", |_| Ok(Msg::Form(form::Act::Field(-1)))),
    row!(
        "menu.choose",
        &[Menu],
        ["Enter", "l", "Right"],
        Box,
        "choose",
        "take the choice under the cursor",
        menu::chosen
    ),
    row!("checklist.mark", &[Checklist], ["Space"], Box, "mark", "mark this line and go on", |_| Ok(Msg::Mark)),
    row!("checklist.finish", &[Checklist], ["Enter"], Box, "save", "take the marked lines", checklist::finish),
    row!("menu.1", &[Menu], ["1"], Box, "", "choice 1", |app| menu::digit(app, 1)),
    row!("menu.2", &[Menu], ["2"], Box, "", "choice 2", |app| menu::digit(app, 2)),
    row!("menu.3", &[Menu], ["3"], Box, "", "choice 3", |app| menu::digit(app, 3)),
    row!("menu.4", &[Menu], ["4"], Box, "", "choice 4", |app| menu::digit(app, 4)),
    row!("menu.5", &[Menu], ["5"], Box, "", "choice 5", |app| menu::digit(app, 5)),
    row!("menu.6", &[Menu], ["6"], Box, "", "choice 6", |app| menu::digit(app, 6)),
    row!("menu.7", &[Menu], ["7"], Box, "", "choice 7", |app| menu::digit(app, 7)),
    row!("menu.8", &[Menu], ["8"], Box, "", "choice 8", |app| menu::digit(app, 8)),
    row!("menu.9", &[Menu], ["9"], Box, "", "choice 9", |app| menu::digit(app, 9)),
    row!(
        "menu.in-error",
        &[Menu],
        ["E"],
        Box,
        "",
        "mark the recorded fact under the cursor as entered in error",
        |app| { writable(app).and_then(|()| menu::retract(app)) }
    ),
    row!("preview.confirm", &[Preview], ["y"], Box, "write it", "write what was read", |app| {
        writable(app).and_then(|()| preview::confirm(app))
    }),
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

fn act(act: Act) -> Msg {
    Msg::Draft(DraftMsg::Act(act))
}

fn reason(reason: MissReason) -> Msg {
    Msg::Miss(MissAnswer::Reason(reason))
}
