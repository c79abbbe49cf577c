//! Who stands at the door: every change is asked for by somebody with a role and a licence.

use rusqlite::{OptionalExtension, Transaction};

use super::super::rows;
use super::super::statements::{EVENT_KIND, USER_MAY, VISIT_WHOSE};
use super::NotSaved;
use crate::domain::change::{Change, EventChange};
use crate::domain::ids::{Id, UserId};
use crate::domain::permission::{OnRecord, Permissions};
use crate::domain::refusal::Refusal;
use crate::domain::user::Role;

/// Somebody at the door.
pub(in crate::store) struct Door<'a> {
    user: UserId,
    role: Role,
    credential: String,
    permissions: &'a Permissions,
}

impl<'a> Door<'a> {
    /// The user as she is on record at this moment.
    pub(in crate::store) fn of(
        transaction: &Transaction<'_>,
        user: UserId,
        permissions: &'a Permissions,
    ) -> Result<Self, NotSaved> {
        let mut statement = transaction.prepare_cached(USER_MAY)?;
        let found = statement.query_row([user.raw()], |row| Ok((rows::word(row, 0, Role::from_word)?, row.get(1)?)));
        let (role, credential) = found
            .optional()?
            .ok_or_else(|| Refusal::new("You are no user of this database any more; ask the administrator."))?;
        Ok(Self { user, role, credential, permissions })
    }

    /// Lets a change through, or says why not.
    pub(in crate::store) fn lets(&self, transaction: &Transaction<'_>, change: &Change) -> Result<(), NotSaved> {
        let mut row = OnRecord::default();
        if let Change::Visit(change) = change {
            let mut statement = transaction.prepare_cached(VISIT_WHOSE)?;
            let found = statement.query_row([change.visit.raw()], |row| row.get::<_, Option<i64>>(0));
            row.clinician = found.optional()?.flatten().map(Id::new);
        } else if let Change::Event(EventChange::Count { event, .. }) = change {
            let mut statement = transaction.prepare_cached(EVENT_KIND)?;
            row.kind = statement.query_row([event.raw()], |row| row.get(0)).optional()?;
        }
        Ok(self.permissions.ask(&self.role, &self.credential, change.asks(self.user, &row))?)
    }
}
