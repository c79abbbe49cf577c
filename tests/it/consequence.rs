//! What follows from a change, without a screen: the cases, and that every writer gets it, once.

use caseload::domain::change::{Change, Edit, EventChange, PlanChange};
use caseload::domain::chart::Chart;
use caseload::domain::codes::Discipline;
use caseload::domain::consequence::telling::answered;
use caseload::domain::consequence::{self, Consequences, Writer};
use caseload::domain::event::Event;
use caseload::domain::ids::{Id, Stored};
use caseload::domain::medication::Medication;
use caseload::domain::medication::told::HowTold;
use caseload::domain::medication::uses::{Doses, HowKnown, MedicineUse, Used};
use caseload::domain::note::{Note, NoteKind};
use caseload::domain::patient::Name;
use caseload::domain::plan::content::Content;
use caseload::domain::plan::telling::parties;
use caseload::domain::plan::untold::Untold;
use caseload::domain::plan::{
    Delivery, DeliveryResult, Direction, Goal, Intervention, PlanOfCare, PlanVersion, Progress, TrackedGoal,
    VersionKind,
};
use caseload::domain::record::Body;
use caseload::domain::task::{Task, TaskStatus};
use caseload::domain::user::{Role, User};
use caseload::domain::when::Instant;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::desk::knowledge;
use crate::situation::patient;

mod written;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    name: String,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    on: NaiveDate,
    does: String,
    #[serde(default)]
    follows: Vec<String>,
    #[serde(default)]
    asks: bool,
}

fn stored<T: caseload::domain::ids::Keyed>(id: i64, value: T) -> Stored<T> {
    Stored { id: Id::new(id), version: 1, patient: Id::new(1), value }
}

fn chart() -> Chart {
    let Body::Patient(ruth) = patient("ruth", "Abara", "Ruth").body else { panic!() };
    let mut facts = caseload::domain::caseload::Facts::of(stored(1, *ruth));
    let target = Some("<140/90".to_owned());
    let goal = stored(1, Goal { problem: "Hypertension".into(), target, ..Goal::saying("Pressure under 140/90") });
    let step = Intervention { goal: Some(goal.id), ..Intervention::doing("Teach home readings") };
    facts.goals = vec![TrackedGoal { goal, checks: Vec::new() }];
    facts.medications = vec![
        stored(1, Medication::written("amlodipine 5 mg tablet", "once a day")),
        stored(2, Medication::written("gabapantine 100 mg capsule", "100 mg by mouth at bedtime")),
    ];
    let plan = PlanOfCare {
        care_plans: Vec::new(),
        problems: Vec::new(),
        closed: Vec::new(),
        interventions: vec![stored(1, step)],
        deliveries: Vec::new(),
        sections: Vec::new(),
        versions: Vec::new(),
        telling: None,
    };
    Chart {
        facts,
        team: Vec::new(),
        payers: Vec::new(),
        lists: Vec::new(),
        plan,
        notes: Vec::new(),
        entries: Vec::new(),
        others: Vec::new(),
        pairs: Vec::new(),
        elsewhere: Vec::new(),
        since: Vec::new(),
        looked_before: None,
    }
}

