//! An account of its own for each test: nothing of the person who runs the tests is read or written.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

/// The morning every test looks at.
pub(super) const AT: &str = "2026-09-14T10:42";
/// Her day, and when.
pub(super) const ORTIZ: [&str; 4] = ["--user", "ortiz", "--at", AT];

/// What the program answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) code: i32,
    pub(super) out: String,
    pub(super) err: String,
}

impl Answer {
    /// The output of a request that went well and had nothing to complain about.
    pub(super) fn fine(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// The sentence of a request that ended with this code and printed nothing else.
    pub(super) fn refused(self, code: i32) -> String {
        assert_eq!((self.code, self.out.as_str()), (code, ""), "{}", self.err);
        assert!(!self.err.trim().is_empty(), "no reason was given");
        self.err
    }
}

/// A home folder.
pub(super) struct Home(TempDir);

impl Home {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A home with the invented agency at `agency.db`.
    pub(super) fn with_demo() -> Self {
        static DEMO: OnceLock<Vec<u8>> = OnceLock::new();
        let home = Self::new();
        let built = DEMO.get_or_init(|| {
            let other = Self::new();
            other.run(&["demo", "--no-ui", "--keep", "agency.db", "--at", AT]).fine();
            std::fs::read(other.path("agency.db")).unwrap()
        });
        std::fs::write(home.path("agency.db"), built).unwrap();
        home
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn folder(&self) -> &Path {
        self.0.path()
    }

    /// The program in this home, ready to start.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        #[allow(clippy::disallowed_methods, reason = "a test starts the program itself")]
        let mut command = Command::new(env!("CARGO_BIN_EXE_caseload"));
        command.args(arguments).current_dir(self.folder()).env_clear().stdin(Stdio::null());
        let places = ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "TMPDIR"];
        command.envs(places.map(|name| (name, self.folder())));
        command
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Answer {
        answer(&mut self.command(arguments))
    }

    /// A read command on the invented agency, with Maria Ortiz's eyes.
    pub(super) fn reads(&self, arguments: &[&str]) -> Answer {
        self.run(&[arguments, &ORTIZ, &["--db", "agency.db"]].concat())
    }

    /// The JSON of a request that went well.
    pub(super) fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(&[arguments, &["--json", "--db", "agency.db"]].concat()).fine()).unwrap()
    }
}

pub(super) fn answer(command: &mut Command) -> Answer {
    let output = command.output().unwrap();
    Answer {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
