//! The log: a file of ids and faults, never of names, readable by its owner only.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

use crate::config::log_folder;

/// Begins to write the log. A log that cannot be written is no reason not to work.
pub(super) fn begin() -> Option<tracing_appender::non_blocking::WorkerGuard> {
    let folder = log_folder()?;
    DirBuilder::new().recursive(true).mode(0o700).create(&folder).ok()?;
    let file = OpenOptions::new().create(true).append(true).mode(0o600).open(folder.join("caseload.log")).ok()?;
    let (writer, guard) = tracing_appender::non_blocking(file);
    let subscriber = tracing_subscriber::fmt().with_writer(writer).with_ansi(false).finish();
    tracing::subscriber::set_global_default(subscriber).ok()?;
    Some(guard)
}
