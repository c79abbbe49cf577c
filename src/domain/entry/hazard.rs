//! A home hazard: found in one evaluation, confirmed or gone in the next, with what is done about it.

use chrono::{Days, NaiveDate};

use super::declare::entry;
use super::{EntryId, Says, Setting};
use crate::domain::codes::codes;
use crate::domain::deadline::Due;
use crate::domain::field::{Shape, Start, WrongField, asks, coded};
use crate::domain::next::Next;
use crate::domain::permission::Act;
use crate::domain::rank::{About, Area, Reason, Tier};

pub mod table;

codes! {
    /// How dangerous a hazard is.
    Risk {
        /// Act before leaving the home.
        Critical = "critical", "critical";
        /// Fix it or make it safe within seven days.
        High = "high", "high";
        /// Within thirty days.
        Medium = "medium", "medium";
        /// Advise.
        Low = "low", "low";
    }
}

codes! {
    /// What came of a hazard.
    Outcome {
        /// Fixed, and somebody of ours saw it.
        Fixed = "fixed", "fixed and seen";
        /// The patient or family was told how to fix it.
        Told = "told", "told";
        /// Refused, with the risk explained.
        Refused = "refused", "refused, risk explained";
        /// Waiting on somebody.
        Waiting = "waiting", "waiting on someone";
        /// It cannot be changed.
        NotPossible = "not_possible", "not possible";
        /// Looked for again, and not there any more.
        Gone = "gone", "gone";
    }
}
coded! { Risk: "risk", Outcome: "outcome" }

impl Risk {
    /// The day by which it should be dealt with when it was found on `found`: defaults of the table, no regulation.
    pub fn due(&self, found: NaiveDate) -> Option<NaiveDate> {
        let days = match self {
            Self::Critical => 0,
            Self::High => 7,
            Self::Medium => 30,
            Self::Low | Self::Other(_) => return None,
        };
        found.checked_add_days(Days::new(days))
    }
}

entry! {
    /// Something in the home that may hurt somebody: 42 CFR 484.60(a)(2)(xi), safety measures.
    Hazard = "hazard", "home hazard", "home hazards", Act::Fact {
        /// Its id in the table: `B01`.
        hazard: String = asks("hazard").shaped(Shape::of_table("hazard", table::hazards)),
        /// Where exactly, or what about it.
        detail: Option<String> = asks("where, what"),
        /// How dangerous it is here; without it, as the table says.
        risk: Option<Risk> = asks("risk"),
        /// The day it was found.
        found: NaiveDate = asks("found on").starting(Start::Today),
        /// The day somebody last saw it there.
        confirmed: Option<NaiveDate> = asks("seen again on"),
        /// What came of it, so far.
        outcome: Option<Outcome> = asks("outcome"),
        /// What is to be done.
        fix: Option<String> = asks("what would fix it"),
        /// Who will do it.
        owner: Option<String> = asks("who fixes it"),
        /// The day it should be done by.
        due: Option<NaiveDate> = asks("fix by").shaped(Shape::DayAhead),
        /// What was tried, the newest last.
        attempts: Option<String> = asks("tried so far"),
        /// The day it was fixed, gone, refused or given up.
        settled: Option<NaiveDate> = asks("settled on"),
    }
}

impl Says for Hazard {
    fn on(&self) -> NaiveDate {
        self.found
    }

    fn words(&self) -> String {
        let room = table::room_name(self.room()).to_lowercase();
        let detail = self.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
        format!("{} ({room}){detail}", self.name())
    }

    fn is_open(&self) -> bool {
        !matches!(
            self.outcome,
            Some(Outcome::Fixed | Outcome::Gone | Outcome::Refused | Outcome::NotPossible)
        )
    }

    fn complete(&mut self, setting: &Setting<'_>) {
        self.settled = if self.is_open() { None } else { self.settled.or(Some(setting.now.date())) };
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), WrongField> {
        let wrong = |field, why: &str| Err(WrongField { field, why: why.to_owned() });
        if table::known(&self.hazard).is_none() {
            return wrong("hazard", "is not in the table of hazards");
        }
        let today = setting.now.date();
        if self.found > today {
            return wrong("found", "is still to come");
        }
        if self.confirmed.is_some_and(|day| day < self.found || day > today) {
            return wrong("confirmed", "is before it was found, or still to come");
        }
        if self.settled.is_some_and(|day| day < self.found || day > today) {
            return wrong("settled", "is before it was found, or still to come");
        }
        if self.owner.is_some() && self.due.is_none() && self.is_open() {
            return wrong("due", "someone has taken this on: by which day?");
        }
        Ok(())
    }

