//! Making XAdES signatures of the baseline profile (EN 319 132-1, 6): level B, then T with a time stamp, then LT with
//! the validation data.
//!
//! Nothing here has a private key: [`Order::prepare`] tells the digest that is to be signed, and [`Prepared::finish`]
//! takes the value, checks it against the certificate and hands out the signed document. Between the two may lie a
//! card, a remote service, or a day.
//!
//! An enveloped signature leaves **all** signatures out of what it covers (XPath Filter 2.0, as DSS does), so that
//! others may sign the same document after and next to it.

mod another;
mod build;
mod extend;
mod order;

pub use another::bears_another;
pub use extend::{Values, add_signature_time_stamp, add_values, to_be_time_stamped};
pub use order::{Commitment, Content, Order, Place, Prepared};

use crate::{Error, Problem};

/// Why a signature was not made. The text is Italian.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MakeError {
    /// The document that is to be signed, or extended, cannot be read.
    #[error(transparent)]
    Document(#[from] Error),
    /// What was made cannot be read back: its references lead nowhere.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// The certificate cannot be read, or its key is not known.
    #[error("il certificato con cui firmare non si legge")]
    Certificate,
    /// The scheme has no name in XML.
    #[error("l'algoritmo di firma scelto non ha un nome per le firme XML")]
    Scheme,
    /// The value is not a signature by the key of the certificate.
    #[error("il valore ricevuto non è la firma di questo documento con la chiave del certificato")]
    Value,
    /// The identifier is not a name as XML wants it, or is in the document already.
    #[error("l'identificativo «{0}» non può essere usato per la firma")]
    Id(String),
    /// There is nothing to sign.
    #[error("non c'è nulla da firmare")]
    Nothing,
    /// The document has no such signature, or not in the form that can be extended.
    #[error("nel documento non c'è una firma XAdES «{0}» da completare")]
    NoSignature(String),
}
