//! What keeps drafts: the newest text of each place, told apart from the work on charts.

use std::time::{Duration, Instant};

use caseload::domain::ids::OperationId;
use caseload::ui::writing::{Act, TextBuffer};
use caseload::ui::{DraftMsg, Effect};

use super::screen::chart;
use crate::situation::now;

#[test]
fn of_many_texts_of_a_place_the_newest_is_written() {
    let mut desk = chart((80, 24));
    let patient = desk.store().patient("abara");
    let keep = |text: &str| Effect::KeepDraft {
        patient,
        place: "note".to_owned(),
        text: text.to_owned(),
        cursor: text.len(),
        seen: 0,
        becomes: OperationId([7; 16]),
    };
    for text in ["a", "ab", "abc"] {
        assert_eq!(desk.keeper.take(keep(text), now()), Vec::new());
    }
    assert!(desk.keeper.is_behind());
    assert_eq!(desk.number("SELECT count(*) FROM draft"), 0);
    let asked = desk.keeper.take(Effect::ReadDraft { patient, place: "note".to_owned() }, now());
    let [DraftMsg::Found(_, _, Some(found))] = asked.as_slice() else { panic!("{asked:?}") };
    assert_eq!(found.text, "abc", "what waits is known already");
    assert_eq!(desk.keeper.write(), [DraftMsg::Count(1)]);
    assert!(!desk.keeper.is_behind());
    assert_eq!(desk.store().words("SELECT text FROM draft"), ["abc"]);
    desk.keeper.take(keep("abcd"), now());
    desk.keeper.take(Effect::DropDraft { patient, place: "note".to_owned() }, now());
    assert_eq!(desk.keeper.write(), [DraftMsg::Count(0)]);
}

#[test]
fn that_somebody_types_is_no_news_for_others() {
    let mut desk = chart((80, 24));
    desk.keys("N").type_text("Edema +1");
    assert_eq!(desk.office.news(), Vec::new(), "no board is read again for a keystroke");
    let mut colleague = desk.store().colleague();
    let (rosa, ruth) = (desk.store().user("tquist"), desk.store().patient("abara"));
    colleague.look(ruth, rosa, now()).unwrap();
    assert!(desk.office.news().contains(&Effect::ReadBoard), "what leaves a row in the audit is");
}

/// What a key costs in a long text. Run it by name, in a release build, to see the numbers.
#[test]
#[ignore = "prints times, and times are not the same everywhere"]
fn how_long_a_key_takes() {
    let line = "Walks with a walker to the door and back, twice a day, without shortness of breath or pain.\n";
    let timed = |what: &str, work: &mut dyn FnMut()| {
        let mut times: Vec<Duration> = (0..200)
            .map(|_| {
                let begun = Instant::now();
                work();
                begun.elapsed()
            })
            .collect();
        times.sort();
        println!("{what}: median {:?}, 99 of 100 within {:?}", times[100], times[197]);
    };
    for (name, text) in [
        ("200 lines", line.repeat(200)),
        ("2,000 lines", line.repeat(2_000)),
        ("1 MB in lines", line.repeat(1_000_000 / line.len())),
        ("1 MB in one line", line.replace('\n', " ").repeat(1_000_000 / line.len())),
    ] {
        let begun = Instant::now();
        let mut buffer = TextBuffer::new(&text, text.len() / 2, 77);
        println!("{name}: laid out in {:?}, {} rows", begun.elapsed(), buffer.height());
        timed(&format!("{name}: a letter in the middle"), &mut || buffer.act(&Act::Type("x".to_owned())).unwrap());
        timed(&format!("{name}: a row down"), &mut || buffer.act(&Act::Rows(1)).unwrap());
        let mut desk = chart((120, 40));
        desk.keys("N").paste(&text).keys("PgUp PgUp PgUp");
        timed(&format!("{name}: a letter on the screen, frame and draft"), &mut || {
            desk.type_text("x");
            desk.frame();
        });
    }
    let mut buffer = TextBuffer::new(&line.repeat(100), 0, 77);
    let megabyte = line.repeat(1_000_000 / line.len());
    let begun = Instant::now();
    buffer.act(&Act::Insert(megabyte)).unwrap();
    println!("1 MB pasted: {:?}", begun.elapsed());
    let begun = Instant::now();
    buffer.act(&Act::Undo).unwrap();
    println!("and taken back: {:?}", begun.elapsed());
}
