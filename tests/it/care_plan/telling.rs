//! Who must be told of what changed: what opens the list and what does not, later, after a kill, taken back.

use caseload::domain::change::{Change, Edit, EventChange, PlanChange};
use caseload::domain::episode::{Episode, EpisodeState};
use caseload::domain::event::Event;
use caseload::domain::medication::Medication;
use caseload::domain::patient::{Contact, ContactKind};
use caseload::domain::plan::Goal;
use caseload::domain::plan::Telling;
use caseload::domain::plan::untold::Untold;
use caseload::domain::record::{Body, Record};
use caseload::ui::{Effect, Msg};

use super::{goal, step};
use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient, stamp};

/// The heading of the open list.
const LIST: &str = "who must be told";

/// Ruth under the care of Dr Lee with two medicines of another practitioner's; her sister is her caregiver.
fn records() -> Vec<Record> {
    let mut ruth = patient("ruth", "Abara", "Ruth");
    if let Body::Patient(patient) = &mut ruth.body {
        let (name, relation) = ("Ann Abara".to_owned(), "sister".to_owned());
        let phone = Some("555-0101".to_owned());
        patient.contacts = vec![Contact { name, relation, kind: ContactKind::Caregiver, phone }];
    }
    let episode = Episode {
        state: EpisodeState::Active,
        referred_at: None,
        soc: "2026-03-02".parse().ok(),
        ended: None,
        end_reason: None,
        case_manager: None,
        practitioner: Some("Susan Lee, MD".to_owned()),
        practitioner_phone: Some("555-0150".to_owned()),
        frequencies: Vec::new(),
    };
    let line = |key: &str, drug: &str, by: &str| {
        let ordered_by = Some(by.to_owned());
        of("ruth", key, Body::Medication(Medication { ordered_by, ..Medication::written(drug, "once a day") }))
    };
    vec![
        ruth,
        cared_for("ruth", "rbrandt"),
        of("ruth", "episode/ruth", Body::Episode(episode)),
        goal("g1", "Pressure under 140/90", "Hypertension"),
        step("s1", Some("g1"), "Teach home readings", false),
        step("s2", Some("g1"), "Weigh at each visit", false),
        line("m1", "amlodipine 5 mg tablet", "Dr. Susan Lee"),
        line("m2", "sertraline 50 mg tablet", "Omar Diaz, NP"),
    ]
}

fn desk_of(records: Vec<Record>, size: (u16, u16)) -> Desk {
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), size);
    desk.keys("f").type_text("abara").keys("Enter g p");
    desk
}

/// Ruth's plan, signed.
fn signed(size: (u16, u16)) -> Desk {
    let mut desk = desk_of(records(), size);
    desk.keys("S y");
    desk.has("plan of care signed");
    desk.lacks(LIST);
    desk.lacks("TELL");
    desk
}

fn change_target(desk: &mut Desk, target: &str) {
    desk.keys("e").type_text(target).keys("S-Tab").type_text("Dr Lee, call of today").keys("Enter");
}

fn clocks(desk: &Desk, kind: &str) -> i64 {
    desk.number(&format!("SELECT count(*) FROM event WHERE kind = '{kind}' AND counts = 1"))
}

#[test]
fn a_changed_target_opens_the_list_with_its_lines_and_starts_the_clock() {
    let mut desk = signed((100, 40));
    change_target(&mut desk, "<130/80");
    desk.has(LIST);
    desk.has("42 CFR 484.60(c)(3)");
    desk.has("> [ ] Susan Lee, MD (practitioner), 555-0150");
    desk.has("~ goal \"Pressure under 140/90\": target [-<140/90-] {+<130/80+}");
    desk.lacks("Omar Diaz");
    desk.has("Ann Abara (caregiver), 555-0101");
    assert_eq!(clocks(&desk, "poc_revised"), 1);
    assert_eq!(desk.screen().matches("Susan Lee").count(), 1, "{}", desk.screen());
    insta::assert_snapshot!("told_100x40", desk.styled_screen());
}

#[test]
fn the_list_in_a_small_window() {
    let mut desk = signed((80, 24));
    change_target(&mut desk, "<130/80");
    insta::assert_snapshot!("told_80x24", desk.styled_screen());
    desk.keys("Esc");
    insta::assert_snapshot!("later_80x24", desk.styled_screen());
}

