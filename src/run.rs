//! The loop: event, message, effect, store, answer, frame. The only code that knows screens and store.

pub mod office;

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use chrono::Timelike;

pub use office::{Office, Session};

use crate::clock::Clock;
use crate::domain::board::Board;
use crate::domain::when::Instant;
use crate::terminal::{Code, EndReason, Input, Screen, is_hang_up};
use crate::ui::command::KeyMap;
use crate::ui::key::Key;
use crate::ui::theme::Theme;
use crate::ui::{App, Effect, Msg, Options};

/// How often the store looks whether another session has written something.
pub const POLL: Duration = Duration::from_secs(2);

/// What wakes the loop.
#[derive(Debug)]
pub enum Event {
    /// From the terminal or the system.
    Input(Input),
    /// From the store.
    Answer(Msg),
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
}

/// Shows the dashboard until its user leaves, a signal comes or the line is gone.
/// `events` is where the terminal's listeners already send to.
pub fn dashboard(
    mut office: Office,
    start: &Start,
    to: Sender<Event>,
    events: &Receiver<Event>,
) -> Result<Ended, Stopped> {
    let board = office.board(start.clock.now())?;
    let mut screen = Screen::enter()?;
    let mut desk = Desk::new(board, &office, start, screen.size().map(|size| (size.width, size.height))?);
    if !paint(&mut screen, &desk.app)? {
        return Ok(Ended::Told(EndReason::HangUp));
    }
    let (requests, store) = open_office(office, start.clock, to)?;
    let ended = match desk.work(&mut screen, &start.clock, &requests, events) {
        Err(Stopped::Terminal(error)) if is_hang_up(&error) => Ok(Ended::Told(EndReason::HangUp)),
        ended => ended,
    };
    // What was asked for before the end is still written.
    drop(requests);
    if store.join().is_err() {
        tracing::error!("the store's thread has failed");
    }
    ended
}

