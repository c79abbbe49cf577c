//! A file, one resource at a time: plain or compressed, a Bundle, a single resource, or one resource per line.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::types::{BundleHead, EntryRequest, EntryResponse};
use super::version::{self, Header};

/// Levels of nesting in one resource; FHIR's own examples stay below twenty.
const DEEPEST: usize = 64;
/// Bundles within Bundles.
const DEEPEST_BUNDLE: usize = 4;
/// Bytes, unpacked, of one file.
const LARGEST_FILE: u64 = 4 << 30;
/// Bytes, unpacked, between one resource and the next.
const LARGEST_RESOURCE: u64 = 256 << 20;
/// Bytes of entries without a resource that are kept while it is not known whether they belong to a Bundle or a List.
const LARGEST_LIST: usize = 8 << 20;

/// Why a file is refused: where in it, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stop {
    pub(super) place: Option<String>,
    pub(super) reason: String,
}

impl Stop {
    pub(super) fn new(place: Option<String>, reason: impl Into<String>) -> Self {
        Self { place, reason: reason.into() }
    }
}

/// One resource on its way through.
pub(super) struct Piece<'a> {
    pub(super) kind: &'a str,
    pub(super) header: &'a Header<'a>,
    pub(super) json: &'a str,
    pub(super) full_url: Option<&'a str>,
    pub(super) place: &'a str,
}

/// An entry that says that a resource was deleted.
pub(super) struct Deleted<'a> {
    pub(super) full_url: Option<&'a str>,
    pub(super) request: &'a EntryRequest,
    pub(super) response: &'a EntryResponse,
    pub(super) place: &'a str,
}

/// What a file is made of.
pub(super) enum Item<'a> {
    /// A resource.
    Resource(Piece<'a>),
    /// A deletion.
    Deleted(Deleted<'a>),
    /// What a Bundle says of itself, behind its entries.
    Bundle(&'a BundleHead),
}

/// What is done with each of them.
pub(super) type Taker<'t> = dyn FnMut(&Item<'_>) -> Result<(), Stop> + 't;

/// Sends every resource of a file to `take`. Answers the SHA-256 of the bytes as they lie there.
pub(super) fn walk(reader: impl Read, take: &mut Taker<'_>) -> Result<[u8; 32], Stop> {
    let mut hashing = Hashing { inner: reader, sha: Sha256::new() };
    {
        let mut raw = BufReader::with_capacity(1 << 16, &mut hashing);
        let packed = raw.fill_buf().map_err(|error| unreadable(&error))?.starts_with(&[0x1f, 0x8b]);
        let mut plain: Box<dyn BufRead + '_> = if packed {
            Box::new(BufReader::with_capacity(1 << 16, Members { now: Some(GzDecoder::new(raw)) }))
        } else {
            Box::new(raw)
        };
        let begin = plain.fill_buf().map_err(|error| unreadable(&error))?;
        if let Some(reason) = foreign(begin) {
            return Err(Stop::new(None, reason));
        }
        if begin.starts_with(b"\xEF\xBB\xBF") {
            plain.consume(3);
        }
        documents(plain, take)?;
    }
    io::copy(&mut hashing, &mut io::sink()).map_err(|error| unreadable(&error))?;
    Ok(hashing.sha.finalize().into())
}

fn unreadable(error: &io::Error) -> Stop {
    Stop::new(None, format!("the file cannot be read to its end ({error}); get it again from its source"))
}

