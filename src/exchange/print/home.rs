//! Home safety on paper: a page for the chart, a page for the family, and a letter to the landlord. What leaves the agency
//! needs the patient's permission; the letter has facts of the home and nothing of the patient's health.

use chrono::NaiveDate;

use super::paper::{Paper, Size};
use crate::domain::caseload::Letterhead;
use crate::domain::chart::Chart;
use crate::domain::entry::hazard::{Risk, table};
use crate::domain::entry::home_evaluation::HomePage;
use crate::domain::entry::sharing::{Topic, With};
use crate::domain::entry::{Hazard, HomeEvaluation, Says, Sharing, State, of_kind};
use crate::domain::refusal::Refusal;
use crate::domain::text;

/// The page, as of `today`. `printed` says when and by whom, for the record's page.
///
/// # Errors
/// When the patient has not allowed it, or there is nothing to say.
pub fn paper(
    chart: &Chart,
    page: HomePage,
    today: NaiveDate,
    agency: &Letterhead,
    printed: &str,
) -> Result<Paper, Refusal> {
    let shared = shared_with(page).map(|with| permission(chart, &with, today)).transpose()?;
    let hazards = hazards(chart, page);
    match page {
        HomePage::Chart => Ok(record(chart, &hazards, today, printed)),
        HomePage::Family if hazards.is_empty() => Err(nothing()),
        HomePage::Family => Ok(family(chart, &hazards, today, agency)),
        HomePage::Landlord if hazards.is_empty() => {
            Err(Refusal::new("No open hazard is one that a landlord fixes, so there is nothing to write about."))
        }
        HomePage::Landlord => Ok(letter(chart, &hazards, today, shared.and_then(|sharing| sharing.name.as_deref()))),
    }
}

fn nothing() -> Refusal {
    Refusal::new("No open hazard may stand on a page for the family, so there is nothing to print.")
}

/// With whom a page is shared, where it leaves the agency.
fn shared_with(page: HomePage) -> Option<With> {
    match page {
        HomePage::Chart => None,
        HomePage::Family => Some(With::Family),
        HomePage::Landlord => Some(With::Landlord),
    }
}

/// The patient's permission in force. The newest decides.
fn permission<'a>(chart: &'a Chart, with: &With, today: NaiveDate) -> Result<&'a Sharing, Refusal> {
    let covers = |topic: &Topic| matches!(topic, Topic::HomeSafety | Topic::Everything);
    let all = of_kind::<Sharing>(&chart.entries).filter(|(entry, _)| entry.counts());
    let mut about = all.filter(|(_, sharing)| sharing.with == *with && covers(&sharing.what));
    let held = about.find(|(_, sharing)| sharing.holds(today));
    held.map(|(_, sharing)| sharing).ok_or_else(|| {
        Refusal::new(format!(
            "The patient has not allowed this to be shared with the {}. Ask, and record the permission to share first.",
            with.label()
        ))
    })
}

/// The hazards that may stand on a page, in the order of the table. Those of a newer table stand on the record's page only.
fn hazards(chart: &Chart, page: HomePage) -> Vec<&Hazard> {
    let all = of_kind::<Hazard>(&chart.entries).filter(|(entry, _)| match page {
        HomePage::Chart => entry.counts(),
        HomePage::Family | HomePage::Landlord => entry.state() == State::Open,
    });
    let may = |hazard: &&Hazard| {
        let known = table::known(&hazard.hazard);
        match page {
            HomePage::Chart => true,
            HomePage::Family => known.is_some_and(|known| known.for_family),
            HomePage::Landlord => known.is_some_and(|known| known.for_landlord),
        }
    };
    let mut found: Vec<&Hazard> = all.map(|(_, hazard)| hazard).filter(may).collect();
    let place = |hazard: &Hazard| table::read().hazards.iter().position(|known| known.id == hazard.hazard);
    found.sort_by_key(|hazard| (place(hazard).unwrap_or(usize::MAX), hazard.found));
    found
}

