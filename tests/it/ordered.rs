//! Ordered visits on the screen: a situation, keys, and what is to be seen.
//!
//! Ruth Abara, start of care Monday 16 February 2026. Today is Tuesday 10 March; the week began on Sunday the 8th, and
//! visits are read from 4 February on.

use caseload::domain::codes::Discipline;
use caseload::domain::event::Event;
use caseload::domain::record::{Body, Record};
use caseload::domain::visit::{VisitKind, VisitStatus};
use chrono::NaiveDate;

use crate::desk::Desk;
use crate::situation::{Situation, cared_for, now, of, patient, visit};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn order(on: &str, discipline: Discipline, text: &str) -> Event {
    Event::FrequencyOrder { date: day(on), discipline, text: text.to_owned() }
}

/// Ruth with this start of care, these orders, one visit today at 10 and these besides.
fn ruth(soc: &str, orders: &[Event], visits: Vec<Record>) -> Situation {
    let mut records = vec![patient("ruth", "Abara", "Ruth"), cared_for("ruth", "rbrandt")];
    records.push(visit("ruth", "rbrandt", "2026-03-10T15:00:00Z"));
    records.extend(visits);
    let facts = [Event::Soc { date: day(soc) }];
    for (at, event) in facts.iter().chain(orders).enumerate() {
        records.push(of("ruth", &format!("event/ruth/{at}"), Body::Event(event.clone())));
    }
    Situation::with(records)
}

fn done(at: &str) -> Record {
    with(at, |visit| visit.state.status = VisitStatus::Done)
}

fn with(at: &str, change: impl FnOnce(&mut caseload::domain::visit::Visit)) -> Record {
    let mut record = visit("ruth", "rbrandt", at);
    let Body::Visit(visit) = &mut record.body else { unreachable!() };
    change(visit);
    record
}

fn nursing(text: &str) -> Vec<Event> {
    vec![order("2026-02-16", Discipline::SkilledNursing, text)]
}

#[test]
fn at_the_door_the_week_of_the_visit_is_told() {
    let mut orders = nursing("2w4 1w5");
    orders.push(order("2026-02-20", Discipline::PhysicalTherapy, "1w4"));
    let mut desk = Desk::small(ruth("2026-02-16", &orders, vec![done("2026-03-09T15:00:00Z")]));
    desk.keys("2");
    desk.has(" Ordered SN 2w4 1w5: this week 1 of 2 done, 1 placed; PT 1w4");
    desk.lacks("payment period");
    desk.keys("x").type_text("08:00").keys("Tab").type_text("08:50").keys("Enter");
    desk.has(" Ordered SN 2w4 1w5: this week 2 of 2 done; PT 1w4");
}

#[test]
fn a_visit_without_an_order_says_so_at_the_door() {
    let orders = [order("2026-02-16", Discipline::PhysicalTherapy, "1w9")];
    let mut desk = Desk::small(ruth("2026-02-16", &orders, vec![]));
    desk.keys("2").has(" NO ORDER for SN visits on this day; PT 1w9");
}

#[test]
fn an_order_that_cannot_be_read_is_not_dropped() {
    let mut desk = Desk::small(ruth("2026-02-16", &nursing("as the doctor said"), vec![]));
    desk.keys("2").has(" Ordered SN as the doctor said CANNOT BE READ");
    desk.keys("gv").has("     CANNOT BE READ: ");
}

#[test]
fn orders_that_end_early_are_told_at_the_door() {
    let soc = "2026-01-12";
    let orders = [order(soc, Discipline::SkilledNursing, "1w8")];
    let mut desk = Desk::small(ruth(soc, &orders, vec![]));
    desk.keys("2");
    desk.has("NOT ORDERED");
    desk.has(" SN: orders end in week 8 of 9 (Sat 2026-03-07); the recertification visit (Sun");
}

#[test]
fn the_chart_tells_every_week_that_is_known() {
    let visits = vec![done("2026-02-16T15:00:00Z"), done("2026-02-24T15:00:00Z"), done("2026-03-09T15:00:00Z")];
    let mut desk = Desk::small(ruth("2026-02-16", &nursing("2w4 1w5"), visits));
    desk.keys("2 gv");
    desk.has("-- ordered visits ---");
    desk.has("   SN 2w4 1w5  16 Feb - 16 Apr");
    desk.has("     week of 22 Feb: ordered 2, done 1  MISSED 1");
    desk.has("     week of 08 Mar: ordered 2, done 1, placed 1");
    desk.has("     week of 15 Mar: ordered 1, done 0, placed 0");
    desk.has("     week of 22 Mar: ordered 1, visits not loaded");
    desk.has("   payment period 1 (16 Feb - 17 Mar): 3 visits, 1 to come");
}

