//! What every kind of finding has in common, before it is put into words.

use std::borrow::Cow;

use super::lines::TakenList;
use super::{Alert, AlertKind, AlertTier};
use crate::domain::ids::PatientId;

/// A finding of one of the kinds that look at more than the medicines themselves.
#[derive(Clone)]
pub(super) struct Finding {
    pub(super) kind: AlertKind,
    pub(super) grade: AlertTier,
    /// Whether it waits for a review of the whole list.
    pub(super) is_caution: bool,
    pub(super) lines: Vec<usize>,
    pub(super) ingredients: Vec<u16>,
    pub(super) rule: &'static str,
    pub(super) text: Option<String>,
    /// This patient's facts beside the lines themselves.
    pub(super) facts: Vec<String>,
    pub(super) missing: Vec<String>,
    pub(super) consequence: Cow<'static, str>,
    pub(super) action: Cow<'static, str>,
    pub(super) source: Cow<'static, str>,
    /// What to ask before what the class of the drug asks, and what to teach.
    pub(super) ask: Vec<&'static str>,
    pub(super) teach: Vec<&'static str>,
}

impl Finding {
    /// A finding without words yet.
    pub(super) fn new(kind: AlertKind, grade: AlertTier, rule: &'static str) -> Self {
        Self {
            kind,
            grade,
            is_caution: false,
            lines: Vec::new(),
            ingredients: Vec::new(),
            rule,
            text: None,
            facts: Vec::new(),
            missing: Vec::new(),
            consequence: "".into(),
            action: "".into(),
            source: "".into(),
            ask: Vec::new(),
            teach: Vec::new(),
        }
    }

    /// About one ingredient and every line that has it.
    pub(super) fn about(mut self, ingredient: u16, lines: Vec<usize>) -> Self {
        self.ingredients.push(ingredient);
        self.lines = lines;
        self
    }

    /// About one line and everything in it.
    pub(super) fn about_line(mut self, line: usize, list: &TakenList) -> Self {
        if let Some(taken) = list.lines.get(line) {
            self.ingredients = taken.reading.resolved.parts.iter().map(|part| part.ingredient).collect();
            self.text = Some(taken.entry.value.drug.clone());
        }
        self.lines = vec![line];
        self
    }

    pub(super) fn into_alert(mut self, patient: PatientId, list: &TakenList) -> Alert {
        self.lines.sort_unstable();
        self.lines.dedup();
        let mut why = Vec::new();
        if !self.lines.is_empty() {
            why.push(list.on_the_list(&self.lines));
            why.extend(list.contents(&self.lines));
        }
        why.extend(self.facts);
        let mut ingredients: Vec<&'static str> = self.ingredients.iter().map(|index| list.name(*index)).collect();
        ingredients.sort_unstable();
        ingredients.dedup();
        let has_tier = matches!(
            self.kind,
            AlertKind::Allergy
                | AlertKind::Dose
                | AlertKind::Combination
                | AlertKind::Adherence
                | AlertKind::Refill
                | AlertKind::PrnUse
        );
        Alert {
            kind: self.kind,
            tier: has_tier.then_some(self.grade),
            grade: self.grade,
            patient,
            ingredients,
            lines: list.ids(&self.lines),
            rule: self.rule,
            text: self.text,
            why,
            missing: self.missing,
            consequence: self.consequence,
            action: self.action,
            ask: self.ask,
            teach: self.teach,
            call_now: Vec::new(),
            source: self.source,
        }
    }
}
