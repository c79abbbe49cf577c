//! Reviewable content that a plan of care is put together from: problems, templates, sections, phrases.

use serde::Deserialize;

use super::{Category, Goal, Intervention};
use crate::domain::codes::Discipline;

/// Everything in `assets/plans`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanContent {
    /// The problems of the Omaha System.
    pub problems: Vec<OmahaProblem>,
    /// Goals and interventions by problem.
    pub templates: Vec<PlanTemplate>,
    /// What a plan must contain, in the order of the regulation.
    pub sections: Vec<SectionKind>,
    /// What `.name` stands for in a text.
    pub phrases: Vec<Phrase>,
}

/// A problem of the Omaha System.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OmahaProblem {
    /// Its id in these files.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its domain.
    pub domain: OmahaDomain,
    /// Words a nurse types for it.
    pub search: String,
}

/// A domain of the Omaha System.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OmahaDomain {
    /// Material resources and surroundings.
    Environmental,
    /// Behavior, emotion, communication, relationships and development.
    Psychosocial,
    /// Functions and processes that maintain life.
    Physiological,
    /// Activities that maintain or promote wellness, recovery and rehabilitation.
    HealthRelatedBehaviors,
}

/// Goals and interventions that often belong to a problem.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTemplate {
    /// The id of its problem.
    pub problem: String,
    /// Its title.
    pub title: String,
    /// Words a nurse types for it.
    pub search: String,
    /// Whether a clinician has signed it.
    pub reviewed: bool,
    /// Goals, the first one first.
    #[serde(rename = "goal")]
    pub goals: Vec<TemplateGoal>,
    /// Interventions.
    #[serde(rename = "step")]
    pub steps: Vec<TemplateStep>,
}

/// A goal of a template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateGoal {
    /// In words.
    pub text: String,
    /// What is measured.
    pub measure: String,
    /// Unit of the target.
    pub unit: Option<String>,
    /// The target, where it is the same for everybody.
    pub target: Option<String>,
    /// Where it is not: what somebody writes there for this patient.
    pub hint: Option<String>,
    /// Days until the target date.
    pub days: u16,
}

/// An intervention of a template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateStep {
    /// What is done.
    pub text: String,
    /// What it is.
    pub category: Category,
    /// Who does it.
    pub who: Discipline,
    /// How often, in words.
    pub often: String,
    /// Whether it is done by an order only.
    #[serde(default)]
    pub order: bool,
}

/// What of the chart says what a plan must contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaidBy {
    /// The problem list.
    Problems,
    /// The frequencies of visits in the episode or in orders.
    Frequencies,
    /// The medication list.
    Medications,
    /// Goals with measure and date, and interventions.
    Goals,
}

/// Something a plan of care must contain, or a text section that the form has.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionKind {
    /// Its key in the database.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its number on the form CMS-485.
    pub locator: Option<String>,
    /// Its item of 42 CFR 484.60(a)(2), where it is one.
    pub item: Option<String>,
    /// What of the chart says it; otherwise somebody writes it.
    pub from: Option<SaidBy>,
    /// Interventions of this category, still to be done, say it as well as a text does.
    pub also: Option<Category>,
    /// What belongs there.
    #[serde(default)]
    pub hint: String,
    /// What can be picked into it.
    #[serde(default)]
    pub choices: Vec<String>,
}

/// A phrase.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// What is typed after the point.
    pub name: String,
    /// What it becomes.
    pub text: String,
}

impl PlanContent {
    /// The name of the problem with this id.
    pub fn problem(&self, id: &str) -> Option<&OmahaProblem> {
        self.problems.iter().find(|problem| problem.id == id)
    }

    /// The section with this key.
    pub fn section(&self, key: &str) -> Option<&SectionKind> {
        self.sections.iter().find(|section| section.key == key)
    }
}

impl SectionKind {
    /// Whether somebody writes it.
    pub fn is_written(&self) -> bool {
        self.from.is_none()
    }
}

impl TemplateGoal {
    /// The goal from `today` on: nothing of it is assessed yet.
    pub fn from(&self, today: chrono::NaiveDate) -> Goal {
        Goal {
            measure: Some(self.measure.clone()),
            unit: self.unit.clone(),
            target: self.target.clone(),
            started: Some(today),
            target_date: today.checked_add_days(chrono::Days::new(u64::from(self.days))),
            ..Goal::saying(&self.text)
        }
    }
}

impl TemplateStep {
    /// The intervention from `today` on; one that needs an order waits for it.
    pub fn from(&self, today: chrono::NaiveDate) -> Intervention {
        Intervention {
            category: Some(self.category.clone()),
            discipline: Some(self.who.clone()),
            frequency: Some(self.often.clone()),
            needs_order: self.order,
            started: Some(today),
            ..Intervention::doing(&self.text)
        }
    }
}
