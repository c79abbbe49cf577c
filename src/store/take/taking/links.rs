//! Where the links of a record lead, and what waits until they do.

use std::collections::BTreeMap;

use super::{Digests, Found, Known, Lead, Record, Rows, SourceKey, Taking, name, put, source_of};
use crate::domain::pair;
use crate::domain::record::Body;
use crate::store::Fault;

impl Taking<'_> {
    /// Where a key or another name leads: in this source first, then in what was taken before.
    pub(super) fn lead(&mut self, link: &str, from: &Record) -> Result<Found, Fault> {
        if let Some((_, number)) = link.split_once("?identifier=") {
            return self.by_number(link, number, from);
        }
        if let Some(found) = self.state.leads.get(link).filter(|_| !self.state.parked) {
            return Ok(found.clone());
        }
        let mut found: Vec<Lead> = self.memory.variants(link)?.iter().map(Known::lead).collect();
        if found.is_empty() {
            found = self.memory.by_alias(link)?.into_iter().map(|(lead, _)| lead).collect();
            found.dedup();
        }
        Ok(match found.len() {
            0 => Found::Nothing,
            1 => found.pop().map_or(Found::Nothing, Found::One),
            many => Found::Several(many),
        })
    }

    /// Who has a number: of several, the one of the same source.
    fn by_number(&mut self, link: &str, number: &str, from: &Record) -> Result<Found, Fault> {
        let mut all: BTreeMap<i64, (Lead, SourceKey)> = BTreeMap::new();
        for (lead, key) in self.memory.by_alias(link)? {
            all.entry(lead.row).or_insert((lead, key));
        }
        if all.len() > 1 {
            let own = source_of(from.key.as_deref().unwrap_or_default());
            let same: Vec<&Lead> =
                all.values().filter(|(_, key)| source_of(key) == own).map(|(lead, _)| lead).collect();
            return Ok(match same.as_slice() {
                [one] if !own.is_empty() && !is_stand_in(number) => Found::One((*one).clone()),
                _ => Found::Several(all.len()),
            });
        }
        Ok(match all.into_values().next() {
            None => Found::Nothing,
            Some(_) if is_stand_in(number) => Found::StandIn,
            Some((lead, _)) => Found::One(lead),
        })
    }

    pub(super) fn lead_to(&mut self, record: &Record, lead: &Lead) {
        for key in record.key.iter().chain(&record.aliases) {
            let found = match self.state.leads.get(key) {
                Some(Found::One(before)) if before != lead => Found::Several(2),
                Some(Found::Several(many)) => Found::Several(*many),
                _ => Found::One(lead.clone()),
            };
            self.state.leads.insert(key.clone(), found);
        }
    }

    /// Resolves the links of a record. `None` when it cannot be taken yet: what it cannot do without is not here.
    pub(super) fn resolve(&mut self, record: &Record, given: &Record) -> Result<Option<Rows>, Fault> {
        let mut rows = Rows::default();
        let links = &record.links;
        let needed = [
            (put::belongs_to_a_patient(&record.body), &links.patient, "patient", &mut rows.patient),
            (matches!(record.body, Body::Twin { .. }), &links.other, "patient", &mut rows.other),
            (matches!(record.body, Body::Progress(_)), &links.goal, "goal", &mut rows.goal),
            (matches!(record.body, Body::MedicineUse(_)), &links.medication, "medication", &mut rows.medication),
        ];
        for (_, link, kind, place) in needed.into_iter().filter(|(is_needed, ..)| *is_needed) {
            let Some(link) = link else {
                self.state.report.dangles(format!("{} names no {kind}", name(record)));
                return Ok(None);
            };
            let found = self.lead(link, record)?;
            if let Found::One(lead) = &found
                && lead.kind == kind
            {
                *place = Some(lead.row);
            } else {
                self.wait(given, link, kind, &found)?;
                return Ok(None);
            }
        }
        if matches!(record.body, Body::Twin { .. }) && rows.patient == rows.other {
            return Ok(None);
        }
        let about = links.medication.clone().filter(|_| matches!(record.body, Body::Medication(_)));
        let welcome = [
            (&links.episode, "episode", &mut rows.episode),
            (&links.user, "user", &mut rows.user),
            (&links.plan, "care_plan", &mut rows.plan),
            (&links.goal, "goal", &mut rows.goal),
            (&links.problem, "plan_problem", &mut rows.problem),
            (&about, "medication", &mut rows.medication),
        ];
        for (link, kind, place) in welcome {
            let Some(link) = link else { continue };
            if kind == "goal" {
                self.pull(link)?;
            }
            match self.lead(link, record)? {
                // What stands in another's chart is nothing to link to.
                Found::One(lead) if lead.kind == kind && (lead.patient.is_none() || lead.patient == rows.patient) => {
                    *place = Some(lead.row);
                }
                // A practitioner of another provider where a user of ours could stand: nothing to link.
                Found::One(_) | Found::StandIn => {}
                Found::Nothing if matches!(kind, "care_plan" | "medication") && record.key.is_some() => {}
                Found::Nothing => self.state.report.dangles(format!("{} points at {link}", name(record))),
                Found::Several(many) => {
                    self.state.report.dangles(format!("{} points at {link}, which is {many} things", name(record)));
                }
            }
        }
        Ok(Some(rows))
    }

    /// Keeps a record until what `link` names is here, and known from others.
    fn wait(&mut self, given: &Record, link: &str, kind: &str, found: &Found) -> Result<(), Fault> {
        let why = match found {
            Found::Several(many) => Some(format!("matches {many} {kind}s; it waits until it is known which")),
            Found::StandIn => Some(format!("is no number that tells one {kind} from another; it waits")),
            Found::Nothing | Found::One(_) => None,
        };
        if let Some(why) = why {
            self.state.report.dangles(format!("{} belongs to {link}, which {why}", name(given)));
        }
        if given.key.is_none() {
            self.state.report.dangles(format!("{} belongs to {link}, which is not here", name(given)));
            return Ok(());
        }
        if self.keep(link, given)? {
            self.state.report.waiting += 1;
        } else {
            self.state.report.of(put::kind(&given.body)).unchanged += 1;
        }
        Ok(())
    }

    /// Keeps a record under its key. False when this very record was kept already, or a newer copy of it.
    pub(super) fn keep(&mut self, waits_for: &str, record: &Record) -> Result<bool, Fault> {
        let Some(key) = &record.key else { return Ok(false) };
        let body = serde_json::to_string(record)?;
        let content = Digests::content(record)?;
        if let Some(before) = self.memory.parked(key, waits_for)? {
            if before == body {
                return Ok(false);
            }
            let parked: Record = serde_json::from_str(&before)?;
            let older = if record.as_of.differs(parked.as_of) {
                record.as_of.is_before(parked.as_of)
            } else {
                self.memory.was_said(key, &content)?
            };
            if older {
                self.state.report.is_older(name(record));
                return Ok(false);
            }
            self.memory.past(key, &Digests::content(&parked)?)?;
        }
        self.memory.park(key, waits_for, &body)?;
        self.state.touched.nobody = true;
        Ok(true)
    }
}

/// Whether the number of a conditional reference is none.
fn is_stand_in(number: &str) -> bool {
    pair::is_stand_in(number.rsplit('|').next().unwrap_or(number))
}
