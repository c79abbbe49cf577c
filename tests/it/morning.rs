//! A case manager's morning: what Today says is so in every view, what it names is what its key does, and no key betrays.
//!
//! It is Tuesday 10 March 2026, 9:00, in Chicago.

use caseload::domain::change::{Change, Edit};
use caseload::domain::codes::Discipline;
use caseload::domain::episode::{Episode, EpisodeState};
use caseload::domain::event::Event;
use caseload::domain::medication::{Medication, MedicationStatus};
use caseload::domain::next::Next;
use caseload::domain::patient::Death;
use caseload::domain::record::{Body, Record};
use caseload::domain::task::{Task, TaskKind};
use caseload::domain::visit::{MissReason, VisitStatus};
use caseload::domain::when::{Moment, PartialDate};
use caseload::ui::{Effect, Msg};

use crate::desk::Desk;
use crate::situation::{Situation, at, cared_for, of, patient, visit};

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

fn event(patient: &str, key: &str, event: Event) -> Record {
    of(patient, &format!("event/{patient}/{key}"), Body::Event(event))
}

/// Ruth's visit at that time, in that state.
fn visited(at: &str, status: VisitStatus) -> Record {
    let mut record = visit("ruth", "rbrandt", at);
    let Body::Visit(visit) = &mut record.body else { unreachable!() };
    visit.state.reason = matches!(status, VisitStatus::Missed).then_some(MissReason::NotHome);
    visit.state.status = status;
    record
}

fn ruth(more: Vec<Record>) -> Desk {
    let mut records = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")];
    records.extend(more);
    Desk::small(Situation::with(records))
}

fn two(more: Vec<Record>) -> Desk {
    let mut records = vec![patient("carl", "Boone", "Carl"), cared_for("carl", "rbrandt")];
    records.extend(more);
    ruth(records)
}

fn done(desk: &Desk) -> i64 {
    desk.number("SELECT count(*) FROM visit WHERE status = 'done'")
}

#[test]
fn what_next_names_is_what_its_key_does() {
    let mut steps = Vec::new();
    for time in ["12:10", "15:42", "21:00"] {
        let now = at(&format!("2026-09-14T{time}:00Z"));
        let mut desk = Desk::of(Situation::demo_at(now), "ortiz", now, (80, 24));
        let before = done(&desk);
        for place in 0..desk.app.board().ranked.len() {
            let ranked = desk.app.board().ranked[place].clone();
            let reason = &ranked.reasons[0];
            let row = desk.keys("1 g g").keys(&"j ".repeat(place)).row();
            let (_, key) = row.rsplit_once(&*reason.next.words()).unwrap_or_else(|| panic!("no next step: {row}"));
            let said = format!("{time}, {row}");
            if matches!(reason.next, Next::VisitOn(_) | Next::Wait) {
                assert_eq!(key.trim(), "", "{said}");
                continue;
            }
            desk.keys(key.trim());
            assert!(!desk.app.status().warning, "{said}: {}", desk.status());
            let opened = desk.app.overlay().is_some() || desk.app.open_chart().is_some();
            let began = reason.next == Next::Visit;
            assert!(opened || began, "{said} did nothing:\n{}", desk.screen());
            desk.keys("Esc Esc Esc");
            steps.push(reason.next);
        }
        assert_eq!(done(&desk), before, "no visit became done by a key of the list");
    }
    for step in [Next::CallPractitioner, Next::Medications, Next::Record, Next::PlaceVisit, Next::Decide] {
        assert!(steps.contains(&step), "{step:?} is on no row");
    }
}

#[test]
fn a_visit_is_not_closed_before_its_time_by_one_key() {
    let mut desk = ruth(vec![visited("2026-03-10T19:15:00Z", VisitStatus::Planned)]);
    for view in ["2 x", "f a b a Enter x"] {
        desk.keys(view);
        desk.has("Planned Tue 10 Mar 14:15-15:15; it is Tue 09:00 now.");
        desk.type_text("14:15").keys("Tab").type_text("15:00").keys("Enter");
        desk.has("arrived: has not come yet.");
        assert_eq!(done(&desk), 0);
        desk.keys("Ctrl-z Esc Esc");
    }
    // Hours before its time, its beginning is asked for too.
    desk.keys("2 v");
    desk.has("1 begin it now, 09:00");
    desk.keys("Esc");
    assert_eq!(desk.number("SELECT count(*) FROM visit WHERE status = 'planned'"), 1);
    desk.keys("v 2").type_text("7:30").keys("Tab").type_text("8:20").keys("Enter");
    desk.has("ABARA Ruth 81F: visit marked done");
    assert_eq!(done(&desk), 1);
}

