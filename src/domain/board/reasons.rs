//! What puts a patient on the ranked list: each finding of each pane as a reason with its facts and source.

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Tz;

use super::Assessed;
use crate::domain::alert::{Alert, AlertKind, AlertTier};
use crate::domain::answer::Answer;
use crate::domain::caseload::Staff;
use crate::domain::deadline::rule::Applies;
use crate::domain::deadline::rule::{Rule, Setting};
use crate::domain::deadline::{Deadline, DeadlineStatus, Due, visit};
use crate::domain::formulary::Formulary;
use crate::domain::ids::Stored;
use crate::domain::knowledge::Knowledge;
use crate::domain::limits::{Finding, FindingKind};
use crate::domain::measure;
use crate::domain::next::Next;
use crate::domain::plan::{Signal, TrackedGoal};
use crate::domain::rank::{About, Area, Ranked, Reason, Tier};
use crate::domain::task::{Task, TaskKind};
use crate::domain::visit::{StoredVisit, VisitStatus};

/// A clock that runs in hours presses from this long before its end.
const HOURS_LEFT: TimeDelta = TimeDelta::hours(48);
/// A window this wide presses as soon as it is open.
const NARROW: TimeDelta = TimeDelta::days(7);

/// What the reasons of every patient are told with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    /// Rules and drugs.
    pub(super) knowledge: &'a Knowledge,
    /// Who visits.
    pub(super) staff: &'a Staff,
    /// The zone of the patients.
    pub(super) zone: Tz,
}

/// Every reason of a patient, in no order yet. Once care has ended only what is still owed is left: deadlines, tasks, and
/// visits of before that nobody closed.
pub(super) fn of(patient: &Assessed, known: Known<'_>, now: NaiveDateTime) -> Ranked {
    let zone = known.zone;
    let mut reasons = Vec::new();
    if patient.ended.is_some() {
        reasons.extend(of_unrecorded_death(patient));
        reasons.extend(patient.clocks().filter_map(|clock| of_deadline(patient, clock, known, now)));
        reasons.extend(patient.facts.visits.iter().filter_map(|visit| of_unclosed(patient, visit, zone, now)));
        reasons.extend(of_tasks(patient, known, now));
    } else {
        reasons.extend(patient.findings.iter().map(|finding| of_finding(finding, zone)));
        reasons.extend(patient.alerts().map(|alert| of_alert(patient, alert, known.knowledge.formulary)));
        reasons.extend(patient.clocks().filter_map(|clock| of_deadline(patient, clock, known, now)));
        reasons.extend(of_unknown_payer(patient, known));
        reasons.extend(patient.facts.visits.iter().filter_map(|visit| of_visit(patient, visit, zone, now)));
        reasons.extend(of_tasks(patient, known, now));
        let entries = patient.facts.entries.iter();
        reasons.extend(entries.filter_map(|entry| entry.content.reason(entry.id, now.date())));
        reasons.extend(patient.signals.iter().filter_map(|(goal, signal)| {
            let tracked = patient.facts.goals.iter().find(|tracked| tracked.goal.id == *goal)?;
            Some(of_signal(tracked, signal))
        }));
    }
    super::answered::settle(&mut reasons, patient, known, now);
    let risk = patient.review.alerts.len() + patient.facts.medications.len();
    Ranked { patient: patient.id(), who: patient.who.clone(), reasons, risk }
}

/// A death that the source of the chart reports. Said once, until somebody records it.
fn of_unrecorded_death(patient: &Assessed) -> Option<Reason> {
    let death = patient.facts.unrecorded_death()?;
    Some(Reason {
        tier: Tier::Clock,
        area: Area::Clock,
        text: match patient.facts.day_of_unrecorded_death() {
            Some(day) => format!("Death {} reported, not recorded", day.format("%d %b %Y")),
            None => "Death reported, day not given: ask and record".to_owned(),
        },
        due: patient.facts.day_of_unrecorded_death().map(Due::Day),
        cause: "death".to_owned(),
        facts: vec![
            format!("the source of this chart says: died {death}"),
            "recording it as an event starts what a death asks for; nothing else is due any more".to_owned(),
        ],
        source: "the patient's record as it came".to_owned(),
        next: Next::Record,
        visit: None,
        task: None,
        about: About::Death,
        goal: None,
        answered: None,
    })
}

fn of_finding(finding: &Finding, zone: Tz) -> Reason {
    Reason {
        tier: finding.tier,
        area: Area::Safety,
        text: finding.text.clone(),
        due: Some(Due::At(finding.at.with_timezone(&zone).naive_local())),
        cause: finding.cause.clone(),
        facts: finding.facts.clone(),
        source: finding.source.clone(),
        next: if finding.kind == FindingKind::NotJudged { Next::Look } else { Next::CallPractitioner },
        visit: None,
        task: None,
        about: About::Measurement,
        goal: None,
        answered: None,
    }
}

