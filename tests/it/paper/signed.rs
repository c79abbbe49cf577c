//! Signed versions on paper: what was signed, word for word, whatever became of the chart.

use std::collections::BTreeMap;

use caseload::domain::chart::Chart;
use caseload::domain::ids::UserId;
use caseload::domain::plan::content::{Content, Part};
use caseload::domain::plan::document::{DocumentVersion, SignedDocument, Unsigned};
use caseload::domain::plan::{PlanOfCare, PlanVersion, SignedVersion, VersionKind};
use caseload::exchange::print::{Paper, pdf, plan, text};
use proptest::prelude::*;

use super::{chart, document, full, local, words};
use crate::runs::runs;
use crate::situation::now;

const ZONE: chrono_tz::Tz = chrono_tz::America::Chicago;

fn version(number: u32, kind: VersionKind, about: Option<u32>, content: &str) -> SignedVersion {
    let (content, signer) = (content.to_owned(), "Rosa Brandt, RN".to_owned());
    let version = PlanVersion { number, kind, about, content, signer };
    SignedVersion { version, by: UserId::new(1), at: now(), hash: [0xab; 32], intact: true }
}

fn of(versions: Vec<SignedVersion>) -> PlanOfCare {
    PlanOfCare { versions, ..PlanOfCare::default() }
}

fn read(plan: &PlanOfCare, number: u32) -> Result<SignedDocument, String> {
    let kinds = caseload::knowledge::plans::content();
    SignedDocument::of(plan, number, ZONE, kinds).map_err(|refusal| refusal.to_string())
}

fn paper(plan: &PlanOfCare, number: u32) -> Paper {
    plan::signed(&read(plan, number).unwrap(), "00001", "printed 2026-03-10 09:00 by Rosa Brandt, RN, Larkfield")
}

fn printed(plan: &PlanOfCare, number: u32) -> String {
    text::print(&paper(plan, number), text::Pages::One)
}

/// The content of the full chart with a section of every kind.
fn content() -> Content {
    let (chart, _) = full();
    let sections = &caseload::knowledge::plans::content().sections;
    let written = sections.iter().filter(|section| section.is_written());
    let written = written.map(|section| (section.key.clone(), format!("Said of {}.", section.key)));
    let others = [("a_new_key".to_owned(), "# Something nobody has asked for.".to_owned())];
    Content {
        practitioner: Some("Okafor, MD".to_owned()),
        sections: written.chain(others).collect(),
        ..Content::of(&chart, local().date())
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Every line of what was signed is on the paper, in whatever lines it is broken.
fn says_all(content: &Content, printed: &str) -> Result<(), String> {
    let found = letters(printed);
    let parts = content.parts.iter().flat_map(|part| {
        let fields = part.fields.iter().map(|(name, value)| format!("{name}: {value}"));
        std::iter::once(part.text.clone()).chain(fields)
    });
    let others = Content { parts: Vec::new(), ..content.clone() };
    let lines = others.lines().into_iter().filter(|line| !line.starts_with("# ")).chain(parts);
    // Period and practitioner have a name of their own on the form.
    let bare = |line: String| {
        let words = ["certification period ", "practitioner "];
        words.iter().find_map(|words| line.strip_prefix(words)).map(str::to_owned).unwrap_or(line)
    };
    match lines.map(bare).find(|line| !found.contains(&letters(line))) {
        Some(line) => Err(format!("`{line}` is not on:\n{printed}")),
        None if found.contains(&letters(&content.patient)) => Ok(()),
        None => Err(format!("the patient is not on:\n{printed}")),
    }
}

#[test]
fn a_signed_version_is_printed_word_for_word_in_the_order_of_the_form() {
    let content = content();
    let plan = of(vec![
        version(1, VersionKind::Signed, None, &content.written()),
        version(2, VersionKind::Addendum, Some(1), "Her daughter was present.\nShe agreed."),
        version(3, VersionKind::Correction, Some(1), "The call was on 9 March."),
        version(4, VersionKind::LateEntry, Some(1), "The cuff was checked."),
    ]);
    let printed = printed(&plan, 1);
    says_all(&content, &printed).unwrap();
    let fields = read(&plan, 1).unwrap().fields;
    let locators: Vec<&str> = fields.iter().map(|field| field.locator.as_str()).collect();
    assert_eq!(locators.join(" "), "3 6 10 11 12 14 15 16 17 18A 18B 19 20 21 21 22 22 22 23 24");
    for line in printed.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= text::COLUMNS && line == line.trim_end(), "{line}");
    }
    insta::assert_snapshot!("plan_as_signed", printed);
}

