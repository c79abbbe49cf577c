//! The lines that are being taken, read once for every kind of alert.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::formulary::{Formulary, Subject};
use crate::domain::ids::{MedicationId, Stored};
use crate::domain::medication::Medication;
use crate::domain::medication::dose::{daily_mg, times_per_day};
use crate::domain::medication::reading::Reading;
use crate::domain::medication::resolve::{Part, Resolved};

/// One line that is being taken.
pub(super) struct Taken<'a> {
    pub(super) entry: &'a Stored<Medication>,
    pub(super) reading: Arc<Reading>,
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
    pub(super) formulary: &'static Formulary,
    pub(super) lines: Vec<Taken<'a>>,
    /// Every ingredient under every name that a rule may call it, sorted.
    subjects: Vec<(Subject, Item)>,
    /// The class of what is known by name only.
    not_reviewed: Option<u16>,
    /// Lines that hold the same ingredients by the same kind of route, and so act alike; the first two of each are
    /// looked at for the others.
    alike: Vec<Vec<usize>>,
    /// For each line its place in `alike`.
    group: Vec<usize>,
    /// Every ingredient by its name.
    names: BTreeMap<&'static str, u16>,
    /// How many pairs of medicines were compared.
    compared: Cell<usize>,
}

/// Lines that an alert writes out; the others are counted.
const WRITTEN_OUT: usize = 12;

/// The id of that class.
const NOT_REVIEWED: &str = "not_reviewed";

impl<'a> TakenList<'a> {
    pub(super) fn of(entries: &'a [Stored<Medication>], formulary: &'static Formulary) -> Self {
        let mut lines: Vec<Taken> = entries
            .iter()
            .filter(|entry| entry.value.status.is_taken())
            .map(|entry| Taken { entry, reading: Reading::remembered(&entry.value, formulary) })
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
        let parts = lines.iter().flat_map(|taken| &taken.reading.resolved.parts);
        let names = parts.map(|part| (formulary.name(part.ingredient), part.ingredient)).collect();
        let not_reviewed = formulary.class(NOT_REVIEWED);
        let (alike, group, compared) = (Vec::new(), Vec::new(), Cell::new(0));
        let mut list = Self { formulary, lines, subjects, not_reviewed, alike, group, names, compared };
        list.group_alike();
        list
    }

    /// Finds the lines that act alike.
    fn group_alike(&mut self) {
        let mut places: BTreeMap<Vec<(u16, bool)>, usize> = BTreeMap::new();
        for (line, taken) in self.lines.iter().enumerate() {
            let parts = taken.reading.resolved.parts.iter().enumerate();
            let mut holds: Vec<(u16, bool)> = parts
                .map(|(part, found)| {
                    let item = Item { line, part, ingredient: found.ingredient };
                    (found.ingredient, self.is_systemic(item))
                })
                .collect();
            holds.sort_unstable();
            let place = *places.entry(holds).or_insert_with(|| {
                self.alike.push(Vec::new());
                self.alike.len() - 1
            });
            self.alike[place].push(line);
            self.group.push(place);
        }
    }

    /// Whether a line is looked at for all that act as it does.
    pub(super) fn stands_for_others(&self, line: usize) -> bool {
        self.acting_alike(line).iter().take(2).any(|first| *first == line)
    }

    /// Every line that acts as this one does, itself among them.
    pub(super) fn acting_alike(&self, line: usize) -> &[usize] {
        let group = self.group.get(line).and_then(|place| self.alike.get(*place));
        group.map(Vec::as_slice).unwrap_or_default()
    }

    /// Counts a comparison of two medicines.
    pub(super) fn count_comparison(&self) {
        self.compared.set(self.compared.get() + 1);
    }

    /// How many were counted.
    pub(super) fn compared(&self) -> usize {
        self.compared.get()
    }

    /// How many lines are known in full.
    pub(super) fn checked(&self) -> usize {
        self.lines.iter().filter(|taken| taken.reading.resolved.is_complete()).count()
    }

    /// Whether a line is understood, but the interactions of something in it were never reviewed.
    pub(super) fn is_by_name_only(&self, resolved: &Resolved) -> bool {
        let reviewed =
            |part: &Part| self.not_reviewed.is_none_or(|class| !self.formulary.belongs(part.ingredient, class));
        resolved.is_complete() && !resolved.parts.iter().all(reviewed)
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

    /// Whether the line or the name it is sold under says by which route it is taken.
    pub(super) fn is_route_written(&self, item: Item) -> bool {
        self.part(item).is_some_and(|(taken, part)| taken.reading.stated_route.is_some() || part.route.is_some())
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
        self.names.get(name).copied()
    }

    /// Ids of lines, in the order given, each once.
    pub(super) fn ids(&self, lines: &[usize]) -> Vec<MedicationId> {
        let mut seen = BTreeSet::new();
        let taken = lines.iter().filter_map(|line| self.lines.get(*line));
        taken.map(|taken| taken.entry.id).filter(|id| seen.insert(*id)).collect()
    }

    /// "on the list: warfarin 5 mg tablet, 5 mg by mouth every evening; naproxen 500 mg ..."
    pub(super) fn on_the_list(&self, lines: &[usize]) -> String {
        let mut written: Vec<String> = Vec::new();
        for taken in lines.iter().take(WRITTEN_OUT).filter_map(|line| self.lines.get(*line)) {
            let Medication { drug, sig, .. } = &taken.entry.value;
            written.push(if sig.is_empty() { drug.clone() } else { format!("{drug}, {sig}") });
        }
        if lines.len() > WRITTEN_OUT {
            written.push(format!("and {} more", lines.len() - WRITTEN_OUT));
        }
        format!("on the list: {}", written.join("; "))
    }

    /// "Bactrim DS is sulfamethoxazole + trimethoprim", where the line does not say so itself.
    pub(super) fn contents(&self, lines: &[usize]) -> Vec<String> {
        let mut facts = Vec::new();
        for taken in lines.iter().take(WRITTEN_OUT).filter_map(|line| self.lines.get(*line)) {
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
