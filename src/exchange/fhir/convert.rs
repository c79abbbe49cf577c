//! From FHIR resources to records of the chart, one resource at a time.

mod clinical;
mod list;
mod measured;
mod medication;
mod oasis;
mod people;
mod plan;
mod stay;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

pub(super) use list::Listed;
pub(super) use oasis::REASON;

use super::Problem;
use super::directory::{Scoped, parse};
use super::reference::{self, Identity};
use super::stream::{Deleted, Item, Piece, Stop};
use super::types::{BundleHead, Reference, Text};
use super::words;
use crate::domain::pair;
use crate::domain::record::{AsOf, Body, Links, Named, Record, SourceKey, Want, Wanted};
use crate::domain::text;
use crate::domain::when::{Instant, PartialDate, civil};

/// What the resources of one file become.
pub(super) struct Shelf<'d> {
    directory: Scoped<'d>,
    /// Where the agency is: a time with a zone is a day there.
    zone: Tz,
    /// Whether the file is a history, whose first copy of two is the newer one.
    history: bool,
    /// When the file was put together, for what does not say itself how new it is.
    timestamp: Option<Instant>,
    as_of: AsOf,
    records: Vec<Option<Record>>,
    at: HashMap<SourceKey, Vec<usize>>,
    read: BTreeMap<String, u64>,
    skipped: BTreeMap<String, u64>,
    problems: Vec<Problem>,
}

/// What is left when all are read: records, counts by type of what was read and what was skipped, and problems.
pub(super) type Shelved = (Vec<Record>, BTreeMap<String, u64>, BTreeMap<String, u64>, Vec<Problem>);

/// An instant with its zone.
fn instant_of(given: Option<&str>) -> Option<Instant> {
    DateTime::parse_from_rfc3339(given?.trim()).ok().map(|at| at.with_timezone(&Utc))
}

/// The number of a version: `3`, `W/"3"`.
fn number_of(given: Option<&str>) -> Option<u64> {
    given?.trim().trim_start_matches("W/").trim_matches('"').parse().ok()
}

impl<'d> Shelf<'d> {
    /// An empty one.
    pub(super) fn new(directory: Scoped<'d>) -> Self {
        let zone = directory.zone();
        let (history, timestamp) = (directory.origin().history, instant_of(directory.origin().timestamp));
        Self {
            directory,
            zone,
            history,
            timestamp,
            as_of: AsOf::default(),
            records: Vec::new(),
            at: HashMap::new(),
            read: BTreeMap::new(),
            skipped: BTreeMap::new(),
            problems: Vec::new(),
        }
    }

    /// Takes in what a file is made of.
    pub(super) fn take(&mut self, item: &Item<'_>) -> Result<(), Stop> {
        match item {
            Item::Resource(piece) => self.resource(piece)?,
            Item::Deleted(deleted) => self.deleted(deleted),
            Item::Bundle(head) => self.bundle(head),
        }
        Ok(())
    }

    /// A page of a search is said to be one.
    fn bundle(&mut self, head: &BundleHead) {
        let searched = matches!(head.kind.as_deref(), Some("searchset" | "history"));
        let total = head.total.as_deref().and_then(|total| total.parse::<u64>().ok()).filter(|_| searched);
        let next = head.link.iter().any(|link| link.relation.as_deref() == Some("next") && link.url.is_some());
        let entries = head.entries;
        let reason = match total.filter(|total| *total > entries) {
            Some(total) => format!("this is a part: {entries} of {total}; the rest is at the source"),
            None if next => "this is a part: more pages are at the source".to_owned(),
            None => return,
        };
        self.problems.push(Problem { place: "Bundle".to_owned(), reason });
    }

    fn deleted(&mut self, it: &Deleted<'_>) {
        let Some(identity) = Identity::deleted(it.full_url, it.request.url.as_deref()) else {
            let reason = "the entry deletes something that it does not name by its id; it was left out";
            self.problems.push(Problem { place: it.place.to_owned(), reason: reason.to_owned() });
            return;
        };
        self.directory.source = self.directory.origin().default().map(str::to_owned);
        let at = instant_of(it.response.last_modified.as_deref()).or(self.timestamp);
        self.as_of = AsOf { at, number: number_of(it.response.etag.as_deref()) };
        let mut entry = Entry { shelf: self, identity, place: it.place, wants: Vec::new() };
        entry.withdraw();
    }

