//! A command is one row: name, places, keys, help and the one function that says what it would do, or why not.
//! Key map, hint bar, `?`, palette and the key reference read the rows of `commands.rs`.

use std::collections::BTreeMap;

use super::key::Key;
use super::{App, Msg};
use crate::domain::refusal::Refusal;

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// A list of the views, but that of deadlines.
    List,
    /// The list of deadlines.
    Deadlines,
    /// A patient's chart.
    Chart,
    /// The deadlines of a chart.
    ChartDeadlines,
    /// The medication list of a chart.
    ChartMedicines,
    /// The plan of care of a chart.
    ChartPlan,
    /// The home safety of a chart.
    ChartHome,
    /// Entries of every kind in a chart.
    ChartRecords,
    /// The medication lists side by side.
    Reconcile,
    /// A text field with choices under it: find, palette.
    Picker,
    /// The filter line.
    Filter,
    /// The box for a missed or attempted visit.
    Miss,
    /// The fields of a fact or visit.
    Form,
    /// A few choices, each with its digit.
    Menu,
    /// Lines to mark.
    Checklist,
    /// What a change would do, before it is written.
    Preview,
    /// A text to read: help, why, changes.
    Reader,
    /// A text over the whole screen, being written.
    Writing,
    /// The list of drafts.
    Drafts,
    /// Charts that may be one person's.
    Pairs,
}

impl Place {
    /// Every place.
    pub const ALL: &'static [Self] = &[
        Self::List,
        Self::Deadlines,
        Self::Chart,
        Self::ChartDeadlines,
        Self::ChartMedicines,
        Self::ChartPlan,
        Self::ChartHome,
        Self::ChartRecords,
        Self::Reconcile,
        Self::Picker,
        Self::Filter,
        Self::Miss,
        Self::Form,
        Self::Menu,
        Self::Checklist,
        Self::Preview,
        Self::Reader,
        Self::Writing,
        Self::Drafts,
        Self::Pairs,
    ];

    /// Its name in help and reference.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "Lists (Today, Visits, Meds, Plans, Home)",
            Self::Deadlines => "Reassess (the list of deadlines)",
            Self::Chart => "Chart",
            Self::ChartDeadlines => "Chart: deadlines",
            Self::ChartMedicines => "Chart: medication list",
            Self::ChartPlan => "Chart: plan of care",
            Self::ChartHome => "Chart: home safety",
            Self::ChartRecords => "Chart: records",
            Self::Reconcile => "Chart: medication lists side by side",
            Self::Picker => "Find, palette and other lists to choose from",
            Self::Filter => "Filter line",
            Self::Miss => "Missed or attempted visit",
            Self::Form => "Forms (an event, a visit)",
            Self::Menu => "Choices with a digit",
            Self::Checklist => "Lines to mark",
            Self::Preview => "What would follow",
            Self::Reader => "Texts (help, why, changes)",
            Self::Writing => "Writing a text",
            Self::Drafts => "List of drafts",
            Self::Pairs => "Charts that may be one person's",
        }
    }

    /// The command that leads out of it.
    pub fn way_back(self) -> &'static str {
        match self {
            Self::Form => "form.leave",
            Self::Writing => "writing.leave",
            Self::Picker
            | Self::Filter
            | Self::Miss
            | Self::Menu
            | Self::Checklist
            | Self::Preview
            | Self::Reader
            | Self::Drafts
            | Self::Pairs => "box.close",
            Self::List
            | Self::Deadlines
            | Self::Chart
            | Self::ChartDeadlines
            | Self::ChartMedicines
            | Self::ChartPlan
            | Self::ChartRecords
            | Self::ChartHome
            | Self::Reconcile => "back",
        }
    }

    /// Whether characters that are no command are typed into a field.
    pub fn is_text(self) -> bool {
        match self {
            Self::Picker | Self::Filter | Self::Form | Self::Writing => true,
            Self::List
            | Self::Deadlines
            | Self::Chart
            | Self::ChartDeadlines
            | Self::ChartMedicines
            | Self::ChartPlan
            | Self::ChartHome
            | Self::ChartRecords
            | Self::Reconcile
            | Self::Miss
            | Self::Menu
            | Self::Checklist
            | Self::Preview
            | Self::Reader
            | Self::Pairs
            | Self::Drafts => false,
        }
    }
}

/// What a command belongs to in help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Moving about.
    Move,
    /// Looking.
    Look,
    /// Doing.
    Do,
    /// Taking back, leaving.
    Safe,
    /// Inside a box.
    Box,
}

impl Group {
    /// Its heading.
    pub fn name(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::Look => "look",
            Self::Do => "do",
            Self::Safe => "safe",
            Self::Box => "in a box",
        }
    }
}

/// Why something cannot be done now.
pub type Can = fn(&App) -> Result<(), Refusal>;

/// One command.
pub struct Command {
    /// Its name: `visit.done`. Used for rebinding.
    pub name: &'static str,
    /// Where it is live.
    pub places: &'static [Place],
    /// Its keys, as written; two characters are pressed one after the other. Without one it is reached by its name.
    pub keys: &'static [&'static str],
    /// Its group in help.
    pub group: Group,
    /// A word for the hint bar; empty: not in the hint bar.
    pub hint: &'static str,
    /// What it does.
    pub help: &'static str,
    /// Why it cannot be done now, where that is known before it is made ready; `run` asks it first.
    pub can: Option<Can>,
    /// What it would do now, or why it cannot.
    pub run: fn(&App) -> Result<Msg, Refusal>,
}

