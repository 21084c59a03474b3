//! To hand a package over: by the service of deposit of ParER (which other conservatori run too), in a folder by SFTP, or by hand.
//!
//! A deposit is written before a byte of it leaves; its outcome after the answer. One whose answer was lost is sent again under the same
//! key: the conservatore says that it has it already, and the thing waits for a person instead of being taken for kept.

mod chiamata;
mod consegna;
mod giudica;
mod invia;
mod mostra;
mod rifiuta;
mod rimanda;
mod unita;

pub use invia::{Seguito, invia};
pub use mostra::mostra;
pub use rifiuta::rifiuta;
pub use rimanda::rimanda;
pub(crate) use unita::chiave;

/// Tries before a person is asked, over about two days.
pub(crate) const TENTATIVI: u32 = 14;
