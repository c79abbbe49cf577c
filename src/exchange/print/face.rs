//! The two faces that documents are set in: which glyph a character has, and how wide it is.
//!
//! Only what setting a line needs is read. Characters without a glyph, and letters that a line of single glyphs cannot
//! show right (those joined to their neighbours, or written from the right), get a box that is seen.

/// The regular face of `DejaVu` Sans Condensed; its licence lies beside it.
const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSansCondensed.ttf");
/// Its bold face.
const BOLD: &[u8] = include_bytes!("../../../assets/fonts/DejaVuSansCondensed-Bold.ttf");

/// The glyph that stands for what the face cannot show.
const BOX: char = '\u{25A1}';

/// A face.
pub(super) struct Face {
    /// The whole font file.
    pub(super) data: &'static [u8],
    /// Its name in a PDF.
    pub(super) name: &'static str,
    /// Whether it is the bold one.
    pub(super) is_bold: bool,
    /// Font units of one em.
    em: u16,
    /// Highest and lowest point of a line, in font units.
    pub(super) rise: i16,
    pub(super) fall: i16,
    /// The bounding box of all glyphs, in font units.
    pub(super) bounds: [i16; 4],
    /// How many glyphs have a width of their own; the rest is as wide as the last of them.
    widths: u16,
    hmtx: &'static [u8],
    cmap: &'static [u8],
}

/// One glyph of a face: its number there.
pub(super) type Glyph = u16;

impl Face {
    /// The face for running text.
    pub(super) fn regular() -> Option<Self> {
        Self::read(REGULAR, "DejaVuSansCondensed", false)
    }

    /// The face for names of fields.
    pub(super) fn bold() -> Option<Self> {
        Self::read(BOLD, "DejaVuSansCondensed-Bold", true)
    }

    fn read(data: &'static [u8], name: &'static str, is_bold: bool) -> Option<Self> {
        let (head, hhea) = (table(data, *b"head")?, table(data, *b"hhea")?);
        Some(Self {
            data,
            name,
            is_bold,
            em: u16_at(head, 18)?,
            rise: i16_at(hhea, 4)?,
            fall: i16_at(hhea, 6)?,
            bounds: [i16_at(head, 36)?, i16_at(head, 38)?, i16_at(head, 40)?, i16_at(head, 42)?],
            widths: u16_at(hhea, 34)?,
            hmtx: table(data, *b"hmtx")?,
            cmap: groups(table(data, *b"cmap")?)?,
        })
    }

    /// The glyph of a character, and whether it is its own.
    pub(super) fn glyph(&self, character: char) -> (Glyph, bool) {
        let own =
            Some(character).filter(|character| !needs_shaping(*character)).and_then(|character| self.find(character));
        match own {
            Some(glyph) => (glyph, true),
            None => (self.find(BOX).unwrap_or_default(), false),
        }
    }

    /// Width of a glyph in thousandths of the type size.
    pub(super) fn advance(&self, glyph: Glyph) -> f32 {
        let at = usize::from(glyph.min(self.widths.saturating_sub(1))) * 4;
        self.thousandths(u16_at(self.hmtx, at).and_then(|width| i16::try_from(width).ok()).unwrap_or_default())
    }

    /// Font units as thousandths of the type size.
    pub(super) fn thousandths(&self, units: i16) -> f32 {
        f32::from(units) * 1000.0 / f32::from(self.em.max(1))
    }

    /// Width of a text at a type size, in points.
    pub(super) fn measure(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|character| self.advance(self.glyph(character).0)).sum::<f32>() * size / 1000.0
    }

    fn find(&self, character: char) -> Option<Glyph> {
        let wanted = u32::from(character);
        let groups = self.cmap.chunks_exact(12);
        let count = groups.len();
        let group = |at: usize| self.cmap.get(at * 12..at * 12 + 12);
        let at = partition(count, |at| group(at).and_then(|group| u32_at(group, 4)).is_some_and(|end| end < wanted));
        let group = group(at)?;
        let (start, first) = (u32_at(group, 0)?, u32_at(group, 8)?);
        let glyph = first.checked_add(wanted.checked_sub(start)?)?;
        u16::try_from(glyph).ok().filter(|glyph| *glyph > 0)
    }
}

/// Scripts whose letters change beside each other or run from the right.
fn needs_shaping(character: char) -> bool {
    matches!(u32::from(character),
        0x0590..=0x08FF | 0x0900..=0x109F | 0x1780..=0x18AF | 0x1A20..=0x1AAF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF
        | 0x10800..=0x10FFF | 0x1E800..=0x1EFFF)
}

/// The first of `count` places of which `is_before` is not true.
fn partition(count: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// A table of a font file.
fn table(data: &'static [u8], tag: [u8; 4]) -> Option<&'static [u8]> {
    let count = usize::from(u16_at(data, 4)?);
    let rows = data.get(12..)?.chunks_exact(16).take(count);
    let row = rows.into_iter().find(|row| row.starts_with(&tag))?;
    let (from, length) = (usize::try_from(u32_at(row, 8)?).ok()?, usize::try_from(u32_at(row, 12)?).ok()?);
    data.get(from..from.checked_add(length)?)
}

/// The rows of the character map that covers all of Unicode (format 12): first and last character, first glyph.
fn groups(cmap: &'static [u8]) -> Option<&'static [u8]> {
    let count = usize::from(u16_at(cmap, 2)?);
    let records = cmap.get(4..)?.chunks_exact(8).take(count);
    let offsets = records.filter_map(|record| usize::try_from(u32_at(record, 4)?).ok());
    let map = offsets.filter_map(|from| cmap.get(from..)).find(|map| u16_at(map, 0) == Some(12))?;
    let rows = usize::try_from(u32_at(map, 12)?).ok()?;
    map.get(16..rows.checked_mul(12)?.checked_add(16)?)
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn i16_at(data: &[u8], at: usize) -> Option<i16> {
    Some(i16::from_be_bytes(data.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?))
}
