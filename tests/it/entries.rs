//! Entries of every kind, through the store and on the screen.

use caseload::domain::board::Assessed;
use caseload::domain::change::{Change, Edit, Side, merge, merge_with};
use caseload::domain::entry::hazard::{Outcome, table};
use caseload::domain::entry::{Entry, Hazard, Kind, Setting, State};
use caseload::domain::event::Event;
use caseload::domain::ids::Stored;
use caseload::domain::record::Body;
use serde_json::Value;

use crate::desk::{Desk, knowledge};
use crate::situation::{Situation, cared_for, now, of, patient, stamp};

fn situation() -> Situation {
    Situation::with(vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")])
}

fn hazard(id: &str) -> Hazard {
    Hazard::found(table::known(id).unwrap(), "2026-03-10".parse().unwrap())
}

/// Ruth Abara with these hazards, written by Rosa Brandt.
fn with(hazards: Vec<Hazard>) -> Situation {
    let mut situation = situation();
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    for hazard in hazards {
        let value = Entry::new(hazard, rosa, now());
        situation.store.apply(&Change::entry(Edit::Add { patient: ruth, value }), &stamp(rosa, 0)).unwrap();
    }
    situation
}

fn entries(situation: &Situation) -> Vec<Stored<Entry>> {
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    situation.store.chart(ruth, rosa, None, now()).unwrap().entries
}

#[test]
fn the_table_of_hazards_is_whole() {
    let read = table::parse(table::TABLE).unwrap();
    assert_eq!((read.rooms.len(), read.hazards.len()), (20, 77));
    for known in &read.hazards {
        for text in [known.name, known.fix, known.who, known.source] {
            assert!(!text.is_empty(), "{known:?}");
        }
        assert!(["verified", "secondary", "remembered"].contains(&known.sure), "{known:?}");
        assert!(known.for_family || !known.for_landlord, "{known:?}");
    }
    for (text, says) in [
        ("B01 | high | x", "line 1: a hazard before the first room"),
        ("[a] A\nB01 | high", "line 2: 2 columns, not 10"),
        ("[a] A\n[a] B", "line 2: this room stands here twice"),
        ("[a] A\nB1 | huge | n | f | w | - | - | family | s | verified", "line 2: a risk is critical"),
        ("[a] A\nB1 | high | n | f | w | - | - | all | s | verified", "line 2: paper is"),
    ] {
        let refused = table::parse(text).unwrap_err();
        assert!(refused.contains(says), "{text}: {refused}");
    }
}

/// What every field of a kind can hold, one after another.
fn typed(kind: &Kind, name: &str) -> Vec<String> {
    let field = kind.field(name).unwrap();
    let choices = field.choices();
    if !choices.is_empty() {
        return choices.iter().map(|(word, _)| (*word).to_owned()).collect();
    }
    match field.shape.word() {
        "date" => vec!["2026-03-10".to_owned()],
        "moment" => vec!["2026-03-10 08:15".to_owned()],
        "number" => vec!["12".to_owned()],
        _ => vec!["words; \"quoted\", 100% {of} them\u{e9}".to_owned()],
    }
}

#[test]
fn whatever_is_typed_into_a_kind_is_the_same_after_the_store_and_after_json() {
    let mut situation = situation();
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    let chart = situation.store.chart(ruth, rosa, None, now()).unwrap();
    let user = situation.caseload("rbrandt").user;
    let local = "2026-03-10T09:00:00".parse().unwrap();
    let setting = Setting { facts: &chart.facts, user: &user, user_id: rosa, now: local };
    let mut written = 0;
    for kind in Kind::ALL {
        for field in kind.fields {
            for text in typed(kind, field.name) {
                let mut answers = kind.proposed(&setting);
                for (name, answer) in &mut answers {
                    if *name == field.name {
                        answer.clone_from(&text);
                    } else if answer.is_empty() && !kind.field(name).unwrap().optional {
                        *answer = typed(kind, name)[0].clone();
                    }
                }
                let Ok(content) = kind.compose(&answers, &setting) else { continue };
                let value = Entry::new(content, rosa, now());
                let through: Entry = serde_json::from_value(serde_json::to_value(&value).unwrap()).unwrap();
                assert_eq!(through, value);
                let change = Change::entry(Edit::Add { patient: ruth, value: value.clone() });
                let saved = situation.store.apply(&change, &stamp(rosa, 0)).unwrap();
                let stored =
                    situation.store.entry(caseload::domain::ids::Id::new(saved.made.unwrap())).unwrap().unwrap();
                assert_eq!(stored.value, value, "{}.{} = {text}", kind.word, field.name);
                let again = kind.compose(&stored.answers(), &setting).unwrap();
                assert_eq!(again, value.content, "its answers say the same again");
                written += 1;
            }
        }
    }
    assert!(written > 100, "{written}");
}

#[test]
fn no_kind_asks_for_what_has_no_question_and_no_audit_word_is_used_twice() {
    let mut words: Vec<&str> = Vec::new();
    for kind in Kind::ALL {
        assert!(kind.word.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{}", kind.word);
        words.push(kind.word);
        let mut names: Vec<&str> = kind.fields.iter().map(|field| field.name).collect();
        for field in kind.fields {
            assert!(!field.label.is_empty() && field.label.len() <= 24, "{}.{}", kind.word, field.name);
            assert_ne!(field.name, "retracted", "the reason of an error stands there");
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), kind.fields.len(), "{}", kind.word);
    }
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Kind::ALL.len());
}

