//! Where the drafts of forms are kept: a place is the same for the same thing, whenever its form is opened.

use crate::domain::entry;
use crate::domain::event::Kind;
use crate::domain::plan::{GoalStatus, VersionKind};
use crate::ui::form::{Form, Purpose};

/// Stands before the place of every form.
const ROOT: &str = "form/";

/// A place from its parts: `goal`, `change`, `7`. An empty one at the end is left out.
pub(in crate::ui) fn slot(parts: &[&str]) -> String {
    // What marks places stands for itself only outside of names.
    let plain = |part: &&str| part.replace('%', "%25").replace('/', "%2F").replace('~', "%7E");
    let parts: Vec<String> = parts.iter().map(plain).collect();
    format!("{ROOT}{}", parts.join("/")).trim_end_matches('/').to_owned()
}

/// The parts of a place; nothing where it is no form's.
pub(in crate::ui) fn parts(place: &str) -> Option<Vec<String>> {
    let plain = |part: &str| part.replace("%7E", "~").replace("%2F", "/").replace("%25", "%");
    Some(place.strip_prefix(ROOT)?.split('/').map(plain).collect())
}

/// The place of a form, as people read it; nothing where this program knows no such form.
pub(in crate::ui) fn in_words(parts: &[String]) -> Option<String> {
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let words = match parts.as_slice() {
        ["goal", "add", ..] => "add a goal",
        ["goal", "change", _] => "change a goal",
        ["goal", "check", ..] => "check a goal",
        ["goal", "end", _, status] if *status == GoalStatus::Met.word() => "close a goal as met",
        ["goal", "end", ..] => "drop a goal",
        ["goal", "reopen", _] => "reopen a goal",
        ["problem", "reopen", _] => "reopen a problem",
        ["step", "reopen", _] => "reopen an intervention",
        ["problem", "add", ..] => "add a problem",
        ["problem", "adopt", _] => "a problem of the plan",
        ["problem", "change", _] => "change a problem",
        ["problem", "resolve", _] => "resolve a problem",
        ["step", "add", ..] => "add an intervention",
        ["step", "change", _] => "change an intervention",
        ["step", "stop", _] => "stop an intervention",
        ["step", "result", ..] => "result of intervention",
        ["plan", kind, number] => return Some(format!("{} to v{number}", VersionKind::from_word(kind).label())),
        ["record", "late_reason", ..] => "why late",
        ["record", kind, ..] => return Some(format!("record {}", Kind::of(kind)?.label)),
        ["consider", ..] => "waive",
        ["correct", _] => "correct a fact",
        ["visit", ..] => "place a visit",
        ["made", _] => "a visit that was made",
        ["answer", _, subject] if subject.starts_with("goal ") => "decide about a goal",
        ["answer", _, subject] if subject.starts_with("limit:") => "answer a result",
        ["answer", _, subject] if subject.starts_with("visit:") => "answer a missed visit",
        ["answer", _, subject] if subject.starts_with("clock:") => "answer about a deadline",
        ["answer", ..] => "answer an alert",
        ["task", ..] => "what becomes of a task",
        ["medicine", "add"] => "add a medicine",
        ["medicine", "change", _] => "change a medicine",
        ["medicine", "hold", _] => "hold a medicine",
        ["medicine", "resume", _] => "resume a medicine",
        ["medicine", "stop", _] => "stop a medicine",
        ["use", "doses", _] => "doses taken",
        ["use", "fill", _] => "a fill",
        ["use", "prn", _] => "PRN use",
        ["list"] => "enter another list",
        ["entry", "add", kind] => return Some(format!("record a {}", entry::Kind::of(kind)?.title)),
        ["entry", "change", _] => "change a record",
        ["entry", "try", _] => "what was tried about a hazard",
        ["entry", "retract", _] => "a record entered in error",
        _ => return None,
    };
    Some(words.to_owned())
}

impl Form {
    /// Where a draft of it is kept: the same for the same thing, whenever it is opened.
    pub(in crate::ui) fn place(&self) -> String {
        match &self.purpose {
            Purpose::Record(kind) => self.place_of_a_fact(&["record", kind.word]),
            Purpose::Consider(kind) => self.place_of_a_fact(&["consider", kind.word]),
            Purpose::Correct(_, id) => slot(&["correct", &id.to_string()]),
            Purpose::Place(visit) => slot(&["visit", &self.from.date().to_string(), &visit.purpose]),
            Purpose::Made(visit) => slot(&["made", &visit.to_string()]),
            Purpose::Answer(pending) => pending.place(),
            Purpose::Task(pending) => pending.place(),
            Purpose::Medicine(pending) => pending.place(),
            Purpose::Goal(what) => what.place(),
            Purpose::CarePlan(what) => what.place(self),
            Purpose::Use(pending) => pending.place(),
            Purpose::Receive(_) => slot(&["list"]),
            Purpose::Entry(job) => job.place(),
        }
    }

    /// What is proposed tells one fact from another of its kind: which assessment, which order.
    fn place_of_a_fact(&self, kind: &[&str]) -> String {
        let answers = self.answers().into_iter().filter(|(_, typed)| !typed.is_empty());
        let answers: Vec<String> = answers.map(|(name, typed)| format!("{name}={typed}")).collect();
        let parts: Vec<&str> = kind.iter().copied().chain(answers.iter().map(String::as_str)).collect();
        slot(&parts)
    }
}
