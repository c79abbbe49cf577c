//! What the list of deadlines is narrowed down to, and that it always says so.

use chrono::TimeDelta;

use super::{asks_reason, is_listed};
use crate::domain::board::Assessed;
use crate::domain::deadline::{Deadline, DeadlineStatus};
use crate::domain::ids::UserId;
use crate::domain::refusal::Refusal;
use crate::domain::user::{Reach, User};
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

/// Whose patients the list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Whose {
    /// Everybody's of the board.
    #[default]
    Everybody,
    /// Those of a team's case managers.
    Team(String),
    /// Those of one case manager.
    Manager(UserId),
}

impl Whose {
    fn has(&self, app: &App, patient: &Assessed) -> bool {
        match self {
            Self::Everybody => true,
            Self::Team(team) => manager(app, patient).is_some_and(|user| user.team == *team),
            Self::Manager(id) => manager_of(patient) == Some(*id),
        }
    }

    /// In words; `None` when nothing is left out.
    fn words(&self, app: &App) -> Option<String> {
        match self {
            Self::Everybody => None,
            Self::Team(team) => Some(format!("team {team}")),
            Self::Manager(id) => Some(manager_name(app, *id)),
        }
    }
}

/// What the list is narrowed down to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Narrow {
    /// How far ahead.
    ahead: Ahead,
    /// Only deadlines of this rule.
    rule: Option<&'static str>,
    /// Only these patients.
    whose: Whose,
    /// What advises only is shown as well, and what was done late for a reason.
    more: bool,
}

/// A step of narrowing or widening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Narrowing {
    /// So far ahead.
    Ahead(Ahead),
    /// Only deadlines of this rule; of every rule when `None`.
    Rule(Option<&'static str>),
    /// Only these patients.
    Whose(Whose),
    /// Every rule and every patient of the board.
    Everything,
    /// What advises only as well, or not any more.
    More,
}

/// Every deadline that may have a row, whatever the filter.
fn all(app: &App) -> impl Iterator<Item = (&Assessed, &Deadline)> {
    app.board.patients.iter().flat_map(|patient| patient.deadlines.iter().map(move |deadline| (patient, deadline)))
}

/// How many deadlines ask for something, whatever the filter, and how many open ones advise only.
pub(crate) fn count(app: &App) -> (usize, usize) {
    all(app).filter(|(_, deadline)| is_listed(app, deadline)).fold((0, 0), |(asks, advise), (_, deadline)| {
        if deadline.advisory { (asks, advise + 1) } else { (asks + 1, advise) }
    })
}

/// What of the deadlines that the filter leaves presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Narrowed {
    late: usize,
    today: usize,
    /// They were late, and nobody has said why.
    reasons: usize,
}

impl Narrowed {
    /// Counted on the board as it is narrowed down now.
    pub(crate) fn of(app: &App) -> Self {
        listed(app).fold(Self::default(), |sum, (_, deadline)| Self {
            late: sum.late + usize::from(deadline.status == DeadlineStatus::Overdue),
            today: sum.today + usize::from(deadline.status == DeadlineStatus::DueToday),
            reasons: sum.reasons + usize::from(asks_reason(app, deadline)),
        })
    }
}

/// The deadlines the filter leaves.
pub(super) fn listed(app: &App) -> impl Iterator<Item = (&Assessed, &Deadline)> {
    let Narrow { ahead, rule, whose, more } = &app.narrow;
    let (rule, more) = (*rule, *more);
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
            && whose.has(app, patient)
    })
}

fn manager_of(patient: &Assessed) -> Option<UserId> {
    patient.facts.episode.as_ref().and_then(|episode| episode.case_manager)
}

fn manager<'a>(app: &'a App, patient: &Assessed) -> Option<&'a User> {
    manager_of(patient).and_then(|id| app.board.staff.get(&id))
}

/// Says team and case manager, where the list holds the patients of several: words that `/` finds.
pub(super) fn people(app: &App, patient: &Assessed, say: &mut dyn FnMut(&str)) {
    if let (true, Some(user)) = (app.board.user.role.answers_for_others(), manager(app, patient)) {
        say(&user.team);
        say(&user.name.given);
        say(&user.name.family);
    }
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
    if let Some(unread) = app.unread() {
        return unread;
    }
    let narrow = &app.narrow;
    let shown = app.list(View::Reassess).map_or(0, |list| list.rows().len());
    let (asks, hidden) = (app.tally.clocks, app.tally.advisory);
    let total = asks + if narrow.more { hidden } else { 0 };
    let mut parts = vec![narrow.ahead.words().to_owned()];
    parts.extend(narrow.rule.map(|rule| rule_name(app, rule)));
    parts.extend(narrow.whose.words(app));
    let text = app.filters.get(&View::Reassess).filter(|text| !text.is_empty());
    parts.extend(text.map(|text| format!("/{text}")));
    let Narrowed { late, today, reasons } = app.tally.narrowed;
    let reasons = if reasons > 0 { format!(", {reasons} without reason") } else { String::new() };
    let advice = match (narrow.more, hidden) {
        (true, _) => format!("   advice shown ({})", app.key_for("narrow.advice")),
        (false, 0) => String::new(),
        (false, hidden) => format!("   {} {hidden} advisory", app.key_for("narrow.advice")),
    };
    format!("{shown} of {total}: {}   {late} late, {today} today{reasons}{advice}", parts.join(", "))
}

