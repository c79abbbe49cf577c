//! What may be wrong in the plan-of-care content, so that an edited table is told in which entry.

use std::collections::HashSet;

use crate::domain::codes::Discipline;
use crate::domain::plan::Category;
use crate::domain::plan::template::{PlanContent, PlanTemplate, SectionKind, TemplateGoal, TemplateStep};

/// The longest words of an entry, in characters: more is not read at a glance.
const LONGEST: usize = 120;

/// The longest text of a phrase, in characters.
const LONGEST_PHRASE: usize = 200;

/// The items of 42 CFR 484.60(a)(2).
const ITEMS: [&str; 16] = [
    "(i)", "(ii)", "(iii)", "(iv)", "(v)", "(vi)", "(vii)", "(viii)", "(ix)", "(x)", "(xi)", "(xii)", "(xiii)",
    "(xiv)", "(xv)", "(xvi)",
];

/// What is wrong in these files, an entry a line, each beginning with its file.
pub(super) fn wrong(content: &PlanContent) -> Vec<String> {
    let mut wrong = Vec::new();
    problems(content, &mut wrong);
    templates(content, &mut wrong);
    sections(&content.sections, &mut wrong);
    phrases(content, &mut wrong);
    wrong
}

fn problems(content: &PlanContent, wrong: &mut Vec<String>) {
    let all = || content.problems.iter();
    twice("problems.toml: problem", all().map(|problem| problem.id.as_str()), wrong);
    twice("problems.toml: name", all().map(|problem| problem.name.as_str()), wrong);
    for problem in all() {
        let mut says = |what: &str| wrong.push(format!("problems.toml: `{}`: {what}", problem.id));
        if !is_key(&problem.id) {
            says("an id has small letters and underscores");
        }
        said(&problem.name, "its name", &mut says);
        said(&problem.search, "words a nurse types for it", &mut says);
    }
}

fn templates(content: &PlanContent, wrong: &mut Vec<String>) {
    twice("templates.toml: template", content.templates.iter().map(|template| template.title.as_str()), wrong);
    for template in &content.templates {
        let title = &template.title;
        let before = wrong.len();
        if content.problem(&template.problem).is_none() {
            wrong.push(format!("there is no problem `{}`", template.problem));
        }
        said(title, "its title", &mut |what| wrong.push(what.to_owned()));
        said(&template.search, "words a nurse types for it", &mut |what| wrong.push(what.to_owned()));
        if !(1..=3).contains(&template.goals.len()) || !(2..=6).contains(&template.steps.len()) {
            wrong.push("needs 1 to 3 goals and 2 to 6 interventions".to_owned());
        }
        twice("goal", template.goals.iter().map(|goal| goal.text.as_str()), wrong);
        twice("intervention", template.steps.iter().map(|step| step.text.as_str()), wrong);
        for one in &template.goals {
            goal(one, &mut |what| wrong.push(format!("goal `{}`: {what}", one.text)));
        }
        for one in &template.steps {
            step(template, one, &mut |what| wrong.push(format!("intervention `{}`: {what}", one.text)));
        }
        for found in wrong.iter_mut().skip(before) {
            *found = format!("templates.toml: `{title}`: {found}");
        }
    }
}

fn goal(goal: &TemplateGoal, says: &mut dyn FnMut(&str)) {
    said(&goal.text, "its words", says);
    said(&goal.measure, "what is measured", says);
    let unit = goal.unit.as_deref();
    if let Some(unit) = unit {
        said(unit, "a unit, or no `unit`", says);
    }
    match (&goal.target, &goal.hint) {
        (Some(target), None) => said(target, "a target", says),
        (None, Some(hint)) => said(hint, "a hint", says),
        (Some(_), Some(_)) | (None, None) => says("needs either a target that is the same for everybody, or a hint"),
    }
    if !(1..=60).contains(&goal.days) {
        says("days must be 1 to 60, the length of a certification period");
    }
}

