//! An authority for trials: certificates, revocation and time **without any legal value**, and saying so in every text that
//! a person may see of them.
//!
//! It serves the demo comune and the tests: a signature can be made from end to end where there is no authority, no card and no
//! contract. Nobody's list of trust holds it. Everything is a pure function: keys, numbers, times are arguments.
//!
//! Shapes: RFC 5280 (certificates, revocation lists), RFC 6960 (OCSP), RFC 3161 (time stamps), and for the names ETSI EN 319 412.

mod certificate;
mod crl;
mod name;
mod ocsp;
mod stamp;

pub use certificate::{Addresses, By, Issuer, Role, Serial, Validity, issue};
pub use crl::{Reason, Revoked, crl};
pub use name::{NOTICE, Name};
pub use ocsp::{Standing, ocsp};
pub use stamp::stamp;

/// The policy of its certificates, of those that NIST registered for tests (PKITS; the example arc 2.999 is more than the crate of
/// identifiers can hold).
pub const CERTIFICATE_POLICY: &str = "2.16.840.1.101.3.2.1.48.1";
/// The policy of its time stamps.
pub const STAMP_POLICY: &str = "2.16.840.1.101.3.2.1.48.2";
