//! Medicines against an allergy on record.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::lines::{Item, TakenList};
use super::{AlertKind, AlertTier, UnderReview};
use crate::domain::allergy::{Allergy, AllergyStatus, none_of};
use crate::domain::formulary::Subject;
use crate::domain::formulary::rules::AllergyRule;
use crate::domain::medication::resolve::resolve;
use crate::domain::medication::suggest::{slips, suggest};
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

/// Words that are about a reaction or fill a line, and name no substance.
const FILLERS: [&str; 12] = [
    "allergy",
    "allergic",
    "allergies",
    "to",
    "reaction",
    "severe",
    "mild",
    "moderate",
    "class",
    "drug",
    "meds",
    "all",
];

/// The relation of rows about a whole class of which nobody knows the member.
const UNNAMED: &str = "unnamed";

/// An allergy, or one substance of an allergy that names several, as the rules read it.
struct Charted<'a> {
    allergy: &'a Allergy,
    /// The substance as written.
    piece: &'a str,
    substance: Words,
    reaction: Words,
    /// Drugs that the substance names.
    ingredients: Vec<u16>,
    /// Classes that the substance names by the name of the tables.
    classes: Vec<u16>,
    /// What it was read as, where it is not written as any table has it.
    read_as: Option<&'static str>,
}

/// What an allergy says about one ingredient.
struct Match {
    tier: AlertTier,
    rule: Option<&'static AllergyRule>,
    /// Whether the allergy names this very drug.
    itself: bool,
    lines: Vec<usize>,
}

/// One row for each ingredient and allergy, the worst of each; and one for each allergy that nobody understands.
pub(super) fn find(under: &UnderReview, list: &TakenList) -> Vec<Finding> {
    let mut findings = Vec::new();
    for entry in under.allergies {
        let allergy = &entry.value;
        if allergy.none_known
            || !matches!(allergy.status, AllergyStatus::Active)
            || none_of(&allergy.substance).is_some()
        {
            continue;
        }
        for piece in pieces(&allergy.substance) {
            of_one(&Charted::of(allergy, piece, list), list, &mut findings);
        }
    }
    findings
}

/// The findings about one substance.
fn of_one(charted: &Charted, list: &TakenList, findings: &mut Vec<Finding>) {
    let meant: Vec<(&AllergyRule, usize)> = list
        .formulary
        .allergies
        .iter()
        .filter_map(|rule| charted.is_meant(rule, list).map(|words| (rule, words)))
        .collect();
    let understood = !meant.is_empty() || !charted.ingredients.is_empty() || !charted.classes.is_empty();
    if !understood {
        return findings.push(charted.not_checked(list));
    }
    // A row that says "no conflict" about a longer name decides: pork insulin is not the insulin of today.
    let harmless = |target: Subject, words: usize| {
        meant.iter().any(|(rule, others)| rule.tier.is_none() && rule.target == Some(target) && *others > words)
    };
    let mut worst: BTreeMap<u16, Match> = BTreeMap::new();
    let before = findings.len();
    for (rule, words) in &meant {
        match (rule.target, rule.tier) {
            (Some(target), Some(tier)) if !harmless(target, *words) => {
                for item in list.items(target) {
                    keep(&mut worst, item, tier, Some(rule));
                }
            }
            (None, Some(tier)) => findings.push(charted.supply(rule, tier, list)),
            (_, None) | (Some(_), Some(_)) => {}
        }
    }
    if meant.is_empty() {
        for item in charted.classes.iter().flat_map(|class| list.items(Subject::Class(*class))) {
            keep(&mut worst, item, AlertTier::Monitor, None);
        }
    }
    // The drug itself needs no row; a milder row about its class does not make it harmless.
    let itself = if charted.says(&GRAVE) { AlertTier::Contraindicated } else { AlertTier::Serious };
    for ingredient in &charted.ingredients {
        for item in list.items(Subject::Ingredient(*ingredient)) {
            keep(&mut worst, item, itself, None);
            worst.entry(*ingredient).and_modify(|found| found.itself = true);
        }
    }
    findings.extend(worst.into_iter().map(|(ingredient, found)| charted.finding(ingredient, found, list)));
    if charted.read_as.is_some() && findings.len() == before {
        findings.push(charted.not_checked(list));
    }
}

