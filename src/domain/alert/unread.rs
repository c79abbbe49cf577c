//! Lines of whose words one was not understood, or whose strength nobody can say: nothing is computed from them, and that
//! is said.

use super::finding::Finding;
use super::lines::TakenList;
use super::{AlertKind, AlertTier};
use crate::domain::medication::dose::unclear_amount;

/// One caution for each such line.
pub(super) fn find(list: &TakenList) -> Vec<Finding> {
    let lines = list.lines.iter().enumerate();
    lines
        .filter_map(|(line, taken)| {
            let asked = unclear_amount(&taken.entry.value, &taken.reading, list.formulary);
            if asked.is_empty() {
                return None;
            }
            let mut finding = Finding::new(AlertKind::Sig, AlertTier::Monitor, "");
            finding.is_caution = true;
            finding.lines.push(line);
            let written = &taken.entry.value;
            finding.text = Some(if written.sig.is_empty() { written.drug.clone() } else { written.sig.clone() });
            finding.consequence = format!("amount not checked: {}", asked.join("; ").trim_end_matches('?')).into();
            finding.action = "Ask how it is meant, and write it so".into();
            finding.source = format!("drug knowledge {}", list.formulary.version).into();
            Some(finding)
        })
        .collect()
}
