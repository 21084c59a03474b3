//! A picture made into a PDF of one page, on which it stands as large as it fits: a photograph or a scan of which a copy is asked for.
//!
//! Of a JPEG the picture's own data are taken as they are; what else is in the file (place and time, small pictures, more behind its end)
//! stays behind. A PNG is read and written anew upon white, since paper knows no transparency.

use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations};

use super::{Uncopied, file::File};

/// The page: A4, in points.
const SHORT: f64 = 595.0;
const LONG: f64 = 842.0;
/// Least distance from its edges.
const MARGIN: f64 = 20.0;
/// Points of a pixel that is not made smaller: 96 to the inch.
const POINTS: f64 = 0.75;
/// Most bytes of a picture that is unpacked.
const UNPACKED: usize = 400_000_000;

/// A picture as a PDF holds it.
struct Picture {
    width: u32,
    height: u32,
    /// Entries of its stream besides size: colours and filter.
    entries: String,
    /// Whether `bytes` are to be packed.
    plain: bool,
    bytes: Vec<u8>,
    /// How far it is turned to the right when it is shown.
    turned: u32,
}

/// Whether these bytes are a picture that can be put on a page.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xd8\xff") || bytes.starts_with(b"\x89PNG\r\n\x1a\n")
}

/// The PDF.
pub(super) fn on_a_page(bytes: &[u8]) -> Result<Vec<u8>, Uncopied> {
    let picture = if bytes.starts_with(b"\xff\xd8") { jpeg(bytes).ok_or(Uncopied::Broken)? } else { png(bytes)? };
    let (wide, tall) = (f64::from(picture.width), f64::from(picture.height));
    let (page_width, page_height) = if wide > tall { (LONG, SHORT) } else { (SHORT, LONG) };
    let fits = ((page_width - 2.0 * MARGIN) / wide).min((page_height - 2.0 * MARGIN) / tall).min(POINTS);
    let (width, height) = (wide * fits, tall * fits);
    let (left, low) = ((page_width - width) / 2.0, (page_height - height) / 2.0);
    let mut file = File::new();
    let (root, tree, page, content) = (file.fresh(), file.fresh(), file.fresh(), file.fresh());
    let (image, info) = (file.fresh(), file.fresh());
    file.object(root, format!("<</Type/Catalog/Pages {tree} 0 R>>").as_bytes())?;
    file.object(tree, format!("<</Type/Pages/Count 1/Kids[{page} 0 R]>>").as_bytes())?;
    let body = format!(
        "<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {page_width} {page_height}]/Rotate {}/Contents {content} 0 R\
         /Resources<</XObject<</I {image} 0 R>>>>>>",
        picture.turned
    );
    file.object(page, body.as_bytes())?;
    let place = format!("q {width:.3} 0 0 {height:.3} {left:.3} {low:.3} cm /I Do Q");
    file.compressed(content, "", place.as_bytes())?;
    let entries = format!(
        "/Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent 8{}",
        picture.width, picture.height, picture.entries
    );
    if picture.plain {
        file.compressed(image, &entries, &picture.bytes)?;
    } else {
        file.stream(image, entries.as_bytes(), &picture.bytes)?;
    }
    file.object(info, b"<<>>")?;
    Ok(file.finish(root, info))
}

