//! Plans of care: goals, activities, requests and the care team.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{Entry, chart_of};
use crate::domain::formulary::Formulary;
use crate::domain::plan::{self, GoalStatus, Intervention, PlanStatus};
use crate::domain::record::{Body, Links, SourceKey, TeamMember};
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
    Ok(())
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
    let mut inner = Entry { shelf: &mut *entry.shelf, identity, place };
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
        "(request not named)".to_owned()
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
    let target = it.target.first();
    let (aim, unit) = target.map(aim).unwrap_or_default();
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
        "(goal not stated)".to_owned()
    });
    let body = plan::Goal {
        problem: problems.join(", "),
        measure: target.and_then(|target| words::concept(&target.measure)),
        target: aim,
        unit,
        started: entry.day("startDate", it.start_date.as_ref()),
        target_date: target.and_then(|target| entry.day("target.dueDate", target.due_date.as_ref())),
        status,
        ..plan::Goal::saying(text)
    };
    entry.keep(links, Body::Goal(body));
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
        return;
    }
    let mut links = chart_of(&it.subject);
    links.patient = links.patient.or_else(|| of.and_then(|of| of.patient.clone()));
    for (number, participant) in it.participant.iter().enumerate() {
        let target = reference::target(&participant.member);
        if target.is_some() && target == links.patient {
            continue;
        }
        let Some(named) = entry.who(&participant.member) else { continue };
        // This word puts a patient on a caseload; a file must not.
        let role = words::concepts(&participant.role).unwrap_or_default().replace("case_manager", "case manager");
        let member = TeamMember { name: named.name, role, phone: named.phone };
        entry.keep_part(&format!("participant-{}", number + 1), links.clone(), Body::TeamMember(member));
    }
}
