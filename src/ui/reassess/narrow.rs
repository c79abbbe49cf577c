//! What the list of deadlines is narrowed down to, and that it always says so.

use chrono::TimeDelta;

use super::{asks_reason, is_listed};
use crate::domain::board::{Assessed, answers_for_others};
use crate::domain::deadline::{Deadline, DeadlineStatus};
use crate::domain::ids::UserId;
use crate::domain::refusal::Refusal;
use crate::ui::pick::{Choice, Pick};
use crate::ui::{App, Effect, Msg, Overlay, View, panes};

/// How far ahead the list looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ahead {
    /// What is late or ends within seven days.
    Week,
    /// Within fourteen days.
    #[default]
    Fortnight,
    /// Everything.
    All,
}

impl Ahead {
    const STEPS: [Self; 3] = [Self::Week, Self::Fortnight, Self::All];

    fn days(self) -> Option<i64> {
        match self {
            Self::Week => Some(7),
            Self::Fortnight => Some(14),
            Self::All => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Week => "next 7 days",
            Self::Fortnight => "next 14 days",
            Self::All => "all",
        }
    }
}

/// What the list is narrowed down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Narrow {
    /// How far ahead.
    ahead: Ahead,
    /// Only deadlines of this rule.
    rule: Option<&'static str>,
    /// Only patients of this case manager.
    manager: Option<UserId>,
    /// What advises only is shown as well, and what was done late for a reason.
    more: bool,
}

/// A step of narrowing or widening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Narrowing {
    /// So far ahead.
    Ahead(Ahead),
    /// Only deadlines of this rule; of every rule when `None`.
    Rule(Option<&'static str>),
    /// Only patients of this case manager; of every one when `None`.
    Manager(Option<UserId>),
    /// Neither a rule nor a case manager.
    Everything,
    /// What advises only as well, or not any more.
    More,
}

/// Every deadline that may have a row, whatever the filter.
fn all(app: &App) -> impl Iterator<Item = (&Assessed, &Deadline)> {
    app.board.patients.iter().flat_map(|patient| patient.deadlines.iter().map(move |deadline| (patient, deadline)))
}

/// What asks for something, advice left out: the number beside the view's name.
pub(crate) fn count(app: &App) -> usize {
    all(app).filter(|(_, deadline)| !deadline.advisory && is_listed(app, deadline)).count()
}

/// The deadlines the filter leaves.
pub(super) fn listed(app: &App) -> impl Iterator<Item = (&Assessed, &Deadline)> {
    let Narrow { ahead, rule, manager, more } = app.narrow;
    let last = ahead.days().map(|days| app.today() + TimeDelta::days(days));
    let is_near = move |deadline: &Deadline| match (last, deadline.due) {
        (Some(last), Some(due)) => due.day() <= last || deadline.is_late_for_good(),
        _ => true,
    };
    all(app).filter(move |(patient, deadline)| {
        let shown = is_listed(app, deadline) || (more && deadline.is_late_for_good());
        shown
            && (more || !deadline.advisory)
            && is_near(deadline)
            && rule.is_none_or(|rule| rule == deadline.rule)
            && manager.is_none_or(|manager| manager_of(patient) == Some(manager))
    })
}

fn manager_of(patient: &Assessed) -> Option<UserId> {
    patient.facts.episode.as_ref().and_then(|episode| episode.case_manager)
}

fn rule_name(app: &App, id: &str) -> String {
    let rule = app.knowledge.rules.iter().find(|rule| rule.id == id);
    rule.map_or(id, |rule| rule.short).to_owned()
}

fn manager_name(app: &App, id: UserId) -> String {
    let user = app.board.staff.get(&id);
    user.map(|user| format!("{} {}", user.name.initialled(), user.credential)).unwrap_or_default()
}

/// `12 of 57: next 14 days, Recert   2 late, 1 today   + 9 advisory`.
pub(crate) fn said(app: &App) -> String {
    let narrow = &app.narrow;
    let shown = app.list(View::Reassess).map_or(0, |list| list.rows().len());
    let total = count(app) + if narrow.more { advisory(app) } else { 0 };
    let mut parts = vec![narrow.ahead.words().to_owned()];
    parts.extend(narrow.rule.map(|rule| rule_name(app, rule)));
    parts.extend(narrow.manager.map(|manager| manager_name(app, manager)));
    let text = app.filters.get(&View::Reassess).filter(|text| !text.is_empty());
    parts.extend(text.map(|text| format!("/{text}")));
    let of = |status: &DeadlineStatus| listed(app).filter(|(_, deadline)| deadline.status == *status).count();
    let (late, today) = (of(&DeadlineStatus::Overdue), of(&DeadlineStatus::DueToday));
    let reasons = listed(app).filter(|(_, deadline)| asks_reason(app, deadline)).count();
    let reasons = if reasons > 0 { format!(", {reasons} without reason") } else { String::new() };
    let advice = match (narrow.more, advisory(app)) {
        (true, _) => "   advice shown (+)".to_owned(),
        (false, 0) => String::new(),
        (false, hidden) => format!("   + {hidden} advisory"),
    };
    format!("{shown} of {total}: {}   {late} late, {today} today{reasons}{advice}", parts.join(", "))
}

