//! The rules about more than a pair.

use super::words::{applies, measure, pattern};
use super::{Ids, Lists, tier};
use crate::domain::formulary::rules::{
    AllergyRule, Applies, CombinationRule, ConditionWords, DoseRule, HarmSign, Measure, MonitoringRule, Need,
    NotationRule, OlderAdultRule, Pattern, RenalRule, SideEffectRule, Span,
};
use crate::domain::medication::words::folded_name;

/// The rules of every table, in the order of the files.
pub(super) struct Rules {
    pub(super) combinations: Vec<CombinationRule>,
    pub(super) allergies: Vec<AllergyRule>,
    pub(super) doses: Vec<DoseRule>,
    pub(super) renal: Vec<RenalRule>,
    pub(super) older_adults: Vec<OlderAdultRule>,
    pub(super) conditions: Vec<ConditionWords>,
    pub(super) monitoring: Vec<MonitoringRule>,
    pub(super) side_effects: Vec<SideEffectRule>,
    pub(super) notations: Vec<NotationRule>,
    pub(super) harm_signs: Vec<HarmSign>,
}

pub(super) fn assemble(ids: &Ids, lists: &mut Lists) -> Rules {
    Rules {
        combinations: combinations(ids, lists),
        allergies: allergies(ids, lists),
        doses: doses(ids, lists),
        renal: renal(ids, lists),
        older_adults: older_adults(ids, lists),
        conditions: conditions(ids, lists),
        monitoring: monitoring(ids, lists),
        side_effects: side_effects(ids, lists),
        notations: notations(ids, lists),
        harm_signs: harm_signs(ids, lists),
    }
}

fn subjects(ids: &Ids, lists: &mut Lists, named: &[String]) -> Span {
    lists.subjects(named.iter().map(|id| ids.subject(id)).collect())
}

fn folded(lists: &mut Lists, words: &[String]) -> Span {
    lists.words(words.iter().map(|word| folded_name(word)))
}

fn combinations(ids: &Ids, lists: &mut Lists) -> Vec<CombinationRule> {
    let mut rules = Vec::new();
    for row in &ids.tables.multi_rules {
        let (mut needs, mut absent) = (Vec::new(), Vec::new());
        for need in row.needs.split('+') {
            match (need.strip_prefix('!'), need.split_once('*')) {
                (Some(id), _) => absent.push(ids.subject(id)),
                (None, Some((count, id))) => {
                    needs.push(Need { subject: ids.subject(id), count: count.parse().unwrap_or(1) });
                }
                (None, None) => needs.push(Need { subject: ids.subject(need), count: 1 }),
            }
        }
        rules.push(CombinationRule {
            id: lists.text(&row.rule_id),
            needs: lists.needs(needs),
            absent: lists.subjects(absent),
            tier: tier(&row.tier),
            title: lists.text(&row.title),
            consequence: lists.text(&row.consequence),
            action: lists.text(&row.action),
            source: lists.text(&ids.words(&row.source, &row.source_detail, &row.rule_id)),
        });
    }
    rules
}

fn allergies(ids: &Ids, lists: &mut Lists) -> Vec<AllergyRule> {
    let mut rules = Vec::new();
    for row in &ids.tables.allergies {
        rules.push(AllergyRule {
            id: lists.text(&row.rule_id),
            terms: folded(lists, &row.allergen_terms),
            allergens: subjects(ids, lists, &row.allergens),
            reactions: folded(lists, &row.reactions),
            target: (row.conflict_target != "*").then(|| ids.subject(&row.conflict_target)),
            tier: (row.tier != "none").then(|| tier(&row.tier)),
            relation: lists.text(&row.relation),
            action: lists.text(&row.action),
            source: lists.text(&ids.words(&row.source, &row.source_detail, &row.rule_id)),
        });
    }
    rules
}

fn doses(ids: &Ids, lists: &mut Lists) -> Vec<DoseRule> {
    let mut rules = Vec::new();
    for row in &ids.tables.dose_limits {
        let micrograms = row.unit == "mcg";
        rules.push(DoseRule {
            id: lists.text(&row.rule_id),
            ingredient: ids.ingredient(&row.ingredient_id),
            most_mg: if micrograms { row.max_daily / 1000.0 } else { row.max_daily },
            micrograms,
            applies: applies(&row.applies_when).unwrap_or(Applies::Adult),
            route: ids.routes.get(row.route.as_str()).copied(),
            tier: tier(&row.level),
            message: lists.text(&row.message),
            source: lists.text(&ids.words(&row.source, &row.source_detail, &row.rule_id)),
        });
    }
    rules
}

