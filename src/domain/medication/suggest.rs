//! What somebody may have meant by a name that no table knows.

use super::sound::{is_telling, sound_of};
use super::words::folded_name;
use crate::domain::formulary::{Formulary, Meaning};

/// Up to three names that look or sound like `word`, nearest first. Never used without being asked.
pub fn suggest(word: &str, formulary: &Formulary) -> Vec<&'static str> {
    let wanted = folded_name(word);
    let wanted = wanted.split(' ').next().unwrap_or_default();
    if wanted.len() < 3 {
        return Vec::new();
    }
    let sound = sound_of(wanted);
    let mut near: Vec<(usize, &'static str, Meaning)> = formulary
        .names
        .iter()
        .filter(|name| !matches!(name.meaning, Meaning::Ambiguous(_)))
        .filter_map(|name| {
            let words = formulary.text(name.words);
            let distance = closeness((wanted, sound), (words, name.sound))?;
            Some((distance, words, name.meaning))
        })
        .collect();
    near.sort_by_key(|(distance, words, _)| (*distance, *words));
    let mut meanings: Vec<Meaning> = Vec::new();
    // One name for each drug is enough to ask about.
    near.retain(|(_, _, meaning)| {
        let new = !meanings.contains(meaning);
        if new {
            meanings.push(*meaning);
        }
        new
    });
    near.into_iter().take(3).map(|(_, words, _)| words).collect()
}

/// How far a name is from the wanted word; `None` when it is neither near nor sounds alike nor begins with it.
fn closeness((wanted, sound): (&str, u64), (name, its_sound): (&str, u64)) -> Option<usize> {
    let first = name.split(' ').next().unwrap_or_default();
    let apart = wanted.len().abs_diff(first.len());
    let most = wanted.len() / 2;
    let slips = if wanted.len() < 6 { 1 } else { wanted.len().div_ceil(4) };
    let begins = wanted.len() >= 4 && first.starts_with(wanted);
    // The start of a name is as near as two slips of the pen.
    if begins {
        return Some(apart.min(2));
    }
    let alike = is_telling(sound) && its_sound == sound;
    if apart > most || !(alike || apart <= slips) {
        return None;
    }
    self::slips(wanted, first, if alike { most.max(slips) } else { slips })
}

/// Letters of a name that are compared; no drug's first word has more.
const MOST_LETTERS: usize = 32;

/// Insertions, deletions, replacements and swaps of neighbours between two words; `None` when more than `most`.
pub fn slips(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if b.len() > MOST_LETTERS {
        return None;
    }
    let mut before = [0; MOST_LETTERS + 1];
    let mut last = [0; MOST_LETTERS + 1];
    last.iter_mut().enumerate().for_each(|(at, cell)| *cell = at);
    for (i, &x) in a.iter().enumerate() {
        let mut row = [0; MOST_LETTERS + 1];
        row[0] = i + 1;
        let mut least = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                best = best.min(before[j - 1] + 1);
            }
            row[j + 1] = best;
            least = least.min(best);
        }
        // A swap can still save one.
        if least > most + 1 {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    Some(last[b.len()]).filter(|found| *found <= most)
}
