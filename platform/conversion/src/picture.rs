//! A picture on a page, made by our own writer of PDFs without any program of others: PDF/A-2a, which tells whoever cannot see it what it is.
//! No words are recognised.

use kernel::Instant;
use pdf::{About, Attached, Limits, Template};
use serde::Serialize;

/// What it looks like.
const TEMPLATE: Template = Template::shipped("immagine", include_str!("../../../modelli/immagine.typ"));
/// Most points of a picture: it is opened whole, four bytes and more for each.
const POINTS: u64 = 50_000_000;

/// What the template reads.
#[derive(Debug, Serialize)]
struct Data {
    file: &'static str,
    larga: bool,
    descrizione: String,
}

/// Why a picture was not put on a page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoPage {
    /// It is neither a PNG nor a JPEG, or is cut off.
    Broken,
    /// It has more than [`POINTS`].
    TooLarge,
    /// The writer of PDFs could not, for a moment.
    Later,
}

/// The PDF. `name` is that of the file, told to whoever cannot see what it shows.
pub(crate) async fn on_a_page(bytes: Vec<u8>, name: &str, author: &str, at: Instant) -> Result<Vec<u8>, NoPage> {
    let (width, height) = size(&bytes).ok_or(NoPage::Broken)?;
    if u64::from(width) * u64::from(height) > POINTS {
        return Err(NoPage::TooLarge);
    }
    let path = if bytes.starts_with(PNG) { "/immagine.png" } else { "/immagine.jpg" };
    let data = Data { file: path, larga: width > height, descrizione: format!("Immagine del documento {name}") };
    let about = About { title: name.to_owned(), author: author.to_owned(), at };
    let limits = Limits { pages: 1, bytes: crate::OUTPUT as usize, ..Limits::default() };
    match pdf::render_with(&TEMPLATE, &about, &data, vec![Attached { path, bytes }], limits).await {
        Ok(made) => Ok(made),
        Err(error @ (pdf::Error::TooSlow { .. } | pdf::Error::Broken)) => {
            tracing::warn!(%error, "a picture was not put on a page");
            Err(NoPage::Later)
        }
        Err(error) => {
            tracing::warn!(%error, "a picture cannot be put on a page");
            Err(NoPage::Broken)
        }
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// How many dots of a picture go into an inch, where its longer side is that of an A4 sheet; `None` where it is no picture.
pub(crate) fn dots(bytes: &[u8]) -> Option<u32> {
    let (width, height) = size(bytes)?;
    // 297 mm are 11.69 inches.
    Some((u64::from(width.max(height)) * 100 / 1169).clamp(30, 1200) as u32)
}

/// Width and height, as the head of a PNG (its first chunk) or the frame of a JPEG (ITU-T T.81, B.2.2) tells them.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.starts_with(PNG) {
        let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        return Some((number(16)?, number(20)?)).filter(|(width, height)| *width > 0 && *height > 0);
    }
    let mut at = bytes.starts_with(b"\xff\xd8\xff").then_some(2)?;
    loop {
        let (mark, length) = match bytes.get(at..at + 4)? {
            // Any number of fill bytes may stand before a marker.
            [0xff, 0xff, ..] => {
                at += 1;
                continue;
            }
            [0xff, mark, high, low] => (*mark, usize::from(u16::from_be_bytes([*high, *low]))),
            _ => return None,
        };
        if matches!(mark, 0xc0..=0xcf) && !matches!(mark, 0xc4 | 0xc8 | 0xcc) {
            let frame = bytes.get(at + 5..at + 9)?;
            let number = |high: u8, low: u8| u32::from(u16::from_be_bytes([high, low]));
            let (height, width) = (number(frame[0], frame[1]), number(frame[2], frame[3]));
            return Some((width, height)).filter(|_| width > 0 && height > 0);
        }
        // After the frame the lines begin: a picture without one is none.
        if mark == 0xda || mark == 0xd9 {
            return None;
        }
        at += 2 + length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&vec![200; (width * height) as usize]).unwrap();
        drop(writer);
        bytes
    }

    #[tokio::test]
    async fn a_picture_becomes_an_archivable_page_that_says_what_it_is() {
        let at = Instant::from_micros(1_795_599_727_000_000);
        let made = on_a_page(png(40, 20), "piantina.png", "Comune di Prova", at).await.unwrap();
        let text = String::from_utf8_lossy(&made);
        assert!(text.contains("<pdfaid:part>2<") && text.contains("<pdfaid:conformance>A<"));
        assert_eq!(made, on_a_page(png(40, 20), "piantina.png", "Comune di Prova", at).await.unwrap());
    }

    #[tokio::test]
    async fn one_that_would_fill_the_memory_is_not_opened() {
        let mut bomb = png(2, 2);
        bomb[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        let now = Instant::from_micros(0);
        assert_eq!(on_a_page(bomb, "a.png", "Comune", now).await, Err(NoPage::TooLarge));
        assert_eq!(on_a_page(b"\xff\xd8\xff\xe0\0\x10".to_vec(), "a.jpg", "Comune", now).await, Err(NoPage::Broken));
    }

    #[test]
    fn no_byte_that_is_changed_breaks_the_look_at_its_size() {
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc4\0\x03x\xff\xff\xc2\0\x0b\x08\x01\0\x02\0\x03".to_vec();
        for picture in [png(3, 2), jpeg] {
            for at in 0..picture.len() {
                for byte in 0..=u8::MAX {
                    let mut changed = picture.clone();
                    changed[at] = byte;
                    if let Some((width, height)) = size(&changed) {
                        assert!(width > 0 && height > 0);
                    }
                }
            }
        }
    }

    #[test]
    fn a_scan_of_a_sheet_keeps_its_size() {
        assert_eq!(dots(&png(1654, 2339)), Some(200));
        assert_eq!(dots(b"testo"), None);
    }

    #[test]
    fn the_frame_of_a_jpeg_is_found_behind_what_stands_before_it() {
        let mut jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x0b\x08".to_vec();
        jpeg.extend_from_slice(&[0x01, 0x00, 0x02, 0x00, 3]);
        assert_eq!(size(&jpeg), Some((512, 256)));
        for cut in 0..jpeg.len() - 1 {
            assert_eq!(size(&jpeg[..cut]), None, "{cut}");
        }
    }
}
