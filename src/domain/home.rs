//! A home as its chart has it: which rooms were looked at, what was found there, and what a key of an evaluation writes.
//!
//! Nothing is ever assumed: a hazard from before stays to be confirmed until somebody says that it is there or not, and a
//! room nobody looked at stays not looked at.

use super::change::{Bundle, Change, Edit};
use super::entry::hazard::table::{self, Known};
use super::entry::hazard::{Outcome, Risk};
use super::entry::home_evaluation::Occasion;
use super::entry::{Content, Entry, EntryId, Hazard, HomeEvaluation, Says, Setting, of_kind};
use super::ids::Stored;
use super::refusal::Refusal;
use super::when::Instant;

mod course;

pub use course::{ByRisk, Evaluated};

/// The room of hazards that stand in no table of this program: a newer one wrote them.
pub const ELSEWHERE: &str = "";
/// Rooms that are named where they were not looked at; more are counted.
const FEW: usize = 5;

/// A home, from the entries of its chart that count.
#[derive(Debug)]
pub struct Home<'a> {
    /// The evaluations, the newest first.
    evaluations: Vec<(&'a Stored<Entry>, &'a HomeEvaluation)>,
    hazards: Vec<(&'a Stored<Entry>, &'a Hazard)>,
}

/// A line of a room: something that is looked for, and what is on record of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Line<'a> {
    /// The id of its hazard: `B01`.
    pub hazard: &'a str,
    /// What the table says of it.
    pub known: Option<&'static Known>,
    /// The record that is open, or was closed in this evaluation.
    pub record: Option<(&'a Stored<Entry>, &'a Hazard)>,
    /// How it stands in the evaluation.
    pub standing: Standing,
}

/// How a hazard stands in an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has looked for it.
    NotLooked,
    /// It was looked for, and is not there.
    Absent,
    /// It is there, or was and is fixed.
    Present,
    /// It was there before, and nobody has looked for it again.
    ToConfirm,
}

/// How a room stands in an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Room {
    /// Whether everything in it was looked for, but what is to be confirmed.
    pub is_looked_at: bool,
    /// Hazards somebody has still to do something about.
    pub open: usize,
    /// Hazards of before that nobody has confirmed.
    pub to_confirm: usize,
}

/// What somebody says of a home.
#[derive(Debug, Clone, PartialEq)]
pub enum Said<'s, 'a> {
    /// The hazard of this line is there.
    Present(&'s Line<'a>),
    /// It was looked for and is not there.
    Absent(&'s Line<'a>),
    /// Nothing else of this room is there.
    NoneOfTheRest(&'s str),
    /// This came of the hazard of the line.
    Became(&'s Line<'a>, Outcome),
    /// What the evaluation is for; one begins where none is in hand.
    For(Occasion),
    /// The evaluation is finished.
    Finished,
}

impl<'a> Home<'a> {
    /// The home of a chart with these entries.
    pub fn of(entries: &'a [Stored<Entry>]) -> Self {
        let mut evaluations: Vec<_> = of_kind::<HomeEvaluation>(entries).filter(|(entry, _)| entry.counts()).collect();
        evaluations.sort_by_key(|(entry, evaluation)| std::cmp::Reverse((evaluation.date, entry.id)));
        let mut hazards: Vec<_> = of_kind::<Hazard>(entries).filter(|(entry, _)| entry.counts()).collect();
        hazards.sort_by_key(|(entry, hazard)| (hazard.found, entry.id));
        Self { evaluations, hazards }
    }

    /// Whether nothing is on record of it.
    pub fn is_unknown(&self) -> bool {
        self.evaluations.is_empty() && self.hazards.is_empty()
    }

    /// The evaluation that is not finished, the newest of several.
    pub fn in_hand(&self) -> Option<(&'a Stored<Entry>, &'a HomeEvaluation)> {
        self.evaluations.iter().copied().find(|(_, evaluation)| !evaluation.finished)
    }

    /// The evaluation to be shown: the one in hand, else the newest.
    pub fn shown(&self) -> Option<&'a HomeEvaluation> {
        let shown = self.in_hand().or_else(|| self.evaluations.first().copied());
        shown.map(|(_, evaluation)| evaluation)
    }

