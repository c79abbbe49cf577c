//! Plans of care: goals, activities, requests and the care team.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{Entry, chart_of};
use crate::domain::formulary::Formulary;
use crate::domain::note::{Note, NoteKind};
use crate::domain::plan::{self, GoalStatus, Intervention, PlanStatus};
use crate::domain::record::{
    Body, Links, NO_GOAL, NO_NAME, NO_REQUEST, Named, SourceKey, TeamMember, UNDATED, Want, Wanted,
};
use crate::exchange::fhir::dosage;
use crate::exchange::fhir::reference::{self, Identity};
use crate::exchange::fhir::stream::{Stop, said};
use crate::exchange::fhir::types::{
    Activity, ActivityDetail, CarePlan, CareTeam, Concept, Goal, Reference, Request, Target, Text, holds,
};
use crate::exchange::fhir::words;

pub(super) fn care_plan(entry: &mut Entry<'_, '_, '_>, it: &CarePlan) -> Result<(), Stop> {
    let links = chart_of(&it.subject);
    let status = match it.status.as_deref().unwrap_or_default() {
        "active" | "on-hold" => PlanStatus::Active,
        "completed" | "revoked" => PlanStatus::Ended,
        "entered-in-error" => PlanStatus::EnteredInError,
        _ => PlanStatus::Draft,
    };
    let said_of: Vec<Concept> =
        it.category.iter().filter(|kind| !words::has_code(kind, "assess-plan")).cloned().collect();
    let title = words::some(it.title.as_ref()).or_else(|| words::concepts(&said_of));
    let title = title.or_else(|| words::some(it.description.as_ref())).unwrap_or_else(|| "Plan of care".to_owned());
    let from = entry.day("period.start", it.period.start.as_ref());
    let to = entry.day("period.end", it.period.end.as_ref());
    let in_force = status == PlanStatus::Active || status == PlanStatus::Draft;
    for part in it.goal.iter().chain(it.activity.iter().map(|activity| &activity.reference)) {
        entry.want(Wanted::Part, part);
    }
    let in_error = status == PlanStatus::EnteredInError;
    entry.keep(links.clone(), Body::CarePlan(plan::CarePlan { title, status, from, to }));

    let within = Links { plan: Some(entry.identity.key.clone()), ..links };
    for (number, activity) in it.activity.iter().enumerate() {
        if let Some((goal, body)) = intervention(entry, activity, in_force) {
            entry.keep_part(
                &format!("activity-{}", number + 1),
                Links { goal, ..within.clone() },
                Body::Intervention(body),
            );
        }
    }
    for raw in it.contained.iter() {
        contained(entry, raw, &within)?;
    }
    in_words(entry, it, &within, in_error);
    Ok(())
}

/// A plan that is told in words alone is a note of its source: its words stay word for word where a person reads them.
fn in_words(entry: &mut Entry<'_, '_, '_>, it: &CarePlan, within: &Links, in_error: bool) {
    let told = words::narrative(it.text.div.as_deref().unwrap_or_default());
    let described = words::some(it.description.as_ref());
    let told = if told.is_empty() { described.unwrap_or_default() } else { told };
    let has_parts = !it.goal.is_empty() || !it.activity.is_empty() || !it.contained.is_empty();
    if told.is_empty() || has_parts || in_error {
        return;
    }
    entry.problem("the plan is told in words only; they stand in the chart as a note");
    let given = it.period.start.as_ref().or(it.created.as_ref());
    let at = given.and_then(|given| entry.instant("period.start", Some(given))).or(entry.shelf.as_of.at);
    let text = format!("Plan of care as its source tells it:\n{told}");
    let note =
        Note { kind: NoteKind::Remark, at: at.unwrap_or(UNDATED), author: "imported".to_owned(), text, counts: true };
    let links = Links { plan: None, ..within.clone() };
    entry.keep_part("text", links, Body::Note(note));
}

#[derive(serde::Deserialize)]
struct Contained {
    #[serde(rename = "resourceType")]
    kind: Option<Text>,
    id: Option<Text>,
}

/// Goals, teams and requests that the plan carries inside itself.
fn contained(entry: &mut Entry<'_, '_, '_>, raw: &RawValue, within: &Links) -> Result<(), Stop> {
    let place = entry.place;
    let it: Contained = read(place, raw)?;
    let (Some(kind), Some(id)) = (it.kind.as_deref(), it.id.as_ref().map(words::line)) else { return Ok(()) };
    let identity = Identity { key: format!("{}#{id}", entry.identity.key), ..Identity::default() };
    let mut inner = Entry { shelf: &mut *entry.shelf, identity, place, wants: Vec::new() };
    match kind {
        "Goal" => goal(&mut inner, &read(place, raw)?, Some(within)),
        "CareTeam" => care_team(&mut inner, &read(place, raw)?, Some(within)),
        "ServiceRequest" | "NutritionOrder" | "DeviceRequest" => request(&mut inner, &read(place, raw)?, Some(within)),
        _ => {}
    }
    Ok(())
}

