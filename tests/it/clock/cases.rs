//! Worked examples as data: `tests/cases/clock/*.toml`, one file per family of rules, written to be read by nurses.
//!
//! A case gives facts and a time, and claims what the clock answers. What a claim leaves out is not compared.
//!
//! * `expect`: these deadlines, and no others of the rules they name.
//! * `among`: these deadlines; others of the same rule may stand beside them.
//! * `absent`: rules without any deadline.
//! * `quiet`: rules of which nothing is to be done, now or later.
//! * `never`: deadlines of which there is none.
//! * `asks`: for each word a question that contains it, and no question when there is no word.
//! * `says`: words that stand in the arithmetic or in a question of some deadline.
//!
//! `answers` are given to the questions before the time of the claim; `on` switches rules on that advise only, or are off,
//! until an agency signs them.

use std::path::PathBuf;

use caseload::domain::codes::Discipline;
use caseload::domain::deadline::rule::{Rule, Setting};
use caseload::domain::deadline::{Case, Deadline, DeadlineStatus, Payer, Question, clock};
use caseload::domain::event::Event;
use caseload::domain::holidays::Holidays;
use caseload::domain::payer::Cover;
use caseload::domain::when::{Moment, PartialDate};
use caseload::knowledge::rules::rules;
use chrono::{NaiveDate, Weekday};
use serde::Deserialize;

/// What stands at the head of a file holds for each of its cases that does not say otherwise.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    zone: String,
    payer: Option<Payer>,
    week_starts: Option<Weekday>,
    #[serde(default)]
    disciplines: Vec<Discipline>,
    #[serde(default)]
    on: Vec<String>,
    case: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    name: String,
    zone: Option<String>,
    /// `not recorded` for a patient of whom nobody knows who pays.
    payer: Option<Payer>,
    /// Days the agency keeps instead of the federal ones.
    holidays: Option<Vec<NaiveDate>>,
    week_starts: Option<Weekday>,
    disciplines: Option<Vec<Discipline>>,
    born: Option<PartialDate>,
    on: Option<Vec<String>>,
    facts: Vec<Event>,
    /// Days of visits made and still to come.
    #[serde(default)]
    scheduled: Vec<NaiveDate>,
    #[serde(default)]
    answers: Vec<Answer>,
    at: Moment,
    #[serde(default)]
    expect: Vec<Expected>,
    #[serde(default)]
    among: Vec<Expected>,
    #[serde(default)]
    absent: Vec<String>,
    #[serde(default)]
    quiet: Vec<String>,
    #[serde(default)]
    never: Vec<Expected>,
    asks: Option<Vec<String>>,
    #[serde(default)]
    says: Vec<String>,
}

/// The way a question is answered: that of its options which says these words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    date: NaiveDate,
    says: String,
}

/// A deadline; what is left out is not compared.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Expected {
    rule: String,
    discipline: Option<Discipline>,
    opens: Option<String>,
    due: Option<String>,
    status: Option<Words>,
    severity: Option<u8>,
    advisory: Option<bool>,
    overdue_by: Option<String>,
    satisfied_by: Option<String>,
    /// Words of the reason recorded.
    late_reason: Option<String>,
    /// Words of one of its lines.
    why: Option<Words>,
    /// Words of its name or of one of its lines.
    about: Option<String>,
    /// Words of what it takes and is there.
    #[serde(default)]
    has: Vec<String>,
    /// Words of what it takes and is missing.
    #[serde(default)]
    lacks: Vec<String>,
}

/// One, or several of which one is enough.
#[derive(Deserialize, Debug)]
#[serde(untagged)]
enum Words {
    One(String),
    OneOf(Vec<String>),
}

impl Words {
    fn any(&self, fits: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::One(word) => fits(word),
            Self::OneOf(words) => words.iter().any(|word| fits(word)),
        }
    }

    /// As statuses. `open` is any in which it can be done now and is not late, for where the time it is called due soon
    /// is the agency's.
    fn include(&self, status: &DeadlineStatus) -> bool {
        self.any(|word| match word {
            "open" => ["window_open", "due_soon", "due_today"].contains(&status.word()),
            word => {
                let known = DeadlineStatus::from_word(word);
                assert!(!matches!(known, DeadlineStatus::Other(_)), "`{word}` is no status");
                known == *status
            }
        })
    }
}

