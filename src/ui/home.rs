//! Home safety in a chart: a walk through the rooms, where one key says what is there and what came of it.
//! What a key writes is said in the domain; here are the cursor and the boxes.

use super::chart::Screen;
use super::list::{List, Motion};
use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::{App, Effect, Msg, entries};
use crate::domain::change::Bundle;
use crate::domain::chart::Chart;
use crate::domain::entry::hazard::table;
use crate::domain::entry::home_evaluation::Occasion;
use crate::domain::entry::{EntryId, Hazard};
use crate::domain::home::{Home, Line, Said, Standing};
use crate::domain::refusal::Refusal;

mod drawn;

pub(super) use drawn::{draw_all, outcome_in_short, part, risk_in_short};

/// Where the cursor stands in the home of an open chart.
#[derive(Debug, Default)]
pub(super) struct Walk {
    rooms: List<&'static str>,
    /// The lines of the room in hand: the id of the hazard, and which of several records of it.
    lines: List<(String, usize)>,
    /// Where the cursor goes once what a key said is written.
    then: Option<Then>,
}

/// What a key does here.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Another room comes into hand: the next (`1`) or the one before (`-1`).
    Room(isize),
    /// Something is written, and the cursor goes on.
    Write(Bundle, Then),
}

/// Where the cursor goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Nowhere: what came of it is said next.
    Stay,
    /// To the next line; behind the last one to what is left of the room, then to the next room.
    Line,
    /// To the next room where anything is left, once nothing of this one is to be confirmed.
    Room,
    /// To the first room: an evaluation begins.
    First,
}

impl Walk {
    /// The walk through the home of a chart that was just opened.
    pub(super) fn of(chart: &Chart) -> Self {
        let mut walk = Self::default();
        walk.renew(chart, false);
        let home = Home::of(&chart.entries);
        // An evaluation that was begun goes on where something is left.
        if home.in_hand().is_some() {
            walk.enter_next(&home, 0);
        }
        walk
    }

    /// The chart was read again, with what was written here or without.
    pub(super) fn renew(&mut self, chart: &Chart, wrote: bool) {
        let home = Home::of(&chart.entries);
        self.rooms.replace(home.rooms().into_iter().map(|(word, _)| word).collect());
        self.fill(&home);
        if let Some(then) = self.then.take().filter(|_| wrote) {
            self.go_on(then, &home);
        }
    }

    fn fill(&mut self, home: &Home<'_>) {
        let mut rows: Vec<(String, usize)> = Vec::new();
        for line in self.all(home) {
            let before = rows.iter().filter(|(hazard, _)| hazard == line.hazard).count();
            rows.push((line.hazard.to_owned(), before));
        }
        self.lines.replace(rows);
    }