/// One frame; false when there is nobody left to see it.
fn paint(screen: &mut Screen, app: &App) -> Result<bool, Stopped> {
    match screen.draw(|frame| app.view(frame)) {
        Ok(()) => Ok(true),
        Err(error) if is_hang_up(&error) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The state of the loop: the screen's state, and keys that have to wait for an answer of the store.
struct Desk {
    app: App,
    held: VecDeque<Key>,
    /// The next frame has to be a whole one.
    whole: bool,
    suspend: bool,
    ended: Option<Ended>,
}

impl Desk {
    fn new(board: Board, office: &Office, start: &Start, size: (u16, u16)) -> Self {
        let options = Options {
            size,
            theme: start.theme,
            read_only: start.read_only,
            keys: start.keys.clone(),
            knowledge: office.knowledge(),
        };
        Self { app: App::new(board, options), held: VecDeque::new(), whole: false, suspend: false, ended: None }
    }

    /// Waits, takes in everything there is, draws once.
    fn work(
        &mut self,
        screen: &mut Screen,
        clock: &Clock,
        requests: &Sender<Request>,
        events: &Receiver<Event>,
    ) -> Result<Ended, Stopped> {
        loop {
            match events.recv_timeout(until_next_minute(clock)) {
                Ok(event) => self.take(event, screen, requests)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(Ended::Told(EndReason::HangUp)),
            }
            while let Ok(event) = events.try_recv() {
                self.take(event, screen, requests)?;
            }
            self.perform(Msg::Time(clock.now()), requests);
            if let Some(ended) = self.ended {
                return Ok(ended);
            }
            if std::mem::take(&mut self.suspend) {
                screen.suspend()?;
            }
            if std::mem::take(&mut self.whole) {
                screen.redraw_all()?;
            }
            if !paint(screen, &self.app)? {
                return Ok(Ended::Told(EndReason::HangUp));
            }
        }
    }

    fn take(&mut self, event: Event, screen: &mut Screen, requests: &Sender<Request>) -> Result<(), Stopped> {
        match event {
            Event::Input(Input::Key(key)) => {
                if let Some(key) = key_of(key) {
                    self.held.push_back(key);
                    self.release(requests);
                }
            }
            Event::Input(Input::Paste(text)) => self.perform(Msg::Paste(text), requests),
            Event::Input(Input::Resize) => {
                let size = screen.size()?;
                self.perform(Msg::Resize(size.width, size.height), requests);
                self.whole = true;
            }
            Event::Input(Input::Suspend) => self.suspend = true,
            Event::Input(Input::Continued) => {
                screen.resume()?;
                self.whole = true;
            }
            Event::Input(Input::Quit(reason)) => self.ended = Some(Ended::Told(reason)),
            Event::Answer(msg) => {
                self.perform(msg, requests);
                self.release(requests);
            }
        }
        Ok(())
    }

    /// Hands on the keys that came, in order; one whose meaning hangs on an answer waits for it.
    fn release(&mut self, requests: &Sender<Request>) {
        while let Some(key) = self.held.front().copied() {
            if self.app.must_wait(key) || self.ended.is_some() {
                return;
            }
            self.held.pop_front();
            self.perform(Msg::Key(key), requests);
        }
    }

    fn perform(&mut self, msg: Msg, requests: &Sender<Request>) {
        for effect in self.app.update(msg) {
            match effect {
                Effect::Redraw => self.whole = true,
                Effect::Suspend => self.suspend = true,
                Effect::Quit => self.ended = Some(Ended::Left),
                Effect::Write(_)
                | Effect::Undo
                | Effect::Redo
                | Effect::ReadBoard
                | Effect::OpenChart(_)
                | Effect::ReadChart(_)
                | Effect::Find(..) => {
                    if requests.send(Request(effect)).is_err() {
                        self.app.update(Msg::Failed("The store has stopped. Leave with Q and start again.".to_owned()));
                    }
                }
            }
        }
    }
}

/// Something for the store to do.
struct Request(Effect);

/// Puts the store on a thread of its own: the screen never waits for a disk.
fn open_office(
    office: Office,
    clock: Clock,
    answers: Sender<Event>,
) -> Result<(Sender<Request>, thread::JoinHandle<()>), Stopped> {
    let (requests, inbox) = mpsc::channel::<Request>();
    let store = thread::Builder::new().name("store".to_owned());
    let store = store.spawn(move || attend(office, &clock, &inbox, &answers))?;
    Ok((requests, store))
}

fn attend(mut office: Office, clock: &Clock, inbox: &Receiver<Request>, answers: &Sender<Event>) {
    loop {
        let mut batch = match inbox.recv_timeout(POLL) {
            Ok(request) => vec![request.0],
            Err(RecvTimeoutError::Timeout) => office.news(),
            Err(RecvTimeoutError::Disconnected) => return,
        };
        batch.extend(inbox.try_iter().map(|request| request.0));
        for effect in without_stale(batch) {
            for msg in office.carry_out(effect, clock.now()) {
                if answers.send(Event::Answer(msg)).is_err() {
                    return;
                }
            }
        }
    }
}

/// Of several reads of the same thing only the last is of use; writes all stand, in order.
fn without_stale(batch: Vec<Effect>) -> Vec<Effect> {
    let mut kept: Vec<Effect> = Vec::with_capacity(batch.len());
    for effect in batch.into_iter().rev() {
        let again = match &effect {
            Effect::ReadBoard | Effect::ReadChart(_) => kept.contains(&effect),
            Effect::Find(..) => kept.iter().any(|later| matches!(later, Effect::Find(..))),
            Effect::Write(_)
            | Effect::Undo
            | Effect::Redo
            | Effect::OpenChart(_)
            | Effect::Redraw
            | Effect::Suspend
            | Effect::Quit => false,
        };
        if !again {
            kept.push(effect);
        }
    }
    kept.reverse();
    kept
}

/// The header shows minutes, so nothing has to happen before the next one.
fn until_next_minute(clock: &Clock) -> Duration {
    if clock.is_fixed() {
        return Duration::from_secs(3600);
    }
    let now: Instant = clock.now();
    Duration::from_millis(
        60_000 - u64::from(now.second() % 60) * 1000 - u64::from(now.timestamp_subsec_millis() % 1000),
    )
}

/// The terminal's key in the words of the screens; keys no command could name are dropped.
fn key_of(key: crate::terminal::Key) -> Option<Key> {
    Some(match key.code {
        Code::Char(c) if key.ctrl => Key::Ctrl(c),
        Code::Char(c) => Key::Char(c),
        Code::Enter => Key::Enter,
        Code::Esc => Key::Esc,
        Code::Backspace => Key::Backspace,
        Code::Delete => Key::Delete,
        Code::Tab => Key::Tab,
        Code::BackTab => Key::BackTab,
        Code::Up => Key::Up,
        Code::Down => Key::Down,
        Code::Left => Key::Left,
        Code::Right => Key::Right,
        Code::Home => Key::Home,
        Code::End => Key::End,
        Code::PageUp => Key::PageUp,
        Code::PageDown => Key::PageDown,
        Code::F(number) => Key::F(number),
        Code::Insert => return None,
    })
}
