//! Changes of the medication list: who said so, how, and why stand with every one of them, and an order is written out for
//! her to check.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Medication, MedicationSource, MedicationStatus};
use crate::domain::change::{Bundle, Change, Edit, EventChange};
use crate::domain::codes::codes;
use crate::domain::event::Event;
use crate::domain::formulary::Formulary;
use crate::domain::ids::{Id, PatientId, Stored};
use crate::domain::note::{Note, NoteKind};
use crate::domain::refusal::Refusal;
use crate::domain::text;
use crate::domain::when::{Instant, Moment, PartialDate};

codes! {
    /// How somebody came to know that a line of the list is to change.
    HowTold {
        /// A practitioner said it and had it read back; it waits for a signature from now on.
        VerbalOrder = "verbal_order", "verbal order, read back";
        /// A practitioner wrote it.
        WrittenOrder = "written_order", "written order";
        /// The patient, or whoever looks after her, says that it is taken so.
        AsTaken = "as_taken", "patient or family says so";
        /// It is bought and taken without an order.
        OverTheCounter = "over_the_counter", "bought without an order";
        /// The list was wrong.
        Correction = "correction", "the list was wrong";
    }
}

impl HowTold {
    /// Where a line comes from that was told this way; `None` where that stays as it was.
    fn source(&self) -> Option<MedicationSource> {
        match self {
            Self::VerbalOrder | Self::WrittenOrder => Some(MedicationSource::Ours),
            Self::AsTaken => Some(MedicationSource::AsTaken),
            Self::OverTheCounter => Some(MedicationSource::OverTheCounter),
            Self::Correction | Self::Other(_) => None,
        }
    }

    fn is_order(&self) -> bool {
        matches!(self, Self::VerbalOrder | Self::WrittenOrder)
    }
}

/// What stands with a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// How.
    pub how: HowTold,
    /// Who said so: "Dr Lee". May be empty where nobody has to.
    pub who: String,
    /// Why. May be empty where the change speaks for itself.
    pub why: String,
    /// The local time.
    pub at: NaiveDateTime,
}

impl Told {
    /// The line with who said so last, and why.
    fn on(&self, line: Medication) -> Medication {
        let told_by = match given(&self.who) {
            Some(who) => format!("{who}, {}", self.how.label()),
            None => self.how.label().to_owned(),
        };
        Medication { told_by: Some(told_by), reason: given(&self.why), ..line }
    }

    /// A line whose words are new: where it comes from now, and who ordered it.
    fn with_origin(&self, mut line: Medication) -> Medication {
        line.source = self.how.source().unwrap_or(line.source);
        if self.how.is_order() {
            line.ordered_by = given(&self.who).or(line.ordered_by);
        }
        self.on(line)
    }

    fn day(&self) -> NaiveDate {
        self.at.date()
    }
}

