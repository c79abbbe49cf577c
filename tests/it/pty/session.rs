//! The real program on a real pseudo-terminal: type, wait for what the screen must show, pull the plug.
//!
//! Nothing sleeps: every wait is for a fact, with a deadline, and a missed one prints the screen.

use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::LocalModes;
use tempfile::TempDir;
use vt100::{Parser, Screen};

/// How long a fact may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// How to start the program.
pub(crate) struct Start {
    program: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    size: (u16, u16),
    shell: Option<&'static str>,
}

/// The program running on a terminal of its own.
pub(crate) struct Session {
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Option<Box<dyn Write + Send>>,
    reader: Option<JoinHandle<()>>,
    line: Arc<Line>,
    line_name: PathBuf,
    killer: Box<dyn ChildKiller + Send + Sync>,
    id: Pid,
    ended: Receiver<ExitStatus>,
    _home: TempDir,
}

/// What has come from the program, and whether we go on reading.
struct Line {
    seen: Mutex<Seen>,
    changed: Condvar,
}

struct Seen {
    parser: Parser,
    bytes: Vec<u8>,
    reading: Reading,
}

#[derive(Clone, Copy, PartialEq)]
enum Reading {
    On,
    /// Asked to pause.
    Pausing,
    Paused,
    Over,
}

impl Start {
    /// `caseload` with arguments, at 80x24, in an empty home and a clean environment.
    pub(crate) fn with(arguments: &[&str]) -> Self {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let environment = [("TERM", "xterm-256color"), ("LANG", "C.UTF-8"), ("TZ", "America/Chicago")];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let program = env!("CARGO_BIN_EXE_caseload").into();
        Self { program, arguments, environment, size: (80, 24), shell: None }
    }

    /// This test binary again, as one of its ignored tests and nothing else.
    pub(crate) fn as_test(name: &str) -> Self {
        let start = Self::with(&["--exact", name, "--ignored", "--nocapture", "--test-threads=1"]);
        Self { program: std::env::current_exe().unwrap(), ..start }
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn size(mut self, columns: u16, rows: u16) -> Self {
        self.size = (columns, rows);
        self
    }

    /// Starts through `sh`: the program and its arguments are `"$@"`.
    pub(crate) fn shell(mut self, script: &'static str) -> Self {
        self.shell = Some(script);
        self
    }

    pub(crate) fn has_shell(&self) -> bool {
        self.shell.is_some()
    }

    pub(crate) fn go(self) -> Session {
        let (columns, rows) = self.size;
        let pair = native_pty_system().openpty(extent(columns, rows)).unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut command = match self.shell {
            None => CommandBuilder::new(&self.program),
            Some(script) => {
                let mut command = CommandBuilder::new("/bin/sh");
                command.args(["-c", script, "sh"]);
                command.arg(&self.program);
                command
            }
        };
        command.args(&self.arguments);
        command.env_clear();
        command.cwd(home.path());
        command.env("HOME", home.path());
        command.env("PATH", "/usr/bin:/bin");
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let id = Pid::from_raw(i32::try_from(child.process_id().unwrap()).unwrap()).unwrap();
        let killer = child.clone_killer();
        let (tell, ended) = channel();
        thread::spawn(move || tell.send(child.wait().unwrap()));
        let seen =
            Seen { parser: Parser::new(cells(rows), cells(columns), 0), bytes: Vec::new(), reading: Reading::On };
        let line = Arc::new(Line { seen: Mutex::new(seen), changed: Condvar::new() });
        let reader = read(pair.master.try_clone_reader().unwrap(), Arc::clone(&line));
        Session {
            keyboard: Some(pair.master.take_writer().unwrap()),
            line_name: pair.master.tty_name().unwrap(),
            master: Some(pair.master),
            reader: Some(reader),
            line,
            killer,
            id,
            ended,
            _home: home,
        }
    }
}

fn extent(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn is_writable_within(file: &File, limit: Duration) -> bool {
    let limit = Timespec::try_from(limit).unwrap();
    poll(&mut [PollFd::new(file, PollFlags::OUT)], Some(&limit)).unwrap() > 0
}

fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).expect("a screen has cells")
}

fn read(mut from: Box<dyn Read + Send>, line: Arc<Line>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut piece = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut piece) {
            let mut seen = line.seen.lock().unwrap();
            seen.parser.process(&piece[..length]);
            seen.bytes.extend_from_slice(&piece[..length]);
            line.changed.notify_all();
            if seen.reading == Reading::Pausing {
                seen.reading = Reading::Paused;
                line.changed.notify_all();
            }
            while seen.reading == Reading::Paused {
                seen = line.changed.wait(seen).unwrap();
            }
            if seen.reading == Reading::Over {
                return;
            }
        }
    })
}

