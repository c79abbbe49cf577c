//! Who must be told of what changed in a plan that is in force: the clock starts with the change, the list opens when it is saved,
//! and whatever is put off stays to be told.

use super::super::checklist::{Checklist, Item, Purpose};
use crate::domain::caseload::Facts;
use crate::domain::change::{Bundle, Change, Edit, EventChange, PlanChange};
use crate::domain::chart::Chart;
use crate::domain::event::Event;
use crate::domain::ids::{PatientId, Stored};
use crate::domain::medication::told::is_respelled;
use crate::domain::note::{Note, NoteKind};
use crate::domain::plan::telling::{Party, parties};
use crate::domain::plan::untold::Untold;
use crate::domain::plan::{Heard, Telling};
use crate::domain::refusal::Refusal;
use crate::domain::task::{TELLING, TELLING_PRACTITIONER, Task, TaskStatus};
use crate::domain::when::Moment;
use crate::ui::chart::Screen;
use crate::ui::overlay::Overlay;
use crate::ui::{App, Effect, Msg};

/// A list of who must be told, as it was shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    patient: PatientId,
    parties: Vec<Party>,
    untold: Untold,
}

/// A write whose chart is still to be read again, before anybody can say what it leaves to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Awaited {
    patient: PatientId,
    /// Whether the list opens by itself.
    opens: bool,
    /// Whether the write is through: a chart that was read before says nothing.
    saved: bool,
}

impl App {
    /// Something is about to be written: what it starts is written with it.
    pub(in crate::ui) fn with_consequences(&mut self, effect: Effect) -> Effect {
        self.awaited_telling = None;
        let (says, parts) = if let Effect::Write(change, _) = &effect {
            (change.says(), std::slice::from_ref(change))
        } else if let Effect::WriteBundle(bundle, _) = &effect {
            (bundle.says.clone(), bundle.parts.as_slice())
        } else {
            return effect;
        };
        let Some(patient) = parts.first().map(Change::patient) else { return effect };
        let mut more = self.task_consequences(patient, parts);
        if let Some(screen) = self.chart.as_ref().filter(|screen| screen.assessed.id() == patient) {
            let (clocks, opens) = self.plan_consequences(screen, parts);
            more.extend(clocks);
            more.extend(self.told_by_hand(screen, parts));
            self.awaited_telling = Some(Awaited { patient, opens, saved: false });
        }
        if more.is_empty() {
            return effect;
        }
        let parts = parts.iter().cloned().chain(more).collect();
        Effect::WriteBundle(Bundle { says, parts }, None)
    }

    /// The clocks that a change of the plan starts, and whether the list opens when it is saved.
    fn plan_consequences(&self, screen: &Screen, parts: &[Change]) -> (Vec<Change>, bool) {
        let today = self.today();
        let before = screen.untold(self);
        let after = Untold::of(&screen.chart.after(parts, self.now), (self.knowledge.plans)(), today);
        let announces = parts.iter().any(|part| matches!(part, Change::Plan(change) if change.announces()));
        let in_force = screen.chart.plan.signed().is_some();
        let revises = in_force && after.revises_more_than(before);
        let misses = in_force && after.misses_more_than(before);
        let facts = &screen.assessed.facts;
        if in_force && before.is_empty() && self.is_respelled(parts) {
            // A name that is put right is no change of the plan: from here on everybody knows it.
            let after = screen.chart.after(parts, self.now);
            let value = Telling::of(&after, self.now, today, Vec::new());
            let known = Change::Plan(PlanChange::telling(Edit::Add { patient: screen.assessed.id(), value }));
            return (vec![known], false);
        }
        let running = running_since(facts);
        let mut clocks = Vec::new();
        // A clock of today runs for everything that is not told yet; what comes after a telling starts its own.
        let runs = running.last() == Some(&today) && before.is_revision();
        if (revises && !runs) || (announces && !revises && after.is_revision() && running.is_empty()) {
            clocks.push(Event::PocRevised { date: today });
        }
        if misses && !is_alerted(facts, today) {
            clocks.push(Event::ChangeInCondition { date: today, major: false });
        }
        let patient = screen.assessed.id();
        let record = |event| Change::Event(EventChange::Record { patient, event });
        let opens = !after.is_empty() && (announces || (before.is_empty() && (revises || misses)));
        (clocks.into_iter().map(record).collect(), opens)
    }

