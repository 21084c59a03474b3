//! Signed files (`.p7m`, `.p7s`), time stamps (`.tsr`, `.tsd`) and signed mail: what they say, and whether the mathematics holds.
//!
//! # The standard
//! CMS `SignedData` (RFC 5652) with the attributes of CAdES (ETSI EN 319 122-1): the form in which Italian offices have signed
//! any kind of file since the DPCM 13 January 2004 (now CAD, D.Lgs. 82/2005, art. 20–24, and eIDAS, Reg. EU 910/2014). Time-stamp
//! tokens (RFC 3161), time-stamped files (RFC 5544), S/MIME (RFC 8551). Real files come in every dress of ASN.1 (X.690): DER; BER
//! with indefinite lengths and the document cut into pieces; base64, with or without PEM lines; one envelope inside another.
//!
//! # What is promised
//! * [`content`] and [`signers`]: the document inside and who *claims* to have signed it, with nothing verified.
//! * [`read`] and [`SignedData::check`]: for each signer the cryptographic **facts** as plain data ([`SignerFacts`]): which certificates
//!   answer to it, whether the signed references are of that certificate, whether the digest and the signature hold, whether the
//!   algorithms agree; its time stamps, each held against what it must cover; its counter-signatures. What could not be checked says
//!   why. What is odd and yet not false is an [`Anomaly`].
//! * The signed attributes are verified in their distinguished encoding (RFC 5652 section 5.4); where a file has them otherwise they
//!   are put right first, and it is recorded.
//! * Bounds on sizes, counts, nesting and on the work of checking; no recursion beyond a fixed depth; no panic on any input.
//! * Pure: no clock, no network, no file. `stream` reads from what the caller opened, with flat memory.
//!
//! # What is absent
//! Trust: chains, revocation, qualification and the verdict are for who judges the facts. Encrypted and compressed CMS. Writing.

mod algorithm;
mod anomaly;
mod archive;
mod ber;
mod certificate;
mod check;
mod claims;
mod covered;
mod der;
mod error;
mod facts;
mod hash_index;
mod name;
pub mod oid;
mod open;
pub mod raw;
mod revocation;
mod signed_data;
mod signer_info;
mod smime;
mod stream;
mod time;
mod time_stamped;
mod time_stamps;
mod token;
mod verify;
mod window;
mod wrap;

pub use algorithm::Algorithm;
pub use anomaly::Anomaly;
pub use certificate::Certificate;
pub use check::{DEPTH_MAX, Given};
pub use claims::{CertificateReference, Claims, Location, Policy, Role};
pub use error::Error;
pub use facts::{Candidate, Check, Reason, ReferenceFacts, SignerFacts, TokenFacts, TokenReading, TokenRole};
pub use hash_index::{HashIndexFacts, Listed};
pub use name::Name;
pub use oid::Oid;
pub use open::{Content, Kind, Layer, Signer, content, signers, unwrap};
pub use revocation::{Origin, Revocation, RevocationForm};
pub use signed_data::{
    CERTIFICATES_MAX, Cms, DIGESTS_MAX, Enclosed, REVOCATIONS_MAX, SIGNERS_MAX, SignedData, read, signed_data,
};
pub use signer_info::{ATTRIBUTES_MAX, Attribute, SignerIdentifier, SignerInfo, VALUES_MAX};
pub use smime::SignedMail;
pub use stream::{AROUND_MAX, BEGIN, Stream};
pub use time_stamped::{TOKENS_MAX, TimeStampedData};
pub use token::{Token, TstInfo, token};
pub use wrap::Wrapper;

/// Largest file read in memory, bytes.
pub const BYTES_MAX: usize = 512 << 20;
/// Most envelopes one inside the other.
pub const LAYERS_MAX: usize = 8;
