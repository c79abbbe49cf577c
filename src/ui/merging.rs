//! What was typed meets what a colleague wrote meanwhile: both are kept where they differ in different fields, and where they
//! do not, both are shown and somebody chooses.

use super::menu::{Item, Menu};
use super::overlay::Overlay;
use super::{App, Msg};
use crate::domain::change::{Clash, Edit, Editable, Side, merge, merge_with};
use crate::domain::ids::Stored;
use crate::domain::refusal::Refusal;

/// What Enter does with `mine`, which was made of `seen`, while the row is as in `now`.
pub(super) fn settle<T: Editable + PartialEq>(
    app: &App,
    seen: &Stored<T>,
    now: &Stored<T>,
    mine: &T,
    write: impl Fn(Edit<T>) -> Msg,
) -> Result<Msg, Refusal> {
    if *mine == seen.value {
        return Err(Refusal::new("Nothing is different from what stands there."));
    }
    match merge(&seen.value, mine, &now.value) {
        Ok(merged) => Ok(write(now.amended(merged))),
        // Each gave a reason for what each changed: both reasons stand.
        Err(clashes) if clashes.iter().all(|clash| clash.field == "outcome") => {
            Ok(write(now.amended(merge_with(&seen.value, mine, &now.value, Side::Both))))
        }
        Err(clashes) => {
            let sides = [
                (Side::Mine, "yours", "what you typed stands"),
                (Side::Theirs, "theirs", "what the colleague wrote stands; your other fields are written"),
                (Side::Both, "both", "one text with both, theirs first; of dates and codes yours stands"),
            ];
            let item = |(side, label, means): &(Side, &str, &str)| Item {
                label: (*label).to_owned(),
                means: vec![(*means).to_owned()],
                does: write(now.amended(merge_with(&seen.value, mine, &now.value, *side))),
                retract: None,
            };
            let menu = Menu::new(
                "a colleague changed the same meanwhile; nothing is overwritten".to_owned(),
                clashes.iter().flat_map(told).collect(),
                sides.iter().map(item).collect(),
            );
            Ok(Msg::Overlay(Overlay::Menu(Menu { back: app.overlay.clone().map(Box::new), ..menu })))
        }
    }
}

fn told(clash: &Clash) -> [String; 3] {
    let field = clash.field.replace('_', " ");
    [field, format!("    theirs: {}", clash.theirs), format!("    yours:  {}", clash.mine)]
}
