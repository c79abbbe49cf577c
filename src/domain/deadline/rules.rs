//! From a row of the rule table and a course to what is owed. A rule that counts from one event and is satisfied by another
//! needs no code; the others have one small function each.

use chrono::NaiveDate;

use super::course::Course;
use super::rule::Rule;
use super::{Due, Need, Question, words};
use crate::domain::codes::Discipline;
use crate::domain::event::Event;
use crate::domain::when::Moment;

mod abn_renewal;
mod aide;
mod aide_staff;
mod authorization;
mod by_row;
mod chain;
mod change_in_condition;
mod ending;
mod face_to_face;
mod first_visits;
mod initial_visit;
mod medication_issue;
mod missed_visit;
mod nomnc;
mod notice_of_admission;
mod payment;
mod periods;
mod recertification;
mod recurring;
mod resumption;
mod straddle;
mod submission;
mod summaries;
mod therapy;
mod timely;
mod transfer;

/// Something a rule asks for once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Obligation {
    /// The day of what started it.
    pub(super) since: NaiveDate,
    /// Facts after this day belong to the next one.
    pub(super) until: NaiveDate,
    /// When its window opens.
    pub(super) opens: Option<Due>,
    /// When it ends; `None` while its trigger is awaited.
    pub(super) due: Option<Due>,
    /// What satisfied it.
    pub(super) done: Option<Done>,
    /// Cannot be done while the patient is an inpatient.
    pub(super) paused: bool,
    /// Why it no longer applies, when it was not done.
    pub(super) lapsed: Option<String>,
    /// Why it can no longer be done, once its end has passed.
    pub(super) too_late: Option<String>,
    /// What tells it from others of its rule, in a word or two.
    pub(super) subject: Option<String>,
    /// Whose clock it is, where each discipline has one.
    pub(super) discipline: Option<Discipline>,
    /// What it takes.
    pub(super) needs: Vec<Need>,
    /// What has to be decided first.
    pub(super) question: Option<Question>,
    /// The arithmetic, a line per step.
    pub(super) why: Vec<String>,
}

impl Obligation {
    /// One that waits for its trigger.
    pub(super) fn waiting(since: NaiveDate, why: Vec<String>) -> Self {
        Self {
            since,
            until: NaiveDate::MAX,
            opens: None,
            due: None,
            done: None,
            paused: false,
            lapsed: None,
            too_late: None,
            subject: None,
            discipline: None,
            needs: Vec::new(),
            question: None,
            why,
        }
    }

    /// One that runs.
    pub(super) fn running(since: NaiveDate, opens: Due, due: Due, why: Vec<String>) -> Self {
        Self { opens: Some(opens), due: Some(due), ..Self::waiting(since, why) }
    }

    /// What becomes of it when a service ends that it belongs to: what was late by then stays, as too late; whether to keep
    /// it.
    pub(super) fn ends_with(&mut self, ended: NaiveDate, service: &str) -> bool {
        if self.done.is_some() {
            return true;
        }
        self.too_late = Some(format!("{service} ended {} without it", words::day(ended)));
        self.due.is_some_and(|due| due.day() < ended) && !self.paused
    }

    /// The same with what satisfied it.
    pub(super) fn done_by(self, event: Option<&Event>) -> Self {
        let done = self.due.zip(event).map(|(due, event)| Done::by(event, due));
        Self { done, ..self }
    }
}

/// What satisfied an obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Done {
    /// In words, with the date.
    pub(super) words: String,
    /// Whether that was in time.
    pub(super) in_time: bool,
    /// The day of it; of an assessment its M0090.
    pub(super) day: NaiveDate,
}

impl Done {
    /// By that event, measured against that end.
    pub(super) fn by(event: &Event, due: Due) -> Self {
        Self { words: describe(event), in_time: in_time(event.moment(), due), day: event.day() }
    }
}

/// A day without a time is in time when the day is.
pub(super) fn in_time(moment: Moment, due: Due) -> bool {
    match (moment, due) {
        (Moment::At(at), Due::At(due)) => at <= due,
        (moment, due) => moment.date() <= due.day(),
    }
}

