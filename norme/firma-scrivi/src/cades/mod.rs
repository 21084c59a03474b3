//! CAdES (ETSI EN 319 122-1): the signer's part in two steps, the envelope around it, and what is added to envelopes that are
//! already there.
//!
//! Level B-B is [`prepare`] and [`Envelope::of`]; B-T adds [`Envelope::stamp`]; B-LT adds [`Envelope::keep_certificates`],
//! [`Envelope::keep_crl`] and [`Envelope::keep_ocsp`], which go where baseline signatures have them (6.3): in the `SignedData`.
//!
//! What came in is kept byte by byte: only lengths around it change.

mod add;
mod attributes;
mod envelope;
mod frame;
mod prepare;

pub(crate) use attributes::Purpose;
pub use envelope::Envelope;
pub use frame::{Frame, Written};
pub use prepare::{Prepared, Signature, prepare, prepare_counter};
