//! Lines broken where words end; a word that no line can hold, between its characters.

use unicode_segmentation::UnicodeSegmentation;

/// The lines of `text`, none wider than `width` as `measure` measures; the lines after the first are set in by `hang`
/// blanks. Blanks in front of the text stay. There is always a line.
pub(super) fn wrap(text: &str, width: f32, hang: usize, measure: impl Fn(&str) -> f32) -> Vec<String> {
    let blanks = text.bytes().take_while(|byte| *byte == b' ').count();
    let (first, later) = (" ".repeat(blanks), " ".repeat(blanks + hang));
    let blank = measure(" ");
    let mut lines = Vec::new();
    let (mut line, mut used) = (first.clone(), measure(&first));
    let mut is_empty = true;
    for word in text.split_whitespace() {
        let wide = measure(word);
        if !is_empty && used + blank + wide <= width {
            line.push(' ');
            line.push_str(word);
            used += blank + wide;
            continue;
        }
        if !is_empty {
            lines.push(std::mem::replace(&mut line, later.clone()));
            used = measure(&later);
        }
        is_empty = false;
        if used + wide <= width {
            line.push_str(word);
            used += wide;
            continue;
        }
        for character in word.graphemes(true) {
            let wide = measure(character);
            // A character wider than the line stands alone rather than nowhere.
            if used + wide > width && !line.trim_start().is_empty() {
                lines.push(std::mem::replace(&mut line, later.clone()));
                used = measure(&later);
            }
            line.push_str(character);
            used += wide;
        }
    }
    lines.push(line);
    lines
}

/// `text` as far as it fits, with three dots where something is left out.
pub(super) fn cut(text: &str, width: f32, measure: impl Fn(&str) -> f32) -> String {
    if measure(text) <= width {
        return text.to_owned();
    }
    let room = width - measure("...");
    let mut used = 0.0;
    let fits = |character: &&str| {
        used += measure(character);
        used <= room
    };
    let kept: String = text.graphemes(true).take_while(fits).collect();
    format!("{}...", kept.trim_end())
}
