//! Tax codes and VAT numbers in a text: only those whose check character is right.

use super::{Proposals, add};

pub(super) fn read(out: &mut Proposals, text: &str, source: &str) {
    let mut before = "";
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        let upper = word.to_ascii_uppercase();
        if word.len() == 16 && tax_code_is_valid(&upper) {
            add(&mut out.tax_codes, upper.clone(), source);
        }
        let digits = upper.strip_prefix("IT").unwrap_or(&upper);
        if digits.len() == 11 && vat_number_is_valid(digits) {
            // One number of eleven digits in ten has a right check digit by chance: the words before decide.
            let prefixed = digits.len() != upper.len();
            if prefixed || announces_vat(text, word, before) {
                add(&mut out.vat_numbers, digits.to_owned(), source);
            }
        }
        if !word.is_empty() {
            before = word;
        }
    }
}

/// Whether one of the last words before the number speaks of VAT or of a tax code.
fn announces_vat(text: &str, word: &str, before: &str) -> bool {
    if ["iva", "cf", "piva", "fiscale", "IT"].iter().any(|known| before.eq_ignore_ascii_case(known)) {
        return true;
    }
    // Positions of sub-slices: `word` is a part of `text`.
    let at = (word.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let from = (at.saturating_sub(40)..=at).find(|from| text.is_char_boundary(*from)).unwrap_or(at);
    let lower = text.get(from..at).unwrap_or_default().to_lowercase();
    ["iva", "p.i", "c.f", "fiscale"].iter().any(|known| lower.contains(known))
}

/// Whether 16 characters are a person's tax code with the right check character (DM 23 December 1976, art.
/// 6–7), those for homonyms (*omocodia*: digits replaced by `LMNPQRSTUV`) included. Upper case only.
pub fn tax_code_is_valid(code: &str) -> bool {
    const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
    let bytes: Vec<u8> = code.bytes().collect();
    let Ok(bytes) = <[u8; 16]>::try_from(bytes) else { return false };
    let fits = bytes.iter().enumerate().all(|(at, byte)| {
        if DIGITS.contains(&at) {
            byte.is_ascii_digit() || b"LMNPQRSTUV".contains(byte)
        } else {
            byte.is_ascii_uppercase()
        }
    });
    let sum: u32 = bytes.iter().take(15).enumerate().map(|(at, byte)| weight(at, *byte)).sum();
    fits && b"ABCDEHLMPRST".contains(&bytes[8]) && u32::from(bytes[15].wrapping_sub(b'A')) == sum % 26
}

/// The value of a character: places are counted from 1, so even indices are odd places.
fn weight(index: usize, byte: u8) -> u32 {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let value = match byte {
        b'0'..=b'9' => byte - b'0',
        _ => byte.wrapping_sub(b'A'),
    };
    if index % 2 == 1 {
        return u32::from(value);
    }
    ODD.get(usize::from(value)).copied().unwrap_or(0)
}

/// Whether 11 digits are an Italian VAT number, or a body's tax code, with the right check digit (DM 23
/// December 1976; the Luhn sum).
pub fn vat_number_is_valid(number: &str) -> bool {
    if number.len() != 11 || !number.bytes().all(|b| b.is_ascii_digit()) || number == "00000000000" {
        return false;
    }
    let sum: u32 = number
        .bytes()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte - b'0');
            let doubled = if at % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}
