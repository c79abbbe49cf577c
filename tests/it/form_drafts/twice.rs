//! The line drops between the key that saves and its answer: what was saved is no draft any more, and is never saved twice.

use caseload::ui::key::Key;
use caseload::ui::{Effect, Msg};

use super::again::busy;
use super::{DRAFTS, started_again};
use crate::desk::Desk;
use crate::situation::now;

const OPERATIONS: &str = "SELECT count(*) FROM operation";

/// Keys in the plan with the first goal in hand: what opens the text or form, what is typed into it field by field, and
/// what saves it.
const KINDS: &[(&str, &str, &str)] = &[
    ("N", "wound dry", "Ctrl-s"),
    ("g p e", "<130/80\t\t+20\t\t\t\t\tstill too high", "Enter"),
    ("g p 1", "to the door, with a walker", "Enter"),
    ("g p m", "reached on Monday", "Enter"),
    ("g p D", "no longer wanted", "Enter"),
    ("g p a g o a l Enter", "Walks to the door\tdistance\t\t\t+20", "Enter"),
    ("g p a i n t e r v e n t i o n Enter", "Teach the use of the walker", "Enter"),
    ("g p j e", " twice\t\t\t\t\twanted more often", "Enter"),
    ("g p j 1", "taught back", "Enter"),
    ("g p j D", "no longer needed", "Enter"),
    ("g p g g e", "Falls at home", "Enter"),
    ("g p g g D", "no falls since", "Enter"),
    ("g m a", "acetaminophen 500 mg tablet twice a day for pain", "Enter"),
    ("g m e", "once a day\t1\tDr. Vance", "Enter"),
    ("g m H", "bleeding gums\t1\tDr. Vance", "Enter"),
    ("g m s", "prescriber stopped it\t1\tDr. Vance", "Enter"),
    ("g m d", "12/14 pill count", "Enter"),
    ("g m r 1", "prescriber knows", "Enter"),
    ("g t v 1", "11:00", "Enter"),
];

/// The keys are heard and what they ask for is done, but no answer comes back; what is to be kept is kept only after that.
fn unheard(desk: &mut Desk, keys: &str) -> usize {
    let mut writes = 0;
    for key in keys.split_whitespace().flat_map(|word| Key::parse_binding(word).unwrap()) {
        for effect in desk.app.update(Msg::Key(key)) {
            if effect.is_about_drafts() {
                desk.keeper.take(effect, now());
            } else {
                writes += usize::from(matches!(effect, Effect::Write(_, Some(_)) | Effect::WriteBundle(_, Some(_))));
                desk.office.carry_out(effect, now());
            }
        }
    }
    writes
}

#[test]
fn what_is_saved_is_no_draft_any_more_also_when_nobody_hears_it() {
    for (saved, (opens, typed, saves)) in KINDS.iter().enumerate() {
        let mut desk = busy();
        desk.keys(opens);
        let before = desk.number(OPERATIONS);
        for c in typed.chars() {
            let key = if c == '\t' { Key::Tab } else { Key::Char(c) };
            let effects = desk.app.update(Msg::Key(key));
            for effect in effects {
                desk.keeper.take(effect, now());
            }
        }
        // Half of the kinds are on disk as a draft when the key comes, half only after it.
        if saved % 2 == 0 {
            desk.keeper.write();
        }
        let mut writes = unheard(&mut desk, saves);
        for more in ["Enter", "Enter", "1", "y"] {
            if writes == 0 {
                writes = unheard(&mut desk, more);
            }
        }
        assert_eq!(writes, 1, "{opens}: nothing was to be saved: {}\n{}", desk.status(), desk.screen());
        desk.keeper.write();
        assert!(desk.number(OPERATIONS) > before, "{opens}");
        assert_eq!(desk.number(DRAFTS), 0, "{opens}: it is saved and still a draft");
        let desk = started_again(&mut desk);
        desk.lacks("draft");
    }
}

#[test]
fn what_one_session_has_saved_another_does_not_save_again_unasked() {
    for (opens, typed, saves) in
        [("N", "wound dry", "Ctrl-s"), ("g m a", "acetaminophen 500 mg tablet twice a day", "Enter")]
    {
        let mut office = busy();
        office.keys(opens).type_text(typed).keys("Esc");
        let before = office.number(OPERATIONS);
        let mut home = Desk::beside(&mut office, "home");
        home.keys("f").type_text("abara").keys("Enter").keys(opens);
        home.has("restored");
        office.keys(opens).keys(saves);
        let once = office.number(OPERATIONS);
        assert!(once > before, "{}", office.screen());
        home.keys(saves);
        assert_eq!(home.number(OPERATIONS), once, "{}", home.screen());
        assert!(home.status().starts_with("Saved before, in another session"), "{}", home.status());
        // It stays, as a draft of its own, and is written as something new when that is wanted.
        assert_eq!(home.number(DRAFTS), 1);
        home.keys(saves);
        assert!(home.number(OPERATIONS) > once, "{}", home.screen());
        assert_eq!(home.number(DRAFTS), 0);
    }
}

#[test]
fn what_is_typed_on_after_another_session_has_saved_it_is_kept_and_told() {
    let mut office = busy();
    office.keys("N").type_text("wound dry").keys("Esc");
    let mut home = Desk::beside(&mut office, "home");
    home.keys("f").type_text("abara").keys("Enter N");
    office.keys("N Ctrl-s");
    home.type_text(", no odor");
    assert!(home.status().starts_with("This was saved in another session of yours."), "{}", home.status());
    assert_eq!(home.store().words("SELECT text FROM draft"), ["wound dry, no odor"]);
}
