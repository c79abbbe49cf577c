//! The terminal layer without a terminal: bytes and writes of frames, what the environment tells.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::mpsc;
use std::time::Duration;

use caseload::terminal::{Canvas, Palette, Surroundings, Unfit, Wish, when_hung_up};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::Line;
use rustix::fs::{Mode, OFlags};

/// Keeps every write apart.
#[derive(Clone, Default)]
struct Writes(Rc<RefCell<Vec<Vec<u8>>>>);

impl Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Writes {
    /// The writes since the last call.
    fn take(&self) -> Vec<String> {
        self.0.borrow_mut().drain(..).map(|bytes| String::from_utf8(bytes).unwrap()).collect()
    }
}

fn canvas() -> (Canvas<Writes>, Writes) {
    let writes = Writes::default();
    (Canvas::fixed(writes.clone(), 80, 24).unwrap(), writes)
}

/// A list of patients as the dashboard shows it: a mark in colour, a name in bold, the rest plain; one row selected.
fn list(frame: &mut Frame, selected: u16) {
    for row in 0..frame.area().height {
        let line = format!("!! Patient {row:02}   recertification due in {row} days, visit at 09:{row:02} today");
        let area = Rect::new(0, row, frame.area().width, 1);
        frame.render_widget(Line::from(line), area);
        frame.buffer_mut().set_style(Rect::new(0, row, 2, 1), Style::new().fg(Color::Red));
        frame.buffer_mut().set_style(Rect::new(3, row, 10, 1), Style::new().add_modifier(Modifier::BOLD));
        if row == selected {
            frame.buffer_mut().set_style(area, Style::new().add_modifier(Modifier::REVERSED));
        }
    }
}

#[test]
fn one_frame_is_one_write_between_brackets() {
    let (mut canvas, writes) = canvas();
    canvas.draw(|frame| list(frame, 3)).unwrap();
    let sent = writes.take();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].starts_with("\x1b[?2026h") && sent[0].ends_with("\x1b[?2026l"), "{:?}", sent[0]);
    assert_eq!(sent[0].matches("Patient").count(), 24);
}

#[test]
fn nothing_changed_is_nothing_written() {
    let (mut canvas, writes) = canvas();
    canvas.draw(|frame| list(frame, 3)).unwrap();
    writes.take();
    canvas.draw(|frame| list(frame, 3)).unwrap();
    assert_eq!(writes.take(), Vec::<String>::new());
}

#[test]
fn a_selection_move_is_one_small_write() {
    let (mut canvas, writes) = canvas();
    canvas.draw(|frame| list(frame, 3)).unwrap();
    writes.take();
    canvas.draw(|frame| list(frame, 4)).unwrap();
    let sent = writes.take();
    let changed = 2 * 80;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].len() <= 2 * changed + 120, "{} bytes for {changed} cells: {:?}", sent[0].len(), sent[0]);
}

#[test]
fn a_typed_character_is_one_tiny_write_that_moves_the_cursor() {
    let (mut canvas, writes) = canvas();
    let field = |text: &'static str, column: u16| {
        move |frame: &mut Frame| {
            frame.render_widget(Line::from(text), Rect::new(10, 5, 20, 1));
            frame.set_cursor_position(Position::new(column, 5));
        }
    };
    canvas.draw(field("lisinopri", 19)).unwrap();
    assert!(writes.take()[0].contains("\x1b[6;20H\x1b[?25h"));
    canvas.draw(field("lisinopril", 20)).unwrap();
    let sent = writes.take();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].len() <= 100 && sent[0].contains("\x1b[6;21H"), "{:?}", sent[0]);
    // Only the cursor moves: nothing is drawn for it.
    canvas.draw(field("lisinopril", 12)).unwrap();
    assert_eq!(writes.take(), ["\x1b[?2026h\x1b[6;13H\x1b[?2026l"]);
    canvas.draw(|frame| frame.render_widget(Line::from("lisinopril"), Rect::new(10, 5, 20, 1))).unwrap();
    assert_eq!(writes.take(), ["\x1b[?2026h\x1b[?25l\x1b[?2026l"]);
}

