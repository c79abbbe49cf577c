//! Deadlines at work: a situation, keys, and what is to be seen.
//!
//! Ruth Abara, start of care Monday 12 January 2026: day 60 is Thursday 12 March, and it is Tuesday the 10th, 9:00.

use caseload::domain::change::{Change, EventChange};
use caseload::domain::event::Event;
use caseload::domain::ids::Stored;
use caseload::domain::record::{Body, Coverage, Record};
use caseload::domain::user::{Reach, Role};
use caseload::domain::when::Moment;
use caseload::ui::key::Key;
use caseload::ui::{Msg, Overlay};

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient, stamp, user, visit};

mod authority;
mod visits;

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

/// Facts of a chart, each under a name of its own.
fn facts(patient: &str, events: &[Event]) -> Vec<Record> {
    let record =
        |(at, event): (usize, &Event)| of(patient, &format!("event/{patient}/{at}"), Body::Event(event.clone()));
    events.iter().enumerate().map(record).collect()
}

fn assessment(rfa: &str, on: &str) -> Event {
    Event::Assessment { rfa: rfa.to_owned(), m0090: day(on), by: None }
}

/// The same as a registered nurse records it at the desk.
fn assessed(rfa: &str, on: &str) -> Event {
    Event::Assessment { rfa: rfa.to_owned(), m0090: day(on), by: Some("RN".to_owned()) }
}

/// What Ruth's start of care asked for, done in time.
fn ruths() -> Vec<Event> {
    let soc = day("2026-01-12");
    vec![
        Event::Referral { at: moment("2026-01-11T10:00"), capacity_by: None, capacity_on: None },
        Event::Soc { date: soc },
        assessment("01", "2026-01-14"),
        Event::OasisAccepted { rfa: "01".to_owned(), m0090: day("2026-01-14"), date: day("2026-01-20") },
        Event::NoaAccepted { date: day("2026-01-14") },
        Event::FaceToFace { date: day("2026-01-05"), by: None, mode: None, patient_at: None },
        Event::RightsGiven { date: soc },
    ]
}

fn medicare() -> Coverage {
    Coverage {
        payer: "Medicare".to_owned(),
        kind: "medicare_ffs".to_owned(),
        member: None,
        active: true,
        order: None,
        from: None,
        to: None,
    }
}

/// Ruth with these facts and a visit today at 10, on Rosa Brandt's caseload.
fn ruth_with(events: &[Event]) -> Desk {
    Desk::small(situation_with(events))
}

fn situation_with(events: &[Event]) -> Situation {
    paid_by(Some(medicare()), events)
}

fn paid_by(payer: Option<Coverage>, events: &[Event]) -> Situation {
    let mut records = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")];
    records.push(visit("ruth", "rbrandt", "2026-03-10T15:00:00Z"));
    records.extend(payer.map(|payer| of("ruth", "payer", Body::Coverage(payer))));
    records.extend(facts("ruth", events));
    Situation::with(records)
}

fn ruth() -> Desk {
    ruth_with(&ruths())
}

/// The deadlines, with the cursor on the first whose row has these letters.
fn on(desk: &mut Desk, letters: &str) {
    desk.keys("3 / Ctrl-u").type_text(letters).keys("Enter");
    assert!(desk.row().to_lowercase().contains(letters), "{}", desk.screen());
}

fn recorded(desk: &mut Desk) -> Vec<Stored<Event>> {
    desk.store().caseload("rbrandt").patients.remove(0).events
}

fn newest(desk: &mut Desk) -> Event {
    recorded(desk).into_iter().max_by_key(|entry| entry.id).unwrap().value
}

fn has(desk: &Desk, text: &str) {
    let screen = desk.screen();
    assert!(screen.contains(text), "`{text}` is not on:\n{screen}");
}

fn lacks(desk: &Desk, text: &str) {
    let screen = desk.screen();
    assert!(!screen.contains(text), "`{text}` is on:\n{screen}");
}

/// Presses keys and counts them.
fn costs(desk: &mut Desk, keys: &str) -> usize {
    desk.keys(keys);
    keys.split_whitespace().map(|word| Key::parse_binding(word).unwrap().len()).sum()
}

