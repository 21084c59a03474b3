//! The mark that a signature in a PDF leaves on a page, where who asks for it wants one: where it goes and what it says.

use firma_pdf::Page;

use crate::tables::richiesta;

/// Width and height of a mark as people see it, the space between marks, and from the edges of the page; points.
const LARGO: f64 = 220.0;
const ALTO: f64 = 50.0;
const SPAZIO: f64 = 6.0;
const BORDO: f64 = 28.0;
/// Height of a mark in the upper margin of our own papers: with [`BORDO`] above it ends before their text begins (2.2 cm).
const ALTO_MARGINE: f64 = 30.0;
/// Narrowest mark, on a small page.
const LARGO_MIN: f64 = 100.0;
/// Last page that can be asked for.
pub const PAGINA_MAX: u32 = 9_999;

/// In which corner of the page; those who sign later go beside it, then away from the edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Posto {
    /// At the bottom, from the left.
    BassoSinistra,
    /// At the bottom, from the right.
    BassoDestra,
    /// On top, from the left.
    AltoSinistra,
    /// On top, from the right.
    AltoDestra,
}

impl Posto {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::BassoSinistra, Self::BassoDestra, Self::AltoSinistra, Self::AltoDestra];

    /// As it is kept and sent.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BassoSinistra => "basso_sinistra",
            Self::BassoDestra => "basso_destra",
            Self::AltoSinistra => "alto_sinistra",
            Self::AltoDestra => "alto_destra",
        }
    }

    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::BassoSinistra => "In basso a sinistra",
            Self::BassoDestra => "In basso a destra",
            Self::AltoSinistra => "In alto a sinistra",
            Self::AltoDestra => "In alto a destra",
        }
    }

    /// Of what is kept or sent.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|posto| posto.code() == code)
    }
}

/// The mark that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segno {
    /// On which page, from 1; `None`: the last.
    pub pagina: Option<u32>,
    /// In which corner.
    pub posto: Posto,
}

impl Segno {
    /// That of a request, where it has one.
    #[must_use]
    pub fn di(riga: &richiesta::Model) -> Option<Self> {
        let posto = riga.segno_posto.as_deref().and_then(Posto::from_code).unwrap_or(Posto::BassoSinistra);
        riga.segno.then(|| Self { pagina: riga.segno_pagina.and_then(|page| u32::try_from(page).ok()), posto })
    }

    /// In words, for whoever reads the request.
    #[must_use]
    pub fn parole(self) -> String {
        let page = self.pagina.map_or_else(|| "dell'ultima pagina".to_owned(), |page| format!("della pagina {page}"));
        format!("{} {page}", self.posto.label())
    }

    /// The place of its page, from 0; `None`: the last.
    #[must_use]
    pub fn indice(self) -> Option<usize> {
        self.pagina.and_then(|page| usize::try_from(page.saturating_sub(1)).ok())
    }

    /// The first free place of the page, as a rectangle of its own space (left, bottom, right, top); `None` where there is none left.
    #[must_use]
    pub fn rettangolo(self, page: &Page, taken: &[[f64; 4]]) -> Option<[f64; 4]> {
        let [left, bottom, right, top] = page.area;
        let (across, along) = (right - left, top - bottom);
        let (wide, high) = if page.turned % 180 == 90 { (along, across) } else { (across, along) };
        let mark = LARGO.min(wide - 2.0 * BORDO);
        if mark < LARGO_MIN {
            return None;
        }
        let from_left = matches!(self.posto, Posto::BassoSinistra | Posto::AltoSinistra);
        let from_below = matches!(self.posto, Posto::BassoSinistra | Posto::BassoDestra);
        let columns = places(mark, wide - BORDO, from_left, wide);
        let rows = places(ALTO, high - BORDO, from_below, high);
        let all = rows.iter().flat_map(|y| columns.iter().map(move |x| [*x, *y, x + mark, y + ALTO]));
        all.map(|seen| in_page(page, seen)).find(|own| !taken.iter().any(|other| touch(own, other)))
    }
}

/// The first free place in the upper margin of one of our own papers (`modelli/base.typ`), from the right: there are no words there that a mark
/// could cover. None where none is left.
#[must_use]
pub fn nel_margine(page: &Page, taken: &[[f64; 4]]) -> Option<[f64; 4]> {
    let [left, bottom, right, top] = page.area;
    let (across, along) = (right - left, top - bottom);
    let (wide, high) = if page.turned % 180 == 90 { (along, across) } else { (across, along) };
    let above = high - BORDO;
    let all = places(LARGO, wide - BORDO, false, wide).into_iter();
    let mut all = all.map(|x| in_page(page, [x, above - ALTO_MARGINE, x + LARGO, above]));
    all.find(|own| !taken.iter().any(|other| touch(own, other)))
}