/// Hazards by room, in the order they stand.
fn by_room<'a>(hazards: &[&'a Hazard]) -> Vec<(&'static str, Vec<&'a Hazard>)> {
    let mut rooms: Vec<(&'static str, Vec<&Hazard>)> = Vec::new();
    for hazard in hazards {
        match rooms.last_mut().filter(|(room, _)| *room == hazard.room()) {
            Some((_, of_room)) => of_room.push(hazard),
            None => rooms.push((hazard.room(), vec![hazard])),
        }
    }
    rooms
}

fn day(day: NaiveDate) -> String {
    day.format("%-m/%-d/%Y").to_string()
}

/// `March 2, 2026`.
fn spelt(day: NaiveDate) -> String {
    day.format("%B %-d, %Y").to_string()
}

fn address(chart: &Chart) -> String {
    let address = &chart.facts.patient.address;
    let town = [&address.city, &address.state, &address.postal_code];
    let town = town.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    [address.street.clone(), town].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Everything on record: evaluations, what was not looked at, hazards with what became of them.
fn record(chart: &Chart, hazards: &[&Hazard], today: NaiveDate, printed: &str) -> Paper {
    let patient = &chart.facts.patient;
    let whose = format!("{}, record {}", patient.name.full(), patient.number);
    let mut paper = Paper::new("Home safety", &format!("as of {}", day(today)), &whose, Size::Chart);
    paper.described = format!("Home safety, record {}", text::line(&patient.number));
    paper.foot = text::line(printed);
    paper.heading("Evaluations");
    let evaluations: Vec<&HomeEvaluation> =
        of_kind::<HomeEvaluation>(&chart.entries).filter(|(entry, _)| entry.counts()).map(|(_, it)| it).collect();
    if evaluations.is_empty() {
        paper.text("No home safety evaluation is on record.");
    }
    for evaluation in &evaluations {
        paper.point(&format!("{}: {}", day(evaluation.date), evaluation.words()));
    }
    if let Some(newest) = evaluations.iter().max_by_key(|evaluation| evaluation.date) {
        let missed: Vec<&str> =
            table::rooms().iter().filter(|(room, _)| !newest.has_looked_at(room)).map(|(_, name)| *name).collect();
        if !missed.is_empty() {
            paper.text(&format!("Not looked at on {}: {}.", day(newest.date), missed.join("; ")));
        }
    }
    for (heading, open) in [("Open hazards", true), ("Settled hazards", false)] {
        let these: Vec<&&Hazard> = hazards.iter().filter(|hazard| hazard.is_open() == open).collect();
        if these.is_empty() {
            continue;
        }
        paper.heading(&format!("{heading} ({})", these.len()));
        for hazard in these {
            paper.field("", &line(hazard), &lines(hazard));
        }
    }
    paper
}

fn line(hazard: &Hazard) -> String {
    format!("{}, {} risk", hazard.words(), hazard.risk().label())
}

fn lines(hazard: &Hazard) -> Vec<String> {
    let mut lines = vec![format!("found {}", day(hazard.found))];
    lines.extend(hazard.confirmed.map(|seen| format!("seen again {}", day(seen))));
    lines.extend(hazard.outcome.as_ref().map(|outcome| {
        let on = hazard.settled.map(|on| format!(" on {}", day(on))).unwrap_or_default();
        format!("{}{on}", outcome.label())
    }));
    lines.push(format!("to do: {}", hazard.fix()));
    lines.extend(hazard.owner.as_ref().map(|owner| format!("who: {owner}")));
    lines.extend(hazard.due().filter(|_| hazard.settled.is_none()).map(|due| format!("by {}", day(due))));
    lines.extend(hazard.attempts.as_ref().map(|tried| format!("tried: {tried}")));
    lines
}

/// What to do, by room, in large type. Nothing that only the patient should read stands here.
fn family(chart: &Chart, hazards: &[&Hazard], today: NaiveDate, agency: &Letterhead) -> Paper {
    let patient = &chart.facts.patient;
    let mut paper = Paper::new("A safer home", &spelt(today), &patient.name.full(), Size::Large);
    paper.described.replace_range(.., "Home safety, page for the family");
    paper.foot = text::line(&format!("{}, {}", agency.name, spelt(today)));
    paper.text("We looked at the home together. These things can hurt somebody. This is what helps:");
    for (room, of_room) in by_room(hazards) {
        paper.heading(table::room_name(room));
        for hazard in of_room {
            let urgent = if matches!(hazard.risk(), Risk::Critical) { " NOW:" } else { "" };
            let who = hazard.owner.as_ref().map(|owner| format!(" Who: {owner}.")).unwrap_or_default();
            let by = hazard.due.map(|due| format!(" By {}.", spelt(due))).unwrap_or_default();
            paper.point(&format!("{}.{urgent} {}.{who}{by}", hazard.name(), hazard.fix().trim_end_matches('.')));
        }
    }
    paper.text(&match &agency.phone {
        Some(phone) => format!("Questions? Call us: {phone}. In an emergency call 911."),
        None => "Questions? Call us. In an emergency call 911.".to_owned(),
    });
    paper
}

/// Repairs that are needed, from the patient: no letterhead, no health, no words of ours about the patient.
fn letter(chart: &Chart, hazards: &[&Hazard], today: NaiveDate, to: Option<&str>) -> Paper {
    let patient = &chart.facts.patient;
    let name = patient.name.full();
    let mut paper = Paper::new("Repairs needed", &spelt(today), &address(chart), Size::Chart);
    paper.described.replace_range(.., "Letter to the landlord");
    paper.text(&format!("To: {}", to.unwrap_or("the landlord")));
    paper.text(&format!("From: {name}, {}", address(chart)));
    paper.text("In the home that I rent from you these things are not safe and need repair:");
    for (room, of_room) in by_room(hazards) {
        paper.heading(table::room_name(room));
        for hazard in of_room {
            let known = table::known(&hazard.hazard).map_or("", |known| known.fix);
            paper.point(&format!("{}, seen on {}. What would fix it: {known}.", hazard.name(), day(hazard.found)));
        }
    }
    paper.text("Please tell me by which day each of them will be repaired, and answer in writing.");
    paper.blocks.push(super::Block::Space);
    paper.text("Signed: ______________________________    Date: ______________");
    paper.text(&name);
    paper
}
