//! Stays under our care: who has a place of the census now, who had it before, and the facts of each stay.

use chrono::NaiveDate;

use crate::domain::codes::Discipline;
use crate::domain::episode::{CERTIFICATION_DAYS, Episode, EpisodeState, certification};
use crate::domain::event::Event;
use crate::domain::record::{Body, Encounter, TeamMember};
use crate::domain::visit::{VisitKind, VisitStatus};

use super::chance::Chance;
use super::days::{Days, local, plus};
use super::person::Outside;
use super::pools::{Addition, Profile, pools, profile_named};
use super::situation::{FORMER, Sign, Situation, Standing, situation};
use super::visits::{HomeVisit, orders};
use super::writer::Writer;
use super::{Case, Order};

/// A time in hospital.
#[derive(Clone, Copy)]
pub(super) struct Away {
    pub(super) admitted: NaiveDate,
    pub(super) home: Option<NaiveDate>,
}

/// One stay of one patient.
pub(super) struct Stay {
    /// Which patient; unique in the agency.
    pub(super) number: u64,
    /// Which place of the census.
    pub(super) place: usize,
    pub(super) profile: &'static Profile,
    pub(super) situation: Situation,
    pub(super) soc: Option<NaiveDate>,
    pub(super) ended: Option<NaiveDate>,
    pub(super) died: bool,
    pub(super) away: Option<Away>,
}

impl Stay {
    /// The certification periods up to a day, first and last day of each.
    pub(super) fn periods(&self, until: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
        let length = i64::from(CERTIFICATION_DAYS as u32);
        let Some(soc) = self.soc else { return Vec::new() };
        let starts = (0..).map(|period| plus(soc, period * length)).take_while(|from| *from <= until);
        starts.map(|from| (from, plus(from, length - 1))).collect()
    }
}

/// Marks the random stream of a place's turnover.
const TURNOVER: u64 = 0x7124;

/// Everybody who has or had this place, the present patient first.
pub(super) fn stays(order: &Order, place: usize) -> Vec<Stay> {
    let days = Days::of(order);
    let mut chance = Chance::of(order.seed, &[place as u64, TURNOVER]);
    // A stay and the gap before it take at least 20 days, so a place cannot see more patients than this.
    let stride = u64::from(order.years) * 19 + 8;
    let number = |turn: usize| place as u64 * stride + turn as u64;
    let history_starts = days.day(-365 * i64::from(order.years));
    let mut stays = vec![current(order, days, place, number(0), &mut chance)];
    let mut next_started = stays.iter().find_map(|stay| stay.soc).unwrap_or(days.today);
    loop {
        let ended = plus(next_started, -i64::from(chance.between(2, 12)));
        let length = if chance.percent(60) { chance.between(18, 58) } else { chance.between(59, 150) };
        let soc = plus(ended, -i64::from(length));
        if soc < history_starts {
            return stays;
        }
        let profile = any_profile(&mut chance);
        let died = chance.percent(3);
        stays.push(Stay {
            number: number(stays.len()),
            place,
            profile,
            situation: FORMER,
            soc: Some(soc),
            ended: Some(ended),
            died,
            away: None,
        });
        next_started = soc;
    }
}