fn keep(worst: &mut BTreeMap<u16, Match>, item: Item, tier: AlertTier, rule: Option<&'static AllergyRule>) {
    let found = worst.entry(item.ingredient).or_insert_with(|| Match { tier, rule, itself: false, lines: Vec::new() });
    if tier < found.tier {
        (found.tier, found.rule) = (tier, rule.or(found.rule));
    }
    found.lines.push(item.line);
}

/// The substances of one entry: "PCN, sulfa and codeine" is three. A reaction between commas is no substance.
fn pieces(substance: &str) -> Vec<&str> {
    let listed = substance.split([',', ';', '\n']).flat_map(|part| part.split(" and "));
    let named = |piece: &&str| {
        let words = Words::of(piece);
        let says = |phrases: &[&str]| phrases.iter().any(|phrase| words.says(phrase));
        !words.is_empty() && !says(&INTOLERANCES) && !says(&REACTIONS)
    };
    let found: Vec<&str> = listed.map(str::trim).filter(named).collect();
    if found.is_empty() { vec![substance.trim()] } else { found }
}

/// The end of a phrase that begins at a place, whether its last word is written as one or as many.
fn says_any_number(words: &Words, phrase: &str) -> bool {
    let many = |word: &str, wanted: &str| {
        word == wanted || word.strip_suffix('s') == Some(wanted) || wanted.strip_suffix('s') == Some(word)
    };
    let (count, first) = (phrase.split(' ').count(), phrase.bytes().next());
    (0..words.len()).filter(|at| words.at(*at).bytes().next() == first).any(|at| {
        let mut wanted = phrase.split(' ').enumerate();
        wanted.all(|(place, word)| {
            let found = words.at(at + place);
            found == word || place + 1 == count && !found.is_empty() && many(found, word)
        })
    })
}

impl<'a> Charted<'a> {
    fn of(allergy: &'a Allergy, piece: &'a str, list: &TakenList) -> Self {
        let resolved = resolve(piece, list.formulary);
        let ingredients: Vec<u16> = match resolved.ambiguous {
            Some(name) if resolved.parts.is_empty() => name.candidates.to_vec(),
            Some(_) | None => resolved.parts.iter().map(|part| part.ingredient).collect(),
        };
        let reaction = Words::of(allergy.reaction.as_deref().unwrap_or_default());
        let substance = Words::of(piece);
        let ambiguous = resolved.ambiguous.is_some() && resolved.parts.is_empty();
        let mut charted = Self { allergy, piece, substance, reaction, ingredients, classes: Vec::new(), read_as: None };
        let meant = list.formulary.allergies.iter().any(|rule| charted.is_meant(rule, list).is_some());
        if ambiguous && meant {
            charted.ingredients.clear();
        }
        if charted.ingredients.is_empty() && !meant {
            charted.classes = classes_named(&charted.substance, list);
            if charted.classes.is_empty() {
                charted.read_by_ear(list);
            }
        }
        charted
    }

    /// A name with a slip of the pen: read as the nearest name of a drug or an allergen, and said to be.
    fn read_by_ear(&mut self, list: &TakenList) {
        let formulary = list.formulary;
        let words: Vec<String> = self.substance.iter().map(str::to_owned).collect();
        for word in words.iter().filter(|word| word.len() >= 5 && word.bytes().all(|byte| byte.is_ascii_lowercase())) {
            let most = if word.len() < 9 { 1 } else { 2 };
            let begins = |name: &str| name.as_bytes().first() == word.as_bytes().first();
            let terms = formulary.allergies.iter().flat_map(|rule| formulary.words(rule.terms));
            let near = |term: &&str| term.len() >= 5 && begins(term) && slips(word, term, most).is_some();
            let term = terms.filter(near).min_by_key(|term| slips(word, term, most));
            let name = || {
                let offered = suggest(word, formulary);
                offered.into_iter().find(|name| {
                    let first = name.split(' ').next().unwrap_or_default();
                    begins(first) && slips(word, first, most).is_some()
                })
            };
            if let Some(read) = term.or_else(name) {
                self.read_as = Some(read);
                self.substance = Words::of(read);
                self.ingredients = resolve(read, formulary).parts.iter().map(|part| part.ingredient).collect();
                return;
            }
        }
    }

