//! What becomes of a medicine in the home: doses taken and missed as somebody reports or counts them, fills of the
//! pharmacy, and use when needed. Each is a record of its own beside the line of the list; nothing is concluded from a
//! record that nobody made.

pub mod typed;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Medication;
use super::habit::is_prn;
use crate::domain::codes::codes;
use crate::domain::edit::{Edit, actions, counted};
use crate::domain::frequency::DateRange;
use crate::domain::ids::{Keyed, MedicationId, PatientId, Stored};
use crate::domain::permission::Act;
use crate::domain::refusal::Refusal;

codes! {
    /// How somebody knows that doses were taken.
    HowKnown {
        /// The patient says so.
        SelfReport = "self_report", "patient says";
        /// What is left was counted.
        PillCount = "pill_count", "pill count";
        /// From what the pharmacy has given out.
        PharmacyFill = "pharmacy_fill", "pharmacy fills";
        /// One of us saw them taken.
        Seen = "seen", "seen by us";
        /// Whoever looks after the patient says so.
        Caregiver = "caregiver", "caregiver says";
    }
}

codes! {
    /// What got in the way of a dose.
    MissedFor {
        /// It costs too much.
        Cost = "cost", "cost";
        /// It was forgotten.
        Forgot = "forgot", "forgot";
        /// It makes her unwell.
        SideEffect = "side_effect", "side effect";
        /// Nothing was left.
        RanOut = "ran_out", "ran out";
        /// She cannot open the container or read the label.
        CannotHandle = "cannot_handle", "cannot open or see it";
        /// She does not want it.
        DoesNotAgree = "does_not_agree", "does not agree with it";
        /// She cannot swallow it.
        Swallowing = "swallowing", "cannot swallow it";
        /// She was in hospital.
        Hospital = "hospital", "in hospital";
        /// Somebody told her to stop.
        ToldToStop = "told_to_stop", "told to stop";
    }
}

impl MissedFor {
    /// What may help, for whoever decides; `None` for a word of a newer program.
    pub fn helps(&self) -> Option<&'static str> {
        match self {
            Self::Cost => Some("ask the pharmacist and social work about the cost"),
            Self::Forgot => Some("offer an organizer or blister packs, and tie doses to a daily habit"),
            Self::SideEffect => Some("tell the prescriber which effect and since when"),
            Self::RanOut => Some("call the pharmacy about the refill"),
            Self::CannotHandle => Some("ask the pharmacist for easy-open caps and large print"),
            Self::DoesNotAgree => Some("ask what the patient fears or believes, and tell the prescriber"),
            Self::Swallowing => Some("ask the pharmacist for another form; nothing is crushed unasked"),
            Self::Hospital => Some("reconcile the list with the hospital's"),
            Self::ToldToStop => Some("ask who said so, and check the order with the prescriber"),
            Self::Other(_) => None,
        }
    }
}

codes! {
    /// What a dose taken when needed did.
    Effect {
        /// It helped.
        Helped = "helped", "helped";
        /// It helped a little.
        Partly = "partly", "helped partly";
        /// It did not help.
        NoHelp = "no_help", "did not help";
        /// She was worse for it.
        Worse = "worse", "worse after it";
    }
}

/// Doses of a stretch of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doses {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// How many were to be taken; at least 1.
    pub due: u16,
    /// How many were taken; more than `due` only where a count says so.
    pub taken: u16,
    /// How that is known.
    pub how: HowKnown,
    /// What got in the way of those missed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<MissedFor>,
    /// Anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Doses {
    /// How many days it is about; nought where the record cannot be true.
    pub fn days(&self) -> u32 {
        u32::try_from((self.to - self.from).num_days() + 1).unwrap_or(0)
    }

    /// How many were missed.
    pub fn missed(&self) -> u16 {
        self.due.saturating_sub(self.taken)
    }

    /// Doses missed beyond what a count may be wrong by: 10 % of those due (README of the medication side, 4.5). What
    /// somebody says or saw is taken as it is.
    pub fn surely_missed(&self) -> u16 {
        let slack = u32::from(self.missed()) * 10 <= u32::from(self.due);
        if self.how == HowKnown::PillCount && slack { 0 } else { self.missed() }
    }

    /// "12 of 14 doses taken 2026-09-01 to 2026-09-07, pill count".
    pub fn words(&self) -> String {
        let when =
            if self.from == self.to { format!("on {}", self.from) } else { format!("{} to {}", self.from, self.to) };
        let doses = if self.due == 1 { "dose" } else { "doses" };
        let because = self.because.as_ref().map(|why| format!(", {}", why.label())).unwrap_or_default();
        let note = self.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        format!("{} of {} {doses} taken {when}, {}{because}{note}", self.taken, self.due, self.how.label())
    }
}

/// What a pharmacy gave out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// The day.
    pub date: NaiveDate,
    /// How much, as written: `60`, `10 mL`, `5 x 3 mL`, `200 puffs`.
    pub quantity: String,
    /// For how many days, where the pharmacy says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
    /// Refills left, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refills: Option<u16>,
    /// Whether it comes by mail.
    #[serde(default)]
    pub by_mail: bool,
    /// Whether the pharmacy confirmed that it refills by itself.
    #[serde(default)]
    pub auto_refill: bool,
}

