//! The desk of one session: it waits, takes in everything there is, and draws once.

use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use chrono::Timelike;

use super::{Ended, Event};
use crate::clock::Clock;
use crate::terminal::{self, Code, EndReason, Input, LONGEST_PASTE, Screen, is_hang_up};
use crate::ui::key::Key;
use crate::ui::{App, DraftMsg, Effect, Msg};

/// How long, and how often, what was typed just before a hang-up is waited for: far less than the grace there is.
const LAST_WORD: Duration = Duration::from_millis(10);
const LAST_WORDS: usize = 5;

/// What shows the frames. An error means that nobody sees them any more, or that nothing can be shown.
pub trait Display {
    /// Columns and rows.
    fn size(&self) -> io::Result<(u16, u16)>;
    /// Columns and rows of the window, where it has more than are drawn.
    fn beyond(&self) -> io::Result<Option<(u16, u16)>> {
        Ok(None)
    }
    /// One frame.
    fn draw(&mut self, app: &App) -> io::Result<()>;
    /// Makes the next frame a whole one.
    fn redraw_all(&mut self) -> io::Result<()>;
    /// Gives the terminal to the shell and stops the process; false where there is no shell to come back from.
    fn suspend(&mut self) -> io::Result<bool>;
    /// Takes the terminal again after a stop; the next frame is a whole one.
    fn resume(&mut self) -> io::Result<()>;
}

impl Display for Screen {
    fn size(&self) -> io::Result<(u16, u16)> {
        Screen::size(self).map(|size| (size.width, size.height))
    }

    fn beyond(&self) -> io::Result<Option<(u16, u16)>> {
        Screen::beyond(self).map(|window| window.map(|size| (size.width, size.height)))
    }

    fn draw(&mut self, app: &App) -> io::Result<()> {
        Screen::draw_resting(self, |frame| app.view(frame))
    }

    fn redraw_all(&mut self) -> io::Result<()> {
        Screen::redraw_all(self)
    }

    fn suspend(&mut self) -> io::Result<bool> {
        Screen::suspend(self)
    }

    fn resume(&mut self) -> io::Result<()> {
        Screen::resume(self)
    }
}

/// Where a desk sends what has to be done.
#[derive(Debug)]
pub struct Outside {
    /// To the store.
    pub store: Sender<Effect>,
    /// To what keeps drafts.
    pub drafts: Sender<Effect>,
}

/// What was typed and is not taken in yet.
#[derive(Debug)]
enum Typed {
    Key(Key),
    Paste(String),
}

/// Whether what was typed is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Drafts {
    /// It is.
    Settled,
    /// Something was sent that may not be yet.
    Sent,
    /// It was asked for, and stepping aside waits for it.
    Settling,
}

/// The state of the loop: the screen's state, and keys that have to wait for an answer of the store.
pub struct Desk<'a> {
    app: App,
    display: &'a mut dyn Display,
    outside: Outside,
    held: VecDeque<Typed>,
    drafts: Drafts,
    /// The next frame has to be a whole one.
    whole: bool,
    suspend: bool,
    ended: Option<Ended>,
}

impl<'a> Desk<'a> {
    /// A desk with this screen on it.
    pub fn new(app: App, display: &'a mut dyn Display, outside: Outside) -> Self {
        Self {
            app,
            display,
            outside,
            held: VecDeque::new(),
            drafts: Drafts::Settled,
            whole: false,
            suspend: false,
            ended: None,
        }
    }

    /// Works until the user leaves, the system says so, or nobody is left to see it. Then the store hears no more
    /// requests, but what it has heard it still does.
    ///
    /// # Errors
    /// When the terminal fails in another way than by being gone.
    pub fn work(mut self, clock: &Clock, events: &Receiver<Event>) -> io::Result<Ended> {
        let ended = match self.rounds(clock, events) {
            Err(error) if is_hang_up(&error) => Ok(Ended::Told(EndReason::HangUp)),
            ended => ended,
        };
        if !matches!(ended, Ok(Ended::Left)) {
            self.last_words(events);
        }
        ended
    }

    /// What was typed into a text or a form before the line went, and has not come through yet, still belongs there. A key
    /// that would leave it ends that: nobody sees what else would happen.
    fn last_words(&mut self, events: &Receiver<Event>) {
        for _ in 0..LAST_WORDS {
            let Ok(first) = events.recv_timeout(LAST_WORD) else { continue };
            for event in std::iter::once(first).chain(events.try_iter()) {
                let typed = match event {
                    Event::Input(Input::Key(key)) => key_of(key).map(Typed::Key),
                    Event::Input(Input::Paste(text)) => Some(Typed::Paste(text)),
                    Event::Input(
                        Input::PasteTooLong
                        | Input::PasteOpen
                        | Input::Resize
                        | Input::Suspend
                        | Input::Continued
                        | Input::Quit(_),
                    )
                    | Event::Answer(_) => None,
                };
                self.held.extend(typed);
            }
        }
        while let Some(typed) = self.held.pop_front() {
            match typed {
                Typed::Key(key) if self.app.writes(key) => self.perform(Msg::Key(key)),
                Typed::Paste(text) if self.app.keeps_typing() => self.perform(Msg::Paste(text)),
                Typed::Key(_) | Typed::Paste(_) => return,
            }
        }
    }