impl Command {
    /// Whether it would do something now: only then the hint bar shows it.
    pub fn is_possible(&self, app: &App) -> bool {
        match self.can {
            Some(can) => can(app).is_ok(),
            None => (self.run)(app).is_ok_and(|msg| app.may_begin(&msg)),
        }
    }
}

/// Which keys lead to which command, after rebinding.
#[derive(Debug, Clone)]
pub struct KeyMap {
    bindings: Vec<Vec<Vec<Key>>>,
}

/// What pressed keys mean in a place.
pub enum Meaning {
    /// A command.
    Command(&'static Command),
    /// The beginning of one.
    Prefix,
    /// Nothing.
    Nothing,
}

/// A key map cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    /// No such command.
    #[error("there is no command `{0}`; the names stand in assets/docs/keys.md")]
    NoCommand(String),
    /// Not a key.
    #[error("`{key}` for `{command}` is not a key; write it like `j`, `Ctrl-d`, `PgUp` or `gg`")]
    NoKey {
        /// The command.
        command: String,
        /// What was written.
        key: String,
    },
    /// A key terminals cannot tell from another, or that screen and tmux keep for themselves.
    #[error("`{key}` for `{command}` cannot be bound: terminals send it as another key or keep it")]
    Forbidden {
        /// The command.
        command: String,
        /// The key.
        key: String,
    },
    /// Two commands share a key in one place.
    #[error("`{key}` is bound to both `{first}` and `{second}`")]
    Clash {
        /// The key.
        key: String,
        /// One command.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
}

/// Control letters that are Tab, Enter, Backspace and line feed, or that screen, tmux and flow control take.
const FORBIDDEN: &[char] = &['i', 'm', 'h', 'j', '[', 'a', 'b', 'q'];

impl KeyMap {
    /// The keys as the rows name them.
    pub fn standard() -> Self {
        let of = |row: &Command| row.keys.iter().filter_map(|key| Key::parse_binding(key)).collect();
        Self { bindings: super::commands::rows().map(of).collect() }
    }

    /// The keys as the rows name them, but for the commands named here.
    pub fn rebound(changes: &BTreeMap<String, String>) -> Result<Self, BadKeys> {
        let mut map = Self::standard();
        for (command, keys) in changes {
            let place = super::commands::rows().position(|row| row.name == command);
            let slot = place.and_then(|place| map.bindings.get_mut(place));
            let Some(slot) = slot else { return Err(BadKeys::NoCommand(command.clone())) };
            slot.clear();
            for key in keys.split_whitespace() {
                let named = || (command.clone(), key.to_owned());
                let binding = Key::parse_binding(key).ok_or_else(|| {
                    let (command, key) = named();
                    BadKeys::NoKey { command, key }
                })?;
                if binding.iter().any(|key| matches!(key, Key::Ctrl(c) if FORBIDDEN.contains(c))) {
                    let (command, key) = named();
                    return Err(BadKeys::Forbidden { command, key });
                }
                slot.push(binding);
            }
        }
        map.check()?;
        Ok(map)
    }

    /// No two live commands share a key, and none is the beginning of another's.
    pub fn check(&self) -> Result<(), BadKeys> {
        for place in Place::ALL {
            let live: Vec<(&'static str, &Vec<Key>)> = self.live(*place).collect();
            for (at, (first, keys)) in live.iter().enumerate() {
                for (second, others) in live.iter().skip(at + 1) {
                    if first != second && (keys.starts_with(others) || others.starts_with(keys)) {
                        return Err(BadKeys::Clash { key: written(keys), first, second });
                    }
                }
            }
        }
        Ok(())
    }

    fn live(&self, place: Place) -> impl Iterator<Item = (&'static str, &Vec<Key>)> {
        super::commands::rows()
            .zip(&self.bindings)
            .filter(move |(row, _)| row.places.contains(&place))
            .flat_map(|(row, bindings)| bindings.iter().map(|keys| (row.name, keys)))
    }

    /// What these keys mean in a place.
    pub fn meaning(&self, place: Place, pressed: &[Key]) -> Meaning {
        let mut prefix = false;
        for (row, bindings) in super::commands::rows().zip(&self.bindings) {
            if !row.places.contains(&place) {
                continue;
            }
            for keys in bindings {
                if keys == pressed {
                    return Meaning::Command(row);
                }
                prefix |= keys.starts_with(pressed);
            }
        }
        if prefix { Meaning::Prefix } else { Meaning::Nothing }
    }

    /// The first key of a command, as written.
    pub fn shown(&self, command: &Command) -> String {
        self.shown_for(command.name)
    }

    /// The first key of the command of this name, as written; nothing where none is bound.
    pub fn shown_for(&self, name: &str) -> String {
        self.bound(name).next().unwrap_or_default()
    }

    /// How a sentence names what does the command of this name: its first key or, where none is bound, its name in the palette.
    pub fn key_for(&self, name: &str) -> String {
        self.bound(name).next().unwrap_or_else(|| match self.shown_for(PALETTE).as_str() {
            "" | ":" => format!(":{name}"),
            key => format!("{key} {name}"),
        })
    }

    /// Every key of the command of this name, as written.
    pub fn bound(&self, name: &str) -> impl Iterator<Item = String> {
        let place = super::commands::place_of(name);
        place.and_then(|place| self.bindings.get(place)).into_iter().flatten().map(|keys| written(keys))
    }
}

/// The command that takes the others by name.
pub(super) const PALETTE: &str = "palette";

fn written(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect()
}
