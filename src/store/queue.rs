//! The queue of writers: a file beside the database on which they wait for their turn, so that nobody starves behind
//! SQLite's busy handler. The system wakes whoever waits, and takes the turn back from a process that dies; from one that
//! is stopped it does not, so nobody waits without limit.

use std::fs::{File, TryLockError};
use std::io::{Error, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::Fault;
use super::open::shared_file;

/// How long a write waits for its turn, unless told otherwise: far longer than writes take, short enough to look at.
const PATIENCE: Duration = Duration::from_secs(5);

/// The place where the writers of one database wait.
pub(super) struct Queue {
    path: PathBuf,
    /// Whose owner its file belongs to.
    database: PathBuf,
    pub(super) patience: Duration,
}

/// A turn to write; given back when dropped, with the file.
pub(super) struct Turn {
    _file: File,
}

impl Queue {
    /// The queue on the file at `path`, which is made if it is not there.
    pub(super) fn at(path: PathBuf, database: &Path) -> std::io::Result<Self> {
        shared_file(&path, Some(database))?;
        Ok(Self { path, database: database.to_owned(), patience: PATIENCE })
    }

    /// Waits for a turn.
    pub(super) fn turn(&self) -> Result<Turn, Fault> {
        // A file of its own for each attempt: two attempts on one would share their lock.
        let file = shared_file(&self.path, Some(&self.database)).map_err(Fault::Queue)?;
        let file = match file.try_lock() {
            Ok(()) => file,
            Err(TryLockError::WouldBlock) => self.wait(file)?,
            Err(TryLockError::Error(why)) => return Err(Fault::Queue(why)),
        };
        // For the message to those who wait in vain; a write does not fail for it.
        let _ = file.write_all_at(format!("{:<10}\n", std::process::id()).as_bytes(), 0);
        Ok(Turn { _file: file })
    }

    /// Only a thread of its own can stand in the system's queue and be left there. A turn that comes too late is given
    /// back with the file, unheard.
    fn wait(&self, file: File) -> Result<File, Fault> {
        let (tell, told) = mpsc::channel();
        let standing = thread::Builder::new().name("write queue".to_owned());
        standing.spawn(move || tell.send(lock(&file).map(|()| file))).map_err(Fault::Queue)?;
        match told.recv_timeout(self.patience) {
            Ok(locked) => locked.map_err(Fault::Queue),
            Err(RecvTimeoutError::Timeout) => Err(Fault::Held { process: self.holder(), waited: self.patience }),
            Err(RecvTimeoutError::Disconnected) => Err(Fault::Queue(Error::other("nobody waits in it"))),
        }
    }

    /// The process that had the last turn.
    fn holder(&self) -> Option<u32> {
        std::fs::read_to_string(&self.path).ok()?.trim().parse().ok()
    }
}

fn lock(file: &File) -> std::io::Result<()> {
    loop {
        match file.lock() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            locked => return locked,
        }
    }
}
