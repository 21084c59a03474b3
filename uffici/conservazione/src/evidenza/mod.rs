//! Evidence that outlasts time stamps (RFC 4998): each package is put under a time stamp of the archive, one for many, and under another
//! before that one ends or its algorithms grow weak.
//!
//! What a package keeps are rows ([`crate::tables::evidenza`]): the record is written from them when somebody asks for it, always with
//! the same bytes. It covers every file of the package, the sealed index too.

mod componi;
mod impronte;
mod racconta;
mod rinnova;
mod scarica;

pub(crate) use componi::{Evidenza, di_molti, di_uno};
pub(crate) use impronte::{impronte, intero};
pub use racconta::Detta;
pub(crate) use racconta::racconta;
pub use rinnova::{Rinnovo, rinnova};
pub(crate) use scarica::scarica;

/// By which algorithm trees are hashed today. Where it becomes another, every record is renewed with it.
pub(crate) const IMPRONTA: firma_algoritmi::Digest = firma_algoritmi::Digest::Sha256;
/// What a record is called beside its package, as ETSI EN 319 162-1 calls one in a container.
pub(crate) const NOME: &str = "evidencerecord.ers";
