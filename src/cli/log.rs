//! The log: a file of ids and faults, never of names, readable by its owner only.

use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::sync::Mutex;

use crate::config::log_folder;

/// Begins to write the log. A log that cannot be written is no reason not to work.
pub(super) fn begin() {
    let Some(file) = file() else { return };
    let subscriber = tracing_subscriber::fmt().with_writer(Mutex::new(file)).with_ansi(false).finish();
    // Only a second call could fail, and the first one's log is as good.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

fn file() -> Option<File> {
    let folder = log_folder()?;
    DirBuilder::new().recursive(true).mode(0o700).create(&folder).ok()?;
    OpenOptions::new().create(true).append(true).mode(0o600).open(folder.join("caseload.log")).ok()
}