fn current(order: &Order, days: Days, place: usize, number: u64, chance: &mut Chance) -> Stay {
    let managers = order.size.managers();
    let situation = situation(place % managers, place / managers);
    let overdue = situation.signs.contains(&Sign::RecertOverdue);
    let earlier_periods = match chance.below(100) {
        _ if situation.newcomer => 0,
        0..55 => i64::from(overdue),
        55..80 => 1,
        80..92 => 2,
        _ => i64::from(chance.between(3, 5)),
    };
    let day = i64::from(chance.between(situation.day.0, situation.day.1));
    let length = i64::from(CERTIFICATION_DAYS as u32);
    let soc = days.day(1 - day - earlier_periods * length);
    let away = match situation.standing {
        Standing::InHospital => Some(Away { admitted: days.day(-2), home: None }),
        Standing::HomeAgain => Some(Away { admitted: days.day(-6), home: Some(days.day(-1)) }),
        Standing::Referred => None,
        Standing::UnderCare => {
            // Long enough ago that the resumption and what followed from it are done.
            (day >= 38 && situation.signs.is_empty() && chance.percent(40)).then(|| {
                let admitted = days.day(i64::from(chance.between(12, 16)) - day);
                Away { admitted, home: Some(plus(admitted, i64::from(chance.between(3, 5)))) }
            })
        }
    };
    let profile = fitting_profile(&situation, chance);
    let soc = (situation.standing != Standing::Referred).then_some(soc);
    Stay { number, place, profile, situation, soc, ended: None, died: false, away }
}

fn any_profile(chance: &mut Chance) -> &'static Profile {
    static NONE: std::sync::LazyLock<Profile> = std::sync::LazyLock::new(Profile::default);
    chance.weighted(&pools().profiles.profile, |profile| profile.weight).unwrap_or(&NONE)
}

/// The profile a situation needs, else one whose list makes its alert, else any.
fn fitting_profile(situation: &Situation, chance: &mut Chance) -> &'static Profile {
    let pick = |from: &'static [Addition], chance: &mut Chance| {
        chance.pick(from).and_then(|addition| profile_named(&addition.profile))
    };
    let needed = if situation.signs.contains(&Sign::Interaction) {
        pick(&pools().situations.interaction, chance)
    } else if situation.signs.contains(&Sign::Duplicate) {
        pick(&pools().situations.duplicate, chance)
    } else {
        profile_named(situation.profile)
    };
    needed.unwrap_or_else(|| any_profile(chance))
}

/// Writes the episode, its facts and its care team.
pub(super) fn write(case: &Case<'_>, practitioner: &Outside, visits: &[HomeVisit<'_>], to: &mut Writer) {
    let mut chance = case.chance(3);
    let stay = &case.stay;
    let referred = match stay.soc {
        Some(soc) => local(plus(soc, -1), chance.between(9, 16).unsigned_abs(), 15),
        None => local(case.days.day(-1), 15, 20),
    };
    let reason = if stay.died { "died at home" } else { chance.word(&pools().people.discharge.reasons) };
    let last_period = stay.periods(stay.ended.unwrap_or(case.days.today));
    let in_force = match last_period.as_slice() {
        // Without a recertification nothing is ordered for the new period: the last order is the old one.
        [.., before, _] if case.shows(Sign::RecertOverdue) => Some(*before),
        periods => periods.last().copied(),
    };
    let frequencies = in_force.map(|period| orders(case, period)).unwrap_or_default();
    let episode = Episode {
        state: state(case),
        referred_at: Some(case.days.instant(referred)),
        soc: stay.soc,
        ended: stay.ended,
        end_reason: stay.ended.map(|_| reason.to_owned()),
        case_manager: None,
        practitioner: Some(practitioner.name.clone()),
        practitioner_phone: Some(practitioner.phone.clone()),
        frequencies: frequencies.iter().map(ToString::to_string).collect(),
    };
    to.episode(case.case_manager(), Body::Episode(episode));
    to.event(Event::Referral { at: referred.into(), capacity_by: None, capacity_on: None });
    care_facts(case, visits, &mut chance, to);
    care_team(case, practitioner, visits, to);
}

fn state(case: &Case<'_>) -> EpisodeState {
    if case.is_former() {
        return EpisodeState::Discharged;
    }
    match case.situation.standing {
        Standing::UnderCare | Standing::HomeAgain => EpisodeState::Active,
        Standing::InHospital => EpisodeState::Hold,
        Standing::Referred if case.manager.is_multiple_of(2) => EpisodeState::PendingSoc,
        Standing::Referred => EpisodeState::Referral,
    }
}

