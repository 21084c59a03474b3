use std::{collections::HashSet, io::Read, sync::LazyLock};

use flate2::read::GzDecoder;
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

/// Passwords that were found in breaches and are tried first everywhere: the 44,000 of the million commonest that are as long as
/// ours must be, and the commonest 15,000 words in shorter ones. Lower case, one a line, in order of bytes; from SecLists
/// (`10-million-password-list-top-1000000.txt`, MIT licence, in `packaging/debian/copyright`).
static BREACHED: LazyLock<Vec<Box<str>>> = LazyLock::new(|| {
    let mut text = String::with_capacity(1 << 20);
    let packed: &[u8] = include_bytes!("breached.txt.gz");
    GzDecoder::new(packed).read_to_string(&mut text).expect("the list in the program is whole");
    text.lines().map(Box::from).collect()
});

/// Whether a new password is good enough for `username` in the ente of this name: long, neither's name, not one that
/// everybody tries. No
/// rule about capitals or symbols, which make passwords worse (NIST SP 800-63B-4 section 3.1.1.2).
///
/// # Errors
/// All the reasons at once.
pub fn check_password(password: &str, username: &str, ente: &str) -> Result<(), Refusal> {
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
    if is_mostly_of(&folded, &fold(ente)) {
        refusal.add(
            Some("password"),
            "La password contiene il nome dell'ente: è tra le prime che si provano per indovinare.",
        );
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

/// Whether little is left without the words of the ente's name: `ComuneMontefiorito2026`.
fn is_mostly_of(folded: &str, ente: &str) -> bool {
    let words = ente.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 4);
    let left = words.fold(folded.to_owned(), |left, word| left.replace(word, ""));
    left.len() < folded.len() && left.chars().filter(|c| c.is_alphanumeric()).count() < 8
}

fn is_breached(word: &str) -> bool {
    BREACHED.binary_search_by(|known| (**known).cmp(word)).is_ok()
}

/// One that was found in breaches, a common word dressed with digits and symbols, the same few characters again and again, or a walk along the
/// alphabet.
fn is_common(folded: &str) -> bool {
    let few = folded.chars().collect::<HashSet<_>>().len() <= 3;
    let naked = folded.trim_matches(|c: char| !c.is_alphabetic());
    let plain: String = naked.chars().filter(|c| c.is_alphabetic()).collect();
    let spelt: String = naked.chars().map(letter).filter(|c| c.is_alphabetic()).collect();
    let known = |word: &str| COMMON.contains(word) || is_breached(word);
    few || mostly_steps(folded) || is_breached(folded) || [plain, spelt].iter().any(|word| known(unrepeated(word)))
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

    const ENTE: &str = "Comune di Montefiorito";

    #[test]
    fn a_phrase_is_good_without_capitals_or_digits() {
        for good in ["gatto lampada fiume", "zuppa.di.cavolo.nero", "Xk2-vvT9-pQz7", "perché no, domani piove"] {
            assert_eq!(check_password(good, "mario.rossi", ENTE), Ok(()), "{good}");
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
            let refusal = check_password(bad, "mario.rossi", ENTE).expect_err(bad);
            assert!(refusal.to_string().contains("indovinare"), "{bad}: {refusal}");
        }
    }

    #[test]
    fn what_was_found_in_breaches_is_refused_as_it_was_and_dressed() {
        assert!(BREACHED.iter().filter(|known| known.chars().count() >= MIN_LENGTH).count() > 40_000);
        assert!(BREACHED.is_sorted(), "or what is in it is not found");
        for bad in ["1qaz2wsx3edc", "Q1W2E3R4T5Y6", "leavemealone", "sonyericsson", "Dragon!123456", "monkey_2026_!!!"]
        {
            let refusal = check_password(bad, "mario.rossi", ENTE).expect_err(bad);
            assert!(refusal.to_string().contains("indovinare"), "{bad}: {refusal}");
        }
    }

    #[test]
    fn the_name_of_the_ente_is_refused_with_little_else_beside_it() {
        for bad in ["Montefiorito2026!", "ComuneMontefiorito1", "comune-di-MONTEFIORITO", "montefioritomontefiorito"] {
            let refusal = check_password(bad, "mario.rossi", ENTE).expect_err(bad);
            assert!(refusal.to_string().contains("nome dell'ente"), "{bad}: {refusal}");
        }
        for good in ["a Montefiorito piove di giovedi", "comune gatto lampada"] {
            assert_eq!(check_password(good, "mario.rossi", ENTE), Ok(()), "{good}");
        }
        assert_eq!(check_password("gatto lampada fiume", "mario.rossi", ""), Ok(()));
    }

    #[test]
    fn all_reasons_come_together() {
        let refusal = check_password("lucaverdi", "lucaverdi", ENTE).unwrap_err();
        assert_eq!(refusal.reasons.len(), 2, "{refusal}");
        assert_eq!(check_password("Luca.Verdi12", "luca.verdi", ENTE).unwrap_err().reasons.len(), 1);
    }

    #[test]
    fn a_very_long_one_is_refused_without_reading_it_all() {
        let refusal = check_password(&"lunga ".repeat(1_000_000), "x", ENTE).unwrap_err();
        assert!(refusal.to_string().contains("128"));
    }
}