impl Expected {
    fn is(&self, deadline: &Deadline) -> bool {
        fn same(wanted: Option<&String>, found: Option<&String>) -> bool {
            wanted.is_none() || wanted == found
        }
        let says = |word: &str| deadline.why.iter().any(|line| contains(line, word));
        let needs = |words: &[String], there: bool| {
            words.iter().all(|word| {
                deadline.needs.iter().any(|need| contains(&need.what, word) && need.have.is_some() == there)
            })
        };
        self.rule == deadline.rule
            && self.discipline.as_ref().is_none_or(|discipline| Some(discipline) == deadline.discipline.as_ref())
            && same(self.opens.as_ref(), deadline.opens.map(super::written).as_ref())
            && same(self.due.as_ref(), deadline.due.map(super::written).as_ref())
            && self.status.as_ref().is_none_or(|words| words.include(&deadline.status))
            && self.severity.is_none_or(|severity| severity == deadline.severity)
            && self.advisory.is_none_or(|advisory| advisory == deadline.advisory)
            && same(self.overdue_by.as_ref(), deadline.overdue_by.as_ref())
            && same(self.satisfied_by.as_ref(), deadline.satisfied_by.as_ref())
            && self
                .late_reason
                .as_ref()
                .is_none_or(|wanted| deadline.late_reason.iter().any(|said| contains(said, wanted)))
            && self.why.as_ref().is_none_or(|words| words.any(says))
            && self.about.as_ref().is_none_or(|word| contains(&deadline.name, word) || says(word))
            && needs(&self.has, true)
            && needs(&self.lacks, false)
    }
}

fn contains(text: &str, words: &str) -> bool {
    text.to_lowercase().contains(&words.to_lowercase())
}

/// The question in words, with its options.
fn words(question: &Question) -> String {
    let options = question.options.iter().map(|option| format!("{}: {}", option.answer, option.text));
    std::iter::once(question.text.clone()).chain(options).collect::<Vec<_>>().join("\n")
}

/// A misspelt rule would make claims that cannot fail.
fn assert_is_rule(name: &str) {
    assert!(rules().iter().any(|rule| rule.id == name), "`{name}` is no rule");
}

impl Example {
    fn table(&self, file: &File) -> Vec<Rule> {
        let on = self.on.as_ref().unwrap_or(&file.on);
        for name in on {
            assert_is_rule(name);
        }
        let setting =
            |rule: &Rule| if on.iter().any(|name| name == rule.id) { Setting::On } else { rule.setting.clone() };
        rules().iter().map(|rule| Rule { setting: setting(rule), ..rule.clone() }).collect()
    }

    /// What the clock answers, after the questions were answered; an answer that nobody asked for is the error.
    fn run(&self, file: &File) -> Result<Vec<Deadline>, String> {
        let table = self.table(file);
        let holidays = self.holidays.clone().map_or_else(Holidays::federal, Holidays::of);
        let payer = self.payer.as_ref().or(file.payer.as_ref()).filter(|payer| payer.word() != "not recorded");
        let covers: Vec<Cover> = payer.cloned().map(Cover::always).into_iter().collect();
        let answer = |facts: &[Event]| {
            let case = Case {
                zone: self.zone.as_ref().unwrap_or(&file.zone).parse().unwrap(),
                covers: &covers,
                born: self.born,
                disciplines: self.disciplines.as_ref().unwrap_or(&file.disciplines),
                holidays: &holidays,
                week_starts: self.week_starts.or(file.week_starts).unwrap_or(Weekday::Sun),
                scheduled: self.scheduled.clone(),
                visits_from: None,
                events: facts.iter().collect(),
            };
            clock(&case, &table, self.at.earliest())
        };
        let mut facts = self.facts.clone();
        for given in &self.answers {
            let found = answer(&facts);
            let mut asked = found.iter().filter_map(|deadline| deadline.question.as_ref());
            let decision = asked.find_map(|question| {
                let way = question
                    .options
                    .iter()
                    .find(|option| contains(&option.text, &given.says) || contains(&option.answer, &given.says))?;
                let (question, answer) = (question.id.clone(), way.answer.clone());
                Some(Event::Decision { date: given.date, question, answer })
            });
            facts.push(decision.ok_or_else(|| format!("nobody offers `{}` for an answer", given.says))?);
        }
        Ok(answer(&facts))
    }

