//! What is remembered of sources: where their keys lead, what they said before, what they call things.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::taking::Digests;
use crate::domain::record::{AsOf, Named, Record, SourceKey};
use crate::domain::when::Instant;
use crate::store::Fault;
use crate::store::statements as sql;

/// Where a key leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lead {
    pub(super) kind: String,
    pub(super) row: i64,
    /// Whose chart it is in.
    pub(super) patient: Option<i64>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Nowhere yet.
    Nothing,
    /// To this.
    One(Lead),
    /// To one of several, and nobody says which; how many.
    Several(usize),
    /// To somebody by a number that forms are filled with where none is known.
    StandIn,
}

/// What is remembered under a key.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) key: SourceKey,
    pub(super) kind: String,
    pub(super) row: i64,
    pub(super) patient: Option<i64>,
    pub(super) digest: Vec<u8>,
    pub(super) content: Vec<u8>,
    pub(super) version: i64,
    pub(super) as_of: AsOf,
    pub(super) gone: bool,
}

impl Known {
    pub(super) fn lead(&self) -> Lead {
        Lead { kind: self.kind.clone(), row: self.row, patient: self.patient }
    }
}

fn known(row: &Row<'_>) -> rusqlite::Result<Known> {
    Ok(Known {
        key: row.get(0)?,
        kind: row.get(1)?,
        row: row.get(2)?,
        patient: row.get(3)?,
        digest: row.get(4)?,
        content: row.get(5)?,
        version: row.get(6)?,
        as_of: as_of(row, 7)?,
        gone: row.get(9)?,
    })
}

fn as_of(row: &Row<'_>, at: usize) -> rusqlite::Result<AsOf> {
    let millis: Option<i64> = row.get(at)?;
    let number: Option<i64> = row.get(at + 1)?;
    Ok(AsOf {
        at: millis.and_then(Instant::from_timestamp_millis),
        number: number.and_then(|number| u64::try_from(number).ok()),
    })
}

/// How new an entry is, as it is stored.
pub(super) fn stored(as_of: AsOf) -> (Option<i64>, Option<i64>) {
    (as_of.at.map(|at| at.timestamp_millis()), as_of.number.and_then(|number| i64::try_from(number).ok()))
}

/// Whether a key says which source it is of.
pub(super) fn names_its_source(key: &str) -> bool {
    key.starts_with("//")
}

/// The source a key says it is of.
pub(in crate::store) fn source_of(key: &str) -> &str {
    let unparted = key.split('#').next().unwrap_or(key);
    let mut before = unparted.rsplitn(3, '/');
    let _ = (before.next(), before.next());
    if names_its_source(key) { before.next().unwrap_or_default() } else { "" }
}

/// The key under which a further thing stands that the same id means.
pub(super) fn variant(key: &str, number: usize) -> SourceKey {
    format!("{key}~{number}")
}

/// The memory of sources.
#[derive(Clone, Copy)]
pub(super) struct Memory<'a>(pub(super) &'a Transaction<'a>);

