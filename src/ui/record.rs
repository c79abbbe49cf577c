//! Recording an event: the kind by a few letters, then its fields with what is usual filled in.

use super::form::{Asked, Form, Purpose};
use super::overlay::Overlay;
use super::pick::{Choice, Pick};
use super::{App, Msg};
use crate::domain::board::{Assessed, behind};
use crate::domain::deadline::rule::{Rule, Satisfier};
use crate::domain::deadline::visit::is_permitted;
use crate::domain::deadline::{Deadline, DeadlineStatus, Due};
use crate::domain::event::{Event, Kind, REASONS_FOR_ASSESSMENT};
use crate::domain::field::{Field, Shape};
use crate::domain::refusal::Refusal;
use crate::domain::visit::StoredVisit;

/// Facts that have a key of their own: a visit is closed, not recorded; decisions, reasons and waivers belong to a deadline.
const ELSEWHERE: &[&str] = &["visit", "decision", "late_reason", "waiver"];

/// Facts that are most often recorded while they happen.
const WHILE_IT_HAPPENS: &[&str] =
    &["medication_issue", "medication_issue_closed", "practitioner_contacted", "missed_visit_notified", "order_verbal"];

/// What is recorded, in groups: what happens most often first, what is about staff last.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "calls and orders",
        &[
            "order_verbal",
            "practitioner_contacted",
            "missed_visit_notified",
            "frequency_order",
            "order_signed",
            "recert_orders",
            "task_ordered",
            "task_done",
            "task_stopped",
        ],
    ),
    (
        "what happened",
        &[
            "inpatient_admission",
            "inpatient_discharge",
            "change_in_condition",
            "medication_issue",
            "medication_issue_closed",
            "visit_missed",
            "death",
        ],
    ),
    (
        "assessments",
        &[
            "assessment",
            "oasis_accepted",
            "therapy_reassessment",
            "drug_regimen_review",
            "homebound_stated",
            "transfer",
        ],
    ),
    (
        "start, resumption, end",
        &[
            "referral",
            "return_home",
            "ordered_soc",
            "soc",
            "ordered_roc",
            "roc",
            "discharge_plan",
            "discharge_ordered",
            "discharge",
            "discipline_discharge",
            "summary_sent",
        ],
    ),
    ("plan of care", &["poc_signed", "poc_revised", "poc_revision_told", "certified", "f2f"]),
    ("payer", &["noa_accepted", "payer_change", "authorization", "authorization_requested"]),
];

/// Words that a kind is found by; of an assessment, by its reason.
const ALSO: &[(&str, &str, &str)] = &[
    ("order_verbal", "", "call telephone phone order read back lab hold"),
    ("practitioner_contacted", "", "call called md doctor notified phone"),
    ("missed_visit_notified", "", "call md doctor notified"),
    ("frequency_order", "", "visits schedule weekly"),
    ("inpatient_admission", "", "hospital er ed emergency admitted"),
    ("inpatient_discharge", "", "hospital home discharged"),
    ("change_in_condition", "", "fall fell decline worse incident wound"),
    ("medication_issue", "", "drug problem reaction error"),
    ("death", "", "died deceased expired"),
    ("transfer", "", "hospital"),
    ("assessment", "05", "fall decline significant change"),
    ("assessment", "06", "hospital"),
    ("assessment", "07", "hospital"),
    ("assessment", "08", "died"),
    ("referral", "", "intake new patient"),
    ("discharge", "", "end of care goals met"),
    ("poc_revision_told", "", "notified called"),
    ("payer_change", "", "insurance medicare"),
];

/// The group of a kind and its place there; kinds of no group come last, as they are declared.
fn place(word: &str) -> (usize, usize) {
    let found = GROUPS
        .iter()
        .enumerate()
        .find_map(|(group, (_, kinds))| kinds.iter().position(|kind| *kind == word).map(|place| (group, place)));
    found.unwrap_or((GROUPS.len(), 0))
}

/// A kind of fact, with what tells it from others of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wanted {
    kind: &'static Kind,
    detail: Option<&'static str>,
}

