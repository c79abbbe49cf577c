//! The store at work for one session: effects in, messages out. The loop runs it on a thread; tests call it directly.

use std::collections::HashMap;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::{Keeper, paper};
use crate::domain::board::{Board, Circumstances};
use crate::domain::caseload::{Caseload, Letterhead, Staff};
use crate::domain::change::{Bundle, Change, Stamp};
use crate::domain::consequence::{self, Consequences, Writer};
use crate::domain::ids::{OperationId, PatientId, UserId};
use crate::domain::knowledge::Knowledge;
use crate::domain::pair::ToDecide;
use crate::domain::permission::Permissions;
use crate::domain::user::{Reach, Role, User};
use crate::domain::when::Instant;
use crate::store::{Act, Fault, NotSaved, Saved, Store};
use crate::ui::overlay::Reader;
use crate::ui::print::Printing;
use crate::ui::{Effect, Msg, Offer, Overlay, PairsMsg};

/// Who is at work, and for whose patients.
#[derive(Debug, Clone)]
pub struct Session {
    /// The user, the agency, and nobody's facts yet.
    pub caseload: Caseload,
    /// The case managers whose patients are hers to look after.
    pub covers: Vec<UserId>,
}

impl Session {
    /// The session of `user` in the agency of `store`.
    pub fn of(store: &Store, user: UserId, users: Vec<(UserId, User)>) -> Result<Self, Fault> {
        let missing = || Fault::Missing { what: "user", id: user.raw() };
        // The people of a large agency are many: they are kept once, and moved rather than copied.
        let staff: Staff = users.into_iter().collect();
        let me = staff.get(&user).ok_or_else(missing)?.clone();
        let (reach, _) = me.role.reach();
        let agency = store.agency()?;
        let caseload = Caseload {
            agency,
            user: me,
            user_id: user,
            reach,
            staff: std::sync::Arc::new(staff),
            patients: Vec::new(),
            drafts: 0,
            pairs: 0,
        };
        let covers = covered(&caseload);
        Ok(Self { caseload, covers })
    }

    /// Looks after that many patients from now on; false where the user's role does not reach so far.
    fn cover(&mut self, reach: Reach) -> bool {
        let allowed = reach <= self.caseload.user.role.reach().1;
        if allowed {
            self.caseload.reach = reach;
            self.covers = covered(&self.caseload);
        }
        allowed
    }
}

/// The case managers whose patients a caseload reaches. A supervisor without a team has the whole agency for one.
fn covered(caseload: &Caseload) -> Vec<UserId> {
    let team = &caseload.user.team;
    let managers = caseload.staff.iter().filter(|(_, other)| other.role == Role::CaseManager);
    match caseload.reach {
        Reach::Own => vec![caseload.user_id],
        Reach::Team if !team.is_empty() => {
            managers.filter(|(_, other)| other.team == *team).map(|(id, _)| *id).collect()
        }
        Reach::Team | Reach::Agency => managers.map(|(id, _)| *id).collect(),
    }
}

/// The store with the session it works for.
pub struct Office {
    store: Store,
    session: Session,
    knowledge: Knowledge,
    /// What the last look at a chart was before this session opened it.
    looked: HashMap<PatientId, Option<Instant>>,
    open: Option<PatientId>,
    /// The folder that printed files go into.
    prints: PathBuf,
    letterhead: Letterhead,
    /// What the database stood at when the board was read: its version, and the newest row of the audit.
    seen: Option<(i64, i64)>,
    writes: u64,
}

impl Office {
    /// An office for one session.
    pub fn new(store: Store, session: Session, knowledge: Knowledge) -> Self {
        let prints = std::env::home_dir().unwrap_or_else(|| PathBuf::from("."));
        let letterhead = Letterhead::named(&session.caseload.agency.name);
        let looked = HashMap::new();
        Self { store, session, knowledge, looked, open: None, prints, letterhead, seen: None, writes: 0 }
    }

    /// What is printed has this at its head.
    #[must_use]
    pub fn with_letterhead(self, letterhead: Letterhead) -> Self {
        Self { letterhead, ..self }
    }

    /// What is printed has this at its head.
    pub fn letterhead(&self) -> &Letterhead {
        &self.letterhead
    }

    /// Printed files go into this folder, and not into the home folder of the account.
    #[must_use]
    pub fn printing_into(self, prints: PathBuf) -> Self {
        Self { prints, ..self }
    }

    /// What findings are computed with.
    pub fn knowledge(&self) -> Knowledge {
        self.knowledge
    }

    /// What keeps the drafts of this session, apart from its charts.
    pub fn keeper(&self) -> Keeper {
        let store = &self.store;
        Keeper::new(
            store.path().to_owned(),
            store.session().to_owned(),
            store.watch().cloned(),
            self.session.caseload.user_id,
        )
    }

