//! Taking in records: again, changed, in any order, or not at all.

use caseload::domain::caseload::CareEnd;
use caseload::domain::change::{Change, EventChange};
use caseload::domain::episode::{Episode, EpisodeState};
use caseload::domain::event::Event;
use caseload::domain::medication::Medication;
use caseload::domain::medication::uses::{Doses, HowKnown, MedicineUse, Used};
use caseload::domain::observation::{Observation, ObservationStatus, loinc};
use caseload::domain::patient::Death;
use caseload::domain::plan::{CarePlan, Direction, Goal, PlanProblem, PlanStatus, Progress, Section};
use caseload::domain::problem::{Problem, ProblemStatus};
use caseload::domain::record::{Body, Record};
use caseload::store::{Fault, Load, Report};

use crate::situation::{Situation, at, cared_for, load, now, of, patient, stamp, visit};

/// New, unchanged and changed rows of a report, and those that wait.
fn sums(report: &Report) -> (u64, u64, u64, u64) {
    let sum = |count: fn(&caseload::domain::record::Taken) -> u64| report.by_kind.values().map(count).sum();
    (sum(|kind| kind.taken), sum(|kind| kind.unchanged), sum(|kind| kind.changed), report.waiting)
}

fn weight(patient: &str, kilograms: f64) -> Record {
    let body = Body::Observation(Observation {
        code: loinc::WEIGHT.to_owned(),
        name: "Body weight".to_owned(),
        category: "vital-signs".to_owned(),
        at: Some(at("2026-03-09T15:00:00Z")),
        value: Some(kilograms),
        unit: Some("kg".to_owned()),
        text: None,
        status: ObservationStatus::Valid,
        how: None,
    });
    of(patient, "Observation/weight", body)
}

fn episode(patient: &str, key: &str, state: EpisodeState, soc: &str) -> Record {
    let body = Body::Episode(Episode {
        state,
        referred_at: None,
        soc: soc.parse().ok(),
        ended: None,
        end_reason: None,
        case_manager: None,
        practitioner: None,
        practitioner_phone: None,
        frequencies: vec!["SN 2w4 1w5".to_owned()],
    });
    of(patient, key, body)
}

/// A plan, a goal of it and a check of the goal, each of which points at the one before.
fn plan_goal_and_check() -> [Record; 3] {
    let plan = CarePlan { title: "Heart failure".to_owned(), status: PlanStatus::Active, from: None, to: None };
    let goal = Goal { problem: "Heart failure".to_owned(), ..Goal::saying("Weight gain under 2 lb a day") };
    let date = "2026-03-09".parse().unwrap();
    let check =
        Progress { goal: None, date, direction: Direction::Toward, evidence: "0.5 lb".to_owned(), counts: true };
    let plan = of("ruth", "CarePlan/1", Body::CarePlan(plan));
    let mut goal = of("ruth", "Goal/1", Body::Goal(goal));
    goal.links.plan = Some("CarePlan/1".to_owned());
    let mut check = of("ruth", "check/1", Body::Progress(check));
    check.links.goal = Some("Goal/1".to_owned());
    [plan, goal, check]
}

#[test]
fn a_plan_is_taken_with_its_problem_and_its_texts() {
    let mut situation = Situation::new();
    let [plan, mut goal, check] = plan_goal_and_check();
    goal.links.problem = Some("Problem/1".to_owned());
    let problem = |name: &str| of("ruth", "Problem/1", Body::PlanProblem(PlanProblem::named(name)));
    let text = Section { key: "prognosis".to_owned(), text: "Good".to_owned() };
    let section = of("ruth", "Section/1", Body::PlanSection(text));
    let all = vec![patient("ruth", "Abara", "Ruth"), goal, check, problem("Circulation"), section, plan];
    assert_eq!(sums(&situation.take(all.clone())), (6, 0, 0, 0));
    assert_eq!(sums(&situation.take(all)), (0, 6, 0, 0));
    let under =
        "SELECT count(*) FROM goal JOIN plan_problem ON plan_problem.id = goal.problem_id WHERE name = 'Circulation'";
    assert_eq!(situation.number(under), 1);
    assert_eq!(sums(&situation.take(vec![problem("Respiration")])), (0, 0, 1, 0));
    assert_eq!(situation.number("SELECT count(*) FROM plan_problem WHERE name = 'Respiration'"), 1);
}