/// Where marks of this size begin along a side: from its beginning, or from its end.
fn places(size: f64, end: f64, forward: bool, whole: f64) -> Vec<f64> {
    let mut found = Vec::new();
    let mut at = BORDO;
    while at + size <= end {
        found.push(if forward { at } else { whole - at - size });
        at += size + SPAZIO;
    }
    found
}

/// What is seen at this rectangle (from the lower left corner of the page as it is shown), in the page's own space.
fn in_page(page: &Page, [x0, y0, x1, y1]: [f64; 4]) -> [f64; 4] {
    let [left, bottom, right, top] = page.area;
    match page.turned {
        90 => [right - y1, bottom + x0, right - y0, bottom + x1],
        180 => [right - x1, top - y1, right - x0, top - y0],
        270 => [left + y0, top - x1, left + y1, top - x0],
        _ => [left + x0, bottom + y0, left + x1, bottom + y1],
    }
}

fn touch(one: &[f64; 4], other: &[f64; 4]) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a4(turned: u16) -> Page {
        Page { number: 0, area: [0.0, 0.0, 595.0, 842.0], turned }
    }

    fn segno(posto: Posto) -> Segno {
        Segno { pagina: None, posto }
    }

    #[test]
    fn the_first_mark_is_in_its_corner_as_the_page_is_shown() {
        let at = |posto, turned| segno(posto).rettangolo(&a4(turned), &[]).unwrap();
        assert_eq!(at(Posto::BassoSinistra, 0), [28.0, 28.0, 248.0, 78.0]);
        assert_eq!(at(Posto::BassoDestra, 0), [347.0, 28.0, 567.0, 78.0]);
        assert_eq!(at(Posto::AltoSinistra, 0), [28.0, 764.0, 248.0, 814.0]);
        assert_eq!(at(Posto::AltoDestra, 0), [347.0, 764.0, 567.0, 814.0]);
        // Turned clockwise, what is shown at the lower left is the lower right of the page itself; and so on round.
        assert_eq!(at(Posto::BassoSinistra, 90), [517.0, 28.0, 567.0, 248.0]);
        assert_eq!(at(Posto::BassoSinistra, 180), [347.0, 764.0, 567.0, 814.0]);
        assert_eq!(at(Posto::BassoSinistra, 270), [28.0, 594.0, 78.0, 814.0]);
    }

    #[test]
    fn marks_of_many_signers_stand_beside_each_other_and_never_upon_each_other() {
        for turned in [0, 90, 180, 270] {
            for posto in Posto::ALL {
                let mut taken: Vec<[f64; 4]> = Vec::new();
                while let Some(next) = segno(posto).rettangolo(&a4(turned), &taken) {
                    assert!(!taken.iter().any(|other| touch(&next, other)));
                    assert!(next[0] >= 28.0 && next[1] >= 28.0 && next[2] <= 567.0 && next[3] <= 814.0, "{next:?}");
                    taken.push(next);
                }
                assert!(taken.len() >= crate::rules::FIRMATARI_MAX, "room for all who may sign: {}", taken.len());
            }
        }
    }

    #[test]
    fn a_mark_keeps_off_another_that_was_there_and_a_label_has_room_for_none() {
        let there = [20.0, 20.0, 100.0, 40.0];
        let found = segno(Posto::BassoSinistra).rettangolo(&a4(0), &[there]).unwrap();
        assert!(!touch(&found, &there));
        let label = Page { number: 0, area: [0.0, 0.0, 140.0, 80.0], turned: 0 };
        assert_eq!(segno(Posto::BassoSinistra).rettangolo(&label, &[]), None);
    }

    #[test]
    fn in_the_margin_of_our_papers_marks_cover_no_words_and_have_an_end() {
        let mut taken: Vec<[f64; 4]> = Vec::new();
        while let Some(next) = nel_margine(&a4(0), &taken) {
            assert!(next[1] > 842.0 - 62.0 && next[3] < 842.0 && next[0] >= 28.0, "{next:?}");
            taken.push(next);
        }
        assert_eq!(
            taken,
            [[347.0, 784.0, 567.0, 814.0], [121.0, 784.0, 341.0, 814.0]],
            "who presides, and the secretary"
        );
        let label = Page { number: 0, area: [0.0, 0.0, 140.0, 80.0], turned: 0 };
        assert_eq!(nel_margine(&label, &[]), None);
    }

    #[test]
    fn it_is_told_in_words() {
        assert_eq!(segno(Posto::AltoDestra).parole(), "In alto a destra dell'ultima pagina");
        let second = Segno { pagina: Some(2), posto: Posto::BassoSinistra };
        assert_eq!((second.parole().as_str(), second.indice()), ("In basso a sinistra della pagina 2", Some(1)));
        assert!(Posto::ALL.iter().all(|posto| Posto::from_code(posto.code()) == Some(*posto)));
    }
}
