//! `init`: an empty database with its first user.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;

use clap::Args;

use super::{Common, Failure, Outcome, agency, say};
use crate::clock::{Clock, zone_named};
use crate::domain::caseload::Agency;
use crate::domain::record::{Body, Links, Record, UserRecord};
use crate::domain::text;
use crate::domain::user::Role;
use crate::store::Store;

/// What `init` needs to know.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The agency's name.
    #[arg(long, value_name = "NAME")]
    agency: String,
    /// The time zone its patients live in, by its IANA name, such as America/Chicago.
    #[arg(long, value_name = "ZONE")]
    zone: String,
    /// The first user's name, given name first, such as "Maria Ortiz". The login is the family name in small letters.
    #[arg(long, value_name = "NAME")]
    admin: String,
    /// What the first user is: administrator (sees no chart), or `case_manager` for somebody who works alone.
    #[arg(long, value_name = "ROLE", default_value = "administrator")]
    role: String,
    /// The first user's licence, such as RN, LPN or PT: it stands behind the name on notes and signatures. RN where a nurse
    /// is usual, HHA for an aide.
    #[arg(long, value_name = "CREDENTIAL")]
    credential: Option<String>,
}

/// Creates the database.
pub(super) fn run(common: &Common, arguments: &Arguments) -> Outcome {
    let config = agency::config(common)?;
    let path = agency::database(common, &config)?;
    let clock = Clock::system();
    let zone = zone_named(&arguments.zone).ok_or_else(|| {
        Failure::usage(format!("`{}` is no time zone: write one like America/Chicago.", arguments.zone))
    })?;
    let (name, admin) = (text::line(&arguments.agency), text::line(&arguments.admin));
    if name.is_empty() || admin.is_empty() {
        return Err(Failure::usage("--agency and --admin need a name."));
    }
    let role = Role::from_word(&arguments.role);
    if !Role::ALL.contains(&role) {
        let words: Vec<&str> = Role::ALL.iter().map(Role::word).collect();
        return Err(Failure::usage(format!("--role {}: write one of {}.", arguments.role, words.join(", "))));
    }
    let given = arguments.credential.as_deref().map(text::line).filter(|given| !given.is_empty());
    let credential = given.clone().or_else(|| usual_licence(&role).map(str::to_owned)).ok_or_else(|| {
        Failure::usage(format!(
            "A {} works under a licence: write it behind the name with --credential, such as --credential PT.",
            role.label()
        ))
    })?;
    let assumed = given.is_none() && !credential.is_empty();
    let assumed = if assumed { format!(" ({credential}: --credential names another licence)") } else { String::new() };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        // Others have no business in a folder that is made for charts.
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let (given, family) = admin.rsplit_once(' ').unwrap_or(("", &admin));
    let login = text::fold(family);
    let login = if login.is_empty() { "admin".to_owned() } else { login };
    let agency = Agency { name, zone };
    let user = UserRecord {
        login: login.clone(),
        os_account: None,
        family: family.to_owned(),
        given: given.to_owned(),
        credential,
        role,
        discipline: None,
        team: String::new(),
    };
    let record = Record::new(Some(format!("user/{login}")), Links::default(), Body::User(user));
    Store::build(&path, &agency, &agency::session_name(clock), clock.now(), |store| -> Result<(), Failure> {
        store.take(vec![record], &agency::load("init", clock.now()))?;
        Ok(())
    })?;
    say(&format!(
        "{} is ready for {}, first user `{login}`{assumed}. Next: caseload --db {} import PATH\n",
        path.display(),
        agency.name,
        path.display()
    ))?;
    Ok(0)
}

/// The licence somebody of this role usually has; none where there is no usual one. Who sees no chart needs none.
fn usual_licence(role: &Role) -> Option<&'static str> {
    match role {
        Role::CaseManager | Role::Supervisor | Role::OnCall | Role::Intake => Some("RN"),
        Role::Aide => Some("HHA"),
        Role::Administrator | Role::Auditor => Some(""),
        Role::Clinician | Role::Other(_) => None,
    }
}
