//! The rules about more than a pair: several medicines, allergies, doses, kidneys, age, laboratory tests, notations.

use super::{AlertTier, Subject};

/// Words of a row: a place in [`super::Formulary::texts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Text {
    /// First byte.
    pub at: u32,
    /// How many bytes.
    pub len: u16,
}

/// A list of a row: a place in one of the shared slices, such as [`super::Formulary::words`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First element.
    pub at: u16,
    /// How many elements.
    pub len: u16,
}

/// One thing that a rule about several medicines needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// What is counted.
    pub subject: Subject,
    /// How many different ingredients of it.
    pub count: u8,
}

/// Several medicines together, `multi_rules.csv`.
#[derive(Debug, Clone, Copy)]
pub struct CombinationRule {
    /// Id of the row.
    pub id: Text,
    /// What must be taken, as a place in [`super::Formulary::needs`].
    pub needs: Span,
    /// What must not be there.
    pub absent: Span,
    /// How grave.
    pub tier: AlertTier,
    /// What was found.
    pub title: Text,
    /// What may happen.
    pub consequence: Text,
    /// What to do.
    pub action: Text,
    /// Where it comes from, in words.
    pub source: Text,
}

/// How far an allergy reaches, `allergy_classes.csv`.
#[derive(Debug, Clone, Copy)]
pub struct AllergyRule {
    /// Id of the row.
    pub id: Text,
    /// Words by which the allergen is charted, folded.
    pub terms: Span,
    /// Drugs and classes that are the allergen, by whatever name they are charted.
    pub allergens: Span,
    /// Words of the reaction without which the row says nothing, folded; empty: any reaction.
    pub reactions: Span,
    /// What must not be given; `None`: no medicine (gloves, tape).
    pub target: Option<Subject>,
    /// How grave; `None` is silence on purpose.
    pub tier: Option<AlertTier>,
    /// `same`, `likely`, `low`, ... as the table says it.
    pub relation: Text,
    /// What to do.
    pub action: Text,
    /// Where it comes from, in words.
    pub source: Text,
}

/// Whom a dose limit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// Everybody of age, and those whose age is not known.
    Adult,
    /// Those who are known to be this old.
    FromAge(u8),
    /// What nobody ordered.
    WithoutOrder,
    /// Drugs for once a week that are entered for every day.
    EveryDay,
}

/// The most of an ingredient in a day, `dose_limits.csv`.
#[derive(Debug, Clone, Copy)]
pub struct DoseRule {
    /// Id of the row.
    pub id: Text,
    /// Index of the ingredient.
    pub ingredient: u16,
    /// The most in a day, in milligrams.
    pub most_mg: f32,
    /// Whether people count this drug in micrograms.
    pub micrograms: bool,
    /// Whom it is for.
    pub applies: Applies,
    /// The only route it is for, as index into [`super::Formulary::routes`].
    pub route: Option<u8>,
    /// How grave.
    pub tier: AlertTier,
    /// What is said.
    pub message: Text,
    /// Where it comes from, in words.
    pub source: Text,
}

/// Which number of the kidneys a rule reads. They are never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Estimated filtration, mL/min/1.73 m2.
    Egfr,
    /// Creatinine clearance, mL/min.
    Clearance,
    /// Two of three: 80 or older, 60 kg or less, serum creatinine at this or above, in mg/dL.
    TwoOfThree,
}

/// A limit of kidney function, `renal.csv`.
#[derive(Debug, Clone, Copy)]
pub struct RenalRule {
    /// Id of the row.
    pub id: Text,
    /// Whose dose.
    pub subject: Subject,
    /// Which number.
    pub measure: Measure,
    /// Speaks below this.
    pub below: f32,
    /// How pressing; a dose to review is watched.
    pub tier: AlertTier,
    /// What to do.
    pub advice: Text,
    /// Where it comes from, in words.
    pub source: Text,
}

