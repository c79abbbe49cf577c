//! Lines whose drug no table knows: they are shown, never passed over in silence.

use super::lines::TakenList;
use super::{Alert, AlertKind, AlertTier};
use crate::domain::ids::PatientId;
use crate::domain::medication::NOT_NAMED;

/// One row for each line that is known in part or not at all.
pub(super) fn find(patient: PatientId, list: &TakenList) -> Vec<Alert> {
    let lines = list.lines.iter().enumerate();
    lines
        .filter_map(|(line, taken)| {
            let resolved = &taken.reading.resolved;
            let text = resolved.unknown.clone()?;
            // Nobody has named it: "named" out of "(drug not named)" would look like a name.
            let is_named = taken.entry.value.drug != NOT_NAMED;
            let text = if is_named { text } else { "a drug that its source does not name".to_owned() };
            let names = resolved.parts.iter().map(|part| list.name(part.ingredient));
            let mut why = vec![list.on_the_list(&[line])];
            if resolved.parts.is_empty() {
                let why_not = if is_named { "no table knows this name" } else { "the source gives no name" };
                why.push(why_not.to_owned());
            } else {
                why.push("only a part of this medicine is known".to_owned());
            }
            let spell =
                if is_named { "check the spelling, or write the generic name" } else { "look it up at the source" };
            let ask = resolved.ambiguous.map_or(spell, |name| name.ask);
            Some(Alert {
                kind: AlertKind::NotChecked,
                tier: None,
                grade: AlertTier::Monitor,
                patient,
                ingredients: names.collect(),
                lines: list.ids(&[line]),
                rule: "",
                text: Some(text),
                why,
                missing: Vec::new(),
                consequence: "not checked for interactions or duplicates".into(),
                action: format!("Ask a pharmacist about this medicine, or {ask}").into(),
                ask: Vec::new(),
                teach: Vec::new(),
                call_now: Vec::new(),
                source: format!("drug knowledge {}", list.formulary.version).into(),
            })
        })
        .collect()
}

/// One row for each line that is known by name only: its interactions were not reviewed, and that is said.
pub(super) fn not_reviewed(patient: PatientId, list: &TakenList) -> Vec<Alert> {
    let lines = list.lines.iter().enumerate().filter(|(_, taken)| list.is_by_name_only(&taken.reading.resolved));
    lines
        .map(|(line, taken)| {
            let parts = taken.reading.resolved.parts.iter();
            Alert {
                kind: AlertKind::NotChecked,
                tier: None,
                grade: AlertTier::Monitor,
                patient,
                ingredients: parts.map(|part| list.name(part.ingredient)).collect(),
                lines: list.ids(&[line]),
                rule: "",
                text: Some(taken.entry.value.drug.clone()),
                why: vec![
                    list.on_the_list(&[line]),
                    "its name is known, its interactions are not reviewed here".to_owned(),
                ],
                missing: Vec::new(),
                consequence: "known by name only: duplicates are found, interactions are not".into(),
                action: "Ask a pharmacist about this medicine".into(),
                ask: Vec::new(),
                teach: Vec::new(),
                call_now: Vec::new(),
                source: format!("drug knowledge {}", list.formulary.version).into(),
            }
        })
        .collect()
}

/// The row in the place of findings that a list of thousands leaves no room for.
pub(super) fn left_out(patient: PatientId, count: usize) -> Alert {
    Alert {
        kind: AlertKind::NotChecked,
        tier: None,
        grade: AlertTier::Monitor,
        patient,
        ingredients: Vec::new(),
        lines: Vec::new(),
        rule: "",
        text: Some(format!("{count} more findings")),
        why: vec!["the list is too long: the gravest findings are shown".to_owned()],
        missing: Vec::new(),
        consequence: "this is hardly the list of one patient".into(),
        action: "Take down what is not taken, then look again".into(),
        ask: Vec::new(),
        teach: Vec::new(),
        call_now: Vec::new(),
        source: "the length of this list".into(),
    }
}