/// A serious alert presses when this patient already shows the sign of the harm it warns of.
pub(super) fn shows_harm(patient: &Assessed, alert: &Alert, formulary: &Formulary) -> bool {
    let signs = formulary.harm_signs.iter().filter(|sign| {
        let meant = |name: &&str| formulary.named(name).is_some_and(|index| formulary.covers(sign.subject, index));
        alert.ingredients.iter().any(meant)
    });
    let shown = |loinc: &str| {
        let key = measure::of_code(loinc).map_or(loinc, |(measure, _)| measure.key);
        let out = |finding: &&Finding| finding.kind == FindingKind::OutOfLimits;
        patient.findings.iter().filter(out).any(|finding| finding.measure == key || finding.code == loinc)
    };
    // A supply that runs out has harmed nobody yet.
    let warns = alert.tier == Some(AlertTier::Serious) && alert.kind != AlertKind::Refill;
    warns && signs.into_iter().any(|sign| shown(formulary.text(sign.loinc)))
}

fn of_alert(patient: &Assessed, alert: &Alert, formulary: &Formulary) -> Reason {
    let known = alert.kind != AlertKind::NotChecked;
    let mut facts = alert.why.clone();
    facts.extend(
        [&alert.consequence, &alert.action].into_iter().filter(|text| !text.is_empty()).map(ToString::to_string),
    );
    Reason {
        tier: patient.presses(alert, formulary),
        area: Area::Medication,
        text: alert.title(),
        due: None,
        cause: format!("alert:{}", alert.cause()),
        facts,
        source: if known { alert.source.to_string() } else { "drug names of the knowledge set".to_owned() },
        next: if known { Next::CallPractitioner } else { Next::Medications },
        visit: None,
        task: None,
        about: About::Alert(alert.cause()),
        goal: None,
        answered: None,
    }
}

fn of_deadline(patient: &Assessed, clock: &Deadline, known: Known<'_>, now: NaiveDateTime) -> Option<Reason> {
    let due = clock.due?;
    let in_hours = matches!(due, Due::At(at) if at - now <= HOURS_LEFT);
    let tier = match &clock.status {
        _ if clock.advisory => return None,
        DeadlineStatus::Overdue | DeadlineStatus::DueToday => Tier::Clock,
        DeadlineStatus::DueSoon | DeadlineStatus::WindowOpen if in_hours => Tier::Clock,
        DeadlineStatus::DueSoon => Tier::Slipping,
        // A window that is open for weeks presses when its end is near, not before.
        DeadlineStatus::WindowOpen if clock.opens.is_some_and(|opens| due.day() - opens.day() <= NARROW) => {
            Tier::Slipping
        }
        DeadlineStatus::WindowOpen
        | DeadlineStatus::NotOpenYet
        | DeadlineStatus::NotApplicable
        | DeadlineStatus::WaitingForTrigger
        | DeadlineStatus::DoneOnTime
        | DeadlineStatus::DoneLate
        | DeadlineStatus::NotDone
        | DeadlineStatus::Paused
        | DeadlineStatus::Waived
        | DeadlineStatus::Other(_) => return None,
    };
    let ends = match due {
        Due::Day(day) => day.format("%a %d %b").to_string(),
        Due::At(at) => at.format("%a %H:%M").to_string(),
    };
    let text = match (&clock.overdue_by, in_hours) {
        (Some(by), _) => format!("{} overdue by {by}", clock.name),
        (None, true) => format!("{} due by {ends}", clock.name),
        (None, false) if clock.status == DeadlineStatus::DueToday => format!("{} due today, last day", clock.name),
        (None, false) => format!("{} {}, to {ends}", clock.name, clock.status.label()),
    };
    let rule =
        known.knowledge.rules.iter().find(|rule| rule.id == clock.rule && rule.effective_from == clock.version)?;
    let visit = patient.placed_for(rule, clock, known.staff, known.zone);
    let next = match (visit, visit::kind_for(rule)) {
        (Some(visit), _) => {
            let day = visit.starts.with_timezone(&known.zone).date_naive();
            if day <= now.date() { Next::Visit } else { Next::VisitOn(day) }
        }
        (None, Some(_)) if is_visited(patient, rule, clock, known) => Next::Record,
        (None, Some(_)) => Next::PlaceVisit,
        (None, None) => visit::next_without_visit(rule, clock),
    };
    Some(Reason {
        tier,
        area: Area::Clock,
        text,
        due: Some(due),
        cause: cause_of(clock).unwrap_or_default(),
        facts: clock.why.clone(),
        source: format!("{} of {}, {} ({})", clock.rule, clock.version, clock.citation, clock.confidence),
        next,
        visit: visit.map(|visit| visit.id),
        task: None,
        about: About::Clock { rule: clock.rule, name: clock.name.clone(), due: clock.due },
        goal: None,
        answered: None,
    })
}

