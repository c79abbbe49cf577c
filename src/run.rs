//! The loop: event, message, effect, store, answer, frame. The only code that knows screens and store.

mod assess;
mod desk;
pub mod drafts;
pub mod office;
pub mod paper;

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::thread;
use std::time::Duration;

pub use desk::{Desk, Display, Outside};
pub use drafts::Keeper;
pub use office::{Office, Session};

use crate::clock::Clock;
use crate::domain::board::Board;
use crate::domain::when::Instant;
use crate::terminal::{EndReason, Input, Screen};
use crate::ui::command::KeyMap;
use crate::ui::theme::Theme;
use crate::ui::{App, Effect, Msg, Options};

/// How often the store looks whether another session has written something.
pub const POLL: Duration = Duration::from_secs(2);

/// How often in a row the reading of a long board makes room for something else.
const PATIENCE: usize = 5;

/// What wakes the loop.
#[derive(Debug)]
pub enum Event {
    /// From the terminal or the system.
    Input(Input),
    /// From the store.
    Answer(Box<Msg>),
}

/// How the dashboard starts.
pub struct Start {
    /// The look.
    pub theme: Theme,
    /// Which keys do what.
    pub keys: KeyMap,
    /// The time.
    pub clock: Clock,
    /// The clock was set by hand on a real database.
    pub read_only: bool,
    /// A line that changes is drawn whole, for a speech synthesizer.
    pub speech: bool,
}

/// Why the dashboard ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The user left.
    Left,
    /// A signal, or the line is gone.
    Told(EndReason),
}

/// The dashboard could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] crate::store::Fault),
    /// The terminal failed.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] std::io::Error),
    /// What was typed last could not be kept.
    #[error("{0} could not be kept: the database could not be written")]
    NotKept(String),
}

/// Shows the dashboard until its user leaves, a signal comes or the line is gone.
/// `events` is where the terminal's listeners already send to.
pub fn dashboard(office: Office, start: &Start, to: Sender<Event>, events: &Receiver<Event>) -> Result<Ended, Stopped> {
    let knowledge = office.knowledge();
    let (drafts, keeping) = open_drafts(office.keeper(), start.clock, to.clone())?;
    let (reads_long, names, permissions) = (office.reads_long(), office.names(), office.permissions());
    let (requests, board, store) = open_office(office, start.clock, to)?;
    let mut screen = Screen::enter()?;
    if start.speech {
        screen.draw_whole_lines();
    }
    let options = Options {
        names,
        permissions,
        size: Display::size(&screen)?,
        theme: start.theme,
        read_only: start.read_only,
        keys: start.keys.clone(),
        knowledge,
    };
    let app = App::new(board, options);
    let app = if reads_long { app.awaiting() } else { app };
    let outside = Outside { store: requests, drafts };
    let ended = Desk::new(app, &mut screen, outside).work(&start.clock, events);
    // What was typed and asked for before the end is still written.
    let lost = keeping.join();
    if store.join().is_err() {
        tracing::error!("the store's thread has failed");
    }
    match lost {
        Ok(0) => Ok(ended?),
        Ok(1) => Err(Stopped::NotKept("the text you were writing".to_owned())),
        Ok(texts) => Err(Stopped::NotKept(format!("{texts} texts you were writing"))),
        Err(_) => Err(std::io::Error::other("the thread that keeps drafts has failed").into()),
    }
}

/// The thread of the drafts: what it can be asked, and the thread, which answers how many texts it could not keep.
type DraftsThread = (Sender<Effect>, thread::JoinHandle<usize>);

/// Puts drafts on a thread of their own: a keystroke never waits behind a chart that is read or written.
fn open_drafts(keeper: Keeper, clock: Clock, answers: Sender<Event>) -> std::io::Result<DraftsThread> {
    let (requests, inbox) = mpsc::channel();
    let keeping = thread::Builder::new().name("drafts".to_owned());
    Ok((requests, keeping.spawn(move || drafts::attend(keeper, &clock, &inbox, &answers))?))
}

/// The store's thread: what it can be asked, the first board, and the thread itself.
type StoreThread = (Sender<Effect>, Board, thread::JoinHandle<()>);

/// Puts the store on a thread of its own: the screen never waits for a disk. The first board is read there too, so that
/// what reading leaves behind in memory is there once and used again. Where it is about very many patients, the first one
/// is empty, and the whole one is an answer like any other.
fn open_office(mut office: Office, clock: Clock, answers: Sender<Event>) -> Result<StoreThread, Stopped> {
    let (requests, inbox) = mpsc::channel();
    let (first, board) = mpsc::sync_channel(1);
    let store = thread::Builder::new().name("store".to_owned());
    let store = store.spawn(move || {
        let (read, todo) = if office.reads_long() {
            (Ok(office.unread(clock.now())), vec![Effect::ReadBoard])
        } else {
            (office.board(clock.now()), Vec::new())
        };
        if first.send(read).is_ok() {
            attend(office, &clock, todo, &inbox, &answers);
        }
    })?;
    match board.recv() {
        Ok(board) => Ok((requests, board?, store)),
        Err(_) => Err(std::io::Error::other("the store's thread has failed").into()),
    }
}

