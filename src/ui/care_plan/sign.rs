//! Signing a plan, and what is added to a signed one.

use crate::domain::change::{Change, PlanChange};
use crate::domain::episode::certification;
use crate::domain::field::{Field, Shape};
use crate::domain::ids::PatientId;
use crate::domain::permission::Act;
use crate::domain::plan::content::{Content, no_heading};
use crate::domain::plan::difference::{Difference, differences};
use crate::domain::plan::required::missing;
use crate::domain::plan::{PlanVersion, VersionKind};
use crate::domain::refusal::Refusal;
use crate::ui::chart::Screen;
use crate::ui::form::{Asked, Form};
use crate::ui::menu::{self, Menu};
use crate::ui::overlay::Overlay;
use crate::ui::preview::{Preview, Writes};
use crate::ui::{App, Msg};

const ADDITION: Field = Field::needed("addition", "what is added", Shape::Text);

/// A plan that is about to be signed.
#[derive(Debug, Clone, PartialEq)]
pub struct Signing {
    patient: PatientId,
    version: PlanVersion,
}

/// Who signs, as it stands under the plan; or why she may not.
fn signer(app: &App) -> Result<String, Refusal> {
    let me = &app.board.user;
    app.may(Act::Sign)?;
    if me.credential.trim().is_empty() {
        return Err(Refusal::new("Your credential is not recorded, and a signature needs one; ask the administrator."));
    }
    Ok(format!("{}, {}", me.name.full(), me.credential))
}

/// `S`: what is signed is read first.
pub(in crate::ui) fn sign(app: &App) -> Result<Msg, Refusal> {
    let screen = super::screen(app)?;
    let signer = signer(app)?;
    let now = Content::of(&screen.chart, app.today());
    if now.parts.is_empty() {
        return Err(Refusal::new(format!(
            "Nothing is planned yet, so there is nothing to sign; {} adds something.",
            app.key_for("plan.add")
        )));
    }
    let before = screen.chart.plan.signed().and_then(|signed| Content::read(&signed.version.content));
    let revised = before.map(|before| differences(&before, &now));
    if revised.as_ref().is_some_and(Vec::is_empty) {
        return Err(Refusal::new("Nothing has changed since the signed version."));
    }
    let version = PlanVersion {
        number: next_number(screen),
        kind: VersionKind::Signed,
        about: None,
        content: now.written(),
        signer,
    };
    let lines = signed_lines(app, screen, &now, &version, revised.as_deref());
    let title = format!("sign the plan of care: {}", screen.assessed.who);
    let signing = Signing { patient: screen.assessed.id(), version };
    let writes = Writes::Signature(Box::new(signing));
    Ok(Msg::Overlay(Overlay::Preview(Preview { title, lines, writes, back: None, top: 0 })))
}

fn next_number(screen: &Screen) -> u32 {
    screen.chart.plan.versions.iter().map(|signed| signed.version.number).max().unwrap_or(0) + 1
}

fn signed_lines(
    app: &App,
    screen: &Screen,
    now: &Content,
    version: &PlanVersion,
    revised: Option<&[Difference]>,
) -> Vec<String> {
    let mut lines = Vec::new();
    match revised {
        None => {
            let of = |kind: &str| now.parts.iter().filter(|part| part.kind == kind).count();
            let none = screen.chart.plan.all_signed().next().is_none();
            let why = if none { "the first one that is signed" } else { "no earlier version is in force" };
            lines.push(format!("# version {}: {why}", version.number));
            lines.push(format!(
                "{} problems, {} goals, {} interventions, {} medicines, {} sections of text",
                of("problem"),
                of("goal"),
                of("intervention"),
                now.medications.len(),
                now.sections.len()
            ));
            lines.extend(now.lines());
        }
        Some(found) => {
            lines.push(format!(
                "# version {}: {} {} from the version signed before",
                version.number,
                found.len(),
                if found.len() == 1 { "difference" } else { "differences" }
            ));
            lines.extend(found.iter().flat_map(Difference::lines));
        }
    }
    let open: Vec<String> = open_ends(app, screen);
    if !open.is_empty() {
        lines.push(format!("# still open: {}", open.len()));
        lines.extend(open);
    }
    lines.push("# signature".to_owned());
    let at = app.local().format("%a %d %b %Y %H:%M");
    lines.push(format!("{}, {at}", version.signer));
    lines.push("What is signed is never changed; addendum and correction stand beside it.".to_owned());
    lines
}

