//! The dashboard itself, on the database of the settings.

use std::sync::mpsc;

use super::{Common, Desk, Failure, Outcome, Viewpoint, agency, log};
use crate::clock::Clock;
use crate::config::{Color, Config};
use crate::run::{self, Ended, Event, Start};
use crate::store::Store;
use crate::terminal::{Palette, Surroundings, Wish, listen};
use crate::ui::theme::Theme;

/// `caseload` without a subcommand.
pub(super) fn run(common: &Common, viewpoint: &Viewpoint) -> Outcome {
    if std::env::var("SSH_ORIGINAL_COMMAND").is_ok_and(|asked| asked.contains("mosh-server")) {
        return Err(Failure::request("Use ssh here, not mosh: this account starts caseload and nothing else."));
    }
    let config = agency::config(common)?;
    let path = agency::database(common, &config)?;
    show(&config, viewpoint, false, || Ok(Store::open(&path, &agency::session_name(Clock::system()))?))
}

/// Shows the dashboard on the database `open` opens. In the demo a clock set by hand does not forbid to write.
pub(super) fn show(
    config: &Config,
    viewpoint: &Viewpoint,
    demo: bool,
    open: impl FnOnce() -> Result<Store, Failure>,
) -> Outcome {
    let surroundings = Surroundings::of_process();
    surroundings.check().map_err(|unfit| Failure::request(unfit.to_string()))?;
    let keys = agency::keys(config)?;
    // From here on a hang-up or a signal ends the process, whatever it is doing.
    let (to, events) = mpsc::channel();
    listen(&to, surroundings.remote, Event::Input)?;
    // The demo writes nothing outside its folder.
    if !demo {
        log::begin();
    }
    let look = surroundings.appearance(Wish { no_color: config.color == Color::Never, ascii: config.ascii });
    let theme = Theme { colour: look.palette == Palette::Sixteen, ascii: look.ascii };
    let mut desk = Desk::of(open()?, config, viewpoint)?;
    desk.may_see_charts()?;
    desk.office.sign_in(Clock::system().now())?;
    let start =
        Start { theme, keys, clock: desk.clock, read_only: desk.clock.is_fixed() && !demo, speech: config.speech };
    match run::dashboard(desk.office, &start, to, &events) {
        Ok(Ended::Left) => Ok(0),
        Ok(Ended::Told(reason)) => Ok(reason.exit_code()),
        Err(stopped) => Err(Failure::request(stopped.to_string())),
    }
}
