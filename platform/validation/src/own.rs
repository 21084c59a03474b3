//! What is made here is judged like what comes from outside, before anybody sees it.

use std::sync::Arc;

use ente::Ente;
use kernel::Instant;
use signing::fetch::AtHand;
use signing::verify::report::Report;
use signing::verify::trust::Trust;

use crate::Error;
use crate::anchors::{anchors, as_trusted};
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
    let added: Vec<_> = anchors(ente).await?.iter().filter_map(as_trusted).collect();
    let folder = Arc::clone(&ente.lists);
    let lists = move || {
        let lists = folder.current();
        let mut trust: Trust = lists.trust().clone();
        for (certificate, added) in added {
            trust.add_anchor(certificate, added);
        }
        (lists, trust)
    };
    let bytes = Arc::new(bytes);
    let (content, stamps, existence, hand) = (None, Arc::default(), Vec::new(), AtHand::default());
    let ask = Ask { bytes, content, stamps, at: now.utc(), now: now.utc(), existence, hand };
    let (judged, _) = judge(place, ask, lists).await;
    judged.map_err(|error| Error::Unjudged(error.to_string()))
}
