use std::sync::Arc;

use hayro_interpret::hayro_syntax::{
    Pdf,
    object::{Dict, Stream},
};
use png::{BitDepth, Encoder};

use super::*;

/// A segment of a JPEG.
fn segment(mark: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&[0xff, mark][..], &length, data].concat()
}

/// As a camera makes it: where it was taken, a small picture, and another behind its end. No decoder is asked to draw it.
fn camera(orientation: u8) -> Vec<u8> {
    let exif = [
        &b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"[..],
        &[orientation, 0, 0, 0, 0, 0, 0],
        b"DOVE E QUANDO",
    ];
    [
        &[0xff_u8, 0xd8][..],
        &segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        &segment(0xe1, &exif.concat()),
        &segment(0xfe, b"COMMENTO"),
        &segment(0xdb, &[0; 65]),
        &segment(0xc0, &[8, 0, 30, 0, 40, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
        &segment(0xda, &[3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
        b"dati\xff\x00\xff\xd0dati",
        &[0xff, 0xd9],
        b"ALTRA FOTO",
    ]
    .concat()
}

/// The page and the picture of a PDF that was made.
fn seen(bytes: &[u8]) -> ((f32, f32), u32, u32, Vec<u8>) {
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).unwrap();
    let page = &pdf.pages()[0];
    let image = page.resources().x_objects.get::<Stream<'_>>(b"I".as_slice()).unwrap();
    let number = |dict: &Dict<'_>, key: &[u8]| dict.get::<u32>(key).unwrap();
    let (width, height) = (number(image.dict(), b"Width"), number(image.dict(), b"Height"));
    (page.render_dimensions(), width, height, image.raw_data().into_owned())
}

#[test]
fn of_a_photograph_only_the_picture_comes_along() {
    let made = on_a_page(&camera(1)).unwrap();
    let (page, width, height, data) = seen(&made);
    assert_eq!((page, width, height), ((842.0, 595.0), 40, 30), "wider than tall: the page lies on its side");
    assert!(data.starts_with(b"\xff\xd8\xff\xe0") && data.ends_with(b"dati\xff\x00\xff\xd0dati\xff\xd9"));
    let raw = String::from_utf8_lossy(&made).into_owned();
    for more in ["DOVE E QUANDO", "COMMENTO", "ALTRA FOTO"] {
        assert!(!raw.contains(more), "{more} is in the copy");
    }
}

#[test]
fn a_photograph_stands_upright_however_the_camera_was_held() {
    assert_eq!(seen(&on_a_page(&camera(6)).unwrap()).0, (595.0, 842.0));
    assert_eq!(seen(&on_a_page(&camera(3)).unwrap()).0, (842.0, 595.0));
    assert_eq!(on_a_page(&camera(2)).unwrap_err(), Uncopied::Broken, "mirrored");
}

#[test]
fn a_png_is_put_upon_white() {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 2, 1);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[10, 20, 30, 255, 10, 20, 30, 0]).unwrap();
    writer.finish().unwrap();
    let pdf = Pdf::new(Arc::new(on_a_page(&bytes).unwrap())).unwrap();
    let image = pdf.pages()[0].resources().x_objects.get::<Stream<'_>>(b"I".as_slice()).unwrap();
    assert_eq!(image.decoded().unwrap().into_owned(), [10, 20, 30, 255, 255, 255]);
}

#[test]
fn no_cut_of_a_picture_makes_it_panic() {
    let whole = camera(1);
    for length in 0..whole.len() {
        let _ = on_a_page(&whole[..length]);
    }
    let mut dice = 1_u32;
    for _ in 0..2_000 {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let mut changed = whole.clone();
        let at = dice as usize % changed.len();
        changed[at] = (dice >> 24) as u8;
        let _ = on_a_page(&changed);
    }
}
