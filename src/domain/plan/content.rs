//! What a signature is put under: the plan word for word, in one canonical text, with what it leans on at that moment.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::tree::{Extent, Node, tree};
use super::{Goal, Intervention, PlanProblem};
use crate::domain::chart::Chart;
use crate::domain::codes::Discipline;
use crate::domain::episode::certification;
use crate::domain::event::Event;
use crate::domain::frequency::FrequencyOrder;
use crate::domain::ids::Stored;
use crate::domain::medication::{Medication, MedicationSource, MedicationStatus};

/// The shape this program writes.
const FORMAT: u32 = 1;

/// What stands where a list says nothing.
pub const NONE: &str = "none recorded";

/// The plan of care as it is signed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Content {
    /// The shape of this text.
    pub format: u32,
    /// Whose plan: name, date of birth, record number.
    pub patient: String,
    /// First and last day of the certification period.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// The certifying practitioner.
    pub practitioner: Option<String>,
    /// Diagnoses, as listed.
    pub diagnoses: Vec<String>,
    /// Allergies, as listed.
    pub allergies: Vec<String>,
    /// The medication list, a line each.
    pub medications: Vec<String>,
    /// Ordered visit frequencies.
    pub frequencies: Vec<String>,
    /// Problems, goals and interventions in the order of the tree.
    pub parts: Vec<Part>,
    /// Narrative sections by key.
    pub sections: BTreeMap<String, String>,
    /// Who ordered a line of the medication list, by that line, where it is an order of ours and somebody is named.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ordered_by: BTreeMap<String, String>,
}

/// A problem, goal or intervention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// How far it is indented.
    pub depth: usize,
    /// What it is: `problem`, `goal`, `intervention`.
    pub kind: String,
    /// Its row, or the words of a problem that is none; with `kind` it is the same part in every version.
    pub key: String,
    /// Its words.
    pub text: String,
    /// What else it says, by field, in words; what is not known is left out.
    pub fields: BTreeMap<String, String>,
}

impl Content {
    /// The plan of a chart as it stands on `today`.
    pub fn of(chart: &Chart, today: NaiveDate) -> Self {
        let period = chart.facts.start_of_care(today).and_then(|soc| certification(soc, today));
        Self::with_visits_from(chart, today, period.map(|period| period.from))
    }

    /// The same with the visits that were ordered from a day on, and of each discipline at least the newest order.
    pub fn with_visits_from(chart: &Chart, today: NaiveDate, from: Option<NaiveDate>) -> Self {
        let facts = &chart.facts;
        let patient = &facts.patient.value;
        let born = patient.born.map(|born| format!(", born {born}")).unwrap_or_default();
        let period = facts.start_of_care(today).and_then(|soc| certification(soc, today));
        let episode = facts.episode.as_ref().map(|episode| &episode.value);
        let placed = tree(&facts.goals, &chart.plan, Extent::Open);
        Self {
            format: FORMAT,
            patient: format!("{}{born}, #{}", patient.name.full(), patient.number),
            period: period.map(|period| (period.from, period.to)),
            practitioner: episode.and_then(|episode| episode.practitioner.clone()),
            diagnoses: facts.problems.iter().map(|one| with(&one.text, one.code.as_deref())).collect(),
            allergies: facts.allergies.iter().map(|one| with(&one.substance, one.reaction.as_deref())).collect(),
            medications: facts.medications.iter().map(|line| taken(line)).collect(),
            frequencies: frequencies(chart, from),
            parts: placed.iter().filter_map(|(depth, node)| part(chart, *depth, node)).collect(),
            sections: said(chart),
            ordered_by: facts.medications.iter().filter_map(|line| prescribed(line)).collect(),
        }
    }

