//! Taking down what becomes of a medicine in the home: doses in one line, a fill, use when needed; each said back before it
//! is written, and taken out again as entered in error.

use chrono::NaiveDate;

use super::form::places::slot;
use super::form::{Asked, Form, Hitch, Purpose};
use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::{App, Msg, chart};
use crate::domain::change::{Bundle, Change};
use crate::domain::field::{self, Field, Shape, WrongField};
use crate::domain::formulary::Formulary;
use crate::domain::frequency::DateRange;
use crate::domain::ids::{MedicationId, Stored};
use crate::domain::medication::reading::Reading;
use crate::domain::medication::refill::{Line, Quantity, stays, supply};
use crate::domain::medication::uses::{
    Doses, Effect, Fill, HowKnown, MedicineUse, MissedFor, PrnUse, Records, Used, has_doses, has_prn_use, typed,
};
use crate::domain::medication::{Medication, prn};
use crate::domain::refusal::Refusal;

const TAKEN: Field = Field::needed("doses_taken", "taken / due", Shape::Text);
const DAYS: Field = Field::needed("over_days", "over which days", Shape::Days);
/// It may stand beside the doses.
const HOW: Field = Field::optional("how_known", "how it is known", Shape::words("source", HowKnown::WORDS));
const BECAUSE: Field = Field::optional("because", "what got in the way", Shape::words("reason", MissedFor::WORDS));
const NOTE: Field = Field::optional("note", "note", Shape::Text);
const FILLED: Field = Field::needed("filled_on", "filled on", Shape::Day);
const QUANTITY: Field = Field::needed("quantity", "quantity", Shape::Text);
const SUPPLY: Field = Field::optional("days_supply", "days' supply", Shape::Number);
const REFILLS: Field = Field::optional("refills", "refills left", Shape::Number);
const MAIL: Field = Field::needed("by_mail", "comes by mail", Shape::Bool);
const AUTO: Field = Field::needed("auto_refill", "refilled by itself", Shape::Bool);
const TIMES: Field = Field::needed("times", "how many times", Shape::Number);
const DAY: Field = Field::needed("date", "day", Shape::Day);
const REASON: Field = Field::optional("prn_reason", "what for", Shape::Text);
const EFFECT: Field = Field::optional("effect", "what it did", Shape::words("effect", Effect::WORDS));

static DOSES: [Field; 5] = [TAKEN, HOW, DAYS, BECAUSE, NOTE];
static FILL: [Field; 6] = [QUANTITY, FILLED, SUPPLY, REFILLS, MAIL, AUTO];
static PRN: [Field; 4] = [TIMES, DAY, REASON, EFFECT];

/// A fill or a day longer ago than this is not read any more.
const OLDEST: i64 = 180;
/// More refills, days of supply or times in a day than these are slips of the pen.
const MOST_REFILLS: u16 = 99;
const MOST_DAYS: u16 = 400;
const MOST_TIMES: u16 = 50;

/// What is being taken down, and about which line.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    line: MedicationId,
    kind: Kind,
    /// The doubts that were shown: with the same ones a second Enter writes it as it stands.
    asked: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Doses,
    Fill,
    Prn,
}

impl Pending {
    /// Where a draft of it is kept.
    pub(super) fn place(&self) -> String {
        let kind = match self.kind {
            Kind::Doses => "doses",
            Kind::Fill => "fill",
            Kind::Prn => "prn",
        };
        slot(&["use", kind, &self.line.to_string()])
    }
}

fn in_hand(app: &App) -> Result<&Stored<Medication>, Refusal> {
    let screen = app.chart.as_ref().filter(|screen| screen.shows_medicines());
    screen
        .and_then(chart::Screen::medicine)
        .ok_or_else(|| Refusal::new(format!("No medicine is selected; {} adds one.", app.key_for("medicine.add"))))
}

/// `d`: doses taken and missed.
pub(super) fn doses(app: &App) -> Result<Msg, Refusal> {
    let line = in_hand(app)?;
    has_doses(line).map_err(|refused| match has_prn_use(line) {
        Ok(()) => Refusal::new(format!("{refused} {} records its use.", app.key_for("medicine.prn"))),
        Err(_) => refused,
    })?;
    let week = typed::by_order(line, 7, app.knowledge.formulary);
    let due = week.map(|due| format!("; the order asks for {due} in 7 days")).unwrap_or_default();
    let notes = vec![
        line.with_purpose(),
        format!("12/14 pill count, missed 2, all or none{due}. Days of which nothing is said stay unknown."),
    ];
    open(app, line, Kind::Doses, "doses taken", &DOSES, notes)
}