#[test]
fn x_records_what_meets_the_deadline_today() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    has(&desk, "08-12 Mar");
    desk.keys("x");
    has(&desk, "record assessment: ABARA Ruth");
    has(&desk, "04 recertification");
    has(&desk, "THEN    Recert due Thu 2026-03-12: due soon, becomes done by assessment RFA");
    desk.keys("Enter");
    assert_eq!(newest(&mut desk), assessed("04", "2026-03-10"));
    lacks(&desk, "08-12 Mar");
    desk.keys("u");
    assert!(!recorded(&mut desk).iter().any(|entry| entry.value == assessed("04", "2026-03-10")));
    assert_eq!(desk.status(), "ABARA Ruth 81F: undone: event recorded");
}

#[test]
fn what_a_task_costs_in_keys() {
    let tasks = [
        ("recert", "x Enter", 2),
        ("recert", "a 0 4 Enter Enter", 6),
        ("recert", "v 2 Enter", 3),
        ("recert", "e 1 Enter Enter y", 5),
        ("recert", "I Enter", 2),
    ];
    for (row, keys, most) in tasks {
        let mut desk = ruth();
        on(&mut desk, row);
        if keys.starts_with('e') {
            // The new date is typed into the field that has the cursor.
            assert!(costs(&mut desk, "e 1") <= 2);
            desk.type_text("1/13");
            assert!(costs(&mut desk, "Enter y") <= most - 2);
        } else {
            assert!(costs(&mut desk, keys) <= most, "{keys}");
        }
        assert_eq!(desk.effects.iter().filter(|it| matches!(it, caseload::ui::Effect::Write(..))).count(), 1, "{keys}");
        assert!(desk.app.overlay().is_none(), "{keys}: {}", desk.screen());
    }
    assert_eq!(costs(&mut ruth(), "3"), 1, "the list of what is late is one key away");
}

#[test]
fn a_records_any_event_by_a_few_letters() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("a");
    has(&desk, "> assessment RFA 04, recertification");
    desk.type_text("aidesup");
    has(&desk, "> aide supervision");
    desk.keys("Enter");
    has(&desk, "credential              RN");
    has(&desk, "> how");
    desk.type_text("in");
    has(&desk, "= in person");
    // Past the reason, which only a virtual one needs, to the day.
    desk.keys("Tab Tab").type_text("-2").keys("Enter");
    let Event::AideSupervision { date, by, .. } = newest(&mut desk) else { panic!("{}", desk.screen()) };
    assert_eq!((date, by.as_str()), (day("2026-03-08"), "RN"));
}

#[test]
fn a_wrong_answer_is_told_at_its_field_and_nothing_is_written() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("x Tab").type_text("13/45");
    has(&desk, "! no day: today, y, fri, +fri");
    desk.keys("S-Tab Enter");
    assert!(desk.app.status().warning && desk.status().starts_with("completed (M0090)"), "{}", desk.status());
    has(&desk, "> completed (M0090)       13/45");
    desk.type_text("y").keys("Enter");
    assert_eq!(newest(&mut desk), assessed("04", "2026-03-09"));
}

#[test]
fn typing_replaces_what_was_proposed_and_a_second_visit_to_a_field_replaces_it_again() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("x Tab").type_text("3/8");
    has(&desk, "3/8             = Sun 08 Mar 2026, 2 days ago");
    desk.keys("Tab Tab Tab").type_text("y");
    has(&desk, "= Mon 09 Mar 2026, yesterday");
    desk.keys("Esc");
    assert!(desk.only_kept_drafts() && desk.app.overlay().is_none());
}