    /// Whether all that is written puts the name of a medicine right.
    fn is_respelled(&self, parts: &[Change]) -> bool {
        let respells = |part: &Change| {
            let Change::Medication(edit) = part else { return false };
            is_respelled(edit, self.knowledge.formulary)
        };
        !parts.is_empty() && parts.iter().all(respells)
    }

    /// Somebody records that the revision was told, without the list: then it is.
    fn told_by_hand(&self, screen: &Screen, parts: &[Change]) -> Option<Change> {
        let told = |part: &Change| {
            let Change::Event(EventChange::Record { event, .. }) = part else { return false };
            matches!(event, Event::PocRevisionTold { .. })
        };
        let listed = |part: &Change| matches!(part, Change::Plan(PlanChange::Telling(_)));
        let untold = screen.untold(self);
        if !untold.is_revision() || !parts.iter().any(told) || parts.iter().any(listed) {
            return None;
        }
        let value = Telling::of(&screen.chart, self.now, self.today(), Vec::new()).without(&untold.missed);
        Some(Change::Plan(PlanChange::telling(Edit::Add { patient: screen.assessed.id(), value })))
    }

    /// A task of somebody who was left to be told is done: she was told, and the last one ends the clock.
    fn task_consequences(&self, patient: PatientId, parts: &[Change]) -> Vec<Change> {
        let done = parts.iter().find_map(|part| {
            let Change::Task(edit) = part else { return None };
            let Edit::Amend { id, to, .. } = &**edit else { return None };
            (to.status == TaskStatus::Done && is_to_tell(to)).then(|| (*id, to.clone()))
        });
        let (Some((id, Task { text, about, .. })), Ok(assessed)) = (done, self.assessed(patient)) else {
            return Vec::new();
        };
        let text = text.strip_prefix("Tell ").map_or_else(|| text.clone(), |rest| format!("Told {rest}"));
        let mut more = vec![self.call(patient, text)];
        if about.as_deref() == Some(TELLING_PRACTITIONER) {
            more.push(self.contacted(patient));
        }
        let left = assessed.facts.tasks.iter().filter(|task| task.id != id).any(|task| is_to_tell(task));
        // Without the chart nobody knows whether all that runs is told: then only one clock is surely hers.
        let all_told = match self.chart.as_ref().filter(|screen| screen.assessed.id() == patient) {
            Some(screen) => !screen.untold(self).is_revision(),
            None => running_since(&assessed.facts).len() == 1,
        };
        if !left && all_told && !running_since(&assessed.facts).is_empty() {
            more.push(self.all_told(patient));
        }
        more
    }

    fn call(&self, patient: PatientId, text: String) -> Change {
        let author = self.board.user.name.full();
        Change::note(Edit::Add {
            patient,
            value: Note { kind: NoteKind::Call, at: self.now, author, text, counts: true },
        })
    }

    fn contacted(&self, patient: PatientId) -> Change {
        let event = Event::PractitionerContacted { at: Moment::At(self.local()) };
        Change::Event(EventChange::Record { patient, event })
    }

    fn all_told(&self, patient: PatientId) -> Change {
        let event = Event::PocRevisionTold { date: self.today() };
        Change::Event(EventChange::Record { patient, event })
    }

    /// Whether a box is about to open.
    pub(in crate::ui) fn awaits_telling(&self) -> bool {
        self.awaited_telling.as_ref().is_some_and(|awaited| awaited.opens)
    }

    /// The write went through; the chart is read next.
    pub(in crate::ui) fn telling_saved(&mut self, patient: PatientId) {
        if self.open_chart() != Some(patient) {
            self.awaited_telling = None;
            return;
        }
        let opens = self.awaited_telling.take().is_some_and(|awaited| awaited.patient == patient && awaited.opens);
        self.awaited_telling = Some(Awaited { patient, opens, saved: true });
    }

