//! Dates, times and spans as people say them; a weekday stands beside every date.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use super::Due;
use super::counting::instant;
use crate::domain::when::Moment;

/// `Wed 2026-03-04`.
pub(super) fn day(day: NaiveDate) -> String {
    // Without a pattern that would be read anew each time: a board says thousands of dates.
    format!("{} {day}", day.weekday())
}

/// `Wed 2026-03-04 15:20`.
fn minute(at: NaiveDateTime) -> String {
    let date = at.date();
    format!("{} {date} {:02}:{:02}", date.weekday(), at.hour(), at.minute())
}

/// `Wed 2026-03-04 15:20`, or the day with "time not recorded".
pub(super) fn moment(moment: Moment) -> String {
    match moment {
        Moment::Day(date) => format!("{} (time not recorded)", day(date)),
        Moment::At(at) => minute(at),
    }
}

/// `Wed 2026-03-04 15:20`, or `the end of Wed 2026-03-04`.
pub(super) fn due(due: Due) -> String {
    match due {
        Due::Day(date) => format!("the end of {}", day(date)),
        Due::At(at) => minute(at),
    }
}

/// `Wed 2026-03-04 15:20`, or `Wed 2026-03-04`.
pub(super) fn due_from(opens: Due) -> String {
    match opens {
        Due::Day(date) => day(date),
        Due::At(_) => due(opens),
    }
}

/// `1 day`, `5 days`.
pub(super) fn days(count: i64) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// By how much something due is late, in words; `None` while it is not.
pub(super) fn overdue_by(due: Due, now: NaiveDateTime, zone: Tz) -> Option<String> {
    if !due.is_past(now) {
        return None;
    }
    Some(match due {
        Due::Day(day) => days((now.date() - day).num_days()),
        Due::At(at) => {
            let minutes = elapsed(at, now, zone).num_minutes();
            match minutes / 60 {
                0 => format!("{minutes} min"),
                hours @ 1..72 => format!("{hours} h {} min", minutes % 60),
                hours => days(hours / 24),
            }
        }
    })
}

/// The time left, for a narrow column. A time of day counts hours while under three days: `45m`, `5h18m`, `1d 2h`,
/// `4d`; a day counts days: `today`, `4d`. Late: `late 20m`, `late 5h`, `late 1d`, `late 20w`, `late 6y`. `now` is local in `zone`.
pub fn left(due: Due, now: NaiveDateTime, zone: Tz) -> String {
    match due {
        Due::Day(day) => match (day - now.date()).num_days() {
            0 => "today".to_owned(),
            days @ 1.. => format!("{days}d"),
            late => late_days(-late),
        },
        Due::At(at) => {
            let minutes = elapsed(now, at, zone).num_minutes();
            let hours = minutes / 60;
            match hours {
                _ if due.is_past(now) => match -hours {
                    0 => format!("late {}m", -minutes),
                    late @ 1..24 => format!("late {late}h"),
                    late => late_days(late / 24),
                },
                0 => format!("{minutes}m"),
                1..24 => format!("{hours}h{:02}m", minutes % 60),
                24..72 => format!("{}d {}h", hours / 24, hours % 24),
                hours => format!("{}d", hours / 24),
            }
        }
    }
}

/// How late, in no more letters than the column has: a day more or less no longer matters after some months.
fn late_days(days: i64) -> String {
    match days {
        ..100 => format!("late {days}d"),
        100..700 => format!("late {}w", days / 7),
        days => format!("late {}y", days / 365),
    }
}

/// Real time between two local times; by the wall clock where one of them does not exist.
fn elapsed(from: NaiveDateTime, to: NaiveDateTime, zone: Tz) -> TimeDelta {
    match (instant(from, zone), instant(to, zone)) {
        (Some(from), Some(to)) => to.with_timezone(&Utc) - from.with_timezone(&Utc),
        _ => to - from,
    }
}
