//! What a message does to the state, and what has to be done outside.

use super::command::{Meaning, Place};
use super::key::Key;
use super::overlay::Overlay;
use super::panes::{Aim, Sort, View};
use super::prompt::Edit;
use super::tally::Tally;
use super::{App, Effect, Msg, Offer, Section, Spot, chart, panes, reconcile};
use crate::domain::board::{Assessed, Board};
use crate::domain::chart::Chart;
use crate::domain::ids::PatientId;
use crate::domain::plan::tree::Node;
use crate::domain::user::Reach;

/// What a key came to; for tests that follow the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOutcome {
    /// A command ran.
    Ran,
    /// More keys are needed.
    Pending,
    /// It was typed into a field.
    Typed,
    /// It means nothing here.
    Nothing,
    /// It was refused.
    Refused,
}

impl App {
    /// Where keys go now.
    pub fn place(&self) -> Place {
        match (&self.overlay, &self.writing) {
            (Some(overlay), _) => overlay.place(),
            (None, Some(_)) => Place::Writing,
            (None, None) => self.place_under(),
        }
    }

    /// Where keys go when no box is open.
    pub(super) fn place_under(&self) -> Place {
        match &self.chart {
            Some(screen) => screen.place(),
            None if self.active() == View::Reassess => Place::Deadlines,
            None => Place::List,
        }
    }

    /// Whether what this key means hangs on an answer that is still to come. Type-ahead keeps its order that way.
    pub fn must_wait(&self, key: Key) -> bool {
        // Whatever the store is doing, she can leave. Before a text or a form that is about to open, a letter is one of its letters.
        let place = self.asked.place().unwrap_or_else(|| self.place());
        let place = if self.is_too_small() { Place::List } else { place };
        if matches!(self.keys.meaning(place, &[key]), Meaning::Command(row) if row.name == "quit") {
            return false;
        }
        let searching = matches!(&self.overlay, Some(Overlay::Find { waiting: true, .. }));
        self.is_waiting() || (searching && matches!(key, Key::Enter | Key::Down | Key::Up))
    }

    /// Whether anything that is typed has to wait: the store is writing for this session, a draft is being looked for, or a box
    /// opens with what was written.
    pub fn is_waiting(&self) -> bool {
        self.is_writing() || self.asked.waits() || self.asked_pairs.waits() || self.awaits_telling()
    }

    /// Whether the store is writing for this session: a change, or the look at a chart.
    pub fn is_writing(&self) -> bool {
        self.saving || self.opening
    }

