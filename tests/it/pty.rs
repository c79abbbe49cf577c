//! What only a terminal shows: it is given back on every way out, and its end is our end.

mod session;
mod writing;

use std::time::Duration;

use caseload::terminal;
use rustix::process::Signal;
use session::{Session, Start};
use vt100::{Color, Screen};

/// "Within a second at any moment."
const AT_ONCE: Duration = Duration::from_secs(1);
/// A shell that ignores hang-ups, as `nohup` and some remote commands do.
const IGNORING_HANG_UP: &str = "trap '' HUP; exec \"$@\"";

fn demo() -> Start {
    Start::with(&["demo", "--at", "2026-03-10T09:30"])
}

/// The dashboard, drawn and waiting for a key.
fn open(start: Start) -> Session {
    let session = start.go();
    session.shows("Today");
    // The bytes may arrive in pieces: the closing bracket ends a frame.
    session.wait_sent("a whole frame", |sent| sent.ends_with(b"\x1b[?2026l"));
    session
}

/// The rows that carry the selection: reverse video somewhere.
fn selected_rows(screen: &Screen) -> Vec<u16> {
    let (rows, columns) = screen.size();
    let is_selected =
        |row: u16| (0..columns.get()).any(|column| screen.cell(row, column).is_some_and(vt100::Cell::inverse));
    (0..rows.get()).filter(|row| is_selected(*row)).collect()
}

fn assert_given_back(session: &Session, after: &str) {
    session.see(|screen| {
        assert!(!screen.alternate_screen(), "{after}: the alternate screen stays");
        assert!(!screen.hide_cursor(), "{after}: the cursor stays hidden");
        assert!(!screen.bracketed_paste(), "{after}: bracketed paste stays on");
    });
    assert!(session.is_cooked(), "{after}: the terminal stays raw");
}

#[test]
fn the_screen_is_taken_and_given_back() {
    let mut session = open(demo());
    session.see(|screen| assert!(screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste()));
    assert!(!session.is_cooked());
    session.types("q");
    assert_eq!(session.ends(), Some(0));
    assert_given_back(&session, "q");
}

/// Written anew when `CASELOAD_UPDATE` is set.
#[test]
fn the_readme_shows_the_screen_as_it_is() {
    let session = open(Start::with(&["demo", "--at", "2026-09-14T10:42"]));
    session.shows("help");
    let screen = session.see(|screen| {
        let rows: Vec<String> = screen.rows(0, 80).map(|row| row.trim_end().to_owned()).collect();
        rows.join("\n").trim_end().to_owned()
    });
    let path = crate::source::root().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once("<!-- screen:today -->\n```text\n").unwrap();
    let (shown, after) = rest.split_once("\n```\n<!-- /screen -->").unwrap();
    if std::env::var_os("CASELOAD_UPDATE").is_some() {
        let page = format!("{before}<!-- screen:today -->\n```text\n{screen}\n```\n<!-- /screen -->{after}");
        std::fs::write(&path, page).unwrap();
    } else {
        assert_eq!(shown, screen, "the picture is old: run this test with CASELOAD_UPDATE=1");
    }
}

#[test]
fn signals_end_it_at_once_and_give_the_screen_back() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::INT, 130), (Signal::QUIT, 131), (Signal::HUP, 129)] {
        let mut session = open(demo());
        session.signal(signal);
        assert_eq!(session.ends_within(AT_ONCE), Some(code), "{signal:?}");
        session.hear_out();
        assert_given_back(&session, &format!("{signal:?}"));
    }
}

