//! The visit that is placed for a deadline.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::{Assessed, disciplines};
use crate::domain::caseload::Staff;
use crate::domain::deadline::rule::Rule;
use crate::domain::deadline::visit::{Call, kind_for, meets, therapy_may_begin};
use crate::domain::deadline::{Deadline, DeadlineStatus, Due};
use crate::domain::ids::UserId;
use crate::domain::payer::payer_on;
use crate::domain::visit::{StoredVisit, VisitKind, VisitStatus};

impl Assessed {
    /// The next visit on the calendar that would meet the deadline: in its window, of a kind that counts, by somebody who
    /// may. `zone` is the patients'.
    pub fn placed_for(&self, rule: &Rule, deadline: &Deadline, staff: &Staff, zone: Tz) -> Option<&StoredVisit> {
        // After the end of care nobody goes any more.
        self.visit_for(rule, deadline, staff, zone, StoredVisit::is_open).filter(|_| self.ended.is_none())
    }

    /// The visit that was made for it: what it was for is not recorded yet.
    pub fn made_for(&self, rule: &Rule, deadline: &Deadline, staff: &Staff, zone: Tz) -> Option<&StoredVisit> {
        self.visit_for(rule, deadline, staff, zone, |visit| visit.state.status == VisitStatus::Done)
    }

    fn visit_for(
        &self,
        rule: &Rule,
        deadline: &Deadline,
        staff: &Staff,
        zone: Tz,
        stands: impl Fn(&StoredVisit) -> bool,
    ) -> Option<&StoredVisit> {
        kind_for(rule)?;
        // Orders are read again for it, and few rules ask.
        let therapy_only = !rule.who_may_if_therapy_only.is_empty() && self.is_therapy_only(deadline);
        // What is late already is met by any fitting visit from now on.
        let is_late = deadline.status == DeadlineStatus::Overdue;
        // Local time is dear, and no zone is further than a day away.
        let is_near = |visit: &&StoredVisit| {
            let (day, near) = (visit.starts.date_naive(), TimeDelta::days(2));
            (is_late || deadline.due.is_none_or(|due| day - due.day() <= near))
                && deadline.opens.is_none_or(|opens| opens.day() - day <= near)
        };
        self.facts.visits.iter().filter(|visit| stands(visit)).filter(is_near).find(|visit| {
            let starts = visit.starts.with_timezone(&zone).naive_local();
            let in_time = is_late || deadline.due.is_none_or(|due| starts <= due.last_moment());
            let has_opened = deadline.opens.is_none_or(|opens| starts.date() >= opens.day());
            let role = visit.clinician.and_then(|clinician| staff.get(&clinician)).map(|user| user.credential.as_str());
            let call = Call { kind: &visit.kind, discipline: &visit.discipline, role };
            in_time && has_opened && meets(rule, deadline, call, therapy_only)
        })
    }

    /// Whether a visit of that kind by that person would meet the deadline.
    pub fn would_meet(&self, rule: &Rule, deadline: &Deadline, kind: &VisitKind, goes: UserId, staff: &Staff) -> bool {
        let user = staff.get(&goes);
        let discipline = user.and_then(|user| user.discipline.as_ref()).or(deadline.discipline.as_ref());
        discipline.is_some_and(|discipline| {
            let call = Call { kind, discipline, role: user.map(|user| user.credential.as_str()) };
            meets(rule, deadline, call, self.is_therapy_only(deadline))
        })
    }

    fn is_therapy_only(&self, deadline: &Deadline) -> bool {
        let day = deadline.due.map_or(NaiveDate::MAX, Due::day);
        therapy_may_begin(&disciplines(&self.facts), payer_on(&self.facts.covers, day).as_ref())
    }
}
