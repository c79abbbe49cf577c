//! What becomes of something that was promised: done with what came of it, another day, or not needed any more.

use crate::domain::board::Assessed;
use crate::domain::change::Change;
use crate::domain::field::{Field, Shape, WrongField};
use crate::domain::ids::Stored;
use crate::domain::task::{Task, TaskStatus};
use crate::ui::form::places::slot;
use crate::ui::form::{Asked, Form, Hitch, Purpose};
use crate::ui::menu::Item;
use crate::ui::overlay::Overlay;
use crate::ui::{App, Msg};

const OUTCOME: Field = Field::needed("outcome", "what was decided", Shape::Text);
const RECHECK: Field = Field::needed("recheck", "look again on", Shape::DayAhead);
const REASON: Field = Field::needed("reason", "why", Shape::Text);
static DONE: [Field; 1] = [OUTCOME];
static LATER: [Field; 2] = [RECHECK, REASON];
static DROPPED: [Field; 1] = [REASON];

/// A task, as it was seen, and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    task: Stored<Task>,
    to: Becomes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Becomes {
    Done,
    Later,
    Dropped,
}

impl Pending {
    /// Where a draft of it is kept.
    pub(in crate::ui) fn place(&self) -> String {
        let what = match self.to {
            Becomes::Done => "done",
            Becomes::Later => "later",
            Becomes::Dropped => "drop",
        };
        slot(&["task", what, &self.task.id.to_string()])
    }
}

/// The three ways out.
pub(super) fn choices(app: &App, patient: &Assessed, task: &Stored<Task>) -> Vec<Item> {
    let item = |to: Becomes, label: &str, fields: &'static [Field]| {
        let purpose = Purpose::Task(Box::new(Pending { task: task.clone(), to }));
        let asked = fields.iter().map(|field| Asked::with(field, "")).collect();
        let notes = vec![task.words()];
        let form = Form { notes, asked, ..Form::new(app, patient, label, purpose) };
        Item { label: label.to_owned(), means: Vec::new(), does: Msg::Overlay(Overlay::Form(form)), retract: None }
    };
    vec![
        item(Becomes::Done, "done: say what came of it", &DONE),
        item(Becomes::Later, "another day, with the reason", &LATER),
        item(Becomes::Dropped, "not needed any more, with the reason", &DROPPED),
    ]
}

/// The change the answers amount to.
pub(in crate::ui) fn written(app: &App, form: &Form, pending: &Pending) -> Result<Msg, Hitch> {
    for asked in &form.asked {
        asked.field.read(&asked.prompt.text(), form.from)?;
    }
    let known = app.assessed(form.patient)?.facts.tasks.iter().find(|task| task.id == pending.task.id);
    let task = known.ok_or_else(|| app.meanwhile("A colleague has closed this task meanwhile."))?;
    let reason = form.answer(REASON.name).trim().to_owned();
    let edit = match pending.to {
        Becomes::Done => task.done(&form.answer(OUTCOME.name))?,
        Becomes::Dropped => {
            task.amended(Task { status: TaskStatus::Dropped, outcome: Some(reason), ..task.value.clone() })
        }
        Becomes::Later => {
            let day = RECHECK.read(&form.answer(RECHECK.name), form.from)?;
            let due = day.as_ref().and_then(|answer| answer.value.as_str()).and_then(|text| text.parse().ok());
            let wrong = |why: &str| WrongField { field: RECHECK.name, why: why.to_owned() };
            let due: chrono::NaiveDate = due.ok_or_else(|| wrong("is needed"))?;
            if due < app.today() {
                return Err(wrong("is over already").into());
            }
            task.amended(Task { due, outcome: Some(reason), ..task.value.clone() })
        }
    };
    Ok(Msg::Write(Change::task(edit)))
}
