//! What rules ask of any fact: which of its kind, which order or issue, whose discipline, by whom.

use chrono::NaiveDate;

use super::Event;
use crate::domain::codes::Discipline;

impl Event {
    /// What tells facts of one kind apart in the rule table: reason for assessment, kind of visit, mode.
    pub fn detail(&self) -> Option<&str> {
        if let Self::Assessment { rfa, .. } | Self::OasisAccepted { rfa, .. } | Self::Transfer { rfa, .. } = self {
            return Some(rfa);
        }
        if let Self::Visit { kind, .. } = self {
            return Some(kind.word());
        }
        if let Self::Referral { capacity_by, capacity_on, .. } = self {
            return (capacity_by.is_some() && capacity_on.is_some()).then_some("capacity_checked");
        }
        if let Self::AuthorizationRequested { expedited, .. } = self {
            return Some(if *expedited == Some(true) { "urgent" } else { "standard" });
        }
        if let Self::AideSupervision { mode, .. } = self {
            return Some(mode.word());
        }
        if let Self::ChangeInCondition { major, .. } = self {
            return Some(if *major { "major" } else { "minor" });
        }
        if let Self::MedicationIssue { significant, .. } = self {
            return Some(if *significant { "significant" } else { "not_significant" });
        }
        if let Self::MedicationIssueClosed { contacted_at, completed_at, .. } = self {
            return Some(if contacted_at.is_some() && completed_at.is_some() { "complete" } else { "partial" });
        }
        if let Self::Discharge { planned: Some(planned), .. } = self {
            return Some(if *planned { "planned" } else { "unplanned" });
        }
        None
    }

    /// Of a notice on an official form, whether it was the form in force that day; the inner `None` where nobody recorded it.
    pub fn on_current_form(&self) -> Option<Option<bool>> {
        let (Self::NomncDelivered { current_form, .. }
        | Self::DencDelivered { current_form, .. }
        | Self::HhccnDelivered { current_form, .. }
        | Self::AbnDelivered { current_form, .. }) = self
        else {
            return None;
        };
        Some(*current_form)
    }

    /// Which order, issue or task it is about, where several run side by side.
    pub fn id(&self) -> Option<&str> {
        let (Self::OrderVerbal { id, .. }
        | Self::OrderSigned { id, .. }
        | Self::MedicationIssue { id, .. }
        | Self::MedicationIssueClosed { id, .. }
        | Self::TaskOrdered { id, .. }
        | Self::TaskDone { id, .. }
        | Self::TaskStopped { id, .. }
        | Self::LateReason { id, .. }
        | Self::Waiver { id, .. }) = self
        else {
            return None;
        };
        id.as_deref()
    }

    /// The date beside the practitioner's signature under the plan of care, where it is one.
    pub fn plan_signed(&self) -> Option<NaiveDate> {
        if let Self::PocSigned { date } = self { Some(*date) } else { None }
    }

    /// Whether it is an order that care may be given by.
    pub fn is_order(&self) -> bool {
        matches!(self, Self::OrderVerbal { .. } | Self::FrequencyOrder { .. } | Self::PocSigned { .. })
    }

    /// The discipline it is about.
    pub fn discipline(&self) -> Option<&Discipline> {
        let (Self::Visit { discipline, .. }
        | Self::TherapyReassessment { discipline, .. }
        | Self::DisciplineDischarge { discipline, .. }
        | Self::AssistantSupervision { discipline, .. }
        | Self::FrequencyOrder { discipline, .. }
        | Self::VisitMissed { discipline, .. }) = self
        else {
            return None;
        };
        Some(discipline)
    }

    /// The discipline whose clock or visit it names, where it may name one.
    pub fn names_discipline(&self) -> Option<&Discipline> {
        if let Self::MissedVisitNotified { discipline, .. } = self {
            return discipline.as_ref();
        }
        let (Self::LateReason { discipline, .. } | Self::Waiver { discipline, .. }) = self else { return None };
        discipline.as_deref()
    }

    /// The credential of who did it.
    pub fn role(&self) -> Option<&str> {
        if let Self::FaceToFace { by, .. } | Self::Assessment { by, .. } = self {
            return by.as_deref();
        }
        let (Self::Visit { role: by, .. }
        | Self::TherapyReassessment { role: by, .. }
        | Self::AideSupervision { by, .. }
        | Self::AideObserved { by, .. }) = self
        else {
            return None;
        };
        Some(by)
    }
}
