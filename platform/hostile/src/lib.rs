//! What somebody makes to do harm, from a seed: mails, XML, PDFs, archives, signed envelopes and names. The suites beside each
//! parser throw it by the thousand (`tests/ostili`); the same number gives the same bytes on every machine, so that what
//! once broke is found again by its seed. And where the honest ones are: [`standards`].
//!
//! For tests only: nothing of the program depends on it.

mod dice;
mod envelope;
mod mail;
mod mutate;
mod name;
mod pdf;
mod standards;
mod watch;
mod xml;
mod zip;

pub use dice::Dice;
pub use envelope::envelope;
pub use mail::{mail, nested_mail};
pub use mutate::mutate;
pub use name::{FORMULAS, NAMES, name};
pub use pdf::pdf;
pub use standards::standards;
pub use watch::{Watch, peak_kib};
pub use xml::{deep_xml, xml};
pub use zip::{Entry, archive, bomb, zip};
