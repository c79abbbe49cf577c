//! A medication line as the review needs it: ingredients, routes, when it is taken, how much of it a day.

use super::Medication;
use super::noise::is_long_acting;
use super::resolve::{Part, Resolved, milligrams, resolve};
use super::words::{Gap, Words};
use crate::domain::formulary::{Formulary, Wording};

/// Days and times that tell two lines of one drug apart.
const TIMES: [&[&str]; 10] = [
    &["mon", "monday", "mondays", "mwf", "m"],
    &["tue", "tues", "tuesday", "tuesdays", "tth", "tts", "ttss"],
    &["wed", "wednesday", "wednesdays", "mwf", "w"],
    &["thu", "thur", "thurs", "thursday", "thursdays", "tth", "tts", "ttss"],
    &["fri", "friday", "fridays", "mwf", "f"],
    &["sat", "saturday", "saturdays", "ttss", "tts"],
    &["sun", "sunday", "sundays", "ttss"],
    &["am", "qam", "morning", "breakfast"],
    &["noon", "lunch", "midday", "afternoon"],
    &["pm", "qpm", "hs", "qhs", "evening", "bedtime", "nightly", "supper", "dinner", "night"],
];

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What it names.
    pub resolved: Resolved,
    /// Route that the line states, as index into [`Formulary::routes`].
    pub stated_route: Option<u8>,
    /// Taken only when needed.
    pub as_needed: bool,
    /// Released slowly, or a patch.
    pub long_acting: bool,
    /// A bridge, switch or taper is written on it.
    pub written_plan: bool,
    /// Named days and times of day, one bit for each row of the table above.
    pub times: u16,
}

impl Reading {
    /// Reads a line.
    pub fn of(medication: &Medication, formulary: &Formulary) -> Self {
        let resolved = resolve(&medication.drug, formulary);
        let drug = Words::of(&medication.drug);
        let sig = Words::of(&medication.sig);
        let has = |wanted: &[&str]| drug.iter().chain(sig.iter()).any(|word| wanted.contains(&word));
        let says = |phrase: &str| finds(&sig, phrase) || finds(&drug, phrase);
        let stated_route = medication
            .route
            .as_deref()
            .and_then(|code| formulary.route(code))
            .or_else(|| route_in_words(&sig, &drug, &resolved, formulary))
            .or_else(|| route_of_form(&resolved, &drug, formulary));
        let times = TIMES.iter().enumerate().filter(|(_, words)| sig.iter().any(|word| words.contains(&word)));
        Self {
            as_needed: medication.as_needed
                || has(&["prn"])
                || says("as needed")
                || says("when needed")
                || says("if needed"),
            long_acting: drug.iter().any(is_long_acting) || says("24 hr") || says("12 hr"),
            written_plan: has(&["bridge", "bridging", "taper", "tapering", "cross", "switch", "switching"])
                || says("until inr"),
            times: times.map(|(bit, _)| 1 << bit).sum(),
            stated_route,
            resolved,
        }
    }

    /// The route of one ingredient: stated, or of the name it is sold under, or its usual one.
    pub fn route(&self, part: &Part, formulary: &Formulary) -> u8 {
        let usual = formulary.ingredient(part.ingredient).default_route;
        self.stated_route.or(part.route).unwrap_or(usual)
    }
}

/// Whether the words of a phrase stand one after the other.
fn finds(words: &Words, phrase: &str) -> bool {
    (0..words.len()).any(|at| fits(words, at, phrase).is_some())
}

/// Where a phrase that begins at a place ends.
fn fits(words: &Words, at: usize, phrase: &str) -> Option<usize> {
    let mut place = at;
    for wanted in phrase.split(' ') {
        if words.at(place) != wanted {
            return None;
        }
        place += 1;
    }
    Some(place)
}

/// The longest wording that begins at a place, with its end.
fn wording_at(words: &Words, at: usize, wordings: &'static [Wording]) -> Option<(u8, usize)> {
    let first = words.at(at);
    let from = wordings.partition_point(|(wording, _)| wording.split(' ').next().unwrap_or_default() < first);
    let candidates = wordings[from..].iter().take_while(|(wording, _)| wording.split(' ').next() == Some(first));
    candidates
        .filter_map(|(wording, index)| fits(words, at, wording).map(|end| (*index, end)))
        .max_by_key(|(_, end)| *end)
}

/// A route stated in words, the sig first.
fn route_in_words(sig: &Words, drug: &Words, resolved: &Resolved, formulary: &Formulary) -> Option<u8> {
    let has = |wanted: &[&str]| sig.iter().chain(drug.iter()).any(|word| wanted.contains(&word));
    let drops = has(&["drop", "drops", "gtt", "gtts"]);
    // Patches and the gels of some hormones and nitrates are "applied" and still reach the blood.
    let through_skin = has(&["patch", "patches", "transdermal"])
        || resolved.parts.first().is_some_and(|part| {
            let usual = usize::from(formulary.ingredient(part.ingredient).default_route);
            formulary.routes.get(usual).is_some_and(|route| matches!(route.code, "td" | "sl"))
        });
    for words in [sig, drug] {
        let mut at = 0;
        while at < words.len() {
            let Some((route, end)) = wording_at(words, at, formulary.route_words) else {
                at += 1;
                continue;
            };
            let counts = match words.at(at) {
                // Two letters that are also English words, or mean "once daily".
                "as" | "ad" | "au" | "od" | "os" | "ou" => drops,
                "apply" | "topical" => !through_skin,
                // PEG 3350 is a laxative, a pain patch acts where it lies, INH is isoniazid.
                "peg" | "patch" | "top" | "inh" => false,
                _ => true,
            };
            if counts {
                return Some(route);
            }
            at = end;
        }
    }
    None
}