/// Does what is asked, `todo` first, until nobody can ask any more: the store's thread. Writes and charts go before the
/// reading of a board of very many patients, which tells how far it is.
pub fn attend(
    mut office: Office,
    clock: &Clock,
    mut todo: Vec<Effect>,
    inbox: &Receiver<Effect>,
    answers: &Sender<Event>,
) {
    let mut put_off = 0;
    loop {
        if todo.is_empty() {
            todo = match inbox.recv_timeout(POLL) {
                Ok(request) => vec![request],
                Err(RecvTimeoutError::Timeout) => office.news(),
                Err(RecvTimeoutError::Disconnected) => return,
            };
        }
        todo.extend(inbox.try_iter());
        let mut batch = without_stale(std::mem::take(&mut todo));
        // What takes long comes last, and makes room for what is asked meanwhile, but not for ever.
        let board = batch.iter().position(|effect| *effect == Effect::ReadBoard).filter(|_| office.reads_long());
        if let Some(place) = board {
            batch.remove(place);
        }
        for effect in batch {
            for msg in office.carry_out(effect, clock.now()) {
                if answers.send(Event::Answer(Box::new(msg))).is_err() {
                    return;
                }
            }
        }
        if board.is_some() {
            let may_be_put_off = put_off < PATIENCE;
            (todo, put_off) = match read_long(&mut office, clock.now(), inbox, answers, may_be_put_off) {
                Long::Answered(meanwhile) => (meanwhile, 0),
                Long::PutOff(mut first) => {
                    first.push(Effect::ReadBoard);
                    (first, put_off + 1)
                }
                // Nobody looks on any more; what was asked before is still done.
                Long::Left(last) if !last.is_empty() => (last, 0),
                Long::Left(_) => return,
            };
        }
    }
}

/// How a long reading ended, with what was asked meanwhile.
enum Long {
    /// With an answer.
    Answered(Vec<Effect>),
    /// It is to be done again after what was asked.
    PutOff(Vec<Effect>),
    /// Nobody waits for it.
    Left(Vec<Effect>),
}

/// Reads the board of very many patients while its user looks on and goes on working. When she asks for something, the
/// reading is put off if it may be.
fn read_long(
    office: &mut Office,
    now: Instant,
    inbox: &Receiver<Effect>,
    answers: &Sender<Event>,
    may_be_put_off: bool,
) -> Long {
    let (mut meanwhile, mut gone) = (Vec::new(), false);
    let tell = |msg: Msg| answers.send(Event::Answer(Box::new(msg))).is_ok();
    let read = office.board_told(now, &mut |done, of| {
        match inbox.try_recv() {
            Ok(effect) => meanwhile.push(effect),
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => gone = true,
        }
        !gone && (meanwhile.is_empty() || !may_be_put_off) && tell(Msg::Reading(done, of))
    });
    let answer = match read {
        Ok(Some(board)) => Msg::Board(Box::new(board)),
        Ok(None) => return if gone || meanwhile.is_empty() { Long::Left(meanwhile) } else { Long::PutOff(meanwhile) },
        Err(fault) => office::unread(fault),
    };
    if tell(answer) { Long::Answered(meanwhile) } else { Long::Left(meanwhile) }
}

/// Of several reads of the same thing only the last is of use; writes all stand, in order.
fn without_stale(batch: Vec<Effect>) -> Vec<Effect> {
    let mut kept: Vec<Effect> = Vec::with_capacity(batch.len());
    for effect in batch.into_iter().rev() {
        let again = match &effect {
            Effect::ReadBoard | Effect::ReadChart(_) | Effect::ReadPairs(_) => kept.contains(&effect),
            Effect::Find(..) => kept.iter().any(|later| matches!(later, Effect::Find(..))),
            Effect::Write(..)
            | Effect::WriteBundle(..)
            | Effect::Undo
            | Effect::Redo
            | Effect::OpenChart(_)
            | Effect::Cover(_)
            | Effect::OpenPairs(_)
            | Effect::Print(..)
            | Effect::KeepDraft { .. }
            | Effect::DropDraft { .. }
            | Effect::ReadDraft { .. }
            | Effect::ReadDrafts
            | Effect::SettleDrafts
            | Effect::Redraw
            | Effect::Quit => false,
        };
        if !again {
            kept.push(effect);
        }
    }
    kept.reverse();
    kept
}
