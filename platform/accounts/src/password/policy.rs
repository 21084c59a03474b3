use std::{collections::HashSet, sync::LazyLock};

use kernel::Refusal;
use unicode_normalization::UnicodeNormalization;

/// The shortest password, in characters (NIST SP 800-63B-4 and OWASP ASVS 5.0 ask for 8 at least and advise 15; people
/// here have a second factor to add).
pub const MIN_LENGTH: usize = 12;
/// The longest password, in characters: long enough for any phrase, short enough to bound the work.
pub const MAX_LENGTH: usize = 128;

/// Words that people put in passwords here, lower case, letters only. Our own list: names of months, teams, cities,
/// offices, and the keyboard's rows.
static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common.txt").lines().map(str::trim).filter(|word| !word.is_empty()).collect());

/// Whether a new password is good enough for `username`: long, not the user's name, not one that everybody tries. No
/// rule about capitals or symbols, which make passwords worse (NIST SP 800-63B-4 section 3.1.1.2).
///
/// # Errors
/// All the reasons at once.
pub fn check_password(password: &str, username: &str) -> Result<(), Refusal> {
    let mut refusal = Refusal::default();
    let length = password.chars().take(MAX_LENGTH + 1).count();
    if length > MAX_LENGTH {
        let sentence = format!("La password è troppo lunga: usa al massimo {MAX_LENGTH} caratteri.");
        refusal.add(Some("password"), sentence);
        return Err(refusal);
    }
    if length < MIN_LENGTH {
        let sentence = format!(
            "La password è troppo corta: usa almeno {MIN_LENGTH} caratteri. Tre o quattro parole a caso sono facili da ricordare."
        );
        refusal.add(Some("password"), sentence);
    }
    let folded = fold(password);
    let name = fold(username);
    if name.len() >= 3 && folded.contains(&name) && folded.replace(&name, "").chars().count() < 8 {
        refusal.add(Some("password"), "La password contiene il tuo nome utente: chi lo conosce la indovina.");
    }
    if is_common(&folded) {
        refusal.add(
            Some("password"),
            "La password è tra le prime che si provano per indovinare: scegline una che non sia una parola comune con \
             qualche cifra o una sequenza.",
        );
    }
    refusal.unless_empty(())
}

/// Lower case, without accents.
fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).flat_map(char::to_lowercase).collect()
}

/// A common word dressed with digits and symbols, the same few characters again and again, or a walk along the
/// alphabet.
fn is_common(folded: &str) -> bool {
    let few = folded.chars().collect::<HashSet<_>>().len() <= 3;
    let naked = folded.trim_matches(|c: char| !c.is_alphabetic());
    let plain: String = naked.chars().filter(|c| c.is_alphabetic()).collect();
    let spelt: String = naked.chars().map(letter).filter(|c| c.is_alphabetic()).collect();
    few || mostly_steps(folded) || [plain, spelt].iter().any(|word| COMMON.contains(unrepeated(word)))
}

/// The letter that a digit or sign is drawn for.
fn letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// `ciao` for `ciaociaociao`.
fn unrepeated(word: &str) -> &str {
    let fits = |part: &&str| {
        !part.is_empty() && word.len().is_multiple_of(part.len()) && part.repeat(word.len() / part.len()) == word
    };
    (1..=word.len()).filter_map(|end| word.get(..end)).find(fits).unwrap_or(word)
}

/// Whether nearly every character follows the one before it, up or down: `123456789012`, `abcdefghijkl`.
fn mostly_steps(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps = codes.windows(2).filter(|pair| matches!(pair, [a, b] if (b - a).abs() <= 1)).count();
    codes.len() > 1 && steps * 5 >= (codes.len() - 1) * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_good_without_capitals_or_digits() {
        for good in ["gatto lampada fiume", "zuppa.di.cavolo.nero", "Xk2-vvT9-pQz7", "perché no, domani piove"] {
            assert_eq!(check_password(good, "mario.rossi"), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_everybody_tries_is_refused() {
        let bad = [
            "password1234",
            "P@ssw0rd2026!",
            "Municipio2026!",
            "123456789012",
            "abcdefghijkl",
            "aaaaaaaaaaaa",
            "ciaociaociao",
            "Juventus1897!!",
            "qwertyuiop12",
            "Benvenuto2026",
            "forzanapoli1926",
        ];
        for bad in bad {
            let refusal = check_password(bad, "mario.rossi").expect_err(bad);
            assert!(refusal.to_string().contains("indovinare"), "{bad}: {refusal}");
        }
    }

    #[test]
    fn all_reasons_come_together() {
        let refusal = check_password("lucaverdi", "lucaverdi").unwrap_err();
        assert_eq!(refusal.reasons.len(), 2, "{refusal}");
        assert_eq!(check_password("Luca.Verdi12", "luca.verdi").unwrap_err().reasons.len(), 1);
    }

    #[test]
    fn a_very_long_one_is_refused_without_reading_it_all() {
        let refusal = check_password(&"lunga ".repeat(1_000_000), "x").unwrap_err();
        assert!(refusal.to_string().contains("128"));
    }
}