/// By the rules of practice: treatments, aide and social work services are ordered, and so is every therapy that comes.
fn step(template: &PlanTemplate, step: &TemplateStep, says: &mut dyn FnMut(&str)) {
    said(&step.text, "its words", says);
    said(&step.often, "how often", says);
    let ordered = step.order || template.steps.iter().any(|other| other.order && other.who == step.who);
    match &step.who {
        Discipline::SkilledNursing => {}
        Discipline::PhysicalTherapy | Discipline::OccupationalTherapy | Discipline::SpeechTherapy => {
            if !ordered {
                says("at least one line of a therapy needs `order = true`");
            }
        }
        Discipline::SocialWork | Discipline::Aide => {
            if !step.order {
                says("aide and social work services need `order = true`");
            }
        }
        Discipline::Other(word) => says(&format!("there is no discipline `{word}`")),
    }
    match &step.category {
        Category::Treatment if !step.order => says("a treatment needs `order = true`"),
        Category::Teaching | Category::Treatment | Category::CaseManagement | Category::Surveillance => {}
        Category::Other(word) => says(&format!("there is no category `{word}`")),
    }
}

fn sections(sections: &[SectionKind], wrong: &mut Vec<String>) {
    twice("sections.toml: section", sections.iter().map(|section| section.key.as_str()), wrong);
    for section in sections {
        let mut says = |what: &str| wrong.push(format!("sections.toml: `{}`: {what}", section.key));
        if !is_key(&section.key) {
            says("a key has small letters and underscores");
        }
        said(&section.name, "its name", &mut says);
        said(&section.hint, "a hint", &mut says);
        let item = section.item.as_deref();
        if let Some(item) = item.filter(|item| !ITEMS.contains(item)) {
            says(&format!("42 CFR 484.60(a)(2) has no item `{item}`"));
        }
        if !section.is_written() && (!section.choices.is_empty() || section.also.is_some()) {
            says("the chart says it, so nothing is picked or said by interventions");
        }
        if let Some(Category::Other(word)) = &section.also {
            says(&format!("there is no category `{word}`"));
        }
        for choice in &section.choices {
            said(choice, "no empty choice", &mut says);
        }
        let choices = section.choices.iter().map(String::as_str);
        twice(&format!("sections.toml: `{}`: choice", section.key), choices, wrong);
    }
    let has = |item: &str| sections.iter().any(|section| section.item.as_deref() == Some(item));
    let missing = ITEMS.into_iter().filter(|item| !has(item));
    wrong.extend(missing.map(|item| format!("sections.toml: no section for item {item}")));
}

fn phrases(content: &PlanContent, wrong: &mut Vec<String>) {
    twice("phrases.toml: phrase", content.phrases.iter().map(|phrase| phrase.name.as_str()), wrong);
    for phrase in &content.phrases {
        let mut says = |what: &str| wrong.push(format!("phrases.toml: `{}`: {what}", phrase.name));
        if phrase.name.is_empty() || !phrase.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()) {
            says("a name has small letters and digits, and no blank");
        }
        if phrase.text.trim().is_empty() || phrase.text.chars().count() > LONGEST_PHRASE {
            says(&format!("needs a text of at most {LONGEST_PHRASE} characters"));
        }
    }
}

/// An entry's words stand there, in one line that can be read at a glance.
fn said(words: &str, what: &str, says: &mut dyn FnMut(&str)) {
    if words.trim().is_empty() {
        says(&format!("needs {what}"));
    }
    if words.chars().count() > LONGEST {
        says(&format!("longer than {LONGEST} characters: {what}"));
    }
    if words.chars().any(char::is_control) || words.trim() != words {
        says(&format!("one line without blanks around it: {what}"));
    }
}

fn is_key(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase()) && id.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

fn twice<'a>(what: &str, ids: impl Iterator<Item = &'a str>, wrong: &mut Vec<String>) {
    let mut seen = HashSet::new();
    wrong.extend(ids.filter(|id| !seen.insert(*id)).map(|id| format!("{what} `{id}` is there twice")));
}