#[test]
#[ignore = "the program that the next test starts on a terminal"]
fn panicking_program() {
    let mut screen = terminal::Screen::enter().unwrap();
    screen.draw(|frame| frame.render_widget("charts", frame.area())).unwrap();
    std::thread::spawn(|| panic!("a mistake in the program")).join().unwrap_err();
    // The screen is still held, so that it is the panic that gives the terminal back.
    println!("drawing now: {}", screen.draw(|_| ()).unwrap_err());
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

#[test]
fn a_panic_on_any_thread_gives_the_screen_back_before_it_is_told() {
    let mut session = Start::as_test("pty::panicking_program").go();
    session.shows("drawing now: the screen has been given back");
    session.shows("a mistake in the program");
    assert_given_back(&session, "a panic");
    let sent = session.bytes();
    let place = |text: &str| sent.windows(text.len()).position(|bytes| bytes == text.as_bytes());
    let told = place("a mistake in the program").unwrap();
    for (what, bytes) in [("the screen is left", "\x1b[?1049l"), ("the cursor is shown", "\x1b[?25h")] {
        assert!(place(bytes).is_some_and(|at| at < told), "{what} before the message:\n{}", sent.escape_ascii());
    }
    session.types("\n");
    assert_eq!(session.ends(), Some(0));
}

#[test]
fn a_dropped_line_ends_it_at_any_moment() {
    type Moment = (&'static str, fn(&mut Session));
    let moments: [Moment; 6] = [
        ("before the first frame", |_| {}),
        ("while it waits", |session| session.shows("Today")),
        ("in an overlay", |session| {
            session.shows("Today");
            let before = session.see(Screen::contents);
            session.types("?");
            session.wait("the overlay", |screen| screen.contents() != before);
        }),
        ("while a key is held", |session| {
            session.shows("Today");
            session.types(&"j".repeat(200));
        }),
        ("in the middle of a key", |session| {
            session.shows("Today");
            session.types("\x1b[");
        }),
        ("in the middle of a paste", |session| {
            session.shows("Today");
            session.types("\x1b[200~take one");
        }),
    ];
    for (when, reach) in moments {
        for start in [demo(), demo().shell(IGNORING_HANG_UP)] {
            let how = if start.has_shell() { "hang-ups ignored" } else { "as usual" };
            let mut session = start.go();
            reach(&mut session);
            session.hang_up();
            eprintln!("dropped {when}, {how}");
            session.ends_within(AT_ONCE);
        }
    }
}

#[test]
fn a_stalled_line_does_not_keep_it_alive() {
    let mut session = open(demo());
    session.stall();
    session.types("?");
    session.signal(Signal::TERM);
    assert_eq!(session.ends_within(AT_ONCE), Some(143));
}

#[test]
fn ctrl_z_never_stops_it() {
    let script = "set -m; \"$@\"; echo THE SHELL; read -r answer";
    let mut session = open(demo().shell(script));
    session.types("\x1a\x1a");
    session.shows("Ctrl-z does nothing here");
    assert!(!session.is_cooked() && !session.see(|screen| screen.contents().contains("THE SHELL")));
    session.types("q");
    session.shows("THE SHELL");
}

#[test]
fn it_is_drawn_again_after_a_stop_from_outside() {
    let session = open(demo());
    let entries = |sent: &[u8]| sent.windows(8).filter(|bytes| bytes == b"\x1b[?1049h").count();
    assert_eq!(entries(&session.bytes()), 1);
    session.signal(Signal::STOP);
    session.signal(Signal::CONT);
    session.wait_sent("a second entry", |sent| entries(sent) == 2);
    session.shows("Today");
}

#[test]
fn a_new_size_is_followed() {
    let session = open(demo());
    session.resize(120, 40);
    session.wait("something in the last row", |screen| {
        screen.rows(0, 120).last().is_some_and(|row| !row.trim().is_empty())
    });
    session.shows("Today");
    session.resize(60, 15);
    session.wait("the smallest size", |screen| screen.contents().contains("80") && screen.contents().contains("23"));
    session.resize(80, 24);
    session.shows("Today");
}

#[test]
fn a_small_screen_says_so_and_still_hears_the_way_out() {
    let mut session = demo().size(60, 15).go();
    session.wait("the smallest size", |screen| screen.contents().contains("80") && screen.contents().contains("23"));
    session.types("q");
    assert_eq!(session.ends(), Some(0));
}

#[test]
fn no_color_means_none_and_the_selection_stays_visible() {
    let session = open(demo().env("NO_COLOR", "1"));
    session.wait("a selection", |screen| !selected_rows(screen).is_empty());
    session.see(|screen| {
        let (rows, columns) = screen.size();
        let cells = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |column| (row, column)));
        let coloured = cells.filter_map(|(row, column)| screen.cell(row, column));
        let coloured = coloured.filter(|cell| (cell.fgcolor(), cell.bgcolor()) != (Color::Default, Color::Default));
        assert_eq!(coloured.count(), 0);
    });
}

#[test]
fn ascii_means_ascii() {
    let session = open(demo().env("LANG", "C"));
    let strange = session.see(|screen| screen.contents().chars().find(|c| !c.is_ascii()));
    assert_eq!(strange, None);
}

#[test]
fn an_arrow_in_two_pieces_is_an_arrow() {
    let mut session = open(demo().env("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22"));
    session.wait("a selection", |screen| !selected_rows(screen).is_empty());
    let before = session.see(selected_rows);
    session.types("\x1b");
    session.types("[B");
    session.wait("another row selected", |screen| !selected_rows(screen).is_empty() && selected_rows(screen) != before);
}

#[test]
fn keys_that_come_together_are_drawn_together() {
    let mut session = open(demo());
    let frames = |session: &Session| session.bytes().windows(8).filter(|bytes| *bytes == b"\x1b[?2026h").count();
    let before = frames(&session);
    session.types(&format!("{}?", "jjjk".repeat(12)));
    session.shows("help");
    let drawn = frames(&session) - before;
    assert!(drawn <= 6, "{drawn} frames for 49 keys");
}

