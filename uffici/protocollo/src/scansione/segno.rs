//! The mark on a separator sheet, found on a small grey picture of a page. Pure.
//!
//! Nine bands across the sheet, black and white in turn, of heights that no document has. They are looked for in the middle of the
//! page, along both sides and both ways: a sheet may lie askew by some degrees, on its side or upside down.

/// Heights of the bands, the first black.
pub const BANDE: [u32; 9] = [3, 1, 1, 2, 1, 3, 2, 1, 2];
/// How far a band may be from its height, as a part of the smallest.
const SLACK: f64 = 0.45;
/// The least part of the page that the mark takes.
const LEAST: f64 = 0.4;
/// Grey below which a line of points counts as black.
const BLACK: u32 = 140;
/// The part of the page, from the middle to each side, that is looked at.
const MIDDLE: f64 = 0.15;
/// Points of the largest picture that is read.
const MOST: usize = 4_000_000;
/// The share of dark points below which a page is blank, in thousandths.
const BLANK: usize = 3;

/// A grey picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grigio {
    largo: usize,
    alto: usize,
    punti: Vec<u8>,
}

impl Grigio {
    /// Reads a PGM picture of one byte a point (`P5`), as `pdftoppm -gray` writes it.
    pub fn leggi(bytes: &[u8]) -> Option<Self> {
        let mut numbers = [0_usize; 3];
        let mut rest = bytes.strip_prefix(b"P5")?;
        for number in &mut numbers {
            let start = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
            let end = start + rest.get(start..)?.iter().position(|byte| !byte.is_ascii_digit())?;
            *number = std::str::from_utf8(rest.get(start..end)?).ok()?.parse().ok()?;
            rest = rest.get(end..)?;
        }
        let [largo, alto, most] = numbers;
        let points = largo.checked_mul(alto).filter(|points| *points > 0 && *points <= MOST)?;
        if most != 255 {
            return None;
        }
        let punti = rest.get(1..=points)?.to_vec();
        Some(Self { largo, alto, punti })
    }

    fn punto(&self, x: usize, y: usize) -> u32 {
        self.punti.get(y * self.largo + x).copied().map_or(255, u32::from)
    }

    /// Whether nothing is on the page.
    pub fn vuoto(&self) -> bool {
        let dark = self.punti.iter().filter(|point| **point < 160).count();
        dark * 1000 < self.punti.len() * BLANK
    }

    /// Whether it is a separator sheet.
    pub fn separatore(&self) -> bool {
        let down = linee(self.alto, self.largo, |along, across| self.punto(across, along));
        let across = linee(self.largo, self.alto, |along, across| self.punto(along, across));
        segnato(&down) || segnato(&across)
    }
}

/// Whether each line across the page is black in the middle.
fn linee(along: usize, across: usize, point: impl Fn(usize, usize) -> u32) -> Vec<bool> {
    let middle = across as f64 / 2.0;
    let half = (across as f64 * MIDDLE).max(1.0);
    let (from, to) = ((middle - half) as usize, ((middle + half) as usize).min(across));
    let count = u32::try_from(to.saturating_sub(from)).unwrap_or(u32::MAX).max(1);
    (0..along).map(|line| (from..to).map(|at| point(line, at)).sum::<u32>() / count < BLACK).collect()
}

/// Whether the bands are among these lines, either way round.
fn segnato(lines: &[bool]) -> bool {
    let least = lines.len() / 100 + 1;
    let mut runs: Vec<(bool, usize)> = Vec::new();
    for black in lines {
        match runs.last_mut() {
            Some((same, length)) if same == black => *length += 1,
            _ => runs.push((*black, 1)),
        }
    }
    // A scratch is no band: what is around it goes on.
    let mut bands: Vec<(bool, usize)> = Vec::new();
    for (black, length) in runs {
        match bands.last_mut() {
            Some((same, whole)) if *same == black || length < least => *whole += length,
            _ => bands.push((black, length)),
        }
    }
    bands.windows(BANDE.len()).filter(|some| some.first().is_some_and(|band| band.0)).any(|some| {
        let lengths: Vec<f64> = some.iter().map(|band| band.1 as f64).collect();
        let turned: Vec<f64> = lengths.iter().rev().copied().collect();
        let whole: f64 = lengths.iter().sum();
        whole >= lines.len() as f64 * LEAST && (come_le_bande(&lengths, whole) || come_le_bande(&turned, whole))
    })
}

fn come_le_bande(lengths: &[f64], whole: f64) -> bool {
    let unit = whole / f64::from(BANDE.iter().sum::<u32>());
    lengths.iter().zip(BANDE).all(|(length, band)| (length - unit * f64::from(band)).abs() <= unit * SLACK)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of 250 × 354 points: the bands from line 40 on, 14 lines a unit, tilted by `tilt` points from side to side.
    fn sheet(tilt: f64, bands: &[u32]) -> Grigio {
        let (largo, alto) = (250_usize, 354_usize);
        let mut punti = vec![255_u8; largo * alto];
        for x in 20..230 {
            let mut from = 40.0 + tilt * (x as f64 / largo as f64 - 0.5);
            for (place, band) in bands.iter().enumerate() {
                let to = from + f64::from(*band) * 14.0;
                if place % 2 == 0 {
                    (from as usize..to as usize).for_each(|y| punti[y * largo + x] = 30);
                }
                from = to;
            }
        }
        Grigio { largo, alto, punti }
    }

    fn turned(page: &Grigio) -> Grigio {
        Grigio { punti: page.punti.iter().rev().copied().collect(), ..page.clone() }
    }

    fn on_its_side(page: &Grigio) -> Grigio {
        let punti = (0..page.largo).flat_map(|x| (0..page.alto).map(move |y| page.punto(x, y) as u8)).collect();
        Grigio { largo: page.alto, alto: page.largo, punti }
    }

    #[test]
    fn a_sheet_is_found_askew_upside_down_and_on_its_side() {
        for tilt in [0.0, 12.0, -12.0] {
            let page = sheet(tilt, &BANDE);
            assert!(page.separatore() && turned(&page).separatore() && on_its_side(&page).separatore(), "{tilt}");
        }
        let mut scratched = sheet(0.0, &BANDE);
        (0..250).for_each(|x| scratched.punti[60 * 250 + x] = 255);
        assert!(scratched.separatore(), "a scratch across a band");
    }

    #[test]
    fn what_is_no_sheet_is_not_taken_for_one() {
        let blank = Grigio { largo: 250, alto: 354, punti: vec![250; 250 * 354] };
        assert!(blank.vuoto() && !blank.separatore());
        for bands in [[1, 1, 1, 1, 1, 1, 1, 1, 1], [3, 1, 1, 2, 1, 3, 2, 1, 1], [3, 1, 2, 1, 1, 3, 2, 1, 2]] {
            assert!(!sheet(0.0, &bands).separatore(), "{bands:?}");
        }
        // Lines of writing.
        let mut page = blank.clone();
        (0..354).step_by(8).for_each(|y| (30..220).for_each(|x| page.punti[y * 250 + x] = 20));
        assert!(!page.separatore() && !page.vuoto());
    }

    #[test]
    fn only_a_whole_picture_is_read() {
        let picture = b"P5\n2 2\n255\n\x00\xff\x00\xff";
        assert_eq!(Grigio::leggi(picture).unwrap().punti, [0, 255, 0, 255]);
        for bad in [&picture[..14], b"P6\n2 2\n255\nabcd", b"P5\n99999999 99999999\n255\n", b"P5", b"P5\n0 2\n255\n"] {
            assert_eq!(Grigio::leggi(bad), None);
        }
    }
}
