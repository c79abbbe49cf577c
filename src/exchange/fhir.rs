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
pub use directory::Directory;

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
        Self { file: path.display().to_string(), place: None, reason }
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
        } else if is_known(&path) {
            found.files.push(path);
        } else {
            found.passed_over.push(path);
        }
    }
    Ok(())
}

fn is_known(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    !name.starts_with('.') && name.rsplit_once('.').is_some_and(|(_, extension)| KNOWN.contains(&extension))
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
    let file = File::open(path).map_err(|error| FileRefused::unreadable(path, &error))?;
    read_from(watch(file), &path.display().to_string(), directory)
}

/// Reads what comes from anywhere; `name` stands for it in messages.
pub fn read_from(reader: impl Read, name: &str, directory: &Directory) -> Result<FileRead, FileRefused> {
    let mut shelf = convert::Shelf::new(directory);
    let digest = stream::walk(reader, &mut |piece| shelf.take(piece)).map_err(|stop| FileRefused {
        file: name.to_owned(),
        place: stop.place,
        reason: stop.reason,
    })?;
    let (records, read, skipped, problems) = shelf.finish();
    Ok(FileRead { records, digest, read, skipped, problems })
}
