//! The lines that are being taken, read once for every kind of alert.

use crate::domain::formulary::{Formulary, Subject};
use crate::domain::ids::{Entry, MedicationId};
use crate::domain::medication::Medication;
use crate::domain::medication::dose::{daily_mg, times_per_day};
use crate::domain::medication::reading::Reading;
use crate::domain::medication::resolve::Part;

/// One line that is being taken.
pub(super) struct Taken<'a> {
    pub(super) entry: &'a Entry<Medication>,
    pub(super) reading: Reading,
}

/// One ingredient of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Item {
    /// Which line of the list.
    pub(super) line: usize,
    /// Which part of the line.
    part: usize,
    /// Index of the ingredient.
    pub(super) ingredient: u16,
}

/// Every line that is being taken, by id.
pub(super) struct TakenList<'a> {
    pub(super) formulary: &'a Formulary,
    pub(super) lines: Vec<Taken<'a>>,
    /// Every ingredient under every name that a rule may call it, sorted.
    subjects: Vec<(Subject, Item)>,
}

impl<'a> TakenList<'a> {
    pub(super) fn of(entries: &'a [Entry<Medication>], formulary: &'a Formulary) -> Self {
        let mut lines: Vec<Taken> = entries
            .iter()
            .filter(|entry| entry.value.status.is_taken())
            .map(|entry| Taken { entry, reading: Reading::of(&entry.value, formulary) })
            .collect();
        lines.sort_by_key(|taken| taken.entry.id);
        let mut subjects = Vec::new();
        for (line, taken) in lines.iter().enumerate() {
            for (part, found) in taken.reading.resolved.parts.iter().enumerate() {
                let item = Item { line, part, ingredient: found.ingredient };
                subjects.extend(formulary.subjects(found.ingredient).map(|subject| (subject, item)));
            }
        }
        subjects.sort_unstable();
        Self { formulary, lines, subjects }
    }

    /// How many lines are known in full.
    pub(super) fn checked(&self) -> usize {
        self.lines.iter().filter(|taken| taken.reading.resolved.is_complete()).count()
    }

    /// Every ingredient that a subject means.
    pub(super) fn items(&self, subject: Subject) -> impl Iterator<Item = Item> {
        let from = self.subjects.partition_point(|(known, _)| *known < subject);
        self.subjects[from..].iter().take_while(move |(known, _)| *known == subject).map(|(_, item)| *item)
    }

    /// Every name that a rule may call something of this list, each once.
    pub(super) fn subjects(&self) -> impl Iterator<Item = Subject> {
        let mut last = None;
        self.subjects
            .iter()
            .map(|(subject, _)| *subject)
            .filter(move |subject| last.replace(*subject) != Some(*subject))
    }

    pub(super) fn name(&self, ingredient: u16) -> &'static str {
        self.formulary.name(ingredient)
    }

    fn part(&self, item: Item) -> Option<(&Taken<'a>, &Part)> {
        let taken = self.lines.get(item.line)?;
        Some((taken, taken.reading.resolved.parts.get(item.part)?))
    }

    /// The route an ingredient is taken by, as index.
    pub(super) fn route(&self, item: Item) -> u8 {
        self.part(item).map_or(0, |(taken, part)| taken.reading.route(part, self.formulary))
    }

    /// Whether the route carries the ingredient into the blood.
    pub(super) fn is_systemic(&self, item: Item) -> bool {
        self.formulary.routes.get(usize::from(self.route(item))).is_none_or(|route| route.systemic)
    }

    /// Whether the ingredient reaches the blood, or is given the only way it ever is.
    pub(super) fn is_as_usual(&self, item: Item) -> bool {
        self.is_systemic(item) || self.route(item) == self.formulary.ingredient(item.ingredient).default_route
    }

    /// Milligrams a day of an ingredient over all its lines; `None` when one of them cannot be computed.
    pub(super) fn daily_mg(&self, ingredient: u16) -> Option<f32> {
        let mut sum = 0.0;
        for item in self.items(Subject::Ingredient(ingredient)).filter(|item| self.is_systemic(*item)) {
            let (taken, part) = self.part(item)?;
            sum += daily_mg(&taken.entry.value, &taken.reading, part, self.formulary)?;
        }
        Some(sum)
    }

    /// Milligrams a day of these items as far as they can be computed, and whether all of them can.
    pub(super) fn known_mg(&self, items: &[Item]) -> (f32, bool) {
        let doses: Vec<Option<f32>> = items
            .iter()
            .map(|item| {
                let (taken, part) = self.part(*item)?;
                daily_mg(&taken.entry.value, &taken.reading, part, self.formulary)
            })
            .collect();
        (doses.iter().flatten().sum(), doses.iter().all(Option::is_some))
    }

    /// Whether a slip with any ingredient of a line does great harm.
    pub(super) fn is_high_alert(&self, line: usize) -> bool {
        let parts = self.lines.get(line).map(|taken| taken.reading.resolved.parts.as_slice()).unwrap_or_default();
        parts.iter().any(|part| self.formulary.ingredient(part.ingredient).high_alert)
    }

    /// Whether an ingredient of a line that reaches the blood is one of these.
    pub(super) fn has(&self, line: usize, subject: Subject) -> bool {
        self.items(subject).any(|item| item.line == line && self.is_as_usual(item))
    }

    /// How often a line is taken in a day, where it says so.
    pub(super) fn times_a_day(&self, line: usize) -> Option<f32> {
        let taken = self.lines.get(line)?;
        times_per_day(&taken.entry.value, &taken.reading, self.formulary)
    }

    /// The index of an ingredient of this list by its name.
    pub(super) fn ingredient_named(&self, name: &str) -> Option<u16> {
        let mut parts = self.lines.iter().flat_map(|taken| &taken.reading.resolved.parts);
        parts.find(|part| self.name(part.ingredient) == name).map(|part| part.ingredient)
    }

    /// Ids of lines, in the order given, each once.
    pub(super) fn ids(&self, lines: &[usize]) -> Vec<MedicationId> {
        let mut ids: Vec<MedicationId> = Vec::new();
        for taken in lines.iter().filter_map(|line| self.lines.get(*line)) {
            if !ids.contains(&taken.entry.id) {
                ids.push(taken.entry.id);
            }
        }
        ids
    }

    /// "on the list: warfarin 5 mg tablet, 5 mg by mouth every evening; naproxen 500 mg ..."
    pub(super) fn on_the_list(&self, lines: &[usize]) -> String {
        let mut written: Vec<String> = Vec::new();
        for taken in lines.iter().filter_map(|line| self.lines.get(*line)) {
            let Medication { drug, sig, .. } = &taken.entry.value;
            written.push(if sig.is_empty() { drug.clone() } else { format!("{drug}, {sig}") });
        }
        format!("on the list: {}", written.join("; "))
    }

    /// "Bactrim DS is sulfamethoxazole + trimethoprim", where the line does not say so itself.
    pub(super) fn contents(&self, lines: &[usize]) -> Vec<String> {
        let mut facts = Vec::new();
        for taken in lines.iter().filter_map(|line| self.lines.get(*line)) {
            let parts = &taken.reading.resolved.parts;
            let names: Vec<&str> = parts.iter().map(|part| self.name(part.ingredient)).collect();
            let drug = taken.entry.value.drug.to_lowercase();
            if names.iter().any(|name| !drug.contains(&name.to_lowercase())) {
                facts.push(format!("{} is {}", taken.entry.value.drug, names.join(" + ")));
            }
        }
        facts
    }
}
