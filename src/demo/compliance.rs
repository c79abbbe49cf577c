//! The facts that show an agency at work on its deadlines: most kept in good time, a few on their way, very few late.

use chrono::NaiveDate;

use crate::domain::codes::Discipline;
use crate::domain::event::{Event, SupervisionMode};
use crate::domain::visit::VisitStatus;

use super::Case;
use super::chance::Chance;
use super::days::{local, plus};
use super::situation::{Sign, Standing};
use super::visits::{HomeVisit, orders};
use super::writer::Writer;

/// Days between two aide supervisions; 14 are allowed.
const SUPERVISED_EVERY: usize = 12;
/// How long back notes are kept that state why a patient is homebound: the clock asks for the newest.
const STATED_SINCE: i64 = 14;
/// Days after which a therapist measures again; 30 are allowed.
const MEASURED_AFTER: i64 = 24;

/// Writes what belongs to the stay, up to today.
pub(super) fn write(case: &Case<'_>, visits: &[HomeVisit<'_>], to: &mut Writer) {
    let Some(soc) = case.stay.soc else { return };
    let mut chance = case.chance(11);
    let mut facts = Known { last: case.stay.ended.unwrap_or(case.days.today), today: case.days.today, to };
    first_days(soc, &mut chance, &mut facts);
    plan_of_care(case, soc, &mut chance, &mut facts);
    disciplines(case, visits, &mut facts);
    if let Some(away) = case.stay.away.filter(|_| case.situation.standing != Standing::InHospital) {
        facts.later(plus(away.admitted, 1), |date| Event::SummarySent { date });
        facts.later(plus(away.admitted, 2), |m0090| Event::Assessment { rfa: "06".to_owned(), m0090, by: None });
    }
    ending(case, visits, &mut facts);
    submissions(&mut chance, &mut facts);
}

/// What is known by today: nothing is written that has not happened yet.
struct Known<'a> {
    /// The last day under our care.
    last: NaiveDate,
    today: NaiveDate,
    to: &'a mut Writer,
}

impl Known<'_> {
    /// Something of the time under our care.
    fn on(&mut self, day: NaiveDate, event: impl FnOnce(NaiveDate) -> Event) {
        if day <= self.last {
            self.later(day, event);
        }
    }

    /// Something that may come after it.
    fn later(&mut self, day: NaiveDate, event: impl FnOnce(NaiveDate) -> Event) {
        if day <= self.today {
            self.to.event(event(day));
        }
    }
}

fn days(chance: &mut Chance, low: i32, high: i32) -> i64 {
    i64::from(chance.between(low, high))
}

fn first_days(soc: NaiveDate, chance: &mut Chance, facts: &mut Known<'_>) {
    facts.on(soc, |date| Event::RightsGiven { date });
    facts.on(soc, |date| Event::AdvanceDirective { date });
    facts.on(soc, |date| Event::WrittenInfoGiven { date });
    facts.on(plus(soc, days(chance, 0, 3)), |date| Event::EmergencyPlan { date });
    facts.later(plus(soc, days(chance, 2, 4)), |date| Event::NoaAccepted { date });
    // Mostly before the referral; for some the visit at the office is still to come.
    let encounter = if chance.percent(85) { -days(chance, 2, 40) } else { days(chance, 6, 24) };
    facts.later(plus(soc, encounter), |date| Event::FaceToFace { date, by: None, mode: None, patient_at: None });
    let found = chance.percent(8);
    if found {
        let (id, at) = (Some("SOC".to_owned()), local(soc, 11, 20));
        facts.on(soc, |_| Event::MedicationIssue { at: at.into(), significant: true, id: id.clone() });
        let closed = local(soc, 15, 5);
        facts.on(soc, |_| Event::MedicationIssueClosed {
            contacted_at: Some(closed.into()),
            completed_at: Some(closed.into()),
            id,
        });
    }
}

/// Orders, signatures, and the review for each further period.
fn plan_of_care(case: &Case<'_>, soc: NaiveDate, chance: &mut Chance, facts: &mut Known<'_>) {
    let signed = days(chance, 7, 24);
    facts.later(plus(soc, signed), |date| Event::PocSigned { date });
    facts.later(plus(soc, signed), |date| Event::Certified { date });
    let id = Some("SOC".to_owned());
    facts.on(soc, |day| Event::OrderVerbal { at: local(day, 10, 30).into(), id: id.clone() });
    if chance.percent(92) {
        facts.later(plus(soc, days(chance, 4, 20)), |date| Event::OrderSigned { date, id });
    }
    let periods = case.stay.periods(facts.last);
    for (at, period) in periods.iter().enumerate() {
        let not_ordered = case.shows(Sign::RecertOverdue) && at + 1 == periods.len();
        if not_ordered {
            continue;
        }
        for order in orders(case, *period) {
            let Some(discipline) = order.discipline().cloned() else { continue };
            facts.on(period.0, |date| Event::FrequencyOrder { date, discipline, text: order.to_string() });
        }
        if at > 0 {
            facts.on(plus(period.0, -days(chance, 1, 4)), |date| Event::RecertOrders { date });
            facts.on(plus(period.0, -1), |date| Event::DischargePlan { date });
            facts.later(plus(period.0, days(chance, 3, 12)), |date| Event::Certified { date });
        }
    }
}

