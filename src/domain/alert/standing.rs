//! Lines of which nobody says whether they are still taken: no status, or a last day that is over.

use std::fmt::Write as _;

use super::finding::Finding;
use super::lines::TakenList;
use super::{AlertKind, AlertTier, UnderReview};

/// One row for all of them: they are asked about together.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    let mut finding = Finding::new(AlertKind::StillTaken, AlertTier::Monitor, "");
    for (line, taken) in list.lines.iter().enumerate() {
        let medication = &taken.entry.value;
        let drug = &medication.drug;
        let ended = under.today.is_some_and(|today| medication.has_run_out(today));
        if medication.status.warning().is_some() {
            finding.facts.push(format!("the source does not state the status of {drug}"));
        } else if ended {
            finding.facts.push(format!("the last day of {drug} is over{}", medication.until().replace(", until", ":")));
        } else {
            continue;
        }
        finding.text.get_or_insert_with(|| drug.clone());
        finding.lines.push(line);
    }
    let more = finding.lines.len().saturating_sub(1);
    if finding.lines.is_empty() {
        return Vec::new();
    }
    if let Some(text) = finding.text.as_mut().filter(|_| more > 0) {
        let _ = write!(text, " and {more} more");
    }
    finding.consequence = "checked as if taken, and perhaps it is not".into();
    finding.action = "Ask whether it is still taken; stop it on the list if it is not".into();
    finding.source = "the medication list itself".into();
    vec![finding]
}
