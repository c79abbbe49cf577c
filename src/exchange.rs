//! Files of the outside world and domain values.

pub mod facts;
pub mod fhir;
pub mod print;
