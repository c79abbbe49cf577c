//! A list whose cursor is an id: it stays with the person when rows come, go or change places.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// The order of a list, the cursor in it, and how far it is scrolled.
#[derive(Debug, Clone, PartialEq)]
pub struct List<T> {
    order: Vec<T>,
    /// The place of the cursor; none only in an empty list.
    at: Option<usize>,
    top: usize,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { order: Vec::new(), at: None, top: 0 }
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
        self.order.get(self.at?)
    }

    /// The place of the cursor, from 0.
    pub fn position(&self) -> Option<usize> {
        self.at
    }

    /// Takes over a new order, as after `R` or when the list is shown for the first time.
    pub fn replace(&mut self, order: Vec<T>) {
        let old = std::mem::replace(&mut self.order, order);
        self.anchor(&old);
    }

    /// Takes over new rows without moving what is there: what is gone leaves, what is new comes last.
    /// Answers how many rows are new.
    pub fn keep(&mut self, fresh: &[T]) -> usize {
        let now: HashSet<&T> = fresh.iter().collect();
        let old = std::mem::take(&mut self.order);
        let known: HashSet<&T> = old.iter().collect();
        let added: Vec<T> = fresh.iter().filter(|row| !known.contains(row)).cloned().collect();
        let count = added.len();
        self.order = old.iter().filter(|row| now.contains(row)).cloned().collect();
        self.order.extend(added);
        self.anchor(&old);
        count
    }

    /// Finds the cursor's row again after `old`; when it is gone, the cursor goes to the one that stood after it, else
    /// before it.
    fn anchor(&mut self, old: &[T]) {
        let before = self.at.unwrap_or(0);
        let same = old.get(before).and_then(|row| self.order.iter().position(|other| other == row));
        self.at = same.or_else(|| {
            let places: HashMap<&T, usize> = self.order.iter().enumerate().map(|(place, row)| (row, place)).collect();
            let here = |row: &T| places.get(row).copied();
            let next = old.get(before..).into_iter().flatten().find_map(here);
            let previous = || old.get(..before).into_iter().flatten().rev().find_map(here);
            next.or_else(previous).or((!self.order.is_empty()).then_some(0))
        });
    }

    /// Puts the cursor on a row, if it is there.
    pub fn select(&mut self, row: &T) -> bool {
        let there = self.order.iter().position(|other| other == row);
        self.at = there.or(self.at);
        there.is_some()
    }

    /// Moves the cursor; `height` is how many rows are visible.
    pub fn go(&mut self, motion: Motion, height: usize) {
        let last = self.order.len().saturating_sub(1);
        let here = self.at.unwrap_or(0);
        let page = height.max(1).cast_signed();
        let by = |delta: isize| here.saturating_add_signed(delta).min(last);
        let to = match motion {
            Motion::By(rows) => by(rows),
            Motion::HalfPage(pages) => by(pages * (page / 2).max(1)),
            Motion::Page(pages) => by(pages * page),
            Motion::Top => 0,
            Motion::End => last,
        };
        self.at = (!self.order.is_empty()).then_some(to);
        self.scroll(height);
    }

    /// Scrolls as little as possible so that the cursor is visible.
    pub fn scroll(&mut self, height: usize) {
        self.top = self.top_at(height);
    }

    /// The first row that is visible after as little scrolling as possible.
    fn top_at(&self, height: usize) -> usize {
        let height = height.max(1);
        let here = self.at.unwrap_or(0);
        let top = self.top.min(here).max((here + 1).saturating_sub(height));
        top.min(self.order.len().saturating_sub(height))
    }

    /// How many rows are scrolled away above.
    pub fn top(&self) -> usize {
        self.top
    }

    /// The rows that fit in `height`, each with its place and whether the cursor is on it.
    pub fn visible(&self, height: usize) -> impl Iterator<Item = (usize, &T, bool)> {
        self.from(self.top, height)
    }

    /// What would be visible in `height` rows after scrolling; the list stays as it is.
    pub fn scrolled(&self, height: usize) -> impl Iterator<Item = (usize, &T, bool)> {
        self.from(self.top_at(height), height)
    }

    /// The rows from a place on, as many as fit; earlier ones where there would be room left.
    pub fn beginning_at(&self, place: usize, height: usize) -> impl Iterator<Item = (usize, &T, bool)> {
        self.from(place.min(self.order.len().saturating_sub(height)), height)
    }

    fn from(&self, top: usize, height: usize) -> impl Iterator<Item = (usize, &T, bool)> {
        let shown = self.order.iter().enumerate().skip(top).take(height);
        shown.map(|(place, row)| (place, row, self.at == Some(place)))
    }
}
