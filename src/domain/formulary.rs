//! The drug knowledge as the review reads it: constants made from `assets/knowledge` while building.
//!
//! Every slice is sorted, so that it is searched where it lies and nothing is built at start-up. Indexes are `u16`
//! or `u8`, because the tables are small and the constants are many. The rows of the long tables hold no pointers:
//! words stand in one text ([`Formulary::texts`]) and lists in shared slices, so that they need no relocation and stay
//! shared between all sessions of a machine.

use super::alert::AlertTier;

#[path = "formulary/rules.rs"]
pub mod rules;
#[path = "formulary/sig.rs"]
pub mod sig;

use rules::{
    AllergyRule, CombinationRule, ConditionWords, DoseRule, HarmSign, MonitoringRule, Need, NotationRule,
    OlderAdultRule, RenalRule, SideEffectRule, Span, Text,
};
use sig::SigTables;

/// One ingredient.
#[derive(Debug, Clone, Copy)]
pub struct Ingredient {
    /// Id of `ingredients.csv`.
    pub id: Text,
    /// Generic name.
    pub name: Text,
    /// Classes it belongs to and all their ancestors: sorted indexes into [`Formulary::classes`], as a place in
    /// [`Formulary::indexes`].
    pub classes: Span,
    /// Route when none is stated, as index into [`Formulary::routes`].
    pub default_route: u8,
    /// Needs double care (high-alert list).
    pub high_alert: bool,
    /// A little more or less of it does harm (narrow therapeutic index).
    pub narrow_index: bool,
    /// Sold without an order.
    pub over_the_counter: bool,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// One ingredient, as index into [`Formulary::ingredients`].
    Ingredient(u16),
    /// A combination, as index into [`Formulary::products`].
    Product(u16),
    /// Several drugs; nobody may guess which. Index into [`Formulary::ambiguous`].
    Ambiguous(u16),
}

/// A name people write.
#[derive(Debug, Clone, Copy)]
pub struct Name {
    /// Folded words with single blanks between them.
    pub words: Text,
    /// What it stands for.
    pub meaning: Meaning,
    /// The route of what is sold under this name, where it differs from the ingredient's.
    pub route: Option<u8>,
    /// How its first word sounds.
    pub sound: u64,
}

/// A name that stands for several drugs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AmbiguousName {
    /// As written.
    pub name: &'static str,
    /// What it may stand for, as indexes into [`Formulary::ingredients`].
    pub candidates: &'static [u16],
    /// What to ask.
    pub ask: &'static str,
}

/// Either end of a pair rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// One ingredient.
    Ingredient(u16),
    /// Every ingredient of a class.
    Class(u16),
}

/// A condition on a dose. Unknown counts as above.
#[derive(Debug, Clone, Copy)]
pub struct DoseAbove {
    /// Whose dose.
    pub ingredient: u16,
    /// Milligrams per day.
    pub mg_per_day: u32,
    /// The tier at or below that dose; `None` is silence.
    pub otherwise: Option<AlertTier>,
}

/// Two subjects that act on each other.
#[derive(Debug, Clone, Copy)]
pub struct PairRule {
    /// Id of `interactions.csv`.
    pub id: Text,
    /// One end.
    pub a: Subject,
    /// The other end.
    pub b: Subject,
    /// How grave.
    pub tier: AlertTier,
    /// Condition on a dose.
    pub when: Option<DoseAbove>,
    /// Whether it also counts where a route is local.
    pub any_route: bool,
    /// Rules it takes the place of: indexes into [`Formulary::pairs`], as a place in [`Formulary::indexes`].
    pub overrides: Span,
    /// What may happen, and in brackets why.
    pub consequence: Text,
    /// What to do.
    pub action: Text,
    /// Number in the ONC high-priority list, `HP3`, or empty.
    pub onc: Text,
    /// Where it comes from, in words with the row: "FDA label: apixaban (I115)".
    pub source: Text,
}

/// A pair that is quiet on purpose. It silences only the rules it names.
#[derive(Debug, Clone, Copy)]
pub struct QuietPair {
    /// Id of `quiet_pairs.csv`.
    pub id: Text,
    /// One end.
    pub a: Subject,
    /// The other end.
    pub b: Subject,
    /// Rules it silences: indexes into [`Formulary::pairs`], as a place in [`Formulary::indexes`].
    pub overrides: Span,
}

