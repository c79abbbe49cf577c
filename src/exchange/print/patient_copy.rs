//! The plan of care for the patient: large type, short sentences, no codes and no abbreviations.
//!
//! Units of medicines stay as the label on the bottle has them.

use chrono::NaiveDate;

use super::paper::{Paper, Size};
use crate::domain::allergy::lacks_drugs;
use crate::domain::codes::Discipline;
use crate::domain::episode::certification;
use crate::domain::frequency::FrequencyOrder;
use crate::domain::medication::sig::Sig;
use crate::domain::medication::{Medication, MedicationStatus};
use crate::domain::patient::{Contact, ContactKind};
use crate::domain::plan::document::{DocumentVersion, Source};
use crate::domain::plan::{Goal, Intervention};

mod plain;

pub use plain::{ABBREVIATIONS, plain};

/// A line to write on.
const PEN: &str = "____________________";

/// Sections of the plan a patient has use for, and what they are called there.
const SECTIONS: &[(&str, &str)] = &[
    ("nutrition", "What you eat and drink"),
    ("activities_permitted", "What you may do"),
    ("equipment", "Things you use"),
    ("safety", "How to stay safe"),
    ("treatments", "Your treatments"),
    ("education", "What you will learn"),
    ("emergency_plan", "What you do in an emergency"),
    ("discharge_plan", "When our care ends"),
];

/// The patient's copy; `day` is the day it is printed.
pub fn paper(source: Source<'_>, version: &DocumentVersion) -> Paper {
    let patient = &source.chart.facts.patient;
    let day = source.given.now.date();
    let said = match version {
        DocumentVersion::Draft(_) => "draft, not signed yet".to_owned(),
        DocumentVersion::Signed { number, .. } => format!("version {number}"),
    };
    let mut paper = Paper::new("Your plan of care", &said, &patient.name.full(), Size::Large);
    paper.described = format!("Plan of care, record {}, patient copy", crate::domain::text::line(&patient.number));
    paper.foot = crate::domain::text::line(&format!("{}, {}", source.agency.name, spelt(day)));
    let mut copy = Copy { source, paper };
    copy.opening(day);
    copy.visits(day);
    copy.goals();
    copy.work();
    copy.medicines();
    copy.allergies();
    copy.sections();
    copy.calls();
    copy.rights();
    copy.paper
}

/// `March 2, 2026`.
fn spelt(day: NaiveDate) -> String {
    day.format("%B %-d, %Y").to_string()
}

/// A sentence: its first letter large, a full stop at its end.
fn sentence(words: &str) -> String {
    let words = words.trim();
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>()).unwrap_or_default();
    let stop = if words.ends_with(['.', '!', '?', '_', ':']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

/// Who of a discipline comes, with the article.
fn who(discipline: Option<&Discipline>) -> &'static str {
    match discipline {
        Some(Discipline::SkilledNursing) => "a nurse",
        Some(Discipline::PhysicalTherapy) => "a physical therapist",
        Some(Discipline::OccupationalTherapy) => "an occupational therapist",
        Some(Discipline::SpeechTherapy) => "a speech therapist",
        Some(Discipline::SocialWork) => "a social worker",
        Some(Discipline::Aide) => "a home health aide",
        Some(Discipline::Other(_)) | None => "somebody of our team",
    }
}

struct Copy<'a> {
    source: Source<'a>,
    paper: Paper,
}

