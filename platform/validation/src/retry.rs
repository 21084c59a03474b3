//! What comes in is checked in the background. Who could not be asked then is asked again: after ten minutes, an hour, six, a day, three days.
//! Then the verdict stays as it is, and says what is missing, until a person asks once more.

use std::sync::Arc;

use documents::document;
use ente::Ente;
use jobs::{Failure, Job, NewJob, Queue};
use kernel::{Actor, Id, Instant, Random, Refusal};
use ledger::Tx;
use serde::{Deserialize, Serialize};
use signing::verify::facts::Existence;

use crate::check::check_again;
use crate::{Asked, Error};

/// The job's name.
const KIND: &str = "validation.richiedi";
/// Seconds to wait before each time.
const PAUSES: [i64; 5] = [600, 3_600, 6 * 3_600, 86_400, 3 * 86_400];

/// What is to be checked, or checked once more.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Payload {
    document: Id<document::Entity>,
    signed: Option<Id<document::Entity>>,
    /// Time stamps beside it; none in what was enqueued before they were looked at.
    #[serde(default)]
    stamps: Vec<Id<document::Entity>>,
    existence: Vec<Existence>,
    tried: usize,
}

/// Has a document checked in the background, for the first time: enqueued in the transaction that takes it in.
///
/// # Errors
/// Those of the database.
pub async fn check_soon(tx: &Tx, document: Id<document::Entity>) -> Result<(), Error> {
    let payload = Payload { document, signed: None, stamps: Vec::new(), existence: Vec::new(), tried: 0 };
    let job = NewJob::json(KIND, &payload)?.dedup(document.to_string());
    jobs::enqueue(tx, tx.now(), tx.random(), &job).await?;
    Ok(())
}

/// Enqueues the next time, in the transaction of the check that lacks something; after the last there is none.
pub(crate) async fn later(tx: &Tx, asked: &Asked<'_>, tried: usize) -> Result<(), Error> {
    if let Some(job) = job(asked, tried, tx.now())? {
        jobs::enqueue(tx, tx.now(), tx.random(), &job).await?;
    }
    Ok(())
}

/// The same, where the check said nothing new and so wrote nothing.
pub(crate) async fn later_alone(ente: &Ente, asked: &Asked<'_>, tried: usize) -> Result<(), Error> {
    let now = ente.ledger.now();
    let Some(job) = job(asked, tried, now)? else { return Ok(()) };
    let write = ente.db().write().await?;
    let random: &dyn Random = &**ente.ledger.random();
    jobs::enqueue(&write, now, random, &job).await?;
    Ok(write.commit().await?)
}

fn job(asked: &Asked<'_>, tried: usize, now: Instant) -> Result<Option<NewJob>, Error> {
    let Some(pause) = PAUSES.get(tried).filter(|_| asked.at.is_none()) else { return Ok(None) };
    let payload = Payload {
        document: asked.document.id,
        signed: asked.signed.map(|signed| signed.id),
        stamps: asked.stamps.iter().map(|stamp| stamp.id).collect(),
        existence: asked.existence.clone(),
        tried: tried + 1,
    };
    let job = NewJob::json(KIND, &payload)?.dedup(asked.document.id.to_string());
    Ok(Some(job.run_at(now.plus_seconds(*pause))))
}

/// The job.
#[derive(Debug)]
pub struct Retry;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Retry {
    fn kind(&self) -> &'static str {
        KIND
    }

    /// What is asked is judged again, which keeps a processor busy.
    fn queue(&self) -> Queue {
        Queue::HEAVY
    }

    fn title(&self) -> &'static str {
        "controllare le firme di un documento che è entrato, e chiedere di nuovo ciò che prima non si è potuto sapere"
    }

    async fn run(&self, ente: &Arc<Ente>, payload: &str, _attempt: u32) -> Result<(), Failure> {
        let payload: Payload = serde_json::from_str(payload)
            .map_err(|_| Failure::give_up("Il lavoro non dice di quale documento controllare le firme."))?;
        again(ente, payload).await.map_err(|error| {
            let told = "Le firme di un documento non si sono potute controllare: il programma riprova da solo; per non aspettare \
                        apri la pagina delle firme del documento e premi «Controlla di nuovo».";
            Failure::retry(told, error)
        })
    }
}

async fn again(ente: &Ente, payload: Payload) -> Result<(), Error> {
    let Payload { document, signed, stamps, existence, tried } = payload;
    let ids: Vec<_> = [document].iter().chain(&signed).chain(&stamps).map(|id| id.uuid()).collect();
    let found = ente.archive.find(&ente.db().read().await?, &ids).await?;
    let one = |id: Id<document::Entity>| found.iter().find(|document| document.id == id);
    let document = one(document).ok_or_else(|| Refusal::because("Il documento non c'è più."))?;
    let (signed, stamps) = (signed.and_then(one), stamps.into_iter().filter_map(one).collect());
    let asked = Asked { document, signed, stamps, at: None, existence };
    check_again(ente, Actor::System(KIND), asked, tried).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judging_again_stands_aside_while_pages_are_served() {
        assert_eq!(Retry.queue(), Queue::HEAVY);
    }
}
