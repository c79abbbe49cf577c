//! Episodes, encounters and appointments.

use chrono::TimeDelta;

use super::{Entry, chart_of};
use crate::domain::codes::Discipline;
use crate::domain::episode::{Episode, EpisodeState};
use crate::domain::event::Event;
use crate::domain::record::{self, Body, Links, NO_NAME, Named, TeamMember, Wanted};
use crate::domain::visit::{Visit, VisitKind, VisitState, VisitStatus};
use crate::exchange::fhir::reference;
use crate::exchange::fhir::types::{Appointment, Encounter, EpisodeOfCare, Period};
use crate::exchange::fhir::words;

/// An episode of care: ours when it is home health care, else history.
pub(super) fn episode(entry: &mut Entry<'_, '_, '_>, it: &EpisodeOfCare) {
    let status = it.status.as_deref().unwrap_or_default();
    let links = chart_of(&it.patient);
    let ours = words::is_home_health(&it.kind) || entry.shelf.directory.has_home_visits(&entry.identity);
    if let Some(state) = state(status).filter(|_| ours) {
        care_manager(entry, it, &links);
        let mut body = home_health(entry, state, &it.period);
        body.end_reason = (status == "entered-in-error").then(|| "entered in error at its source".to_owned());
        events(entry, &body, &links);
        entry.keep(links, Body::Episode(body));
    } else {
        let starts = entry.instant("period.start", it.period.start.as_ref());
        let ends = entry.instant("period.end", it.period.end.as_ref());
        let provider = entry.who(&it.managing_organization).or_else(|| entry.who(&it.care_manager));
        if provider.is_none() {
            entry.want(Wanted::Provider, &it.managing_organization);
            entry.want(Wanted::Provider, &it.care_manager);
        }
        let body = record::Encounter {
            class: record::Encounter::EPISODE.to_owned(),
            what: words::concepts(&it.kind).map_or_else(|| "Episode of care".to_owned(), |kind| said(&kind)),
            status: crate::domain::text::line(status),
            starts,
            ends,
            provider: provider.map(|named| named.name),
        };
        entry.keep(links, Body::Encounter(body));
    }
}

/// HL7's episode types come as bare codes.
fn said(kind: &str) -> String {
    match kind {
        "pac" => "Post acute care".to_owned(),
        "hacc" => "Home and community care".to_owned(),
        kind => kind.to_owned(),
    }
}

/// Where a home health episode stands; `None` when nobody says.
fn state(status: &str) -> Option<EpisodeState> {
    Some(match status {
        "planned" | "waitlist" => EpisodeState::PendingSoc,
        "onhold" | "onleave" => EpisodeState::Hold,
        "finished" => EpisodeState::Discharged,
        "cancelled" | "entered-in-error" => EpisodeState::Declined,
        "active" | "in-progress" | "arrived" | "triaged" => EpisodeState::Active,
        _ => return None,
    })
}

fn home_health(entry: &mut Entry<'_, '_, '_>, state: EpisodeState, period: &Period) -> Episode {
    let over = matches!(state, EpisodeState::Discharged | EpisodeState::Declined);
    let begun = matches!(state, EpisodeState::Active | EpisodeState::Hold | EpisodeState::Discharged);
    let soc = entry.day("period.start", period.start.as_ref()).filter(|_| begun);
    let ended = entry.day("period.end", period.end.as_ref()).filter(|_| over);
    if let (Some(soc), Some(ended)) = (soc, ended)
        && ended < soc
    {
        entry.problem("the episode ends before it begins");
    }
    Episode {
        state,
        referred_at: None,
        soc,
        ended,
        end_reason: None,
        case_manager: None,
        practitioner: None,
        practitioner_phone: None,
        frequencies: Vec::new(),
    }
}

/// The facts that deadlines are computed from.
fn events(entry: &mut Entry<'_, '_, '_>, episode: &Episode, links: &Links) {
    if let Some(date) = episode.soc {
        entry.keep_part("soc", links.clone(), Body::Event(Event::Soc { date }));
    }
    if let (Some(date), EpisodeState::Discharged) = (episode.ended, &episode.state) {
        entry.keep_part(
            "discharge",
            links.clone(),
            Body::Event(Event::Discharge { date, planned: None, decided: None, reason: None }),
        );
    }
}

fn care_manager(entry: &mut Entry<'_, '_, '_>, it: &EpisodeOfCare, links: &Links) {
    let known = entry.who_or_want(Wanted::Member, &it.care_manager);
    if known.is_some() || !entry.wants.is_empty() {
        let named = known.unwrap_or_else(|| Named { name: NO_NAME.to_owned(), ..Named::default() });
        let member = TeamMember { name: named.name, role: "care manager".to_owned(), phone: named.phone };
        entry.keep_part("care-manager", links.clone(), Body::TeamMember(member));
    }
}