#[test]
fn on_today_a_visit_that_the_row_is_not_about_is_asked_for() {
    let line =
        |key: &str, drug: &str| of("ruth", key, Body::Medication(Medication::written(drug, "1 tablet twice a day")));
    let drugs = vec![line("m/1", "warfarin 5 mg tablet"), line("m/2", "naproxen 500 mg tablet")];
    let mut desk = ruth([drugs, vec![visited("2026-03-10T14:00:00Z", VisitStatus::Planned)]].concat());
    desk.has("warfarin x naproxen");
    desk.keys("x");
    assert!(desk.status().contains("r answers it"), "{}", desk.status());
    desk.keys("v");
    desk.has("\"warfarin x naproxen\" is not about a visit.");
    desk.has("1 begin it now, 09:00");
    assert_eq!(done(&desk), 0);
    desk.keys("Esc r");
    desk.has("answer: ABARA Ruth 81F");
    // Enter leads to what the row is about.
    desk.keys("Esc Enter");
    desk.has("> ~  warfarin");
    desk.has("medicines 2");
}

#[test]
fn whichever_way_the_practitioner_was_told_of_a_missed_visit_every_view_knows() {
    let missed = || vec![visited("2026-03-09T15:00:00Z", VisitStatus::Missed)];
    for keys in ["M Enter", "a t o l d Space o f Enter Enter"] {
        let mut desk = ruth(missed());
        desk.has("Missed visit Mon 10:00: tell MD");
        desk.keys("2 [");
        desk.has("MISSED");
        desk.has("practitioner NOT told");
        desk.keys("1").keys(keys);
        desk.has("event recorded");
        desk.lacks("tell MD");
        desk.keys("2 [");
        desk.has("practitioner told");
        desk.lacks("NOT told");
        let told = |desk: &mut Desk| {
            let facts = desk.store().caseload("rbrandt").patients.remove(0);
            facts.is_told_of(&facts.visits[0], chrono_tz::America::Chicago)
        };
        assert!(told(&mut desk), "{keys}");
        desk.keys("u");
        assert!(!told(&mut desk), "{keys}, undone");
    }
}

#[test]
fn a_word_to_the_practitioner_about_another_discipline_or_before_the_miss_is_another_word() {
    let word = |at: &str, discipline| Event::MissedVisitNotified { at: Moment::parse(at).unwrap(), discipline };
    for (at, discipline, told) in [
        ("2026-03-09T16:00", None, true),
        ("2026-03-10", Some(Discipline::SkilledNursing), true),
        ("2026-03-10", Some(Discipline::PhysicalTherapy), false),
        ("2026-03-08", None, false),
    ] {
        let missed = visited("2026-03-09T15:00:00Z", VisitStatus::Missed);
        let desk = ruth(vec![missed, event("ruth", "told", word(at, discipline.clone()))]);
        assert_eq!(!desk.screen().contains("tell MD"), told, "{at} {discipline:?}:\n{}", desk.screen());
    }
}

/// Ruth died on Sunday, as her source says; her episode is active still.
fn reported_dead(died: Death) -> Desk {
    let mut ruth = patient("ruth", "Abara", "Ruth");
    let Body::Patient(person) = &mut ruth.body else { unreachable!() };
    person.died = Some(died);
    let episode = Episode {
        state: EpisodeState::Active,
        referred_at: None,
        soc: Some(day("2026-02-20")),
        ended: None,
        end_reason: None,
        case_manager: None,
        practitioner: None,
        practitioner_phone: None,
        frequencies: Vec::new(),
    };
    let line = Medication::written("warfarin 5 mg tablet", "5 mg by mouth every evening");
    Desk::small(Situation::with(vec![
        ruth,
        cared_for("ruth", "rbrandt"),
        of("ruth", "episode", Body::Episode(episode)),
        event("ruth", "soc", Event::Soc { date: day("2026-02-20") }),
        of("ruth", "m/1", Body::Medication(line)),
        of("ruth", "m/2", Body::Medication(Medication::written("naproxen 500 mg", "1 tablet twice a day"))),
        visit("ruth", "rbrandt", "2026-03-10T15:00:00Z"),
    ]))
}

