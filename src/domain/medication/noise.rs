//! Words of a drug line that name no drug: salts, strengths, forms, and the words that begin a sig.

/// Salts and other chemical additions. Some of them are drugs of their own when they stand alone.
const SALTS: &[&str] = &[
    "acetate",
    "acid",
    "alfa",
    "anhydrous",
    "arginine",
    "axetil",
    "base",
    "besilate",
    "besylate",
    "beta",
    "bisulfate",
    "bitartrate",
    "bromide",
    "calcium",
    "carbonate",
    "chloride",
    "cilexetil",
    "citrate",
    "decanoate",
    "dihydrate",
    "dimesylate",
    "dipropionate",
    "disodium",
    "disoproxil",
    "edisylate",
    "erbumine",
    "etexilate",
    "fumarate",
    "furoate",
    "gluconate",
    "hbr",
    "hcl",
    "hemifumarate",
    "hemihydrate",
    "human",
    "hyclate",
    "hydrobromide",
    "hydrochloride",
    "hydrocholoride",
    "lactate",
    "magnesium",
    "malate",
    "maleate",
    "medoxomil",
    "mesylate",
    "micronized",
    "monohydrate",
    "mononitrate",
    "napsylate",
    "nitrate",
    "olamine",
    "pamoate",
    "phosphate",
    "potassium",
    "propionate",
    "proxetil",
    "recombinant",
    "sodium",
    "stearate",
    "strontium",
    "succinate",
    "sulfate",
    "tartrate",
    "tosylate",
    "trihydrate",
    "tromethamine",
    "valerate",
    "xinafoate",
    "zinc",
];

/// Units, forms and ways of release.
const FORMS: &[&str] = &[
    "act",
    "acting",
    "action",
    "actuat",
    "actuation",
    "adult",
    "aerosol",
    "aerosphere",
    "agent",
    "ampule",
    "auto",
    "autoinjector",
    "baby",
    "bottle",
    "brand",
    "buccal",
    "cap",
    "caplet",
    "caplets",
    "caps",
    "capsule",
    "capsules",
    "cartridge",
    "cc",
    "cd",
    "chewable",
    "coated",
    "concentrate",
    "controlled",
    "count",
    "cr",
    "cream",
    "day",
    "days",
    "delayed",
    "delivery",
    "device",
    "disintegrating",
    "diskus",
    "dose",
    "dr",
    "drop",
    "drops",
    "drug",
    "dry",
    "ds",
    "ear",
    "ec",
    "effervescent",
    "elixir",
    "ellipta",
    "emulsion",
    "enema",
    "enteric",
    "er",
    "extended",
    "extra",
    "eye",
    "film",
    "flexhaler",
    "flexpen",
    "flextouch",
    "foam",
    "g",
    "gel",
    "generic",
    "gm",
    "gram",
    "grams",
    "granules",
    "gtt",
    "gummies",
    "gummy",
    "handihaler",
    "hfa",
    "hour",
    "hours",
    "hr",
    "hrs",
    "immediate",
    "implant",
    "inert",
    "ingredients",
    "inhalation",
    "inhaler",
    "inhub",
    "inj",
    "injectable",
    "injection",
    "injector",
    "ir",
    "iu",
    "kit",
    "kwikpen",
    "l",
    "la",
    "liquid",
    "lotion",
    "lozenge",
    "lozenges",
    "maximum",
    "mcg",
    "mdi",
    "med",
    "meq",
    "metered",
    "mg",
    "microgram",
    "micrograms",
    "milligram",
    "milligrams",
    "ml",
    "mmol",
    "modified",
    "mucosal",
    "nasal",
    "neb",
    "nebulizer",
    "odt",
    "ointment",
    "ophthalmic",
    "oral",
    "otc",
    "otic",
    "pack",
    "packet",
    "patch",
    "patches",
    "pen",
    "percent",
    "pill",
    "pills",
    "powder",
    "prefilled",
    "pressair",
    "product",
    "rectal",
    "release",
    "respiclick",
    "respimat",
    "rx",
    "sl",
    "soln",
    "solostar",
    "solution",
    "spray",
    "sprinkle",
    "sr",
    "strength",
    "sublingual",
    "supp",
    "suppository",
    "susp",
    "suspension",
    "sustained",
    "syringe",
    "syrup",
    "system",
    "tab",
    "tablet",
    "tablets",
    "tabs",
    "topical",
    "transdermal",
    "troche",
    "troches",
    "tts",
    "twisthaler",
    "ug",
    "unit",
    "units",
    "unt",
    "vaginal",
    "vial",
    "wafer",
    "xl",
    "xr",
];

/// Words that begin the instructions.
const SIG: &[&str] = &[
    "ac", "after", "apply", "as", "at", "avoid", "bedtime", "before", "bid", "by", "chew", "daily", "dissolve", "each",
    "every", "for", "give", "given", "hold", "hs", "if", "inhale", "inject", "insert", "instill", "monthly", "nightly",
    "not", "once", "pc", "per", "place", "po", "prn", "q", "qam", "qd", "qhs", "qid", "qod", "qpm", "swallow", "take",
    "takes", "taking", "taper", "tid", "to", "twice", "until", "use", "used", "uses", "weekly", "when", "while", "x",
];

const _: () = assert!(are_sorted(SALTS) && are_sorted(FORMS) && are_sorted(SIG), "searched by halves");

/// Whether words stand in the order of their bytes; for the compiler.
const fn are_sorted(words: &[&str]) -> bool {
    let mut at = 1;
    while at < words.len() {
        let (before, after) = (words[at - 1].as_bytes(), words[at].as_bytes());
        let mut byte = 0;
        while byte < before.len() && byte < after.len() && before[byte] == after[byte] {
            byte += 1;
        }
        if byte == after.len() || (byte < before.len() && before[byte] > after[byte]) {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether a word is a salt.
pub(super) fn is_salt(word: &str) -> bool {
    SALTS.binary_search(&word).is_ok()
}

/// Whether a word is a form, a device, a unit or a way of release.
pub(super) fn is_form(word: &str) -> bool {
    FORMS.binary_search(&word).is_ok()
}

/// Whether a word says nothing about which drug it is.
pub(super) fn is_noise(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || word.len() == 1
        || is_application_number(word)
        || FORMS.binary_search(&word).is_ok()
        || is_salt(word)
}

/// Whether a word begins the instructions: `take`, `daily`, `q6h`.
pub(super) fn begins_sig(word: &str) -> bool {
    SIG.binary_search(&word).is_ok() || (word.len() > 2 && word.starts_with('q') && word.as_bytes()[1].is_ascii_digit())
}

/// Whether the words say that the drug is released or works slowly.
pub(super) fn is_long_acting(word: &str) -> bool {
    const LONG: &[&str] = &[
        "24hr",
        "12hr",
        "arymo",
        "butrans",
        "cd",
        "contin",
        "cr",
        "duragesic",
        "er",
        "extended",
        "hysingla",
        "kadian",
        "la",
        "methadone",
        "oxycontin",
        "patch",
        "sr",
        "xl",
        "xr",
        "xtampza",
        "zohydro",
    ];
    LONG.contains(&word)
}

/// `NDA020800`, as some lists put it before the name.
fn is_application_number(word: &str) -> bool {
    word.strip_prefix("nda").is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}
