//! Medicines against an allergy on record.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::lines::{Item, TakenList};
use super::{AlertKind, AlertTier, UnderReview};
use crate::domain::allergy::{Allergy, AllergyStatus};
use crate::domain::formulary::Subject;
use crate::domain::formulary::rules::AllergyRule;
use crate::domain::medication::resolve::resolve;
use crate::domain::medication::words::Words;

/// Reactions that are side effects: the drug was borne badly, the body did not turn against it.
const INTOLERANCES: [&str; 24] = [
    "nausea",
    "nauseated",
    "nauseous",
    "vomiting",
    "diarrhea",
    "constipation",
    "itching",
    "itchy",
    "itch",
    "pruritus",
    "cough",
    "stomach upset",
    "upset stomach",
    "stomach pain",
    "stomach ache",
    "gi upset",
    "gi intolerance",
    "indigestion",
    "heartburn",
    "dizziness",
    "dizzy",
    "headache",
    "drowsiness",
    "ankle swelling",
];

/// Reactions of the body against the drug; beside one of these nothing is a mere intolerance.
const REACTIONS: [&str; 26] = [
    "anaphylaxis",
    "anaphylactic",
    "angioedema",
    "breath",
    "breathing",
    "bronchospasm",
    "blister",
    "blistering",
    "blisters",
    "dyspnea",
    "face",
    "facial",
    "hives",
    "hypotension",
    "lip",
    "lips",
    "rash",
    "shock",
    "sjs",
    "stevens",
    "throat",
    "tongue",
    "urticaria",
    "welts",
    "wheeze",
    "wheezing",
];

/// Reactions after which the drug itself is not given again before the prescriber has answered.
const GRAVE: [&str; 16] = [
    "anaphylaxis",
    "anaphylactic",
    "angioedema",
    "bronchospasm",
    "dress",
    "hives",
    "lips",
    "sjs",
    "shock",
    "stevens",
    "swelling of the face",
    "throat",
    "tongue",
    "urticaria",
    "wheeze",
    "wheezing",
];

/// An allergy as the rules read it.
struct Charted<'a> {
    allergy: &'a Allergy,
    substance: Words,
    reaction: Words,
    /// Drugs that the substance names.
    ingredients: Vec<u16>,
}

/// What an allergy says about one ingredient.
struct Match {
    tier: AlertTier,
    rule: Option<&'static AllergyRule>,
    lines: Vec<usize>,
}

/// One row for each ingredient and allergy, the worst of each.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    let mut findings = Vec::new();
    for entry in under.allergies {
        let allergy = &entry.value;
        if allergy.none_known || !matches!(allergy.status, AllergyStatus::Active) {
            continue;
        }
        let charted = Charted::of(allergy, list);
        let mut worst: BTreeMap<u16, Match> = BTreeMap::new();
        for rule in list.formulary.allergies.iter().filter(|rule| charted.is_meant(rule, list)) {
            match (rule.target, rule.tier) {
                (Some(target), Some(tier)) => {
                    for item in list.items(target) {
                        keep(&mut worst, item, tier, Some(rule));
                    }
                }
                (None, Some(tier)) => findings.push(charted.supply(rule, tier, list)),
                (_, None) => {}
            }
        }
        // The drug itself needs no row; a milder row about its class does not make it harmless.
        let itself = if charted.says(&GRAVE) { AlertTier::Contraindicated } else { AlertTier::Serious };
        for ingredient in &charted.ingredients {
            for item in list.items(Subject::Ingredient(*ingredient)) {
                keep(&mut worst, item, itself, None);
            }
        }
        findings.extend(worst.into_iter().map(|(ingredient, found)| charted.finding(ingredient, found, list)));
    }
    findings
}

fn keep(worst: &mut BTreeMap<u16, Match>, item: Item, tier: AlertTier, rule: Option<&'static AllergyRule>) {
    let found = worst.entry(item.ingredient).or_insert_with(|| Match { tier, rule, lines: Vec::new() });
    if tier < found.tier {
        (found.tier, found.rule) = (tier, rule.or(found.rule));
    }
    found.lines.push(item.line);
}

impl<'a> Charted<'a> {
    fn of(allergy: &'a Allergy, list: &TakenList) -> Self {
        let resolved = resolve(&allergy.substance, list.formulary);
        let ingredients = resolved.parts.iter().map(|part| part.ingredient).collect();
        let reaction = Words::of(allergy.reaction.as_deref().unwrap_or_default());
        Self { allergy, substance: Words::of(&allergy.substance), reaction, ingredients }
    }

    /// Whether a row is about this allergen and this reaction.
    fn is_meant(&self, rule: &AllergyRule, list: &TakenList) -> bool {
        let formulary = list.formulary;
        let covers = |subject: &Subject| self.ingredients.iter().any(|index| formulary.covers(*subject, *index));
        let named = formulary.words(rule.terms).any(|term| self.substance.says(term))
            || formulary.subjects_in(rule.allergens).iter().any(covers);
        let mut reactions = formulary.words(rule.reactions).peekable();
        let reacted = |word: &str| self.reaction.says(word) || self.substance.says(word);
        named && (reactions.peek().is_none() || reactions.any(reacted))
    }

    fn says(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.reaction.says(phrase))
    }

    fn is_intolerance(&self) -> bool {
        self.says(&INTOLERANCES) && !self.says(&REACTIONS)
    }

    fn fact(&self) -> String {
        format!("allergy on record: {}", self.allergy.words())
    }

    fn missing(&self) -> Vec<String> {
        if self.allergy.reaction.is_none() { vec!["what the reaction was".to_owned()] } else { Vec::new() }
    }

    fn finding(&self, ingredient: u16, found: Match, list: &TakenList) -> Finding {
        let text = |text| list.formulary.text(text);
        let intolerance = self.is_intolerance();
        let tier = if intolerance { found.tier.milder() } else { found.tier };
        let id = found.rule.map_or("", |rule| text(rule.id));
        let mut finding = Finding::new(AlertKind::Allergy, tier, id).about(ingredient, found.lines);
        finding.facts.push(self.fact());
        if intolerance {
            finding.facts.push("the reaction is a side effect, so it counts as an intolerance".to_owned());
        }
        finding.missing = self.missing();
        if let Some(rule) = found.rule {
            let consequence = match text(rule.relation) {
                "same" => "the reaction may come back",
                "likely" => "it is closely related, the reaction may come back",
                "label" => "its label warns after this reaction",
                _ => "it is distantly related, a reaction is uncommon",
            };
            finding.consequence = consequence.into();
            finding.action = text(rule.action).into();
            finding.source = text(rule.source).into();
        } else {
            finding.consequence = "it is the drug itself, the reaction may come back".into();
            finding.action = "Ask what happened; call prescriber".into();
            finding.source = "the allergy on record names this drug".into();
        }
        finding
    }

    /// Gloves, tape: no medicine of the list is meant.
    fn supply(&self, rule: &AllergyRule, tier: AlertTier, list: &TakenList) -> Finding {
        let text = |text| list.formulary.text(text);
        let mut finding = Finding::new(AlertKind::Allergy, tier, text(rule.id));
        finding.is_caution = true;
        finding.text = Some(self.allergy.substance.clone());
        finding.facts.push(self.fact());
        finding.missing = self.missing();
        finding.action = text(rule.action).into();
        finding.source = text(rule.source).into();
        finding
    }
}