    /// The chart was read: the list opens, or the status line says what is to be told.
    pub(in crate::ui) fn telling_read(&mut self) {
        let Some(awaited) = self.awaited_telling.take_if(|awaited| awaited.saved) else { return };
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
    let (patient, today) = (revision.patient, app.today());
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
    let tomorrow = today.succ_opt().unwrap_or(today);
    let of = of_what(untold);
    let mut parts = Vec::new();
    let mut heard = Vec::new();
    for (party, item) in revision.parties.iter().zip(items) {
        if item.on {
            parts.push(app.call(patient, format!("Told {} of {of}:\n{}", party.who, party.lines.join("\n"))));
        } else {
            let text = format!("Tell {} of {of}: {}", party.who, party.lines.join("; "));
            let about = if heard.is_empty() { TELLING_PRACTITIONER } else { TELLING };
            let task = Task { about: Some(about.to_owned()), ..Task::open(text, tomorrow, app.board.user_id) };
            parts.push(Change::task(Edit::Add { patient, value: task }));
        }
        heard.push(Heard { who: party.who.clone(), lines: party.lines.clone(), told: item.on });
    }
    let practitioner = heard.first().is_some_and(|first| first.told);
    let left = heard.iter().filter(|one| !one.told).count();
    let value = Telling::of(&screen.chart, app.now, today, heard);
    parts.push(Change::Plan(PlanChange::telling(Edit::Add { patient, value })));
    if practitioner {
        parts.push(app.contacted(patient));
    }
    let earlier = screen.assessed.facts.tasks.iter().filter(|task| is_to_tell(task)).count();
    if left == 0 && earlier == 0 && untold.is_revision() {
        parts.push(app.all_told(patient));
    }
    let says = match (left, earlier, untold.is_revision()) {
        (0, 0, true) => "everybody concerned was told of the revised plan".to_owned(),
        (0, 0, false) => "the practitioner was told".to_owned(),
        (0, earlier, _) => format!("everybody concerned was told; {earlier} of an earlier change still wait as tasks"),
        (1, ..) => "1 still to be told: a task for tomorrow".to_owned(),
        (many, ..) => format!("{many} still to be told: tasks for tomorrow"),
    };
    Ok(Msg::WriteBundle(Bundle { says, parts }))
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

/// What a note or a task names.
fn of_what(untold: &Untold) -> String {
    match (untold.signed, untold.is_revision()) {
        (_, false) => "a goal that is not being reached".to_owned(),
        (Some(number), true) => format!("the revised plan of care, version {number}"),
        (None, true) => "a change of the plan of care".to_owned(),
    }
}

/// What is kept when a first plan is signed: from here on its changes are to be told.
pub(super) fn known_from_here(chart: &Chart, signs: &Change, app: &App) -> Option<Change> {
    if chart.plan.telling.is_some() || chart.plan.all_signed().next().is_some() {
        return None;
    }
    let signed = chart.after(std::slice::from_ref(signs), app.now);
    let value = Telling::of(&signed, app.now, app.today(), Vec::new());
    Some(Change::Plan(PlanChange::telling(Edit::Add { patient: signs.patient(), value })))
}

fn is_to_tell(task: &Task) -> bool {
    task.tells()
}

/// The days of revisions that are not told yet, oldest first.
fn running_since(facts: &Facts) -> Vec<chrono::NaiveDate> {
    let told = |entry: &Stored<Event>| matches!(entry.value, Event::PocRevisionTold { .. });
    let by_entry = |entry: &&Stored<Event>| entry.id;
    let last = facts.events.iter().filter(|entry| told(entry)).max_by_key(by_entry).map(|entry| entry.id);
    let revised = facts.events.iter().filter(|entry| last.is_none_or(|last| entry.id > last));
    revised.filter(|entry| matches!(entry.value, Event::PocRevised { .. })).map(|entry| entry.day()).collect()
}

/// Whether a change in condition of today is on record that the practitioner was not told of yet.
fn is_alerted(facts: &Facts, today: chrono::NaiveDate) -> bool {
    let newest = |kind: &str| facts.events.iter().filter(|entry| entry.kind() == kind).max_by_key(|entry| entry.id);
    let told = newest("practitioner_contacted").map(|entry| entry.id);
    newest("change_in_condition").is_some_and(|entry| entry.day() == today && told.is_none_or(|told| told < entry.id))
}
