//! What a visible signature looks like.

use std::{borrow::Cow, fmt::Write};

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::update::Update;
use crate::{
    Error,
    budget::Budget,
    lex::{DEPTH_MAX, Lexer},
    object::{Dict, Object},
};

/// Most lines of a mark, and most characters of a line.
const LINES_MAX: usize = 20;
const LINE_MAX: usize = 200;
/// Space around what is drawn, points.
const MARGIN: f64 = 4.0;
/// Largest letters, points.
const SIZE_MAX: f64 = 10.0;
/// From one line to the next, in letter sizes.
const LEADING: f64 = 1.25;
/// Most modules of a side of a code: a QR code of version 40 has 177.
const MODULES_MAX: usize = 177;

/// What is drawn in a signature's rectangle, whose lower left corner is (0, 0).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Appearance {
    /// Lines of text, drawn as outlines: no font goes into the file, and none can be missing or replaced (PDF/A-2 §6.2.11). What a
    /// screen reader says is [`crate::NewSignature::description`].
    Text {
        /// The lines, from above. The letters are made as large as fits, 10 points at most.
        lines: Vec<String>,
        /// A TrueType or OpenType font with all the letters.
        font: Cow<'static, [u8]>,
        /// A square code at the right.
        code: Option<Code>,
    },
    /// A content stream of the caller's, with the dictionary of its resources (`<<…>>`), which may name the document's objects. For
    /// PDF/A its fonts must be embedded.
    Content {
        /// Operators.
        content: Vec<u8>,
        /// `<<…>>`.
        resources: Vec<u8>,
    },
}

/// A square code (QR): rows from above, without the quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Modules of a side.
    pub side: usize,
    /// Whether each is dark, row by row.
    pub dark: Vec<bool>,
}

impl Appearance {
    /// The `/AP` of a widget of this width and height, on a page that is turned so when it is shown.
    pub(super) fn object(
        &self,
        update: &mut Update<'_, '_>,
        [width, height]: [f64; 2],
        turned: u16,
    ) -> Result<Object, Error> {
        let budget = Budget::new();
        let [width, height] = if turned % 180 == 90 { [height, width] } else { [width, height] };
        let (content, resources) = match self {
            Self::Content { content, resources } => {
                (content.clone(), Lexer::new(resources, 0, &budget, false).object(DEPTH_MAX)?)
            }
            Self::Text { lines, font, code } => {
                (text(lines, font, code.as_ref(), width, height)?.into_bytes(), Object::Dict(Dict::default()))
            }
        };
        let mut form = Dict::default();
        for (key, name) in [(&b"Type"[..], &b"XObject"[..]), (b"Subtype", b"Form")] {
            form.set(key, Object::Name(name.to_vec()));
        }
        let corners = [0.0, 0.0, width, height];
        form.set(b"BBox", Object::Array(corners.iter().map(|corner| Object::Real(*corner)).collect()));
        if let Some(matrix) = upright(turned) {
            form.set(b"Matrix", Object::Array(matrix.into_iter().map(Object::Int).collect()));
        }
        form.set(b"Resources", resources);
        let normal = update.add_stream(form, &content);
        let mut looks = Dict::default();
        looks.set(b"N", Object::Ref(normal));
        Ok(Object::Dict(looks))
    }
}

/// Turns what is drawn against the page (ISO 32000-2 §12.5.5); `None` where there is nothing to turn.
fn upright(turned: u16) -> Option<[i64; 6]> {
    match turned {
        90 => Some([0, 1, -1, 0, 0, 0]),
        180 => Some([-1, 0, 0, -1, 0, 0]),
        270 => Some([0, -1, 1, 0, 0, 0]),
        _ => None,
    }
}

/// The text with a question mark for each letter that the font does not have: a name in letters of elsewhere keeps nobody from signing.
#[must_use]
pub fn drawable(text: &str, font: &[u8]) -> String {
    let Ok(face) = Face::parse(font, 0) else { return text.to_owned() };
    let there = |letter: char| letter.is_control() || face.glyph_index(letter).is_some();
    text.chars().map(|letter| if there(letter) { letter } else { '?' }).collect()
}