#[test]
fn a_whole_redraw_is_one_write_and_asks_nothing() {
    let (mut canvas, writes) = canvas();
    canvas.draw(|frame| list(frame, 3)).unwrap();
    writes.take();
    canvas.redraw_all().unwrap();
    canvas.draw(|frame| list(frame, 3)).unwrap();
    let sent = writes.take();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].matches("Patient").count(), 24);
    for query in ["\x1b[6n", "\x1b[c", "\x1b[?u", "$p", "\x1b]"] {
        assert!(!sent[0].contains(query), "{query:?} asks the terminal");
    }
}

#[test]
fn escape_sequences_in_text_do_not_reach_the_terminal() {
    let (mut canvas, writes) = canvas();
    canvas.draw(|frame| frame.render_widget(Line::from("a\x1b[2Jb\x07c\u{9b}31md"), frame.area())).unwrap();
    let sent = writes.take().concat();
    assert!(!sent.contains("\x1b[2J") && !sent.contains('\x07') && !sent.contains('\u{9b}'), "{sent:?}");
}

#[test]
fn looks_and_places_cost_few_bytes() {
    let (mut canvas, writes) = canvas();
    let mut sent = |paint: &dyn Fn(&mut Frame)| {
        canvas.draw(|frame| paint(frame)).unwrap();
        let bytes = writes.take().concat();
        bytes.trim_start_matches("\x1b[?2026h").trim_end_matches("\x1b[?2026l").to_owned()
    };
    let put = |frame: &mut Frame, column: u16, text: &str, style: Style| {
        frame.buffer_mut().set_string(column, 0, text, style);
    };
    let red = Style::new().fg(Color::Red);
    assert_eq!(sent(&|frame| put(frame, 0, "due", red)), "\x1b[1;1H\x1b[31mdue\x1b[m");
    // A gap on the same row is stepped over; a removed modifier needs a reset, an added one does not.
    let bold = Style::new().add_modifier(Modifier::BOLD);
    assert_eq!(
        sent(&|frame| {
            put(frame, 0, "dUeX", red);
            put(frame, 6, "ab", bold);
            put(frame, 8, "c", bold.fg(Color::LightBlue).bg(Color::Indexed(200)));
            put(frame, 9, "d", red);
        }),
        "\x1b[1;2H\x1b[31mU\x1b[CX\x1b[2C\x1b[1;39mab\x1b[94;48;5;200mc\x1b[0;31md\x1b[m"
    );
    // Terminals disagree about the width of some characters: after one the place is given in full.
    assert_eq!(sent(&|frame| put(frame, 0, "dUeX  abcd \u{754c} x", Style::new())).matches('H').count(), 2);
    // What did not come through a widget is not clean.
    let raw = sent(&|frame| {
        frame.buffer_mut()[(0, 5)].set_symbol("\x1b]0;title\x07");
    });
    assert!(!raw.contains("title"), "{raw:?}");
}

fn surroundings(term: &str, locale: &str) -> Surroundings {
    Surroundings { term: term.into(), locale: locale.into(), interactive: true, ..Surroundings::default() }
}

#[test]
fn a_terminal_that_cannot_show_a_dashboard_is_refused_with_a_way_out() {
    assert_eq!(surroundings("xterm-256color", "en_US.UTF-8").check(), Ok(()));
    assert_eq!(surroundings("", "en_US.UTF-8").check(), Err(Unfit::Dumb));
    assert_eq!(surroundings("dumb", "en_US.UTF-8").check(), Err(Unfit::Dumb));
    let piped = Surroundings { interactive: false, ..surroundings("xterm", "en_US.UTF-8") };
    assert_eq!(piped.check(), Err(Unfit::NotATerminal));
    for unfit in [Unfit::Dumb, Unfit::NotATerminal] {
        assert!(unfit.to_string().contains("caseload today"));
    }
}

