//! What 42 CFR 484.60(a)(2) asks for and the old form has no field for, and sections nobody else has asked for.

use super::{DocumentField, Draft, FORM_SECTIONS, NOT_RECORDED, field};
use crate::domain::codes::CodeStatus;
use crate::domain::event::Event;
use crate::domain::patient::{Contact, ContactKind};
use crate::domain::plan::Category;

/// Keys of the sections that additions take up.
const ADDED_SECTIONS: &[&str] =
    &["risk", "advance_directive", "caregiver", "education", "representative", "language", "emergency_plan"];

impl Draft<'_> {
    pub(super) fn additions(&self) -> Vec<DocumentField> {
        let mut fields = vec![
            self.section_field("+", "Risk of emergency visits and readmission, and what is done about it", &["risk"]),
            self.advance_directive(),
            self.people("Caregiver: who, ability, availability", &ContactKind::Caregiver, "caregiver", None),
            self.education(),
            self.representative(),
            self.language(),
            self.emergency_plan(),
            self.face_to_face(),
            field("+", "Payer", self.source.chart.payers.clone()),
        ];
        fields.extend(self.added_to_versions());
        let is_placed =
            |key: &str| ADDED_SECTIONS.contains(&key) || FORM_SECTIONS.iter().any(|(_, _, keys)| keys.contains(&key));
        let others = self.source.chart.plan.sections.iter().filter(|section| !is_placed(&section.key));
        fields.extend(others.filter(|section| !section.text.trim().is_empty()).map(|section| {
            let name = section.key.replace('_', " ");
            let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
            field("+", &format!("{}{rest}", first.to_uppercase()), super::lines_of(section))
        }));
        fields
    }

    /// What was added to the newest signed version; no field where nothing was.
    fn added_to_versions(&self) -> Option<DocumentField> {
        let plan = &self.source.chart.plan;
        let number = plan.signed()?.version.number;
        let zone = self.source.given.zone;
        let added = plan.versions.iter().filter(|one| one.version.about == Some(number));
        let lines: Vec<String> = added
            .flat_map(|one| {
                let at = one.at.with_timezone(&zone).format("%Y-%m-%d %H:%M");
                let heading = format!("{}, {at}, {}:", one.version.kind.label(), one.version.signer);
                let words = one.version.content.lines().map(|line| format!("  {}", line.trim()));
                std::iter::once(heading).chain(words).collect::<Vec<_>>()
            })
            .collect();
        (!lines.is_empty()).then(|| field("+", &format!("Added to version {number}"), lines))
    }

    fn advance_directive(&self) -> DocumentField {
        let patient = &self.source.chart.facts.patient;
        let status = Some(&patient.code_status).filter(|status| **status != CodeStatus::NotRecorded);
        let status = status.map(|status| format!("code status: {}", status.label()));
        let given = self.newest(|event| {
            if let Event::AdvanceDirective { date } = event {
                Some(format!("information given and status recorded {date}"))
            } else {
                None
            }
        });
        let lines = self.section_lines(&["advance_directive"]).into_iter().chain(status).chain(given);
        field("+", "Advance directive", lines.collect())
    }

    /// Contacts of one kind with what a section says about them.
    fn people(&self, name: &str, kind: &ContactKind, key: &str, more: Option<String>) -> DocumentField {
        let contacts = self.source.chart.facts.patient.contacts.iter().filter(|contact| contact.kind == *kind);
        field("+", name, contacts.map(contact).chain(self.section_lines(&[key])).chain(more).collect())
    }

    fn representative(&self) -> DocumentField {
        let named = self.newest(|event| {
            if let Event::RepresentativeNamed { date } = event {
                Some(format!("named by the patient {date}"))
            } else {
                None
            }
        });
        self.people("Representative", &ContactKind::Representative, "representative", named)
    }

    fn education(&self) -> DocumentField {
        let interventions = self.source.chart.plan.interventions.iter().filter(|one| one.active);
        let taught = interventions.filter(|one| one.category == Some(Category::Teaching));
        let taught = taught.map(|one| one.text.clone());
        let lines = self.section_lines(&["education"]).into_iter().chain(taught).collect();
        field("+", "Education and training of patient and caregiver for a timely discharge", lines)
    }

    fn language(&self) -> DocumentField {
        let patient = &self.source.chart.facts.patient;
        let language = patient.language.as_ref().map(|language| {
            let interpreter = if patient.interpreter { "; an interpreter is needed" } else { "" };
            format!("{language}{interpreter}")
        });
        field("+", "Preferred language", language.into_iter().chain(self.section_lines(&["language"])).collect())
    }

    fn emergency_plan(&self) -> DocumentField {
        let recorded = self.newest(|event| {
            if let Event::EmergencyPlan { date } = event { Some(format!("plan recorded {date}")) } else { None }
        });
        let contacts = self.source.chart.facts.patient.contacts.iter();
        let first = contacts.filter(|one| one.kind == ContactKind::Emergency).map(contact);
        let lines = self.section_lines(&["emergency_plan"]).into_iter().chain(recorded).chain(first);
        field("+", "Emergency plan and whom to call first", lines.collect())
    }

    fn face_to_face(&self) -> DocumentField {
        let met = self.newest(|event| {
            let Event::FaceToFace { date, by } = event else { return None };
            Some(format!("{date}, by: {}", by.as_deref().unwrap_or(NOT_RECORDED)))
        });
        field("+", "Face-to-face encounter", met.into_iter().collect())
    }
}

fn contact(contact: &Contact) -> String {
    let relation = if contact.relation.is_empty() { String::new() } else { format!(", {}", contact.relation) };
    let phone =
        contact.phone.as_ref().map_or(format!("telephone {NOT_RECORDED}"), |phone| format!("telephone {phone}"));
    format!("{}{relation}, {phone}", contact.name)
}