#[test]
fn a_death_that_a_source_reports_is_said_once_and_nothing_else_is_due() {
    let mut desk = reported_dead(Death::On(PartialDate::Day(day("2026-03-08"))));
    desk.has("Death 08 Mar 2026 reported");
    let reasons = |desk: &Desk| desk.app.board().ranked[0].reasons.iter().map(|it| it.text.clone()).collect::<Vec<_>>();
    let said = reasons(&desk);
    assert_eq!(said.len(), 2, "the death, and its OASIS: {said:?}");
    assert!(said.iter().any(|text| text.starts_with("Death OASIS")), "{said:?}");
    desk.keys("3");
    desk.has("Death OASIS");
    desk.lacks("Rights");
    desk.lacks("Recert");
    desk.keys("4").has("No medication alerts");
    // Nobody drives there any more, and the visit counts no more.
    desk.keys("2").has("DIED");
    desk.has("[2 Visits 0]");
    desk.keys("v");
    assert!(desk.status().contains("died Sun 08 Mar, before this visit: nobody goes"), "{}", desk.status());
    desk.keys("1 x");
    desk.has("record death");
    desk.has("2026-03-08");
    desk.keys("Enter");
    desk.lacks("reported, not recorded");
    desk.has("Death OASIS");
}

#[test]
fn a_death_without_its_day_asks_for_the_day() {
    let mut desk = reported_dead(Death::DateUnknown);
    desk.has("Death reported, day not given");
    assert_eq!(desk.app.board().ranked[0].reasons.len(), 1);
    desk.keys("3").lacks("Rights");
    desk.keys("1 x Enter");
    desk.has("day: is needed.");
    desk.type_text("3/8").keys("Enter");
    desk.has("Death OASIS");
}

#[test]
fn what_is_owed_after_a_discharge_stays_and_the_rest_goes_in_every_view() {
    let mut desk = ruth(vec![
        event("ruth", "soc", Event::Soc { date: day("2026-01-12") }),
        event(
            "ruth",
            "dc",
            Event::Discharge { date: day("2026-03-08"), planned: Some(true), decided: None, reason: None },
        ),
        of("ruth", "m/1", Body::Medication(Medication::written("warfarin 5 mg", "1 tablet daily"))),
        of("ruth", "m/2", Body::Medication(Medication::written("naproxen 500 mg", "1 tablet twice a day"))),
        visit("ruth", "rbrandt", "2026-03-12T15:00:00Z"),
        visited("2026-03-06T15:00:00Z", VisitStatus::Started),
    ]);
    let ranked = desk.app.board().ranked[0].clone();
    let areas: Vec<_> = ranked.reasons.iter().map(|reason| format!("{:?} {}", reason.area, reason.text)).collect();
    assert!(areas.iter().any(|text| text.contains("Discharge OASIS") || text.contains("DC OASIS")), "{areas:?}");
    assert!(areas.iter().any(|text| text.contains("is not closed")), "{areas:?}");
    assert!(!areas.iter().any(|text| text.starts_with("Medication")), "{areas:?}");
    desk.keys("4").has("No medication alerts");
    desk.keys("2 ] ]").has("DISCHARGED");
}

#[test]
fn what_was_owed_long_ago_is_history_in_every_view() {
    let mut desk = ruth(vec![
        event("ruth", "soc", Event::Soc { date: day("2020-01-12") }),
        event("ruth", "dc", Event::Discharge { date: day("2020-03-01"), planned: None, decided: None, reason: None }),
    ]);
    desk.has("Nothing needs you first.");
    desk.has("3 Reassess 0 late");
    desk.keys("3").lacks("late 2");
}

