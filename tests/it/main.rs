//! Every integration test, in one binary.
// A test may stop at what should not be; its helper functions too.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::wildcard_enum_match_arm)]

mod demo;
