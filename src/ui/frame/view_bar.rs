//! The view bar: a tab for each view, and what the list is filtered by.

use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use crate::ui::theme::Theme;
use crate::ui::{App, View, draw};

impl App {
    /// The views with their numbers and what the list is filtered by; where room is short, only the shown view is counted.
    pub(super) fn view_bar(&self) -> Line<'static> {
        let filter = self.filters.get(&self.active()).filter(|filter| !filter.is_empty());
        let filter = filter.map(|filter| format!(" /{}", draw::cut(filter, 20))).unwrap_or_default();
        let room = usize::from(self.size.0).saturating_sub(filter.width());
        let bar = |gap: &'static str, counts: bool| {
            let tab = |view: &View| (*view == self.view, format!("{}{gap}", self.tab(*view, counts)));
            View::ALL.iter().map(tab).collect::<Vec<_>>()
        };
        let usual = bar(if self.is_wide() { "  " } else { " " }, true);
        let fits = |tabs: &Vec<(bool, String)>| tabs.iter().map(|(_, tab)| tab.width()).sum::<usize>() <= room;
        let tabs = [usual, bar("", true)].into_iter().find(fits).unwrap_or_else(|| bar("", false));
        let tabs =
            tabs.into_iter().map(|(here, tab)| if here { Span::styled(tab, Theme::strong()) } else { tab.into() });
        let filter = Span::styled(filter, self.theme.warning());
        Line::from(tabs.chain([filter]).collect::<Vec<Span<'static>>>())
    }

    /// ` 1 Today 28 `; the one that is shown stands in brackets.
    fn tab(&self, view: View, counts: bool) -> String {
        // What is due some time is no number to act on; what is late is.
        let (number, unit) = match view {
            View::Reassess => (self.tally.late, " late"),
            View::Today | View::Visits | View::Meds | View::Plans | View::Home => (self.count(view), ""),
        };
        let is_counted = counts || view == self.view;
        let count = if is_counted { format!(" {}{unit}", self.counted(number)) } else { String::new() };
        let name = format!("{} {}{count}", self.key_for(view.command()), view.name());
        if view == self.view { format!("[{name}]") } else { format!(" {name} ") }
    }
}
