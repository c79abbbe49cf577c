//! The keys that bytes stand for: control characters, and what xterm, rxvt, the Linux console and kitty send behind an Esc.

use super::input::{Code, Key};
use super::paste::OPENS;

pub(super) const ESC: u8 = 0x1b;

/// What an Esc and the bytes behind it are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sequence {
    Unfinished,
    /// Keys: one; none for a report, or a key we have no name for; Esc before one that came with Alt.
    Whole(Vec<Key>),
    PasteBegins,
    /// Not a terminal's sequence.
    None,
}

/// The key that one byte below 0x80 stands for.
pub(super) fn key_of(byte: u8) -> Key {
    match byte {
        ESC => Key::plain(Code::Esc),
        b'\t' => Key::plain(Code::Tab),
        // Older terminals send the first of these.
        b'\n' | b'\r' => Key::plain(Code::Enter),
        0x08 | 0x7f => Key::plain(Code::Backspace),
        0x00 => Key::ctrl(' '),
        0x01..=0x1a => Key::ctrl(char::from(byte - 1 + b'a')),
        0x1c..=0x1f => Key::ctrl(char::from(byte - 0x1c + b'4')),
        _ => Key::plain(Code::Char(char::from(byte))),
    }
}

/// What `bytes` are, of which the first is Esc.
pub(super) fn sequence_of(bytes: &[u8]) -> Sequence {
    match bytes {
        OPENS => Sequence::PasteBegins,
        [ESC] | [ESC, b'[' | b'O'] | [ESC, b'[', b'['] => Sequence::Unfinished,
        [ESC, b'O', last] if last.is_ascii_alphabetic() => {
            Sequence::Whole(key_of_application(*last).into_iter().collect())
        }
        // The Linux console names F1-F5 by a second bracket.
        [ESC, b'[', b'[', last @ b'A'..=b'E'] => Sequence::Whole(vec![Key::plain(Code::F(last - b'A' + 1))]),
        [ESC, b'[', b'[', ..] => Sequence::None,
        // A mouse report of the oldest kind: three bytes of any value behind it.
        [ESC, b'[', b'M', rest @ ..] if rest.len() < 3 => Sequence::Unfinished,
        [ESC, b'[', b'M', ..] => Sequence::Whole(Vec::new()),
        [ESC, b'[', parameters @ .., last] => control_sequence(parameters, *last),
        _ => Sequence::None,
    }
}

/// Behind `ESC O`, as in the application mode of the arrows; small letters are rxvt's, with Ctrl.
fn key_of_application(last: u8) -> Option<Key> {
    match last {
        b'a'..=b'd' => arrow(last.to_ascii_uppercase()).map(|code| Key { code, ctrl: true }),
        _ => arrow(last).or(function(last)).map(Key::plain),
    }
}

/// Behind `ESC [`.
fn control_sequence(parameters: &[u8], last: u8) -> Sequence {
    let is_marked = matches!(parameters.first(), Some(b'<'..=b'?'));
    match last {
        // rxvt ends a key with Shift by what else stands in the middle.
        b'$' if !is_marked && !parameters.is_empty() => Sequence::Whole(keys_of(parameters, last)),
        b' '..=b'?' => Sequence::Unfinished,
        // A report, not a key.
        b'@'..=b'~' if is_marked => Sequence::Whole(Vec::new()),
        b'@'..=b'~' => Sequence::Whole(keys_of(parameters, last)),
        _ => Sequence::None,
    }
}

/// One parameter and what is added to it behind colons; what is not there is 0.
fn numbers(parameter: Option<&str>) -> [u32; 2] {
    let mut parts = parameter.unwrap_or_default().split(':').map(|part| part.parse().unwrap_or(0));
    [(); 2].map(|()| parts.next().unwrap_or(0))
}

/// The keys of a sequence: `number : shifted ; modifiers : kind` and its last byte. Modifiers count from 1.
fn keys_of(parameters: &[u8], last: u8) -> Vec<Key> {
    const RELEASED: u32 = 3;
    let text = String::from_utf8_lossy(parameters);
    let mut fields = text.split(';');
    let [number, shifted] = numbers(fields.next());
    let second = fields.next();
    let [modifiers, kind] = numbers(second);
    if kind == RELEASED {
        return Vec::new();
    }
    // Some leave the number away: `ESC [ 5 A`.
    let modifiers = if second.is_none() && last.is_ascii_alphabetic() && last != b'u' { number } else { modifiers };
    let modifiers = modifiers.saturating_sub(1);
    let [shift, alt, control] = [1, 2, 4].map(|bit| modifiers & bit != 0);
    let code = match last {
        b'~' | b'^' | b'$' | b'@' => numbered(number),
        b'u' if shift && shifted > 0 => char::from_u32(shifted).map(Code::Char),
        b'u' => by_code_point(number, shift),
        b'Z' => Some(Code::BackTab),
        b'a'..=b'd' if parameters.is_empty() => arrow(last.to_ascii_uppercase()),
        // With numbers it is the place of the cursor.
        b'R' if !parameters.is_empty() => None,
        _ => arrow(last).or(function(last)),
    };
    let Some(code) = code else { return Vec::new() };
    let key = if let Code::Char(c) = code {
        match c {
            _ if c.is_control() => return Vec::new(),
            // A letter with Ctrl is what its control character is.
            'h' | 'H' | 'j' | 'J' | 'm' | 'M' if control => key_of(c as u8 & 0x1f),
            _ if control => Key::ctrl(c),
            _ => Key::plain(code),
        }
    } else {
        Key { code, ctrl: control || matches!(last, b'^' | b'@') }
    };
    let is_typed = matches!(key.code, Code::Char(_) | Code::Enter | Code::Backspace | Code::Tab);
    if alt && is_typed { vec![Key::plain(Code::Esc), key] } else { vec![key] }
}

fn arrow(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        _ => return None,
    })
}

fn function(last: u8) -> Option<Code> {
    matches!(last, b'P'..=b'S').then(|| Code::F(last - b'P' + 1))
}

/// The numbers that began with the VT220 and jump where its keyboard had gaps.
fn numbered(number: u32) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F(number as u8 - 10),
        17..=21 => Code::F(number as u8 - 11),
        23..=26 => Code::F(number as u8 - 12),
        28 | 29 => Code::F(number as u8 - 13),
        31..=34 => Code::F(number as u8 - 14),
        _ => return None,
    })
}

/// kitty's numbers: a character as itself, other keys in the private range of Unicode.
fn by_code_point(number: u32, shift: bool) -> Option<Code> {
    Some(match number {
        9 if shift => Code::BackTab,
        9 => Code::Tab,
        13 | 57_414 => Code::Enter,
        27 => Code::Esc,
        127 => Code::Backspace,
        57_376..=57_387 => Code::F((number - 57_376) as u8 + 13),
        57_399..=57_413 => Code::Char(char::from(b"0123456789./*-+"[(number - 57_399) as usize])),
        57_415 => Code::Char('='),
        57_416 => Code::Char(','),
        57_417 => Code::Left,
        57_418 => Code::Right,
        57_419 => Code::Up,
        57_420 => Code::Down,
        57_421 => Code::PageUp,
        57_422 => Code::PageDown,
        57_423 => Code::Home,
        57_424 => Code::End,
        57_425 => Code::Insert,
        57_426 => Code::Delete,
        // Locks, media keys and modifiers by themselves.
        57_344..=63_743 => return None,
        _ => Code::Char(char::from_u32(number)?),
    })
}
