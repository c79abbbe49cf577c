//! Who pays first decides the rules, on the day it matters.

use caseload::domain::deadline::Payer;
use caseload::domain::payer::{Cover, NamedPayer, payer_on};
use chrono::NaiveDate;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A coverage: who, in which order, from when, until when.
fn cover(payer: Option<Payer>, order: Option<u32>, from: &str, to: &str) -> Cover {
    Cover { payer, order, from: from.parse().ok(), to: to.parse().ok() }
}

#[test]
fn the_lowest_order_in_force_on_the_day_pays() {
    let medicaid = || cover(Some(Payer::Medicaid), Some(2), "", "");
    let medicare = || cover(Some(Payer::MedicareFfs), Some(1), "2026-01-01", "");
    let before = || cover(Some(Payer::Commercial), Some(1), "", "2025-12-31");
    for (what, covers, on, pays) in [
        ("nobody is on record", vec![], "2026-11-30", None),
        ("second before first in the file", vec![medicaid(), medicare()], "2026-11-30", Some(Payer::MedicareFfs)),
        (
            "first one ended, the other has begun",
            vec![before(), medicaid(), medicare()],
            "2026-01-01",
            Some(Payer::MedicareFfs),
        ),
        ("on its last day", vec![before(), medicaid(), medicare()], "2025-12-31", Some(Payer::Commercial)),
        ("first has not begun: the second pays", vec![medicaid(), medicare()], "2025-12-31", Some(Payer::Medicaid)),
        (
            "the kind of the first is not known: the second does not decide",
            vec![medicaid(), cover(None, Some(1), "", "")],
            "2026-11-30",
            None,
        ),
        (
            "no order: the first whose kind is known",
            vec![cover(None, None, "", ""), cover(Some(Payer::Va), None, "", "")],
            "2026-11-30",
            Some(Payer::Va),
        ),
    ] {
        assert_eq!(payer_on(&covers, day(on)), pays, "{what}");
    }
}

#[test]
fn a_chart_names_the_order_and_the_days() {
    let named = |cover| NamedPayer { name: "Medicaid".to_owned(), cover }.words();
    assert_eq!(named(cover(None, Some(2), "", "2026-03-31")), "Medicaid (second, through 2026-03-31)");
    assert_eq!(named(cover(None, None, "", "")), "Medicaid");
}
