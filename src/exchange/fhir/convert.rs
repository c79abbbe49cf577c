//! From FHIR resources to records of the chart, one resource at a time.

mod clinical;
mod list;
mod measured;
mod medication;
mod people;
mod plan;
mod stay;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

pub(super) use list::Listed;

use super::Problem;
use super::directory::{Directory, Named, parse};
use super::reference::{self, Identity};
use super::stream::{Piece, Stop};
use super::types::{Reference, Text};
use crate::domain::record::{Body, Links, Record, SourceKey};
use crate::domain::text;
use crate::domain::when::{Instant, PartialDate};

/// What the resources of one file become.
pub(super) struct Shelf<'d> {
    directory: &'d Directory,
    records: Vec<Option<Record>>,
    at: HashMap<SourceKey, usize>,
    read: BTreeMap<String, u64>,
    skipped: BTreeMap<String, u64>,
    problems: Vec<Problem>,
}

/// What is left when all are read: records, counts by type of what was read and what was skipped, and problems.
pub(super) type Shelved = (Vec<Record>, BTreeMap<String, u64>, BTreeMap<String, u64>, Vec<Problem>);

impl<'d> Shelf<'d> {
    /// An empty one.
    pub(super) fn new(directory: &'d Directory) -> Self {
        let (records, at, problems) = (Vec::new(), HashMap::new(), Vec::new());
        Self { directory, records, at, read: BTreeMap::new(), skipped: BTreeMap::new(), problems }
    }

    /// Takes in one resource.
    pub(super) fn take(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let identity = Identity::of(piece.kind, piece.header, piece.full_url, piece.json);
        let directory = self.directory;
        let planned = directory.plan_of(&identity).is_some();
        let by_content = identity.by_content;
        let mut entry = Entry { shelf: self, identity, place: piece.place };
        match piece.kind {
            "Patient" => people::patient(&mut entry, &parse(piece)?),
            "RelatedPerson" => people::related(&mut entry, &parse(piece)?),
            "Practitioner" => people::practitioner(&mut entry, &parse(piece)?),
            "Coverage" => people::coverage(&mut entry, &parse(piece)?),
            "EpisodeOfCare" => stay::episode(&mut entry, &parse(piece)?),
            "Encounter" => stay::encounter(&mut entry, &parse(piece)?),
            "Appointment" => stay::appointment(&mut entry, &parse(piece)?),
            "MedicationRequest" | "MedicationStatement" => {
                medication::medication(&mut entry, piece.kind, &parse(piece)?);
            }
            "List" if list::list(&mut entry, &parse(piece)?) => {}
            "AllergyIntolerance" => clinical::allergy(&mut entry, &parse(piece)?),
            "Condition" => clinical::condition(&mut entry, &parse(piece)?),
            "Observation" => measured::observation(&mut entry, &parse(piece)?, &parse(piece)?)?,
            "CarePlan" => plan::care_plan(&mut entry, &parse(piece)?)?,
            "Goal" => plan::goal(&mut entry, &parse(piece)?, None),
            "CareTeam" => plan::care_team(&mut entry, &parse(piece)?, None),
            "ServiceRequest" | "NutritionOrder" | "DeviceRequest" if planned => {
                plan::request(&mut entry, &parse(piece)?, None);
            }
            // Their names are in the directory; nothing of them stands alone in a chart.
            "PractitionerRole" | "Organization" | "Medication" => {}
            _ => {
                *self.skipped.entry(piece.kind.to_owned()).or_default() += 1;
                return Ok(());
            }
        }
        if by_content && !matches!(piece.kind, "PractitionerRole" | "Organization" | "Medication") {
            entry.problem("it has no id; it is known by its content, and would be new if that changed");
        }
        *self.read.entry(piece.kind.to_owned()).or_default() += 1;
        Ok(())
    }

    /// Everything taken in.
    pub(super) fn finish(self) -> Shelved {
        (self.records.into_iter().flatten().collect(), self.read, self.skipped, self.problems)
    }

    /// Keeps a record. Of two with one key in one file the last one counts.
    fn keep(&mut self, record: Record) {
        if let Some(key) = &record.key
            && let Some(before) = self.at.insert(key.clone(), self.records.len())
            && let Some(slot) = self.records.get_mut(before)
        {
            *slot = None;
        }
        self.records.push(Some(record));
    }
}

/// The resource at hand: its names, its place in the file, and where its records go.
struct Entry<'s, 'd, 'p> {
    shelf: &'s mut Shelf<'d>,
    identity: Identity,
    place: &'p str,
}

impl Entry<'_, '_, '_> {
    fn problem(&mut self, reason: impl Into<String>) {
        self.shelf.problems.push(Problem { place: self.place.to_owned(), reason: reason.into() });
    }

    /// Keeps the record that carries the resource's own name.
    fn keep(&mut self, links: Links, body: Body) {
        let Identity { key, aliases, .. } = self.identity.clone();
        self.shelf.keep(Record { key: Some(key), aliases, links, body });
    }

    /// Keeps a record that comes of a part of the resource: `Observation/bp#component-1`.
    fn keep_part(&mut self, part: &str, links: Links, body: Body) {
        let key = format!("{}#{part}", self.identity.key);
        self.shelf.keep(Record { key: Some(key), aliases: Vec::new(), links, body });
    }

    /// Keeps a record under a name of its own.
    fn keep_as(&mut self, key: SourceKey, links: Links, body: Body) {
        self.shelf.keep(Record { key: Some(key), aliases: Vec::new(), links, body });
    }

    fn who(&self, reference: &Reference) -> Option<Named> {
        self.shelf.directory.who(reference)
    }

    /// A date as precisely as it is given. An impossible one is left out and said.
    fn date(&mut self, field: &str, given: Option<&Text>) -> Option<PartialDate> {
        let given = given?;
        let date = given.split('T').next().unwrap_or_default();
        let parsed = PartialDate::parse(date).ok();
        if parsed.is_none() {
            self.no_date(field, given);
        }
        parsed
    }

    fn no_date(&mut self, field: &str, given: &str) {
        let given: String = text::line(given).chars().take(40).collect();
        self.problem(format!("{field} `{given}` is no date; it was left out"));
    }

    /// A whole day. One that is known only to the month or year is left out and said.
    fn day(&mut self, field: &str, given: Option<&Text>) -> Option<NaiveDate> {
        match self.date(field, given)? {
            PartialDate::Day(day) => Some(day),
            partial @ (PartialDate::Year(_) | PartialDate::Month(..)) => {
                self.problem(format!("{field} is known only as {partial}; a whole date is needed, so it was left out"));
                None
            }
        }
    }

    /// An instant. A date without a time is noon UTC, which is that same day everywhere in the US.
    fn instant(&mut self, field: &str, given: Option<&Text>) -> Option<Instant> {
        let given = given?;
        if !given.contains('T') {
            let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or(NaiveTime::MIN);
            return self.date(field, Some(given)).map(|date| date.earliest().and_time(noon).and_utc());
        }
        if let Ok(at) = DateTime::parse_from_rfc3339(given.trim()) {
            return Some(at.with_timezone(&Utc));
        }
        if let Ok(at) = given.trim().parse::<NaiveDateTime>() {
            self.problem(format!("{field} has no time zone; it was taken as UTC"));
            return Some(at.and_utc());
        }
        self.no_date(field, given);
        None
    }
}

/// Links to the chart that a reference to a patient leads to.
fn chart_of(reference: &Reference) -> Links {
    let patient = reference::target(reference)
        .filter(|target| reference::kind_of(target) == "Patient" || target.starts_with("urn:"));
    Links { patient, ..Links::default() }
}
