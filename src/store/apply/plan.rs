//! The plan of care through the door: its rows, and versions that are signed once and for all.

use rusqlite::types::Value;
use rusqlite::{Transaction, params};
use sha2::{Digest, Sha256};

use super::super::statements as sql;
use super::edit::{Row, day, text};
use super::{NotSaved, Write, Written};
use crate::domain::change::Stamp;
use crate::domain::ids::{Id, UserId};
use crate::domain::plan::untold::Telling;
use crate::domain::plan::{Category, Delivery, Intervention, PlanProblem, Section, Signing};

/// A version is written under its number. Where a colleague signed that number meanwhile, nothing is written.
impl Write for Signing {
    fn write(&self, transaction: &Transaction<'_>, stamp: &Stamp) -> Result<Written, NotSaved> {
        let version = &self.version;
        let hash: [u8; 32] = Sha256::digest(version.content.as_bytes()).into();
        let rows = transaction.prepare_cached(sql::PLAN_VERSION_ADD)?.execute(params![
            self.patient.raw(),
            version.number,
            version.kind.word(),
            version.about,
            version.content,
            hash,
            stamp.user.raw(),
            version.signer,
            stamp.at.timestamp_millis(),
        ])?;
        if rows == 0 {
            return Err(NotSaved::Conflict);
        }
        Ok(Written::inserted("plan_version", transaction.last_insert_rowid()))
    }
}

impl Row for PlanProblem {
    const TABLE: &'static str = "plan_problem";
    const ADD: &'static str = sql::PLAN_PROBLEM_ADD;
    const AMEND: &'static str = sql::PLAN_PROBLEM_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        vec![
            text(&self.name),
            self.words.clone().into(),
            self.code.clone().into(),
            text(self.status.word()),
            self.ratings.knowledge.map(i64::from).into(),
            self.ratings.behavior.map(i64::from).into(),
            self.ratings.condition.map(i64::from).into(),
            self.position.into(),
            self.outcome.clone().into(),
        ]
    }
}

impl Row for Intervention {
    const TABLE: &'static str = "intervention";
    const ADD: &'static str = sql::INTERVENTION_ADD;
    const AMEND: &'static str = sql::INTERVENTION_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        vec![
            self.plan.map(Id::raw).into(),
            self.goal.map(Id::raw).into(),
            text(&self.text),
            self.discipline.as_ref().map(|discipline| discipline.word().to_owned()).into(),
            self.frequency.clone().into(),
            self.active.into(),
            self.problem_id.map(Id::raw).into(),
            self.category.as_ref().map(Category::word).map(str::to_owned).into(),
            self.needs_order.into(),
            self.order.map(Id::raw).into(),
            day(self.started),
            day(self.stopped),
            self.position.into(),
            self.outcome.clone().into(),
            self.counts.into(),
            day(self.frequency_since),
        ]
    }
}

impl Row for Delivery {
    const TABLE: &'static str = "delivery";
    const ADD: &'static str = sql::DELIVERY_ADD;
    const AMEND: &'static str = sql::DELIVERY_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        vec![
            self.intervention.raw().into(),
            day(Some(self.date)),
            text(self.result.word()),
            text(&self.detail),
            self.counts.into(),
        ]
    }
}

impl Row for Section {
    const TABLE: &'static str = "plan_section";
    const ADD: &'static str = sql::PLAN_SECTION_ADD;
    const AMEND: &'static str = sql::PLAN_SECTION_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        vec![text(&self.key), text(&self.text)]
    }
}

impl Row for Telling {
    const TABLE: &'static str = "plan_telling";
    const ADD: &'static str = sql::PLAN_TELLING_ADD;
    const AMEND: &'static str = sql::PLAN_TELLING_AMEND;

    fn columns(&self, _: UserId) -> Vec<Value> {
        // Lists of texts always become JSON; the table refuses what is none.
        let list = |findings: &Vec<String>| serde_json::to_string(findings).unwrap_or_default();
        vec![
            self.at.timestamp_millis().into(),
            self.after.map_or(0, Id::raw).into(),
            text(&self.content),
            self.up_to.into(),
            self.findings.as_ref().map(list).into(),
            text(&serde_json::to_string(&self.parties).unwrap_or_default()),
            self.counts.into(),
        ]
    }
}