/// Therapists measure on their visits; aides are instructed and supervised.
fn disciplines(case: &Case<'_>, visits: &[HomeVisit<'_>], facts: &mut Known<'_>) {
    let made = |discipline: &Discipline| {
        let of = visits.iter().filter(|visit| visit.visit.discipline == *discipline);
        let done = of.filter(|visit| visit.visit.state.status == VisitStatus::Done && visit.day < case.days.today);
        done.map(|visit| visit.day).collect::<Vec<_>>()
    };
    for (discipline, role) in [
        (Discipline::PhysicalTherapy, "PT"),
        (Discipline::OccupationalTherapy, "OT"),
        (Discipline::SpeechTherapy, "SLP"),
    ] {
        let days = made(&discipline);
        let Some(mut measured) = days.first().copied() else { continue };
        for (at, day) in days.iter().copied().enumerate() {
            // The next visit may come too late to wait for it.
            let next = days.get(at + 1).copied().unwrap_or(case.days.today);
            if (next - measured).num_days() >= MEASURED_AFTER && day > measured {
                let (discipline, role) = (discipline.clone(), role.to_owned());
                facts.on(day, |date| Event::TherapyReassessment { date, discipline, role });
                measured = day;
            }
        }
    }
    let recently = |day: &NaiveDate| case.days.ago(*day) <= STATED_SINCE;
    for discipline in [Discipline::SkilledNursing, Discipline::PhysicalTherapy, Discipline::OccupationalTherapy] {
        for day in made(&discipline).into_iter().filter(recently) {
            facts.on(day, |date| Event::HomeboundStated { date });
        }
    }
    let aide = made(&Discipline::Aide);
    let Some(first) = aide.first().copied() else { return };
    let ordered = case.stay.soc.unwrap_or(first);
    facts.on(ordered, |date| Event::AideOrdered { date });
    facts.on(ordered, |date| Event::AidePlan { date });
    facts.on(first, |date| Event::AideFirstVisit { date });
    for day in first.iter_days().step_by(SUPERVISED_EVERY).skip(1).take_while(|day| *day < case.days.today) {
        let by = "RN".to_owned();
        facts.on(day, |date| Event::AideSupervision { date, by, mode: SupervisionMode::InPerson, reason: None });
    }
}

fn ending(case: &Case<'_>, visits: &[HomeVisit<'_>], facts: &mut Known<'_>) {
    let Some(ended) = case.stay.ended else { return };
    if case.stay.died {
        facts.later(plus(ended, 1), |m0090| Event::Assessment { rfa: "08".to_owned(), m0090, by: None });
        return;
    }
    // Two days before the end, and no later than the visit before the last: weekly visits ask for it early.
    let before_last = visits.iter().map(|visit| visit.day).filter(|day| *day < ended).max();
    let handed_over = before_last.map_or(plus(ended, -5), |visit| visit.min(plus(ended, -5)));
    facts.on(handed_over, |date| Event::NomncDelivered { date, current_form: Some(true) });
    facts.on(plus(ended, -2), |date| Event::DischargeOrdered { date });
    facts.later(plus(ended, 1), |date| Event::SummarySent { date });
    if !facts.to.events().any(|event| matches!(event, Event::Assessment { rfa, .. } if rfa == "09")) {
        facts.on(ended, |m0090| Event::Assessment { rfa: "09".to_owned(), m0090, by: None });
    }
}

/// Every assessment is accepted some days later; a few are rejected and still wait.
fn submissions(chance: &mut Chance, facts: &mut Known<'_>) {
    let completed: Vec<(String, NaiveDate)> = facts
        .to
        .events()
        .filter_map(
            |event| if let Event::Assessment { rfa, m0090, .. } = event { Some((rfa.clone(), *m0090)) } else { None },
        )
        .collect();
    for (rfa, m0090) in completed {
        if chance.percent(98) {
            facts.later(plus(m0090, days(chance, 3, 11)), |date| Event::OasisAccepted { rfa, m0090, date });
        }
    }
}
