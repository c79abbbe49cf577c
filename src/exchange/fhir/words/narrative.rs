//! The words of a narrative: XHTML of FHIR's small set of elements, as lines of text.

use crate::domain::text;

/// Elements that begin a line of their own.
const BLOCKS: &[&str] =
    &["p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "hr", "pre"];

/// The longest narrative that is kept, in letters. What stands in a plan of care is far below.
const LONGEST: usize = 20_000;

/// What a narrative says, a paragraph a line; empty when it says nothing.
pub(in crate::exchange::fhir) fn narrative(div: &str) -> String {
    let mut out = String::with_capacity(div.len());
    let mut rest = div;
    while let Some(at) = rest.find('<') {
        let (said, tag) = rest.split_at(at);
        spoken(&mut out, said);
        if let Some(comment) = tag.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let (tag, behind) = tag.split_once('>').unwrap_or((tag, ""));
        let name = tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        if BLOCKS.contains(&name.as_str()) {
            out.push('\n');
        } else if name == "td" || name == "th" {
            out.push(' ');
        }
        rest = behind;
    }
    spoken(&mut out, rest);
    let lines: Vec<String> = out.lines().map(text::line).filter(|line| !line.is_empty()).collect();
    lines.join("\n").chars().take(LONGEST).collect()
}

/// Text between tags, with its entities as letters. Line ends of the file are blanks.
fn spoken(out: &mut String, said: &str) {
    let mut rest = said;
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        out.extend(before.chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
        let end = entity.char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| end);
        let letter = end.and_then(|end| entity.get(1..end)).and_then(letter);
        if let (Some(letter), Some(end)) = (letter, end) {
            out.push(letter);
            rest = entity.get(end + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = entity.get(1..).unwrap_or_default();
        }
    }
    out.extend(rest.chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
}

fn letter(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(number);
    }
    Some(match entity {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "deg" => '°',
        "micro" => 'µ',
        "ndash" | "mdash" => '-',
        "ge" => '≥',
        "le" => '≤',
        "plusmn" => '±',
        "frac12" => '½',
        "frac14" => '¼',
        "frac34" => '¾',
        _ => return None,
    })
}
