//! Who works at the agency.

use std::collections::HashSet;

use crate::domain::codes::Discipline;
use crate::domain::record::{Body, Links, Record, UserRecord};
use crate::domain::text::fold;
use crate::domain::user::Role;

use super::Order;
use super::chance::Chance;
use super::person::invent_name;
use super::pools::pools;

/// One of the staff.
pub(super) struct Member {
    pub(super) key: String,
    /// As colleagues sign: `M.Ortiz RN`.
    pub(super) shown: String,
    user: UserRecord,
}

impl Member {
    pub(super) fn record(&self) -> Record {
        Record::new(Some(self.key.clone()), Links::default(), Body::User(self.user.clone()))
    }
}

/// The staff.
pub(super) struct Roster {
    managers: Vec<Member>,
    others: Vec<Member>,
    /// For each discipline beside nursing: where its members stand in `others`.
    visiting: Vec<(Discipline, Vec<usize>)>,
}

/// How many case managers share one member of this kind, and what the member is.
struct Post {
    shared_by: usize,
    credential: &'static str,
    role: Role,
    discipline: Option<Discipline>,
}

const POSTS: [Post; 10] = [
    Post { shared_by: 10, credential: "RN", role: Role::Supervisor, discipline: None },
    Post { shared_by: 12, credential: "RN", role: Role::OnCall, discipline: Some(Discipline::SkilledNursing) },
    Post { shared_by: 12, credential: "RN", role: Role::Intake, discipline: None },
    Post { shared_by: 125, credential: "", role: Role::Administrator, discipline: None },
    Post { shared_by: 6, credential: "PT", role: Role::Clinician, discipline: Some(Discipline::PhysicalTherapy) },
    Post { shared_by: 10, credential: "OT", role: Role::Clinician, discipline: Some(Discipline::OccupationalTherapy) },
    Post { shared_by: 25, credential: "SLP", role: Role::Clinician, discipline: Some(Discipline::SpeechTherapy) },
    Post { shared_by: 20, credential: "MSW", role: Role::Clinician, discipline: Some(Discipline::SocialWork) },
    Post { shared_by: 5, credential: "HHA", role: Role::Aide, discipline: Some(Discipline::Aide) },
    Post { shared_by: 8, credential: "LPN", role: Role::Clinician, discipline: Some(Discipline::SkilledNursing) },
];

/// Marks the random stream of the staff.
const STAFF: u64 = 0x57AF;

impl Roster {
    pub(super) fn of(order: &Order) -> Self {
        let mut chance = Chance::of(order.seed, &[STAFF]);
        let mut logins = HashSet::new();
        let teams = &pools().people.teams;
        let team_of = |manager: usize| teams.get(manager / 10 % teams.len().max(1)).cloned().unwrap_or_default();
        let managers = (0..order.size.managers()).map(|index| {
            let names = if let Some(named) = pools().people.manager.get(index) {
                (named.given.clone(), named.family.clone(), named.credential.clone())
            } else {
                let name = invent_name(&mut chance).name;
                (name.given, name.family, "RN".to_owned())
            };
            let post = (Role::CaseManager, Some(Discipline::SkilledNursing));
            member(&mut logins, names, post, team_of(index))
        });
        let managers: Vec<Member> = managers.collect();
        let mut others = Vec::new();
        let mut visiting: Vec<(Discipline, Vec<usize>)> = Vec::new();
        for post in &POSTS {
            for index in 0..order.size.managers().div_ceil(post.shared_by) {
                let name = invent_name(&mut chance).name;
                let names = (name.given, name.family, post.credential.to_owned());
                let team = team_of(index * post.shared_by);
                others.push(member(&mut logins, names, (post.role.clone(), post.discipline.clone()), team));
                let Some(discipline) = post.discipline.as_ref().filter(|_| post.role != Role::OnCall) else { continue };
                match visiting.iter_mut().find(|(known, _)| known == discipline) {
                    Some((_, members)) => members.push(others.len() - 1),
                    None => visiting.push((discipline.clone(), vec![others.len() - 1])),
                }
            }
        }
        Self { managers, others, visiting }
    }

    pub(super) fn everybody(&self) -> impl Iterator<Item = &Member> {
        self.managers.iter().chain(&self.others)
    }

    pub(super) fn manager(&self, index: usize) -> &Member {
        &self.managers[index % self.managers.len()]
    }

    /// Who visits a case manager's patients for a discipline; the case manager herself where nobody does.
    pub(super) fn visitor(&self, discipline: &Discipline, manager: usize) -> &Member {
        if *discipline == Discipline::SkilledNursing {
            return self.manager(manager);
        }
        let members = self.visiting.iter().find(|(known, _)| known == discipline).map(|(_, members)| members);
        members
            .and_then(|members| members.get(manager * members.len() / self.managers.len()))
            .and_then(|at| self.others.get(*at))
            .unwrap_or_else(|| self.manager(manager))
    }
}

fn member(
    logins: &mut HashSet<String>,
    (given, family, credential): (String, String, String),
    (role, discipline): (Role, Option<Discipline>),
    team: String,
) -> Member {
    let plain = fold(&family);
    let with_initial = format!("{plain}.{}", fold(&given).chars().take(1).collect::<String>());
    let mut login = plain;
    let mut number = 1;
    while !logins.insert(login.clone()) {
        login = if number == 1 { with_initial.clone() } else { format!("{with_initial}{number}") };
        number += 1;
    }
    let user = UserRecord { login, os_account: None, family, given, credential, role, discipline, team };
    let initial: String = user.given.chars().take(1).collect();
    let shown = format!("{initial}.{} {}", user.family, user.credential).trim_end().to_owned();
    Member { key: format!("user/{}", user.login), shown, user }
}
