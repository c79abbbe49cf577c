//! Words of the tables that are choices of a few. `None` is a word the table may not have.

use crate::domain::formulary::rules::{Applies, Measure, Pattern};

/// Whom a dose limit is for.
pub(crate) fn applies(word: &str) -> Option<Applies> {
    match word {
        "adult" => Some(Applies::Adult),
        "otc" => Some(Applies::WithoutOrder),
        "daily_frequency" => Some(Applies::EveryDay),
        _ => word.strip_prefix("age_ge_")?.parse().ok().map(Applies::FromAge),
    }
}

/// Which number of the kidneys a word means.
pub(crate) fn measure(word: &str) -> Option<Measure> {
    match word {
        "eGFR" => Some(Measure::Egfr),
        "CrCl" => Some(Measure::Clearance),
        "serum_creatinine_ge_1.5" => Some(Measure::TwoOfThree),
        _ => None,
    }
}

/// How a notation is found.
pub(crate) fn pattern(word: &str) -> Option<Pattern> {
    Some(match word {
        "word" => Pattern::Word,
        "capitals" => Pattern::Capitals,
        "eye_or_ear" => Pattern::EyeOrEar,
        "dotted" => Pattern::Dotted,
        "unit_letter" => Pattern::UnitLetter,
        "unit" => Pattern::Unit,
        "trailing_zero" => Pattern::TrailingZero,
        "leading_point" => Pattern::LeadingPoint,
        "every_hour_pm" => Pattern::EveryHourPm,
        "for_days" => Pattern::ForDays,
        "sign" => Pattern::Sign,
        "sign_alone" => Pattern::SignAlone,
        "per" => Pattern::Per,
        "long_number" => Pattern::LongNumber,
        "name_and_number" => Pattern::NameAndNumber,
        "number_and_unit" => Pattern::NumberAndUnit,
        "not_checked" => Pattern::NotChecked,
        _ => return None,
    })
}
