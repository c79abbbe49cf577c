//! What 42 CFR 484.60(a)(2) asks for and the old form has no field for, and sections nobody else has asked for.

use super::{DocumentField, Draft, NOT_RECORDED, field};
use crate::domain::chart::Chart;
use crate::domain::codes::CodeStatus;
use crate::domain::event::Event;
use crate::domain::patient::{Contact, ContactKind};
use crate::domain::payer::NamedPayer;
use crate::domain::plan::Category;

/// Keys of the sections that additions take up.
pub(super) const ADDED_SECTIONS: &[&str] =
    &["risk", "advance_directive", "caregiver", "education", "representative", "language", "emergency_plan"];

impl Draft<'_> {
    pub(super) fn additions(&self) -> Vec<DocumentField> {
        let mut fields = vec![
            self.section_field("+", "Risk of emergency visits and readmission, and what is done about it", &["risk"]),
            self.with_chart("Advance directive", "advance_directive"),
            self.with_chart("Caregiver: who, ability, availability", "caregiver"),
            self.education(),
            self.with_chart("Representative", "representative"),
            self.with_chart("Preferred language", "language"),
            self.with_chart("Emergency plan and whom to call first", "emergency_plan"),
            self.face_to_face(),
            field("+", "Payer", self.source.chart.payers.iter().map(NamedPayer::words).collect()),
        ];
        fields.extend(self.added_to_versions());
        let is_placed = |key: &str| super::section_keys().any(|placed| placed == key);
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

    fn education(&self) -> DocumentField {
        let interventions = self.source.chart.plan.interventions.iter().filter(|one| one.active);
        let taught = interventions.filter(|one| one.category == Some(Category::Teaching));
        let taught = taught.map(|one| one.text.clone());
        let lines = self.section_lines(&["education"]).into_iter().chain(taught).collect();
        field("+", "Education and training of patient and caregiver for a timely discharge", lines)
    }

    /// What the chart says, and what the section of that key adds to it.
    fn with_chart(&self, name: &str, key: &str) -> DocumentField {
        let chart = of_chart(self.source.chart, key);
        field("+", name, chart.into_iter().chain(self.section_lines(&[key])).collect())
    }

    fn face_to_face(&self) -> DocumentField {
        let met = self.newest(|event| {
            let Event::FaceToFace { date, by, .. } = event else { return None };
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

/// What the chart says itself of what the section of that key is about, a line each.
pub fn of_chart(chart: &Chart, key: &str) -> Vec<String> {
    let patient = &chart.facts.patient;
    let newest =
        |told: &dyn Fn(&Event) -> Option<String>| chart.facts.events.iter().rev().find_map(|event| told(event));
    let people = |kind: ContactKind| patient.contacts.iter().filter(move |one| one.kind == kind).map(contact);
    match key {
        "advance_directive" => {
            let status = Some(&patient.code_status).filter(|status| **status != CodeStatus::NotRecorded);
            let status = status.map(|status| format!("code status: {}", status.label()));
            let given = newest(&|event| {
                let Event::AdvanceDirective { date } = event else { return None };
                Some(format!("information given and status recorded {date}"))
            });
            status.into_iter().chain(given).collect()
        }
        "caregiver" => people(ContactKind::Caregiver).collect(),
        "representative" => {
            let named = newest(&|event| {
                let Event::RepresentativeNamed { date } = event else { return None };
                Some(format!("named by the patient {date}"))
            });
            people(ContactKind::Representative).chain(named).collect()
        }
        "language" => {
            let interpreter = patient.interpreter.then_some("an interpreter is needed");
            let said = [patient.language.as_deref(), interpreter].into_iter().flatten().collect::<Vec<_>>().join("; ");
            Some(said).filter(|said| !said.is_empty()).into_iter().collect()
        }
        "emergency_plan" => {
            let recorded = newest(&|event| {
                let Event::EmergencyPlan { date } = event else { return None };
                Some(format!("plan recorded {date}"))
            });
            recorded.into_iter().chain(people(ContactKind::Emergency)).collect()
        }
        _ => Vec::new(),
    }
}
