//! What is on record of the use of a medicine, as the medication list says it.

use chrono::{NaiveDate, TimeDelta};

use super::Screen;
use super::medicines::{alerts_of, line_of};
use crate::domain::alert::AlertKind;
use crate::domain::board::Assessed;
use crate::domain::frequency::DateRange;
use crate::domain::ids::{MedicationId, Stored};
use crate::domain::medication::adherence::{Adherence, FORTNIGHT, Figure, WEEK, adherence};
use crate::domain::medication::habit::is_prn;
use crate::domain::medication::reading::Reading;
use crate::domain::medication::refill::{Line, stays, supply};
use crate::domain::medication::regimen::Shared;
use crate::domain::medication::uses::Records;
use crate::domain::medication::{Medication, prn};
use crate::ui::{App, draw, uses};

/// Width of what is wrong with the use, where there is any such column.
const USE: usize = 8;

/// The cell in front of a row that says in a word what is wrong with the use, and the width that is left.
pub(super) fn used_cell(used: Option<&str>, width: usize) -> (String, usize) {
    match used {
        Some(used) => (format!("{} ", draw::fit(used, USE - 1)), width.saturating_sub(USE)),
        None => (String::new(), width),
    }
}

/// What is wrong with the use of a line, in a word: `5/7`, `2 d`, `out`, `PRN 5`; empty where nothing is.
pub(super) fn wrong_use(app: &App, patient: &Assessed, line: &Stored<Medication>) -> String {
    if patient.facts.uses.is_empty() {
        return String::new();
    }
    let asks = |kind: &AlertKind| alerts_of(patient, line.id).any(|alert| alert.kind == *kind);
    let records = Records::of(line.id, &patient.facts.uses, app.today());
    if asks(&AlertKind::PrnUse) {
        return "PRN".to_owned();
    }
    if asks(&AlertKind::Adherence) {
        let known = adherence(&records, app.today());
        let worst = known.fortnight.iter().map(Figure::percent).min();
        return worst.map_or_else(String::new, |percent| format!("{percent}%"));
    }
    if asks(&AlertKind::Refill) {
        let reading = Reading::of(line, app.knowledge.formulary);
        let of_line = Line { medication: line, reading: &reading, formulary: app.knowledge.formulary };
        let away = stays(&patient.facts.events, app.today());
        let left = supply(of_line, &records, &away, app.today()).and_then(|supply| supply.days_left(app.today()));
        return left.map_or_else(String::new, |left| if left > 0 { format!("{left} d") } else { "out".to_owned() });
    }
    String::new()
}

/// What is on record of the use of a line: doses, supply, use when needed. What nobody recorded is not known, and said so.
pub(super) fn about_use<'a>(
    app: &App,
    patient: &Assessed,
    line: &Stored<Medication>,
    reading: &Reading,
) -> Vec<(&'a str, String)> {
    let today = app.today();
    let records = Records::of(line.id, &patient.facts.uses, today);
    let as_needed = is_prn(line);
    if records.is_empty() {
        let (doses, name) = if as_needed { ("medicine.prn", "PRN use") } else { ("medicine.doses", "doses") };
        let [doses, fill] = [doses, "medicine.fill"].map(|command| app.key_for(command));
        return vec![("USE", format!("nothing is on record of its use: {doses} {name}, {fill} a fill"))];
    }
    let of_line = Line { medication: line, reading, formulary: app.knowledge.formulary };
    let away = stays(&patient.facts.events, today);
    let supply = supply(of_line, &records, &away, today);
    let mut lines = Vec::new();
    if as_needed {
        lines.push(("PRN", prn_words(of_line, &records, today)));
    } else {
        let known = adherence(&records, today);
        lines.push(("DOSES", doses_words(app, &known)));
        let fortnight =
            DateRange { from: today - TimeDelta::days(i64::from(FORTNIGHT)), to: today - TimeDelta::days(1) };
        let on_hand = supply.as_ref().and_then(|supply| supply.on_hand(fortnight));
        lines.extend(on_hand.map(|(days, of)| ("", format!("on hand {days} of the last {of} days by fills"))));
    }
    match &supply {
        Some(supply) => {
            lines.push(("SUPPLY", format!("{}; {}", supply.newest.words(), uses::runs_out(&supply.runs_out, today))));
        }
        None => lines.push(("SUPPLY", "no fill is on record".to_owned())),
    }
    lines
}