/// What a signature would leave open.
fn open_ends(app: &App, screen: &Screen) -> Vec<String> {
    let lacking = screen.chart.plan.interventions.iter().filter(|step| screen.chart.lacks_order(step));
    let lacking = lacking.map(|step| format!("NO ORDER: {}", step.text));
    let vague = screen.chart.facts.goals.iter().map(|tracked| &tracked.goal);
    let vague = vague.filter(|goal| goal.measure.is_none() || goal.target_date.is_none());
    let vague = vague.map(|goal| format!("without measure or date: {}", goal.text));
    let missing = missing(&screen.chart, (app.knowledge.plans)()).into_iter().map(|section| {
        format!("missing: {} (42 CFR 484.60(a)(2){})", section.name, section.item.as_deref().unwrap_or_default())
    });
    let end = screen.assessed.facts.start_of_care(app.today()).and_then(|soc| certification(soc, app.today()));
    let beyond = screen.chart.facts.goals.iter().map(|tracked| &tracked.goal).filter_map(|goal| {
        let (end, by) = (end.as_ref()?.to, goal.target_date?);
        (by > end && !goal.text.to_lowercase().contains("continue"))
            .then(|| format!("due {by}, after the certification period ends on {end}: {}", goal.text))
    });
    lacking.chain(vague).chain(beyond).chain(missing).collect()
}

/// `y`: the version is written, unless the plan is another by now; then it is shown again.
pub(in crate::ui) fn confirmed(app: &App, signing: &Signing) -> Result<Msg, Refusal> {
    let screen = super::screen(app)?;
    if screen.assessed.id() != signing.patient {
        return Err(Refusal::new(format!("Another chart is open by now. {}, and sign there.", app.way_back())));
    }
    let now = Content::of(&screen.chart, app.today());
    let plan = signing.version.kind == VersionKind::Signed;
    if (plan && now.written() != signing.version.content) || next_number(screen) != signing.version.number {
        return if plan { sign(app) } else { Err(app.meanwhile("A colleague signed meanwhile: look again.")) };
    }
    let patient = signing.patient;
    let version = Box::new(signing.version.clone());
    let signs = Change::Plan(PlanChange::sign(patient, *version));
    Ok(Msg::Write(signs))
}

/// What a version that was signed can get: an addendum, a correction, a late entry, or that it is retracted.
pub(in crate::ui) fn add_to(app: &App, number: u32) -> Result<Msg, Refusal> {
    let screen = super::screen(app)?;
    signer(app)?;
    let item = |kind: &VersionKind| {
        let fields = vec![Asked::with(&ADDITION, "")];
        let what = super::Pending::Sign(kind.clone(), number);
        let title = format!("{} to version {number}", kind.label());
        let form = Form::new(app, &screen.assessed, &title, crate::ui::form::Purpose::CarePlan(Box::new(what)));
        let notes = vec!["It is signed at once and stands beside the version, which stays as it is.".to_owned()];
        menu::Item {
            label: kind.label().to_owned(),
            means: Vec::new(),
            does: Msg::Overlay(Overlay::Form(Form { notes, asked: fields, ..form })),
            retract: None,
        }
    };
    let items = VersionKind::ABOUT.iter().map(item).collect();
    let title = format!("version {number}: {}", screen.assessed.who);
    Ok(Msg::Overlay(Overlay::Menu(Menu {
        back: app.overlay.clone().map(Box::new),
        ..Menu::new(title, Vec::new(), items)
    })))
}

/// What was typed is read once more before it is signed.
pub(super) fn addition(app: &App, form: &Form, kind: &VersionKind, about: u32) -> Result<Msg, Refusal> {
    let screen = super::screen(app)?;
    let content = form.answer(ADDITION.name).trim().to_owned();
    let signer = signer(app)?;
    let version = PlanVersion { number: next_number(screen), kind: kind.clone(), about: Some(about), content, signer };
    let lines = vec![
        format!("# {} to version {about}", kind.label()),
        no_heading(&version.content),
        "# signature".to_owned(),
        format!("{}, {}", version.signer, app.local().format("%a %d %b %Y %H:%M")),
    ];
    let signing = Signing { patient: form.patient, version };
    let (title, writes) = (form.title.clone(), Writes::Signature(Box::new(signing)));
    let back = app.overlay.clone().map(Box::new);
    Ok(Msg::Overlay(Overlay::Preview(Preview { title, lines, writes, back, top: 0 })))
}