/// Names what is not FHIR in JSON by its first bytes.
fn foreign(begin: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(begin.get(..4096.min(begin.len())).unwrap_or_default());
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if begin.starts_with(&[0xFE, 0xFF]) || begin.starts_with(&[0xFF, 0xFE]) {
        return Some("the file is UTF-16; FHIR is UTF-8: save it as UTF-8 and import that");
    }
    Some(match text.bytes().next() {
        None => "the file is empty",
        Some(b'{') => return None,
        Some(b'<') if text.contains("ClinicalDocument") => "C-CDA document: not read yet; export FHIR R4 as JSON",
        Some(b'<') if text.contains("http://hl7.org/fhir") => "FHIR in XML: not read yet; export it as JSON",
        Some(b'<') => "XML or HTML, not FHIR in JSON",
        Some(b'[') => "the file is a JSON list; FHIR has one object, a Bundle or one resource per line",
        Some(_)
            if ["MSH", "FHS", "BHS", "\u{b}MSH"].iter().any(|begin| {
                text.strip_prefix(begin).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_punctuation()))
            }) =>
        {
            "HL7 version 2 message: not read yet; export FHIR R4 as JSON"
        }
        Some(_) if text.lines().next().is_some_and(|line| line.matches(',').count() >= 2) => {
            "a table (CSV): not read here; export FHIR R4 as JSON"
        }
        Some(_) => "the file is not JSON",
    })
}

/// The members of a gzip file one after the other. Zeros behind the last one fill up a block of tape or disk.
struct Members<R> {
    /// `None` at the end.
    now: Option<GzDecoder<R>>,
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(mut member) = self.now.take() {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                self.now = Some(member);
                return Ok(count);
            }
            let mut rest = member.into_inner();
            // Zeros, however many; anything else begins another member, or is an error of its decoder.
            let more = loop {
                let behind = rest.fill_buf()?;
                let zeros = behind.iter().take_while(|byte| **byte == 0).count();
                if zeros < behind.len() || behind.is_empty() {
                    let more = !behind.is_empty();
                    rest.consume(zeros);
                    break more;
                }
                rest.consume(zeros);
            };
            self.now = more.then(|| GzDecoder::new(rest));
        }
        Ok(0)
    }
}

struct Hashing<R> {
    inner: R,
    sha: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.sha.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Ends a file that unpacks without end.
struct Bounded<'a, R> {
    inner: R,
    left: u64,
    since: &'a Cell<u64>,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.saturating_sub(count as u64);
        self.since.set(self.since.get() + count as u64);
        if self.left == 0 {
            return Err(io::Error::other("it unpacks to more than 4 GiB"));
        }
        if self.since.get() > LARGEST_RESOURCE {
            return Err(io::Error::other("one resource is larger than 256 MiB"));
        }
        Ok(count)
    }
}

/// What the visitors share.
struct Course<'c, 't> {
    take: RefCell<&'c mut Taker<'t>>,
    stopped: RefCell<Option<Stop>>,
    since: &'c Cell<u64>,
}

impl Course<'_, '_> {
    /// Keeps the reason, and answers an error that ends the reading.
    fn stop<E: Error>(&self, stop: Stop) -> E {
        self.stopped.borrow_mut().get_or_insert(stop);
        E::custom("stopped")
    }
}

fn documents(plain: Box<dyn BufRead + '_>, take: &mut Taker<'_>) -> Result<(), Stop> {
    let since = Cell::new(0);
    let course = Course { take: RefCell::new(take), stopped: RefCell::new(None), since: &since };
    let bounded = BufReader::new(Bounded { inner: plain, left: LARGEST_FILE, since: &since });
    let mut deserializer = serde_json::Deserializer::from_reader(bounded);
    let mut number = 0_u64;
    while number == 0 || deserializer.end().is_err() {
        number += 1;
        let root = Root { course: &course, within: String::new(), number, depth: 0, full_url: None };
        if let Err(error) = root.deserialize(&mut deserializer) {
            return Err(course.stopped.take().unwrap_or_else(|| malformed(&error, number)));
        }
    }
    Ok(())
}

/// Says what is wrong with the JSON, and where.
fn malformed(error: &serde_json::Error, number: u64) -> Stop {
    let place = match (error.line(), number) {
        (0, _) => None,
        (line, 1) => Some(format!("line {line}, column {}", error.column())),
        (line, _) => Some(format!("line {line}, column {} (resource {number})", error.column())),
    };
    let reason = if error.is_eof() {
        "the file ends in the middle; get it again from its source".to_owned()
    } else if error.is_io() {
        return unreadable(&io::Error::other(said(error)));
    } else if error.to_string().contains("unicode code point") {
        "the text is not valid UTF-8; export it again as UTF-8".to_owned()
    } else {
        format!("this is not FHIR in JSON: {}", said(error))
    };
    Stop::new(place, reason)
}

