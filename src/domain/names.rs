//! Names that one person could take for another: who has to be told apart, and by what.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::ids::PatientId;
use super::medication::sound::sound_of;
use super::medication::suggest::slips;
use super::patient::{Name, Patient};
use super::text::fold;
use super::when::PartialDate;

/// Letters at the start of a family name that a narrow pane may leave of it.
pub const START: usize = 3;

/// A name as it is compared: folded, first given name apart.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heard {
    family: String,
    given: String,
    born: Option<PartialDate>,
}

impl Heard {
    fn of(name: &Name, born: Option<PartialDate>) -> Self {
        let given = fold(&name.given);
        Self { family: fold(&name.family), given: given.split(' ').next().unwrap_or_default().to_owned(), born }
    }

    /// Whether a nurse who reads or hears one may take it for the other: the same or a like-sounding family name with a
    /// similar given name, a family and a given name that changed places, or one family name and one date of birth.
    fn is_like(&self, other: &Self) -> bool {
        let is_born_the_same = self.born.is_some() && self.born == other.born;
        let is_swapped = !self.given.is_empty() && self.given == other.family && self.family == other.given;
        let is_of_one_family = self.family == other.family;
        is_swapped
            || (is_of_one_family && is_born_the_same)
            || ((is_of_one_family || is_close(&self.family, &other.family)) && is_near(&self.given, &other.given))
    }
}

/// Whether two given names are taken for each other. One that is not recorded is taken for any.
fn is_near(one: &str, other: &str) -> bool {
    let begins = |whole: &str, part: &str| part.chars().count() >= START && whole.starts_with(part);
    one.is_empty() || other.is_empty() || begins(one, other) || begins(other, one) || is_close(one, other)
}

/// Whether two words sound the same, or are one slip of the pen apart. Short ones have to begin alike for that.
fn is_close(one: &str, other: &str) -> bool {
    let initial = |word: &str| word.chars().next();
    let is_short = one.len().min(other.len()) < 4;
    let most = usize::from(!is_short || initial(one) == initial(other));
    let (mine, others) = (sound_of(one), sound_of(other));
    let sounds = mine == others && mine > 0xF && one.len().abs_diff(other.len()) <= 2 && !is_short;
    one == other || sounds || slips(one, other, most).is_some()
}

/// The patients of a board by their names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Names {
    heard: Vec<(PatientId, Heard)>,
    /// The place of each patient in `heard`.
    places: HashMap<PatientId, usize>,
    /// For each of `heard` who may be taken for them, found when it is first asked for: every frame asks.
    like: Vec<OnceLock<Vec<PatientId>>>,
    /// By the first letters of the family name: who could look alike where it is cut.
    starts: HashMap<String, Vec<usize>>,
    /// By the sounds of family and given name, and by family and date of birth: who could be taken for another.
    sounds: HashMap<u64, Vec<usize>>,
}

fn start_of(family: &str) -> String {
    family.chars().take(START).collect()
}

/// Where a name may meet those that are like it.
fn keys_of(heard: &Heard) -> [u64; 2] {
    let initial = |word: &str| sound_of(word) >> (4 * sounds_in(sound_of(word)).saturating_sub(1));
    let (family, given) = (initial(&heard.family), initial(&heard.given));
    // What is heard first is kept by every slip but one in the first letter; both ways round, for names that are swapped.
    [family.min(given) << 8 | family.max(given), u64::MAX - sound_of(&heard.family)]
}

fn sounds_in(key: u64) -> u32 {
    (u64::BITS - key.leading_zeros()).div_ceil(4)
}

impl Names {
    /// Those of these patients.
    pub fn of<'a>(patients: impl Iterator<Item = (PatientId, &'a Patient)>) -> Self {
        let mut names = Self::default();
        for (at, (id, patient)) in patients.enumerate() {
            let heard = Heard::of(&patient.name, patient.born);
            names.starts.entry(start_of(&heard.family)).or_default().push(at);
            for key in keys_of(&heard) {
                names.sounds.entry(key).or_default().push(at);
            }
            names.heard.push((id, heard));
            names.places.insert(id, at);
        }
        names.like.resize_with(names.heard.len(), OnceLock::new);
        names
    }

    /// The other patients whose family name begins as this one's does.
    pub fn beside(&self, id: PatientId, name: &Name) -> impl Iterator<Item = PatientId> {
        let found = self.starts.get(&start_of(&fold(&name.family)));
        let found = found.into_iter().flatten().filter_map(|at| self.heard.get(*at));
        found.map(|(other, _)| *other).filter(move |other| *other != id)
    }

    /// The other patients who may be taken for this one, each once.
    pub fn like(&self, id: PatientId, name: &Name, born: Option<PartialDate>) -> Cow<'_, [PatientId]> {
        let place = self.places.get(&id).and_then(|at| Some((self.heard.get(*at)?, self.like.get(*at)?)));
        match place {
            Some(((_, heard), like)) => Cow::Borrowed(like.get_or_init(|| self.find_like(id, heard))),
            None => Cow::Owned(self.find_like(id, &Heard::of(name, born))),
        }
    }

    fn find_like(&self, id: PatientId, heard: &Heard) -> Vec<PatientId> {
        let mut like: Vec<PatientId> = Vec::new();
        for at in keys_of(heard).iter().filter_map(|key| self.sounds.get(key)).flatten() {
            let found = self.heard.get(*at).filter(|(other, known)| *other != id && heard.is_like(known));
            if let Some((other, _)) = found
                && !like.contains(other)
            {
                like.push(*other);
            }
        }
        like
    }
}

/// Which of some people may be taken for another one of them.
pub fn alike_among<'a>(people: impl Iterator<Item = (&'a Name, Option<PartialDate>)>) -> Vec<bool> {
    let heard: Vec<Heard> = people.map(|(name, born)| Heard::of(name, born)).collect();
    let is_like =
        |at: usize, one: &Heard| heard.iter().enumerate().any(|(other_at, other)| other_at != at && one.is_like(other));
    heard.iter().enumerate().map(|(at, one)| is_like(at, one)).collect()
}
