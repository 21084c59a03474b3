//! Computing the code that a person's data yield (DM 23 December 1976, art. 3–9).

use crate::code::{MONTHS, WOMEN};
use crate::{CodiceFiscale, Error, Sex};
use chrono::{Datelike, NaiveDate};
use unicode_normalization::UnicodeNormalization;

impl CodiceFiscale {
    /// The code for these data, without *omocodia*. `place` is the cadastral code of the comune (as it was named at
    /// birth) or of the foreign country. A person without a surname, or without a name, gives an empty text.
    ///
    /// # Errors
    /// [`Error::Name`] for letters that are not Latin, [`Error::Place`], [`Error::Year`].
    ///
    /// ```
    /// use codice_fiscale::{CodiceFiscale, Sex};
    /// let born = chrono::NaiveDate::from_ymd_opt(1983, 12, 16).unwrap();
    /// let code = CodiceFiscale::compute("Martini", "Maria", born, Sex::F, "A269").unwrap();
    /// assert_eq!(code.as_str(), "MRTMRA83T56A269B");
    /// ```
    pub fn compute(surname: &str, name: &str, birth: NaiveDate, sex: Sex, place: &str) -> Result<Self, Error> {
        if !(1800..=9999).contains(&birth.year()) {
            return Err(Error::Year { year: birth.year() });
        }
        let month = usize::try_from(birth.month0()).ok().and_then(|month| MONTHS.get(month));
        let month = char::from(month.copied().unwrap_or_default());
        let day = birth.day() + if sex == Sex::F { WOMEN } else { 0 };
        let first = format!(
            "{}{}{:02}{month}{day:02}{}",
            surname_part(surname)?,
            name_part(name)?,
            birth.year().rem_euclid(100),
            cadastral(place)?
        );
        Ok(CodiceFiscale::from_first_fifteen(first))
    }

    /// True if these data yield this code, *omocodia* apart: what a form should check before it is believed.
    /// False also when the data cannot yield any code.
    #[must_use]
    pub fn agrees_with(&self, surname: &str, name: &str, birth: NaiveDate, sex: Sex, place: &str) -> bool {
        CodiceFiscale::compute(surname, name, birth, sex, place).is_ok_and(|code| code == self.without_omocodia())
    }

    /// True if its first six characters are those of this surname and name. False for numeric codes, and for names in letters
    /// that have no Latin form.
    ///
    /// ```
    /// let code = codice_fiscale::CodiceFiscale::parse("MRTMRA83T56A269B").unwrap();
    /// assert!(code.bears_name("Martini", "Maria") && !code.bears_name("Maria", "Martini"));
    /// ```
    #[must_use]
    pub fn bears_name(&self, surname: &str, name: &str) -> bool {
        let (Ok(surname), Ok(name)) = (surname_part(surname), name_part(name)) else { return false };
        !self.is_numeric() && self.as_str().starts_with(&format!("{surname}{name}"))
    }
}

fn cadastral(place: &str) -> Result<String, Error> {
    let code: String = place.trim().chars().take(40).map(|c| c.to_ascii_uppercase()).collect();
    match code.as_bytes() {
        [letter, digits @ ..]
            if letter.is_ascii_uppercase() && digits.len() == 3 && digits.iter().all(u8::is_ascii_digit) =>
        {
            Ok(code)
        }
        _ => Err(Error::Place { found: code }),
    }
}

/// Three letters: consonants, then vowels, then `X`.
fn surname_part(surname: &str) -> Result<String, Error> {
    let letters = letters(surname)?;
    let (consonants, vowels) = split(&letters);
    Ok(three(consonants.iter().chain(&vowels)))
}

/// As for the surname, but of four consonants or more the second is left out.
fn name_part(name: &str) -> Result<String, Error> {
    let letters = letters(name)?;
    let (mut consonants, vowels) = split(&letters);
    if consonants.len() >= 4 {
        consonants.remove(1);
    }
    Ok(three(consonants.iter().chain(&vowels)))
}

fn split(letters: &[char]) -> (Vec<char>, Vec<char>) {
    letters.iter().partition(|letter| !matches!(letter, 'A' | 'E' | 'I' | 'O' | 'U'))
}

fn three<'a>(letters: impl Iterator<Item = &'a char>) -> String {
    letters.copied().chain("XXX".chars()).take(3).collect()
}

/// The capital letters of a name. Accents go; apostrophes, hyphens, dots and blanks are not letters; the few
/// Latin letters without a decomposition are written as passports write them (ICAO Doc 9303, part 3, section 6).
fn letters(name: &str) -> Result<Vec<char>, Error> {
    let mut letters = Vec::new();
    for character in name.chars().take(400).nfd() {
        match character {
            'A'..='Z' => letters.push(character),
            'a'..='z' => letters.push(character.to_ascii_uppercase()),
            'ß' | 'ẞ' => letters.extend(['S', 'S']),
            'æ' | 'Æ' => letters.extend(['A', 'E']),
            'œ' | 'Œ' => letters.extend(['O', 'E']),
            'ø' | 'Ø' => letters.push('O'),
            'ł' | 'Ł' => letters.push('L'),
            'đ' | 'Đ' | 'ð' | 'Ð' => letters.push('D'),
            'þ' | 'Þ' => letters.extend(['T', 'H']),
            'ħ' | 'Ħ' => letters.push('H'),
            'ı' => letters.push('I'),
            // Letters of other scripts: who writes them must choose the Latin form, not we.
            other if other.is_alphabetic() => return Err(Error::Name { found: other }),
            _ => {}
        }
    }
    Ok(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_apostrophes_and_foreign_letters() {
        let surname = |name: &str| surname_part(name);
        assert_eq!(surname("D'Angelo").as_deref(), Ok("DNG"));
        assert_eq!(surname("Dell’Oro").as_deref(), Ok("DLL"));
        assert_eq!(surname("Nicolò").as_deref(), Ok("NCL"));
        assert_eq!(surname("Müller").as_deref(), Ok("MLL"));
        assert_eq!(surname("Weiß").as_deref(), Ok("WSS"));
        assert_eq!(surname("Ø").as_deref(), Ok("OXX"));
        assert_eq!(surname("Łuć").as_deref(), Ok("LCU"));
        assert_eq!(surname("Aè").as_deref(), Ok("AEX"));
        assert_eq!(surname("Иванов"), Err(Error::Name { found: 'И' }));
    }

    #[test]
    fn places_that_are_not_cadastral_codes_are_refused() {
        for place in ["Torino", "L21", "L2190", "1219", "", "l21é"] {
            assert!(matches!(cadastral(place), Err(Error::Place { .. })), "{place}");
        }
        assert_eq!(cadastral(" l219 ").as_deref(), Ok("L219"));
    }
}