    /// Hazards somebody has still to do something about, the most dangerous first.
    pub fn open(&self) -> Vec<&'a Hazard> {
        let mut open: Vec<_> =
            self.hazards.iter().map(|(_, hazard)| *hazard).filter(|hazard| hazard.is_open()).collect();
        open.sort_by_key(|hazard| (hazard.risk(), hazard.due(), hazard.found));
        open
    }

    /// Words and names of its rooms, in the order of a walk through it.
    pub fn rooms(&self) -> Vec<(&'static str, &'static str)> {
        let is_elsewhere = |(_, hazard): &(&Stored<Entry>, &Hazard)| hazard.room() == ELSEWHERE;
        let elsewhere = self.hazards.iter().any(is_elsewhere).then_some((ELSEWHERE, "Not in this table"));
        table::rooms().iter().copied().chain(elsewhere).collect()
    }

    /// The lines of a room as they stand in an evaluation: what the table looks for, and what is on record beside it.
    pub fn lines(&self, room: &str, evaluation: Option<&HomeEvaluation>) -> Vec<Line<'a>> {
        let mut ids: Vec<&'a str> =
            table::read().hazards.iter().filter(|known| known.room == room).map(|known| known.id).collect();
        for (_, hazard) in self.hazards.iter().filter(|(_, hazard)| hazard.room() == room) {
            if !ids.contains(&hazard.hazard.as_str()) {
                ids.push(&hazard.hazard);
            }
        }
        ids.into_iter().flat_map(|id| self.lines_of(id, evaluation)).collect()
    }

    fn lines_of(&self, id: &'a str, evaluation: Option<&HomeEvaluation>) -> Vec<Line<'a>> {
        let known = table::known(id);
        let line = |record: Option<(&'a Stored<Entry>, &'a Hazard)>| {
            let standing = standing(id, record.map(|(_, hazard)| hazard), evaluation);
            Line { hazard: id, known, record, standing }
        };
        let is_shown = |hazard: &Hazard| {
            hazard.is_open() || evaluation.is_some_and(|it| hazard.settled.is_some_and(|day| day >= it.date))
        };
        let records = self.hazards.iter().copied().filter(|(_, hazard)| hazard.hazard == id && is_shown(hazard));
        let mut lines: Vec<Line<'a>> = records.map(|record| line(Some(record))).collect();
        // What no table looks for stands here only while it is on record.
        if lines.is_empty() && known.is_some() {
            lines.push(line(None));
        }
        lines
    }

    /// How a room stands in an evaluation.
    pub fn room(&self, room: &str, evaluation: Option<&HomeEvaluation>) -> Room {
        let lines = self.lines(room, evaluation);
        let count = |is: &dyn Fn(&Line<'_>) -> bool| lines.iter().filter(|line| is(line)).count();
        Room {
            is_looked_at: evaluation.is_some_and(|it| it.has_looked_at(room))
                || (room == ELSEWHERE && lines.iter().all(Line::is_answered)),
            open: count(&|line| line.record.is_some_and(|(_, hazard)| hazard.is_open())),
            to_confirm: count(&|line| line.standing == Standing::ToConfirm),
        }
    }

    /// What is written when somebody says that; nothing to write where it is on record already.
    ///
    /// # Errors
    /// When it cannot be said now.
    pub fn write(&self, said: &Said<'_, 'a>, setting: &Setting<'_>, at: Instant) -> Result<Bundle, Refusal> {
        let pen = Pen { home: self, setting, at, begun: HomeEvaluation::begun(setting) };
        match said {
            Said::Present(line) => Ok(pen.present(&pen.now(line))),
            Said::Absent(line) => Ok(pen.absent(&pen.now(line))),
            Said::NoneOfTheRest(room) => Ok(pen.none_of_the_rest(room)),
            Said::Became(line, outcome) => pen.became(&pen.now(line), outcome),
            Said::For(occasion) => Ok(pen.occasion(occasion)),
            Said::Finished => pen.finished(),
        }
    }
}

fn standing(id: &str, hazard: Option<&Hazard>, evaluation: Option<&HomeEvaluation>) -> Standing {
    let is_looked_for = |it: &HomeEvaluation| {
        it.absent.iter().any(|absent| absent == id)
            || table::known(id).is_some_and(|known| it.has_looked_at(known.room))
    };
    match (hazard, evaluation) {
        (Some(hazard), _) if hazard.outcome == Some(Outcome::Gone) => Standing::Absent,
        (Some(hazard), Some(it)) if hazard.was_seen_since(it.date) => Standing::Present,
        (Some(_), _) => Standing::ToConfirm,
        (None, Some(it)) if is_looked_for(it) => Standing::Absent,
        (None, _) => Standing::NotLooked,
    }
}

impl Line<'_> {
    /// What it is, in the words of the table.
    pub fn name(&self) -> &str {
        self.known.map_or(self.hazard, |known| known.name)
    }

    /// Its id and what it is; the id alone where no table knows more.
    pub fn title(&self) -> String {
        self.known.map_or_else(|| self.hazard.to_owned(), |known| format!("{} {}", known.id, known.name))
    }

    /// How dangerous it is here, or as a rule.
    pub fn risk(&self) -> Risk {
        let usual = || self.known.map_or(Risk::High, |known| known.risk.clone());
        self.record.map_or_else(usual, |(_, hazard)| hazard.risk())
    }

    /// Whether it was answered in the evaluation.
    fn is_answered(&self) -> bool {
        matches!(self.standing, Standing::Absent | Standing::Present)
    }

    fn room(&self) -> &'static str {
        self.known.map_or(ELSEWHERE, |known| known.room)
    }

    /// The record on it.
    pub fn id(&self) -> Option<EntryId> {
        self.record.map(|(entry, _)| entry.id)
    }
}