#[test]
fn a_pdf_of_a_signed_version_names_it_on_every_page() {
    let content = Content {
        medications: (0..200)
            .map(|number| format!("medicine {number} 5 mg tablet: 5 mg by mouth once a day"))
            .collect(),
        ..content()
    };
    let plan = of(vec![
        version(1, VersionKind::Signed, None, &content.written()),
        version(2, VersionKind::Retraction, Some(1), "Of another patient."),
    ]);
    let file = pdf::print(&paper(&plan, 1), local()).unwrap();
    let pages = words(&file);
    assert!(pages.len() > 3);
    for (at, page) in pages.iter().enumerate() {
        for needed in ["version 1, signed", "RETRACTED 2026-03-10", content.patient.as_str()] {
            assert!(page.contains(needed), "{needed} is not on {page}");
        }
        assert!(page.contains(&format!("page {} of {}", at + 1, pages.len())), "{page}");
    }
    says_all(&content, &pages.concat().replace("10\nMedications, continued\n", "")).unwrap();
    let plain = String::from_utf8_lossy(&file);
    assert!(plain.contains("Plan of care, record 00001, version 1") && !plain.contains("Abara"));
}

#[test]
fn what_is_not_what_was_signed_says_so_on_every_page_and_at_its_signature() {
    let signed = version(1, VersionKind::Signed, None, &content().written());
    let added = version(2, VersionKind::Addendum, Some(1), "Forged.");
    let broken = of(vec![SignedVersion { intact: false, ..signed.clone() }, added.clone()]);
    let pages = text::print(&paper(&broken, 1), text::Pages::Breaks);
    for page in pages.split('\u{c}') {
        assert_eq!(page.lines().nth(2), Some("THIS IS NOT WHAT WAS SIGNED"), "{page}");
        assert_eq!(page.lines().count(), text::LINES, "{page}");
    }
    assert!(pages.contains("what is kept does not have this hash"), "{pages}");
    // A forged addendum stands beside a text that is whole.
    let beside = printed(&of(vec![signed, SignedVersion { intact: false, ..added }]), 1);
    assert_eq!(beside.matches("THIS IS NOT WHAT WAS SIGNED").count(), 1, "{beside}");
    assert!(beside.find("Forged.").unwrap() < beside.find("THIS IS NOT").unwrap());
}

#[test]
fn what_cannot_be_printed_is_a_sentence() {
    let newer = version(1, VersionKind::Signed, None, "{\"format\":99}");
    let garbage = SignedVersion { intact: false, ..version(2, VersionKind::Signed, None, "\u{0}nothing") };
    let added = version(3, VersionKind::Addendum, Some(1), "later");
    let odd = version(4, VersionKind::Other("hologram".into()), None, "0101");
    let plan = of(vec![newer, garbage, added, odd]);
    for (number, says) in [
        (1, "was signed with a newer program, which alone can print it"),
        (2, "is not what was signed and cannot be read"),
        (3, "Number 3 is a text beside version 1 (addendum); it is printed with version 1."),
        (4, "was signed with a newer program"),
        (9, "There is no version 9 of this plan; signed are: 1, 2."),
        (0, "There is no version 0"),
    ] {
        let why = read(&plan, number).unwrap_err();
        assert!(why.contains(says), "{why}");
    }
    assert_eq!(read(&PlanOfCare::default(), 1).unwrap_err(), "This plan has never been signed.");
}

#[test]
fn an_older_version_says_what_replaced_it() {
    let written = content().written();
    let plan = of(vec![
        version(1, VersionKind::Signed, None, &written),
        version(2, VersionKind::Signed, None, &written),
        version(3, VersionKind::Retraction, Some(2), "Wrong."),
        version(4, VersionKind::Signed, None, &written),
    ]);
    let notice = |number: u32| read(&plan, number).unwrap().notice;
    assert_eq!(notice(1), "replaced by version 4 of 2026-03-10");
    assert_eq!(notice(2), "RETRACTED 2026-03-10");
    assert_eq!(notice(4), "");
}

/// The version the chart shows with these versions signed.
fn shown(mut chart: Chart, versions: Vec<SignedVersion>) -> DocumentVersion {
    chart.plan.versions = versions;
    DocumentVersion::of(&chart, local().date(), ZONE)
}

