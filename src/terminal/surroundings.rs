//! What kind of terminal this is, from the environment alone: the terminal itself is never asked.

use std::io::{IsTerminal, stdin, stdout};

/// What the environment says about the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// `TERM`; empty when unset.
    pub term: String,
    /// The locale for characters: `LC_ALL`, else `LC_CTYPE`, else `LANG`; empty when none is set.
    pub locale: String,
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// Keys come over a network (`SSH_CONNECTION`).
    pub remote: bool,
    /// Standard input and output are both a terminal.
    pub interactive: bool,
}

/// What the person asks for, by option or configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wish {
    /// No colours, whatever the terminal can.
    pub no_color: bool,
    /// Borders and marks from ASCII only.
    pub ascii: bool,
}

/// How to draw on this terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appearance {
    /// The colours to use.
    pub palette: Palette,
    /// Borders and marks from ASCII only.
    pub ascii: bool,
}

/// The colours to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Palette {
    /// The sixteen colours of the person's own terminal theme.
    Sixteen,
    /// None: every style uses the terminal's own foreground and background, with bold, underline and reverse.
    Monochrome,
}

/// Why there can be no dashboard here, and what to do instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Input or output is a file or a pipe.
    #[error(
        "The dashboard needs a terminal for input and output; for text in a pipe use a subcommand such as `caseload today`."
    )]
    NotATerminal,
    /// `TERM` is unset or `dumb`.
    #[error(
        "This terminal cannot place text (TERM is unset or dumb); use a subcommand such as `caseload today`, or set TERM."
    )]
    Dumb,
}

impl Surroundings {
    /// Those of this process.
    pub fn of_process() -> Self {
        let text = |name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()).unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].map(text).into_iter().find(|value| !value.is_empty());
        Self {
            term: text("TERM"),
            locale: locale.unwrap_or_default(),
            no_color: !text("NO_COLOR").is_empty(),
            remote: !text("SSH_CONNECTION").is_empty(),
            interactive: stdin().is_terminal() && stdout().is_terminal(),
        }
    }

    /// Whether the dashboard can run here.
    ///
    /// # Errors
    /// A sentence that names the reason and the way out.
    pub fn check(&self) -> Result<(), Unfit> {
        if !self.interactive {
            Err(Unfit::NotATerminal)
        } else if self.term.is_empty() || self.term == "dumb" {
            Err(Unfit::Dumb)
        } else {
            Ok(())
        }
    }

    /// How to draw here, given what the person asks for.
    pub fn appearance(&self, wish: Wish) -> Appearance {
        let colourless = wish.no_color || self.no_color || self.is_vt() || self.term.ends_with("-m");
        Appearance {
            palette: if colourless { Palette::Monochrome } else { Palette::Sixteen },
            ascii: wish.ascii || !self.is_utf8() || self.is_vt() || self.term == "linux",
        }
    }

    /// A DEC terminal or its exact emulation: no colours, seven bits.
    fn is_vt(&self) -> bool {
        self.term.strip_prefix("vt").is_some_and(|model| model.starts_with(|c: char| c.is_ascii_digit()))
    }

    fn is_utf8(&self) -> bool {
        let locale = self.locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    }
}
