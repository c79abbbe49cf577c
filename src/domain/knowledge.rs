//! The reviewed tables everything is computed with.

use chrono::Weekday;

use super::deadline::rule::Rule;
use super::formulary::Formulary;
use super::holidays::Holidays;
use super::limits::Limits;
use super::plan::template::PlanContent;

/// Drug tables and deadline rules.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge {
    /// Ingredients, names, interactions, duplicates.
    pub formulary: &'static Formulary,
    /// Deadline rules, every version of each.
    pub rules: &'static [Rule],
    /// What a person has to look up before the rules can be relied on, a line each.
    pub look_up: &'static [&'static str],
    /// Limits of vital signs.
    pub limits: Limits,
    /// Days on which the agency's office is closed.
    pub holidays: &'static Holidays,
    /// First day of the agency's week.
    pub week_starts: Weekday,
    /// What plans of care are put together from; read when it is first asked for.
    pub plans: fn() -> &'static PlanContent,
}

/// The same tables, not equal ones.
impl PartialEq for Knowledge {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.formulary, other.formulary)
            && std::ptr::eq(self.rules, other.rules)
            && std::ptr::eq(self.holidays, other.holidays)
            && self.week_starts == other.week_starts
    }
}