#[test]
fn a_draft_says_on_every_page_how_it_stands_to_what_was_signed() {
    let (full, staff) = full();
    let same = Content::of(&full, local().date());
    let mut other = same.clone();
    other.medications.push("aspirin 81 mg tablet".to_owned());
    let signed = |content: &Content| version(2, VersionKind::Signed, None, &content.written());
    let one = shown(full.clone(), vec![signed(&other)]);
    assert_eq!(one.notice().unwrap(), "DRAFT: 1 change since version 2 is not signed");
    other.allergies.push("latex".to_owned());
    let two = shown(full.clone(), vec![signed(&other)]);
    assert_eq!(two.notice().unwrap(), "DRAFT: 2 changes since version 2 are not signed");
    assert!(matches!(shown(full.clone(), vec![signed(&same)]), DocumentVersion::Signed { number: 2, .. }));
    let whole = signed(&same);
    for (versions, unsigned) in [
        (Vec::new(), Unsigned::Never),
        (vec![SignedVersion { intact: false, ..whole.clone() }], Unsigned::Broken(2)),
        (vec![version(2, VersionKind::Signed, None, "{\"format\":99}")], Unsigned::Newer(2)),
        (vec![whole, version(3, VersionKind::Retraction, Some(2), "Wrong.")], Unsigned::Retracted(2)),
    ] {
        let version = shown(full.clone(), versions);
        assert_eq!(version, DocumentVersion::Draft(unsigned));
        assert_eq!(version.said(), "DRAFT, not signed");
    }
    let mut chart = full;
    chart.plan.versions = vec![signed(&other)];
    let paper = plan::paper(&document(&chart, &staff), "printed");
    for page in text::print(&paper, text::Pages::Breaks).split('\u{c}') {
        assert!(page.contains("\nDRAFT: 2 changes since version 2 are not signed\n"), "{page}");
        assert!(page.starts_with("HOME HEALTH CERTIFICATION AND PLAN OF CARE"), "{page}");
        assert_eq!(page.lines().count(), text::LINES);
    }
    for page in words(&pdf::print(&paper, local()).unwrap()) {
        assert!(page.contains("DRAFT: 2 changes since version 2 are not signed"), "{page}");
    }
}

fn line() -> impl Strategy<Value = String> {
    "[#\\- A-Za-z0-9<>/%é名.,:;()]{0,90}".prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn block() -> impl Strategy<Value = String> {
    prop::collection::vec(line(), 1..6).prop_map(|lines| lines.join("\n"))
}

fn part() -> impl Strategy<Value = Part> {
    let fields = prop::collection::btree_map("[a-z ]{1,9}", line(), 0..4);
    (0..40_usize, "problem|goal|intervention|something", line(), fields).prop_map(|(depth, kind, text, fields)| Part {
        depth,
        kind,
        key: "1".to_owned(),
        text,
        fields,
    })
}

fn any_content() -> impl Strategy<Value = Content> {
    let list = || prop::collection::vec(line(), 0..12);
    let sections = prop::collection::btree_map("nutrition|safety|risk|treatments|goals|other_key", block(), 0..6);
    let parts = prop::collection::vec(part(), 0..12);
    (line(), list(), list(), list(), list(), parts, sections).prop_map(
        |(patient, diagnoses, allergies, medications, frequencies, parts, sections): (
            _,
            _,
            _,
            _,
            _,
            _,
            BTreeMap<_, _>,
        )| {
            let ordered_by =
                medications.iter().step_by(2).map(|line| (line.clone(), "Dr. Otto Ruiz".to_owned())).collect();
            Content {
                format: 1,
                patient,
                period: None,
                practitioner: None,
                diagnoses,
                allergies,
                medications,
                frequencies,
                parts,
                sections,
                ordered_by,
            }
        },
    )
}

proptest! {
    #![proptest_config(runs(48))]

    #[test]
    fn no_word_that_was_signed_is_lost_on_paper(content in any_content()) {
        let plan = of(vec![version(1, VersionKind::Signed, None, &content.written())]);
        let all = says_all(&content, &printed(&plan, 1));
        prop_assert!(all.is_ok(), "{}", all.unwrap_err());
    }
}

#[test]
fn nothing_of_todays_chart_is_printed() {
    let (chart, _) = chart(Vec::new());
    let then = Content { patient: "Ruth Was Otherwise, #0".to_owned(), ..content() };
    let mut plan = chart.plan.clone();
    plan.versions = vec![version(1, VersionKind::Signed, None, &then.written())];
    let printed = printed(&plan, 1);
    assert!(printed.contains("Ruth Was Otherwise, #0") && !printed.contains("Abara, Ruth"), "{printed}");
    assert!(printed.contains("warfarin 5 mg tablet"), "{printed}");
}

/// Version `number`, signed on that day at noon, saying what the chart says on the day of the tests where it is the last.
fn signed_on(number: u32, day: &str, content: &str) -> SignedVersion {
    SignedVersion {
        at: crate::situation::at(&format!("{day}T18:00:00Z")),
        ..version(number, VersionKind::Signed, None, content)
    }
}

/// Field 27 of the chart with these versions and these dates beside the practitioner's signatures; `changed` says that
/// something is different from the last version.
fn field_27(versions: &[&str], dates: &[&str], changed: bool) -> (Vec<String>, bool) {
    let events = dates.iter().enumerate().map(|(at, date)| {
        let signed = caseload::domain::event::Event::PocSigned { date: date.parse().unwrap() };
        crate::situation::of("ruth", &format!("s/{at}"), caseload::domain::record::Body::Event(signed))
    });
    let (mut chart, staff) = chart(events.collect());
    let now = Content::of(&chart, local().date()).written();
    let last = versions.len();
    let signed = versions.iter().zip(1..).map(|(day, number)| {
        let same = usize::try_from(number).unwrap() == last && !changed;
        let content =
            if same { now.clone() } else { Content { allergies: vec!["dust".to_owned()], ..content() }.written() };
        signed_on(number, day, &content)
    });
    chart.plan.versions = signed.collect();
    let document = document(&chart, &staff);
    let field = document.fields.into_iter().find(|field| field.locator == "27").unwrap();
    (field.lines, field.missing)
}

/// Days of versions, dates beside signatures, changed since; what is said, and whether a line is left for a pen.
type Said = (&'static [&'static str], &'static [&'static str], bool, &'static str, bool);

