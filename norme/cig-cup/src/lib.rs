//! The codes that follow public money: the **CIG** of a tender (L. 136/2010, art. 3, c. 5) and the **CUP** of a project of public
//! investment (L. 3/2003, art. 11).
//!
//! # What is checked
//! * A CIG has ten characters in one of three forms, each with check digits that make three or two of them follow from the others:
//!   seven digits and three hexadecimal ones (Simog until 2023), a letter from A to U and nine hexadecimal digits (Simog since, and
//!   the platform of public contracts), X, Y or Z and nine hexadecimal digits (SmartCIG).
//! * A CUP has fifteen letters and digits. No rule for a check digit is public: only the shape is looked at, and one that is unusual
//!   is not refused ([`Cup::is_usual`]).
//!
//! A code that passes is well formed, not necessarily issued: only ANAC, or the DIPE, can say. Absent: any call to them, the clock.
//!
//! ```
//! assert_eq!(cig_cup::Cig::parse("a003deb979").unwrap().as_str(), "A003DEB979");
//! assert!(cig_cup::Cig::parse("A003DEB978").is_err());
//! assert!(cig_cup::Cup::parse("F12H20000120006").unwrap().is_usual());
//! ```

mod cig;
mod cup;

pub use cig::{Cig, Form};
pub use cup::Cup;

/// Why a text is not a code. The text is Italian, for whoever typed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not ten characters.
    #[error("il CIG ha 10 caratteri, qui sono {found}")]
    CigLength {
        /// Characters found, blanks apart; 64 at most are counted.
        found: usize,
    },
    /// Not fifteen characters.
    #[error("il CUP ha 15 caratteri, qui sono {found}")]
    CupLength {
        /// Characters found, blanks apart; 64 at most are counted.
        found: usize,
    },
    /// A character that cannot stand where it stands.
    #[error("il carattere {position} è «{found}», ma lì va {expected}")]
    Character {
        /// Place, from 1.
        position: usize,
        /// What is there.
        found: char,
        /// What should be there.
        expected: &'static str,
    },
    /// The check digits are not those that the others give.
    #[error("le cifre di controllo del CIG non corrispondono: controlla di averlo copiato bene tutto")]
    CheckDigits,
    /// Zeros pass the check but are no tender's code.
    #[error("il CIG è fatto di soli zeri: se non è dovuto, lascia il campo vuoto")]
    Zeros,
}

/// Capital letters, no blanks; no more characters than it takes to see that there are too many.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).take(64).map(|c| c.to_ascii_uppercase()).collect()
}
