//! Calls to addresses that others name: a subscriber, a stranger's certificate. They must not make this program call what only this
//! program can reach: a database, the metadata service of a provider, another machine of the town hall (OWASP ASVS 5.0, 1.3.6).
//!
//! The order is: [`is_inside`] when the address is read, [`resolve`] when it is called, [`client`] for that one call, which goes to the
//! addresses that were checked and to no other. Redirects are for the caller, who reads the next address as the first.

mod answer;
mod client;
mod network;
mod resolve;

pub use answer::{Cut, body};
pub use client::{CONNECTION, Silence, client};
pub use network::is_public;
pub use resolve::{Unresolved, is_inside, is_named, resolve};
