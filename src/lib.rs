//! caseload: who needs me first, and why.

pub mod domain;
pub mod exchange;
pub mod store;
