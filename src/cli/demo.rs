//! `demo`: an invented agency, in a temporary folder unless `--keep` names a place.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{Common, Failure, Outcome, Viewpoint, agency, dashboard, say};
use crate::clock::{Clock, zone_named};
use crate::demo::{Order, Size};
use crate::domain::change::{Bundle, Change, Edit, PlanChange, Stamp};
use crate::domain::ids::OperationId;
use crate::domain::plan::Telling;
use crate::domain::user::Role;
use crate::domain::when::civil;
use crate::run::Session;
use crate::store::Store;

/// The zone of the invented agency.
const ZONE: &str = "America/Chicago";
/// The case manager whose day the demo shows.
const FIRST_USER: &str = "ortiz";
/// The plans of so many case managers' patients are signed: in a small agency everybody's.
const SIGNING: usize = 3;

/// What the agency is to be like.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A number; the same seed, size, years and date give the same agency.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How large the agency is.
    #[arg(long, value_enum, default_value_t = SizeWish::S)]
    size: SizeWish,
    /// Years of history, 1 to 10.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10))]
    years: u32,
    /// Keep the database at this path, where nothing may be yet. Default: a temporary folder that goes with the program.
    #[arg(long, value_name = "PATH")]
    keep: Option<PathBuf>,
    /// Only build the database; needs --keep.
    #[arg(long, requires = "keep")]
    no_ui: bool,
    #[command(flatten)]
    pub(super) viewpoint: Viewpoint,
}

/// The sizes of agencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SizeWish {
    /// 3 clinicians, 50 patients.
    #[value(alias = "S")]
    S,
    /// 25 clinicians, 600 patients.
    #[value(alias = "M")]
    M,
    /// 250 clinicians, 6,000 patients.
    #[value(alias = "L")]
    L,
}

/// Builds the agency and shows it.
pub(super) fn run(common: &Common, arguments: &Arguments) -> Outcome {
    if common.db.is_some() {
        return Err(Failure::usage(
            "The demo builds a database of its own: name its place with --keep instead of --db.",
        ));
    }
    let zone = zone_named(ZONE).ok_or_else(|| Failure::request(format!("the zone {ZONE} is unknown here")))?;
    let now = match &arguments.viewpoint.at {
        Some(written) => agency::instant(written, zone)?,
        None => Clock::system().now(),
    };
    let size = match arguments.size {
        SizeWish::S => Size::S,
        SizeWish::M => Size::M,
        SizeWish::L => Size::L,
    };
    let order = Order { seed: arguments.seed, size, years: arguments.years, now, zone };
    if arguments.no_ui {
        let Some(path) = &arguments.keep else { return Err(Failure::usage("--no-ui needs --keep PATH.")) };
        let patients = build(path, &order)?.1;
        say(&format!("{} holds an invented agency with {patients} patients, past ones included.\n", path.display()))?;
        return Ok(0);
    }
    let folder = match &arguments.keep {
        Some(_) => None,
        None => Some(Folder::new()?),
    };
    let path = match (&arguments.keep, &folder) {
        (Some(path), _) => path.clone(),
        (None, Some(folder)) => folder.0.join("demo.db"),
        (None, None) => return Err(Failure::usage("no place for the database")),
    };
    let config = agency::config(common)?;
    let viewpoint = Viewpoint {
        user: arguments.viewpoint.user.clone().or_else(|| Some(FIRST_USER.to_owned())),
        at: arguments.viewpoint.at.clone(),
    };
    dashboard::show(&config, &viewpoint, true, || Ok(build(&path, &order)?.0))
}

/// Builds the database; answers how many patients it has.
fn build(path: &Path, order: &Order) -> Result<(Store, usize), Failure> {
    let session = agency::session_name(Clock::system());
    let agency = crate::demo::agency(order);
    let load = agency::load("demo", order.now);
    let fill = |store: &mut Store| -> Result<usize, Failure> {
        store.take(crate::demo::staff(order), &load)?;
        let mut patients = 0;
        for batch in crate::demo::patients(order) {
            store.take(batch, &load)?;
            patients += 1;
        }
        sign(store, order)?;
        Ok(patients)
    };
    Store::build(path, &agency, &session, order.now, fill)
}

/// Signs the plans of care of the first case managers' patients, each on a day of its own.
fn sign(store: &mut Store, order: &Order) -> Result<(), Failure> {
    let users = store.users()?;
    let managers = users.iter().filter(|(_, user)| user.role == Role::CaseManager).take(SIGNING);
    for (id, manager) in managers {
        let session = Session::of(store, *id, users.clone())?;
        let caseload = store.caseload(&session.caseload, &[*id], order.now)?;
        for facts in caseload.patients {
            let patient = facts.patient.id;
            let chart = store.chart(patient, *id, None, order.now)?;
            let Some((version, at)) = crate::demo::signature(&chart, manager, order.zone, order.now) else { continue };
            let signed = Change::Plan(PlanChange::sign(patient, version));
            // What changed since was told: nobody begins with a list of it.
            let now = chart.after(std::slice::from_ref(&signed), at);
            let value = Telling::of(&now, at, civil(order.now, order.zone), Vec::new());
            let told = Change::Plan(PlanChange::telling(Edit::Add { patient, value }));
            let bundle = Bundle { says: signed.says(), parts: vec![signed, told] };
            let operation = OperationId(u128::from(patient.raw().cast_unsigned()).to_be_bytes());
            store.apply_bundle(&bundle, &Stamp { user: *id, at, operation }).map_err(|refused| {
                Failure::request(format!("the demo's plan of care could not be signed: {refused}"))
            })?;
        }
    }
    Ok(())
}

/// A folder that goes with the program.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, Failure> {
        use std::os::unix::fs::DirBuilderExt;
        let name = format!("caseload-demo-{}-{:x}", std::process::id(), Clock::system().now().timestamp_micros());
        let path = std::env::temp_dir().join(name);
        std::fs::DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays holds invented patients only.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
