//! An invented agency, so that everything can be seen and tried without anybody's data.
//!
//! Pure: the same seed and the same `now` give the same records on every machine and in every version that keeps
//! `assets/demo` and this folder as they are. Every patient has a random stream of her own, so that batches depend
//! neither on each other nor on their order.

mod chance;
mod compliance;
mod days;
mod home;
mod medicines;
mod notes;
mod person;
mod plan;
mod pools;
mod roster;
mod signature;
mod situation;
mod stay;
mod uses;
mod visits;
mod vitals;
mod writer;

use chrono_tz::Tz;

use crate::domain::caseload::Agency;
use crate::domain::record::Record;
use crate::domain::when::Instant;

pub use signature::signature;

use chance::Chance;
use days::Days;
use pools::{Profile, pools};
use roster::{Member, Roster};
use situation::{Sign, Situation};
use stay::Stay;
use writer::Writer;

/// How large an agency is invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 3 case managers, 50 patients on census.
    S,
    /// 25 case managers, 600 patients.
    M,
    /// 250 case managers, 6,000 patients: the design case.
    L,
}

impl Size {
    /// How many case managers.
    pub fn managers(self) -> usize {
        match self {
            Self::S => 3,
            Self::M => 25,
            Self::L => 250,
        }
    }

    /// How many patients are on census.
    pub fn census(self) -> usize {
        match self {
            Self::S => 50,
            Self::M => 600,
            Self::L => 6_000,
        }
    }
}

/// What to invent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Order {
    /// Another seed, another agency.
    pub seed: u64,
    /// How large.
    pub size: Size,
    /// Years of history; with 0 only the patients now on census.
    pub years: u32,
    /// The moment the agency is seen at; every date is relative to it.
    pub now: Instant,
    /// Where its patients live.
    pub zone: Tz,
}

/// The agency itself.
pub fn agency(order: &Order) -> Agency {
    Agency { name: pools().people.agency.clone(), zone: order.zone }
}

/// Everybody who works there. Keys are `user/LOGIN`; case managers come first, and the first three are always
/// `ortiz`, `kim` and `watkins`.
pub fn staff(order: &Order) -> Vec<Record> {
    Roster::of(order).everybody().map(Member::record).collect()
}

/// The patients, one batch each: those on census and those who had their places before.
/// Batches point at nothing but their own records and [`staff`].
pub fn patients(order: &Order) -> impl Iterator<Item = Vec<Record>> + use<> {
    let order = *order;
    let roster = Roster::of(&order);
    let census = order.size.census();
    (0..census).flat_map(move |place| {
        stay::stays(&order, place).into_iter().map(|stay| batch(&order, &roster, stay)).collect::<Vec<_>>()
    })
}

/// One patient on the way into her chart: what every part of it has to agree on.
struct Case<'a> {
    order: Order,
    days: Days,
    roster: &'a Roster,
    manager: usize,
    profile: &'static Profile,
    situation: Situation,
    stay: Stay,
}

impl Case<'_> {
    /// Whether something is the matter with this patient.
    fn shows(&self, sign: Sign) -> bool {
        self.situation.signs.contains(&sign)
    }

    /// A random stream of this patient's own, for one purpose.
    fn chance(&self, purpose: u64) -> Chance {
        Chance::of(self.order.seed, &[self.stay.number, purpose])
    }

    /// Whether the patient has left our care.
    fn is_former(&self) -> bool {
        self.stay.ended.is_some()
    }

    fn case_manager(&self) -> &Member {
        self.roster.manager(self.manager)
    }
}

fn batch(order: &Order, roster: &Roster, stay: Stay) -> Vec<Record> {
    let manager = stay.place % order.size.managers();
    let situation = stay.situation.clone();
    let case = Case { order: *order, days: Days::of(order), roster, manager, profile: stay.profile, situation, stay };
    let mut to = Writer::new(&case);
    let practitioner = person::practitioner(&case);
    person::write(&case, &mut to);
    let visits = visits::visits(&case);
    stay::write(&case, &practitioner, &visits, &mut to);
    compliance::write(&case, &visits, &mut to);
    medicines::write(&case, &practitioner, &mut to);
    plan::write(&case, &visits, &mut to);
    vitals::write(&case, &visits, &mut to);
    notes::write(&case, &visits, &mut to);
    home::write(&case, &mut to);
    visits::write(visits, &mut to);
    to.into_records()
}
