//! Charts that may be one person's: both beside each other, and what somebody decides about them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::list::Motion;
use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::theme::Theme;
use super::{App, Effect, Msg, chart, draw};
use crate::domain::change::Change;
use crate::domain::ids::{Id, PatientId};
use crate::domain::pair::{Agreement, Decision, Pair, SideOfPair, ToDecide, beside};
use crate::domain::permission::Act;
use crate::domain::refusal::Refusal;
use crate::domain::user::Role;

/// What opens the list; the heading of a chart names it.

/// Columns of what a line is about, and of how the two stand to each other.
const ABOUT: usize = 11;
const STANDING: usize = 8;

/// What happens with charts that may be one person's.
#[derive(Debug, Clone, PartialEq)]
pub enum PairsMsg {
    /// The list is asked for.
    Show,
    /// The store read it.
    List(Vec<ToDecide>),
    /// What is decided is listed too, or not any more.
    Extent,
    /// What somebody decided is written.
    Write(Box<Change>),
}

/// The open list.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairs {
    /// The pairs: those with a patient of one's own first.
    pub rows: Vec<ToDecide>,
    /// How the list is looked at.
    pub look: Look,
}

/// How the list is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The pair in hand, from 0.
    pub chosen: usize,
    /// What is decided is listed, too.
    pub all: bool,
    /// How many lines of what stands side by side are scrolled away.
    pub top: usize,
}

/// What was asked about pairs and is not answered yet.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// The list opens when it is there, looked at like this.
    list: Option<Look>,
    /// With the cursor on a pair of this chart.
    about: Option<PatientId>,
    /// A decision is being written, or taken back; then the list opens again.
    deciding: Option<Look>,
    /// Whose charts they are.
    whose: Option<String>,
}

impl Asked {
    /// Whether what a key means hangs on the answer.
    pub(super) fn waits(&self) -> bool {
        self.list.is_some()
    }
}

fn open(app: &App) -> Result<&Pairs, Refusal> {
    match &app.overlay {
        Some(Overlay::Pairs(pairs)) => Ok(pairs),
        _ => Err(Refusal::new("The list of charts to decide is not open.")),
    }
}

fn in_hand(app: &App) -> Result<&ToDecide, Refusal> {
    let pairs = open(app)?;
    pairs.rows.get(pairs.look.chosen).ok_or_else(|| Refusal::new("There is no pair of charts here."))
}

/// The list; from a chart with the cursor on its pair.
pub(super) fn show(app: &App) -> Result<Msg, Refusal> {
    if app.board.user.role == Role::Administrator {
        return Err(Refusal::new("Administrators keep users and settings and see no chart."));
    }
    Ok(Msg::Pairs(PairsMsg::Show))
}

/// Enter: one of the two charts.
pub(super) fn charts(app: &App) -> Result<Msg, Refusal> {
    let pair = in_hand(app)?;
    let item = |side: &SideOfPair| item(named(side), Vec::new(), Msg::Open(side.id));
    let intro = vec![format!("Which chart? {} in it comes back to this pair.", app.key_for("pairs"))];
    Ok(menu(app, "open one of the two charts", intro, pair.sides.iter().map(item).collect()))
}

/// The two are one person: which chart goes on is asked, the proposed one first.
pub(super) fn same(app: &App) -> Result<Msg, Refusal> {
    let pair = may_become(app, &Decision::Same)?;
    let keeps = pair.pair.value.keeps;
    let why = if keeps.is_some() { "as the source says" } else { "the older chart" };
    let choice = |(side, other): (&SideOfPair, &SideOfPair)| {
        let proposed = if side.id == pair.proposed() { format!("   (proposed: {why})") } else { String::new() };
        let change = decided(pair, Decision::Same, Some(side.id))?;
        let means = format!("#{} then says that it goes on as #{}, and leaves your lists.", other.number, side.number);
        Ok(item(format!("{} goes on{proposed}", named(side)), vec![means], change))
    };
    let [one, other] = &pair.sides;
    let both = if other.id == pair.proposed() { [(other, one), (one, other)] } else { [(one, other), (other, one)] };
    let items = both.into_iter().map(choice).collect::<Result<Vec<_>, Refusal>>()?;
    let intro = vec![
        "They are one person. Which chart goes on? Medicines, allergies, results, visits and deadlines of both are read in it."
            .to_owned(),
        format!(
            "Nothing is moved or deleted: each line stays in the chart it was written in, and {} parts the two again.",
            app.key_for("undo")
        ),
    ];
    Ok(menu(app, "the same person", intro, items))
}

