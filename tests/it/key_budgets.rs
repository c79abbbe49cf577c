//! What a daily task may cost in keys and characters, from the row of the board to the end. The numbers are those of the
//! table of keystroke budgets; where the domain rules ask for fewer keys, theirs hold too.

use caseload::domain::episode::{Episode, EpisodeState};
use caseload::domain::medication::Medication;
use caseload::domain::record::{Body, Record};
use caseload::ui::key::Key;

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient, visit};

/// What a task may cost.
struct Budget {
    keys: usize,
    characters: usize,
}

/// A desk that counts: keys apart from the characters of what is typed.
struct Counted {
    desk: Desk,
    keys: usize,
    characters: usize,
}

impl Counted {
    fn keys(&mut self, written: &str) -> &mut Self {
        let count = |word: &str| Key::parse_binding(word).map_or(0, |keys| keys.len());
        self.keys += written.split_whitespace().map(count).sum::<usize>();
        self.desk.keys(written);
        self
    }

    fn text(&mut self, typed: &str) -> &mut Self {
        self.characters += typed.chars().count();
        self.desk.type_text(typed);
        self
    }

    /// Counts from here on.
    fn counted_anew(&mut self) {
        (self.keys, self.characters) = (0, 0);
    }

    fn has(&self, text: &str) {
        let screen = self.desk.screen();
        assert!(screen.contains(text), "`{text}` is not on:\n{screen}");
    }

    #[track_caller]
    fn within(&self, budget: &Budget) {
        let (keys, characters) = (self.keys, self.characters);
        assert!(keys <= budget.keys, "{keys} keys, and {} are allowed", budget.keys);
        assert!(characters <= budget.characters, "{characters} characters, and {} are allowed", budget.characters);
    }
}

fn line(key: &str, drug: &str, sig: &str) -> Record {
    of("ruth", key, Body::Medication(Medication::written(drug, sig)))
}

/// Ruth Abara under the care of Dr Lee, with a visit at 10: hers is the row under the cursor of Visits, Tuesday 9:00.
fn ruth(medicines: Vec<Record>) -> Counted {
    let episode = Episode {
        state: EpisodeState::Active,
        referred_at: None,
        soc: "2026-03-02".parse().ok(),
        ended: None,
        end_reason: None,
        case_manager: None,
        practitioner: Some("Dr Lee".to_owned()),
        practitioner_phone: None,
        frequencies: Vec::new(),
    };
    let mut records = vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        of("ruth", "episode/ruth", Body::Episode(episode)),
        visit("ruth", "rbrandt", "2026-03-10T15:00:00Z"),
    ];
    records.extend(medicines);
    let mut desk = Desk::of(Situation::with(records), "rbrandt", now(), (80, 24));
    desk.keys("2");
    Counted { desk, keys: 0, characters: 0 }
}

/// Four medicines in the order of her list.
fn four() -> Vec<Record> {
    vec![
        line("m/1", "amlodipine 5 mg tablet", "5 mg by mouth once a day"),
        line("m/2", "atorvastatin 40 mg tablet", "40 mg by mouth at bedtime"),
        line("m/3", "acetaminophen 500 mg tablet", "500 mg by mouth three times a day"),
        line("m/4", "metformin 500 mg tablet", "500 mg by mouth twice a day with meals"),
    ]
}

#[test]
fn the_medication_list_of_the_patient_on_my_row() {
    let mut task = ruth(four());
    task.keys("gm");
    task.has("How it is taken");
    task.has("metformin 500 mg");
    task.within(&Budget { keys: 2, characters: 0 });
}

#[test]
fn a_dose_is_changed_after_a_phone_order() {
    let mut task = ruth(four());
    task.keys("gm j j j e").text("1 g").keys("Tab 1");
    task.has("ORDER   Change metformin 500 mg tablet");
    task.has("Dr Lee, verbal order,");
    task.keys("Enter");
    task.has("medicine changed: metformin");
    task.within(&Budget { keys: 11, characters: 4 });
    let orders = "SELECT count(*) FROM event WHERE kind = 'order_verbal'";
    assert_eq!(task.desk.number(orders), 1, "the order is on record and waits for its signature");
    assert_eq!(task.desk.number("SELECT count(*) FROM note WHERE text LIKE 'Change metformin%Dr Lee%'"), 1);
}

#[test]
fn a_medicine_in_hand_is_changed_held_or_stopped() {
    let from_the_list = Budget { keys: 6, characters: 16 };
    for (keys, typed, says) in
        [("e", "10mg", "medicine changed"), ("H", "BP 88/50, dizzy", "on hold"), ("s", "swollen ankles", "stopped")]
    {
        let mut task = ruth(four());
        task.keys("gm").counted_anew();
        task.keys(keys).text(typed).keys("Tab 1 Enter");
        task.has(says);
        task.within(&from_the_list);
    }
}