#[test]
fn a_correction_shows_what_would_follow_before_it_is_saved() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("e");
    has(&desk, "Recert hangs on the first; then the other facts, newest first:");
    has(&desk, "> 1 start of care; day Mon 12 Jan 2026");
    desk.keys("1").type_text("1/14").keys("Enter");
    has(&desk, "what would follow: ABARA Ruth 81F");
    has(&desk, "start of care; day Mon 12 Jan 2026, 57 days ago");
    has(&desk, "start of care; day Wed 14 Jan 2026, 55 days ago");
    has(&desk, "Recert moves from Thu 2026-03-12 to Sat 2026-03-14");
    has(&desk, "visits: 1");
    desk.keys("G");
    has(&desk, "visit Tue 2026-03-10: period 1 day 58, becomes period 1 day 56");
    desk.keys("Enter");
    assert!(desk.only_kept_drafts(), "Enter does not confirm");
    desk.keys("Esc");
    has(&desk, "1/14");
    desk.keys("Enter y");
    assert!(recorded(&mut desk).iter().any(|entry| entry.value == Event::Soc { date: day("2026-01-14") }));
    on(&mut desk, "recert");
    has(&desk, "10-14 Mar");
    desk.keys("Enter");
    has(&desk, "day 56 of 60");
    desk.keys("u");
    has(&desk, "day 58 of 60");
}

#[test]
fn a_fact_that_never_happened_is_marked_as_entered_in_error() {
    let mut events = ruths();
    events.push(assessment("04", "2026-03-09"));
    let mut desk = ruth_with(&events);
    desk.keys("3 Enter gt G e E");
    has(&desk, "entered in error: would not count any more");
    desk.keys("Esc");
    assert!(matches!(desk.app.overlay(), Some(Overlay::Menu(_))), "Esc leads back to the facts");
    let facts = recorded(&mut desk).len();
    desk.keys("E y");
    assert_eq!(recorded(&mut desk).len(), facts - 1);
    desk.keys("u");
    assert_eq!(recorded(&mut desk).len(), facts);
}

#[test]
fn a_colleagues_correction_is_shown_and_not_overwritten() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("e 1").type_text("1/14").keys("Enter");
    let soc = recorded(&mut desk).into_iter().find(|entry| matches!(entry.value, Event::Soc { .. })).unwrap();
    let tilda = desk.store().user("tquist");
    let hers = soc.corrected(Event::Soc { date: day("2026-01-13") }).unwrap();
    desk.store().store.apply(&hers, &stamp(tilda, 1)).unwrap();
    desk.keys("y");
    assert!(desk.app.status().warning, "{}", desk.status());
    let written =
        |desk: &mut Desk, on: &str| recorded(desk).iter().any(|entry| entry.value == Event::Soc { date: day(on) });
    assert!(written(&mut desk, "2026-01-13"), "nothing was overwritten");
    desk.keys("y");
    has(&desk, "start of care; day Tue 13 Jan 2026");
    assert!(written(&mut desk, "2026-01-13"), "both are shown before anything is written");
    desk.keys("y");
    assert!(written(&mut desk, "2026-01-14"));
}

#[test]
fn oc_puts_what_costs_most_before_what_ends_first() {
    let mut events = ruths();
    events.retain(|event| !matches!(event, Event::OasisAccepted { .. }));
    let mut desk = ruth_with(&events);
    desk.keys("3 gg");
    assert!(desk.row().contains("OASIS"), "{}", desk.screen());
    desk.keys("oc");
    assert_eq!(desk.status(), "ordered by what is at stake, then time left");
    desk.keys("gg");
    assert!(desk.row().contains("Recert"), "{}", desk.screen());
    desk.keys("1 oc");
    assert!(desk.status().contains("oc orders the Reassess view"), "{}", desk.status());
}

#[test]
fn r_says_why_something_is_late() {
    let mut events = ruths();
    events.retain(|event| !matches!(event, Event::NoaAccepted { .. }));
    let mut desk = ruth_with(&events);
    on(&mut desk, "noa");
    has(&desk, "LATE    by 52 days; no reason recorded yet  (r)");
    desk.keys("r").type_text("orders came late").keys("Enter");
    let reason = newest(&mut desk);
    let Event::LateReason { rule, due, date, reason, .. } = reason else { panic!("{reason:?}") };
    assert_eq!((rule.as_str(), due, date), ("noa-5", day("2026-01-17"), day("2026-03-10")));
    assert_eq!(reason, "orders came late");
    has(&desk, "LATE    by 52 days; because: orders came late");
    has(&desk, "OVERDUE");
}