    /// How many words of the substance name something.
    fn named_words(&self) -> usize {
        self.substance.iter().filter(|word| !FILLERS.contains(word)).count()
    }

    /// Whether a row is about this allergen and this reaction: how many words name it, 0 where the drug is meant.
    fn is_meant(&self, rule: &AllergyRule, list: &TakenList) -> Option<usize> {
        let formulary = list.formulary;
        let covers = |subject: &Subject| self.ingredients.iter().any(|index| formulary.covers(*subject, *index));
        // "antibiotics" alone is one of them that nobody named; "sulfa antibiotics" are named.
        let whole = formulary.text(rule.relation) == UNNAMED;
        let terms = formulary.words(rule.terms).filter(|term| {
            says_any_number(&self.substance, term) && !(whole && self.named_words() > term.split(' ').count())
        });
        let longest = terms.map(|term| term.split(' ').count()).max();
        let words = longest.or_else(|| formulary.subjects_in(rule.allergens).iter().any(covers).then_some(0))?;
        let mut reactions = formulary.words(rule.reactions).peekable();
        let reacted = |word: &str| self.reaction.says(word) || self.substance.says(word);
        (reactions.peek().is_none() || reactions.any(reacted)).then_some(words)
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
        let milder = if intolerance { found.tier.milder() } else { found.tier };
        // Whatever the reaction was: the drug itself stands on the list.
        let tier = if found.itself { milder.min(AlertTier::Serious) } else { milder };
        let id = found.rule.map_or("", |rule| text(rule.id));
        let mut finding = Finding::new(AlertKind::Allergy, tier, id).about(ingredient, found.lines);
        finding.facts.push(self.fact());
        finding
            .facts
            .extend(self.read_as.map(|read| format!("`{}` was read as {read}: check the spelling", self.piece)));
        if intolerance {
            finding.facts.push("the reaction is a side effect, so it counts as an intolerance".to_owned());
        }
        finding.missing = self.missing();
        if let Some(rule) = found.rule {
            let consequence = match text(rule.relation) {
                _ if found.itself => "it is the drug itself, the reaction may come back",
                "same" => "the reaction may come back",
                "likely" => "it is closely related, the reaction may come back",
                "label" => "its label warns after this reaction",
                UNNAMED => "which medicine of this kind it was is not on record",
                _ => "it is distantly related, a reaction is uncommon",
            };
            finding.consequence = consequence.into();
            finding.action = text(rule.action).into();
            finding.source = text(rule.source).into();
        } else if !found.itself {
            finding.consequence = "it belongs to the class on record".into();
            finding.action = "Ask which medicine it was and what happened; tell the prescriber".into();
            finding.source = "the allergy on record names this class".into();
        } else {
            finding.consequence = "it is the drug itself, the reaction may come back".into();
            finding.action = "Ask what happened; call prescriber".into();
            finding.source = "the allergy on record names this drug".into();
        }
        finding
    }

    /// An allergy that no table knows is said, as a medicine is.
    fn not_checked(&self, list: &TakenList) -> Finding {
        let mut finding = Finding::new(AlertKind::NotChecked, AlertTier::Monitor, "");
        finding.text = Some(format!("allergy to {}", self.piece));
        finding.facts.push(self.fact());
        finding.facts.push(match self.read_as {
            Some(read) => format!("no table knows `{}`; it may be {read}", self.piece),
            None => format!("no table knows `{}`", self.piece),
        });
        finding.consequence = "the allergy is not checked against any medicine".into();
        finding.action =
            "Ask what was meant: a medicine, a class, a food or a dye; write the generic name, or ask a pharmacist"
                .into();
        finding.source = format!("drug knowledge {}", list.formulary.version).into();
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

/// Classes whose name in the tables stands in the substance: "loop diuretics".
fn classes_named(substance: &Words, list: &TakenList) -> Vec<u16> {
    let named = |id: &str| {
        let words = id.replace('_', " ");
        words.len() >= 4 && !FILLERS.contains(&words.as_str()) && says_any_number(substance, &words)
    };
    let ids = (0..).zip(list.formulary.classes);
    ids.filter(|(_, id)| named(id)).map(|(index, _)| index).collect()
}