impl Wanted {
    fn of(satisfier: &Satisfier) -> Option<Self> {
        let kind = Kind::of(satisfier.kind).filter(|kind| !ELSEWHERE.contains(&kind.word))?;
        Some(Self { kind, detail: satisfier.detail })
    }

    /// Everything that can be recorded, group by group; an assessment once for each reason.
    fn all() -> Vec<Self> {
        let mut kinds: Vec<&Kind> = Event::KINDS.iter().filter(|kind| !ELSEWHERE.contains(&kind.word)).collect();
        kinds.sort_by_key(|kind| place(kind.word));
        let each = |kind: &'static Kind| -> Vec<Self> {
            if kind.word != "assessment" {
                return vec![Self { kind, detail: None }];
            }
            REASONS_FOR_ASSESSMENT.iter().map(|(rfa, _)| Self { kind, detail: Some(rfa) }).collect()
        };
        kinds.into_iter().flat_map(each).collect()
    }

    /// The group it stands in.
    fn group(self) -> &'static str {
        GROUPS.get(place(self.kind.word).0).map_or("other", |(name, _)| name)
    }

    /// Words it is found by, beside its own.
    fn words(self) -> &'static str {
        let known = ALSO
            .iter()
            .find(|(word, detail, _)| *word == self.kind.word && (detail.is_empty() || Some(*detail) == self.detail));
        known.map_or("", |(_, _, words)| words)
    }

    fn label(self) -> String {
        let reason = REASONS_FOR_ASSESSMENT.iter().find(|(rfa, _)| Some(*rfa) == self.detail);
        match (reason, self.detail) {
            (Some((rfa, meaning)), _) => format!("{} RFA {rfa}, {meaning}", self.kind.label),
            (None, Some(detail)) => format!("{}, {}", self.kind.label, detail.replace('_', " ")),
            (None, None) => self.kind.label.to_owned(),
        }
    }
}

/// What would meet a deadline of this rule, the usual one first.
fn satisfying(rule: Option<&Rule>) -> Vec<Wanted> {
    rule.into_iter().flat_map(|rule| rule.satisfied_by).filter_map(Wanted::of).collect()
}

/// `a`: any event, what would meet the deadline in hand first.
pub(super) fn anything(app: &App, patient: &Assessed, deadline: Option<&Deadline>) -> Msg {
    let rule = deadline.and_then(|deadline| app.rule(deadline));
    let mut wanted = satisfying(rule);
    let in_window = rule.into_iter().flat_map(|rule| rule.satisfied_in_window_by).filter_map(Wanted::of);
    wanted.extend(in_window);
    let due = |(wanted, _): &(Wanted, Due)| *wanted;
    let others = what_is_due(app, patient).iter().map(due).chain(Wanted::all()).collect::<Vec<_>>();
    for one in others {
        if !wanted.contains(&one) {
            wanted.push(one);
        }
    }
    pick(app, patient, deadline, &wanted, "record an event")
}

/// What this patient's open deadlines wait for, the one that ends first on top.
fn what_is_due(app: &App, patient: &Assessed) -> Vec<(Wanted, Due)> {
    let is_near = |deadline: &&Deadline| !deadline.advisory && deadline.status != DeadlineStatus::NotOpenYet;
    let mut open: Vec<(Due, &Deadline)> =
        patient.clocks().filter(is_near).filter_map(|deadline| Some((deadline.due?, deadline))).collect();
    open.sort_by_key(|(due, _)| due.last_moment());
    let usual = |(due, deadline): (Due, &Deadline)| Some((*satisfying(app.rule(deadline)).first()?, due));
    open.into_iter().filter_map(usual).collect()
}

/// `x`: what would meet the deadline, dated today.
pub(super) fn satisfaction(app: &App, patient: &Assessed, deadline: &Deadline) -> Result<Msg, Refusal> {
    let wanted = satisfying(app.rule(deadline));
    match wanted.as_slice() {
        [] => Err(met_by_a_visit(app, deadline)),
        [one] => {
            let started = started_by(app, patient, deadline);
            Ok(Msg::Overlay(Overlay::Form(form(app, patient, Some(deadline), started, *one))))
        }
        several => Ok(pick(app, patient, Some(deadline), several, "record what meets it")),
    }
}