impl Fill {
    /// "filled 2026-09-02: 60, 30 days, 1 refill left, by mail".
    pub fn words(&self) -> String {
        let days = self.days.map(|days| format!("{days} days"));
        let refills = self.refills.map(|left| match left {
            0 => "no refill left".to_owned(),
            1 => "1 refill left".to_owned(),
            left => format!("{left} refills left"),
        });
        let mail = self.by_mail.then(|| "by mail".to_owned());
        let auto = self.auto_refill.then(|| "automatic refill".to_owned());
        let parts = [Some(self.quantity.clone()), days, refills, mail, auto];
        format!("filled {}: {}", self.date, parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

/// Use of a medicine that is taken when needed, on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrnUse {
    /// The day.
    pub date: NaiveDate,
    /// How often; nought where it is known that it was not needed.
    pub times: u16,
    /// What for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
}

impl PrnUse {
    /// "taken 3 times on 2026-09-12, for pain, helped partly".
    pub fn words(&self) -> String {
        let often = match self.times {
            0 => "not taken".to_owned(),
            1 => "taken once".to_owned(),
            2 => "taken twice".to_owned(),
            times => format!("taken {times} times"),
        };
        let reason = self.reason.as_ref().map(|what| format!(", for {what}")).unwrap_or_default();
        let effect = self.effect.as_ref().map(|what| format!(", {}", what.label())).unwrap_or_default();
        format!("{often} on {}{reason}{effect}", self.date)
    }
}

/// What is recorded about a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Used {
    /// Doses taken and missed.
    Doses(Doses),
    /// A fill.
    Fill(Fill),
    /// Use when needed.
    Prn(PrnUse),
}

impl Used {
    /// The word of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Doses(_) => "doses",
            Self::Fill(_) => "fill",
            Self::Prn(_) => "prn",
        }
    }

    /// Its last day.
    pub fn day(&self) -> NaiveDate {
        match self {
            Self::Doses(doses) => doses.to,
            Self::Fill(fill) => fill.date,
            Self::Prn(prn) => prn.date,
        }
    }

    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Doses(doses) => doses.words(),
            Self::Fill(fill) => fill.words(),
            Self::Prn(prn) => prn.words(),
        }
    }
}

/// One record about a line of the medication list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MedicineUse {
    /// Which line; `None` only on the way in from a source that links by name.
    pub line: Option<MedicationId>,
    /// What.
    pub what: Used,
    /// False once it was marked as entered in error.
    #[serde(default = "counts", skip_serializing_if = "Clone::clone")]
    pub counts: bool,
}

impl Keyed for MedicineUse {
    type Of = Self;
}

impl MedicineUse {
    actions! {
        ADDED = "medicine_use.record", "use of a medicine recorded";
        STANDS = "medicine_use.stands", "record of a medicine's use counts again";
        IN_ERROR = "medicine_use.in_error", "record of a medicine's use marked entered in error";
    }
}

counted!(MedicineUse: Act::Doses);

fn counts() -> bool {
    true
}

impl MedicineUse {
    /// A record that counts.
    pub fn of(line: MedicationId, what: Used) -> Self {
        Self { line: Some(line), what, counts: true }
    }

    /// The change that writes it.
    pub fn added(self, patient: PatientId) -> Edit<Self> {
        Edit::Add { patient, value: self }
    }
}

impl Stored<MedicineUse> {
    /// The change after which it is entered in error.
    pub fn retracted(&self) -> Edit<MedicineUse> {
        self.amended(MedicineUse { counts: false, ..self.value.clone() })
    }
}

/// The records of one line, sorted by what they say, so that nothing depends on the order they come in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Records<'a> {
    /// Doses, by their last day.
    pub doses: Vec<&'a Doses>,
    /// Fills, the oldest first.
    pub fills: Vec<&'a Fill>,
    /// Use when needed, the oldest first.
    pub prn: Vec<&'a PrnUse>,
}

impl<'a> Records<'a> {
    /// Those of a line that count and are not dated after `today`.
    pub fn of(line: MedicationId, all: &'a [Stored<MedicineUse>], today: NaiveDate) -> Self {
        let mut records = Self::default();
        let mine = all.iter().map(|entry| &entry.value);
        for record in mine.filter(|it| it.counts && it.line == Some(line) && it.what.day() <= today) {
            match &record.what {
                // A record that cannot be true says nothing.
                Used::Doses(doses) if doses.due > 0 && doses.days() > 0 => records.doses.push(doses),
                Used::Doses(_) => {}
                Used::Fill(fill) => records.fills.push(fill),
                Used::Prn(prn) => records.prn.push(prn),
            }
        }
        records.doses.sort_by_key(|it| (it.to, it.from, it.taken, it.due, &it.how));
        records.fills.sort_by_key(|it| (it.date, &it.quantity, it.days, it.refills, it.by_mail, it.auto_refill));
        records.prn.sort_by_key(|it| (it.date, it.times, &it.reason, &it.effect));
        records
    }

    /// Whether nothing is on record.
    pub fn is_empty(&self) -> bool {
        self.doses.is_empty() && self.fills.is_empty() && self.prn.is_empty()
    }
}

/// Days of a range that are `n` days up to and including `to`.
pub(in crate::domain) fn last_days(to: NaiveDate, n: u64) -> DateRange {
    let from = to.checked_sub_days(chrono::Days::new(n.saturating_sub(1))).unwrap_or(NaiveDate::MIN);
    DateRange { from, to }
}

/// Whether doses of a line can be taken down as taken or missed.
///
/// # Errors
/// When the line is taken when needed, or not taken.
pub fn has_doses(line: &Medication) -> Result<(), Refusal> {
    if is_prn(line) {
        return Err(Refusal::new(format!("{} is taken when needed.", line.drug)));
    }
    if !line.status.is_taken() {
        return Err(Refusal::new(format!("{} is {}: no dose is due.", line.drug, line.status.label())));
    }
    Ok(())
}

/// Whether a line is one that is taken when needed.
///
/// # Errors
/// When it is taken on schedule.
pub fn has_prn_use(line: &Medication) -> Result<(), Refusal> {
    if is_prn(line) {
        return Ok(());
    }
    Err(Refusal::new(format!("{} is not a PRN drug.", line.drug)))
}