/// The sentence of a JSON error without its place, which we name ourselves.
pub(super) fn said(error: &serde_json::Error) -> String {
    let all = error.to_string();
    let sentence = all.split(" at line ").next().unwrap_or_default();
    crate::domain::text::line(sentence).chars().take(200).collect()
}

/// A whole document: a Bundle, whose entries are sent on one by one, or a single resource.
struct Root<'c, 't, 's> {
    course: &'c Course<'c, 't>,
    /// The place of an outer Bundle's entry.
    within: String,
    /// Which document of the file.
    number: u64,
    depth: usize,
    full_url: Option<&'s str>,
}

impl<'de> DeserializeSeed<'de> for Root<'_, '_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Root<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FHIR resource")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut kind: Option<String> = None;
        let mut entries: Option<Counted> = None;
        let mut rest: Vec<(String, Box<RawValue>)> = Vec::new();
        // A List has entries too; they are its own when its type comes after them.
        let others = RefCell::new(Others::default());
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "resourceType" if kind.is_some() => return Err(self.twice(&key)),
                "resourceType" => kind = Some(map.next_value()?),
                "entry" if entries.is_some() => return Err(self.twice(&key)),
                "entry" if kind.as_deref().is_none_or(|kind| kind == "Bundle") => {
                    let others = kind.is_none().then_some(&others);
                    entries = Some(map.next_value_seed(Entries { root: &self, others })?);
                }
                _ if kind.as_deref() == Some("Bundle") && !BUNDLE_HEAD.contains(&key.as_str()) => {
                    map.next_value::<IgnoredAny>()?;
                }
                _ => rest.push((key, map.next_value()?)),
            }
        }
        match kind.as_deref() {
            Some("Bundle") => self.head(&rest, entries.unwrap_or_default(), &others.into_inner().entries),
            Some(kind) if entries.is_some_and(|count| count.held > 0) => {
                Err(self.stop(format!("it is a {kind} but has entries like a Bundle")))
            }
            _ => {
                let others = others.into_inner().entries;
                if !others.is_empty() {
                    let list = RawValue::from_string(format!("[{}]", others.join(",")));
                    rest.push(("entry".to_owned(), list.map_err(A::Error::custom)?));
                }
                self.single(kind.as_deref(), &rest)
            }
        }
    }
}

/// What is read of a Bundle itself.
const BUNDLE_HEAD: &[&str] = &["type", "total", "link", "timestamp"];

/// Entries that hold no resource, while it is not known whose they are.
#[derive(Default)]
struct Others {
    entries: Vec<String>,
    bytes: usize,
}

/// How many entries a Bundle has.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    /// That hold a resource.
    held: u64,
    /// Of these, what was searched for, and not only sent along.
    matches: u64,
}

/// An object put together again from its parts.
fn object<'a, E: Error>(parts: impl Iterator<Item = &'a (String, Box<RawValue>)>) -> Result<String, E> {
    let mut json = String::from("{");
    for (at, (key, raw)) in parts.enumerate() {
        if at > 0 {
            json.push(',');
        }
        json.push_str(&serde_json::to_string(key).map_err(E::custom)?);
        json.push(':');
        json.push_str(raw.get());
    }
    json.push('}');
    Ok(json)
}