/// The two are two people.
pub(super) fn different(app: &App) -> Result<Msg, Refusal> {
    let means =
        "Both charts stay as they are. The pair leaves this list, and comes back only if something else speaks for it.";
    confirm(app, Decision::Different, "two people", "they are two people", means)
}

/// It is put off.
pub(super) fn later(app: &App) -> Result<Msg, Refusal> {
    let means = "The pair stays on this list, and is not counted as waiting any more.";
    confirm(app, Decision::Later, "later", "decide later", means)
}

/// What was decided is open again.
pub(super) fn again(app: &App) -> Result<Msg, Refusal> {
    let means = "Nobody has decided about the two then: they wait on this list.";
    confirm(app, Decision::Open, "to decide again", "to be decided again", means)
}

fn confirm(app: &App, decision: Decision, title: &str, label: &str, means: &str) -> Result<Msg, Refusal> {
    let pair = may_become(app, &decision)?;
    let [one, other] = &pair.sides;
    let mut intro = vec![format!("{} and {}.", named(one), named(other))];
    if pair.pair.value.decision == Decision::Same {
        intro.push("What stands in the two is read apart again, each in its own chart.".to_owned());
    }
    let change = decided(pair, decision, None)?;
    let means = vec![format!("{means} {} takes it back.", app.key_for("undo"))];
    Ok(menu(app, title, intro, vec![item(label.to_owned(), means, change)]))
}

/// The pair in hand, if this user may decide so about it.
fn may_become<'a>(app: &'a App, decision: &Decision) -> Result<&'a ToDecide, Refusal> {
    app.may(Act::Pair)?;
    let pair = in_hand(app)?;
    if pair.pair.value.decision == *decision && *decision != Decision::Same {
        return Err(Refusal::new(format!("It is so already: {}.", decision.label())));
    }
    Ok(pair)
}

fn decided(pair: &ToDecide, decision: Decision, keeps: Option<PatientId>) -> Result<Msg, Refusal> {
    let edit = pair.decide(decision, keeps)?;
    Ok(Msg::Pairs(PairsMsg::Write(Box::new(Change::Pair(Box::new(edit))))))
}

fn named(side: &SideOfPair) -> String {
    format!("#{} {}", side.number, side.name.listed_whole())
}

fn item(label: String, means: Vec<String>, does: Msg) -> Item {
    Item { label, means, does, retract: None }
}

fn menu(app: &App, title: &str, intro: Vec<String>, items: Vec<Item>) -> Msg {
    let back = app.overlay.clone().map(Box::new);
    Msg::Overlay(Overlay::Menu(Menu { back, ..Menu::new(title.to_owned(), intro, items) }))
}

impl App {
    pub(super) fn pairs(&mut self, msg: PairsMsg) -> Vec<Effect> {
        match msg {
            PairsMsg::Show => self.ask_for_pairs(),
            PairsMsg::List(rows) => self.new_pairs(rows),
            PairsMsg::Extent => {
                let Some(Overlay::Pairs(pairs)) = &self.overlay else { return Vec::new() };
                let all = !pairs.look.all;
                self.asked_pairs.list = Some(Look { all, ..Look::default() });
                self.asked_pairs.about = pairs.rows.get(pairs.look.chosen).map(|pair| pair.pair.patient);
                vec![Effect::ReadPairs(all)]
            }
            PairsMsg::Write(change) => {
                let behind = self.list_behind();
                let look = behind.map(|pairs| pairs.look);
                let whose = behind.and_then(|pairs| pairs.rows.get(pairs.look.chosen)).map(|pair| {
                    let [one, other] = pair.sides.each_ref().map(named);
                    format!("{one} and {other}")
                });
                let effects = self.write(Effect::Write(*change, None));
                if !effects.is_empty() {
                    (self.asked_pairs.deciding, self.asked_pairs.whose) = (look, whose);
                }
                effects
            }
        }
    }

    fn ask_for_pairs(&mut self) -> Vec<Effect> {
        let pairs = self.chart.as_ref().map(|screen| screen.chart.pairs.as_slice()).unwrap_or_default();
        // A pair of this chart that is decided is looked at among those that are.
        let all = !pairs.is_empty() && !pairs.iter().any(ToDecide::waits);
        self.asked_pairs.about = self.open_chart();
        self.asked_pairs.list = Some(Look { all, ..Look::default() });
        vec![Effect::OpenPairs(all)]
    }

    /// The list behind the open choices, or the open list.
    fn list_behind(&self) -> Option<&Pairs> {
        let behind = match &self.overlay {
            Some(Overlay::Menu(menu)) => menu.back.as_deref(),
            overlay => overlay.as_ref(),
        };
        match behind {
            Some(Overlay::Pairs(pairs)) => Some(pairs),
            _ => None,
        }
    }

