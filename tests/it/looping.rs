//! The loop without a terminal: however much comes at once, it is one frame, and one more for each round of answers.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};

use caseload::clock::Clock;
use caseload::domain::when::Instant;
use caseload::run::{self, Display, Ended, Event, Keeper, Office, Outside};
use caseload::terminal::{Code, EndReason, Input, Key};
use caseload::ui::{App, Effect, Msg, key, rows};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rustix::io::Errno;

use crate::desk::Desk;
use crate::runs::runs;
use crate::situation::{Situation, demo_now, now};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Draw,
    Whole,
    Suspend,
    Resume,
}

/// A display that counts. Between two frames comes the next part of the script, or what the store answers, each all at
/// once: no store is slower, so none makes more frames. When nothing is left to come, the system ends the session.
struct Counting {
    calls: Vec<Call>,
    size: (u16, u16),
    last: Buffer,
    script: std::vec::IntoIter<Vec<Input>>,
    /// How often something came, the end not counted.
    came: usize,
    over: bool,
    /// This call fails.
    fails: Option<(Call, Errno)>,
    office: Office,
    keeper: Keeper,
    now: Instant,
    requests: Receiver<Effect>,
    drafts: Receiver<Effect>,
    events: Sender<Event>,
}

impl Counting {
    fn call(&mut self, call: Call) -> io::Result<()> {
        self.calls.push(call);
        match self.fails {
            Some((failing, errno)) if failing == call => Err(errno.into()),
            _ => Ok(()),
        }
    }

    /// Frames after the first one.
    fn frames(&self) -> usize {
        self.calls.iter().filter(|call| **call == Call::Draw).count() - 1
    }

    fn go_on(&mut self) {
        let mut next = Vec::new();
        for effect in self.requests.try_iter() {
            next.extend(self.office.carry_out(effect, self.now).into_iter().map(|msg| Event::Answer(Box::new(msg))));
        }
        for effect in self.drafts.try_iter() {
            let answers = self.keeper.take(effect, self.now).into_iter().chain(self.keeper.write());
            next.extend(answers.map(|msg| Event::Answer(Box::new(Msg::Draft(msg)))));
        }
        if next.is_empty() {
            next.extend(self.script.next().into_iter().flatten().map(Event::Input));
        }
        if !next.is_empty() {
            self.came += 1;
        } else if !self.over {
            self.over = true;
            next.push(Event::Input(Input::Quit(EndReason::Terminate)));
        }
        for event in next {
            self.events.send(event).unwrap();
        }
    }
}

impl Display for Counting {
    fn size(&self) -> io::Result<(u16, u16)> {
        Ok(self.size)
    }

    fn draw(&mut self, app: &App) -> io::Result<()> {
        self.call(Call::Draw)?;
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        self.last = Buffer::empty(area);
        app.paint(&mut self.last, area);
        self.go_on();
        Ok(())
    }

    fn redraw_all(&mut self) -> io::Result<()> {
        self.call(Call::Whole)
    }

    fn suspend(&mut self) -> io::Result<bool> {
        assert!(!self.keeper.is_behind(), "a draft in hand");
        for asked in self.drafts.try_iter() {
            assert!(matches!(asked, Effect::ReadDraft { .. } | Effect::ReadDrafts), "{asked:?} is not on disk yet");
            for msg in self.keeper.take(asked, self.now) {
                self.events.send(Event::Answer(Box::new(Msg::Draft(msg)))).unwrap();
            }
        }
        self.call(Call::Suspend).map(|()| true)
    }

    fn resume(&mut self) -> io::Result<()> {
        self.call(Call::Resume)
    }
}

/// Works through a script at a desk; `change` prepares the display.
fn worked(
    desk: Desk,
    now: Instant,
    script: Vec<Vec<Input>>,
    change: impl FnOnce(&mut Counting),
) -> (io::Result<Ended>, Counting) {
    let Desk { app, office, keeper, .. } = desk;
    let (to_store, requests) = channel();
    let (to_drafts, drafts) = channel();
    let (to_loop, events) = channel();
    let mut display = Counting {
        calls: Vec::new(),
        size: (80, 24),
        last: Buffer::default(),
        script: script.into_iter(),
        came: 0,
        over: false,
        fails: None,
        office,
        keeper,
        now,
        requests,
        drafts,
        events: to_loop,
    };
    change(&mut display);
    let outside = Outside { store: to_store, drafts: to_drafts };
    let ended = run::Desk::new(app, &mut display, outside).work(&Clock::fixed(now), &events);
    (ended, display)
}

/// The script on the generated agency, where nothing fails.
fn on_the_demo(script: Vec<Vec<Input>>) -> Counting {
    let (ended, display) = worked(Desk::demo(80, 24), demo_now(), script, |_| {});
    assert_eq!(ended.unwrap(), Ended::Told(EndReason::Terminate));
    display
}

