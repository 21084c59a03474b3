//! From placed letters to words and lines.
//!
//! A PDF says where each letter stands, not where words end. Letters are taken in the order in which the page
//! draws them, which in what office programs write is reading order; a gap along the baseline is a blank, a
//! different baseline is a new line.

use hayro_interpret::kurbo::{Point, Vec2};

/// A gap wider than this part of the letters' size is a blank.
const BLANK: f64 = 0.16;
/// A gap wider than this is a column.
const COLUMN: f64 = 2.0;
/// A baseline farther than this is another line: superscripts stay on theirs.
const LINE: f64 = 0.45;
/// A line farther than this from the one before begins a paragraph.
const PARAGRAPH: f64 = 2.1;

pub(super) struct Lines {
    text: String,
    room: usize,
    cut: bool,
    run: Option<Point>,
    last: Option<Last>,
}

struct Last {
    end: Point,
    along: Vec2,
    em: f64,
}

impl Lines {
    pub(super) fn new(room: usize) -> Self {
        Self { text: String::new(), room, cut: false, run: None, last: None }
    }

    pub(super) fn begin_run(&mut self, at: Point) {
        self.run = Some(at);
    }

    pub(super) fn last_run_began_at(&self, at: Point) -> bool {
        self.run.is_some_and(|before| (before - at).hypot() < 0.01)
    }

    /// One letter (or ligature) from `start` to `end` on its baseline, `em` high; empty text moves on.
    pub(super) fn glyph(&mut self, text: &str, start: Point, end: Point, em: f64) {
        if !(start.is_finite() && end.is_finite() && em.is_finite()) {
            return;
        }
        self.separate(start, em);
        if self.text.len() + text.len() > self.room {
            self.cut = true;
        } else if text != " " || !self.text.ends_with([' ', '\n', '\t']) {
            self.text.push_str(text);
        }
        let step = end - start;
        let along = if step.hypot() > 0.0 { step / step.hypot() } else { Vec2::new(1.0, 0.0) };
        self.last = Some(Last { end, along, em });
    }

    fn separate(&mut self, start: Point, em: f64) {
        let Some(last) = &self.last else { return };
        let size = last.em.max(em).max(0.01);
        let gap = start - last.end;
        let along = gap.dot(last.along) / size;
        let across = gap.cross(last.along).abs() / size;
        let mark = if across > PARAGRAPH {
            "\n\n"
        } else if across > LINE || along < -1.0 {
            "\n"
        } else if along > COLUMN {
            "\t"
        } else if along > BLANK {
            " "
        } else {
            return;
        };
        let end = self.text.trim_end_matches([' ', '\t']).len();
        if mark.starts_with('\n') {
            self.text.truncate(end);
        }
        let parted = self.text.is_empty() || self.text.ends_with(['\n', '\t']);
        if (!parted && (mark != " " || !self.text.ends_with(' '))) && self.text.len() < self.room {
            self.text.push_str(mark);
        }
    }

    /// The text, and whether some did not fit.
    pub(super) fn finish(self) -> (String, bool) {
        (self.text, self.cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(lines: &mut Lines, text: &str, mut x: f64, y: f64) {
        for c in text.chars() {
            let width = 5.0;
            lines.glyph(&c.to_string(), Point::new(x, y), Point::new(x + width, y), 10.0);
            x += width;
        }
    }

    #[test]
    fn gaps_become_blanks_and_baselines_become_lines() {
        let mut lines = Lines::new(1000);
        write(&mut lines, "Prot", 0.0, 100.0);
        write(&mut lines, "n.", 23.0, 100.0);
        write(&mut lines, "12", 90.0, 100.0);
        write(&mut lines, "Oggetto", 0.0, 88.0);
        // Kerning is no blank, a superscript no line.
        write(&mut lines, "1", 35.5, 91.0);
        write(&mut lines, "Firma", 0.0, 40.0);
        assert_eq!(lines.finish(), ("Prot n.\t12\nOggetto1\n\nFirma".to_owned(), false));
    }

    #[test]
    fn text_beyond_the_room_is_cut_and_told() {
        let mut lines = Lines::new(3);
        write(&mut lines, "quattro", 0.0, 0.0);
        let (text, cut) = lines.finish();
        assert!(text.len() <= 3 && cut);
    }
}