/// A route that the form implies, when it differs from what is usual for the ingredient.
fn route_of_form(resolved: &Resolved, drug: &Words, formulary: &Formulary) -> Option<u8> {
    let part = resolved.parts.first()?;
    let usual = formulary.routes.get(usize::from(formulary.ingredient(part.ingredient).default_route))?;
    let code = drug.iter().find_map(|word| match word {
        "tablet" | "tablets" | "tab" | "tabs" | "capsule" | "capsules" | "cap" | "caps" | "caplet" | "syrup"
        | "elixir" => Some("po"),
        "cream" | "ointment" | "lotion" | "gel" => Some("top"),
        "patch" | "patches" => Some("td"),
        "inhaler" | "hfa" | "mdi" | "nebulizer" | "diskus" | "ellipta" | "respimat" | "handihaler" => Some("inh"),
        "injection" | "injectable" | "pen" | "flexpen" | "syringe" | "autoinjector" => Some("sc"),
        "suppository" | "enema" => Some("pr"),
        _ => None,
    })?;
    let kept = match code {
        "po" => matches!(usual.code, "po" | "sl" | "buc" | "vag"),
        "top" => matches!(usual.code, "top" | "oph" | "vag" | "td" | "sl") || part.route.is_some(),
        "td" => usual.code == "top" || part.route.is_some(),
        "sc" => matches!(usual.code, "sc" | "im" | "iv"),
        _ => usual.code == code,
    };
    if kept { None } else { formulary.route(code) }
}

/// Milligrams of one ingredient in a day where strength and frequency are both plain; `None` where they are not.
pub fn daily_mg(medication: &Medication, reading: &Reading, part: &Part, formulary: &Formulary) -> Option<f32> {
    let drug = Words::of(&medication.drug);
    let sig = Words::of(&medication.sig);
    // Some lists keep drug and sig in one field.
    let instructions = if sig.is_empty() { &drug } else { &sig };
    let per_day = times_per_day(instructions, formulary)?;
    // A mass in the sig of a combination could be that of either ingredient.
    let stated = if sig.is_empty() || reading.resolved.parts.len() > 1 { None } else { mass_in(&sig) };
    let dose = match (stated, count_of(instructions)) {
        (Some(mass), _) => mass,
        (None, Some(count)) => part.strength_mg? * count,
        (None, None) => part.strength_mg?,
    };
    Some(dose * per_day)
}

/// The largest mass a sig names.
fn mass_in(sig: &Words) -> Option<f32> {
    (0..sig.len()).filter_map(|at| milligrams(sig.at(at), sig.at(at + 1))).max_by(f32::total_cmp)
}

/// How many tablets or the like: the number before the word, the higher one of a range.
fn count_of(words: &Words) -> Option<f32> {
    let form = (1..words.len()).find(|at| {
        let counted =
            ["tab", "tabs", "tablet", "tablets", "cap", "caps", "capsule", "capsules", "caplets", "pill", "pills"];
        counted.contains(&words.at(*at)) && number(words.at(at - 1)).is_some()
    })?;
    let last = number(words.at(form - 1))?;
    if words.gap(form - 1) == Gap::Join {
        let first = number(words.at(form.checked_sub(2)?))?;
        return (last > 0.0).then_some(first / last);
    }
    Some(last)
}

fn number(word: &str) -> Option<f32> {
    match word {
        "one" => Some(1.0),
        "two" => Some(2.0),
        "three" => Some(3.0),
        "half" => Some(0.5),
        _ => word.parse().ok(),
    }
}

/// Times per day. Times of day add up ("in the morning and at bedtime"), but not to a frequency beside them.
fn times_per_day(words: &Words, formulary: &Formulary) -> Option<f32> {
    let (mut named, mut timed) = (None::<f32>, 0.0);
    let mut at = 0;
    while at < words.len() {
        let Some((index, end)) = wording_at(words, at, formulary.frequency_words) else {
            at += 1;
            continue;
        };
        at = end;
        let frequency = formulary.frequencies.get(usize::from(index))?;
        match (frequency.code, frequency.per_day) {
            ("qam" | "qpm" | "qhs" | "with_breakfast" | "with_supper", Some(times)) => timed += times,
            ("prn_only", _) => {}
            (_, Some(times)) => named = Some(named.map_or(times, |known| known.max(times))),
            (_, None) => return None,
        }
    }
    match named {
        Some(times) => Some(times.max(timed)),
        None if timed > 0.0 => Some(timed),
        None => None,
    }
}
