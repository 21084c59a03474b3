use std::fmt;

use crate::{Error, compact};

/// Length of a CUP.
const LENGTH: usize = 15;

/// A CUP by its shape, in capital letters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cup(String);

impl Cup {
    /// Checks the shape: fifteen letters and digits. Small letters and blanks are allowed.
    ///
    /// # Errors
    /// [`Error`]: length, or a character that is neither a letter nor a digit.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let code = compact(text);
        let found = code.chars().count();
        if found != LENGTH {
            return Err(Error::CupLength { found });
        }
        match code.chars().enumerate().find(|(_, c)| !c.is_ascii_alphanumeric()) {
            Some((place, found)) => {
                Err(Error::Character { position: place + 1, found, expected: "una lettera o una cifra" })
            }
            None => Ok(Self(code)),
        }
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it looks as those issued so far do: a letter, two digits, a letter, two digits of the year, nine digits.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        self.0.chars().enumerate().all(|(place, c)| match place {
            0 | 3 => c.is_ascii_uppercase(),
            _ => c.is_ascii_digit(),
        })
    }
}

impl fmt::Display for Cup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_is_looked_at_and_an_unusual_one_is_not_refused() {
        assert!(Cup::parse("f12h 2000 0120 006").unwrap().is_usual());
        assert!(!Cup::parse("ABCDEFGHIJKLMNO").unwrap().is_usual());
        assert_eq!(Cup::parse("F12H"), Err(Error::CupLength { found: 4 }));
        assert!(matches!(Cup::parse("F12H2000012000-"), Err(Error::Character { position: 15, .. })));
    }
}
