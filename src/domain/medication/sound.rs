//! A word as an English speaker hears it, coarse enough that drug names written by ear meet the right spelling.
//! The build script gives every name its key with the same code.

/// The key of one folded word: silent and doubled letters dropped, letters that sound alike made one, vowels left out
/// but for one at the beginning. `xarelto` and `zarelto` share a key, and so do `seroquel` and `ceroquel`.
pub(super) fn sound_of(word: &str) -> String {
    let letters: Vec<char> = word.chars().filter(char::is_ascii_lowercase).collect();
    let mut key = String::new();
    let mut at = 0;
    while at < letters.len() {
        let (sound, taken) = sound_at(&letters, at);
        if !(sound.is_empty() || key.ends_with(sound)) {
            key.push_str(sound);
        }
        at += taken;
    }
    key
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