#[test]
fn the_practitioners_signature_stands_only_under_what_was_signed() {
    let pen = |lines: &[String]| lines.first().is_some_and(|line| line.starts_with("signature: ____"));
    // Versions, dates beside signatures, changed since: what is said, and whether a line for a pen is left.
    let cases: [Said; 8] = [
        (&["2026-03-02"], &["2026-03-05"], false, "on record: signed by the practitioner, 2026-03-05", false),
        (&["2026-03-02"], &["2026-03-02"], false, "on record: signed by the practitioner, 2026-03-02", false),
        (
            &["2026-03-02", "2026-03-09"],
            &["2026-03-05"],
            false,
            "an earlier version was signed by the practitioner, 2026-03-05",
            true,
        ),
        (
            &["2026-03-02", "2026-03-09"],
            &["2026-03-05", "2026-03-10"],
            false,
            "signed by the practitioner, 2026-03-10",
            false,
        ),
        (
            &["2026-03-02", "2026-03-09"],
            &["2026-03-09"],
            false,
            "whether it stands under this text is not recorded",
            true,
        ),
        (
            &["2026-03-02"],
            &["2026-03-05"],
            true,
            "version 1 was signed by the practitioner, 2026-03-05; this draft is not",
            true,
        ),
        (&[], &["2026-03-05"], true, "before this record had one; this draft is not signed", true),
        (&["2026-03-02"], &[], false, "signature: ____", true),
    ];
    for (versions, dates, changed, said, by_pen) in cases {
        let (lines, missing) = field_27(versions, dates, changed);
        let all = lines.join("\n");
        assert!(all.contains(said), "{versions:?}, {dates:?}: {said} is not in {all}");
        assert_eq!((pen(&lines), missing), (by_pen, by_pen), "{versions:?}, {dates:?}: {all}");
    }
}

#[test]
fn a_changed_frequency_carries_the_day_of_its_change() {
    let step = caseload::domain::plan::Intervention {
        frequency: Some("twice a week".to_owned()),
        started: "2026-02-01".parse().ok(),
        ..caseload::domain::plan::Intervention::doing("INR fingerstick")
    };
    let body = caseload::domain::record::Body::Intervention(step);
    let (mut chart, staff) = chart(vec![crate::situation::of("ruth", "i/1", body)]);
    let says = |chart: &Chart, text: &str| {
        let fields = document(chart, &staff).fields;
        let orders = fields.iter().find(|field| field.locator == "21").unwrap().lines.join("\n");
        assert!(orders.contains(text), "{text} is not in {orders}");
    };
    says(&chart, "INR fingerstick: twice a week, from 2026-02-01");
    chart.plan.interventions[0].value.frequency_since = "2026-03-09".parse().ok();
    says(&chart, "INR fingerstick: twice a week since 2026-03-09; begun 2026-02-01");
}
