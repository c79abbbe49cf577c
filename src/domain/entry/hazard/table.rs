//! The table of home hazards (`assets/home-safety/hazards.txt`), read when it is first asked for.

use std::sync::OnceLock;

use super::Risk;
use crate::domain::field::Worded;

/// The table as it is reviewed.
pub const TABLE: &str = include_str!("../../../../assets/home-safety/hazards.txt");

/// Its columns, of which the first is the id.
const COLUMNS: usize = 10;

/// What a home safety evaluation looks for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The rooms, in the order of a walk through the home: word and name.
    pub rooms: Vec<Worded>,
    /// The hazards, room by room.
    pub hazards: Vec<Known>,
    words: Vec<Worded>,
}

/// A hazard that is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Its id: `B01`.
    pub id: &'static str,
    /// The word of its room.
    pub room: &'static str,
    /// How dangerous it is as a rule.
    pub risk: Risk,
    /// In a few words.
    pub name: &'static str,
    /// What is usually done about it.
    pub fix: &'static str,
    /// Who usually does it.
    pub who: &'static str,
    /// Kinds of community help, if any.
    pub help: Option<&'static str>,
    /// Whether it speaks for "environmental hazards" of the MAHC-10.
    pub mahc10: bool,
    /// Whether it may stand on the family's page.
    pub for_family: bool,
    /// Whether it may stand in a letter to the landlord.
    pub for_landlord: bool,
    /// Where it comes from.
    pub source: &'static str,
    /// How sure that is.
    pub sure: &'static str,
}

impl Known {
    /// Its source, as it is cited.
    pub fn cited(&self) -> String {
        format!("{} of the table of home hazards: {} ({})", self.id, self.source, self.sure)
    }
}

/// The table of this build. A test holds that it can be read; one that cannot looks for nothing.
pub fn read() -> &'static Table {
    static READ: OnceLock<Table> = OnceLock::new();
    READ.get_or_init(|| parse(TABLE).unwrap_or_default())
}

/// Words of its rooms.
pub fn rooms() -> &'static [Worded] {
    &read().rooms
}

/// Ids and names of its hazards.
pub fn hazards() -> &'static [Worded] {
    &read().words
}

/// The hazard of that id.
pub fn known(id: &str) -> Option<&'static Known> {
    read().hazards.iter().find(|known| known.id == id)
}

/// The name of a room; a word of a newer table stands for itself.
pub fn room_name(word: &str) -> &str {
    rooms().iter().find(|(known, _)| *known == word).map_or(word, |(_, name)| name)
}

/// Reads a table.
///
/// # Errors
/// The line, and what is wrong with it.
pub fn parse(text: &'static str) -> Result<Table, String> {
    let mut table = Table::default();
    let mut room = None;
    for (number, line) in (1..).zip(text.lines()) {
        let wrong = |why: &str| format!("hazards.txt, line {number}: {why}");
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some((word, name)) = line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
            if table.rooms.iter().any(|(known, _)| *known == word) {
                return Err(wrong("this room stands here twice"));
            }
            table.rooms.push((word, name));
            room = Some(word);
            continue;
        }
        let room = room.ok_or_else(|| wrong("a hazard before the first room"))?;
        let cells: Vec<&'static str> = line.split(" | ").collect();
        let [id, risk, name, fix, who, help, mahc10, paper, source, sure] = cells[..] else {
            return Err(wrong(&format!("{} columns, not {COLUMNS}", cells.len())));
        };
        let risk = Risk::from_word(risk);
        if matches!(risk, Risk::Other(_)) {
            return Err(wrong("a risk is critical, high, medium or low"));
        }
        if table.hazards.iter().any(|known| known.id == id) {
            return Err(wrong("this id stands here twice"));
        }
        if !["family", "family landlord", "none"].contains(&paper) {
            return Err(wrong("paper is `family`, `family landlord` or `none`"));
        }
        table.words.push((id, name));
        table.hazards.push(Known {
            id,
            room,
            risk,
            name,
            fix,
            who,
            help: (help != "-").then_some(help),
            mahc10: mahc10 == "yes",
            for_family: paper != "none",
            for_landlord: paper == "family landlord",
            source,
            sure,
        });
    }
    Ok(table)
}