/// What a duplicate rule counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DuplicateScope {
    /// Any ingredient in two lines.
    AnyIngredient,
    /// This ingredient in two lines.
    Ingredient(u16),
    /// Different ingredients of a class.
    Class(u16),
    /// An ingredient of one class beside one of the other.
    Classes(u16, u16),
}

/// When two lines of a duplicate rule are meant to stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exemption {
    /// One is taken on schedule and the other when needed.
    ScheduledAndAsNeeded,
    /// One is long-acting and the other short-acting, both of one of these classes.
    LongAndShort(&'static [u16]),
    /// Both are inhaled, one of them through a nebulizer.
    InhalerAndNebulizer,
    /// Different days, different times of day, or one order written in two strengths.
    OneOrder,
    /// Different routes, at least one of them local.
    OtherRouteLocal,
    /// At least one on a local route.
    LocalRoute,
    /// Either belongs to one of these classes.
    AnyOf(&'static [u16]),
    /// Both belong to this class, which has a rule of its own.
    BothOf(u16),
    /// These two ingredients.
    These(u16, u16),
    /// Either is this ingredient.
    Either(u16),
    /// A written bridge, switch or taper.
    WrittenPlan,
    /// One is under the tongue or when needed, the other is not.
    RescueAndScheduled,
}

/// A rule about the same thing twice.
#[derive(Debug, Clone, Copy)]
pub struct DuplicateRule {
    /// Id of `duplicates.csv`.
    pub id: Text,
    /// What it counts.
    pub scope: DuplicateScope,
    /// How many may stand together.
    pub max_allowed: u8,
    /// How grave.
    pub tier: AlertTier,
    /// What may stand together all the same.
    pub exemptions: &'static [Exemption],
    /// What was found.
    pub message: Text,
    /// What to do.
    pub action: Text,
    /// Where it comes from, in words with the row.
    pub source: Text,
}

/// A way into the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// Code of `sig_routes.csv`.
    pub code: &'static str,
    /// As people read it.
    pub display: &'static str,
    /// Whether the drug reaches the blood in earnest.
    pub systemic: bool,
}

/// Folded words that stand for an entry of another slice.
pub type Wording = (&'static str, u8);

/// The whole set.
#[derive(Debug, Clone, Copy)]
pub struct Formulary {
    /// Version of the set.
    pub version: &'static str,
    /// The day the set was closed, `YYYY-MM-DD`.
    pub dated: &'static str,
    /// By id.
    pub ingredients: &'static [Ingredient],
    /// Class ids, sorted.
    pub classes: &'static [&'static str],
    /// What is in each combination.
    pub products: &'static [&'static [u16]],
    /// By words.
    pub names: &'static [Name],
    /// In the order of the file.
    pub ambiguous: &'static [AmbiguousName],
    /// By `a`.
    pub pairs: &'static [PairRule],
    /// In the order of the file.
    pub quiet: &'static [QuietPair],
    /// In the order of the file.
    pub duplicates: &'static [DuplicateRule],
    /// In the order of the file.
    pub routes: &'static [Route],
    /// Ways to write a route, by words.
    pub route_words: &'static [Wording],
    /// How instructions are written.
    pub sig: SigTables,
    /// All words of names and rules.
    pub texts: &'static str,
    /// Lists of indexes of other slices.
    pub indexes: &'static [u16],
    /// Lists of words.
    pub words: &'static [Text],
    /// Lists of subjects.
    pub subjects: &'static [Subject],
    /// What the rules about several medicines need.
    pub needs: &'static [Need],
    /// In the order of the file, as all that follow.
    pub combinations: &'static [CombinationRule],
    /// How far allergies reach.
    pub allergies: &'static [AllergyRule],
    /// Dose limits.
    pub doses: &'static [DoseRule],
    /// Kidney limits.
    pub renal: &'static [RenalRule],
    /// Cautions for older people.
    pub older_adults: &'static [OlderAdultRule],
    /// How conditions are charted.
    pub conditions: &'static [ConditionWords],
    /// Tests and observations.
    pub monitoring: &'static [MonitoringRule],
    /// Questions and teaching.
    pub side_effects: &'static [SideEffectRule],
    /// Notations that are misread.
    pub notations: &'static [NotationRule],
    /// Results that show harm.
    pub harm_signs: &'static [HarmSign],
}

