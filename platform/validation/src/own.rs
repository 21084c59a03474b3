//! What is made here is judged like what comes from outside, before anybody sees it; and what came and is no document
//! of its own.

use std::sync::Arc;
use std::time::Duration;

use ente::Ente;
use kernel::Instant;
use signing::fetch::AtHand;
use signing::verify::facts::Existence;
use signing::verify::report::Report;

use crate::Error;
use crate::anchors::trusted;
use crate::court::{NoReport, court};
use crate::judge::{Ask, BYTES_MAX, Matter, Unjudged, hand, judge, place};

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
    let (matter, existence, hand) = (Matter::alone(bytes), Vec::new(), AtHand::default());
    let ask = Ask { matter, at: now.utc(), now: now.utc(), existence, hand };
    let (judged, _) = judge(place, ask, || trusted.read()).await;
    judged.map_err(|error| Error::Unjudged(error.to_string()))
}

/// Judges bytes that came from outside, with the document where they are only its signature. What the certificates lack
/// is asked outside for so long, as for a check; nothing is written. `existence`: proofs from outside that these very bytes existed.
/// `Err` within: they are no signature that can be read; why, in Italian.
///
/// # Errors
/// Those of the database; a refusal where others are being judged; [`Error::Unjudged`] where it took too long, they are
/// more than [`BYTES_MAX`], or the program failed over them: nothing is known of them then.
pub async fn judge_apart(
    ente: &Ente,
    (bytes, content): (Vec<u8>, Option<Vec<u8>>),
    existence: Vec<Existence>,
    patience: Duration,
) -> Result<Result<Report, String>, Error> {
    let _hand = hand().await?;
    let size = bytes.len() + content.as_ref().map_or(0, Vec::len);
    if size as u64 > BYTES_MAX {
        return Err(Error::Unjudged("è troppo grande".into()));
    }
    let matter = Matter::Held { bytes: Arc::new(bytes), content: content.map(Arc::new), stamps: Arc::default() };
    match court(ente, (None, existence), matter).await?.hear(patience).await.0 {
        Ok(gathered) => Ok(Ok(gathered.report)),
        Err(NoReport::Unjudged(why @ (Unjudged::NotSigned | Unjudged::Damaged(_)))) => Ok(Err(why.to_string())),
        Err(other) => Err(other.into()),
    }
}
