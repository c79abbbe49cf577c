//! What is typed is not lost: not to a kill, not to a hang-up, not to a line that drops.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::session::{Session, Start};
use crate::situation::Situation;

/// What is older than this when the process is killed is on disk.
const KEPT_WITHIN: Duration = Duration::from_millis(250);

/// After so many rounds a text is begun anew: a field of a form holds 4,000 characters.
const FRESH: u64 = 40;

fn rounds(default: u64) -> u64 {
    std::env::var("CASELOAD_KILLS").map_or(default, |kills| kills.parse().unwrap())
}

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Rosa Brandt in the chart of Ruth Abara, on a terminal.
fn chart(situation: &Situation) -> Session {
    let path = situation.path();
    let mut session = Start::with(&["--db", path.to_str().unwrap(), "--user", "rbrandt"]).go();
    session.shows("Today");
    session.types("fabara\r");
    session.shows("ABARA Ruth");
    session
}

/// The text area for Ruth Abara, open on a terminal.
fn open(situation: &Situation) -> Session {
    let mut session = chart(situation);
    session.types("N");
    session.shows(" note ");
    // The closing bracket ends a frame.
    session.wait_sent("a whole frame", |sent| sent.ends_with(b"\x1b[?2026l"));
    session
}

/// A form about Ruth Abara: a medicine is added, with the cursor in the first field.
fn open_form(situation: &Situation) -> Session {
    let mut session = chart(situation);
    session.types("gma");
    session.shows("add a medicine");
    session.wait_sent("a whole frame", |sent| sent.ends_with(b"\x1b[?2026l"));
    session
}

/// What stands in that field by the draft.
fn kept_in_form(situation: &Situation) -> String {
    let draft = kept(situation);
    draft.strip_prefix("line: ").unwrap_or(&draft).to_owned()
}

fn kept(situation: &Situation) -> String {
    situation.words("SELECT text FROM draft").pop().unwrap_or_default()
}

fn spin(time: Duration) {
    let until = Instant::now() + time;
    while Instant::now() < until {
        std::thread::yield_now();
    }
}

/// Types characters one by one, as fast as a person or faster; answers each with its time.
fn types(session: &mut Session, dice: &mut Dice) -> Vec<(char, Instant)> {
    let mut typed = Vec::new();
    for number in 0..5 + dice.below(40) {
        let c = if dice.below(6) == 0 { ' ' } else { char::from(b'a' + u8::try_from(number % 26).unwrap()) };
        session.types(&c.to_string());
        typed.push((c, Instant::now()));
        spin(Duration::from_micros(dice.below(30_000)));
    }
    typed
}

/// Kills the program while somebody types, again and again, and looks at what is on disk; answers what was counted.
fn kill(what: &str, open: fn(&Situation) -> Session, kept: fn(&Situation) -> String) -> String {
    let mut situation = Situation::with_one_visit();
    let (kills, mut dice) = (rounds(3), Dice(20_260_310));
    let (mut characters, mut lost, mut oldest) = (0, 0, Duration::ZERO);
    for round in 1..=kills {
        if round % FRESH == 0 {
            situation = Situation::with_one_visit();
        }
        let before = kept(&situation);
        let mut session = open(&situation);
        let typed = types(&mut session, &mut dice);
        // In every second round in the middle of the typing, else some time after it.
        let longest = if round % 2 == 0 { 3_000 } else { 300_000 };
        spin(Duration::from_micros(dice.below(longest)));
        let killed = Instant::now();
        session.signal(Signal::KILL);
        assert_eq!(session.ends(), None);
        let after = kept(&situation);
        let whole: String = before.chars().chain(typed.iter().map(|(c, _)| *c)).collect();
        assert!(whole.starts_with(&after), "round {round}: `{after}` is not the beginning of `{whole}`");
        let there = after.chars().count() - before.chars().count();
        for (at, (c, when)) in typed.iter().enumerate().skip(there) {
            let age = killed - *when;
            assert!(age <= KEPT_WITHIN, "round {round}: `{c}`, character {at}, was lost at an age of {age:?}");
            (lost, oldest) = (lost + 1, oldest.max(age));
        }
        characters += typed.len();
        assert_eq!(situation.store.integrity().unwrap(), Vec::<String>::new());
    }
    format!("{what}: {kills} kills: {characters} characters typed, {lost} lost, the oldest of them {oldest:?} old")
}

/// Hangs up while somebody types, again and again; answers what was counted.
fn hang_up(what: &str, open: fn(&Situation) -> Session, kept: fn(&Situation) -> String) -> String {
    let mut situation = Situation::with_one_visit();
    let (hang_ups, mut dice) = (rounds(4).div_ceil(2), Dice(7));
    let mut characters = 0;
    for round in 1..=hang_ups {
        if round % FRESH == 0 {
            situation = Situation::with_one_visit();
        }
        let before = kept(&situation);
        let mut session = open(&situation);
        let typed: String = types(&mut session, &mut dice).iter().map(|(c, _)| *c).collect();
        session.signal(Signal::HUP);
        assert_eq!(session.ends(), Some(129));
        assert_eq!(kept(&situation), format!("{before}{typed}"), "round {round}");
        characters += typed.len();
    }
    format!("{what}: {hang_ups} hang-ups: {characters} characters typed, none lost")
}

#[test]
fn a_kill_at_any_moment_loses_no_character_older_than_a_quarter_of_a_second() {
    println!("{}", kill("a text", open, kept));
}

#[test]
fn a_kill_while_a_form_is_typed_into_loses_no_character_older_than_a_quarter_of_a_second() {
    println!("{}", kill("a form", open_form, kept_in_form));
}

