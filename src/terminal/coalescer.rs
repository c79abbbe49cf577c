//! Puts keys together again that a slow line has torn apart: Esc, `[` and `A` that belong to one arrow key.

use super::input::{Code, Input, Key};

/// No sequence we know is longer.
const LONGEST: usize = 8;

/// Holds a lone Esc back for a moment, in case it is the beginning of a longer key.
#[derive(Debug, Default)]
pub struct Coalescer {
    held: Held,
}

#[derive(Debug, Default)]
enum Held {
    #[default]
    Nothing,
    /// Esc, and the characters that came after it.
    Escape(String),
    /// The text of a paste whose opening was torn; it ends when nothing more comes.
    Pasting(String),
}

/// What the characters after an Esc are.
enum Sequence {
    Unfinished,
    /// A key, or one we have no name for: swallowed.
    Whole(Option<Key>),
    PasteBegins,
    /// Not a terminal's sequence: a person pressed Esc and then typed.
    Typed,
}

impl Coalescer {
    /// Whether something is held, so that [`give_up`](Self::give_up) is due when nothing follows soon.
    pub fn is_holding(&self) -> bool {
        !matches!(self.held, Held::Nothing)
    }

    /// Takes the next input and hands on what is now certain, in order.
    pub fn feed(&mut self, input: Input, out: &mut impl FnMut(Input)) {
        match (&mut self.held, input) {
            (Held::Nothing, Input::Key(Key { code: Code::Esc, ctrl: false })) => {
                self.held = Held::Escape(String::new());
            }
            (Held::Escape(tail), Input::Key(Key { code: Code::Char(c), ctrl: false })) => {
                tail.push(c);
                match sequence(tail) {
                    Sequence::Unfinished => {}
                    Sequence::Whole(key) => {
                        self.held = Held::Nothing;
                        key.map(Input::Key).into_iter().for_each(out);
                    }
                    Sequence::PasteBegins => self.held = Held::Pasting(String::new()),
                    Sequence::Typed => self.give_up(out),
                }
            }
            (Held::Pasting(text), Input::Key(key)) => text.extend(as_text(key)),
            (Held::Escape(_), input @ (Input::Key(_) | Input::Paste(_))) => {
                self.give_up(out);
                self.feed(input, out);
            }
            (Held::Pasting(text), Input::Paste(more)) => text.push_str(&more),
            (_, other) => out(other),
        }
    }

    /// Nothing followed in time: hands on what was held as what it then is.
    pub fn give_up(&mut self, out: &mut impl FnMut(Input)) {
        match std::mem::take(&mut self.held) {
            Held::Nothing => {}
            Held::Escape(tail) => {
                out(Input::Key(Key::plain(Code::Esc)));
                tail.chars().for_each(|c| out(Input::Key(Key::plain(Code::Char(c)))));
            }
            Held::Pasting(text) => out(Input::Paste(text)),
        }
    }
}

/// A key as part of pasted text; what is no text is no command there either.
fn as_text(key: Key) -> Option<char> {
    if let Code::Char(c) = key.code {
        (!key.ctrl).then_some(c)
    } else if key.code == Code::Enter {
        Some('\n')
    } else {
        (key.code == Code::Tab).then_some(' ')
    }
}

fn sequence(tail: &str) -> Sequence {
    let is_parameter = |c: char| c.is_ascii_digit() || c == ';';
    if let Some(rest) = tail.strip_prefix("[[") {
        // The Linux console names F1-F5 by a second bracket.
        return match rest.chars().next() {
            None => Sequence::Unfinished,
            Some(c @ 'A'..='E') => Sequence::Whole(Some(Key::plain(Code::F(c as u8 - b'A' + 1)))),
            Some(_) => Sequence::Typed,
        };
    }
    let (parameters, last) = match tail.split_at_checked(1) {
        Some(("[", rest)) => (rest.trim_end_matches(|c| !is_parameter(c)), rest.chars().next_back()),
        Some(("O", rest)) => ("", rest.chars().next_back()),
        _ => return Sequence::Typed,
    };
    match last {
        None => Sequence::Unfinished,
        Some(c) if is_parameter(c) && tail.starts_with('[') && tail.len() < LONGEST => Sequence::Unfinished,
        Some('~') if parameters == "200" => Sequence::PasteBegins,
        Some(c) if c == '~' || c.is_ascii_alphabetic() => Sequence::Whole(named(parameters, c)),
        Some(_) => Sequence::Typed,
    }
}

/// The key that parameters and final character of a sequence stand for.
fn named(parameters: &str, last: char) -> Option<Key> {
    let (number, modifier) = parameters.split_once(';').unwrap_or((parameters, ""));
    let code = match (last, number) {
        ('A', _) => Code::Up,
        ('B', _) => Code::Down,
        ('C', _) => Code::Right,
        ('D', _) => Code::Left,
        ('H', _) | ('~', "1" | "7") => Code::Home,
        ('F', _) | ('~', "4" | "8") => Code::End,
        ('Z', _) => Code::BackTab,
        ('P'..='S', _) => Code::F(last as u8 - b'P' + 1),
        ('~', "2") => Code::Insert,
        ('~', "3") => Code::Delete,
        ('~', "5") => Code::PageUp,
        ('~', "6") => Code::PageDown,
        ('~', _) => match number.parse().ok()? {
            n @ 11..=15 => Code::F(n - 10),
            n @ 17..=21 => Code::F(n - 11),
            n @ 23..=24 => Code::F(n - 12),
            _ => return None,
        },
        _ => return None,
    };
    Some(Key { code, ctrl: modifier == "5" })
}