/// What the rule asks of this patient.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    match rule.id {
        "soc-initial-visit" => initial_visit::obligations(rule, course),
        "oasis-recert" => recertification::obligations(rule, course),
        "oasis-roc" => resumption::obligations(rule, course),
        "oasis-transfer" => transfer::obligations(rule, course),
        "oasis-discharge" => ending::discharge(rule, course),
        "oasis-death" => ending::death(rule, course),
        "oasis-other-followup" => change_in_condition::obligations(rule, course),
        "oasis-submit" => submission::obligations(rule, course),
        "poc-review-60" | "cert-physician" | "discharge-planning" => periods::obligations(rule, course),
        "f2f" | "f2f-medicaid" => face_to_face::obligations(rule, course),
        "abn-renewal" => abn_renewal::obligations(rule, course),
        "auth-answer" => authorization::answers(rule, course),
        "noa-5" => notice_of_admission::obligations(rule, course),
        "pdgm-period" | "lupa-watch" => payment::obligations(rule, course),
        "therapy-30" => therapy::obligations(rule, course),
        "aide-sup-14" | "aide-sup-60" | "aide-observe-6mo" => aide::obligations(rule, course),
        "aide-care-plan" => aide::care_plan(rule, course),
        "aide-observe-annual" => aide_staff::observation(rule, course),
        "aide-inservice" => aide_staff::training(rule, course),
        "missed-visit" => missed_visit::obligations(rule, course),
        "written-info" => first_visits::written_information(rule, course),
        "rights-notice" => first_visits::rights(rule, course),
        "rights-representative" => first_visits::representative(rule, course),
        "nomnc" => nomnc::obligations(rule, course),
        "discharge-summary" => summaries::discharge(rule, course),
        "transfer-summary" => summaries::transfer(rule, course),
        "record-copy" => first_visits::record_copy(rule, course),
        "lpn-supervision" | "assistant-supervision" => therapy::supervision(rule, course),
        "timely-initiation" => timely::obligations(rule, course),
        "auth-expiry" => authorization::obligations(rule, course),
        "order-recurring" => recurring::obligations(rule, course),
        "homebound-recheck" => recurring::homebound(rule, course),
        "drr-midnight" => medication_issue::obligations(rule, course),
        _ => by_row::obligations(rule, course),
    }
}

/// A window that opens with its event.
pub(super) fn at_once(moment: Moment) -> Due {
    match moment {
        Moment::Day(day) => Due::Day(day),
        Moment::At(at) => Due::At(at),
    }
}

/// Says of facts on those days that would satisfy the rule on others that they do not.
pub(super) fn not_counted(rule: &Rule, course: &Course<'_>, from: NaiveDate, to: Option<NaiveDate>) -> Vec<String> {
    let Some(to) = to else { return Vec::new() };
    let early = course.all(rule.satisfied_by, from..=to);
    early.map(|event| format!("{} is outside the window and does not count", describe(event))).collect()
}

/// Says of facts on those days that would satisfy the rule, had somebody else done them, that they do not.
pub(super) fn by_others(rule: &Rule, course: &Course<'_>, from: NaiveDate, to: Option<NaiveDate>) -> Vec<String> {
    let done = course.all(rule.satisfied_by, from..=to.unwrap_or(NaiveDate::MAX));
    done.filter(|event| !course.is_by_permitted(rule, event))
        .map(|event| {
            // A visit's words begin with who made it.
            let by = event.role().filter(|_| !matches!(event, Event::Visit { .. }));
            let by = by.map(|role| format!(" by {role}")).unwrap_or_default();
            format!("{}{by} does not count: it takes {}", describe(event), rule.who_may.join(", "))
        })
        .collect()
}

/// What is wrong with the form of a notice, when the rule knows since when a new one is required: an older one may be
/// invalid, and so may one of which nobody recorded which it was.
pub(super) fn form_in_doubt(rule: &Rule, notice: &Event) -> Option<String> {
    let since = rule.date("form_required_from").filter(|since| *since <= notice.day())?;
    match notice.on_current_form()? {
        Some(true) => None,
        Some(false) => Some(format!(
            "{} on an older form: since {since} only the new one is valid, so it may be invalid; give it again",
            describe(notice)
        )),
        None => Some(format!("which form it was is not recorded; since {since} only the new one is valid")),
    }
}

/// An event in words, with its date.
pub(super) fn describe(event: &Event) -> String {
    let day = words::day(event.day());
    if let Event::Assessment { rfa, .. } = event {
        return format!("assessment RFA {rfa}, M0090 {day}");
    }
    if let Event::Visit { role, .. } = event {
        return format!("{role} visit {}", words::moment(event.moment()));
    }
    format!("{} {day}", event.label())
}