/// Keys as they are typed: `\n` is Enter, `\x1b` is Esc, `^` is Ctrl with the next one.
fn typed(text: &str) -> Vec<Input> {
    let mut chars = text.chars();
    let mut keys = Vec::new();
    while let Some(c) = chars.next() {
        keys.push(Input::Key(match c {
            '\n' => Key::plain(Code::Enter),
            '\x1b' => Key::plain(Code::Esc),
            '^' => Key::ctrl(chars.next().unwrap()),
            c => Key::plain(Code::Char(c)),
        }));
    }
    keys
}

/// The same keys at a desk where each one is answered before the next: what the screen has to come to.
fn one_by_one(keys: &[Input]) -> Buffer {
    let mut desk = Desk::demo(80, 24);
    for input in keys {
        let Input::Key(pressed) = input else { panic!("{input:?} is no key") };
        desk.tell(Msg::Key(match pressed.code {
            Code::Char(c) if pressed.ctrl => key::Key::Ctrl(c),
            Code::Char(c) => key::Key::Char(c),
            Code::Enter => key::Key::Enter,
            Code::Esc => key::Key::Esc,
            other => panic!("{other:?}"),
        }));
    }
    desk.frame().0
}

#[test]
fn fifty_keys_are_one_frame_and_one_for_each_round_of_answers() {
    let cases = [
        ("moves down", "j".repeat(50), 1),
        ("moves down and up", "jk".repeat(25), 1),
        ("moves all over", "jjjkG".repeat(10), 1),
        ("an overlay opened and closed", "j?\x1b12j".repeat(8) + "j2", 1),
        ("a filter typed", "/".to_owned() + &"a".repeat(48) + "\n", 1),
        ("a visit done: the keys, `saved`, the board", "2x".to_owned() + &"j".repeat(48), 3),
        ("a visit done in the middle", "j2".to_owned() + &"jk".repeat(12) + "x" + &"j".repeat(23), 3),
        ("done, taken back and done again, with moves", "2xuUjjkk".to_owned() + &"jk".repeat(21), 5),
        ("a patient found and opened: the keys, the names, the chart", "fba".to_owned() + "\n" + &"j".repeat(46), 3),
    ];
    for (what, text, frames) in cases {
        let keys = typed(&text);
        assert_eq!(keys.len(), 50, "{what}");
        let display = on_the_demo(vec![keys.clone()]);
        assert_eq!(display.frames(), frames, "{what}");
        assert_eq!(display.last, one_by_one(&keys), "{what}");
    }
}

#[test]
fn what_comes_apart_is_drawn_apart() {
    let display = on_the_demo(vec![typed("jj"), typed("k"), vec![Input::Paste("x".to_owned())]]);
    assert_eq!(display.frames(), 3);
}

#[test]
fn a_paste_that_waits_or_is_too_long_is_said_until_text_is_put_in() {
    for (input, said) in [
        (Input::PasteOpen, "A paste has begun and has not ended. Esc ends it."),
        (Input::PasteTooLong, "More than 2 MB was pasted. Nothing of it was put in."),
    ] {
        let shown = |typed_then: Vec<Vec<Input>>| {
            let cells = on_the_demo([vec![typed("f")], typed_then].concat()).last.content;
            cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>()
        };
        let waiting = shown(vec![vec![input.clone()]]);
        assert!(waiting.contains(said), "{waiting}");
        let put_in = shown(vec![vec![input], vec![Input::Paste("sew".to_owned())]]);
        assert!(put_in.contains("> sew") && !put_in.contains(said), "{put_in}");
    }
}

#[test]
fn a_storm_of_sizes_is_one_whole_frame() {
    let change = |display: &mut Counting| display.size = (120, 40);
    let (ended, display) = worked(Desk::demo(80, 24), demo_now(), vec![vec![Input::Resize; 20]], change);
    assert_eq!(ended.unwrap(), Ended::Told(EndReason::Terminate));
    assert_eq!(display.calls, [Call::Draw, Call::Whole, Call::Draw]);
    assert_eq!(display.last, Desk::demo(80, 24).resize(120, 40).frame().0);
}

#[test]
fn however_often_it_is_asked_to_step_aside_it_does_so_once() {
    let display = on_the_demo(vec![vec![Input::Suspend, Input::Suspend], vec![Input::Continued]]);
    assert_eq!(display.calls, [Call::Draw, Call::Suspend, Call::Draw, Call::Resume, Call::Draw]);
}

#[test]
fn it_does_not_step_aside_in_the_middle_of_a_write() {
    let display = on_the_demo(vec![[typed("2x"), vec![Input::Suspend]].concat()]);
    assert_eq!(display.calls, [Call::Draw, Call::Draw, Call::Suspend, Call::Draw, Call::Draw]);
}

