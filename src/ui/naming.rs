//! Patients in narrow columns: a name may be cut, but never so that two patients look the same, and one whose name is
//! like another's is marked.

use unicode_width::UnicodeWidthStr;

use super::{App, draw};
use crate::domain::board::Assessed;
use crate::domain::found::Found;
use crate::domain::names;

/// Behind the name of a patient who may be taken for another one.
pub(super) const ALIKE: char = '*';

/// `LINDQVIST Sven 90M` in its parts.
struct Parts<'a> {
    family: &'a str,
    given: &'a str,
    age: &'a str,
}

impl<'a> Parts<'a> {
    fn of(who: &'a str) -> Self {
        let aged = who.rsplit_once(' ').filter(|(_, age)| age.starts_with(|c: char| c.is_ascii_digit()));
        let (name, age) = aged.unwrap_or((who, ""));
        // A family name is in capitals; it may have several words.
        let begins = name.find(|c: char| c.is_lowercase() || c == '#').and_then(|at| name.get(..at)?.rfind(' '));
        let (family, given) = begins.and_then(|at| name.split_at_checked(at)).unwrap_or((name, ""));
        Self { family, given: given.trim_start(), age }
    }

    /// What may stand for the name in so many columns, from the most usual to the last resort; nothing where too little is
    /// left of the family name. Age and sex are apart.
    fn forms(&self, number: &str, room: usize) -> [Option<String>; 4] {
        let short = |rest: &str| {
            let blank = usize::from(!rest.is_empty());
            let left = room.checked_sub(rest.width() + blank)?;
            let is_enough = left >= LEAST.min(self.family.width());
            is_enough.then(|| format!("{}{}{rest}", draw::cut(self.family, left), " ".repeat(blank)))
        };
        let initial = self.given.chars().next().filter(|c| *c != '#').map(|c| format!("{c}.")).unwrap_or_default();
        let first = self.given.split(' ').next().unwrap_or_default();
        [short(&initial), short(first), short(self.given), short(number)]
    }
}

/// Letters of a family name that have to be left beside what tells two people apart.
const LEAST: usize = 3;

/// `who` in `width` columns; `beside` are those it must not look like, `number` tells it apart where nothing else does.
/// When it is too long the given name becomes an initial, then the family name is cut.
fn fitted(who: &str, number: &str, mark: &str, width: usize, beside: impl Fn() -> Vec<(String, String)>) -> String {
    let room = width.saturating_sub(mark.width());
    if who.width() <= room {
        return draw::fit(&format!("{who}{mark}"), width);
    }
    let parts = Parts::of(who);
    let others = beside();
    let aged = room.saturating_sub(if parts.age.is_empty() { 0 } else { parts.age.width() + 1 });
    let others: Vec<[Option<String>; 4]> =
        others.iter().map(|(other, number)| Parts::of(other).forms(number, aged)).collect();
    let mine = parts.forms(number, aged).into_iter().enumerate();
    let mut telling =
        mine.filter(|(at, form)| form.is_some() && others.iter().all(|other| other.get(*at) != Some(form)));
    let text = match telling.next() {
        Some((_, Some(form))) if parts.age.is_empty() => form,
        Some((_, Some(form))) => format!("{form} {}", parts.age),
        // The number needs the room of the age.
        _ => parts.forms(number, room).into_iter().last().flatten().unwrap_or_else(|| draw::cut(who, room)),
    };
    draw::fit(&format!("{text}{mark}"), width)
}

impl App {
    /// A patient in `width` columns, told apart from everybody else on the board, and marked where the name is like another.
    pub(super) fn fit_who(&self, patient: &Assessed, width: usize) -> String {
        let person = &patient.facts.patient;
        let mark = if self.board.alike(patient.id(), person).is_empty() { String::new() } else { ALIKE.to_string() };
        let beside = || {
            let others = self.board.beside(patient.id(), person);
            others.map(|other| (other.who.clone(), format!("#{}", other.facts.patient.number))).collect()
        };
        fitted(&patient.who, &format!("#{}", person.number), &mark, width, beside)
    }

    /// A patient somebody else keeps, as a list has her.
    pub(super) fn fit_name(who: &str, width: usize) -> String {
        fitted(who, "", "", width, Vec::new)
    }

    /// The patients who were found as a list has them, marked where one may be taken for another of them.
    pub(super) fn fit_found(&self, found: &[Found], width: usize) -> Vec<String> {
        let alike = names::alike_among(found.iter().map(|one| (&one.name, one.born)));
        let called = |one: &Found| (one.headline(self.today()), format!("#{}", one.number));
        let fit = |(one, is_alike): (&Found, bool)| {
            let mark = if is_alike { ALIKE.to_string() } else { String::new() };
            let beside = || found.iter().filter(|other| other.patient != one.patient).map(called).collect();
            let (who, number) = called(one);
            fitted(&who, &number, &mark, width, beside)
        };
        found.iter().zip(alike).map(fit).collect()
    }

    /// `NAME ALERT: also MCGHEE Cora 71F #100234`: who on the board may be taken for this patient.
    pub(super) fn name_alert(&self, patient: &Assessed) -> Option<String> {
        let like = self.board.alike(patient.id(), &patient.facts.patient);
        let said: Vec<String> =
            like.iter().take(2).map(|other| format!("{} #{}", other.who, other.facts.patient.number)).collect();
        let more = like.len().saturating_sub(said.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!said.is_empty()).then(|| format!("NAME ALERT: also {}{more}", said.join(", ")))
    }
}
