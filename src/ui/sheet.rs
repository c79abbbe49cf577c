//! The rule sheet in columns: for the reader and for paper.

use super::draw::wrap;
use crate::domain::deadline::sheet::{Line, sheet};
use crate::domain::knowledge::Knowledge;

/// The inside of a box on the smallest screen; on paper it leaves a margin.
const COLUMNS: usize = 76;
/// The column of the labels.
const LABEL: usize = 12;

/// Every line of the sheet in 76 columns; a heading begins with `# `.
pub fn rule_sheet(knowledge: &Knowledge) -> Vec<String> {
    sheet(knowledge.rules, knowledge.look_up).into_iter().flat_map(lines).collect()
}

fn lines(line: Line) -> Vec<String> {
    match line {
        Line::Heading(text) => wrap(&text, COLUMNS - 2).into_iter().map(|part| format!("# {part}")).collect(),
        Line::Text(text) => wrap(&text, COLUMNS),
        Line::Row(label, text) => {
            let parts = wrap(&text, COLUMNS - LABEL).into_iter().enumerate();
            parts.map(|(at, part)| format!("{:<LABEL$}{part}", if at == 0 { label } else { "" })).collect()
        }
        Line::Form(label, blanks) => vec![format!("{label:<LABEL$}{blanks}")],
        Line::Blank => vec![String::new()],
    }
}