#[test]
fn who_was_discharged_and_referred_again_is_under_care_again() {
    let referral =
        Event::Referral { at: Moment::parse("2026-03-09T10:00").unwrap(), capacity_by: None, capacity_on: None };
    let desk = ruth(vec![
        event("ruth", "soc", Event::Soc { date: day("2026-01-12") }),
        event("ruth", "dc", Event::Discharge { date: day("2026-03-01"), planned: None, decided: None, reason: None }),
        event("ruth", "again", referral),
    ]);
    assert_eq!(desk.app.board().patients[0].ended, None);
}

#[test]
fn a_visit_that_was_called_off_counts_nowhere() {
    let mut desk = ruth(vec![
        visited("2026-03-10T15:00:00Z", VisitStatus::Cancelled),
        visited("2026-03-10T17:00:00Z", VisitStatus::Planned),
    ]);
    desk.has("2 Visits 1");
    desk.has("visits 0/1 done");
    desk.keys("2").has("cancelled");
}

#[test]
fn the_visits_beside_the_list_are_those_of_today() {
    let mut desk = ruth(vec![
        visited("2026-03-08T15:00:00Z", VisitStatus::Missed),
        visited("2026-03-10T17:00:00Z", VisitStatus::Planned),
    ]);
    desk.keys("2 [ [").has("10:00-11:00");
    desk.keys("1").has("12:00-13:00");
    desk.lacks("10:00-11:00");
    desk.keys("2 ] Enter g 1").has("12:00-13:00");
}

#[test]
fn by_time_left_now_comes_before_late_and_late_before_today() {
    let mut desk = Desk::demo(80, 24);
    desk.keys("od");
    let dues: Vec<String> =
        desk.screen().lines().skip(3).take(12).map(|row| row.chars().skip(62).take(8).collect()).collect();
    let rank = |due: &str| match due.trim() {
        "now" => 0,
        late if late.starts_with("late") => 1,
        "today" => 2,
        "--" => 9,
        _ => 3,
    };
    let ranks: Vec<i32> = dues.iter().map(|due| rank(due)).collect();
    assert!(ranks.is_sorted() && ranks[0] == 0, "{dues:?}");
}

#[test]
fn what_is_said_of_one_patient_goes_when_another_is_in_hand() {
    let mut desk = two(vec![visit("ruth", "rbrandt", "2026-03-10T14:00:00Z")]);
    desk.keys("2 v").has("ABARA Ruth 81F: visit started");
    desk.keys("f").type_text("boone").keys("Enter");
    desk.lacks("visit started");
    // What would be undone is named first.
    desk.keys("u");
    desk.has("Your last change: ABARA Ruth 81F: visit started");
    assert_eq!(desk.number("SELECT count(*) FROM visit WHERE status = 'started'"), 1);
    desk.keys("Esc");
    assert_eq!(desk.number("SELECT count(*) FROM visit WHERE status = 'started'"), 1);
    desk.keys("u 1");
    assert_eq!(desk.number("SELECT count(*) FROM visit WHERE status = 'started'"), 0);
    // A refusal looks other than a success, and it does not outlive the next keys.
    desk.keys("Z").has("! Z does nothing here.");
    desk.keys("w Esc w").lacks("does nothing here");
}

#[test]
fn the_palette_finds_by_words_and_never_leaves_or_undoes_by_a_few_letters() {
    for (typed, first) in [
        ("call", Some("> r ")),
        ("note", Some("> N ")),
        ("fall", Some("> a ")),
        ("lab", Some("> gs ")),
        ("inr", Some("> gs ")),
        ("bp", Some("> gs ")),
        ("vital", Some("> gs ")),
        ("discharge", Some("> a ")),
        ("hospital", Some("> a ")),
        ("schedule", Some("> 2 ")),
        ("hazard", Some("> gh ")),
        ("teach", Some("> gp ")),
        ("xylophone", None),
        ("le", None),
    ] {
        let mut desk = two(vec![]);
        desk.keys("/ z Enter Esc 2 1 f").type_text("boone").keys("Esc");
        desk.keys(":").type_text(typed);
        let screen = desk.screen();
        match first {
            Some(first) => assert!(screen.contains(first), "{typed}:\n{screen}"),
            None if typed == "le" => {}
            None => assert!(screen.contains(&format!("Nothing for \"{typed}\"")), "{typed}:\n{screen}"),
        }
        for betrays in ["> q ", "> Q ", "> u ", "> U ", "leave the program"] {
            assert!(!screen.contains(betrays), "{typed}: {betrays}\n{screen}");
        }
        desk.keys("Enter");
        assert!(!desk.effects.contains(&Effect::Quit) && !desk.effects.contains(&Effect::Undo), "{typed}");
    }
    let mut desk = two(vec![]);
    desk.keys(":").type_text("quit");
    desk.has("> Q");
}