/// Open deadlines that advise only.
fn advisory(app: &App) -> usize {
    all(app).filter(|(_, deadline)| deadline.advisory && is_listed(app, deadline)).count()
}

/// What the list says when it is empty: what was looked at, when, and what is hidden. Never just that all is well.
pub(crate) fn empty(app: &App) -> Vec<String> {
    let events: usize = app.board.patients.iter().map(|patient| patient.facts.events.len()).sum();
    let visits: usize = app.board.patients.iter().map(|patient| patient.facts.visits.len()).sum();
    let patients = app.board.patients.len();
    let total = count(app);
    let mut lines = vec![format!(
        "No deadline among these: {}. Computed {} from {events} recorded events and {visits} visits of {patients} patients.",
        app.narrow.words(app),
        panes::clock(app)
    )];
    if total > 0 {
        lines.push(format!("{total} lie outside: ] looks further ahead, b takes the filter off."));
    }
    if advisory(app) > 0 && !app.narrow.more {
        lines.push(format!("+ shows {} more that advise only.", advisory(app)));
    }
    lines
}

impl Narrow {
    fn words(&self, app: &App) -> String {
        let mut parts = vec![self.ahead.words().to_owned()];
        parts.extend(self.rule.map(|rule| rule_name(app, rule)));
        parts.extend(self.manager.map(|manager| manager_name(app, manager)));
        parts.join(", ")
    }
}

/// `]` and `[`: further ahead, or less far.
pub(crate) fn further(app: &App, step: isize) -> Result<Msg, Refusal> {
    let here = Ahead::STEPS.iter().position(|ahead| *ahead == app.narrow.ahead).unwrap_or(0);
    let to = here.checked_add_signed(step).and_then(|at| Ahead::STEPS.get(at));
    let none = || {
        Refusal::new(if step > 0 {
            "The list shows all of them already."
        } else {
            "The list shows the next 7 days already."
        })
    };
    to.map(|ahead| Msg::Narrow(Narrowing::Ahead(*ahead))).ok_or_else(none)
}

/// `+`: what advises only.
pub(crate) fn toggle(app: &App) -> Result<Msg, Refusal> {
    if !app.narrow.more && advisory(app) == 0 && !all(app).any(|(_, it)| it.is_late_for_good()) {
        return Err(Refusal::new("There is nothing more: no advice, and nothing done late for a reason."));
    }
    Ok(Msg::Narrow(Narrowing::More))
}

/// `b`: one kind of deadline, or one case manager's patients.
pub(crate) fn choices(app: &App) -> Msg {
    let everything = Choice { label: "everything".to_owned(), does: Msg::Narrow(Narrowing::Everything) };
    let mut choices = vec![everything];
    let present = |id: &str| {
        all(app)
            .filter(|(_, deadline)| {
                deadline.rule == id && (app.narrow.more || !deadline.advisory) && is_listed(app, deadline)
            })
            .count()
    };
    let mut rules: Vec<(usize, &'static str)> = Vec::new();
    for rule in app.knowledge.rules {
        let many = present(rule.id);
        if many > 0 && !rules.iter().any(|(_, known)| *known == rule.id) {
            rules.push((many, rule.id));
        }
    }
    choices.extend(rules.into_iter().map(|(many, id)| Choice {
        label: format!("{:<18}{many}", rule_name(app, id)),
        does: Msg::Narrow(Narrowing::Rule(Some(id))),
    }));
    if answers_for_others(&app.board.user.role) {
        let mut managers: Vec<UserId> = app.board.patients.iter().filter_map(manager_of).collect();
        managers.sort_unstable();
        managers.dedup();
        choices.extend(managers.into_iter().map(|id| Choice {
            label: format!("patients of {}", manager_name(app, id)),
            does: Msg::Narrow(Narrowing::Manager(Some(id))),
        }));
    }
    Msg::Overlay(Overlay::Pick(Pick::new("show only".to_owned(), choices)))
}

impl App {
    pub(crate) fn narrow(&mut self, narrowing: Narrowing) -> Vec<Effect> {
        let narrow = &mut self.narrow;
        match narrowing {
            Narrowing::Ahead(ahead) => narrow.ahead = ahead,
            Narrowing::Rule(rule) => narrow.rule = rule,
            Narrowing::Manager(manager) => narrow.manager = manager,
            Narrowing::Everything => (narrow.rule, narrow.manager) = (None, None),
            Narrowing::More => narrow.more = !narrow.more,
        }
        self.rank_anew(View::Reassess);
        let said = said(self);
        self.say(said);
        Vec::new()
    }
}