#[test]
fn weeks_before_the_visits_that_are_read_are_not_called_missed() {
    let soc = "2026-01-12";
    let mut desk = Desk::small(ruth(soc, &[order(soc, Discipline::SkilledNursing, "2w9")], vec![]));
    desk.keys("2 gv");
    desk.has("     to 07 Feb: visits not loaded that far back");
    desk.has("     week of 08 Feb: ordered 2, done 0  MISSED 2");
    desk.lacks("week of 01 Feb");
    desk.lacks("payment period 1");
}

#[test]
fn a_wide_window_has_the_week_of_everybody_on_the_list() {
    let pt = |visit: &mut caseload::domain::visit::Visit| {
        visit.discipline = Discipline::PhysicalTherapy;
        visit.kind = VisitKind::Evaluation;
    };
    let visits = vec![with("2026-03-10T19:00:00Z", pt)];
    let situation = ruth("2026-02-16", &nursing("2w4 1w5"), visits);
    let mut desk = Desk::of(situation, "rbrandt", now(), (120, 40));
    desk.keys("2");
    desk.has("+- FREQUENCY this week ---");
    desk.has("| Patient              Order              ordered done placed ");
    desk.has("| ABARA Ruth 81F       SN 2w4 1w5         2       0    1      SHORT 1");
    desk.has("| ABARA Ruth 81F       PT: no order ");
    desk.has("payment period 1 (16 Feb - 17 Mar): 0");
    desk.keys("] ] ] ] ] ]").has("+- FREQUENCY week of 15 Mar ---");
}

/// Day 58 of the period: a visit for the recertification is to be placed on Wednesday.
fn placing(orders: &[Event], visits: Vec<Record>) -> Desk {
    let mut desk = Desk::small(ruth("2026-01-12", orders, visits));
    desk.keys("3 /").type_text("recert").keys("Enter v 2").type_text("14:30");
    desk.has("PLACES  recertification visit, Wed 11 Mar 2026 14:30-15:45, R.Brandt RN");
    desk
}

#[test]
fn a_visit_beyond_the_order_is_told_before_it_is_placed_and_may_be_placed() {
    let orders = [order("2026-01-12", Discipline::SkilledNursing, "2w9")];
    let mut desk = placing(&orders, vec![visit("ruth", "rbrandt", "2026-03-12T15:00:00Z")]);
    desk.has("beyond what is ordered: SN 2w9 allows 2 this week, 2 placed; no PRN");
    desk.keys("Enter");
    assert_eq!(desk.status(), "ABARA Ruth 81F: visit placed");
}

#[test]
fn an_ordered_visit_is_placed_without_a_word() {
    let desk = placing(&[order("2026-01-12", Discipline::SkilledNursing, "2w9")], vec![]);
    for words in ["beyond what is ordered", "no order for", "cannot be read"] {
        desk.lacks(words);
    }
}

#[test]
fn telehealth_fills_no_order() {
    let orders = [order("2026-01-12", Discipline::SkilledNursing, "2w9")];
    let call = with("2026-03-12T15:00:00Z", |visit| visit.kind = VisitKind::Telehealth);
    placing(&orders, vec![call]).lacks("beyond what is ordered");
}

#[test]
fn a_visit_that_nothing_is_ordered_for_has_its_own_words() {
    let desk = placing(&[order("2026-01-12", Discipline::PhysicalTherapy, "1w9")], vec![]);
    desk.has("no order for SN visits is on record for 12 Jan - 12 Mar");
}

#[test]
fn a_correction_is_read_with_the_weeks_it_moves_and_moves_them_when_it_is_written() {
    let mut desk =
        Desk::small(ruth("2026-03-02", &[order("2026-02-27", Discipline::SkilledNursing, "2w1 1w1")], vec![]));
    desk.keys("2 gv").has("     week of 08 Mar: ordered 1, done 0, placed 1");
    let before = desk.store().words("SELECT group_concat(id || version) FROM visit");
    desk.keys("Esc 2 e 1").type_text("3/9").keys("Enter");
    desk.has("; ordered weeks: 3");
    desk.keys("j j j j j j j j j j j");
    desk.has("   SN week of 01 Mar: ordered 2, done 0  MISSED 2, becomes not ordered");
    desk.has("   SN week of 08 Mar: ordered 1, done 0, placed 1, becomes ordered 2, done 0");
    desk.keys("y");
    desk.keys("2 gv").has("     week of 09 Mar: ordered 2, done 0, placed 1  SHORT 1");
    desk.lacks("week of 22 Mar");
    assert_eq!(desk.store().words("SELECT group_concat(id || version) FROM visit"), before, "no visit is written");
}

#[test]
fn the_visit_that_starts_care_needs_no_order_of_its_own() {
    let mut desk = Desk::small(ruth("2026-03-09", &[], vec![]));
    desk.keys("3 /").type_text("soc assessment").keys("Enter v 2").type_text("14:30");
    desk.has("PLACES  start-of-care visit, Wed 11 Mar 2026 14:30-16:00");
    desk.lacks("no order");
}
