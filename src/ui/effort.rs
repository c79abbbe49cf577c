//! How much a screen has made of its rows, counted so that tests can hold it down: a key must not cost what a board costs.

use std::cell::Cell;

/// What was made since the start.
#[derive(Debug, Default)]
pub struct Effort {
    lines: Cell<usize>,
    listed: Cell<usize>,
    folded: Cell<usize>,
    tallies: Cell<usize>,
}

impl Effort {
    /// Lines of lists that were made to be drawn, lists put together, rows made ready for a filter, and counts of a whole
    /// board.
    pub fn so_far(&self) -> [usize; 4] {
        [&self.lines, &self.listed, &self.folded, &self.tallies].map(Cell::get)
    }

    pub(super) fn line(&self) {
        self.lines.set(self.lines.get() + 1);
    }

    pub(super) fn list(&self) {
        self.listed.set(self.listed.get() + 1);
    }

    pub(super) fn fold(&self, rows: usize) {
        self.folded.set(self.folded.get() + rows);
    }

    pub(super) fn tally(&self) {
        self.tallies.set(self.tallies.get() + 1);
    }
}
