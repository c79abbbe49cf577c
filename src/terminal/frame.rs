//! A frame is collected in memory and leaves in one write, or not at all when nothing changed.

use std::io::{self, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, ClearType as Region, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};

use unicode_width::UnicodeWidthStr;

use super::pen::write_cells;

/// The size taken when a terminal reports none, as serial lines do.
const ASSUMED: Size = Size { width: 80, height: 24 };

/// The most that is drawn, whatever size a client claims: every cell takes memory, here and in ratatui.
pub(super) const LARGEST: Size = Size { width: 500, height: 200 };

/// Where the size of the screen comes from.
#[derive(Debug, Clone, Copy)]
enum Extent {
    /// The kernel's record of the terminal on standard output.
    OfTerminal,
    /// A size given once: screens that are tested or measured.
    Fixed(Size),
}

/// ratatui's way to the writer, behind a frame buffer.
#[derive(Debug)]
struct FrameBackend<W> {
    out: W,
    extent: Extent,
    /// What the frame draws, without the cursor.
    frame: Vec<u8>,
    /// What goes in front of it, once.
    prelude: Vec<u8>,
    /// Where the frame wants the cursor; `None` hides it.
    wanted: Option<Position>,
    /// Where the terminal shows it now.
    shown: Option<Position>,
    /// Where it rests, hidden; braille displays and screen readers follow it.
    rests: Option<Position>,
}

impl<W: Write> FrameBackend<W> {
    /// One write with the frame and the cursor in synchronized-output brackets; nothing when both are as before. A cursor
    /// that is not shown is left at `rest`.
    fn send(&mut self, rest: Option<Position>) -> io::Result<()> {
        let drawn = !self.frame.is_empty() || !self.prelude.is_empty();
        let rest = rest.filter(|_| self.wanted.is_none());
        if !drawn && self.wanted == self.shown && (rest.is_none() || rest == self.rests) {
            return Ok(());
        }
        let mut bytes = Vec::with_capacity(self.frame.len() + 48);
        queue!(bytes, BeginSynchronizedUpdate)?;
        if self.shown.is_some() && (drawn || self.wanted.is_none()) {
            queue!(bytes, Hide)?;
        }
        bytes.append(&mut self.prelude);
        bytes.append(&mut self.frame);
        if let Some(Position { x, y }) = self.wanted {
            queue!(bytes, MoveTo(x, y))?;
            if drawn || self.shown.is_none() {
                queue!(bytes, Show)?;
            }
        } else if let Some(Position { x, y }) = rest {
            queue!(bytes, MoveTo(x, y))?;
        }
        queue!(bytes, EndSynchronizedUpdate)?;
        self.shown = self.wanted;
        self.rests = rest;
        self.out.write_all(&bytes)?;
        self.out.flush()
    }
}

impl<W: Write> Backend for FrameBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        write_cells(&mut self.frame, content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wanted = None;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.wanted = self.wanted.or(Some(Position::ORIGIN));
        Ok(())
    }

    /// What was last asked for: the terminal itself is never asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wanted.unwrap_or(Position::ORIGIN))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.wanted = Some(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        let Position { x, y } = self.wanted.unwrap_or(Position::ORIGIN);
        let region = match clear_type {
            ClearType::All => return queue!(self.frame, Clear(Region::All)),
            ClearType::AfterCursor => Region::FromCursorDown,
            ClearType::BeforeCursor => Region::FromCursorUp,
            ClearType::CurrentLine => Region::CurrentLine,
            ClearType::UntilNewLine => Region::UntilNewLine,
        };
        queue!(self.frame, MoveTo(x, y), Clear(region))
    }

    fn size(&self) -> io::Result<Size> {
        match self.extent {
            Extent::Fixed(size) => Ok(size),
            Extent::OfTerminal => {
                let window = window()?;
                Ok(Size { width: window.width.min(LARGEST.width), height: window.height.min(LARGEST.height) })
            }
        }
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    /// ratatui flushes once a frame; what is sent, and where the cursor is left, [`Canvas::draw_resting`] says.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the kernel has on record of the terminal on standard output.
pub(super) fn window() -> io::Result<Size> {
    let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout())?;
    let known = size.ws_col > 0 && size.ws_row > 0;
    Ok(if known { Size { width: size.ws_col, height: size.ws_row } } else { ASSUMED })
}