fn chart() -> Vec<Record> {
    let mut records = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt"), weight("ruth", 71.5)];
    records.push(episode("ruth", "Episode/1", EpisodeState::Active, "2026-02-20"));
    records.push(visit("ruth", "rbrandt", "2026-03-10T15:00:00Z"));
    records.extend(plan_goal_and_check());
    records
}

#[test]
fn the_same_source_again_changes_nothing() {
    let mut situation = Situation::new();
    assert_eq!(sums(&situation.take(chart())), (8, 0, 0, 0));
    let (rows, audit) = (situation.store.counts().unwrap(), situation.number("SELECT count(*) FROM audit"));
    let again = situation.take(chart());
    assert_eq!(sums(&again), (0, 8, 0, 0));
    assert_eq!(situation.store.counts().unwrap(), rows);
    assert_eq!(situation.number("SELECT count(*) FROM audit"), audit, "nothing was done, so nothing is on record");
}

#[test]
fn a_changed_record_changes_its_row_and_no_other() {
    let mut situation = Situation::with(chart());
    let changed = situation.take(vec![weight("ruth", 72.0), patient("ruth", "Abara", "Ruth")]);
    assert_eq!(sums(&changed), (0, 1, 1, 0));
    assert_eq!(situation.number("SELECT count(*) FROM observation"), 1);
    assert_eq!(situation.caseload("rbrandt").patients[0].vitals[0].value.value, Some(72.0));
}

#[test]
fn every_patient_whose_chart_is_touched_has_one_audit_row() {
    let mut situation = Situation::new();
    let mut records = chart();
    records.extend([patient("otis", "Whitlock", "Otis"), weight("otis", 90.0)]);
    let digest = Some([7; 32]);
    situation.store.take(records, &Load { digest, user: Some(situation.user("tquist")), ..load() }).unwrap();
    let rows = situation.words(
        "SELECT action || ' ' || patient_id || ' ' || user_id || ' ' || substr(hex(content), 1, 4)
         FROM audit WHERE patient_id IS NOT NULL ORDER BY seq",
    );
    assert_eq!(rows, ["import 1 2 0707", "import 2 2 0707"]);
}

#[test]
fn entries_find_their_patient_in_any_order_of_files() {
    let [plan, goal, check] = plan_goal_and_check();
    let files = [patient("ruth", "Abara", "Ruth"), plan, goal, check];
    for order in permutations(files.len()) {
        let mut situation = Situation::new();
        for file in &order {
            situation.take(vec![files[*file].clone()]);
        }
        assert_eq!(situation.number("SELECT count(*) FROM parked"), 0, "{order:?}");
        assert_eq!(situation.number("SELECT count(*) FROM progress JOIN goal ON goal.id = goal_id"), 1, "{order:?}");
        let linked = "SELECT count(*) FROM goal JOIN care_plan ON care_plan.id = plan_id";
        assert_eq!(situation.number(linked), 1, "{order:?}");
        assert_eq!(sums(&situation.take(files.to_vec())), (0, 4, 0, 0), "{order:?}");
    }
}

fn permutations(of: usize) -> Vec<Vec<usize>> {
    (0..of).fold(vec![Vec::new()], |shorter, next| {
        let longer = |order: &Vec<usize>, place: usize| [&order[..place], &[next], &order[place..]].concat();
        shorter
            .iter()
            .flat_map(|order| (0..=order.len()).map(|place| longer(order, place)).collect::<Vec<_>>())
            .collect()
    })
}

#[test]
fn a_goal_whose_plan_is_not_here_yet_is_in_the_chart_and_counted_once() {
    let [plan, goal, _] = plan_goal_and_check();
    let mut situation = Situation::with(vec![patient("ruth", "Abara", "Ruth")]);
    assert_eq!(sums(&situation.take(vec![goal.clone()])), (1, 0, 0, 1));
    assert_eq!(sums(&situation.take(vec![goal.clone()])), (0, 1, 0, 0));
    let arrived = situation.take(vec![plan]);
    assert_eq!(sums(&arrived), (1, 0, 1, 0), "the goal is linked to it");
    assert!(arrived.dangling.is_empty());
}

