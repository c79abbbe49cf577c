//! What comes from the terminal and the system, in words of our own.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// Something happened outside the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted: lines end in `\n`, no other control characters.
    Paste(String),
    /// The terminal has another size; the next frame follows it by itself.
    Resize,
    /// Another program asks us to stop (`SIGTSTP`): answer with [`Screen::suspend`](super::Screen::suspend).
    Suspend,
    /// The process runs again after a stop: answer with [`Screen::resume`](super::Screen::resume) and a frame.
    Continued,
    /// Store what is unsaved and end; the process ends [`GRACE`](super::GRACE) later in any case.
    Quit(EndReason),
}

/// A key, with what every terminal can tell of it. Alt is not among it: over a slow line it is Esc and then the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// With Ctrl held.
    pub ctrl: bool,
}

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "a key's name is its explanation")]
pub enum Code {
    /// A character; with Ctrl always the small letter.
    Char(char),
    Enter,
    Esc,
    Backspace,
    Delete,
    Insert,
    Tab,
    BackTab,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    /// Function key 1-24.
    F(u8),
}

/// Why the process has to end without a key for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndReason {
    /// The terminal is gone: the line dropped or the window was closed.
    HangUp,
    /// `SIGTERM`.
    Terminate,
    /// `SIGINT` from outside; Ctrl-C is a key here.
    Interrupt,
    /// `SIGQUIT`.
    Quit,
}

impl EndReason {
    /// The exit code shells expect of a process that ended by this signal.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::HangUp => 129,
            Self::Interrupt => 130,
            Self::Quit => 131,
            Self::Terminate => 143,
        }
    }
}

impl Key {
    /// The key without modifiers.
    pub fn plain(code: Code) -> Self {
        Self { code, ctrl: false }
    }

    /// The letter with Ctrl.
    pub fn ctrl(letter: char) -> Self {
        Self { code: Code::Char(letter.to_ascii_lowercase()), ctrl: true }
    }
}

/// What a terminal event means to us: none, one, or for Alt with a key two inputs (Esc, then the key).
pub fn inputs_of(event: Event) -> Vec<Input> {
    match event {
        Event::Key(event) => keys_of(event),
        Event::Paste(text) => vec![Input::Paste(clean(&text))],
        // A new size is heard from the signal itself: crossterm misses one that comes before its first read, or with a key.
        Event::Resize(..) | Event::FocusGained | Event::FocusLost | Event::Mouse(_) => Vec::new(),
    }
}

fn keys_of(event: KeyEvent) -> Vec<Input> {
    if event.kind == KeyEventKind::Release {
        return Vec::new();
    }
    let Some(key) = key_of(event) else { return Vec::new() };
    let typed = matches!(key.code, Code::Char(_) | Code::Enter | Code::Backspace | Code::Tab);
    if typed && event.modifiers.contains(KeyModifiers::ALT) {
        vec![Input::Key(Key::plain(Code::Esc)), Input::Key(key)]
    } else {
        vec![Input::Key(key)]
    }
}

fn key_of(event: KeyEvent) -> Option<Key> {
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let code = match event.code {
        // Older terminals send these for Backspace and Enter.
        KeyCode::Char('h' | 'H') if ctrl => return Some(Key::plain(Code::Backspace)),
        KeyCode::Char('j' | 'J' | 'm' | 'M') if ctrl => return Some(Key::plain(Code::Enter)),
        KeyCode::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
        KeyCode::Char(c) if c.is_control() => return None,
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        KeyCode::Null
        | KeyCode::CapsLock
        | KeyCode::ScrollLock
        | KeyCode::NumLock
        | KeyCode::PrintScreen
        | KeyCode::Pause
        | KeyCode::Menu
        | KeyCode::KeypadBegin
        | KeyCode::Media(_)
        | KeyCode::Modifier(_) => return None,
    };
    Some(Key { code, ctrl })
}

/// Pasted text without control characters: line ends become `\n`, a tab a blank.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\r' => '\n',
            '\t' => ' ',
            other => other,
        })
        .filter(|c| *c == '\n' || !c.is_control())
        .collect()
}