#[test]
fn two_who_change_one_entry_keep_both_or_are_asked() {
    let base = Entry::new(hazard("B01"), caseload::domain::ids::Id::new(1), now());
    let with = |change: &dyn Fn(&mut Hazard)| {
        let mut one = hazard("B01");
        change(&mut one);
        base.saying(one)
    };
    let mine = with(&|hazard| hazard.fix = Some("mat".to_owned()));
    let theirs = with(&|hazard| hazard.detail = Some("by the tub".to_owned()));
    let both = merge(&base, &mine, &theirs).unwrap();
    let fields = both.fields();
    assert_eq!((&fields["fix"], &fields["detail"]), (&Value::from("mat"), &Value::from("by the tub")));
    let theirs = with(&|hazard| hazard.fix = Some("strips".to_owned()));
    assert_eq!(merge(&base, &mine, &theirs).unwrap_err()[0].field, "fix");
    assert_eq!(merge_with(&base, &mine, &theirs, Side::Both).fields()["fix"], "strips; mat");
}

#[test]
fn a_change_of_what_a_colleague_changed_is_refused() {
    let mut situation = with(vec![hazard("B01")]);
    let rosa = situation.user("rbrandt");
    let seen = entries(&situation).remove(0);
    let told = seen.saying(hazard("B01").with_outcome(Outcome::Told, now().date_naive()));
    let gone = seen.saying(hazard("B01").with_outcome(Outcome::Gone, now().date_naive()));
    situation.store.apply(&Change::entry(seen.amended(told)), &stamp(rosa, 1)).unwrap();
    let refused = situation.store.apply(&Change::entry(seen.amended(gone)), &stamp(rosa, 2)).unwrap_err();
    assert!(refused.to_string().contains("Someone else changed this meanwhile"), "{refused}");
    assert_eq!(entries(&situation)[0].version, 2);
}

#[test]
fn the_list_of_records_adds_changes_and_takes_back() {
    let mut desk = Desk::small(situation());
    desk.keys("f").type_text("abara").keys("Enter gR").has("Nothing is recorded here yet.");
    desk.keys("a").type_text("hazard").keys("Enter").has("record a home hazard: ABARA Ruth");
    desk.type_text("handrail").has("S06 Handrail missing, loose, one side only, too short");
    desk.has("WRITES  home hazard: Handrail missing");
    desk.keys("Enter").has("Handrail missing, loose, one side on");
    desk.has("recorded by");
    desk.keys("w").has("Source: S06 of the table of home hazards");
    desk.keys("Esc");
    desk.keys("e 1").has("change a home hazard");
    desk.lacks("entered in error");
    desk.keys("Down").type_text("cellar stairs").keys("Enter").has("cellar stairs");
    desk.keys("e 2").type_text("wrong home").keys("Enter").has("ENTERED IN ERROR, it does not count: wrong home");
    desk.keys("u").lacks("ENTERED IN ERROR");
    desk.keys("u").lacks("cellar stairs");
    desk.keys("u").has("ENTERED IN ERROR");
    assert_eq!(desk.number("SELECT count(*) FROM entry"), 1, "nothing is deleted");
}

#[test]
fn a_draft_of_a_record_is_kept_and_goes_on() {
    let mut desk = Desk::small(with(vec![hazard("B01")]));
    desk.keys("Enter gR e 1 Down").type_text("by the tub").keys("Esc Esc 0").has("change a record");
    desk.keys("Enter").has("by the tub");
    desk.has("restored");
    desk.keys("Enter").has("by the tub");
    desk.keys("a").type_text("permission").keys("Enter").type_text("fam").keys("Esc");
    desk.has("Kept as a draft");
    desk.keys("g0").has("record a permission to share");
    desk.keys("Enter").has("= family or caregiver");
}

