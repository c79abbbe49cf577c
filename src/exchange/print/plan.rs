//! The plan of care on paper, for people who read charts.

use super::paper::{Paper, Size};
use crate::domain::plan::document::{DocumentField, PlanDocument};

/// The document, with who printed it and when at the foot of its pages.
pub fn paper(document: &PlanDocument, printed: &str) -> Paper {
    let whose = format!("{}, medical record number {}", document.patient, document.number);
    let mut paper =
        Paper::new("Home health certification and plan of care", &document.version.said(), &whose, Size::Chart);
    paper.described = format!("Plan of care, record {}", crate::domain::text::line(&document.number));
    paper.foot = crate::domain::text::line(printed);
    let set = |paper: &mut Paper, field: &DocumentField| paper.field(&field.locator, &field.name, &field.lines);
    paper.heading("Fields of the form CMS-485");
    document.fields.iter().for_each(|field| set(&mut paper, field));
    paper.heading("Beyond the form: 42 CFR 484.60(a)(2)");
    document.additions.iter().for_each(|field| set(&mut paper, field));
    paper
}
