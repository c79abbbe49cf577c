//! What of a plan in force others do not know yet: 42 CFR 484.60(c)(1) and (c)(3), rules 27 and 28.
//!
//! A telling keeps the plan up to which everybody was told, or became a task. What is untold is what is different since, the
//! corrections and retractions of signed versions since, and the goals whose checks ask for a decision since.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::content::{Content, no_heading};
use super::difference::{Area, Difference, How, differences};
use super::template::{PlanContent, SectionKind};
use super::{Direction, Goal, Heard, Signal, SignalKind, Telling, TrackedGoal, VersionKind, signals};
use crate::domain::chart::Chart;
use crate::domain::episode::certification;
use crate::domain::ids::Stored;
use crate::domain::when::Instant;

/// Items of 42 CFR 484.60(a)(2) whose text others must be told of: frequency and duration of visits, medications and treatments,
/// safety measures, risk of emergency visits and readmission, interventions and goals, and discharge plans. The regulation's
/// own list for a change is 4, 10, 12, 14 and discharge plans; safety measures are with them because those in the home carry
/// them out. A change of another section (prognosis, nutrition, mental status, ...) is no revision that opens anything.
pub const ITEMS: [&str; 6] = ["(iv)", "(x)", "(xi)", "(xii)", "(xiv)", "(xvi)"];

/// Fields of a goal whose change is a revision; its baseline, its agreement and its place are none.
const OF_GOAL: [&str; 5] = ["words", "measure", "target", "by", "status"];
/// Fields of an intervention; its category, its order and its place are none.
const OF_STEP: [&str; 3] = ["words", "discipline", "how often"];
/// Fields of a problem; the patient's own words, the diagnosis behind it and ratings are none.
const OF_PROBLEM: [&str; 2] = ["words", "status"];

/// No day of the United States begins later than this after that of the world's clock.
const BEHIND: TimeDelta = TimeDelta::hours(11);

/// A goal that is not being reached, by its checks.
#[derive(Debug, Clone, PartialEq)]
pub struct Missed {
    /// The goal's words.
    pub goal: String,
    /// What its checks ask for.
    pub signal: Signal,
    /// What names it in a [`Telling`].
    pub cause: String,
}

/// A difference that somebody has to be told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revised {
    /// What is different.
    pub difference: Difference,
    /// Why a part is gone: "closed as met: 128/76 three times".
    pub why: Option<String>,
}

/// What is to be told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Untold {
    /// Differences of the plan, in its order.
    pub revised: Vec<Revised>,
    /// Corrections and retractions of signed versions, a line each, oldest first.
    pub statements: Vec<String>,
    /// Goals that are not being reached.
    pub missed: Vec<Missed>,
    /// Who ordered which line of the medication list, before and now.
    pub ordered_by: BTreeMap<String, String>,
    /// The version that was signed since; nothing where none was.
    pub signed: Option<u32>,
}

/// Up to where everybody knows.
struct Known {
    content: Content,
    up_to: u32,
    findings: Option<Vec<String>>,
    at: Instant,
}

impl Known {
    /// The newest telling, or the first version that was signed: nobody is told of a first plan by this way. `None` where
    /// nothing was signed, or where a newer program wrote it.
    fn of(chart: &Chart) -> Option<Self> {
        if let Some(telling) = &chart.plan.telling {
            let Telling { content, up_to, findings, at, .. } = &telling.value;
            let (content, findings) = (Content::read(content)?, findings.clone());
            return Some(Self { content, up_to: *up_to, findings, at: *at });
        }
        let first = chart.plan.all_signed().last()?;
        let content = Content::read(&first.version.content)?;
        Some(Self { content, up_to: first.version.number, findings: None, at: first.at })
    }

    /// Whether a finding was not told yet; where nobody kept what was told, whether it was checked since that day.
    fn lacks(&self, missed: &Missed, checked: NaiveDate) -> bool {
        match &self.findings {
            Some(told) => !told.contains(&missed.cause),
            None => checked >= (self.at - BEHIND).date_naive(),
        }
    }
}

