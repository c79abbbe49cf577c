//! What an import as a whole knows about names and belongings, gathered before its files are read one by one.
//!
//! A medication order may point at a drug in another file, a goal does not say which plan it belongs to, and an
//! episode names its care manager by a role. None of that is in the resource itself.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use serde::Deserialize;

use super::convert::Listed;
use super::reference::{self, Identity};
use super::stream::{self, Piece, Stop};
use super::types::{
    CarePlan, Condition, Encounter, EpisodeOfCare, MedicationItem, Organization, PractitionerRole, Reference,
};
use super::words;
use crate::domain::formulary::Formulary;

/// What something pointed at is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// In words.
    pub(super) name: String,
    /// Telephone.
    pub(super) phone: Option<String>,
    /// Code as given, with its system in front.
    pub(super) code: Option<String>,
    /// Another entry that says it better: the practitioner of a role.
    pub(super) via: Option<String>,
    /// Where the ingredients of a drug are named that has no name of its own, each with its strength.
    pub(super) made_of: Vec<(String, String)>,
}

/// Names and belongings across the files of one import.
#[derive(Debug)]
pub struct Directory {
    /// By which instructions are read.
    formulary: &'static Formulary,
    named: HashMap<String, Named>,
    listed: HashMap<String, Listed>,
    plan_of: HashMap<String, String>,
    stays: HashSet<String>,
    home_health: HashSet<String>,
    /// The days on which home health care began, by patient.
    begun: HashMap<String, Vec<String>>,
}

impl Directory {
    /// One that knows no names yet; `formulary` reads what stands beside the fields of an order in words.
    pub fn new(formulary: &'static Formulary) -> Self {
        Self {
            formulary,
            named: HashMap::new(),
            listed: HashMap::new(),
            plan_of: HashMap::new(),
            stays: HashSet::new(),
            home_health: HashSet::new(),
            begun: HashMap::new(),
        }
    }

