//! Plans on paper: every field in its place, whatever the chart holds, and PDF that can be read back.

use std::collections::HashMap;
use std::io::Read;

use caseload::domain::board::Circumstances;
use caseload::domain::caseload::{Letterhead, Staff};
use caseload::domain::chart::Chart;
use caseload::domain::event::Event;
use caseload::domain::ids::Id;
use caseload::domain::medication::Medication;
use caseload::domain::patient::{Contact, ContactKind};
use caseload::domain::plan::document::{
    DocumentField, DocumentVersion, NOT_RECORDED, PlanDocument, Source, section_keys,
};
use caseload::domain::plan::template::SectionKind;
use caseload::domain::plan::{Goal, Intervention, Section};
use caseload::domain::record::{Body, Record};
use caseload::exchange::print::{Block, Paper, patient_copy, pdf, plan, text};
use chrono::NaiveDateTime;
use unicode_width::UnicodeWidthStr;

mod signed;

use crate::desk::knowledge;
use crate::situation::{Situation, cared_for, now, of, patient};

const FORM: &str = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18A 18B 19 20 21 22 23 24 25 26 27 28";

/// A chart of one patient with these entries beside her name, and the staff.
fn chart(more: Vec<Record>) -> (Chart, Staff) {
    let ruth = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")];
    let mut situation = Situation::with(ruth.into_iter().chain(more).collect());
    let (one, user) = (situation.patient("Abara"), situation.user("rbrandt"));
    let chart = situation.store.open_chart(one, user, now()).unwrap();
    (chart, situation.store.users().unwrap().into_iter().collect())
}

fn local() -> NaiveDateTime {
    "2026-03-10T09:00:00".parse().unwrap()
}

fn given(staff: &Staff) -> Circumstances<'_> {
    Circumstances { knowledge: knowledge(), staff, zone: chrono_tz::America::Chicago, now: local() }
}

fn letterhead() -> Letterhead {
    Letterhead {
        address: vec!["12 Depot Street".to_owned(), "Old Kessing, IL 60921".to_owned()],
        phone: Some("217-555-0100".to_owned()),
        provider_number: Some("14-7999".to_owned()),
        ..Letterhead::named("Larkfield Home Health")
    }
}

fn document(chart: &Chart, staff: &Staff) -> PlanDocument {
    document_under(&letterhead(), chart, staff)
}

fn document_under(letterhead: &Letterhead, chart: &Chart, staff: &Staff) -> PlanDocument {
    let source = Source { chart, agency: letterhead, given: given(staff) };
    PlanDocument::of(source, DocumentVersion::of(chart, local().date(), chrono_tz::America::Chicago))
}

fn full() -> (Chart, Staff) {
    let day = |text: &str| text.parse().unwrap();
    let goal = Goal {
        measure: Some("walking distance".to_owned()),
        target: Some(">300".to_owned()),
        unit: Some("ft".to_owned()),
        baseline: Some("80 ft".to_owned()),
        target_date: Some(day("2026-04-10")),
        problem: "Low endurance".to_owned(),
        ..Goal::saying("Walks 300 ft w/o a rest")
    };
    let warfarin = Medication {
        indication: Some("AFib".to_owned()),
        ..Medication::written("warfarin 5 mg tablet", "5 mg PO every evening")
    };
    let step = Intervention {
        discipline: Some(caseload::domain::codes::Discipline::SkilledNursing),
        frequency: Some("each visit".to_owned()),
        ..Intervention::doing("Teach SOB and BP signs")
    };
    let (mut chart, staff) = chart(vec![
        of("ruth", "e/1", Body::Event(Event::Soc { date: day("2026-03-02") })),
        of(
            "ruth",
            "e/2",
            Body::Event(Event::FrequencyOrder {
                date: day("2026-03-02"),
                discipline: caseload::domain::codes::Discipline::SkilledNursing,
                text: "2w4 1w5 2PRN for catheter blockage".to_owned(),
            }),
        ),
        of("ruth", "e/3", Body::Event(Event::PocSigned { date: day("2026-03-06") })),
        of("ruth", "m/1", Body::Medication(warfarin)),
        of("ruth", "m/2", Body::Medication(Medication::written("lisinopril 10 mg tablet", ""))),
        of("ruth", "g/1", Body::Goal(goal)),
        of("ruth", "i/1", Body::Intervention(step)),
        of(
            "ruth",
            "c/1",
            Body::Contact(Contact {
                name: "Ama Abara".to_owned(),
                relation: "daughter".to_owned(),
                kind: ContactKind::Caregiver,
                phone: None,
            }),
        ),
    ]);
    // Whether it needs an order, and whether she agreed, no file of others says.
    chart.plan.interventions[0].value.needs_order = true;
    chart.facts.goals[0].goal.value.agreed = Some(true);
    let owner = chart.facts.id();
    let section = |key: &str, text: &str| caseload::domain::ids::Stored {
        id: Id::new(1),
        version: 1,
        patient: owner,
        value: Section { key: key.to_owned(), text: text.to_owned() },
    };
    chart.plan.sections = vec![
        section("nutrition", "2 g sodium"),
        section("prognosis", "Good"),
        section("risk", "High: two ED visits in 60 days.\nDaily weight, call for 3 lb."),
        section("a_new_key", "Something nobody has asked for."),
    ];
    (chart, staff)
}