/// An encounter is history. The home health stay that others are part of is an episode too, if none is given.
pub(super) fn encounter(entry: &mut Entry<'_, '_, '_>, it: &Encounter) {
    let links = chart_of(&it.subject);
    let status = it.status.as_ref().map(words::line).unwrap_or_default();
    let class = words::some(it.class.code.as_ref()).or_else(|| words::some(it.class.display.as_ref()));
    let what = words::concepts(&it.kind)
        .or_else(|| words::concept(&it.service_type))
        .or_else(|| words::concepts(&it.reason_code))
        .or_else(|| words::some(it.class.display.as_ref()));
    let provider = it.participant.iter().find_map(|it| entry.who(&it.individual));
    let provider = provider.or_else(|| entry.who(&it.service_provider)).map(|named| named.name);
    if provider.is_none() {
        let participants = it.participant.iter().map(|it| &it.individual);
        for reference in participants.chain([&it.service_provider]) {
            entry.want(Wanted::Provider, reference);
        }
    }
    let starts = entry.instant("period.start", it.period.start.as_ref());
    let ends = entry.instant("period.end", it.period.end.as_ref());

    let given = links.patient.as_deref().is_some_and(|patient| entry.shelf.directory.has_episode(patient));
    if class.as_deref() == Some("HH")
        && !given
        && it.part_of.address.is_none()
        && entry.shelf.directory.is_stay(&entry.identity)
        && let Some(state) = state(&status).filter(|_| status != "entered-in-error")
    {
        let body = home_health(entry, state, &it.period);
        events(entry, &body, &links);
        entry.keep_part("episode", links.clone(), Body::Episode(body));
    }
    let body = record::Encounter {
        class: class.unwrap_or_default(),
        what: what.unwrap_or_else(|| "Encounter".to_owned()),
        status,
        starts,
        ends,
        provider,
    };
    entry.keep(links, Body::Encounter(body));
}

/// A visit that is booked.
pub(super) fn appointment(entry: &mut Entry<'_, '_, '_>, it: &Appointment) {
    let status = match it.status.as_deref().unwrap_or_default() {
        "booked" | "pending" => VisitStatus::Planned,
        "arrived" | "checked-in" => VisitStatus::Started,
        "fulfilled" => VisitStatus::Done,
        "cancelled" => VisitStatus::Cancelled,
        "noshow" => VisitStatus::Missed,
        // Proposed and on the waiting list: nobody has agreed. Entered in error: it never was.
        other => {
            let other: String = crate::domain::text::line(other).chars().take(40).collect();
            entry.problem(format!("an appointment that is `{other}` is no visit and was left out"));
            return entry.withdraw();
        }
    };
    let Some(starts) = entry.instant("start", it.start.as_ref()) else {
        return entry.problem("the appointment has no start and was left out");
    };
    let minutes = words::number(it.minutes_duration.as_ref()).filter(|minutes| (1.0..1440.0).contains(minutes));
    #[expect(clippy::cast_possible_truncation, reason = "between 1 and 1440")]
    let planned = starts + TimeDelta::minutes(minutes.map_or(60, |minutes| minutes as i64));
    let ends = entry.instant("end", it.end.as_ref()).filter(|ends| *ends >= starts).unwrap_or(planned);
    let targets: Vec<String> = it.participant.iter().filter_map(|it| reference::target(&it.actor)).collect();
    let of = |kind: &str| targets.iter().find(|target| reference::kind_of(target) == kind).cloned();
    let links = Links { patient: of("Patient"), user: of("Practitioner"), ..Links::default() };
    let service = words::concepts(&it.service_type).or_else(|| words::concepts(&it.specialty));
    let kind = words::concept(&it.purpose);
    let what = [words::some(it.description.as_ref()), service, words::concepts(&it.reason_code), kind];
    let all = what.iter().flatten().cloned().collect::<Vec<_>>().join(", ");
    let started = (status == VisitStatus::Started).then_some(starts);
    let body = Visit {
        episode: None,
        clinician: None,
        discipline: words::discipline(&all).unwrap_or(Discipline::Other("?".into())),
        kind: VisitKind::Routine,
        starts,
        ends,
        purpose: what.into_iter().flatten().next().unwrap_or_default(),
        state: VisitState { status, started, finished: None, reason: None, practitioner_told: false },
    };
    entry.keep(links, Body::Visit(body));
}
