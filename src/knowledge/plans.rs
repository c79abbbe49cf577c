//! The plan-of-care content of `assets/plans`, read when it is first asked for.

mod checks;

use std::sync::OnceLock;

use serde::Deserialize;

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
    let wrong = checks::wrong(&content);
    if wrong.is_empty() { Ok(content) } else { Err(wrong.join("\n")) }
}

fn parsed<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| format!("{file}: {error}"))
}
