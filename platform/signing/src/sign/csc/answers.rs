//! The answers of a service as bytes: what [`super::Remote`] makes of them once they have come, and nothing else. They are outsiders' bytes.

use reqwest::StatusCode;

use super::call;
use super::wire::{CredentialInfo, Signed};
use crate::sign::{Credential, Error};

/// What a service tells of the credential that it calls so (11.5).
///
/// # Errors
/// [`Error::Answer`], [`Error::Unusable`], a certificate that cannot be read.
pub fn credential(id: &str, body: &[u8]) -> Result<Credential, Error> {
    super::credential::read(id, &call::parsed::<CredentialInfo>(body)?)
}

/// The values of the signatures of so many hashes (11.10).
///
/// # Errors
/// [`Error::Answer`]: others than were asked for, or no values.
pub fn values(body: &[u8], hashes: usize) -> Result<Vec<Vec<u8>>, Error> {
    super::values(&call::parsed::<Signed>(body)?.signatures, hashes)
}

/// Why a call was not answered (10.1), with this status of HTTP.
#[must_use]
pub fn refusal(status: u16, body: &[u8]) -> Error {
    call::refusal(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY), body)
}
