//! caseload: who needs me first, and why.

pub mod clock;
pub mod config;
pub mod domain;
pub mod knowledge;
pub mod run;
pub mod store;
pub mod terminal;
pub mod ui;
