//! What is true of home health care. Pure: no SQL, no terminal, no files, no environment, no clock.

pub mod alert;
pub mod allergy;
pub mod caseload;
pub mod change;
pub mod chart;
pub mod codes;
pub mod deadline;
pub mod episode;
pub mod event;
pub mod formulary;
pub mod ids;
pub mod limits;
pub mod medication;
pub mod note;
pub mod observation;
pub mod patient;
pub mod plan;
pub mod problem;
pub mod rank;
pub mod record;
pub mod refusal;
pub mod text;
pub mod user;
pub mod visit;
pub mod when;