fn text(lines: &[String], font: &[u8], code: Option<&Code>, width: f64, height: f64) -> Result<String, Error> {
    if lines.len() > LINES_MAX || lines.iter().any(|line| line.chars().count() > LINE_MAX) {
        return Err(Error::CannotAdd("il segno della firma ha troppo testo"));
    }
    let face = Face::parse(font, 0).map_err(|_| Error::CannotAdd("il carattere del segno della firma non si legge"))?;
    let mut content = format!("0 g\n0 G 0.5 w 0.25 0.25 {} {} re S\n", width - 0.5, height - 0.5);
    let mut right = width - MARGIN;
    if let Some(code) = code {
        let side = (height - 2.0 * MARGIN).min(width / 2.0);
        right -= side + MARGIN;
        squares(&mut content, code, right + MARGIN, (height - side) / 2.0, side)?;
    }
    let set: Vec<(Vec<(GlyphId, f64)>, f64)> = lines.iter().map(|line| set(&face, line)).collect::<Result<_, _>>()?;
    let widest = set.iter().map(|(_, width)| *width).fold(0.0, f64::max);
    // Lossless: a font has few units and a mark few lines.
    let count = u32::try_from(lines.len().max(1)).map_or(1.0, f64::from);
    let size = SIZE_MAX.min((height - 2.0 * MARGIN) / (count * LEADING));
    let size = if widest > 0.0 { size.min((right - MARGIN) / widest) } else { size };
    if size < 1.0 {
        return Err(Error::CannotAdd("il rettangolo della firma è troppo piccolo per il suo testo"));
    }
    let mut base = height - MARGIN - size;
    for (glyphs, _) in &set {
        let mut pen = Pen {
            content: &mut content,
            at: [MARGIN, base],
            scale: size / f64::from(face.units_per_em()),
            last: [0.0; 2],
        };
        for (glyph, advance) in glyphs {
            // A blank has no outline.
            let _ = face.outline_glyph(*glyph, &mut pen);
            pen.at[0] += advance * size;
        }
        base -= size * LEADING;
    }
    content.push_str("f\n");
    Ok(content)
}

/// The glyphs of a line with their advance, and its width, in letter sizes.
fn set(face: &Face<'_>, line: &str) -> Result<(Vec<(GlyphId, f64)>, f64), Error> {
    let mut glyphs = Vec::new();
    let mut width = 0.0;
    for letter in line.chars() {
        let letter = if letter.is_control() { ' ' } else { letter };
        let glyph = face
            .glyph_index(letter)
            .ok_or(Error::CannotAdd("il carattere del segno della firma non ha tutte le lettere"))?;
        let advance = f64::from(face.glyph_hor_advance(glyph).unwrap_or_default()) / f64::from(face.units_per_em());
        width += advance;
        glyphs.push((glyph, advance));
    }
    Ok((glyphs, width))
}

fn squares(content: &mut String, code: &Code, left: f64, bottom: f64, size: f64) -> Result<(), Error> {
    const BAD: Error = Error::CannotAdd("il codice del segno della firma non è un quadrato");
    if code.side == 0 || code.side > MODULES_MAX || code.dark.len() != code.side * code.side {
        return Err(BAD);
    }
    let number = |count: usize| u32::try_from(count).map_or(0.0, f64::from);
    let module = size / number(code.side);
    for (row, modules) in code.dark.chunks(code.side).enumerate() {
        let bottom = bottom + size - number(row + 1) * module;
        let mut column = 0;
        for run in modules.chunk_by(|a, b| a == b) {
            if run.first() == Some(&true) {
                let (x, w) = (left + number(column) * module, number(run.len()) * module);
                let _ = writeln!(content, "{x:.3} {bottom:.3} {w:.3} {module:.3} re");
            }
            column += run.len();
        }
    }
    content.push_str("f\n");
    Ok(())
}

/// Draws outlines as operators.
struct Pen<'c> {
    content: &'c mut String,
    at: [f64; 2],
    scale: f64,
    last: [f64; 2],
}

impl Pen<'_> {
    fn place(&self, x: f32, y: f32) -> [f64; 2] {
        [self.at[0] + f64::from(x) * self.scale, self.at[1] + f64::from(y) * self.scale]
    }

    fn write(&mut self, points: &[[f64; 2]], operator: char) {
        for [x, y] in points {
            let _ = write!(self.content, "{x:.3} {y:.3} ");
        }
        let _ = writeln!(self.content, "{operator}");
        self.last = points.last().copied().unwrap_or(self.last);
    }
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.write(&[self.place(x, y)], 'm');
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.write(&[self.place(x, y)], 'l');
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        // PDF has cubic curves only: the control points are two thirds of the way.
        let (control, end) = (self.place(x1, y1), self.place(x, y));
        let toward = |from: [f64; 2]| [0, 1].map(|axis| from[axis] + (control[axis] - from[axis]) * 2.0 / 3.0);
        self.write(&[toward(self.last), toward(end), end], 'c');
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.write(&[self.place(x1, y1), self.place(x2, y2), self.place(x, y)], 'c');
    }

    fn close(&mut self) {
        self.content.push_str("h\n");
    }
}
