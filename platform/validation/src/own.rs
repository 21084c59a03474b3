//! What is made here is judged like what comes from outside, before anybody sees it.

use std::sync::Arc;

use ente::Ente;
use kernel::Instant;
use signing::fetch::AtHand;
use signing::verify::report::Report;

use crate::Error;
use crate::anchors::trusted;
use crate::judge::{Ask, BYTES_MAX, judge, place};

/// Judges bytes with the lists of the installation and the authorities of the ente, and writes nothing.
///
/// # Errors
/// Those of the database; a refusal where others are being judged; [`Error::Unjudged`] where there is no report: the
/// bytes are not signed, cannot be read, or are more than [`BYTES_MAX`].
pub async fn judge_own(ente: &Ente, bytes: Vec<u8>, now: Instant) -> Result<Report, Error> {
    if bytes.len() as u64 > BYTES_MAX {
        return Err(Error::Unjudged("è troppo grande".into()));
    }
    let place = place().await?;
    let trusted = trusted(ente).await?;
    let bytes = Arc::new(bytes);
    let (content, stamps, existence, hand) = (None, Arc::default(), Vec::new(), AtHand::default());
    let ask = Ask { bytes, content, stamps, at: now.utc(), now: now.utc(), existence, hand };
    let (judged, _) = judge(place, ask, || trusted.read()).await;
    judged.map_err(|error| Error::Unjudged(error.to_string()))
}