    /// The lines of the room in hand.
    fn all<'a>(&self, home: &Home<'a>) -> Vec<Line<'a>> {
        self.rooms.selected().map(|room| home.lines(room, home.shown())).unwrap_or_default()
    }

    fn line<'a>(&self, home: &Home<'a>) -> Option<Line<'a>> {
        self.all(home).into_iter().nth(self.lines.position()?)
    }

    /// The cursor moves among the lines of the room.
    pub(super) fn go(&mut self, motion: Motion, height: usize) {
        self.lines.go(motion, height);
    }

    /// Another room, from its first line.
    fn enter(&mut self, step: isize, home: &Home<'_>) {
        self.rooms.go(Motion::By(step), self.rooms.rows().len());
        self.lines = List::default();
        self.fill(home);
    }

    /// The next room with anything left, from so many rooms further on; without any the cursor stays.
    fn enter_next(&mut self, home: &Home<'_>, ahead: usize) {
        let rooms = self.rooms.rows();
        let here = self.rooms.position().unwrap_or(0);
        let is_left = |room: &&str| {
            let room = home.room(room, home.shown());
            !room.is_looked_at || room.to_confirm > 0
        };
        let mut from_here = rooms.iter().cycle().skip(here + ahead).take(rooms.len());
        if let Some(next) = from_here.find(|room| is_left(room)).copied() {
            self.rooms.select(&next);
            self.enter(0, home);
        }
    }

    /// The cursor goes to the record of a hazard.
    fn go_to(&mut self, entry: EntryId, home: &Home<'_>) {
        for room in self.rooms.rows().to_vec() {
            let lines = home.lines(room, home.shown());
            if let Some(at) = lines.iter().position(|line| line.id() == Some(entry)) {
                self.rooms.select(&room);
                self.lines = List::default();
                self.fill(home);
                self.lines.go(Motion::By(at.cast_signed()), lines.len());
            }
        }
    }

    fn go_on(&mut self, then: Then, home: &Home<'_>) {
        let lines = self.all(home);
        let first = |is: fn(&Line<'_>) -> bool| lines.iter().position(is);
        let is_left = |line: &Line<'_>| matches!(line.standing, Standing::NotLooked | Standing::ToConfirm);
        let here = self.lines.position().unwrap_or(0);
        let to = match then {
            Then::Stay => return,
            Then::First => return self.enter(-self.rooms.rows().len().cast_signed(), home),
            Then::Line if here + 1 < lines.len() => Some(here + 1),
            Then::Line => first(is_left),
            Then::Room => first(|line| line.standing == Standing::ToConfirm),
        };
        match to {
            Some(to) => self.lines.go(Motion::By(to.cast_signed() - here.cast_signed()), lines.len()),
            None => self.enter_next(home, 1),
        }
    }
}

impl App {
    /// A key of the home safety section.
    pub(super) fn home(&mut self, act: Act) -> Vec<Effect> {
        self.overlay = None;
        let Some(screen) = &mut self.chart else { return Vec::new() };
        let home = Home::of(&screen.chart.entries);
        match act {
            Act::Room(step) => screen.walk.enter(step, &home),
            Act::Write(bundle, then) if bundle.parts.is_empty() => {
                screen.walk.go_on(then, &home);
                self.say(format!("On record already: {}", bundle.says));
            }
            Act::Write(bundle, then) => {
                let effects = self.write(Effect::WriteBundle(bundle, None));
                if let Some(screen) = self.chart.as_mut().filter(|_| !effects.is_empty()) {
                    screen.walk.then = Some(then);
                }
                return effects;
            }
        }
        Vec::new()
    }
}

impl Screen {
    /// The cursor goes to an entry, in the list of records and in the walk through the home.
    pub(super) fn go_to_entry(&mut self, entry: EntryId) {
        self.records.select(&entry);
        self.walk.go_to(entry, &Home::of(&self.chart.entries));
    }
}

fn screen(app: &App) -> Result<&Screen, Refusal> {
    app.chart.as_ref().ok_or_else(|| Refusal::new("No chart is open."))
}

fn line_in_hand<'a>(screen: &'a Screen, home: &Home<'a>) -> Result<Line<'a>, Refusal> {
    screen.walk.line(home).ok_or_else(|| Refusal::new("No hazard is in hand."))
}

/// What is said is written, and the cursor goes on.
fn say<'a>(app: &App, screen: &'a Screen, home: &Home<'a>, said: &Said<'_, 'a>, then: Then) -> Result<Msg, Refusal> {
    let bundle = home.write(said, &app.setting(&screen.assessed), app.now)?;
    Ok(Msg::Home(Act::Write(bundle, then)))
}

/// The hazard in hand is there.
pub(super) fn present(app: &App) -> Result<Msg, Refusal> {
    let screen = screen(app)?;
    let home = Home::of(&screen.chart.entries);
    say(app, screen, &home, &Said::Present(&line_in_hand(screen, &home)?), Then::Stay)
}

/// The hazard in hand is not there.
pub(super) fn absent(app: &App) -> Result<Msg, Refusal> {
    let screen = screen(app)?;
    let home = Home::of(&screen.chart.entries);
    say(app, screen, &home, &Said::Absent(&line_in_hand(screen, &home)?), Then::Line)
}

