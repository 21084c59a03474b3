//! XML signatures: XML-DSig (W3C XML Signature 1.1) and XAdES (ETSI EN 319 132-1; forms 1.1.1, 1.2.2, 1.3.2, 1.4.1).
//!
//! # What is promised
//! [`read`] takes a document apart into **facts** about each signature in it, plain data for whoever judges (the
//! verdict, per EN 319 102-1, is not made here): what each reference covers and whether its digest matches, whether
//! the signature value holds ([`Signature::verify`]), the properties that are signed and those that are not, and for
//! each time stamp the bytes that it must cover ([`Reading::stamped`]); and what makes a signature say less than it
//! seems ([`Anomaly`]: signed elements moved away, identifiers written twice, properties that are there but not
//! signed; [`Extent`]: whether all that people read in the document is signed).
//!
//! * Everything is bounded before it is read: size, depth, nodes, attributes, namespaces, signatures, and the whole
//!   work of canonicalization ([`Limits`]). No recursion depends on the input.
//! * The XML reader is strict and knows no DTD, no entities, no network. It is our own, because no library bounds all
//!   that must be bounded and tells what a signature needs: prefixes, declarations, positions.
//! * Canonicalization is our own, over whole subtrees without some elements in them: inclusive 1.0 and 1.1, exclusive,
//!   with and without comments. The tests hold it against the examples of the recommendations.
//! * What is not supported (XSLT, XPath other than the common forms) is told as such, never as a false signature.
//!
//! [`make`] makes signatures of level B, T and LT from a value that somebody else's key gives.
//!
//! # What is absent
//! Certificates' chains, revocation, time-stamp tokens (their bytes are handed over), verdicts, XML encryption.

mod anomaly;
pub mod asic;
mod c14n;
pub mod certificate;
mod element;
mod error;
mod extent;
mod facts;
mod limits;
pub mod make;
mod read;
mod reference;
mod signature;
mod stamp;
mod transform;
mod tree;
mod uri;
mod value;
mod xades;

pub use anomaly::Anomaly;
pub use element::Element;
pub use error::{Error, Problem};
pub use extent::Extent;
pub use facts::{Check, Covered, Forms, KeyInfo, Name, Place, Reference, ReferenceType, Signature, Unverified};
pub use limits::{External, Limits};
pub use read::{Reading, read};
pub use xades::facts::{
    CertificateRef, Commitment, DataFormat, Encapsulated, Policy, ProductionPlace, Properties, Role, Stamp, StampKind,
};

pub(crate) use limits::Budget;

/// The namespace of XML-DSig (XML Signature 1.1, 1.3).
pub(crate) const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