impl Untold {
    /// What is to be told of a chart's plan on `today`; nothing where no plan was ever signed.
    pub fn of(chart: &Chart, sections: &PlanContent, today: NaiveDate) -> Self {
        let Some(known) = Known::of(chart) else { return Self::default() };
        let now = comparable(chart, &known.content, today);
        let found = differences(&known.content, &now).into_iter();
        let revised = found.filter(|difference| is_revision(difference, &known.content, &now, sections));
        let revised = revised.map(|difference| Revised { why: why_gone(chart, &difference), difference }).collect();
        let after = chart.plan.versions.iter().filter(|signed| signed.version.number > known.up_to);
        let signed = after.clone().rfind(|signed| signed.version.kind == VersionKind::Signed);
        let missed = missed(chart, today).into_iter().filter(|(missed, day)| known.lacks(missed, *day));
        Self {
            revised,
            statements: after.filter_map(|signed| statement(&signed.version)).collect(),
            missed: missed.map(|(missed, _)| missed).collect(),
            ordered_by: known.content.ordered_by.into_iter().chain(now.ordered_by).collect(),
            signed: signed.map(|signed| signed.version.number),
        }
    }

    /// How many things are to be told.
    pub fn count(&self) -> usize {
        self.revised.len() + self.statements.len() + self.missed.len()
    }

    /// Whether nothing is to be told.
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// Whether the plan itself is another one: rule 28.
    pub fn is_revision(&self) -> bool {
        !self.revised.is_empty() || !self.statements.is_empty()
    }

    /// Whether there is a revision here that was none `before`.
    pub fn revises_more_than(&self, before: &Self) -> bool {
        self.revised.iter().any(|one| !before.revised.contains(one))
            || self.statements.iter().any(|one| !before.statements.contains(one))
    }

    /// Whether a goal is not being reached here that was not told of `before`: rule 27.
    pub fn misses_more_than(&self, before: &Self) -> bool {
        self.missed.iter().any(|one| !before.missed.iter().any(|other| other.cause == one.cause))
    }
}

impl Telling {
    /// Everything of this chart is told or is a task.
    pub fn of(chart: &Chart, at: Instant, today: NaiveDate, parties: Vec<Heard>) -> Self {
        let content = Content::of(chart, today);
        let up_to = chart.plan.versions.iter().map(|signed| signed.version.number).max().unwrap_or(0);
        let findings = missed(chart, today).into_iter().map(|(missed, _)| missed.cause).collect();
        let after = chart.plan.telling.as_ref().map(|telling| telling.id);
        Self { at, after, content: content.written(), up_to, findings: Some(findings), parties, counts: true }
    }

    /// The same where somebody says that the plan was told, and nobody said so of these goals.
    #[must_use]
    pub fn without(self, missed: &[Missed]) -> Self {
        let is_told = |cause: &String| !missed.iter().any(|missed| missed.cause == *cause);
        Self { findings: self.findings.map(|causes| causes.into_iter().filter(is_told).collect()), ..self }
    }
}

impl Revised {
    /// In lines, as [`Difference::lines`] has them, with the reason where a part is gone.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = self.difference.lines();
        if let (Some(last), Some(why)) = (lines.last_mut(), &self.why) {
            *last = format!("{last}, {why}");
        }
        lines
    }
}

impl Missed {
    /// In lines: the goal, what was found, what is asked.
    pub fn lines(&self) -> Vec<String> {
        vec![
            format!("! goal \"{}\": {}", self.goal, self.signal.text),
            format!("found: {}", self.signal.facts.join("; ")),
            "outcome not being reached; asks for a decision about the plan".to_owned(),
        ]
    }
}

/// The plan as it stands, with the ordered visits of the period of the older one: a new certification period by itself is
/// nothing to tell.
fn comparable(chart: &Chart, older: &Content, today: NaiveDate) -> Content {
    let period = || chart.facts.start_of_care(today).and_then(|soc| certification(soc, today));
    let from = older.period.map(|(from, _)| from).or_else(|| period().map(|period| period.from));
    Content::with_visits_from(chart, today, from)
}

