//! `clock`: what is due and why, from facts given by hand. No database is needed; what is computed is what the board shows.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use clap::Args;
use serde_json::json;

use super::{Common, Failure, Outcome, Output, agency, knowledge, say, say_json};
use crate::clock::{Clock, local_zone};
use crate::domain::codes::Discipline;
use crate::domain::deadline::{Case, Payer, clock};
use crate::domain::event::Event;
use crate::domain::payer::Cover;
use crate::domain::when::{Moment, PartialDate};
use crate::exchange::facts::{self, Given, words};

mod page;

/// The options that are facts themselves.
const BY_HAND: [&str; 11] = [
    "soc",
    "referral",
    "ordered_soc",
    "admitted",
    "home",
    "assessment",
    "discharge",
    "discipline",
    "payer",
    "born",
    "f2f",
];

/// What happened, and how to answer.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A file with facts in JSON, or `-` for standard input; assets/docs/json.md describes it.
    #[arg(long, value_name = "FILE", conflicts_with_all = BY_HAND)]
    facts: Option<PathBuf>,
    #[command(flatten)]
    by_hand: ByHand,
    /// The zone of the patient's home, where the file names none. Default: the zone of the settings, else this machine's.
    #[arg(long, value_name = "ZONE", value_parser = words::zone)]
    zone: Option<Tz>,
    /// As of when, in the patient's zone: 2026-09-14 (that is 08:00) or 2026-09-14T10:42. Default: now.
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// The facts people ask about most. AT is a local time, 2026-03-02T15:20, or only its day.
#[derive(Debug, Args)]
struct ByHand {
    /// Start of care: day 1 of certification.
    #[arg(long, value_name = "DATE", value_parser = words::day)]
    soc: Option<NaiveDate>,
    /// The referral was complete.
    #[arg(long, value_name = "AT", value_parser = words::moment)]
    referral: Option<Moment>,
    /// The practitioner ordered the start of care for that day.
    #[arg(long, value_name = "DATE", value_parser = words::day)]
    ordered_soc: Option<NaiveDate>,
    /// Admitted as an inpatient for 24 hours or more, not only for tests. May be repeated.
    #[arg(long = "in", value_name = "AT", value_parser = words::moment)]
    admitted: Vec<Moment>,
    /// Home from an inpatient stay; without --in from the one the referral came from. May be repeated.
    #[arg(long, value_name = "AT", value_parser = words::moment)]
    home: Vec<Moment>,
    /// A completed assessment: its reason and M0090, as in 04:2026-04-29. May be repeated.
    #[arg(long, value_name = "RFA:DATE", value_parser = assessment)]
    assessment: Vec<(String, NaiveDate)>,
    /// The face-to-face encounter.
    #[arg(long, value_name = "DATE", value_parser = words::day)]
    f2f: Option<NaiveDate>,
    /// Discharged from the agency.
    #[arg(long, value_name = "DATE", value_parser = words::day)]
    discharge: Option<NaiveDate>,
    /// An ordered discipline: SN, PT, OT, SLP, MSW or HHA. May be repeated, or SN,PT.
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = words::discipline)]
    discipline: Vec<Discipline>,
    /// Who pays: `medicare_ffs`, `medicare_advantage`, `medicaid`, `medicaid_mco`, `va`, `commercial` or `private`.
    #[arg(long, value_name = "PAYER", value_parser = words::payer)]
    payer: Option<Payer>,
    /// Date of birth.
    #[arg(long, value_name = "DATE", value_parser = words::born)]
    born: Option<PartialDate>,
}

fn assessment(written: &str) -> Result<(String, NaiveDate), String> {
    let (reason, day) = written.split_once(':').ok_or("write reason and date, as in 04:2026-04-29")?;
    Ok((words::reason(reason)?.to_owned(), words::day(day)?))
}