fn read<T: DeserializeOwned>(place: &str, raw: &RawValue) -> Result<T, Stop> {
    serde_json::from_str(raw.get()).map_err(|error| {
        Stop::new(Some(place.to_owned()), format!("something contained cannot be read: {}", said(&error)))
    })
}

/// Where a reference inside this resource leads, also to what it contains.
fn within(entry: &Entry<'_, '_, '_>, reference: &Reference) -> Option<SourceKey> {
    match reference::contained(reference) {
        Some(id) => Some(format!("{}#{id}", entry.identity.key)),
        None => reference::target(reference),
    }
}

/// An activity in words. One that points at a request is told by the request itself.
fn intervention(entry: &Entry<'_, '_, '_>, it: &Activity, in_force: bool) -> Option<(Option<SourceKey>, Intervention)> {
    if let Some(detail) = &it.detail {
        let text = words::some(detail.description.as_ref()).or_else(|| words::concept(&detail.code))?;
        let goal = detail.goal.first().and_then(|goal| within(entry, goal));
        return Some((goal, activity(detail, text, in_force, entry.shelf.directory.formulary())));
    }
    let told_elsewhere = reference::contained(&it.reference).is_some()
        || reference::target(&it.reference).is_some_and(|target| {
            target.starts_with("urn:")
                || matches!(reference::kind_of(&target), "ServiceRequest" | "NutritionOrder" | "DeviceRequest")
        });
    if told_elsewhere {
        return None;
    }
    let text = words::some(it.reference.display.as_ref())?;
    let discipline = words::discipline(&text);
    Some((None, Intervention { discipline, active: in_force, ..Intervention::doing(text) }))
}

fn activity(detail: &ActivityDetail, text: String, in_force: bool, formulary: &Formulary) -> Intervention {
    let open = !matches!(
        detail.status.as_deref(),
        Some("completed" | "cancelled" | "stopped" | "unknown" | "entered-in-error")
    );
    let frequency = detail.scheduled_timing.as_ref().and_then(|timing| dosage::timing(timing, formulary));
    Intervention {
        discipline: words::discipline(&text),
        frequency: frequency.or_else(|| words::some(detail.scheduled_string.as_ref())),
        active: open && in_force,
        ..Intervention::doing(stated(text, holds(detail.do_not_perform.as_ref())))
    }
}

/// What must not be done is never shown as something to do.
fn stated(text: String, prohibited: bool) -> String {
    if prohibited { format!("DO NOT: {text}") } else { text }
}

/// Notes that a plan which comes in another file may name this.
fn want_plan(entry: &mut Entry<'_, '_, '_>, links: &Links) {
    if links.plan.is_none() {
        let key = entry.identity.key.clone();
        entry.wants.push(Want { what: Wanted::Plan, key });
    }
}

/// A request that a plan of care points at or contains.
pub(super) fn request(entry: &mut Entry<'_, '_, '_>, it: &Request, of: Option<&Links>) {
    let subject = it.subject.as_ref().or(it.patient.as_ref()).cloned().unwrap_or_default();
    let mut links = chart_of(&subject);
    links.patient = links.patient.or_else(|| of.and_then(|of| of.patient.clone()));
    links.plan = match of {
        Some(of) => of.plan.clone(),
        None => entry.shelf.directory.plan_of(&entry.identity).cloned(),
    };
    let diet = words::concepts(&it.oral_diet.kind).or_else(|| words::some(it.oral_diet.instruction.as_ref()));
    let without = words::concepts(&it.exclude_food_modifier).map(|food| format!("without {food}"));
    let diet = match (diet, without) {
        (Some(diet), Some(without)) => Some(format!("{diet}, {without}")),
        (diet, without) => diet.or(without),
    };
    let text = words::concept(&it.code).or_else(|| words::concept(&it.code_codeable_concept)).or(diet);
    let text = text.unwrap_or_else(|| {
        entry.problem("the request does not say for what");
        NO_REQUEST.to_owned()
    });
    let formulary = entry.shelf.directory.formulary();
    let frequency = it.occurrence_timing.as_ref().and_then(|timing| dosage::timing(timing, formulary));
    let frequency = frequency.or_else(|| it.quantity_ratio.as_ref().and_then(words::ratio));
    let body = Intervention {
        discipline: words::discipline(&text),
        frequency: frequency.or_else(|| it.quantity_quantity.as_ref().and_then(words::quantity)),
        active: matches!(it.status.as_deref(), Some("active" | "on-hold" | "draft")),
        ..Intervention::doing(stated(text, holds(it.do_not_perform.as_ref())))
    };
    if it.status.as_deref() == Some("entered-in-error") {
        return entry.withdraw();
    }
    want_plan(entry, &links);
    entry.keep(links, Body::Intervention(body));
}

