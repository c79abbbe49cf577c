//! The decisions of a reconciliation as a draft: they are written to the chart only when it is finished, and outlive the
//! program until then.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::domain::draft::Draft;
use crate::domain::ids::PatientId;
use crate::domain::medication::reconcile::{Decision, Row};
use crate::ui::{App, Effect};

/// Where the draft is kept.
pub(in crate::ui) const PLACE: &str = "reconcile";

/// What tells a row from every other one, and from itself once anything on it has changed: then it is decided anew.
fn mark(row: &Row) -> String {
    let mut hasher = DefaultHasher::new();
    format!("{row:?}").hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// A line for each decision: `ours: warfarin [9f86d081884c7d65]`.
fn written(decided: &[(Row, Decision)]) -> String {
    let line = |(row, decision): &(Row, Decision)| format!("{}: {} [{}]", decision.word(), row.name, mark(row));
    decided.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The decisions as a person reads them, without the marks of their rows; the last of them may be cut.
pub(in crate::ui) fn in_words(text: &str) -> String {
    text.lines().map(|line| line.split_once(" [").map_or(line, |(said, _)| said)).collect::<Vec<_>>().join("\n")
}

/// The decision of a line, and the mark of its row.
fn read(line: &str) -> Option<(Decision, &str)> {
    let (word, rest) = line.split_once(": ")?;
    let (_, mark) = rest.strip_suffix(']')?.rsplit_once('[')?;
    let decision = Decision::ALL.into_iter().find(|decision| decision.word() == word)?;
    Some((decision, mark))
}

impl App {
    /// Keeps what is decided so far about a patient's lists.
    pub(in crate::ui) fn keep_decisions(&mut self, patient: PatientId) -> Vec<Effect> {
        // With a clock that was set by hand nothing is written.
        let Some(decided) = self.unwritten.decided.get(&patient).filter(|_| !self.read_only) else { return Vec::new() };
        let (place, text) = (PLACE.to_owned(), written(decided));
        let fresh = self.fresh_name();
        let becomes = *self.unwritten.names.entry(patient).or_insert(fresh);
        vec![if text.is_empty() {
            Effect::DropDraft { patient, place }
        } else {
            Effect::KeepDraft { patient, place, text, cursor: 0, seen: 0, becomes }
        }]
    }

    /// A chart was opened: what was decided about its lists in an earlier session is looked for.
    pub(in crate::ui) fn ask_for_decisions(&self) -> Vec<Effect> {
        let waiting = self.chart.as_ref().filter(|screen| screen.table.is_some()).map(|screen| screen.assessed.id());
        let unknown = waiting.filter(|patient| !self.unwritten.decided.contains_key(patient));
        unknown.map(|patient| Effect::ReadDraft { patient, place: PLACE.to_owned() }).into_iter().collect()
    }

    /// What was decided earlier holds for the rows that are still the same; what was decided meanwhile goes before it.
    pub(in crate::ui) fn restore_decisions(&mut self, patient: PatientId, draft: &Draft) -> Vec<Effect> {
        let Some(screen) = self.chart.as_ref().filter(|screen| screen.assessed.id() == patient) else {
            return Vec::new();
        };
        let kept: Vec<(Decision, &str)> = draft.text.lines().filter_map(read).collect();
        self.unwritten.names.entry(patient).or_insert(draft.becomes);
        let decided = self.unwritten.decided.entry(patient).or_default();
        let mut restored = 0;
        for row in screen.table.iter().flat_map(|table| &table.rows) {
            let mark = mark(row);
            let earlier = kept.iter().find(|(_, known)| *known == mark);
            if let Some((decision, _)) = earlier.filter(|_| !decided.iter().any(|(known, _)| known == row)) {
                decided.push((row.clone(), *decision));
                restored += 1;
            }
        }
        if restored > 0 {
            let at = draft.updated.with_timezone(&self.board.zone).format("%a %d %b %H:%M");
            let (count, of) = (decisions(restored), decisions(kept.len()));
            let lost = if restored < kept.len() { format!(" of {of}; the other rows changed") } else { String::new() };
            self.say(format!("{count} of {at} restored{lost}."));
        }
        Vec::new()
    }
}

fn decisions(count: usize) -> String {
    if count == 1 { "1 decision".to_owned() } else { format!("{count} decisions") }
}
