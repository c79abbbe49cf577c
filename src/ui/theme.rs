//! How things look: 16 colours or none, lines or plain ASCII. Colour repeats a mark and never says more than it.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::rank::Tier;

/// The look of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Whether colours are used at all.
    pub colour: bool,
    /// Whether only ASCII may be drawn.
    pub ascii: bool,
}

impl Theme {
    /// Without colour and with ASCII lines: what a chart is printed with.
    pub const PLAIN: Self = Self { colour: false, ascii: true };

    fn coloured(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
    }

    /// The row under the cursor.
    pub fn selected() -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Headings, and what must be seen.
    pub fn strong() -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What may be overlooked.
    pub fn quiet() -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// The mark of a tier.
    pub fn tier(self, tier: Tier) -> Style {
        match tier {
            Tier::Harm => self.coloured(Color::Red).add_modifier(Modifier::BOLD),
            Tier::Clock => self.coloured(Color::Yellow).add_modifier(Modifier::BOLD),
            Tier::Slipping => self.coloured(Color::Cyan),
            Tier::Look => Style::new(),
        }
    }

    /// A refusal or fault in the status line.
    pub fn warning(self) -> Style {
        self.coloured(Color::Yellow).add_modifier(Modifier::BOLD)
    }

    /// A horizontal line.
    pub fn dash(self) -> char {
        if self.ascii { '-' } else { '\u{2500}' }
    }

    /// Corners and lines of a box: top left, top right, bottom left, bottom right, horizontal, vertical.
    pub fn frame(self) -> [char; 6] {
        if self.ascii {
            ['+', '+', '+', '+', '-', '|']
        } else {
            ['\u{250C}', '\u{2510}', '\u{2514}', '\u{2518}', '\u{2500}', '\u{2502}']
        }
    }
}
