//! Asking outside for what a verdict lacks: revocation lists, OCSP answers, the certificates of issuers.
//!
//! [`verify`](crate::verify) judges and fetches nothing. Here its verdict is read for what it lacks (pure), that is looked
//! for among what was kept, then asked for over HTTP within bounds ([`Fetcher`]), and the question is put again ([`gather`]). What came
//! is only *given* to the judge: who signed it and whether it may speak is judged there, so that a forged answer changes nothing.
//!
//! *Promised:* at most so many bytes, of each thing and of all that is at hand for one file ([`HAND_BYTES_MAX`]), so much time, three redirects; `http` and `https` only, ports 80 and 443; never an address inside a
//! network (looked up once, and that very address called); an issuer's certificate may be asked for on behalf of anybody's, a list
//! or an answer only where the path leads to somebody who is trusted. What cannot be had is told in the report and makes no
//! verdict greener.
//!
//! *Absent:* LDAP; proxies (the address that is called must be the one that was checked); lists in parts (delta) beyond the one that a
//! certificate names.

mod contents;
mod errands;
mod fetcher;
mod gather;
mod hand;
mod reach;
mod told;

pub use contents::EvidenceTimes;
pub use fetcher::{Bounds, Fetcher};
pub use gather::{Gathered, Judge, Manner, Query, Shelf, Took, gather};
pub use hand::{AtHand, HAND_BYTES_MAX};
pub use reach::{CRL_BYTES_USUAL, Reach, Unreachable};