impl Root<'_, '_, '_> {
    /// Hands on what a Bundle says of itself.
    fn head<E: Error>(&self, rest: &[(String, Box<RawValue>)], counted: Counted, others: &[String]) -> Result<(), E> {
        for (at, entry) in others.iter().enumerate() {
            // They were put aside before it was known that this is a Bundle.
            let entry: Aside = serde_json::from_str(entry).map_err(E::custom)?;
            self.deleted(entry.full_url.as_deref(), &entry.request, &entry.response, &format!("entry {}", at + 1))?;
        }
        let json = object(rest.iter().filter(|(key, _)| BUNDLE_HEAD.contains(&key.as_str())))?;
        let head: BundleHead = serde_json::from_str(&json).map_err(|error| self.stop(said(&error)))?;
        let head = BundleHead { entries: counted.matches, ..head };
        (self.course.take.borrow_mut())(&Item::Bundle(&head)).map_err(|stop| self.course.stop(stop))
    }

    fn deleted<E: Error>(
        &self,
        full_url: Option<&str>,
        request: &EntryRequest,
        response: &EntryResponse,
        place: &str,
    ) -> Result<(), E> {
        if request.method.as_deref() != Some("DELETE") {
            return Ok(());
        }
        let item = Item::Deleted(Deleted { full_url, request, response, place });
        (self.course.take.borrow_mut())(&item).map_err(|stop| self.course.stop(stop))
    }

    fn place(&self) -> Option<String> {
        match (self.within.is_empty(), self.number) {
            (true, 1) => None,
            (true, number) => Some(format!("resource {number}")),
            (false, _) => Some(self.within.clone()),
        }
    }

    fn stop<E: Error>(&self, reason: String) -> E {
        self.course.stop(Stop::new(self.place(), reason))
    }

    fn twice<E: Error>(&self, key: &str) -> E {
        self.stop(format!("the key `{key}` is there twice, and which one counts cannot be known"))
    }

    /// Puts a single resource together again, whose type may have come last.
    fn single<E: Error>(&self, kind: Option<&str>, rest: &[(String, Box<RawValue>)]) -> Result<(), E> {
        let kind = kind.map(|kind| serde_json::value::to_raw_value(kind).map(|raw| ("resourceType".to_owned(), raw)));
        let kind = kind.transpose().map_err(E::custom)?;
        let json = object(kind.iter().chain(rest))?;
        let place = self.place().unwrap_or_default();
        self.resource(&json, self.full_url, &place).map_err(|stop| self.course.stop(stop))
    }

    fn resource(&self, json: &str, full_url: Option<&str>, place: &str) -> Result<(), Stop> {
        self.course.since.set(0);
        let here = || (!place.is_empty()).then(|| place.to_owned());
        if depth(json) > DEEPEST {
            return Err(Stop::new(here(), format!("it is nested more than {DEEPEST} levels deep")));
        }
        let header: Header<'_> = serde_json::from_str(json)
            .map_err(|error| Stop::new(here(), format!("it cannot be read: {}", said(&error))))?;
        let Some(kind) = header.kind.as_deref() else {
            return Err(Stop::new(here(), "it has no resourceType, so it is no FHIR resource"));
        };
        if let Some(version) = version::other_version(kind, &header) {
            return Err(Stop::new(
                here(),
                format!("this file is FHIR {version}; caseload reads R4: export the same data as R4"),
            ));
        }
        if !version::is_r4(kind) {
            let kind: String = crate::domain::text::line(kind).chars().take(60).collect();
            return Err(Stop::new(here(), format!("`{kind}` is no resource type of FHIR R4")));
        }
        if kind == "Bundle" {
            return self.bundle(json, place);
        }
        let mut name = String::from(kind);
        if let Some(id) = header.id.as_deref() {
            name = format!("{kind}/{}", crate::domain::text::line(id).chars().take(80).collect::<String>());
        }
        let place = if place.is_empty() { name } else { format!("{place} ({name})") };
        let piece = Piece { kind, header: &header, json, full_url, place: &place };
        (self.course.take.borrow_mut())(&Item::Resource(piece))
    }

    fn bundle(&self, json: &str, place: &str) -> Result<(), Stop> {
        if self.depth >= DEEPEST_BUNDLE {
            return Err(Stop::new(Some(place.to_owned()), "Bundles are nested too deep"));
        }
        let inner =
            Root { course: self.course, within: place.to_owned(), number: 1, depth: self.depth + 1, full_url: None };
        let mut deserializer = serde_json::Deserializer::from_str(json);
        inner.deserialize(&mut deserializer).map_err(|error| {
            let stopped = self.course.stopped.take();
            stopped.unwrap_or_else(|| Stop::new(Some(place.to_owned()), said(&error)))
        })
    }
}

