//! Trusted lists: who may issue qualified certificates and time stamps in the Union, and since when.
//!
//! # The standard
//! ETSI TS 119 612 (the format, which Decision (EU) 2015/1505 makes binding), for lists of the member states and for
//! the list of the lists (LOTL) of the Commission. Reg. (EU) 910/2014, art. 22.
//!
//! # What is promised
//! * [`List::read`] answers with a list only if its signature holds with one of the certificates given: those that the
//!   list of the lists names for it, or those of the Official Journal for that list itself ([`pivot`]).
//! * What is read is what was signed: the list is taken from the very tree that the signature was checked on, and the
//!   signature must cover the whole document.
//! * Bounds on everything, by `firma-xml`; the Italian list (2 MB, 370 certificates) takes tens of milliseconds.
//! * A list is plain data with serde: a cache may keep it.
//!
//! # What is absent
//! What a list makes of a certificate (ETSI TS 119 615): whoever judges signatures says it. Downloading, trust in the
//! first certificates, validity of the signers' certificates in time (they are pinned by value), services without a
//! certificate, services by national rules other than those of the standard, third-country lists (MRA).

mod certificate;
mod criteria;
mod error;
mod list;
pub mod pivot;
mod read;

pub use certificate::Certificate;
pub use criteria::{Assert, Criteria, Criterion};
pub use error::Error;
pub use list::{Kind, List, Pointer, Provider, Qualifier, Qualifiers, Service, State};
