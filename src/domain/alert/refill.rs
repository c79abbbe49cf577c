//! Supplies that run out.

use super::finding::Finding;
use super::lines::TakenList;
use super::{AlertKind, AlertTier, UnderReview};
use crate::domain::medication::refill::{Line, PRESSES, away_since, stays, supply};
use crate::domain::medication::uses::Records;

/// One row for each line whose supply runs out soon, or has run out.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    let Some(today) = under.today.filter(|_| !under.uses.is_empty()) else { return Vec::new() };
    let away = stays(under.events, today);
    let of_line = |(at, taken): (usize, &super::lines::Taken)| {
        let records = Records::of(taken.entry.id, under.uses, today);
        let line = Line { medication: &taken.entry.value, reading: &taken.reading, formulary: list.formulary };
        let supply = supply(line, &records, &away, today)?;
        let (out, left) = (*supply.runs_out.as_ref().ok()?, supply.days_left(today)?);
        if supply.newest.auto_refill || left > supply.warns_at(line) {
            return None;
        }
        let presses = left <= PRESSES && list.is_high_alert(at);
        let grade = if presses { AlertTier::Serious } else { AlertTier::Monitor };
        let mut finding = Finding::new(AlertKind::Refill, grade, "refill").about_line(at, list);
        // While she is away the date moves on with each day, and the supply does not.
        let runs_out = match away_since(&away, under.events, today) {
            Some(since) => format!("in hospital since {since}; days left at home: {}", left.max(0)),
            None => format!("runs out {out}"),
        };
        finding.facts = vec![supply.newest.words(), runs_out];
        // Not the days themselves: an answer would rest for one day only.
        if left <= 0 {
            finding.facts.push("has run out by what is on record".to_owned());
        } else if left <= PRESSES {
            finding.facts.push(format!("{PRESSES} days or less are left"));
        }
        let none_left = supply.newest.refills == Some(0);
        if supply.newest.refills.is_none() {
            finding.missing.push("refills left".to_owned());
        }
        finding.consequence = "doses are missed when nothing is left".into();
        finding.action = if none_left {
            "Call the prescriber for a new prescription: no refill is left"
        } else {
            "See what is left; call the pharmacy about the refill"
        }
        .into();
        finding.source =
            "fill date, quantity and what the line takes a day at the most; warned at 7 days, by mail at 10, \
                          Schedule II at 5"
                .into();
        finding.ask = vec!["How many are left?", "Who orders and who fetches it?"];
        finding.teach = vec!["call for the refill a week before the last dose, two weeks when it comes by mail"];
        Some(finding)
    };
    list.lines.iter().enumerate().filter_map(of_line).collect()
}
