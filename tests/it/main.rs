//! Every integration test, in one binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![allow(clippy::wildcard_enum_match_arm, reason = "a test names the cases it is about")]

mod config;
mod docs;
mod layers;
mod pty;
mod source;
mod terminal;
mod tidy;
mod clock;
mod limits;
mod plan;
// A test may stop at what should not be; its helper functions too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::wildcard_enum_match_arm)]

mod demo;