/// `F`: a fill.
pub(super) fn fill(app: &App) -> Result<Msg, Refusal> {
    let line = in_hand(app)?;
    open(app, line, Kind::Fill, "a fill", &FILL, vec![line.with_purpose()])
}

/// `p`: use when needed.
pub(super) fn prn(app: &App) -> Result<Msg, Refusal> {
    let line = in_hand(app)?;
    has_prn_use(line)
        .map_err(|refused| Refusal::new(format!("{refused} {} records its doses.", app.key_for("medicine.doses"))))?;
    let reading = Reading::of(line, app.knowledge.formulary);
    let most = prn::most_a_day(of(app, line, &reading)).map_or_else(
        || "The order does not say how often at the most.".to_owned(),
        |most| format!("The order allows {}.", prn::allowed(most)),
    );
    open(app, line, Kind::Prn, "PRN use", &PRN, vec![line.with_purpose(), format!("{most} 0: not needed.")])
}

fn of<'a>(app: &App, line: &'a Medication, reading: &'a Reading) -> Line<'a> {
    Line { medication: line, reading, formulary: app.knowledge.formulary }
}

fn open(
    app: &App,
    line: &Stored<Medication>,
    kind: Kind,
    title: &str,
    fields: &'static [Field],
    notes: Vec<String>,
) -> Result<Msg, Refusal> {
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    let proposal = |field: &Field| match field.name {
        "over_days" => "7",
        "filled_on" | "date" => "today",
        "by_mail" | "auto_refill" => "no",
        _ => "",
    };
    let asked = fields.iter().map(|field| Asked::with(field, proposal(field))).collect();
    let form =
        Form::new(app, patient, title, Purpose::Use(Box::new(Pending { line: line.id, kind, asked: Vec::new() })));
    Ok(Msg::Overlay(Overlay::Form(Form { notes, asked, ..form })))
}

/// What is answered to the fields, read.
struct Answers<'a>(&'a Form);

impl Answers<'_> {
    fn text(&self, field: &Field) -> Option<String> {
        let said = crate::domain::text::line(&self.0.answer(field.name));
        Some(said).filter(|said| !said.is_empty())
    }

    fn word(&self, field: &Field) -> Result<Option<String>, WrongField> {
        let answer = field.read(&self.0.answer(field.name), self.0.from)?;
        Ok(answer.and_then(|answer| answer.value.as_str().map(str::to_owned)))
    }

    fn yes(&self, field: &Field) -> Result<bool, WrongField> {
        let answer = field.read(&self.0.answer(field.name), self.0.from)?;
        Ok(answer.and_then(|answer| answer.value.as_bool()).unwrap_or(false))
    }

    fn number(&self, field: &Field, most: u16) -> Result<Option<u16>, WrongField> {
        let answer = field.read(&self.0.answer(field.name), self.0.from)?;
        let number = answer.and_then(|answer| answer.value.as_u64()).and_then(|number| u16::try_from(number).ok());
        if number.is_some_and(|number| number > most) {
            return Err(wrong(field, format!("at most {most}")));
        }
        Ok(number)
    }

    fn day(&self, field: &Field) -> Result<NaiveDate, WrongField> {
        let today = self.0.from.date();
        let day = self.word(field)?.and_then(|day| day.parse::<NaiveDate>().ok()).unwrap_or(today);
        if day > today {
            return Err(wrong(field, "is still to come"));
        }
        if (today - day).num_days() > OLDEST {
            return Err(wrong(field, format!("is more than {OLDEST} days ago")));
        }
        Ok(day)
    }
}

fn wrong(field: &Field, why: impl Into<String>) -> WrongField {
    WrongField { field: field.name, why: why.into() }
}

/// The days of a range on which a line was taken: before its first day no dose was due.
fn taken_in(line: &Medication, range: DateRange) -> Result<DateRange, String> {
    match line.started {
        Some(first) if first.earliest() > range.to => Err(format!("it was started on {first}: no dose was due")),
        Some(first) => Ok(DateRange { from: range.from.max(first.earliest()), ..range }),
        None => Ok(range),
    }
}

