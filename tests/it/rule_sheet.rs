//! The rule sheet on the dashboard.

use caseload::ui::Overlay;
use caseload::ui::command::Place;

use crate::desk::Desk;
use crate::situation::Situation;

#[test]
fn the_palette_opens_the_rule_sheet_and_it_scrolls_to_the_signature() {
    for keys in [": r u l e s Enter", "2 : r u l e s Enter"] {
        let mut desk = Desk::small(Situation::with_one_visit());
        desk.keys(keys);
        assert_eq!(desk.app.place(), Place::Reader, "{keys}");
        let first = desk.screen();
        assert!(
            first.contains("deadline rules: not signed") && first.contains("Nothing is signed by default"),
            "{first}"
        );
        assert!(first.contains("soc-initial-visit"), "{first}");
        let Some(Overlay::Reader(reader)) = desk.app.overlay() else { panic!("no text is open") };
        // Every line is as wide as the box at most, so that the columns stay where they are.
        assert!(reader.lines.iter().all(|line| line.chars().count() <= 76));
        desk.keys("G");
        let last = desk.screen();
        assert!(last.contains("credential  ______") && last.contains("[rules]"), "{last}");
        desk.keys("Esc");
        assert_eq!(desk.app.overlay(), None);
    }
}
