//! Two sources with ids that collide, numbers that change and are shared, merges, copies of several ages, in any order:
//! no chart ever holds a fact of another person, nothing on record disappears, importing again changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use caseload::exchange::fhir::{self, Directory, Setting};
use caseload::knowledge::formulary;
use caseload::store::{OpenError, Store};

use crate::runs::count;

use super::{an_agency, load, now};

/// Numbers from a seed (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }
}

/// A person of a source. The given name is the mark that each fact of hers carries.
#[derive(Clone)]
struct Person {
    source: usize,
    id: u64,
    mark: String,
    family: &'static str,
    born: String,
    female: bool,
}

const FAMILIES: &[&str] = &["Abara", "Birk", "Castellano", "Dombrowski", "Eriksen", "Fairbanks", "Gutierrez", "Huynh"];
const MARKS: &[&str] = &["Quill", "Rowan", "Sorrel", "Tansy", "Umber", "Vesper", "Willow", "Yarrow"];

fn people(dice: &mut Dice) -> Vec<Person> {
    let mut all = Vec::new();
    for source in 0..2 {
        for id in 1..=1 + dice.roll(4) {
            let at = all.len();
            let born = format!("19{}-{:02}-{:02}", 30 + at * 3, 1 + dice.roll(12), 1 + dice.roll(28));
            let female = dice.one_in(2);
            all.push(Person { source, id, mark: MARKS[at].to_owned(), family: FAMILIES[at], born, female });
        }
    }
    all
}

/// How the sources say who they are.
#[derive(Clone, Copy, PartialEq)]
enum Naming {
    Addresses,
    Names,
    Nothing,
}

struct Sheet {
    source: usize,
    text: String,
}

