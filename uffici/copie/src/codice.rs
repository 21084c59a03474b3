//! The code that stands on a copy: random letters that are hard to confuse, the last of which checks the others.

use kernel::Random;
use sha2::{Digest, Sha256};

/// Letters and figures that nobody takes for one another on paper. There are 23, a prime number, so that the check finds every single
/// letter that is wrong and every two that changed places.
const ALPHABET: &[u8; 23] = b"ACDEFGHJKLMNPRTUWXY3479";
/// Random ones: 15 of 23 are 67 bits.
const RANDOM: usize = 15;
/// With the one that checks them.
const LENGTH: usize = RANDOM + 1;
/// Letters that only the last page says: 36 bits. Their hash is in no proof, or whoever has the code could try them all.
const WORD: usize = 8;

/// Why what somebody typed is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// Too few, or too many.
    #[error(
        "Il codice ha 16 caratteri, in quattro gruppi di quattro: qui ne manca o ne avanza qualcuno. Ricontrollalo sulla copia."
    )]
    Length,
    /// A sign that no code has.
    #[error("Nel codice c'è un segno che i nostri codici non usano mai. Ricontrollalo sulla copia.")]
    Sign,
    /// The check does not hold.
    #[error("Il codice non torna: una lettera è sbagliata, oppure due sono scambiate. Ricontrollalo sulla copia.")]
    Check,
}

/// A code, as it is compared: sixteen letters without spaces.
#[derive(Clone, PartialEq, Eq)]
pub struct Codice(String);

impl Codice {
    /// A new one.
    pub fn nuovo(random: &dyn Random) -> Self {
        let mut values = draw(random, RANDOM);
        let sum: usize = values.iter().enumerate().map(|(at, value)| (at + 1) * value).sum();
        // The sum of place by value over all sixteen is a multiple of 23.
        let weight = LENGTH % ALPHABET.len();
        let check = (0..ALPHABET.len()).find(|check| (sum + weight * check) % ALPHABET.len() == 0);
        values.push(check.unwrap_or_default());
        Self(letters(&values))
    }

    /// What somebody typed or a picture says: in small letters too, with spaces and lines.
    ///
    /// # Errors
    /// Why it is no code.
    pub fn leggi(text: &str) -> Result<Self, Wrong> {
        let typed: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && !"-–—.·".contains(*c)).take(64).collect();
        if typed.len() != LENGTH {
            return Err(Wrong::Length);
        }
        let values: Option<Vec<usize>> = typed.iter().map(|c| value(*c)).collect();
        let values = values.ok_or(Wrong::Sign)?;
        let sum: usize = values.iter().enumerate().map(|(at, value)| (at + 1) * value).sum();
        if sum % ALPHABET.len() == 0 { Ok(Self(letters(&values))) } else { Err(Wrong::Check) }
    }

    /// In four groups, as it is printed.
    pub fn stampato(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
    }

    /// What is kept of it.
    pub fn impronta(&self) -> Vec<u8> {
        Sha256::digest([b"copie.codice\n", self.0.as_bytes()].concat()).to_vec()
    }

    /// What is kept of the letters on the last page: without the code nobody can try them all.
    pub fn impronta_di(&self, lettere: &str) -> Vec<u8> {
        let lettere: String = lettere.chars().filter_map(value).map(letter).collect();
        Sha256::digest([b"copie.lettere\n", self.0.as_bytes(), lettere.as_bytes()].concat()).to_vec()
    }
}

impl std::fmt::Debug for Codice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Codice(…)")
    }
}

/// The letters that only the last page says.
pub fn lettere(random: &dyn Random) -> String {
    letters(&draw(random, WORD))
}

/// Values of which each is as likely as the others: a byte beyond the last whole multiple is drawn again.
fn draw(random: &dyn Random, count: usize) -> Vec<usize> {
    let most = u8::MAX - u8::MAX % 23;
    let mut values = Vec::with_capacity(count + 1);
    while values.len() < count {
        let mut byte = [0];
        random.fill(&mut byte);
        if byte[0] < most {
            values.push(usize::from(byte[0]) % ALPHABET.len());
        }
    }
    values
}

fn letters(values: &[usize]) -> String {
    values.iter().map(|value| letter(*value)).collect()
}

fn letter(value: usize) -> char {
    char::from(ALPHABET[value % ALPHABET.len()])
}

/// The value of a letter; those that no code has and that are easily read for one that it has are taken for that one.
fn value(c: char) -> Option<usize> {
    let c = match c.to_ascii_uppercase() {
        'V' => 'U',
        'I' | '1' => 'L',
        other => other,
    };
    ALPHABET.iter().position(|letter| char::from(*letter) == c)
}

#[cfg(test)]
mod tests {
    use kernel::SeededRandom;

    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = Codice::nuovo(&SeededRandom::new(1));
        let printed = code.stampato();
        assert_eq!((printed.len(), printed.matches('-').count()), (19, 3), "{printed}");
        for typed in [printed.clone(), printed.replace('-', " ").to_lowercase(), printed.replace('-', "")] {
            assert_eq!(Codice::leggi(&typed).as_ref(), Ok(&code), "{typed}");
        }
        assert_eq!(Codice::leggi(&printed.replace('U', "V").replace('L', "1")).as_ref(), Ok(&code));
    }

    #[test]
    fn one_wrong_letter_and_two_that_changed_places_are_told() {
        for seed in 0..20 {
            let code = Codice::nuovo(&SeededRandom::new(seed));
            let letters: Vec<char> = code.0.chars().collect();
            for at in 0..LENGTH {
                for other in ALPHABET.iter().map(|letter| char::from(*letter)).filter(|other| *other != letters[at]) {
                    let mut wrong = letters.clone();
                    wrong[at] = other;
                    assert_eq!(Codice::leggi(&String::from_iter(wrong)), Err(Wrong::Check));
                }
                for other in at + 1..LENGTH {
                    let mut wrong = letters.clone();
                    wrong.swap(at, other);
                    let read = Codice::leggi(&String::from_iter(&wrong));
                    assert!(read == Err(Wrong::Check) || wrong == letters, "{wrong:?}");
                }
            }
        }
        assert_eq!(Codice::leggi("ACDE"), Err(Wrong::Length));
        assert_eq!(Codice::leggi("ACDE-FGHJ-KLMN-PRT?"), Err(Wrong::Sign));
        assert_eq!(Codice::leggi(&"A".repeat(10_000)), Err(Wrong::Length));
    }

    #[test]
    fn every_letter_is_as_likely_as_another() {
        let random = SeededRandom::new(7);
        let mut counts = [0_u32; 23];
        draw(&random, 23_000).into_iter().for_each(|value| counts[value] += 1);
        assert!(counts.iter().all(|count| (850..1150).contains(count)), "{counts:?}");
    }

    #[test]
    fn the_letters_of_the_last_page_belong_to_their_code() {
        let random = SeededRandom::new(3);
        let (one, other, word) = (Codice::nuovo(&random), Codice::nuovo(&random), lettere(&random));
        assert_eq!(word.len(), 8);
        assert_eq!(one.impronta_di(&word), one.impronta_di(&word.to_lowercase()));
        assert_ne!(one.impronta_di(&word), other.impronta_di(&word));
    }
}
