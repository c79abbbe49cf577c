//! A paste that is open: its text, and how it ends.
//!
//! Silence alone never ends it: a line may pause in the middle, and what follows would run as commands. The bracket of the
//! terminal ends it. Where that was lost, a person does, by Esc or Ctrl-C: pressed, such a byte stands alone between two
//! silences, and it cannot overtake the text, which the terminal sent before it.

use super::decoder::Silence;
use super::input::Input;
use super::sequence::ESC;

/// What terminals put around pasted text.
pub(super) const OPENS: &[u8] = b"\x1b[200~";
pub(super) const CLOSES: &[u8] = b"\x1b[201~";

const CTRL_C: u8 = 0x03;

/// The longest paste, in bytes: as much as the longest text may hold.
pub const LONGEST_PASTE: usize = 2_000_000;

#[derive(Debug, Default)]
pub(super) struct Paste {
    text: Vec<u8>,
    /// More came than is taken. Nothing of it is put in, so only the end of it is kept.
    is_too_long: bool,
    /// Where the bytes since the last silence begin.
    burst: Option<usize>,
    stage: Stage,
}

#[derive(Debug, Default)]
enum Stage {
    #[default]
    Arriving,
    Quiet,
    /// The person was told that it is open.
    Told,
}

/// What stands around pasted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bracket {
    /// Inside an open paste: the end of that one was lost.
    Opens,
    Closes,
}

impl Paste {
    pub(super) fn waits_for(&self) -> Option<Silence> {
        match self.stage {
            Stage::Arriving => Some(Silence::Moment),
            Stage::Quiet => Some(Silence::Long),
            Stage::Told => None,
        }
    }

    /// Takes a byte; answers a bracket that is whole with it.
    pub(super) fn take(&mut self, byte: u8) -> Option<Bracket> {
        self.stage = Stage::Arriving;
        self.text.push(byte);
        let brackets = [(OPENS, Bracket::Opens), (CLOSES, Bracket::Closes)];
        if byte == b'~'
            && let Some((bytes, bracket)) = brackets.into_iter().find(|(bytes, _)| self.text.ends_with(bytes))
        {
            self.text.truncate(self.text.len() - bytes.len());
            return Some(bracket);
        }
        if self.text.len() > LONGEST_PASTE + CLOSES.len() {
            self.is_too_long = true;
            self.text.drain(..self.text.len() - CLOSES.len());
            self.burst = None;
        }
        None
    }

    /// After a moment of silence: the paste, when nothing but Esc or Ctrl-C stands between this silence and the one before.
    pub(super) fn left(&mut self) -> Option<Input> {
        let start = self.burst.filter(|_| matches!(self.stage, Stage::Arriving))?;
        let burst = self.text.get(start..).filter(|burst| !burst.is_empty())?;
        if !burst.iter().all(|byte| matches!(*byte, ESC | CTRL_C)) {
            return None;
        }
        self.text.truncate(start);
        Some(self.end())
    }

    /// Nothing came for as long as [`waits_for`](Self::waits_for) says.
    pub(super) fn silence(&mut self) -> Option<Input> {
        let (next, said) = match self.stage {
            Stage::Arriving => (Stage::Quiet, None),
            Stage::Quiet => (Stage::Told, Some(Input::PasteOpen)),
            Stage::Told => (Stage::Told, None),
        };
        self.burst = Some(self.text.len());
        self.stage = next;
        said
    }

    /// What was pasted.
    pub(super) fn end(&mut self) -> Input {
        let text = std::mem::take(&mut self.text);
        if self.is_too_long || text.len() > LONGEST_PASTE {
            Input::PasteTooLong
        } else {
            Input::Paste(clean(&String::from_utf8_lossy(&text)))
        }
    }
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
