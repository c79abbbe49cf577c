//! caseload: who needs me first, and why.

pub mod demo;
pub mod domain;