/// "7 d: 12 of 14 (86%) pill count; 14 d: not known; longest gap not known".
fn doses_words(app: &App, known: &Adherence) -> String {
    if known.fortnight.is_empty() {
        return format!("not known for the last 14 days; {} records what is reported", app.key_for("medicine.doses"));
    }
    let window = |figures: &[Figure], days: u16| {
        let said: Vec<String> =
            figures.iter().map(|figure| format!("{} {}", figure.how.label(), figure.words(days))).collect();
        let said = if said.is_empty() { "not known".to_owned() } else { said.join("; ") };
        format!("{days} d: {said}")
    };
    let (week, fortnight) = (window(&known.week, WEEK), window(&known.fortnight, FORTNIGHT));
    format!("{week}. {fortnight}. {}", known.gap.words())
}

/// "7 d: 9 times on 5 days, most 3 on 2026-09-12; the 7 days before: 4; the order allows 4 a day".
fn prn_words(line: Line, records: &Records, today: NaiveDate) -> String {
    let allowed = prn::most_a_day(line).map_or_else(
        || "the order does not say how often at the most".to_owned(),
        |most| format!("the order allows {}", prn::allowed(most)),
    );
    let Some(used) = prn::used(records, today) else { return format!("use not known; {allowed}") };
    let last = records.prn.last().map(|last| format!("; last record: {}", last.words())).unwrap_or_default();
    // That nobody recorded anything is no nought.
    let known = |to: NaiveDate| records.prn.iter().any(|it| it.date <= to && it.date > to - TimeDelta::days(7));
    if !known(today) {
        return format!("7 d: not known; {allowed}{last}");
    }
    let most = used.most.map(|(day, times)| {
        format!(" on {} {}, most {times} on {day}", used.days, if used.days == 1 { "day" } else { "days" })
    });
    let before = match used.before {
        _ if used.history <= 7 => String::new(),
        _ if !known(today - TimeDelta::days(7)) => "; the 7 days before: not known".to_owned(),
        before => format!("; the 7 days before: {before}"),
    };
    let times = if used.week == 1 { "time" } else { "times" };
    format!("7 d: {} {times}{}{before}; {allowed}{last}", used.week, most.unwrap_or_default())
}

/// Times of day within an hour of each other that this line could have in common with others, as the orders stand.
pub(super) fn shared_times(app: &App, screen: &Screen, line: &Stored<Medication>) -> Vec<String> {
    let shared = screen.regimen(app).shared();
    // Two that act on each other may have to stand apart.
    let act = |shared: &Shared| {
        let together = |id: &MedicationId| shared.lines.contains(id);
        let pairs = screen.assessed.review.alerts.iter().filter(|alert| alert.kind == AlertKind::Interaction);
        pairs.into_iter().any(|alert| alert.lines.iter().filter(|id| together(id)).count() > 1)
    };
    let with_others = shared.into_iter().filter(|shared| shared.lines.contains(&line.id) && !act(shared));
    let said = |shared: Shared| {
        let others = shared.lines.iter().filter(|id| **id != line.id);
        let names: Vec<&str> =
            others.filter_map(|id| line_of(&screen.assessed, *id)).map(|other| other.drug.as_str()).collect();
        format!(
            "{} lines could share {:02}:{:02} as their orders stand (with {}); whoever ordered them decides",
            shared.lines.len(),
            shared.at.hour,
            shared.at.minute,
            names.join(", ")
        )
    };
    with_others.map(said).collect()
}