/// One file of a source: some of its people, with facts; copies carry the day they are of.
fn sheet(dice: &mut Dice, naming: Naming, people: &[Person], source: usize, day: u64, dated: bool) -> Sheet {
    let mut entries = Vec::new();
    let base = ["https://one.example/fhir", "http://TWO.example:80/r4/"][source].trim_end_matches('/');
    let meta = |version: u64| {
        if dated {
            format!(r#""meta":{{"versionId":"{version}","lastUpdated":"2026-03-{day:02}T08:00:00Z"}},"#)
        } else {
            String::new()
        }
    };
    let mut put = |kind: &str, id: &str, body: String| {
        let url =
            if naming == Naming::Addresses { format!(r#""fullUrl":"{base}/{kind}/{id}","#) } else { String::new() };
        entries.push(format!(r#"{{{url}"resource":{{"resourceType":"{kind}","id":"{id}",{body}}}}}"#));
    };
    let own: Vec<&Person> = people.iter().filter(|person| person.source == source).collect();
    for person in &own {
        if own.len() > 1 && dice.one_in(4) {
            continue;
        }
        let patient = format!("Patient/{}", person.id);
        let number = match dice.roll(5) {
            0 => "UNKNOWN".to_owned(),
            1 => "999999999".to_owned(),
            2 => "77-shared-1".to_owned(),
            // Changes from copy to copy.
            3 => format!("{}-{day}", person.mark),
            _ => format!("{}-0", person.mark),
        };
        // Patients of a source that says nothing of itself come with what tells them apart.
        let merged = naming != Naming::Nothing && own.len() > 1 && day > 5 && dice.one_in(6);
        let gender = if person.female { "female" } else { "male" };
        let body = if merged {
            let other = own.iter().find(|other| other.id != person.id).map_or(1, |other| other.id);
            format!(
                r#"{}"active":false,"link":[{{"type":"replaced-by","other":{{"reference":"Patient/{other}"}}}}]"#,
                meta(day)
            )
        } else {
            format!(
                r#"{}"name":[{{"family":"{}","given":["{}"]}}],"gender":"{gender}","birthDate":"{}","identifier":[{{"system":"urn:oid:1.2","value":"{number}"}}]"#,
                meta(day),
                person.family,
                person.mark,
                person.born
            )
        };
        put("Patient", &person.id.to_string(), body);
        for nth in 0..=dice.roll(3) {
            // Ids of orders collide between sources and are one person's within a source.
            let id = format!("{}{nth}", person.id);
            let status = ["active", "on-hold", "stopped"][usize::try_from(dice.roll(3)).unwrap()];
            let subject = match dice.roll(6) {
                0 if number.ends_with("-0") => format!("Patient?identifier=urn:oid:1.2|{number}"),
                1 if naming == Naming::Addresses => format!("{base}/{patient}/_history/3"),
                _ => patient.clone(),
            };
            let body = format!(
                r#"{}"status":"{status}","intent":"order","medicationCodeableConcept":{{"text":"{} pill {nth}"}},"subject":{{"reference":"{subject}"}}"#,
                meta(day),
                person.mark
            );
            put("MedicationRequest", &id, body);
        }
        let body =
            format!(r#"{}"code":{{"text":"{} dust"}},"patient":{{"reference":"{patient}"}}"#, meta(day), person.mark);
        put("AllergyIntolerance", &person.id.to_string(), body);
    }
    // By a number that forms are filled with: nobody's.
    let body = r#""code":{"text":"nobody dust"},"patient":{"reference":"Patient?identifier=urn:oid:1.2|UNKNOWN"}"#;
    put("AllergyIntolerance", "n0", body.to_owned());
    for at in (1..entries.len()).rev() {
        entries.swap(at, usize::try_from(dice.roll(at as u64 + 1)).unwrap());
    }
    let text = format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#, entries.join(","));
    Sheet { source, text }
}

/// Imports a file; answers how much it changed.
fn import(store: &mut Store, sheet: &Sheet, naming: Naming) -> u64 {
    let name = (naming == Naming::Names).then_some(["one", "two"][sheet.source]);
    let setting = Setting { formulary: formulary(), zone: chrono_tz::America::Chicago, today: None, source: name };
    let mut directory = Directory::gather_for(&[], &setting);
    directory.add(sheet.text.as_bytes());
    let read = fhir::read_from(sheet.text.as_bytes(), "", &directory).expect("is read");
    let report = store.take(read.records, &load()).expect("is taken");
    report.by_kind.values().map(|taken| taken.taken + taken.changed).sum::<u64>() + report.withdrawn
}

/// Every fact with whose chart it is in.
fn facts(store: &Store) -> BTreeSet<(String, String)> {
    let query = "SELECT given, drug FROM medication JOIN patient ON patient.id = patient_id
                 UNION SELECT given, substance FROM allergy JOIN patient ON patient.id = patient_id
                 UNION SELECT given, 'is a chart' FROM patient";
    let mut statement = store.connection().prepare(query).expect("prepares");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("reads");
    rows.collect::<Result<_, _>>().expect("rows")
}

/// Everything, row by row.
fn dump(store: &Store) -> String {
    let mut out = String::new();
    for table in ["patient", "medication", "allergy", "chart_pair", "patient_identifier"] {
        let mut statement =
            store.connection().prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3")).expect("prepares");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("reads");
        while let Some(row) = rows.next().expect("a row") {
            for column in 0..columns {
                let _ = write!(out, "{:?} ", row.get_ref(column).expect("a column"));
            }
            out.push('\n');
        }
    }
    out
}

fn check(seed: u64, place: &std::path::Path) -> Result<(), String> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    for _ in 0..8 {
        dice.roll(2);
    }
    let naming = [Naming::Addresses, Naming::Names, Naming::Nothing][usize::try_from(dice.roll(3)).unwrap()];
    let people = people(&mut dice);
    let dated = !dice.one_in(3);
    let mut sheets: Vec<Sheet> = (0..2 + dice.roll(3))
        .map(|nth| {
            let source = usize::try_from(if nth < 2 { nth } else { dice.roll(2) }).unwrap();
            sheet(&mut dice, naming, &people, source, 1 + nth * 4, dated)
        })
        .collect();
    for at in (1..sheets.len()).rev() {
        sheets.swap(at, usize::try_from(dice.roll(at as u64 + 1)).unwrap());
    }
    let path = place.join(format!("{seed}.db"));
    let told = |what: &str| Err::<(), String>(format!("seed {seed}: {what}"));
    let checked = Store::build(&path, &an_agency(), "test", now(), |store| {
        let mut before = BTreeSet::new();
        for sheet in &sheets {
            import(store, sheet, naming);
            let here = facts(store);
            for (chart, fact) in &here {
                if fact != "is a chart" && fact.split(' ').next() != Some(chart.as_str()) {
                    return Ok(told(&format!("{fact} stands in the chart of {chart}")));
                }
            }
            if let Some(lost) = before.difference(&here).next() {
                return Ok(told(&format!("{lost:?} disappeared")));
            }
            before = here;
        }
        let mut by_mark: BTreeMap<&str, usize> = BTreeMap::new();
        for (chart, fact) in &before {
            if fact == "is a chart" {
                *by_mark.entry(chart).or_default() += 1;
            }
        }
        let charts = store.connection().query_row("SELECT count(*) FROM patient", [], |row| row.get::<_, i64>(0));
        if usize::try_from(charts.expect("counts")) != Ok(by_mark.len()) {
            return Ok(told("somebody has two charts"));
        }
        let rows = dump(store);
        for sheet in &sheets {
            let changes = import(store, sheet, naming);
            if changes > 0 {
                return Ok(told(&format!("{changes} changes when imported again")));
            }
        }
        Ok::<_, OpenError>(if dump(store) == rows { Ok(()) } else { told("rows differ when imported again") })
    });
    let (store, outcome) = checked.map_err(|error| error.to_string())?;
    drop(store);
    std::fs::remove_file(&path).map_err(|error| error.to_string())?;
    outcome
}

#[test]
fn no_chart_ever_holds_a_fact_of_another_person() {
    let place = tempfile::tempdir().expect("a folder");
    let wrong: Vec<String> =
        (1..=u64::from(count(200))).filter_map(|seed| check(seed, place.path()).err()).take(5).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
