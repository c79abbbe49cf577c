//! A desk to test screens at: a situation, keys, and what is to be seen. Effects are carried out at once.

use std::collections::VecDeque;

use caseload::domain::knowledge::Knowledge;
use caseload::domain::record::Record;
use caseload::domain::when::Instant;
use caseload::knowledge::{
    formulary,
    limits::limits,
    rules::{federal_holidays, rules},
};
use caseload::run::{Keeper, Office, Session};
use caseload::store::Store;
use caseload::ui::command::KeyMap;
use caseload::ui::key::Key;
use caseload::ui::theme::Theme;
use caseload::ui::{App, Effect, Msg, Options};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;

use crate::situation::{Situation, demo_now, now};

/// The tables that are compiled in.
pub(crate) fn knowledge() -> Knowledge {
    Knowledge {
        formulary: formulary(),
        rules: rules(),
        look_up: caseload::knowledge::rules::look_up(),
        limits: limits(),
        holidays: federal_holidays(),
        week_starts: chrono::Weekday::Sun,
        plans: caseload::knowledge::plans::content,
    }
}

/// ASCII, because tests look for text. Colours change no character and are kept by `styled_screen`.
const LOOK: Theme = Theme { colour: true, ascii: true };

/// One session in front of one screen.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) office: Office,
    pub(crate) keeper: Keeper,
    /// Every effect so far.
    pub(crate) effects: Vec<Effect>,
    situation: Situation,
    size: (u16, u16),
    now: Instant,
}

impl Desk {
    /// The generated agency, seen by its case manager M. Ortiz.
    pub(crate) fn demo(width: u16, height: u16) -> Self {
        Self::of(Situation::demo(), "ortiz", demo_now(), (width, height))
    }

    /// A small situation, seen by Rosa Brandt at 80x24.
    pub(crate) fn small(situation: Situation) -> Self {
        Self::of(situation, "rbrandt", now(), (80, 24))
    }

    pub(crate) fn of(situation: Situation, login: &str, now: Instant, size: (u16, u16)) -> Self {
        Self::seated(situation, login, now, size, false)
    }

    pub(crate) fn seated(situation: Situation, login: &str, now: Instant, size: (u16, u16), read_only: bool) -> Self {
        Self::named("desk", situation, login, now, size, read_only)
    }

    fn named(name: &str, situation: Situation, login: &str, now: Instant, size: (u16, u16), read_only: bool) -> Self {
        let store = Store::open(&situation.path(), name).unwrap();
        let session = Session::of(&store, situation.user(login), store.users().unwrap()).unwrap();
        let folder = situation.path().parent().unwrap().to_owned();
        let mut office = Office::new(store, session, knowledge()).printing_into(folder);
        let (theme, keys, knowledge) = (LOOK, KeyMap::standard(), office.knowledge());
        let (names, permissions) = (office.names(), office.permissions());
        let options = Options { size, theme, read_only, keys, knowledge, names, permissions };
        let app = App::new(office.board(now).unwrap(), options);
        let keeper = office.keeper();
        Self { app, office, keeper, effects: Vec::new(), situation, size, now }
    }

    /// Presses keys written as in the key reference: `desk.keys("j gm Enter")`.
    pub(crate) fn keys(&mut self, written: &str) -> &mut Self {
        for word in written.split_whitespace() {
            for key in Key::parse_binding(word).unwrap_or_else(|| panic!("`{word}` is no key")) {
                self.tell(Msg::Key(key));
            }
        }
        self
    }

