//! What comes from the terminal and the system, in words of our own.

/// Something happened outside the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted: lines end in `\n`, no other control characters.
    Paste(String),
    /// Text was pasted that is longer than [`LONGEST_PASTE`](super::LONGEST_PASTE); none of it was kept.
    PasteTooLong,
    /// A paste has begun, and for a while now nothing has come: neither text nor its end.
    PasteOpen,
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