pub(super) fn goal(entry: &mut Entry<'_, '_, '_>, it: &Goal, of: Option<&Links>) {
    let mut links = chart_of(&it.subject);
    links.patient = links.patient.or_else(|| of.and_then(|of| of.patient.clone()));
    links.plan = match of {
        Some(of) => of.plan.clone(),
        None => entry.shelf.directory.plan_of(&entry.identity).cloned(),
    };
    let problems: Vec<String> = it.addresses.iter().filter_map(|it| entry.who(it)).map(|named| named.name).collect();
    let (measure, aim, unit) = aims(&it.target);
    let dates = it.target.iter().filter_map(|target| entry.day("target.dueDate", target.due_date.as_ref()));
    let target_date = dates.min();
    let achieved = words::code(&it.achievement_status);
    let status = match it.lifecycle_status.as_deref().unwrap_or_default() {
        "entered-in-error" => GoalStatus::EnteredInError,
        "completed" if matches!(achieved, Some("not-achieved" | "not-attainable")) => GoalStatus::Dropped,
        "completed" => GoalStatus::Met,
        "cancelled" | "rejected" => GoalStatus::Dropped,
        _ => GoalStatus::Open,
    };
    let text = words::concept(&it.description).unwrap_or_else(|| {
        entry.problem("the goal does not say what it is");
        NO_GOAL.to_owned()
    });
    let body = plan::Goal {
        problem: problems.join(", "),
        measure,
        target: aim,
        unit,
        started: entry.day("startDate", it.start_date.as_ref()),
        target_date,
        status,
        ..plan::Goal::saying(text)
    };
    if problems.is_empty() {
        for addressed in it.addresses.iter() {
            entry.want(Wanted::Problem, addressed);
        }
    }
    want_plan(entry, &links);
    entry.keep(links, Body::Goal(body));
}

/// What is measured, the target and its unit. Of several targets each is told with what it measures, and with its day where
/// their days differ.
fn aims(targets: &[Target]) -> (Option<String>, Option<String>, Option<String>) {
    let measure = |target: &Target| words::concept(&target.measure);
    if let [only] = targets {
        let (aim, unit) = aim(only);
        return (measure(only), aim, unit);
    }
    let first = targets.first().and_then(|target| target.due_date.as_ref());
    let days_differ = targets.iter().any(|target| target.due_date.as_ref() != first);
    let told = |target: &Target| {
        let (aim, unit) = aim(target);
        let unit = unit.map(|unit| unit.replace("mm[Hg]", "mmHg"));
        let day = words::some(target.due_date.as_ref()).filter(|_| days_differ).map(|day| format!("by {day}"));
        let parts: Vec<String> = [measure(target), aim, unit, day].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let told: Vec<String> = targets.iter().filter_map(told).collect();
    (None, (!told.is_empty()).then(|| told.join("; ")), None)
}

/// The target value with its comparison, and its unit.
fn aim(it: &Target) -> (Option<String>, Option<String>) {
    if let Some(quantity) = &it.detail_quantity {
        let comparator = words::some(quantity.comparator.as_ref()).unwrap_or_default();
        let value = words::some(quantity.value.as_ref()).map(|value| format!("{comparator}{value}"));
        return (value, words::unit(quantity));
    }
    if let Some(range) = &it.detail_range {
        let unit = range.high.as_ref().or(range.low.as_ref()).and_then(words::unit);
        return (words::range(range), unit);
    }
    let text = words::some(it.detail_string.as_ref())
        .or_else(|| it.detail_codeable_concept.as_ref().and_then(words::concept))
        .or_else(|| words::some(it.detail_integer.as_ref()))
        .or_else(|| words::some(it.detail_boolean.as_ref()))
        .or_else(|| it.detail_ratio.as_ref().and_then(words::ratio));
    (text, None)
}

/// Everybody of a team that still works. The patient is in her own team, but nobody to call about her.
pub(super) fn care_team(entry: &mut Entry<'_, '_, '_>, it: &CareTeam, of: Option<&Links>) {
    if matches!(it.status.as_deref(), Some("inactive" | "entered-in-error" | "proposed" | "suspended")) {
        return entry.withdraw();
    }
    let mut links = chart_of(&it.subject);
    links.patient = links.patient.or_else(|| of.and_then(|of| of.patient.clone()));
    for (number, participant) in it.participant.iter().enumerate() {
        let target = reference::target(&participant.member);
        if target.is_some() && target == links.patient {
            continue;
        }
        let known = entry.who_or_want(Wanted::Member, &participant.member);
        if known.is_none() && entry.wants.is_empty() {
            continue;
        }
        let named = known.unwrap_or_else(|| Named { name: NO_NAME.to_owned(), ..Named::default() });
        // This word puts a patient on a caseload; a file must not.
        let role = words::concepts(&participant.role).unwrap_or_default().replace("case_manager", "case manager");
        let member = TeamMember { name: named.name, role, phone: named.phone };
        entry.keep_part(&format!("participant-{}", number + 1), links.clone(), Body::TeamMember(member));
    }
}