impl Formulary {
    /// The ingredient at an index; indexes come from this set and always fit.
    pub fn ingredient(&self, index: u16) -> &'static Ingredient {
        &self.ingredients[usize::from(index)]
    }

    /// The generic name of an ingredient.
    pub fn name(&self, ingredient: u16) -> &'static str {
        self.text(self.ingredient(ingredient).name)
    }

    /// Words of a row.
    pub fn text(&self, text: Text) -> &'static str {
        let from = text.at as usize;
        self.texts.get(from..from + usize::from(text.len)).unwrap_or_default()
    }

    /// A list of words of a rule.
    pub fn words(&self, span: Span) -> impl Iterator<Item = &'static str> {
        let from = usize::from(span.at);
        let listed = self.words.get(from..from + usize::from(span.len)).unwrap_or_default();
        listed.iter().map(|text| self.text(*text))
    }

    /// A list of indexes of a row.
    pub fn indexes_in(&self, span: Span) -> &'static [u16] {
        let from = usize::from(span.at);
        self.indexes.get(from..from + usize::from(span.len)).unwrap_or_default()
    }

    /// A list of subjects of a rule.
    pub fn subjects_in(&self, span: Span) -> &'static [Subject] {
        let from = usize::from(span.at);
        self.subjects.get(from..from + usize::from(span.len)).unwrap_or_default()
    }

    /// What a rule about several medicines needs.
    pub fn needs_in(&self, span: Span) -> &'static [Need] {
        let from = usize::from(span.at);
        self.needs.get(from..from + usize::from(span.len)).unwrap_or_default()
    }

    /// Finds an ingredient by its generic name.
    pub fn named(&self, name: &str) -> Option<u16> {
        let at = self.ingredients.iter().position(|ingredient| self.text(ingredient.name) == name)?;
        u16::try_from(at).ok()
    }

    /// Finds an ingredient by its id.
    pub fn find(&self, id: &str) -> Option<u16> {
        let at = self.ingredients.binary_search_by(|ingredient| self.text(ingredient.id).cmp(id)).ok()?;
        u16::try_from(at).ok()
    }

    /// Finds a class by its id.
    pub fn class(&self, id: &str) -> Option<u16> {
        let at = self.classes.binary_search(&id).ok()?;
        u16::try_from(at).ok()
    }

    /// Whether an ingredient belongs to a class, directly or through an ancestor.
    pub fn belongs(&self, ingredient: u16, class: u16) -> bool {
        self.indexes_in(self.ingredient(ingredient).classes).binary_search(&class).is_ok()
    }

    /// Whether an ingredient is what a subject means.
    pub fn covers(&self, subject: Subject, ingredient: u16) -> bool {
        match subject {
            Subject::Ingredient(this) => this == ingredient,
            Subject::Class(class) => self.belongs(ingredient, class),
        }
    }

    /// Everything a rule may call an ingredient: itself and its classes.
    pub fn subjects(&self, ingredient: u16) -> impl Iterator<Item = Subject> {
        let classes = self.indexes_in(self.ingredient(ingredient).classes).iter().copied().map(Subject::Class);
        std::iter::once(Subject::Ingredient(ingredient)).chain(classes)
    }

    /// Pair rules whose `a` is this subject, with the index of the first one.
    pub fn pairs_of(&self, subject: Subject) -> (usize, &'static [PairRule]) {
        let from = self.pairs.partition_point(|rule| rule.a < subject);
        let to = self.pairs.partition_point(|rule| rule.a <= subject);
        (from, &self.pairs[from..to])
    }

    /// Names whose first word is this one.
    pub fn names_beginning(&self, word: &str) -> &'static [Name] {
        // A blank sorts before every letter and digit, so that these names stand together behind the word itself.
        let begins = |name: &Name| {
            self.text(name.words).strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        let from = self.names.partition_point(|name| self.text(name.words) < word);
        let count = self.names[from..].iter().take_while(|name| begins(name)).count();
        &self.names[from..from + count]
    }

    /// Index of a route by its code.
    pub fn route(&self, code: &str) -> Option<u8> {
        let at = self.routes.iter().position(|route| route.code == code)?;
        u8::try_from(at).ok()
    }
}
