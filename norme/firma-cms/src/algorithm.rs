//! `AlgorithmIdentifier` (RFC 5280 section 4.1.1.2).

use crate::ber::{Element, OID, SEQUENCE};
use crate::{Error, Oid};
use firma_algoritmi::{Digest, Scheme};

/// An algorithm and its parameters, as the file names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithm<'a> {
    /// Which.
    pub oid: Oid<'a>,
    /// The parameters, encoded; `None` if left out.
    pub parameters: Option<&'a [u8]>,
}

impl Algorithm<'_> {
    /// The digest that it names, if it is one that we know.
    #[must_use]
    pub fn digest(&self) -> Option<Digest> {
        // 2.16.840.1.101.3.4.2.1, which nine files in ten name.
        if self.oid.0 == [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01] {
            return Some(Digest::Sha256);
        }
        Digest::from_oid(&self.oid.to_string())
    }

    /// The signature scheme that it names; `digest` is the one named beside it.
    ///
    /// # Errors
    /// As [`Scheme::from_algorithm`].
    pub fn scheme(&self, digest: Option<Digest>) -> Result<Scheme, firma_algoritmi::Error> {
        Scheme::from_algorithm(&self.oid.to_string(), self.parameters, digest)
    }
}

/// Reads one.
pub(crate) fn read<'a>(element: &Element<'a>) -> Result<Algorithm<'a>, Error> {
    const MISSING: &str = "manca l'algoritmo";
    if element.tag != SEQUENCE {
        return Err(Error::Damaged(MISSING));
    }
    let mut parts = element.children();
    let oid = Oid(parts.expect(OID, MISSING)?.content);
    Ok(Algorithm { oid, parameters: parts.next().transpose()?.map(|parameters| parameters.whole) })
}