/// Writes what somebody says, into the evaluation in hand or a new one.
struct Pen<'h, 'a> {
    home: &'h Home<'a>,
    setting: &'h Setting<'h>,
    at: Instant,
    /// What a new evaluation starts with.
    begun: HomeEvaluation,
}

impl<'a> Pen<'_, 'a> {
    /// The line as it stands in the evaluation that is written to: what was settled before it began is no part of it.
    fn now(&self, line: &Line<'a>) -> Line<'a> {
        let lines = self.home.lines_of(line.hazard, Some(self.evaluation()));
        let fresh = Line { record: None, standing: Standing::NotLooked, ..line.clone() };
        lines
            .iter()
            .find(|now| now.id() == line.id())
            .or_else(|| lines.iter().find(|now| now.record.is_none()))
            .cloned()
            .unwrap_or(fresh)
    }

    fn present(&self, line: &Line<'_>) -> Bundle {
        let today = self.setting.now.date();
        let says = format!("there: {}", line.name());
        let Some((entry, hazard)) = line.record else {
            let found = line.known.map(|known| self.added(Hazard::found(known, today)));
            return bundle(says, [found, self.evaluated(|it| self.answered(it, line, true))]);
        };
        let is_over = matches!(hazard.outcome, Some(Outcome::Fixed | Outcome::Gone));
        let outcome = hazard.outcome.clone().filter(|_| !is_over);
        let settled = hazard.settled.filter(|_| !is_over);
        let confirmed = if hazard.found < today { Some(today) } else { hazard.confirmed };
        let seen = Hazard { confirmed, outcome, settled, ..hazard.clone() };
        bundle(says, [amended(entry, seen), self.evaluated(|it| self.answered(it, line, true))])
    }

    fn absent(&self, line: &Line<'_>) -> Bundle {
        let today = self.setting.now.date();
        let says = format!("not there: {}", line.name());
        let Some((entry, hazard)) = line.record else {
            return bundle(says, [self.evaluated(|it| self.answered(it, line, false))]);
        };
        if hazard.found == today && hazard.outcome.is_none() {
            // It was never there: it was said by mistake a moment ago.
            let retracted = Change::entry(entry.amended(entry.retracted("looked again on the same day: not there")));
            return bundle(says, [Some(retracted), self.evaluated(|it| self.answered(it, line, false))]);
        }
        let gone =
            if line.standing == Standing::Absent { hazard.clone() } else { hazard.with_outcome(Outcome::Gone, today) };
        bundle(says, [amended(entry, gone), self.evaluated(|it| self.answered(it, line, true))])
    }

    fn none_of_the_rest(&self, room: &str) -> Bundle {
        let left = self.home.lines(room, Some(self.evaluation()));
        let left = left.iter().filter(|line| line.standing == Standing::ToConfirm).count();
        let name = table::room_name(room);
        let says = match left {
            0 => format!("{name}: none of the rest"),
            left => format!("{name}: none of the rest; confirm {left} from before"),
        };
        bundle(says, [self.evaluated(|it| it.look_at(room))])
    }

    fn became(&self, line: &Line<'_>, outcome: &Outcome) -> Result<Bundle, Refusal> {
        let nothing = || Refusal::new("This is not on record: say first that it is there.");
        let (entry, hazard) = line.record.filter(|_| line.standing != Standing::Absent).ok_or_else(nothing)?;
        let says = format!("{}: {}", outcome.label(), line.name());
        let became = hazard.with_outcome(outcome.clone(), self.setting.now.date());
        let same = hazard.outcome.as_ref() == Some(outcome);
        let change = if same { None } else { amended(entry, became) };
        // What is settled needs no look any more; what is only told of before is still to be confirmed.
        let is_over = !matches!(outcome, Outcome::Told | Outcome::Waiting);
        let evaluated = self.home.in_hand().filter(|_| is_over || line.is_answered());
        let evaluated = evaluated.and_then(|_| self.evaluated(|it| self.answered(it, line, true)));
        Ok(bundle(says, [change, evaluated]))
    }

    fn occasion(&self, occasion: &Occasion) -> Bundle {
        let says = format!("home safety evaluation: {}", occasion.label());
        bundle(says, [self.evaluated(|it| it.occasion = occasion.clone())])
    }

    fn finished(&self) -> Result<Bundle, Refusal> {
        let (_, evaluation) = self.home.in_hand().ok_or_else(|| Refusal::new("No home safety evaluation is begun."))?;
        let rooms = self.home.rooms();
        let state = |word: &str| self.home.room(word, Some(evaluation));
        let not_looked: Vec<&str> =
            rooms.iter().filter(|(word, _)| !state(word).is_looked_at).map(|(_, name)| *name).collect();
        let left: usize = rooms.iter().map(|(word, _)| state(word).to_confirm).sum();
        let left = if left > 0 { format!("; {left} from before not confirmed") } else { String::new() };
        let rooms = match not_looked.len() {
            0 => "every room looked at".to_owned(),
            1..=FEW => format!("not looked at: {}", not_looked.join(", ")),
            many => format!("{many} rooms stay not looked at"),
        };
        let says = format!("home safety evaluation finished{left}; {rooms}");
        Ok(bundle(says, [self.evaluated(|it| it.finished = true)]))
    }

    fn evaluation(&self) -> &HomeEvaluation {
        self.home.in_hand().map_or(&self.begun, |(_, evaluation)| evaluation)
    }

    /// The change of the evaluation in hand, or a new one; nothing where it says so already.
    fn evaluated(&self, change: impl FnOnce(&mut HomeEvaluation)) -> Option<Change> {
        let mut evaluation = self.evaluation().clone();
        change(&mut evaluation);
        match self.home.in_hand() {
            Some((entry, _)) => amended(entry, evaluation),
            None => Some(self.added(evaluation)),
        }
    }

    /// A line was answered: by a record of its own, or it is not there. The last one of a room makes it looked at.
    fn answered(&self, evaluation: &mut HomeEvaluation, line: &Line<'_>, by_record: bool) {
        evaluation.absent.retain(|absent| absent != line.hazard);
        if !by_record && line.known.is_some() {
            evaluation.absent.push(line.hazard.to_owned());
        }
        let others = self.home.lines(line.room(), Some(self.evaluation()));
        let is_other = |other: &&Line<'_>| (other.hazard, other.id()) != (line.hazard, line.id());
        if line.known.is_some() && others.iter().filter(is_other).all(Line::is_answered) {
            evaluation.look_at(line.room());
        }
    }

    fn added(&self, content: impl Into<Content>) -> Change {
        let (patient, author) = (self.setting.facts.id(), self.setting.user_id);
        Change::entry(Edit::Add { patient, value: Entry::new(content, author, self.at) })
    }
}

fn bundle(says: String, parts: impl IntoIterator<Item = Option<Change>>) -> Bundle {
    Bundle { says, parts: parts.into_iter().flatten().collect() }
}

/// The change to another content; nothing where it is the same.
fn amended(entry: &Stored<Entry>, content: impl Into<Content>) -> Option<Change> {
    let content = content.into();
    (content != entry.content).then(|| Change::entry(entry.amended(entry.saying(content))))
}
