//! Doses that were missed: of some drugs one is too many.

use super::finding::Finding;
use super::lines::TakenList;
use super::{AlertKind, AlertTier, UnderReview};
use crate::domain::formulary::{Formulary, Subject};
use crate::domain::medication::adherence::{FORTNIGHT, adherence, concern};
use crate::domain::medication::habit::is_prn;
use crate::domain::medication::uses::{MissedFor, Records};
use crate::domain::text;

/// A group of drugs of which one missed dose matters.
struct Group {
    /// Id of a class or of an ingredient.
    id: &'static str,
    /// Members of this class are none of it: they are mostly given for something else.
    except: Option<&'static str>,
    /// Only where a transplant is charted, for the drug is also given without one.
    transplant: bool,
    consequence: &'static str,
}

const CLOT: &str = "a clot or a stroke, within days of missed doses";
const SEIZURE: &str = "seizures when doses are missed";
const PARKINSON: &str = "stiffness, falls and trouble swallowing when doses are late or missed";
const GLUCOSE: &str = "high glucose when doses are missed, low glucose when they are made up for";
const REJECTION: &str = "rejection of the transplant when doses are missed";

const fn group(id: &'static str, consequence: &'static str) -> Group {
    Group { id, except: None, transplant: false, consequence }
}

/// Anticoagulants, antiseizure and Parkinson drugs, insulin, and what protects a transplant.
const STRICT: [Group; 8] = [
    group("anticoagulant", CLOT),
    Group { except: Some("gabapentinoid"), ..group("anticonvulsant", SEIZURE) },
    group("parkinson_agent", PARKINSON),
    group("insulin", GLUCOSE),
    group("calcineurin_inhibitor", REJECTION),
    Group { transplant: true, ..group("mtor_inhibitor", REJECTION) },
    Group { transplant: true, ..group("thiopurine", REJECTION) },
    Group { transplant: true, ..group("mycophenolate", REJECTION) },
];

const ELSE: &str = "less effect than the order means; a prescriber who does not know may raise the dose";

/// What a missed dose of a line may do where one is too many.
fn strict(line: usize, under: &UnderReview, list: &TakenList) -> Option<&'static str> {
    let group = STRICT.iter().find(|group| {
        let named = subject(group.id, list.formulary);
        let except = group.except.and_then(|id| subject(id, list.formulary));
        named.is_some_and(|named| list.has(line, named))
            && !except.is_some_and(|except| list.has(line, except))
            && (!group.transplant || has_transplant(line, under, list))
    })?;
    Some(group.consequence)
}

fn subject(id: &str, formulary: &Formulary) -> Option<Subject> {
    formulary.class(id).map(Subject::Class).or_else(|| formulary.find(id).map(Subject::Ingredient))
}

fn has_transplant(line: usize, under: &UnderReview, list: &TakenList) -> bool {
    let purpose = list.lines.get(line).and_then(|taken| taken.entry.value.indication.as_deref());
    let said = under.problems.iter().map(|problem| problem.value.text.as_str()).chain(purpose);
    said.map(text::fold).any(|said| said.contains("transplant"))
}

/// One row for each line with missed doses that matter.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    let Some(today) = under.today.filter(|_| !under.uses.is_empty()) else { return Vec::new() };
    let of_line = |(line, taken): (usize, &super::lines::Taken)| {
        if is_prn(taken.entry) {
            return None;
        }
        let records = Records::of(taken.entry.id, under.uses, today);
        let harm = strict(line, under, list);
        let concern = concern(&records, harm.is_some(), today)?;
        // The groups of which one missed dose matters are high-alert in this respect.
        let presses = harm.is_some() || list.is_high_alert(line);
        let grade = if presses { AlertTier::Serious } else { AlertTier::Monitor };
        let mut finding = Finding::new(AlertKind::Adherence, grade, "adherence").about_line(line, list);
        finding.facts = concern.reports.iter().map(|report| report.words()).collect();
        let known = adherence(&records, today);
        let days = known.fortnight.iter().map(|figure| figure.days.min(FORTNIGHT)).max().unwrap_or(0);
        if days < FORTNIGHT {
            finding.missing.push(format!("doses of {} of the last 14 days", FORTNIGHT - days));
        }
        let mut helps: Vec<&str> =
            concern.reports.iter().filter_map(|it| it.because.as_ref()).filter_map(MissedFor::helps).collect();
        helps.sort_unstable();
        helps.dedup();
        let first = if presses { "Call the prescriber about the missed doses" } else { "Ask what got in the way" };
        finding.action = [first].into_iter().chain(helps).collect::<Vec<_>>().join("; ").into();
        finding.consequence = harm.unwrap_or(ELSE).into();
        finding.source = if harm.is_some() {
            "any missed dose of this group (42 CFR 484.55(c)(5))"
        } else {
            "2 in 7 days, or under 80 % of 14 days (PDC threshold; 42 CFR 484.55(c)(5))"
        }
        .into();
        finding.ask = vec![
            "What gets in the way: cost, forgetting, how it feels, opening or reading it, swallowing?",
            "Which doses were missed, and was one doubled to make up?",
        ];
        finding.teach = vec!["a missed dose is not doubled without asking the pharmacist or prescriber"];
        Some(finding)
    };
    list.lines.iter().enumerate().filter_map(of_line).collect()
}
