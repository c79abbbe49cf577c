//! Two or three people edit one row: nothing that was acknowledged is lost, and every conflict is seen.

use caseload::domain::change::{Change, Side, merge, merge_with};
use caseload::domain::ids::Stored;
use caseload::domain::plan::Goal;
use caseload::store::NotSaved;
use proptest::prelude::*;

use super::planned;
use crate::runs::runs;
use crate::situation::{now, stamp};

/// What an editor does next: looks, types into a field, saves with this answer to a conflict.
#[derive(Debug, Clone, Copy)]
enum Act {
    Look,
    Type(usize),
    Save(Side),
}

fn act() -> impl Strategy<Value = (usize, Act)> {
    let side = prop_oneof![Just(Side::Mine), Just(Side::Theirs), Just(Side::Both)];
    let act = prop_oneof![1 => Just(Act::Look), 3 => (0..4_usize).prop_map(Act::Type), 3 => side.prop_map(Act::Save)];
    (0..3_usize, act)
}

fn fields(goal: &Goal) -> [Option<&str>; 4] {
    [Some(goal.text.as_str()), goal.measure.as_deref(), goal.target.as_deref(), goal.baseline.as_deref()]
}

fn typed(goal: &mut Goal, field: usize, text: String) {
    match field {
        0 => goal.text = text,
        1 => goal.measure = Some(text),
        2 => goal.target = Some(text),
        _ => goal.baseline = Some(text),
    }
}

struct Editor {
    seen: Stored<Goal>,
    mine: Goal,
}

proptest! {
    #![proptest_config(runs(24))]

    #[test]
    fn no_acknowledged_text_is_lost(acts in prop::collection::vec(act(), 4..40)) {
        let mut situation = planned();
        let (rosa, ruth) = (situation.user("rbrandt"), situation.patient("abara"));
        let goal = |situation: &crate::situation::Situation| {
            situation.store.chart(ruth, rosa, None, now()).unwrap().facts.goals.remove(0).goal
        };
        let first = goal(&situation);
        let mut editors: Vec<Editor> =
            (0..3).map(|_| Editor { seen: first.clone(), mine: first.value.clone() }).collect();
        for (number, (who, act)) in acts.into_iter().enumerate() {
            let editor = &mut editors[who];
            match act {
                // Looking away from what was typed would be her own doing; the screen keeps it.
                Act::Look if editor.mine == editor.seen.value => {
                    editor.seen = goal(&situation);
                    editor.mine = editor.seen.value.clone();
                }
                Act::Look => {}
                Act::Type(field) => typed(&mut editor.mine, field, format!("text {number} of {who}")),
                Act::Save(_) if editor.mine == editor.seen.value => {}
                Act::Save(side) => {
                    let before = goal(&situation);
                    // What was read long ago is refused as it stands.
                    if before.version != editor.seen.version {
                        let stale = Change::goal(editor.seen.amended(editor.mine.clone()));
                        let refused = situation.store.apply(&stale, &stamp(rosa, 0));
                        prop_assert!(matches!(refused, Err(NotSaved::Conflict)));
                    }
                    let merged = merge(&editor.seen.value, &editor.mine, &before.value);
                    let (asked, to) = match merged {
                        Ok(to) => (false, to),
                        Err(clashes) => {
                            prop_assert!(!clashes.is_empty());
                            (true, merge_with(&editor.seen.value, &editor.mine, &before.value, side))
                        }
                    };
                    situation.store.apply(&Change::goal(before.amended(to.clone())), &stamp(rosa, 0)).unwrap();
                    let after = goal(&situation);
                    prop_assert_eq!(&after.value, &to);
                    let rows = fields(&editor.seen.value).into_iter().zip(fields(&editor.mine));
                    let rows = rows.zip(fields(&before.value)).zip(fields(&after.value));
                    let mut clashed = false;
                    for (((seen, mine), theirs), after) in rows {
                        match (mine == seen, theirs == seen) {
                            (true, _) => prop_assert_eq!(after, theirs),
                            (false, true) => prop_assert_eq!(after, mine),
                            (false, false) if mine == theirs => prop_assert_eq!(after, mine),
                            (false, false) => {
                                clashed = true;
                                let (mine, theirs) = (mine.unwrap_or_default(), theirs.unwrap_or_default());
                                let after = after.unwrap_or_default();
                                match side {
                                    Side::Mine => prop_assert_eq!(after, mine),
                                    Side::Theirs => prop_assert_eq!(after, theirs),
                                    Side::Both => prop_assert!(after.contains(mine) && after.contains(theirs)),
                                }
                            }
                        }
                    }
                    prop_assert_eq!(asked, clashed, "every conflict is asked about, and nothing else");
                    editor.seen = after.clone();
                    editor.mine = after.value;
                }
            }
        }
    }
}