#[test]
fn what_was_done_late_stands_last_and_asks_for_its_reason() {
    let mut events = ruths();
    events.retain(|event| !matches!(event, Event::NoaAccepted { .. }));
    events.push(Event::NoaAccepted { date: day("2026-02-02") });
    let mut desk = ruth_with(&events);
    desk.keys("3 G");
    assert!(desk.row().contains("done late") && desk.row().contains("reason?"), "{}", desk.screen());
    has(&desk, "1 without reason");
    desk.keys("r").type_text("returned once, corrected").keys("Enter");
    lacks(&desk, "reason?");
    desk.keys("+ G");
    has(&desk, "reason given");
}

#[test]
fn where_nobody_recorded_who_pays_one_line_says_what_hangs_on_it() {
    let mut events = ruths();
    events.retain(|event| !matches!(event, Event::NoaAccepted { .. }));
    let mut desk = Desk::small(paid_by(None, &events));
    desk.keys("1");
    has(&desk, "Payer not recorded: NOA may be due");
    // With the payer the deadline itself is there, and the line is gone.
    let mut known = ruth_with(&events);
    known.keys("1");
    assert!(!known.screen().contains("Payer not recorded"), "{}", known.screen());
    has(&known, "NOA overdue");
}

#[test]
fn an_open_question_shows_what_each_answer_would_do() {
    let mut events = ruths();
    let stay = [
        Event::InpatientAdmission { at: moment("2026-03-05T20:00"), known_at: None, qualifying: true },
        Event::InpatientDischarge { at: moment("2026-03-13T10:00"), known_at: None },
    ];
    events.extend(stay);
    // Saturday 14 March, 9:00 in the morning.
    let unknown_payer = paid_by(None, &events);
    let mut desk = Desk::of(unknown_payer, "rbrandt", crate::situation::at("2026-03-14T14:00:00Z"), (80, 24));
    on(&mut desk, "decide?");
    has(&desk, "DECIDE  ");
    desk.keys("r");
    has(&desk, "decide about");
    has(&desk, "> 1 The payer goes on with the resumption (RFA 03)");
    has(&desk, "  2 New start of care (RFA 01)");
    desk.keys("1");
    let decision = newest(&mut desk);
    let Event::Decision { question, answer, .. } = decision else { panic!("{decision:?}") };
    assert_eq!((question.as_str(), answer.as_str()), ("straddle:2026-03-05", "resume"));
    desk.keys("Esc 3");
    lacks(&desk, "decide?");
    desk.keys("u");
    has(&desk, "decide?");
}

#[test]
fn a_significant_medication_issue_starts_its_clock_from_any_place() {
    for way in ["1", "2", "3", "3 Enter", "3 Enter gt"] {
        let mut desk = ruth();
        desk.keys(way).keys("I");
        has(&desk, "THEN    Medication issue due Wed 2026-03-11");
        desk.keys("Enter");
        let issue = newest(&mut desk);
        assert!(matches!(issue, Event::MedicationIssue { significant: true, .. }), "{way}: {issue:?}");
        desk.keys("Esc Esc");
        desk.keys("3 R gg");
        assert!(desk.row().contains("Medication i.."), "{}", desk.screen());
        desk.keys("x");
        has(&desk, "practitioner told       now");
        desk.keys("Enter Esc Esc 3");
        lacks(&desk, "Medication i..");
    }
}

