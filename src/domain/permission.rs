//! Who may do what to a chart: by licence and by role, from one table (`assets/rules/who-may.txt`) that an agency may narrow.
//! The door of the store asks it for every change, the screens ask it before anything is typed.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::ids::UserId;
use super::refusal::Refusal;
use super::user::Role;

/// The table as it is reviewed.
const TABLE: &str = include_str!("../../assets/rules/who-may.txt");

/// Its columns: licences, then roles.
const LICENCES: [&str; 11] = ["aide", "lpn", "rn", "pt", "pta", "ot", "cota", "slp", "msw", "swa", "other"];
const ROLES: [&str; 8] =
    ["case_manager", "supervisor", "clinician", "aide", "intake", "on_call", "administrator", "auditor"];

/// What somebody does to a chart, as far as it matters who may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// A visit of one's own is started, done, missed.
    Visit,
    /// A visit of somebody else is.
    VisitOfOther,
    /// A visit is placed on a day.
    VisitPlace,
    /// The medication list changes, another list is taken down.
    Medication,
    /// An order is taken.
    Order,
    /// A comprehensive assessment and what belongs to it.
    Assessment,
    /// Somebody's care is supervised.
    Supervision,
    /// Another fact is recorded.
    Fact,
    /// An alert or another finding is answered.
    Answer,
    /// Doses, fills and use when needed are taken down.
    Doses,
    /// A note is written.
    Note,
    /// A task is made or done.
    Task,
    /// The plan of care changes.
    Plan,
    /// A goal is checked.
    Progress,
    /// What became of an intervention.
    Result,
    /// A plan is signed, or something is added to a signed one.
    Sign,
    /// Those concerned were told of a plan that changed.
    Tell,
    /// Somebody decides whether two charts are one person's.
    Pair,
    /// Records of elsewhere are imported.
    Import,
}

impl Act {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Visit,
        Self::VisitOfOther,
        Self::VisitPlace,
        Self::Medication,
        Self::Order,
        Self::Assessment,
        Self::Supervision,
        Self::Fact,
        Self::Answer,
        Self::Doses,
        Self::Note,
        Self::Task,
        Self::Plan,
        Self::Progress,
        Self::Result,
        Self::Sign,
        Self::Tell,
        Self::Pair,
        Self::Import,
    ];

    /// Its word in the table and in the configuration.
    pub fn word(self) -> &'static str {
        self.words().0
    }

    /// The word, and as people say it.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Visit => ("visit", "Marking a visit"),
            Self::VisitOfOther => ("visit_of_other", "Marking somebody else's visit"),
            Self::VisitPlace => ("visit_place", "Placing a visit"),
            Self::Medication => ("medication", "Changing the medication list"),
            Self::Order => ("order", "Taking an order"),
            Self::Assessment => ("assessment", "Recording an assessment"),
            Self::Supervision => ("supervision", "Supervising care"),
            Self::Fact => ("fact", "Recording this"),
            Self::Answer => ("answer", "Answering this"),
            Self::Doses => ("doses", "Recording doses"),
            Self::Note => ("note", "Writing a note"),
            Self::Task => ("task", "Changing a task"),
            Self::Plan => ("plan", "Changing the plan of care"),
            Self::Progress => ("progress", "Checking a goal"),
            Self::Result => ("result", "Recording the result of an intervention"),
            Self::Sign => ("sign", "Signing a plan of care"),
            Self::Tell => ("tell", "Recording who was told"),
            Self::Pair => ("pair", "Deciding whether two charts are one person's"),
            Self::Import => ("import", "Importing records"),
        }
    }

    /// What a fact of this kind counts as; one that the table does not name as what fewest may do.
    pub fn of_event(kind: &str) -> Self {
        TABLE_READ.events.iter().find(|(known, _)| *known == kind).map_or(Self::Assessment, |(_, act)| *act)
    }

    /// Whether the table names facts of this kind.
    pub fn knows_event(kind: &str) -> bool {
        TABLE_READ.events.iter().any(|(known, _)| *known == kind)
    }
}

/// What is on record about the row a change is about, as far as it matters who may.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnRecord {
    /// Whose visit it is.
    pub clinician: Option<UserId>,
    /// The kind of the fact.
    pub kind: Option<String>,
}

/// A line of the table.
struct Row {
    act: Act,
    /// Columns with a `y`: licences, then roles.
    licences: Vec<&'static str>,
    roles: Vec<&'static str>,
    source: &'static str,
}

struct Table {
    rows: Vec<Row>,
    events: Vec<(&'static str, Act)>,
}

static TABLE_READ: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { rows: Vec::new(), events: Vec::new() };
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let word = line.split_whitespace().next().unwrap_or_default();
        let Some(act) = Act::ALL.iter().copied().find(|act| act.word() == word) else { continue };
        let rest = line.get(word.len()..).unwrap_or_default().trim();
        if let Some(kinds) = rest.strip_prefix('=') {
            table.events.extend(kinds.split_whitespace().map(|kind| (kind, act)));
            continue;
        }
        let (marks, source) = rest.split_once(';').unwrap_or((rest, ""));
        let marks: Vec<&str> = marks.split_whitespace().collect();
        // A line with a column too few or too many allows nothing; a test looks for it.
        let whole = marks.len() == LICENCES.len() + ROLES.len();
        let allowed = |names: &[&'static str], from: usize| {
            let marked = names.iter().enumerate().filter(|(at, _)| whole && marks.get(from + at) == Some(&"y"));
            marked.map(|(_, name)| *name).collect()
        };
        let (licences, roles) = (allowed(&LICENCES, 0), allowed(&ROLES, LICENCES.len()));
        table.rows.push(Row { act, licences, roles, source: source.trim() });
    }
    table
});