    /// The claims that do not hold.
    fn wrong(&self, found: &[Deadline]) -> Vec<String> {
        let mut wrong = Vec::new();
        let claimed = self.expect.iter().chain(&self.among).chain(&self.never).map(|expected| &expected.rule);
        claimed.chain(&self.absent).chain(&self.quiet).for_each(|rule| assert_is_rule(rule));

        for expected in self.expect.iter().chain(&self.among) {
            if !found.iter().any(|deadline| expected.is(deadline)) {
                wrong.push(format!("expected {expected:?}"));
            }
        }
        for expected in &self.expect {
            let wanted = self.expect.iter().filter(|other| other.rule == expected.rule).count();
            let given = found.iter().filter(|deadline| deadline.rule == expected.rule).count();
            if given != wanted {
                wrong.push(format!("{given} deadlines of {} instead of {wanted}", expected.rule));
            }
        }
        let is_there = |rule: &&String| found.iter().any(|deadline| deadline.rule == **rule);
        wrong.extend(self.absent.iter().filter(is_there).map(|rule| format!("{rule} is there")));
        let is_open = |rule: &&String| found.iter().any(|deadline| deadline.rule == **rule && deadline.is_open());
        wrong.extend(self.quiet.iter().filter(is_open).map(|rule| format!("{rule} is not quiet")));
        for forbidden in &self.never {
            if found.iter().any(|deadline| forbidden.is(deadline)) {
                wrong.push(format!("there is {forbidden:?}"));
            }
        }
        wrong.extend(self.unasked(found));
        let says = |word: &&String| {
            let lines = |deadline: &Deadline| deadline.why.iter().any(|line| contains(line, word));
            let asks = |deadline: &Deadline| deadline.question.iter().any(|asked| contains(&words(asked), word));
            !found.iter().any(|deadline| lines(deadline) || asks(deadline))
        };
        wrong.extend(self.says.iter().filter(says).map(|word| format!("nothing says `{word}`")));
        wrong
    }

    /// What of `asks` does not hold. A question with one way to answer it is none.
    fn unasked(&self, found: &[Deadline]) -> Vec<String> {
        let Some(asks) = &self.asks else { return Vec::new() };
        let asked: Vec<&Question> = found.iter().filter_map(|deadline| deadline.question.as_ref()).collect();
        let answered = |word: &str| asked.iter().any(|asked| contains(&words(asked), word) && asked.options.len() > 1);
        let mut wrong: Vec<String> =
            asks.iter().filter(|word| !answered(word)).map(|word| format!("nobody asks about `{word}`")).collect();
        if asks.is_empty() {
            wrong.extend(asked.iter().map(|asked| format!("it asks {asked:?}")));
        }
        wrong
    }
}

fn check(name: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/clock").join(name);
    let file: File = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let mut report = Vec::new();
    for example in &file.case {
        let (wrong, found) = match example.run(&file) {
            Ok(found) => (example.wrong(&found), found),
            Err(unasked) => (vec![unasked], Vec::new()),
        };
        if !wrong.is_empty() {
            let claimed = example.expect.iter().chain(&example.among).chain(&example.never).map(|one| &one.rule);
            let named: Vec<&String> = claimed.chain(&example.absent).chain(&example.quiet).collect();
            let about: Vec<&Deadline> =
                found.iter().filter(|deadline| named.iter().any(|rule| *rule == deadline.rule)).collect();
            report.push(format!("{}:\n  {}\nfound {about:#?}", example.name, wrong.join("\n  ")));
        }
    }
    assert!(report.is_empty(), "{} of {} cases\n{}", report.len(), file.case.len(), report.join("\n"));
}

/// One test per file, so that no file is forgotten.
macro_rules! families {
    ($($test:ident = $file:literal;)+) => {
        $(#[test]
        fn $test() {
            check($file);
        })+

        #[test]
        fn every_file_is_read() {
            let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases/clock");
            let mut there: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            there.sort();
            assert_eq!(there, [$($file),+]);
        }
    };
}

families! {
    aide = "aide.toml";
    authorizations_tasks = "authorizations-tasks.toml";
    calendar = "calendar.toml";
    certification_f2f_noa = "certification-f2f-noa.toml";
    inpatient_table = "inpatient-table.toml";
    medication_review = "medication-review.toml";
    missed_visits = "missed-visits.toml";
    notices_rights = "notices-rights.toml";
    orders = "orders.toml";
    plan_of_care = "plan-of-care.toml";
    recertification = "recertification.toml";
    resumption = "resumption.toml";
    start_of_care = "start-of-care.toml";
    submission = "submission.toml";
    summaries = "summaries.toml";
    therapy = "therapy.toml";
    transfer_discharge_death = "transfer-discharge-death.toml";
}
