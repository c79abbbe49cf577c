//! The agency's default limits of vital signs, from `assets/rules/vitals.toml`.

use crate::domain::limits::{Band, Change, Condition, Limit, Limits};

include!(concat!(env!("OUT_DIR"), "/limits.rs"));

/// The default limits. An order for the patient goes before them.
pub fn limits() -> Limits {
    Limits { limits: LIMITS, changes: CHANGES }
}
