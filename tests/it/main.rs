//! Every integration test, in one binary.
mod clock;
mod limits;
mod plan;
