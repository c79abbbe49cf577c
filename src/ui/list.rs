//! A list whose cursor is an id: it stays with the person when rows come, go or change places.

use std::collections::HashSet;
use std::hash::Hash;

/// The order of a list, the cursor in it, and how far it is scrolled.
#[derive(Debug, Clone, PartialEq)]
pub struct List<T> {
    order: Vec<T>,
    selected: Option<T>,
    top: usize,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { order: Vec::new(), selected: None, top: 0 }
    }
}

/// Where the cursor goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    /// Rows up (negative) or down.
    By(isize),
    /// Half pages up (negative) or down.
    HalfPage(isize),
    /// Pages up (negative) or down.
    Page(isize),
    /// The first row.
    Top,
    /// The last row.
    End,
}

impl<T: Clone + Eq + Hash> List<T> {
    /// The rows, in the order they are shown.
    pub fn rows(&self) -> &[T] {
        &self.order
    }

    /// The row the cursor is on.
    pub fn selected(&self) -> Option<&T> {
        self.selected.as_ref()
    }

    /// The place of the cursor, from 0.
    pub fn position(&self) -> Option<usize> {
        let selected = self.selected.as_ref()?;
        self.order.iter().position(|row| row == selected)
    }

    /// Takes over a new order, as after `R` or when the list is shown for the first time.
    pub fn replace(&mut self, order: Vec<T>) {
        let before = self.position();
        let old = std::mem::replace(&mut self.order, order);
        self.anchor(&old, before);
    }

    /// Takes over new rows without moving what is there: what is gone leaves, what is new comes last.
    /// Answers how many rows are new.
    pub fn keep(&mut self, fresh: &[T]) -> usize {
        let now: HashSet<&T> = fresh.iter().collect();
        let old = self.order.clone();
        let before = self.position();
        let mut order: Vec<T> = old.iter().filter(|row| now.contains(row)).cloned().collect();
        let known: HashSet<&T> = old.iter().collect();
        let added: Vec<T> = fresh.iter().filter(|row| !known.contains(row)).cloned().collect();
        let count = added.len();
        order.extend(added);
        self.order = order;
        self.anchor(&old, before);
        count
    }

    /// When the selected row is gone, the cursor goes to the one that stood after it, else before it.
    fn anchor(&mut self, old: &[T], before: Option<usize>) {
        if self.position().is_some() {
            return;
        }
        let place = before.unwrap_or(0);
        let here = |row: &&T| self.order.contains(row);
        let next = old.get(place..).into_iter().flatten().find(here);
        let previous = old.get(..place).into_iter().flatten().rev().find(here);
        self.selected = next.or(previous).or(self.order.first()).cloned();
    }

    /// Puts the cursor on a row, if it is there.
    pub fn select(&mut self, row: &T) -> bool {
        let there = self.order.contains(row);
        if there {
            self.selected = Some(row.clone());
        }
        there
    }

    /// Moves the cursor; `height` is how many rows are visible.
    pub fn go(&mut self, motion: Motion, height: usize) {
        let last = self.order.len().saturating_sub(1);
        let here = self.position().unwrap_or(0);
        let page = height.max(1).cast_signed();
        let by = |delta: isize| here.saturating_add_signed(delta).min(last);
        let to = match motion {
            Motion::By(rows) => by(rows),
            Motion::HalfPage(pages) => by(pages * (page / 2).max(1)),
            Motion::Page(pages) => by(pages * page),
            Motion::Top => 0,
            Motion::End => last,
        };
        self.selected = self.order.get(to).cloned();
        self.scroll(height);
    }

    /// Scrolls as little as possible so that the cursor is visible.
    pub fn scroll(&mut self, height: usize) {
        let height = height.max(1);
        let here = self.position().unwrap_or(0);
        self.top = self.top.min(here).max((here + 1).saturating_sub(height));
        self.top = self.top.min(self.order.len().saturating_sub(height));
    }

    /// The rows that fit in `height`, each with its place and whether the cursor is on it.
    pub fn visible(&self, height: usize) -> impl Iterator<Item = (usize, &T, bool)> {
        let shown = self.order.iter().enumerate().skip(self.top).take(height);
        shown.map(|(place, row)| (place, row, self.selected.as_ref() == Some(row)))
    }
}
