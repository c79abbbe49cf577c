//! Where the resources of a file come from. An id holds within its source only, and most files do not say which that is in
//! one place.
//!
//! In this order: the address of the resource itself (`fullUrl`); the one address of others in its file, or of the search
//! that the file answers; the name that somebody gives (`--source`); `meta.source`, where it tells files apart; the one
//! address by which the file speaks of what is in it. Else nobody says, and the ids of all such files are taken
//! for one source's, with the birth date, sex and names of patients to tell them apart.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::super::reference;
use super::super::stream::{Item, Piece};

/// How many sources are told apart in one file.
const TOLD_APART: usize = 1_000;
/// How many addresses in references are looked at in one file.
const MOST_ADDRESSES: usize = 50_000;
/// What others point at.
const POINTED_AT: &[&str] = &[
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Organization",
    "Medication",
    "Condition",
    "CarePlan",
    "Encounter",
];

/// What a file says about where it comes from.
#[derive(Debug, Default)]
struct Marks {
    /// Sources in the addresses of its entries.
    addresses: BTreeSet<String>,
    /// Sources in the addresses of the searches it answers.
    searches: BTreeSet<String>,
    /// What its resources call their source.
    metas: BTreeSet<String>,
    /// What its patients call their source, by their ids.
    metas_of: HashMap<String, String>,
    /// Whether one id of a patient comes from two of these.
    split: bool,
    /// What others point at and has no address of its own: `Type/id`.
    here: HashSet<String>,
    /// What is spoken of by a whole address.
    absolute: HashSet<String>,
    /// What is spoken of without one: `Type/id`.
    relative: HashSet<String>,
    /// Whether it is a history: newest first.
    history: bool,
    /// When it was put together.
    timestamp: Option<String>,
}

/// Where the files of an import come from.
#[derive(Debug, Default)]
pub(super) struct Origins {
    /// The name that somebody gives the source.
    pub(super) named: Option<String>,
    files: Vec<Marks>,
    /// Whether `meta.source` tells files apart: not where one file has several and is still one source.
    blurred: bool,
}

impl Origins {
    /// Notes what speaks of an origin.
    pub(super) fn look(&mut self, file: usize, item: &Item<'_>) {
        while self.files.len() <= file {
            self.files.push(Marks::default());
        }
        let Some(marks) = self.files.get_mut(file) else { return };
        match item {
            Item::Resource(piece) => marks.look(piece),
            Item::Deleted(_) => {}
            Item::Bundle(head) => {
                marks.history |= head.kind.as_deref() == Some("history");
                marks.timestamp = head.timestamp.as_ref().map(|at| at.0.clone()).or(marks.timestamp.take());
                let own = head.link.iter().find(|link| link.relation.as_deref() == Some("self"));
                let web = own.and_then(|link| link.url.as_deref()).filter(|url| url.contains("://"));
                marks.searches.extend(web.and_then(reference::source));
            }
        }
        self.blurred |= marks.metas.len() > 1 && !marks.split;
    }

    /// Where the resources of a file come from.
    pub(super) fn of(&self, file: usize) -> Origin<'_> {
        let Some(marks) = self.files.get(file) else {
            return Origin { default: self.named.clone(), by_meta: false, history: false, timestamp: None };
        };
        let metas = Some(&marks.metas).filter(|_| !self.blurred && !marks.split);
        let default = only(&marks.addresses)
            .or_else(|| only(&marks.searches))
            .or_else(|| self.named.clone())
            .or_else(|| metas.and_then(only))
            .or_else(|| marks.spoken_of());
        let by_meta = marks.split && self.named.is_none() && marks.addresses.is_empty();
        Origin { default, by_meta, history: marks.history, timestamp: marks.timestamp.as_deref() }
    }
}

/// The one there is.
fn only(of: &BTreeSet<String>) -> Option<String> {
    of.first().filter(|_| of.len() == 1).cloned()
}

