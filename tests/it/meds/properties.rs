//! What holds for every list.

use std::time::Instant;

use caseload::domain::alert::{UnderReview, review};
use caseload::domain::formulary::Subject;
use caseload::domain::medication::MedicationStatus;
use caseload::domain::medication::resolve::resolve;
use caseload::domain::medication::suggest::suggest;
use caseload::knowledge::formulary;
use proptest::prelude::*;

use crate::runs::runs;

use super::{PATIENT, active, entries, in_words, review_of, typed};

/// Names of drugs, with some unknown ones.
fn drugs(most: usize) -> impl Strategy<Value = Vec<String>> {
    let names: Vec<&'static str> = formulary().names.iter().map(|name| formulary().text(name.words)).collect();
    let line = prop_oneof![
        20 => (prop::sample::select(names), prop::sample::select(vec!["", "|1 tab po daily", "|prn", "|apply to skin"]))
            .prop_map(|(name, sig)| format!("{name} {sig}")),
        1 => "[a-z]{4,9} 10 mg",
    ];
    prop::collection::vec(line, 0..most)
}

proptest! {
    #![proptest_config(runs(300))]

    #[test]
    fn the_order_of_lines_does_not_matter(lines in drugs(12), turn in 0_usize..12) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mut list = active(&lines);
        let found = review(&UnderReview::list(PATIENT, &list), formulary());
        if !list.is_empty() {
            let middle = turn % list.len();
            list.rotate_left(middle);
            list.reverse();
        }
        prop_assert_eq!(found, review(&UnderReview::list(PATIENT, &list), formulary()));
    }

    #[test]
    fn a_further_drug_takes_no_alert_away(lines in drugs(8), more in drugs(2)) {
        let short: Vec<&str> = lines.iter().map(String::as_str).collect();
        let long: Vec<&str> = lines.iter().chain(&more).map(String::as_str).collect();
        let after = review_of(&long);
        // A rule about what is missing ends when it is there: a laxative beside an opioid.
        let set = formulary();
        let about_absence = |rule: &str| {
            set.combinations.iter().any(|row| set.text(row.id) == rule && row.absent.len > 0)
        };
        for alert in review_of(&short).alerts.into_iter().filter(|alert| !about_absence(alert.rule)) {
            let kept = after.alerts.iter().any(|other| {
                alert.text == other.text
                    && other.tier <= alert.tier
                    && alert.ingredients.iter().all(|name| other.ingredients.contains(name))
                    && alert.lines.iter().all(|line| other.lines.contains(line))
            });
            prop_assert!(kept, "{} was lost beside {:?}; now {:?}", in_words(&alert), more,
                after.alerts.iter().map(in_words).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,120}", sig in "\\PC{0,80}") {
        let line = format!("{text}|{sig}");
        let found = review(&UnderReview::list(PATIENT, &entries([typed(&line, MedicationStatus::Active)])), formulary());
        prop_assert_eq!(found.of, 1);
        prop_assert!(suggest(&text, formulary()).len() <= 3);
    }

    #[test]
    fn every_line_is_either_checked_or_said_not_to_be(lines in drugs(10)) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let found = review_of(&lines);
        let said = found.alerts.iter().filter(|alert| alert.text.is_some()).count();
        prop_assert_eq!(found.checked + said, found.of);
    }
}

#[test]
fn every_name_of_the_tables_is_found_again() {
    let set = formulary();
    for name in set.names {
        let words = set.text(name.words);
        let found = resolve(words, set);
        assert!(!found.parts.is_empty() || found.ambiguous.is_some(), "{words} is not found");
    }
    for (index, ingredient) in (0..).zip(set.ingredients) {
        let name = set.text(ingredient.name);
        let found = resolve(&format!("{name} 10 MG Oral Tablet"), set);
        let indexes: Vec<u16> = found.parts.iter().map(|part| part.ingredient).collect();
        assert_eq!(indexes, [index], "{name}");
        assert!(set.subjects(index).any(|subject| subject == Subject::Ingredient(index)));
    }
}

