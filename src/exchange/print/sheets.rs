//! Rows on pages.

/// Blocks of at most so many rows stay together.
const TOGETHER: usize = 10;

/// The rows of one block.
pub(super) struct Sheaf<R> {
    /// Its rows.
    pub(super) rows: Vec<R>,
    /// What stands on top of the next page when it goes on there.
    pub(super) continued: Option<R>,
    /// Whether it is a heading: then something has to follow it on its page.
    pub(super) leads: bool,
}

/// The rows on pages with that much `room`. Short blocks stay whole, long ones begin with two rows at least.
pub(super) fn sheets<R: Clone>(sheaves: Vec<Sheaf<R>>, room: f32, height: impl Fn(&R) -> f32) -> Vec<Vec<R>> {
    let starts: Vec<f32> = sheaves
        .iter()
        .map(|sheaf| {
            let kept = if sheaf.rows.len() <= TOGETHER { sheaf.rows.len() } else { 2 };
            sheaf.rows.iter().take(kept).map(&height).sum()
        })
        .collect();
    let mut pages = vec![Vec::new()];
    let mut left = room;
    for (at, sheaf) in sheaves.into_iter().enumerate() {
        let own = starts.get(at).copied().unwrap_or_default();
        let next = if sheaf.leads { starts.get(at + 1).copied().unwrap_or_default() } else { 0.0 };
        let has_begun = pages.last().is_some_and(|page| !page.is_empty());
        if has_begun && own + next > left && own + next <= room {
            pages.push(Vec::new());
            left = room;
        }
        let continued = sheaf.continued;
        for row in sheaf.rows {
            let tall = height(&row);
            if tall > left && pages.last().is_some_and(|page| !page.is_empty()) {
                pages.push(Vec::new());
                left = room;
                if let (Some(again), Some(page)) = (continued.clone(), pages.last_mut()) {
                    left -= height(&again);
                    page.push(again);
                }
            }
            left -= tall;
            if let Some(page) = pages.last_mut() {
                page.push(row);
            }
        }
    }
    pages
}