    /// Who may do what.
    pub fn permissions(&self) -> Permissions {
        self.store.permissions().clone()
    }

    /// The store behind it.
    pub fn store(&mut self) -> &mut Store {
        &mut self.store
    }

    /// The user's board at `now`; one path for the start, for every change, and for other sessions' changes.
    pub fn board(&mut self, now: Instant) -> Result<Board, Fault> {
        let board = self.board_told(now, &mut |_, _| true)?;
        Ok(board.unwrap_or_else(|| self.unread(now)))
    }

    /// The same; `told` hears of how many patients how many are read, and may call it off.
    pub fn board_told(
        &mut self,
        now: Instant,
        told: &mut dyn FnMut(usize, usize) -> bool,
    ) -> Result<Option<Board>, Fault> {
        self.seen = Some((self.store.data_version()?, self.store.last_act()?));
        super::assess::board(&self.store, &self.session, self.knowledge, now, told)
    }

    /// Her board before any patient is read.
    pub fn unread(&self, now: Instant) -> Board {
        Board::of(self.session.caseload.clone(), self.knowledge, now)
    }

    /// Whether her patients are so many that a first frame should not wait for them.
    pub fn reads_long(&self) -> bool {
        self.session.caseload.reach > Reach::Own
    }

    /// What has to be read again because another session wrote something. That somebody goes on typing is no news: every
    /// change of a chart leaves a row in the audit, and a draft leaves none.
    pub fn news(&mut self) -> Vec<Effect> {
        let Some((version, act)) = self.seen else { return vec![Effect::ReadBoard] };
        let now = self.store.data_version().and_then(|now| {
            let newest = if now == version { act } else { self.store.last_act()? };
            Ok((now, newest))
        });
        match now {
            Ok((now, newest)) if newest == act => {
                self.seen = Some((now, act));
                Vec::new()
            }
            Ok(_) => std::iter::once(Effect::ReadBoard).chain(self.open.map(Effect::ReadChart)).collect(),
            // Reading it again says so on the screen.
            Err(fault) if fault.is_final() => vec![Effect::ReadBoard],
            Err(fault) => {
                tracing::warn!(%fault, "the database could not be asked for news");
                Vec::new()
            }
        }
    }

    /// Carries out one effect; the answers are messages for the screen.
    pub fn carry_out(&mut self, effect: Effect, now: Instant) -> Vec<Msg> {
        let answer = match effect {
            Effect::Write(change, name) => {
                let bundle = Bundle { says: change.says(), parts: vec![change] };
                self.write(now, name, offered(&bundle.parts), |office, stamp| office.apply(&bundle, stamp))
            }
            Effect::WriteBundle(bundle, name) => {
                self.write(now, name, offered(&bundle.parts), |office, stamp| office.apply(&bundle, stamp))
            }
            Effect::Undo => self.write(now, None, Some(Offer::Redo), |office, stamp| office.store.undo(stamp)),
            Effect::Redo => self.write(now, None, Some(Offer::Undo), |office, stamp| office.store.redo(stamp)),
            Effect::ReadBoard => self.board(now).map_or_else(unread, |board| Msg::Board(Box::new(board))),
            Effect::Cover(reach) => self.reach(reach, now).unwrap_or_else(unread),
            Effect::OpenChart(patient) => self.chart(patient, now),
            Effect::ReadChart(patient) => self.read_chart(patient, now).unwrap_or_else(unread),
            Effect::Find(number, typed) => {
                let found = self.store.find(&typed, &self.session.covers);
                found.map_or_else(failed, |found| Msg::Found(number, found))
            }
            Effect::OpenPairs(all) => self.open_pairs(all, now),
            Effect::ReadPairs(all) => self.store.pairs(all).map_or_else(unread, listed),
            Effect::Print(patient, what) => self.print(patient, what, now).unwrap_or_else(failed),
            // Drafts go to their own thread, and the rest concerns the screen.
            Effect::KeepDraft { .. }
            | Effect::DropDraft { .. }
            | Effect::ReadDraft { .. }
            | Effect::ReadDrafts
            | Effect::SettleDrafts
            | Effect::Redraw
            | Effect::Quit => return Vec::new(),
        };
        vec![answer]
    }

    /// Looks after that many patients from now on; false where the user's role does not reach so far.
    pub fn cover(&mut self, reach: Reach) -> bool {
        self.session.cover(reach)
    }

