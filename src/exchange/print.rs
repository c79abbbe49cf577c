//! Documents on paper: what stands on them, set as plain text or as PDF. The same input makes the same bytes; the time
//! comes from outside.

mod face;
pub mod home;
pub mod paper;
pub mod patient_copy;
pub mod pdf;
pub mod plan;
mod sheets;
pub mod text;
mod wrap;

pub use paper::{Block, Paper, Size};