/// What the answers say, or the field that cannot be taken.
fn read(app: &App, form: &Form, line: &Medication, kind: Kind) -> Result<Used, WrongField> {
    let answers = Answers(form);
    let formulary = app.knowledge.formulary;
    match kind {
        Kind::Doses => {
            TAKEN.read(&form.answer(TAKEN.name), form.from)?;
            let range = field::days(&form.answer(DAYS.name), form.from).map_err(|why| wrong(&DAYS, why))?;
            let range = taken_in(line, range).map_err(|why| wrong(&DAYS, why))?;
            let by_order = typed::by_order(line, days_of(range), formulary);
            let told = typed::doses(&form.answer(TAKEN.name), by_order).map_err(|why| wrong(&TAKEN, why))?;
            let range = range_of(form, line, range, told.due, formulary);
            let beside = answers.word(&HOW)?.map(|word| HowKnown::from_word(&word));
            let how = beside.or_else(|| told.how.clone()).ok_or_else(|| wrong(&HOW, "is needed"))?;
            if told.how.as_ref().is_some_and(|said| *said != how) {
                return Err(wrong(&HOW, "is not what stands beside the doses"));
            }
            typed::plausible(&told, &how).map_err(|why| wrong(&TAKEN, why))?;
            let because = answers.word(&BECAUSE)?.map(|word| MissedFor::from_word(&word));
            if because.is_some() && told.taken >= told.due {
                return Err(wrong(&BECAUSE, "no dose was missed"));
            }
            let (from, to, note) = (range.from, range.to, answers.text(&NOTE));
            Ok(Used::Doses(Doses { from, to, due: told.due, taken: told.taken, how, because, note }))
        }
        Kind::Fill => {
            let quantity = answers.text(&QUANTITY).ok_or_else(|| wrong(&QUANTITY, "is needed"))?;
            Quantity::read(&quantity, formulary).map_err(|why| wrong(&QUANTITY, why.to_string()))?;
            let days = answers.number(&SUPPLY, MOST_DAYS)?;
            if days == Some(0) {
                return Err(wrong(&SUPPLY, "at least 1, or nothing"));
            }
            Ok(Used::Fill(Fill {
                date: answers.day(&FILLED)?,
                quantity,
                days,
                refills: answers.number(&REFILLS, MOST_REFILLS)?,
                by_mail: answers.yes(&MAIL)?,
                auto_refill: answers.yes(&AUTO)?,
            }))
        }
        Kind::Prn => {
            let times = answers.number(&TIMES, MOST_TIMES)?.ok_or_else(|| wrong(&TIMES, "is needed"))?;
            let effect = answers.word(&EFFECT)?.map(|word| Effect::from_word(&word));
            if effect.is_some() && times == 0 {
                return Err(wrong(&EFFECT, "nothing was taken"));
            }
            Ok(Used::Prn(PrnUse { date: answers.day(&DAY)?, times, reason: answers.text(&REASON), effect }))
        }
    }
}

fn days_of(range: DateRange) -> u32 {
    u32::try_from((range.to - range.from).num_days() + 1).unwrap_or(0)
}

/// The days that so many due doses are about. Where nobody said them and the order asks for that many in another number of
/// days, it is those: fourteen of a drug that is taken once a day are two weeks.
fn range_of(form: &Form, line: &Medication, range: DateRange, due: u16, formulary: &Formulary) -> DateRange {
    let untouched = form.asked.iter().any(|asked| asked.field.name == DAYS.name && asked.proposed);
    if !untouched || typed::by_order(line, days_of(range), formulary) == Some(due) {
        return range;
    }
    let most = u32::try_from(OLDEST).unwrap_or(u32::MAX);
    let days = (1..=most).find(|days| typed::by_order(line, *days, formulary) == Some(due));
    let from = days.and_then(|days| range.to.checked_sub_days(chrono::Days::new(u64::from(days) - 1)));
    from.and_then(|from| taken_in(line, DateRange { from, to: range.to }).ok()).unwrap_or(range)
}

