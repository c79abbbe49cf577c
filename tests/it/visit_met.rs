//! Which visit meets a deadline: cases a nurse can read, in `tests/cases/visits`.

use std::borrow::Cow;

use caseload::domain::codes::Discipline;
use caseload::domain::deadline::rule::Rule;
use caseload::domain::deadline::visit::{Call, kind_for, meets, next_without_visit};
use caseload::domain::deadline::{Deadline, DeadlineStatus};
use caseload::domain::visit::VisitKind;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<T> {
    case: Vec<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tried {
    rule: String,
    clock: Option<Discipline>,
    visit: Planned,
    #[serde(default)]
    only_therapy: bool,
    meets: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    kind: VisitKind,
    discipline: Discipline,
    by: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Placed {
    rule: String,
    place: Option<VisitKind>,
    next: Option<String>,
}

fn cases<T: DeserializeOwned>(name: &str) -> Vec<T> {
    let path = format!("{}/tests/cases/visits/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let file: File<T> = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(!file.case.is_empty());
    file.case
}

fn rules() -> &'static [Rule] {
    caseload::knowledge::rules::rules()
}

fn rule(id: &str) -> &'static Rule {
    rules().iter().find(|rule| rule.id == id).unwrap_or_else(|| panic!("no rule {id}"))
}

fn deadline(rule: &Rule, discipline: Option<Discipline>) -> Deadline {
    Deadline {
        rule: rule.id,
        version: rule.effective_from,
        name: Cow::Borrowed(rule.short),
        discipline,
        severity: rule.severity,
        advisory: false,
        opens: None,
        due: None,
        status: DeadlineStatus::WindowOpen,
        satisfied_by: None,
        overdue_by: None,
        late_reason: None,
        needs: Vec::new(),
        question: None,
        why: Vec::new(),
        citation: rule.citation,
        confidence: rule.confidence.word(),
    }
}

#[test]
fn kind_discipline_and_credential_decide_whether_a_visit_counts() {
    for case in cases::<Tried>("meets") {
        let Tried { rule: id, clock, visit, only_therapy, meets: expected } = case;
        let rule = rule(&id);
        let call = Call { kind: &visit.kind, discipline: &visit.discipline, role: visit.by.as_deref() };
        assert_eq!(meets(rule, &deadline(rule, clock), call, only_therapy), expected, "{id}: {visit:?}");
    }
}

#[test]
fn every_rule_says_what_visit_meets_it_or_what_is_done_instead() {
    let cases = cases::<Placed>("placed");
    for rule in rules() {
        let case = cases.iter().find(|case| case.rule == rule.id);
        let case = case.unwrap_or_else(|| panic!("{} is not among the cases", rule.id));
        let placed = kind_for(rule);
        assert_eq!(placed, case.place, "{}", rule.id);
        let next = placed.is_none().then(|| next_without_visit(rule, &deadline(rule, None)).words().into_owned());
        assert_eq!(next, case.next, "{}", rule.id);
    }
    assert!(cases.iter().all(|case| rules().iter().any(|rule| rule.id == case.rule)));
}
