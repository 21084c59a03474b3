//! From bytes to a list: the signature first, then the content.

mod content;
mod signature;

use crate::{Certificate, Error, List};
use firma_xml::Limits;

/// Largest list, and how much may be in it.
const LIMITS: Limits = Limits {
    bytes: 32 << 20,
    depth: 64,
    nodes: 1_500_000,
    attributes: 64,
    signatures: 16,
    references: 16,
    work: 256 << 20,
};

impl List {
    /// Reads a list and checks that one of the certificates signed it, as a whole.
    ///
    /// Whether it is still current ([`List::next_update`]) is for whoever knows the time.
    ///
    /// # Errors
    /// [`Error`] tells why it is not taken; nothing of it is handed out then.
    pub fn read(bytes: &[u8], signers: &[Certificate]) -> Result<List, Error> {
        let reading = firma_xml::read(bytes, &[], LIMITS)?;
        let root = reading.document();
        if root.name() != "TrustServiceStatusList" || root.namespace() != "http://uri.etsi.org/02231/v2#" {
            return Err(Error::NotAList(root.name().chars().take(80).collect()));
        }
        let signer = signature::check(&reading, signers)?;
        content::list(root, signer.clone())
    }
}
