//! State into a frame: header, view bar, panes, status line, hint bar, box. Drawing reads and changes nothing.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::command::Command;
use super::commands::rows;
use super::overlay::{self, Miss, Overlay, Reader};
use super::prompt::Prompt;
use super::theme::Theme;
use super::{
    App, Offer, SMALLEST, View, chart, draw, frequency, hazards, meds, naming, panes, plans, reassess, today, visits,
};
use crate::domain::visit::MissReason;

mod view_bar;

/// More hints than these, beside the last one, are not read.
const MOST_HINTS: usize = 9;

impl App {
    /// Draws everything into `frame`; answers where the cursor rests while no text is typed: on the row in hand, which
    /// braille displays and screen readers then show.
    pub fn view(&self, frame: &mut Frame<'_>) -> Option<Position> {
        let area = frame.area();
        match self.paint(frame.buffer_mut(), area) {
            Some(at) => {
                frame.set_cursor_position(at);
                None
            }
            None => Some(in_hand(frame.buffer_mut(), self.overlay.is_some())),
        }
    }

    /// Draws everything into `buffer`; answers where the terminal's cursor belongs, if text is being typed.
    pub fn paint(&self, buffer: &mut Buffer, area: Rect) -> Option<(u16, u16)> {
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            self.too_small(buffer, area);
            return None;
        }
        let status = self.status_lines(area.width);
        let below = u16::try_from(status.len() + 1).unwrap_or(2);
        let bottom = Rect { y: area.bottom() - below, height: below, ..area };
        let middle = Rect { height: area.height - below, ..area };
        let cursor = match (&self.writing, &self.chart) {
            (Some(writing), _) => Some(self.paint_writing(writing, buffer, middle)),
            (None, Some(screen)) => {
                chart::draw_chart(self, screen, buffer, middle);
                None
            }
            (None, None) => {
                self.paint_desk(buffer, middle);
                None
            }
        };
        let rest = status.iter().fold(bottom, |rest, line| draw::row(buffer, rest, line));
        draw::row(buffer, rest, &Line::raw(self.hints(usize::from(area.width))));
        match &self.overlay {
            Some(overlay) => self.paint_overlay(overlay, buffer, area),
            None => cursor,
        }
    }

    fn paint_desk(&self, buffer: &mut Buffer, area: Rect) {
        let width = usize::from(area.width);
        let area = draw::row(buffer, area, &Line::from(Span::styled(self.header(width), Theme::strong())));
        let area = draw::row(buffer, area, &self.view_bar());
        match (self.view, self.is_wide()) {
            (View::Today, true) => self.paint_today_wide(buffer, area),
            (View::Today, false) => self.paint_today_narrow(buffer, area),
            (View::Reassess, true) => self.paint_reassess_wide(buffer, area),
            (View::Visits | View::Reassess | View::Meds | View::Plans | View::Home, wide) => {
                self.paint_view(buffer, area, wide);
            }
        }
    }

    /// ` caseload  Mon 14 Sep 2026 10:42   M.Ortiz RN   28 pts`
    fn header(&self, width: usize) -> String {
        let board = &self.board;
        let time = self.now.with_timezone(&board.zone).format("%a %d %b %Y %H:%M");
        let who = format!("{} {}", board.user.name.initialled(), board.user.credential);
        let drafts = match board.drafts {
            0 => String::new(),
            1 => "   1 draft".to_owned(),
            drafts => format!("   {drafts} drafts"),
        };
        // Beside the time it is about, where no window cuts it.
        let fixed = if self.read_only { "   CLOCK SET: READ ONLY" } else { "" };
        let is_one = board.patients.len() == 1;
        let (role, unit) = if self.is_wide() {
            let role = format!(" ({}, {})", board.user.role.label(), board.user.team);
            (role, if is_one { "patient" } else { "patients" })
        } else {
            (String::new(), if is_one { "pt" } else { "pts" })
        };
        let text = if self.is_wide() {
            format!(" caseload   {time}{fixed}     {who}{role}     {}{drafts}", self.patients_in_words(unit))
        } else {
            format!(" caseload  {time}{fixed}   {who}   {}{drafts}", self.patients_in_words(unit))
        };
        let text = format!("{text}{}", self.pairs_waiting(width.saturating_sub(text.width())));
        let text = if self.is_wide() { format!("{text}     {}", board.agency) } else { text };
        draw::cut_kept(&text, width)
    }

    /// How many rows a view has: the number beside its name.
    pub(super) fn count(&self, view: View) -> usize {
        match view {
            View::Today => self.board.ranked.len(),
            View::Visits => self.tally.visits.0,
            View::Reassess => self.tally.clocks,
            View::Meds => self.tally.alerts,
            View::Plans => self.tally.signals,
            View::Home => self.tally.hazards,
        }
    }

    /// What stands over a list's rows.
    fn columns(view: View, width: usize) -> String {
        match view {
            View::Today => today::header(width),
            View::Visits => visits::header(width),
            View::Reassess => reassess::header(width),
            View::Meds => meds::header(width),
            View::Plans => plans::header(width),
            View::Home => hazards::header(width),
        }
    }

    pub(super) fn paint_list(&self, view: View, buffer: &mut Buffer, area: Rect, cursor: bool) {
        let width = usize::from(area.width);
        let header = draw::cut_kept(&Self::columns(view, width.saturating_sub(2)), width.saturating_sub(1));
        let area = draw::row(buffer, area, &Line::from(Span::styled(header, Theme::quiet())));
        panes::draw_rows(self, view, buffer, area, cursor);
    }

    fn paint_today_narrow(&self, buffer: &mut Buffer, area: Rect) {
        let spare = usize::from(area.height.saturating_sub(20));
        let why_rows = 3 + u16::try_from(spare / 4).unwrap_or(0);
        let strip_rows = 2 + u16::try_from(spare / 4).unwrap_or(0);
        let below = why_rows + strip_rows + 2;
        let list = draw::top(area, area.height.saturating_sub(below));
        self.paint_list(View::Today, buffer, list, true);
        let rest = self.paint_why(buffer, draw::below(area, list.height), why_rows);
        let strip = if self.focus == View::Today { View::Visits } else { self.focus };
        let title = self.strip_title(strip);
        let rest = draw::rule(buffer, rest, &title, self.theme);
        if strip == View::Visits {
            panes::draw_strip(self, buffer, rest);
        } else {
            panes::draw_rows(self, strip, buffer, rest, false);
        }
    }

    fn reassessments(&self, name: &str) -> String {
        format!("{name} {}, {} late", self.counted(self.tally.clocks), self.counted(self.tally.late))
    }

    fn strip_title(&self, view: View) -> String {
        format!("{}  ({}: next)", self.strip_name(view), self.key_for("pane.next"))
    }

    fn strip_name(&self, view: View) -> String {
        match view {
            View::Today | View::Visits => {
                let (visits, done) = self.tally.visits;
                format!("visits {}/{} done", self.counted(done), self.counted(visits))
            }
            View::Reassess => self.reassessments("reassessments"),
            View::Meds => format!("medication alerts {}", self.counted(self.count(view))),
            View::Plans => format!("plans needing action {}", self.counted(self.count(view))),
            View::Home => format!("home hazards {}", self.counted(self.count(view))),
        }
    }

    /// `-- why #1 ABARA Ruth --` and the reasons, as many as fit; answers what is left of `area`.
    fn paint_why(&self, buffer: &mut Buffer, area: Rect, height: u16) -> Rect {
        let list = self.list(View::Today);
        let place = list.and_then(super::list::List::position).map_or(1, |place| place + 1);
        let found = panes::detail(self, View::Today);
        let (who, lines) = found.unwrap_or_default();
        let about = if who.is_empty() { String::new() } else { format!(" #{place} {who}") };
        let title = format!("why{about}  ({}: full)", self.key_for("why"));
        let rest = draw::rule(buffer, area, &title, self.theme);
        self.paint_lines(buffer, draw::top(rest, height), &lines, &self.key_for("why"));
        draw::below(rest, height)
    }

    /// Text under a heading: long lines are cut, headings are strong. What has no room is counted, with the key that shows it.
    pub(super) fn paint_lines(&self, buffer: &mut Buffer, area: Rect, lines: &[String], shows: &str) {
        let width = usize::from(area.width).saturating_sub(1);
        let text = lines.iter().filter(|line| !line.is_empty()).map(|line| match line.strip_prefix("# ") {
            Some(heading) => Line::from(Span::styled(format!(" {}", draw::cut_kept(heading, width)), Theme::strong())),
            None => draw::lit(&format!(" {}", draw::cut_kept(line, width)), self.theme),
        });
        draw::text(buffer, area, text.collect(), shows);
    }

    /// The four panes around the ranked list.
    fn paint_today_wide(&self, buffer: &mut Buffer, area: Rect) {
        // What the narrow lists on the right name has room.
        let left = area.width * 3 / 5 - 2;
        let right = area.width - left;
        let lower = area.height / 3;
        let upper = area.height - lower;
        let why = 9.min(upper / 3);
        let column = |x: u16, width: u16, y: u16, height: u16| Rect { x: area.x + x, y: area.y + y, width, height };

        let crowd = self.tally.harm;
        let title = if crowd > 8 {
            format!("NEEDS ME FIRST ({}), {crowd} in !!, ranked by time", self.board.ranked.len())
        } else {
            format!("NEEDS ME FIRST ({})", self.counted(self.board.ranked.len()))
        };
        self.paint_box(View::Today, &title, buffer, column(0, left, 0, upper - why));
        let area_why = column(0, left, upper - why, why);
        let (who, lines) = panes::detail(self, View::Today).unwrap_or_default();
        let inside = draw::boxed(buffer, area_why, &format!("why {who}"), &self.key_for("why"), self.theme, false);
        self.paint_lines(buffer, inside, &lines, &self.key_for("why"));

        let visits = (upper * 2 / 5).max(6);
        let clocks = (upper - visits) / 2;
        let alerts = upper - visits - clocks;
        let done = self.strip_name(View::Visits).to_uppercase();
        self.paint_box(View::Visits, &done, buffer, column(left, right, 0, visits));
        let title = self.reassessments("REASSESSMENTS");
        self.paint_box(View::Reassess, &title, buffer, column(left, right, visits, clocks));
        let (checked, of) = self.tally.checked;
        let title = format!(
            "MED ALERTS {}  {} of {} checked",
            self.counted(self.count(View::Meds)),
            self.counted(checked),
            self.counted(of)
        );
        self.paint_box(View::Meds, &title, buffer, column(left, right, visits + clocks, alerts));

        let title = format!("CARE PLANS NEEDING ACTION {}", self.counted(self.count(View::Plans)));
        self.paint_box(View::Plans, &title, buffer, column(0, left, upper, lower));
        let patient = self.patient_in_hand();
        let name = patient.map(|patient| patient.who.clone()).unwrap_or_default();
        let inside =
            draw::boxed(buffer, column(left, right, upper, lower), &name, &self.key_for("open"), self.theme, false);
        if let Some(patient) = patient {
            self.paint_lines(buffer, inside, &chart::preview(self, patient), &self.key_for("open"));
        }
    }

    fn paint_box(&self, view: View, title: &str, buffer: &mut Buffer, area: Rect) {
        let focused = self.focus == view;
        let inside = draw::boxed(buffer, area, title, &self.key_for(view.command()), self.theme, focused);
        panes::draw_rows(self, view, buffer, inside, focused);
    }

    /// A view of its own: the list, and what explains the row under the cursor below it or beside it.
    fn paint_view(&self, buffer: &mut Buffer, area: Rect, wide: bool) {
        let (title, lines) = panes::detail(self, self.view).unwrap_or_default();
        let title = if title.is_empty() { "nothing selected".to_owned() } else { title };
        let area = match self.view {
            View::Visits => {
                let day = panes::shown_day(self).format("%a %d %b %Y").to_string();
                let [before, after] = self.keys_for(["day.previous", "day.next"]);
                draw::row(buffer, area, &Line::raw(format!(" {before} {after} day   {day}")))
            }
            View::Reassess => self.paint_narrowing(buffer, area),
            View::Today | View::Meds | View::Plans | View::Home => area,
        };
        let wrapped = |width: u16| -> Vec<String> {
            lines.iter().flat_map(|line| draw::wrap_kept(line, usize::from(width).saturating_sub(1))).collect()
        };
        if wide {
            let list = (area.width * 3 / 5).max(78);
            let left = Rect { width: list, ..area };
            let below = if self.view == View::Visits { frequency::height(self, left.height) } else { 0 };
            self.paint_list(self.view, buffer, draw::top(left, left.height - below), true);
            if below > 0 {
                frequency::draw_box(self, buffer, draw::below(left, left.height - below));
            }
            let beside = Rect { x: area.x + list, width: area.width - list, ..area };
            let inside = draw::boxed(buffer, beside, &title, &self.key_for("why"), self.theme, false);
            self.paint_lines(buffer, inside, &wrapped(inside.width), &self.shows_all());
        } else {
            let lines = wrapped(area.width);
            let below = (area.height / 2).min(u16::try_from(lines.len() + 1).unwrap_or(u16::MAX).max(8));
            let list = draw::top(area, area.height - below);
            self.paint_list(self.view, buffer, list, true);
            let rest = draw::rule(buffer, draw::below(area, list.height), &title, self.theme);
            self.paint_lines(buffer, rest, &lines, &self.shows_all());
        }
    }

    /// The key that shows all of the text beside a list.
    fn shows_all(&self) -> String {
        self.key_for(if self.view == View::Visits { "open" } else { "why" })
    }

    /// What is said at the bottom. A sentence that is longer than a row takes two or three: the advice stands at its end.
    fn status_lines(&self, width: u16) -> Vec<Line<'static>> {
        const MOST: usize = 3;
        let pending: String = self.pending.iter().map(ToString::to_string).collect();
        let (text, style) = if !pending.is_empty() {
            (format!("{pending} ..."), Theme::strong())
        } else if self.saving {
            ("saving ...".to_owned(), Style::new())
        } else if self.status.warning {
            // Not by colour alone.
            (format!("! {}", self.status.text), self.theme.warning())
        } else {
            (self.status.text.clone(), Style::new())
        };
        let tail = self.status.offer.filter(|_| pending.is_empty()).map(|offer| self.offer(offer)).unwrap_or_default();
        let room = usize::from(width).saturating_sub(tail.width());
        let mut rows = draw::wrap_kept(&text, room.saturating_sub(1));
        if rows.len() > MOST {
            let rest = rows.split_off(MOST - 1).join(" ");
            rows.push(draw::cut(&rest, room.saturating_sub(1)));
        }
        let last = rows.len().saturating_sub(1);
        let line = |(at, row): (usize, String)| {
            let tail = if at == last { tail.clone() } else { String::new() };
            Line::from(vec![Span::styled(pad(&format!(" {row}"), room), style), Span::raw(tail)])
        };
        rows.into_iter().enumerate().map(line).collect()
    }

    /// How many rows there are above the status line.
    pub(super) fn middle_rows(&self) -> u16 {
        let below = self.status_lines(self.size.0).len() + 1;
        self.size.1.saturating_sub(u16::try_from(below).unwrap_or(2))
    }

    /// The offer with the key it has now: "u undo 30m"; nothing when it has none.
    fn offer(&self, offer: Offer) -> String {
        let name = match offer {
            Offer::Undo => "undo",
            Offer::Redo => "redo",
        };
        let row = rows().find(|row| row.name == name);
        let key = row.map(|row| self.keys.shown(row)).unwrap_or_default();
        if key.is_empty() { key } else { format!("{key} {name} 30m ") }
    }

    /// The hint bar: commands of this place, as many as fit; the last one is always how to see all keys.
    fn hints(&self, width: usize) -> String {
        let place = self.place();
        let is_hinted = |row: &&'static Command| row.places.contains(&place) && !row.hint.is_empty();
        let hint = |row: &'static Command| Some(format!("{} {}", self.keys.bound(row.name).next()?, row.hint));
        let mut rows: Vec<&'static Command> = rows().filter(is_hinted).collect();
        // The last one always has its place, and whether the others are possible is asked only as far as there is room.
        let last = std::iter::from_fn(|| rows.pop()).find(|row| row.is_possible(self)).and_then(hint);
        let mut taken = last.as_ref().map_or(0, |hint| hint.width() + 2);
        let mut hints: Vec<String> = Vec::new();
        for hint in rows.into_iter().filter(|row| row.is_possible(self)).filter_map(hint) {
            taken += hint.width() + 2;
            if !hints.is_empty() && (taken >= width || hints.len() == MOST_HINTS) {
                break;
            }
            hints.push(hint);
        }
        hints.extend(last);
        format!(" {}", hints.join("  "))
    }

    fn paint_overlay(&self, overlay: &Overlay, buffer: &mut Buffer, area: Rect) -> Option<(u16, u16)> {
        match overlay {
            Overlay::Filter { prompt } => {
                let line = Rect { y: area.bottom() - 2, height: 1, ..area };
                draw::clear(buffer, line);
                Some(paint_prompt(buffer, line, " / ", prompt))
            }
            Overlay::Find { prompt, found, chosen, waiting } => {
                let called = self.fit_found(found, 26);
                let has_alike = called.iter().any(|who| who.contains(naming::ALIKE));
                let rows: Vec<String> = found
                    .iter()
                    .zip(called)
                    .map(|(one, who)| {
                        let born = one.born.map(|born| born.to_string()).unwrap_or_default();
                        let mine = if one.mine { "mine" } else { "not mine" };
                        let died = if one.died { "died " } else { "" };
                        format!("{who} #{:<8} {born:<11}{died}{mine:<9}{}", one.number, one.address)
                    })
                    .collect();
                let note = match (prompt.text().trim().chars().count(), waiting, rows.is_empty()) {
                    (0 | 1, ..) => {
                        "Two letters of any name part, digits of a telephone, or a date of birth (5/14/1944)."
                    }
                    (_, true, _) => "looking ...",
                    (_, false, true) => "No patient matches.",
                    (_, false, false) if has_alike => {
                        "* NAME ALERT: another name here is like this one. Check the date of birth and the number."
                    }
                    (_, false, false) => "",
                };
                Some(self.paint_picker(buffer, area, "find a patient", prompt, &rows, *chosen, note))
            }
            Overlay::Palette { prompt, chosen } => {
                let commands = overlay::palette_rows(self, &prompt.text());
                let rows: Vec<String> =
                    commands.iter().map(|row| format!("{:<8}{}", self.keys.shown(row), row.help)).collect();
                let (typed, help) = (prompt.text(), self.key_for("help"));
                let none = format!("Nothing for \"{}\". Fewer letters, or {help} for all keys.", typed.trim());
                let note = if rows.is_empty() { none.as_str() } else { "" };
                // The box hides the row that a command acts on.
                let title = self.patient_in_hand().map_or_else(
                    || "do anything".to_owned(),
                    |patient| format!("do anything, here with {}", patient.who),
                );
                Some(self.paint_picker(buffer, area, &title, prompt, &rows, *chosen, note))
            }
            Overlay::Pick(pick) => {
                let rows: Vec<String> =
                    pick.matching().iter().map(|choice| beside(&choice.label, &choice.beside)).collect();
                let none = format!("Nothing for \"{}\".", pick.prompt.text().trim());
                let note = if rows.is_empty() { none.as_str() } else { "" };
                Some(self.paint_picker(buffer, area, &pick.title, &pick.prompt, &rows, pick.chosen, note))
            }
            Overlay::Form(form) => Some(self.paint_form(form, buffer, area)),
            still @ (Overlay::Menu(_)
            | Overlay::Checklist(_)
            | Overlay::Preview(_)
            | Overlay::Miss(_)
            | Overlay::Reader(_)
            | Overlay::Drafts(_)
            | Overlay::Pairs(_)) => {
                self.paint_still(still, buffer, area);
                None
            }
        }
    }

    /// A box in which no text is typed.
    fn paint_still(&self, overlay: &Overlay, buffer: &mut Buffer, area: Rect) {
        match overlay {
            Overlay::Menu(menu) => self.paint_menu(menu, buffer, area),
            Overlay::Checklist(list) => self.paint_checklist(list, buffer, area),
            Overlay::Preview(preview) => self.paint_preview(preview, buffer, area),
            Overlay::Miss(miss) => self.paint_miss(miss, buffer, area),
            Overlay::Reader(reader) => self.paint_reader(reader, buffer, area),
            Overlay::Drafts(shelf) => self.paint_drafts(shelf, buffer, area),
            Overlay::Pairs(pairs) => self.paint_pairs(pairs, buffer, area),
            Overlay::Find { .. }
            | Overlay::Palette { .. }
            | Overlay::Filter { .. }
            | Overlay::Pick(_)
            | Overlay::Form(_) => {}
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one place that draws both pickers")]
    fn paint_picker(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        title: &str,
        prompt: &Prompt,
        rows: &[String],
        chosen: usize,
        note: &str,
    ) -> (u16, u16) {
        let width = area.width.min(100);
        let height = area.height.saturating_sub(4);
        let place = Rect { x: area.x + (area.width - width) / 2, y: area.y + 1, width, height };
        draw::clear(buffer, place);
        let inside = draw::boxed(buffer, place, title, &self.way_back(), self.theme, true);
        let at = paint_prompt(buffer, draw::top(inside, 1), " > ", prompt);
        let mut list = draw::below(inside, 2);
        let note =
            if note.is_empty() { Vec::new() } else { draw::wrap(note, usize::from(list.width).saturating_sub(2)) };
        if rows.is_empty() {
            draw::rows(buffer, list, note.into_iter().map(|line| Line::raw(format!(" {line}"))));
            return at;
        }
        let below = u16::try_from(note.len()).unwrap_or(0).min(list.height / 2);
        list.height -= below;
        let top = (chosen + 1).saturating_sub(usize::from(list.height));
        let room = usize::from(list.width).saturating_sub(3);
        for (y, (place, row)) in (list.y..list.bottom()).zip(rows.iter().enumerate().skip(top)) {
            let mark = if place == chosen { '>' } else { ' ' };
            let style = if place == chosen { Theme::selected() } else { Style::new() };
            draw::string(buffer, list.x, y, &format!(" {mark} {}", pad(&draw::cut_kept(row, room), room)), style);
        }
        draw::edges(buffer, list, top, rows.len());
        let under = Rect { y: list.bottom(), height: below, ..list };
        draw::rows(
            buffer,
            under,
            note.into_iter().map(|line| Line::from(Span::styled(format!(" {line}"), self.theme.warning()))),
        );
        at
    }

    fn paint_miss(&self, miss: &Miss, buffer: &mut Buffer, area: Rect) {
        // Not the row under the cursor: the list may have changed behind the box.
        let open = self.chart.as_ref().map(|screen| &screen.assessed).filter(|open| open.id() == miss.patient);
        let who = open.or_else(|| self.board.patient(miss.patient)).map_or("", |patient| patient.who.as_str());
        let tick = |on: bool| if on { "[x]" } else { "[ ]" };
        let [missed, attempted, told] = self.keys_for(["miss.missed", "miss.attempted", "miss.told"]);
        let [save, close] = self.keys_for(["miss.save", "box.close"]);
        let mut lines = vec![
            format!("{missed} {} missed: nobody went", tick(miss.attempted == Some(false))),
            format!("{attempted} {} attempted: no further than the door", tick(miss.attempted == Some(true))),
            String::new(),
        ];
        for (at, reason) in MissReason::ALL.iter().enumerate() {
            lines.push(format!("{} {} {}", at + 1, tick(miss.reason.as_ref() == Some(reason)), reason.label()));
        }
        lines.extend([
            String::new(),
            format!("{told} {} the practitioner has been told", tick(miss.told)),
            String::new(),
            format!("{save} save   {close} close, nothing is written"),
        ]);
        let height = u16::try_from(lines.len() + 2).unwrap_or(area.height).min(area.height);
        let width = 56.min(area.width);
        let place =
            Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
        draw::clear(buffer, place);
        let inside = draw::boxed(buffer, place, &format!("visit not made: {who}"), "", self.theme, true);
        draw::rows(buffer, inside, lines.into_iter().map(|line| Line::raw(format!(" {line}"))));
    }

    fn too_small(&self, buffer: &mut Buffer, area: Rect) {
        let (width, height) = SMALLEST;
        let text = format!(
            "Enlarge the window to {width} columns and {height} rows; this one has {} and {}. {} quits.",
            area.width,
            area.height,
            self.key_for("quit")
        );
        let lines = draw::wrap(&text, usize::from(area.width).max(1));
        draw::rows(buffer, area, lines.into_iter().map(Line::raw));
    }

    fn paint_reader(&self, reader: &Reader, buffer: &mut Buffer, area: Rect) {
        let place = Rect { y: area.y, height: area.height - 2, ..area };
        draw::clear(buffer, place);
        let inside = draw::boxed(buffer, place, &reader.title, &self.way_back(), self.theme, true);
        let width = usize::from(inside.width).saturating_sub(2);
        let lines = reader.wrapped(width);
        let count = lines.len();
        let top = reader.top.min(count.saturating_sub(usize::from(inside.height)));
        let shown = lines.into_iter().skip(top).map(|line| match line.strip_prefix("# ") {
            Some(heading) => Line::from(Span::styled(format!(" {heading}"), Theme::strong())),
            None => Line::raw(format!(" {line}")),
        });
        let below = usize::from(inside.height);
        let [down, up] = self.keys_for(["move.page-down", "move.page-up"]);
        let goes_on = if top + below < count {
            Some(format!("more below: {down}"))
        } else {
            (top > 0).then(|| format!("the end; {up}"))
        };
        draw::rows(buffer, inside, shown);
        if let Some(goes_on) = goes_on {
            let x = inside.right().saturating_sub(u16::try_from(goes_on.len() + 3).unwrap_or(0));
            buffer.set_string(x, inside.bottom(), format!(" {goes_on} "), Theme::strong());
        }
    }
}

/// Where the row in hand begins: of the rows in reverse the first, behind a box the one in it. A text to read begins in the
/// corner, below the edge of its box.
fn in_hand(buffer: &Buffer, in_box: bool) -> Position {
    let area = buffer.area;
    let mut rows = (area.y..area.bottom()).filter_map(|y| {
        let is_reversed = |x: &u16| buffer[(*x, y)].modifier.contains(Modifier::REVERSED);
        Some(Position { x: (area.x..area.right()).find(is_reversed)?, y })
    });
    let is_inside = |at: &Position| at.x > 0 && buffer[(at.x - 1, at.y)].symbol().starts_with(['|', '\u{2502}']);
    if !in_box {
        return rows.next().unwrap_or(area.as_position());
    }
    let rows: Vec<Position> = rows.collect();
    // Beside a box of the usual width the list behind it is seen, too.
    let usual = (area.width - area.width.min(100)) / 2 + 1;
    let boxed = || rows.iter().filter(|at| is_inside(at));
    let boxed = boxed().find(|at| at.x == usual).or_else(|| boxed().next()).copied();
    boxed.unwrap_or(Position { x: area.x + 1, y: area.y + 1 })
}

/// What stands behind a label, in a column of its own where there is room.
fn beside(label: &str, beside: &str) -> String {
    if beside.is_empty() { label.to_owned() } else { format!("{label:<52} {beside}") }
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// A prompt with what is typed; answers where the cursor stands.
fn paint_prompt(buffer: &mut Buffer, area: Rect, mark: &str, prompt: &Prompt) -> (u16, u16) {
    buffer.set_stringn(area.x, area.y, format!("{mark}{}", prompt.text()), usize::from(area.width), Style::new());
    let before = u16::try_from(mark.width() + prompt.before().width()).unwrap_or(u16::MAX);
    (area.x.saturating_add(before).min(area.right().saturating_sub(1)), area.y)
}
