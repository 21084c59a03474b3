use qrcodegen::{QrCode, QrCodeEcc};

use crate::Error;

/// The empty margin around the code, in modules (ISO/IEC 18004 asks for four).
const MARGIN: i32 = 4;

/// A QR code of `text` as a self-contained SVG picture: black on white in any theme, without styles or scripts, so that
/// it can stand in a page under a strict content policy. The page gives it its size and its text alternative.
pub(crate) fn svg(text: &str) -> Result<String, Error> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(Error::broken)?;
    let side = code.size() + 2 * MARGIN;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{},{}h1v1h-1z", x + MARGIN, y + MARGIN));
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" \
         aria-hidden=\"true\" focusable=\"false\"><path fill=\"#fff\" d=\"M0,0h{side}v{side}h-{side}z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_address_becomes_a_picture_without_styles() {
        let picture = svg(&format!("otpauth://totp/{}", "Comune%20di%20Montefiorito".repeat(8))).unwrap();
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>"));
        assert!(!picture.contains("style"));
        assert!(svg(&"x".repeat(10_000)).is_err(), "more than a QR code holds is an error, not a panic");
    }
}
