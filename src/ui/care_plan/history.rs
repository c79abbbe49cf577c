//! The versions of a plan: read, and compared word by word.

use super::Act;
use crate::domain::chart::Elsewhere;
use crate::domain::event::Event;
use crate::domain::plan::content::{Content, no_heading};
use crate::domain::plan::difference::{Difference, differences};
use crate::domain::plan::{Countersigned, SignedVersion, VersionKind};
use crate::domain::refusal::Refusal;
use crate::ui::chart::Screen;
use crate::ui::menu::{Item, Menu};
use crate::ui::overlay::{Overlay, Reader};
use crate::ui::print::Printing;
use crate::ui::{App, Msg};

/// `=`: what is different from the signed version.
pub(in crate::ui) fn compare(app: &App) -> Result<Msg, Refusal> {
    let screen = super::screen(app)?;
    let signed = screen.chart.plan.signed();
    let signed = signed
        .ok_or_else(|| Refusal::new("No signed version is in force, so there is nothing to compare the plan with."))?;
    let then = content(signed)?;
    let now = Content::of(&screen.chart, app.today());
    let title = format!("since version {}: {}", signed.version.number, screen.assessed.who);
    Ok(reader(title, told(&then, &now, "Nothing has changed since it was signed.")))
}

fn content(signed: &SignedVersion) -> Result<Content, Refusal> {
    let newer = || Refusal::new("This version was signed with a newer program, which alone can show it.");
    Content::read(&signed.version.content).ok_or_else(newer)
}

fn told(then: &Content, now: &Content, none: &str) -> Vec<String> {
    let lines: Vec<String> = differences(then, now).iter().flat_map(Difference::lines).collect();
    if lines.is_empty() { vec![none.to_owned()] } else { lines }
}

fn reader(title: String, lines: Vec<String>) -> Msg {
    Msg::Overlay(Overlay::Reader(Reader { title, lines, top: 0 }))
}

fn signed_by(app: &App, signed: &SignedVersion) -> String {
    let at = signed.at.with_timezone(&app.board.zone).format("%a %d %b %Y %H:%M");
    format!("{}, {at}", signed.version.signer)
}

/// `V`: the versions, the newest first; one is read, compared or added to.
pub(in crate::ui) fn versions(app: &App) -> Result<Msg, Refusal> {
    let screen = super::screen(app)?;
    let plans = screen.chart.plan.versions.iter().rev().filter(|signed| signed.version.kind == VersionKind::Signed);
    let mut items: Vec<Item> = plans.map(|signed| item(app, screen, signed)).collect();
    items.extend(screen.chart.elsewhere.iter().flat_map(|other| of_other(app, other)));
    if items.is_empty() {
        return Err(Refusal::new(format!("The plan has never been signed; {} signs it.", app.key_for("plan.sign"))));
    }
    let intro = vec!["What is signed is never changed. Choose a version to read, compare or add to it.".to_owned()];
    Ok(Msg::Overlay(Overlay::Menu(Menu::new(format!("versions of the plan: {}", screen.assessed.who), intro, items))))
}

/// What another chart of the same person holds: only to be read here.
fn of_other(app: &App, other: &Elsewhere) -> Vec<Item> {
    let from = format!("chart #{} {}", other.number, other.name.listed_whole());
    let mut items = Vec::new();
    for signed in other.versions.iter().rev().filter(|signed| signed.version.kind == VersionKind::Signed) {
        let number = signed.version.number;
        let label = format!("version {number} of {from}   {}", signed_by(app, signed));
        let Ok(then) = content(signed) else {
            items.push(choice(&format!("{label} (of a newer program, which alone can show it)"), Msg::Close));
            continue;
        };
        let title = format!("version {number} of {from}, read only");
        items.push(choice(&label, reader(title, read(app, &other.versions, signed, &then))));
    }
    if !other.sections.is_empty() {
        let named =
            |key: &str| (app.knowledge.plans)().section(key).map_or_else(|| key.to_owned(), |kind| kind.name.clone());
        let lines = other.sections.iter().flat_map(|section| {
            let text = section.text.lines().map(no_heading);
            std::iter::once(format!("# {}", named(&section.key))).chain(text).collect::<Vec<_>>()
        });
        let title = format!("text sections of {from}, read only");
        items.push(choice(&format!("{} of {from}", sections(other.sections.len())), reader(title, lines.collect())));
    }
    items
}

fn sections(count: usize) -> String {
    if count == 1 { "1 text section".to_owned() } else { format!("{count} text sections") }
}

