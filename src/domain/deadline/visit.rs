//! Which visit meets a deadline: what it is for and who may make it, from what satisfies the rule and its `who_may`. Asked
//! by whoever shows, places or recommends a visit, so that all of them mean the same.

use super::rule::{Rule, Satisfier};
use super::{Deadline, Payer};
use crate::domain::codes::Discipline;
use crate::domain::next::Next;
use crate::domain::visit::VisitKind;

/// Who may assess and supervise where the rule names nobody. Not LPN, PTA, COTA, MSW.
const PROFESSIONALS: [&str; 5] = ["RN", "PT", "OT", "SLP", "ST"];

/// Who visits whom for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call<'a> {
    /// What for.
    pub kind: &'a VisitKind,
    /// For which discipline.
    pub discipline: &'a Discipline,
    /// The credential of whoever goes; `None` when nobody is named yet.
    pub role: Option<&'a str>,
}

/// What a fact that satisfies a rule takes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Takes {
    /// A visit of one of these kinds by somebody who may assess; the first is the usual one.
    Kinds(Vec<VisitKind>),
    /// Something handed over or done at any visit in the home but an aide's.
    AnyVisit,
    /// It is sent, signed, told or written down; no visit does it.
    NoVisit,
}

fn takes(satisfier: &Satisfier) -> Takes {
    let one = |kind| Takes::Kinds(vec![kind]);
    match (satisfier.kind, satisfier.detail) {
        ("visit", Some(kind)) => one(VisitKind::from_word(kind)),
        ("soc", _) | ("assessment", Some("01")) => one(VisitKind::Soc),
        ("assessment", Some("03")) => one(VisitKind::Roc),
        ("assessment", Some("04")) => one(VisitKind::Recert),
        ("assessment", Some("05")) => {
            Takes::Kinds(vec![VisitKind::Routine, VisitKind::Recert, VisitKind::Reassessment, VisitKind::Evaluation])
        }
        ("assessment", Some("09")) => one(VisitKind::Discharge),
        ("aide_supervision" | "aide_observed" | "lpn_supervision" | "assistant_supervision", _) => {
            one(VisitKind::Supervision)
        }
        ("therapy_reassessment", _) => one(VisitKind::Reassessment),
        (
            "rights_given" | "advance_directive" | "emergency_plan" | "written_info_given" | "aide_plan" | "task_done"
            | "nomnc_delivered" | "denc_delivered" | "hhccn_delivered" | "abn_delivered",
            _,
        ) => Takes::AnyVisit,
        _ => Takes::NoVisit,
    }
}

fn every(rule: &Rule) -> impl Iterator<Item = Takes> {
    rule.satisfied_by.iter().chain(rule.satisfied_in_window_by).map(takes)
}

/// What a visit that is placed to meet the rule is for; `None` when no visit meets it.
pub fn kind_for(rule: &Rule) -> Option<VisitKind> {
    every(rule).find_map(|takes| match takes {
        Takes::Kinds(kinds) => kinds.into_iter().next(),
        Takes::AnyVisit => Some(VisitKind::Routine),
        Takes::NoVisit => None,
    })
}

/// Whether the visit would meet the deadline, if it lies in its window. `therapy_only`: see [`therapy_may_begin`].
pub fn meets(rule: &Rule, deadline: &Deadline, call: Call<'_>, therapy_only: bool) -> bool {
    let of_discipline = deadline.discipline.as_ref().is_none_or(|discipline| discipline == call.discipline);
    of_discipline
        && every(rule).any(|takes| match takes {
            Takes::Kinds(kinds) => kinds.contains(call.kind) && may_make(rule, call, therapy_only),
            Takes::AnyVisit => {
                let in_the_home = *call.kind != VisitKind::Telehealth && *call.discipline != Discipline::Aide;
                in_the_home && (rule.who_may.is_empty() || may_make(rule, call, therapy_only))
            }
            Takes::NoVisit => false,
        })
}

fn may_make(rule: &Rule, call: Call<'_>, therapy_only: bool) -> bool {
    let Some(role) = call.role else { return false };
    if rule.who_may.is_empty() { may_assess(role) } else { is_permitted(rule, role, therapy_only) }
}

/// Whether somebody with this credential may assess where no rule names who may.
pub(super) fn may_assess(role: &str) -> bool {
    among(&PROFESSIONALS, role)
}

/// Whether the rule counts what somebody with this credential does.
pub fn is_permitted(rule: &Rule, role: &str, therapy_only: bool) -> bool {
    rule.who_may.is_empty() || among(rule.who_may, role) || (therapy_only && among(rule.who_may_if_therapy_only, role))
}

fn among(roles: &[&str], role: &str) -> bool {
    roles.iter().any(|may| may.eq_ignore_ascii_case(role))
}

/// Whether a therapist may begin care: therapy is all that is ordered, and not occupational therapy alone, which begins no
/// care that Medicare pays, or may pay. Not when the orders are not known. Source: 42 CFR 484.55(a)(2), 409.42(c)(4).
pub fn therapy_may_begin(ordered: &[Discipline], payer: Option<&Payer>) -> bool {
    let qualifies = |ordered: &Discipline| matches!(ordered, Discipline::PhysicalTherapy | Discipline::SpeechTherapy);
    let is_therapy = |ordered: &Discipline| qualifies(ordered) || *ordered == Discipline::OccupationalTherapy;
    let may_be_medicare = payer.is_none_or(|payer| matches!(payer, Payer::MedicareFfs | Payer::MedicareAdvantage));
    !ordered.is_empty() && ordered.iter().all(is_therapy) && (ordered.iter().any(qualifies) || !may_be_medicare)
}

/// What to do next about a deadline that no visit meets.
pub fn next_without_visit(rule: &Rule, deadline: &Deadline) -> Next {
    if deadline.question.is_some() {
        return Next::Decide;
    }
    match rule.satisfied_by.first().map(|satisfier| satisfier.kind) {
        Some("practitioner_contacted" | "missed_visit_notified" | "medication_issue_closed") => Next::TellPractitioner,
        Some("authorization_decided") => Next::CallPayer,
        Some("order_signed" | "poc_signed" | "recert_orders" | "certified") => Next::RecordSignature,
        _ => Next::Record,
    }
}
