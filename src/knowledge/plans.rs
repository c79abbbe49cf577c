//! The plan-of-care content of `assets/plans`, read when it is first asked for.

use std::collections::HashSet;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::domain::codes::Discipline;
use crate::domain::plan::Category;
use crate::domain::plan::template::{OmahaProblem, Phrase, PlanContent, PlanTemplate, SectionKind};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Problems {
    problem: Vec<OmahaProblem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Templates {
    template: Vec<PlanTemplate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sections {
    section: Vec<SectionKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrases {
    phrase: Vec<Phrase>,
}

/// The files as they were compiled in: problems, templates, sections, phrases.
pub const FILES: [(&str, &str); 4] = [
    ("problems.toml", include_str!("../../assets/plans/problems.toml")),
    ("templates.toml", include_str!("../../assets/plans/templates.toml")),
    ("sections.toml", include_str!("../../assets/plans/sections.toml")),
    ("phrases.toml", include_str!("../../assets/plans/phrases.toml")),
];

/// The content of this build. A test holds that its files can be read and are sound.
pub fn content() -> &'static PlanContent {
    static CONTENT: OnceLock<PlanContent> = OnceLock::new();
    CONTENT.get_or_init(|| {
        let [problems, templates, sections, phrases] = FILES.map(|(_, text)| text);
        read(problems, templates, sections, phrases).unwrap_or_else(|why| {
            tracing::error!(%why, "the plan-of-care content of this build cannot be read");
            PlanContent::default()
        })
    })
}

/// Reads the four files and checks them; the error names file and entry.
pub fn read(problems: &str, templates: &str, sections: &str, phrases: &str) -> Result<PlanContent, String> {
    let content = PlanContent {
        problems: parsed::<Problems>("problems.toml", problems)?.problem,
        templates: parsed::<Templates>("templates.toml", templates)?.template,
        sections: parsed::<Sections>("sections.toml", sections)?.section,
        phrases: parsed::<Phrases>("phrases.toml", phrases)?.phrase,
    };
    let wrong = wrong(&content);
    if wrong.is_empty() { Ok(content) } else { Err(wrong.join("\n")) }
}

fn parsed<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| format!("{file}: {error}"))
}

/// The longest words of a goal or an intervention: more does not fit a line.
const LONGEST: usize = 120;

/// What is wrong in these files, an entry a line.
fn wrong(content: &PlanContent) -> Vec<String> {
    let mut wrong = Vec::new();
    twice("problems.toml: problem", content.problems.iter().map(|problem| problem.id.as_str()), &mut wrong);
    twice("templates.toml: template", content.templates.iter().map(|template| template.title.as_str()), &mut wrong);
    twice("sections.toml: section", content.sections.iter().map(|section| section.key.as_str()), &mut wrong);
    twice("phrases.toml: phrase", content.phrases.iter().map(|phrase| phrase.name.as_str()), &mut wrong);
    for template in &content.templates {
        let mut says = |what: String| wrong.push(format!("templates.toml: `{}`: {what}", template.title));
        if content.problem(&template.problem).is_none() {
            says(format!("there is no problem `{}`", template.problem));
        }
        if template.goals.is_empty() || template.steps.is_empty() {
            says("needs at least one goal and one intervention".to_owned());
        }
        for goal in &template.goals {
            if goal.text.trim().is_empty() || goal.measure.trim().is_empty() {
                says(format!("goal `{}`: needs its words and what is measured", goal.text));
            }
            if !(1..=60).contains(&goal.days) {
                says(format!("goal `{}`: days must be 1 to 60, the length of a certification period", goal.text));
            }
            if goal.text.len() > LONGEST {
                says(format!("goal `{}`: longer than {LONGEST} characters", goal.text));
            }
        }
        for step in &template.steps {
            if step.text.trim().is_empty() || step.text.len() > LONGEST {
                says(format!("intervention `{}`: needs words, at most {LONGEST} characters", step.text));
            }
            if let Category::Other(word) = &step.category {
                says(format!("intervention `{}`: there is no category `{word}`", step.text));
            }
            if let Discipline::Other(word) = &step.who {
                says(format!("intervention `{}`: there is no discipline `{word}`", step.text));
            }
        }
    }
    wrong
}

fn twice<'a>(what: &str, ids: impl Iterator<Item = &'a str>, wrong: &mut Vec<String>) {
    let mut seen = HashSet::new();
    wrong.extend(ids.filter(|id| !seen.insert(*id)).map(|id| format!("{what} `{id}` is there twice")));
}
