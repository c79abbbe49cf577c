//! Permission to share: what the patient allows to be told or given to whom.

use chrono::NaiveDate;

use super::declare::entry;
use super::{Says, Setting};
use crate::domain::codes::codes;
use crate::domain::field::{Shape, Start, WrongField, asks, coded};
use crate::domain::permission::Act;

codes! {
    /// With whom something is shared.
    With {
        /// Family or a caregiver.
        Family = "family", "family or caregiver";
        /// The landlord.
        Landlord = "landlord", "landlord";
        /// A school, church, program or another helper.
        Program = "program", "program or service";
        /// Anybody else.
        Somebody = "other", "someone else";
    }
}

codes! {
    /// What is shared.
    Topic {
        /// What a home safety evaluation found.
        HomeSafety = "home_safety", "home safety findings";
        /// Visits, and what the family is to do.
        Care = "care", "visits and care at home";
        /// Health information.
        Health = "health", "health information";
        /// All of it.
        Everything = "everything", "everything";
    }
}

codes! {
    /// How the patient said so.
    How {
        /// By word of mouth.
        Verbal = "verbal", "said";
        /// In writing.
        Written = "written", "signed";
    }
}
coded! { With: "recipient", Topic: "topic", How: "way" }

entry! {
    /// What the patient allows to be told or given to whom: 45 CFR 164.510(b) for family, 164.508 for others.
    Sharing = "sharing", "permission to share", "permissions to share", Act::Fact {
        /// With whom.
        with: With = asks("with whom"),
        /// Their name.
        name: Option<String> = asks("name"),
        /// What may be shared.
        what: Topic = asks("what may be shared").starting(Start::Word("home_safety")),
        /// How the patient said so.
        how: How = asks("how"),
        /// The day of it.
        date: NaiveDate = asks("day").starting(Start::Today),
        /// The last day it holds.
        until: Option<NaiveDate> = asks("holds until").shaped(Shape::DayAhead),
        /// The day the patient took it back.
        revoked: Option<NaiveDate> = asks("taken back on"),
    }
}

impl Says for Sharing {
    fn on(&self) -> NaiveDate {
        self.date
    }

    fn words(&self) -> String {
        let name = self.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        let revoked = self.revoked.map(|day| format!(", taken back {}", day.format("%-m/%-d/%Y"))).unwrap_or_default();
        format!("{} with {}{name}, {}{revoked}", self.what.label(), self.with.label(), self.how.label())
    }

    fn check(&self, setting: &Setting<'_>) -> Result<(), WrongField> {
        let wrong = |field, why: &str| Err(WrongField { field, why: why.to_owned() });
        if self.date > setting.now.date() {
            return wrong("date", "is still to come");
        }
        if self.until.is_some_and(|until| until < self.date) {
            return wrong("until", "is before the permission");
        }
        if self.revoked.is_some_and(|day| day < self.date || day > setting.now.date()) {
            return wrong("revoked", "is before the permission, or still to come");
        }
        Ok(())
    }
}

impl Sharing {
    /// Whether it holds on that day.
    pub fn holds(&self, today: NaiveDate) -> bool {
        self.date <= today && self.until.is_none_or(|until| until >= today) && self.revoked.is_none()
    }
}
