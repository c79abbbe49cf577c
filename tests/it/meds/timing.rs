//! How long the review of a caseload and of a whole agency takes: a measurement, not a test.

use std::time::Instant;

use caseload::demo::{Order, Size, patients};
use caseload::domain::alert::{UnderReview, review};
use caseload::domain::allergy::Allergy;
use caseload::domain::codes::Sex;
use caseload::domain::ids::{Id, Keyed, Stored};
use caseload::domain::medication::Medication;
use caseload::domain::observation::{Observation, loinc};
use caseload::domain::patient::Patient;
use caseload::domain::problem::Problem;
use caseload::domain::record::{Body, Record};
use caseload::knowledge::formulary;
use chrono::NaiveDate;

use super::PATIENT;
use crate::situation::demo_now;

/// What a review looks at of one generated patient.
#[derive(Default)]
struct Chart {
    lines: Vec<Stored<Medication>>,
    allergies: Vec<Stored<Allergy>>,
    problems: Vec<Stored<Problem>>,
    results: Vec<Stored<Observation>>,
    vitals: Vec<Stored<Observation>>,
    patient: Option<Patient>,
}

fn put<T: Keyed>(into: &mut Vec<Stored<T>>, value: T) {
    let id = Id::new(into.len().cast_signed() as i64 + 1);
    into.push(Stored { id, version: 1, patient: PATIENT, value });
}

impl Chart {
    fn of(records: Vec<Record>) -> Self {
        let mut chart = Self::default();
        for record in records {
            match record.body {
                Body::Patient(patient) => chart.patient = Some(*patient),
                Body::Medication(line) => put(&mut chart.lines, line),
                Body::Allergy(allergy) => put(&mut chart.allergies, allergy),
                Body::Problem(problem) => put(&mut chart.problems, problem),
                Body::Observation(it) if loinc::RESULTS.contains(&it.code.as_str()) => put(&mut chart.results, it),
                Body::Observation(it) => put(&mut chart.vitals, it),
                _ => {}
            }
        }
        // As the store hands them over: the newest of each kind, and vital signs newest first.
        let newest = |a: &Stored<Observation>, b: &Stored<Observation>| b.at.cmp(&a.at);
        chart.results.sort_by(newest);
        let mut seen = Vec::new();
        chart.results.retain(|result| {
            !seen.contains(&result.code) && {
                seen.push(result.code.clone());
                true
            }
        });
        chart.vitals.sort_by(newest);
        chart
    }

    fn alerts(&self, today: NaiveDate) -> usize {
        let born = self.patient.as_ref().and_then(|patient| patient.born);
        let under_review = UnderReview {
            patient: PATIENT,
            lines: &self.lines,
            uses: &[],
            events: &[],
            allergies: &self.allergies,
            problems: &self.problems,
            results: &self.results,
            vitals: &self.vitals,
            age: born.map(|born| born.years_on(today)),
            sex: self.patient.as_ref().map_or(&Sex::Unknown, |patient| &patient.sex),
            today: Some(today),
            as_typed: false,
            whole_chart: true,
        };
        review(&under_review, formulary()).alerts.len()
    }
}

#[test]
#[ignore = "a measurement; run it in a release build"]
fn how_long_the_review_of_many_charts_takes() {
    let zone = chrono_tz::America::Chicago;
    let order = Order { seed: 1, size: Size::L, years: 0, now: demo_now(), zone };
    let charts: Vec<Chart> = patients(&order).map(Chart::of).take(6_000).collect();
    let today = demo_now().with_timezone(&zone).date_naive();
    // Once without the clock, so that neither figure pays for what only the first review does.
    let _ = std::hint::black_box(charts.iter().take(30).map(|chart| chart.alerts(today)).sum::<usize>());
    for many in [30, charts.len()] {
        let (charts, begun) = (&charts[..many], Instant::now());
        let alerts: usize = charts.iter().map(|chart| std::hint::black_box(chart).alerts(today)).sum();
        let took = begun.elapsed();
        let lines: usize = charts.iter().map(|chart| chart.lines.len()).sum();
        let each = took / many as u32;
        println!("{many} charts with {lines} lines and {alerts} findings in {took:?}, {each:?} for each");
    }
}
