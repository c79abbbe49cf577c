//! By what a record is known to say the same as before.

use sha2::{Digest, Sha256};

use super::{Record, Rows};
use crate::store::Fault;

/// What a record says, alone and with where its links lead.
pub(in crate::store::take) struct Digests {
    pub(super) content: Vec<u8>,
    /// When a link leads somewhere new, or a name comes, the record is taken again.
    pub(super) whole: Vec<u8>,
}

impl Digests {
    pub(super) fn of(given: &Record, filled: &Record, rows: Rows) -> Result<Self, Fault> {
        let whole = Sha256::digest(serde_json::to_vec(&(&filled.links, &filled.body, rows))?).to_vec();
        Ok(Self { content: Self::content(given)?, whole })
    }

    pub(in crate::store::take) fn content(given: &Record) -> Result<Vec<u8>, Fault> {
        Ok(Sha256::digest(serde_json::to_vec(&(&given.links, &given.body))?).to_vec())
    }
}
