//! Signatures: who signed what, when, with which certificate, and what that is worth.
//!
//! [`verify`] judges; [`fetch`] asks outside for what a verdict lacks; [`sign`] makes them. What is *in* a file is read by the crates of `norme`
//! (`firma-cms`, `firma-pdf`, `firma-xml`, `liste-fiducia`): here their readings meet certificates, revocation,
//! trusted lists and the law.

pub mod fetch;
pub mod sign;
pub mod store;
pub mod verify;
