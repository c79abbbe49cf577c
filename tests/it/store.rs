//! The store: what is acknowledged is kept, what is done is on record, what is read is small.

mod audit;
mod door;
mod faults;
mod opening;
pub(crate) mod queue;
mod reading;
mod replaced;
mod sequences;
mod statements;
mod taking;
