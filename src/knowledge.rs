//! The reviewed tables of `assets`, compiled in.

pub mod limits;
pub mod rules;
