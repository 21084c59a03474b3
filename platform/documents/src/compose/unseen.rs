//! What a page holds beyond the box in which it is shown. Sheets with two pages are often made into single ones by a smaller box alone:
//! of such a page an extract would keep the other half in its file.

use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask,
    font::{Glyph, GlyphRun},
    hayro_syntax::{Pdf, page::Page},
    interpret_page,
    kurbo::{Affine, BezPath, Point, Rect},
};

/// How much of a picture may lie outside: scans reach over the edge a little.
const OUTSIDE: f64 = 0.35;
/// How far outside, in the page's units, a letter is still taken for one at the edge.
const EDGE: f64 = 2.0;

/// Whether letters lie outside, or a good part of a picture. Lines and shapes (the printer's marks) count for nothing.
pub(super) fn beyond(pdf: &Pdf, page: &Page<'_>) -> bool {
    let (width, height) = page.render_dimensions();
    let shown = Rect::new(0.0, 0.0, f64::from(width), f64::from(height)).inflate(EDGE, EDGE);
    let upright = Affine::new(page.initial_transform(false).as_coeffs());
    let cache = InterpreterCache::new();
    let mut device = Beyond { shown, found: false };
    let mut context = Context::new(upright, shown, &cache, pdf.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, &mut device);
    device.found
}

struct Beyond {
    shown: Rect,
    found: bool,
}

impl Beyond {
    fn note(&mut self, place: Rect, most: f64) {
        let place = place.abs();
        let whole = place.area();
        if whole.is_finite() && whole > 0.0 {
            self.found |= place.intersect(self.shown).area() / whole < 1.0 - most;
        }
    }
}

impl<'a> Device<'a> for Beyond {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            let em = Rect::new(0.0, 0.0, f64::from(advance.unwrap_or(500.0)), 500.0);
            // All but a hair of it.
            self.note((props.transform * glyph.transform()).transform_rect_bbox(em), 0.99);
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let whole = Point::new(f64::from(image.width()), f64::from(image.height()));
        self.note(props.transform.transform_rect_bbox(Rect::from_points(Point::ZERO, whole)), OUTSIDE);
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
