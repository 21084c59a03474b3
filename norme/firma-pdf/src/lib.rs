//! Signatures inside PDFs: what each says, what it covers, what changed after it; and how one is added. Bytes in, values out.
//!
//! # The standards
//! ISO 32000-2 §7 (files, revisions), §12.7 (forms), §12.8 (signatures, DocMDP, FieldMDP, DSS); ETSI EN 319 142-1 (PAdES); in Italy
//! CAD (D.Lgs. 82/2005) art. 20–24 and eIDAS art. 26. The attacks that are looked for: universal signature forgery, incremental
//! saving, signature wrapping (Mladenov et al. 2019), shadow attacks (hide, replace, hide and replace; Mainka et al. 2021), evil
//! annotations and sneaky signatures on certified documents (Rohlmann et al. 2021).
//!
//! # NOTHING CRYPTOGRAPHIC IS VERIFIED HERE
//! [`Signature::cms`] and [`Signature::signed`] are for the verifier (`firma-cms`, `signing`). Names, reasons and dates are claims.
//!
//! # What [`read`] promises
//! * A reader of our own: tables, xref streams, hybrids, object streams, incremental updates; work counted in steps, inflation,
//!   counts and depth bounded; no panic on any input (thousands of mutations in the tests).
//! * Each signature as **the revision that it signs** shows it: a later revision cannot change its reason or its rectangle.
//! * What is not understood is never passed in silence: it is [`Verdict::ToReview`] or [`Verdict::NotPermitted`].
//!
//! # What is absent
//! Encrypted files (said so), rendering, filters other than Flate in xref, object and DSS streams.

mod anomaly;
mod budget;
mod change;
mod difference;
mod dss;
mod error;
mod file;
mod filter;
mod form;
mod lex;
mod object;
mod page;
mod range;
mod read;
mod rebuild;
mod revision;
mod signature;
mod text;
mod write;
mod xref;

pub use anomaly::Anomaly;
pub use change::{Change, ChangeKind, Verdict};
pub use dss::{Dss, Vri};
pub use error::Error;
pub use object::Ref;
pub use page::{Page, page};
pub use read::{Reading, Revision, changes_since, read};
pub use signature::{Coverage, EmptyField, Locked, Mark, Permission, Purpose, Signature, SubFilter};
pub use write::{
    Appearance, Code, NewSignature, NewTimeStamp, Prepared, append_evidence, drawable, prepare, prepare_time_stamp,
};

/// Largest file, bytes.
pub const BYTES_MAX: usize = 512 << 20;
