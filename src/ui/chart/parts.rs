//! The parts of the chart as text.

use super::plan::elsewhere;
use super::{Screen, Section, critical, heading, since, trend};
use crate::domain::payer::payer_on;
use crate::domain::plan::Direction;
use crate::ui::{App, home, meds, panes, plans, reassess};

/// A titled part of the chart.
pub(super) struct Part {
    pub(super) section: Section,
    pub(super) title: String,
    /// The key behind its title, for the screen.
    pub(super) key: String,
    pub(super) lines: Vec<String>,
}

fn open_work(app: &App, screen: &Screen) -> Vec<String> {
    let reasons = app.board.ranked(screen.assessed.id()).map(|ranked| ranked.reasons.as_slice()).unwrap_or_default();
    let mut lines: Vec<String> = reasons
        .iter()
        .map(|reason| {
            format!("{:<3}{}  {}", reason.tier.mark(), reason.text, reason.time_left(app.board.local(), app.board.zone))
        })
        .collect();
    if let Some(visit) = screen.assessed.next_visit() {
        let at = visit.starts.with_timezone(&app.board.zone).format("%a %d %b %H:%M");
        lines.push(format!("   next visit {at}  {} {}", visit.kind.label(), visit.purpose));
    }
    if let Some(unread) = app.unread() {
        lines.push(format!("   {unread}"));
    } else if lines.is_empty() {
        lines.push(format!("   Nothing open, computed {}.", panes::clock(app)));
    }
    lines
}

fn medicines(app: &App, screen: &Screen) -> Vec<String> {
    let review = &screen.assessed.review;
    let mut alerts: Vec<_> = review.alerts.iter().filter(|alert| alert.is_shown()).collect();
    alerts.sort_by_key(|alert| screen.assessed.presses(alert, app.knowledge.formulary));
    let mut lines: Vec<String> = alerts.into_iter().map(|alert| meds::heading(app, &screen.assessed, alert)).collect();
    let mut listed: Vec<_> = screen.assessed.facts.medications.iter().collect();
    listed.sort_by_key(|medication| medication.drug.to_lowercase());
    for medication in listed {
        let purpose = medication.indication.as_ref().map(|what| format!("  for {what}")).unwrap_or_default();
        lines.push(format!("   {}{}{purpose}", medication.standing(app.today()), medication.listed()));
    }
    lines
}

fn goals(app: &App, screen: &Screen) -> Vec<String> {
    let of = |tracked: &crate::domain::plan::TrackedGoal| {
        let signal = screen.assessed.signals.iter().find(|(id, _)| *id == tracked.goal.id);
        let last = tracked.checks.last().map_or("no check yet".to_owned(), |check| {
            let way = match &check.direction {
                Direction::Toward => "toward",
                Direction::NoChange => "no change",
                Direction::Away => "AWAY",
                Direction::Met => "met",
                Direction::Other(word) => word,
            };
            format!("{way} {} {}", check.date.format("%d %b"), check.evidence)
        });
        let asks =
            signal.map(|(_, signal)| format!("  {} {}", signal.kind.tier().mark(), signal.text)).unwrap_or_default();
        let awaited = signal.and_then(|(goal, signal)| plans::awaited(app, &screen.assessed, *goal, signal));
        let awaited = awaited.map(|answer| format!("; {answer}")).unwrap_or_default();
        format!("   {}  {last}{asks}{awaited}", tracked.goal.text)
    };
    let keys = ["section.plan", "plan.versions"].map(|command| app.key_for(command)).join(", then ");
    let elsewhere: Vec<String> = elsewhere(&screen.chart, &keys).map(|said| format!("   {said}")).collect();
    screen.assessed.facts.goals.iter().map(of).chain(elsewhere).collect()
}

fn visits(app: &App, screen: &Screen) -> Vec<String> {
    let of = |visit: &crate::domain::visit::StoredVisit| {
        let starts = visit.starts.with_timezone(&app.board.zone);
        let what = crate::ui::visits::type_of(visit);
        let state = visit.state.status.label();
        format!("   {}  {what:<6}{state:<11} {}", starts.format("%a %d %b %H:%M"), visit.purpose)
    };
    screen.assessed.facts.visits.iter().rev().map(of).collect()
}

/// The orders of the current certification period, week by week.
fn ordered(app: &App, screen: &Screen) -> Vec<String> {
    let course = app.circumstances().course(&screen.assessed.facts);
    let lines = course.map(|course| course.lines()).unwrap_or_default();
    lines.into_iter().map(|line| format!("   {line}")).collect()
}

