//! What the screen may cost, counted and not timed.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use caseload::terminal::Canvas;
use caseload::ui::Msg;
use caseload::ui::list::{List, Motion};
use chrono::TimeDelta;

use crate::desk::Desk;
use crate::situation::demo_now;

/// Counts the bytes of every write.
#[derive(Clone, Default)]
struct Writes(Rc<RefCell<Vec<usize>>>);

impl Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().push(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A desk with its line: what leaves for the terminal.
struct Measured {
    desk: Desk,
    canvas: Canvas<Writes>,
    writes: Writes,
}

impl Measured {
    fn new(width: u16, height: u16) -> Self {
        let writes = Writes::default();
        let canvas = Canvas::fixed(writes.clone(), width, height).unwrap();
        let mut measured = Self { desk: Desk::demo(width, height), canvas, writes };
        measured.draw();
        measured
    }

    /// Draws; answers the bytes of each write.
    fn draw(&mut self) -> Vec<usize> {
        self.canvas.draw_resting(|frame| self.desk.app.view(frame)).unwrap();
        self.writes.0.borrow_mut().drain(..).collect()
    }
}

#[test]
fn a_selection_move_is_one_write_of_about_what_changed() {
    for (width, height) in [(80, 24), (120, 40)] {
        for view in ["1", "2", "3", "4", "5"] {
            let mut screen = Measured::new(width, height);
            screen.desk.keys(view);
            screen.draw();
            let (before, _) = screen.desk.frame();
            screen.desk.keys("j");
            let (after, _) = screen.desk.frame();
            let changed = before.content().iter().zip(after.content()).filter(|(old, new)| old != new).count();
            let writes = screen.draw();
            assert_eq!(writes.len(), 1, "view {view} at {width}x{height}");
            let most = 2 * changed + 120;
            assert!(writes[0] <= most, "view {view} at {width}x{height}: {} bytes for {changed} cells", writes[0]);
        }
    }
}

#[test]
fn an_unchanged_frame_writes_nothing() {
    let mut screen = Measured::new(80, 24);
    assert_eq!(screen.draw(), Vec::<usize>::new());
    screen.desk.keys("f");
    screen.draw();
    assert_eq!(screen.draw(), Vec::<usize>::new());
}

#[test]
fn fifty_keys_that_came_together_are_one_write() {
    let mut screen = Measured::new(80, 24);
    for _ in 0..25 {
        screen.desk.keys("j k");
    }
    screen.desk.keys("j");
    assert_eq!(screen.draw().len(), 1);
}

#[test]
fn a_character_typed_into_a_form_costs_at_most_120_bytes() {
    for (width, height) in [(80, 24), (120, 40)] {
        let mut screen = Measured::new(width, height);
        screen.desk.keys("Enter g p a").type_text("goal in your").keys("Enter");
        screen.desk.has("add a goal");
        screen.draw();
        let mut dear = Vec::new();
        for c in
            "Walks to the mailbox and back, with a walker, twice a day, without pain or shortness of breath".chars()
        {
            let before = screen.desk.effects.len();
            screen.desk.type_text(&c.to_string());
            assert_eq!(screen.desk.effects[before..].len(), 1, "a character is one draft");
            dear.extend(Some(screen.draw().iter().sum::<usize>()).filter(|bytes| *bytes > 120));
        }
        // One of them begins a second row, and the fields below make room for it.
        assert!(dear.len() <= 1 && dear.iter().all(|bytes| *bytes <= 1_000), "{dear:?} bytes at {width}x{height}");
    }
}

#[test]
fn a_minute_that_passes_costs_the_clock_and_nothing_else() {
    let mut screen = Measured::new(80, 24);
    screen.desk.tell(Msg::Time(demo_now() + TimeDelta::minutes(1)));
    assert!(screen.desk.effects.is_empty(), "nothing is read for it");
    let writes = screen.draw();
    assert_eq!(writes.len(), 1);
    assert!(writes[0] <= 150, "{} bytes", writes[0]);
}

#[test]
fn the_store_is_asked_at_most_once_a_second_while_nothing_happens() {
    let polls = 60_000 / caseload::run::POLL.as_millis();
    assert!(polls < 60, "{polls} polls and one minute");
}

#[test]
fn only_visible_rows_are_made() {
    let mut list = List::default();
    list.replace((0..6_000).collect::<Vec<u32>>());
    for motion in [Motion::By(1), Motion::Page(40), Motion::End, Motion::HalfPage(-3), Motion::Top] {
        list.go(motion, 20);
        let rows: Vec<_> = list.visible(20).collect();
        assert_eq!(rows.len(), 20);
        assert!(rows.iter().any(|(_, _, selected)| *selected), "the cursor is out of sight after {motion:?}");
    }
}
