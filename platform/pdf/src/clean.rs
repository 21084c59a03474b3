//! Text from outside, made fit for paper. An archivable PDF may hold no character that its fonts cannot draw, and a word
//! without end would run out of the page: both would make the document fail or lie.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::fonts::FONTS;

/// What stands for a character that our fonts cannot draw.
pub(crate) const SUBSTITUTE: char = '\u{fffd}';
/// Where a long word may be broken: shown as nothing.
const BREAK: char = '\u{200b}';
/// A longer run of characters without a place to break gets one.
const LONGEST_RUN: usize = 30;

/// Cleans every text of the data, keys apart, and counts the characters that were replaced.
pub(crate) fn clean(value: &mut Value) -> usize {
    match value {
        Value::String(text) => {
            let (clean, replaced) = clean_text(text);
            *text = clean;
            replaced
        }
        Value::Array(items) => items.iter_mut().map(clean).sum(),
        Value::Object(entries) => entries.values_mut().map(clean).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// Whether this sign comes out on paper as it is: our fonts draw it, and it neither turns nor hides what stands around it.
pub fn prints(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}') || (!c.is_control() && !invisible(c) && FONTS.draw(c))
}

pub(crate) fn clean_text(text: &str) -> (String, usize) {
    // A fingerprint stays whole: whoever copies it wants no invisible character inside.
    let code = text.len() <= 128 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut out = String::with_capacity(text.len());
    let (mut run, mut replaced) = (0, 0);
    for c in text.nfc() {
        if invisible(c) {
            continue;
        }
        let c = match c {
            '\n' => '\n',
            '\u{a0}' | '\u{202f}' => '\u{a0}',
            c if c.is_whitespace() || c.is_control() => ' ',
            c if FONTS.draw(c) => c,
            _ => {
                replaced += 1;
                SUBSTITUTE
            }
        };
        if c == ' ' || c == '\n' {
            run = 0;
        } else if run == LONGEST_RUN && !code {
            out.push(BREAK);
            run = 1;
        } else {
            run += 1;
        }
        out.push(c);
    }
    (out, replaced)
}

/// Marks that draw nothing but turn, join or hide what stands around them, and accents that float alone.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || (u32::from(c) & 0xfffe) == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_italian_offices_write_passes_as_it_is() {
        let text = "L’ufficio dell'anagrafe è in piazza Libertà, 3: € 1.250,00 – «urgente» n° 7\nSeconda riga";
        assert_eq!(clean_text(text), (text.to_owned(), 0));
    }

    #[test]
    fn what_cannot_be_drawn_is_shown_as_missing_and_counted() {
        assert_eq!(clean_text("王 paga 😀"), ("\u{fffd} paga \u{fffd}".to_owned(), 2));
    }

    #[test]
    fn marks_that_turn_or_hide_text_are_taken_out() {
        assert_eq!(clean_text("fattura\u{202e}fdp.exe\u{200b}\u{feff}"), ("fatturafdp.exe".to_owned(), 0));
    }

    #[test]
    fn a_word_without_end_gets_places_to_break_and_a_fingerprint_none() {
        let (long, _) = clean_text(&"w".repeat(100));
        assert_eq!(long.chars().filter(|c| *c == BREAK).count(), 3);
        let hash = "ab12".repeat(16);
        assert_eq!(clean_text(&hash).0, hash);
    }
}