#[test]
fn a_hang_up_loses_nothing_that_was_typed() {
    println!("{}", hang_up("a text", open, kept));
}

#[test]
fn a_hang_up_loses_nothing_that_was_typed_into_a_form() {
    println!("{}", hang_up("a form", open_form, kept_in_form));
}

#[test]
fn a_dropped_line_loses_nothing_that_was_seen() {
    let situation = Situation::with_one_visit();
    let mut dice = Dice(11);
    for round in 1..=rounds(4).div_ceil(2) {
        let before = kept(&situation);
        let mut session = open(&situation);
        session.types("\x7f".repeat(usize::from(before.ends_with('\n'))).as_str());
        let before = before.trim_end_matches('\n');
        let mut typed: String = types(&mut session, &mut dice).iter().map(|(c, _)| *c).collect();
        let mark = format!("mark{round}");
        session.types(&mark);
        typed.push_str(&mark);
        session.shows(&mark);
        session.hang_up();
        session.ends_within(Duration::from_secs(1));
        // The keyboard's last act is a line end of its own.
        let after = kept(&situation);
        assert_eq!(after.trim_end_matches('\n'), format!("{before}{typed}"), "round {round}");
    }
}

#[test]
fn a_megabyte_is_kept_as_well() {
    let situation = Situation::with_one_visit();
    let mut session = open(&situation);
    let line = "Walks with a walker to the door and back, twice a day.\r";
    let pasted = line.repeat(1_000_000 / line.len());
    session.types(&format!("\x1b[200~{pasted}\x1b[201~"));
    session.types("THE END");
    session.shows("THE END");
    let shown = Instant::now();
    spin(KEPT_WITHIN.saturating_sub(shown.elapsed()));
    session.signal(Signal::KILL);
    session.ends();
    assert_eq!(kept(&situation), format!("{}THE END", pasted.replace('\r', "\n")));
}

#[test]
fn a_paste_that_lost_its_end_is_in_the_text_after_esc_and_the_text_stays_open() {
    let situation = Situation::with_one_visit();
    let mut session = open(&situation);
    session.types("\x1b[200~Edema +1 both ankles");
    session.shows("A paste has begun and has not ended. Esc ends it.");
    session.types("\x1b");
    session.shows("Edema +1 both ankles");
    session.see(|screen| assert!(!screen.contents().contains("A paste has begun")));
    // The end comes after all.
    session.types("\x1b[201~, less than last week");
    session.shows("Edema +1 both ankles, less than last week");
}

#[test]
fn leaving_the_program_keeps_the_text_and_the_next_session_shows_it() {
    let situation = Situation::with_one_visit();
    let mut session = open(&situation);
    session.types("Edema +1 both ankles\x1b");
    session.shows("Kept as a draft");
    session.types("Q");
    assert_eq!(session.ends(), Some(0));
    let mut session = open(&situation);
    session.shows("Edema +1 both ankles");
    session.shows("restored");
    session.types(", less than last week");
    session.shows("less than last week");
    session.types("\x13");
    session.shows("note written");
    session.types("Q");
    assert_eq!(session.ends(), Some(0));
    assert_eq!(situation.words("SELECT text FROM note"), ["Edema +1 both ankles, less than last week"]);
    assert_eq!(kept(&situation), "");
}

#[test]
fn what_is_typed_ahead_of_a_form_goes_into_it_in_its_order() {
    let situation = Situation::with_one_visit();
    let mut session = chart(&situation);
    session.types("gmaQuinapril 10 mg po daily htn\x1b");
    session.shows("Kept as a draft");
    session.types("Q");
    assert_eq!(session.ends(), Some(0));
    assert_eq!(kept_in_form(&situation), "Quinapril 10 mg po daily htn");
    let mut session = chart(&situation);
    session.types("gma, with food\r");
    session.shows("medicine added");
    session.types("Q");
    assert_eq!(session.ends(), Some(0));
    assert_eq!(kept(&situation), "");
}

/// The line drops, or the program is killed, within 30 ms after the key that saves: it is saved or a draft, and never both.
fn saves(what: &str, opens: fn(&Situation) -> Session, typed: &str, key: &str, rows: &str) -> String {
    let (ends, mut dice) = (rounds(8), Dice(30));
    let mut saved = 0;
    for round in 1..=ends {
        let situation = Situation::with_one_visit();
        let mut session = opens(&situation);
        session.types(typed);
        session.shows(typed);
        // The draft is on disk by then: that is what could come back.
        spin(KEPT_WITHIN);
        session.types(key);
        spin(Duration::from_micros(dice.below(30_000)));
        let hangs_up = round % 2 == 0;
        session.signal(if hangs_up { Signal::HUP } else { Signal::KILL });
        assert_eq!(session.ends(), hangs_up.then_some(129));
        let there = (situation.number(rows), situation.number("SELECT count(*) FROM draft"));
        assert!(matches!(there, (1, 0) | (0, 1)), "{what}, round {round}: {there:?} rows and drafts");
        saved += there.0;
    }
    format!(
        "{what}: {ends} times ended just after the key that saves: {saved} saved, the others drafts, none both or neither"
    )
}

#[test]
fn what_is_saved_when_the_line_drops_is_no_draft_any_more() {
    let note = saves("note", open, "wound dry", "\x13", "SELECT count(*) FROM note");
    let drug = "acetaminophen 500 mg twice a day for pain";
    let medicine = saves("medicine", open_form, drug, "\r", "SELECT count(*) FROM medication");
    println!("{note}\n{medicine}");
}
