//! FHIR R4 in: Bundles, single resources and NDJSON, plain or gzipped, read as a stream into records of the chart.
//!
//! A file is read whole or refused whole. Refused is what cannot be understood as FHIR R4: broken JSON, a key given
//! twice, a value of the wrong type, an unknown `resourceType`, another version. What can be understood but is
//! wrong in a detail (an impossible date, a missing name) is taken without that detail, and said as a [`Problem`].

mod convert;
mod directory;
mod dosage;
mod fields;
mod reference;
mod stream;
mod types;
mod version;
mod words;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::domain::record::Record;
use crate::domain::text;
pub use directory::{Directory, Setting};

/// A file read whole.
#[derive(Debug, Clone, PartialEq)]
pub struct FileRead {
    /// Its records, in the order of the file. Of two with one key only the last is here.
    pub records: Vec<Record>,
    /// SHA-256 of the file as it lies there, packed or not.
    pub digest: [u8; 32],
    /// How many resources were read, by type.
    pub read: BTreeMap<String, u64>,
    /// How many were passed over because nothing here needs their type.
    pub skipped: BTreeMap<String, u64>,
    /// What was left out or doubtful.
    pub problems: Vec<Problem>,
}

/// A detail that was left out or doubtful.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// `entry 12 (Patient/example)`.
    pub place: String,
    /// What is wrong and what was done about it.
    pub reason: String,
}

/// A file that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{file}: {}{reason}", place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default())]
pub struct FileRefused {
    /// The file.
    pub file: String,
    /// Where in it: line and column, or entry.
    pub place: Option<String>,
    /// Why.
    pub reason: String,
}

impl FileRefused {
    fn unreadable(path: &Path, error: &io::Error) -> Self {
        let reason = if error.kind() == io::ErrorKind::NotFound {
            "there is no such file or folder".to_owned()
        } else if error.kind() == io::ErrorKind::PermissionDenied {
            "you may not read it; ask its owner".to_owned()
        } else {
            format!("it cannot be opened ({error})")
        };
        Self { file: shown(path), place: None, reason }
    }
}

/// The files to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// In the order they are read: as named, folders sorted.
    pub files: Vec<PathBuf>,
    /// Files in folders that are nothing we know.
    pub passed_over: Vec<PathBuf>,
}

/// Health data in forms that [`read`] reads, or refuses by name; anything else in a folder is passed over.
const KNOWN: &[&str] = &["json", "ndjson", "jsonl", "xml", "hl7", "csv"];

/// Files as named by the user, and the files in folders named by her, however deep.
pub fn files(paths: &[PathBuf]) -> Result<Found, FileRefused> {
    let mut found = Found::default();
    for path in paths {
        let kind = fs::metadata(path).map_err(|error| FileRefused::unreadable(path, &error))?;
        if kind.is_dir() { folder(path, &mut found)? } else { found.files.push(path.clone()) }
    }
    Ok(found)
}

fn folder(path: &Path, found: &mut Found) -> Result<(), FileRefused> {
    let refused = |error: io::Error| FileRefused::unreadable(path, &error);
    let mut inside: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(path).map_err(refused)? {
        inside.push(entry.map_err(refused)?.path());
    }
    inside.sort();
    for path in inside {
        // A link to a folder could lead in a circle; a link to a file is followed.
        let is_link = path.is_symlink();
        if path.is_dir() {
            if is_link { found.passed_over.push(path) } else { folder(&path, found)? }
        } else if is_known(&path) && path.is_file() && !is_of_an_export(&path) {
            found.files.push(path);
        } else {
            found.passed_over.push(path);
        }
    }
    Ok(())
}

/// How much of a file is looked at to tell what it is.
const LOOKED_AT: u64 = 64 << 10;

/// Whether a file tells of a bulk export instead of patients: its log, an event a line, or its manifest.
fn is_of_an_export(path: &Path) -> bool {
    let Ok(file) = open(path) else { return false };
    let mut begin = Vec::new();
    if file.take(LOOKED_AT).read_to_end(&mut begin).is_err() {
        return false;
    }
    let mut values = serde_json::Deserializer::from_slice(&begin).into_iter::<serde_json::Value>();
    if let Some(Ok(first)) = values.next() {
        let has = |key: &str| first.get(key).is_some();
        let log = has("exportId") && (has("eventId") || has("eventDetail"));
        let manifest = has("transactionTime") && has("output");
        return !has("resourceType") && (log || manifest);
    }
    // The manifest of a large export is longer than what was looked at.
    let text = String::from_utf8_lossy(&begin);
    let keys = ["\"transactionTime\"", "\"output\"", "\"request\""];
    keys.iter().all(|key| text.contains(key)) && !text.contains("\"resourceType\"")
}

fn is_known(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    !name.starts_with('.') && name.rsplit_once('.').is_some_and(|(_, extension)| KNOWN.contains(&extension))
}

/// Opens what is a file. A pipe or a device would be read twice, or for ever.
fn open(path: &Path) -> Result<File, FileRefused> {
    let unreadable = |error: io::Error| FileRefused::unreadable(path, &error);
    // Asked before opening: a pipe that nobody writes to is not opened at all.
    let kind = fs::metadata(path).map_err(unreadable)?.file_type();
    if !kind.is_file() {
        let reason = "it is a pipe or a device, not a file; save what it gives as a file and import that";
        return Err(FileRefused { file: shown(path), place: None, reason: reason.to_owned() });
    }
    File::open(path).map_err(unreadable)
}

/// The name of a file as it may stand in a message: what is no letter is written as its code.
pub fn shown(path: &Path) -> String {
    let name = path.display().to_string();
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_control() || text::visible(c.encode_utf8(&mut [0; 4])).is_empty() {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// Reads one file. `directory` knows the names in all files of the import.
pub fn read(path: &Path, directory: &Directory) -> Result<FileRead, FileRefused> {
    read_through(path, directory, |file| file)
}

/// Reads one file through something that watches its bytes go by, such as a progress bar.
pub fn read_through<R: Read>(
    path: &Path,
    directory: &Directory,
    watch: impl FnOnce(File) -> R,
) -> Result<FileRead, FileRefused> {
    let scoped = directory.seen_from(&path.display().to_string());
    read_as(watch(open(path)?), &shown(path), scoped)
}

/// Reads what comes from anywhere; `name` stands for it in messages.
pub fn read_from(reader: impl Read, name: &str, directory: &Directory) -> Result<FileRead, FileRefused> {
    read_as(reader, name, directory.seen_from(name))
}

fn read_as(reader: impl Read, name: &str, directory: directory::Scoped<'_>) -> Result<FileRead, FileRefused> {
    let mut shelf = convert::Shelf::new(directory);
    let digest = stream::walk(reader, &mut |item| shelf.take(item)).map_err(|stop| FileRefused {
        file: name.to_owned(),
        place: stop.place,
        reason: stop.reason,
    })?;
    let (records, read, skipped, problems) = shelf.finish();
    Ok(FileRead { records, digest, read, skipped, problems })
}