/// None of the rest of this room is there.
pub(super) fn none_of_the_rest(app: &App) -> Result<Msg, Refusal> {
    let screen = screen(app)?;
    let home = Home::of(&screen.chart.entries);
    let room = screen.walk.rooms.selected().filter(|room| !room.is_empty());
    let room = room.ok_or_else(|| Refusal::new("Of these hazards each is answered by itself."))?;
    say(app, screen, &home, &Said::NoneOfTheRest(room), Then::Room)
}

/// What came of the hazard in hand.
pub(super) fn became(app: &App, at: usize) -> Result<Msg, Refusal> {
    let screen = screen(app)?;
    let home = Home::of(&screen.chart.entries);
    let outcome = entries::OUTCOMES.get(at).ok_or_else(|| Refusal::new("There is no such outcome."))?;
    say(app, screen, &home, &Said::Became(&line_in_hand(screen, &home)?, outcome.clone()), Then::Line)
}

/// What the evaluation is for; one begins where none is in hand.
pub(super) fn occasions(app: &App) -> Result<Msg, Refusal> {
    let screen = screen(app)?;
    let home = Home::of(&screen.chart.entries);
    let intro = match home.in_hand() {
        Some((_, it)) => format!(
            "The evaluation of {} is not finished; it is for: {}. What is it for?",
            it.date.format("%a %d %b %Y"),
            it.occasion.label()
        ),
        None => "An evaluation of today begins. What is it for?".to_owned(),
    };
    let item = |occasion: &Occasion| {
        let then = if home.in_hand().is_some() { Then::Stay } else { Then::First };
        let does = say(app, screen, &home, &Said::For(occasion.clone()), then)?;
        Ok(Item { label: occasion.label().to_owned(), means: Vec::new(), does, retract: None })
    };
    let items = Occasion::ALL.iter().map(item).collect::<Result<_, Refusal>>()?;
    let title = format!("home safety evaluation: {}", screen.assessed.who);
    Ok(Msg::Overlay(Overlay::Menu(Menu::new(title, vec![intro], items))))
}

/// The evaluation is finished.
pub(super) fn finish(app: &App) -> Result<Msg, Refusal> {
    let screen = screen(app)?;
    say(app, screen, &Home::of(&screen.chart.entries), &Said::Finished, Then::Stay)
}

/// The form of the hazard in hand: fix, owner, day, risk, what was tried.
pub(super) fn change(app: &App) -> Result<Msg, Refusal> {
    let screen = screen(app)?;
    let line = line_in_hand(screen, &Home::of(&screen.chart.entries))?;
    let (entry, _) = line.record.ok_or_else(not_recorded)?;
    entries::form_of(app, &screen.assessed, entry)
}

/// What was tried about the hazard in hand, in one line.
pub(super) fn tried(app: &App) -> Result<Msg, Refusal> {
    let screen = screen(app)?;
    let line = line_in_hand(screen, &Home::of(&screen.chart.entries))?;
    let (entry, _) = line.record.ok_or_else(not_recorded)?;
    entries::tried(app, &screen.assessed, entry)
}

fn not_recorded() -> Refusal {
    Refusal::new("This is not on record: say first that it is there.")
}

/// What is looked for on the line in hand, what is on record of it, and the course of the home.
pub(super) fn explained(app: &App) -> Option<(String, Vec<String>)> {
    let screen = app.chart.as_ref().filter(|screen| screen.shows_home())?;
    let home = Home::of(&screen.chart.entries);
    let line = screen.walk.line(&home)?;
    let mut lines = vec![format!("# {}", line.title())];
    lines.extend(drawn::about(&line));
    lines.extend(line.known.map(|known| format!("Source: {}", known.cited())));
    lines.extend(line.known.and_then(|known| known.help).map(|help| format!("Help: {help}")));
    lines.extend([String::new(), "# Evaluations: what was open then".to_owned()]);
    lines.extend(drawn::course(&home));
    Some((format!("home safety: {}", screen.assessed.who), lines))
}

/// A hazard as a list has it: the name of the room and of the hazard.
pub(super) fn named(hazard: &Hazard) -> String {
    let room = table::room_name(hazard.room());
    if room.is_empty() { hazard.in_short() } else { format!("{room}: {}", hazard.in_short()) }
}