#[test]
fn an_entry_that_waits_is_counted_and_waiting_twice_is_waiting_once() {
    let mut situation = Situation::new();
    assert_eq!(sums(&situation.take(vec![weight("ruth", 71.5)])), (0, 0, 0, 1));
    assert_eq!(sums(&situation.take(vec![weight("ruth", 71.5)])), (0, 1, 0, 0));
    assert_eq!(sums(&situation.take(vec![weight("ruth", 72.5)])), (0, 0, 0, 1));
    assert_eq!(situation.store.counts().unwrap()["waiting.total"], 1);
    situation.take(vec![patient("ruth", "Abara", "Ruth")]);
    assert_eq!(situation.number("SELECT count(*) FROM observation WHERE value = 72.5"), 1);
    assert_eq!(situation.store.counts().unwrap()["waiting.total"], 0);
}

#[test]
fn one_id_for_two_patients_is_two_entries_where_nobody_says_which_source_it_is() {
    let mut situation = Situation::new();
    situation.take(vec![weight("ruth", 71.5)]);
    situation.take(vec![patient("otis", "Whitlock", "Otis"), weight("otis", 90.0)]);
    situation.take(vec![patient("ruth", "Abara", "Ruth")]);
    let rows = "SELECT family || ' ' || value FROM observation JOIN patient ON patient.id = patient_id ORDER BY 1";
    assert_eq!(situation.words(rows), ["Abara 71.5", "Whitlock 90.0"]);
    assert_eq!(sums(&situation.take(vec![weight("ruth", 71.5), weight("otis", 90.0)])), (0, 2, 0, 0));
}

/// A server that says who it is means one thing by one id: what it gives to another patient has moved.
#[test]
fn a_newer_version_of_an_entry_that_waits_is_not_overwritten_by_it() {
    let at_ehr = |mut record: Record| {
        let links = [&mut record.key, &mut record.links.patient];
        links.into_iter().flatten().for_each(|key| key.insert_str(0, "//ehr.example/"));
        record
    };
    let mut situation = Situation::new();
    situation.take(vec![at_ehr(weight("ruth", 71.5))]);
    situation.take(vec![at_ehr(patient("otis", "Whitlock", "Otis")), at_ehr(weight("otis", 90.0))]);
    situation.take(vec![at_ehr(patient("ruth", "Abara", "Ruth"))]);
    let otis = situation.patient("whit").raw();
    assert_eq!(situation.number(&format!("SELECT count(*) FROM observation WHERE patient_id = {otis}")), 1);
    assert_eq!(situation.number("SELECT count(*) FROM observation"), 1);
    let moved = situation.take(vec![at_ehr(weight("ruth", 72.0))]);
    assert_eq!(moved.remarks, ["//ehr.example/Observation/weight: its source moved it into another chart"]);
    let ruth = situation.patient("abar").raw();
    assert_eq!(situation.number(&format!("SELECT count(*) FROM observation WHERE patient_id = {ruth}")), 1);
}

#[test]
fn a_patient_is_found_by_another_name_of_the_source() {
    let mut ruth = patient("ruth", "Abara", "Ruth");
    ruth.aliases.push("urn:uuid:5d1e".to_owned());
    let mut weight = weight("ruth", 71.5);
    weight.links.patient = Some("urn:uuid:5d1e".to_owned());
    let mut situation = Situation::with(vec![weight.clone(), ruth]);
    assert_eq!(situation.number("SELECT count(*) FROM observation"), 1);
    weight.key = Some("Observation/later".to_owned());
    assert_eq!(sums(&situation.take(vec![weight])), (1, 0, 0, 0));
}

#[test]
fn a_patient_without_an_episode_becomes_a_referral_until_one_arrives() {
    let mut situation = Situation::new();
    let refer = Load { refer: true, assign: Some(situation.user("rbrandt")), ..load() };
    situation.store.take(vec![patient("ruth", "Abara", "Ruth")], &refer).unwrap();
    let state = |situation: &Situation| situation.caseload("rbrandt").patients[0].episode.clone().unwrap().value.state;
    assert_eq!(state(&situation), EpisodeState::Referral);
    situation.store.take(vec![episode("ruth", "Episode/1", EpisodeState::Active, "2026-02-20")], &refer).unwrap();
    assert_eq!(state(&situation), EpisodeState::Active);
    assert_eq!(situation.words("SELECT state FROM episode ORDER BY id"), ["declined", "active"]);
    situation.store.take(vec![patient("ruth", "Abara", "Ruth")], &refer).unwrap();
    assert_eq!(situation.number("SELECT count(*) FROM episode"), 2, "a referral is made up once");
}

