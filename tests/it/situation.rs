//! A small agency in a folder of its own: invented staff and patients, on a Tuesday in March.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use caseload::demo;
use caseload::domain::caseload::{Agency, Caseload, Staff};
use caseload::domain::change::Stamp;
use caseload::domain::codes::{CodeStatus, Discipline, Sex};
use caseload::domain::ids::{OperationId, PatientId, UserId};
use caseload::domain::patient::{Address, Name, Patient};
use caseload::domain::record::{Body, Links, Record, TeamMember, UserRecord};
use caseload::domain::user::Role;
use caseload::domain::visit::{Visit, VisitKind, VisitState, VisitStatus};
use caseload::domain::when::{Instant, PartialDate};
use caseload::store::{Load, Report, Store};
use chrono::TimeDelta;
use tempfile::TempDir;

/// 9 o'clock in the morning in Chicago.
pub(crate) const NOW: &str = "2026-03-10T14:00:00Z";

pub(crate) fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

pub(crate) fn now() -> Instant {
    at(NOW)
}

/// A database in a temporary folder, which lasts as long as this value.
pub(crate) struct Situation {
    folder: Arc<TempDir>,
    pub(crate) store: Store,
}

impl Situation {
    /// Rosa Brandt and Tilda Quist with nobody to care for yet.
    pub(crate) fn new() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let store = Store::create(&folder.path().join("agency.db"), &agency(), "morning", now()).unwrap();
        let mut situation = Self { folder, store };
        situation.take(vec![user("rbrandt", "Rosa", "Brandt"), user("tquist", "Tilda", "Quist")]);
        situation
    }

    /// The same with these records.
    pub(crate) fn with(records: Vec<Record>) -> Self {
        let mut situation = Self::new();
        situation.take(records);
        situation
    }

    /// Ruth Abara on Rosa Brandt's caseload, with one visit today at 10.
    pub(crate) fn with_one_visit() -> Self {
        let ruth = patient("ruth", "Abara", "Ruth");
        let visit = visit("ruth", "rbrandt", "2026-03-10T15:00:00Z");
        Self::with(vec![ruth, cared_for("ruth", "rbrandt"), visit])
    }

    /// The generated agency as its first case manager sees it on a Monday in September, 10:42 in Chicago.
    pub(crate) fn demo() -> Self {
        static FILE: OnceLock<Vec<u8>> = OnceLock::new();
        Self::in_file(FILE.get_or_init(|| generated(demo_now())))
    }

    /// The same agency, generated for another moment.
    pub(crate) fn demo_at(now: Instant) -> Self {
        Self::in_file(&generated(now))
    }

    fn in_file(bytes: &[u8]) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let path = folder.path().join("agency.db");
        std::fs::write(&path, bytes).unwrap();
        Self { folder, store: Store::open(&path, "morning").unwrap() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("agency.db")
    }

    /// What it lies in, which lasts as long as this value.
    pub(crate) fn folder(&self) -> Arc<TempDir> {
        Arc::clone(&self.folder)
    }

    /// The same database in other hands, which lasts as long as either.
    pub(crate) fn shared(&self) -> Self {
        Self { folder: Arc::clone(&self.folder), store: self.colleague() }
    }

    /// A second session on the same file.
    pub(crate) fn colleague(&self) -> Store {
        Store::open(&self.path(), "colleague").unwrap()
    }

    pub(crate) fn take(&mut self, records: Vec<Record>) -> Report {
        self.store.take(records, &load()).unwrap()
    }

    pub(crate) fn user(&self, login: &str) -> UserId {
        self.store.users().unwrap().into_iter().find(|(_, user)| user.login == login).unwrap().0
    }

    /// The one patient whose name begins so.
    pub(crate) fn patient(&self, name: &str) -> PatientId {
        let found = self.store.find(name, &[]).unwrap();
        assert_eq!(found.len(), 1, "{name}: {found:?}");
        found[0].patient
    }

    pub(crate) fn caseload(&self, login: &str) -> Caseload {
        caseload_of(&self.store, login)
    }

    /// The one number a query gives.
    pub(crate) fn number(&self, query: &str) -> i64 {
        self.store.connection().query_row(query, [], |row| row.get(0)).unwrap()
    }

    /// All rows of one text column.
    pub(crate) fn words(&self, query: &str) -> Vec<String> {
        let mut statement = self.store.connection().prepare(query).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }
}

/// 10:42 in the morning in Chicago: when the generated agency is looked at.
pub(crate) fn demo_now() -> Instant {
    at("2026-09-14T15:42:00Z")
}