/// Whether the visit that would meet it was made, and only the record of it is missing.
fn is_visited(patient: &Assessed, rule: &Rule, clock: &Deadline, known: Known<'_>) -> bool {
    patient.made_for(rule, clock, known.staff, known.zone).is_some()
}

/// What tells a deadline from every other of the same patient.
pub(super) fn cause_of(clock: &Deadline) -> Option<String> {
    Some(format!("clock:{}:{}", clock.rule, clock.due?.last_moment().format("%Y-%m-%dT%H:%M")))
}

/// Rules that are not for every payer only advise where nobody recorded who pays. That is one thing to do, and what hangs on
/// it is named, so that it is not overlooked.
fn of_unknown_payer(patient: &Assessed, known: Known<'_>) -> Option<Reason> {
    let presses = |clock: &&Deadline| {
        let is_near =
            matches!(clock.status, DeadlineStatus::Overdue | DeadlineStatus::DueToday | DeadlineStatus::DueSoon);
        let on = |rule: &Rule| {
            rule.id == clock.rule
                && rule.effective_from == clock.version
                && rule.setting == Setting::On
                && rule.applies_if != Applies::Oasis
        };
        clock.advisory && is_near && known.knowledge.rules.iter().any(on)
    };
    let held: Vec<&Deadline> = patient.clocks().filter(presses).collect();
    let due = held.iter().filter_map(|clock| clock.due).min()?;
    let names: Vec<&str> = held.iter().map(|clock| clock.name.as_ref()).collect();
    let facts = held.iter().filter_map(|clock| {
        let due = clock.due?.day().format("%a %Y-%m-%d");
        Some(format!("{}: {}, due {due} if this payer asks for it", clock.name, clock.status.label()))
    });
    Some(Reason {
        tier: Tier::Slipping,
        area: Area::Clock,
        text: format!("Payer not recorded: {} may be due", names.join(", ")),
        due: Some(due),
        cause: "payer".to_owned(),
        facts: facts.collect(),
        source: "who pays decides which of Medicare's rules apply".to_owned(),
        next: Next::Record,
        visit: None,
        task: None,
        about: About::Payer,
        goal: None,
        answered: None,
    })
}

/// A visit nobody closed, or a miss the practitioner has not heard of.
fn of_visit(patient: &Assessed, visit: &StoredVisit, zone: Tz, now: NaiveDateTime) -> Option<Reason> {
    let starts = visit.starts.with_timezone(&zone).naive_local();
    let when = starts.format("%a %H:%M");
    let what = capitalised(visit.kind.label());
    let (tier, text, due, next, about) = match &visit.state.status {
        VisitStatus::Missed | VisitStatus::Attempted if starts <= now && !patient.facts.is_told_of(visit, zone) => {
            let (how, what) = (capitalised(&visit.state.status.label().to_lowercase()), visit.kind.label());
            let due = Due::At(starts + TimeDelta::hours(24));
            (Tier::Clock, format!("{how} {what} {when}: tell MD"), due, Next::TellOfMiss, About::Untold(visit.id))
        }
        VisitStatus::Planned | VisitStatus::Started if starts.date() < now.date() => {
            let text = format!("{what} of {when} is not closed");
            (Tier::Slipping, text, Due::Day(starts.date()), Next::CloseVisit, About::Visit(visit.id))
        }
        VisitStatus::Planned
        | VisitStatus::Started
        | VisitStatus::Done
        | VisitStatus::Missed
        | VisitStatus::Attempted
        | VisitStatus::Cancelled
        | VisitStatus::Other(_) => return None,
    };
    let mut facts = vec![format!("planned {}, {}", starts.format("%a %Y-%m-%d %H:%M"), visit.discipline.label())];
    facts.extend(visit.state.reason.as_ref().map(|reason| format!("reason: {}", reason.label())));
    Some(Reason {
        tier,
        area: Area::Visit,
        text,
        due: Some(due),
        cause: format!("visit:{}", visit.id),
        facts,
        source: "the visit's record; notice within 24 hours is agency policy".to_owned(),
        next,
        visit: Some(visit.id),
        task: None,
        about,
        goal: None,
        answered: None,
    })
}

/// A visit of before the end of care that nobody closed: whether it was made is still owed.
fn of_unclosed(patient: &Assessed, visit: &StoredVisit, zone: Tz, now: NaiveDateTime) -> Option<Reason> {
    let after = patient.facts.is_after_care(visit, now.date(), zone);
    let reason = of_visit(patient, visit, zone, now)?;
    matches!(reason.about, About::Visit(_)).then_some(reason).filter(|_| !after)
}

