//! Three threads that block until something happens: keys, signals, and the end of the terminal.

use std::io;
use std::os::fd::AsFd;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::stdio::stdin;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::decoder::{Decoder, Silence};
use super::input::{EndReason, Input};
use super::screen::restore;

/// From [`Input::Quit`] to the end of the process, whatever the rest of the program is doing.
pub const GRACE: Duration = Duration::from_millis(600);
/// Time to give the terminal back at the end of the grace. A dead line may never take those bytes.
const PARTING: Duration = Duration::from_millis(100);
/// How long a lone Esc waits for the rest of a key, here and over a network.
const ESC_WAIT: Duration = Duration::from_millis(30);
const ESC_WAIT_REMOTE: Duration = Duration::from_millis(100);
/// How long nothing may come of a paste that is open before the person is told.
const LONG: Duration = Duration::from_secs(2);

/// Starts listening: every [`Input`] goes to `to`, wrapped. Call it before the screen is entered and before a
/// database is opened, so that a hang-up ends the process from then on. `remote` says that keys come over a network.
///
/// # Errors
/// When signals cannot be caught or threads not be started.
pub fn listen<T, F>(to: &Sender<T>, remote: bool, wrap: F) -> io::Result<()>
where
    T: Send + 'static,
    F: Fn(Input) -> T + Clone + Send + 'static,
{
    let send = {
        let to = to.clone();
        move |input| to.send(wrap(input)).is_ok()
    };
    let signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    let (of_signals, of_line) = (send.clone(), send.clone());
    spawn("signals", move || await_signals(signals, &of_signals))?;
    spawn("hang-up", move || {
        when_hung_up(stdin());
        end(EndReason::HangUp, &of_line);
    })?;
    spawn("keys", move || read_keys(remote, &send))
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().name(name.to_owned()).spawn(body).map(drop)
}

/// Blocks until the terminal behind `line` is gone. Typing does not wake it.
pub fn when_hung_up(line: impl AsFd) {
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    loop {
        let mut lines = [PollFd::new(&line, PollFlags::empty())];
        match poll(&mut lines, None) {
            Ok(_) if lines[0].revents().intersects(gone) => return,
            Ok(_) | Err(Errno::INTR | Errno::AGAIN) => {}
            // A line that cannot even be watched counts as gone.
            Err(_) => return,
        }
    }
}

fn await_signals(mut signals: Signals, send: &impl Fn(Input) -> bool) {
    for signal in signals.forever() {
        match signal {
            SIGWINCH => _ = send(Input::Resize),
            SIGTSTP => _ = send(Input::Suspend),
            SIGCONT => _ = send(Input::Continued),
            SIGTERM => end(EndReason::Terminate, send),
            SIGINT => end(EndReason::Interrupt, send),
            SIGQUIT => end(EndReason::Quit, send),
            _ => end(EndReason::HangUp, send),
        }
    }
}

/// Asks the program to end and makes sure that it does. The raw exit runs nothing that could block.
fn end(reason: EndReason, send: &impl Fn(Input) -> bool) {
    send(Input::Quit(reason));
    thread::sleep(GRACE);
    if spawn("parting", restore).is_ok() {
        thread::sleep(PARTING);
    }
    signal_hook::low_level::exit(i32::from(reason.exit_code()));
}

/// Ends when nobody listens any more, or when the terminal cannot be read.
fn read_keys(remote: bool, send: &impl Fn(Input) -> bool) {
    let moment = if remote { ESC_WAIT_REMOTE } else { ESC_WAIT };
    let mut decoder = Decoder::default();
    let mut bytes = [0; 4096];
    let mut heard = true;
    while heard {
        let mut out = |input| heard &= send(input);
        let limit = decoder.waits_for().map(|silence| match silence {
            Silence::Moment => moment,
            Silence::Long => LONG,
        });
        match read(&mut bytes, limit) {
            Ok(Some(count)) => decoder.feed(&bytes[..count], &mut out),
            Ok(None) => decoder.silence(&mut out),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(_) => return end(EndReason::HangUp, send),
        }
    }
}

/// Blocks until bytes come, and answers how many; `None` when none came within `limit`.
fn read(bytes: &mut [u8], limit: Option<Duration>) -> Result<Option<usize>, Errno> {
    let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
    let line = stdin();
    let mut lines = [PollFd::new(&line, PollFlags::IN)];
    if poll(&mut lines, limit.as_ref())? == 0 {
        return Ok(None);
    }
    match rustix::io::read(line, bytes)? {
        // Without a hang-up it is a Ctrl-d from before the terminal was taken.
        0 if lines[0].revents().contains(PollFlags::HUP) => Err(Errno::IO),
        count => Ok(Some(count)),
    }
}