#[test]
fn a_misspelt_name_is_asked_about_and_never_guessed() {
    for (wrong, right) in
        [("warfrin", "warfarin"), ("metropolol", "metoprolol"), ("lisinipril", "lisinopril"), ("fenitoin", "phenytoin")]
    {
        assert!(suggest(wrong, formulary()).contains(&right), "{wrong}: {:?}", suggest(wrong, formulary()));
        assert_eq!(review_of(&[wrong]).checked, 0);
    }
    for (heard, right) in
        [("zarelto", "xarelto"), ("seraquil", "seroquel"), ("spironol", "spironolactone"), ("fosomax", "fosamax")]
    {
        assert!(suggest(heard, formulary()).contains(&right), "{heard}: {:?}", suggest(heard, formulary()));
    }
    assert!(suggest("qqqqqqq", formulary()).is_empty());
}

/// A bound far above what it takes, so that only a blunder of order is caught; the figure itself is printed.
#[test]
fn a_long_list_is_reviewed_at_once() {
    let lines = [
        "warfarin 5 mg tablet | 5 mg by mouth every evening",
        "metoprolol succinate ER 50 mg | 1 tab po daily",
        "lisinopril 10 mg tablet | 1 tab po daily",
        "furosemide 40 mg tablet | 1 tab po bid",
        "potassium chloride 20 meq | 1 tab po daily",
        "spironolactone 25 mg | 1 tab po daily",
        "atorvastatin 40 mg | 1 tab at bedtime",
        "metformin 1000 mg | 1 tab po bid with meals",
        "insulin glargine 100 unit/mL pen | 20 units sc at bedtime",
        "gabapentin 300 mg capsule | 1 cap po tid",
        "sertraline 50 mg | 1 tab po daily",
        "tramadol 50 mg | 1 tab po q6h prn pain",
        "omeprazole 20 mg capsule | 1 cap before breakfast",
        "albuterol HFA 90 mcg inhaler | 2 puffs q4h prn",
        "acetaminophen 500 mg | 2 tabs po q6h prn",
    ];
    let list = active(&lines);
    let begun = Instant::now();
    for _ in 0..1000 {
        std::hint::black_box(review(&UnderReview::list(PATIENT, std::hint::black_box(&list)), formulary()));
    }
    let each = begun.elapsed() / 1000;
    println!("15 lines in {each:?}");
    assert!(each.as_millis() < 50, "{each:?}");
}

/// Lines of a chart that nobody keeps tidy: every ingredient of the tables in turn, over and over.
fn many(count: usize) -> Vec<String> {
    let set = formulary();
    let names = set.ingredients.iter().map(|ingredient| set.text(ingredient.name)).cycle();
    names.take(count).map(|name| format!("{name} 10 mg tablet daily")).collect()
}

fn compared(lines: &[String]) -> usize {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    review_of(&lines).compared
}

#[test]
fn a_list_of_thousands_costs_what_its_length_costs() {
    // For each line at most the neighbors of a few classes.
    let for_a_line = 128;
    let (five, ten) = (compared(&many(5_000)), compared(&many(10_000)));
    println!("{five} comparisons of 5,000 lines, {ten} of 10,000");
    assert!(ten <= five + 5_000 * for_a_line, "{five} comparisons of 5,000 lines, {ten} of 10,000");
    // The same line over and over is no pair at all.
    let one = vec!["lisinopril 10 mg tablet daily".to_owned(); 5_000];
    assert!(compared(&one) <= one.len() * for_a_line, "{}", compared(&one));
}

#[test]
fn findings_of_a_list_of_thousands_are_cut_and_that_is_said() {
    let lines = many(2_000);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let review = review_of(&lines);
    assert!(review.unlisted > 0);
    let last = review.alerts.last().unwrap();
    assert_eq!(last.title(), format!("not checked: {} more findings", review.unlisted));
    assert!(review.alerts.iter().all(|alert| alert.why.iter().all(|fact| fact.len() < 2_000)));
}