    /// A change is taken back where the list is open: it opens again afterwards.
    pub(super) fn keep_list_of_pairs(&mut self) {
        self.asked_pairs.deciding = self.list_behind().map(|pairs| pairs.look);
    }

    /// Whose charts were decided about.
    pub(super) fn decided_about(&mut self) -> Option<String> {
        self.asked_pairs.whose.take()
    }

    /// What was decided is on disk, or was refused: the list as it is now.
    pub(super) fn pair_answered(&mut self) -> Option<Effect> {
        let look = self.asked_pairs.deciding.take()?;
        self.asked_pairs.list = Some(look);
        Some(Effect::ReadPairs(look.all))
    }

    /// No answer will come.
    pub(super) fn no_pairs(&mut self) {
        self.asked_pairs.list = None;
    }

    /// Others may have decided meanwhile: the open list is read again.
    pub(super) fn pairs_again(&self) -> Option<Effect> {
        match &self.overlay {
            Some(Overlay::Pairs(pairs)) => Some(Effect::ReadPairs(pairs.look.all)),
            _ => None,
        }
    }

    fn new_pairs(&mut self, mut rows: Vec<ToDecide>) -> Vec<Effect> {
        let is_mine = |pair: &ToDecide| pair.sides.iter().any(|side| self.board.patient(side.id).is_some());
        rows.sort_by_key(|pair| (pair.pair.value.decision != Decision::Open, !is_mine(pair), pair.pair.id));
        let at = |id: Option<Id<Pair>>| rows.iter().position(|pair| Some(pair.pair.id) == id);
        let look = if let Some(Overlay::Pairs(pairs)) = &self.overlay {
            let before = pairs.rows.get(pairs.look.chosen).map(|pair| pair.pair.id);
            let look = self.asked_pairs.list.take().unwrap_or(pairs.look);
            Some(Look { chosen: at(before).unwrap_or(look.chosen), ..look })
        } else {
            let about = self.asked_pairs.about.take();
            let of = |id: PatientId| rows.iter().position(|pair| pair.side(id).is_some());
            let look = self.asked_pairs.list.take();
            look.map(|look| Look { chosen: about.and_then(of).unwrap_or(look.chosen), ..look })
        };
        if let Some(look) = look {
            let chosen = look.chosen.min(rows.len().saturating_sub(1));
            self.overlay = Some(Overlay::Pairs(Pairs { rows, look: Look { chosen, ..look } }));
        }
        Vec::new()
    }

    /// Pages scroll what stands side by side; else the cursor moves.
    pub(super) fn go_in_pairs(&mut self, motion: Motion) {
        let Some(Overlay::Pairs(mut pairs)) = self.overlay.take() else { return };
        if let Motion::Page(_) | Motion::HalfPage(_) = motion {
            let (list, detail) = room(&pairs, self.middle_rows().saturating_sub(2));
            let width = usize::from(self.size.0).saturating_sub(4);
            let lines = pairs.rows.get(pairs.look.chosen).map_or(0, |pair| self.side_by_side(pair, width).len());
            let rows = usize::from(detail.saturating_sub(u16::from(list > 0)));
            pairs.look.top = chart::scrolled(pairs.look.top, motion, rows).min((lines + 1).saturating_sub(rows));
        } else {
            let last = pairs.rows.len().saturating_sub(1);
            pairs.look = Look { chosen: chart::scrolled(pairs.look.chosen, motion, 9).min(last), top: 0, ..pairs.look };
        }
        self.overlay = Some(Overlay::Pairs(pairs));
    }

    /// `2 same person? gi`: how many pairs wait, for somebody who may decide, as fully as there is room.
    pub(super) fn pairs_waiting(&self, room: usize) -> String {
        let count = self.board.pairs;
        if count == 0 || self.board.user.role == Role::Administrator || self.may(Act::Pair).is_err() {
            return String::new();
        }
        let key = self.key_for("pairs");
        let wordings = [format!("   {count} same person? {key}"), format!("   {count} same? {key}")];
        let [long, short] = wordings;
        if long.len() <= room { long } else { short }
    }

    fn listed_pair(&self, pair: &ToDecide, width: usize) -> String {
        let side = |side: &SideOfPair| format!("#{} {}", side.number, Self::fit_name(&side.name.listed(), 17));
        let [one, other] = &pair.sides;
        let mine = pair.sides.iter().any(|side| self.board.patient(side.id).is_some());
        let mine = if mine { "mine" } else { "" };
        let standing = pair.pair.value.decision.label();
        let row = format!("{} {}  {mine:<4} {standing}", side(one), side(other));
        // Why it is on the list stands below in full.
        let whole = format!("{row:<72} {}", pair.why());
        if whole.width() <= width { whole } else { draw::cut_kept(&row, width) }
    }

