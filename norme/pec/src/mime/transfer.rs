//! Content-Transfer-Encoding (RFC 2045 section 6): base64 and quoted-printable, forgiving but honest.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;

/// Padding is optional and stray bits are tolerated: mail gateways cut lines.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The decoded content and whether the encoding was damaged. Identity encodings share the bytes.
pub(crate) fn decode(raw: Bytes, encoding: &str) -> (Bytes, bool) {
    match encoding {
        "base64" => base64(&raw),
        "quoted-printable" => quoted_printable(&raw),
        _ => (raw, false),
    }
}

fn base64(raw: &[u8]) -> (Bytes, bool) {
    let is_symbol = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let symbols: Vec<u8> = raw.iter().copied().filter(is_symbol).collect();
    let strangers = raw.iter().any(|byte| !is_symbol(byte) && !byte.is_ascii_whitespace());
    match LENIENT.decode(&symbols) {
        Ok(decoded) => (Bytes::from(decoded), strangers),
        Err(_) => base64_in_pieces(&symbols, strangers),
    }
}

/// Some programs join several base64 texts, each with its padding: that is not damage. A last lone symbol
/// is dropped and reported.
fn base64_in_pieces(symbols: &[u8], mut damaged: bool) -> (Bytes, bool) {
    let mut decoded = Vec::with_capacity(symbols.len() / 4 * 3);
    for piece in symbols.split(|byte| *byte == b'=').filter(|piece| !piece.is_empty()) {
        let whole = if piece.len() % 4 == 1 {
            damaged = true;
            piece.get(..piece.len() - 1).unwrap_or_default()
        } else {
            piece
        };
        match LENIENT.decode(whole) {
            Ok(bytes) => decoded.extend_from_slice(&bytes),
            Err(_) => damaged = true,
        }
    }
    (Bytes::from(decoded), damaged)
}

fn quoted_printable(raw: &[u8]) -> (Bytes, bool) {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut damaged = false;
    let mut rest = raw;
    while let [byte, after @ ..] = rest {
        if *byte != b'=' {
            decoded.push(*byte);
            rest = after;
            continue;
        }
        rest = match after {
            [b'\r', b'\n', tail @ ..] | [b'\n', tail @ ..] => tail,
            [high, low, tail @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                decoded.push(hex(*high) << 4 | hex(*low));
                tail
            }
            _ => match soft_break_with_blanks(after) {
                Some(tail) => tail,
                None => {
                    damaged = true;
                    decoded.push(b'=');
                    after
                }
            },
        };
    }
    (Bytes::from(decoded), damaged)
}

/// `=` followed by blanks and a line end: a soft break with blanks added in transport (RFC 2045 rule 3), or
/// the last `=` of the text.
fn soft_break_with_blanks(after: &[u8]) -> Option<&[u8]> {
    let blanks = after.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    match after.get(blanks..)? {
        [b'\n', tail @ ..] => Some(tail),
        [] => Some(&[]),
        _ => None,
    }
}

fn hex(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

/// Text in the declared charset. Unknown charsets count as UTF-8; UTF-8 that is not, as windows-1252, which
/// is what Italian mail programs mean when they lie.
pub(crate) fn text(bytes: &[u8], charset: Option<&str>) -> String {
    let encoding = charset
        .and_then(|label| encoding_rs::Encoding::for_label(label.trim().as_bytes()))
        .unwrap_or(encoding_rs::UTF_8);
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    if damaged && encoding == encoding_rs::UTF_8 {
        return encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
    }
    text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(raw: &'static [u8], encoding: &str) -> (Vec<u8>, bool) {
        let (bytes, damaged) = decode(Bytes::from_static(raw), encoding);
        (bytes.to_vec(), damaged)
    }

    #[test]
    fn base64_survives_line_breaks_missing_padding_and_joined_texts() {
        assert_eq!(decoded(b"Y2lh\r\nbw==\r\n", "base64"), (b"ciao".to_vec(), false));
        assert_eq!(decoded(b"Y2lhbw", "base64"), (b"ciao".to_vec(), false));
        assert_eq!(decoded(b"Y2lhbw==Y2lhbw==", "base64"), (b"ciaociao".to_vec(), false));
    }

    #[test]
    fn damaged_base64_keeps_what_it_can_and_says_so() {
        assert_eq!(decoded(b"Y2lh#bw==", "base64"), (b"ciao".to_vec(), true));
        assert_eq!(decoded(b"Y2lhbwZ3Z", "base64"), (b"ciao\x06w".to_vec(), true));
    }

    #[test]
    fn quoted_printable_soft_breaks_and_damage() {
        assert_eq!(decoded(b"perch=E9 =\r\nno=  \nsi=", "quoted-printable"), (b"perch\xe9 nosi".to_vec(), false));
        assert_eq!(decoded(b"1=2", "quoted-printable"), (b"1=2".to_vec(), true));
    }

    #[test]
    fn text_declared_utf8_that_is_latin_is_still_readable() {
        assert_eq!(text(b"citt\xe0", Some("utf-8")), "città");
        assert_eq!(text(b"citt\xe0", Some("ISO-8859-1")), "città");
        assert_eq!(text("città".as_bytes(), None), "città");
    }
}
