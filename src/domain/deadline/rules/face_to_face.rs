//! The face-to-face encounter: which way of meeting counts. Source: 42 CFR 424.22(a)(1)(v), 440.70(f); 42 U.S.C. 1395m(m).

use chrono::NaiveDate;

use super::{Obligation, by_row, describe};
use crate::domain::deadline::course::{Course, Payer};
use crate::domain::deadline::rule::{Applies, Rule};
use crate::domain::event::{EncounterMode, EncounterPlace, Event};

/// One, from the start of care; an encounter that cannot count is named with the reason.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    // Medicare's own stands there already: a second line would say the same twice.
    let is_medicaids = || {
        let payer = course.payer_on(course.soc.unwrap_or(course.today()));
        matches!(payer, Some(Payer::Medicaid | Payer::MedicaidMco))
    };
    if rule.applies_if == Applies::Medicaid && !is_medicaids() {
        return Vec::new();
    }
    let mut owed = by_row::answered_by(rule, course, |event| refused(rule, event).is_none());
    let met = || course.all(rule.satisfied_by, NaiveDate::MIN..=NaiveDate::MAX);
    for obligation in &mut owed {
        let refusals =
            met().filter_map(|event| Some(format!("{} does not count: {}", describe(event), refused(rule, event)?)));
        obligation.why.extend(refusals);
        let Some(done) = &obligation.done else { continue };
        let unsaid =
            met().find(|event| event.day() == done.day && matches!(event, Event::FaceToFace { mode: None, .. }));
        obligation.why.extend(unsaid.map(|event| {
            format!("{}: how the patient was seen is not recorded; sound alone does not count", describe(event))
        }));
        if done.day < rule.effective_from {
            obligation
                .why
                .push("an encounter before this version is judged by the rules of the start of care".to_owned());
        }
    }
    owed
}

/// Why this encounter does not count, whoever it was with.
fn refused(rule: &Rule, event: &Event) -> Option<String> {
    let Event::FaceToFace { date, mode, patient_at, .. } = event else { return None };
    let at_home_through = rule.date("video_at_home_through");
    match (mode, patient_at) {
        (Some(EncounterMode::Audio), _) => Some("sound alone is no encounter; it takes sight and sound".to_owned()),
        (Some(EncounterMode::Video), Some(EncounterPlace::Home)) => at_home_through
            .filter(|through| date > through)
            .map(|through| format!("by video with the patient at home it counts through {through} only")),
        _ => None,
    }
}
