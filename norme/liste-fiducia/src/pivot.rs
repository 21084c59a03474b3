//! From the certificates in the Official Journal to those that sign today's list of the lists.
//!
//! The Commission publishes in the Official Journal the first certificates that may sign the LOTL. When they change, it
//! issues a *pivot*: a LOTL that the older ones sign and that names the newer ones, in its pointer at itself. From the
//! Journal one goes through the pivots, the oldest first, each read with those whom the one before names.

use crate::{Certificate, Error, Kind, List};

/// The certificates that a list of the lists names for itself.
///
/// # Errors
/// [`Error::Missing`] if it names none.
pub fn named(lotl: &List) -> Result<Vec<Certificate>, Error> {
    let own = lotl.pointers.iter().filter(|pointer| pointer.kind == Kind::EuListOfLists);
    let mut signers: Vec<Certificate> = Vec::new();
    for signer in own.flat_map(|pointer| &pointer.signers) {
        if !signers.contains(signer) {
            signers.push(signer.clone());
        }
    }
    if signers.is_empty() { Err(Error::Missing("PointersToOtherTSL")) } else { Ok(signers) }
}