    /// Takes in a message. The state changes, the outside is told what to do.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Key(key) => self.key(key).1,
            Msg::Paste(text) => self.paste(&text),
            Msg::Resize(width, height) => self.resize(width, height),
            Msg::Time(now) => self.time(now),
            Msg::Board(board) => self.new_board(*board).into_iter().chain(self.pairs_again()).collect(),
            Msg::Reading(done, of) => self.reading(done, of),
            Msg::Chart(chart) => self.new_chart(*chart),
            Msg::Found(number, found) => {
                if number == self.searches
                    && let Some(Overlay::Find { found: shown, chosen, waiting, .. }) = &mut self.overlay
                {
                    (*shown, *chosen, *waiting) = (found, 0, false);
                }
                Vec::new()
            }
            Msg::Saved { patient, says, offer, asks_to_tell } => {
                self.telling_saved(patient, asks_to_tell);
                self.saved(patient, &says, offer)
            }
            Msg::Failed(sentence) => self.failed(sentence),
            Msg::Already(sentence) => self.already(sentence),
            Msg::Unread(sentence) => self.not_read(sentence),
            Msg::Move(motion) => self.go(motion),
            Msg::Show(view) => self.show(view),
            Msg::Pane(step) => self.pane(step),
            Msg::Open(patient) => self.open(patient),
            Msg::Back => self.back(),
            Msg::LastPlace => self.last_place(),
            Msg::Overlay(overlay) => self.open_box(overlay),
            Msg::Close => self.close(),
            Msg::Edit(edit) => self.edit(&edit),
            Msg::Pick(step) => self.pick(step),
            Msg::Choose => self.choose(),
            Msg::Miss(answer) => self.answer(answer),
            Msg::Form(act) => self.form(act),
            Msg::Narrow(narrowing) => self.narrow(narrowing),
            Msg::Cover(reach) => self.cover(reach),
            Msg::Order(sort) => self.order(sort),
            Msg::Filter(text) => self.filter(text),
            Msg::Day(step) => self.turn_to_day(step),
            Msg::Rerank => self.rerank(),
            Msg::Section(section) => self.section(section),
            Msg::Decide(decision) => self.decide(decision),
            Msg::KeepAgreeing => self.keep_agreeing(),
            Msg::Reconcile(seen, bundle) => self.reconcile(&seen, *bundle),
            Msg::Write(change) => self.write(Effect::Write(change, None)),
            Msg::WriteBundle(bundle) => self.write(Effect::WriteBundle(bundle, None)),
            Msg::Print(patient, what) => {
                self.overlay = None;
                vec![Effect::Print(patient, what)]
            }
            Msg::Told(sentence) => {
                self.say(sentence);
                Vec::new()
            }
            Msg::Warned(sentence) => {
                self.warn(sentence);
                Vec::new()
            }
            Msg::Mark => self.mark(),
            Msg::Plan(act) => self.plan_act(act),
            Msg::Home(act) => self.home(act),
            Msg::Undo => self.take_change_back(Offer::Undo),
            Msg::Redo => self.take_change_back(Offer::Redo),
            Msg::Redraw => vec![Effect::Redraw],
            Msg::Quit => self.quit(),
            Msg::Draft(msg) => self.draft(msg),
            Msg::Pairs(msg) => self.pairs(msg),
        }
    }

    fn cover(&mut self, reach: Reach) -> Vec<Effect> {
        self.overlay = None;
        self.say("Reading the patients of more case managers.");
        vec![Effect::Cover(reach)]
    }

    /// Another day of the visits.
    fn turn_to_day(&mut self, step: i64) -> Vec<Effect> {
        self.day += step;
        self.tally.day(panes::shown_day(self), &self.board);
        self.rank_anew(View::Visits);
        self.turn_to_next_visit();
        Vec::new()
    }

    /// Leaves. What is begun is kept; only where it could not be, leaving is asked for twice.
    fn quit(&mut self) -> Vec<Effect> {
        let asks = self.unkept.as_ref().map(|why| format!("{why} Again: leave."));
        match asks {
            // Asked once more whenever something else was said meanwhile: what is typed since is not kept either.
            Some(asks) if self.status.text != asks => {
                self.warn(asks);
                Vec::new()
            }
            Some(_) | None => vec![Effect::Quit],
        }
    }

    /// Something is written; the box it was asked for in closes, and opens again if it cannot be.
    pub(super) fn write(&mut self, effect: Effect) -> Vec<Effect> {
        if let Err(refusal) = self.may_write(&effect) {
            self.warn(refusal.to_string());
            return Vec::new();
        }
        self.awaited_telling = None;
        self.unsaved = self.overlay.take();
        self.saving = true;
        let name = self.name_in_hand();
        vec![effect.named(name)]
    }

    /// Something could not be done: what was typed for it is there again, and what stands on the screen is read anew.
    pub(super) fn failed(&mut self, sentence: String) -> Vec<Effect> {
        let wrote = std::mem::take(&mut self.saving);
        self.nothing_undone();
        self.awaited_telling = None;
        if let Some(answers) = self.unsaved.take() {
            self.overlay = Some(answers);
        }
        if wrote {
            self.writing_refused();
        }
        (self.opening, self.wanted, self.asked.then, self.asked.note) = (false, None, None, false);
        if let Some(Overlay::Find { waiting, .. }) = &mut self.overlay {
            // No answer will come: keys that wait for it would wait for ever.
            *waiting = false;
        }
        self.warn(sentence);
        self.no_pairs();
        self.decided_about();
        let list = self.pair_answered();
        if list.is_some() {
            // Not the choices that are old now, but the list as it is.
            self.overlay = None;
        }
        let read = if wrote { self.refresh() } else { Vec::new() };
        read.into_iter().chain(list).collect()
    }

    /// What stands on the screen could not be read again. A write or a chart that is under way is another matter.
    fn not_read(&mut self, sentence: String) -> Vec<Effect> {
        if let Some(awaited) = &mut self.awaited {
            awaited.failed = true;
        }
        self.awaited_telling = None;
        self.no_pairs();
        self.warn(sentence);
        Vec::new()
    }

    /// One key: a command, the beginning of one, a typed character, or nothing.
    pub fn key(&mut self, key: Key) -> (KeyOutcome, Vec<Effect>) {
        let (outcome, effects) = self.key_pressed(key);
        self.let_go_of_news(&outcome);
        (outcome, effects)
    }

    /// What was said belongs to the patient it names, and to the moment: it goes when another patient is in hand, and after a
    /// key or two. While letters are typed it stays.
    fn let_go_of_news(&mut self, outcome: &KeyOutcome) {
        const KEYS: u8 = 3;
        if matches!(outcome, KeyOutcome::Typed | KeyOutcome::Pending) || self.status.text.is_empty() {
            return;
        }
        self.status.keys = self.status.keys.saturating_add(1);
        // The key that said it is the first.
        let is_old = self.status.keys >= KEYS;
        let shown = self.patient_in_hand().map(Assessed::id);
        let of_another =
            self.status.keys > 1 && self.status.about.is_some() && shown.is_some() && shown != self.status.about;
        if is_old || of_another {
            self.say("");
        }
    }

    fn key_pressed(&mut self, key: Key) -> (KeyOutcome, Vec<Effect>) {
        if self.is_too_small() {
            return self.key_unseen(key);
        }
        let place = self.place();
        self.pending.push(key);
        let meaning = self.keys.meaning(place, &self.pending);
        if let Some(Overlay::Drafts(shelf)) = &mut self.overlay {
            // Only the key that was named answers whether a draft is to go.
            shelf.asking &= matches!(meaning, Meaning::Command(row) if row.name == "draft.sure");
        }
        match meaning {
            Meaning::Command(row) => {
                self.pending.clear();
                match (row.run)(self) {
                    Ok(msg) => {
                        // A refusal of before must not look like news of this key. Leaving asks twice by what was said.
                        if self.status.warning && msg != Msg::Quit {
                            self.say("");
                        }
                        (KeyOutcome::Ran, self.update(msg))
                    }
                    Err(refusal) => {
                        self.warn(refusal.to_string());
                        (KeyOutcome::Refused, Vec::new())
                    }
                }
            }
            Meaning::Prefix => (KeyOutcome::Pending, Vec::new()),
            Meaning::Nothing => {
                let alone = self.pending.len() == 1;
                let written: String = self.pending.iter().map(ToString::to_string).collect();
                self.pending.clear();
                if let (true, true, Key::Char(c)) = (alone, place.is_text(), key) {
                    return (KeyOutcome::Typed, self.edit(&Edit::Type(c.to_string())));
                }
                if !place.is_text() {
                    let help = self.key_for("help");
                    self.warn(format!("{written} does nothing here. {help} shows the keys of this place."));
                }
                (KeyOutcome::Nothing, Vec::new())
            }
        }
    }

    /// A key while the window is too small to show anything: nobody would see what is typed or done, so it only leaves.
    fn key_unseen(&mut self, key: Key) -> (KeyOutcome, Vec<Effect>) {
        self.pending.clear();
        match self.keys.meaning(Place::List, &[key]) {
            Meaning::Command(row) if row.name == "quit" => (KeyOutcome::Ran, self.quit()),
            // Where no text is typed, whatever leaves from here leaves: `q` on the first screen.
            Meaning::Command(row) if !self.place().is_text() && (row.run)(self) == Ok(Msg::Quit) => {
                (KeyOutcome::Ran, self.quit())
            }
            Meaning::Command(_) | Meaning::Prefix | Meaning::Nothing => (KeyOutcome::Refused, Vec::new()),
        }
    }

    fn resize(&mut self, width: u16, height: u16) -> Vec<Effect> {
        self.size = (width, height);
        for list in self.lists.values_mut() {
            list.scroll(usize::from(height).saturating_sub(4));
        }
        self.fit_writing();
        Vec::new()
    }

    fn time(&mut self, now: crate::domain::when::Instant) -> Vec<Effect> {
        let day = self.today();
        self.now = now;
        // The arithmetic is renewed every ten minutes and at midnight; new facts arrive by themselves.
        let other_day = self.today() != day;
        if other_day {
            self.tally = Tally::of(self);
        }
        let old = now - self.board.as_of >= chrono::TimeDelta::minutes(10) || other_day;
        if old { vec![Effect::ReadBoard] } else { Vec::new() }
    }

    /// New facts: rows that are gone leave, new ones come last, nothing else moves.
    fn new_board(&mut self, board: Board) -> Vec<Effect> {
        self.now = self.now.max(board.as_of);
        let other = self.board.reach != board.reach;
        self.board = board;
        self.tally = Tally::of(self);
        if self.awaited.take().is_some() {
            for view in View::ALL {
                self.rank_anew(*view);
            }
            self.turn_to_next_visit();
            if !self.status.warning {
                self.status.text.clear();
            }
            return Vec::new();
        }
        if other {
            // It was asked for, and nobody expects the cursor where it was.
            for view in View::ALL {
                self.rank_anew(*view);
            }
            self.say(format!("{} patients, as {} now.", self.board.patients.len(), self.board.reach.words()));
            return Vec::new();
        }
        let mut added = 0;
        for view in View::ALL {
            let fresh = self.natural(*view);
            let new = self.lists.entry(*view).or_default().keep(&fresh);
            if *view == self.active() {
                added = new;
            }
        }
        if added > 0 && self.status.offer.is_none() && !self.status.warning {
            self.say(format!("{added} new at the end of this list; {} ranks again.", self.key_for("rerank")));
        }
        Vec::new()
    }

    fn new_chart(&mut self, chart: Chart) -> Vec<Effect> {
        let assessed = self.assess(&chart);
        let asked = std::mem::take(&mut self.opening);
        if asked {
            self.board.looked_at(assessed.id(), self.now);
        }
        match &mut self.chart {
            Some(screen) if screen.assessed.id() == assessed.id() => {
                screen.renew(chart, assessed, self.knowledge);
            }
            // Read again for a chart that was left meanwhile.
            _ if !asked => return Vec::new(),
            _ => self.chart = Some(chart::Screen::new(chart, assessed, self.knowledge.formulary)),
        }
        let mut effects = Vec::new();
        if let Some(screen) = self.chart.as_ref().filter(|screen| screen.table.is_none()) {
            // Nothing is left to decide, and the next lists are decided anew.
            let patient = screen.assessed.id();
            let place = reconcile::kept::PLACE.to_owned();
            let used = self.unwritten.decided.remove(&patient);
            self.unwritten.names.remove(&patient);
            effects.extend(used.map(|_| Effect::DropDraft { patient, place }));
        }
        if asked {
            self.hush_about_others();
        }
        if let Some(section) = self.wanted.take() {
            self.section(section);
            let aim = self.aimed_at();
            if let Some(screen) = &mut self.chart {
                match aim {
                    Some(Aim::Goal(goal)) => screen.go_to(&Node::Goal(goal)),
                    Some(Aim::Medicine(line)) => screen.go_to_medicine(line),
                    Some(Aim::Entry(entry)) => screen.go_to_entry(entry),
                    None => {}
                }
            }
        }
        effects.extend(self.renew_writing());
        self.telling_read();
        if asked {
            effects.extend(self.open_wanted_note());
            effects.extend(self.ask_for_decisions());
            effects.extend(self.open_wanted_draft());
        }
        effects
    }

    /// News of another patient than the one whose chart opens.
    fn hush_about_others(&mut self) {
        if self.status.about.is_some_and(|about| Some(about) != self.open_chart()) {
            self.say("");
        }
    }

    fn saved(&mut self, patient: PatientId, what: &str, offer: Option<Offer>) -> Vec<Effect> {
        let typed = self.form_saved();
        (self.saving, self.unsaved) = (false, None);
        if let Some(screen) = self.chart.as_mut().filter(|screen| screen.assessed.id() == patient) {
            screen.wrote = true;
        }
        let who = self.decided_about().or_else(|| self.board.patient(patient).map(|patient| patient.who.clone()));
        let who = who.or_else(|| self.chart.as_ref().map(|screen| screen.assessed.who.clone()));
        self.status = super::Status {
            text: format!("{}: {what}", who.unwrap_or_else(|| "chart".to_owned())),
            warning: false,
            offer,
            about: Some(patient),
            keys: 0,
        };
        self.trail.wrote(patient, what, offer);
        let used = self.writing_saved();
        let list = self.pair_answered();
        used.into_iter().chain(typed).chain(self.refresh()).chain(list).collect()
    }

    /// What has to be read again after something was written.
    fn refresh(&self) -> Vec<Effect> {
        let chart = self.open_chart().map(Effect::ReadChart);
        chart.into_iter().chain(std::iter::once(Effect::ReadBoard)).collect()
    }

    fn go(&mut self, motion: super::list::Motion) -> Vec<Effect> {
        let height = usize::from(self.size.1.saturating_sub(12));
        if let Some(Overlay::Reader(reader)) = &mut self.overlay {
            let rows = usize::from(self.size.1.saturating_sub(4));
            let last = reader.wrapped(usize::from(self.size.0).saturating_sub(4)).len().saturating_sub(rows);
            reader.top = chart::scrolled(reader.top, motion, rows).min(last);
        } else if self.overlay.is_some() {
            self.go_in_box(motion);
        } else if let Some(mut screen) = self.chart.take() {
            let (lines, rows) = chart::extent(self, &screen);
            screen.go(motion, lines, rows);
            self.chart = Some(screen);
        } else {
            let view = self.active();
            if let Some(list) = self.lists.get_mut(&view) {
                list.go(motion, height);
            }
            self.status.offer = None;
            self.status.text.clear();
        }
        Vec::new()
    }

    fn spot(&self) -> Spot {
        Spot { view: self.view, chart: self.open_chart() }
    }

    fn show(&mut self, view: View) -> Vec<Effect> {
        if self.view != view || self.chart.is_some() {
            self.last = Some(self.spot());
        }
        self.view = view;
        self.focus = View::Today;
        self.chart = None;
        self.back_to_today();
        Vec::new()
    }

    /// The visits beside the ranked list are those of today, whatever day was looked at before.
    fn back_to_today(&mut self) {
        if self.view == View::Today && self.day != 0 {
            self.turn_to_day(-self.day);
        }
    }

    fn pane(&mut self, step: isize) -> Vec<Effect> {
        if self.view == View::Today {
            self.focus = self.focus.step(step, View::BESIDE_TODAY);
            if !self.is_wide() && self.focus == View::Visits && step > 0 {
                // The strip shows the visits already while the list has the focus.
                self.focus = View::Reassess;
            }
            Vec::new()
        } else {
            let next = self.view.step(step, View::ALL);
            self.show(next)
        }
    }

    pub(super) fn open(&mut self, patient: PatientId) -> Vec<Effect> {
        self.last = Some(self.spot());
        self.ask_for(patient)
    }

    fn ask_for(&mut self, patient: PatientId) -> Vec<Effect> {
        self.overlay = None;
        self.opening = true;
        vec![Effect::OpenChart(patient)]
    }

    fn back(&mut self) -> Vec<Effect> {
        if let Some(screen) = self.chart.as_mut().filter(|screen| screen.reconciles()) {
            screen.show(Section::Meds, self.knowledge);
            return Vec::new();
        }
        if self.chart.is_some() {
            self.last = Some(self.spot());
            self.chart = None;
            return Vec::new();
        }
        let view = self.active();
        if self.filters.get(&view).is_some_and(|filter| !filter.is_empty()) {
            return self.filter(String::new());
        }
        if self.view != View::Today {
            return self.show(View::Today);
        }
        self.focus = View::Today;
        Vec::new()
    }

    fn last_place(&mut self) -> Vec<Effect> {
        let Some(spot) = self.last.take() else {
            self.warn("There is no place before this one yet.");
            return Vec::new();
        };
        self.last = Some(self.spot());
        self.view = spot.view;
        self.chart = None;
        self.back_to_today();
        spot.chart.map(|patient| self.ask_for(patient)).unwrap_or_default()
    }

    fn order(&mut self, sort: Sort) -> Vec<Effect> {
        let view = self.active();
        self.sorts.insert(view, sort);
        self.rank_anew(view);
        self.say(sort.words());
        Vec::new()
    }

    fn rerank(&mut self) -> Vec<Effect> {
        if let Some(awaited) = &mut self.awaited {
            let again = std::mem::take(&mut awaited.failed);
            self.say(self.unread().unwrap_or_default());
            return if again { vec![Effect::ReadBoard] } else { Vec::new() };
        }
        let view = self.active();
        let before: Vec<_> = self.list(view).map(|list| list.rows().to_vec()).unwrap_or_default();
        for view in View::ALL {
            self.rank_anew(*view);
        }
        let after = self.list(view).map(|list| list.rows().to_vec()).unwrap_or_default();
        let moved = after.iter().enumerate().filter(|(place, row)| before.get(*place) != Some(row)).count();
        self.say(match moved {
            0 => "Ranked again; nothing moved.".to_owned(),
            1 => "Ranked again; 1 row moved.".to_owned(),
            moved => format!("Ranked again; {moved} rows moved."),
        });
        vec![Effect::ReadBoard]
    }

    pub(super) fn section(&mut self, section: Section) -> Vec<Effect> {
        if let Some(screen) = &mut self.chart {
            screen.show(section, self.knowledge);
            return Vec::new();
        }
        let Some(patient) = self.patient_in_hand().map(Assessed::id) else { return Vec::new() };
        self.wanted = Some(section);
        self.open(patient)
    }
}
