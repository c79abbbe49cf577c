//! Text sections of a plan.

use super::Pending;
use crate::domain::change::{Change, Edit, PlanChange};
use crate::domain::event::{Field, Shape};
use crate::domain::ids::Entry;
use crate::domain::plan::Section;
use crate::domain::plan::required::where_to_say;
use crate::domain::refusal::Refusal;
use crate::ui::form::{Form, Hitch};
use crate::ui::{App, Msg, merging};

const TEXT: Field = Field { name: "section_text", shape: Shape::Text, optional: true };
static WRITTEN: [Field; 1] = [TEXT];

/// `e` on a section: its text; what the chart says is written elsewhere.
pub(super) fn write(app: &App, key: &str) -> Result<Msg, Refusal> {
    let kind =
        (app.knowledge.plans)().section(key).ok_or_else(|| Refusal::new("This section is of another program."))?;
    if !kind.is_written() {
        return Err(Refusal::new(format!("{}: {}.", kind.name, where_to_say(kind))));
    }
    let seen = super::screen(app)?.chart.plan.section(key).cloned();
    let proposals = [("section_text", seen.as_ref().map(|section| section.text.clone()).unwrap_or_default())];
    let mut notes = vec![kind.hint.clone()];
    if !kind.choices.is_empty() {
        notes.push(format!("for example: {}", kind.choices.join(", ")));
    }
    let what = Pending::Section(key.to_owned(), seen.map(Box::new));
    super::open(app, what, &kind.name, &WRITTEN, notes, &proposals)
}

/// Enter: the section says this from now on.
pub(super) fn written(app: &App, form: &Form, key: &str, seen: Option<&Entry<Section>>) -> Result<Msg, Hitch> {
    let text = form.answer(TEXT.name).trim().to_owned();
    let mine = Section { key: key.to_owned(), text };
    let now = super::screen(app)?.chart.plan.section(key);
    let write = |edit| Msg::Write(Change::Plan(PlanChange::section(edit)));
    Ok(match (seen, now) {
        (Some(seen), Some(now)) => merging::settle(app, seen, now, &mine, write)?,
        // A colleague wrote it first: to what was not there, both added.
        (None, Some(now)) => {
            let empty = Entry { value: Section { text: String::new(), ..mine.clone() }, ..now.clone() };
            merging::settle(app, &empty, now, &mine, write)?
        }
        (_, None) => write(Edit::Add { patient: form.patient, value: mine }),
    })
}
