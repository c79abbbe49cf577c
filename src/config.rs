//! Settings: read from TOML in layers, checked at once; an error names file, line, key and the fix.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::Weekday;
use chrono_tz::Tz;
use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

mod agency;

pub use agency::{HolidayDates, OnPaper, Place, RuleSetting, SettingWord};

/// What holds after all layers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The database, where a layer names one.
    pub database: Option<PathBuf>,
    /// The zone a person's own day is shown in; `None`: this machine's.
    pub zone: Option<Tz>,
    /// Whose caseload to open; `None`: the person the login belongs to.
    pub user: Option<String>,
    /// When to use colours.
    pub color: Color,
    /// Borders and marks from plain ASCII.
    pub ascii: bool,
    /// Changed lines are drawn whole, for a speech synthesizer that reads what arrives.
    pub speech: bool,
    /// Command name to key, as written; the commands check both.
    pub keys: BTreeMap<String, String>,
    /// How the agency stands on its paper.
    pub agency: OnPaper,
    /// First day of the week in which ordered visits are counted.
    pub week_starts: Weekday,
    /// Days that are no business days.
    pub holidays: HolidayDates,
    /// Rule id to what the agency changes about it, as written; the rule table checks both.
    pub rules: BTreeMap<String, RuleSetting>,
    /// The folder of the agency's own drug tables, where it has any.
    pub knowledge: Option<PathBuf>,
    /// What a licence or a role does not do at this agency, as written; the table of permissions checks both.
    pub not_for: BTreeMap<String, Vec<String>>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database: None,
            zone: None,
            user: None,
            color: Color::default(),
            ascii: false,
            speech: false,
            keys: BTreeMap::new(),
            agency: OnPaper::default(),
            week_starts: Weekday::Sun,
            holidays: HolidayDates::default(),
            rules: BTreeMap::new(),
            knowledge: None,
            not_for: BTreeMap::new(),
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Color {
    /// Where the terminal has them and `NO_COLOR` is not set.
    #[default]
    Auto,
    /// Nowhere.
    Never,
}

/// One file's settings: what it does not name stays as the layers before left it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Layer {
    database: Option<PathBuf>,
    #[serde(default, deserialize_with = "zone")]
    zone: Option<Tz>,
    user: Option<String>,
    color: Option<Color>,
    ascii: Option<bool>,
    speech: Option<bool>,
    #[serde(default)]
    keys: BTreeMap<String, String>,
    #[serde(default)]
    agency: agency::AgencyLayer,
    #[serde(default, deserialize_with = "agency::week_starts")]
    week_starts: Option<Weekday>,
    #[serde(default)]
    holidays: agency::HolidayLayer,
    #[serde(default)]
    rules: BTreeMap<String, Spanned<agency::RuleLayer>>,
    #[serde(default)]
    knowledge: agency::KnowledgeLayer,
    #[serde(default)]
    not_for: BTreeMap<String, Vec<String>>,
}

/// Where settings are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Files that may be absent, the general one first.
    pub files: Vec<PathBuf>,
    /// The file of `--config`, which must exist.
    pub named: Option<PathBuf>,
    /// The value of `CASELOAD_DB`.
    pub database: Option<PathBuf>,
}

impl Places {
    /// Those of this process: the system's file, the user's file, the environment; and the file of `--config`.
    pub fn of_process(named: Option<PathBuf>) -> Self {
        let mut files = vec![PathBuf::from("/etc/caseload/config.toml")];
        if let Ok(folders) = choose_base_strategy() {
            files.push(folders.config_dir().join("caseload").join("config.toml"));
        }
        let database = std::env::var_os("CASELOAD_DB").filter(|path| !path.is_empty()).map(PathBuf::from);
        Self { files, named, database }
    }
}

/// The database of a person who names none: `caseload/caseload.db` in the platform's data folder.
/// `None` where the login has no home folder.
pub fn default_database() -> Option<PathBuf> {
    choose_base_strategy().ok().map(|folders| folders.data_dir().join("caseload").join("caseload.db"))
}

/// The folder for the log: `caseload` in the platform's state folder. `None` where the login has no home folder.
pub fn log_folder() -> Option<PathBuf> {
    let folders = choose_base_strategy().ok()?;
    Some(folders.state_dir().unwrap_or_else(|| folders.data_dir()).join("caseload"))
}