    /// The plan to read, in lines; one that begins with `# ` is a heading.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("# {}", self.patient)];
        let period = self.period.map(|(from, to)| format!("certification period {from} to {to}"));
        lines.extend(period);
        lines.extend(self.practitioner.iter().map(|name| format!("practitioner {name}")));
        let medicines = self.medicines();
        let lists = [
            ("diagnoses", &self.diagnoses),
            ("allergies", &self.allergies),
            ("medicines", &medicines),
            ("visits", &self.frequencies),
        ];
        for (title, list) in lists {
            lines.push(format!("# {title}"));
            lines.extend(list.iter().map(|line| no_heading(line)));
            if list.is_empty() {
                lines.push(NONE.to_owned());
            }
        }
        lines.push("# problems, goals, interventions".to_owned());
        lines.extend(self.parts.iter().map(Part::line));
        for (key, text) in &self.sections {
            lines.push(format!("# {}", key.replace('_', " ")));
            lines.extend(text.lines().map(no_heading));
        }
        lines
    }

    /// The medication list to read: each line with who ordered it, where somebody is named.
    pub fn medicines(&self) -> Vec<String> {
        let by = |line: &String| self.ordered_by.get(line).map(|name| format!(", ordered by {name}"));
        self.medications.iter().map(|line| format!("{line}{}", by(line).unwrap_or_default())).collect()
    }

    /// The canonical text that is hashed and kept.
    pub fn written(&self) -> String {
        // A value of texts, numbers and maps of texts has no way to fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the canonical text; `None` when it is of a newer program.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|content: &Self| content.format <= FORMAT)
    }
}

impl Part {
    /// `  goal BP below 140/90 (by 2026-10-01; target <140/90 mmHg)`.
    fn line(&self) -> String {
        let fields = self.fields.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join("; ");
        let fields = if fields.is_empty() { fields } else { format!(" ({fields})") };
        format!("{}{} {}{fields}", "  ".repeat(self.depth), self.kind, self.text)
    }
}

/// A line of somebody's text; it is no heading, whatever it begins with.
pub fn no_heading(line: &str) -> String {
    if line.starts_with('#') { format!(" {line}") } else { line.to_owned() }
}

/// A line of the medication list, and whether it is on hold.
fn taken(line: &Medication) -> String {
    let is_plain = line.status == MedicationStatus::Active;
    let standing = if is_plain { String::new() } else { format!(", {}", line.status.label()) };
    format!("{}{}{standing}", line.line(), line.until())
}

/// A line that somebody ordered, and who.
fn prescribed(line: &Medication) -> Option<(String, String)> {
    let ours = line.source == MedicationSource::Ours;
    let name = line.ordered_by.as_deref().map(str::trim).filter(|name| ours && !name.is_empty())?;
    Some((taken(line), name.to_owned()))
}

/// `Heart failure (icd10:I50.9)`.
fn with(text: &str, more: Option<&str>) -> String {
    more.map_or_else(|| text.to_owned(), |more| format!("{text} ({more})"))
}

/// Ordered visits: the recorded orders of this certification period, of each discipline at least its newest, and the orders of
/// the episode for disciplines of which none was recorded.
fn frequencies(chart: &Chart, from: Option<NaiveDate>) -> Vec<String> {
    let events = &chart.facts.events;
    let dated = events.iter().filter_map(|event| {
        let Event::FrequencyOrder { date, discipline, text } = &event.value else { return None };
        Some((*date, discipline, text))
    });
    let dated: Vec<_> = dated.collect();
    let ended = |date: NaiveDate, discipline: &Discipline| {
        let later = events.iter().filter(|event| matches!(event.value, Event::DisciplineDischarge { .. }));
        later.filter(|event| event.discipline() == Some(discipline)).any(|event| event.day() >= date)
    };
    let newest = |of: &Discipline| dated.iter().filter(|(_, one, _)| *one == of).map(|(date, ..)| *date).max();
    let stands = |date: NaiveDate, discipline: &Discipline| {
        let counts = from.is_none_or(|from| date >= from) || newest(discipline) == Some(date);
        counts && !ended(date, discipline)
    };
    let undated = chart.facts.episode.iter().flat_map(|episode| &episode.frequencies);
    let undated = undated.filter(|text| {
        let of = text.parse::<FrequencyOrder>().ok().and_then(|order| order.discipline().cloned());
        of.is_none_or(|discipline| newest(&discipline).is_none())
    });
    let recorded = dated.iter().filter(|(date, discipline, _)| stands(*date, discipline));
    let recorded = recorded.map(|(date, discipline, text)| {
        let whose = if text.starts_with(discipline.word()) { "" } else { discipline.word() };
        format!("{whose} {text} from {date}").trim_start().to_owned()
    });
    undated.cloned().chain(recorded).collect()
}

