//! What an import as a whole knows about names and belongings, gathered before its files are read one by one.
//!
//! A medication order may point at a drug in another file, a goal does not say which plan it belongs to, and an
//! episode names its care manager by a role. None of that is in the resource itself.

mod origin;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;

use super::convert::{Listed, REASON};
use super::reference::{self, Identity};
use super::stream::{self, Item, Piece, Stop};
use super::types::{
    CarePlan, Condition, Encounter, EpisodeOfCare, MedicationItem, Organization, PractitionerRole, Reference,
};
use super::words;
use crate::domain::formulary::Formulary;
use crate::domain::record::Named;
pub(super) use origin::Origin;
use origin::Origins;

/// What files say under one key, by file. Two sources that name themselves nowhere may mean two things by it.
type ByFile<T> = HashMap<String, BTreeMap<usize, T>>;

/// For whom files are read, and from where they come.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// By which instructions are read.
    pub formulary: &'static Formulary,
    /// Where the agency is: a time with a zone is a day there.
    pub zone: Tz,
    /// The day on which names, addresses and numbers are asked for.
    pub today: Option<NaiveDate>,
    /// Where files come from that do not say so themselves: the address of a server, or any name.
    pub source: Option<&'a str>,
}

/// Names and belongings across the files of one import.
#[derive(Debug)]
pub struct Directory {
    /// By which instructions are read.
    formulary: &'static Formulary,
    /// The files by their names, in the order in which they were added.
    files: HashMap<String, usize>,
    /// Where the agency is: a time with a zone is a day there.
    zone: Tz,
    /// The day on which names, addresses and numbers are asked for.
    today: words::Today,
    origins: Origins,
    named: ByFile<Named>,
    listed: ByFile<Listed>,
    plan_of: HashMap<String, String>,
    stays: HashSet<String>,
    home_health: HashSet<String>,
    /// The days on which home health care began, by patient.
    begun: HashMap<String, Vec<String>>,
    /// Answers that name the reason for an OASIS assessment.
    reasons: HashSet<String>,
}

impl Directory {
    /// One that knows no names yet; `formulary` reads what stands beside the fields of an order in words.
    pub fn new(formulary: &'static Formulary) -> Self {
        Self::of(&Setting { formulary, zone: chrono_tz::UTC, today: None, source: None })
    }

    fn of(setting: &Setting<'_>) -> Self {
        let mut origins = Origins::default();
        origins.named = setting.source.and_then(reference::source);
        Self {
            formulary: setting.formulary,
            files: HashMap::new(),
            zone: setting.zone,
            today: setting.today,
            origins,
            named: ByFile::new(),
            listed: ByFile::new(),
            plan_of: HashMap::new(),
            stays: HashSet::new(),
            home_health: HashSet::new(),
            begun: HashMap::new(),
            reasons: HashSet::new(),
        }
    }

    /// Gathers from all files of an import. A file that cannot be read is passed over here and refused when it is read.
    pub fn gather(files: &[PathBuf], formulary: &'static Formulary) -> Self {
        Self::gather_for(files, &Setting { formulary, zone: chrono_tz::UTC, today: None, source: None })
    }

    /// The same, for an agency and from a source.
    pub fn gather_for(files: &[PathBuf], setting: &Setting<'_>) -> Self {
        let mut directory = Self::of(setting);
        // Where each file comes from is known when all have been seen; names are gathered under that.
        for file in files {
            directory.survey(file);
        }
        for file in files {
            if let Ok(read) = super::open(file) {
                directory.add_as(read, &file.display().to_string());
            }
        }
        directory
    }

    fn survey(&mut self, path: &Path) {
        let Ok(file) = super::open(path) else { return };
        let number = self.number(&path.display().to_string());
        self.look_over(file, number);
    }

    fn look_over(&mut self, reader: impl Read, number: usize) {
        let origins = &mut self.origins;
        let _ = stream::walk(reader, &mut |item| {
            origins.look(number, item);
            Ok(())
        });
    }

    fn number(&mut self, name: &str) -> usize {
        let next = self.files.len();
        *self.files.entry(name.to_owned()).or_insert(next)
    }

    /// Adds what one file holds in memory, whatever it is called.
    pub fn add(&mut self, bytes: &[u8]) {
        let number = self.number("");
        self.look_over(bytes, number);
        self.add_as(bytes, "");
    }

    fn add_as(&mut self, reader: impl Read, name: &str) {
        let number = self.number(name);
        // Whatever stops this also stops the reading proper, which reports it.
        let _ = stream::walk(reader, &mut |item| match item {
            Item::Resource(piece) => self.note(number, piece),
            Item::Deleted(_) | Item::Bundle(_) => Ok(()),
        });
    }

