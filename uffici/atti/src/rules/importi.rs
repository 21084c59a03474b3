//! Amounts of euro in a text: what the operative part says must be what the accounting lines add up to.

use kernel::Cents;

/// Largest amount that is read, in cents: a hundred thousand million euro.
pub const MASSIMO: i64 = 10_000_000_000_000;

/// The amounts that a text names as euro: "€ 23.790,00", "euro 3.660", "1.830,00 €", in their order. What is no amount
/// (a number of an act, a date, a chapter) is not one because no sign of the currency stands beside it.
pub fn nominati(text: &str) -> Vec<Cents> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
        let after = words.get(place + 1).copied().unwrap_or_default();
        let (bare, signed) = senza_segno(word);
        if (signed || euro(before) || euro(after))
            && let Some(cents) = leggi(bare)
        {
            found.push(cents);
        }
    }
    found
}

/// Whether a word is the currency, whatever mark of punctuation stands with it.
pub(super) fn euro(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '€').to_lowercase();
    matches!(bare.as_str(), "€" | "euro" | "eur")
}

/// A word without the sign that may be stuck to it.
fn senza_segno(word: &str) -> (&str, bool) {
    let bare = word.trim_matches(|c: char| "()[]«»\"';:".contains(c));
    let bare = bare.trim_end_matches(['.', ',']);
    let without = bare.trim_matches('€');
    (without, without.len() != bare.len())
}

/// An amount as Italians write it: points between thousands, a comma before the cents, which may be left out.
pub fn leggi(text: &str) -> Option<Cents> {
    let text = text.trim_end_matches(".-").trim_end_matches(",-");
    let (whole, cents) = match text.split_once(',') {
        Some((whole, cents)) if cents.len() == 2 && cents.bytes().all(|byte| byte.is_ascii_digit()) => {
            (whole, cents.parse().ok()?)
        }
        Some(_) => return None,
        None => (text, 0),
    };
    let parts: Vec<&str> = whole.split('.').collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (first, rest) = parts.split_first()?;
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|part| part.len() == 3));
    if !grouped || !parts.iter().all(digits) || whole.len() > 18 {
        return None;
    }
    let euros: i64 = parts.concat().parse().ok()?;
    let cents: i64 = euros.checked_mul(100)?.checked_add(cents)?;
    (cents <= MASSIMO).then_some(Cents(cents))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_italians_write_them() {
        for (text, cents) in [
            ("23.790,00", 2_379_000),
            ("3660", 366_000),
            ("3.660", 366_000),
            ("0,05", 5),
            ("1.234.567,89", 123_456_789),
            ("150,-", 15_000),
        ] {
            assert_eq!(leggi(text), Some(Cents(cents)), "{text}");
        }
        for wrong in ["", "1,5", "12.34", "1.2345", "1..000", "a", "1,000", "-5,00", "99999999999999999999", "2613.1"] {
            assert_eq!(leggi(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_what_stands_beside_the_currency_is_an_amount() {
        let text = "di impegnare la somma di € 23.790,00 (IVA 22% compresa) al capitolo 2613 del bilancio 2026, di \
         cui euro 3.660 per \
                    la progettazione e 1.830,00€ per il collaudo; determina n. 195";
        assert_eq!(nominati(text), [2_379_000, 366_000, 183_000].map(Cents));
        assert_eq!(nominati("complessivi 7.320,00 euro, IVA compresa."), [Cents(732_000)]);
        assert!(nominati("atto n. 132 del 17/03/2026").is_empty());
    }
}