fn given(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Whether two lines are about the same ingredients; where no table knows them, about the same words.
pub(super) fn is_same_drug(one: &Medication, other: &Medication, formulary: &Formulary) -> bool {
    let parts = |line: &Medication| -> std::collections::BTreeSet<u16> {
        super::resolve::resolve(&line.drug, formulary).parts.iter().map(|part| part.ingredient).collect()
    };
    let (mine, others) = (parts(one), parts(other));
    if mine.is_empty() && others.is_empty() {
        return text::fold(&one.drug) == text::fold(&other.drug);
    }
    mine == others
}

/// A name alone, typed over a line whose name no table knows: the whole line with that name, and strength and directions as
/// they stand. `None` where more was typed, or the new name is not known either.
pub fn respelled(line: &Medication, typed: &str, formulary: &Formulary) -> Option<String> {
    let typed = typed.trim();
    let is_name = !typed.is_empty() && !typed.contains(|c: char| c.is_ascii_digit());
    if !is_name || !is_unknown(&line.drug, formulary) || is_unknown(typed, formulary) {
        return None;
    }
    let strength = line.drug.split(' ').skip_while(|word| !word.contains(|c: char| c.is_ascii_digit()));
    Some([vec![typed], strength.collect(), vec![line.sig.as_str()]].concat().join(" "))
}

/// Whether no table knows the name.
fn is_unknown(drug: &str, formulary: &Formulary) -> bool {
    super::resolve::resolve(drug, formulary).parts.is_empty()
}

/// Whether a change only puts the name of a line right that no table knew: nothing is ordered or done otherwise.
pub fn is_respelled(edit: &Edit<Medication>, formulary: &Formulary) -> bool {
    let Edit::Amend { from, to, .. } = edit else { return false };
    let corrected = to.told_by.as_deref().is_some_and(|told| told.ends_with(HowTold::Correction.label()));
    corrected && from.drug != to.drug && from.status == to.status && is_unknown(&from.drug, formulary)
}

/// A new line of the list.
pub fn added(patient: PatientId, line: Medication, told: &Told) -> Edit<Medication> {
    let started = line.started.or(Some(PartialDate::Day(told.day())).filter(|_| told.how.is_order()));
    Edit::Add { patient, value: Medication { started, ..told.with_origin(line) } }
}

impl Stored<Medication> {
    /// A line written over this one: what it does not say stays, and so does whether it is taken or on hold.
    ///
    /// # Errors
    /// When it is another drug. A name that no table knows may become one that is meant, as a correction.
    pub fn rewritten(&self, line: Medication, formulary: &Formulary, how: &HowTold) -> Result<Medication, Refusal> {
        let is_unknown = is_unknown(&self.drug, formulary);
        let is_named = is_unknown && *how == HowTold::Correction;
        if !is_same_drug(self, &line, formulary) && !is_named {
            let sentence = if is_unknown {
                format!("Is {} a misspelling of {}? Then say how: 5, the list was wrong.", self.drug, line.drug)
            } else {
                format!("{} is another drug: stop {}, and add the other.", line.drug, self.drug)
            };
            return Err(Refusal::new(sentence));
        }
        let same_words = line.drug == self.drug;
        Ok(Medication {
            status: self.status.clone(),
            started: self.started,
            indication: line.indication.or_else(|| self.indication.clone()),
            ordered_by: self.ordered_by.clone(),
            source: self.source.clone(),
            code: self.code.clone().filter(|_| same_words),
            ..line
        })
    }

    /// The change after which the line says `to`.
    ///
    /// # Errors
    /// When it says the same already.
    pub fn changed(&self, to: Medication, told: &Told) -> Result<Edit<Medication>, Refusal> {
        if (&to.drug, &to.sig, &to.indication) == (&self.drug, &self.sig, &self.indication) {
            return Err(Refusal::new("Nothing is different from what the list says."));
        }
        Ok(self.amended(told.with_origin(to)))
    }

    /// The change after which it is on hold, or no longer so.
    ///
    /// # Errors
    /// When it is neither being taken nor on hold.
    pub fn held_or_resumed(&self, told: &Told) -> Result<Edit<Medication>, Refusal> {
        let status = match self.status {
            MedicationStatus::Active => MedicationStatus::Held,
            // Of what nobody stated, or has not begun, this says that it is taken.
            MedicationStatus::Held
            | MedicationStatus::Planned
            | MedicationStatus::Unknown
            | MedicationStatus::Other(_) => MedicationStatus::Active,
            MedicationStatus::Stopped
            | MedicationStatus::Completed
            | MedicationStatus::DoNotGive
            | MedicationStatus::EnteredInError => return Err(self.over()),
        };
        Ok(self.amended(told.on(Medication { status, ..self.value.clone() })))
    }

    /// The change after which it is stopped.
    ///
    /// # Errors
    /// When it is neither being taken nor on hold.
    pub fn stopped(&self, told: &Told) -> Result<Edit<Medication>, Refusal> {
        if !self.status.is_listed() {
            return Err(self.over());
        }
        let stopped = Some(PartialDate::Day(told.day()));
        Ok(self.amended(told.on(Medication { status: MedicationStatus::Stopped, stopped, ..self.value.clone() })))
    }

    fn over(&self) -> Refusal {
        Refusal::new(format!("{} is {} already.", self.drug, self.status.label()))
    }
}

/// The list as it would be after a change.
#[must_use]
pub fn after(mut lines: Vec<Stored<Medication>>, edit: &Edit<Medication>) -> Vec<Stored<Medication>> {
    match edit {
        Edit::Add { patient, value } => {
            // It gets its number and version when it is written.
            lines.push(Stored { id: Id::new(0), version: 0, patient: *patient, value: value.clone() });
        }
        Edit::Amend { id, to, .. } => {
            if let Some(line) = lines.iter_mut().find(|line| line.id == *id) {
                line.value = to.clone();
            }
        }
    }
    lines
}

/// The order in words, for her to check before it is written: "Change warfarin 5 mg tablet: 5 mg by mouth every evening to
/// 4 mg by mouth every evening. Dr Lee, verbal order, read back, Tue 10 Mar 2026 09:00. Why: INR 3.4."
pub fn order_text(edit: &Edit<Medication>, told: &Told) -> String {
    let what = what(edit, told);
    let who = if told.who.trim().is_empty() { String::new() } else { format!("{}, ", told.who.trim()) };
    let why = if told.why.trim().is_empty() { String::new() } else { format!(" Why: {}.", told.why.trim()) };
    format!("{what}. {who}{}, {}.{why}", told.how.label(), told.at.format("%a %d %b %Y %H:%M"))
}

/// What an order is called wherever it is named: `hold warfarin 5 mg tablet`. Without its verb nobody knows what was ordered.
fn ordered(edit: &Edit<Medication>) -> String {
    let verb = match edit {
        Edit::Add { .. } => "add",
        Edit::Amend { from, to, .. } => match (&from.status, &to.status) {
            (_, MedicationStatus::Stopped) => "stop",
            (MedicationStatus::Active, MedicationStatus::Held) => "hold",
            (MedicationStatus::Held, MedicationStatus::Active) => "resume",
            (_, MedicationStatus::EnteredInError) => "take off",
            _ => return format!("change {} to {}", from.drug, to.how_taken()),
        },
    };
    format!("{verb} {}", edit.value().drug)
}

fn what(edit: &Edit<Medication>, told: &Told) -> String {
    match edit {
        Edit::Add { value, .. } => format!("Add {}", value.with_purpose()),
        Edit::Amend { from, to, .. } => match (&from.status, &to.status) {
            (_, MedicationStatus::Stopped) => format!("Stop {}", from.listed()),
            (MedicationStatus::Active, MedicationStatus::Held) => format!("Hold {}", from.listed()),
            (MedicationStatus::Held, MedicationStatus::Active) => format!("Resume {}", to.listed()),
            (from, MedicationStatus::Active) if *from != MedicationStatus::Active => format!("Taken: {}", to.listed()),
            (_, MedicationStatus::EnteredInError) => format!("{} was never true of this patient", from.listed()),
            _ if told.how == HowTold::Correction => format!("Correct {} to {}", from.listed(), to.with_purpose()),
            _ if from.drug == to.drug => format!("Change {} to {}", from.listed(), to.how_taken()),
            _ => format!("Change {} to {}", from.listed(), to.with_purpose()),
        },
    }
}

/// Everything that a change of the list writes at once. A verbal order goes on record beside it, word for word, and waits
/// for its signature.
pub fn written(edit: Edit<Medication>, told: &Told, author: &str, now: Instant) -> Bundle {
    let (patient, text) = (edit.patient(), order_text(&edit, told));
    let (drug, ordered) = (edit.value().drug.clone(), ordered(&edit));
    let change = Change::medication(edit);
    let mut bundle = Bundle { says: format!("{}: {drug}", change.says()), parts: vec![change] };
    if told.how == HowTold::VerbalOrder {
        let id = Some(format!("{ordered}, {}", told.at.format("%d %b %H:%M")));
        let event = Event::OrderVerbal { at: Moment::At(told.at), id };
        let note = Note { kind: NoteKind::Call, at: now, author: author.to_owned(), text, counts: true };
        bundle.parts.push(Change::Event(EventChange::Record { patient, event }));
        bundle.parts.push(Change::note(Edit::Add { patient, value: note }));
    }
    bundle
}