    /// A frame, and then for all events that have come meanwhile, however many, one more.
    fn rounds(&mut self, clock: &Clock, events: &Receiver<Event>) -> io::Result<Ended> {
        self.tell_how_much_is_drawn()?;
        loop {
            self.display.draw(&self.app)?;
            match events.recv_timeout(until_next_minute(clock)) {
                Ok(event) => self.take(event)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(Ended::Told(EndReason::HangUp)),
            }
            while let Ok(event) = events.try_recv() {
                self.take(event)?;
            }
            self.perform(Msg::Time(clock.now()));
            if let Some(ended) = self.ended {
                return Ok(ended);
            }
            // A process that is stopped while it writes would keep all others from writing.
            if self.suspend && !self.app.is_writing() {
                self.suspend = false;
                match self.drafts {
                    Drafts::Settled => _ = self.display.suspend()?,
                    Drafts::Sent | Drafts::Settling => self.step_aside(),
                }
            }
            if std::mem::take(&mut self.whole) {
                self.display.redraw_all()?;
            }
        }
    }

    /// Says so where a window is larger than what is drawn of it.
    fn tell_how_much_is_drawn(&mut self) -> io::Result<()> {
        if let Some((columns, rows)) = self.display.beyond()? {
            let (wide, high) = self.display.size()?;
            self.perform(Msg::Told(format!(
                "This window has {columns} columns and {rows} rows; {wide} and {high} of them are drawn."
            )));
        }
        Ok(())
    }

    fn take(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Input(Input::Key(key)) => {
                if let Some(key) = key_of(key) {
                    self.held.push_back(Typed::Key(key));
                    self.release();
                }
            }
            Event::Input(Input::Paste(text)) => {
                self.held.push_back(Typed::Paste(text));
                self.release();
            }
            Event::Input(Input::PasteTooLong) => {
                let most = LONGEST_PASTE / 1_000_000;
                self.perform(Msg::Warned(format!("More than {most} MB was pasted. Nothing of it was put in.")));
            }
            Event::Input(Input::PasteOpen) => {
                self.perform(Msg::Warned("A paste has begun and has not ended. Esc ends it.".to_owned()));
            }
            Event::Input(Input::Resize) => {
                let (columns, rows) = self.display.size()?;
                self.perform(Msg::Resize(columns, rows));
                self.tell_how_much_is_drawn()?;
                self.whole = true;
            }
            Event::Input(Input::Suspend) => self.step_aside(),
            Event::Input(Input::Continued) => self.display.resume()?,
            Event::Input(Input::Quit(reason)) => self.ended = Some(Ended::Told(reason)),
            Event::Answer(msg) => {
                if matches!(*msg, Msg::Draft(DraftMsg::Settled)) {
                    if self.drafts == Drafts::Settling {
                        self.drafts = Drafts::Settled;
                    }
                    self.suspend = true;
                }
                self.perform(*msg);
                self.release();
            }
        }
        Ok(())
    }

    /// Steps aside, but not with a draft in hand: a process that is stopped while it writes would keep all others from
    /// writing, and nobody knows whether it is ever continued.
    fn step_aside(&mut self) {
        match self.drafts {
            Drafts::Settled => self.suspend = true,
            Drafts::Settling => {}
            Drafts::Sent if self.outside.drafts.send(Effect::SettleDrafts).is_ok() => self.drafts = Drafts::Settling,
            // Nobody is left to write them.
            Drafts::Sent => (self.drafts, self.suspend) = (Drafts::Settled, true),
        }
    }

    /// Hands on the keys that came, in order; one whose meaning hangs on an answer waits for it.
    fn release(&mut self) {
        while let Some(typed) = self.held.pop_front() {
            let waits = match &typed {
                Typed::Key(key) => self.app.must_wait(*key),
                Typed::Paste(_) => self.app.is_waiting(),
            };
            if waits || self.drafts == Drafts::Settling || self.ended.is_some() {
                return self.held.push_front(typed);
            }
            match typed {
                Typed::Key(key) => self.perform(Msg::Key(key)),
                Typed::Paste(text) => self.perform(Msg::Paste(text)),
            }
        }
    }

    fn perform(&mut self, msg: Msg) {
        for effect in self.app.update(msg) {
            match effect {
                Effect::Redraw => self.whole = true,
                Effect::Quit => self.ended = Some(Ended::Left),
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
                | Effect::Print(..) => {
                    if self.outside.store.send(effect).is_err() {
                        self.app.update(Msg::Failed("The store has stopped. Leave with Q and start again.".to_owned()));
                    }
                }
                Effect::KeepDraft { .. }
                | Effect::DropDraft { .. }
                | Effect::ReadDraft { .. }
                | Effect::ReadDrafts
                | Effect::SettleDrafts => {
                    if matches!(effect, Effect::KeepDraft { .. } | Effect::DropDraft { .. }) {
                        self.drafts = Drafts::Sent;
                    }
                    if self.outside.drafts.send(effect).is_err() {
                        let why =
                            "not kept: what keeps drafts has stopped. Save with Ctrl-s, leave with Q, start again.";
                        self.app.update(Msg::Draft(DraftMsg::Unread(why.to_owned())));
                        self.app.update(Msg::Draft(DraftMsg::NotKept(Some(why.to_owned()))));
                    }
                }
            }
        }
    }
}

/// The header shows minutes, so nothing has to happen before the next one.
fn until_next_minute(clock: &Clock) -> Duration {
    if clock.is_fixed() {
        return Duration::from_secs(3600);
    }
    let now = clock.now();
    Duration::from_millis(
        60_000 - u64::from(now.second() % 60) * 1000 - u64::from(now.timestamp_subsec_millis() % 1000),
    )
}

/// The terminal's key in the words of the screens; keys no command could name are dropped.
fn key_of(key: terminal::Key) -> Option<Key> {
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
