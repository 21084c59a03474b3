use std::fmt;

use crate::{Error, compact};

/// Length of a CIG.
const LENGTH: usize = 10;
/// By which the body of a code is multiplied, before what is left of a division gives the check digits.
const FACTOR: u64 = 211;
/// The divisor of the forms with three check digits.
const THREE: u64 = 4091;
/// The divisor of the form with two.
const TWO: u64 = 251;

/// Of which sort a CIG is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Seven digits and three hexadecimal ones.
    Digits,
    /// A letter from A to U and nine hexadecimal digits.
    Letter,
    /// SmartCIG: X, Y or Z and nine hexadecimal digits. Issued until the end of 2023.
    Smart,
}

/// A well-formed CIG, in capital letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cig(String);

impl Cig {
    /// Checks a code; small letters and blanks are allowed.
    ///
    /// # Errors
    /// [`Error`]: length, a character out of place, the check digits, zeros alone.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let code = compact(text);
        let found = code.chars().count();
        if found != LENGTH {
            return Err(Error::CigLength { found });
        }
        let first = code.chars().next().unwrap_or_default();
        let form = form(first).ok_or(Error::Character {
            position: 1,
            found: first,
            expected: "una cifra, una lettera da A a U oppure X, Y o Z",
        })?;
        for (place, found) in code.chars().enumerate().skip(1) {
            // Of the old form the first seven are decimal.
            let decimal = form == Form::Digits && place < 7;
            let fits = if decimal { found.is_ascii_digit() } else { found.is_ascii_hexdigit() };
            if !fits {
                let expected = if decimal { "una cifra" } else { "una cifra o una lettera da A a F" };
                return Err(Error::Character { position: place + 1, found, expected });
            }
        }
        let (body, check, given) = parts(&code, form);
        match (body, check == given) {
            (0, _) => Err(Error::Zeros),
            (_, false) => Err(Error::CheckDigits),
            (_, true) => Ok(Self(code)),
        }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Of which sort it is.
    #[must_use]
    pub fn form(&self) -> Form {
        form(self.0.chars().next().unwrap_or_default()).unwrap_or(Form::Digits)
    }
}

impl fmt::Display for Cig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn form(first: char) -> Option<Form> {
    match first {
        '0'..='9' => Some(Form::Digits),
        'A'..='U' => Some(Form::Letter),
        'X'..='Z' => Some(Form::Smart),
        _ => None,
    }
}

/// Of ten ASCII characters that fit the form: the number that they hold, the check that it gives, the check that stands there.
fn parts(code: &str, form: Form) -> (u64, u64, u64) {
    let number = |from: usize, to: usize, radix: u32| {
        u64::from_str_radix(code.get(from..to).unwrap_or_default(), radix).unwrap_or_default()
    };
    match form {
        Form::Digits => {
            let body = number(0, 7, 10);
            (body, body * FACTOR % THREE, number(7, 10, 16))
        }
        Form::Letter => {
            let letter = code.bytes().next().map_or(0, |byte| u64::from(byte.saturating_sub(b'A')) + 1);
            let body = number(1, 7, 16);
            (body, (body + letter) * FACTOR % THREE, number(7, 10, 16))
        }
        Form::Smart => {
            let body = number(3, 10, 16);
            (body, body * FACTOR % TWO, number(1, 3, 16))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_form_is_known_by_its_check_digits() {
        for (code, form) in [("990660443D", Form::Digits), ("A003DEB979", Form::Letter), ("Z3A3BFC097", Form::Smart)] {
            let read = Cig::parse(code).unwrap();
            assert_eq!((read.as_str(), read.form()), (code, form));
            assert_eq!(Cig::parse(&format!(" {} ", code.to_lowercase())).unwrap(), read);
        }
    }

    #[test]
    fn any_wrong_digit_is_told() {
        for code in ["990660443D", "A003DEB979", "Z3A3BFC097"] {
            for place in 1..10 {
                for other in "0123456789ABCDEF".chars() {
                    let mut letters: Vec<char> = code.chars().collect();
                    if letters[place] == other {
                        continue;
                    }
                    letters[place] = other;
                    let wrong: String = letters.into_iter().collect();
                    assert!(Cig::parse(&wrong).is_err(), "{wrong}");
                }
            }
        }
    }

    #[test]
    fn each_reason_has_its_words() {
        assert_eq!(Cig::parse("990660443"), Err(Error::CigLength { found: 9 }));
        assert!(Cig::parse("9906604G3D").unwrap_err().to_string().contains("carattere 8"));
        assert!(matches!(Cig::parse("W003DEB979"), Err(Error::Character { position: 1, .. })));
        assert!(matches!(Cig::parse("99066A443D"), Err(Error::Character { position: 6, .. })));
        assert_eq!(Cig::parse("0000000000"), Err(Error::Zeros));
        assert_eq!(Cig::parse("990660443E"), Err(Error::CheckDigits));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,80}") {
            let _ = Cig::parse(&text);
        }
    }
}
