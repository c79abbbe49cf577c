//! The agency's default limits of vital signs, from `assets/rules/vitals.toml`.

use crate::domain::limits::{Limits, defaults};

/// The default limits. An order for the patient goes before them.
pub fn limits() -> Limits {
    defaults()
}
