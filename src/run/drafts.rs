//! Drafts on a thread of their own: what is typed is on disk within a quarter of a second, whatever the store is doing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant as Moment};

use super::Event;
use crate::clock::Clock;
use crate::domain::draft::{Draft, KeptDraft};
use crate::domain::ids::{PatientId, UserId};
use crate::domain::when::Instant;
use crate::store::{Drafts, Fault, Watch};
use crate::ui::{DraftMsg, Effect, Msg};

/// From one write to the next: a text is not written anew for each letter of a fast typist. With what a write takes,
/// a letter is on disk well within 250 ms.
pub const PAUSE: Duration = Duration::from_millis(100);
/// After a write that failed.
const AGAIN: Duration = Duration::from_millis(500);

/// What a session's drafts are kept by.
pub struct Keeper {
    /// The database.
    path: PathBuf,
    /// The name of the session.
    session: String,
    watch: Option<Watch>,
    /// A connection of their own, opened for the first text: most mornings begin with reading.
    drafts: Option<Drafts>,
    user: UserId,
    /// The newest text of each place that is not on disk yet; `None` where it is to be put away.
    waiting: BTreeMap<(PatientId, String), Option<Draft>>,
    /// The time of the draft of each place when this session last looked or wrote; the epoch where there was none.
    seen: BTreeMap<(PatientId, String), Instant>,
    /// How many there were when last told; nothing before the first text.
    count: Option<usize>,
    /// The last write failed, and that was told.
    failing: bool,
}

impl Keeper {
    /// The drafts of a user's session in the database at `path`, which is open already.
    pub fn new(path: PathBuf, session: String, watch: Option<Watch>, user: UserId) -> Self {
        let (waiting, seen) = (BTreeMap::new(), BTreeMap::new());
        Self { path, session, watch, drafts: None, user, waiting, seen, count: None, failing: false }
    }

    fn drafts(&mut self) -> Result<&Drafts, Fault> {
        let drafts = match self.drafts.take() {
            Some(drafts) => drafts,
            None => Drafts::open(&self.path, &self.session, self.watch.as_ref())?,
        };
        Ok(self.drafts.insert(drafts))
    }

    /// Takes an effect about drafts. What is to be kept waits for [`write`](Self::write); a question is answered at once, with
    /// what waits counted in.
    pub fn take(&mut self, effect: Effect, now: Instant) -> Vec<DraftMsg> {
        match effect {
            Effect::KeepDraft { patient, place, text, cursor, seen, becomes } => {
                self.waiting.insert((patient, place), Some(Draft { text, cursor, seen, updated: now, becomes }));
                Vec::new()
            }
            Effect::DropDraft { patient, place } => {
                self.waiting.insert((patient, place), None);
                Vec::new()
            }
            Effect::ReadDraft { patient, place } => vec![self.read(patient, place)],
            Effect::SettleDrafts => {
                let mut told = self.write();
                told.push(DraftMsg::Settled);
                told
            }
            Effect::ReadDrafts => {
                let mut told = self.write();
                let user = self.user;
                told.push(match self.drafts().and_then(|drafts| drafts.all(user)) {
                    Ok(all) => {
                        let seen = |draft: &KeptDraft| ((draft.patient, draft.place.clone()), draft.updated);
                        self.seen.extend(all.iter().map(seen));
                        DraftMsg::List(all)
                    }
                    Err(fault) => DraftMsg::Unread(format!("The drafts cannot be read: {fault}.")),
                });
                told
            }
            Effect::Write(..)
            | Effect::WriteBundle(..)
            | Effect::Undo
            | Effect::Redo
            | Effect::ReadBoard
            | Effect::Cover(_)
            | Effect::OpenChart(_)
            | Effect::ReadChart(_)
            | Effect::Find(..)
            | Effect::OpenPairs(_)
            | Effect::ReadPairs(_)
            | Effect::Print(..)
            | Effect::Redraw
            | Effect::Quit => Vec::new(),
        }
    }

