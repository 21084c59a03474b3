//! Reading a tax code.

use crate::{Error, check};
use chrono::{Datelike, NaiveDate};
use std::fmt;
use std::str::FromStr;

/// Letters for the months, January to December.
pub(crate) const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
/// Letters that replace the digits 0–9 in *omocodia*.
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";
/// Places (from 0) of the digits of a person's code.
const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
/// What is added to the day of birth of women.
pub(crate) const WOMEN: u32 = 40;

/// The sex that the code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Male.
    M,
    /// Female.
    F,
}

/// A well-formed tax code, in capital letters: sixteen characters, or eleven digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CodiceFiscale(String);

impl CodiceFiscale {
    /// Checks a code; small letters and blanks are allowed.
    ///
    /// # Errors
    /// [`Error`]: length, a character out of place, an impossible date, the check character.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let code = compact(text);
        match code.chars().count() {
            16 => check_person(&code)?,
            11 => check_numeric(&code)?,
            found => return Err(Error::Length { found }),
        }
        Ok(CodiceFiscale(code))
    }

    /// From parts known to be right.
    pub(crate) fn from_first_fifteen(mut first: String) -> Self {
        first.push(check::character(first.as_bytes()));
        CodiceFiscale(first)
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for the eleven digits of bodies, or of persons provisionally.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        self.0.len() == 11
    }

    /// True if some digits are replaced by letters.
    #[must_use]
    pub fn is_omocode(&self) -> bool {
        !self.is_numeric() && DIGITS.iter().any(|place| self.byte(*place).is_ascii_alphabetic())
    }

    /// The code that the person's data yield, before *omocodia*; itself if there is none.
    #[must_use]
    pub fn without_omocodia(&self) -> CodiceFiscale {
        if self.is_numeric() {
            return self.clone();
        }
        let digits = |(place, character): (usize, char)| {
            if DIGITS.contains(&place) { char::from(b'0' + digit(character as u8)) } else { character }
        };
        let first = self.0.chars().take(15).enumerate().map(digits).collect();
        CodiceFiscale::from_first_fifteen(first)
    }

    /// The sex; `None` for numeric codes.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        let (_, _, day) = self.birth()?;
        Some(if day > WOMEN { Sex::F } else { Sex::M })
    }

    /// The cadastral code of the place of birth (comune, or `Z` and three digits for a foreign country), without
    /// *omocodia*; `None` for numeric codes.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        if self.is_numeric() {
            return None;
        }
        let digits = [12, 13, 14].map(|place| char::from(b'0' + digit(self.byte(place))));
        let letter = char::from(self.byte(11));
        Some([letter].into_iter().chain(digits).collect())
    }

    /// True if the place of birth is a foreign country.
    #[must_use]
    pub fn born_abroad(&self) -> bool {
        !self.is_numeric() && self.byte(11) == b'Z'
    }

    /// The latest date of birth that the code can mean, not after `today`. Whoever is over a hundred years old may
    /// be taken for a child: when the date is known otherwise, use [`CodiceFiscale::may_be_born_on`].
    /// `None` for numeric codes.
    #[must_use]
    pub fn birth_date(&self, today: NaiveDate) -> Option<NaiveDate> {
        let (year, month, day) = self.birth()?;
        let day = if day > WOMEN { day - WOMEN } else { day };
        let century = today.year().div_euclid(100) * 100;
        // Three centuries, because the last day of February may be missing in two.
        let candidates = (0..3)
            .filter_map(|back| NaiveDate::from_ymd_opt(century - back * 100 + i32::try_from(year).ok()?, month, day));
        candidates.into_iter().find(|date| *date <= today)
    }

    /// True if a person born on this date may have this code, whatever the century.
    #[must_use]
    pub fn may_be_born_on(&self, date: NaiveDate) -> bool {
        let Some((year, month, day)) = self.birth() else { return false };
        let day = if day > WOMEN { day - WOMEN } else { day };
        u32::try_from(date.year().rem_euclid(100)) == Ok(year) && (date.month(), date.day()) == (month, day)
    }

    /// Year in the century, month, and day as written (women: plus 40).
    fn birth(&self) -> Option<(u32, u32, u32)> {
        if self.is_numeric() {
            return None;
        }
        birth(self.0.as_bytes())
    }

    fn byte(&self, place: usize) -> u8 {
        self.0.as_bytes().get(place).copied().unwrap_or_default()
    }
}

impl fmt::Display for CodiceFiscale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for CodiceFiscale {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        CodiceFiscale::parse(text)
    }
}

/// Capital letters, no blanks; no more characters than it takes to see that there are too many.
pub(crate) fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).take(64).map(|c| c.to_ascii_uppercase()).collect()
}

/// The digit that a character of a digit's place stands for.
fn digit(character: u8) -> u8 {
    if character.is_ascii_digit() {
        return character - b'0';
    }
    let place = OMOCODIA.iter().position(|letter| *letter == character);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or_default()
}

fn birth(code: &[u8]) -> Option<(u32, u32, u32)> {
    let number =
        |tens: usize, units: usize| Some(u32::from(digit(*code.get(tens)?)) * 10 + u32::from(digit(*code.get(units)?)));
    let month = MONTHS.iter().position(|letter| Some(letter) == code.get(8))?;
    Some((number(6, 7)?, u32::try_from(month).ok()? + 1, number(9, 10)?))
}

fn check_person(code: &str) -> Result<(), Error> {
    for (place, found) in code.chars().enumerate() {
        let (fits, expected) = if DIGITS.contains(&place) {
            let fits = found.is_ascii_digit() || u8::try_from(found).is_ok_and(|byte| OMOCODIA.contains(&byte));
            (fits, "una cifra (o una delle lettere che la sostituiscono)")
        } else if place == 8 {
            let fits = u8::try_from(found).is_ok_and(|byte| MONTHS.contains(&byte));
            (fits, "la lettera del mese (A B C D E H L M P R S T)")
        } else {
            (found.is_ascii_uppercase(), "una lettera")
        };
        if !fits {
            return Err(Error::Character { position: place + 1, found, expected });
        }
    }
    let (_, month, day) = birth(code.as_bytes()).ok_or(Error::BirthDate)?;
    let day = if day > WOMEN { day - WOMEN } else { day };
    // 2000 is a leap year: any day that exists in some year exists in it.
    NaiveDate::from_ymd_opt(2000, month, day).ok_or(Error::BirthDate)?;
    check_last(code, check::character(code.as_bytes()))
}

/// Eleven digits with their check digit.
pub(crate) fn check_numeric(code: &str) -> Result<(), Error> {
    for (place, found) in code.chars().enumerate() {
        if !found.is_ascii_digit() {
            return Err(Error::Character { position: place + 1, found, expected: "una cifra" });
        }
    }
    if code.bytes().all(|byte| byte == b'0') {
        return Err(Error::Zeros);
    }
    check_last(code, check::digit(code.as_bytes()))
}

fn check_last(code: &str, expected: char) -> Result<(), Error> {
    match code.chars().last() {
        Some(found) if found != expected => Err(Error::CheckCharacter { expected, found }),
        _ => Ok(()),
    }
}
