//! What to ask, teach and call about.

use super::lines::TakenList;
use super::{Alert, AlertKind};
use crate::domain::formulary::rules::SideEffectRule;
use crate::domain::formulary::{Formulary, Subject};

/// Questions for one class of medicines are these many at most.
const QUESTIONS: usize = 3;

/// What to ask and teach about one medicine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Teaching {
    /// Questions, riskiest first.
    pub ask: Vec<&'static str>,
    /// What to teach.
    pub teach: &'static str,
    /// When the patient must call at once.
    pub call_now: &'static str,
}

/// What to ask and teach about an ingredient, if a table says anything.
pub fn teaching(ingredient: u16, formulary: &Formulary) -> Option<Teaching> {
    let rule = rule(ingredient, formulary)?;
    let ask = questions(formulary.text(rule.ask)).take(QUESTIONS).collect();
    Some(Teaching { ask, teach: formulary.text(rule.teach), call_now: formulary.text(rule.call_now) })
}

/// The row about the ingredient itself, else the first about one of its classes.
fn rule(ingredient: u16, formulary: &Formulary) -> Option<&'static SideEffectRule> {
    let rows = formulary.side_effects;
    let own = rows.iter().find(|row| row.subject == Subject::Ingredient(ingredient));
    own.or_else(|| rows.iter().find(|row| formulary.covers(row.subject, ingredient)))
}

/// Each question with its mark.
fn questions(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split_inclusive('?').map(str::trim).filter(|question| !question.is_empty())
}

/// Adds what to ask and teach about the medicines of an alert.
pub(super) fn fill(alert: &mut Alert, list: &TakenList) {
    if matches!(alert.kind, AlertKind::NotChecked | AlertKind::Sig) {
        return;
    }
    for name in &alert.ingredients {
        let Some(found) = list.ingredient_named(name).and_then(|ingredient| teaching(ingredient, list.formulary))
        else {
            continue;
        };
        // Two medicines of a class are asked about once.
        if !alert.teach.contains(&found.teach) {
            alert.ask.extend(found.ask);
            alert.teach.push(found.teach);
            alert.call_now.push(found.call_now);
        }
    }
}
