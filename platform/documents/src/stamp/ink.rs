//! Where there is something on a page: the device that "draws" it by noting the boxes of letters, pictures and lines.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};

/// Most boxes that are noted; a page with more counts as full.
const MOST: usize = 200_000;

/// The boxes of what is drawn on the page, in the space that `transform` leads to; nothing where there are too many.
pub(super) fn of(pdf: &Pdf, page: &Page<'_>, transform: Affine, area: Rect) -> Option<Vec<Rect>> {
    let cache = InterpreterCache::new();
    let mut ink = Ink { boxes: Vec::new(), background: area.area() / 2.0 };
    let mut context = Context::new(transform, area, &cache, pdf.xref(), InterpreterSettings::default());
    interpret_page(page, &mut context, &mut ink);
    (ink.boxes.len() <= MOST).then_some(ink.boxes)
}

struct Ink {
    boxes: Vec<Rect>,
    /// A filled shape at least this large is the page's background, which a stamp may stand on. A picture is not: of a
    /// scan nobody knows where its text is.
    background: f64,
}

impl Ink {
    fn note(&mut self, found: Rect) {
        if self.boxes.len() <= MOST && found.is_finite() {
            self.boxes.push(found.abs());
        }
    }

    fn outline(&mut self, path: &BezPath, transform: Affine, mode: &DrawMode) {
        if matches!(mode, DrawMode::Stroke(_)) {
            for segment in path.segments() {
                self.note(transform.transform_rect_bbox(segment.bounding_box()).inflate(1.0, 1.0));
            }
            return;
        }
        let whole = transform.transform_rect_bbox(path.bounding_box());
        if whole.area() < self.background {
            self.note(whole);
        }
    }
}

impl<'a> Device<'a> for Ink {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let place = props.transform * glyph.transform();
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            // From a quarter of the em below the baseline to its top.
            let (wide, low, high) = (f64::from(advance.unwrap_or(500.0)), -250.0, 1000.0);
            self.note(place.transform_rect_bbox(Rect::new(0.0, low, wide, high)));
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (width, height) = (f64::from(image.width()), f64::from(image.height()));
        self.note(props.transform.transform_rect_bbox(Rect::from_points(Point::ZERO, Point::new(width, height))));
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.outline(path, props.transform, mode);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
