//! The reviewed tables everything is computed with.

use super::deadline::Rule;
use super::formulary::Formulary;

/// Drug tables and deadline rules.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge {
    /// Ingredients, names, interactions, duplicates.
    pub formulary: &'static Formulary,
    /// Deadline rules, every version of each.
    pub rules: &'static [Rule],
}
