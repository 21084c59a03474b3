//! The background work that needs someone: to try again, or to give up with a reason.

use authz::Who;
use ente::Ente;
use jobs::{FailedJob, JobId, Stats, WaitingJob};
use kernel::Instant;

use crate::{
    error::Error,
    fatti::{Di, annota},
    permissions::SISTEMA,
};

/// Failed jobs on a page.
const RIGHE: u32 = 50;

/// How the queue stands.
#[derive(Clone, Debug)]
pub struct Coda {
    /// How full it is.
    pub conto: Stats,
    /// What failed for good, latest first.
    pub falliti: Vec<FailedJob>,
    /// Where the next page of the failed begins.
    pub altri: Option<(Instant, JobId)>,
    /// What has failed at least once and will be tried again by itself.
    pub in_ripresa: Vec<WaitingJob>,
}

/// The queue, for whoever looks after it.
///
/// # Errors
/// Without the permission; those of the database.
pub async fn coda(ente: &Ente, who: &Who, prima_di: Option<(Instant, JobId)>) -> Result<Coda, Error> {
    who.require(&SISTEMA)?;
    let read = ente.db().read().await?;
    let conto = jobs::stats(&read, ente.ledger.now()).await?;
    let mut falliti = jobs::list_failed(&read, prima_di, RIGHE + 1).await?;
    let more = falliti.len() > RIGHE as usize;
    falliti.truncate(RIGHE as usize);
    let altri = falliti.last().filter(|_| more).map(|last| (last.failed_at, last.id));
    Ok(Coda { conto, falliti, altri, in_ripresa: jobs::list_retrying(&read, RIGHE).await? })
}

/// Puts a failed job back in the queue.
///
/// # Errors
/// Without the permission; when someone was quicker.
pub async fn riprendi(ente: &Ente, who: &Who, id: JobId, titles: &[(&str, &str)]) -> Result<(), Error> {
    who.require(&SISTEMA)?;
    let mut tx = ente.ledger.begin(who.actor(), "comando.riprendi_lavoro").await?;
    let what = che_lavoro(&tx, id, titles).await?;
    jobs::retry(&tx, id, tx.now()).await?;
    annota(&mut tx, who, "lavoro", Di::default(), format!("ha rimesso in coda il lavoro «{what}»"), None).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a failed job off the list for good.
///
/// # Errors
/// Without the permission; without a reason; when someone was quicker.
pub async fn scarta(ente: &Ente, who: &Who, id: JobId, motivo: &str, titles: &[(&str, &str)]) -> Result<(), Error> {
    who.require(&SISTEMA)?;
    let mut tx = ente.ledger.begin(who.actor(), "comando.scarta_lavoro").await?;
    let what = che_lavoro(&tx, id, titles).await?;
    jobs::discard(&tx, id, motivo, tx.now()).await?;
    let (testo, motivo) = (format!("ha rinunciato al lavoro «{what}»"), Some(motivo.trim().to_owned()));
    annota(&mut tx, who, "lavoro", Di::default(), testo, motivo).await?;
    tx.commit().await?;
    Ok(())
}

/// What the job does, in words; its name in the program where it has none.
pub(crate) async fn che_lavoro<C: sea_orm::ConnectionTrait>(
    connection: &C,
    id: JobId,
    titles: &[(&str, &str)],
) -> Result<String, Error> {
    let kind = jobs::kind_of(connection, id)
        .await?
        .ok_or(Error::NotFound("Questo lavoro non c'è più: qualcuno ci ha già pensato."))?;
    Ok(titolo(titles, &kind))
}

pub(crate) fn titolo(titles: &[(&str, &str)], kind: &str) -> String {
    titles.iter().find(|(known, _)| *known == kind).map_or_else(|| kind.to_owned(), |(_, title)| (*title).to_owned())
}
