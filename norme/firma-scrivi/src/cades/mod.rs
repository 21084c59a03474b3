//! CAdES (ETSI EN 319 122-1): the signer's part in two steps, and the envelope around it.

mod attributes;
mod envelope;
mod frame;
mod prepare;

pub use envelope::Envelope;
pub use frame::{Frame, Written};
pub use prepare::{Prepared, Signature, prepare};
