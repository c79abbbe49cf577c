//! What else lies in folders, and what is wrong with files: refused or passed over in words, never waited for.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use caseload::exchange::fhir::{self, Directory};
use caseload::knowledge::formulary;

fn read(bytes: &[u8]) -> Result<usize, String> {
    let mut directory = Directory::new(formulary());
    directory.add(bytes);
    fhir::read_from(bytes, "file", &directory).map(|read| read.records.len()).map_err(|refused| refused.to_string())
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("packs");
    encoder.finish().expect("packs")
}

const PATIENT: &[u8] = br#"{"resourceType":"Patient","id":"p","name":[{"family":"Abara"}]}"#;

#[test]
fn zeros_behind_a_packed_file_are_padding() {
    let padded = |zeros: usize| [packed(PATIENT), vec![0; zeros]].concat();
    for zeros in [1, 511, 70_000] {
        assert_eq!(read(&padded(zeros)), Ok(1), "{zeros}");
    }
    let two = [packed(PATIENT), vec![0; 100], packed(b"\n"), vec![0; 9]].concat();
    assert_eq!(read(&two), Ok(1));
    let torn = [packed(PATIENT), vec![0; 100], b"rest".to_vec()].concat();
    assert!(read(&torn).is_err());
}

#[test]
fn batches_of_hl7_version_2_are_known() {
    for begin in ["FHS|^~\\&|A", "BHS|^~\\&|A", "MSH|^~\\&|A", "\u{feff}MSH|^~\\&|A", "\u{b}MSH|^~\\&|A", "MSH#^~\\&#A"]
    {
        let refused = read(begin.as_bytes()).expect_err("is refused");
        assert!(refused.contains("HL7 version 2"), "{begin}: {refused}");
    }
}

/// A bulk export says what it did in files of its own.
#[test]
fn the_log_and_the_manifest_of_an_export_are_passed_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("writes");
    write("Patient.ndjson", std::str::from_utf8(PATIENT).expect("is text"));
    write(
        "log.ndjson",
        "{\"exportId\":\"1\",\"timestamp\":\"t\",\"eventId\":\"kickoff\",\"eventDetail\":{}}\n{\"exportId\":\"1\"}\n",
    );
    write(
        "manifest.json",
        r#"{"transactionTime":"2026-01-01T00:00:00Z","request":"https://h/$export","output":[],"error":[]}"#,
    );
    write("settings.json", r#"{"colour":"blue"}"#);
    let found = fhir::files(&[folder.path().to_owned()]).expect("walks");
    let names = |paths: &[PathBuf]| -> Vec<String> {
        paths.iter().map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect()
    };
    assert_eq!(names(&found.files), ["Patient.ndjson", "settings.json"]);
    assert_eq!(names(&found.passed_over), ["log.ndjson", "manifest.json"]);
}

#[test]
fn pipes_and_devices_are_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe.json");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR, 0).expect("a pipe");
    for path in [pipe.clone(), PathBuf::from("/dev/null")] {
        let directory = Directory::gather(std::slice::from_ref(&path), formulary());
        let refused = fhir::read(&path, &directory).expect_err("is refused").to_string();
        assert!(refused.contains("it is a pipe or a device"), "{refused}");
    }
    let found = fhir::files(&[folder.path().to_owned()]).expect("walks");
    assert_eq!((found.files.len(), found.passed_over.len()), (0, 1), "in a folder it is passed over");
}

#[test]
fn names_of_files_cannot_write_to_the_terminal() {
    let name = "a\u{1b}[2J\u{7}\nNOT TAKEN b\u{202e}.json";
    let shown = fhir::shown(std::path::Path::new(name));
    assert_eq!(shown, "a\\u{1b}[2J\\u{7}\\u{a}NOT TAKEN b\\u{202e}.json");
    let folder = tempfile::tempdir().expect("a folder");
    let refused =
        fhir::read(&folder.path().join(name), &Directory::new(formulary())).expect_err("is not there").to_string();
    assert!(!refused.contains(char::is_control), "{refused:?}");
}

/// The cost of many telephones and numbers of one patient grows with them, and not with their square.
#[test]
fn many_telephones_and_numbers_are_read_in_time() {
    let mut text = String::from(r#"{"resourceType":"Patient","id":"p","telecom":["#);
    for number in 0..40_000 {
        let _ = write!(text, r#"{}{{"system":"phone","value":"{number}"}}"#, if number > 0 { "," } else { "" });
    }
    text.push_str(r#"],"identifier":["#);
    for number in 0..40_000 {
        let _ = write!(text, r#"{}{{"system":"s","value":"{number}"}}"#, if number > 0 { "," } else { "" });
    }
    text.push_str("]}");
    assert_eq!(read(text.as_bytes()), Ok(1));
}

#[test]
fn entries_without_a_resource_take_no_room_for_ever() {
    let begin = r#"{"entry":["#;
    let mut text = String::from(begin);
    for number in 0..200_000 {
        text.push_str(if number > 0 { ",{\"fullUrl\":\"x\"}" } else { "{\"fullUrl\":\"x\"}" });
    }
    let named_last = format!("{text}],\"resourceType\":\"Bundle\"}}");
    let refused = read(named_last.as_bytes()).expect_err("is refused");
    assert!(refused.contains("too many entries without a resource"), "{refused}");
    let named_first =
        named_last.replacen('{', "{\"resourceType\":\"Bundle\",", 1).replace("],\"resourceType\":\"Bundle\"}", "]}");
    assert_eq!(read(named_first.as_bytes()), Ok(0));
}