#[test]
fn it_does_not_step_aside_with_a_draft_in_hand() {
    let display = on_the_demo(vec![
        typed("f100000\n"),
        [typed("Nwalks\x1b"), vec![Input::Suspend, Input::Suspend]].concat(),
        vec![Input::Continued],
    ]);
    assert_eq!(display.calls.iter().filter(|call| **call == Call::Suspend).count(), 1);
    assert_eq!(display.keeper.count(), Some(1));
}

#[test]
fn drawing_anew_is_asked_for_once() {
    let display = on_the_demo(vec![typed("^l^lj^l")]);
    assert_eq!(display.calls, [Call::Draw, Call::Whole, Call::Draw]);
}

#[test]
fn a_line_that_is_gone_ends_it_at_whatever_it_shows() {
    for failing in [Call::Draw, Call::Whole, Call::Suspend, Call::Resume] {
        for (errno, is_gone) in [(Errno::IO, true), (Errno::PIPE, true), (Errno::NOMEM, false)] {
            let script = vec![vec![Input::Resize, Input::Suspend], vec![Input::Continued]];
            let change = |display: &mut Counting| display.fails = Some((failing, errno));
            let (ended, display) = worked(Desk::demo(80, 24), demo_now(), script, change);
            assert_eq!(display.calls.last(), Some(&failing), "nothing is shown after {failing:?} with {errno}");
            match ended {
                Ok(ended) => assert_eq!((ended, is_gone), (Ended::Told(EndReason::HangUp), true), "{errno}"),
                Err(error) => assert!(!is_gone, "{failing:?}: {error}"),
            }
        }
    }
}

#[test]
fn what_comes_behind_a_hang_up_still_belongs_to_the_text_or_the_form() {
    for (opens, kept) in [("N", "walks"), ("gpe", "target: walks")] {
        let gone = [vec![Input::Quit(EndReason::HangUp)], typed("walks\x1bQ")].concat();
        let script = vec![typed("f100000\n"), typed(opens), gone];
        let (ended, display) = worked(Desk::demo(80, 24), demo_now(), script, |_| {});
        assert_eq!(ended.unwrap(), Ended::Told(EndReason::HangUp));
        let last = display.drafts.try_iter().last();
        assert!(matches!(&last, Some(Effect::KeepDraft { text, .. }) if text == kept), "{opens}: {last:?}");
    }
}

#[test]
fn leaving_draws_no_more_and_the_store_still_hears_what_was_asked() {
    for (end, told) in [
        (typed("Q"), Ended::Left),
        (vec![Input::Quit(EndReason::HangUp)], Ended::Told(EndReason::HangUp)),
        (vec![Input::Quit(EndReason::Interrupt)], Ended::Told(EndReason::Interrupt)),
    ] {
        let script = vec![[typed("2x"), end].concat()];
        let (ended, display) = worked(Desk::demo(80, 24), demo_now(), script, |_| {});
        assert_eq!((ended.unwrap(), display.frames()), (told, 0));
        assert!(matches!(display.requests.recv(), Ok(Effect::Write(..))));
        assert!(display.requests.recv().is_err(), "after that the store knows that nobody asks any more");
    }
}

/// Any key of a command that does not leave, and more often those that write.
fn any_key() -> impl Strategy<Value = Input> {
    let of_rows = rows().flat_map(|row| row.keys).filter_map(|key| key::Key::parse_binding(key)).flatten();
    let known: Vec<Input> = of_rows
        .filter_map(|key| match key {
            key::Key::Char(c) => Some(Key::plain(Code::Char(c))),
            key::Key::Ctrl(c) => Some(Key::ctrl(c)),
            key::Key::Enter => Some(Key::plain(Code::Enter)),
            key::Key::Esc => Some(Key::plain(Code::Esc)),
            _ => None,
        })
        .filter(|key| !matches!(key.code, Code::Char('q' | 'Q')))
        .map(Input::Key)
        .collect();
    prop_oneof![3 => prop::sample::select(known), 1 => prop::sample::select(typed("jkxuU23\n\x1bab"))]
}

proptest! {
    #![proptest_config(runs(48))]

    #[test]
    fn whatever_the_keys_nothing_is_drawn_for_nothing(keys in prop::collection::vec(any_key(), 49)) {
        let desk = Desk::small(Situation::with_one_visit());
        let (ended, display) = worked(desk, now(), vec![[typed("2"), keys].concat()], |_| {});
        prop_assert_eq!(ended.unwrap(), Ended::Told(EndReason::Terminate));
        prop_assert_eq!(display.frames(), display.came);
    }
}