/// Start of care, assessments, hospital stays and the end.
fn care_facts(case: &Case<'_>, visits: &[HomeVisit<'_>], chance: &mut Chance, to: &mut Writer) {
    let Some(soc) = case.stay.soc else { return };
    let newest = case.stay.ended.unwrap_or(case.days.today);
    to.event(Event::Soc { date: soc });
    let completed = plus(soc, i64::from(chance.between(0, 4))).min(newest);
    to.event(Event::Assessment { rfa: "01".to_owned(), m0090: completed, by: None });
    if let Some(away) = case.stay.away {
        hospital_facts(case, away, to);
    }
    // Today's assessments are still being written.
    for visit in
        visits.iter().filter(|visit| visit.visit.state.status == VisitStatus::Done && visit.day < case.days.today)
    {
        let kind = &visit.visit.kind;
        if *kind == VisitKind::Roc {
            to.event(Event::Roc { date: visit.day });
            to.event(Event::Assessment { rfa: "03".to_owned(), m0090: visit.day, by: None });
        } else if *kind == VisitKind::Recert {
            to.event(Event::Assessment { rfa: "04".to_owned(), m0090: visit.day, by: None });
        } else if *kind == VisitKind::Discharge {
            to.event(Event::Assessment { rfa: "09".to_owned(), m0090: visit.day, by: None });
        }
    }
    match case.stay.ended {
        Some(date) if case.stay.died => to.event(Event::Death { date }),
        Some(date) => to.event(Event::Discharge { date, planned: Some(true), decided: None, reason: None }),
        None => {}
    }
}

fn hospital_facts(case: &Case<'_>, away: Away, to: &mut Writer) {
    let admitted = local(away.admitted, 20, 10);
    let learnt = local(plus(away.admitted, 1), 9, 5);
    // The agency cannot have learnt of it later than now.
    let known_at = (case.days.instant(learnt) <= case.days.now).then_some(learnt);
    to.event(Event::InpatientAdmission { at: admitted.into(), known_at: known_at.map(Into::into), qualifying: true });
    let home = away.home.map(|day| local(day, 17, 30));
    if let Some(at) = home {
        to.event(Event::InpatientDischarge { at: at.into(), known_at: Some(at.into()) });
    }
    to.row(Body::Encounter(Encounter {
        class: "IMP".to_owned(),
        what: "hospital stay".to_owned(),
        status: if home.is_some() { "finished" } else { "in-progress" }.to_owned(),
        starts: Some(case.days.instant(admitted)),
        ends: home.map(|at| case.days.instant(at)),
        provider: Some("Larkfield General Hospital".to_owned()),
    }));
}

fn care_team(case: &Case<'_>, practitioner: &Outside, visits: &[HomeVisit<'_>], to: &mut Writer) {
    let member = |name: &str, role: &str, phone: Option<String>| {
        Body::TeamMember(TeamMember { name: name.to_owned(), role: role.to_owned(), phone })
    };
    let manager = case.case_manager();
    // Only patients on census are on somebody's caseload.
    let role = if case.is_former() { "former case manager" } else { "case_manager" };
    to.by(manager, member("", role, None));
    to.row(member(&practitioner.name, "PCP", Some(practitioner.phone.clone())));
    if case.is_former() {
        return;
    }
    for discipline in Discipline::ALL.iter().filter(|each| **each != Discipline::SkilledNursing) {
        if let Some(visit) = visits.iter().find(|visit| visit.visit.discipline == *discipline) {
            to.by(visit.by, member("", discipline.label(), None));
        }
    }
}

/// First day of the certification period whose plan of care is in force.
pub(super) fn certification_from(case: &Case<'_>) -> Option<NaiveDate> {
    let last_day = case.stay.ended.unwrap_or(case.days.today);
    let from = certification(case.stay.soc?, last_day)?.from;
    let back = if case.shows(Sign::RecertOverdue) { i64::from(CERTIFICATION_DAYS as u32) } else { 0 };
    Some(plus(from, -back))
}