#[test]
fn the_filter_in_force_is_always_said() {
    let mut events = ruths();
    events.retain(|event| !matches!(event, Event::NoaAccepted { .. }));
    let mut desk = ruth_with(&events);
    let first = |desk: &Desk| desk.screen().lines().nth(2).unwrap().to_owned();
    desk.keys("3");
    assert!(first(&desk).contains(": next 14 days   1 late, 0 today   + "), "{}", first(&desk));
    let shown = |desk: &Desk| first(desk).trim().split(' ').next().unwrap().parse::<usize>().unwrap();
    let fortnight = shown(&desk);
    desk.keys("]");
    assert!(first(&desk).contains(": all ") && shown(&desk) >= fortnight, "{}", first(&desk));
    assert!(desk.keys("]").app.status().warning);
    desk.keys("[ [");
    assert!(first(&desk).contains("next 7 days") && shown(&desk) <= fortnight, "{}", first(&desk));
    desk.keys("b").type_text("noa").keys("Enter");
    assert!(first(&desk).contains("1 of ") && first(&desk).contains(", NOA "), "{}", first(&desk));
    desk.keys("b Enter");
    assert!(!first(&desk).contains(", NOA "), "{}", first(&desk));
    desk.keys("+");
    assert!(first(&desk).contains("advice shown"), "{}", first(&desk));
    has(&desk, "+ Directive");
    desk.keys("+ / n o a");
    assert!(first(&desk).contains("/noa"), "{}", first(&desk));
}

#[test]
fn an_empty_list_says_what_was_read_and_when() {
    let mut desk = ruth_with(&[]);
    desk.keys("3");
    let screen = desk.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(screen.contains("Computed Tue 10 Mar 09:00 from 0 recorded events and 1 visits of 1 patient"), "{screen}");
}

/// Ida Boss of the team North, with one patient of her team and one of another.
fn supervised() -> Situation {
    let mut boss = user("boss", "Ida", "Boss");
    if let Body::User(record) = &mut boss.body {
        record.role = Role::Supervisor;
    }
    let mut far = user("far", "Ute", "Far");
    if let Body::User(record) = &mut far.body {
        "south".clone_into(&mut record.team);
    }
    let mut records = vec![boss, far];
    for (key, family, login) in [("ruth", "Abara", "rbrandt"), ("otis", "Whitlock", "tquist"), ("ann", "Mora", "far")] {
        records.extend([patient(key, family, "Kim"), cared_for(key, login)]);
        records.push(episode(key, login));
        records.extend(facts(key, &ruths()));
    }
    Situation::with(records)
}

#[test]
fn a_supervisor_looks_at_one_case_managers_patients() {
    let mut desk = Desk::of(supervised(), "boss", now(), (120, 40));
    desk.keys("3");
    has(&desk, "Owner       At stake");
    has(&desk, "R.Brandt");
    has(&desk, "T.Quist");
    lacks(&desk, "MORA Kim");
    desk.keys("b").type_text("quist").keys("Enter");
    has(&desk, "next 14 days, T.Quist RN");
    has(&desk, "WHITLOCK Kim");
    lacks(&desk, "ABARA Kim");
}

#[test]
fn a_supervisor_sees_the_whole_agency_when_she_asks_and_her_team_again() {
    let mut desk = Desk::of(supervised(), "boss", now(), (120, 40));
    desk.keys("3 b").type_text("whole").keys("Enter");
    has(&desk, "3 patients, as the whole agency now.");
    has(&desk, "MORA Kim");
    assert_eq!(desk.number("SELECT count(*) FROM audit WHERE action = 'list'"), 1, "that it was shown is on record");
    desk.keys("b").type_text("team south").keys("Enter");
    has(&desk, "next 14 days, team south");
    lacks(&desk, "ABARA Kim");
    desk.keys("b").type_text("everything").keys("Enter").keys("/").type_text("south").keys("Enter");
    has(&desk, "MORA Kim");
    lacks(&desk, "WHITLOCK Kim");
    desk.keys("Esc b").type_text("your team").keys("Enter");
    has(&desk, "2 patients, as your team now.");
    lacks(&desk, "MORA Kim");
}

#[test]
fn a_case_manager_cannot_reach_the_patients_of_others() {
    let mut desk = ruth_with(&ruths());
    desk.keys("3 b");
    lacks(&desk, "agency");
    desk.tell(Msg::Close).tell(Msg::Cover(Reach::Agency));
    has(&desk, "Your role reaches your own patients only.");
    assert_eq!(desk.app.board().patients.len(), 1);
}