impl Session {
    /// Waits until the screen is so. Panics with the screen when it does not become so in time.
    pub(crate) fn wait(&self, what: &str, is_so: impl Fn(&Screen) -> bool) {
        let by = Instant::now() + PATIENCE;
        let mut seen = self.seen();
        while !is_so(seen.parser.screen()) {
            let left = by.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never came: {what}\nthe screen:\n{}", grid(seen.parser.screen()));
            seen = self.line.changed.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until the bytes sent so far are so.
    pub(crate) fn wait_sent(&self, what: &str, is_so: impl Fn(&[u8]) -> bool) {
        let by = Instant::now() + PATIENCE;
        let mut seen = self.seen();
        while !is_so(&seen.bytes) {
            let left = by.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "never sent: {what}\nthe screen:\n{}", grid(seen.parser.screen()));
            seen = self.line.changed.wait_timeout(seen, left).unwrap().0;
        }
    }

    /// Waits until the screen shows a text.
    pub(crate) fn shows(&self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    /// What `look` finds on the screen now.
    pub(crate) fn see<T>(&self, look: impl FnOnce(&Screen) -> T) -> T {
        look(self.seen().parser.screen())
    }

    /// Every byte the program has sent.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.seen().bytes.clone()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        // A test that has failed still lets go of its program.
        self.line.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Types, in one packet.
    pub(crate) fn types(&mut self, keys: &str) {
        let keyboard = self.keyboard.as_mut().expect("the line is up");
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
    }

    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        self.seen().parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.as_ref().expect("the line is up").resize(extent(columns, rows)).unwrap();
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.id, signal).unwrap();
    }

    /// The line drops: every handle to the master side is closed.
    pub(crate) fn hang_up(&mut self) {
        self.read_on(Reading::Over);
        // A byte from the program's side, so that the reader wakes and lets go; refused only when bytes are coming anyway.
        let _ = self.far_side().write_all(b"\0");
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
        self.keyboard = None;
        self.master = None;
    }

    /// The line stalls: nobody reads any more, and its buffer is full, so the program's next write blocks.
    pub(crate) fn stall(&mut self) {
        self.read_on(Reading::Pausing);
        let mut far_side = self.far_side();
        // Refused when the program is writing just now, and then its bytes wake the reader.
        let _ = far_side.write(b"\0");
        let mut seen = self.seen();
        while seen.reading != Reading::Paused {
            seen = self.line.changed.wait(seen).unwrap();
        }
        drop(seen);
        // The kernel moves bytes between two buffers for a while: full is when room no longer comes back.
        while is_writable_within(&far_side, Duration::from_millis(100)) {
            while far_side.write(&[0; 512]).is_ok() {}
        }
    }

    fn read_on(&self, reading: Reading) {
        self.seen().reading = reading;
        self.line.changed.notify_all();
    }

    /// The program's side of the line, opened so that it cannot become this process's terminal.
    fn far_side(&self) -> File {
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK;
        File::from(rustix::fs::open(&self.line_name, flags, Mode::empty()).unwrap())
    }

    /// Whether the kernel's side of the terminal edits lines and echoes, as a shell needs it.
    pub(crate) fn is_cooked(&self) -> bool {
        let modes = rustix::termios::tcgetattr(self.far_side()).unwrap().local_modes;
        modes.contains(LocalModes::ICANON | LocalModes::ECHO)
    }

    /// Waits for the end of the process; answers exit code, or `None` for a death by signal.
    pub(crate) fn ends_within(&mut self, limit: Duration) -> Option<u32> {
        let Ok(status) = self.ended.recv_timeout(limit) else {
            panic!("still running after {limit:?}; the screen:\n{}", self.see(grid));
        };
        status.signal().is_none().then(|| status.exit_code())
    }

    /// Waits for the end of the process.
    pub(crate) fn ends(&mut self) -> Option<u32> {
        let code = self.ends_within(PATIENCE);
        self.hear_out();
        code
    }

    /// Reads the last bytes of a process that has ended. The far side is closed then, so reading ends by itself.
    pub(crate) fn hear_out(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.killer.kill();
        self.read_on(Reading::Over);
    }
}

/// The screen as text, for messages.
fn grid(screen: &Screen) -> String {
    let columns = screen.size().1.get();
    screen.rows(0, columns).map(|row| format!("|{row}")).collect::<Vec<_>>().join("\n")
}
