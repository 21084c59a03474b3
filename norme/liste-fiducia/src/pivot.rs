//! From the certificates in the Official Journal to those that sign today's list of the lists.
//!
//! The Commission publishes in the Official Journal the first certificates that may sign the LOTL. When they change, it
//! issues a *pivot*: a LOTL that the older ones sign and that names the newer ones, in its pointer at itself. The
//! LOTL names in its scheme addresses (5.3.7) the pivots since the Journal, newest first, then the Journal.

use crate::{Certificate, Error, Kind, List};

/// The certificates that may sign the newest list, from those of the Journal through the pivots, **oldest first**.
///
/// # Errors
/// [`Error`] of the first pivot that does not hold, or that names nobody.
pub fn signers(journal: &[Certificate], pivots: &[&[u8]]) -> Result<Vec<Certificate>, Error> {
    let mut signers = journal.to_vec();
    for pivot in pivots {
        signers = named(&List::read(pivot, &signers)?)?;
    }
    Ok(signers)
}

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

/// Where the pivots are that a list of the lists names, newest first.
#[must_use]
pub fn addresses(lotl: &List) -> Vec<&str> {
    let xml = |uri: &&String| uri.ends_with(".xml") && !uri.contains('#');
    lotl.scheme_uris.iter().filter(xml).map(String::as_str).collect()
}

/// Where the Official Journal is whose certificates a list of the lists rests upon.
#[must_use]
pub fn journal(lotl: &List) -> Option<&str> {
    lotl.scheme_uris.iter().map(String::as_str).find(|uri| uri.contains("eur-lex.europa.eu"))
}