fn said(chart: &Chart) -> BTreeMap<String, String> {
    let written = chart.plan.sections.iter().filter(|section| !section.text.trim().is_empty());
    written.map(|section| (section.key.clone(), section.text.clone())).collect()
}

fn part(chart: &Chart, depth: usize, node: &Node) -> Option<Part> {
    let (kind, key, text, fields) = match node {
        Node::Problem(id) => {
            let problem = chart.plan.problems.iter().find(|problem| problem.id == *id)?;
            ("problem", id.to_string(), problem.name.clone(), of_problem(problem))
        }
        Node::Named(name) => ("problem", format!("named {name}"), name.clone(), Vec::new()),
        Node::Goal(id) => {
            let tracked = chart.goal(*id)?;
            ("goal", id.to_string(), tracked.goal.text.clone(), of_goal(&tracked.goal))
        }
        Node::Intervention(id) => {
            let step = chart.plan.interventions.iter().find(|step| step.id == *id)?;
            ("intervention", id.to_string(), step.text.clone(), of_intervention(chart, step))
        }
        // Sections are kept by key, not in the tree.
        Node::Section(_) => return None,
    };
    let given = fields.into_iter().filter_map(|(name, value)| value.map(|value| (name.to_owned(), value)));
    Some(Part { depth, kind: kind.to_owned(), key, text, fields: given.collect() })
}

type Fields = Vec<(&'static str, Option<String>)>;

fn of_problem(problem: &Stored<PlanProblem>) -> Fields {
    let rated = |rating: Option<u8>| rating.map(|rating| format!("{rating} of 5"));
    vec![
        ("own words", problem.words.clone()),
        ("diagnosis", problem.code.clone()),
        ("status", Some(problem.status.label().to_owned())),
        ("knowledge", rated(problem.ratings.knowledge)),
        ("behavior", rated(problem.ratings.behavior)),
        ("condition", rated(problem.ratings.condition)),
    ]
}

fn of_goal(goal: &Stored<Goal>) -> Fields {
    let agreed = goal.agreed.map(|yes| if yes { "agreed with patient" } else { "patient does not agree" }.to_owned());
    vec![
        ("measure", goal.measure.clone()),
        ("baseline", goal.baseline.clone()),
        ("target", Some(goal.aim()).filter(|aim| !aim.is_empty())),
        ("by", goal.target_date.map(|day| day.to_string())),
        ("agreed", agreed),
        ("status", Some(goal.status.label().to_owned())),
    ]
}

fn of_intervention(chart: &Chart, step: &Stored<Intervention>) -> Fields {
    let order = match (step.needs_order, step.order) {
        (_, Some(order)) => Some(chart.order(order).map_or_else(
            || "NO ORDER: the one it was done by does not count any more".to_owned(),
            |event| format!("{} of {} (#{order})", event.label(), event.moment()),
        )),
        (true, None) => Some("NO ORDER".to_owned()),
        (false, None) => None,
    };
    vec![
        ("discipline", step.discipline.as_ref().map(Discipline::label).map(str::to_owned)),
        ("how often", step.frequency.clone()),
        ("category", step.category.as_ref().map(|category| category.label().to_owned())),
        ("order", order),
        ("from", step.started.map(|day| day.to_string())),
        ("to", step.stopped.map(|day| day.to_string())),
    ]
}
