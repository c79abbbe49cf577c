//! Forms that drafts were begun in, opened again from the list of drafts.

use crate::domain::ids::Id;
use crate::domain::plan::tree::Node;
use crate::domain::plan::{DeliveryResult, Direction, GoalStatus};
use crate::domain::refusal::Refusal;
use crate::ui::form::Form;
use crate::ui::form::places::parts;
use crate::ui::overlay::Overlay;
use crate::ui::{
    App, Msg, Section, answer, care_plan, deadlines, entries, goal, made, medicine, place, reconcile, record, uses,
};

/// The row number a part of a place names.
fn id<T>(part: &str) -> Result<Id<T>, Refusal> {
    part.parse().map(Id::new).map_err(|_| gone())
}

fn gone() -> Refusal {
    Refusal::new("What this was typed about is not as it was, so the form does not open by itself.")
}

/// The form with this place among what a message leads to: itself, or one choice further.
fn leading_to(msg: Msg, place: &str) -> Option<Form> {
    let Msg::Overlay(overlay) = msg else { return None };
    match overlay {
        Overlay::Form(form) => Some(form).filter(|form| form.place() == place),
        Overlay::Menu(menu) => menu.items.into_iter().find_map(|item| leading_to(item.does, place)),
        Overlay::Pick(pick) => pick.choices.into_iter().find_map(|choice| leading_to(choice.does, place)),
        Overlay::Find { .. }
        | Overlay::Palette { .. }
        | Overlay::Filter { .. }
        | Overlay::Miss(_)
        | Overlay::Checklist(_)
        | Overlay::Preview(_)
        | Overlay::Reader(_)
        | Overlay::Pairs(_)
        | Overlay::Drafts(_) => None,
    }
}

impl App {
    /// The form of a draft's place, as it opens in the open chart by now; what it is about is in hand then.
    pub(in crate::ui) fn form_again(&mut self, place: &str) -> Result<Form, Refusal> {
        let own = place.split('~').next().unwrap_or(place);
        let unknown = || Refusal::new("This was typed where this version of the program opens nothing.");
        let parts = parts(own).ok_or_else(unknown)?;
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let msg = match parts.as_slice() {
            ["goal" | "problem" | "step" | "plan", ..] => self.plan_form(&parts)?,
            ["medicine", what, rest @ ..] => {
                self.medicine_in_hand(rest)?;
                match *what {
                    "add" => medicine::add(self)?,
                    "change" => medicine::change(self)?,
                    "hold" | "resume" => medicine::hold_or_resume(self)?,
                    "stop" => medicine::stop(self)?,
                    _ => return Err(unknown()),
                }
            }
            ["use", what, rest @ ..] => {
                self.medicine_in_hand(rest)?;
                match *what {
                    "doses" => uses::doses(self)?,
                    "fill" => uses::fill(self)?,
                    "prn" => uses::prn(self)?,
                    _ => return Err(unknown()),
                }
            }
            ["list"] => {
                self.section(Section::Meds);
                reconcile::receive(self)?
            }
            ["entry", "add", kind] => {
                self.section(Section::Records);
                let screen = self.chart.as_ref().ok_or_else(gone)?;
                entries::add_kind(self, &screen.assessed, kind)?
            }
            ["entry", what, entry] => {
                self.section(Section::Records);
                entries::form_again(self, what, id(entry)?)?
            }
            ["answer", _, subject] => self.answer_form(subject)?,
            ["task", ..] => answer::choices(self)?,
            ["correct", _] => deadlines::correct(self)?,
            ["made", visit] => made::times_of(self, id(visit)?)?,
            ["record" | "consider" | "visit", ..] => {
                let found = self.fact_form(own);
                self.section(Section::Deadlines);
                return found.ok_or_else(gone);
            }
            _ => return Err(unknown()),
        };
        leading_to(msg, own).ok_or_else(gone)
    }

