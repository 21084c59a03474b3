//! Makes signatures: bytes and the hash to sign out, a signature's value in.
//!
//! # The standards
//! * [`cades`]: CAdES baseline (ETSI EN 319 122-1, on RFC 5652 and RFC 5035) in an envelope (`.p7m`) or beside the document (`.p7s`):
//!   levels B-B, B-T, B-LT, signatures beside those of others, counter-signatures.
//! * [`pades`]: PAdES baseline (ETSI EN 319 142-1), levels B-B to B-LTA.
//! * [`tsp`] and [`ocsp`]: questions for time stamp authorities (RFC 3161) and about revocation (RFC 6960).
//! * [`prova`]: an authority for trials, without legal value.
//!
//! The verifier is another crate; nothing here says that a signature is good.
//!
//! # What is promised
//! * **Only a hash leaves the house.** [`cades::prepare`] gives the hash and a state that can be kept;
//!   [`cades::Prepared::finish`] takes the value, at once or a day later. Forty states make forty hashes, for one authorisation.
//! * **A value is tried before it is used**: with the certificate's key, on the hash that was prepared. A document of any size is
//!   hashed as it comes, and once more as it is written: if it has changed, there is no signature.
//! * Pure: no I/O, no clock, no randomness but what a signature scheme uses inside. Keys are arguments, behind [`HashSigner`].
//!
//! # What is absent
//! XAdES. MD5, SHA-1 and SHA-224; Ed25519 (it signs documents, not hashes); encryption.

mod algorithm;
mod asn;
pub mod cades;
mod certificate;
mod error;
mod key;
mod measure;
pub mod ocsp;
pub mod pades;
pub mod prova;
pub mod tsp;

pub use certificate::Certificate;
pub use error::Error;
pub use key::{HashSigner, LocalKey};
pub use measure::{Measure, Measured};

/// The parameters with which a scheme is written (DER), where it has any: RSA-PSS (RFC 4055, 3.1), for services that ask for them.
///
/// # Errors
/// [`Error::WeakDigest`], [`Error::SchemeForKey`].
pub fn scheme_parameters(scheme: firma_algoritmi::Scheme) -> Result<Option<Vec<u8>>, Error> {
    let parameters = algorithm::signature(scheme)?.parameters;
    Ok(parameters.map(|parameters| der::Encode::to_der(&parameters)).transpose()?)
}
