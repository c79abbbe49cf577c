//! The drug knowledge as the review reads it: constants made from `assets/knowledge` while building.

/// One ingredient.
#[derive(Debug, Clone, Copy)]
pub struct Ingredient {
    /// Id of `ingredients.csv`.
    pub id: &'static str,
    /// Generic name.
    pub name: &'static str,
    /// Classes it belongs to and all their ancestors, as indexes into [`Formulary::classes`].
    pub classes: &'static [u16],
    /// Route when none is stated: a code of `sig_routes.csv`.
    pub default_route: &'static str,
    /// Needs double care (high-alert list).
    pub high_alert: bool,
}

/// What a name stands for: one ingredient, or those of a combination product.
#[derive(Debug, Clone, Copy)]
pub struct NameEntry {
    /// The name, folded: lower case, single blanks.
    pub name: &'static str,
    /// Indexes into [`Formulary::ingredients`].
    pub ingredients: &'static [u16],
}

/// Either end of a pair rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// One ingredient.
    Ingredient(u16),
    /// Every ingredient of a class.
    Class(u16),
}

/// The whole set. Every slice is sorted so that it can be searched without a table in memory.
#[derive(Debug, Clone, Copy)]
pub struct Formulary {
    /// Version of the set.
    pub version: &'static str,
    /// By id.
    pub ingredients: &'static [Ingredient],
    /// Class ids.
    pub classes: &'static [&'static str],
    /// By name.
    pub names: &'static [NameEntry],
}
