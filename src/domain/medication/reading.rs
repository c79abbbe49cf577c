//! A medication line as every rule needs it: ingredients, routes and instructions, read once.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use super::Medication;
use super::resolve::{Part, Resolved, resolve};
use super::sig::{Sig, SigReading, order_of};
use super::words::Words;
use crate::domain::formulary::{Formulary, Wording};

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What it names.
    pub resolved: Resolved,
    /// Route that the line states, as index into [`Formulary::routes`].
    pub stated_route: Option<u8>,
    /// Its instructions; empty where they stand beside the drug.
    pub instructions: SigReading,
    /// The drug as written, with blanks in place of what orders nothing.
    pub(super) order: String,
}

/// The words of a line and the tables they are read with: everything a reading comes from.
#[derive(PartialEq, Eq, Hash)]
struct Written {
    /// The address of the tables, which stay where they are for as long as the program runs.
    formulary: usize,
    drug: String,
    sig: String,
    route: Option<String>,
}

/// Lines that were read before. An agency writes the same orders over and over, and every board reads all of them again.
static READ: LazyLock<RwLock<HashMap<Written, Arc<Reading>>>> = LazyLock::new(RwLock::default);
/// More are not kept: then all are read anew.
const MOST_KEPT: usize = 4_096;

impl Reading {
    /// Reads a line, or remembers how one with the same words was read.
    pub fn remembered(medication: &Medication, formulary: &'static Formulary) -> Arc<Self> {
        let Medication { drug, sig, route, .. } = medication;
        let formulary_at = std::ptr::from_ref(formulary).addr();
        let written = Written { formulary: formulary_at, drug: drug.clone(), sig: sig.clone(), route: route.clone() };
        if let Some(known) = READ.read().unwrap_or_else(PoisonError::into_inner).get(&written) {
            return Arc::clone(known);
        }
        let reading = Arc::new(Self::of(medication, formulary));
        let mut read = READ.write().unwrap_or_else(PoisonError::into_inner);
        if read.len() >= MOST_KEPT {
            read.clear();
        }
        read.insert(written, Arc::clone(&reading));
        reading
    }

    /// Reads a line.
    pub fn of(medication: &Medication, formulary: &Formulary) -> Self {
        let order = order_of(&medication.drug, formulary);
        let resolved = resolve(&order, formulary);
        let in_words = || {
            let (drug, sig) = (Words::of(&medication.drug), Words::of(&medication.sig));
            route_in_words(&sig, &drug, &resolved, formulary).or_else(|| route_of_form(&resolved, &drug, formulary))
        };
        let stated_route = medication.route.as_deref().and_then(|code| formulary.route(code)).or_else(in_words);
        let instructions = Sig::read(&medication.sig, formulary);
        Self { resolved, stated_route, instructions, order }
    }

    /// The route of one ingredient: stated, or of the name it is sold under, or its usual one.
    pub fn route(&self, part: &Part, formulary: &Formulary) -> u8 {
        let usual = formulary.ingredient(part.ingredient).default_route;
        self.stated_route.or(part.route).unwrap_or(usual)
    }
}

/// The longest wording that begins at a place, with its end.
pub(super) fn wording_at(words: &Words, at: usize, wordings: &'static [Wording]) -> Option<(u8, usize)> {
    let first = words.at(at);
    let from = wordings.partition_point(|(wording, _)| *wording < first);
    let candidates = wordings[from..].iter().take_while(|(wording, _)| wording.starts_with(first));
    candidates
        .filter_map(|(wording, index)| words.fits(at, wording).map(|end| (*index, end)))
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
        "tablet" | "tablets" | "tab" | "tabs" | "pill" | "pills" | "capsule" | "capsules" | "cap" | "caps"
        | "caplet" | "syrup" | "elixir" => Some("po"),
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
