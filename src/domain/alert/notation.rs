//! Notations that are misread, in lines as they were typed.

use super::finding::Finding;
use super::lines::TakenList;
use super::{AlertKind, AlertTier, UnderReview};
use crate::domain::medication::notation;

/// One row for each notation of each line. Only a line that somebody typed has any.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    if !under.as_typed {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (line, taken) in list.lines.iter().enumerate() {
        for found in notation::find(&taken.entry.value.line(), list.formulary) {
            let mut finding = Finding::new(AlertKind::Sig, AlertTier::Monitor, "");
            finding.lines.push(line);
            finding.consequence = format!("may be read as: {}", list.formulary.text(found.rule.problem)).into();
            finding.action = format!("Write: {}", found.instead).into();
            if found.rule.block {
                finding.facts.push("on the list of notations never to use".to_owned());
            }
            finding.source = list.formulary.text(found.rule.source).into();
            finding.text = Some(found.written);
            findings.push(finding);
        }
    }
    findings
}