    /// The drug knowledge that reads instructions.
    pub(super) fn formulary(&self) -> &'static Formulary {
        self.formulary
    }

    /// Gathers from all files of an import. A file that cannot be read is passed over here and refused when it is read.
    pub fn gather(files: &[PathBuf], formulary: &'static Formulary) -> Self {
        let mut directory = Self::new(formulary);
        for file in files {
            if let Ok(file) = File::open(file) {
                directory.add(file);
            }
        }
        directory
    }

    /// Adds what one file knows.
    pub fn add(&mut self, reader: impl Read) {
        // Whatever stops this also stops the reading proper, which reports it.
        let _ = stream::walk(reader, &mut |piece| self.note(piece));
    }

    fn note(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        let identity = || Identity::of(piece.kind, piece.header, piece.full_url, piece.json);
        match piece.kind {
            "Practitioner" => {
                let it: super::types::Practitioner = parse(piece)?;
                let mut identity = identity();
                identity.also_by_identifier(piece.kind, &it.identifier);
                let name = words::practitioner_name(&it.name);
                self.name(&identity, &Named { name, phone: words::phone(&it.telecom), ..Named::default() });
            }
            "PractitionerRole" => {
                let it: PractitionerRole = parse(piece)?;
                let mut identity = identity();
                identity.also_by_identifier(piece.kind, &it.identifier);
                let name = it.practitioner.display.as_ref().map(words::line).unwrap_or_default();
                let via = reference::target(&it.practitioner);
                self.name(
                    &identity,
                    &Named { name, phone: words::phone(&it.telecom), code: None, via, ..Named::default() },
                );
            }
            "Organization" => {
                let it: Organization = parse(piece)?;
                let mut identity = identity();
                identity.also_by_identifier(piece.kind, &it.identifier);
                let name = it.name.as_ref().map(words::line).unwrap_or_default();
                self.name(&identity, &Named { name, phone: words::phone(&it.telecom), ..Named::default() });
            }
            // A substance may be what a drug is made of.
            "Medication" | "Substance" | "MedicationKnowledge" => {
                let it: MedicationItem = parse(piece)?;
                self.name(&identity(), &words::drug(&it, &[]));
            }
            "MedicationStatement" | "MedicationRequest" => {
                let listed = Listed::of(piece.kind, &parse(piece)?, self.formulary);
                let identity = identity();
                for key in identity.aliases.into_iter().chain([identity.key]) {
                    self.listed.insert(key, listed.clone());
                }
            }
            "Condition" => {
                let it: Condition = parse(piece)?;
                self.name(&identity(), &words::named(&it.code));
            }
            "CarePlan" => self.note_plan(&identity(), &parse(piece)?),
            "Encounter" => self.note_encounter(&parse(piece)?),
            "EpisodeOfCare" => {
                let it: EpisodeOfCare = parse(piece)?;
                if words::is_home_health(&it.kind)
                    && let Some(patient) = reference::target(&it.patient)
                {
                    let start = it.period.start.as_deref().and_then(|start| start.split('T').next());
                    self.begun.entry(patient).or_default().extend(start.map(str::to_owned));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn note_plan(&mut self, identity: &Identity, plan: &CarePlan) {
        let activities = plan.activity.iter().map(|activity| &activity.reference);
        for target in plan.goal.iter().chain(activities).filter_map(reference::target) {
            self.plan_of.entry(target).or_insert_with(|| identity.key.clone());
        }
    }

    fn note_encounter(&mut self, encounter: &Encounter) {
        self.stays.extend(reference::target(&encounter.part_of));
        if encounter.class.code.as_deref() == Some("HH") {
            self.home_health.extend(encounter.episode_of_care.iter().filter_map(reference::target));
        }
    }

    fn name(&mut self, identity: &Identity, named: &Named) {
        for key in identity.aliases.iter().chain([&identity.key]) {
            self.named.insert(key.clone(), named.clone());
        }
    }

    /// What a reference points at, by the entry itself if we have it, else as the reference displays it.
    pub(super) fn who(&self, reference: &Reference) -> Option<Named> {
        let display = reference.display.as_ref().map(words::line).filter(|display| !display.is_empty());
        let found = reference::target(reference).and_then(|target| self.named.get(&target)).map(|named| {
            let better = named.via.as_ref().and_then(|via| self.named.get(via));
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
            let part = self.named.get(at).filter(|part| !part.name.is_empty())?;
            Some(format!("{} {strength}", part.name).trim_end().to_owned())
        });
        let parts: Vec<String> = Some(name.clone()).filter(|name| !name.is_empty()).into_iter().chain(found).collect();
        Named { name: parts.join(" / "), made_of: Vec::new(), ..named }
    }

    /// What a statement or order says that somebody's list names.
    pub(super) fn listed(&self, at: &str) -> Option<&Listed> {
        self.listed.get(at)
    }

    /// What something is called.
    pub(super) fn name_at(&self, at: &str) -> Option<String> {
        let named = self.named.get(at).map(|named| self.whole(named.clone()))?;
        Some(named.name).filter(|name| !name.is_empty())
    }

    /// The plan that names this goal or request.
    pub(super) fn plan_of(&self, identity: &Identity) -> Option<&String> {
        [&identity.key].into_iter().chain(&identity.aliases).find_map(|key| self.plan_of.get(key))
    }

    /// Whether other encounters are part of this one.
    pub(super) fn is_stay(&self, identity: &Identity) -> bool {
        [&identity.key].into_iter().chain(&identity.aliases).any(|key| self.stays.contains(key))
    }

    /// Whether home health encounters belong to this episode of care.
    pub(super) fn has_home_visits(&self, identity: &Identity) -> bool {
        [&identity.key].into_iter().chain(&identity.aliases).any(|key| self.home_health.contains(key))
    }

    /// Whether this patient has a home health episode of care in this import.
    pub(super) fn has_episode(&self, patient: &str) -> bool {
        self.begun.contains_key(patient)
    }

    /// Whether home health care of this patient began on this day, written `2020-02-10`.
    pub(super) fn began_on(&self, patient: &str, day: &str) -> bool {
        self.begun.get(patient).is_some_and(|days| days.iter().any(|begun| begun == day))
    }
}

/// Reads a resource as its type; a wrong type of value or a key given twice is refused.
pub(super) fn parse<'a, T: Deserialize<'a>>(piece: &Piece<'a>) -> Result<T, Stop> {
    serde_json::from_str(piece.json).map_err(|error| {
        Stop::new(Some(piece.place.to_owned()), format!("it cannot be read: {}", stream::said(&error)))
    })
}