    /// A form of the plan of care, with the line it is about in hand.
    fn plan_form(&mut self, parts: &[&str]) -> Result<Msg, Refusal> {
        self.section(Section::Plan);
        match *parts {
            ["goal", "add"] => goal::add_under(self, None, String::new()),
            ["goal", "add", "problem", problem] => {
                self.line_in_hand(&Node::Problem(id(problem)?))?;
                goal::add(self)
            }
            ["goal", "add", "named", name] => goal::add_under(self, None, name.to_owned()),
            ["goal", "change", goal] => {
                self.line_in_hand(&Node::Goal(id(goal)?))?;
                goal::change(self)
            }
            ["goal", "check", goal, way] => {
                self.line_in_hand(&Node::Goal(id(goal)?))?;
                goal::check(self, Direction::from_word(way))
            }
            ["goal", "end", goal, status] => {
                self.line_in_hand(&Node::Goal(id(goal)?))?;
                goal::end(self, GoalStatus::from_word(status))
            }
            ["goal", "reopen", goal] => {
                self.line_in_hand(&Node::Goal(id(goal)?))?;
                care_plan::end(self)
            }
            ["problem", "add"] => care_plan::add_problem(self, ""),
            ["problem", "add", name] => care_plan::add_problem(self, name),
            ["problem", "adopt", name] => {
                self.line_in_hand(&Node::Named(name.to_owned()))?;
                care_plan::change(self)
            }
            ["problem", what, problem] => {
                self.line_in_hand(&Node::Problem(id(problem)?))?;
                if what == "resolve" || what == "reopen" { care_plan::end(self) } else { care_plan::change(self) }
            }
            ["step", "add", ref under @ ..] => {
                let under = match *under {
                    ["problem", problem] => Some(Node::Problem(id(problem)?)),
                    ["goal", goal] => Some(Node::Goal(id(goal)?)),
                    ["beside", step] => Some(Node::Intervention(id(step)?)),
                    ["named", name] => Some(Node::Named(name.to_owned())),
                    ["section", key] => Some(Node::Section(key.to_owned())),
                    _ => None,
                };
                if let Some(node) = &under {
                    self.line_in_hand(node)?;
                }
                care_plan::add_step(self, under)
            }
            ["step", "result", step, result] => {
                let step = id(step)?;
                self.line_in_hand(&Node::Intervention(step))?;
                care_plan::result_of(self, step, DeliveryResult::from_word(result))
            }
            ["step", what, step] => {
                self.line_in_hand(&Node::Intervention(id(step)?))?;
                if what == "stop" || what == "reopen" { care_plan::end(self) } else { care_plan::change(self) }
            }
            ["plan", _, number] => care_plan::add_to(self, number.parse().map_err(|_| gone())?),
            _ => Err(gone()),
        }
    }

    /// Puts a line of the plan in hand, even one that is closed.
    fn line_in_hand(&mut self, node: &Node) -> Result<(), Refusal> {
        let content = (self.knowledge.plans)();
        let screen = self.chart.as_mut().ok_or_else(gone)?;
        screen.go_to(node);
        if screen.node() != Some(node) {
            screen.show_all(content);
            screen.go_to(node);
        }
        if screen.node() == Some(node) {
            return Ok(());
        }
        screen.show_all(content);
        Err(gone())
    }

    /// Puts the medicine a place names in hand; where it names none, the list is shown.
    fn medicine_in_hand(&mut self, rest: &[&str]) -> Result<(), Refusal> {
        self.section(Section::Meds);
        let Some(line) = rest.first() else { return Ok(()) };
        let line = id(line)?;
        let screen = self.chart.as_mut().ok_or_else(gone)?;
        screen.go_to_medicine(line);
        let found = screen.medicine().is_some_and(|medicine| medicine.id == line);
        if found { Ok(()) } else { Err(Refusal::new("A colleague has stopped this medicine meanwhile.")) }
    }

    /// What leads to the answer of an alert, or to the decision about a goal.
    fn answer_form(&mut self, subject: &str) -> Result<Msg, Refusal> {
        if let Some(goal) = subject.strip_prefix("goal ") {
            self.section(Section::Plan);
            self.line_in_hand(&Node::Goal(id(goal)?))?;
            return goal::decide(self);
        }
        answer::choices(self)
    }

    /// The form for a fact or a visit: everything that can be recorded is looked through, for each deadline.
    fn fact_form(&self, place: &str) -> Option<Form> {
        let patient = &self.chart.as_ref()?.assessed;
        let alerts = patient.alerts().map(|alert| Some(alert.title()));
        let mut issues =
            std::iter::once(None).chain(alerts).filter_map(|about| record::medication_issue(self, patient, about));
        let of_deadline = || {
            patient.deadlines.iter().find_map(|deadline| {
                let late = deadlines::late_reason(self, patient, deadline).ok();
                let waived = deadlines::waiver(self, patient, deadline).ok();
                let forms = [late, waived].into_iter().flatten();
                let form = forms.map(|form| Msg::Overlay(Overlay::Form(form)));
                let others =
                    [place::days(self, patient, deadline).ok(), Some(record::anything(self, patient, Some(deadline)))];
                form.chain(others.into_iter().flatten()).find_map(|msg| leading_to(msg, place))
            })
        };
        let any = leading_to(record::anything(self, patient, None), place);
        any.or_else(|| issues.find_map(|msg| leading_to(msg, place))).or_else(of_deadline)
    }
}
