//! The seal of the ente (eIDAS, art. 3, n. 25): where its key is kept, what state it is in, and what is sealed with it
//! unattended.
//!
//! What a seal *is* belongs to [`signing::sign::Seal`]; how signatures are written, to `firma-scrivi` and `firma-xml`;
//! what one is worth, to [`signing::verify`]. Here a file that a certification service gave is read ([`read_file`]) and
//! tried ([`set`]), its key is closed by the ente's vault, and the documents that the offices make are sealed
//! ([`Opened::pdf`], [`Opened::xml`]). [`attest()`] asks others once a day what they say of the journal.
//!
//! *Invariants:* one seal at most is in use; the key lies closed and is removed when another seal takes its place; what
//! is sealed is judged by our own verifier before it is handed over, and is not handed over if it is not valid; a seal
//! of the authority for trials is told as one wherever it is named.
//!
//! *Absent:* keys in a device or at a provider's (the file is the only way in), revocation looked up before sealing,
//! levels LT and above.

mod attest;
mod attested;
mod error;
mod file;
mod keep;
mod make;
mod standing;
mod tables;
mod trial;

pub use attest::{Attest, DAILY, NotAttested, attest};
pub use attested::{REMEDY, Told, asked, attested};
pub use error::Error;
pub use file::{Candidate, read_file};
pub use keep::{Opened, kept, of_ids, open, opens, set};
pub use make::{Sealed, time_stamper};
pub use standing::{EXPIRES_SOON_DAYS, Standing};
pub use tables::{CLASSES, MIGRATIONS, RECORD_TABLES, SealId, seal as row};
pub use trial::trial;

/// What every seal for trials says of itself.
pub use firma_scrivi::prova::NOTICE;