#[test]
fn the_episode_that_matters_now_does_not_depend_on_the_order_of_files() {
    let episodes = [
        episode("ruth", "Episode/old", EpisodeState::Discharged, "2025-03-01"),
        episode("ruth", "Episode/now", EpisodeState::Active, "2026-02-20"),
        episode("ruth", "Episode/late", EpisodeState::Discharged, "2025-09-01"),
    ];
    for order in permutations(episodes.len()) {
        let mut situation = Situation::with(vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")]);
        situation.take(order.iter().map(|place| episodes[*place].clone()).collect());
        let shown = situation.caseload("rbrandt").patients[0].episode.clone().unwrap();
        assert_eq!(shown.value.soc, "2026-02-20".parse().ok(), "{order:?}");
    }
}

#[test]
fn what_was_changed_here_is_not_overwritten() {
    let mut situation = Situation::with(chart());
    let done = situation.caseload("rbrandt").patients[0].visits[0].complete(now()).unwrap();
    situation.store.apply(&done, &stamp(situation.user("rbrandt"), 0)).unwrap();
    let mut moved = visit("ruth", "rbrandt", "2026-03-10T15:00:00Z");
    if let Body::Visit(visit) = &mut moved.body {
        visit.purpose = "wound care".to_owned();
    }
    let report = situation.take(vec![moved]);
    assert_eq!(report.kept_ours, ["visit/ruth/2026-03-10T15:00:00Z"]);
    assert_eq!(situation.words("SELECT status || ' ' || purpose FROM visit"), ["done weight, edema"]);
}

#[test]
fn a_source_with_one_bad_entry_leaves_nothing() {
    let mut situation = Situation::with(chart());
    let before = situation.store.counts().unwrap();
    let mut bad = visit("otis", "rbrandt", "2026-03-11T15:00:00Z");
    if let Body::Visit(visit) = &mut bad.body {
        visit.ends = at("2026-03-11T14:00:00Z");
    }
    let source = vec![patient("otis", "Whitlock", "Otis"), weight("otis", 90.0), bad];
    let fault = situation.store.take(source, &load()).unwrap_err();
    assert!(matches!(&fault, Fault::Refused { entry, .. } if entry == "visit/otis/2026-03-11T15:00:00Z"), "{fault}");
    assert_eq!(situation.store.counts().unwrap(), before);
    assert!(situation.store.find("whit", &[]).unwrap().is_empty());
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let mut situation = Situation::new();
    let before = situation.store.counts().unwrap();
    let said = situation.store.take(chart(), &Load { dry_run: true, ..load() }).unwrap();
    assert_eq!(situation.store.counts().unwrap(), before);
    assert_eq!(situation.take(chart()), said);
}

#[test]
fn two_patients_never_share_a_chart_number() {
    let numbered = |key: &str, number: &str| {
        let mut record = patient(key, "Abara", key);
        if let Body::Patient(patient) = &mut record.body {
            number.clone_into(&mut patient.number);
        }
        record
    };
    let records = vec![numbered("ruth", "00002"), numbered("ada", ""), numbered("ines", "00002")];
    let mut situation = Situation::with(records.clone());
    assert_eq!(situation.words("SELECT number FROM patient ORDER BY id"), ["00002", "00003", "00004"]);
    assert_eq!(situation.words("SELECT value FROM patient_identifier"), ["00002"], "what the source gave is kept");
    assert_eq!(sums(&situation.take(records)), (0, 3, 0, 0));
    // A source that stops giving a number does not take it away.
    situation.take(vec![numbered("ruth", "")]);
    assert_eq!(situation.words("SELECT number FROM patient WHERE id = 1"), ["00002"]);
}

#[test]
fn an_entry_that_changes_its_kind_is_left_as_it_was() {
    let mut situation = Situation::with(chart());
    let problem = Problem {
        text: "Heart failure".to_owned(),
        code: None,
        status: ProblemStatus::Active,
        onset: None,
        ended: None,
    };
    let report = situation.take(vec![of("ruth", "Observation/weight", Body::Problem(problem))]);
    assert_eq!(sums(&report), (0, 0, 0, 0));
    assert_eq!(report.dangling, ["Observation/weight was of kind observation before, not problem"]);
    assert_eq!(situation.number("SELECT count(*) FROM problem"), 0);
}

#[test]
fn references_that_lead_nowhere_are_named_up_to_fifty() {
    let mut situation = Situation::with(vec![patient("ruth", "Abara", "Ruth")]);
    let lost = |number: usize| {
        let mut record = visit("ruth", "nobody", "2026-03-10T15:00:00Z");
        record.key = Some(format!("visit/{number}"));
        record
    };
    let report = situation.take((0..60).map(lost).collect());
    assert_eq!((report.dangling.len(), report.dangling_total), (50, 60));
    assert_eq!(report.dangling[0], "visit/0 points at user/nobody");
}

#[test]
fn use_of_a_medicine_waits_for_its_line() {
    let mut situation = Situation::with(vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")]);
    let told = |taken: u16| {
        let date = "2026-03-09".parse().unwrap();
        let how = HowKnown::Caregiver;
        let what = Used::Doses(Doses { from: date, to: date, due: 2, taken, how, because: None, note: None });
        let mut record = of("ruth", "use/1", Body::MedicineUse(MedicineUse { line: None, what, counts: true }));
        record.links.medication = Some("m/1".to_owned());
        record
    };
    let line = of("ruth", "m/1", Body::Medication(Medication::written("apixaban 5 mg tablet", "5 mg twice a day")));
    assert_eq!(sums(&situation.take(vec![told(1)])), (0, 0, 0, 1));
    assert_eq!(sums(&situation.take(vec![line.clone()])), (2, 0, 0, 0));
    assert_eq!(sums(&situation.take(vec![told(1), line])), (0, 2, 0, 0));
    assert_eq!(sums(&situation.take(vec![told(0)])), (0, 0, 1, 0));
    let facts = situation.caseload("rbrandt").patients.remove(0);
    let [used] = &facts.uses[..] else { panic!("{:?}", facts.uses) };
    assert_eq!(used.line, Some(facts.medications[0].id));
    assert_eq!(used.what.words(), "0 of 2 doses taken on 2026-03-09, caregiver says");
    // One that names no line belongs to nobody.
    let mut lost = told(2);
    lost.key = Some("use/2".to_owned());
    lost.links.medication = None;
    assert_eq!(situation.take(vec![lost]).dangling, ["use/2 names no medication"]);
}

#[test]
fn a_death_recorded_here_is_not_taken_back_by_a_source_and_the_contradiction_is_named() {
    let said = |died: Option<&str>, lives: bool| {
        let mut record = patient("ruth", "Abara", "Ruth");
        if let Body::Patient(body) = &mut record.body {
            body.died = died.map(|died| Death::parse(died).unwrap());
            body.lives = lives;
        }
        record
    };
    let died = "SELECT count(*) FROM patient WHERE died IS NOT NULL";
    let mut situation = Situation::with(vec![said(Some("2026-03-08"), false)]);
    let (ruth, rosa) = (situation.patient("abara"), situation.user("rbrandt"));
    let event = Event::Death { date: "2026-03-08".parse().unwrap() };
    let change = Change::Event(EventChange::Record { patient: ruth, event });
    situation.store.apply(&change, &stamp(rosa, 0)).unwrap();
    let report = situation.take(vec![said(None, true)]);
    let named = "Patient/ruth: its source says that the patient lives, and a death on 2026-03-08 is recorded here; \
                 it stays until somebody corrects it";
    assert_eq!(report.remarks, [named]);
    let facts = situation.store.chart(ruth, rosa, None, now()).unwrap().facts;
    assert!(matches!(facts.care_end("2026-03-10".parse().unwrap()), Some(CareEnd::Died(Some(_)))), "dead here");
    assert_eq!(situation.number(died), 0, "the source says nothing of it any more");
    assert!(situation.take(vec![said(None, true)]).remarks.is_empty(), "said once");
}

#[test]
fn names_that_may_be_taken_for_each_other_are_said() {
    let mut situation = Situation::with(vec![patient("ruth", "Abara", "Ruth")]);
    let came = situation.take(vec![patient("rut", "Abarra", "Rut"), patient("carl", "Stone", "Carl")]);
    assert_eq!(came.alike.len(), 1, "{:?}", came.alike);
    assert!(came.alike[0].contains("ABARRA Rut and") && came.alike[0].contains("ABARA Ruth"), "{:?}", came.alike);
    // Said once: nothing is to be decided.
    assert_eq!(situation.take(vec![patient("rut", "Abarra", "Rut")]).alike, Vec::<String>::new());
    assert_eq!((came.pairs.len(), came.remarks_total), (0, 0));
}