fn lines<'a>(fields: &'a [DocumentField], locator: &str) -> &'a [String] {
    &fields.iter().find(|field| field.locator == locator).unwrap().lines
}

#[test]
fn every_field_of_the_form_stands_in_its_order_even_of_an_empty_chart() {
    for (chart, staff) in [chart(Vec::new()), full()] {
        let document = document(&chart, &staff);
        let order: Vec<&str> = document.fields.iter().map(|field| field.locator.as_str()).collect();
        assert_eq!(order.join(" "), FORM);
        for field in document.fields.iter().chain(&document.additions) {
            assert!(!field.lines.is_empty(), "{} says nothing", field.name);
        }
    }
}

#[test]
fn every_section_that_can_be_written_is_printed_once_and_in_its_field() {
    let (mut chart, staff) = chart(Vec::new());
    let sections = &caseload::knowledge::plans::content().sections;
    let written = || sections.iter().filter(|section| section.is_written());
    let owner = chart.facts.id();
    let section = |key: &str| caseload::domain::ids::Stored {
        id: Id::new(1),
        version: 1,
        patient: owner,
        value: Section { key: key.to_owned(), text: format!("said of {key}.") },
    };
    chart.plan.sections = written().map(|one| section(&one.key)).collect();
    let document = document(&chart, &staff);
    for section in sections {
        let locators = section.locator.as_deref().unwrap_or("+").split(", ");
        let fields = || document.fields.iter().chain(&document.additions);
        if !section.is_written() {
            for locator in locators {
                assert!(fields().any(|field| field.locator == locator), "{} has no field {locator}", section.key);
            }
            continue;
        }
        let said = format!("said of {}.", section.key);
        let says = |field: &&DocumentField| field.lines.iter().any(|line| line.contains(&said));
        let found: Vec<&str> = fields().filter(says).map(|field| field.locator.as_str()).collect();
        assert_eq!(found, locators.collect::<Vec<_>>(), "{}", section.key);
    }
}

#[test]
fn every_section_the_document_asks_for_can_be_written_and_has_its_place() {
    let content = caseload::knowledge::plans::content();
    for key in section_keys() {
        assert!(content.section(key).is_some_and(SectionKind::is_written), "nobody can write `{key}`");
    }
    for section in content.sections.iter().filter(|section| section.is_written()) {
        assert!(section_keys().any(|key| key == section.key), "`{}` has no place in the document", section.key);
    }
}

#[test]
fn what_the_chart_knows_of_people_and_language_is_printed_and_a_section_adds_to_it() {
    let contact = |key: &str, name: &str, kind| {
        let contact = Contact { name: name.to_owned(), relation: "son".to_owned(), kind, phone: None };
        of("ruth", key, Body::Contact(contact))
    };
    let (mut chart, staff) = chart(vec![
        contact("c/1", "Kofi Abara", ContactKind::Representative),
        contact("c/2", "Yaw Abara", ContactKind::Emergency),
    ]);
    chart.facts.patient.value.interpreter = true;
    let owner = chart.facts.id();
    let section = |key: &str, text: &str| caseload::domain::ids::Stored {
        id: Id::new(1),
        version: 1,
        patient: owner,
        value: Section { key: key.to_owned(), text: text.to_owned() },
    };
    chart.plan.sections = vec![
        section("representative", "For money only."),
        section("language", "Large print."),
        section("emergency_plan", "Goes to her son."),
    ];
    let document = document(&chart, &staff);
    let says = |name: &str| document.additions.iter().find(|field| field.name == name).unwrap().lines.join("|");
    assert_eq!(says("Representative"), "Kofi Abara, son, telephone not recorded|For money only.");
    assert_eq!(says("Preferred language"), "an interpreter is needed|Large print.");
    let emergency = says("Emergency plan and whom to call first");
    assert_eq!(emergency, "Yaw Abara, son, telephone not recorded|Goes to her son.");
}

