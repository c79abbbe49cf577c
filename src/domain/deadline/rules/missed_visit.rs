//! A missed visit is a deviation from the plan of care: the practitioner is told. Source: 42 CFR 484.60; the 24 hours are
//! agency policy.

use super::{Obligation, by_row};
use crate::domain::deadline::course::Course;
use crate::domain::deadline::rule::Rule;

/// One for each missed visit.
pub(super) fn obligations(rule: &Rule, course: &Course<'_>) -> Vec<Obligation> {
    by_row::obligations(rule, course)
}
