//! What was written in the last days.

use chrono::TimeDelta;

use crate::domain::note::{Note, NoteKind};
use crate::domain::record::Body;
use crate::domain::when::Instant;

use super::Case;
use super::pools::{Story, parts, pools};
use super::roster::Member;
use super::situation::stories;
use super::visits::HomeVisit;
use super::writer::Writer;

/// Visits of the last days have a note; older ones are history.
const NOTED_DAYS: i64 = 14;

/// Writes the notes of a present patient.
pub(super) fn write(case: &Case<'_>, visits: &[HomeVisit<'_>], to: &mut Writer) {
    if case.is_former() {
        return;
    }
    let mut chance = case.chance(10);
    let stories = stories(&case.situation);
    // The notes of the profile are of quiet days; they would contradict what happened of late.
    let newest = if stories.is_empty() { 0 } else { 4 };
    let noted = visits
        .iter()
        .filter(|visit| visit.is_nursing_done() && (newest..=NOTED_DAYS).contains(&case.days.ago(visit.day)));
    let texts = case.profile.notes.iter().cycle().skip(chance.below(case.profile.notes.len()));
    for (visit, text) in noted.zip(texts) {
        let at = visit.visit.state.finished.unwrap_or(visit.visit.ends);
        // The newest visit of today is still being written up.
        if case.days.now - at > TimeDelta::minutes(40) {
            note(visit.by, NoteKind::Visit, at, text, to);
        }
    }
    let situations = &pools().situations;
    for (kind, texts, chance_of) in
        [(NoteKind::Call, &situations.calls, 30), (NoteKind::Remark, &situations.remarks, 25)]
    {
        let day = case.days.day(-i64::from(chance.between(1, 8)));
        let known = case.stay.soc.is_some_and(|soc| soc <= day);
        if chance.percent(chance_of) && known {
            note(case.case_manager(), kind, case.days.at(day, 12, 20), chance.word(texts), to);
        }
    }
    for story in stories {
        tell(case, story, to);
    }
}

fn tell(case: &Case<'_>, story: &Story, to: &mut Writer) {
    for line in &story.notes {
        let [ago, kind, text] = parts(line);
        let at = match ago.parse::<i64>() {
            Ok(days) if days > 0 => case.days.at(case.days.day(-days), 17, 40),
            _ => case.days.latest(10, 5),
        };
        note(case.case_manager(), NoteKind::from_word(kind), at, text, to);
    }
}

fn note(author: &Member, kind: NoteKind, at: Instant, text: &str, to: &mut Writer) {
    let note = Note { kind, at, author: author.shown.clone(), text: text.to_owned(), counts: true };
    to.by(author, Body::Note(note));
}
