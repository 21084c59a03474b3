//! The Italian tax code (*codice fiscale*) and the VAT number (*partita IVA*): checked, read, computed.
//!
//! # The standard
//! * Tax code: DPR 605/1973 and DM Finanze 23 December 1976 (Gazzetta Ufficiale 345 of 29 December 1976). For
//!   a person, sixteen characters: three letters of the surname, three of the name, year, month and day
//!   of birth (plus 40 for women), cadastral code of the place, check character. For bodies, and for persons
//!   provisionally, eleven digits.
//! * *Omocodia*: when two persons would get the same code, the Agenzia delle Entrate replaces digits, from
//!   the right, by letters (`LMNPQRSTUV` for `0123456789`) and recomputes the check character. The replaced
//!   code is the true one; [`CodiceFiscale::without_omocodia`] gives the one that the data would yield.
//! * VAT number: DPR 633/1972 art. 35, eleven digits, the last by the Luhn rule.
//!
//! # What a code says, and what not
//! The year has two digits: the century is chosen so that the person is born by the day given by the caller
//! ([`CodiceFiscale::birth_date`]); whoever is over a hundred may be taken for a child. A code that passes
//! the checks is well formed, not necessarily issued: only the Agenzia can say. Computing a code is
//! for checking a form, not for issuing one.
//!
//! What is absent: tables of places (cadastral codes are those of the directory), dates written as text, the clock.
//!
//! ```
//! use codice_fiscale::{CodiceFiscale, Sex};
//! let today = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
//! let code = CodiceFiscale::parse("cccfba85d03l219p").unwrap();
//! assert_eq!(code.sex(), Some(Sex::M));
//! assert_eq!(code.place().as_deref(), Some("L219"));
//! assert_eq!(code.birth_date(today), chrono::NaiveDate::from_ymd_opt(1985, 4, 3));
//! ```

mod check;
mod code;
mod compute;
mod partita_iva;

pub use code::{CodiceFiscale, Sex};
pub use partita_iva::PartitaIva;

/// Why a text is not a code. The text is Italian, for whoever typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Neither sixteen nor eleven characters.
    #[error("il codice fiscale ha 16 caratteri (11 per gli enti), qui sono {found}")]
    Length {
        /// Characters found, blanks apart.
        found: usize,
    },
    /// Not eleven digits.
    #[error("la partita IVA ha 11 cifre, qui i caratteri sono {found}")]
    PartitaIvaLength {
        /// Characters found, blanks apart.
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
    /// The day or month of birth does not exist.
    #[error("la data di nascita scritta nel codice fiscale non esiste")]
    BirthDate,
    /// The check character is not the one that the others give.
    #[error("il carattere di controllo finale non corrisponde: controlla di aver copiato bene tutto il codice")]
    CheckCharacter {
        /// The character that would fit the others.
        expected: char,
        /// The character found.
        found: char,
    },
    /// Eleven zeros pass the check but are nobody's code.
    #[error("il codice è fatto di soli zeri")]
    Zeros,
    /// The place is not a cadastral code.
    #[error("«{found}» non è un codice catastale: una lettera e tre cifre, come L219")]
    Place {
        /// What was given.
        found: String,
    },
    /// A name in letters that have no Latin form here.
    #[error("il nome contiene «{found}»: scrivilo con le lettere latine del documento d'identità")]
    Name {
        /// The letter.
        found: char,
    },
    /// A year that two digits do not tell from a living person's.
    #[error("l'anno di nascita {year} non è credibile")]
    Year {
        /// Year given.
        year: i32,
    },
}