#[test]
fn the_events_are_in_groups_and_found_by_their_words() {
    let soc = event("ruth", "soc", Event::Soc { date: day("2026-01-12") });
    for (typed, first) in [
        ("discharge", "> discharge"),
        ("hospital", "> inpatient admission"),
        ("call", "> verbal order"),
        ("fall", "> change in condition"),
        ("died", "> death"),
        ("admision", "> inpatient admission"),
    ] {
        let mut desk = ruth(vec![soc.clone()]);
        desk.keys("3 a").type_text(typed);
        assert!(desk.screen().contains(first), "{typed}:\n{}", desk.screen());
    }
    // What this patient's deadlines wait for comes first, with its day; then group by group.
    let mut desk = ruth(vec![soc]);
    desk.keys("f").type_text("abara").keys("Enter a");
    let screen = desk.screen();
    let due = screen.lines().filter(|line| line.contains("due ")).count();
    assert!(due > 0 && screen.lines().nth(4).is_some_and(|line| line.contains("due ")), "{screen}");
}

#[test]
fn n_on_a_list_writes_a_note_and_prose_does_not_act() {
    let mut desk = two(vec![visit("ruth", "rbrandt", "2026-03-10T14:00:00Z")]);
    desk.keys("2 N").type_text("x Q quit u vomited, M x");
    assert_eq!(desk.app.writing().unwrap().text(), "x Q quit u vomited, M x");
    assert_eq!(desk.number("SELECT count(*) FROM visit WHERE status = 'planned'"), 1);
    assert!(!desk.effects.contains(&Effect::Quit));
    desk.keys("Ctrl-s").has("note written");
    desk.keys("Ctrl-z").has("Ctrl-z does nothing here");
}

#[test]
fn a_frequency_is_said_back_and_one_that_cannot_be_read_is_asked() {
    let soc = || event("ruth", "soc", Event::Soc { date: day("2026-03-02") });
    let orders = "SELECT count(*) FROM event WHERE kind = 'frequency_order'";
    let mut desk = ruth(vec![soc()]);
    desk.keys("3 a").type_text("frequency").keys("Enter S-Tab S-Tab S-Tab");
    let fill = |desk: &mut Desk, text: &str| {
        desk.keys("Esc Esc 3 a").type_text("visit frequency").keys("Enter");
        desk.keys("Ctrl-u").type_text(text);
    };
    fill(&mut desk, "2w4");
    desk.has("READS");
    desk.has("2 a week for 4 weeks");
    fill(&mut desk, "PT eval then some visits");
    desk.has("ASK");
    desk.keys("Enter");
    assert_eq!(desk.number(orders), 0, "{}", desk.screen());
    desk.has("please check");
    desk.keys("y");
    assert_eq!(desk.number(orders), 1, "{}", desk.screen());
}

#[test]
fn days_of_counted_doses_follow_from_the_order_and_what_is_doubted_is_asked() {
    let line = Medication::written("amlodipine 5 mg tablet", "1 tablet by mouth once a day");
    let mut desk = ruth(vec![of("ruth", "m/1", Body::Medication(line))]);
    desk.keys("f").type_text("abara").keys("Enter g m d").type_text("12/14 pill count");
    desk.has("12 of 14 doses taken 2026-02-24 to 2026-03-09");
    desk.has("DAYS    14: that many days the order asks for 14 doses");
    desk.lacks("ASK     the order");
    desk.keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_use"), 1);
    // Days that were typed are what is meant; what does not fit them is asked before it is written.
    desk.keys("d").type_text("12/14 pill count").keys("Tab Tab").type_text("7");
    desk.has("the order asks for 7 in 7 days, not 14");
    desk.keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_use"), 1);
    desk.keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM medicine_use"), 2);
}