/// A JPEG (ITU-T T.81): the segments that its decoder needs, to the end of the picture.
fn jpeg(bytes: &[u8]) -> Option<Picture> {
    let (mut kept, mut at) = (vec![0xff, 0xd8], 2);
    let (mut size, mut turned, mut adobe) = (None, 0, false);
    loop {
        // Any number of fill bytes may stand before a marker.
        let mark = loop {
            match (*bytes.get(at)?, *bytes.get(at + 1)?) {
                (0xff, 0xff) => at += 1,
                (0xff, mark) => break mark,
                _ => return None,
            }
        };
        if mark == 0xd9 {
            kept.extend_from_slice(&[0xff, 0xd9]);
            break;
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let segment = bytes.get(at..at + 2 + length).filter(|_| length >= 2)?;
        let data = segment.get(4..)?;
        at += segment.len();
        match mark {
            // Baseline, extended, progressive; arithmetic and lossless ones are read by no printer.
            0xc0..=0xc2 => size = Some(frame(data)?),
            0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return None,
            0xe1 => turned = orientation(data).map_or(Some(turned), turn)?,
            0xee => adobe |= data.starts_with(b"Adobe"),
            _ => {}
        }
        if !matches!(mark, 0xe1..=0xed | 0xef | 0xfe) {
            kept.extend_from_slice(segment);
        }
        if mark == 0xda {
            let end = at + scan(bytes.get(at..)?)?;
            kept.extend_from_slice(bytes.get(at..end)?);
            at = end;
        }
    }
    let (width, height, parts) = size?;
    let colours = match parts {
        1 => "/ColorSpace/DeviceGray",
        3 => "/ColorSpace/DeviceRGB",
        // Adobe's programs write ink upside down.
        4 if adobe => "/ColorSpace/DeviceCMYK/Decode[1 0 1 0 1 0 1 0]",
        4 => "/ColorSpace/DeviceCMYK",
        _ => return None,
    };
    let entries = format!("{colours}/Filter/DCTDecode");
    Some(Picture { width, height, entries, plain: false, bytes: kept, turned })
}

/// Width, height and number of components, of eight bits each.
fn frame(data: &[u8]) -> Option<(u32, u32, u8)> {
    let [8, high, low, left, right, parts, ..] = *data else { return None };
    let (height, width) = (u16::from_be_bytes([high, low]), u16::from_be_bytes([left, right]));
    (width > 0 && height > 0).then_some((width.into(), height.into(), parts))
}

/// How long the data of a scan are: to the next marker that does not belong to them.
fn scan(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr(0xff, bytes.get(at..)?)?;
        match *bytes.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

/// The orientation that a camera noted (Exif 2.32, tag 274).
fn orientation(data: &[u8]) -> Option<u16> {
    let tiff = data.strip_prefix(b"Exif\0\0")?;
    let little = tiff.starts_with(b"II*\0");
    let two = |at: usize| {
        let two = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    };
    let four = |at: usize| {
        let four = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        usize::try_from(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) }).ok()
    };
    let first = four(4)?;
    let entries = (0..usize::from(two(first)?)).map(|entry| first + 2 + 12 * entry);
    entries.into_iter().find(|at| two(*at) == Some(274)).and_then(|at| two(at + 8))
}

/// By how much a picture is turned; nothing for one that is mirrored, which no camera makes.
fn turn(orientation: u16) -> Option<u32> {
    match orientation {
        2 | 4 | 5 | 7 => None,
        3 => Some(180),
        6 => Some(90),
        8 => Some(270),
        _ => Some(0),
    }
}

/// A PNG, upon white.
fn png(bytes: &[u8]) -> Result<Picture, Uncopied> {
    let broken = |_| Uncopied::Broken;
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: UNPACKED });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().map_err(broken)?;
    let size = reader.output_buffer_size().filter(|size| *size <= UNPACKED).ok_or(Uncopied::TooLarge)?;
    let mut pixels = vec![0; size];
    let seen = reader.next_frame(&mut pixels).map_err(broken)?;
    pixels.truncate(seen.buffer_size());
    let (bytes, colours) = match seen.color_type {
        ColorType::Grayscale => (pixels, "DeviceGray"),
        ColorType::Rgb => (pixels, "DeviceRGB"),
        ColorType::GrayscaleAlpha => (upon_white::<2>(&pixels), "DeviceGray"),
        ColorType::Rgba => (upon_white::<4>(&pixels), "DeviceRGB"),
        ColorType::Indexed => return Err(Uncopied::Broken),
    };
    let entries = format!("/ColorSpace/{colours}");
    Ok(Picture { width: seen.width, height: seen.height, entries, plain: true, bytes, turned: 0 })
}

/// Pixels of `N` parts, of which the last says how much of the others is seen.
fn upon_white<const N: usize>(pixels: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(pixels.len() / N * (N - 1));
    for pixel in pixels.chunks_exact(N) {
        let Some((seen, colours)) = pixel.split_last() else { continue };
        let seen = u32::from(*seen);
        let mixed = |part: &u8| u8::try_from((u32::from(*part) * seen + 255 * (255 - seen) + 127) / 255).unwrap_or(255);
        out.extend(colours.iter().map(mixed));
    }
    out
}

#[cfg(test)]
mod tests;