fn episode(key: &str, login: &str) -> Record {
    use caseload::domain::episode::{Episode, EpisodeState};
    let body = Body::Episode(Episode {
        state: EpisodeState::Active,
        referred_at: None,
        soc: Some(day("2026-01-12")),
        ended: None,
        end_reason: None,
        case_manager: None,
        practitioner: None,
        practitioner_phone: None,
        frequencies: Vec::new(),
    });
    let mut record = of(key, &format!("episode/{key}"), body);
    record.links.user = Some(format!("user/{login}"));
    record
}

#[test]
fn the_chart_shows_every_deadline_and_works_on_it() {
    let mut desk = ruth();
    desk.keys("3 Enter gt");
    let mut seen = String::new();
    for _ in 0..40 {
        seen.push_str(&desk.screen());
        desk.keys("j");
    }
    assert!(seen.contains("SOC assessment") && seen.contains("done"), "{seen}");
    desk.keys("gg");
    while !desk.row().contains("Recert") {
        desk.keys("j");
    }
    desk.keys("x Enter");
    has(&desk, "HAVE    assessment RFA 04: assessment RFA 04, M0090 Tue 2026-03-10");
    assert!(desk.row().contains("Recert") && desk.row().contains("done"), "{}", desk.row());
    desk.keys("x");
    assert!(desk.status().contains("is done already"), "{}", desk.status());
    desk.keys("w");
    has(&desk, "42 CFR 484.55(d)(1)");
}

#[test]
fn w_answers_with_arithmetic_needs_consequence_and_source() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("w");
    for said in [
        "day 60 = Thu 2026-03-12",
        "NEEDS   assessment RFA 04",
        "WHO     RN, PT, SLP, OT",
        "VISIT   NONE in the window  (v places one)",
        "IF LATE Day 60 passed",
        "42 CFR 484.55(d)(1) (primary)",
        "federal rule, in force",
        "computed Tue 10 Mar 09:00",
    ] {
        has(&desk, said);
    }
}

#[test]
fn what_cannot_be_done_is_refused_in_a_sentence() {
    let mut done = ruths();
    done.push(assessment("04", "2026-03-09"));
    for (row, keys) in [("recert", "r"), ("plan review", "["), ("plan review", "v"), ("plan review", "[ [")] {
        let mut desk = ruth();
        on(&mut desk, row);
        desk.keys(keys).keys("[");
        desk.keys(keys);
        let said = desk.status();
        assert!(desk.app.status().warning && said.ends_with('.'), "{row} {keys}: {said}");
        assert!(said.len() <= 110, "{said}");
    }
    for keys in ["x", "v", "r", "W"] {
        let mut desk = ruth_with(&done);
        desk.keys("3 Enter gt G").keys(keys);
        let said = desk.status();
        assert!(desk.app.status().warning && said.ends_with('.') && said.len() <= 110, "{keys}: {said}");
    }
}

#[test]
fn on_a_clock_set_by_hand_no_deadline_is_worked_on() {
    let mut desk = Desk::seated(situation_with(&ruths()), "rbrandt", now(), (80, 24), true);
    on(&mut desk, "recert");
    for key in ["x", "v", "r", "a", "e", "I", "W"] {
        desk.keys(key);
        assert!(desk.status().contains("--at") && desk.app.overlay().is_none(), "{key}: {}", desk.status());
    }
    assert!(desk.effects.is_empty());
}

#[test]
fn a_form_whose_write_fails_is_still_there() {
    let mut desk = ruth();
    on(&mut desk, "recert");
    desk.keys("x Tab").type_text("y");
    let effects = desk.app.update(caseload::ui::Msg::Key(Key::Enter));
    assert!(matches!(effects.as_slice(), [caseload::ui::Effect::Write(Change::Event(EventChange::Record { .. }), _)]));
    desk.tell(caseload::ui::Msg::Failed("Not saved: the disk is full.".to_owned()));
    has(&desk, "= Mon 09 Mar 2026, yesterday");
    desk.keys("Enter");
    assert_eq!(newest(&mut desk), assessed("04", "2026-03-09"));
}
