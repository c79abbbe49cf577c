//! People who work with the program.

use serde::Serialize;

use super::codes::{Discipline, codes};
use super::ids::{Keyed, of};
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
        /// Reads charts and changes nothing.
        Auditor = "auditor", "auditor";
    }
}

/// How many patients a board is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Her own and those she visits.
    Own,
    /// Those of the case managers of her team.
    Team,
    /// Those of every case manager.
    Agency,
}

impl Reach {
    /// As people say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Own => "your own",
            Self::Team => "your team",
            Self::Agency => "the whole agency",
        }
    }
}

impl Role {
    /// How far the board of somebody of this role reaches at first, and at most.
    pub fn reach(&self) -> (Reach, Reach) {
        match self {
            Self::Supervisor => (Reach::Team, Reach::Agency),
            Self::OnCall | Self::Intake => (Reach::Agency, Reach::Agency),
            Self::Auditor => (Reach::Own, Reach::Agency),
            Self::CaseManager | Self::Clinician | Self::Aide | Self::Administrator | Self::Other(_) => {
                (Reach::Own, Reach::Own)
            }
        }
    }

    /// Whether somebody of this role looks after the patients of several case managers.
    pub fn answers_for_others(&self) -> bool {
        self.reach().1 > Reach::Own
    }
}

impl User {
    /// As a signature names them: `M.Ortiz RN`.
    pub fn signature(&self) -> String {
        format!("{} {}", self.name.initialled(), self.credential).trim_end().to_owned()
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

impl Keyed for User {
    type Of = of::User;
}