    fn reason(&self, id: EntryId, today: NaiveDate) -> Option<Reason> {
        let due = self.due();
        let is_late = due.is_some_and(|due| due < today);
        let is_advice = matches!(self.outcome, Some(Outcome::Told)) && matches!(self.risk(), Risk::Low);
        let tier = match self.risk() {
            Risk::Critical => Tier::Harm,
            Risk::High if is_late => Tier::Clock,
            Risk::High => Tier::Slipping,
            Risk::Medium | Risk::Low | Risk::Other(_) if is_late && !is_advice => Tier::Slipping,
            Risk::Medium | Risk::Low | Risk::Other(_) => return None,
        };
        let late = due.filter(|_| is_late).map(|due| format!(", to be fixed by {}", due.format("%a %d %b")));
        Some(Reason {
            tier,
            area: Area::Home,
            text: format!("Home: {}{}", self.words(), late.unwrap_or_default()),
            due: due.map(Due::Day),
            cause: format!("entry:{id}"),
            facts: self.facts(),
            source: self.source(),
            next: Next::Settle,
            visit: None,
            task: None,
            about: About::Entry(id),
            goal: None,
            answered: None,
        })
    }
}

impl Hazard {
    /// One of the table, found today.
    pub fn found(known: &table::Known, today: NaiveDate) -> Self {
        Self {
            hazard: known.id.to_owned(),
            detail: None,
            risk: None,
            found: today,
            confirmed: None,
            outcome: None,
            fix: None,
            owner: None,
            due: None,
            attempts: None,
            settled: None,
        }
    }

    /// What it is, in the words of the table; one of a newer table is named by its id.
    pub fn name(&self) -> &str {
        table::known(&self.hazard).map_or(&self.hazard, |known| known.name)
    }

    /// What it is, and where, without its room.
    pub fn in_short(&self) -> String {
        let detail = self.detail.as_ref().map(|detail| format!(": {detail}")).unwrap_or_default();
        format!("{}{detail}", self.name())
    }

    /// The word of its room.
    pub fn room(&self) -> &'static str {
        table::known(&self.hazard).map_or("", |known| known.room)
    }

    /// How dangerous it is here. One that no table knows is taken for high until somebody says otherwise.
    pub fn risk(&self) -> Risk {
        let usual = || table::known(&self.hazard).map_or(Risk::High, |known| known.risk.clone());
        self.risk.clone().unwrap_or_else(usual)
    }

    /// By when it should be dealt with: as somebody promised, else as the table asks.
    pub fn due(&self) -> Option<NaiveDate> {
        self.due.or_else(|| self.risk().due(self.found))
    }

    /// What is to be done: as somebody wrote, else what is usual.
    pub fn fix(&self) -> &str {
        self.fix.as_deref().unwrap_or_else(|| table::known(&self.hazard).map_or("", |known| known.fix))
    }

    /// What is on record of it, a line each.
    pub fn facts(&self) -> Vec<String> {
        let mut facts = vec![format!("found {}", self.found.format("%a %Y-%m-%d"))];
        facts.extend(self.confirmed.map(|day| format!("seen again {}", day.format("%a %Y-%m-%d"))));
        facts.extend(self.outcome.as_ref().map(|outcome| format!("so far: {}", outcome.label())));
        facts.extend(Some(self.fix()).filter(|fix| !fix.is_empty()).map(|fix| format!("to do: {fix}")));
        facts.extend(self.owner.as_ref().map(|owner| format!("who: {owner}")));
        facts.extend(self.attempts.as_ref().map(|attempts| format!("tried: {attempts}")));
        facts
    }

    /// Where it comes from, and how sure that is.
    pub fn source(&self) -> String {
        table::known(&self.hazard).map_or_else(|| "the home hazard as it was recorded".to_owned(), table::Known::cited)
    }

    /// The same with an outcome of `today`.
    #[must_use]
    pub fn with_outcome(&self, outcome: Outcome, today: NaiveDate) -> Self {
        let settled = Self { outcome: Some(outcome), ..self.clone() };
        let is_over = !settled.is_open();
        Self { settled: is_over.then_some(today), ..settled }
    }

    /// The same, tried once more.
    #[must_use]
    pub fn tried(&self, what: &str, today: NaiveDate) -> Self {
        let line = format!("{} {what}", today.format("%-m/%-d"));
        let attempts = self.attempts.as_ref().map_or_else(|| line.clone(), |before| format!("{before}; {line}"));
        Self { attempts: Some(attempts), ..self.clone() }
    }

    /// Whether somebody has looked for it on that day or later: found it, saw it again, or settled it.
    pub fn was_seen_since(&self, day: NaiveDate) -> bool {
        [Some(self.found), self.confirmed, self.settled].into_iter().flatten().any(|seen| seen >= day)
    }

    /// Whether it was there and open on `day`.
    pub fn was_open_on(&self, day: NaiveDate) -> bool {
        self.found <= day && self.settled.is_none_or(|settled| settled > day)
    }
}
