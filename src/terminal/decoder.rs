//! Bytes in, inputs out: the only place that reads what a terminal sends, whole or torn apart by a slow line.
//!
//! Bytes alone decide, never how many of them came together. Only silence is told from outside, and it decides no more than
//! whether an Esc stands alone: as a key, or as the way out of a paste whose end was lost.

use super::input::{Code, Input, Key};
use super::paste::{Bracket, CLOSES, OPENS, Paste};
use super::sequence::{ESC, Sequence, key_of, sequence_of};

/// No sequence we know is longer; of one that is, the rest is not kept.
const LONGEST: usize = 64;

/// Turns bytes into inputs and holds back what is not whole yet.
#[derive(Debug, Default)]
pub struct Decoder {
    held: Held,
}

/// How much silence would decide something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// A moment: as long as a line may hold up the rest of a key.
    Moment,
    /// Long enough for a person to wonder.
    Long,
}

#[derive(Debug, Default)]
enum Held {
    #[default]
    Nothing,
    /// The beginning of a character of several bytes.
    Character(Vec<u8>),
    Escape(Escape),
    Paste(Paste),
}

/// Esc and the bytes behind it.
#[derive(Debug)]
struct Escape {
    bytes: Vec<u8>,
    /// So many of them were done with after a silence. They are kept because a paste may begin or end so: its text must not run
    /// as keys, however its brackets were torn.
    told: usize,
}

impl Decoder {
    /// The silence after which [`silence`](Self::silence) is to be called; `None` when no silence decides anything.
    pub fn waits_for(&self) -> Option<Silence> {
        match &self.held {
            Held::Nothing | Held::Character(_) => None,
            Held::Escape(escape) => escape.waits_for(),
            Held::Paste(paste) => paste.waits_for(),
        }
    }

    /// Takes the next bytes and hands on what is now certain, in order.
    pub fn feed(&mut self, bytes: &[u8], out: &mut impl FnMut(Input)) {
        for byte in bytes {
            self.take(*byte, out);
        }
    }

    /// Nothing came for as long as [`waits_for`](Self::waits_for) says.
    pub fn silence(&mut self, out: &mut impl FnMut(Input)) {
        match &mut self.held {
            Held::Nothing | Held::Character(_) => {}
            Held::Escape(escape) if escape.can_be_typed() => escape.tell(out),
            // The end of a sequence was lost. Its digits are no commands.
            Held::Escape(escape) => escape.told = escape.bytes.len(),
            Held::Paste(paste) => {
                if let Some(input) = paste.left() {
                    out(input);
                    // The Esc may also have been the first byte of an end that is late.
                    self.held = Held::Escape(Escape { bytes: vec![ESC], told: 1 });
                } else {
                    paste.silence().into_iter().for_each(out);
                }
            }
        }
    }

    fn take(&mut self, byte: u8, out: &mut impl FnMut(Input)) {
        match &mut self.held {
            Held::Nothing => self.begin(byte, out),
            Held::Character(bytes) => {
                let mut bytes = std::mem::take(bytes);
                bytes.push(byte);
                self.character(bytes, out);
            }
            Held::Escape(escape) => match escape.with(byte) {
                Sequence::Unfinished => escape.keep(byte),
                Sequence::Whole(keys) => {
                    self.held = Held::Nothing;
                    keys.into_iter().map(Input::Key).for_each(out);
                }
                Sequence::PasteBegins => self.held = Held::Paste(Paste::default()),
                Sequence::None => {
                    if escape.can_be_typed() {
                        escape.tell(out);
                    }
                    self.begin(byte, out);
                }
            },
            Held::Paste(paste) => match paste.take(byte) {
                None => {}
                Some(Bracket::Opens) => {
                    out(paste.end());
                    self.held = Held::Paste(Paste::default());
                }
                Some(Bracket::Closes) => {
                    out(paste.end());
                    self.held = Held::Nothing;
                }
            },
        }
    }

    /// Takes a byte that continues nothing.
    fn begin(&mut self, byte: u8, out: &mut impl FnMut(Input)) {
        self.held = Held::Nothing;
        match byte {
            ESC => self.held = Held::Escape(Escape { bytes: vec![ESC], told: 0 }),
            0x80.. => self.character(vec![byte], out),
            _ => out(Input::Key(key_of(byte))),
        }
    }

    /// Takes bytes of which only the last is new. What is no character is dropped.
    fn character(&mut self, bytes: Vec<u8>, out: &mut impl FnMut(Input)) {
        self.held = Held::Nothing;
        match std::str::from_utf8(&bytes) {
            Ok(text) => {
                let typed = text.chars().filter(|c| !c.is_control());
                typed.for_each(|c| out(Input::Key(Key::plain(Code::Char(c)))));
            }
            Err(error) if error.error_len().is_none() => self.held = Held::Character(bytes),
            Err(_) => {
                if let [_, .., last] = bytes[..] {
                    self.begin(last, out);
                }
            }
        }
    }
}

impl Escape {
    fn waits_for(&self) -> Option<Silence> {
        let wait = if self.can_be_typed() { Silence::Moment } else { Silence::Long };
        (self.told < self.bytes.len()).then_some(wait)
    }

    /// Whether a person may have typed it: Esc, or Alt with a key. Digits behind them come from terminals only.
    fn can_be_typed(&self) -> bool {
        self.told > 0 || self.bytes.len() <= 2
    }

    /// What it is with one byte more. Behind a silence it can be a bracket of a paste only.
    fn with(&self, byte: u8) -> Sequence {
        let bytes = [&self.bytes[..], &[byte]].concat();
        let may_be_bracket = OPENS.starts_with(&bytes) || CLOSES.starts_with(&bytes);
        if self.told == 0 || may_be_bracket { sequence_of(&bytes) } else { Sequence::None }
    }

    fn keep(&mut self, byte: u8) {
        if self.bytes.len() < LONGEST {
            self.bytes.push(byte);
        }
    }

    /// Hands on as keys what has not been yet.
    fn tell(&mut self, out: &mut impl FnMut(Input)) {
        let rest = self.bytes.get(self.told..).unwrap_or_default();
        rest.iter().map(|byte| Input::Key(key_of(*byte))).for_each(out);
        self.told = self.bytes.len();
    }
}
