//! The VAT number.

use crate::Error;
use crate::code::{check_numeric, compact};
use std::fmt;
use std::str::FromStr;

/// A well-formed VAT number: seven digits of the taxpayer, three of the office, a check digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartitaIva(String);

impl PartitaIva {
    /// Checks a number; blanks and the country's `IT` in front are allowed.
    ///
    /// # Errors
    /// [`Error`]: length, a character that is no digit, the check digit.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let code = compact(text);
        let code = code.strip_prefix("IT").unwrap_or(&code);
        let found = code.chars().count();
        if found != 11 {
            return Err(Error::PartitaIvaLength { found });
        }
        check_numeric(code)?;
        Ok(PartitaIva(code.to_owned()))
    }

    /// The eleven digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The three digits of the office that issued it: the province, or a special office. Not checked, because
    /// the list has grown over the years.
    #[must_use]
    pub fn office(&self) -> &str {
        self.0.get(7..10).unwrap_or_default()
    }
}

impl fmt::Display for PartitaIva {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PartitaIva {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        PartitaIva::parse(text)
    }
}
