//! People who work with the program.

use serde::Serialize;

use super::codes::{Discipline, codes};
use super::patient::Name;

codes! {
    /// What a user may see and do.
    Role {
        /// Coordinates the care of her own patients.
        CaseManager = "case_manager", "case manager";
        /// Answers for a team's charts.
        Supervisor = "supervisor", "clinical supervisor";
        /// Visits patients without managing their cases.
        Clinician = "clinician", "clinician";
        /// Home health aide.
        Aide = "aide", "aide";
        /// Takes referrals.
        Intake = "intake", "intake nurse";
        /// Takes calls at night and on weekends.
        OnCall = "on_call", "on-call nurse";
        /// Keeps users and settings; sees no chart.
        Administrator = "administrator", "administrator";
    }
}

/// A person who works with the program.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct User {
    /// Short name used on the command line; unique.
    pub login: String,
    /// The account of the operating system that is this user, if mapped.
    pub os_account: Option<String>,
    /// Name as colleagues write it.
    pub name: Name,
    /// Credential behind the name: RN, PT, MSW, ...
    pub credential: String,
    /// What she may see and do.
    pub role: Role,
    /// The discipline she visits for, if she visits.
    pub discipline: Option<Discipline>,
    /// Team, as the agency calls it.
    pub team: String,
}
