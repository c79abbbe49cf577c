//! The objects of the file: pages, their words, and the glyphs these need.

use std::collections::BTreeMap;
use std::io::Write;

use chrono::NaiveDateTime;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use super::{Face, Faces, NoFace, PAPER, Page, Paper, SIDE, WIDTH, pdf_date};

/// Glyphs are named by their own numbers.
const ADOBE_IDENTITY: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The glyphs of one face that the document uses.
struct Used<'a> {
    face: &'a Face,
    glyphs: GlyphRemapper,
    /// What each new glyph says, for search and for readers.
    says: BTreeMap<u16, char>,
    /// Widths of the new glyphs, in thousandths.
    widths: BTreeMap<u16, f32>,
}

impl<'a> Used<'a> {
    fn of(face: &'a Face) -> Self {
        let widths = BTreeMap::from([(0, face.advance(0))]);
        Self { face, glyphs: GlyphRemapper::new(), says: BTreeMap::new(), widths }
    }

    /// The text as numbers of the embedded glyphs.
    fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len() * 2);
        for character in text.chars() {
            let (glyph, is_own) = self.face.glyph(character);
            let new = self.glyphs.remap(glyph);
            // A copied box is a box, whatever it stood for first.
            self.says.entry(new).or_insert(if is_own { character } else { '\u{25A1}' });
            self.widths.entry(new).or_insert_with(|| self.face.advance(glyph));
            bytes.extend(new.to_be_bytes());
        }
        bytes
    }
}

/// Numbers of the objects.
struct Numbers {
    next: i32,
}

impl Numbers {
    fn take(&mut self) -> Ref {
        self.next += 1;
        Ref::new(self.next)
    }
}

const REGULAR: Name<'_> = Name(b"F1");
const BOLD: Name<'_> = Name(b"F2");

/// Writes the file; fails where a face cannot be cut down to what is used of it.
pub(super) fn write(paper: &Paper, faces: &Faces, pages: &[Page], at: NaiveDateTime) -> Result<Vec<u8>, NoFace> {
    let mut numbers = Numbers { next: 0 };
    let mut used = (Used::of(&faces.regular), Used::of(&faces.bold));
    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    let (catalog, tree, info) = (numbers.take(), numbers.take(), numbers.take());
    let fonts = (numbers.take(), numbers.take());
    let mut catalogue = pdf.catalog(catalog);
    catalogue.pages(tree).lang(TextStr("en-US"));
    catalogue.viewer_preferences().display_doc_title(true);
    catalogue.finish();
    let ids: Vec<(Ref, Ref)> = pages.iter().map(|_| (numbers.take(), numbers.take())).collect();
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids(ids.iter().map(|(page, _)| *page)).count(count);
    let mut digest = Sha256::new();
    for (page, (id, content)) in pages.iter().zip(&ids) {
        let mut object = pdf.page(*id);
        object.media_box(Rect::new(0.0, 0.0, PAPER.0, PAPER.1)).parent(tree).contents(*content);
        object.resources().fonts().pair(REGULAR, fonts.0).pair(BOLD, fonts.1);
        object.finish();
        let words = words(page, &mut used);
        digest.update(&words);
        let packed = packed(&words);
        pdf.stream(*content, &packed).filter(Filter::FlateDecode);
    }
    embed(&mut pdf, fonts.0, &used.0, &mut numbers)?;
    embed(&mut pdf, fonts.1, &used.1, &mut numbers)?;
    let mut about = pdf.document_info(info);
    about.title(TextStr(&paper.described)).producer(TextStr("caseload")).creation_date(pdf_date(at));
    about.finish();
    digest.update(paper.described.as_bytes());
    digest.update(at.to_string().as_bytes());
    let name = digest.finalize().iter().take(16).copied().collect::<Vec<u8>>();
    pdf.set_file_id((name.clone(), name));
    Ok(pdf.finish())
}

/// What draws a page.
fn words<'a>(page: &Page, used: &mut (Used<'a>, Used<'a>)) -> Vec<u8> {
    let mut content = Content::new();
    content.set_line_width(0.4).set_stroke_gray(0.6);
    for y in &page.rules {
        content.move_to(SIDE, *y).line_to(SIDE + WIDTH, *y).stroke();
    }
    content.begin_text();
    for (y, span) in page.spans.iter().filter(|(_, span)| !span.text.is_empty()) {
        let (name, used) = if span.is_bold { (BOLD, &mut used.1) } else { (REGULAR, &mut used.0) };
        content.set_font(name, span.size).set_text_matrix([1.0, 0.0, 0.0, 1.0, SIDE + span.x, *y]);
        content.show(Str(&used.encode(&span.text)));
    }
    content.end_text();
    content.finish().to_vec()
}

/// Compressed. Writing to memory does not fail; if it did, the stream would be empty and not wrong.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(bytes);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}

/// Six capital letters that tell subsets of the same face apart, from what is in them.
fn tag(font: &[u8]) -> String {
    Sha256::digest(font).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

/// A face with only the glyphs that are used.
fn embed(pdf: &mut Pdf, id: Ref, used: &Used<'_>, numbers: &mut Numbers) -> Result<(), NoFace> {
    let face = used.face;
    let font = subsetter::subset(face.data, 0, &used.glyphs).map_err(|_| NoFace)?;
    let name = format!("{}+{}", tag(&font), face.name);
    let (cid, descriptor, says, file) = (numbers.take(), numbers.take(), numbers.take(), numbers.take());
    pdf.type0_font(id)
        .base_font(Name(name.as_bytes()))
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(says);
    let mut object = pdf.cid_font(cid);
    object.subtype(CidFontType::Type2).base_font(Name(name.as_bytes())).system_info(ADOBE_IDENTITY);
    object.font_descriptor(descriptor).default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
    object.widths().consecutive(0, used.widths.values().copied());
    object.finish();
    let [left, low, right, high] = face.bounds.map(|edge| face.thousandths(edge));
    let mut object = pdf.font_descriptor(descriptor);
    object.name(Name(name.as_bytes())).flags(FontFlags::SYMBOLIC).bbox(Rect::new(left, low, right, high));
    object.italic_angle(0.0).ascent(face.thousandths(face.rise)).descent(face.thousandths(face.fall));
    object.cap_height(729.0).stem_v(if face.is_bold { 150.0 } else { 85.0 }).font_file2(file);
    object.finish();
    let mut map = UnicodeCmap::new(Name(b"Says"), ADOBE_IDENTITY);
    for (glyph, character) in &used.says {
        map.pair(*glyph, *character);
    }
    pdf.cmap(says, &packed(&map.finish())).filter(Filter::FlateDecode);
    let length = i32::try_from(font.len()).unwrap_or(i32::MAX);
    let packed = packed(&font);
    let mut stream = pdf.stream(file, &packed);
    stream.filter(Filter::FlateDecode);
    stream.pair(Name(b"Length1"), length);
    stream.finish();
    Ok(())
}