    /// The directory as one file sees it.
    pub(super) fn seen_from(&self, name: &str) -> Scoped<'_> {
        let file = self.files.get(name).or_else(|| self.files.get("")).copied().unwrap_or_default();
        Scoped { directory: self, file, source: None }
    }

    fn note(&mut self, file: usize, piece: &Piece<'_>) -> Result<(), Stop> {
        let source = self.origins.of(file).source(piece);
        let source = source.as_deref();
        let identity = || {
            let mut identity = Identity::of(piece.kind, piece.header, piece.full_url, piece.json);
            identity.key = reference::scoped(source, identity.key);
            identity
        };
        let to = |reference: &Reference| reference::target(reference).map(|key| reference::scoped(source, key));
        match piece.kind {
            "Practitioner" => {
                let it: super::types::Practitioner = parse(piece)?;
                let mut identity = identity();
                identity.also_by_identifier(piece.kind, &it.identifier);
                let name = words::practitioner_name(&it.name, self.today);
                let phone = words::phone(&it.telecom, self.today);
                self.name(file, &identity, &Named { name, phone, ..Named::default() });
            }
            "PractitionerRole" => {
                let it: PractitionerRole = parse(piece)?;
                let mut identity = identity();
                identity.also_by_identifier(piece.kind, &it.identifier);
                self.name(file, &identity, &words::role(&it, to(&it.practitioner), self.today));
            }
            "Organization" => {
                let it: Organization = parse(piece)?;
                let mut identity = identity();
                identity.also_by_identifier(piece.kind, &it.identifier);
                self.name(file, &identity, &words::organization(&it, self.today));
            }
            // A substance may be what a drug is made of.
            "Medication" | "Substance" | "MedicationKnowledge" => {
                let it: MedicationItem = parse(piece)?;
                self.name(file, &identity(), &words::drug(&it, &[]));
            }
            "MedicationStatement" | "MedicationRequest" => {
                let listed = Listed::of(piece.kind, &parse(piece)?, self.formulary);
                let identity = identity();
                for key in identity.aliases.into_iter().chain([identity.key]) {
                    self.listed.entry(key).or_default().insert(file, listed.clone());
                }
            }
            "Condition" => {
                let it: Condition = parse(piece)?;
                self.name(file, &identity(), &words::named(&it.code));
            }
            "CarePlan" => {
                let (plan, key): (CarePlan, _) = (parse(piece)?, identity().key);
                let activities = plan.activity.iter().map(|activity| &activity.reference);
                for target in plan.goal.iter().chain(activities).filter_map(to) {
                    self.plan_of.entry(target).or_insert_with(|| key.clone());
                }
            }
            "Encounter" => {
                let it: Encounter = parse(piece)?;
                self.stays.extend(to(&it.part_of));
                if it.class.code.as_deref() == Some("HH") {
                    self.home_health.extend(it.episode_of_care.iter().filter_map(to));
                }
            }
            // Of many measurements hardly one is such an answer: they are not read for it.
            "Observation" if piece.json.contains(REASON) => {
                let identity = identity();
                self.reasons.extend(identity.aliases.into_iter().chain([identity.key]));
            }
            "EpisodeOfCare" => {
                let it: EpisodeOfCare = parse(piece)?;
                if words::is_home_health(&it.kind)
                    && let Some(patient) = to(&it.patient)
                {
                    let start = it.period.start.as_deref().map(|start| words::civil(start, self.zone));
                    self.begun.entry(patient).or_default().extend(start);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn name(&mut self, file: usize, identity: &Identity, named: &Named) {
        for key in identity.aliases.iter().chain([&identity.key]) {
            let by_file = self.named.entry(key.clone()).or_default();
            match by_file.get(&file) {
                // Two of one file that one identifier finds: it names neither.
                Some(known) if key.contains('?') && known.name != named.name => {
                    by_file.insert(file, Named::default());
                }
                Some(_) if named.name.is_empty() => {}
                _ => {
                    by_file.insert(file, named.clone());
                }
            }
        }
    }
}

/// The directory as the resources of one source in one file see it.
#[derive(Debug, Clone)]
pub(super) struct Scoped<'d> {
    directory: &'d Directory,
    file: usize,
    /// Where the resource at hand comes from.
    pub(super) source: Option<String>,
}

impl Scoped<'_> {
    /// Where the resources of this file come from.
    pub(super) fn origin(&self) -> Origin<'_> {
        self.directory.origins.of(self.file)
    }

    /// The drug knowledge that reads instructions.
    pub(super) fn formulary(&self) -> &'static Formulary {
        self.directory.formulary
    }

    pub(super) fn zone(&self) -> Tz {
        self.directory.zone
    }

    pub(super) fn today(&self) -> words::Today {
        self.directory.today
    }

    /// A key as it holds everywhere.
    pub(super) fn scoped(&self, key: &str) -> String {
        reference::scoped(self.source.as_deref(), key.to_owned())
    }

    fn keys(&self, identity: &Identity) -> Vec<String> {
        [&identity.key].into_iter().chain(&identity.aliases).map(|key| self.scoped(key)).collect()
    }

    /// What this file says under a key; else what others say, if they all say the same.
    fn agreed<'a, T: PartialEq>(&self, all: &'a ByFile<T>, key: &str) -> Option<&'a T> {
        let by_file = all.get(key)?;
        if let Some(own) = by_file.get(&self.file) {
            return Some(own);
        }
        let mut others = by_file.values();
        let first = others.next()?;
        // A source that says who it is means one thing by one id, and what was read last is newest.
        if key.starts_with("//") {
            return by_file.values().next_back();
        }
        others.all(|other| other == first).then_some(first)
    }

    fn named(&self, key: &str) -> Option<&Named> {
        self.agreed(&self.directory.named, key)
    }

    /// What a reference points at, by the entry itself if we have it, else as the reference displays it.
    pub(super) fn who(&self, reference: &Reference) -> Option<Named> {
        let display = reference.display.as_ref().map(words::line).filter(|display| !display.is_empty());
        let found = reference::target(reference).and_then(|target| self.named(&self.scoped(&target))).map(|named| {
            let better = named.via.as_ref().and_then(|via| self.named(via));
            let name = better.map_or(&named.name, |better| &better.name).clone();
            let phone = named.phone.clone().or_else(|| better.and_then(|better| better.phone.clone()));
            self.whole(Named { name, phone, via: None, ..named.clone() })
        });
        match found {
            Some(named) if !named.name.is_empty() => Some(named),
            _ => display.map(|name| Named { name, ..Named::default() }),
        }
    }

    /// A drug with the names of its ingredients, where it has none of its own.
    pub(super) fn whole(&self, named: Named) -> Named {
        let Named { name, made_of, .. } = &named;
        let found = made_of.iter().filter_map(|(at, strength)| {
            let part = self.named(&self.scoped(at)).filter(|part| !part.name.is_empty())?;
            Some(format!("{} {strength}", part.name).trim_end().to_owned())
        });
        let parts: Vec<String> = Some(name.clone()).filter(|name| !name.is_empty()).into_iter().chain(found).collect();
        Named { name: parts.join(" / "), made_of: Vec::new(), ..named }
    }

    /// What a statement or order says that somebody's list names.
    pub(super) fn listed(&self, at: &str) -> Option<&Listed> {
        self.agreed(&self.directory.listed, &self.scoped(at))
    }

    /// What something is called.
    pub(super) fn name_at(&self, at: &str) -> Option<String> {
        let named = self.named(&self.scoped(at)).map(|named| self.whole(named.clone()))?;
        Some(named.name).filter(|name| !name.is_empty())
    }

    /// The plan that names this goal or request.
    pub(super) fn plan_of(&self, identity: &Identity) -> Option<&String> {
        self.keys(identity).iter().find_map(|key| self.directory.plan_of.get(key))
    }

    /// Whether other encounters are part of this one.
    pub(super) fn is_stay(&self, identity: &Identity) -> bool {
        self.keys(identity).iter().any(|key| self.directory.stays.contains(key))
    }

    /// Whether home health encounters belong to this episode of care.
    pub(super) fn has_home_visits(&self, identity: &Identity) -> bool {
        self.keys(identity).iter().any(|key| self.directory.home_health.contains(key))
    }

    /// Whether this patient has a home health episode of care in this import.
    pub(super) fn has_episode(&self, patient: &str) -> bool {
        self.directory.begun.contains_key(&self.scoped(patient))
    }

    /// Whether one of these answers names the reason for the assessment they are part of.
    pub(super) fn says_reason(&self, members: &[Reference]) -> bool {
        let keys = members.iter().filter_map(reference::target);
        keys.map(|key| self.scoped(&key)).any(|key| self.directory.reasons.contains(&key))
    }

    /// Whether home health care of this patient began on this day, written `2020-02-10`.
    pub(super) fn began_on(&self, patient: &str, day: &str) -> bool {
        let days = self.directory.begun.get(&self.scoped(patient));
        days.is_some_and(|days| days.iter().any(|begun| begun == day))
    }
}

/// Reads a resource as its type; a wrong type of value or a key given twice is refused.
pub(super) fn parse<'a, T: Deserialize<'a>>(piece: &Piece<'a>) -> Result<T, Stop> {
    serde_json::from_str(piece.json).map_err(|error| {
        Stop::new(Some(piece.place.to_owned()), format!("it cannot be read: {}", stream::said(&error)))
    })
}