/// The database file of the generated agency.
fn generated(now: Instant) -> Vec<u8> {
    let zone = chrono_tz::America::Chicago;
    let order = demo::Order { seed: 1, size: demo::Size::S, years: 0, now, zone };
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let path = folder.path().join("demo.db");
    let load = Load { action: "demo", at: now, ..load() };
    let mut store = Store::create(&path, &demo::agency(&order), "demo", now).unwrap();
    let patients = demo::patients(&order).flatten();
    store.take(demo::staff(&order).into_iter().chain(patients).collect(), &load).unwrap();
    drop(store);
    std::fs::read(path).unwrap()
}

/// What a user's board reads.
pub(crate) fn caseload_of(store: &Store, login: &str) -> Caseload {
    let staff: Staff = store.users().unwrap().into_iter().collect();
    let (user_id, user) =
        staff.iter().find(|(_, user)| user.login == login).map(|(id, user)| (*id, user.clone())).unwrap();
    let (agency, staff) = (store.agency().unwrap(), Arc::new(staff));
    let (reach, _) = user.role.reach();
    let session = Caseload { agency, user, user_id, reach, staff, patients: Vec::new(), drafts: 0, pairs: 0 };
    store.caseload(&session, &[user_id], now()).unwrap()
}

pub(crate) fn agency() -> Agency {
    Agency { name: "Prairie Home Health".to_owned(), zone: chrono_tz::America::Chicago }
}

/// An import, now.
pub(crate) fn load() -> Load {
    Load { action: "import", digest: None, user: None, at: now(), assign: None, refer: false, dry_run: false }
}

/// A write by this user so many minutes from now, under a name of its own.
pub(crate) fn stamp(user: UserId, minutes: i64) -> Stamp {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let operation = u128::from(NEXT.fetch_add(1, Ordering::Relaxed)).to_be_bytes();
    Stamp { user, at: now() + TimeDelta::minutes(minutes), operation: OperationId(operation) }
}

pub(crate) fn user(login: &str, given: &str, family: &str) -> Record {
    let body = Body::User(UserRecord {
        login: login.to_owned(),
        os_account: None,
        family: family.to_owned(),
        given: given.to_owned(),
        credential: "RN".to_owned(),
        role: Role::CaseManager,
        discipline: Some(Discipline::SkilledNursing),
        team: "north".to_owned(),
    });
    Record::new(Some(format!("user/{login}")), Links::default(), body)
}

pub(crate) fn patient(key: &str, family: &str, given: &str) -> Record {
    let body = Body::Patient(Box::new(Patient {
        number: String::new(),
        name: Name { family: family.to_owned(), given: given.to_owned() },
        preferred_name: None,
        born: PartialDate::parse("1944-05-14").ok(),
        died: None,
        lives: false,
        sex: Sex::Female,
        language: None,
        interpreter: false,
        code_status: CodeStatus::Full,
        address: Address::default(),
        phone: None,
        more_phones: Vec::new(),
        access: None,
        identifiers: Vec::new(),
        contacts: Vec::new(),
    }));
    Record::new(Some(format!("Patient/{key}")), Links::default(), body)
}

/// An entry of a patient's chart, named `entry` in its source.
pub(crate) fn of(patient: &str, entry: &str, body: Body) -> Record {
    let links = Links { patient: Some(format!("Patient/{patient}")), ..Links::default() };
    Record::new(Some(entry.to_owned()), links, body)
}

/// Puts the patient on a user's caseload.
pub(crate) fn cared_for(patient: &str, login: &str) -> Record {
    let member = TeamMember { name: String::new(), role: "case_manager".to_owned(), phone: None };
    linked_to(login, of(patient, &format!("team/{patient}/{login}"), Body::TeamMember(member)))
}

/// An hour of skilled nursing that is planned.
pub(crate) fn visit(patient: &str, login: &str, starts: &str) -> Record {
    let visit = Visit {
        episode: None,
        clinician: None,
        discipline: Discipline::SkilledNursing,
        kind: VisitKind::Routine,
        starts: at(starts),
        ends: at(starts) + TimeDelta::hours(1),
        purpose: "weight, edema".to_owned(),
        state: VisitState {
            status: VisitStatus::Planned,
            started: None,
            finished: None,
            reason: None,
            practitioner_told: false,
        },
    };
    linked_to(login, of(patient, &format!("visit/{patient}/{starts}"), Body::Visit(visit)))
}

fn linked_to(login: &str, mut record: Record) -> Record {
    record.links.user = Some(format!("user/{login}"));
    record
}
