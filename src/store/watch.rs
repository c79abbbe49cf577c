//! Whether the files at the path of a database are still the ones it was opened with. Whoever puts back a copy while sessions are
//! open puts another file there, and they would go on writing into one that has no name any more.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::Fault;
use super::open::beside;

/// A file, whatever it is called.
type Node = (u64, u64);

/// The files of an open database: itself, the log of its newest changes, and the index of that.
#[derive(Debug, Clone)]
pub struct Watch {
    path: PathBuf,
    database: Node,
    beside: [(PathBuf, Option<Node>); 2],
}

fn node(path: &Path) -> io::Result<Node> {
    std::fs::metadata(path).map(|found| (found.dev(), found.ino()))
}

impl Watch {
    /// The files as they are now; the database has been read by then.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let database = node(path)?;
        // SQLite follows links first, and puts its files beside what it finds.
        let real = std::fs::canonicalize(path)?;
        let side = |suffix: &str| {
            let path = beside(&real, suffix);
            let found = node(&path).ok();
            (path, found)
        };
        Ok(Self { path: path.to_owned(), database, beside: [side("-wal"), side("-shm")] })
    }

    /// Whether they are still the same.
    ///
    /// # Errors
    /// [`Fault::Moved`] when they are not, or when the database has a second name. Then what this session wrote last may lie in a
    /// log that belongs to a file without a name: it is moved out of the way of the one that lies here now.
    pub(super) fn look(&self) -> Result<(), Fault> {
        match std::fs::metadata(&self.path) {
            Err(_) => return Err(Fault::Moved("the database file is gone")),
            Ok(found) if (found.dev(), found.ino()) != self.database => {
                for (path, was) in &self.beside {
                    if was.is_some() && node(path).ok() == *was {
                        let aside = beside(path, "-of-replaced");
                        if let Err(error) = std::fs::rename(path, &aside) {
                            tracing::error!(%error, "what belongs to a database that was replaced stays beside the new one");
                        }
                    }
                }
                return Err(Fault::Moved("another database file lies there now"));
            }
            Ok(found) if found.nlink() > 1 && !is_being_built(&self.path) => {
                return Err(Fault::Moved("the database file has a second name (a hard link)"));
            }
            Ok(_) => {}
        }
        let lost = |(path, was): &(PathBuf, Option<Node>)| was.is_some() && node(path).ok() != *was;
        if self.beside.iter().any(lost) { Err(Fault::Moved("the log beside the database was removed")) } else { Ok(()) }
    }
}

/// While it is handed over, a new database has two names.
pub(super) fn is_being_built(path: &Path) -> bool {
    node(&beside(path, "-building")).is_ok_and(|building| node(path).is_ok_and(|database| database == building))
}
