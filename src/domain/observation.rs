//! Measurements: vital signs, laboratory results, answers.

use serde::{Deserialize, Serialize};

use super::codes::codes;
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
}
