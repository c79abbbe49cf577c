//! The screen of this process: taken once, and given back on every way out.

use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::style::{Attribute, Print, SetAttribute};
use crossterm::terminal::{
    Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use ratatui::Frame;
use ratatui::layout::{Position, Size};
use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};

use super::device::Device;
use super::frame::{Canvas, LARGEST, window};

/// Brackets around pasted text, and none. crossterm has words for them only together with its reader of keys.
const PASTES_MARKED: &str = "\x1b[?2004h";
const PASTES_UNMARKED: &str = "\x1b[?2004l";

/// Whether the terminal is ours at this moment: raw, alternate screen, cursor hidden.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// The panic hook is chained once, however often a screen is entered.
static HOOK: Once = Once::new();

/// The full screen on standard output. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Screen {
    canvas: Canvas<Device>,
    /// Between [`Screen::suspend`] and [`Screen::resume`]: the terminal belongs to the shell.
    suspended: bool,
}

impl Screen {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, cursor hidden; mouse and key protocols untouched.
    /// A panic of any thread gives it back before its message is printed, so install other panic hooks before this.
    ///
    /// # Errors
    /// When standard input or output is no terminal, or it is gone.
    pub fn enter() -> io::Result<Self> {
        HOOK.call_once(|| {
            let next = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                restore();
                next(panic);
            }));
        });
        let canvas = Canvas::fullscreen(Device)?;
        take()?;
        Ok(Self { canvas, suspended: false })
    }

    /// Paints one frame: one write with what changed, none when nothing did or while we are suspended.
    ///
    /// # Errors
    /// When the terminal is gone ([`is_hang_up`](super::is_hang_up)) or was given back after a panic elsewhere.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame)) -> io::Result<()> {
        self.draw_resting(|frame| {
            render(frame);
            None
        })
    }

    /// The same; `render` says where the cursor rests while it is hidden.
    ///
    /// # Errors
    /// As [`draw`](Self::draw).
    pub fn draw_resting(&mut self, render: impl FnOnce(&mut Frame) -> Option<Position>) -> io::Result<()> {
        if self.suspended {
            return Ok(());
        }
        if !TAKEN.load(Ordering::Acquire) {
            return Err(io::Error::other("the screen has been given back"));
        }
        self.canvas.draw_resting(render)
    }

    /// From now on a line that changes is drawn whole, for speech.
    pub fn draw_whole_lines(&mut self) {
        self.canvas.draw_whole_lines();
    }

    /// Makes the next frame a whole one (`Ctrl-L`, a new size). Another terminal may show us by now, which nobody tells us:
    /// the modes are set again with it.
    pub fn redraw_all(&mut self) -> io::Result<()> {
        self.canvas.redraw_all()?;
        self.canvas.forget_cursor();
        let mut modes = Vec::new();
        queue!(modes, EnterAlternateScreen, Print(PASTES_MARKED), Hide)?;
        self.canvas.begin_with(&modes);
        Ok(())
    }

    /// Columns and rows that are drawn: those of the terminal, 500 x 200 at most.
    pub fn size(&self) -> io::Result<Size> {
        self.canvas.size()
    }

    /// Columns and rows of the window, where it has more than are drawn.
    pub fn beyond(&self) -> io::Result<Option<Size>> {
        let window = window()?;
        Ok((window.width > LARGEST.width || window.height > LARGEST.height).then_some(window))
    }

    /// Gives the terminal to the shell and stops the process. When the person comes back,
    /// [`Input::Continued`](super::Input::Continued) arrives; answer it with [`resume`](Self::resume).
    /// Does nothing, and answers `false`, where no shell waits that could continue us.
    pub fn suspend(&mut self) -> io::Result<bool> {
        if !has_job_control() {
            return Ok(false);
        }
        self.suspended = true;
        restore();
        kill_current_process_group(Signal::STOP)?;
        Ok(true)
    }

    /// Takes the terminal again after the process was stopped, by us or from outside; the next frame is a whole one.
    pub fn resume(&mut self) -> io::Result<()> {
        self.suspended = false;
        // A shell may have changed the mode meanwhile: only leaving it first makes crossterm set it anew.
        disable_raw_mode()?;
        TAKEN.store(true, Ordering::Release);
        enable_raw_mode().inspect_err(|_| restore())?;
        self.redraw_all()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

fn take() -> io::Result<()> {
    TAKEN.store(true, Ordering::Release);
    let taken = enable_raw_mode().and_then(|()| {
        let mut bytes = Vec::new();
        queue!(bytes, EnterAlternateScreen, Print(PASTES_MARKED), Hide)?;
        Device.write_all(&bytes)
    });
    if taken.is_err() {
        restore();
    }
    taken
}

/// Gives the terminal back if it is ours; harmless to call again, from any thread. Errors are of no use here:
/// the terminal may be gone.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::AcqRel) {
        return;
    }
    // First the mode, which cannot block; then the bytes, which can.
    let _ = disable_raw_mode();
    let mut bytes = Vec::new();
    let queued = queue!(
        bytes,
        EndSynchronizedUpdate,
        SetAttribute(Attribute::Reset),
        // Where there is no other screen to go back to, a chart would stay on this one.
        Clear(ClearType::All),
        MoveTo(0, 0),
        Print(PASTES_UNMARKED),
        LeaveAlternateScreen,
        Show
    );
    if queued.is_ok() {
        let _ = Device.write_all(&bytes);
    }
}

/// A shell that can continue us gives every job a process group of its own; a login that runs only this program does not.
fn has_job_control() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}