/// A screen on any writer: every frame that changes something is exactly one `write`.
#[derive(Debug)]
pub struct Canvas<W: Write> {
    terminal: Terminal<FrameBackend<W>>,
    /// What stood there last, where changed lines are drawn whole; empty before a whole frame.
    lines: Option<Buffer>,
}

impl<W: Write> Canvas<W> {
    /// A canvas as large as the terminal on standard output; follows its size at every frame.
    ///
    /// # Errors
    /// When standard output has no size because it is no terminal, or is gone.
    pub fn fullscreen(out: W) -> io::Result<Self> {
        Self::with(out, Extent::OfTerminal, Viewport::Fullscreen)
    }

    /// A canvas of `width` x `height` cells that needs no terminal: for tests and byte counts.
    pub fn fixed(out: W, width: u16, height: u16) -> io::Result<Self> {
        let area = Rect::new(0, 0, width, height);
        Self::with(out, Extent::Fixed(area.as_size()), Viewport::Fixed(area))
    }

    fn with(out: W, extent: Extent, viewport: Viewport) -> io::Result<Self> {
        let backend = FrameBackend {
            out,
            extent,
            frame: Vec::new(),
            prelude: Vec::new(),
            wanted: None,
            shown: None,
            rests: None,
        };
        Ok(Self { terminal: Terminal::with_options(backend, TerminalOptions { viewport })?, lines: None })
    }

    /// From now on a line that changes is drawn whole: a speech synthesizer that reads what arrives then reads words, not
    /// pieces of them.
    pub fn draw_whole_lines(&mut self) {
        self.lines = Some(Buffer::default());
    }

    /// Paints one frame and sends what changed since the last: one write, or none.
    ///
    /// # Errors
    /// What the writer says; see [`is_hang_up`](super::is_hang_up).
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
        let mut rest = None;
        let mut painted = None;
        let by_lines = self.lines.is_some();
        self.terminal.draw(|frame| {
            rest = render(frame);
            painted = by_lines.then(|| frame.buffer_mut().clone());
        })?;
        let backend = self.terminal.backend_mut();
        if let (Some(before), Some(now)) = (&mut self.lines, painted) {
            backend.frame.clear();
            if before.area != now.area {
                queue!(backend.frame, Clear(Region::All))?;
                *before = Buffer::filled(now.area, Cell::new("\u{0}"));
            }
            write_cells(&mut backend.frame, changed_lines(before, &now))?;
            *before = now;
        }
        backend.send(rest)
    }

    /// Makes the next frame a whole one, in the same single write as its clearing. Asks the terminal nothing.
    pub fn redraw_all(&mut self) -> io::Result<()> {
        if let Some(lines) = &mut self.lines {
            *lines = Buffer::default();
        }
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::from((Position::ORIGIN, size)))
    }

    /// Forgets where the cursor was shown: the terminal has been in other hands.
    pub(super) fn forget_cursor(&mut self) {
        self.terminal.backend_mut().shown = None;
    }

    /// Sends these bytes in front of the next frame, in the same write.
    pub(super) fn begin_with(&mut self, bytes: &[u8]) {
        self.terminal.backend_mut().prelude.extend_from_slice(bytes);
    }

    /// Columns and rows.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }
}

/// Every cell of the lines in which anything is different, in reading order.
fn changed_lines<'a>(before: &'a Buffer, now: &'a Buffer) -> impl Iterator<Item = (u16, u16, &'a Cell)> {
    let width = usize::from(now.area.width).max(1);
    let rows = now.content.chunks(width).zip(before.content.chunks(width)).zip(0..);
    let changed = rows.filter(|((now, before), _)| now != before);
    changed.flat_map(|((cells, _), y)| {
        let mut covered = 0;
        // A wide character stands on the cells behind it, too.
        cells.iter().zip(0..).filter_map(move |(cell, x)| {
            if x < covered {
                return None;
            }
            covered = x + u16::try_from(cell.symbol().width().max(1)).unwrap_or(1);
            Some((x, y, cell))
        })
    })
}
