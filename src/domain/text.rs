//! Text from people: cleaned on its way in and again on its way to a screen.

/// Whether a character may stand in stored text: no controls, no direction overrides, nothing invisible.
pub(super) fn is_plain(c: char) -> bool {
    !(c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}'))
}

/// Whether it is printable ASCII throughout, as nearly every text is that is drawn.
pub fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// One line: every run of white space becomes a blank, everything invisible is dropped, the ends are cut.
pub fn line(raw: &str) -> String {
    if is_printable(raw) && !raw.starts_with(' ') && !raw.ends_with(' ') && !raw.contains("  ") {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    for c in raw.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if is_plain(c) {
            out.push(c);
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// The same text without anything invisible; blanks stay, so that set columns stay set.
pub fn visible(raw: &str) -> String {
    if is_printable(raw) {
        return raw.to_owned();
    }
    raw.chars().filter(|c| is_plain(*c)).collect()
}

/// Several lines: like [`line()`] for each of them; line ends are kept as `\n`.
pub fn block(raw: &str) -> String {
    let lines: Vec<String> = raw.lines().map(line).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// Text while it is written: blanks and line ends stay as they are typed, other white space becomes a blank, what is
/// invisible is dropped.
pub fn written(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            c if c.is_whitespace() => out.push(' '),
            c if is_plain(c) => out.push(c),
            _ => {}
        }
    }
    out
}

/// Folds a name for comparison and search: lower case, accents dropped, only letters and digits.
pub fn fold(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    fold_into(&mut out, raw);
    out
}

/// Adds the folded text to `out`.
pub fn fold_into(out: &mut String, raw: &str) {
    for c in raw.chars() {
        if c.is_ascii() {
            // Nearly all of what is folded, and there is a lot of it.
            out.extend(c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase()));
        } else {
            c.to_lowercase().filter_map(unaccented).for_each(|letters| out.push_str(letters));
        }
    }
}

/// A letter or digit without its accent; `None` for everything else.
pub(crate) fn unaccented(c: char) -> Option<&'static str> {
    const DIGITS: &str = "0123456789";
    const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
    let from = |alphabet: &'static str, first: char| {
        let at = c as usize - first as usize;
        alphabet.get(at..=at)
    };
    let plain = match c {
        '0'..='9' => return from(DIGITS, '0'),
        'a'..='z' => return from(LETTERS, 'a'),
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ì'..='ï' | 'ĩ' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'ŕ' | 'ř' => "r",
        'ś' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ț' => "t",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        _ => return None,
    };
    Some(plain)
}
