//! A word as an English speaker hears it, coarse enough that drug names written by ear meet the right spelling.
//! The build script gives every name its key with the same code.

/// Sounds a key keeps; no drug's first word has more.
const MOST_SOUNDS: u32 = 16;
/// What can be heard, numbered from 1 by their place.
const SOUNDS: [&str; 11] = ["a", "f", "j", "k", "ks", "l", "n", "p", "r", "s", "t"];

/// The key of one folded word: silent and doubled letters dropped, letters that sound alike made one, vowels left out
/// but for one at the beginning; four bits for each sound. `xarelto` and `zarelto` share a key, and so do `seroquel` and
/// `ceroquel`.
pub fn sound_of(word: &str) -> u64 {
    let letters: Vec<char> = word.chars().filter(char::is_ascii_lowercase).collect();
    let mut key: u64 = 0;
    let mut last = "";
    let mut at = 0;
    while at < letters.len() {
        let (sound, taken) = sound_at(&letters, at);
        let number = (1..).zip(SOUNDS).find(|(_, known)| *known == sound).map_or(0, |(number, _)| number);
        if number > 0 && sound != last && key.leading_zeros() >= u64::BITS / MOST_SOUNDS {
            key = key * 16 + number;
            last = sound;
        }
        at += taken;
    }
    key
}

/// Whether a key has at least three sounds; fewer are shared by too many names.
pub fn is_telling(key: u64) -> bool {
    key >= 16 * 16
}

/// What is heard at a place, and how many letters make it.
fn sound_at(letters: &[char], at: usize) -> (&'static str, usize) {
    let letter = |offset: usize| letters.get(at + offset).copied().unwrap_or(' ');
    let soft = |c: char| matches!(c, 'e' | 'i' | 'y');
    match (letter(0), letter(1)) {
        ('p', 'h') => ("f", 2),
        ('g', 'h') if at > 0 => ("f", 2),
        // The first letter is silent.
        ('p', 's' | 'n' | 't') | ('k' | 'g', 'n') | ('w', 'r') if at == 0 => ("", 1),
        ('t', 'h') => ("t", 2),
        ('c', 'h') => ("k", 2),
        ('t' | 's', 'i') if letter(2) == 'o' => ("s", 2),
        ('s', 'h' | 'c') => ("s", 2),
        ('c', next) if soft(next) => ("s", 1),
        ('g', next) if soft(next) => ("j", 1),
        ('c', 'k' | 'q') => ("k", 2),
        ('c' | 'g' | 'k' | 'q', _) => ("k", 1),
        ('x', _) if at > 0 => ("ks", 1),
        ('s' | 'x' | 'z', _) => ("s", 1),
        ('j', _) => ("j", 1),
        ('b' | 'p', _) => ("p", 1),
        ('f' | 'v', _) => ("f", 1),
        ('d' | 't', _) => ("t", 1),
        ('l', _) => ("l", 1),
        ('m' | 'n', _) => ("n", 1),
        ('r', _) => ("r", 1),
        ('a' | 'e' | 'i' | 'o' | 'u' | 'y', _) if at == 0 => ("a", 1),
        _ => ("", 1),
    }
}