/// What is to be done today or before. Those who are still to be told of a changed plan are one thing to do, however many they
/// are.
fn of_tasks(patient: &Assessed, known: Known<'_>, now: NaiveDateTime) -> Vec<Reason> {
    let tasks = patient.facts.tasks.iter();
    let (to_tell, others): (Vec<&Stored<Task>>, Vec<&Stored<Task>>) = tasks.partition(|task| task.tells());
    let mut reasons: Vec<Reason> = others.into_iter().filter_map(|task| of_task(task, patient, known, now)).collect();
    reasons.extend(of_telling(&to_tell, now));
    reasons
}

/// Who is left to be told of a changed plan: the first one, and how many more.
fn of_telling(tasks: &[&Stored<Task>], now: NaiveDateTime) -> Option<Reason> {
    let due: Vec<&&Stored<Task>> = tasks.iter().filter(|task| task.due <= now.date()).collect();
    let first = due.first()?;
    // Who, without credentials and telephone, and without what: that stands in the facts.
    let who = first.party().split(',').next().unwrap_or_default();
    let more = if due.len() > 1 { format!(" and {} more", due.len() - 1) } else { String::new() };
    Some(Reason {
        // Without a time: what could harm comes before it, and so does what ends today.
        tier: if due.iter().any(|task| task.kind == TaskKind::TellingPractitioner) {
            Tier::Slipping
        } else {
            Tier::Look
        },
        area: Area::Task,
        text: format!("Tell of the changed plan: {who}{more}"),
        due: None,
        cause: "telling".to_owned(),
        facts: due.iter().map(|task| format!("due {}: {}", task.due.format("%a %Y-%m-%d"), task.words())).collect(),
        source: "42 CFR 484.60(c): who must be told of a revised plan of care".to_owned(),
        next: Next::Told,
        visit: None,
        task: Some(first.id),
        about: About::Task(first.id),
        goal: None,
        answered: None,
    })
}

/// What is to be done today or before.
fn of_task(task: &Stored<Task>, patient: &Assessed, known: Known<'_>, now: NaiveDateTime) -> Option<Reason> {
    if task.due > now.date() {
        return None;
    }
    let (tier, text) = if task.due < now.date() {
        (Tier::Clock, format!("To do since {}: {}", task.due.format("%a %d %b"), task.words()))
    } else {
        (Tier::Slipping, format!("To do today: {}", task.words()))
    };
    Some(Reason {
        tier,
        area: Area::Task,
        text,
        due: Some(Due::Day(task.due)),
        cause: format!("task:{}", task.id),
        facts: vec![format!("promised for {}: {}", task.due.format("%a %Y-%m-%d"), task.words())],
        source: origin(task, &patient.facts.answers, known),
        next: Next::Done,
        visit: None,
        task: Some(task.id),
        about: About::Task(task.id),
        goal: None,
        answered: None,
    })
}

/// What made a task, and who took it on.
fn origin(task: &Task, answers: &[Stored<Answer>], known: Known<'_>) -> String {
    let of = task.kind.label();
    let made = match task.kind {
        TaskKind::Alert | TaskKind::Goal | TaskKind::Answer => {
            // The newest answer stands first.
            match answers.iter().find(|answer| task.about.as_ref() == Some(&answer.subject)) {
                Some(answer) => {
                    let day = answer.at.with_timezone(&known.zone).format("%a %Y-%m-%d");
                    format!("promised on {day} with the answer \"{}\" to {of}", answer.kind.label())
                }
                None => format!("promised with an answer to {of} that was taken back"),
            }
        }
        TaskKind::Own
        | TaskKind::Reconciliation
        | TaskKind::Record
        | TaskKind::Telling
        | TaskKind::TellingPractitioner
        | TaskKind::Other(_) => of.to_owned(),
    };
    match known.staff.get(&task.owner) {
        Some(owner) => format!("{made}, taken on by {}", owner.name.initialled()),
        None => made,
    }
}

fn of_signal(tracked: &TrackedGoal, signal: &Signal) -> Reason {
    let mut facts = vec![format!("goal: {}", tracked.goal.text)];
    facts.extend(signal.facts.iter().cloned());
    Reason {
        tier: signal.kind.tier(),
        area: Area::Plan,
        text: format!("{}: {}", capitalised(&signal.text), tracked.goal.text),
        due: None,
        cause: format!("goal:{}", signal.cause(tracked.goal.id)),
        facts,
        source: format!("the goal's checks; {}", signal.choice_hint),
        next: Next::Decide,
        visit: None,
        task: None,
        about: About::Goal(tracked.goal.id),
        goal: Some(tracked.goal.id),
        answered: None,
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
