//! The text of a PDF, with `hayro-interpret`.
//!
//! Chosen by trial on the PDFs of the official samples and on files made to harm: it forbids `unsafe`, bounds
//! nesting, and reads text in forms and annotations, where `pdf-extract` 0.12 panics on a damaged file and
//! `lopdf` 0.47 overflows the stack or misses text. What it cannot bound is time and memory: see
//! [`extract_guarded`](super::extract_guarded).

use std::sync::Arc;

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};

use super::pdf_layout::Lines;
use super::walk::Walk;

/// Fewer letters than this per page, with pictures, is a scan with at most a stamp on it.
const LETTERS_OF_A_SCAN: usize = 40;

pub(super) fn read(walk: &mut Walk, bytes: &[u8]) {
    let pdf = match Pdf::new(Arc::new(bytes.to_vec())) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => {
            return walk.note("Il PDF è protetto da una password: il suo testo non si può leggere.");
        }
        Err(_) => {
            return walk.note("Il PDF è danneggiato o protetto: il suo testo non è stato letto.");
        }
    };
    let pages = pdf.pages();
    walk.about(u32::try_from(pages.len()).ok(), title(&pdf));
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings::default();
    let (mut letters, mut pictures, mut nameless, mut read) = (0, 0, 0, 0);
    for page in pages.iter().take(walk.limits().pages) {
        if walk.is_full() {
            break;
        }
        let mut reader = PageReader { lines: Lines::new(walk.room()), pictures: 0, nameless: 0 };
        let mut context =
            Context::new(Affine::IDENTITY, Rect::new(0.0, 0.0, 1.0, 1.0), &cache, pdf.xref(), settings.clone());
        interpret_page(page, &mut context, &mut reader);
        pictures += reader.pictures;
        nameless += reader.nameless;
        let (text, cut) = reader.lines.finish();
        letters += text.chars().filter(|c| c.is_alphanumeric()).count();
        walk.line(&text);
        if cut {
            walk.push("…");
        }
        read += 1;
    }
    if read < pages.len() {
        walk.note(format!("Sono state lette solo le prime {read} pagine di {}.", pages.len()));
    }
    // A font may draw letters without saying which they are.
    let drawn_only = nameless > LETTERS_OF_A_SCAN && nameless > letters;
    if drawn_only || (pictures > 0 && letters < LETTERS_OF_A_SCAN * read) {
        walk.needs_ocr();
    }
}

/// The title in the document information dictionary: UTF-16 with its mark, UTF-8 with its mark, or
/// PDFDocEncoding, which for Italian is Latin-1 (ISO 32000-1, 7.9.2.2).
fn title(pdf: &Pdf) -> Option<String> {
    let raw = pdf.metadata().title.as_deref()?;
    let text = match encoding_rs::Encoding::for_bom(raw) {
        Some((encoding, mark)) => {
            encoding.decode_without_bom_handling(raw.get(mark..).unwrap_or_default()).0.into_owned()
        }
        None => encoding_rs::mem::decode_latin1(raw).into_owned(),
    };
    let clean: String = text.chars().filter(|c| !c.is_control()).take(300).collect();
    let clean = clean.trim().to_owned();
    (!clean.is_empty()).then_some(clean)
}

/// The device that "draws" a page by noting its letters.
struct PageReader {
    lines: Lines,
    pictures: usize,
    /// Letters drawn whose meaning the font does not tell.
    nameless: usize,
}

impl<'a> Device<'a> for PageReader {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let stroke = matches!(mode, DrawMode::Stroke(_));
        for (number, glyph) in run.glyphs().iter().enumerate() {
            let place = props.transform * glyph.transform();
            let start = place * Point::ZERO;
            // Outlined text is drawn twice, filled and stroked: the second time says nothing new.
            if number == 0 && stroke && self.lines.last_run_began_at(start) {
                return;
            }
            if number == 0 {
                self.lines.begin_run(start);
            }
            // A glyph's own space has 1,000 units to the em; the advance moves along its baseline.
            let advance = match &**glyph {
                hayro_interpret::font::Glyph::Outline(outline) => outline.advance_width(),
                hayro_interpret::font::Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let end = place * Point::new(f64::from(advance.unwrap_or(500.0)), 0.0);
            let em = (place * Point::new(0.0, 1000.0) - start).hypot();
            match glyph.as_unicode() {
                Some(BfString::Char(c)) => {
                    self.lines.glyph(c.encode_utf8(&mut [0; 4]), start, end, em);
                }
                Some(BfString::String(text)) => self.lines.glyph(&text, start, end, em),
                None => {
                    self.nameless += 1;
                    self.lines.glyph("", start, end, em);
                }
            }
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.pictures += 1;
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