    /// Types a text, one key for each character.
    pub(crate) fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.tell(Msg::Key(Key::Char(c)));
        }
        self
    }

    pub(crate) fn paste(&mut self, text: &str) -> &mut Self {
        self.tell(Msg::Paste(text.to_owned()))
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = (width, height);
        self.tell(Msg::Resize(width, height))
    }

    /// What the loop does when another session has written.
    pub(crate) fn news(&mut self) -> &mut Self {
        let effects = self.office.news();
        self.carry_out(effects)
    }

    /// Board and chart are read again, for a change that another session left no row in the audit for.
    pub(crate) fn read_again(&mut self) -> &mut Self {
        let chart = self.app.open_chart().map(Effect::ReadChart);
        self.carry_out(std::iter::once(Effect::ReadBoard).chain(chart).collect())
    }

    pub(crate) fn tell(&mut self, msg: Msg) -> &mut Self {
        let effects = self.app.update(msg);
        self.carry_out(effects)
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> &mut Self {
        let mut waiting = VecDeque::from(effects);
        while let Some(effect) = waiting.pop_front() {
            self.effects.push(effect.clone());
            let mut answers = if effect.is_about_drafts() {
                self.keeper.take(effect, self.now).into_iter().map(Msg::Draft).collect()
            } else {
                self.office.carry_out(effect, self.now)
            };
            if self.keeper.is_behind() {
                answers.extend(self.keeper.write().into_iter().map(Msg::Draft));
            }
            for answer in answers {
                waiting.extend(self.app.update(answer));
            }
        }
        self
    }

    /// So much later the board and the open chart are read again.
    pub(crate) fn later(&mut self, by: chrono::TimeDelta) -> &mut Self {
        self.now += by;
        self.tell(Msg::Time(self.now)).read_again()
    }

    /// The program was killed, and somebody opens the same database again.
    pub(crate) fn killed_and_opened_by(self, login: &str) -> Self {
        let Self { situation, size, now, .. } = self;
        // A session of its own: writes of another one are no repetition of hers.
        Self::named(&format!("{login} again"), situation, login, now, size, false)
    }

    /// Another session of the same person on the same database.
    pub(crate) fn beside(desk: &mut Self, name: &str) -> Self {
        let (size, now) = (desk.size, desk.now);
        let situation = desk.situation.shared();
        Self::named(name, situation, "rbrandt", now, size, false)
    }

    /// The frame, and where the terminal's cursor stands.
    pub(crate) fn frame(&self) -> (Buffer, Option<(u16, u16)>) {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buffer = Buffer::empty(area);
        let cursor = self.app.paint(&mut buffer, area);
        (buffer, cursor)
    }

    /// Somebody else brings new records of charts.
    pub(crate) fn take(&mut self, records: Vec<Record>) {
        self.situation.take(records);
    }

    /// The one number a query gives.
    pub(crate) fn number(&self, query: &str) -> i64 {
        self.situation.number(query)
    }

    /// This is to be seen.
    #[track_caller]
    pub(crate) fn has(&self, text: &str) {
        let screen = self.screen();
        assert!(screen.contains(text), "`{text}` is not on:\n{screen}");
    }

    /// This is not to be seen.
    #[track_caller]
    pub(crate) fn lacks(&self, text: &str) {
        let screen = self.screen();
        assert!(!screen.contains(text), "`{text}` is on:\n{screen}");
    }

    /// The frame as text.
    pub(crate) fn screen(&self) -> String {
        let (buffer, _) = self.frame();
        let mut lines = Vec::new();
        for y in 0..self.size.1 {
            let (mut line, mut x) = (String::new(), 0);
            while x < self.size.0 {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(symbol.width().max(1)).unwrap();
            }
            lines.push(line.trim_end().to_owned());
        }
        lines.join("\n")
    }

    /// The frame as text, and under it a hash (FNV-1a) of how every cell looks that does not look plain.
    pub(crate) fn styled_screen(&self) -> String {
        let (buffer, _) = self.frame();
        let mut hash = 0x811C_9DC5_u32;
        for (place, cell) in buffer.content.iter().enumerate().filter(|(_, cell)| cell.style() != Cell::EMPTY.style()) {
            let (x, y) = buffer.pos_of(place);
            let look = format!("{x} {y} {} {} {}\n", cell.fg, cell.bg, cell.modifier.bits());
            hash = look.bytes().fold(hash, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        }
        format!("{}\nstyles: {hash:08x}", self.screen())
    }

    /// The row with the cursor, without colour.
    pub(crate) fn row(&self) -> String {
        let screen = self.screen();
        let marked = |line: &&str| line.starts_with('>') || line.contains("|>") || line.contains("| >");
        screen.lines().find(marked).unwrap_or_default().to_owned()
    }

    /// The same desk before any of its patients is read.
    pub(crate) fn awaiting(mut self) -> Self {
        let (theme, keys, knowledge) = (LOOK, KeyMap::standard(), self.office.knowledge());
        let (names, permissions) = (self.office.names(), self.office.permissions());
        let options = Options { size: self.size, theme, read_only: false, keys, knowledge, names, permissions };
        self.app = App::new(self.office.unread(self.now), options).awaiting();
        self
    }

    /// The same desk with other keys.
    pub(crate) fn with_keys(mut self, keys: KeyMap) -> Self {
        let (names, permissions, knowledge) = (self.office.names(), self.office.permissions(), self.office.knowledge());
        let options = Options { size: self.size, theme: LOOK, read_only: false, keys, knowledge, names, permissions };
        self.app = App::new(self.office.board(self.now).unwrap(), options);
        self
    }

    /// Whether nothing was asked for so far but that drafts are kept.
    pub(crate) fn only_kept_drafts(&self) -> bool {
        self.effects.iter().all(Effect::is_about_drafts)
    }

    /// Where its clock stands.
    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    pub(crate) fn status(&self) -> &str {
        &self.app.status().text
    }

    /// Another session on the same database.
    pub(crate) fn store(&mut self) -> &mut Situation {
        &mut self.situation
    }
}
