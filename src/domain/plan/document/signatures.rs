//! Fields 23 to 28: who signs, from facts where they say so, else a line for a pen.

use chrono::{Days, NaiveDate};

use super::{DocumentField, DocumentVersion, Draft, NOT_RECORDED, field, said};
use crate::domain::event::Event;

/// A line for a signature, and one for its date.
const PEN: &str = "signature: ______________________________  date: ______________";
/// A line for a date.
const PEN_DATE: &str = "date: ______________";

/// The practitioner reviews the plan for the next period from this many days before it: 42 CFR 484.55(d)(1).
const REVIEW_DAYS: u64 = 5;

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
        let practitioner =
            self.plan_signed().map_or(PEN.to_owned(), |date| format!("on record: signed by the practitioner, {date}"));
        let signed = self.plan_signed().is_some();
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
            by_hand("27", "Practitioner's signature and date", vec![practitioner], !signed),
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

    /// The date beside the practitioner's signature under the plan of this period.
    fn plan_signed(&self) -> Option<NaiveDate> {
        let from = self.period.map(|period| match period.number {
            0 => NaiveDate::MIN,
            _ => period.from.checked_sub_days(Days::new(REVIEW_DAYS)).unwrap_or(period.from),
        });
        self.newest(|event| {
            let Event::PocSigned { date } = event else { return None };
            from.is_none_or(|from| *date >= from).then_some(*date)
        })
    }
}