fn item(app: &App, screen: &Screen, signed: &SignedVersion) -> Item {
    let number = signed.version.number;
    let about: Vec<&SignedVersion> = added_to(&screen.chart.plan.versions, number).collect();
    let mut means: Vec<String> =
        about.iter().map(|added| format!("{} {}", added.version.kind.label(), signed_by(app, added))).collect();
    means.push(practitioner(app, screen, signed));
    if !signed.intact {
        means.push("ITS CONTENT IS NOT WHAT WAS SIGNED: tell the administrator".to_owned());
    }
    Item {
        label: format!("version {number}   {}", signed_by(app, signed)),
        means,
        does: Msg::Plan(Act::Version(number)),
        retract: None,
    }
}

/// Whether the certifying practitioner has signed since, or what is there instead. 42 CFR 484.60(b): the orders of a plan are
/// signed, and begin with a verbal order at the latest.
fn practitioner(app: &App, screen: &Screen, signed: &SignedVersion) -> String {
    let day = signed.at.with_timezone(&app.board.zone).date_naive();
    let since = |is: &dyn Fn(&Event) -> bool| {
        let events = screen.assessed.facts.events.iter().filter(|event| event.day() >= day);
        events.filter(|event| is(event)).map(|event| event.day()).next_back()
    };
    let dates: Vec<chrono::NaiveDate> =
        screen.assessed.facts.events.iter().filter_map(|event| event.plan_signed()).collect();
    match Countersigned::of(&screen.chart.plan, signed.version.number, &dates, app.board.zone) {
        Countersigned::On(on) => return format!("practitioner signed {}", on.format("%d %b %Y")),
        Countersigned::Unclear(on) => {
            return format!("practitioner signed {}: this version or another one of that day", on.format("%d %b %Y"));
        }
        Countersigned::Earlier(_) | Countersigned::Not => {}
    }
    match since(&|event| matches!(event, Event::OrderVerbal { .. })) {
        Some(on) => format!("practitioner: verbal order {}, signature awaited", on.format("%d %b %Y")),
        None => "practitioner has not signed it, and no verbal order since".to_owned(),
    }
}

fn added_to(versions: &[SignedVersion], number: u32) -> impl Iterator<Item = &SignedVersion> {
    versions.iter().filter(move |signed| signed.version.about == Some(number))
}

/// What can be done with a version.
pub(super) fn version(app: &App, number: u32) -> Result<Msg, Refusal> {
    let screen = super::screen(app)?;
    let plan = &screen.chart.plan;
    let of = |number: u32| plan.versions.iter().find(|signed| signed.version.number == number);
    let signed = of(number).ok_or_else(|| Refusal::new("There is no such version."))?;
    let then = content(signed)?;
    let who = &screen.assessed.who;
    let now = Content::of(&screen.chart, app.today());
    let same = "Nothing is different.";
    let mut items = vec![
        choice("read it", reader(format!("version {number}: {who}"), read(app, &plan.versions, signed, &then))),
        choice("what is different now", reader(format!("since version {number}: {who}"), told(&then, &now, same))),
        choice("add to it: addendum, correction, late entry, retraction", Msg::Plan(Act::AddTo(number))),
        choice("print it, word for word, as a PDF", Msg::Print(screen.assessed.id(), Printing::Signed(number))),
    ];
    for other in plan.versions.iter().rev() {
        let (kind, other_number) = (&other.version.kind, other.version.number);
        if *kind != VersionKind::Signed || other_number == number {
            continue;
        }
        // One of a newer program does not stand in the way of the others.
        let Ok(other) = content(other) else { continue };
        let (low, old, new) =
            if other_number < number { (other_number, &other, &then) } else { (number, &then, &other) };
        let high = other_number.max(number);
        let title = format!("version {low} to version {high}: {who}");
        items.push(choice(&format!("compare with version {other_number}"), reader(title, told(old, new, same))));
    }
    let back = app.overlay.clone().map(Box::new);
    let menu = Menu::new(format!("version {number}: {who}"), vec![signed_by(app, signed)], items);
    Ok(Msg::Overlay(Overlay::Menu(Menu { back, ..menu })))
}

fn choice(label: &str, does: Msg) -> Item {
    Item { label: label.to_owned(), means: Vec::new(), does, retract: None }
}

/// A version in full, with its signature, its hash, and what was added to it.
fn read(app: &App, versions: &[SignedVersion], signed: &SignedVersion, content: &Content) -> Vec<String> {
    let mut lines = Vec::new();
    for added in added_to(versions, signed.version.number) {
        lines.push(format!("# {} {}", added.version.kind.label().to_uppercase(), signed_by(app, added)));
        lines.extend(added.version.content.lines().map(no_heading));
    }
    lines.extend(content.lines());
    lines.push("# signature".to_owned());
    lines.push(signed_by(app, signed));
    lines.push(format!("SHA-256 {}", signed.digits()));
    let intact = if signed.intact { "What stands here is what was signed." } else { "THIS IS NOT WHAT WAS SIGNED." };
    lines.push(intact.to_owned());
    lines
}
