//! Who must be told of what changed in a plan that is in force: the clock starts with the change, which is not for a screen to
//! decide, the list opens when it is saved, and whatever is put off stays to be told.

use super::super::checklist::{Checklist, Item, Purpose};
use crate::domain::consequence::Writer;
use crate::domain::consequence::telling::answered;
use crate::domain::ids::PatientId;
use crate::domain::plan::telling::{Party, parties};
use crate::domain::plan::untold::Untold;
use crate::domain::refusal::Refusal;
use crate::ui::chart::Screen;
use crate::ui::overlay::Overlay;
use crate::ui::{App, Msg};

/// A list of who must be told, as it was shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    patient: PatientId,
    parties: Vec<Party>,
    untold: Untold,
}

/// Something was written whose chart is still to be read again, before anybody can say what it leaves to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Awaited {
    patient: PatientId,
    /// Whether the list opens by itself.
    opens: bool,
}

impl App {
    /// By whom and when what is written here is written.
    fn writer(&self) -> Writer<'_> {
        let (user, user_id, zone) = (&self.board.user, self.board.user_id, self.board.zone);
        Writer { user, user_id, now: self.now, zone, knowledge: self.knowledge }
    }

    /// Whether a box is about to open.
    pub(in crate::ui) fn awaits_telling(&self) -> bool {
        self.awaited_telling.as_ref().is_some_and(|awaited| awaited.opens)
    }

    /// The write went through; the chart is read next.
    pub(in crate::ui) fn telling_saved(&mut self, patient: PatientId, opens: bool) {
        self.awaited_telling = (self.open_chart() == Some(patient)).then_some(Awaited { patient, opens });
    }

    /// The chart was read: the list opens, or the status line says what is to be told.
    pub(in crate::ui) fn telling_read(&mut self) {
        let Some(awaited) = self.awaited_telling.take() else { return };
        let Some(screen) = self.chart.as_ref().filter(|screen| screen.assessed.id() == awaited.patient) else { return };
        let untold = screen.untold(self);
        if untold.is_empty() {
            return;
        }
        if awaited.opens && self.overlay.is_none() && self.writing.is_none() {
            self.overlay = Some(list(self, screen, untold));
            return;
        }
        let said =
            format!("{}; {}", self.status.text.trim_end_matches(['.', ';']), to_tell(self, untold.count(), screen));
        self.status.text = said;
    }

    /// Esc in the list: later. Nothing is written, and nothing is forgotten.
    pub(in crate::ui) fn put_off(&mut self) {
        if let Some(screen) = &self.chart
            && screen.untold(self).count() > 0
        {
            let said = to_tell(self, screen.untold(self).count(), screen);
            self.say(format!("Later: {said}"));
        }
    }
}

/// `3 to tell; C lists them`.
fn to_tell(app: &App, count: usize, screen: &Screen) -> String {
    let them = if count == 1 { "it" } else { "them" };
    let lists = app.key_for("plan.tell");
    let way = if screen.shows_plan() { lists } else { format!("{} {lists}", app.key_for("section.plan")) };
    format!("{count} to tell; {way} lists {them}")
}

/// Who must be told of everything that is not told yet.
pub(in crate::ui) fn tell(app: &App) -> Result<Msg, Refusal> {
    let screen = super::screen(app)?;
    let untold = screen.untold(app);
    if !untold.is_empty() {
        return Ok(Msg::Overlay(list(app, screen, untold)));
    }
    Err(Refusal::new(match screen.chart.plan.all_signed().next() {
        Some(_) => "Nothing is left to tell: what changed was told, or is a task.",
        None => "No plan was signed yet, so nobody has to be told of its changes.",
    }))
}

fn list(app: &App, screen: &Screen, untold: &Untold) -> Overlay {
    let parties = parties(&screen.chart, untold);
    let item = |party: &Party| Item { label: party.who.clone(), more: party.lines.clone(), on: false };
    let items = parties.iter().map(item).collect();
    let what = untold.signed.map(|number| format!(" of version {number}")).unwrap_or_default();
    let [marks, writes, later] = app.keys_for(["checklist.mark", "checklist.finish", "box.close"]);
    let mut intro = vec![format!(
        "{marks} marks who has been told just now; {writes} writes a note of what stands there for each, and a task for \
         tomorrow for those left. {later}: later."
    )];
    if !untold.missed.is_empty() {
        intro.push("42 CFR 484.60(c)(1): the practitioner promptly, where outcomes are not being reached.".to_owned());
    }
    if untold.is_revision() {
        let law = "42 CFR 484.60(c)(3): patient, representative, caregiver and all ordering practitioners.";
        intro.push(law.to_owned());
    }
    let revision = Revision { patient: screen.assessed.id(), parties, untold: untold.clone() };
    Overlay::Checklist(Checklist {
        title: format!("who must be told{what}: {}", screen.assessed.who),
        intro,
        items,
        chosen: 0,
        purpose: Purpose::Told(Box::new(revision)),
    })
}

/// Enter in the list: a note for each who was told, a task for each who was not.
pub(in crate::ui) fn told(app: &App, revision: &Revision, items: &[Item]) -> Result<Msg, Refusal> {
    if app.read_only {
        return Err(Refusal::new("The clock was set with --at, so nothing is written. Start without --at to work."));
    }
    let screen = super::screen(app)?;
    let patient = revision.patient;
    if screen.assessed.id() != patient {
        return Err(Refusal::new(format!(
            "Another chart is open by now. {} leads back; {} lists this one's again there.",
            app.way_back(),
            app.key_for("plan.tell")
        )));
    }
    let untold = screen.untold(app);
    if untold != &revision.untold {
        return changed_meanwhile(app, screen, untold);
    }
    let marked = revision.parties.iter().cloned().zip(items.iter().map(|item| item.on));
    let parties: Vec<(Party, bool)> = marked.collect();
    Ok(Msg::WriteBundle(answered(&screen.chart, untold, &parties, &app.writer())))
}

/// What was shown is not what is to be told any more: it is read again before anything says that it was told.
fn changed_meanwhile(app: &App, screen: &Screen, untold: &Untold) -> Result<Msg, Refusal> {
    if untold.is_empty() {
        return Err(app.meanwhile("A colleague told this meanwhile, or took it back: nothing is left to tell."));
    }
    let mut fresh = list(app, screen, untold);
    if let Overlay::Checklist(list) = &mut fresh {
        list.intro.insert(0, "SOMETHING CHANGED MEANWHILE. This is the list now; read it again.".to_owned());
    }
    Ok(Msg::Overlay(fresh))
}