impl Memory<'_> {
    /// All that an id stands for.
    pub(super) fn variants(self, key: &str) -> Result<Vec<Known>, Fault> {
        let mut statement = self.0.prepare_cached(sql::SOURCE_OF)?;
        Ok(statement.query_map([key], known)?.collect::<rusqlite::Result<_>>()?)
    }

    /// What is on record of the parts of an entry.
    pub(super) fn parts(self, key: &str) -> Result<Vec<Known>, Fault> {
        let mut statement = self.0.prepare_cached(sql::SOURCE_PARTS)?;
        Ok(statement.query_map([key], known)?.collect::<rusqlite::Result<_>>()?)
    }

    /// What goes by another name, with its key.
    pub(super) fn by_alias(self, alias: &str) -> Result<Vec<(Lead, SourceKey)>, Fault> {
        let mut statement = self.0.prepare_cached(sql::SOURCE_ALIAS_OF)?;
        let found = statement.query_map([alias], |row| {
            Ok((Lead { kind: row.get(0)?, row: row.get(1)?, patient: row.get(2)? }, row.get(3)?))
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    pub(super) fn remember(self, known: &Known, aliases: &[SourceKey]) -> Result<(), Fault> {
        let (at, number) = stored(known.as_of);
        let Known { key, kind, row, patient, digest, content, version, .. } = known;
        let p = params![key, kind, row, patient, digest, content, version, at, number];
        self.0.prepare_cached(sql::SOURCE_SET)?.execute(p)?;
        for alias in aliases {
            self.0.prepare_cached(sql::SOURCE_ALIAS_SET)?.execute([alias, key])?;
        }
        Ok(())
    }

    /// A copy that says the same is newer.
    pub(super) fn dated(self, key: &str, as_of: AsOf) -> Result<(), Fault> {
        let (at, number) = stored(as_of);
        self.0.prepare_cached(sql::SOURCE_DATED)?.execute(params![key, at, number])?;
        Ok(())
    }

    pub(super) fn gone(self, key: &str, version: i64, as_of: AsOf) -> Result<(), Fault> {
        let (at, number) = stored(as_of);
        self.0.prepare_cached(sql::SOURCE_WITHDRAWN)?.execute(params![key, version, at, number])?;
        Ok(())
    }

    /// Remembers what an entry said before it is replaced.
    pub(super) fn past(self, key: &str, content: &[u8]) -> Result<(), Fault> {
        self.0.prepare_cached(sql::SOURCE_PAST_ADD)?.execute(params![key, content])?;
        Ok(())
    }

    pub(super) fn was_said(self, key: &str, content: &[u8]) -> Result<bool, Fault> {
        Ok(self.0.prepare_cached(sql::SOURCE_PAST_OF)?.query_row(params![key, content], |row| row.get(0))?)
    }

    /// Whether an entry was deleted before it came, and when.
    pub(super) fn deleted(self, key: &str) -> Result<Option<AsOf>, Fault> {
        Ok(self.0.prepare_cached(sql::SOURCE_GONE_OF)?.query_row([key], |row| as_of(row, 0)).optional()?)
    }

    pub(super) fn delete(self, key: &str, as_of: AsOf) -> Result<(), Fault> {
        let (at, number) = stored(as_of);
        self.0.prepare_cached(sql::SOURCE_GONE_SET)?.execute(params![key, at, number])?;
        Ok(())
    }

    /// What something is called, and whether two sources disagree about it.
    fn name_of(self, key: &str) -> Result<Option<(Named, Option<i64>, bool)>, Fault> {
        let mut statement = self.0.prepare_cached(sql::SOURCE_NAME_OF)?;
        let found = statement.query_row([key], |row| {
            let named = Named {
                name: row.get(0)?,
                phone: row.get(1)?,
                code: row.get(2)?,
                via: row.get(3)?,
                made_of: Vec::new(),
            };
            Ok((named, row.get(4)?, row.get(5)?))
        });
        Ok(found.optional()?)
    }

    /// What something is called, by itself or by what says it better.
    pub(super) fn named(self, key: &str) -> Result<Option<Named>, Fault> {
        let Some((mut named, _, clash)) = self.name_of(key)? else { return Ok(None) };
        if clash {
            return Ok(None);
        }
        if let Some(via) = &named.via
            && let Some((better, _, false)) = self.name_of(via)?
        {
            named.phone = named.phone.take().or(better.phone);
            named.name = if better.name.is_empty() { named.name } else { better.name };
        }
        Ok(Some(named).filter(|named| !named.name.is_empty()))
    }

    /// Keeps what something is called. A name is never replaced by none, nor a newer one by an older.
    pub(super) fn name(self, record: &Record, named: &Named) -> Result<(), Fault> {
        for key in record.key.iter().chain(&record.aliases) {
            let before = self.name_of(key)?;
            let mut now = named.clone();
            let mut clash = false;
            let (at, _) = stored(record.as_of);
            if let Some((known, known_at, clashed)) = before {
                let older = matches!((at, known_at), (Some(at), Some(known)) if at < known);
                let differs = !known.name.is_empty() && !now.name.is_empty() && known.name != now.name;
                // One identifier, or one id of sources that do not say who they are, and two names.
                clash = clashed || (differs && !names_its_source(key));
                if now.name.is_empty() || older {
                    now.name = known.name;
                    now.via = now.via.or(known.via);
                }
                now.phone = now.phone.or(known.phone);
                now.code = now.code.or(known.code);
            }
            let p = params![key, now.name, now.phone, now.code, now.via, at, clash];
            self.0.prepare_cached(sql::SOURCE_NAME_SET)?.execute(p)?;
        }
        Ok(())
    }

    /// The plan that names a goal or request.
    pub(super) fn plan_of(self, record: &Record) -> Result<Option<SourceKey>, Fault> {
        for key in record.key.iter().chain(&record.aliases) {
            let mut statement = self.0.prepare_cached(sql::SOURCE_PLAN_OF)?;
            if let Some(plan) = statement.query_row([key], |row| row.get(0)).optional()? {
                return Ok(Some(plan));
            }
        }
        Ok(None)
    }

    pub(super) fn plan(self, part: &str, plan: &str) -> Result<(), Fault> {
        self.0.prepare_cached(sql::SOURCE_PLAN_SET)?.execute([part, plan])?;
        Ok(())
    }

    /// What is parked under a key, waiting for another.
    pub(super) fn parked(self, key: &str, waits_for: &str) -> Result<Option<String>, Fault> {
        Ok(self.0.prepare_cached(sql::PARKED_KNOWN)?.query_row([key, waits_for], |row| row.get(0)).optional()?)
    }

    pub(super) fn park(self, key: &str, waits_for: &str, record: &str) -> Result<(), Fault> {
        self.0.prepare_cached(sql::PARKED_ADD)?.execute([key, waits_for, record])?;
        Ok(())
    }

    pub(super) fn unpark(self, key: &str, waits_for: &str) -> Result<(), Fault> {
        self.0.prepare_cached(sql::PARKED_TAKEN)?.execute([key, waits_for])?;
        Ok(())
    }

    /// Copies of an entry that are not newer than the one taken `at` wait no longer; what they said is of the past.
    pub(super) fn wait_no_longer(
        self,
        key: &str,
        whose: Option<&str>,
        at: Option<&str>,
        taken: &str,
    ) -> Result<(), Fault> {
        let mut statement = self.0.prepare_cached(sql::PARKED_MOVED)?;
        let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        let waiting: Vec<_> = statement.query_map(params![key, whose, at], read)?.collect::<rusqlite::Result<_>>()?;
        for (waits_for, record) in waiting {
            self.unpark(key, &waits_for)?;
            let before: Record = serde_json::from_str(&record)?;
            self.past(taken, &Digests::content(&before)?)?;
        }
        Ok(())
    }

    pub(super) fn waiting_for(self, key: &str) -> Result<Vec<Record>, Fault> {
        let mut statement = self.0.prepare_cached(sql::PARKED_FOR)?;
        let parked: Vec<String> = statement.query_map([key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        parked.iter().map(|record| Ok(serde_json::from_str(record)?)).collect()
    }
}
