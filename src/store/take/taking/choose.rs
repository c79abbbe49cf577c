//! Which row a record is about: what one id stands for depends on the source, and on whose it is.

use super::{Known, Record, Rows, SourceKey, Taking, name, names_its_source, twins, variant};
use crate::domain::pair;
use crate::domain::record::{Body, Practitioner};
use crate::store::Fault;
use crate::store::statements as sql;

/// Which row a record is about.
pub(super) enum Choice {
    /// This one.
    Known(Box<Known>),
    /// A new one, under this key.
    New(Option<SourceKey>),
    /// None: it was something else before.
    Refused,
}

impl Taking<'_> {
    /// Which row a record is about.
    pub(super) fn choose(&mut self, record: &Record, kind: &'static str, rows: Rows) -> Result<Choice, Fault> {
        let Some(key) = &record.key else { return Ok(Choice::New(None)) };
        let all = self.memory.variants(key)?;
        if let Body::Patient(patient) = &record.body {
            return self.choose_patient(key, &all, &(&**patient).into());
        }
        if let Some(known) = all.iter().find(|known| known.kind == kind && known.patient == rows.patient) {
            if let Body::Practitioner(it) = &record.body
                && !names_its_source(key)
            {
                return self.choose_practitioner(key, &all, it);
            }
            return Ok(Choice::Known(Box::new(known.clone())));
        }
        if let Some(known) = all.iter().find(|known| known.patient == rows.patient) {
            let what = format!("{} was of kind {} before, not {kind}", name(record), known.kind);
            self.state.report.dangles(what);
            return Ok(Choice::Refused);
        }
        if let [known] = all.as_slice()
            && known.kind == kind
            && names_its_source(key)
            && record.links.patient.as_deref().is_some_and(|patient| self.is_one(patient))
        {
            return Ok(Choice::Known(Box::new(known.clone())));
        }
        Ok(Choice::New(Some(if all.is_empty() { key.clone() } else { variant(key, all.len() + 1) })))
    }

    /// Whether an id of a patient stands for one person only.
    fn is_one(&self, patient: &str) -> bool {
        self.memory.variants(patient).is_ok_and(|all| all.len() <= 1)
    }

    fn choose_patient(&mut self, key: &str, all: &[Known], who: &pair::Who) -> Result<Choice, Fault> {
        for known in all.iter().filter(|known| known.kind == "patient") {
            let (_, on_record) = twins::who(self.transaction, known.row)?;
            if !pair::conflict(&on_record, who) {
                return Ok(Choice::Known(Box::new(known.clone())));
            }
        }
        if all.is_empty() {
            return Ok(Choice::New(Some(key.to_owned())));
        }
        Ok(Choice::New(Some(variant(key, all.len() + 1))))
    }

    fn choose_practitioner(&mut self, key: &str, all: &[Known], it: &Practitioner) -> Result<Choice, Fault> {
        for known in all.iter().filter(|known| known.kind == "practitioner") {
            let mut statement = self.transaction.prepare_cached(sql::PRACTITIONER_WHO)?;
            let (named, npi): (String, Option<String>) =
                statement.query_row([known.row], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let other_number = matches!((&npi, &it.npi), (Some(one), Some(other)) if one != other);
            let same_number = npi.is_some() && npi == it.npi;
            if !other_number && (same_number || !pair::names_differ(&named, &it.name)) {
                return Ok(Choice::Known(Box::new(known.clone())));
            }
        }
        Ok(Choice::New(Some(variant(key, all.len() + 1))))
    }
}