/// No fact that can be recorded meets the deadline.
pub(super) fn met_by_a_visit(app: &App, deadline: &Deadline) -> Refusal {
    let [place, done, visits] = app.keys_for(["deadline.place", "visit.done", "view.visits"]);
    let name = &deadline.name;
    Refusal::new(format!(
        "{name} is met by a visit: {place} places one, and {done} on the Visits view ({visits}) marks it done."
    ))
}

/// Whether a fact that can be recorded meets the deadline; else a visit does.
pub(super) fn is_recorded(app: &App, deadline: &Deadline) -> bool {
    !satisfying(app.rule(deadline)).is_empty()
}

/// The form for a fact of that kind, with some answers filled in.
pub(super) fn of_kind(app: &App, patient: &Assessed, word: &str, filled: &[(&str, String)]) -> Result<Msg, Refusal> {
    let kind = Kind::of(word).ok_or_else(|| Refusal::new("This kind of event is not known."))?;
    let mut form = form(app, patient, None, None, Wanted { kind, detail: None });
    for (name, text) in filled {
        if let Some(asked) = form.asked.iter_mut().find(|asked| asked.field.name == *name) {
            *asked = Asked::with(asked.field, text);
        }
    }
    form.at = form.asked.iter().position(|asked| asked.prompt.text().is_empty() && !asked.field.optional).unwrap_or(0);
    Ok(Msg::Overlay(Overlay::Form(form)))
}

/// The death that the source of a chart reports, on its day.
pub(super) fn death(app: &App, patient: &Assessed) -> Result<Msg, Refusal> {
    let day = patient.facts.day_of_unrecorded_death().map(|day| day.format("%Y-%m-%d").to_string());
    // Where the source gives no day, none is proposed.
    of_kind(app, patient, "death", &[("date", day.unwrap_or_default())])
}

/// The practitioner hears of a visit that was not made.
pub(super) fn told_of(app: &App, patient: &Assessed, visit: &StoredVisit) -> Result<Msg, Refusal> {
    let discipline = visit.discipline.word().to_owned();
    of_kind(app, patient, "missed_visit_notified", &[("at", "now".to_owned()), ("discipline", discipline)])
}

/// A clinically significant medication issue, found now.
pub(super) fn medication_issue(app: &App, patient: &Assessed, about: Option<String>) -> Option<Msg> {
    let wanted = Wanted { kind: Kind::of("medication_issue")?, detail: Some("significant") };
    let mut form = form(app, patient, None, None, wanted);
    form.notes = vec![
        "Only what a clinician judges significant starts the clock: practitioner told and actions completed by midnight of the next day."
            .to_owned(),
    ];
    let id = form.asked.iter_mut().find(|asked| asked.field.name == "id");
    if let (Some(asked), Some(about)) = (id, about) {
        *asked = Asked::with(asked.field, &about);
    }
    Some(Msg::Overlay(Overlay::Form(form)))
}

fn pick(app: &App, patient: &Assessed, deadline: Option<&Deadline>, wanted: &[Wanted], what: &str) -> Msg {
    let started = deadline.and_then(|deadline| started_by(app, patient, deadline));
    let due = what_is_due(app, patient);
    let choice = |one: &Wanted| {
        let of_it = due.iter().find(|(wanted, _)| wanted == one);
        let beside = match of_it {
            Some((_, due)) => {
                let word = if due.is_past(app.local()) { "was due" } else { "due" };
                format!("{word} {}", due.day().format("%a %d %b"))
            }
            None => one.group().to_owned(),
        };
        let form = form(app, patient, deadline, started, *one);
        Choice { beside, ..Choice::new(one.label(), Msg::Overlay(Overlay::Form(form))).found_by(one.words()) }
    };
    let title = format!("{what}: {}", patient.who);
    Msg::Overlay(Overlay::Pick(Pick::new(title, wanted.iter().map(choice).collect())))
}

