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

    /// What may stand for the name in so many columns; nothing where too little is left of the family name. Age and sex are
    /// apart.
    fn form(&self, form: Form, number: &str, room: usize) -> Option<String> {
        let mut initial = String::new();
        let rest = match form {
            Form::Initial => {
                initial.extend(self.given.chars().next().filter(|c| *c != '#').into_iter().flat_map(|c| [c, '.']));
                &initial
            }
            Form::FirstGiven => self.given.split(' ').next().unwrap_or_default(),
            Form::Given => self.given,
            Form::Number => number,
        };
        let blank = usize::from(!rest.is_empty());
        let left = room.checked_sub(draw::width_of(rest) + blank)?;
        let is_enough = left >= LEAST.min(draw::width_of(self.family));
        is_enough.then(|| format!("{}{}{rest}", draw::cut(self.family, left), " ".repeat(blank)))
    }
}

/// What stands beside the family name.
#[derive(Debug, Clone, Copy)]
enum Form {
    Initial,
    FirstGiven,
    Given,
    Number,
}

impl Form {
    /// From the most usual to the last resort.
    const ALL: [Self; 4] = [Self::Initial, Self::FirstGiven, Self::Given, Self::Number];
}

/// Letters of a family name that have to be left beside what tells two people apart.
const LEAST: usize = 3;

/// `who` in `width` columns; `beside` are those it must not look like, `number` tells it apart where nothing else does.
/// When it is too long the given name becomes an initial, then the family name is cut.
fn fitted(who: &str, number: &str, mark: &str, width: usize, beside: impl Fn() -> Vec<(String, String)>) -> String {
    let room = width.saturating_sub(mark.width());
    if draw::width_of(who) <= room {
        return draw::fit(&format!("{who}{mark}"), width);
    }
    let parts = Parts::of(who);
    let others = beside();
    let aged = room.saturating_sub(if parts.age.is_empty() { 0 } else { parts.age.width() + 1 });
    let telling = Form::ALL.into_iter().find_map(|form| {
        let mine = parts.form(form, number, aged)?;
        let is_own =
            |(other, number): &(String, String)| Parts::of(other).form(form, number, aged).as_ref() != Some(&mine);
        others.iter().all(is_own).then_some(mine)
    });
    let text = match telling {
        Some(form) if parts.age.is_empty() => form,
        Some(form) => format!("{form} {}", parts.age),
        // The number needs the room of the age.
        None => parts.form(Form::Number, number, room).unwrap_or_else(|| draw::cut(who, room)),
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