fn people(app: &App, screen: &Screen) -> Vec<String> {
    let patient = &screen.assessed.facts.patient;
    let address =
        [&patient.address.street, &patient.address.city, &patient.address.state, &patient.address.postal_code];
    let mut lines = vec![address.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")];
    // Whose telephone it is stands beside every number.
    let own = patient.phone.iter().chain(&patient.more_phones);
    lines.extend(own.map(|phone| format!("patient's telephone {phone}")));
    lines.extend(heading::practitioner(&screen.assessed).map(|who| format!("practitioner (MD/AP): {who}")));
    lines.extend(patient.access.iter().map(|access| format!("access: {access}")));
    let phone = |phone: &Option<String>| phone.clone().map(|phone| format!("  {phone}")).unwrap_or_default();
    lines.extend(patient.contacts.iter().map(|c| {
        let relation = if c.relation.is_empty() { c.kind.label() } else { &c.relation };
        format!("{} ({relation}){}", c.name, phone(&c.phone))
    }));
    lines.extend(
        screen
            .chart
            .team
            .iter()
            .map(|member| format!("{}  {}{}", member.name, member.role.replace('_', " "), phone(&member.phone))),
    );
    lines.extend(screen.chart.payers.iter().map(|payer| format!("payer: {}", payer.words())));
    if payer_on(&screen.assessed.facts.covers, app.today()).is_none() {
        lines.push("payer: NOT RECORDED; rules that are not for every payer only advise".to_owned());
    }
    lines.extend(patient.language.iter().map(|language| format!("language: {language}")));
    lines.retain(|line| !line.trim().is_empty());
    lines.iter().map(|line| format!("   {line}")).collect()
}

/// A note as the chart has room for it. Only of what is shown the lines are made: a note may be very long.
pub(in crate::ui) fn short_note(app: &App, head: &str, text: &str) -> Vec<String> {
    const LINES: usize = 12;
    const CHARACTERS: usize = 1_000;
    let end = text.char_indices().nth(CHARACTERS).map_or(text.len(), |(at, _)| at);
    let shown = text.get(..end).unwrap_or(text);
    let mut goes_on = end < text.len();
    let mut lines: Vec<String> = Vec::new();
    for (at, line) in shown.split('\n').enumerate() {
        if at == LINES {
            goes_on = true;
            break;
        }
        lines.push(if at == 0 { format!("{head}{line}") } else { format!("     {line}") });
    }
    if goes_on {
        lines.push(format!("     ... goes on: {}", app.key_for("notes.read")));
    }
    lines
}

/// Every note in full, the newest first.
pub(in crate::ui) fn notes(app: &App, screen: &Screen) -> Vec<String> {
    let mut lines = Vec::new();
    for note in &screen.chart.notes {
        let at = note.at.with_timezone(&app.board.zone).format("%a %d %b %Y %H:%M");
        lines.push(format!("# {at}  {} {}", note.kind.label(), note.author));
        lines.extend(note.text.split('\n').map(str::to_owned));
        lines.push(String::new());
    }
    if lines.is_empty() {
        lines.push(format!("No notes are on record. {} writes one.", app.key_for("note.write")));
    }
    lines
}

/// The first lines of what happened; the rest is a key away, and the patient stays in sight.
fn in_short(app: &App, mut lines: Vec<String>) -> Vec<String> {
    const LINES: usize = 6;
    let more = lines.len().saturating_sub(LINES);
    if more > 1 {
        lines.truncate(LINES);
        lines.push(format!("... and {more} more: {} shows them all", app.key_for("changes")));
    }
    lines
}

pub(super) fn parts(app: &App, screen: &Screen) -> Vec<Part> {
    let count = |name: &str, many: usize| if many > 0 { format!("{name} {many}") } else { name.to_owned() };
    let part = |section, title: String, lines| Part { section, title, key: String::new(), lines };
    let keyed = |part: Part, command, shows: &str| Part { key: format!("  ({}{shows})", app.key_for(command)), ..part };
    let facts = &screen.assessed.facts;
    let problems = facts.problems.iter().map(|problem| format!("   {}", problem.words())).collect();
    let medicines_title = format!(
        "{}  {} of {} checked{}",
        count("medicines", facts.medications.len()),
        screen.assessed.review.checked,
        screen.assessed.review.of,
        screen.assessed.review.amounts_not_checked()
    );
    let notes = screen.chart.notes.iter().take(5).flat_map(|note| {
        let at = note.at.with_timezone(&app.board.zone).format("%a %d %b");
        short_note(app, &format!("   {at}  {} {}: ", note.kind.label(), note.author), &note.text)
    });
    let open = screen.assessed.clocks().count();
    let home = Some(home::part(app, screen)).filter(|lines| !lines.is_empty());
    let home = home.map(|lines| keyed(part(Section::Home, "home safety".to_owned(), lines), "section.home", ""));
    // What has to be done and what could hurt before what is only news.
    let mut parts = vec![
        part(Section::Summary, "open work".to_owned(), open_work(app, screen)),
        part(Section::Meds, medicines_title, medicines(app, screen)),
        part(
            Section::Summary,
            "trend (newest last, ! out of limits)".to_owned(),
            trend(app, &screen.assessed, if app.is_wide() { 5 } else { 6 }),
        ),
        keyed(part(Section::Summary, "notes".to_owned(), notes.collect()), "notes.read", ": all notes"),
        keyed(part(Section::Summary, "since you looked".to_owned(), in_short(app, since(app))), "changes", ""),
        critical::part(app, screen),
        part(Section::Plan, count("plan: open goals", facts.goals.len()), goals(app, screen)),
        part(Section::Summary, count("problems", facts.problems.len()), problems),
        part(Section::People, "people".to_owned(), people(app, screen)),
        keyed(
            part(Section::Deadlines, count("open deadlines", open), reassess::told(app, screen)),
            "section.deadlines",
            ": done ones too",
        ),
        part(Section::Visits, "ordered visits".to_owned(), ordered(app, screen)),
        part(Section::Visits, "visits (newest first)".to_owned(), visits(app, screen)),
    ];
    parts.splice(2..2, home);
    parts
}