/// The changes that a line of a case stands for.
fn changes(chart: &Chart, does: &str, today: NaiveDate, writer: &Writer<'_>) -> Vec<Change> {
    let patient = chart.facts.id();
    let (does, what) = does.split_once(": ").unwrap_or((does, ""));
    let words = || what.to_owned();
    let goal = &chart.facts.goals[0].goal;
    let step = &chart.plan.interventions[0];
    let change_goal = |to: Goal| Change::goal(goal.amended(to));
    let record = |event| Change::Event(EventChange::Record { patient, event });
    let to_target = || change_goal(Goal { target: Some(words()), ..goal.value.clone() });
    let sign = |kind: VersionKind, about: Option<u32>, content: String| {
        let number = u32::try_from(chart.plan.versions.len()).unwrap() + 1;
        Change::Plan(PlanChange::sign(
            patient,
            PlanVersion { number, kind, about, content, signer: "R. Brandt, RN".into() },
        ))
    };
    let task_of = || chart.facts.tasks.iter().find(|task| task.words().contains(what)).unwrap();
    let list = |told: bool| {
        let untold = Untold::of(chart, caseload::knowledge::plans::content(), today);
        let parties: Vec<_> = parties(chart, &untold).into_iter().map(|party| (party, told)).collect();
        answered(chart, &untold, &parties, writer).parts
    };
    match does {
        "signs" => vec![sign(VersionKind::Signed, None, Content::of(chart, today).written())],
        "adds to version 1" => vec![sign(VersionKind::from_word(what), Some(1), "It was the left leg.".to_owned())],
        "target" => vec![to_target()],
        "target and clock" => vec![to_target(), record(Event::PocRevised { date: today })],
        "baseline" => vec![change_goal(Goal { baseline: Some(words()), ..goal.value.clone() })],
        "goal checked" => {
            let direction = Direction::from_word(what);
            let evidence = "168/96".to_owned();
            let value = Progress { goal: Some(goal.id), date: today, direction, evidence, counts: true };
            vec![Change::progress(Edit::Add { patient, value })]
        }
        "stops the intervention" => {
            let to = Intervention { active: false, ..step.value.clone() };
            vec![Change::Plan(PlanChange::intervention(step.amended(to)))]
        }
        "delivers the intervention" => {
            let result = DeliveryResult::Done;
            let value = Delivery { intervention: step.id, date: today, result, detail: String::new(), counts: true };
            vec![Change::Plan(PlanChange::delivery(Edit::Add { patient, value }))]
        }
        "adds medicine" => {
            let value = Medication::written(what, "once a day");
            vec![Change::medication(Edit::Add { patient, value })]
        }
        "puts a name right" => {
            let line = &chart.facts.medications[1];
            let told_by = Some(format!("R. Brandt, RN, {}", HowTold::Correction.label()));
            let to = Medication { drug: "gabapentin 100 mg capsule".into(), told_by, ..line.value.clone() };
            vec![Change::medication(line.amended(to))]
        }
        "doses taken" => {
            let how = HowKnown::ALL[0].clone();
            let what = Used::Doses(Doses { from: today, to: today, due: 2, taken: 1, how, because: None, note: None });
            let value = MedicineUse { line: Some(Id::new(1)), what, counts: true };
            vec![Change::medicine_use(Edit::Add { patient, value })]
        }
        "orders visits" => {
            let (discipline, text) = (Discipline::SkilledNursing, words());
            vec![record(Event::FrequencyOrder { date: today, discipline, text })]
        }
        "writes a note" => {
            let (text, author) = ("Seen at home.".to_owned(), "Rosa Brandt".to_owned());
            let value = Note { kind: NoteKind::Remark, at: writer.now, author, text, counts: true };
            vec![Change::note(Edit::Add { patient, value })]
        }
        "tells everybody" => list(true),
        "tells nobody yet" => list(false),
        "has told" => vec![Change::task(task_of().done("").unwrap())],
        "drops the task of" => {
            let task = task_of();
            vec![Change::task(task.amended(Task { status: TaskStatus::Dropped, ..task.value.clone() }))]
        }
        "records that all were told" => vec![record(Event::PocRevisionTold { date: today })],
        unknown => panic!("`{unknown}` stands for nothing"),
    }
}

/// The chart once all that is written, with rows of ids of their own.
fn after(chart: &Chart, written: &[Change], now: Instant, next: &mut i64) -> Chart {
    let mut after = chart.after(written, now);
    let mut id = || {
        *next += 1;
        *next
    };
    for event in after.facts.events.iter_mut().filter(|event| event.id.raw() < 0) {
        event.id = Id::new(id());
    }
    for line in after.facts.medications.iter_mut().filter(|line| line.id.raw() < 0) {
        line.id = Id::new(id());
    }
    for telling in after.plan.telling.iter_mut().filter(|telling| telling.id.raw() < 0) {
        telling.id = Id::new(id());
    }
    for change in written {
        let Change::Task(edit) = change else { continue };
        match &**edit {
            Edit::Add { value, .. } => after.facts.tasks.push(stored(id(), value.clone())),
            Edit::Amend { id, .. } => after.facts.tasks.retain(|task| task.id != *id),
        }
    }
    after
}

fn words(change: &Change) -> String {
    match change {
        Change::Event(EventChange::Record { event, .. }) => event.label().to_owned(),
        other => other.says(),
    }
}

#[test]
fn what_follows_from_a_change_is_what_the_cases_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/consequence/plan.toml");
    let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let rosa = User {
        login: "rbrandt".into(),
        os_account: None,
        name: Name { family: "Brandt".into(), given: "Rosa".into() },
        credential: "RN".into(),
        role: Role::CaseManager,
        discipline: Some(Discipline::SkilledNursing),
        team: "north".into(),
    };
    for example in &file.case {
        let (mut chart, mut next) = (chart(), 100);
        for (step, at) in example.steps.iter().zip(0..) {
            let name = format!("{}, {}: {}", example.name, step.on, step.does);
            let now = step.on.and_hms_opt(15, 0, 0).unwrap().and_utc() + chrono::TimeDelta::minutes(at);
            let (zone, knowledge) = (chrono_tz::America::Chicago, knowledge());
            let writer = Writer { user: &rosa, user_id: Id::new(1), now, zone, knowledge };
            let changes = changes(&chart, &step.does, step.on, &writer);
            let found = consequence::of(&chart, &changes, &writer);
            let follows: Vec<String> = found.changes.iter().map(words).collect();
            assert_eq!(follows, step.follows, "{name}");
            assert_eq!(found.asks_to_tell, step.asks, "{name}");
            if !consequence::may_follow(&changes) {
                assert_eq!(found, Consequences::default(), "{name}: nobody would have asked");
            }
            let written: Vec<Change> = changes.into_iter().chain(found.changes).collect();
            let again = consequence::of(&chart, &written, &writer);
            assert_eq!(again.changes, [], "{name}: what is there already does not follow again");
            chart = after(&chart, &written, now, &mut next);
        }
    }
}