#[test]
fn pasted_text_is_no_command() {
    let mut session = open(demo());
    session.types("\x1b[200~q\rx\rq\x1b[201~");
    let before = session.see(Screen::contents);
    session.types("?");
    session.wait("the help", |screen| screen.contents() != before);
    session.types("\x1b");
    session.shows("Today");
}

#[test]
fn a_paste_without_its_end_is_told_and_left() {
    for way_out in ["\x1b", "\x03"] {
        let mut session = open(demo());
        session.types("\x1b[200~q\rx");
        session.shows("A paste has begun and has not ended. Esc ends it.");
        session.types(way_out);
        session.shows("Pasted text goes into text fields only");
        session.types("q");
        assert_eq!(session.ends(), Some(0));
    }
}

#[test]
fn the_terminal_is_asked_nothing() {
    let mut session = open(demo());
    session.types("j?");
    session.types("\x0c");
    session.resize(100, 30);
    session.types("\x1b");
    session.shows("Today");
    let sent = String::from_utf8_lossy(&session.bytes()).into_owned();
    for query in ["\x1b[6n", "\x1b[5n", "\x1b[c", "\x1b[0c", "\x1b[>", "\x1b[?u", "$p", "\x1b]", "\x1bP", "\x1b[?1000h"]
    {
        assert!(!sent.contains(query), "{query:?} was sent");
    }
}

#[test]
fn a_terminal_without_cursor_addressing_is_refused_with_a_way_out() {
    let mut session = demo().env("TERM", "dumb").go();
    session.shows("caseload today");
    assert!(session.ends().is_some_and(|code| code != 0));
    assert!(!session.bytes().contains(&0x1b));
}

/// Where the cursor stands, from 0: row and column.
fn cursor(session: &Session) -> (u16, u16) {
    session.see(Screen::cursor_position)
}

#[test]
fn the_hidden_cursor_rests_on_the_row_in_hand() {
    let mut session = open(demo());
    for key in ["j", "j", "k", "2", "4"] {
        session.types(key);
        session.wait("the cursor on the selected row", |screen| {
            let rows = selected_rows(screen);
            screen.hide_cursor() && rows.first().is_some_and(|row| screen.cursor_position() == (*row, 0))
        });
    }
    assert_eq!(cursor(&session).1, 0);
}

#[test]
fn a_window_of_any_size_is_drawn_to_its_limit_and_says_so() {
    let mut session = demo().size(600, 300).go();
    session.shows("This window has 600 columns and 300 rows; 500 and 200 of them are drawn.");
    // Each size is drawn before the next one comes, and before a key is typed.
    for (columns, rows) in [(1000, 500), (80, 24)] {
        let before = session.bytes().len();
        session.resize(columns, rows);
        session.wait_sent("a frame of the new size", move |sent| sent.len() > before);
    }
    session.shows("Enter chart");
    session.types("q");
    assert_eq!(session.ends(), Some(0));
}

#[test]
fn twenty_three_rows_are_enough() {
    let mut session = open(demo().size(80, 23));
    session.shows("Enter chart");
    session.types("j");
    session.types("q");
    assert_eq!(session.ends(), Some(0));
}

#[test]
fn ctrl_l_draws_anew_everywhere_and_sets_the_modes_again() {
    let mut session = open(demo());
    let whole = |sent: &[u8]| {
        let count = |bytes: &[u8]| sent.windows(bytes.len()).filter(|found| *found == bytes).count();
        count(b"\x1b[?1049h").min(count(b"\x1b[?2004h")).min(count(b"\x1b[2J"))
    };
    // A list, the search, a form, a chart, a note, a text to read.
    for keys in ["", "f", "\x1ba", "\x1b\x1b\r", "N", "\x1b?"] {
        session.types(keys);
        let before = whole(&session.bytes());
        session.types("\x0c");
        session.wait_sent("a whole frame with its modes", move |sent| whole(sent) > before);
    }
}

#[test]
fn a_signal_of_the_same_size_sets_the_modes_again() {
    let session = open(demo());
    let count = |sent: &[u8]| sent.windows(8).filter(|bytes| bytes == b"\x1b[?2004h").count();
    let before = count(&session.bytes());
    session.signal(Signal::WINCH);
    session.wait_sent("bracketed paste once more", |sent| count(sent) > before);
}

#[test]
fn the_screen_is_cleared_before_it_is_given_back() {
    let mut session = open(demo());
    session.types("q");
    assert_eq!(session.ends(), Some(0));
    session.hear_out();
    let sent = session.bytes();
    let last = |bytes: &[u8]| sent.windows(bytes.len()).rposition(|found| found == bytes);
    let (cleared, left) = (last(b"\x1b[2J").unwrap(), last(b"\x1b[?1049l").unwrap());
    assert!(cleared < left, "a terminal without another screen would keep the chart");
    let drawn = sent.get(cleared..).unwrap_or_default();
    assert!(!String::from_utf8_lossy(drawn).contains("SEWELL"), "nothing is drawn after it");
}
