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

/// Nell at two sources and Nils twice at one, each with a fact.
fn two_sources(folder: &std::path::Path) -> Vec<PathBuf> {
    let person = |at: &str, id: &str, family: &str, given: &str, born: &str| {
        format!(
            r#"{{"fullUrl":"https://{at}/Patient/{id}","resource":{{"resourceType":"Patient","id":"{id}","name":[{{"family":"{family}","given":["{given}"]}}],"birthDate":"{born}"}}}},{{"fullUrl":"https://{at}/AllergyIntolerance/{id}","resource":{{"resourceType":"AllergyIntolerance","id":"{id}","code":{{"text":"{given} {id}"}},"patient":{{"reference":"Patient/{id}"}}}}}}"#
        )
    };
    let many = |at: &str| {
        (10..310)
            .map(|id| person(at, &id.to_string(), &format!("Testcase{id}"), "Ada", "1950-01-01"))
            .collect::<Vec<_>>()
    };
    let mut hospital = many("hospital.example");
    hospital.push(person("hospital.example", "1", "Quill", "Nell", "1944-05-01"));
    let mut clinic = many("clinic.example");
    clinic.push(person("clinic.example", "777", "Quill", "Nell", "1944-05-01"));
    let write = |name: &str, entries: Vec<String>| {
        let path = folder.join(name);
        let text = format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#, entries.join(","));
        std::fs::write(&path, text).expect("writes");
        path
    };
    vec![write("hospital.json", hospital), write("clinic.json", clinic)]
}

/// The disk is full in the middle of an import, at many places, and there is room again afterwards.
#[test]
fn an_import_that_was_interrupted_and_is_repeated_finds_the_same_pairs_and_every_fact() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = two_sources(folder.path());
    let build = |name: String, interrupted: Option<(usize, i64)>| {
        let path = folder.path().join(name);
        let mut stopped = (false, 0_i64);
        let (_, found) = caseload::store::Store::build(&path, &super::an_agency(), "test", super::now(), |store| {
            if let Some((whole, room)) = interrupted {
                super::import(store, &files[..whole]);
                let pages: i64 =
                    store.connection().query_row("PRAGMA page_count", [], |row| row.get(0)).expect("counts");
                let limit = |pages: i64| format!("PRAGMA max_page_count = {pages}");
                store.connection().query_row(&limit(pages + room), [], |_| Ok(())).expect("limits");
                let setting = fhir::Setting {
                    formulary: formulary(),
                    zone: chrono_tz::America::Chicago,
                    today: None,
                    source: None,
                };
                let directory = Directory::gather_for(&files, &setting);
                let read = fhir::read(&files[whole], &directory).expect("is read");
                let failed = store.take(read.records, &super::load()).is_err();
                let count = "SELECT count(*) FROM source";
                stopped = (failed, store.connection().query_row(count, [], |row| row.get(0)).expect("counts"));
                store.connection().query_row(&limit(1_000_000), [], |_| Ok(())).expect("widens");
            }
            super::import(store, &files);
            let mut pairs = super::to_decide(store);
            pairs.sort();
            Ok::<_, caseload::store::OpenError>((super::charts(store), pairs))
        })
        .expect("is built");
        (found, stopped)
    };
    let (whole, _) = build("whole.db".to_owned(), None);
    assert_eq!(whole.1.len(), 301, "each is at both sources");
    let (mut stops, mut halves) = (0, 0);
    for (at, room) in [(0, 1), (0, 12), (0, 60), (1, 1), (1, 12), (1, 60)] {
        let (found, stopped) = build(format!("{at}-{room}.db"), Some((at, room)));
        stops += u32::from(stopped.0);
        halves += u32::from(stopped.0 && stopped.1 % 602 != 0);
        assert_eq!(found, whole, "interrupted in file {at} with room for {room} pages");
    }
    assert!(
        stops >= 4 && halves > 0,
        "the disk was full {stops} times only, and {halves} times in the middle of a file"
    );
}
