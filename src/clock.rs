//! The only place that asks what time it is, and where.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// Tells the time to everything else, which is handed an instant and never asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock(Source);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    System,
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The clock of this machine.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still, for `--at` and for tests.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Source::Fixed(at))
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        match self.0 {
            #[allow(clippy::disallowed_methods, reason = "the one place that asks the time")]
            Source::System => Utc::now(),
            Source::Fixed(at) => at,
        }
    }

    /// Whether it stands still.
    pub fn is_fixed(&self) -> bool {
        matches!(self.0, Source::Fixed(_))
    }
}

/// The zone of this machine: `TZ` if it names one, else the system's setting, else UTC.
pub fn local_zone() -> Tz {
    let named = std::env::var("TZ").ok().and_then(|name| zone_named(&name));
    let system = || iana_time_zone::get_timezone().ok().and_then(|name| zone_named(&name));
    named.or_else(system).unwrap_or(Tz::UTC)
}

/// The zone of that IANA name (`America/Chicago`), also as `TZ` may write it, with a colon before.
pub fn zone_named(name: &str) -> Option<Tz> {
    name.trim().trim_start_matches(':').parse().ok()
}
