//! The plan of care on paper, for people who read charts.

use super::paper::{Paper, Size};
use crate::domain::plan::document::{DocumentField, PlanDocument, SignedDocument};
use crate::domain::text;

/// The document, with who printed it and when at the foot of its pages.
pub fn paper(document: &PlanDocument, printed: &str) -> Paper {
    let whose = format!("{}, medical record number {}", document.patient, document.number);
    let mut paper =
        Paper::new("Home health certification and plan of care", &document.version.said(), &whose, Size::Chart);
    paper.described = format!("Plan of care, record {}", text::line(&document.number));
    paper.foot = text::line(printed);
    paper.notice = document.version.notice().unwrap_or_default();
    headed(&mut paper, "Fields of the form CMS-485", &document.fields);
    headed(&mut paper, "Beyond the form: 42 CFR 484.60(a)(2)", &document.additions);
    paper
}

/// A signed version word for word; `number` is the medical record number that the file's own description gives.
pub fn signed(document: &SignedDocument, number: &str, printed: &str) -> Paper {
    let version = document.number;
    let mut paper =
        Paper::new("Plan of care as signed", &format!("version {version}, signed"), &document.patient, Size::Chart);
    paper.described = format!("Plan of care, record {}, version {version}", text::line(number));
    paper.foot = text::line(printed);
    paper.notice = text::line(&document.notice);
    if !document.added.is_empty() {
        headed(&mut paper, &format!("Added to version {version} after it was signed"), &document.added);
    }
    headed(&mut paper, "What was signed, word for word, in the order of the form CMS-485", &document.fields);
    if !document.additions.is_empty() {
        headed(&mut paper, "What was signed beyond the form", &document.additions);
    }
    paper
}

fn headed(paper: &mut Paper, heading: &str, fields: &[DocumentField]) {
    paper.heading(heading);
    for field in fields {
        paper.field(&field.locator, &field.name, &field.lines);
    }
}
