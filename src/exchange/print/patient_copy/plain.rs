//! Abbreviations of charts in words that everybody knows.

/// What charts shorten, and the words for it. Written in capitals here: how the chart writes it does not matter, except
/// for what is also an English word.
pub const ABBREVIATIONS: &[(&str, &str)] = &[
    ("SN", "nurse"),
    ("RN", "nurse"),
    ("LPN", "nurse"),
    ("PT", "physical therapy"),
    ("OT", "occupational therapy"),
    ("SLP", "speech therapy"),
    ("MSW", "social worker"),
    ("HHA", "home health aide"),
    ("BP", "blood pressure"),
    ("HR", "heart rate"),
    ("HF", "heart failure"),
    ("CHF", "heart failure"),
    ("AFIB", "irregular heartbeat"),
    ("COPD", "lung disease"),
    ("CKD", "kidney disease"),
    ("DM", "diabetes"),
    ("HTN", "high blood pressure"),
    ("CVA", "stroke"),
    ("SOB", "short of breath"),
    ("DOE", "short of breath when moving"),
    ("UTI", "urinary infection"),
    ("ADL", "daily activities"),
    ("ADLS", "daily activities"),
    ("ROM", "movement of the joints"),
    ("HEP", "exercises at home"),
    ("DME", "equipment"),
    ("ED", "emergency room"),
    ("INR", "blood clotting test"),
    ("A1C", "long-term blood sugar"),
    ("SPO2", "oxygen in the blood"),
    ("O2", "oxygen"),
    ("PRN", "when needed"),
    ("PO", "by mouth"),
    ("BID", "twice a day"),
    ("TID", "three times a day"),
    ("QID", "four times a day"),
    ("QHS", "at bedtime"),
    ("QD", "once a day"),
    ("QOD", "every other day"),
    ("QAM", "every morning"),
    ("QPM", "every evening"),
    ("WK", "week"),
    ("WKS", "weeks"),
    ("MIN", "minutes"),
    ("LB", "pounds"),
    ("LBS", "pounds"),
    ("FT", "feet"),
    ("MMHG", "on the blood pressure machine"),
    ("W/", "with"),
    ("W/O", "without"),
    ("S/P", "after"),
    ("H/O", "earlier"),
    ("R/T", "because of"),
    ("DX", "diagnosis"),
    ("TX", "treatment"),
    ("HX", "history"),
    ("RX", "prescription"),
    ("DC", "end of care"),
    ("NA", "sodium"),
];

/// These are words of their own when they are not in capitals.
const WORDS_TOO: &[&str] = &["ED", "DOE", "SOB", "MIN", "NA", "PO", "ADLS", "HEP", "ROM"];

/// A text with abbreviations in words, and `<` and `>` before a number too.
pub fn plain(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(word).collect();
    words.join(" ")
}

fn word(written: &str) -> String {
    let core = written.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '/');
    let core = if expansion(core).is_some() { core } else { core.trim_matches('/') };
    if core.is_empty() {
        return compared(written);
    }
    match (expansion(core), written.split_once(core)) {
        (Some(words), Some((before, after))) => format!("{before}{words}{after}"),
        _ => compared(written),
    }
}

fn expansion(core: &str) -> Option<&'static str> {
    let capitals = core.to_uppercase();
    let (short, words) = ABBREVIATIONS.iter().find(|(short, _)| *short == capitals)?;
    let is_word = WORDS_TOO.contains(short) && core != capitals;
    (!is_word).then_some(*words)
}

/// `<140/90` as `below 140/90`.
fn compared(written: &str) -> String {
    let signs = [("<=", "at most "), (">=", "at least "), ("<", "below "), (">", "above ")];
    let found = signs.iter().find_map(|(sign, words)| Some(format!("{words}{}", written.strip_prefix(sign)?)));
    found.unwrap_or_else(|| written.to_owned())
}