    /// Prints the plan of an open chart; that it was printed is on record before anything leaves the database.
    fn print(&mut self, patient: PatientId, what: Printing, now: Instant) -> Result<Msg, Fault> {
        let session = &self.session.caseload;
        let user = session.user_id;
        let chart = self.store.chart(patient, user, None, now)?;
        let local = now.with_timezone(&session.agency.zone).naive_local();
        let (knowledge, zone) = (self.knowledge, session.agency.zone);
        let given = Circumstances { knowledge, staff: &session.staff, zone, now: local };
        let (agency, printer) = (&self.letterhead, &session.user);
        let whole = |copy: paper::Copy| {
            let act = Act::new(copy.action(), now).by(user).on(patient);
            (paper::plan(&chart, given, agency, printer, copy), act, copy.name().to_owned())
        };
        let (set, act, called) = match what {
            Printing::OnScreen | Printing::Record => whole(paper::Copy::Record),
            Printing::PatientCopy => whole(paper::Copy::Patient),
            Printing::Home(page) => match paper::home(&chart, page, given, agency, printer) {
                Ok(set) => {
                    let (action, name) = paper::home_words(page);
                    (set, Act::new(action, now).by(user).on(patient), name.to_owned())
                }
                Err(refusal) => return Ok(Msg::Failed(refusal.to_string())),
            },
            Printing::Signed(number) => match paper::signed(&chart, number, given, agency, printer) {
                Ok(set) => {
                    let act = Act::new(paper::SIGNED, now).by(user).on(patient).of(paper::object(number));
                    (set, act, format!("plan-version-{number}"))
                }
                Err(refusal) => return Ok(Msg::Failed(refusal.to_string())),
            },
        };
        let form = if what == Printing::OnScreen { paper::Form::Text } else { paper::Form::Pdf };
        let bytes = match paper::set(&set, form, local) {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Msg::Failed(format!("Not printed: {error}."))),
        };
        self.store.note(&act)?;
        if what == Printing::OnScreen {
            let lines = String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect();
            return Ok(Msg::Overlay(Overlay::Reader(Reader { title: "plan of care".to_owned(), lines, top: 0 })));
        }
        let name = format!("{}-{}-{}", chart.facts.patient.number, local.format("%Y-%m-%d"), called);
        Ok(match paper::write_beside(&self.prints, &name, &bytes) {
            Ok(file) => Msg::Told(format!(
                "{file} is written into {} on the computer caseload runs on; only its account can fetch it. The print is on record.",
                self.prints.display()
            )),
            Err(error) => Msg::Failed(format!("No file could be written into {}: {error}.", self.prints.display())),
        })
    }

    /// The board of that many patients; that their list is shown goes on record.
    fn reach(&mut self, reach: Reach, now: Instant) -> Result<Msg, Fault> {
        if !self.cover(reach) {
            return Ok(Msg::Failed("Your role reaches your own patients only.".to_owned()));
        }
        self.store.note(&Act::new("list", now).by(self.session.caseload.user_id))?;
        Ok(Msg::Board(Box::new(self.board(now)?)))
    }

    fn chart(&mut self, patient: PatientId, now: Instant) -> Msg {
        if self.session.caseload.user.role == Role::Administrator {
            return Msg::Failed("Administrators keep users and settings and see no chart.".to_owned());
        }
        let before = match self.store.look(patient, self.session.caseload.user_id, now) {
            Ok(before) => before,
            Err(fault) => return failed(fault),
        };
        // The one row this look has left is no news; with more of them somebody else was there, too.
        if let (Some((_, act)), Ok(newest)) = (&mut self.seen, self.store.last_act())
            && newest == *act + 1
        {
            *act = newest;
        }
        // Looking twice in one session does not make the changes old.
        self.looked.entry(patient).or_insert(before);
        self.open = Some(patient);
        self.read_chart(patient, now).unwrap_or_else(failed)
    }

    /// The pairs of charts that may be one person's; that somebody looks at them goes on record.
    fn open_pairs(&mut self, all: bool, now: Instant) -> Msg {
        if self.session.caseload.user.role == Role::Administrator {
            return Msg::Failed("Administrators keep users and settings and see no chart.".to_owned());
        }
        let noted = self.store.note(&Act::new("list", now).by(self.session.caseload.user_id));
        noted.and_then(|()| self.store.pairs(all)).map_or_else(failed, listed)
    }

    fn read_chart(&self, patient: PatientId, now: Instant) -> Result<Msg, Fault> {
        let before = self.looked.get(&patient).copied().flatten();
        let chart = self.store.chart(patient, self.session.caseload.user_id, before, now)?;
        Ok(Msg::Chart(Box::new(chart)))
    }

    /// Writes, and when the answer got lost asks again under the same name, which is harmless.
    fn write(
        &mut self,
        now: Instant,
        name: Option<OperationId>,
        then: Option<Offer>,
        work: impl Fn(&mut Self, &Stamp) -> Result<Saved, NotSaved>,
    ) -> Msg {
        let stamp = Stamp {
            user: self.session.caseload.user_id,
            at: now,
            operation: name.unwrap_or_else(|| self.next_operation()),
        };
        let outcome = match work(self, &stamp) {
            Ok(saved) if saved.repeated => return Msg::Already(already(&saved)),
            Err(NotSaved::Fault(fault)) if !fault.nothing_begun() => {
                tracing::warn!(%fault, "a write failed and is sent again");
                work(self, &stamp)
            }
            outcome => outcome,
        };
        match outcome {
            Ok(Saved { patient, says, follows, .. }) => {
                Msg::Saved { patient, says, offer: then, asks_to_tell: follows.asks_to_tell }
            }
            Err(NotSaved::Fault(fault)) => {
                tracing::error!(%fault, "a write failed");
                let again = if fault.is_final() { "Your text is here." } else { "Nothing was written; try again." };
                Msg::Failed(format!("Not saved: {fault}. {again}"))
            }
            Err(refused @ (NotSaved::Conflict | NotSaved::Nothing(_) | NotSaved::Refused(_))) => {
                Msg::Failed(refused.to_string())
            }
        }
    }

    /// Writes changes of the session's user, all or none.
    ///
    /// # Errors
    /// When a row is not as it was seen, or the database cannot be written.
    pub fn decide(&mut self, bundle: &Bundle, now: Instant) -> Result<Saved, NotSaved> {
        let stamp = Stamp { user: self.session.caseload.user_id, at: now, operation: self.next_operation() };
        self.apply(bundle, &stamp)
    }

    /// Carries out changes with what follows from them: the one place where that is found, for whoever writes.
    fn apply(&mut self, bundle: &Bundle, stamp: &Stamp) -> Result<Saved, NotSaved> {
        if !consequence::may_follow(&bundle.parts) {
            return self.store.apply_bundle(bundle, stamp);
        }
        let writer = writer(&self.session.caseload, self.knowledge, stamp.at);
        self.store.apply_following(bundle, stamp, &|chart| consequence::of(chart, &bundle.parts, &writer))
    }

    /// What would follow from changes of one chart that are written at `now`.
    pub fn would_follow(&self, bundle: &Bundle, now: Instant) -> Result<Consequences, Fault> {
        let Some(patient) = bundle.parts.first().map(Change::patient) else { return Ok(Consequences::default()) };
        if !consequence::may_follow(&bundle.parts) {
            return Ok(Consequences::default());
        }
        let chart = self.store.chart(patient, self.session.caseload.user_id, None, now)?;
        Ok(consequence::of(&chart, &bundle.parts, &writer(&self.session.caseload, self.knowledge, now)))
    }

    fn next_operation(&mut self) -> OperationId {
        self.writes += 1;
        self.named(&self.writes.to_string())
    }

    /// Begins the names of what is typed in this session.
    pub fn names(&self) -> OperationId {
        self.named("typed")
    }

    /// A name that only this session gives.
    fn named(&self, what: &str) -> OperationId {
        let digest = Sha256::digest(format!("{}/{what}", self.store.session()).as_bytes());
        let mut id = [0; 16];
        id.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
        OperationId(id)
    }

    /// Leaves the audit's first row of a session.
    pub fn sign_in(&mut self, now: Instant) -> Result<(), Fault> {
        let user = self.session.caseload.user_id;
        self.store.note(&Act::new("login", now).by(user))
    }
}

