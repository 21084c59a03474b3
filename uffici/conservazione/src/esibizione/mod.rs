//! To show a package to somebody who has a right to it (a package of distribution, DIP: AgID guidelines 2021, chapter 4): one ZIP with the
//! package's files, its sealed index, the conservatore's receipts, the proof of its row in the register, and a page that tells how to
//! check all of it without us.
//!
//! Who asked and why is written before a byte is given. The ZIP is made while it is read: nothing large lies in memory.

mod chiedi;
mod flusso;
mod raduna;
mod spiega;

pub use chiedi::{Richiesta, esibisci};
pub(crate) use flusso::flusso;
pub(crate) use raduna::{raduna, ricevute};
pub(crate) use spiega::SEGNO;