/// What the list says when it is empty: what was looked at, when, and what is hidden. Never just that all is well.
pub(crate) fn empty(app: &App) -> Vec<String> {
    let events: usize = app.board.patients.iter().map(|patient| patient.facts.events.len()).sum();
    let visits: usize = app.board.patients.iter().map(|patient| patient.facts.visits.len()).sum();
    let patients = app.board.patients.len();
    let total = app.tally.clocks;
    let mut lines = vec![format!(
        "No deadline among these: {}. Computed {} from {events} recorded events and {visits} visits of {patients} patients.",
        app.narrow.words(app),
        panes::clock(app)
    )];
    if total > 0 {
        let [further, filter] = app.keys_for(["narrow.more", "narrow.by"]);
        lines.push(format!("{total} lie outside: {further} looks further ahead, {filter} takes the filter off."));
    }
    let advisory = app.tally.advisory;
    if advisory > 0 && !app.narrow.more {
        lines.push(format!("{} shows {advisory} more that advise only.", app.key_for("narrow.advice")));
    }
    lines
}

impl Narrow {
    fn words(&self, app: &App) -> String {
        let mut parts = vec![self.ahead.words().to_owned()];
        parts.extend(self.rule.map(|rule| rule_name(app, rule)));
        parts.extend(self.whose.words(app));
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
    app.is_read()?;
    if !app.narrow.more && app.tally.advisory == 0 && !all(app).any(|(_, it)| it.is_late_for_good()) {
        return Err(Refusal::new("There is nothing more: no advice, and nothing done late for a reason."));
    }
    Ok(Msg::Narrow(Narrowing::More))
}

/// `b`: one kind of deadline; for who answers for others also a team's or a case manager's patients, or more of them.
pub(crate) fn choices(app: &App) -> Msg {
    let everything = Choice::new("everything", Msg::Narrow(Narrowing::Everything));
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
    choices.extend(rules.into_iter().map(|(many, id)| {
        Choice::new(format!("{:<18}{many}", rule_name(app, id)), Msg::Narrow(Narrowing::Rule(Some(id))))
    }));
    choices.extend(people_to_choose(app));
    Msg::Overlay(Overlay::Pick(Pick::new("show only".to_owned(), choices)))
}

/// Whose patients can be chosen: how far the board reaches, then teams, then case managers who have patients on it.
fn people_to_choose(app: &App) -> Vec<Choice> {
    let board = &app.board;
    let (usual, widest) = board.user.role.reach();
    if widest == Reach::Own {
        return Vec::new();
    }
    let mut choices: Vec<Choice> = [usual, widest]
        .into_iter()
        .filter(|reach| *reach != board.reach)
        .map(|reach| Choice::new(reach.words(), Msg::Cover(reach)))
        .collect();
    choices.dedup();
    let only = |label: String, whose: Whose| Choice::new(label, Msg::Narrow(Narrowing::Whose(whose)));
    let mut managers: Vec<UserId> = board.patients.iter().filter_map(manager_of).collect();
    managers.sort_unstable();
    managers.dedup();
    let mut teams: Vec<&String> = managers
        .iter()
        .filter_map(|id| board.staff.get(id))
        .map(|user| &user.team)
        .filter(|team| !team.is_empty())
        .collect();
    teams.sort_unstable();
    teams.dedup();
    if teams.len() > 1 {
        choices.extend(teams.into_iter().map(|team| only(format!("team {team}"), Whose::Team(team.clone()))));
    }
    let of = |id: UserId| only(format!("patients of {}", manager_name(app, id)), Whose::Manager(id));
    choices.extend(managers.into_iter().map(of));
    choices
}

impl App {
    pub(crate) fn narrow(&mut self, narrowing: Narrowing) -> Vec<Effect> {
        let narrow = &mut self.narrow;
        match narrowing {
            Narrowing::Ahead(ahead) => narrow.ahead = ahead,
            Narrowing::Rule(rule) => narrow.rule = rule,
            Narrowing::Whose(whose) => narrow.whose = whose,
            Narrowing::Everything => (narrow.rule, narrow.whose) = (None, Whose::Everybody),
            Narrowing::More => narrow.more = !narrow.more,
        }
        self.tally.narrowed = Narrowed::of(self);
        self.rank_anew(View::Reassess);
        let said = said(self);
        self.say(said);
        Vec::new()
    }
}