    fn read(&mut self, patient: PatientId, place: String) -> DraftMsg {
        let key = (patient, place);
        let user = self.user;
        let found = match self.waiting.get(&key) {
            Some(waiting) => Ok(waiting.clone()),
            None => self.drafts().and_then(|drafts| {
                let found = drafts.of(user, patient, &key.1)?;
                if found.is_some()
                    && let Err(fault) = drafts.take(user, patient, &key.1)
                {
                    // Whoever saves it first still names it, and the other is told.
                    tracing::warn!(%fault, "a draft could not be taken in hand");
                }
                Ok(found)
            }),
        };
        match found {
            Ok(draft) => {
                let seen = draft.as_ref().map_or(Instant::UNIX_EPOCH, |draft| draft.updated);
                if !self.waiting.contains_key(&key) {
                    self.seen.insert(key.clone(), seen);
                }
                DraftMsg::Found(patient, key.1, draft)
            }
            Err(fault) => DraftMsg::Unread(format!("Your draft here cannot be read: {fault}. Nothing was opened.")),
        }
    }

    /// How many drafts this user has on disk, as far as this session knows: not before the first text.
    pub fn count(&self) -> Option<usize> {
        self.count
    }

    /// Whether something is not on disk yet.
    pub fn is_behind(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Brings everything that waits to disk. What cannot be written is told once, stays, and is tried again.
    pub fn write(&mut self) -> Vec<DraftMsg> {
        let (mut fault, mut told) = (None, Vec::new());
        for (key, draft) in std::mem::take(&mut self.waiting) {
            let (patient, place) = (key.0, key.1.as_str());
            let seen = self.seen.get(&key).copied();
            let user = self.user;
            let written = self.drafts().and_then(|drafts| match &draft {
                Some(draft) => drafts.save(user, patient, place, draft, seen),
                None => drafts.put_away(user, patient, place, seen).map(|()| true),
            });
            match written {
                Ok(kept) => {
                    if let (false, Some(draft)) = (kept, &draft) {
                        told.push(DraftMsg::Used(draft.becomes));
                    }
                    let now = draft.filter(|_| kept).map_or(Instant::UNIX_EPOCH, |draft| draft.updated);
                    self.seen.insert(key, now);
                }
                Err(why) => {
                    self.waiting.insert(key, draft);
                    fault = Some(why);
                }
            }
        }
        let failing = fault.is_some();
        if let (Some(fault), false) = (&fault, self.failing) {
            tracing::error!(%fault, "a draft could not be kept");
            told.push(DraftMsg::NotKept(Some(format!("not kept: {fault}. It is tried again; do not leave yet."))));
        } else if self.failing && !failing {
            told.push(DraftMsg::NotKept(None));
        }
        self.failing = failing;
        let count = self.drafts.as_ref().and_then(|drafts| drafts.count(self.user).ok());
        if let Some(count) = count.filter(|count| Some(*count) != self.count) {
            self.count = Some(count);
            told.push(DraftMsg::Count(count));
        }
        told
    }
}

/// Keeps drafts until nobody asks any more, and then brings what still waits to disk. Answers how many texts could not be
/// kept.
pub(super) fn attend(mut keeper: Keeper, clock: &Clock, inbox: &Receiver<Effect>, answers: &Sender<Event>) -> usize {
    let tell = |told: Vec<DraftMsg>| {
        for msg in told {
            // At the end nobody listens any more, and what is kept is kept all the same.
            let _ = answers.send(Event::Answer(Box::new(Msg::Draft(msg))));
        }
    };
    let mut next = Moment::now();
    loop {
        let heard = if keeper.is_behind() {
            inbox.recv_timeout(next.saturating_duration_since(Moment::now()))
        } else {
            inbox.recv().map_err(RecvTimeoutError::from)
        };
        match heard {
            Ok(effect) => {
                tell(keeper.take(effect, clock.now()));
                for effect in inbox.try_iter() {
                    tell(keeper.take(effect, clock.now()));
                }
                if Moment::now() < next {
                    continue;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                keeper.write();
                return keeper.waiting.len();
            }
        }
        if keeper.is_behind() {
            tell(keeper.write());
            next = Moment::now() + if keeper.is_behind() { AGAIN } else { PAUSE };
        }
    }
}