#[test]
fn the_medication_list_is_sorted_whatever_the_capitals_and_what_is_on_hold_keeps_its_place() {
    let line = |key: &str, drug: &str, status| {
        let line = Medication { status, ..Medication::written(drug, "1 tablet daily") };
        of("ruth", key, Body::Medication(line))
    };
    let mut desk = ruth(vec![
        line("m/1", "Furosemide 40 mg", MedicationStatus::Active),
        line("m/2", "acetaminophen 500 mg", MedicationStatus::Held),
        line("m/3", "Carvedilol 25 mg", MedicationStatus::Active),
    ]);
    desk.keys("f").type_text("abara").keys("Enter");
    let summary = desk.app.chart_text();
    let held = summary.lines().find(|line| line.contains("acetaminophen 500")).unwrap();
    assert!(held.trim_start().starts_with("ON HOLD"), "{summary}");
    desk.keys("g m");
    let screen = desk.screen();
    let at = |drug: &str| screen.lines().position(|line| line.contains(drug)).unwrap();
    assert!(at("acetaminophen 500") < at("Carvedilol") && at("Carvedilol") < at("Furosemide"), "{screen}");
}

#[test]
fn on_the_summary_what_others_did_is_told_and_my_own_clicks_are_folded() {
    let mut desk = two(vec![visit("ruth", "rbrandt", "2026-03-10T14:00:00Z")]);
    desk.keys("f").type_text("abara").keys("Enter Esc 2 v");
    desk.keys("f").type_text("abara").keys("Enter");
    desk.lacks("visit started  Rosa Brandt");
}

#[test]
fn who_is_left_to_be_told_of_a_plan_is_one_row_and_never_before_what_could_harm() {
    let mut desk = ruth(vec![
        of("ruth", "m/1", Body::Medication(Medication::written("warfarin 5 mg", "1 tablet daily"))),
        of("ruth", "m/2", Body::Medication(Medication::written("naproxen 500 mg", "1 tablet twice a day"))),
    ]);
    let (patient, user) = (desk.store().patient("abara"), desk.store().user("rbrandt"));
    let left = [
        ("Lee, MD (practitioner), 555-0150", TaskKind::TellingPractitioner),
        ("Ruth Abara (patient)", TaskKind::Telling),
    ];
    for (who, kind) in left {
        let text = "a change of the plan of care: + goal".to_owned();
        let value = Task { about: Some(who.to_owned()), ..Task::open(kind, text, day("2026-03-09"), user) };
        desk.tell(Msg::Write(Change::task(Edit::Add { patient, value })));
    }
    let reasons: Vec<_> = desk.app.board().ranked[0].reasons.iter().map(|reason| reason.text.clone()).collect();
    assert_eq!(reasons, ["warfarin x naproxen", "Tell of the changed plan: Lee and 1 more"]);
}

#[test]
fn a_misspelled_name_is_put_right_as_a_correction() {
    let line = Medication::written("gabapantine 100 mg capsule", "100 mg by mouth at bedtime");
    let mut desk = ruth(vec![of("ruth", "m/1", Body::Medication(line))]);
    desk.keys("f").type_text("abara").keys("Enter g m e").type_text("gabapentin");
    desk.keys("Tab 5");
    desk.has("WRITES  Correct gabapantine 100 mg capsule");
    desk.lacks("ASK     how");
    desk.keys("Enter");
    desk.has("1 of 1 checked");
    assert_eq!(desk.number("SELECT count(*) FROM medication WHERE drug LIKE 'gabapentin%'"), 1);
    assert_eq!(desk.number("SELECT count(*) FROM event WHERE kind = 'order_verbal'"), 0);
    // Another drug is no correction of a name that is known.
    desk.keys("e").type_text("warfarin 5 mg daily").keys("Tab 5 Enter");
    desk.has("is another drug");
}

#[test]
fn a_return_from_a_hospital_where_nobody_was_is_asked() {
    let mut desk = ruth(vec![event("ruth", "soc", Event::Soc { date: day("2026-01-12") })]);
    desk.keys("3 a").type_text("home from").keys("Enter");
    desk.has("no hospital stay of this patient is on record");
    desk.keys("Enter");
    assert_eq!(desk.number("SELECT count(*) FROM event WHERE kind = 'inpatient_discharge'"), 0);
    desk.has("please check");
}