#[test]
fn what_nobody_recorded_is_called_so_and_never_made_up() {
    let (chart, staff) = chart(Vec::new());
    let document = document_under(&Letterhead::named("Larkfield Home Health"), &chart, &staff);
    for locator in ["1", "2", "3", "5", "10", "11", "12", "13", "14", "15", "16", "17", "18A", "18B", "19", "20"] {
        assert_eq!(lines(&document.fields, locator), [NOT_RECORDED], "{locator}");
    }
    assert!(document.fields.iter().find(|field| field.locator == "27").unwrap().missing);
    insta::assert_snapshot!(
        "plan_of_an_empty_chart",
        text::print(&plan::paper(&document, "printed"), text::Pages::One)
    );
}

#[test]
fn the_plan_of_a_chart_as_text() {
    let (chart, staff) = full();
    let document = document(&chart, &staff);
    let orders = lines(&document.fields, "21").join("\n");
    assert!(
        orders.contains("2 a week for 4 weeks, then 1 a week for 5 weeks") && orders.contains("NO ORDER"),
        "{orders}"
    );
    let medicines = lines(&document.fields, "10").join("\n");
    assert!(medicines.contains("lisinopril 10 mg tablet; dose, frequency, route not recorded"), "{medicines}");
    let printed = text::print(&plan::paper(&document, "printed 2026-03-10 09:00"), text::Pages::One);
    for line in printed.lines() {
        assert!(line.width() <= text::COLUMNS && line == line.trim_end(), "{line}");
    }
    insta::assert_snapshot!("plan_of_a_chart", printed);
}

#[test]
fn the_patient_reads_words_and_no_abbreviations() {
    let (chart, staff) = full();
    let letterhead = letterhead();
    let source = Source { chart: &chart, agency: &letterhead, given: given(&staff) };
    let version = DocumentVersion::of(&chart, local().date(), chrono_tz::America::Chicago);
    let paper = patient_copy::paper(source, &version);
    let printed = text::print(&paper, text::Pages::One);
    assert!(printed.contains("A nurse comes 2 times a week for 4 weeks."), "{printed}");
    let words: Vec<&str> = printed.split(|c: char| !c.is_alphanumeric() && c != '/').collect();
    for (short, _) in patient_copy::ABBREVIATIONS {
        assert!(!words.contains(short), "{short} in {printed}");
    }
    assert!(!printed.contains(" lb") && !printed.contains("icd10"), "{printed}");
    insta::assert_snapshot!("plan_for_the_patient", printed);
}

/// Streams of a PDF, inflated, each with the dictionary in front of it.
fn streams(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let find =
        |from: usize, what: &[u8]| file[from..].windows(what.len()).position(|at| at == what).map(|at| from + at);
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(begin) = find(at, b"\nstream\n") {
        let head = file[..begin].windows(5).rposition(|word| word == b" obj\n").unwrap();
        let end = find(begin, b"\nendstream").unwrap();
        let mut plain = Vec::new();
        flate2::read::ZlibDecoder::new(&file[begin + 8..end]).read_to_end(&mut plain).unwrap();
        found.push((String::from_utf8_lossy(&file[head..begin]).into_owned(), plain));
        at = end;
    }
    found
}

fn hex(digits: &str) -> Vec<u16> {
    let digits: Vec<char> = digits.chars().filter(char::is_ascii_hexdigit).collect();
    digits.chunks(4).map(|four| u16::from_str_radix(&four.iter().collect::<String>(), 16).unwrap()).collect()
}

/// The glyphs of a string, as hexadecimal digits in `<>` or as characters with escapes in `()`.
fn glyphs(shown: &str) -> Vec<u16> {
    let Some(inner) = shown.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else { return hex(shown) };
    let (mut bytes, mut letters) = (Vec::new(), inner.bytes().peekable());
    while let Some(byte) = letters.next() {
        bytes.push(match (byte, letters.peek().copied()) {
            (b'\\', Some(b'0'..=b'7')) => {
                let digits: Vec<u8> = std::iter::from_fn(|| letters.next_if(u8::is_ascii_digit)).take(3).collect();
                digits.iter().fold(0, |sum, digit| sum * 8 + (digit - b'0'))
            }
            (b'\\', Some(letter)) => {
                letters.next();
                match letter {
                    b'n' => b'\n',
                    b'r' => b'\r',
                    b't' => b'\t',
                    b'b' => 8,
                    b'f' => 12,
                    other => other,
                }
            }
            (byte, _) => byte,
        });
    }
    bytes.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}