/// The line as it stands by now.
fn current<'a>(app: &'a App, form: &Form, pending: &Pending) -> Result<&'a Stored<Medication>, Refusal> {
    let lines = &app.assessed(form.patient)?.facts.medications;
    let line = lines.iter().find(|line| line.id == pending.line);
    line.ok_or_else(|| app.meanwhile("A colleague has stopped this medicine meanwhile."))
}

/// Enter: it is written.
pub(super) fn written(app: &App, form: &Form, pending: &Pending) -> Result<Msg, Hitch> {
    let line = current(app, form, pending)?;
    match pending.kind {
        Kind::Doses => has_doses(line)?,
        Kind::Prn => has_prn_use(line)?,
        Kind::Fill => {}
    }
    let what = read(app, form, line, pending.kind)?;
    let doubts = doubts(app, form, line, &what);
    if !doubts.is_empty() && doubts != pending.asked {
        // Asked once: what is doubted is not written with the Enter that first showed it.
        let pending = Pending { asked: doubts, ..pending.clone() };
        return Ok(Msg::Overlay(Overlay::Form(Form { purpose: Purpose::Use(Box::new(pending)), ..form.clone() })));
    }
    let says = format!("{}: {}", line.drug, what.words());
    let change = Change::medicine_use(MedicineUse::of(line.id, what).added(form.patient));
    Ok(Msg::WriteBundle(Bundle { says, parts: vec![change] }))
}

/// What would be written, and what follows: a label and a line each.
pub(super) fn said_back(app: &App, form: &Form, pending: &Pending) -> Vec<(&'static str, String)> {
    let Ok(line) = current(app, form, pending) else { return Vec::new() };
    let what = match read(app, form, line, pending.kind) {
        Ok(what) => what,
        // An empty form is not wrong yet.
        Err(_) if !form.tried && form.asked.first().is_some_and(|asked| asked.prompt.text().is_empty()) => {
            return Vec::new();
        }
        Err(why) => {
            let asks = form.asked.iter().find(|asked| asked.field.name == why.field);
            let asks = asks.map_or("this form", |asked| asked.field.label);
            return vec![("ASK", format!("{asks}: {}", why.why))];
        }
    };
    let mut lines = vec![("WRITES", what.words())];
    if let Used::Doses(doses) = &what
        && field::days(&form.answer(DAYS.name), form.from).is_ok_and(|range| days_of(range) != doses.days())
    {
        lines.push(("DAYS", format!("{}: that many days the order asks for {} doses", doses.days(), doses.due)));
    }
    if let Used::Fill(_) = &what {
        let reading = Reading::of(line, app.knowledge.formulary);
        lines.push(("THEN", then_runs_out(app, form, line, of(app, line, &reading), &what)));
    }
    let doubts = doubts(app, form, line, &what);
    let is_asked = doubts == pending.asked;
    let says = if is_asked { "writes it as it stands" } else { "asks first; once more writes it as it stands" };
    let enter = (!doubts.is_empty()).then(|| ("ENTER", says.to_owned()));
    lines.extend(doubts.into_iter().map(|doubt| ("ASK", doubt)));
    lines.extend(enter);
    lines
}

/// What is doubtful about a record, a question each.
fn doubts(app: &App, form: &Form, line: &Stored<Medication>, what: &Used) -> Vec<String> {
    let reading = Reading::of(line, app.knowledge.formulary);
    let mut asks = Vec::new();
    match what {
        Used::Doses(doses) => {
            let by_order = typed::by_order(line, doses.days(), app.knowledge.formulary);
            let other = by_order.filter(|due| *due != doses.due);
            let days = doses.days();
            asks.extend(other.map(|due| format!("the order asks for {due} in {days} days, not {}", doses.due)));
            if doses.taken > doses.due {
                asks.push("more are gone than were due: extra doses, or somebody else takes them?".to_owned());
            }
        }
        Used::Fill(fill) => {
            let same_day = filled_on(app, form, line, fill.date);
            asks.extend(same_day.map(|known| format!("a fill of that day is on record already: {known}; both count")));
        }
        Used::Prn(used) => {
            let same_day = on_record(app, form, line, used.date);
            let sum = same_day.saturating_add(used.times);
            if same_day > 0 {
                asks.push(format!("{same_day} of that day are on record already; with these it is {sum}"));
            }
            let most = prn::most_a_day(of(app, line, &reading));
            let most = most.filter(|most| f32::from(sum) > prn::most_on_a_day(*most) + 1e-3);
            asks.extend(most.map(|most| format!("the order allows {}", prn::allowed(most))));
        }
    }
    asks
}