    /// Why a pair is on the list, both charts line by line, and what was decided.
    fn side_by_side(&self, pair: &ToDecide, width: usize) -> Vec<String> {
        let mut lines = draw::wrap_kept(&format!("{:<ABOUT$}{}", "why", pair.why()), width);
        let cell = width.saturating_sub(ABOUT + STANDING + 2) / 2;
        for line in beside(&pair.sides, self.board.zone) {
            let [one, other] = line.cells.each_ref().map(|text| broken(text, cell));
            if line.cells.iter().all(String::is_empty) {
                continue;
            }
            for at in 0..one.len().max(other.len()) {
                let (about, standing) = if at == 0 { (line.about, line.agreement) } else { ("", Agreement::Open) };
                let text = |cells: &[String]| cells.get(at).cloned().unwrap_or_default();
                let row = format!(
                    "{about:<ABOUT$}{:<STANDING$}{}  {}",
                    standing.word(),
                    draw::fit(&text(&one), cell),
                    text(&other)
                );
                lines.push(row.trim_end().to_owned());
            }
        }
        let value = &pair.pair.value;
        let kept =
            value.keeps.and_then(|keeps| pair.side(keeps)).map(|(side, _)| format!(", #{} goes on", side.number));
        let kept = kept.filter(|_| value.decision == Decision::Same).unwrap_or_default();
        let by = pair.decided_by.as_ref().map(|who| format!(", by {who}")).unwrap_or_default();
        if value.decision != Decision::Open {
            lines.push(format!("{:<ABOUT$}{}{kept}{by}", "decided", value.decision.label()));
        }
        lines
    }

    /// Draws the list, and under it both sides of the pair in hand.
    pub(super) fn paint_pairs(&self, pairs: &Pairs, buffer: &mut Buffer, area: Rect) {
        // What was just said stays in sight, however long it is.
        let place = Rect { height: self.middle_rows(), ..area };
        draw::clear(buffer, place);
        let waiting = pairs.rows.iter().filter(|pair| pair.pair.value.decision == Decision::Open).count();
        let title = format!("charts that may be one person's: {waiting} to decide");
        let inside = draw::boxed(buffer, place, &title, &self.way_back(), self.theme, true);
        let Some(pair) = pairs.rows.get(pairs.look.chosen) else {
            let none = if pairs.look.all {
                "No two charts here were ever taken for one person's.".to_owned()
            } else {
                format!("No charts are to be decided. {} shows what was decided.", self.key_for("pair.all"))
            };
            draw::rows(buffer, inside, [Line::raw(format!(" {none}"))]);
            return;
        };
        let (list, _) = room(pairs, inside.height);
        let list = draw::top(inside, list);
        let width = usize::from(list.width).saturating_sub(3);
        let top = (pairs.look.chosen + 1).saturating_sub(usize::from(list.height));
        for (y, (at, row)) in (list.y..list.bottom()).zip(pairs.rows.iter().enumerate().skip(top)) {
            let here = at == pairs.look.chosen;
            let (mark, style) = if here { ('>', Theme::selected()) } else { (' ', Style::new()) };
            let text = draw::fit_kept(&self.listed_pair(row, width), width);
            let line = Line::from(Span::styled(format!(" {mark} {text}"), style));
            draw::row(buffer, Rect { y, height: 1, ..list }, &line);
        }
        draw::edges(buffer, list, top, pairs.rows.len());
        let rest = draw::rule(buffer, draw::below(inside, list.height), "side by side", self.theme);
        let lines = self.side_by_side(pair, usize::from(rest.width).saturating_sub(2));
        let shown = lines.into_iter().skip(pairs.look.top).map(|line| draw::lit(&format!(" {line}"), self.theme));
        draw::text(buffer, rest, shown.collect(), &self.key_for("move.page-down"));
    }
}

/// A text in so many columns; nothing where there is none.
fn broken(text: &str, width: usize) -> Vec<String> {
    if text.is_empty() {
        return vec!["--".to_owned()];
    }
    draw::wrap(text, width).iter().flat_map(|line| draw::pieces(line, width)).collect()
}

/// How many rows the list gets, and how many are left under it.
fn room(pairs: &Pairs, height: u16) -> (u16, u16) {
    let wanted = u16::try_from(pairs.rows.len()).unwrap_or(u16::MAX);
    let list = wanted.min((height / 4).max(3));
    (list, height.saturating_sub(list + 1))
}
