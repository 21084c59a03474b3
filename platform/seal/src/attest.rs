//! What others say of the journal: once a day an authority stamps a checkpoint with the time (RFC 3161) and a witness signs it (C2SP
//! `tlog-witness`), where the ente's settings name them. Aside: nothing waits for them, and what is not given is asked for again.

use std::sync::Arc;

use ente::Ente;
use firma_algoritmi::Digest;
use jobs::{Failure, Job, Periodic, When};
use kernel::Instant;
use ledger::{Attestor, Checkpoint, WitnessKey, add_checkpoint, last_attested};
use signing::sign::{Address, Witness, Witnessed};

use crate::{
    error::{unheard, unstamped},
    make::time_stamper,
};

/// The job's name.
const KIND: &str = "seal.attesta";
/// Late in the day, so that what was written in it is under the checkpoint.
pub const DAILY: Periodic = Periodic { kind: KIND, payload: "", when: When::Daily { hour: 23, minute: 20 } };

/// What was said so few seconds ago is of today: twenty hours, so that what is asked for again after midnight is of the same checkpoint, and
/// the next night has its own.
const TODAY_MICROS: u64 = 20 * 3_600 * 1_000_000;

/// Why others said nothing: all the reasons, in Italian.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join(" "))]
pub struct NotAttested(Vec<String>);

/// The job.
#[derive(Debug)]
pub struct Attest;

#[async_trait::async_trait]
impl Job<Arc<Ente>> for Attest {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn title(&self) -> &'static str {
        "chiedere ad altri la marca temporale e la firma di testimone sul giornale"
    }

    async fn is_wanted(&self, ente: &Arc<Ente>) -> bool {
        ente.time_stamps.is_some() || ente.witness.is_some()
    }

    async fn run(&self, ente: &Arc<Ente>, _payload: &str, _attempt: u32) -> Result<(), Failure> {
        attest(ente).await.map_err(|error| {
            let told = format!("Il giornale di oggi non ha ancora tutto quello che altri devono dirne. {error} Il programma riprova da solo.");
            Failure::retry(told, error)
        })
    }
}

/// Asks for what the checkpoint of today lacks; nothing where nothing was written since the last time. The checkpoint is one for a day,
/// so that time stamp and signature are of the same, and neither is asked for again once it is there.
///
/// # Errors
/// All the reasons why something lacks; what was given is kept all the same.
pub async fn attest(ente: &Ente) -> Result<(), NotAttested> {
    let today = of_today(ente).await.map_err(|why| NotAttested(vec![why]))?;
    let Some((size, note)) = today else { return Ok(()) };
    let stamped = stamp(ente, size, &note).await;
    let witnessed = witness(ente, size, &note).await;
    let why: Vec<String> = [stamped, witnessed].into_iter().filter_map(Result::err).collect();
    if why.is_empty() { Ok(()) } else { Err(NotAttested(why)) }
}

/// The checkpoint of today: the one of which something was said already, else the last.
async fn of_today(ente: &Ente) -> Result<Option<(u64, String)>, String> {
    let Some(checkpoint) = ente.ledger.seal().await.map_err(text)? else { return Ok(None) };
    let now = ente.ledger.now();
    let read = ente.db().read().await.map_err(text)?;
    let mut size = checkpoint.size;
    for by in [Attestor::Authority, Attestor::Witness] {
        let last = last_attested(&read, by).await.map_err(text)?;
        size = last.filter(|last| is_of_today(last.at, now)).map_or(size, |last| size.min(last.size));
    }
    drop(read);
    let note = ente.ledger.checkpoint_note_at(size).await.map_err(text)?;
    Ok(Some((size, note)))
}

/// Whether what is said to be of `at` is of today. A clock of others that runs far ahead of ours says nothing of today: its word would keep
/// every later night on one checkpoint.
const fn is_of_today(at: Instant, now: Instant) -> bool {
    now.micros().abs_diff(at.micros()) <= TODAY_MICROS
}

async fn stamp(ente: &Ente, size: u64, note: &str) -> Result<(), String> {
    let lacks = |why: String| format!("La marca temporale non è arrivata: {}.", why.trim_end_matches('.'));
    let Some(stamper) = time_stamper(ente).map_err(|error| lacks(text(error)))? else { return Ok(()) };
    if ente.ledger.attestation(size, Attestor::Authority).await.map_err(text)?.is_some() {
        return Ok(());
    }
    let hash = Digest::Sha256.of(note.as_bytes());
    let given = stamper.stamp(Digest::Sha256, &hash, &**ente.ledger.random()).await;
    let given = given.map_err(|error| text(unstamped(error)))?;
    match ente.ledger.keep_stamp(size, given.der()).await.map_err(text)? {
        Ok(_) => Ok(()),
        Err(why) => Err(lacks(why)),
    }
}

async fn witness(ente: &Ente, size: u64, note: &str) -> Result<(), String> {
    let lacks = |why: String| format!("Il testimone non ha firmato: {}.", why.trim_end_matches('.'));
    let Some(settings) = &ente.witness else { return Ok(()) };
    if ente.ledger.attestation(size, Attestor::Witness).await.map_err(text)?.is_some() {
        return Ok(());
    }
    let key = WitnessKey::parse(&settings.key).map_err(lacks)?;
    let address = Address::new(&settings.url).map_err(|error| lacks(text(error)))?;
    let client = Witness::new(address).map_err(unwitnessed)?;
    let checkpoint = Checkpoint::open(note, &ente.ledger.verifier_key()).map_err(lacks)?;
    let read = ente.db().read().await.map_err(text)?;
    let last = last_attested(&read, Attestor::Witness).await.map_err(text)?;
    drop(read);
    // Another witness begins anew.
    let mut old = last.filter(|last| last.key.as_deref() == Some(key.text())).map_or(0, |last| last.size);
    // It may know more than was heard of it: an answer that was lost.
    for _ in 0..2 {
        let path = match old {
            0 => Vec::new(),
            old => ente.ledger.prove_consistency(old, &checkpoint).await.map_err(text)?,
        };
        let answer = client.add_checkpoint(add_checkpoint(old, &path, note)).await;
        match answer.map_err(unwitnessed)? {
            Witnessed::Cosigned(lines) => {
                let kept = ente.ledger.keep_cosignature(size, &key, &lines).await.map_err(text)?;
                return kept.map(|_| ()).map_err(lacks);
            }
            Witnessed::Knows(known) if known <= size => old = known,
            Witnessed::Knows(known) => {
                return Err(lacks(format!(
                    "ha già firmato un sigillo di {known} voci, e quello che gli si mostra ne ha {size}. Se il giornale è stato rimesso da una \
                     copia vecchia, è questo che vede: chiama l'assistenza"
                )));
            }
        }
    }
    Err(lacks("chiede ogni volta la prova da un altro punto".into()))
}

/// What the witness answered, or that it did not: a sentence that names it.
fn unwitnessed(error: signing::sign::Error) -> String {
    format!("{}.", unheard(error))
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_again_after_midnight_is_of_the_evening_and_a_clock_that_runs_ahead_holds_no_night_back() {
        let evening = Instant::from_micros(1_795_597_200_000_000);
        let of = |hours: i64| is_of_today(evening, evening.plus_seconds(hours * 3_600));
        assert!(of(0) && of(6) && !of(24), "the next night has its own");
        assert!(of(-1) && !of(-24), "a little ahead is honest, a day is not");
        assert!(!is_of_today(Instant::from_micros(i64::MAX), evening));
    }
}