/// How often it was taken on a day by what is on record already.
fn on_record(app: &App, form: &Form, line: &Stored<Medication>, day: NaiveDate) -> u16 {
    let Ok(patient) = app.assessed(form.patient) else { return 0 };
    let records = Records::of(line.id, &patient.facts.uses, app.today());
    let times = records.prn.iter().filter(|record| record.date == day).map(|record| record.times);
    times.fold(0, u16::saturating_add)
}

/// The quantity of a fill of that day that is on record already.
fn filled_on(app: &App, form: &Form, line: &Stored<Medication>, day: NaiveDate) -> Option<String> {
    let patient = app.assessed(form.patient).ok()?;
    let records = Records::of(line.id, &patient.facts.uses, app.today());
    records.fills.iter().find(|fill| fill.date == day).map(|fill| fill.quantity.clone())
}

fn then_runs_out(app: &App, form: &Form, line: &Stored<Medication>, of_line: Line, what: &Used) -> String {
    let Ok(patient) = app.assessed(form.patient) else { return String::new() };
    let added = Stored {
        id: crate::domain::ids::Id::new(0),
        version: 0,
        patient: form.patient,
        value: MedicineUse::of(line.id, what.clone()),
    };
    let uses: Vec<Stored<MedicineUse>> = patient.facts.uses.iter().cloned().chain([added]).collect();
    let records = Records::of(line.id, &uses, app.today());
    let away = stays(&patient.facts.events, app.today());
    supply(of_line, &records, &away, app.today()).map(|it| runs_out(&it.runs_out, app.today())).unwrap_or_default()
}

/// "runs out Fri 02 Oct 2026, 18 days left".
pub(super) fn runs_out(
    out: &Result<NaiveDate, crate::domain::medication::refill::Unknown>,
    today: NaiveDate,
) -> String {
    match out {
        Ok(day) => {
            let left = match (*day - today).num_days() {
                0 => "nothing is left from today".to_owned(),
                1 => "1 day left".to_owned(),
                left @ 2.. => format!("{left} days left"),
                -1 => "1 day ago".to_owned(),
                ago => format!("{} days ago", -ago),
            };
            format!("runs out {}, {left}", day.format("%a %d %b %Y"))
        }
        Err(why) => format!("run-out not known: {why}"),
    }
}

/// `D`: what is on record of this medicine, the newest first; one of them was entered in error.
pub(super) fn records(app: &App) -> Result<Msg, Refusal> {
    let line = in_hand(app)?;
    let patient = app.patient_in_hand().ok_or_else(|| Refusal::new("No patient is selected."))?;
    let mut mine: Vec<&Stored<MedicineUse>> =
        patient.facts.uses.iter().filter(|record| record.line == Some(line.id)).collect();
    mine.sort_by_key(|record| std::cmp::Reverse((record.what.day(), record.id)));
    if mine.is_empty() {
        let [doses, fill, prn] = app.keys_for(["medicine.doses", "medicine.fill", "medicine.prn"]);
        return Err(Refusal::new(format!(
            "Nothing is on record of the use of {}: {doses} doses, {fill} a fill, {prn} PRN use.",
            line.drug
        )));
    }
    let item = |record: &&Stored<MedicineUse>| {
        let change = Change::medicine_use(record.retracted());
        let says = format!("entered in error: {}", record.what.words());
        let does = if app.read_only { Msg::Close } else { Msg::WriteBundle(Bundle { says, parts: vec![change] }) };
        Item { label: record.what.words(), means: Vec::new(), does, retract: None }
    };
    let intro = vec![
        line.with_purpose(),
        format!(
            "{} leaves everything as it is. A choice marks that record as entered in error; {} takes that back.",
            app.key_for("box.close"),
            app.key_for("undo")
        ),
    ];
    let items = mine.iter().map(item).collect();
    Ok(Msg::Overlay(Overlay::Menu(Menu::new(format!("use on record: {}", patient.who), intro, items))))
}