/// A drug that older people bear badly, `older_adults.csv`.
#[derive(Debug, Clone, Copy)]
pub struct OlderAdultRule {
    /// Id of the row.
    pub id: Text,
    /// Which drug.
    pub subject: Subject,
    /// Which members differ.
    pub except: Span,
    /// From this age.
    pub from_age: u8,
    /// Only with this condition, as index into [`super::Formulary::conditions`].
    pub condition: Option<u8>,
    /// Better avoided; otherwise a caution for the review.
    pub avoid: bool,
    /// What may happen.
    pub concern: Text,
    /// What to do.
    pub action: Text,
    /// Where it comes from, in words.
    pub source: Text,
}

/// How a condition is charted, `conditions.csv`.
#[derive(Debug, Clone, Copy)]
pub struct ConditionWords {
    /// What rules call it: `heart_failure`.
    pub id: Text,
    /// Folded words and phrases.
    pub words: Span,
    /// Beginnings of ICD-10-CM codes, without point.
    pub icd10: Span,
    /// SNOMED CT codes, whole.
    pub snomed: Span,
}

/// A test or observation that a drug needs, `monitoring.csv`.
#[derive(Debug, Clone, Copy)]
pub struct MonitoringRule {
    /// Id of the row.
    pub id: Text,
    /// Which drug.
    pub subject: Subject,
    /// What is measured, in words.
    pub test: Text,
    /// LOINC codes any of which is that test; empty: its results are not known here.
    pub loinc: Span,
    /// Days from one result to the next; 0: at each visit.
    pub interval: u16,
    /// Days from the start to the first result.
    pub first: Option<u16>,
    /// Drugs beside which it is due at once.
    pub with: Span,
    /// Whether it is due throughout a short course.
    pub course: bool,
    /// Whether lateness presses.
    pub urgent: bool,
    /// What else makes it due, in words.
    pub trigger: Text,
    /// What it finds.
    pub shows: Text,
    /// Where it comes from, in words.
    pub source: Text,
}

/// What to ask, teach and call about, `side_effects.csv`.
#[derive(Debug, Clone, Copy)]
pub struct SideEffectRule {
    /// Which drug.
    pub subject: Subject,
    /// Questions, riskiest first.
    pub ask: Text,
    /// Teaching points.
    pub teach: Text,
    /// When to call at once.
    pub call_now: Text,
}

/// How an error-prone notation is found in a line, `sig_error_prone.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// The word, in any case.
    Word,
    /// The word in capitals, in a line that is not all capitals.
    Capitals,
    /// An eye or ear abbreviation: in capitals, or beside drops.
    EyeOrEar,
    /// Letters with points between them: `Q.D.`.
    Dotted,
    /// `u` behind a number.
    UnitLetter,
    /// A unit, alone or behind a number: `88 ug`, `30cc`.
    Unit,
    /// `5.0`.
    TrailingZero,
    /// `.5`.
    LeadingPoint,
    /// `q6PM`.
    EveryHourPm,
    /// `x3d`.
    ForDays,
    /// Any of these signs, anywhere.
    Sign,
    /// The sign with blanks around it.
    SignAlone,
    /// `/` between a unit and a word.
    Per,
    /// Five digits and more without a comma.
    LongNumber,
    /// `Lasix40`.
    NameAndNumber,
    /// `5mg`.
    NumberAndUnit,
    /// Not looked for.
    NotChecked,
}

/// A notation that is misread.
#[derive(Debug, Clone, Copy)]
pub struct NotationRule {
    /// What is written.
    pub token: Text,
    /// How it is found.
    pub pattern: Pattern,
    /// What it is taken for.
    pub problem: Text,
    /// What to write.
    pub instead: Text,
    /// Whether it must never be stored.
    pub block: bool,
    /// Where it comes from, in words.
    pub source: Text,
}

/// A result out of its limits that shows that the harm a drug can do has begun, `harm_signs.csv`.
#[derive(Debug, Clone, Copy)]
pub struct HarmSign {
    /// Which drug.
    pub subject: Subject,
    /// LOINC code of the result.
    pub loinc: Text,
}