/// The licence of a credential as people write it behind their name: `RN, BSN, CWOCN` is `rn`.
pub fn licence(credential: &str) -> &'static str {
    const KNOWN: &[(&str, &[&str])] = &[
        ("rn", &["RN", "BSN", "APRN", "NP", "FNP", "ARNP", "CNS", "CRNP"]),
        ("pt", &["PT", "DPT", "MPT", "RPT"]),
        ("ot", &["OT", "OTR", "OTD", "MOT"]),
        ("slp", &["SLP", "CCC-SLP", "CCCSLP"]),
        ("lpn", &["LPN", "LVN"]),
        ("msw", &["MSW", "LCSW", "LMSW", "LICSW", "LISW", "LSCSW", "CSW", "LGSW"]),
        ("pta", &["PTA", "LPTA"]),
        ("cota", &["COTA", "OTA"]),
        ("swa", &["SWA", "BSW", "LSW", "LBSW"]),
        ("aide", &["HHA", "AIDE", "CNA", "STNA", "CHHA", "LNA", "PCA"]),
    ];
    let written = credential.to_uppercase().replace('.', "");
    let words: Vec<&str> = written.split([' ', ',', '/', ';', '(', ')']).filter(|word| !word.is_empty()).collect();
    let has =
        |names: &[&str]| words.iter().any(|word| names.contains(word) || names.contains(&word.trim_end_matches("-BC")));
    KNOWN.iter().find(|(_, names)| has(names)).map_or("other", |(licence, _)| *licence)
}

fn said(who: &str) -> &'static str {
    match who {
        "aide" => "a home health aide",
        "lpn" => "an LPN or LVN",
        "rn" => "an RN",
        "pt" => "a physical therapist",
        "pta" => "a physical therapist assistant",
        "ot" => "an occupational therapist",
        "cota" => "an occupational therapy assistant",
        "slp" => "a speech-language pathologist",
        "msw" => "a social worker",
        "swa" => "a social work assistant",
        "case_manager" => "a case manager",
        "supervisor" => "a supervisor",
        "clinician" => "a clinician",
        "intake" => "an intake nurse",
        "on_call" => "an on-call nurse",
        "administrator" => "an administrator",
        "auditor" => "an auditor",
        _ => "somebody whose licence is not on file",
    }
}

/// The table, with what an agency does not want of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions {
    narrowed: BTreeSet<(&'static str, Act)>,
}

impl Permissions {
    /// Takes acts away from a licence or a role, by their words.
    ///
    /// # Errors
    /// A sentence, when a word is neither.
    pub fn narrow(&mut self, who: &str, acts: &[String]) -> Result<(), String> {
        let column = LICENCES.iter().chain(&ROLES).find(|known| **known == who);
        let column = column.ok_or_else(|| {
            format!("`{who}` is no licence and no role; write one of {}, {}", LICENCES.join(", "), ROLES.join(", "))
        })?;
        for word in acts {
            let act = Act::ALL.iter().find(|act| act.word() == word).ok_or_else(|| {
                let words: Vec<&str> = Act::ALL.iter().map(|act| act.word()).collect();
                format!("`{word}` is nothing that could be taken away; write one of {}", words.join(", "))
            })?;
            self.narrowed.insert((column, *act));
        }
        Ok(())
    }

    /// Whether somebody with this role and credential may do this.
    ///
    /// # Errors
    /// A sentence that says why not, where it comes from, and whom to ask.
    pub fn ask(&self, role: &Role, credential: &str, act: Act) -> Result<(), Refusal> {
        let (licence, role) = (licence(credential), role.word());
        let row = TABLE_READ.rows.iter().find(|row| row.act == act);
        let may = |names: fn(&Row) -> &[&'static str], who: &str| row.is_some_and(|row| names(row).contains(&who));
        let source = row.map_or("", |row| row.source);
        let doing = act.words().1;
        for (who, allowed) in [(role, may(|row| &row.roles, role)), (licence, may(|row| &row.licences, licence))] {
            let ask =
                if who == "other" { "ask the administrator to enter it" } else { "tell the nurse or case manager" };
            if !allowed {
                return Err(Refusal::new(format!("{doing} is not for {}: {ask}. ({source})", said(who))));
            }
            if self.narrowed.iter().any(|(narrowed, of)| *narrowed == who && *of == act) {
                return Err(Refusal::new(format!("{doing} is not for {} at this agency: {ask}.", said(who))));
            }
        }
        Ok(())
    }
}

/// What is wrong with the table as it is compiled in: acts without a line, lines that are not whole or name no source.
pub fn faults() -> Vec<String> {
    let mut found = Vec::new();
    for act in Act::ALL {
        match TABLE_READ.rows.iter().filter(|row| row.act == *act).collect::<Vec<_>>().as_slice() {
            [row] if row.source.is_empty() => found.push(format!("{}: no source", act.word())),
            [row] if row.licences.is_empty() || row.roles.is_empty() => {
                found.push(format!("{}: nobody may, or a column is missing", act.word()));
            }
            [_] => {}
            rows => found.push(format!("{}: {} lines", act.word(), rows.len())),
        }
    }
    found
}
