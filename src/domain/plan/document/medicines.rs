//! Field 10: the medicines with dose, frequency and route, (N)ew and (C)hanged.

use chrono::NaiveDate;

use super::{DocumentField, Draft, NOT_RECORDED, field};
use crate::domain::event::Event;
use crate::domain::ids::Stored;
use crate::domain::medication::one_line::OneLine;
use crate::domain::medication::reading::Reading;
use crate::domain::medication::sig::Doubt;
use crate::domain::medication::{Medication, MedicationSource};
use crate::domain::when::{PartialDate, civil};

impl Draft<'_> {
    pub(super) fn medicines(&self) -> DocumentField {
        let listed = &self.source.chart.facts.medications;
        let mut lines: Vec<String> = listed.iter().map(|line| self.medicine(line)).collect();
        if let (Some(since), false) = (self.since(), lines.is_empty()) {
            lines.push(format!("(N) new, (C) changed since {since}, as far as recorded"));
        }
        field("10", "Medications: dose, frequency, route; (N)ew (C)hanged", lines)
    }

    /// Since when a medicine counts as new: the newest signature under the plan, else the first day of the period.
    pub(super) fn since(&self) -> Option<NaiveDate> {
        let signed = self.source.chart.plan.signed().map(|signed| civil(signed.at, self.source.given.zone));
        let by_practitioner = self.newest(Event::plan_signed);
        signed.max(by_practitioner).or_else(|| self.period.map(|period| period.from))
    }

    fn medicine(&self, line: &Stored<Medication>) -> String {
        let mark = match (self.is_new(line), self.is_changed(line)) {
            (true, _) => " (N)",
            (false, true) => " (C)",
            (false, false) => "",
        };
        let standing = line.standing(self.source.given.now.date());
        let source = match line.source {
            MedicationSource::AsTaken | MedicationSource::OverTheCounter => format!("; {}", line.source.label()),
            MedicationSource::Ours | MedicationSource::Hospital | MedicationSource::Other(_) => String::new(),
        };
        let missing = self.missing(line);
        let missing =
            if missing.is_empty() { String::new() } else { format!("; {} {NOT_RECORDED}", missing.join(", ")) };
        format!("{standing}{}{source}{missing}{mark}", line.with_purpose())
    }

    /// What of dose, frequency and route the line does not say.
    fn missing(&self, line: &Medication) -> Vec<&'static str> {
        let formulary = self.source.given.knowledge.formulary;
        // A strength is no dose where nothing is said about taking it.
        let doubts = OneLine::read(&line.line(), formulary).doubts;
        let dose = (doubts.contains(&Doubt::NoDose) || line.sig.trim().is_empty()).then_some("dose");
        let often = doubts.contains(&Doubt::NoFrequency).then_some("frequency");
        let route = Reading::of(line, formulary).stated_route.is_none().then_some("route");
        [dose, often, route].into_iter().flatten().collect()
    }

    fn is_new(&self, line: &Medication) -> bool {
        let Some(PartialDate::Day(started)) = line.started else { return false };
        self.since().is_some_and(|since| started > since)
    }

    /// Whether a verbal order about this very line came since then. Orders on paper leave no day.
    fn is_changed(&self, line: &Medication) -> bool {
        let Some(since) = self.since() else { return false };
        // The order's name begins with what is done: `hold warfarin 5 mg tablet, ..`, `change warfarin 5 mg tablet to ..`.
        let is_about = |id: &str| {
            let rest = id.split_once(' ').and_then(|(_, rest)| rest.strip_prefix(line.drug.as_str()));
            rest.or_else(|| id.strip_prefix(line.drug.as_str())).is_some_and(|rest| rest.starts_with([',', ' ']))
        };
        self.events().any(|event| {
            let Event::OrderVerbal { at, id: Some(id) } = &event.value else { return false };
            at.date() > since && is_about(id)
        })
    }
}