fn renal(ids: &Ids, lists: &mut Lists) -> Vec<RenalRule> {
    let mut rules = Vec::new();
    for row in &ids.tables.renal {
        rules.push(RenalRule {
            id: lists.text(&row.rule_id),
            subject: ids.subject(&row.subject),
            measure: measure(&row.measure).unwrap_or(Measure::Egfr),
            below: row.below,
            tier: tier(&row.level),
            advice: lists.text(&row.advice),
            source: lists.text(&ids.words(&row.source, &row.source_detail, &row.rule_id)),
        });
    }
    rules
}

fn older_adults(ids: &Ids, lists: &mut Lists) -> Vec<OlderAdultRule> {
    let mut rules = Vec::new();
    for row in &ids.tables.older_adults {
        rules.push(OlderAdultRule {
            id: lists.text(&row.rule_id),
            subject: ids.subject(&row.subject),
            except: subjects(ids, lists, &row.except),
            from_age: row.min_age,
            condition: ids.conditions.get(row.condition.as_str()).copied(),
            avoid: row.tier == "avoid",
            concern: lists.text(&row.concern),
            action: lists.text(&row.action),
            source: lists.text(&ids.words(&row.source, &row.source_detail, &row.rule_id)),
        });
    }
    rules
}

fn conditions(ids: &Ids, lists: &mut Lists) -> Vec<ConditionWords> {
    let mut rules = Vec::new();
    for row in &ids.tables.conditions {
        rules.push(ConditionWords {
            id: lists.text(&row.condition),
            words: folded(lists, &row.words),
            icd10: lists.words(row.icd10.iter().map(|code| code.replace('.', ""))),
            snomed: lists.words(row.snomed.iter().cloned()),
        });
    }
    rules
}

fn monitoring(ids: &Ids, lists: &mut Lists) -> Vec<MonitoringRule> {
    let mut rules = Vec::new();
    for row in &ids.tables.monitoring {
        rules.push(MonitoringRule {
            id: lists.text(&row.rule_id),
            subject: ids.subject(&row.subject),
            test: lists.text(&row.test),
            loinc: lists.words(row.loinc.iter().cloned()),
            // `each_visit` is no number of days.
            interval: row.interval_days.parse().unwrap_or_default(),
            first: row.first_check_days,
            with: subjects(ids, lists, &row.trigger_with),
            course: row.course == "1",
            urgent: row.urgent == "1",
            trigger: lists.text(&row.trigger),
            shows: lists.text(&row.why),
            source: lists.text(&ids.words(&row.source, &row.source_detail, &row.rule_id)),
        });
    }
    rules
}

fn side_effects(ids: &Ids, lists: &mut Lists) -> Vec<SideEffectRule> {
    let mut rules = Vec::new();
    for row in &ids.tables.side_effects {
        rules.push(SideEffectRule {
            subject: ids.subject(&row.subject),
            ask: lists.text(&row.ask),
            teach: lists.text(&row.teach),
            call_now: lists.text(&row.call_now),
        });
    }
    rules
}

fn notations(ids: &Ids, lists: &mut Lists) -> Vec<NotationRule> {
    let mut rules = Vec::new();
    for row in &ids.tables.notations {
        rules.push(NotationRule {
            token: lists.text(&row.token),
            pattern: pattern(&row.pattern).unwrap_or(Pattern::NotChecked),
            problem: lists.text(&row.problem),
            instead: lists.text(&row.write_instead),
            block: row.severity == "block",
            source: lists.text(ids.title(&row.source)),
        });
    }
    rules
}

fn harm_signs(ids: &Ids, lists: &mut Lists) -> Vec<HarmSign> {
    let mut rules = Vec::new();
    for row in &ids.tables.harm_signs {
        rules.push(HarmSign { subject: ids.subject(&row.subject), loinc: lists.text(&row.loinc) });
    }
    rules
}
