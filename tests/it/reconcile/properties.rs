//! What holds for every reconciliation, whatever stands on the lists.

use caseload::domain::change::Change;
use caseload::domain::ids::{Id, PatientId, Stored, UserId};
use caseload::domain::medication::list::{ListSource, ListStatus, MedicineList};
use caseload::domain::medication::one_line::OneLine;
use caseload::domain::medication::reconcile::{Decision, Finished, Listed, Row, Sources, rows, written};
use caseload::domain::medication::{Medication, MedicationStatus};
use caseload::domain::text::fold;
use caseload::knowledge::formulary;
use proptest::prelude::*;

use crate::runs::runs;
use crate::situation::now;

const PATIENT: PatientId = PatientId::new(1);

/// Lines of a few drugs under several names, so that lists meet and one drug stands twice; some that no table knows.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let drugs = ["metformin", "Glucophage", "warfarin", "Coumadin", "Lasix", "furosemide", "zorvaxitol", "Zorvaxitol"];
    let doses = ["500 mg", "5 mg", "40 mg", "1000 mg tablet", ""];
    let ways = ["po bid", "by mouth twice a day", "po daily", "prn pain", ""];
    let one = (
        prop::sample::select(drugs.to_vec()),
        prop::sample::select(doses.to_vec()),
        prop::sample::select(ways.to_vec()),
    );
    let line = one.prop_map(|words: (&str, &str, &str)| {
        [words.0, words.1, words.2].iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ")
    });
    prop::collection::vec(line, 0..7)
}

#[derive(Debug, Clone)]
struct Lists {
    ours: Vec<Stored<Medication>>,
    theirs: Option<Stored<MedicineList>>,
    home: Option<Stored<MedicineList>>,
}

fn received(id: i64, source: ListSource, lines: &[String]) -> Stored<MedicineList> {
    let on = now().date_naive();
    let (told_by, lines) = ("St. Anne".to_owned(), lines.join("\n"));
    let value = MedicineList { source, told_by, on, lines, status: ListStatus::Open };
    Stored { id: Id::new(id), version: 1, patient: PATIENT, value }
}

fn lists() -> impl Strategy<Value = Lists> {
    let held = prop::collection::vec(any::<bool>(), 7);
    (lines(), held, prop::option::of(lines()), prop::option::of(lines())).prop_map(|(ours, held, theirs, home)| {
        let line = |(id, (line, held)): (i64, (&String, bool))| {
            let status = if held { MedicationStatus::Held } else { MedicationStatus::Active };
            let value = Medication { status, ..OneLine::read(line, formulary()).medication };
            Stored { id: Id::new(id), version: 1, patient: PATIENT, value }
        };
        Lists {
            ours: (1..).zip(ours.iter().zip(held)).map(line).collect(),
            theirs: theirs.map(|lines| received(1, ListSource::Hospital, &lines)),
            home: home.map(|lines| received(2, ListSource::Home, &lines)),
        }
    })
}

impl Lists {
    fn sources(&self) -> Sources<'_> {
        Sources { ours: &self.ours, theirs: self.theirs.as_ref(), home: self.home.as_ref() }
    }

    fn rows(&self) -> Vec<Row> {
        rows(self.sources(), formulary())
    }

    /// The same lists with their lines in another order.
    fn turned(&self, by: usize) -> Self {
        fn turn<T>(mut lines: Vec<T>, by: usize) -> Vec<T> {
            let middle = by % lines.len().max(1);
            lines.rotate_left(middle);
            lines.reverse();
            lines
        }
        let list = |list: &Option<Stored<MedicineList>>| {
            let mut list = list.clone()?;
            let lines = turn(list.each().map(str::to_owned).collect(), by);
            list.value.lines = lines.join("\n");
            Some(list)
        };
        Self { ours: turn(self.ours.clone(), by), theirs: list(&self.theirs), home: list(&self.home) }
    }
}

/// The words of a received list, and of a column of the rows: the same ones, each once however often it was written.
fn same_lines<'a>(list: Option<&'a Stored<MedicineList>>, column: impl Iterator<Item = &'a Listed>) -> bool {
    let mut given: Vec<String> = list.iter().flat_map(|list| list.each()).map(fold).collect();
    let mut found: Vec<String> = column.filter_map(|listed| listed.line.typed.as_deref()).map(fold).collect();
    given.sort_unstable();
    given.dedup();
    found.sort_unstable();
    given == found
}

proptest! {
    #![proptest_config(runs(200))]

    #[test]
    fn to_keep_ours_on_every_row_changes_nothing_of_our_list(lists in lists()) {
        let decided: Vec<(Row, Decision)> = lists.rows().into_iter().map(|row| (row, Decision::Ours)).collect();
        let (at, now) = (now().naive_utc(), now());
        let finished = Finished {
            patient: PATIENT, by: UserId::new(1), author: "R.Brandt", credential: "RN", prescriber: "Dr Lee", at, now,
        };
        let bundle = written(&decided, lists.sources(), &finished);
        let changes = |change: &Change| matches!(change, Change::Medication(_));
        prop_assert!(!bundle.parts.iter().any(changes), "{:?}", bundle.parts);
        let reconciled = bundle.parts.iter().filter(|change| matches!(change, Change::List(_))).count();
        prop_assert_eq!(reconciled, usize::from(lists.theirs.is_some()) + usize::from(lists.home.is_some()));
    }

    #[test]
    fn the_order_of_the_lines_of_a_list_does_not_count(lists in lists(), by in 0_usize..7) {
        prop_assert_eq!(lists.rows(), lists.turned(by).rows());
    }

    #[test]
    fn every_line_of_every_list_is_on_exactly_one_row(lists in lists()) {
        let rows = lists.rows();
        let mut ours: Vec<i64> = rows.iter().filter_map(|row| Some(row.ours.as_ref()?.id.raw())).collect();
        ours.sort_unstable();
        prop_assert_eq!(ours, lists.ours.iter().map(|line| line.id.raw()).collect::<Vec<_>>());
        prop_assert!(same_lines(lists.theirs.as_ref(), rows.iter().filter_map(|row| row.theirs.as_ref())));
        prop_assert!(same_lines(lists.home.as_ref(), rows.iter().filter_map(|row| row.home.as_ref())));
        prop_assert!(rows.iter().all(|row| row.ours.is_some() || row.theirs.is_some() || row.home.is_some()));
    }
}

#[test]
fn of_a_drug_that_stands_twice_what_says_the_same_goes_together() {
    let line = |id: i64, text: &str| {
        let value = OneLine::read(text, formulary()).medication;
        Stored { id: Id::new(id), version: 1, patient: PATIENT, value }
    };
    let ours = vec![line(1, "warfarin 5 mg po daily"), line(2, "warfarin 2.5 mg po daily")];
    let theirs = ["warfarin 2.5 mg po daily", "warfarin 5 mg po daily"].map(str::to_owned);
    let lists = Lists { ours, theirs: Some(received(1, ListSource::Hospital, &theirs)), home: None };
    for row in lists.rows() {
        let (ours, theirs) = (row.ours.unwrap(), row.theirs.unwrap());
        assert_eq!(ours.how_taken(), theirs.line.how_taken());
        assert!(row.again && !row.agrees, "a drug that stands twice is looked at");
    }
}
