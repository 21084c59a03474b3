//! Where the stamp goes: in the first free place of the top margin from its right corner, else of the bottom margin, else
//! the same a little smaller; on a page without one, in the top right corner, where it covers what is there.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::kurbo::{Affine, Rect};

use super::ink;

/// Least distance from the edge of the page, in points: most printers leave out less.
const FROM_EDGE: f64 = 14.0;
/// Farthest from the edge that still is a margin.
const DEEPEST: f64 = 80.0;
/// Least distance from what is on the page.
const CLEARANCE: f64 = 3.0;
const STEP: f64 = 6.0;
/// Sizes that are tried before anything is covered: smaller than these its small letters cannot be read.
const SIZES: [f64; 3] = [1.0, 0.85, 0.7];

/// Where it goes, in the page's own space.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    /// The annotation's rectangle.
    pub rect: Rect,
    /// How the appearance is turned, so that it stands upright on a page that is shown turned.
    pub turn: [f64; 4],
}

/// Finds it for a stamp of this size; nothing on a page without size.
pub(super) fn find(pdf: &Pdf, page: &Page<'_>, width: f64, height: f64) -> Option<Spot> {
    let (page_width, page_height) = page.render_dimensions();
    let shown = Rect::new(0.0, 0.0, f64::from(page_width), f64::from(page_height));
    // A unit of the page may be larger than a point (ISO 32000-1, 14.11.2).
    let unit = page.raw().get::<f32>(b"UserUnit".as_slice()).map_or(1.0, f64::from).clamp(0.1, 100.0);
    let fits = |room: f64, need: f64| ((room - 2.0 * FROM_EDGE) / need).min(1.0);
    let scale = fits(shown.width() * unit, width).min(fits(shown.height() * unit / 3.0, height)).max(0.05) / unit;
    let (width, height) = (width * scale, height * scale);
    // From the page's space to the one in which it is shown, upright with y upwards.
    let to_shown = Affine::new(page.initial_transform(false).as_coeffs());
    if !to_shown.is_finite() || to_shown.determinant().abs() < 1e-9 || !shown.is_finite() {
        return None;
    }
    let ink = ink::of(pdf, page, to_shown, shown);
    let free = ink.and_then(|ink| SIZES.into_iter().find_map(|size| free(shown, width * size, height * size, &ink)));
    let chosen = free.unwrap_or_else(|| corner(shown, width, height));
    let back = to_shown.inverse();
    let [a, b, c, d, ..] = back.as_coeffs();
    Some(Spot { rect: back.transform_rect_bbox(chosen), turn: [a, b, c, d] })
}

fn corner(page: Rect, width: f64, height: f64) -> Rect {
    let (x, y) = (page.x1 - FROM_EDGE, page.y1 - FROM_EDGE);
    Rect::new(x - width, y - height, x, y)
}

fn free(page: Rect, width: f64, height: f64, ink: &[Rect]) -> Option<Rect> {
    let inner = page.inset(-FROM_EDGE);
    let steps =
        |room: f64| (0..).map(|step| f64::from(step) * STEP).take_while(move |moved: &f64| *moved <= room.max(0.0));
    let room = inner.width() - width;
    let tops = steps(DEEPEST - FROM_EDGE).map(|down| inner.y1 - height - down);
    let bottoms = steps(DEEPEST - FROM_EDGE).map(|up| inner.y0 + up);
    tops.chain(bottoms).flat_map(|y| steps(room).map(move |left| (inner.x1 - width - left, y))).find_map(|(x, y)| {
        let place = Rect::new(x, y, x + width, y + height);
        let wide = place.inflate(CLEARANCE, CLEARANCE);
        (!ink.iter().any(|found| overlap(found, &wide))).then_some(place)
    })
}

fn overlap(one: &Rect, other: &Rect) -> bool {
    one.x0 < other.x1 && other.x0 < one.x1 && one.y0 < other.y1 && other.y0 < one.y1
}

#[cfg(test)]
mod tests {
    use super::*;

    const A4: Rect = Rect::new(0.0, 0.0, 595.0, 842.0);

    #[test]
    fn an_empty_page_is_stamped_in_its_top_right_corner() {
        assert_eq!(free(A4, 200.0, 50.0, &[]), Some(Rect::new(381.0, 778.0, 581.0, 828.0)));
    }

    #[test]
    fn a_heading_on_the_right_moves_the_stamp_to_the_left_and_a_full_one_to_the_bottom() {
        let right = Rect::new(400.0, 700.0, 580.0, 830.0);
        let moved = free(A4, 200.0, 50.0, &[right]).unwrap();
        assert!(moved.x1 < 400.0 && moved.y0 > 700.0, "{moved:?}");
        let across = Rect::new(20.0, 700.0, 580.0, 830.0);
        let bottom = free(A4, 200.0, 50.0, &[across]).unwrap();
        assert!(bottom.y1 < 200.0, "{bottom:?}");
    }

    #[test]
    fn a_page_full_of_ink_has_no_free_place() {
        assert_eq!(free(A4, 200.0, 50.0, &[A4]), None);
    }
}