fn form(app: &App, patient: &Assessed, deadline: Option<&Deadline>, started: Option<&Event>, wanted: Wanted) -> Form {
    let proposal = |field: &'static Field| {
        let proposed = proposal(app, deadline, started, wanted, field);
        Asked::with(field, &proposed)
    };
    let asked: Vec<Asked> = wanted.kind.fields.iter().map(proposal).collect();
    // What cannot be guessed is asked first.
    let at = asked.iter().position(|asked| !asked.field.optional && asked.prompt.text().is_empty()).unwrap_or(0);
    let what = format!("record {}", wanted.kind.label);
    Form { asked, at, ..Form::new(app, patient, &what, Purpose::Record(wanted.kind)) }
}

/// The newest fact among those behind a deadline that its rule counts from: the order of a signature, the record of an
/// acceptance.
fn started_by<'a>(app: &App, patient: &'a Assessed, deadline: &Deadline) -> Option<&'a Event> {
    let rule = app.rule(deadline)?;
    let ids = behind(&patient.facts, deadline, app.circumstances());
    let facts = patient.facts.events.iter().filter(|event| ids.contains(&event.id));
    facts.map(|event| &event.value).rfind(|event| rule.windows.iter().any(|window| window.from.is(event)))
}

/// What stands in a field before anybody types.
fn proposal(
    app: &App,
    deadline: Option<&Deadline>,
    started: Option<&Event>,
    wanted: Wanted,
    field: &'static Field,
) -> String {
    let detail = wanted.detail.unwrap_or_default();
    let same = |name| {
        let answers = started.map(Event::answers).unwrap_or_default();
        answers.into_iter().find(|(known, _)| *known == name).map(|(_, typed)| typed)
    };
    let now = WHILE_IT_HAPPENS.contains(&wanted.kind.word);
    let user = &app.board.user;
    let discipline = || deadline.and_then(|deadline| deadline.discipline.clone()).or_else(|| user.discipline.clone());
    match field.name {
        "rfa" | "mode" if !detail.is_empty() => detail.to_owned(),
        "m0090" if wanted.kind.word == "assessment" => "today".to_owned(),
        "rfa" | "m0090" | "id" | "aide" => same(field.name).unwrap_or_default(),
        "major" | "significant" | "planned" if detail == field.name => "yes".to_owned(),
        "contacted_at" | "completed_at" if detail == "complete" => "now".to_owned(),
        "discipline" => same("discipline").or_else(|| Some(discipline()?.word().to_owned())).unwrap_or_default(),
        // Where somebody else has to do it, nothing is proposed rather than what would not count.
        "by" if field.optional && !may_do(app, wanted, &user.credential) => String::new(),
        "role" | "by" => user.credential.clone(),
        _ if field.optional => String::new(),
        _ => match field.shape {
            Shape::Day | Shape::DayAhead => "today".to_owned(),
            Shape::Moment => if now { "now" } else { "today" }.to_owned(),
            Shape::Bool | Shape::Days | Shape::Text | Shape::Number | Shape::Coded(_) | Shape::Several(_) => {
                String::new()
            }
        },
    }
}

/// Whether every rule that counts such a fact counts it by somebody with this credential.
fn may_do(app: &App, wanted: Wanted, credential: &str) -> bool {
    let counts = |rule: &&Rule| {
        let mut kinds = rule.satisfied_by.iter().chain(rule.satisfied_in_window_by);
        kinds.any(|kind| Wanted::of(kind) == Some(wanted))
    };
    app.knowledge.rules.iter().filter(counts).all(|rule| is_permitted(rule, credential, false))
}

impl App {
    /// The rule of a deadline, in the version it was computed with.
    pub(super) fn rule(&self, deadline: &Deadline) -> Option<&'static Rule> {
        self.knowledge.rules.iter().find(|rule| rule.id == deadline.rule && rule.effective_from == deadline.version)
    }
}