#[test]
fn a_drug_is_added() {
    let mut task = ruth(four());
    task.keys("gm a").text("lisinopril 10 po daily htn").keys("Enter Enter");
    task.has("medicine added: lisinopril");
    task.within(&Budget { keys: 5, characters: 26 });
    assert_eq!(task.desk.number("SELECT count(*) FROM medication WHERE drug = 'lisinopril' AND status = 'active'"), 1);
}

#[test]
fn an_interaction_alert_is_read_and_answered() {
    let mut task = ruth(vec![
        line("m/1", "warfarin 5 mg tablet", "5 mg by mouth every evening"),
        line("m/2", "naproxen 500 mg tablet", "1 tablet twice a day"),
    ]);
    task.keys("4");
    task.has("warfarin x naproxen");
    task.keys("r 5").text("Dr Lee: only 5 days.").keys("Enter");
    task.has("medication alert answered");
    task.within(&Budget { keys: 5, characters: 20 });
    assert_eq!(task.desk.number("SELECT count(*) FROM acknowledgement WHERE kind = 'benefit_over_risk'"), 1);
}

/// Ruth's chart with the plan of care open.
fn plan() -> Counted {
    let desk = Desk::of(crate::care_plan::planned(), "rbrandt", now(), (80, 24));
    let mut counted = Counted { desk, keys: 0, characters: 0 };
    counted.keys("f").text("abara").keys("Enter");
    counted.counted_anew();
    counted
}

#[test]
fn to_open_the_plan_of_a_chart_is_two_keys() {
    let mut ruth = plan();
    ruth.keys("g p");
    ruth.has("Goal: Pressure under 140/90");
    ruth.within(&Budget { keys: 2, characters: 0 });
}

#[test]
fn to_change_a_target_is_three_keys_and_the_words() {
    let mut ruth = plan();
    ruth.keys("g p");
    ruth.counted_anew();
    ruth.keys("e").text("<130/80").keys("S-Tab").text("Dr Lee").keys("Enter");
    ruth.has("goal changed");
    ruth.within(&Budget { keys: 3, characters: 13 });
}

#[test]
fn to_add_a_problem_with_a_goal_and_two_interventions_is_ten_keys() {
    let mut ruth = plan();
    ruth.keys("g p");
    ruth.counted_anew();
    ruth.keys("a").text("wound").keys("Enter Space Space Enter");
    ruth.has("added to the plan");
    // Task 12 of the table counts the letters among its ten keys.
    ruth.within(&Budget { keys: 5, characters: 5 });
}

#[test]
fn to_add_a_goal_by_hand_is_seven_keys_and_the_words() {
    let mut ruth = plan();
    ruth.keys("g p");
    ruth.counted_anew();
    ruth.keys("a").text("goal").keys("Enter").text("Walks to the gate").keys("Tab").text("steps").keys("Tab");
    ruth.text("60").keys("Tab Tab").text("+30").keys("Enter");
    ruth.has("goal added");
    ruth.within(&Budget { keys: 7, characters: 31 });
}

#[test]
fn results_of_three_interventions_and_a_goal_are_eight_keys() {
    let mut ruth = plan();
    ruth.keys("g p");
    ruth.counted_anew();
    ruth.keys("1").text("132/80").keys("Enter");
    ruth.within(&Budget { keys: 2, characters: 6 });
    ruth.counted_anew();
    // Task 11: two keys a line, and the cursor goes on by itself.
    ruth.keys("j 1 Enter 1 Enter 1 Enter");
    ruth.within(&Budget { keys: 7, characters: 0 });
    assert_eq!(ruth.desk.number("SELECT count(DISTINCT intervention_id) FROM delivery"), 3);
}

#[test]
fn to_sign_is_two_keys() {
    let mut ruth = plan();
    ruth.keys("g p");
    ruth.counted_anew();
    ruth.keys("S y");
    ruth.has("plan of care signed");
    ruth.within(&Budget { keys: 2, characters: 0 });
}

#[test]
fn a_changed_target_of_a_signed_plan_is_one_key_more_to_put_off_and_three_to_tell_both() {
    let mut ruth = plan();
    ruth.keys("g p S y");
    ruth.counted_anew();
    ruth.keys("e").text("<130/80").keys("S-Tab").text("Dr Lee").keys("Enter Esc");
    ruth.has("Later: 1 to tell; C lists it");
    ruth.within(&Budget { keys: 4, characters: 13 });
    ruth.keys("C Space Space Enter");
    ruth.has("everybody concerned was told of the revised plan");
    ruth.within(&Budget { keys: 8, characters: 13 });
}
