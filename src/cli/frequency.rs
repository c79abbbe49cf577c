//! Ordered visits as JSON: what `visits` and `patient` have in common.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::domain::board::{Assessed, Board};
use crate::domain::frequency::{Course, Ledger, Ordered};
use crate::domain::visit::StoredVisit;
use crate::domain::when::civil;

/// An order with its weeks; those of one day only when it is given.
fn order((one, ledger): &(Ordered, Option<Ledger>), of: Option<NaiveDate>) -> Value {
    let weeks = ledger.iter().flat_map(|ledger| &ledger.weeks);
    let weeks: Vec<_> = weeks.filter(|week| of.is_none_or(|day| week.days.contains(day))).collect();
    let prn_left = ledger.as_ref().and_then(|ledger| ledger.prn_left);
    json!({
        "discipline": one.discipline,
        "order": one.said(),
        "text": one.text,
        "written": one.written,
        "days": one.days,
        "unreadable": one.order.as_ref().err(),
        "weeks": weeks,
        "prn_left": prn_left,
        "orders_end": ledger.as_ref().and_then(|ledger| ledger.orders_end),
    })
}

/// The orders of a certification period; null without a start of care.
pub(super) fn of_course(course: Option<&Course>) -> Value {
    let Some(course) = course else { return Value::Null };
    let paid = course.payment_periods.iter().map(|(number, period)| {
        json!({"number": number, "days": period.days, "done": period.done, "planned": period.planned})
    });
    json!({
        "period": course.period,
        "known": course.known,
        "orders": course.orders.iter().map(|one| order(one, None)).collect::<Vec<_>>(),
        "without_order": course.without_order,
        "payment_periods": paid.collect::<Vec<_>>(),
    })
}

/// The order that is in force for a visit, with the week it lies in; null when there is none.
pub(super) fn of_visit(board: &Board, patient: &Assessed, visit: &StoredVisit) -> Value {
    let day = civil(visit.starts, board.zone);
    let course = board.circumstances().course_on(&patient.facts, day);
    let course = course.as_ref().and_then(|course| course.on(&visit.discipline, day).next());
    course.map_or(Value::Null, |one| order(one, Some(day)))
}
