//! Three threads that block until something happens: keys, signals, and the end of the terminal.

use std::io;
use std::os::fd::AsFd;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use super::coalescer::Coalescer;
use super::input::{EndReason, Input, inputs_of};
use super::screen::restore;

/// From [`Input::Quit`] to the end of the process, whatever the rest of the program is doing.
pub const GRACE: Duration = Duration::from_millis(600);
/// Time to give the terminal back at the end of the grace. A dead line may never take those bytes.
const PARTING: Duration = Duration::from_millis(100);
/// How long a lone Esc waits for the rest of a key, here and over a network.
const ESC_WAIT: Duration = Duration::from_millis(30);
const ESC_WAIT_REMOTE: Duration = Duration::from_millis(100);

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
        when_hung_up(rustix::stdio::stdin());
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
    let wait = if remote { ESC_WAIT_REMOTE } else { ESC_WAIT };
    let mut coalescer = Coalescer::default();
    let mut heard = true;
    while heard {
        let mut out = |input| heard &= send(input);
        let event = if coalescer.is_holding() && !matches!(crossterm::event::poll(wait), Ok(true)) {
            coalescer.give_up(&mut out);
            continue;
        } else {
            crossterm::event::read()
        };
        match event {
            Ok(event) => inputs_of(event).into_iter().for_each(|input| coalescer.feed(input, &mut out)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return end(EndReason::HangUp, send),
        }
    }
}