#[test]
fn borders_and_colours_follow_terminal_locale_and_wish() {
    let cases = [
        // TERM, locale, no colours, ASCII.
        ("xterm-256color", "en_US.UTF-8", false, false),
        ("screen", "C.utf8", false, false),
        ("xterm", "C", false, true),
        ("xterm", "", false, true),
        ("linux", "en_US.UTF-8", false, true),
        ("vt220", "en_US.UTF-8", true, true),
        ("xterm-m", "en_US.UTF-8", true, false),
    ];
    for (term, locale, colourless, ascii) in cases {
        let appearance = surroundings(term, locale).appearance(Wish::default());
        let palette = if colourless { Palette::Monochrome } else { Palette::Sixteen };
        assert_eq!((appearance.palette, appearance.ascii), (palette, ascii), "{term} {locale}");
    }
    let asked = surroundings("xterm", "C.UTF-8").appearance(Wish { no_color: true, ascii: true });
    assert_eq!((asked.palette, asked.ascii), (Palette::Monochrome, true));
    let no_color = Surroundings { no_color: true, ..surroundings("xterm", "C.UTF-8") };
    assert_eq!(no_color.appearance(Wish::default()).palette, Palette::Monochrome);
}

#[test]
fn the_end_of_a_terminal_is_noticed_and_typing_is_not() {
    let pair = portable_pty::native_pty_system().openpty(portable_pty::PtySize::default()).unwrap();
    let name = pair.master.tty_name().unwrap();
    // Not as this process's own terminal, or its end would be ours.
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    let line = rustix::fs::open(name, flags, Mode::empty()).unwrap();
    let mut keyboard = pair.master.take_writer().unwrap();
    let (told, hear) = mpsc::channel();
    std::thread::spawn(move || {
        when_hung_up(&line);
        told.send(()).unwrap();
    });
    keyboard.write_all(b"jjjj\n").unwrap();
    assert_eq!(hear.recv_timeout(Duration::from_millis(100)), Err(mpsc::RecvTimeoutError::Timeout));
    drop((keyboard, pair));
    assert_eq!(hear.recv_timeout(Duration::from_secs(10)), Ok(()));
}

/// A frame of these lines, the second in hand.
fn lines<'a>(frame: &mut Frame, text: impl IntoIterator<Item = &'a str>) -> Position {
    for (y, line) in (0..).zip(text) {
        frame.buffer_mut().set_string(0, y, line, Style::new());
    }
    Position { x: 0, y: 1 }
}

#[test]
fn a_hidden_cursor_rests_where_the_frame_says() {
    let out = Writes::default();
    let mut canvas = Canvas::fixed(out.clone(), 10, 3).unwrap();
    canvas.draw_resting(|frame| Some(lines(frame, ["one", "two", "three"]))).unwrap();
    let sent = out.take().concat();
    assert!(sent.ends_with("\x1b[2;1H\x1b[?2026l"), "{}", sent.escape_debug());
    canvas.draw_resting(|frame| Some(lines(frame, ["one", "two", "three"]))).unwrap();
    assert_eq!(out.take(), Vec::<String>::new(), "nothing changed");
    canvas.draw_resting(|frame| Some(lines(frame, ["one", "two", "thref"]))).unwrap();
    assert!(out.take().concat().ends_with("\x1b[2;1H\x1b[?2026l"), "drawing elsewhere leaves it there");
}

#[test]
fn for_speech_a_changed_line_is_drawn_whole() {
    let out = Writes::default();
    let mut canvas = Canvas::fixed(out.clone(), 20, 3).unwrap();
    canvas.draw_whole_lines();
    canvas.draw_resting(|frame| Some(lines(frame, ["Mon 2026-09-28", "INR 4.6", "\u{6C34} dd"]))).unwrap();
    let first = out.take().concat();
    // Behind a wide character the place is said again.
    for line in ["Mon 2026-09-28", "INR 4.6", "\u{6C34}", " dd"] {
        assert!(first.contains(line), "{line}: {}", first.escape_debug());
    }
    canvas.draw_resting(|frame| Some(lines(frame, ["Mon 2026-09-29", "INR 4.6", "\u{6C34} dd"]))).unwrap();
    let second = out.take().concat();
    assert!(second.contains("Mon 2026-09-29"), "{}", second.escape_debug());
    assert!(!second.contains("INR"), "what did not change is not said again: {}", second.escape_debug());
    canvas.redraw_all().unwrap();
    canvas.draw_resting(|frame| Some(lines(frame, ["Mon 2026-09-29", "INR 4.6", "\u{6C34} dd"]))).unwrap();
    assert!(out.take().concat().contains("INR 4.6"), "drawn anew is drawn whole");
}
