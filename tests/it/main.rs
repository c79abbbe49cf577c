//! Every integration test, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![allow(clippy::wildcard_enum_match_arm, reason = "a test names the cases it is about")]

mod agency;
mod answers;
mod budgets;
mod care_plan;
mod cli;
mod clock;
mod config;
mod demo;
mod desk;
mod docs;
mod facts;
mod fhir;
mod frequency;
mod goals;
mod holidays;
mod import;
mod key_budgets;
mod keys;
mod layers;
mod limits;
mod looping;
mod medicines;
mod meds;
mod ordered;
mod overrides;
mod plan;
mod preview;
mod properties;
mod pty;
mod reassess;
mod reconcile;
mod replay;
mod rule_sheet;
mod screens;
mod situation;
mod source;
mod store;
mod terminal;
mod tidy;
mod typed;
mod visit_met;
