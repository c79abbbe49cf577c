//! Words people use for what a command does, beside those of its help; and which commands the palette only takes by name.

use crate::ui::command::Command;
use crate::ui::pick::words_of;

/// By command, the words it is found by too.
const WORDS: &[(&str, &str)] = &[
    ("open", "chart patient"),
    ("alert.answer", "call md doctor prescriber result lab inr"),
    ("note.write", "call phone telephone document chart note fall incident teach teaching education conference family"),
    ("notes.read", "notes calls documentation"),
    (
        "section.summary",
        "vitals vital signs bp blood pressure weight pulse inr glucose lab labs results trend allergies",
    ),
    ("section.meds", "drugs medicines pills medication"),
    ("section.records", "permission consent"),
    ("section.home", "evaluation smoke alarm rugs oxygen"),
    ("view.home", "hazard hazards safety"),
    ("section.plan", "goals teach teaching education referral resources"),
    ("section.people", "phone telephone family caregiver doctor address contact daughter son"),
    ("section.visits", "schedule calendar frequency"),
    ("section.deadlines", "oasis due late compliance"),
    ("view.visits", "schedule calendar day route"),
    ("view.reassess", "oasis due late deadlines compliance schedule"),
    ("deadline.place", "schedule book visit"),
    ("visit.start", "arrive begin visit"),
    ("visit.done", "task complete finish close"),
    (
        "event.record",
        "discharge hospital admission transfer death died order verbal resumption fall referral oasis assessment hospice \
         emergency",
    ),
    ("event.correct", "error mistake wrong"),
    ("visit.not-made", "no show cancel not home refused"),
    ("medicine.add", "drug new medicine order"),
    ("medicine.fill", "refill pharmacy"),
    ("medicine.reconcile", "hospital list discharge"),
    ("list.receive", "hospital list discharge paste"),
    ("plan.tell", "call notify"),
    ("find", "search patient dob phone"),
    ("pairs", "duplicate duplicates double twice merge merged identity same two"),
    ("print", "paper pdf"),
    ("view.drafts", "unsaved unfinished"),
    ("help", "keys shortcuts"),
    ("quit", "quit exit"),
];

/// What leaves, closes or undoes, with the words that name it. The palette shows these once a whole one of them is typed, and
/// never because some letters fit.
const BY_NAME: &[(&str, &[&str])] =
    &[("undo", &["undo"]), ("redo", &["redo"]), ("close", &["close"]), ("quit", &["quit", "leave", "exit"])];

/// The words a command is found by, beside those of its help.
pub(in crate::ui) fn words_for(row: &Command) -> &'static str {
    WORDS.iter().find(|(name, _)| *name == row.name).map_or("", |(_, words)| words)
}

/// Whether a command may stand among what was found by these letters; with nothing typed everything stands there.
pub(in crate::ui) fn is_named(row: &Command, typed: &str) -> bool {
    let typed = words_of(typed);
    let Some((_, names)) = BY_NAME.iter().find(|(name, _)| *name == row.name) else { return true };
    typed.is_empty() || typed.iter().any(|typed| names.contains(&typed.as_str()))
}
