//! Every integration test, in one binary.

mod situation;
mod store;