fn is_revision(difference: &Difference, old: &Content, new: &Content, sections: &PlanContent) -> bool {
    let one_of = |fields: &[&str]| match &difference.how {
        How::Added | How::Removed => true,
        How::Changed { field, .. } => fields.contains(&field.as_str()),
    };
    match difference.of {
        Area::Problem => one_of(&OF_PROBLEM) && is_of_plan(difference, old, new),
        Area::Goal => one_of(&OF_GOAL),
        Area::Intervention => one_of(&OF_STEP),
        Area::Medication | Area::Frequency => true,
        Area::Section => match &difference.how {
            How::Changed { field, .. } => {
                // What a section of another program holds nobody knows here.
                let item = |kind: &SectionKind| kind.item.as_deref().is_some_and(|item| ITEMS.contains(&item));
                sections.section(field).is_none_or(item)
            }
            How::Added | How::Removed => false,
        },
        // They have their own ways.
        Area::Diagnosis | Area::Allergy | Area::Frame => false,
    }
}

/// Whether a problem that came or went is a row of the plan: words that goals name are no problem of their own, and where such
/// words become one, nothing else is done for the patient than before.
fn is_of_plan(difference: &Difference, old: &Content, new: &Content) -> bool {
    let named =
        |content: &Content| content.parts.iter().any(|part| part.kind == "problem" && part.text == difference.what);
    let is_row = |content: &Content| {
        let mut parts = content.parts.iter();
        parts.any(|part| part.kind == "problem" && part.text == difference.what && !part.key.starts_with("named "))
    };
    match difference.how {
        How::Added => is_row(new) && !named(old),
        How::Removed => is_row(old) && !named(new),
        How::Changed { .. } => true,
    }
}

/// Why a part is gone, where the chart still says so.
fn why_gone(chart: &Chart, difference: &Difference) -> Option<String> {
    if difference.how != How::Removed {
        return None;
    }
    let (what, outcome) = match difference.of {
        Area::Goal => {
            let closed = |tracked: &&TrackedGoal| tracked.goal.text == difference.what;
            let goal: &Stored<Goal> = chart.plan.closed.iter().rfind(closed).map(|tracked| &tracked.goal)?;
            (goal.status.label().to_owned(), goal.outcome.clone())
        }
        Area::Intervention => {
            let stopped = chart.plan.interventions.iter().rfind(|step| !step.active && step.text == difference.what)?;
            ("stopped".to_owned(), stopped.outcome.clone())
        }
        Area::Problem => {
            let closed =
                |problem: &&Stored<super::PlanProblem>| !problem.status.is_open() && problem.name == difference.what;
            let problem = chart.plan.problems.iter().rfind(closed)?;
            (problem.status.label().to_owned(), problem.outcome.clone())
        }
        Area::Medication | Area::Frequency | Area::Diagnosis | Area::Allergy | Area::Frame | Area::Section => {
            return None;
        }
    };
    Some(outcome.map_or(what.clone(), |outcome| format!("{what}: {outcome}")))
}

/// A retraction or a correction as it is told; an addendum and a late entry say nothing that others would do otherwise.
fn statement(version: &super::PlanVersion) -> Option<String> {
    let about = version.about?;
    let said = version.content.lines().map(no_heading).collect::<Vec<_>>().join(" / ");
    match version.kind {
        VersionKind::Retraction => Some(format!("- version {about} of the signed plan is retracted: {said}")),
        VersionKind::Correction => Some(format!("~ version {about} of the signed plan is corrected: {said}")),
        VersionKind::Signed | VersionKind::Addendum | VersionKind::LateEntry | VersionKind::Other(_) => None,
    }
}

/// Goals that move away or stand still by their newest check, unless somebody decided about them on the same facts, each with
/// the day of that check. That time passes without a check is no finding.
fn missed(chart: &Chart, today: NaiveDate) -> Vec<(Missed, NaiveDate)> {
    let missed = |tracked: &TrackedGoal| {
        let checks = tracked.checks.iter().filter(|check| check.date <= today);
        let newest = checks.max_by_key(|check| check.date)?;
        if matches!(newest.direction, Direction::Toward | Direction::Met) {
            return None;
        }
        let asks = |signal: &Signal| matches!(signal.kind, SignalKind::MovingAway | SignalKind::NoProgress);
        let signal = signals(tracked, today).into_iter().find(asks)?;
        let cause = signal.cause(tracked.goal.id);
        let decided = chart.facts.answers.iter().any(|answer| answer.rests_on(&cause));
        (!decided).then(|| (Missed { goal: tracked.goal.text.clone(), signal, cause }, newest.date))
    };
    chart.facts.goals.iter().filter_map(missed).collect()
}
