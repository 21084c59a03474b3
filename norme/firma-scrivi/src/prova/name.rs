use der::asn1::{Any, ObjectIdentifier, PrintableStringRef, SetOfVec, Utf8StringRef};
use der::{Encode, Sequence};

use crate::Error;

/// What every text of the authority says.
pub const NOTICE: &str = "SENZA VALORE LEGALE - AUTORITÀ DI PROVA";
/// Most characters of a common name (RFC 5280, A.1).
const COMMON_NAME_MAX: usize = 64;

/// Whose certificate it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name<'a> {
    /// An authority, a responder, a time stamp unit: what it is.
    Authority(&'a str),
    /// A person (ETSI EN 319 412-2).
    Person {
        /// Name.
        given: &'a str,
        /// Surname.
        surname: &'a str,
        /// Italian tax code.
        tax_code: &'a str,
    },
    /// A provider of certified mail, and the address with which it signs (RFC 6109, 6.3).
    MailProvider {
        /// Name.
        name: &'a str,
        /// Its address, letters of ASCII.
        address: &'a str,
    },
    /// An ente, for its seal (ETSI EN 319 412-3).
    Ente {
        /// Name.
        name: &'a str,
        /// Its tax code.
        tax_code: &'a str,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Sequence, der::ValueOrd)]
struct Part {
    oid: ObjectIdentifier,
    value: Any,
}

impl Name<'_> {
    /// The distinguished name, DER.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when a tax code has other letters than those of ASCII.
    pub(super) fn to_der(self) -> Result<Vec<u8>, Error> {
        let mut parts = vec![printable("2.5.4.6", "IT")?, text("2.5.4.10", NOTICE)?];
        match self {
            Self::Authority(what) | Self::MailProvider { name: what, .. } => parts.push(common_name(what)?),
            Self::Person { given, surname, tax_code } => parts.extend([
                text("2.5.4.42", &with_notice(given))?,
                text("2.5.4.4", &with_notice(surname))?,
                printable("2.5.4.5", &format!("TINIT-{tax_code}"))?,
                common_name(&format!("{given} {surname}"))?,
            ]),
            Self::Ente { name, tax_code } => {
                parts[1] = text("2.5.4.10", &with_notice(name))?;
                parts.extend([text("2.5.4.97", &format!("CF:IT-{tax_code}"))?, common_name(name)?]);
            }
        }
        let sets = parts.into_iter().map(|part| SetOfVec::try_from(vec![part])).collect::<Result<Vec<_>, _>>()?;
        Ok(sets.to_der()?)
    }
}

fn with_notice(words: &str) -> String {
    format!("{words} - {NOTICE}")
}

/// The name, cut where there is no room for it: the notice stays whole.
fn common_name(words: &str) -> Result<Part, Error> {
    let room = COMMON_NAME_MAX - with_notice("").chars().count();
    let cut: String = words.chars().take(room).collect();
    text("2.5.4.3", &with_notice(&cut))
}

fn text(oid: &str, value: &str) -> Result<Part, Error> {
    part(oid, Any::encode_from(&Utf8StringRef::new(value)?)?)
}

fn printable(oid: &str, value: &str) -> Result<Part, Error> {
    part(oid, Any::encode_from(&PrintableStringRef::new(value)?)?)
}

fn part(oid: &str, value: Any) -> Result<Part, Error> {
    Ok(Part { oid: ObjectIdentifier::new(oid).map_err(|_| Error::Unwritable)?, value })
}