impl ByHand {
    fn given(&self) -> Given {
        // A stay that is only known by its end is the one the referral came from.
        let from_referral = self.admitted.is_empty();
        let came_home = |at: &Moment| {
            if from_referral {
                Event::ReturnHome { at: *at }
            } else {
                Event::InpatientDischarge { at: *at, known_at: None }
            }
        };
        let admitted = |at: &Moment| Event::InpatientAdmission { at: *at, known_at: None, qualifying: true };
        let assessed =
            |(rfa, m0090): &(String, NaiveDate)| Event::Assessment { rfa: rfa.clone(), m0090: *m0090, by: None };
        let mut events = Vec::new();
        events.extend(self.referral.map(|at| Event::Referral { at, capacity_by: None, capacity_on: None }));
        events.extend(self.ordered_soc.map(|date| Event::OrderedSoc { date, received_at: None }));
        events.extend(self.soc.map(|date| Event::Soc { date }));
        events.extend(self.f2f.map(|date| Event::FaceToFace { date, by: None, mode: None, patient_at: None }));
        events.extend(self.admitted.iter().map(admitted));
        events.extend(self.home.iter().map(came_home));
        events.extend(self.assessment.iter().map(assessed));
        events.extend(self.discharge.map(|date| Event::Discharge { date, planned: None, decided: None, reason: None }));
        Given {
            payer: self.payer.clone(),
            born: self.born,
            disciplines: self.discipline.clone(),
            events,
            ..Given::default()
        }
    }
}

/// Prints every deadline of these facts.
pub(super) fn run(common: &Common, arguments: &Arguments) -> Outcome {
    let config = agency::config(common)?;
    let tables = knowledge::knowledge(&config)?;
    let ids: Vec<&str> = tables.rules.iter().map(|rule| rule.id).collect();
    let given = match &arguments.facts {
        Some(path) => read(path, &ids)?,
        None => arguments.by_hand.given(),
    };
    if arguments.facts.is_none() && given.events.is_empty() {
        return Err(Failure::usage("What happened? Name a file with --facts, or give facts: --soc DATE, for example."));
    }
    if let (Some(said), Some(option)) = (given.zone, arguments.zone.filter(|zone| Some(*zone) != given.zone)) {
        return Err(Failure::usage(format!(
            "The facts are of {said}, but --zone says {option}. Leave one of them out."
        )));
    }
    let zone = given.zone.or(arguments.zone).or(config.zone).unwrap_or_else(local_zone);
    let now = now(arguments.at.as_deref(), zone)?;
    if let Some(born) = given.born.filter(|born| born.earliest() > now.date()) {
        return Err(Failure::request(format!("born: {born} has not come yet on {}.", now.date())));
    }
    let covers: Vec<Cover> = given.payer.clone().map(Cover::always).into_iter().collect();
    let case = Case {
        zone,
        covers: &covers,
        born: given.born,
        disciplines: &given.disciplines,
        holidays: given.holidays.as_ref().unwrap_or(tables.holidays),
        week_starts: given.week_starts.unwrap_or(tables.week_starts),
        scheduled: Vec::new(),
        visits_from: None,
        events: given.events.iter().collect(),
    };
    let deadlines = clock(&case, tables.rules, now);
    if arguments.output.json {
        say_json(&json!(deadlines))?;
    } else {
        say(&page::text(&case, &deadlines, now))?;
    }
    Ok(0)
}

fn read(path: &Path, rules: &[&str]) -> Result<Given, Failure> {
    let (name, read) = if path == Path::new("-") {
        ("standard input".to_owned(), facts::read(io::stdin().lock(), rules))
    } else {
        let name = path.display().to_string();
        let file =
            File::open(path).map_err(|error| Failure::request(format!("{name}: it cannot be read ({error})")))?;
        (name, facts::read(file, rules))
    };
    read.map_err(|error| Failure::request(format!("{name}: {error}")))
}

fn now(at: Option<&str>, zone: Tz) -> Result<NaiveDateTime, Failure> {
    let at = at.map_or_else(|| Ok(Clock::system().now()), |written| agency::instant(written, zone))?;
    Ok(at.with_timezone(&zone).naive_local())
}
