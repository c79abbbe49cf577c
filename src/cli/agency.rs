//! What every command that reads an agency needs: configuration, database, user, time.

use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::{ColorWish, Common, Failure, Viewpoint, knowledge};
use crate::clock::Clock;
use crate::config::{Color, Config, OnPaper, Places, default_database};
use crate::domain::caseload::Letterhead;
use crate::domain::ids::UserId;
use crate::domain::permission::Permissions;
use crate::domain::text;
use crate::domain::user::{Role, User};
use crate::domain::when::Instant;
use crate::run::{Office, Session};
use crate::store::{Load, Store};
use crate::ui::command::KeyMap;

/// The settings in force.
pub(super) fn config(common: &Common) -> Result<Config, Failure> {
    let mut config =
        Config::load(&Places::of_process(common.config.clone())).map_err(|error| Failure::usage(error.to_string()))?;
    match common.color {
        Some(ColorWish::Never) => config.color = Color::Never,
        Some(ColorWish::Auto) => config.color = Color::Auto,
        None => {}
    }
    config.ascii |= common.ascii;
    Ok(config)
}

/// The database of these settings.
pub(super) fn database(common: &Common, config: &Config) -> Result<PathBuf, Failure> {
    common.db.clone().or_else(|| config.database.clone()).or_else(default_database).ok_or_else(|| {
        Failure::usage("There is no folder for a database here: name one with --db PATH or set CASELOAD_DB.")
    })
}

/// The keys of these settings.
pub(super) fn keys(config: &Config) -> Result<KeyMap, Failure> {
    KeyMap::rebound(&config.keys).map_err(|error| Failure::usage(format!("[keys] in the configuration: {error}")))
}

/// Who may do what, with what these settings take away.
pub(super) fn permissions(config: &Config) -> Result<Permissions, Failure> {
    let mut permissions = Permissions::default();
    for (who, acts) in &config.not_for {
        let narrowed = permissions.narrow(who, acts);
        narrowed.map_err(|error| Failure::usage(format!("[not_for] in the configuration: {error}.")))?;
    }
    Ok(permissions)
}

/// The name of this process in the audit: where it comes from, and a number no other session has.
pub(super) fn session_name(clock: Clock) -> String {
    let from = std::env::var("SSH_CONNECTION").ok().and_then(|line| line.split(' ').next().map(str::to_owned));
    let from = from.unwrap_or_else(|| "local".to_owned());
    let at = clock.now().timestamp_micros();
    crate::domain::text::line(&format!("{from}/{}/{at:x}", std::process::id()))
}

/// A local time as written on the command line: a day means 08:00, when the day begins for a case manager.
pub(super) fn instant(written: &str, zone: Tz) -> Result<Instant, Failure> {
    let day = NaiveDate::parse_from_str(written, "%Y-%m-%d").ok().and_then(|day| day.and_hms_opt(8, 0, 0));
    let exact = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(written, form).ok());
    let local = exact.or(day).ok_or_else(|| {
        Failure::usage(format!("--at {written} is not a time: write 2026-09-14 or 2026-09-14T10:42."))
    })?;
    let found = zone.from_local_datetime(&local).earliest();
    found
        .map(|at| at.with_timezone(&Utc))
        .ok_or_else(|| Failure::usage(format!("--at {written} does not exist in {zone}: the clocks are changed then.")))
}

/// Records that the program takes in by itself.
pub(super) fn load(action: &'static str, at: Instant) -> Load {
    Load { action, digest: None, user: None, at, assign: None, refer: false, dry_run: false }
}

/// Everything a command works with.
pub(crate) struct Desk {
    /// The time.
    pub(crate) clock: Clock,
    /// The agency's zone.
    pub(crate) zone: Tz,
    /// The store at work for the user.
    pub(crate) office: Office,
    /// Who.
    pub(crate) user: User,
    /// Her id.
    pub(crate) user_id: UserId,
}

impl Desk {
    /// Opens the database for the user and time of `viewpoint`.
    pub(crate) fn open(common: &Common, viewpoint: &Viewpoint) -> Result<Self, Failure> {
        let config = config(common)?;
        let path = database(common, &config)?;
        let store = Store::open(&path, &session_name(Clock::system()))?;
        Self::of(store, &config, viewpoint)
    }

    /// The same on a database that is open already.
    pub(crate) fn of(store: Store, config: &Config, viewpoint: &Viewpoint) -> Result<Self, Failure> {
        let zone = store.agency()?.zone;
        let at = viewpoint.at.as_deref().map(|written| instant(written, zone)).transpose()?;
        let clock = at.map_or_else(Clock::system, Clock::fixed);
        let mut store = store;
        store.permit(permissions(config)?);
        let users = store.users()?;
        let wanted = viewpoint.user.as_deref().or(config.user.as_deref());
        let user_id = user(&users, wanted, os_account().as_deref())?;
        let session = Session::of(&store, user_id, users)?;
        let user = session.caseload.user.clone();
        let letterhead = letterhead(config, &session.caseload.agency.name);
        let office = Office::new(store, session, knowledge::knowledge(config)?).with_letterhead(letterhead);
        Ok(Self { clock, zone, office, user, user_id })
    }

    /// Refuses what this user's role may not see.
    pub(crate) fn may_see_charts(&self) -> Result<(), Failure> {
        if self.user.role == Role::Administrator {
            return Err(Failure::forbidden("Administrators keep users and settings and see no chart."));
        }
        Ok(())
    }
}

/// How the agency stands on its paper, as it is configured.
fn letterhead(config: &Config, name: &str) -> Letterhead {
    let OnPaper { address, phone, provider_number } = &config.agency;
    let clean = |text: &String| Some(text::line(text)).filter(|text| !text.is_empty());
    Letterhead {
        name: name.to_owned(),
        address: address.iter().filter_map(clean).collect(),
        phone: phone.as_ref().and_then(clean),
        provider_number: provider_number.as_ref().and_then(clean),
    }
}

/// The account of the operating system this process runs under. The environment could be set by anybody.
pub(super) fn os_account() -> Option<String> {
    let id = rustix::process::getuid().as_raw().to_string();
    let accounts = std::fs::read_to_string("/etc/passwd").ok()?;
    let mut fields = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>());
    fields.find_map(|fields| (fields.get(2) == Some(&id.as_str())).then(|| fields.first().map(ToString::to_string)))?
}

/// The user asked for, else the one of the operating-system account, else the only case manager.
pub(super) fn user(users: &[(UserId, User)], wanted: Option<&str>, account: Option<&str>) -> Result<UserId, Failure> {
    if let Some(wanted) = wanted {
        let found = users.iter().find(|(_, user)| user.login == wanted);
        return found.map(|(id, _)| *id).ok_or_else(|| {
            let logins: Vec<&str> = users.iter().map(|(_, user)| user.login.as_str()).take(12).collect();
            Failure::request(format!("There is no user `{wanted}`. Users: {}.", logins.join(", ")))
        });
    }
    let mapped = account.and_then(|account| users.iter().find(|(_, user)| user.os_account.as_deref() == Some(account)));
    let mut managers = users.iter().filter(|(_, user)| user.role == Role::CaseManager);
    let only = managers.next().filter(|_| managers.next().is_none());
    mapped.or(only).map(|(id, _)| *id).ok_or_else(|| {
        let logins: Vec<&str> = users.iter().map(|(_, user)| user.login.as_str()).take(12).collect();
        Failure::request(format!("Whose caseload? Name a user with --user. Users: {}.", logins.join(", ")))
    })
}
