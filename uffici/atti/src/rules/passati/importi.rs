//! Amounts of euro: "€ 1.234,56", "1.234,56 €", "Euro milleduecento/00". A number without the sign of the currency is none.

use kernel::Cents;

use super::super::importi::{euro, leggi as in_cifre};
use super::{
    Certezza::{Probabile, Sicuro},
    MOLTI, Trovato, aggiungi, lettere,
    parole::{intorno, piano},
};

/// Most words that are looked at.
const MOLTE: usize = 60_000;
/// Words that are shown before and after.
const PRIMA: usize = 6;
const DOPO: usize = 2;

/// Reads them, in their order.
pub(super) fn leggi(text: &str) -> Vec<Trovato<Cents>> {
    let words: Vec<&str> = text.split_whitespace().take(MOLTE).collect();
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).is_some_and(|at| euro(words[at]));
        // In "capitolo 2613 € 500,00" the sign belongs to what follows it.
        let taken = words.get(at + 2).is_some_and(|next| in_cifre(nudo(next).0).is_some());
        let after = words.get(at + 1).is_some_and(|next| euro(next)) && !taken;
        let (bare, signed) = nudo(word);
        if !(before || after || signed) {
            continue;
        }
        let read = in_cifre(bare).map(|cents| (cents, Sicuro));
        // In letters the sign stands before.
        let said = || if before || signed { in_lettere(bare).map(|cents| (cents, Probabile)) } else { None };
        if let Some((cents, sure)) = read.or_else(said).filter(|(cents, _)| cents.0 > 0) {
            aggiungi(&mut found, Trovato::nuovo(cents, &intorno(&words, at, PRIMA, DOPO), sure));
        }
        if found.len() >= MOLTI {
            break;
        }
    }
    found
}

/// A word without what stands around an amount, and whether the sign was stuck to it.
fn nudo(word: &str) -> (&str, bool) {
    let edge = |c: char| "()[]«»\"';:=.,".contains(c);
    // "1.200,00.=" ends in what is none of it.
    let bare = word.trim_start_matches(edge).trim_end_matches(edge);
    let without = bare.trim_matches('€');
    (without.trim_start_matches(edge).trim_end_matches(edge), without.len() != bare.len())
}

/// "milleduecento/00", "milleduecento,50".
fn in_lettere(word: &str) -> Option<Cents> {
    if word.len() > 120 {
        return None;
    }
    let flat = piano(word);
    let (whole, cents) = flat.split_once(['/', ',']).unwrap_or((flat.as_str(), "00"));
    let plain = cents.len() == 2 && cents.bytes().all(|byte| byte.is_ascii_digit());
    let cents: i64 = if plain { cents.parse().ok()? } else { return None };
    let euros = lettere::numero(whole)?;
    euros.checked_mul(100)?.checked_add(cents).map(Cents)
}