#[test]
fn before_anything_is_signed_nothing_opens() {
    let mut desk = desk_of(records(), (100, 40));
    change_target(&mut desk, "<130/80");
    desk.has("goal changed");
    desk.lacks(LIST);
    desk.keys("C");
    desk.has("No plan was signed yet");
    assert_eq!(clocks(&desk, "poc_revised"), 0);
}

/// What is done to a plan, and the line that tells of it.
type Revising = (&'static str, fn(&mut Desk), &'static str);

const REVISING: [Revising; 10] = [
    (
        "a goal is added",
        |desk| {
            desk.keys("a")
                .type_text("goal")
                .keys("Enter")
                .type_text("Walks to the gate")
                .keys("Tab")
                .type_text("steps");
            desk.keys("Tab").type_text("60").keys("Tab Tab").type_text("+30").keys("Enter");
        },
        "+ goal \"Walks to the gate\"",
    ),
    (
        "a goal is met",
        |desk| {
            desk.keys("m").type_text("three readings").keys("Enter");
        },
        "- goal \"Pressure under 140/90\", met: three readings",
    ),
    (
        "a goal is dropped",
        |desk| {
            desk.keys("D").type_text("moves away").keys("Enter");
        },
        "- goal \"Pressure under 140/90\", dropped: moves away",
    ),
    (
        "an intervention is added",
        |desk| {
            desk.keys("a").type_text("intervention").keys("Enter").type_text("Foot check").keys("Enter");
        },
        "+ intervention \"Foot check\"",
    ),
    (
        "an intervention is stopped",
        |desk| {
            desk.keys("j D").type_text("reads it herself").keys("Enter");
        },
        "- intervention \"Teach home readings\", stopped: reads it herself",
    ),
    (
        "an intervention is done more often",
        |desk| {
            desk.keys("j e").type_text("daily").keys("S-Tab").type_text("gain of 2 lb").keys("Enter");
        },
        "~ intervention \"Teach home readings\": how often {+daily+}",
    ),
    (
        "a problem comes with its goals from a template",
        |desk| {
            desk.keys("a").type_text("wound").keys("Enter Space Space Enter");
        },
        "+ problem \"",
    ),
    (
        "a medicine is on hold",
        |desk| {
            desk.keys("g m H").type_text("BP 88/50, dizzy").keys("Tab 1 Enter");
        },
        "+ medicine \"amlodipine 5 mg tablet once a day, on hold\"",
    ),
    (
        "a medicine is stopped",
        |desk| {
            desk.keys("g m s").type_text("swollen ankles").keys("Tab 1 Enter");
        },
        "- medicine \"amlodipine 5 mg tablet once a day\"",
    ),
    (
        "the risk is written",
        |desk| {
            desk.keys("G");
            go_to(desk, "Text: Risk of emergency");
            desk.keys("e").type_text("Lives alone").keys("Ctrl-s");
        },
        "~ section risk: {+Lives alone+}",
    ),
];

fn go_to(desk: &mut Desk, text: &str) {
    desk.keys("g g");
    for _ in 0..60 {
        if desk.row().contains(text) {
            return;
        }
        desk.keys("j");
    }
    panic!("`{text}` is not in:\n{}", desk.screen());
}

#[test]
fn each_kind_of_revision_opens_the_list_once_with_a_clock_and_is_taken_back_with_it() {
    for (what, act, line) in REVISING {
        let mut desk = signed((120, 60));
        act(&mut desk);
        let screen = desk.screen();
        assert!(screen.contains(LIST) && screen.contains(line), "{what}: {screen}");
        assert_eq!(clocks(&desk, "poc_revised"), 1, "{what}");
        desk.keys("Esc u");
        assert_eq!(clocks(&desk, "poc_revised"), 0, "{what}: {}", desk.screen());
        desk.keys("g p C");
        desk.has("Nothing is left to tell");
        desk.keys("U");
        assert_eq!(clocks(&desk, "poc_revised"), 1, "{what}");
        desk.lacks(LIST);
        desk.has("TELL");
    }
}

#[test]
fn an_ordered_frequency_opens_the_list() {
    let mut desk = signed((120, 60));
    desk.keys("g t a").type_text("frequency").keys("Enter").type_text("2w4").keys("Enter");
    desk.has(LIST);
    desk.has("+ visits \"SN 2w4 from 2026-03-10\"");
    assert_eq!(clocks(&desk, "poc_revised"), 1);
}

