//! caseload: who needs me first, and why.

pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod domain;
pub mod exchange;
pub mod knowledge;
pub mod run;
pub mod store;
pub mod terminal;
pub mod ui;
