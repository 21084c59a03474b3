use reqwest::Response;

use crate::Silence;

/// Why an answer was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// It has more bytes than are taken.
    TooBig,
    /// It broke off.
    Silent(Silence),
}

/// The body of an answer, bytes; `limit` of them at most.
///
/// # Errors
/// [`Cut`].
pub async fn body(mut answer: Response, limit: usize) -> Result<Vec<u8>, Cut> {
    if answer.content_length().is_some_and(|length| length > limit as u64) {
        return Err(Cut::TooBig);
    }
    let mut bytes = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| Cut::Silent(Silence::of(&error)))? {
        if bytes.len() + piece.len() > limit {
            return Err(Cut::TooBig);
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}