/// Who writes in a session, by these tables.
fn writer(session: &Caseload, knowledge: Knowledge, now: Instant) -> Writer<'_> {
    Writer { user: &session.user, user_id: session.user_id, now, zone: session.agency.zone, knowledge }
}

/// What was typed here was saved under its name before: in another session, or by a write whose answer got lost.
fn already(saved: &Saved) -> String {
    format!(
        "Saved before, in another session of yours or when the line failed: {}. Nothing was written twice. \
         Look at the chart; to save what stands here as well, save again.",
        saved.says
    )
}

fn listed(pairs: Vec<ToDecide>) -> Msg {
    Msg::Pairs(PairsMsg::List(pairs))
}

/// What was written can be taken back, unless it was signed.
fn offered(changes: &[Change]) -> Option<Offer> {
    (!changes.iter().any(Change::is_final)).then_some(Offer::Undo)
}

#[expect(clippy::needless_pass_by_value, reason = "the end of an error's way")]
fn failed(fault: Fault) -> Msg {
    tracing::error!(%fault, "a read failed");
    Msg::Failed(not_read(&fault))
}

/// What stands on the screen could not be read again. It says nothing of a write or of a chart that is being opened.
#[expect(clippy::needless_pass_by_value, reason = "the end of an error's way")]
pub(super) fn unread(fault: Fault) -> Msg {
    tracing::error!(%fault, "a read failed");
    Msg::Unread(not_read(&fault))
}

fn not_read(fault: &Fault) -> String {
    if fault.is_final() {
        return format!("Nothing is saved any more: {fault}.");
    }
    format!("Not read: {fault}. What you see may be old; R tries again.")
}
