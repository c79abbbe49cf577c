//! Measurements: vital signs, laboratory results, answers.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::ids::Keyed;
use super::when::Instant;

codes! {
    /// Whether a measurement counts.
    ObservationStatus {
        /// It does (final, amended, corrected, preliminary, registered).
        Valid = "valid", "valid";
        /// It was cancelled.
        Cancelled = "cancelled", "cancelled";
        /// It was never true of this patient.
        EnteredInError = "entered_in_error", "entered in error";
    }
}

/// LOINC codes of the vital signs and results the dashboard shows.
pub mod loinc {
    /// Systolic blood pressure, mmHg.
    pub const SYSTOLIC: &str = "8480-6";
    /// Diastolic blood pressure, mmHg.
    pub const DIASTOLIC: &str = "8462-4";
    /// Heart rate, /min.
    pub const PULSE: &str = "8867-4";
    /// Respiratory rate, /min.
    pub const BREATHS: &str = "9279-1";
    /// Body temperature.
    pub const TEMPERATURE: &str = "8310-5";
    /// Oxygen saturation, %.
    pub const SATURATION: &str = "59408-5";
    /// Body weight.
    pub const WEIGHT: &str = "29463-7";
    /// Pain severity, 0 to 10.
    pub const PAIN: &str = "72514-3";
    /// INR.
    pub const INR: &str = "6301-6";
    /// Glucose in blood, mg/dL.
    pub const GLUCOSE: &str = "2339-0";
    /// Results that a medicine may be judged by: of the kidneys, and every test of `monitoring.csv`. The body weight is
    /// among them because it is read here from much longer ago than on a board.
    pub const RESULTS: &[&str] = &[
        "718-7", "751-8", "777-3", "1742-6", "2132-9", "2160-0", "2163-4", "2164-2", "2823-3", "2947-0", "2951-2",
        "3016-3", "3084-1", "3432-2", "3968-5", "4049-3", "4086-5", "4544-3", "4548-4", "6298-4", "6301-6", "6690-2",
        "10535-3", "11253-2", "11580-8", "14334-7", "17856-6", "17861-6", "19123-9", "26515-7", "29463-7", "33914-3",
        "34714-6", "35591-7", "35592-5", "38483-4", "48642-3", "48643-1", "58410-2", "62238-1", "69405-9", "77147-7",
        "88293-6", "88294-4", "98979-8",
    ];
}

/// One measurement. A panel such as blood pressure is one row without a value and one per component.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// LOINC code, or another code with its system in front.
    pub code: String,
    /// What was measured, in words.
    pub name: String,
    /// FHIR category: `vital-signs`, `laboratory`, `survey`; empty when not stated.
    pub category: String,
    /// When.
    pub at: Option<Instant>,
    /// Numeric value.
    pub value: Option<f64>,
    /// Unit as given (UCUM where possible).
    pub unit: Option<String>,
    /// Value in words, when it is not a number.
    pub text: Option<String>,
    /// Whether it counts.
    pub status: ObservationStatus,
    /// What was sent beside the value: its standing, the sender's mark, method, site and device.
    pub how: Option<String>,
}

impl Keyed for Observation {
    type Of = Self;
}

/// How [`Observation::how`] says that its sender marked a value as critical.
pub const FLAGGED: &str = "marked critical";