impl Marks {
    fn look(&mut self, piece: &Piece<'_>) {
        let address = piece.full_url.and_then(|url| reference::source_of_address(url, piece.kind));
        let id = piece.header.id.as_deref().unwrap_or_default();
        if let Some(source) = address {
            if self.addresses.len() < TOLD_APART {
                self.addresses.insert(source);
            }
            return;
        }
        if let Some(meta) = meta_source(piece) {
            if piece.kind == "Patient" {
                let before = self.metas_of.entry(id.to_owned()).or_insert_with(|| meta.clone());
                self.split |= *before != meta;
            }
            if self.metas.len() < TOLD_APART {
                self.metas.insert(meta);
            }
        }
        if POINTED_AT.contains(&piece.kind) {
            self.here.insert(format!("{}/{id}", piece.kind));
        }
        for (at, key) in piece.json.match_indices("\"reference\"") {
            let value = piece.json.get(at + key.len()..).unwrap_or_default();
            let value = value.trim_start().strip_prefix(':').and_then(|value| value.trim_start().strip_prefix('"'));
            let target = value.and_then(|value| value.split('"').next()).unwrap_or_default();
            let is_relative = target.contains('/') && !target.contains("://") && !target.starts_with('#');
            if is_relative && self.relative.len() < MOST_ADDRESSES {
                self.relative.insert(reference::normalised(target));
            }
        }
        // A cheap look at all addresses; what is found is compared with whole ids.
        for (at, _) in piece.json.match_indices("://") {
            if self.absolute.len() >= MOST_ADDRESSES {
                break;
            }
            let scheme = ["\"https", "\"http"]
                .iter()
                .find(|scheme| piece.json.get(..at).is_some_and(|it| it.ends_with(**scheme)));
            let Some(scheme) = scheme else { continue };
            let rest = piece.json.get(at + 1 - scheme.len()..).unwrap_or_default();
            let address = reference::normalised(rest.split('"').next().unwrap_or_default());
            if reference::base(&address).is_some() {
                self.absolute.insert(address);
            }
        }
    }

    /// The one source by which the file speaks of what is in it. An id that is used without an address as well may be of two
    /// people: its own, and another server's.
    fn spoken_of(&self) -> Option<String> {
        if self.relative.len() >= MOST_ADDRESSES {
            // Not all were kept, and one that was not may be the one that matters.
            return None;
        }
        let here = self.absolute.iter().filter_map(|address| {
            let base = reference::base(address)?;
            let what = address.get(base.len() + 1..)?;
            (self.here.contains(what) && !self.relative.contains(what)).then(|| base.to_owned())
        });
        only(&here.collect())
    }
}

fn meta_source(piece: &Piece<'_>) -> Option<String> {
    piece
        .header
        .meta
        .source
        .as_deref()
        .filter(|source| !source.trim_start().starts_with('#'))
        .and_then(reference::source)
}

/// Where the resources of one file come from.
#[derive(Debug)]
pub(in crate::exchange::fhir) struct Origin<'a> {
    default: Option<String>,
    by_meta: bool,
    /// Whether the file is a history: newest first.
    pub(in crate::exchange::fhir) history: bool,
    /// When the file was put together.
    pub(in crate::exchange::fhir) timestamp: Option<&'a str>,
}

impl Origin<'_> {
    /// Where one of them comes from, whose references without an address are to be read there.
    pub(in crate::exchange::fhir) fn source(&self, piece: &Piece<'_>) -> Option<String> {
        piece
            .full_url
            .and_then(|url| reference::source_of_address(url, piece.kind))
            .or_else(|| meta_source(piece).filter(|_| self.by_meta))
            .or_else(|| self.default.clone())
    }

    /// Where a deleted one came from.
    pub(in crate::exchange::fhir) fn default(&self) -> Option<&str> {
        self.default.as_deref()
    }
}