/// The words of a PDF as a reader would copy them, a page each.
fn words(file: &[u8]) -> Vec<String> {
    let streams = streams(file);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let maps: Vec<HashMap<u16, String>> = streams
        .iter()
        .map(|(_, plain)| text(plain))
        .filter(|plain| plain.contains("begincmap"))
        .map(|plain| {
            let pairs = plain.lines().filter_map(|line| line.strip_prefix('<')?.strip_suffix('>')?.split_once("> <"));
            pairs
                .filter(|(from, _)| from.len() == 4)
                .map(|(from, to)| (hex(from)[0], String::from_utf16(&hex(to)).unwrap()))
                .collect()
        })
        .collect();
    assert_eq!(maps.len(), 2, "two faces");
    let pages = streams.iter().map(|(_, plain)| text(plain)).filter(|plain| plain.starts_with("0.4 w"));
    let page = |plain: String| {
        let (mut said, mut face) = (String::new(), 0);
        for line in plain.lines() {
            if line.ends_with(" Tf") {
                face = usize::from(line.starts_with("/F2"));
            }
            if let Some(shown) = line.strip_suffix(" Tj") {
                said.extend(glyphs(shown).iter().map(|glyph| maps[face][glyph].as_str()));
                said.push('\n');
            }
        }
        said
    };
    pages.map(page).collect()
}

#[test]
fn a_pdf_has_its_pages_faces_and_words() {
    let (chart, staff) = full();
    let document = document(&chart, &staff);
    let paper = plan::paper(&document, "printed 2026-03-10 09:00");
    let file = pdf::print(&paper, local()).unwrap();
    assert_eq!(file, pdf::print(&paper, local()).unwrap(), "the same plan made other bytes");
    assert!(file.starts_with(b"%PDF-1.7") && file.ends_with(b"%%EOF"), "{}", file.len());
    assert!(file.len() < 80_000, "{} bytes: only the letters that are used belong in it", file.len());
    let pages = words(&file);
    for (at, page) in pages.iter().enumerate() {
        assert!(page.contains(&format!("page {} of {}", at + 1, pages.len())), "{page}");
        assert!(page.contains("Abara, Ruth") && page.contains("DRAFT, not signed"), "{page}");
    }
    let all = pages.concat();
    for line in ["5 mg PO every evening", "Penalty statement", "Caregiver: who, ability, availability"] {
        assert!(all.contains(line), "{line} is not in {all}");
    }
    let faces = streams(&file).into_iter().filter(|(head, _)| head.contains("/Length1")).collect::<Vec<_>>();
    assert_eq!(faces.len(), 2);
    assert!(faces.iter().all(|(_, face)| face.starts_with(&[0, 1, 0, 0])), "no TrueType");
    // Her name is not in what a file browser shows of the file.
    let plain = String::from_utf8_lossy(&file);
    assert!(plain.contains("Plan of care, record") && !plain.contains("Abara"));
}

#[test]
fn hostile_text_is_set_and_never_breaks_a_page() {
    let mut paper = Paper::new(
        &"T".repeat(500),
        "v\u{202e}1",
        &format!("{} \u{1b}[31m", "名".repeat(400)),
        caseload::exchange::print::Size::Chart,
    );
    let narrative: Vec<String> =
        (0..2_000).map(|line| format!("line {line} of a long \u{7}narrative\u{200b} with \u{202e}marks")).collect();
    paper.field("10", "Long", &narrative);
    paper.field(
        "21",
        &"name ".repeat(200),
        &["x".repeat(20_000), "   ".to_owned(), String::new(), "مريم 林 Łukasz Ñandú e\u{301} 👩‍👩‍👧".to_owned()],
    );
    paper.text(&"W".repeat(3_000));
    assert!(paper.blocks.iter().all(|block| match block {
        Block::Field { lines, .. } =>
            lines.iter().all(|line| !line.contains(['\u{7}', '\u{200b}', '\u{202e}', '\u{1b}'])),
        _ => true,
    }));
    for pages in [text::Pages::One, text::Pages::Breaks] {
        let printed = text::print(&paper, pages);
        assert!(printed.lines().all(|line| line.width() <= text::COLUMNS + 1));
        assert!(!printed.contains(['\u{1b}', '\u{7}', '\u{202e}']));
    }
    let file = pdf::print(&paper, local()).unwrap();
    let pages = words(&file);
    let all = pages.concat();
    assert!(pages.len() > 30, "{} pages", pages.len());
    assert!(all.contains("line 0 of a long narrative") && all.contains("line 1999 of"), "lines are lost");
    assert!(
        all.contains("Łukasz Ñandú") && all.contains('\u{25A1}') && all.contains("U+6797"),
        "no box for what has no picture"
    );
    assert!(pages[1].contains("Long, continued"), "{}", pages[1]);
}

#[test]
fn an_empty_document_is_one_page() {
    let paper = Paper::new("", "", "", caseload::exchange::print::Size::Large);
    assert_eq!(words(&pdf::print(&paper, local()).unwrap()).len(), 1);
    assert!(text::print(&paper, text::Pages::Breaks).contains("page 1 of 1"));
}
