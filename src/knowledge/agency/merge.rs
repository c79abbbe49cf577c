//! One answer for all tables of rules: whose row is it, silence it, grade it, cite it.

use super::super::tables::{Fault, Reader, Tables};
use super::{Added, more};

/// What can be done to the rules of all tables.
pub(super) trait Rules {
    /// Appends the files that are present.
    fn append(&mut self, present: &[&'static str], files: Reader, faults: &mut Vec<Fault>) -> Added;
    /// Takes a rule out; false when there is none.
    fn silence(&mut self, rule: &str) -> bool;
    /// Sets the tier of a rule. `None`: no such rule; false: no tier of that table.
    fn regrade(&mut self, rule: &str, tier: &str) -> Option<bool>;
    /// The source key a rule cites.
    fn source_of(&self, rule: &str) -> Option<String>;
    /// Lets a rule cite another source.
    fn set_source(&mut self, rule: &str, key: &str);
}

const TIERS: [&str; 3] = ["contraindicated", "serious", "monitor"];

/// The tables of rules: field, id, tier column, words of that column.
macro_rules! rules {
    ($do:ident) => {
        $do!(interactions, interaction_id, tier, TIERS);
        $do!(multi_rules, rule_id, tier, TIERS);
        $do!(duplicates, rule_id, tier, TIERS);
        $do!(allergies, rule_id, tier, TIERS);
        $do!(dose_limits, rule_id, level, TIERS);
        $do!(renal, rule_id, level, ["review", "serious", "contraindicated"]);
        $do!(older_adults, rule_id, tier, ["caution", "avoid"]);
    };
}

impl Rules for Tables {
    fn append(&mut self, present: &[&'static str], files: Reader, faults: &mut Vec<Fault>) -> Added {
        let mut added = Added { rules: Vec::new(), rows: 0 };
        macro_rules! plain {
            ($($table:ident),*) => { $( added.rows += more(&mut self.$table, present, files, faults).len(); )* };
        }
        plain!(
            sources,
            classes,
            ingredients,
            combinations,
            ambiguous,
            name_routes,
            quiet_pairs,
            side_effects,
            frequencies,
            routes,
            notations,
            conditions,
            harm_signs,
            units,
            remarks,
            rare_doses,
            usual_units,
            indications
        );
        macro_rules! with_id {
            ($table:ident, $id:ident) => {
                let range = more(&mut self.$table, present, files, faults);
                added.rows += range.len();
                let file = self.$table.file;
                let new = self.$table.rows.get(range).unwrap_or_default();
                added.rules.extend(new.iter().map(|row| (file, row.line, row.$id.clone())));
            };
            ($table:ident, $id:ident, $tier:ident, $words:expr) => {
                with_id!($table, $id);
            };
        }
        rules!(with_id);
        with_id!(monitoring, rule_id);
        added
    }

    fn silence(&mut self, rule: &str) -> bool {
        let mut found = false;
        macro_rules! drop_row {
            ($table:ident, $id:ident) => {
                let before = self.$table.rows.len();
                self.$table.rows.retain(|row| row.$id != rule);
                found |= self.$table.rows.len() < before;
            };
            ($table:ident, $id:ident, $tier:ident, $words:expr) => {
                drop_row!($table, $id);
            };
        }
        rules!(drop_row);
        drop_row!(monitoring, rule_id);
        found
    }

    fn regrade(&mut self, rule: &str, tier: &str) -> Option<bool> {
        macro_rules! grade {
            ($table:ident, $id:ident, $tier:ident, $words:expr) => {
                if let Some(row) = self.$table.rows.iter_mut().find(|row| row.$id == rule) {
                    let fits = $words.contains(&tier);
                    if fits {
                        tier.clone_into(&mut row.value.$tier);
                    }
                    return Some(fits);
                }
            };
        }
        rules!(grade);
        None
    }

    fn source_of(&self, rule: &str) -> Option<String> {
        macro_rules! source {
            ($table:ident, $id:ident) => {
                if let Some(row) = self.$table.rows.iter().find(|row| row.$id == rule) {
                    return Some(row.source.clone());
                }
            };
            ($table:ident, $id:ident, $tier:ident, $words:expr) => {
                source!($table, $id);
            };
        }
        rules!(source);
        source!(monitoring, rule_id);
        None
    }

    fn set_source(&mut self, rule: &str, key: &str) {
        macro_rules! cite {
            ($table:ident, $id:ident) => {
                for row in self.$table.rows.iter_mut().filter(|row| row.$id == rule) {
                    key.clone_into(&mut row.value.source);
                }
            };
            ($table:ident, $id:ident, $tier:ident, $words:expr) => {
                cite!($table, $id);
            };
        }
        rules!(cite);
        cite!(monitoring, rule_id);
    }
}