impl Config {
    /// Reads all layers; options of the command line come after, by setting fields.
    ///
    /// # Errors
    /// The first file that cannot be read or has a line that cannot be understood.
    pub fn load(places: &Places) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        for file in &places.files {
            match text_of(file) {
                Ok(text) => config.apply(&text, file)?,
                Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
                Err(error) => return Err(ConfigError::unreadable(file, &error)),
            }
        }
        if let Some(file) = &places.named {
            let text = text_of(file).map_err(|error| ConfigError::unreadable(file, &error))?;
            config.apply(&text, file)?;
        }
        if let Some(database) = &places.database {
            config.database = Some(database.clone());
        }
        Ok(config)
    }

    /// Lays one file's settings over what holds so far. `file` is named in errors only.
    ///
    /// # Errors
    /// Names the file, the line, the key and the fix.
    pub fn apply(&mut self, text: &str, file: &Path) -> Result<(), ConfigError> {
        let layer: Layer = toml::from_str(text).map_err(|error| ConfigError::unclear(file, text, &error))?;
        self.database = layer.database.or(self.database.take());
        self.zone = layer.zone.or(self.zone);
        self.user = layer.user.or(self.user.take());
        self.color = layer.color.unwrap_or(self.color);
        self.ascii = layer.ascii.unwrap_or(self.ascii);
        self.speech = layer.speech.unwrap_or(self.speech);
        self.keys.extend(layer.keys);
        layer.agency.over(&mut self.agency);
        self.week_starts = layer.week_starts.unwrap_or(self.week_starts);
        self.holidays = layer.holidays.dates.unwrap_or(std::mem::take(&mut self.holidays));
        self.knowledge = layer.knowledge.folder.or(self.knowledge.take());
        for (who, acts) in layer.not_for {
            // A layer takes more away, and gives nothing back.
            self.not_for.entry(who).or_default().extend(acts);
        }
        for (rule, written) in layer.rules {
            let place = Place { file: file.to_owned(), line: line_of(text, written.span().start) };
            let said = self.rules.remove(&rule);
            self.rules.insert(rule, RuleSetting::over(said, written.into_inner(), place));
        }
        Ok(())
    }
}

/// The text of a file. Anything else, such as a pipe, could be waited for without end.
fn text_of(file: &Path) -> io::Result<String> {
    if fs::metadata(file)?.is_file() {
        return fs::read_to_string(file);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"))
}

/// The line, from 1, of a byte of a text.
fn line_of(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or(text).matches('\n').count() + 1
}

fn zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Tz>, D::Error> {
    let name = String::deserialize(deserializer)?;
    name.parse().map(Some).map_err(|_| {
        serde::de::Error::custom(format!("`{name}` is not a zone; write its IANA name, such as \"America/Chicago\""))
    })
}

/// A setting that cannot be understood, or a file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1; absent when the file cannot be read at all.
    pub line: Option<usize>,
    /// The key on that line.
    pub key: Option<String>,
    /// What is wrong, and the fix.
    pub problem: String,
}

impl ConfigError {
    fn unreadable(file: &Path, error: &io::Error) -> Self {
        let problem = format!("it cannot be read ({error}); name another file with --config, or mend its permissions");
        Self { file: file.to_owned(), line: None, key: None, problem }
    }

    fn unclear(file: &Path, text: &str, error: &toml::de::Error) -> Self {
        let line = error.span().map(|span| line_of(text, span.start));
        let written = line.and_then(|number| text.lines().nth(number - 1));
        let key = written.and_then(|written| written.split_once('=')).map(|(key, _)| key.trim().to_owned());
        let message = error.message().trim().replace('\n', ", ");
        let fix = if message.contains("unknown field") || message.contains("unknown variant") {
            "; correct the word, or put # before the line"
        } else {
            "; config.example.toml shows every key with its form"
        };
        Self { file: file.to_owned(), line, key, problem: format!("{message}{fix}") }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(key) = &self.key {
            write!(f, ", `{key}`")?;
        }
        write!(f, ": {}", self.problem)
    }
}