/// The deepest nesting of objects and lists in a JSON text.
fn depth(json: &str) -> usize {
    let (mut now, mut deepest, mut quoted, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                now += 1;
                deepest = deepest.max(now);
            }
            b'}' | b']' if !quoted => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// An entry without a resource.
#[derive(serde::Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[derive(Default)]
struct Aside {
    full_url: Option<super::types::Text>,
    request: EntryRequest,
    response: EntryResponse,
}

/// How an entry was found.
#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Search {
    mode: Option<super::types::Text>,
}

/// The entries of a Bundle. Answers how many of them hold a resource.
struct Entries<'r, 'c, 't, 's> {
    root: &'r Root<'c, 't, 's>,
    /// Where entries go that hold no resource, while it is not known that this is a Bundle.
    others: Option<&'r RefCell<Others>>,
}

impl<'de> DeserializeSeed<'de> for Entries<'_, '_, '_, '_> {
    type Value = Counted;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Counted, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_, '_, '_, '_> {
    type Value = Counted;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Counted, A::Error> {
        let (mut number, mut counted) = (1, Counted::default());
        while let Some(one) = entries.next_element_seed(Entry { root: self.root, number, others: self.others })? {
            number += 1;
            counted.held += one.held;
            counted.matches += one.matches;
        }
        Ok(counted)
    }
}

struct Entry<'r, 'c, 't, 's> {
    root: &'r Root<'c, 't, 's>,
    number: u64,
    others: Option<&'r RefCell<Others>>,
}

impl<'de> DeserializeSeed<'de> for Entry<'_, '_, '_, '_> {
    type Value = Counted;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Counted, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Entry<'_, '_, '_, '_> {
    type Value = Counted;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry of a Bundle")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Counted, A::Error> {
        let outer = self.root.place().map(|place| format!("{place}, ")).unwrap_or_default();
        let place = format!("{outer}entry {}", self.number);
        let mut full_url: Option<String> = None;
        let mut resource: Option<Box<RawValue>> = None;
        let (mut request, mut response, mut search) =
            (EntryRequest::default(), EntryResponse::default(), Search::default());
        let mut rest: Vec<(String, Box<RawValue>)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                _ if self.others.is_some() && key != "resource" => rest.push((key, map.next_value()?)),
                "fullUrl" => full_url = map.next_value()?,
                "resource" if resource.is_some() => {
                    return Err(self.root.course.stop(Stop::new(Some(place), "the entry has two resources")));
                }
                "resource" => resource = map.next_value()?,
                "request" => request = map.next_value()?,
                "response" => response = map.next_value()?,
                "search" => search = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if let Some((_, raw)) = rest.iter().find(|(key, _)| key == "fullUrl") {
            full_url = serde_json::from_str(raw.get()).map_err(A::Error::custom)?;
        }
        let Some(resource) = resource else {
            match self.others {
                Some(others) => self.put_aside(&mut others.borrow_mut(), object(rest.iter())?, place)?,
                None => self.root.deleted(full_url.as_deref(), &request, &response, &place)?,
            }
            return Ok(Counted::default());
        };
        self.root.resource(resource.get(), full_url.as_deref(), &place).map_err(|stop| self.root.course.stop(stop))?;
        let sent_along = matches!(search.mode.as_deref(), Some("include" | "outcome"));
        Ok(Counted { held: 1, matches: u64::from(!sent_along) })
    }
}

impl Entry<'_, '_, '_, '_> {
    fn put_aside<E: Error>(&self, others: &mut Others, entry: String, place: String) -> Result<(), E> {
        others.bytes += entry.len();
        others.entries.push(entry);
        // Many small ones take more than their letters.
        if others.bytes > LARGEST_LIST || others.entries.len() > LARGEST_LIST >> 6 {
            let reason = "there are too many entries without a resource before the file says what it is";
            return Err(self.root.course.stop(Stop::new(Some(place), reason)));
        }
        Ok(())
    }
}