    /// Takes in one resource.
    fn resource(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let identity = Identity::of(piece.kind, piece.header, piece.full_url, piece.json);
        let meta = &piece.header.meta;
        self.directory.source = self.directory.origin().source(piece);
        let at = instant_of(meta.last_updated.as_deref()).or(self.timestamp);
        self.as_of = AsOf { at, number: number_of(meta.version_id.as_deref()) };
        let planned = self.directory.plan_of(&identity).is_some();
        let by_content = identity.by_content;
        let subsetted = meta.tag.iter().any(|tag| tag.code.as_deref() == Some("SUBSETTED"));
        let mut entry = Entry { shelf: self, identity, place: piece.place, wants: Vec::new() };
        if subsetted {
            entry.problem("the source sent a part of it only (SUBSETTED); it was left out: ask for the whole");
            return Ok(());
        }
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
            "ServiceRequest" | "NutritionOrder" | "DeviceRequest" => {
                plan::request(&mut entry, &parse(piece)?, None);
                // Nothing here needs one that no plan names; a plan that does may come in a later file.
                if !planned {
                    *self.skipped.entry(piece.kind.to_owned()).or_default() += 1;
                    return Ok(());
                }
            }
            // Nothing of them stands alone in a chart; what points at them is named by them.
            "PractitionerRole" => people::role(&mut entry, &parse(piece)?),
            "Organization" => people::organization(&mut entry, &parse(piece)?),
            "Medication" => people::drug(&mut entry, &parse(piece)?),
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

    /// Keeps a record. Of two copies in one file the newer one counts: by what they say, else the last one, in a history
    /// the first. Two that cannot be the same thing are both kept.
    fn keep(&mut self, mut record: Record) {
        let source = self.directory.source.as_deref();
        let scope = |key: &mut SourceKey| *key = reference::scoped(source, std::mem::take(key));
        record.aliases.iter_mut().chain(&mut record.key).for_each(scope);
        let Links { patient, episode, user, plan, goal, problem, medication, other } = &mut record.links;
        [patient, episode, user, plan, goal, problem, medication, other].into_iter().flatten().for_each(scope);
        record.wants.iter_mut().for_each(|want| scope(&mut want.key));
        record.as_of = self.as_of;
        if let Some(key) = record.key.clone() {
            let places = self.at.entry(key).or_default();
            for place in places.iter() {
                let Some(slot) = self.records.get_mut(*place) else { continue };
                let Some(before) = slot.as_ref().filter(|before| is_one(before, &record)) else { continue };
                let older = if record.as_of.differs(before.as_of) {
                    record.as_of.is_before(before.as_of)
                } else {
                    self.history
                };
                if older {
                    return;
                }
                *slot = None;
            }
            places.retain(|place| self.records.get(*place).is_some_and(Option::is_some));
            places.push(self.records.len());
        }
        self.records.push(Some(record));
    }
}

/// Whether two records of one key in one file are copies of one thing.
fn is_one(before: &Record, record: &Record) -> bool {
    match (&before.body, &record.body) {
        (Body::Patient(one), Body::Patient(other)) => !pair::conflict(&(&**one).into(), &(&**other).into()),
        (Body::Withdrawn, _) | (_, Body::Withdrawn) => true,
        _ => before.links.patient == record.links.patient,
    }
}

/// The resource at hand: its names, its place in the file, and where its records go.
struct Entry<'s, 'd, 'p> {
    shelf: &'s mut Shelf<'d>,
    identity: Identity,
    place: &'p str,
    /// What the next record lacks that others can tell.
    wants: Vec<Want>,
}

impl Entry<'_, '_, '_> {
    fn problem(&mut self, reason: impl Into<String>) {
        self.shelf.problems.push(Problem { place: self.place.to_owned(), reason: reason.into() });
    }

    /// Keeps the record that carries the resource's own name.
    fn keep(&mut self, links: Links, body: Body) {
        let Identity { key, aliases, .. } = self.identity.clone();
        let wants = std::mem::take(&mut self.wants);
        self.shelf.keep(Record { aliases, wants, ..Record::new(Some(key), links, body) });
    }

    /// Says that the resource is gone, or says nothing any more: what of it is on record is withdrawn.
    fn withdraw(&mut self) {
        self.keep(Links::default(), Body::Withdrawn);
    }

    /// Notes that somebody else can tell what is lacking. False when the reference leads nowhere.
    fn want(&mut self, what: Wanted, reference: &Reference) -> bool {
        let key = reference::target(reference);
        let leads = key.is_some();
        self.wants.extend(key.map(|key| Want { what, key }));
        leads
    }

    /// The same, of something that is named if anybody names it.
    fn who_or_want(&mut self, what: Wanted, reference: &Reference) -> Option<Named> {
        let named = self.who(reference);
        if named.is_none() {
            self.want(what, reference);
        }
        named
    }

    /// Keeps a record that comes of a part of the resource: `Observation/bp#component-1`.
    fn keep_part(&mut self, part: &str, links: Links, body: Body) {
        let key = format!("{}#{part}", self.identity.key);
        let wants = std::mem::take(&mut self.wants);
        self.shelf.keep(Record { wants, ..Record::new(Some(key), links, body) });
    }

    /// Keeps a record under a name of its own.
    fn keep_as(&mut self, key: SourceKey, links: Links, body: Body) {
        self.shelf.keep(Record::new(Some(key), links, body));
    }

    /// Whether a time is of a later day than the one of the import.
    fn is_to_come(&self, at: Instant) -> bool {
        self.today().is_some_and(|today| civil(at, self.shelf.directory.zone()) > today)
    }

    fn today(&self) -> words::Today {
        self.shelf.directory.today()
    }

    fn who(&self, reference: &Reference) -> Option<Named> {
        self.shelf.directory.who(reference)
    }

    /// A date as precisely as it is given; a time with a zone is the day it is where the agency is. An impossible one is left
    /// out and said.
    fn date(&mut self, field: &str, given: Option<&Text>) -> Option<PartialDate> {
        let given = given?;
        let parsed = PartialDate::parse(&words::civil(given, self.shelf.zone)).ok();
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
