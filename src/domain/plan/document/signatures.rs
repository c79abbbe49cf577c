//! Fields 23 to 28: who signs, from facts where they say so, else a line for a pen.

use chrono::NaiveDate;

use super::{DocumentField, DocumentVersion, Draft, NOT_RECORDED, field, said};
use crate::domain::event::Event;
use crate::domain::plan::Countersigned;

/// A line for a signature, and one for its date.
const PEN: &str = "signature: ______________________________  date: ______________";
/// A line for a date.
const PEN_DATE: &str = "date: ______________";

/// What the practitioner certifies, as the form words it: CMS-485, field 26.
const CERTIFICATION: &str = "I certify/recertify that this patient is confined to his/her home and needs intermittent \
    skilled nursing care, physical therapy and/or speech therapy or continues to need occupational therapy. The patient \
    is under my care, and I have authorized the services on this plan of care and will periodically review the plan.";

/// The statement on penalties, as the form words it: CMS-485, field 28.
const PENALTY: &str = "Anyone who misrepresents, falsifies, or conceals essential information required for payment of \
    Federal funds may be subject to fine, imprisonment, or civil penalty under applicable Federal laws.";

impl Draft<'_> {
    pub(super) fn signatures(&self, version: &DocumentVersion) -> Vec<DocumentField> {
        let by_hand = |locator: &str, name: &str, lines: Vec<String>, missing: bool| DocumentField {
            missing,
            ..field(locator, name, lines)
        };
        let nurse = match version {
            DocumentVersion::Signed { signer, at, digits, .. } => {
                format!("signed in this record: {signer}, {at}; SHA-256 {digits}")
            }
            DocumentVersion::Draft(_) => PEN.to_owned(),
        };
        let is_draft = matches!(version, DocumentVersion::Draft(_));
        let verbal = self.verbal_start();
        let nothing = is_draft && verbal.is_none();
        let (practitioner, signed) = self.countersigned(version);
        vec![
            by_hand(
                "23",
                "Nurse's signature and date of verbal start of care",
                vec![nurse, said("verbal order for the start of care", verbal.as_deref())],
                nothing,
            ),
            self.practitioner(),
            by_hand("25", "Date the agency received the signed plan", vec![PEN_DATE.to_owned()], true),
            field("26", "Certification statement", vec![CERTIFICATION.to_owned()]),
            by_hand("27", "Practitioner's signature and date", practitioner, !signed),
            field("28", "Penalty statement", vec![PENALTY.to_owned()]),
        ]
    }

    fn practitioner(&self) -> DocumentField {
        let episode = self.source.chart.facts.episode.as_ref();
        let Some(name) = episode.and_then(|episode| episode.practitioner.clone()) else {
            return field("24", "Practitioner's name and address", Vec::new());
        };
        let phone = episode.and_then(|episode| episode.practitioner_phone.as_ref());
        let phone = phone.map(|phone| format!("telephone: {phone}"));
        let lines = [Some(name), Some(format!("address: {NOT_RECORDED}")), phone];
        field("24", "Practitioner's name and address", lines.into_iter().flatten().collect())
    }

    /// When care was ordered to begin: the order for a date, else the first verbal order up to the first day.
    fn verbal_start(&self) -> Option<String> {
        let ordered = self.newest(|event| {
            let Event::OrderedSoc { date, received_at } = event else { return None };
            let came = received_at.map_or(format!("day received {NOT_RECORDED}"), |at| {
                format!("received {}", at.to_string().replace('T', " "))
            });
            Some(format!("{came}, to start {date}"))
        });
        let soc = self.source.chart.facts.start_of_care(self.source.given.now.date());
        let by_telephone = || {
            self.newest(|event| {
                let Event::OrderVerbal { at, .. } = event else { return None };
                soc.is_some_and(|soc| at.date() <= soc).then(|| at.to_string().replace('T', " "))
            })
        };
        ordered.or_else(by_telephone)
    }

    /// What field 27 says, and whether the practitioner has signed what is printed here. What was signed before it was
    /// changed is no signature under this text, and leaves a line for the new one.
    fn countersigned(&self, version: &DocumentVersion) -> (Vec<String>, bool) {
        let plan = &self.source.chart.plan;
        let dates: Vec<NaiveDate> = self.events().filter_map(|event| event.plan_signed()).collect();
        let newest = plan.all_signed().next().map(|signed| signed.version.number);
        let (number, is_this) = match version {
            DocumentVersion::Signed { number, .. } => (Some(*number), true),
            DocumentVersion::Draft(_) => (newest, false),
        };
        let by_pen = |line: String| (vec![PEN.to_owned(), line], false);
        let Some(number) = number else {
            // Nothing was signed in this record: a signature under another paper is not one under this.
            return match dates.iter().max() {
                Some(date) => by_pen(format!(
                    "on record: the practitioner signed a plan of care {date}, before this record had one; this draft is not signed"
                )),
                None => (vec![PEN.to_owned()], false),
            };
        };
        match (Countersigned::of(plan, number, &dates, self.source.given.zone), is_this) {
            (Countersigned::On(date), true) => (vec![format!("on record: signed by the practitioner, {date}")], true),
            (Countersigned::On(date), false) => {
                by_pen(format!("on record: version {number} was signed by the practitioner, {date}; this draft is not"))
            }
            (Countersigned::Unclear(date), _) => by_pen(format!(
                "on record: a signature of the practitioner of {date}; whether it stands under this text is not recorded"
            )),
            (Countersigned::Earlier(date), _) => {
                by_pen(format!("on record: an earlier version was signed by the practitioner, {date}; this one is not"))
            }
            (Countersigned::Not, _) => (vec![PEN.to_owned()], false),
        }
    }
}
