//! Medicines taken when needed: more than ordered, nearly so, or more and more.

use chrono::NaiveDate;

use super::finding::Finding;
use super::lines::TakenList;
use super::{AlertKind, AlertTier, UnderReview};
use crate::domain::medication::habit::is_prn;
use crate::domain::medication::prn::{About, Concern, concerns, most_on_a_day};
use crate::domain::medication::refill::Line;
use crate::domain::medication::uses::Records;
use crate::domain::text;

/// How comfort as the aim of care is charted: words of a problem, and its code.
const PALLIATIVE: [&str; 2] = ["hospice", "palliative"];
const PALLIATIVE_CODE: &str = "Z51.5";

/// One row for each line taken when needed whose use asks for a word.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    let Some(today) = under.today.filter(|_| !under.uses.is_empty()) else { return Vec::new() };
    let palliative = under.problems.iter().any(|problem| {
        let said = text::fold(&problem.value.text);
        let coded = problem.value.code.as_deref().is_some_and(|code| code.contains(PALLIATIVE_CODE));
        coded || PALLIATIVE.iter().any(|word| said.contains(word))
    });
    let of_line = |(at, taken): (usize, &super::lines::Taken)| {
        if !is_prn(taken.entry) {
            return None;
        }
        let records = Records::of(taken.entry.id, under.uses, today);
        let line = Line { medication: &taken.entry.value, reading: &taken.reading, formulary: list.formulary };
        let about = About::of(line, palliative);
        let (to, found) = concerns(line, &records, about, today)?;
        Some(finding(at, list, to, &found))
    };
    list.lines.iter().enumerate().filter_map(of_line).collect()
}

fn grade(concern: &Concern) -> AlertTier {
    match concern {
        Concern::OverMost { .. } | Concern::Nitroglycerin { .. } => AlertTier::Serious,
        Concern::RescueInhaler { .. } | Concern::NearMost { .. } | Concern::Doubled { .. } => AlertTier::Monitor,
    }
}

fn fact(concern: &Concern, to: NaiveDate) -> String {
    let number = |most: f32| (most * 10.0).round() / 10.0;
    match concern {
        Concern::OverMost { day, times, most } => {
            format!("{times} times on {day}; the order allows {} a day", number(most_on_a_day(*most)))
        }
        Concern::Nitroglycerin { most: (day, times), days } => {
            format!("nitroglycerin {times} times on {day}, on {days} of the 7 days to {to}")
        }
        Concern::RescueInhaler { days } => format!("rescue inhaler on {days} of the 7 days to {to}"),
        Concern::NearMost { week, most } => {
            format!("{week} times in the 7 days to {to}; the order allows {}", number(*most))
        }
        Concern::Doubled { week, before } => format!("{week} times in the 7 days to {to}, {before} in the 7 before"),
    }
}

fn finding(at: usize, list: &TakenList, to: NaiveDate, found: &[Concern]) -> Finding {
    let tier = found.iter().map(grade).min().unwrap_or(AlertTier::Monitor);
    let mut finding = Finding::new(AlertKind::PrnUse, tier, "prn_use").about_line(at, list);
    finding.facts = found.iter().map(|concern| fact(concern, to)).collect();
    // The first is the gravest.
    let (consequence, action) = match found.first() {
        Some(Concern::OverMost { .. }) => (
            "more than the order allows: overdose, or a symptom that is not held",
            "Ask what is really taken and why; call prescriber",
        ),
        Some(Concern::Nitroglycerin { .. }) => (
            "angina that comes more often or does not yield: the heart may be short of blood",
            "Ask about chest pain now; call prescriber today",
        ),
        Some(Concern::RescueInhaler { .. }) => (
            "the lungs are not held by what is taken daily",
            "Check technique and the daily inhaler; tell the prescriber",
        ),
        Some(Concern::NearMost { .. }) => (
            "near the most that is ordered: the symptom may need something else",
            "Ask whether it helps; tell the prescriber",
        ),
        Some(Concern::Doubled { .. }) | None => {
            ("a symptom that grows, or a habit", "Ask what has changed; tell the prescriber")
        }
    };
    finding.consequence = consequence.into();
    finding.action = action.into();
    finding.source =
        "use on record against the order; nitroglycerin 2 in a day or on 2 days a week, rescue inhaler over 2 days \
                      a week, doubling after two weeks of history"
            .into();
    finding.ask =
        vec!["What for, how long until it helps, and how long does it help?", "Is anything else taken for it?"];
    finding.teach = vec!["write down each dose with the time and what for; call before taking more than ordered"];
    finding
}