impl Copy<'_> {
    fn say(&mut self, words: &str) {
        self.paper.text(&sentence(words));
    }

    fn point(&mut self, words: &str) {
        self.paper.point(&sentence(words));
    }

    fn opening(&mut self, day: NaiveDate) {
        self.say("This paper tells you what we do for you at home");
        let soc = self.source.chart.facts.start_of_care(day);
        if let Some(period) = soc.and_then(|soc| certification(soc, day.max(soc))) {
            self.say(&format!("It is for the days from {} to {}", spelt(period.from), spelt(period.to)));
        }
        self.say("Keep it where you and your family can find it");
        let patient = &self.source.chart.facts.patient;
        let language = patient.language.clone().filter(|language| patient.interpreter || language != "English");
        if let Some(language) = language {
            self.say(&format!("You speak {language}. Ask us for an interpreter. You do not pay for it"));
        }
    }

    fn visits(&mut self, day: NaiveDate) {
        self.paper.heading("Who comes to see you");
        let facts = &self.source.chart.facts;
        let course = self.source.given.course_on(facts, facts.start_of_care(day).map_or(day, |soc| soc.max(day)));
        let orders: Vec<(Option<Discipline>, FrequencyOrder)> = if let Some(course) = course {
            course.orders.into_iter().filter_map(|(one, _)| Some((one.discipline, one.order.ok()?))).collect()
        } else {
            let written = facts.episode.iter().flat_map(|episode| &episode.frequencies);
            let read = |text: &String| text.parse::<FrequencyOrder>().ok();
            written.filter_map(read).map(|order| (order.discipline().cloned(), order)).collect()
        };
        if orders.is_empty() {
            self.say("Ask your nurse when we come. It is not written down yet");
        }
        for (discipline, order) in orders {
            // Visits when needed stand beside the others and not after them.
            let in_turn = order.regular().count();
            let mut phrases = order.for_the_patient().into_iter().enumerate();
            let first = phrases.next().map(|(_, phrase)| phrase).unwrap_or_default();
            let then: Vec<String> = phrases
                .map(|(at, phrase)| {
                    let how = if at < in_turn { "After that" } else { "Also" };
                    format!(" {how}: {}.", plain(&phrase))
                })
                .collect();
            self.point(&format!("{} comes {}.{}", who(discipline.as_ref()), plain(&first), then.concat()));
        }
    }

    fn goals(&mut self) {
        self.paper.heading("Your goals");
        let goals = &self.source.chart.facts.goals;
        if goals.is_empty() {
            self.say("No goals are written down yet. Tell your nurse what matters most to you");
        }
        for tracked in goals {
            self.point(&goal(&tracked.goal));
        }
    }

    /// What each discipline does, by who does it.
    fn work(&mut self) {
        let active = |one: &&Intervention| one.active;
        let all: Vec<&Intervention> =
            self.source.chart.plan.interventions.iter().map(|entry| &entry.value).filter(active).collect();
        if all.is_empty() {
            return;
        }
        self.paper.heading("What we do");
        let mut disciplines: Vec<Option<&Discipline>> = all.iter().map(|one| one.discipline.as_ref()).collect();
        disciplines.sort();
        disciplines.dedup();
        for discipline in disciplines {
            let name = who(discipline).rsplit_once("a ").map_or(who(discipline), |(_, name)| name);
            let name = name.strip_prefix("an ").unwrap_or(name);
            match discipline {
                Some(Discipline::Other(_)) | None => self.say("Our team:"),
                Some(_) => self.say(&format!("Your {name}:")),
            }
            for one in all.iter().filter(|one| one.discipline.as_ref() == discipline) {
                let often = one.frequency.as_deref().map(|often| format!(" ({})", plain(often))).unwrap_or_default();
                self.point(&format!("{}{often}", plain(&one.text)));
            }
        }
    }

    fn medicines(&mut self) {
        self.paper.heading("Your medicines");
        let lines = &self.source.chart.facts.medications;
        if lines.is_empty() {
            self.say("No medicines are written down. Show your nurse everything you take");
        }
        for line in lines {
            self.point(&self.medicine(line));
        }
        self.say("Do not start, stop or change a medicine by yourself. Call us first");
    }

    fn medicine(&self, line: &Medication) -> String {
        let reading = Sig::read(&line.sig, self.source.given.knowledge.formulary);
        let how = if reading.doubts.is_empty() { reading.sig.words() } else { plain(&line.sig) };
        let how =
            if how.is_empty() { "Ask your nurse how to take it".to_owned() } else { format!("{how}{}", line.until()) };
        let today = self.source.given.now.date();
        let how = if line.status == MedicationStatus::Held {
            "Do not take it now. It is on hold. Ask your nurse before you take it again".to_owned()
        } else if line.status == MedicationStatus::Planned {
            format!("Do not take it yet. It has not begun. Ask your nurse. Planned: {how}")
        } else if line.status == MedicationStatus::DoNotGive {
            "Do not take it. It is not for you. Ask your nurse".to_owned()
        } else if line.has_run_out(today) {
            format!("Its last day is over. Ask your nurse whether you still take it. Until then: {how}")
        } else if line.status.warning().is_some() {
            format!("Ask your nurse whether you take it: {how}")
        } else {
            how
        };
        let purpose = line.indication.as_ref().map(|what| format!(" It is for: {}.", plain(what))).unwrap_or_default();
        format!("{}. {}{purpose}", plain(&line.drug), sentence(&how))
    }

    fn allergies(&mut self) {
        self.paper.heading("Your allergies");
        let allergies = &self.source.chart.facts.allergies;
        let known: Vec<String> =
            allergies.iter().filter(|one| !one.none_known).map(|one| plain(&one.substance)).collect();
        match (known.is_empty(), allergies.is_empty()) {
            (false, _) => {
                self.say("Tell everybody who treats you");
                for substance in &known {
                    self.point(substance);
                }
            }
            // Of what kind none is known, the entry says: drugs, food, or anything.
            (true, false) => {
                let none: Vec<String> = allergies.iter().map(|one| plain(&one.substance)).collect();
                self.say(&format!("It is written down: {}. Tell your nurse if this is not so", none.join(", ")));
                if lacks_drugs(allergies.iter().map(|entry| &entry.value)) {
                    self.say(
                        "Nothing is written down about medicines. Tell your nurse if a medicine has ever hurt you",
                    );
                }
            }
            (true, true) => self.say("No allergies are written down. Tell your nurse if you have one"),
        }
    }

    fn sections(&mut self) {
        for (key, heading) in SECTIONS {
            let Some(section) = self.source.chart.plan.section(key).filter(|section| !section.text.trim().is_empty())
            else {
                continue;
            };
            self.paper.heading(heading);
            section.text.lines().filter(|line| !line.trim().is_empty()).for_each(|line| self.say(&plain(line)));
        }
    }

    fn calls(&mut self) {
        self.paper.heading("Whom to call");
        self.point("In an emergency call 911");
        let agency = plain(&self.source.agency.name);
        let phone = self.source.agency.phone.as_deref().unwrap_or(PEN);
        self.point(&format!("For a question, or when you feel worse, call {agency}: {phone}"));
        let episode = self.source.chart.facts.episode.as_ref();
        let manager = episode.and_then(|episode| episode.case_manager).and_then(|id| self.source.given.staff.get(&id));
        if let Some(manager) = manager {
            self.point(&format!("{} plans your care", manager.name.full()));
        }
        if let Some(name) = episode.and_then(|episode| episode.practitioner.clone()) {
            let phone = episode.and_then(|episode| episode.practitioner_phone.clone());
            let phone = phone.unwrap_or_else(|| PEN.to_owned());
            // The letters behind a name say what she is, which she knows.
            let name = name.split(',').next().unwrap_or_default().to_owned();
            self.point(&format!("{name} signs the orders for your care. Telephone: {phone}"));
        }
        let contacts = &self.source.chart.facts.patient.contacts;
        let asked = |kind: &ContactKind| contacts.iter().filter(|one| one.kind == *kind).map(named).collect::<Vec<_>>();
        let (emergency, speaks) = (asked(&ContactKind::Emergency), asked(&ContactKind::Representative));
        for name in &emergency {
            self.point(&format!("In an emergency we call {name}"));
        }
        for name in &speaks {
            self.point(&format!("You chose {name} to speak for you"));
        }
    }

    fn rights(&mut self) {
        self.paper.heading("Your rights");
        self.point("This is your plan. You may ask us to change it");
        self.point("You may say no to any part of it");
        self.point("Ask us when something is not clear");
        self.point("We tell you before we change your visits");
    }
}

fn named(contact: &Contact) -> String {
    let relation =
        if contact.relation.is_empty() { String::new() } else { format!(", your {}", plain(&contact.relation)) };
    let phone = contact.phone.as_ref().map(|phone| format!(", telephone {phone}")).unwrap_or_default();
    format!("{}{relation}{phone}", contact.name)
}

fn goal(goal: &Goal) -> String {
    let mut words = sentence(&plain(&goal.text));
    let aim = goal.aim();
    if !aim.is_empty() {
        let measure = goal.measure.as_deref().map(|measure| format!("{}: ", plain(measure))).unwrap_or_default();
        words = format!("{words} We aim for {measure}{}.", plain(&aim));
    }
    if let Some(by) = goal.target_date {
        words = format!("{words} By {}.", spelt(by));
    }
    match goal.agreed {
        Some(true) => format!("{words} You agreed to this."),
        Some(false) | None => format!("{words} Tell us if this is not your goal."),
    }
}
