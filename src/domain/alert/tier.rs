//! How grave a finding is.

use serde::Serialize;

/// How grave; the order is worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertTier {
    /// No dose until the prescriber replies.
    Contraindicated,
    /// Needs a decision.
    Serious,
    /// Watch for it at visits; never in the pane.
    Monitor,
}

impl AlertTier {
    /// The word as stored and exchanged.
    pub fn word(self) -> &'static str {
        match self {
            Self::Contraindicated => "contraindicated",
            Self::Serious => "serious",
            Self::Monitor => "monitor",
        }
    }

    /// One tier lower; what is only watched stays.
    #[must_use]
    pub fn milder(self) -> Self {
        match self {
            Self::Contraindicated => Self::Serious,
            Self::Serious | Self::Monitor => Self::Monitor,
        }
    }
}