#[test]
fn a_critical_hazard_stands_at_the_top_of_today_until_it_has_an_outcome() {
    let mut desk = Desk::small(with(vec![hazard("O01"), hazard("B04")]));
    desk.has("!! ABARA Ruth");
    desk.has("Home: Smoking or open flame with oxygen");
    desk.keys("w").has("oxygen safety sheets (secondary)");
    desk.keys("Esc");
    desk.keys("r").has("fixed and seen");
    desk.has("refused, risk explained");
    desk.keys("3");
    desk.lacks("oxygen");
    assert_eq!(desk.number("SELECT count(*) FROM entry WHERE state = 'closed'"), 1);
    desk.keys("u").has("Home: Smoking or open flame with oxygen");
}

#[test]
fn an_entry_that_cannot_be_read_names_its_row() {
    let situation = with(vec![hazard("B01")]);
    situation.store.connection().execute("UPDATE entry SET body = '{\"hazard\": 7}'", []).unwrap();
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    let refused = situation.store.chart(ruth, rosa, None, now()).unwrap_err().to_string();
    assert!(refused.contains("entry") && refused.contains("hazard"), "{refused}");
    assert_eq!(entries(&with(vec![hazard("B01")]))[0].state(), State::Open);
}

/// A change in condition of this morning, of which the practitioner has to hear.
fn with_a_change() -> Situation {
    let soc = Event::Soc { date: "2026-02-10".parse().unwrap() };
    let change = Event::ChangeInCondition { date: "2026-03-09".parse().unwrap(), major: false };
    let records = vec![
        patient("ruth", "Abara", "Ruth"),
        cared_for("ruth", "rbrandt"),
        of("ruth", "event/1", Body::Event(soc)),
        of("ruth", "event/2", Body::Event(change)),
    ];
    Situation::with(records)
}

/// Where the deadline stands by which the practitioner hears of the change.
fn change_alert(situation: &Situation) -> String {
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    let chart = situation.store.chart(ruth, rosa, None, now()).unwrap();
    let caseload = situation.caseload("rbrandt");
    let patient = Assessed::of(chart.facts, knowledge(), &caseload.staff, caseload.agency.zone, now());
    let alert = patient.deadlines.iter().find(|deadline| deadline.rule == "change-alert");
    alert.unwrap().status.word().to_owned()
}

#[test]
fn a_call_to_the_practitioner_meets_the_deadline_as_long_as_it_counts() {
    let mut situation = with_a_change();
    assert_eq!(change_alert(&situation), "overdue");
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    let user = situation.caseload("rbrandt").user;
    let chart = situation.store.chart(ruth, rosa, None, now()).unwrap();
    let setting =
        Setting { facts: &chart.facts, user: &user, user_id: rosa, now: "2026-03-10T09:00:00".parse().unwrap() };
    let kind = Kind::of("call").unwrap();
    let mut answers = kind.proposed(&setting);
    for (name, typed) in [("whom", "practitioner"), ("about", "weight up 4 lb")] {
        answers.iter_mut().find(|(known, _)| *known == name).unwrap().1 = typed.to_owned();
    }
    let value = Entry::new(kind.compose(&answers, &setting).unwrap(), rosa, now());
    situation.store.apply(&Change::entry(Edit::Add { patient: ruth, value }), &stamp(rosa, 0)).unwrap();
    assert_eq!(change_alert(&situation), "done_late");
    let call = entries(&situation).remove(0);
    situation.store.apply(&Change::entry(call.amended(call.retracted("not reached"))), &stamp(rosa, 1)).unwrap();
    assert_eq!(change_alert(&situation), "overdue", "correcting the entry corrects the deadline");
    assert_eq!(situation.number("SELECT count(*) FROM event"), 2, "what an entry proves is never stored twice");
}

#[test]
fn a_call_to_make_again_stands_on_today_on_its_day() {
    let mut desk = Desk::small(situation());
    desk.keys("f").type_text("abara").keys("Enter gR a").type_text("call").keys("Enter").type_text("phar");
    desk.keys("Tab Tab").type_text("refill of lisinopril").keys("Tab").type_text("n");
    desk.keys("Tab Tab").type_text("today").keys("Enter Esc");
    desk.has("Call again: pharmacy about refill of lisinopril");
    desk.keys("Enter").has("records 1");
    desk.keys("Esc r 1").has("change a call");
}

#[test]
fn what_another_session_of_mine_wrote_is_taken_back_from_the_screen() {
    let mut desk = Desk::small(situation());
    let situation = desk.store();
    let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
    let value = Entry::new(hazard("O01"), rosa, now());
    let mut command_line = situation.colleague();
    command_line.apply(&Change::entry(Edit::Add { patient: ruth, value }), &stamp(rosa, 0)).unwrap();
    desk.news().has("Home: Smoking or open flame with oxygen");
    desk.keys("u").lacks("oxygen");
    let said = "SELECT group_concat(action, ' ') FROM audit WHERE object LIKE 'entry/%'";
    assert_eq!(desk.store().words(said), ["hazard.add undo:hazard.add"], "one truth, one audit row each");
}