/// What is done to a plan that is no revision.
type Other = (&'static str, fn(&mut Desk));

const OTHER: [Other; 6] = [
    ("a result", |desk| {
        desk.keys("j 1 Enter");
    }),
    ("a check toward the target", |desk| {
        desk.keys("2").type_text("136/84").keys("Enter");
    }),
    ("a first check away", |desk| {
        desk.keys("4").type_text("150/92").keys("Enter");
    }),
    ("a line that moves", |desk| {
        desk.keys("j J");
    }),
    ("another baseline", |desk| {
        desk.keys("e S-Tab S-Tab S-Tab").type_text("150/90").keys("Tab Tab").type_text("typo").keys("Enter");
    }),
    ("words of goals become a problem, rated", |desk| {
        desk.keys("g g");
        go_to(desk, "Hypertension");
        desk.keys("e Tab").type_text("my pressure is up").keys("Tab Tab").type_text("3").keys("Enter");
    }),
];

#[test]
fn what_is_no_revision_opens_nothing_and_starts_nothing() {
    for (what, act) in OTHER {
        let mut desk = signed((120, 60));
        let rows = desk.number("SELECT count(*) FROM operation");
        act(&mut desk);
        assert!(desk.number("SELECT count(*) FROM operation") > rows, "{what} was not written:\n{}", desk.screen());
        let screen = desk.screen();
        assert!(!screen.contains(LIST) && !screen.contains("TELL"), "{what}: {screen}");
        assert_eq!(clocks(&desk, "poc_revised") + clocks(&desk, "change_in_condition"), 0, "{what}");
    }
}

#[test]
fn a_goal_that_moves_away_twice_is_told_to_the_practitioner_alone() {
    let mut desk = signed((100, 40));
    desk.keys("4").type_text("150/92").keys("Enter 4").type_text("156/96").keys("Enter");
    desk.has(LIST);
    desk.has("42 CFR 484.60(c)(1)");
    desk.has("! goal \"Pressure under 140/90\": moving away at the last 2 checks");
    desk.has("away: 156/96");
    desk.has("outcome not being reached; asks for a decision about the plan");
    desk.lacks("(patient)");
    assert_eq!((clocks(&desk, "change_in_condition"), clocks(&desk, "poc_revised")), (1, 0));
    desk.keys("Space Enter");
    desk.has("the practitioner was told");
    assert_eq!(clocks(&desk, "practitioner_contacted"), 1);
    let note = "SELECT count(*) FROM note WHERE text LIKE 'Told Susan Lee%156/96%asks for a decision%'";
    assert_eq!(desk.number(note), 1);
    desk.keys("4").type_text("158/96").keys("Enter");
    desk.has(LIST);
    assert_eq!(clocks(&desk, "change_in_condition"), 2, "another check is another finding");
    desk.keys("Esc r 1").type_text("looked at again").keys("Tab").type_text("+3").keys("Enter");
    desk.lacks("TELL");
}

#[test]
fn later_means_later_and_what_comes_then_adds_up() {
    let mut desk = signed((100, 40));
    change_target(&mut desk, "<130/80");
    desk.keys("Esc");
    desk.has("Later: 1 to tell; C lists it");
    desk.keys("j D").type_text("reads it herself").keys("Enter");
    desk.lacks(LIST);
    desk.has("intervention stopped; 2 to tell; C lists them");
    desk.has("TELL 2");
    assert_eq!(clocks(&desk, "poc_revised"), 1, "one clock runs for both");
    desk.keys("C");
    desk.has("~ goal \"Pressure under 140/90\": target");
    desk.has("- intervention \"Teach home readings\"");
    let rows = desk.number("SELECT count(*) FROM note") + desk.number("SELECT count(*) FROM task");
    assert_eq!(rows, 0);
    desk.keys("Space Space Space Enter");
    desk.has("everybody concerned was told of the revised plan");
    desk.lacks("TELL");
    assert_eq!(clocks(&desk, "poc_revision_told"), 1);
    assert_eq!(clocks(&desk, "practitioner_contacted"), 1);
    desk.keys("C");
    desk.has("Nothing is left to tell");
    desk.keys("u");
    desk.has("TELL 2");
    assert_eq!(clocks(&desk, "poc_revision_told"), 0);
    assert_eq!(desk.number("SELECT count(*) FROM note WHERE counts = 1"), 0);
}

#[test]
fn a_kill_between_the_change_and_the_answer_loses_nothing() {
    let mut desk = signed((100, 40));
    change_target(&mut desk, "<130/80");
    let before: Vec<String> = lines(&desk);
    let mut again = desk.killed_and_opened_by("rbrandt");
    again.keys("f").type_text("abara").keys("Enter g p");
    again.has("TELL 1");
    again.keys("C");
    assert_eq!(lines(&again), before);
    again.keys("Space Enter");
    again.has("2 still to be told: tasks for tomorrow");
    let mut third = again.killed_and_opened_by("tquist");
    third.keys("f").type_text("abara").keys("Enter g p");
    third.lacks("TELL");
}

/// The lines of the open list.
fn lines(desk: &Desk) -> Vec<String> {
    let screen = desk.screen();
    screen.lines().filter(|line| line.contains("~ goal") || line.contains("] ")).map(str::to_owned).collect()
}

#[test]
fn a_prescriber_is_told_of_her_or_his_own_line() {
    let mut desk = signed((120, 60));
    desk.keys("g m j s").type_text("asleep all day").keys("Tab 1 Enter");
    desk.has(LIST);
    desk.keys("j");
    let screen = desk.screen();
    let diaz = &screen[screen.find("Omar Diaz, NP").unwrap()..];
    assert!(diaz.contains("- medicine \"sertraline 50 mg tablet once a day\""), "{screen}");
    desk.keys("Esc g p").keys("e").type_text("<130/80").keys("S-Tab").type_text("call").keys("Enter C j Space Enter");
    let note = "SELECT count(*) FROM note WHERE text LIKE 'Told Omar Diaz%sertraline%' AND text NOT LIKE '%<130/80%'";
    assert_eq!(desk.number(note), 1);
}

#[test]
fn who_is_left_is_a_task_and_the_last_one_that_is_done_ends_the_clock() {
    let mut desk = signed((100, 40));
    change_target(&mut desk, "<130/80");
    desk.keys("j Space Enter");
    desk.has("2 still to be told: tasks for tomorrow");
    assert_eq!(clocks(&desk, "poc_revision_told") + clocks(&desk, "practitioner_contacted"), 0);
    assert_eq!(desk.number("SELECT count(*) FROM task WHERE due = '2026-03-11' AND text LIKE '%<130/80%'"), 2);
    let tasks = "SELECT count(*) FROM task WHERE status = 'open'";
    for left in [1, 0] {
        let (id, patient) =
            (desk.number("SELECT min(id) FROM task WHERE status = 'open'"), desk.store().patient("abara"));
        let board = desk.app.board().patient(patient).unwrap().facts.tasks.clone();
        let task = board.into_iter().find(|task| task.id.raw() == id).unwrap();
        desk.tell(Msg::Write(Change::task(task.done("").unwrap())));
        assert_eq!(desk.number(tasks), left);
        assert_eq!(clocks(&desk, "poc_revision_told"), i64::from(left == 0));
    }
    assert_eq!(desk.number("SELECT count(*) FROM note WHERE text LIKE 'Told %<130/80%'"), 3);
    assert_eq!(clocks(&desk, "practitioner_contacted"), 1);
    desk.keys("u");
    assert_eq!((desk.number(tasks), clocks(&desk, "poc_revision_told")), (1, 0));
}

#[test]
fn a_correction_and_a_retraction_open_the_list_and_an_addendum_does_not() {
    let mut desk = signed((120, 60));
    desk.keys("V 1 3 1").type_text("Her daughter was present.").keys("Enter y");
    desk.has("addendum to the plan signed");
    desk.lacks(LIST);
    desk.keys("V 1 3 2").type_text("The dose was 5 mg, not 50.").keys("Enter y");
    desk.has("~ version 1 of the signed plan is corrected: The dose was 5 mg, not 50.");
    assert_eq!(clocks(&desk, "poc_revised"), 1);
    desk.keys("Space Space Space Space Enter");
    assert_eq!(clocks(&desk, "poc_revision_told"), 1);
    desk.keys("V 1 3 4").type_text("another patient's").keys("Enter y");
    desk.has("- version 1 of the signed plan is retracted: another patient's");
    assert_eq!(clocks(&desk, "poc_revised"), 2);
    desk.keys("Esc");
    desk.has("v1 RETRACTED, TELL 1");
    change_target(&mut desk, "<130/80");
    desk.lacks(LIST);
    desk.has("2 to tell; C lists them");
    desk.keys("S y");
    desk.has(LIST);
    desk.has("of version 5");
}

#[test]
fn what_a_colleague_changes_while_the_list_is_open_is_read_before_it_counts_as_told() {
    let mut desk = signed((100, 40));
    change_target(&mut desk, "<130/80");
    let other = "UPDATE goal SET target = '<120/80', version = version + 1";
    desk.store().colleague().connection().execute_batch(other).unwrap();
    desk.read_again().keys("Space Enter");
    desk.has("SOMETHING CHANGED MEANWHILE");
    desk.has("{+<120/80+}");
    assert_eq!(desk.number("SELECT count(*) FROM note"), 0);
    desk.keys("Space Enter");
    assert_eq!(desk.number("SELECT count(*) FROM note WHERE text LIKE '%<120/80%'"), 1);
}

#[test]
fn what_is_recorded_as_told_without_the_list_is_told() {
    let mut desk = signed((100, 40));
    desk.keys("4").type_text("150/92").keys("Enter 4").type_text("156/96").keys("Enter Esc");
    change_target(&mut desk, "<130/80");
    desk.has("TELL 2");
    let event = Event::PocRevisionTold { date: "2026-03-10".parse().unwrap() };
    let patient = desk.store().patient("abara");
    desk.tell(Msg::Write(Change::Event(EventChange::Record { patient, event })));
    desk.has("TELL 1");
    desk.keys("C");
    desk.has("! goal \"Pressure under 140/90\": moving away");
    desk.lacks("<130/80+}");
    desk.keys("Esc u");
    desk.has("TELL 2");
}

#[test]
fn of_two_who_tell_the_same_at_the_same_time_the_second_is_refused() {
    let mut desk = signed((100, 40));
    change_target(&mut desk, "<130/80");
    let (tilda, ruth) = (desk.store().user("tquist"), desk.store().patient("abara"));
    let mut colleague = desk.store().colleague();
    let chart = colleague.chart(ruth, tilda, None, now()).unwrap();
    let value = Telling::of(&chart, now(), "2026-03-10".parse().unwrap(), Vec::new());
    let told = Change::Plan(PlanChange::telling(Edit::Add { patient: ruth, value }));
    colleague.apply(&told, &stamp(tilda, 0)).unwrap();
    desk.keys("Space Enter");
    desk.has("Someone else changed this meanwhile");
    assert_eq!(desk.number("SELECT count(*) FROM note"), 0);
    desk.keys("Enter");
    desk.has("nothing is left to tell");
}

#[test]
fn with_a_clock_that_was_set_by_hand_the_list_is_read_and_nothing_is_written() {
    let mut desk = signed((100, 40));
    change_target(&mut desk, "<130/80");
    let situation = Situation::with(Vec::new());
    let situation = std::mem::replace(desk.store(), situation);
    let mut looked = Desk::seated(situation, "rbrandt", now(), (100, 40), true);
    looked.keys("f").type_text("abara").keys("Enter g p C");
    looked.has(LIST);
    looked.keys("Space Enter");
    looked.has("The clock was set with --at");
    assert_eq!(looked.number("SELECT count(*) FROM note"), 0);
}

#[test]
fn a_new_certification_period_is_nothing_to_tell() {
    let mut desk = signed((100, 40));
    desk.keys("g t a").type_text("frequency").keys("Enter").type_text("2w4").keys("Enter");
    desk.keys("Space Space Space Space Enter g p");
    desk.lacks("TELL");
    let (rosa, ruth) = (desk.store().user("rbrandt"), desk.store().patient("abara"));
    let chart = desk.store().store.chart(ruth, rosa, None, now()).unwrap();
    let sections = caseload::knowledge::plans::content();
    for day in ["2026-03-10", "2026-04-30", "2026-05-01", "2026-08-01"] {
        assert!(Untold::of(&chart, sections, day.parse().unwrap()).is_empty(), "{day}");
    }
}

#[test]
fn keys_typed_ahead_wait_until_the_list_is_open_or_is_not() {
    let mut desk = signed((80, 24));
    let patient = desk.store().patient("abara");
    let goal = desk.app.board().patient(patient).unwrap().facts.goals[0].goal.clone();
    let to = Goal { target: Some("<130/80".to_owned()), ..goal.value.clone() };
    let effects = desk.app.update(Msg::Write(Change::goal(goal.amended(to))));
    assert!(matches!(effects.as_slice(), [Effect::Write(..)]), "what follows is not for the screen to find");
    let says = "goal changed".to_owned();
    let read = desk.app.update(Msg::Saved { patient, says, offer: None, asks_to_tell: true });
    assert!(desk.app.is_waiting(), "what opens is not known before the chart is read");
    assert!(!read.is_empty());
    desk.app.update(Msg::Unread("The chart could not be read.".to_owned()));
    assert!(!desk.app.is_waiting(), "nobody waits for ever");
}
